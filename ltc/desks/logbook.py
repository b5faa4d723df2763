"""The logbook: fourteen heads (thai-ltc.md 5.5, Logbook of a 2017 Thai system), filled from what
is known across the rooms. Each line names where it comes from and its day; an empty head asks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.rules.scoring import main_set
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.cases import cases_of
from ltc.care.cases.queries.plans import active_plan, read_plan
from ltc.care.cases.queries.reference import service_words
from ltc.care.cases.rules.frequency import frequency_words
from ltc.care.cases.terms import CloseReason, PlanDraft
from ltc.care.elders.queries.sheet import ElderSheet
from ltc.care.health.queries.summary import Health, summary
from ltc.care.health.terms import HistoryHead
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import latest_visits_of
from ltc.care.visits.queries.reference import get_signs
from ltc.care.visits.terms import Consciousness, Mood, Skin
from ltc.desks.queries import SeenAssessment, SeenLiving, living_now, newest_assessments
from ltc.desks.words import label, living_facts
from ltc.foundation.core.actor import Actor

BODY = ("barthel", "tai", "tug", "vision", "hearing", "oral", "oxford_knee", "incontinence")
MIND = ("amt", "mmse", "2q", "9q", "8q")
FOOD = ("mna_sf",)
NEWEST = {"barthel": 1}  # one of each
HOME = ("การอยู่อาศัย", "อยู่คนเดียว", "ผู้ดูแลหลัก", "ผู้ดูแลหลักทำเป็น")
MEANS = ("สิทธิการรักษา", "รายได้ต่อเดือน", "เงินที่ได้รับ", "บัตรคนพิการ")


@dataclass(frozen=True)
class Line:
    """One thing known, where it comes from, and its day (None: the register knows no day)."""

    text: str
    source: str
    on: date | None = None


@dataclass(frozen=True)
class Head:
    """One of the fourteen heads; ``ask`` is what to ask while it is empty.

    ``note_head`` is the head of the history that fills it, "" when another room does.
    """

    number: int
    title: str
    lines: tuple[Line, ...]
    ask: str
    note_head: str = ""


@dataclass(frozen=True)
class _Known:
    """All that the logbook draws on."""

    elder: ElderSheet
    health: Health
    living: SeenLiving | None
    assessments: dict[str, list[SeenAssessment]]
    visit: Visit | None
    plan: CarePlan | None
    draft: PlanDraft | None
    closings: tuple[Line, ...]
    openings: tuple[Line, ...]
    on: date


def read_logbook(session: Session, elder: ElderSheet, actor: Actor, *, on: date) -> list[Head]:
    """Return the fourteen heads of one elder; the elder was loaded with a check before."""
    plan = active_plan(session, elder.id)
    openings, closings = _cases(session, elder)
    known = _Known(
        elder=elder, health=summary(session, elder.id),
        living=living_now(session, elder.id, on=on),
        assessments=newest_assessments(session, elder.id, actor, deep=NEWEST),
        visit=latest_visits_of(session, [elder.id]).get(elder.id),
        plan=plan, draft=read_plan(session, plan) if plan else None,
        openings=openings, closings=closings, on=on,
    )  # fmt: skip
    return _heads(known)


def _heads(known: _Known) -> list[Head]:
    told = [
        ("ข้อมูลทั่วไป", _profile(known), "", ""),
        ("เรื่องที่ทำให้มารับการดูแล", (*_told(known, HistoryHead.COMPLAINT), *known.openings),
         "ถามว่าอะไรลำบากที่สุด จึงอยากให้มีคนมาดูแล", HistoryHead.COMPLAINT),
        ("เจ็บป่วยครั้งนี้", (*_told(known, HistoryHead.PRESENT), *_trouble(known)),
         "ถามว่าเริ่มเป็นเมื่อไร เป็นอย่างไรมาจนถึงวันนี้", HistoryHead.PRESENT),
        ("โรคในครอบครัว", _told(known, HistoryHead.FAMILY),
         "ถามว่าพ่อ แม่ พี่น้อง เป็นโรคอะไรบ้าง", HistoryHead.FAMILY),
        ("ประวัติส่วนตัว", _told(known, HistoryHead.PERSONAL),
         "ถามอาชีพเดิม บุหรี่ เหล้า สิ่งที่ชอบ ความเชื่อ", HistoryHead.PERSONAL),
        ("โรคประจำตัวและเจ็บป่วยในอดีต", (*_past(known), *_told(known, HistoryHead.PAST)),
         "ถามโรคที่หมอบอก การผ่าตัด การนอนโรงพยาบาล และแพ้ยา", HistoryHead.PAST),
        ("อาหาร", (*_food(known), *_scores(known, FOOD)),
         "ถามว่ากินอะไร กินเองได้ไหม สำลักไหม น้ำหนักลดไหม", ""),
        ("บ้านและสิ่งแวดล้อม", (*_told(known, HistoryHead.HOME), *_living(known, HOME)),
         "ดูบันได ห้องน้ำ แสงไฟ ที่นอน และถามว่าใครอยู่ด้วย", HistoryHead.HOME),
        ("ฐานะและสิทธิ", _living(known, MEANS), "ถามสิทธิการรักษา รายได้ และเงินช่วยเหลือ", ""),
        ("ตรวจร่างกาย", _body(known), "วัดความดัน ชีพจร ดูผิวหนัง สาย และแผล", HistoryHead.BODY),
        ("ตรวจสภาพจิต", _mind(known), "ดูว่าตื่นดีไหม จำได้ไหม เศร้าไหม", HistoryHead.MIND),
        ("ปัญหา", _problems(known), "ปัญหาอยู่ในแผนการดูแล ยังไม่มีแผนที่ใช้งานอยู่", ""),
        ("แผน", _plan(known), "ยังไม่มีแผนการดูแลที่ใช้งานอยู่", ""),
        ("สรุปประจำปีหรือเมื่อปิดการดูแล", (*_told(known, HistoryHead.CLOSING), *known.closings),
         "เขียนเมื่อครบปี หรือเมื่อปิดการดูแล", HistoryHead.CLOSING),
    ]  # fmt: skip
    return [
        Head(number, title, tuple(lines), ask, note)
        for number, (title, lines, ask, note) in enumerate(told, 1)
    ]


def _profile(known: _Known) -> Iterable[Line]:
    elder = known.elder
    yield Line(f"{elder.full_name} {elder.age_on(known.on)}", "ทะเบียน")
    where = " ".join(part for part in ("บ้าน", elder.house_no, elder.lane, elder.community) if part)
    yield Line(where, "ทะเบียน")
    if known.health.wish:
        wish = known.health.wish
        yield Line(f"ความต้องการล่วงหน้า: {wish.text}", "สุขภาพ", wish.said_on)


def _told(known: _Known, head: str) -> Sequence[Line]:
    note = known.health.history.get(head)
    return [Line(note.text, "ประวัติในหน้าสุขภาพ", note.told_on)] if note else []


def _cases(session: Session, elder: ElderSheet) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Return why each case was opened, and how each ended."""
    openings, closings = [], []
    for case in cases_of(session, [elder.id]).get(elder.id, []):
        if case.note and case.is_open:
            openings.append(Line(case.note, "การรับเข้าดูแล", case.opened_on))
        if case.closed_on:
            why = label(CloseReason, case.close_reason or "")
            words = f"ปิดการดูแล: {why} {case.close_note}".strip()
            closings.append(Line(words, "การดูแล", case.closed_on))
    return tuple(openings), tuple(closings)


