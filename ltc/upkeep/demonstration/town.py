"""The whole town, laid step by step: people, scores, cases, visits, and the stories."""

from collections.abc import Sequence
from datetime import date, datetime
from random import Random
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from ltc.care.elders.rules import is_elder
from ltc.foundation.areas.queries import list_communities
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import system_actor
from ltc.upkeep.demonstration import courses as fates
from ltc.upkeep.demonstration.approval import write_approval
from ltc.upkeep.demonstration.assessments import ORDERS, Writer
from ltc.upkeep.demonstration.bulk import insert
from ltc.upkeep.demonstration.cases import InCare, write_cases
from ltc.upkeep.demonstration.conferences import write_conferences
from ltc.upkeep.demonstration.events import write_events
from ltc.upkeep.demonstration.family import write_family
from ltc.upkeep.demonstration.health import write_health
from ltc.upkeep.demonstration.money import write_money
from ltc.upkeep.demonstration.people import (
    LIVING_ELDERS,
    Town,
    departed,
    elders_of,
    living_elders,
    not_counted,
)
from ltc.upkeep.demonstration.questions import write_questions
from ltc.upkeep.demonstration.readings import write_readings
from ltc.upkeep.demonstration.register import (
    Resident,
    circumstances_of,
    write_people,
    write_population,
)
from ltc.upkeep.demonstration.reviews import write_reviews
from ltc.upkeep.demonstration.rota import write_rota
from ltc.upkeep.demonstration.rounds import write_rounds
from ltc.upkeep.demonstration.scores import plausible_order
from ltc.upkeep.demonstration.seeds import community_shares
from ltc.upkeep.demonstration.staff import Roster
from ltc.upkeep.demonstration.stories import Teller, living_in_stories, reserved_names
from ltc.upkeep.demonstration.trail import tell_in_order
from ltc.upkeep.demonstration.training import write_training
from ltc.upkeep.demonstration.urgent import write_findings
from ltc.upkeep.demonstration.visits import write_visits

SEED = 2561  # the year of the source
FULL_CASELOAD = 33  # of the first care manager, besides five of the stories
YOUNGER_IN_CARE = 5
ENDED_IN_CARE = 12
WITH_CIRCUMSTANCES = 0.35


