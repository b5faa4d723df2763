"""Two years of screening: volunteers with their houses, last year's round, this year's so far.

Reads the people as they were laid, so that it can be called after everybody is there. Whoever is
under care is screened for eyes, ears and mouth only: their ADL is assessed formally.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_assessment_rules, get_instrument
from ltc.care.assessment.rules.scoring import score
from ltc.care.assessment.terms import VOLUNTEER
from ltc.care.cases.models import Case
from ltc.care.elders.models import Elder, Household
from ltc.care.elders.rules import ELDER_FROM_AGE, born_on_or_before
from ltc.care.rounds.models import (
    ScreeningContact,
    ScreeningRound,
    Volunteer,
    VolunteerHousehold,
)
from ltc.care.rounds.queries.reference import get_domains
from ltc.care.rounds.rules.plan import house_order
from ltc.care.rounds.terms import Outcome
from ltc.foundation.areas.queries import list_communities
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local, local_day
from ltc.foundation.i18n.dates import BUDDHIST_ERA
from ltc.foundation.i18n.text import sort_key
from ltc.upkeep.demonstration.bulk import insert, light, table_of
from ltc.upkeep.demonstration.scores import BEST, answers_for, plausible_order
from ltc.upkeep.demonstration.seeds import word_lists

SEED = "2561 screening"
HOUSES_A_VOLUNTEER = 13
WITHOUT_VOLUNTEER = 0.03  # of all houses: somebody has left and nobody followed
DONE_NOW, DONE_LAST_YEAR = 0.62, 0.91
LAST_YEARS_DOMAINS = ("daily", "mood", "movement")
IN_CARE_DOMAINS = ("vision", "hearing", "oral")
LOW_ADL = 7  # people nobody knew of, found by this year's screening
BEGAN_DAYS, STILL_DAYS = 51, 70
NEW_YEAR = 10  # the month in which the fiscal year begins


@dataclass(frozen=True)
class Person:
    """One elder as the register has them."""

    id: UUID
    community_id: UUID
    household_id: UUID
    born_on: date
    known_from: date
    in_care: bool


@dataclass
class Hand:
    """A volunteer with how fast they go, 0 to 1."""

    row: Volunteer
    pace: float
    houses: list[UUID] = field(default_factory=list)


def write_rounds(session: Session, town_id: UUID, *, on: date) -> int:
    """Lay volunteers, two rounds and their results as of a day; returns how many results."""
    rng = Random(SEED)
    people = _people(session, town_id)
    hands = _volunteers(session, rng, town_id, on=on)
    this_year = _round(town_id, on, 0, [one.code for one in get_domains().domains])
    last_year = _round(town_id, on, 365, LAST_YEARS_DOMAINS)
    insert(session, [last_year, this_year])
    writer = _Writer(session, rng, hands, on)
    return sum(
        writer.write(screening, people, share)
        for screening, share in ((last_year, DONE_LAST_YEAR), (this_year, DONE_NOW))
    )


def _round(town_id: UUID, on: date, days_back: int, domains: Sequence[str]) -> ScreeningRound:
    starts_on = on - timedelta(days=BEGAN_DAYS + days_back)
    ends_on = on + timedelta(days=STILL_DAYS - days_back)
    instruments = {d.code: d.instrument for d in get_domains().domains if d.code in domains}
    year = starts_on.year + BUDDHIST_ERA + (starts_on.month >= NEW_YEAR)
    return light(
        ScreeningRound,
        municipality_id=town_id, name=f"คัดกรองผู้สูงอายุ ปีงบประมาณ {year}", starts_on=starts_on,
        ends_on=ends_on, instruments=instruments,
    )  # fmt: skip


def _people(session: Session, town_id: UUID) -> list[Person]:
    """Return everybody alive and here with a known birth, in an order that each build has."""
    open_case = sa.select(sa.literal(1)).where(col(Case.elder_id) == col(Elder.id)).exists()
    found = session.execute(
        sa.select(
            col(Elder.id), col(Elder.community_id), col(Elder.household_id), col(Elder.born_on),
            col(Elder.registered_at), open_case,
        )
        .where(
            col(Elder.municipality_id) == town_id, col(Elder.died_on).is_(None),
            col(Elder.moved_away_on).is_(None), col(Elder.born_on).is_not(None),
        )
        .order_by(col(Elder.sort_key), col(Elder.born_on), col(Elder.id))
    )  # fmt: skip
    return [
        Person(elder_id, community_id, household_id, born_on, local_day(at), bool(in_care))
        for elder_id, community_id, household_id, born_on, at, in_care in found
    ]


def _volunteers(session: Session, rng: Random, town_id: UUID, *, on: date) -> dict[UUID, Hand]:
    """Lay volunteers of every community, each with houses that lie together; by household."""
    since = on - timedelta(days=700)
    houses = _houses(session, town_id)
    hands: list[Hand] = []
    names = _names(rng)
    for area in list_communities(session, town_id):
        pace = rng.random()
        walk = houses[area.id]
        for start in range(0, len(walk), HOUSES_A_VOLUNTEER):
            some = walk[start : start + HOUSES_A_VOLUNTEER]
            hand = _hand(town_id, area.id, next(names), rng, pace)
            hand.houses = [house for house in some if rng.random() > WITHOUT_VOLUNTEER]
            hands.append(hand)
    insert(session, [hand.row for hand in hands])
    held = [
        light(VolunteerHousehold, volunteer_id=hand.row.id, household_id=house, cared_from=since)
        for hand in hands
        for house in hand.houses
    ]
    insert(session, held)
    return {house: hand for hand in hands for house in hand.houses}


def _houses(session: Session, town_id: UUID) -> dict[UUID, list[UUID]]:
    """Return the inhabited houses of each community as one walks past them."""
    found = session.execute(
        sa.select(
            col(Household.community_id), col(Household.id), col(Household.house_no),
            col(Household.lane),
        )
        .join(Elder, col(Elder.household_id) == col(Household.id))
        .where(
            col(Elder.municipality_id) == town_id, col(Elder.died_on).is_(None),
            col(Elder.moved_away_on).is_(None),
        )
        .distinct()
    )  # fmt: skip
    walks: defaultdict[UUID, list[Any]] = defaultdict(list)
    for community_id, house_id, house_no, lane in found:
        walks[community_id].append((house_order(house_no, lane), house_id))
    return defaultdict(list, {one: [h for _, h in sorted(walk)] for one, walk in walks.items()})


def _names(rng: Random) -> Iterator[str]:
    lists, used = word_lists(), set()
    while True:
        given = rng.choice(lists["women"] if rng.random() < 0.85 else lists["men"])
        name = f"{given} {rng.choice(lists['families'])}"
        if name not in used:
            used.add(name)
            yield name


def _hand(town_id: UUID, community_id: UUID, name: str, rng: Random, pace: float) -> Hand:
    row = light(
        Volunteer,
        municipality_id=town_id, community_id=community_id, name=name, sort_key=sort_key(name),
        phone=f"09{rng.randrange(10**8):08d}",
    )  # fmt: skip
    return Hand(row, 0.55 * pace + 0.45 * rng.random())


class _Writer:
    """Writes what volunteers brought back from their walks."""

    def __init__(self, session: Session, rng: Random, hands: Mapping[UUID, Hand], on: date) -> None:
        self._session, self._rng, self._hands, self._on = session, rng, hands, on
        self._orders = [plausible_order(rng, on) for _ in range(12)]

    def write(self, screening: ScreeningRound, people: Sequence[Person], share: float) -> int:
        """Lay one round: who was met, who not, and the results; returns how many results."""
        meant = [
            one
            for one in people
            if one.born_on <= born_on_or_before(screening.starts_on, ELDER_FROM_AGE)
        ]
        seen = [one for one in meant if one.known_from < screening.starts_on]
        ranked = sorted(seen, key=lambda one: -self._eagerness(one))
        met = ranked[: round(share * len(meant))]
        contacts = [self._contact(screening, one, Outcome.MET) for one in met]
        contacts += [
            self._contact(screening, one, outcome)
            for one in ranked[len(met) :]
            if not one.in_care and (outcome := self._missed())
        ]
        insert(self._session, contacts)
        low = self._low(met) if screening.ends_on > self._on else set()
        rows = [
            row
            for one, contact in zip(met, contacts, strict=False)
            for row in self._results(screening, one, contact, is_low=one.id in low)
        ]
        return _insert_fast(self._session, Assessment, rows)

    def _eagerness(self, one: Person) -> float:
        hand = self._hands.get(one.household_id)
        pace = hand.pace if hand else 0.1
        return 0.75 * pace + 0.25 * self._rng.random()

    def _missed(self) -> Outcome | None:
        kinds = (None, Outcome.NOT_MET, Outcome.REFUSED, Outcome.MOVED)
        return self._rng.choices(kinds, weights=[80, 14, 5, 1])[0]

    def _low(self, met: Sequence[Person]) -> set[UUID]:
        """Choose the oldest who are not under care: nobody has assessed them formally."""
        free = sorted((one for one in met if not one.in_care), key=lambda one: one.born_on)
        return {one.id for one in free[4 : 4 + 3 * LOW_ADL : 3]}

    def _contact(
        self, screening: ScreeningRound, one: Person, outcome: Outcome
    ) -> ScreeningContact:
        hand = self._hands.get(one.household_id)
        last = min(self._on, screening.ends_on) - timedelta(days=1)
        days = (last - screening.starts_on).days
        met_on = screening.starts_on + timedelta(days=self._rng.randrange(days))
        return light(
            ScreeningContact,
            round_id=screening.id, elder_id=one.id, outcome=str(outcome), met_on=met_on,
            volunteer_id=hand.row.id if hand else None,
            volunteer_name=hand.row.name if hand else "", operation_id=new_id(),
            noted_at=at_local(met_on + timedelta(days=1), 9, 30), version=1,
        )  # fmt: skip

    def _results(
        self, screening: ScreeningRound, one: Person, contact: ScreeningContact, *, is_low: bool
    ) -> Iterator[dict[str, Any]]:
        years = (screening.starts_on - one.born_on).days / 365.25
        for domain, code in screening.instruments.items():
            if one.in_care and domain not in IN_CARE_DOMAINS:
                continue
            if domain != "daily" and self._rng.random() < 0.06:
                continue  # not every head is asked at every door
            answers = _ANSWERS[code](self, years, is_low)
            yield _result(screening, one, contact, code, answers)

    def _adl(self, years: float, is_low: bool) -> dict[str, int]:
        lost = 0 if is_low else max(0.0, self._rng.gauss((years - 74) * 0.15, 0.9))
        total = self._rng.randint(5, 11) if is_low else max(12, BEST - round(lost))
        return answers_for(total, self._rng.choice(self._orders))

    def _mood(self, _years: float, _is_low: bool) -> dict[str, int]:
        is_sad = self._rng.random() < 0.045
        return {"q1": int(is_sad), "q2": int(is_sad and self._rng.random() < 0.6)}

    def _memory(self, years: float, _is_low: bool) -> dict[str, int]:
        wrong = max(0, round(self._rng.gauss((years - 70) * 0.07, 1.0)))
        missed = {f"q{n}" for n in (8, 10, 2, 5, 4, 7, 1, 3)[:wrong]}
        return {f"q{n}": int(f"q{n}" not in missed) for n in range(1, 11)}

    def _walk(self, years: float, is_low: bool) -> dict[str, int]:
        seconds = 24 if is_low else round(self._rng.gauss(7.6 + (years - 60) * 0.1, 1.6))
        return {"seconds": max(6, seconds)}

    def _food(self, years: float, is_low: bool) -> dict[str, int]:
        usual = 9 if is_low else 13.4 - max(0.0, years - 75) * 0.06
        return {"total": max(3, min(14, round(self._rng.gauss(usual, 0.9))))}

    def _senses(self, years: float, code: str, risk: float) -> dict[str, int]:
        chance = risk * max(0.3, (years - 55) / 20)
        items = get_instrument(code).items
        return {item.code: int(self._rng.random() < chance) for item in items}


_ANSWERS: dict[str, Any] = {
    "barthel": _Writer._adl,
    "2q": _Writer._mood,
    "amt": _Writer._memory,
    "tug": _Writer._walk,
    "mna_sf": _Writer._food,
    "vision": lambda writer, years, _low: writer._senses(years, "vision", 0.07),
    "hearing": lambda writer, years, _low: writer._senses(years, "hearing", 0.04),
    "incontinence": lambda writer, years, _low: writer._senses(years, "incontinence", 0.05),
    "oral": lambda writer, years, _low: writer._senses(years, "oral", 0.06),
}


def _result(
    screening: ScreeningRound, one: Person, contact: ScreeningContact, code: str,
    answers: dict[str, int],
) -> dict[str, Any]:  # fmt: skip
    total, band = _scored(code, tuple(answers.items()), contact.met_on)
    return {
        "id": new_id(), "operation_id": new_id(), "elder_id": one.id,
        "municipality_id": screening.municipality_id, "instrument": code,
        "instrument_version": get_instrument(code).version,
        "purpose": "screening", "method": "asked_elder", "place": "home",
        "assessed_on": contact.met_on, "recorded_at": contact.noted_at,
        "assessor_name": contact.volunteer_name or "เจ้าหน้าที่ศูนย์บริการสาธารณสุข",
        "assessor_role": VOLUNTEER, "answers": answers, "total": total, "band": band, "note": "",
        "doubts": [], "alerts": [], "is_alarming": False, "wants_formal": False,
        "amend_reason": "", "is_superseded": False, "version": 1,
    }  # fmt: skip


@cache
def _scored(code: str, answers: tuple[tuple[str, int], ...], on: date) -> tuple[int, str | None]:
    get_assessment_rules(on)  # a day without rules is a slip of this file
    result = score(get_instrument(code), dict(answers), on=on)
    return result.total, result.band.code if result.band else None


def _insert_fast(session: Session, model: type[SQLModel], rows: list[dict[str, Any]]) -> int:
    """Insert tens of thousands of rows by the driver's own means; returns how many."""
    if not rows:
        return 0
    table, connection = table_of(model), session.connection()
    names = list(rows[0])
    columns = ", ".join(names)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.dbapi_connection
        copying = f"COPY {table.name} ({columns}) FROM STDIN"
        with driver.cursor() as cursor, cursor.copy(copying) as out:
            for row in rows:
                values = row.values()
                out.write_row([json.dumps(v) if isinstance(v, dict | list) else v for v in values])
        return len(rows)
    turns = [table.c[name].type.dialect_impl(connection.dialect) for name in names]
    binds = [turn.bind_processor(connection.dialect) for turn in turns]
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' * len(names))})",
        [
            tuple([bind(v) if bind else v for bind, v in zip(binds, row.values(), strict=True)])
            for row in rows
        ],
    )
    return len(rows)
