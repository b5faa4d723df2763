"""What a visit as told must hold, and what is asked once before it is kept."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from ltc.care.events.terms import PauseReason, PauseSpan, member
from ltc.care.visits.rules.checklist import check_answers
from ltc.care.visits.rules.times import Stay, check_times, refuse_times
from ltc.care.visits.rules.vitals import check_vitals, refuse_vitals
from ltc.care.visits.terms import (
    AskAgain,
    Change,
    Consciousness,
    CouldNotReason,
    Mood,
    PlannedPart,
    Question,
    Skin,
    TimeLimits,
    VisitDraft,
    VisitStatus,
    VitalSign,
)
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import short_date

SEEN = {"consciousness": Consciousness, "mood": Mood, "skin": Skin, "change": Change}
SEEN_WORDS = {
    "consciousness": "ผู้สูงอายุตื่นดีไหม",
    "mood": "อารมณ์เป็นอย่างไร",
    "skin": "ผิวหนังเป็นอย่างไร",
    "change": "เทียบกับครั้งก่อนเป็นอย่างไร",
}
# What the columns hold; a page says the same at its fields.
MOST = {"problems": 2000, "note": 2000, "next_plan": 1000, "signed_by": 120}
MOST_PART_NOTE = 300
MOST_WORRY = 500
MOST_ANSWER = 200
CALL_NOW = "เรียกไม่ค่อยตื่น โทร 1669 เดี๋ยวนี้ ให้นอนตะแคง อย่าป้อนน้ำหรือยา"


def refused(
    draft: VisitDraft,
    parts: Sequence[PlannedPart],
    signs: Sequence[VitalSign],
    *,
    at: datetime,
    on: date,
) -> list[RuleViolation]:
    """Return everything that keeps the draft from being recorded, in the order of the page."""
    if draft.status not in set(VisitStatus):
        return [RuleViolation("status_unknown", "เลือกว่าได้เยี่ยมหรือไม่ได้เยี่ยม")]
    found = refuse_times(draft, at=at, on=on) + _too_long(draft)
    if draft.status == VisitStatus.COULD_NOT:
        return found + _could_not(draft)
    return found + refuse_vitals(draft.vitals, signs) + _seen(draft) + check_answers(
        parts, draft.answers
    )  # fmt: skip


def _too_long(draft: VisitDraft) -> list[RuleViolation]:
    words = "ข้อความยาวเกินไป กรุณาเขียนให้สั้นลง"
    found = [
        RuleViolation("too_long", words, name)
        for name, most in MOST.items()
        if len(getattr(draft, name)) > most
    ]
    if len(draft.worry) > MOST_WORRY:
        found.append(RuleViolation("too_long", words, "worry"))
    found += [
        RuleViolation("too_long", words, request_field(request_id))
        for request_id, answer in draft.requests.items()
        if len(answer.value) > MOST_ANSWER
    ]
    return found + [
        RuleViolation("too_long", words, f"note_{part}")
        for part, note in draft.part_notes.items()
        if len(note) > MOST_PART_NOTE
    ]


def request_field(request_id: UUID) -> str:
    """Return the name of the field that answers a request."""
    return f"asked_{request_id.hex}"


def dangers_found(
    vitals: Mapping[str, str], consciousness: str, signs: Sequence[VitalSign]
) -> list[str]:
    """Return the codes of what is dangerous in a visit; [] when nothing is."""
    codes = [one.code for one in check_vitals(vitals, signs) if one.advice_th]
    if consciousness == Consciousness.HARD_TO_WAKE:
        codes.insert(0, "seen.consciousness")
    return codes


def _could_not(draft: VisitDraft) -> list[RuleViolation]:
    if draft.answers or draft.vitals or any(getattr(draft, name) for name in SEEN):
        words = "เลือกว่าไม่ได้เยี่ยม แต่มีคำตอบการเยี่ยมอยู่ เลือกอย่างเดียว"
        return [RuleViolation("could_not_with_answers", words, "reason")]
    if draft.could_not_reason not in set(CouldNotReason):
        return [RuleViolation("no_reason", "เลือกเหตุที่ไม่ได้เยี่ยม", "reason")]
    if draft.could_not_reason == CouldNotReason.OTHER and not draft.note:
        return [RuleViolation("reason_unwritten", "เขียนว่าเพราะเหตุใด", "note")]
    return []


def _seen(draft: VisitDraft) -> list[RuleViolation]:
    return [
        RuleViolation("unseen", f"{SEEN_WORDS[name]} กรุณาเลือก", name)
        for name, words in SEEN.items()
        if getattr(draft, name) not in set(words)
    ]


def questions(
    draft: VisitDraft,
    others: Sequence[Stay],
    signs: Sequence[VitalSign],
    limits: TimeLimits,
    *,
    on: date,
) -> list[Question]:
    """Return all that is asked about a draft that was not refused, answered or not."""
    asked = check_times(draft, others, limits, on=on) + check_vitals(draft.vitals, signs)
    if draft.consciousness == Consciousness.HARD_TO_WAKE:
        words = "เรียกไม่ค่อยตื่น ใช่ไหม"
        token = f"consciousness={draft.consciousness}"
        asked.append(Question("seen.consciousness", "consciousness", words, token, CALL_NOW))
    return asked


def ask_about_pause(draft: VisitDraft, pause: PauseSpan | None, full_name: str) -> list[Question]:
    """Ask whether somebody visited on a day of a pause is home again; the visit is kept anyway."""
    if pause is None or draft.status != VisitStatus.DONE:
        return []
    where = member(PauseReason, pause.reason).label_th
    words = (
        f"บันทึกไว้ว่า {full_name} {where}ตั้งแต่ {short_date(pause.from_on)} กลับบ้านแล้ว และเยี่ยมที่บ้าน ใช่ไหม"
    )
    return [Question("pause", "visited_on", words, f"pause={pause.opened_by}:{draft.visited_on}")]


def ask(asked: Sequence[Question], confirmed: frozenset[str]) -> None:
    """Raise AskAgain with every question that was not answered for these very values."""
    still_open = tuple(one for one in asked if one.token not in confirmed)
    if still_open:
        raise AskAgain(still_open)
