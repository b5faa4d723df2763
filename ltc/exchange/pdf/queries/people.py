"""Who a paper is about, for one or many, in a few statements. Callers checked the rights before."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.terms import DependencyGroup
from ltc.care.cases.models import CarePlan
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import ElderRow, get_rows
from ltc.care.elders.terms import BirthPrecision
from ltc.care.health.queries.summary import Health, summaries
from ltc.care.health.terms import Section
from ltc.exchange.pdf.terms import HealthFacts, PersonFacts
from ltc.foundation.accounts.queries import may
from ltc.foundation.areas.models import Area
from ltc.foundation.core import citizen_id
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.i18n.dates import BUDDHIST_ERA, short_date

ON_PAPER = frozenset({Section.ALLERGIES, Section.MEDICINES, Section.DIAGNOSES})
NOT_ASKED = ""  # an empty field asks the reader to ask


def person_facts_of(
    session: Session, elder_ids: Collection[UUID], actor: Actor, *, on: Mapping[UUID, date]
) -> dict[UUID, PersonFacts]:
    """Return who people are, as of a day for each; the national ID hidden but for its ends."""
    rows = get_rows(session, elder_ids)
    people = session.exec(select(Elder).where(col(Elder.id).in_(elder_ids))).all()
    towns = {one.municipality_id for one in people}
    found = session.exec(select(Area.id, Area.name_th).where(col(Area.id).in_(towns))).all()
    names = dict(found)
    sees_id = may(actor, "read", "citizen_id")
    return {
        one.id: PersonFacts(
            full_name=one.full_name,
            citizen_id=_masked(session, one) if sees_id else "",
            birth=_birth(one),
            age=rows[one.id].age_on(on[one.id]),
            address=_address(rows[one.id], names[one.municipality_id]),
            phone=one.phone,
            town=names[one.municipality_id],
        )
        for one in people
    }


def _masked(session: Session, elder: Elder) -> str:
    if elder.citizen_id_sealed is None:
        return ""
    return citizen_id.masked(vault_of(session).open(elder.citizen_id_sealed, about=elder.id))


def _birth(elder: Elder) -> str:
    if elder.born_on is None:
        return ""
    if elder.birth_precision == BirthPrecision.DAY:
        return short_date(elder.born_on)
    return f"พ.ศ. {elder.born_on.year + BUDDHIST_ERA}"


def _address(row: ElderRow, town: str) -> str:
    community = row.community if row.community.startswith("ชุมชน") else f"ชุมชน{row.community}"
    return " ".join(part for part in (row.house_no, row.lane, community, town) if part)


def health_facts_of(
    session: Session, elder_ids: Collection[UUID], actor: Actor
) -> dict[UUID, HealthFacts]:
    """Return what the form asks of health; nothing for somebody who may not read it."""
    if not may(actor, "read", "health_record"):
        return {}
    found = summaries(session, elder_ids, only=ON_PAPER)
    return {elder_id: _health(health) for elder_id, health in found.items()}


def _health(health: Health) -> HealthFacts:
    main = health.main_diagnosis
    others = [one for one in health.diagnoses if one is not main]
    named = [f"{one.words} ({one.icd10})" if one.icd10 else one.words for one in others]
    allergies = ", ".join(one.title for one in health.allergies)
    return HealthFacts(
        main=(f"{main.words} ({main.icd10})" if main.icd10 else main.words) if main else "",
        others=", ".join(named),
        medicines=", ".join(f"{one.title} {one.use_words}".strip() for one in health.medicines),
        allergies=allergies or ("ถามแล้ว ไม่แพ้ยา" if health.no_allergy else NOT_ASKED),
    )


def kept_health(plan: CarePlan, known: HealthFacts | None) -> HealthFacts | None:
    """Return what a plan says of health: as kept when it came into use, else ``known``.

    Allergies are always those of now. None stays None: this reader may not see any of it.
    """
    kept = plan.health_words
    if known is None or kept is None:
        return known
    return replace(
        known, main=", ".join(kept.get("main", ())), others=", ".join(kept.get("others", ())),
        medicines=", ".join(kept.get("medicines", ())),
    )  # fmt: skip


def adl_words(row: Assessment | None) -> str:
    """Return a Barthel score in words with its day, "" before the first."""
    if row is None or row.total is None:
        return ""
    band = row.band if row.band in set(DependencyGroup) else None
    group = f" {DependencyGroup(band).label_th}" if band else ""
    return f"{row.total} คะแนน{group} (ประเมิน {short_date(row.assessed_on)})"


def tai_words(row: Assessment | None) -> str:
    """Return a decided TAI class with its day, "" before the first."""
    if row is None or not row.tai_class:
        return ""
    return f"ชั้น {row.tai_class} (ประเมิน {short_date(row.assessed_on)})"