def _trouble(known: _Known) -> Iterable[Line]:
    if known.visit and known.visit.problems:
        yield Line(known.visit.problems, "การเยี่ยมล่าสุด", known.visit.visited_on)


def _past(known: _Known) -> Iterable[Line]:
    health = known.health
    for allergy in health.allergies:
        words = f"{allergy.kind_word} {allergy.substance} {allergy.reaction}".strip()
        yield Line(words, "สุขภาพ", allergy.known_on)
    if health.no_allergy:
        yield Line("ไม่แพ้ยา", "สุขภาพ", health.no_allergy.known_on)
    for one in health.diagnoses:
        code = f" ({one.icd10})" if one.icd10 else ""
        since = f" ตั้งแต่ พ.ศ. {one.since_year + 543}" if one.since_year else ""
        main = "โรคหลัก: " if one.is_main else ""
        yield Line(f"{main}{one.words}{code}{since}", "สุขภาพ", one.recorded_at.date())
    for medicine in health.medicines:
        words = f"ยา {medicine.title} {medicine.use_words} ({medicine.given_word})"
        yield Line(words, "สุขภาพ", medicine.since_on)


def _food(known: _Known) -> Iterable[Line]:
    row = known.health.nutrition
    if row:
        aim = f" อยากให้หนัก {row.weight_aim} กิโลกรัม" if row.weight_aim else ""
        yield Line(f"{row.title}{aim} {row.note}".strip(), "สุขภาพ", row.since_on)
    if known.visit and (weight := known.visit.vitals.get("weight")):
        yield Line(f"น้ำหนัก {weight} กิโลกรัม", "การเยี่ยมล่าสุด", known.visit.visited_on)


