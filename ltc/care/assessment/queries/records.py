"""Saved assessments: one, an elder's history, what it means and how it stands against before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import (
    get_assessment_rules,
    get_instrument,
    readable,
)
from ltc.care.assessment.rules import change
from ltc.care.assessment.rules.history import ScoredAssessment
from ltc.care.assessment.rules.scoring import score, score_total
from ltc.care.assessment.terms import Purpose, Result
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import visible_to
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound
from ltc.foundation.core.prepared import Columns, asked, prepared

COMPARED = "barthel"  # the thresholds of change are points of this scale


def newest_first() -> tuple[sa.UnaryExpression[Any], ...]:
    """Return the one order of assessments: of the same day, the one recorded last comes first."""
    return (
        col(Assessment.assessed_on).desc(),
        col(Assessment.recorded_at).desc(),
        col(Assessment.id).desc(),
    )


def get_assessment(
    session: Session, assessment_id: UUID, actor: Actor, *, on: date, action: str = "read"
) -> Assessment:
    """Return one assessment; raises NotFound when there is none or the actor may not see it.

    Besides the elder, the class of the instrument decides; one's own entry is always readable.
    """
    found = session.exec(
        select(Assessment)
        .join(Elder, col(Elder.id) == col(Assessment.elder_id))
        .where(
            Assessment.id == assessment_id,
            visible_to(actor, on=on, action=action, resource="assessment"),
            may_see(actor, action),
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def may_see(actor: Actor, action: str = "read") -> sa.ColumnElement[bool]:
    """Return the condition that an assessment's class is open to the actor, or it is theirs."""
    is_open = col(Assessment.instrument).in_(readable(actor, action))
    return sa.or_(is_open, col(Assessment.assessor_id) == actor.person_id)


def find_operation(session: Session, operation_id: UUID) -> Assessment | None:
    """Return what a form with this operation id was saved as, or None."""
    found = _operation().first(session, operation_id=operation_id)
    return session.get(Assessment, found[0]) if found else None


@prepared
def _operation() -> Columns:
    return sa.select(col(Assessment.id)).where(
        col(Assessment.operation_id) == asked("operation_id")
    )


def find_amendment(session: Session, assessment_id: UUID) -> Assessment | None:
    """Return the assessment that took the place of this one, or None."""
    return session.exec(select(Assessment).where(Assessment.amends_id == assessment_id)).first()


def newest_amendment(session: Session, row: Assessment) -> Assessment:
    """Return what stands in the place of an assessment now, or the assessment itself."""
    while row.is_superseded and (after := find_amendment(session, row.id)):
        row = after
    return row


def history(
    session: Session,
    elder_id: UUID,
    instrument: str,
    *,
    limit: int = 20,
    with_superseded: bool = False,
) -> Sequence[Assessment]:
    """Return an elder's assessments with one instrument, any purpose, newest first."""
    wanted = select(Assessment).where(
        Assessment.elder_id == elder_id, Assessment.instrument == instrument
    )
    if not with_superseded:
        wanted = wanted.where(~col(Assessment.is_superseded))
    return session.exec(wanted.order_by(*newest_first()).limit(limit)).all()


@dataclass(frozen=True)
class Known:
    """What was saved of an elder before, as far as a new assessment is compared with it.

    ``past`` are the last results with its instrument, oldest first; ``tai`` the answers of the
    last TAI with its class; ``formal_band`` the class of the last formal result, if any.
    """

    past: tuple[ScoredAssessment, ...]
    tai_answers: Mapping[str, int]
    tai_class: str
    formal_band: str | None


KNOWN_MOST = 60


def known_of(session: Session, elder_id: UUID, instrument: str, *, besides: UUID | None) -> Known:
    """Return what is known of an elder in one statement; ``besides`` is one being amended."""
    rows = _known().all(session, elder_id=elder_id, instrument=instrument)
    found = [_KnownRow(*row) for row in rows]
    same = [row for row in found if row.instrument == instrument]
    past = [
        ScoredAssessment(row.assessed_on, row.total, row.answers, row.assessor_role)
        for row in same
        if row.id != besides and row.total is not None
    ][:20]
    formal = next((row.band for row in same if row.purpose == Purpose.FORMAL), None)
    if formal is None and len(found) == KNOWN_MOST:
        formal = _older_formal_band(session, elder_id, instrument)
    tai = next((row for row in found if row.instrument == "tai"), None)
    return Known(
        tuple(reversed(past)),
        tai.answers if tai else {},
        (tai.tai_class or "") if tai else "",
        formal,
    )


def _older_formal_band(session: Session, elder_id: UUID, instrument: str) -> str | None:
    """Return the class of the last formal result of somebody screened very often since."""
    return session.scalar(
        sa.select(col(Assessment.band))
        .where(
            col(Assessment.elder_id) == elder_id,
            col(Assessment.instrument) == instrument,
            col(Assessment.purpose) == Purpose.FORMAL,
            ~col(Assessment.is_superseded),
        )
        .order_by(*newest_first())
        .limit(1)
    )


