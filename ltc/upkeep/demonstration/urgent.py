"""Urgent findings of the made-up town: three that are open right now, and how twenty ended."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from ltc.care.urgent.models import UrgentAct, UrgentFinding
from ltc.care.urgent.terms import Act, CallAnswer, Callee, FoundBy, Outcome
from ltc.care.visits.queries.reference import get_signs
from ltc.care.visits.rules.vitals import danger_words
from ltc.foundation.core.zone import at_local
from ltc.upkeep.demonstration.bulk import insert, light
from ltc.upkeep.demonstration.cases import InCare
from ltc.upkeep.demonstration.staff import Member, Roster

CLOSED = 20
FIRST_AGO = 3  # days: of the closed ones, the last lies so far back
EVERY = 17  # days from one to the next
# What the caregiver measured, by rule; its words are those that a saved visit would give.
MEASURED = {
    "pressure": {"systolic": "192", "diastolic": "114"},
    "breathing": {"spo2": "86"},
    "sugar": {"sugar": "52"},
    "other_vital": {"temperature": "39.6"},
}
# rule, words of the caregiver, how many minutes ago, whether the manager has it in hand
OPEN_NOW: tuple[tuple[str, str, int, bool], ...] = (
    ("worry", "วันนี้ซึม ไม่ยอมกินข้าวเช้า ถามแล้วตอบช้า", 12, False),
    ("pressure", "", 47, False),
    ("breathing", "", 300, True),
)
# rule, words of the caregiver, whom she called, what came of it, how it ended, last words
STORIES: tuple[tuple[str, str, Callee, CallAnswer, Outcome, str], ...] = (
    ("pressure", "", Callee.CARE_MANAGER, CallAnswer.ADVISED, Outcome.SAFE,
     "พัก 20 นาที วัดซ้ำเหลือ 148/86 นัดพยาบาลดูพรุ่งนี้"),
    ("worry", "เดินเซกว่าเดิม จับราวตลอด", Callee.CARE_MANAGER, CallAnswer.ADVISED,
     Outcome.FOLLOWED, "พยาบาลไปดูวันรุ่งขึ้น ให้ใช้ไม้เท้า"),
    ("sugar", "", Callee.NURSE, CallAnswer.ADVISED, Outcome.SAFE, "ดื่มน้ำหวานแล้วดีขึ้น"),
    ("hard_to_wake", "", Callee.EMERGENCY, CallAnswer.COMING, Outcome.HOSPITAL,
     "รถพยาบาลมาใน 15 นาที ญาติไปด้วย"),
    ("other_vital", "", Callee.FAMILY, CallAnswer.COMING, Outcome.FOLLOWED,
     "เช็ดตัวแล้วไข้ลด ลูกพาไปหาหมอตอนเย็น"),
    ("pressure", "", Callee.CARE_MANAGER, CallAnswer.NO_ANSWER, Outcome.MISTAKE,
     "ผ้าพันแขนหลวม วัดใหม่ปกติ"),
)  # fmt: skip


def write_findings(
    session: Session, in_care: Sequence[InCare], roster: Roster, *, on: date, at: datetime
) -> int:
    """Save the findings with what was done about them; returns how many findings.

    The open ones are as old as told at the moment of laying, so that they wait as on a real day.
    """
    living = [one for one in in_care if one.course.closed_on is None]
    rows: list[UrgentFinding] = []
    acts: list[UrgentAct] = []
    for place in range(CLOSED):
        began = at_local(on - timedelta(days=FIRST_AGO + place * EVERY), 9, 20 + place)
        one = _next(living, place * 7, since=began.date())
        if one is not None:
            row, done = _ended(one, roster, place, began)
            rows.append(row)
            acts += done
    shown = [one for one in living if one.caregiver.username == "caregiver"] or living
    for place, (rule, words, minutes, is_taken) in enumerate(OPEN_NOW):
        # The newest is of the caregiver who has a sign-in: she finds it on her own tablet.
        one = living[place * 5 + 1] if place else shown[0]
        row, done = _open(one, rule, words, at, minutes)
        if is_taken:
            _take(row, done, roster.managers[0], row.opened_at + timedelta(minutes=8))
        rows.append(row)
        acts += done
    count = insert(session, rows)
    insert(session, acts)
    return count


def _next(living: Sequence[InCare], place: int, *, since: date) -> InCare | None:
    """Return somebody who was already in care on a day, each time another."""
    then = [one for one in living if one.case.opened_on < since]
    return then[place % len(then)] if then else None


def _finding(one: InCare, rule: str, words: str, began: datetime) -> UrgentFinding:
    by = one.caregiver
    is_worry = rule == "worry"
    words = words or " · ".join(danger_words(MEASURED.get(rule, {}), get_signs().signs))
    return light(
        UrgentFinding,
        elder_id=one.course.resident.id, municipality_id=by.area_id,
        found_by=str(FoundBy.WORRY if is_worry else FoundBy.VISIT), rules=[rule],
        field_class="F2", words=words, opened_at=began, opened_by=by.id,
        opened_by_name=by.name, opened_by_role=by.role, waiting_since=began,
    )  # fmt: skip


def _act(row: UrgentFinding, number: int, kind: Act, by: Member, at: datetime, **told: Any) -> Any:
    return light(
        UrgentAct, finding_id=row.id, number=number, kind=str(kind), at=at, by=by.id,
        by_name=by.name, by_role=by.role, **told,
    )  # fmt: skip


def _ended(
    one: InCare, roster: Roster, place: int, began: datetime
) -> tuple[UrgentFinding, list[UrgentAct]]:
    rule, words, whom, answer, outcome, last = STORIES[place % len(STORIES)]
    row, after = _finding(one, rule, words, began), timedelta(minutes=3)
    done = [
        _act(row, 1, Act.SEEN, one.caregiver, began + after),
        _act(row, 2, Act.CALLED, one.caregiver, began + 2 * after, whom=str(whom),
             answer=str(answer)),
    ]  # fmt: skip
    manager = roster.managers[place % len(roster.managers)]
    _take(row, done, manager, began + 3 * after)
    row.closed_at = began + timedelta(hours=2)
    row.closed_by_name, row.outcome = manager.name, str(outcome)
    done.append(
        _act(row, len(done) + 1, Act.CLOSED, manager, row.closed_at, answer=str(outcome),
             words=last)
    )  # fmt: skip
    return row, done


def _take(row: UrgentFinding, done: list[UrgentAct], by: Member, at: datetime) -> None:
    row.taken_by, row.taken_by_name, row.taken_at = by.id, by.name, at
    done.append(_act(row, len(done) + 1, Act.TAKEN, by, at))


def _open(
    one: InCare, rule: str, words: str, at: datetime, minutes: int
) -> tuple[UrgentFinding, list[UrgentAct]]:
    """Return a finding that is open, with the caregiver's call; its escalation is the job's."""
    row = _finding(one, rule, words, at - timedelta(minutes=minutes))
    called = row.opened_at + timedelta(minutes=4)
    done = [
        _act(row, 1, Act.SEEN, one.caregiver, row.opened_at + timedelta(minutes=1)),
        _act(row, 2, Act.CALLED, one.caregiver, called, whom=str(Callee.CARE_MANAGER),
             answer=str(CallAnswer.NO_ANSWER)),
    ]  # fmt: skip
    return row, done
