"""Pure rules of questions: who answers, what a message and a request must hold, a text for LINE."""

from datetime import date, time, timedelta

from ltc.care.questions.terms import (
    AnswerKind,
    AskedOf,
    MeetingPlace,
    MessageDraft,
    MessageKind,
    RequestDraft,
    ThreadState,
)
from ltc.foundation.core.due import Due, due
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import short_date

MOST_TEXT = 2_000
MOST_PHOTOS = 3
MOST_WHAT = 200
MOST_REPORT = 200
MOST_UNIT = 20
LONGEST_REQUEST = timedelta(days=90)
# Who answers which question: our own way of working [G].
ANSWERING = {
    AskedOf.NURSE: frozenset({"team_nurse", "family_doctor"}),
    AskedOf.DOCTOR: frozenset({"family_doctor"}),
}
REQUESTING = frozenset({"team_nurse", "family_doctor"})


def asked_of_role(role: str) -> list[str]:
    """Return the kinds of question that somebody in a role answers; [] for who only asks."""
    return [str(kind) for kind, roles in ANSWERING.items() if role in roles]


def kind_of_message(asked_of: str, *, role: str, is_opener: bool) -> MessageKind:
    """Return whether words are an answer or (again) a question; nobody answers themselves."""
    is_answering = not is_opener and role in ANSWERING[AskedOf(asked_of)]
    return MessageKind.ANSWER if is_answering else MessageKind.QUESTION


def state_after(kind: MessageKind) -> ThreadState:
    """Return how a thread stands after a message: answers and requests end the waiting."""
    is_answered = kind in (MessageKind.ANSWER, MessageKind.REQUEST)
    return ThreadState.ANSWERED if is_answered else ThreadState.OPEN


def checked_message(draft: MessageDraft) -> MessageDraft:
    """Return the draft, or raise RuleViolation for nothing, too much text or too many files."""
    if not (draft.text.strip() or draft.photos or draft.voices):
        raise RuleViolation("nothing_said", "พิมพ์ข้อความ หรือใส่รูปหรือเสียง", "text")
    if len(draft.text) > MOST_TEXT:
        raise RuleViolation("too_long", "ข้อความยาวเกินไป กรุณาเขียนให้สั้นลง", "text")
    if len(draft.photos) > MOST_PHOTOS:
        raise RuleViolation("too_many_photos", f"ใส่รูปได้ไม่เกิน {MOST_PHOTOS} รูป", "photos")
    if len(draft.voices) > 1:
        raise RuleViolation("too_many_voices", "ใส่เสียงได้หนึ่งไฟล์", "voice")
    return draft


def checked_asked_of(asked_of: str) -> AskedOf:
    """Return whom a question is put to, or raise RuleViolation ``asked_of_unknown``."""
    if asked_of not in set(AskedOf):
        raise RuleViolation("asked_of_unknown", "เลือกว่าถามใคร", "asked_of")
    return AskedOf(asked_of)


def checked_request(draft: RequestDraft, *, on: date) -> RequestDraft:
    """Return the draft, or raise the first RuleViolation it breaks, at its field."""
    if not draft.what.strip():
        raise RuleViolation("what_missing", "เขียนว่าขอให้ทำอะไร", "what")
    if draft.answer_kind not in set(AnswerKind):
        raise RuleViolation("answer_kind_unknown", "เลือกว่าอยากได้คำตอบเป็นอะไร", "answer_kind")
    for field, most in (("what", MOST_WHAT), ("report_if", MOST_REPORT), ("unit", MOST_UNIT)):
        if len(getattr(draft, field)) > most:
            raise RuleViolation("too_long", "ข้อความยาวเกินไป กรุณาเขียนให้สั้นลง", field)
    if draft.due_on < on:
        raise RuleViolation("due_past", "วันที่ขอผ่านไปแล้ว", "due_on")
    if draft.due_on > on + LONGEST_REQUEST:
        raise RuleViolation("due_far", "ขอล่วงหน้าได้ไม่เกิน 90 วัน", "due_on")
    return draft


def request_due(due_on: date, *, today: date) -> Due:
    """Return how an open request stands on a day: overdue from the day after ``due_on``."""
    return due(due_on, today=today, notice_days=2)


def request_words(draft: RequestDraft) -> str:
    """Return a request as its thread shows it."""
    report = f" ถ้า {draft.report_if.strip()} ให้บอกทันที" if draft.report_if.strip() else ""
    return f"{draft.what.strip()} ภายใน {short_date(draft.due_on)}{report}"


def result_words(what: str, value: str, unit: str) -> str:
    """Return the result of a request as its thread shows it; a photo stands beside the words."""
    value = value.strip()
    return f"{what}: {f'{value} {unit.strip()}'.strip() if value else 'ดูรูป'}"


def line_text(on: date, at: time, place: MeetingPlace, *, today: date, call_back: str) -> str:
    """Return an appointment as one may send it by a chat: no name, no word about health.

    It takes nothing about a person: a day, a time, one of the places of the vocabulary, and the
    town hall's own number (``call_back``, "" for none). Raises RuleViolation ``past``.
    """
    if on < today:
        raise RuleViolation("past", "วันนัดผ่านไปแล้ว", "on")
    days = {0: "วันนี้", 1: "พรุ่งนี้"}
    day = days.get((on - today).days, f"วันที่ {short_date(on)}")
    back = f"โทรกลับ {call_back} ค่ะ" if call_back else "ถ้าไม่สะดวก โทรกลับเทศบาลค่ะ"
    return f"{day} {at:%H:%M} น. มีนัด{place.label_th}ค่ะ {back}"
