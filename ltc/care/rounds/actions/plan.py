"""Planning a round, and changing one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from ltc.care.rounds.models import ScreeningRound
from ltc.care.rounds.queries.reference import get_domains
from ltc.care.rounds.queries.rounds import name_taken
from ltc.care.rounds.rules.plan import checked_round
from ltc.care.rounds.terms import RoundDraft
from ltc.foundation.areas.queries import lock_municipality
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, RuleViolation


def plan_round(
    session: Session, municipality_id: UUID, draft: RoundDraft, *, by: Actor, at: datetime
) -> ScreeningRound:
    """Plan a screening of the whole register; who is meant is never copied.

    Raises RuleViolation: ``ends_before_start``, ``round_too_long``, ``no_domain``, ``name_taken``.
    """
    instruments = _instruments(draft, {})
    lock_municipality(session, municipality_id)
    _check_name(session, municipality_id, draft.name, None)
    screening = ScreeningRound(
        municipality_id=municipality_id, name=draft.name, starts_on=draft.starts_on,
        ends_on=draft.ends_on, instruments=instruments,
    )  # fmt: skip
    session.add(screening)
    session.flush()
    _write_down(session, screening, "screening_round.planned", by=by, at=at)
    return screening


def change_round(
    session: Session, screening: ScreeningRound, draft: RoundDraft, *,
    version: int, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Change name, days or domains; a domain keeps the instrument it was planned with.

    Results outside the new days or domains stay where they are and are no longer counted. Raises
    Conflict when somebody changed the round meanwhile, RuleViolation as ``plan_round``.
    """
    instruments = _instruments(draft, screening.instruments)
    if screening.version != version:
        raise Conflict(screening)
    lock_municipality(session, screening.municipality_id)
    _check_name(session, screening.municipality_id, draft.name, screening.id)
    screening.name, screening.instruments = draft.name, instruments
    screening.starts_on, screening.ends_on = draft.starts_on, draft.ends_on
    session.add(screening)
    try:
        session.flush()
    except StaleDataError as stale:
        raise Conflict(screening) from stale
    _write_down(session, screening, "screening_round.changed", by=by, at=at)


def _instruments(draft: RoundDraft, planned: dict[str, str]) -> dict[str, str]:
    known = {domain.code: domain.instrument for domain in get_domains().domains}
    checked_round(draft, known)
    chosen = set(draft.domains)
    return {code: planned.get(code, known[code]) for code in known if code in chosen}


def _check_name(session: Session, municipality_id: UUID, name: str, besides: UUID | None) -> None:
    if name_taken(session, municipality_id, name, besides=besides):
        raise RuleViolation("name_taken", "มีรอบชื่อนี้อยู่แล้ว", "name")


def _write_down(
    session: Session, screening: ScreeningRound, what: str, *, by: Actor, at: datetime
) -> None:
    record(
        session, by=by, at=at, what=what, subject=screening,
        changes={"starts_on": str(screening.starts_on), "ends_on": str(screening.ends_on),
                 "domains": ",".join(screening.instruments)},
    )  # fmt: skip
