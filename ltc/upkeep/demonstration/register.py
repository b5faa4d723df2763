"""Writing the made-up people into the register, and how many people each community has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from sqlmodel import Session

from ltc.care.elders.actions.register import grams_for
from ltc.care.elders.models import Circumstances, Elder, Household
from ltc.care.elders.terms import Allowance, CarerSkill, HealthScheme, IncomeBand, ResidenceType
from ltc.foundation.areas.models import PopulationCount
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from ltc.foundation.i18n.dates import age
from ltc.foundation.i18n.text import sort_key
from ltc.upkeep.demonstration.bulk import insert, insert_grams, light
from ltc.upkeep.demonstration.people import House, Person
from ltc.upkeep.demonstration.seeds import community_shares, table

COUNTED_ON = date(2018, 7, 31)  # the source: July BE 2561
REGISTRY_ON = date(2019, 12, 31)  # the source names the year BE 2562 only
SPLIT_SOURCE = "เอกสารโครงการ ก.ค. 2561 (ยอดรวม 12,167) แบ่งรายชุมชนเป็นข้อมูลสมมติ"


@dataclass(frozen=True)
class Resident:
    """A made-up person as saved."""

    id: UUID
    person: Person


def write_population(
    session: Session, town_id: UUID, communities: Mapping[str, UUID], *, on: date
) -> None:
    """Write a dated count for every community, and the two totals that the source gives.

    The source has two totals of different days: the split adds up to the first; the second stays
    beside it as a count of the whole town.
    """
    day = min(COUNTED_ON, on)
    rows = [
        light(
            PopulationCount,
            area_id=communities[share.code], counted_on=day, total=share.population,
            source=SPLIT_SOURCE, is_synthetic=True,
        )
        for share in community_shares()
    ]  # fmt: skip
    rows.append(
        light(
            PopulationCount,
            area_id=town_id,
            counted_on=day,
            total=12_167,
            source="เอกสารโครงการ ก.ค. 2561",
        )
    )
    rows.append(
        light(
            PopulationCount,
            area_id=town_id, counted_on=max(day, min(REGISTRY_ON, on)), men=5_806, women=6_263,
            total=12_069, source="เอกสารโครงการ ยอดทะเบียนราษฎร พ.ศ. 2562",
        )
    )  # fmt: skip
    insert(session, rows)


def write_people(
    session: Session,
    people: Iterable[Person],
    municipality_id: UUID,
    communities: Mapping[str, UUID],
) -> list[Resident]:
    """Save people, their houses and the pieces that search finds them by."""
    people = list(people)
    houses: dict[House, Household] = {}
    for person in people:
        house = person.house
        houses.setdefault(
            house,
            light(
                Household,
                community_id=communities[house.community], house_no=house.house_no,
                lane=house.lane, landmark=house.landmark,
            ),
        )  # fmt: skip
    residents = [Resident(new_id(), person) for person in people]
    insert(session, list(houses.values()))
    insert(
        session,
        [
            _elder(session, one, municipality_id, communities, houses[one.person.house].id)
            for one in residents
        ],
    )
    insert_grams(
        session,
        (
            (gram, one.id)
            for one in residents
            for gram in grams_for(one.person.search_text, one.person.phone)
        ),
    )
    return residents


def _elder(
    session: Session,
    one: Resident,
    municipality_id: UUID,
    communities: Mapping[str, UUID],
    household_id: UUID,
) -> Elder:
    person, vault = one.person, vault_of(session)
    sealed = index = None
    if person.citizen_id:
        sealed = vault.seal(person.citizen_id, about=one.id)
        index = vault.blind_index(person.citizen_id)
    return light(
        Elder,
        id=one.id, municipality_id=municipality_id, household_id=household_id,
        community_id=communities[person.community], prefix=person.prefix,
        given_name=person.given_name, family_name=person.family_name,
        sort_key=sort_key(f"{person.given_name} {person.family_name}"),
        search_text=person.search_text, sex=person.sex, born_on=person.born_on,
        birth_precision=person.birth_precision, citizen_id_sealed=sealed, citizen_id_index=index,
        no_citizen_id_reason=person.no_citizen_id_reason, phone=person.phone,
        registered_at=at_local(person.registered_on, 9, 30), died_on=person.died_on,
        moved_away_on=person.moved_away_on, version=1,
    )  # fmt: skip


def circumstances_of(rng: Random, one: Resident, *, on: date, is_dependent: bool) -> Circumstances:
    """Return how a person lives, since some weeks after they were registered."""
    person, places = one.person, table("places")
    since = min(person.registered_on + timedelta(days=rng.randint(1, 60)), on)
    years = age(person.born_on, on) if person.born_on else 60
    is_alone = rng.random() < (0.07 if is_dependent else 0.12)
    relation = rng.choice(places["carers_women"] + places["carers_men"])
    return light(
        Circumstances,
        elder_id=one.id, valid_from=since, recorded_at=at_local(since, 10, 15),
        health_scheme=rng.choices(
            [HealthScheme.UNIVERSAL, HealthScheme.CIVIL_SERVANT, HealthScheme.SOCIAL_SECURITY,
             HealthScheme.LOCAL_OFFICER, HealthScheme.UNKNOWN],
            weights=[80, 12, 4, 2, 2],
        )[0],
        residence_type=rng.choices(
            [ResidenceType.REGISTERED_HERE, ResidenceType.LIVES_HERE], weights=[92, 8]
        )[0],
        disability_card=years < 60 or (is_dependent and rng.random() < 0.45),
        income_band=rng.choices(list(IncomeBand), weights=[22, 42, 22, 8, 6])[0],
        allowances=_allowances(rng, years),
        lives_alone=is_alone,
        main_carer_name="" if is_alone else _carer_name(rng, relation, person.family_name),
        main_carer_relation="" if is_alone else relation,
        carer_skills=_skills(rng) if is_dependent and not is_alone else [],
    )  # fmt: skip


def _allowances(rng: Random, years: int) -> list[str]:
    money = [str(Allowance.OLD_AGE)] if years >= 60 else [str(Allowance.DISABILITY)]
    if rng.random() < 0.4:
        money.append(str(Allowance.STATE_CARD))
    return money


def _carer_name(rng: Random, relation: str, family_name: str) -> str:
    names = table("care")["carer_names"]
    is_man = relation in table("places")["carers_men"]
    return f"{rng.choice(names['men'] if is_man else names['women'])} {family_name}"


def _skills(rng: Random) -> list[str]:
    return sorted(str(skill) for skill in rng.sample(list(CarerSkill), rng.randint(1, 4)))
