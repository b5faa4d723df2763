"""What a plan says of a person's health: as the health record has it now, or as it was kept."""

from uuid import UUID

from sqlmodel import Session

from ltc.care.cases.models import CarePlan
from ltc.care.health.queries.summary import Health, summaries
from ltc.care.health.terms import Section

WANTED = frozenset({Section.DIAGNOSES, Section.MEDICINES})


def health_words_of(session: Session, elder_id: UUID) -> dict[str, list[str]]:
    """Return diagnoses and medicines in words, by "main", "others" and "medicines"."""
    return health_words(summaries(session, [elder_id], only=WANTED)[elder_id])


def health_words(health: Health) -> dict[str, list[str]]:
    """Return the words of what is known; lists are empty where nothing is."""
    main = health.main_diagnosis
    return {
        "main": [main.words] if main else [],
        "others": [row.words for row in health.diagnoses if row is not main],
        "medicines": [f"{row.title} {row.use_words}".strip() for row in health.medicines],
    }


def plan_health(session: Session, plan: CarePlan) -> dict[str, list[str]]:
    """Return what a plan says of health: kept since it came into use, or as it is known now."""
    if plan.health_words is not None:
        return plan.health_words
    return health_words_of(session, plan.elder_id)
