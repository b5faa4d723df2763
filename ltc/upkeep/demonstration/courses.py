"""How the made-up dependent people fared over two years. Pure: the same day, the same courses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from random import Random
from typing import Any

from ltc.foundation.i18n.dates import age
from ltc.upkeep.demonstration.register import Resident
from ltc.upkeep.demonstration.scores import plausible_order
from ltc.upkeep.demonstration.seeds import table

# Which of them were found a short while ago, and how far the paper work has come.
RECENTLY_FOUND = {5: "assessed", 9: "ground", 17: "case", 29: "draft", 38: "case", 47: "draft"}
LIKELIER_A_YEAR = 1.125
FIRST_CAREGIVER_UNTIL = 40
EVERY = 84  # days between formal assessments: a little under the three months
# The last totals of the dependent elders: seventeen lie in bed, the others are home-bound.
LAST_TOTALS = (
    0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 7,
    8, 8, 8, 8, 8, 9, 9, 9, 9, 9, 10, 10, 10, 10, 10, 10, 10, 11, 11, 11, 11, 11, 11, 11,
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A formal assessment: day and total."""

    on: date
    total: int


@dataclass
class Course:
    """One dependent person's two years. ``stage`` says how far the paper work has come."""

    resident: Resident
    profile: dict[str, Any]
    order: tuple[str, ...]
    points: list[Point]
    opened_on: date
    stage: str = "plan"  # assessed, case, ground, draft, plan
    closed_on: date | None = None
    close_reason: str | None = None
    manager: int = 0
    caregiver: int = 0

    @property
    def is_confused(self) -> bool:
        """True for those who are confused."""
        return bool(self.profile["code"] == "dementia")


def dependent_courses(
    rng: Random, residents: Sequence[Resident], totals: Sequence[int], *, on: date
) -> list[Course]:
    """Return a course for one resident after another, ending at ``totals`` today."""
    chosen = zip(residents, totals, strict=True)
    courses = [_course(rng, one, total, until=on, on=on) for one, total in chosen]
    for place, stage in RECENTLY_FOUND.items():
        if place < len(courses):
            _make_recent(rng, courses[place], stage, on)
    return courses


def ended_courses(rng: Random, residents: Sequence[Resident], *, on: date) -> list[Course]:
    """Return courses that ended with a death or a move."""
    courses = []
    for one in residents:
        end = one.person.died_on or one.person.moved_away_on
        assert end is not None
        course = _course(rng, one, rng.randint(0, 7), until=end, on=on)
        course.closed_on = end
        course.close_reason = "died" if one.person.died_on else "moved"
        courses.append(course)
    return courses


def _course(rng: Random, one: Resident, last: int, *, until: date, on: date) -> Course:
    start = on - timedelta(days=round(rng.triangular(130, 715, 340)))
    start = max(start, one.person.registered_on + timedelta(days=3))
    if start > until - timedelta(days=60):
        start = until - timedelta(days=rng.randint(61, 100))
    late = rng.choices((0, 30, 75), weights=(82, 8, 10))[0]  # some wait for their next assessment
    days = [until - timedelta(days=rng.randint(3, 80) + late)]
    while days[-1] - timedelta(days=EVERY) > start:
        days.append(days[-1] - timedelta(days=EVERY + rng.randint(-9, 5)))
    days.append(start)
    days = sorted(set(days))
    totals = _totals(rng, last, len(days))
    points = [Point(day, total) for day, total in zip(days, totals, strict=True)]
    profile = _profile(rng, last)
    order = plausible_order(rng, on)
    return Course(one, profile, order, points, start + timedelta(days=rng.randint(2, 12)))


def _totals(rng: Random, last: int, count: int) -> list[int]:
    """Return totals that end at ``last``: a slow decline, a steady state, or a slow recovery."""
    way = rng.choices(("decline", "steady", "recovery"), weights=(45, 35, 20))[0]
    step = {"decline": 0.8, "steady": 0.0, "recovery": -0.9}[way]
    totals = [last]
    for back in range(1, count):
        ideal = last + step * back
        totals.append(min(11, max(0, round(ideal + rng.choice((-1, 0, 0, 0, 1))))))
    return totals[::-1]


def _profile(rng: Random, last: int) -> dict[str, Any]:
    fitting = [p for p in table("care")["profiles"] if p["least"] <= last <= p["most"]]
    chosen: dict[str, Any] = rng.choice(fitting)
    return chosen


def _make_recent(rng: Random, course: Course, stage: str, on: date) -> None:
    """Turn a course into that of somebody found a short while ago."""
    day = on - timedelta(days=rng.randint(4, 18))
    course.points = [Point(day, course.points[-1].total)]
    course.opened_on = min(day + timedelta(days=2), on)
    course.stage = stage


def share_out(courses: Sequence[Course], *, full: int, caregivers: int) -> None:
    """Give each course its people: ``full`` to the first care manager, the others to the second.

    Caregivers get every so-manieth course, so that each has some who lie in bed.
    """
    for place, course in enumerate(courses):
        course.manager = 0 if place < full else 1
        is_full = place >= FIRST_CAREGIVER_UNTIL  # the stories fill the first caregiver's days
        course.caregiver = 1 + place % (caregivers - 1) if is_full else place % caregivers


def oldest_first(residents: Sequence[Resident], rng: Random, *, on: date) -> list[Resident]:
    """Return residents as if drawn one by one, a year of age making it an eighth more likely.

    Efraimidis and Spirakis: the order of -log(u) / weight is that of weighted drawing.
    """

    def turn(one: Resident) -> float:
        born = one.person.born_on
        years = age(born, on) if born else 60
        return -log(1 - rng.random()) / LIKELIER_A_YEAR ** (years - 60)

    return sorted(residents, key=turn)