class _KnownRow(NamedTuple):
    """The columns of ``_known``, in their order."""

    id: UUID
    instrument: str
    purpose: str
    assessed_on: date
    total: int | None
    answers: Mapping[str, int]
    assessor_role: str
    band: str | None
    tai_class: str | None


@prepared
def _known() -> Columns:
    return (
        sa.select(*(getattr(Assessment, name) for name in _KnownRow._fields))
        .where(
            col(Assessment.elder_id) == asked("elder_id"),
            col(Assessment.instrument).in_([asked("instrument", sa.String), "tai"]),
            ~col(Assessment.is_superseded),
        )
        .order_by(*newest_first())
        .limit(KNOWN_MOST)
    )


def histories_of(
    session: Session, elder_ids: Collection[UUID], *, instrument: str = COMPARED, limit: int = 12
) -> dict[UUID, list[ScoredAssessment]]:
    """Return the last ``limit`` valid assessments of many elders, oldest first, in one statement.

    Elders without any are not in the answer. Results without a total are left out.
    """
    if not elder_ids:
        return {}
    place = sa.func.row_number().over(
        partition_by=col(Assessment.elder_id), order_by=newest_first()
    )
    numbered = (
        sa.select(
            col(Assessment.elder_id), col(Assessment.assessed_on), col(Assessment.total),
            col(Assessment.answers), col(Assessment.assessor_role), place.label("place"),
        )
        .where(
            col(Assessment.elder_id).in_(elder_ids),
            col(Assessment.instrument) == instrument,
            ~col(Assessment.is_superseded),
            col(Assessment.total).is_not(None),
        )
        .subquery()
    )  # fmt: skip
    wanted = (
        sa.select(numbered)
        .where(numbered.c.place <= limit)
        .order_by(numbered.c.elder_id, numbered.c.place.desc())
    )
    found: dict[UUID, list[ScoredAssessment]] = {}
    for elder_id, on, total, answers, role, _place in session.execute(wanted):
        found.setdefault(elder_id, []).append(ScoredAssessment(on, total, answers, role))
    return found


def same_day_answers(
    session: Session, *, assessor_id: UUID | None, on: date, instrument: str, besides: UUID
) -> list[dict[str, int]]:
    """Return what one rater answered that day about other elders with the same instrument."""
    if assessor_id is None:
        return []
    found = _same_day().all(
        session, assessor_id=assessor_id, on=on, instrument=instrument, besides=besides
    )
    return [answers for (answers,) in found]


@prepared
def _same_day() -> Columns:
    return sa.select(col(Assessment.answers)).where(
        col(Assessment.assessor_id) == asked("assessor_id"),
        col(Assessment.assessed_on) == asked("on", sa.Date),
        col(Assessment.instrument) == asked("instrument", sa.String),
        col(Assessment.elder_id) != asked("besides"),
        ~col(Assessment.is_superseded),
    )


def before(session: Session, row: Assessment, *, limit: int = 20) -> list[Assessment]:
    """Return the valid assessments that stand before ``row`` in the order of days, newest first.

    The one that ``row`` amends is left out: it was never a state of its own.
    """
    found = session.exec(
        select(Assessment)
        .where(
            Assessment.elder_id == row.elder_id,
            Assessment.instrument == row.instrument,
            Assessment.id != row.id,
            col(Assessment.assessed_on) <= row.assessed_on,
            ~col(Assessment.is_superseded),
        )
        .order_by(*newest_first())
        .limit(limit)
    ).all()
    mine = (row.assessed_on, row.recorded_at, row.id)
    return [one for one in found if (one.assessed_on, one.recorded_at, one.id) < mine]


def as_scored(row: Assessment) -> ScoredAssessment | None:
    """Return a saved assessment as the comparing rules see it; None without a total."""
    if row.total is None:
        return None
    return ScoredAssessment(row.assessed_on, row.total, row.answers, row.assessor_role)


def scored(rows: Collection[Assessment]) -> tuple[ScoredAssessment, ...]:
    """Return saved assessments as the comparing rules see them, oldest first."""
    oldest_first = sorted(rows, key=lambda row: (row.assessed_on, row.recorded_at, row.id))
    return tuple(one for row in oldest_first if (one := as_scored(row)) is not None)


def result_of(row: Assessment) -> Result:
    """Return what a saved assessment says, by the version and cut-offs it was made with."""
    instrument = get_instrument(row.instrument, row.instrument_version)
    if row.total is not None and not row.answers:
        return score_total(instrument, row.total, on=row.assessed_on)
    return score(instrument, row.answers, on=row.assessed_on, variant=row.variant)


def change_of(row: Assessment, past: Collection[Assessment]) -> change.Change | None:
    """Return how a saved Barthel stands against the ones before; None for another instrument."""
    current = as_scored(row)
    if row.instrument != COMPARED or current is None:
        return None
    thresholds = get_assessment_rules(row.assessed_on).change
    instrument = get_instrument(row.instrument, row.instrument_version)
    return change.compare(current, scored(past), thresholds, instrument)
