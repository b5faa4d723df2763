"""Two years of assessments: screenings of most elders, formal ones of the dependent."""

import functools
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_assessment_rules, get_instrument
from ltc.care.assessment.rules import tai
from ltc.care.assessment.rules.following import asks_for_formal
from ltc.care.assessment.rules.safety import safety_alerts
from ltc.care.assessment.rules.scoring import score
from ltc.care.assessment.terms import Band, Method, Place, Purpose
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from ltc.foundation.i18n.dates import age
from ltc.upkeep.demonstration.bulk import light
from ltc.upkeep.demonstration.courses import Course, Point
from ltc.upkeep.demonstration.register import Resident
from ltc.upkeep.demonstration.scores import BEST, answers_for, order_of_loss, tai_axes
from ltc.upkeep.demonstration.staff import Member, Roster

SCREENED_EACH_YEAR = 0.86
MOODS_EACH_YEAR = 0.35
ORDERS = 40  # enough different orders of loss for a whole town


class Writer:
    """Makes assessment rows of one municipality with the scores that the rules give."""

    def __init__(self, rng: Random, roster: Roster, municipality_id: UUID, on: date) -> None:
        self._rng = rng
        self._roster = roster
        self._municipality_id = municipality_id
        self._on = on

    def row(
        self, elder_id: UUID, instrument: str, answers: dict[str, int], day: date, by: Member,
        purpose: Purpose = Purpose.SCREENING, method: Method = Method.ASKED_ELDER,
    ) -> Assessment:  # fmt: skip
        """Return one assessment as the action would have saved it."""
        rng = self._rng
        result_band, total, alerts = _scored(instrument, tuple(answers.items()), day)
        wants_formal = purpose is Purpose.SCREENING and asks_for_formal(
            may_formally=by.role != "caregiver", band=result_band, change=None, formal_band=None
        )
        return light(
            Assessment,
            operation_id=new_id(), elder_id=elder_id, municipality_id=self._municipality_id,
            instrument=instrument, instrument_version=get_instrument(instrument).version,
            purpose=str(purpose), method=str(method), place=str(Place.HOME), assessed_on=day,
            recorded_at=at_local(day, rng.randint(8, 15), rng.randrange(60)),
            assessor_id=by.id, assessor_name=by.name, assessor_role=by.role, answers=answers,
            total=total, band=result_band.code if result_band else None, doubts=[],
            alerts=list(alerts), is_alarming=bool(alerts), wants_formal=wants_formal,
            safety_seen_at=at_local(day, 16) if alerts else None,
            safety_seen_by=self._roster.nurses[0].name if alerts else None,
        )  # fmt: skip

    def formal(self, course: Course, point: Point) -> Iterator[Assessment]:
        """Yield the formal Barthel and TAI of one day of a course."""
        rng, elder_id = self._rng, course.resident.id
        rater = rng.choice((*self._roster.nurses, self._roster.managers[0]))
        answers = answers_for(point.total, course.order)
        yield self.row(elder_id, "barthel", answers, point.on, rater, Purpose.FORMAL,
                       Method.OBSERVED)  # fmt: skip
        axes = tai_axes(rng, answers, is_confused=course.is_confused)
        row = self.row(elder_id, "tai", axes, point.on, rater, Purpose.FORMAL, Method.OBSERVED)
        proposal = tai.propose(axes, get_assessment_rules(point.on).tai_cuts)
        row.tai_proposed = None if proposal.tai_class is None else str(proposal.tai_class)
        row.tai_class = row.tai_proposed
        row.tai_decided_at = row.recorded_at + timedelta(minutes=5)
        row.tai_decided_by = rater.name
        row.tai_reason = None
        yield row

    def screenings(self, one: Resident, orders: Sequence[tuple[str, ...]]) -> Iterator[Assessment]:
        """Yield what was asked of one elder who needs no help, year by year."""
        rng, person = self._rng, one.person
        years_old = age(person.born_on, self._on) if person.born_on else 75
        last_day = person.died_on or person.moved_away_on or self._on
        total = _total_at(rng, years_old)
        order = rng.choice(orders)
        for years_back in (1, 0):
            if rng.random() > SCREENED_EACH_YEAR:
                continue
            day = self._on - timedelta(days=365 * years_back + rng.randint(6, 330))
            if not person.registered_on < day < last_day:
                continue
            by = rng.choice(self._roster.caregivers)
            seen = min(BEST, total + (rng.choice((0, 0, 1)) if years_back else 0))
            yield self.row(one.id, "barthel", answers_for(seen, order), day, by)
            yield from self._others(one, day, rng.choice(self._roster.nurses), years_old)

    def _others(self, one: Resident, day: date, by: Member, years_old: int) -> Iterator[Assessment]:
        rng = self._rng
        if rng.random() < MOODS_EACH_YEAR:
            is_low = rng.random() < 0.05
            yield self.row(one.id, "2q", {"q1": int(is_low), "q2": int(is_low)}, day, by)
            if is_low:
                yield self.row(one.id, "9q", _nine(rng), day, by)
        if years_old >= 70 and rng.random() < 0.3:
            seconds = max(7, round(rng.gauss(8 + (years_old - 60) * 0.18, 2)))
            yield self.row(one.id, "tug", {"seconds": seconds}, day, by, method=Method.OBSERVED)

    def low_screening(self, one: Resident, total: int, days_ago: int) -> Assessment:
        """Return a caregiver's recent low score, which waits for somebody to assess formally."""
        day = self._on - timedelta(days=days_ago)
        answers = answers_for(total, order_of_loss(self._rng))
        return self.row(one.id, "barthel", answers, day, self._roster.caregivers[0])

    def not_dependent(self, one: Resident, total: int, order: tuple[str, ...]) -> Assessment:
        """Return a formal score of somebody who was looked at and needs no long-term care."""
        day = self._on - timedelta(days=self._rng.randint(10, 300))
        day = max(day, one.person.registered_on + timedelta(days=1))
        return self.row(one.id, "barthel", answers_for(total, order), day,
                        self._roster.nurses[0], Purpose.FORMAL, Method.OBSERVED)  # fmt: skip


@functools.lru_cache(maxsize=4_096)
def _scored(
    instrument: str, answers: tuple[tuple[str, int], ...], day: date
) -> tuple[Band | None, int, tuple[str, ...]]:
    form = get_instrument(instrument)
    result = score(form, dict(answers), on=day)
    return result.band, result.total, tuple(a.code for a in safety_alerts(form, dict(answers)))


def _total_at(rng: Random, years_old: int) -> int:
    """Return a total of somebody who is not dependent; the very old have lost some points."""
    lost = max(0.0, rng.gauss((years_old - 72) * 0.16, 1.2))
    return max(12, BEST - round(lost))


def _nine(rng: Random) -> dict[str, int]:
    """Return 9Q answers of somebody low in spirits, without thoughts of dying."""
    answers = {f"q{number}": rng.choice((0, 0, 1, 1, 2)) for number in range(1, 9)}
    return answers | {"q9": 0}
