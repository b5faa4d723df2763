"""Some two thousand home visits over two years, and days that leave work for today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from random import Random

import sqlalchemy as sa
from sqlmodel import Session

from ltc.care.cases.models import CarePlan
from ltc.care.cases.rules.frequency import Window, windows
from ltc.care.visits.models import Visit, VisitNumber
from ltc.care.visits.queries.reference import get_checklist
from ltc.care.visits.terms import (
    Answer,
    Change,
    Consciousness,
    CouldNotReason,
    Mood,
    Part,
    Skin,
    VisitStatus,
)
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from ltc.upkeep.demonstration.bulk import insert, light
from ltc.upkeep.demonstration.cases import InCare
from ltc.upkeep.demonstration.seeds import visit_words

BED_UP_TO = 4
KEPT = 0.93  # of the windows of a plan
STARTS = ((8, 20), (9, 40), (11, 0), (13, 10), (14, 30), (15, 45))  # of a caregiver's visits a day


class Lately(Enum):
    """How the last weeks of one elder ended."""

    OPEN = "open"  # this window waits for a visit
    KEPT = "kept"  # this window was kept, if the day left time for it
    OVERDUE = "overdue"  # the window before was missed
    TODAY = "today"  # visited this morning, if the morning is over


@dataclass
class _Days:
    """Which start of which day each caregiver has taken."""

    taken: dict[tuple[object, date], int] = field(default_factory=dict)

    def next_start(self, caregiver_id: object, day: date) -> datetime | None:
        """Return the next free start of a day, or None when the day is full."""
        place = self.taken.get((caregiver_id, day), 0)
        if place >= len(STARTS):
            return None
        self.taken[caregiver_id, day] = place + 1
        return at_local(day, *STARTS[place])


def write_visits(
    session: Session, rng: Random, in_care: Sequence[InCare], *, on: date, at: datetime
) -> int:
    """Save the visits of all courses, numbered in the order of time; returns how many."""
    days = _Days()
    rows: list[Visit] = []
    for place, one in enumerate(in_care):
        rows += _visits_of(rng, one, _lately(place, one), days, on=on)
    # Drawn whatever the hour, so that the hour of the day shifts nothing else.
    rows = [row for row in rows if row.recorded_at <= at]
    rows.sort(key=lambda row: row.recorded_at)
    for number, row in enumerate(rows, 1):
        row.number = number
    insert(session, [light(VisitNumber, number=row.number) for row in rows])
    if session.connection().dialect.name == "postgresql":
        counter = sa.func.pg_get_serial_sequence(VisitNumber.__tablename__, "number")
        session.execute(sa.select(sa.func.setval(counter, len(rows))))
    insert(session, rows)
    return len(rows)


def _lately(place: int, one: InCare) -> Lately:
    """Leave the caregiver who has a sign-in a full day, and the others some of everything."""
    if one.course.closed_on:
        return Lately.KEPT
    round_of_all = place // 8
    if one.caregiver.username == "caregiver":
        lately = {1: Lately.OVERDUE, 2: Lately.TODAY, 4: Lately.OVERDUE}
        return lately.get(round_of_all, Lately.OPEN)
    return (Lately.KEPT, Lately.OPEN, Lately.KEPT, Lately.OPEN, Lately.OVERDUE)[place % 5]


def _visits_of(
    rng: Random, one: InCare, lately: Lately, days: _Days, *, on: date
) -> Iterator[Visit]:
    """Yield the visits under each plan version; a window missed has none, or one tried."""
    for place, plan in enumerate(one.plans):
        if plan.activated_at is None:
            continue
        end = one.plans[place + 1].valid_from if place + 1 < len(one.plans) else None
        end = end or one.course.closed_on or on + timedelta(days=1)
        parts = _parts(one)
        for window in _windows(one, plan, end):
            if not _is_kept(rng, window, lately, on):
                continue
            day = _day(rng, window, min(window.last, end - timedelta(days=1), on))
            if lately is Lately.TODAY and window.last >= on:
                day = on
            start = days.next_start(one.caregiver.id, day)
            if start is None:
                continue
            if rng.random() < 0.04:
                yield _tried(rng, one, plan, start)
            else:
                yield _done(rng, one, plan, parts, start)


def _is_kept(rng: Random, window: Window, lately: Lately, on: date) -> bool:
    if lately is Lately.OVERDUE and window.last >= on - timedelta(days=20):
        return False
    if window.last >= on and lately is Lately.OPEN:
        return False
    return rng.random() <= KEPT or lately is Lately.TODAY


def _windows(one: InCare, plan: CarePlan, end: date) -> list[Window]:
    times, per = _rhythm(one)
    return [
        window
        for window in windows(
            times, per, valid_from=plan.valid_from, valid_until=plan.valid_until,
            since=plan.valid_from, until=end,
        )
        if window.first < end
    ]  # fmt: skip


def _rhythm(one: InCare) -> tuple[int, str]:
    for _kind, doer, times, per, _minutes, *_more in one.course.profile["services"]:
        if doer == "caregiver":
            return times, per
    raise AssertionError("every made-up plan has a caregiver's service")


def _day(rng: Random, window: Window, last: date) -> date:
    """Return a day of a window, rather a working day."""
    span = [window.first + timedelta(days=n) for n in range((last - window.first).days + 1)]
    working = [day for day in span if day.weekday() < 5]
    return rng.choice(working or span or [window.first])


def _parts(one: InCare) -> list[Part]:
    kinds = {line[0] for line in one.course.profile["services"] if line[1] == "caregiver"}
    return [part for part in get_checklist().parts if part.code in kinds]


def _head(one: InCare, plan: CarePlan, start: datetime, minutes: int | None) -> Visit:
    """Return a visit with who, when and where; what was done or why not comes after."""
    ended = start + timedelta(minutes=minutes) if minutes else None
    who = one.caregiver
    return light(
        Visit,
        number=0, operation_id=new_id(), elder_id=one.course.resident.id,
        municipality_id=who.area_id, case_id=one.case.id, plan_id=plan.id,
        plan_number=plan.number, caregiver_id=who.id, caregiver_name=who.name,
        caregiver_role=who.role, recorded_by=who.id, recorded_by_name=who.name,
        status=str(VisitStatus.DONE if minutes else VisitStatus.COULD_NOT),
        visited_on=start.date(), started_at=start, ended_at=ended,
        recorded_at=(ended or start) + timedelta(minutes=6),
    )  # fmt: skip


def _tried(rng: Random, one: InCare, plan: CarePlan, start: datetime) -> Visit:
    reasons = (CouldNotReason.NOBODY_HOME, CouldNotReason.IN_HOSPITAL, CouldNotReason.AWAY)
    visit = _head(one, plan, start, None)
    visit.could_not_reason = str(rng.choice(reasons))
    return visit


def _done(
    rng: Random, one: InCare, plan: CarePlan, parts: Sequence[Part], start: datetime
) -> Visit:
    profile = one.course.profile["code"]
    change = rng.choices(list(Change), weights=(4, 80, 16))[0]
    is_bed = one.course.points[-1].total <= BED_UP_TO
    visit = _head(one, plan, start, rng.choice((40, 50, 60, 60, 65, 75)))
    visit.answers, visit.vitals = _answers(rng, parts), _vitals(rng)
    visit.consciousness = str(Consciousness.AWAKE)
    visit.mood = str(rng.choices(list(Mood), weights=(45, 40, 7, 5, 3))[0])
    visit.skin = str(Skin.RED if is_bed and rng.random() < 0.04 else Skin.WHOLE)
    visit.change = str(change)
    visit.note = visit_words(rng, profile, str(change))
    visit.next_plan = visit_words(rng, profile, "next")
    visit.signed_by = rng.choice(("ลูกสาว", "ลูกชาย", "ผู้สูงอายุ", "หลาน"))
    return visit


def _answers(rng: Random, parts: Sequence[Part]) -> dict[str, str]:
    return {
        line.code: str(Answer.DONE if rng.random() < 0.8 else Answer.NOT_DONE)
        for part in parts
        for line in part.lines
    }


def _vitals(rng: Random) -> dict[str, str]:
    upper = min(158, max(96, round(rng.gauss(132, 12))))
    vitals = {
        "systolic": str(upper),
        "diastolic": str(min(98, max(54, upper - rng.randint(42, 58)))),
        "pulse": str(min(108, max(56, round(rng.gauss(78, 8))))),
        "temperature": f"{min(37.6, max(35.8, rng.gauss(36.6, 0.3))):.1f}",
    }
    if rng.random() < 0.6:
        vitals["spo2"] = str(rng.randint(95, 99))
    return vitals