def _living(known: _Known, names: Sequence[str]) -> Iterable[Line]:
    if known.living:
        for name, value in living_facts(known.living):
            if name in names:
                yield Line(f"{name}: {value}", "ความเป็นอยู่", known.living.valid_from)


def _body(known: _Known) -> Iterable[Line]:
    yield from _told(known, HistoryHead.BODY)
    if known.visit:
        yield from _measured(known.visit)
    for tube in known.health.tubes:
        yield Line(f"{tube.title} {tube.detail}".strip(), "สุขภาพ", tube.since_on)
    for seen in known.health.wounds:
        look = seen.last
        words = f"{seen.wound.title} {look.title}" if look else seen.wound.title
        yield Line(words, "สุขภาพ", look.looked_on if look else seen.wound.since_on)
    yield from _scores(known, BODY)


def _measured(visit: Visit) -> Iterable[Line]:
    signs = [sign for sign in get_signs().signs if sign.code in visit.vitals]
    words = [f"{sign.label_th} {visit.vitals[sign.code]}" for sign in signs]
    if words:
        yield Line(" · ".join(words), "การเยี่ยมล่าสุด", visit.visited_on)
    if visit.skin:
        yield Line(f"ผิวหนัง: {label(Skin, visit.skin)}", "การเยี่ยมล่าสุด", visit.visited_on)


def _mind(known: _Known) -> Iterable[Line]:
    yield from _told(known, HistoryHead.MIND)
    visit = known.visit
    if visit and visit.consciousness:
        words = f"{label(Consciousness, visit.consciousness)} · {label(Mood, visit.mood)}"
        yield Line(words, "การเยี่ยมล่าสุด", visit.visited_on)
    yield from _scores(known, MIND)


def _scores(known: _Known, codes: Sequence[str]) -> Iterable[Line]:
    for code in codes:
        for row in known.assessments.get(code, [])[:1]:
            instrument = get_instrument(code)
            words = f"ชั้น {row.tai_class}" if row.tai_class else _result(row)
            source = "ประเมิน" if row.purpose == "formal" else "คัดกรอง"
            yield Line(f"{instrument.short_th}: {words}", source, row.assessed_on)


def _result(row: SeenAssessment) -> str:
    cuts = main_set(get_instrument(row.instrument), on=row.assessed_on, variant=row.variant)
    band = next((one.label_th for one in (cuts.bands if cuts else ()) if one.code == row.band), "")
    return " ".join(part for part in (band, "" if row.total is None else f"({row.total})") if part)


def _plan_source(plan: CarePlan) -> str:
    return f"แผนฉบับที่ {plan.number}"


def _problems(known: _Known) -> Iterable[Line]:
    if known.plan and known.draft:
        for problem in known.draft.problems:
            aim = problem.goal or problem.no_goal_reason
            words = f"{problem.text} → {aim}" if aim else problem.text
            yield Line(words, _plan_source(known.plan), known.plan.valid_from)


def _plan(known: _Known) -> Iterable[Line]:
    plan, draft = known.plan, known.draft
    if not plan or not draft:
        return
    if draft.long_term_aim:
        yield Line(f"เป้าหมาย: {draft.long_term_aim}", _plan_source(plan), plan.valid_from)
    kinds = service_words()
    for one in draft.services:
        often = frequency_words(one.times, one.per, one.minutes)
        parts = (kinds.get(one.kind, one.kind), one.text, often)
        words = " · ".join(part for part in parts if part)
        yield Line(words, _plan_source(plan), plan.valid_from)