class Builder:
    """Lays one town; the steps are called in their order. The same day lays the same town."""

    def __init__(
        self, session: Session, town_id: UUID, roster: Roster, *, on: date, at: datetime
    ) -> None:
        self._session, self._town_id, self._roster = session, town_id, roster
        self._on, self._at = on, at
        found = list_communities(session, town_id)
        self._communities = {area.code: area.id for area in found}
        self._residents: list[Resident] = []
        self._courses: list[fates.Course] = []
        self._in_care: list[InCare] = []
        self._counts: dict[str, int] = {}

    def _dice(self, step: str) -> Random:
        """Return the chances of one step: what another step draws does not shift them."""
        return Random(f"{SEED} {step}")

    def people(self) -> None:
        """Lay the population, the register, and the fates of those who need care."""
        rng, on = self._dice("people"), self._on
        write_population(self._session, self._town_id, self._communities, on=on)
        town = Town(rng, on)
        town.reserve(reserved_names())
        counts = elders_of(community_shares(), LIVING_ELDERS)
        codes = list(counts)
        for code in living_in_stories():
            counts[code] -= 1
        people = [
            *living_elders(town, rng, on, counts),
            *departed(town, rng, on, codes),
            *not_counted(town, rng, on, codes),
        ]
        self._residents = write_people(self._session, people, self._town_id, self._communities)
        self._courses = self._fates()
        in_need = {course.resident.id for course in self._courses}
        rng = self._dice("circumstances")
        lives = [
            circumstances_of(rng, one, on=on, is_dependent=one.id in in_need)
            for one in self._residents
            if one.id in in_need or rng.random() < WITH_CIRCUMSTANCES
        ]
        self._counts |= {"elders": len(people), "circumstances": insert(self._session, lives)}

    def _fates(self) -> list[fates.Course]:
        rng, on = self._dice("fates"), self._on
        living, ended, younger = self._groups()
        old = fates.oldest_first(living, rng, on=on)
        totals = list(fates.LAST_TOTALS)
        rng.shuffle(totals)
        courses = fates.dependent_courses(rng, old[: len(totals)], totals, on=on)
        youngest = younger[:YOUNGER_IN_CARE]
        courses += fates.dependent_courses(rng, youngest, [3, 6, 8, 9, 10], on=on)
        fates.share_out(courses, full=FULL_CASELOAD, caregivers=len(self._roster.caregivers))
        gone = fates.ended_courses(rng, ended[:ENDED_IN_CARE], on=on)
        fates.share_out(gone, full=6, caregivers=len(self._roster.caregivers))
        return courses + gone

    def _groups(self) -> tuple[list[Resident], list[Resident], list[Resident]]:
        """Return the living elders who live in houses, those gone for a while, the younger."""
        living, gone, younger = [], [], []
        for one in self._residents:
            person = one.person
            last = person.died_on or person.moved_away_on
            if last:
                if (self._on - last).days < 420:
                    gone.append(one)
            elif is_elder(person.born_on, self._on):
                if person.prefix != "พระ" and (self._on - person.registered_on).days > 735:
                    living.append(one)
            elif person.born_on is not None:
                younger.append(one)
        return living, gone, younger

    def assessments(self) -> None:
        """Lay two years of screenings and formal assessments."""
        rng, on = self._dice("assessments"), self._on
        writer = Writer(rng, self._roster, self._town_id, on)
        orders = [plausible_order(rng, on) for _ in range(ORDERS)]
        in_need = {course.resident.id for course in self._courses}
        others = [one for one in self._residents if one.id not in in_need]
        rows = [row for one in others for row in writer.screenings(one, orders)]
        rows += [
            row
            for course in self._courses
            for point in course.points
            for row in writer.formal(course, point)
        ]
        able = fates.oldest_first(self._able(others), rng, on=on)
        rows += [writer.low_screening(one, total, ago) for one, total, ago in
                 zip(able, (10, 11, 9), (3, 6, 11), strict=False)]  # fmt: skip
        rows += [writer.not_dependent(one, 12 + place % 4, orders[0])
                 for place, one in enumerate(able[10:34])]  # fmt: skip
        self._counts["assessments"] = insert(self._session, rows)

    def _able(self, others: Sequence[Resident]) -> list[Resident]:
        return [
            one
            for one in others
            if one.person.died_on is None
            and one.person.moved_away_on is None
            and is_elder(one.person.born_on, self._on)
            and (self._on - one.person.registered_on).days > 60
        ]

    def cases(self) -> None:
        """Lay cases, care teams, grounds and plans."""
        self._in_care = write_cases(
            self._session, self._dice("cases"), self._courses, self._roster, on=self._on
        )
        self._counts["cases"] = len(self._in_care)

    def visits(self) -> None:
        """Lay the visits under those plans."""
        self._counts["visits"] = write_visits(
            self._session, self._dice("visits"), self._in_care, on=self._on, at=self._at
        )

    def stories(self) -> None:
        """Play the stories through the actions."""
        teller = Teller(
            self._session, self._dice("stories"), self._roster, self._communities, on=self._on
        )
        self._counts["story_steps"] = teller.tell()

    def week(self) -> None:
        """Lay what fills a working week on top of the cases."""
        self._counts["conferences"] = write_conferences(
            self._session, self._roster, on=self._on, at=self._at
        )
        self._counts["health"] = write_health(
            self._session, self._dice("health"), self._courses, self._roster, on=self._on
        )
        self._counts["events"] = write_events(
            self._session, self._dice("events"), self._in_care, self._residents, self._roster,
            on=self._on,
        )  # fmt: skip
        self._counts["findings"] = write_findings(
            self._session, self._in_care, self._roster, on=self._on, at=self._at
        )
        self._counts["questions"] = write_questions(
            self._session, self._in_care, self._roster, on=self._on, at=self._at
        )
        self._counts["reviews"] = write_reviews(
            self._session, self._dice("reviews"), self._in_care, self._roster, on=self._on
        )
        self._counts["readings"] = write_readings(self._session, on=self._on)
        self._counts["family_links"] = write_family(self._session, self._roster, on=self._on)
        self._counts["screenings"] = write_rounds(self._session, self._town_id, on=self._on)
        self._counts["certificates"] = write_training(
            self._session, self._roster, on=self._on, at=self._at
        )
        self._counts |= write_approval(
            self._session, self._town_id, self._roster, on=self._on, at=self._at
        )
        self._counts |= write_money(self._session, self._roster, on=self._on, at=self._at)
        self._counts["week"] = write_rota(self._session, self._roster, on=self._on, at=self._at)

    def close(self) -> None:
        """Write down in one line what was laid past the actions; help the planner of a server."""
        tell_in_order(self._session)
        record(
            self._session, by=system_actor("demonstration"), at=self._at,
            what="demonstration.laid", changes=dict(self._counts),
        )  # fmt: skip
        self._session.flush()
        if self._session.connection().dialect.name == "postgresql":
            self._session.execute(sa.text("ANALYZE"))
