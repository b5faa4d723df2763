"""Two years of events of the made-up people, fitting the visits: nobody is visited in hospital.

A visit that failed because the elder was in hospital or away has its admission or absence; the
departed have their departure, with what remained settled but for the last ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from ltc.care.events.models import Event, Pause
from ltc.care.events.queries.reference import get_event_rules
from ltc.care.events.terms import DETAILS, EventKind, PauseReason, Teller
from ltc.care.visits.models import Visit
from ltc.care.visits.terms import CouldNotReason, VisitStatus
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from ltc.journeys.departure.models import Departure, DepartureTask
from ltc.journeys.departure.terms import DepartureKind, Outcome
from ltc.upkeep.demonstration.bulk import insert, kind_of, light
from ltc.upkeep.demonstration.cases import InCare
from ltc.upkeep.demonstration.register import Resident
from ltc.upkeep.demonstration.staff import Member, Roster

HOSPITAL = "โรงพยาบาลลำพูน"
# Of those in care: what happens to how many in two years, and what was done.
CHANCES = (
    (EventKind.FALL, 0.32, "ทำแผล ดูว่าเดินได้ตามปกติ"),
    (EventKind.INFECTION, 0.16, "โทรบอกพยาบาล วัดไข้"),
    (EventKind.EMERGENCY, 0.12, "ญาติพาไป กลับวันเดียวกัน"),
    (EventKind.SORE, 0.1, "พลิกตัวทุก 2 ชั่วโมง โทรบอกพยาบาล"),
    (EventKind.BEREAVEMENT, 0.06, "ไปเยี่ยมบ้าน นั่งคุยด้วย"),
    (EventKind.TUBE, 0.06, "พยาบาลสอนดูแลสาย"),
    (EventKind.STROKE, 0.04, "โทร 1669"),
)
PLACES = {
    EventKind.EMERGENCY: HOSPITAL, EventKind.ADMISSION: HOSPITAL, EventKind.DISCHARGE: HOSPITAL,
    EventKind.AWAY: "บ้านลูกสาว ต่างอำเภอ", EventKind.SORE: "ก้นกบ", EventKind.BEREAVEMENT: "พี่สาว",
}  # fmt: skip
# Who is not at home today: why, and in how many days somebody expects them back.
AWAY_NOW = ((PauseReason.HOSPITAL, 3), (PauseReason.HOSPITAL, -1), (PauseReason.AWAY, 10))
OPENING = {PauseReason.HOSPITAL: EventKind.ADMISSION, PauseReason.AWAY: EventKind.AWAY}
CLOSING = {PauseReason.HOSPITAL: EventKind.DISCHARGE, PauseReason.AWAY: EventKind.BACK}
REASONS = {
    str(CouldNotReason.IN_HOSPITAL): PauseReason.HOSPITAL,
    str(CouldNotReason.AWAY): PauseReason.AWAY,
}
QUIET_DAYS = 2  # before today nothing new, so that what waits does not depend on the hour


@dataclass
class _Days:
    """On which days an elder was visited, and which visits failed for want of the elder."""

    done: list[date] = field(default_factory=list)
    absent: list[tuple[date, PauseReason]] = field(default_factory=list)


def write_events(
    session: Session, rng: Random, in_care: Sequence[InCare], residents: Sequence[Resident],
    roster: Roster, *, on: date,
) -> int:  # fmt: skip
    """Save the events of all, with pauses and departures; returns how many events."""
    days = _days_of(session, [one.course.resident.id for one in in_care])
    writer = _Writer(rng, roster, on)
    paused = _paused_now(in_care, days, on)
    for one in in_care:
        writer.life_of(one, days.get(one.course.resident.id, _Days()), paused.get(one.case.id))
    cases = {one.course.resident.id: one for one in in_care}
    for resident in residents:
        writer.departure_of(resident, cases.get(resident.id))
    for rows in writer.rows.values():
        insert(session, rows)
    return len(writer.rows[Event])


def _days_of(session: Session, elder_ids: Sequence[UUID]) -> dict[UUID, _Days]:
    found: dict[UUID, _Days] = {}
    rows = session.execute(
        sa.select(
            col(Visit.elder_id), col(Visit.visited_on), col(Visit.status),
            col(Visit.could_not_reason),
        )
        .where(col(Visit.elder_id).in_(elder_ids))
        .order_by(col(Visit.visited_on))
    )  # fmt: skip
    for elder_id, day, status, reason in rows:
        days = found.setdefault(elder_id, _Days())
        if status == VisitStatus.DONE:
            days.done.append(day)
        elif reason in REASONS:
            days.absent.append((day, REASONS[reason]))
    return found


def _paused_now(
    in_care: Sequence[InCare], days: Mapping[UUID, _Days], on: date
) -> dict[UUID, tuple[PauseReason, int]]:
    """Choose who is not at home today: people of the first care manager, last seen days ago.

    Not of the caregiver with a sign-in, whose day is full.
    """
    waiting = list(AWAY_NOW)
    found = {}
    for one in in_care:
        done = days.get(one.course.resident.id, _Days()).done
        is_fit = (
            one.course.stage == "plan"
            and one.course.closed_on is None
            and one.course.manager == 0
            and one.caregiver.username != "caregiver"
            and bool(done)
            and done[-1] <= on - timedelta(days=3)
        )
        if waiting and is_fit:
            found[one.case.id] = waiting.pop(0)
    return found


class _Writer:
    """Collects rows by table, those that others refer to first."""

    def __init__(self, rng: Random, roster: Roster, on: date) -> None:
        self._rng, self._roster, self._on = rng, roster, on
        kinds = (Event, Pause, Departure, DepartureTask)
        self.rows: dict[type[SQLModel], list[SQLModel]] = {kind: [] for kind in kinds}

    def _keep(self, row: Any) -> Any:
        self.rows[kind_of(row)].append(row)
        return row

    def life_of(self, one: InCare, days: _Days, away_now: tuple[PauseReason, int] | None) -> None:
        """Collect the events of one person in care."""
        until = one.course.closed_on or self._on - timedelta(days=QUIET_DAYS)
        spans = list(self._absences(one, days, until))
        if away_now:
            last = max(days.done[-1] + timedelta(days=1), self._on - timedelta(days=9))
            spans = [span for span in spans if span[2] < last]
            self._pause(one, away_now[0], last, None, self._on + timedelta(days=away_now[1]))
            until = last - timedelta(days=1)
        for reason, since, end in spans:
            self._pause(one, reason, since, end, None)
        for kind, chance, done in CHANCES:
            drawn = self._rng.random()
            length = (until - one.course.opened_on).days
            day = one.course.opened_on + timedelta(days=self._rng.randint(0, max(length, 0)))
            is_home = all(not since <= day <= end for _reason, since, end in spans)
            if drawn < chance and length > 0 and is_home:
                self._event(one.course.resident.id, one.caregiver, kind, day, done=done)

    def _absences(
        self, one: InCare, days: _Days, until: date
    ) -> Iterator[tuple[PauseReason, date, date]]:
        """Yield from when until when somebody was not at home, around each failed visit."""
        end = one.course.opened_on
        for day, reason in days.absent:
            before = max([done for done in days.done if done < day], default=end)
            after = min([done for done in days.done if done > day], default=until)
            since = max(day - timedelta(days=self._rng.randint(1, 4)), before + timedelta(days=1))
            back = min(day + timedelta(days=self._rng.randint(1, 8)), after)
            if end < since <= day < back <= until and day not in days.done:
                yield reason, since, back
                end = back

    def _pause(
        self, one: InCare, reason: PauseReason, since: date, back: date | None,
        expected: date | None,
    ) -> None:  # fmt: skip
        elder_id, who = one.course.resident.id, one.caregiver
        begin = self._event(elder_id, who, OPENING[reason], since, expected=expected)
        end = self._event(elder_id, who, CLOSING[reason], back) if back else None
        self._keep(
            light(
                Pause,
                elder_id=elder_id, municipality_id=who.area_id, reason=str(reason), from_on=since,
                until_on=back, expected_return_on=expected, opened_by_id=begin.id,
                closed_by_id=end.id if end else None,
            )
        )  # fmt: skip

    def _event(
        self, elder_id: UUID, who: Member, kind: EventKind, day: date, *, done: str = "",
        expected: date | None = None,
    ) -> Event:  # fmt: skip
        detail = str(self._rng.choice(DETAILS[kind][1])) if kind in DETAILS else ""
        row: Event = self._keep(
            light(
                Event,
                elder_id=elder_id, municipality_id=who.area_id, kind=str(kind), happened_on=day,
                precision="about" if self._rng.random() < 0.15 else "day", detail=detail,
                told_by=str(self._rng.choice((Teller.FAMILY, Teller.ELDER, Teller.NEIGHBOUR))),
                place=PLACES.get(kind, ""), done=done, operation_id=new_id(),
                expected_return_on=expected, recorded_at=_evening(day), recorded_by=who.id,
                recorded_by_name=who.name,
            )
        )  # fmt: skip
        return row

    def departure_of(self, resident: Resident, one: InCare | None) -> None:
        """Collect the death or the move of one person, and what remained."""
        person = resident.person
        day = person.died_on or person.moved_away_on
        if day is None:
            return
        who = self._roster.managers[one.course.manager if one else 0]
        kind = DepartureKind.DEATH if person.died_on else DepartureKind.MOVE
        event = self._event(resident.id, who, EventKind(str(kind)), day)
        departure = self._keep(
            light(
                Departure,
                elder_id=resident.id, municipality_id=who.area_id, kind=str(kind),
                happened_on=day, event_id=event.id, case_id=one.case.id if one else None,
                recorded_at=_evening(day), recorded_by=who.id, recorded_by_name=who.name,
            )
        )  # fmt: skip
        if one is not None:  # nothing remains of who was not in care
            self._remaining(departure, who)

    def _remaining(self, departure: Departure, who: Member) -> None:
        for code, days in get_event_rules(self._on).remaining[departure.kind].items():
            due_on = departure.happened_on + timedelta(days=days)
            is_done = due_on < self._on
            settled = _evening(due_on - timedelta(days=1))
            self._keep(
                light(
                    DepartureTask,
                    departure_id=departure.id, code=code, due_on=due_on,
                    outcome=str(Outcome.DONE) if is_done else "",
                    done_at=settled if is_done else None, done_by=who.id if is_done else None,
                    done_by_name=who.name if is_done else "",
                )
            )  # fmt: skip


def _evening(day: date) -> datetime:
    return at_local(day, 16, 30)
