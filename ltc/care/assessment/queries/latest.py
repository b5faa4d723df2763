"""The latest valid assessments: of one elder, of many in one statement, of all as SQL.

The dependency group of an elder is always derived from the latest valid formal Barthel; nothing
else stores it. Of several on one day the one recorded last counts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.queries.records import may_see, newest_first
from ltc.care.assessment.rules.groups import dependency_group, dependent_up_to
from ltc.care.assessment.terms import DependencyGroup, Purpose
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import is_living_here
from ltc.care.elders.rules import ELDER_FROM_AGE, born_on_or_before
from ltc.care.urgent.models import UrgentFinding
from ltc.care.urgent.terms import FoundBy
from ltc.foundation.core.actor import Actor

GROUPING = "barthel"
Condition = sa.ColumnElement[bool]
# An alias copies every column: made once, it halves what a chart costs.
_ONE = sa.orm.aliased(Assessment)
_LATER = sa.orm.aliased(Assessment)


def is_valid_formal(instrument: str = GROUPING) -> Condition:
    """Return the condition that a row is formal, of the instrument, and not amended."""
    return sa.and_(
        col(Assessment.instrument) == instrument,
        col(Assessment.purpose) == Purpose.FORMAL,
        ~col(Assessment.is_superseded),
    )


def latest_formal_id(
    elder_id: Any, instrument: str = GROUPING, *, until: date | None = None
) -> sa.ScalarSelect[UUID]:
    """Return the id of an elder's latest valid formal assessment as a correlated subquery.

    For pages that start from elders:
    ``.join(Assessment, col(Assessment.id) == latest_formal_id(col(Elder.id)))`` is one index
    lookup an elder (outer join to keep elders without any). ``until`` asks as of a day.
    """
    wanted = sa.select(col(_ONE.id)).where(
        col(_ONE.instrument) == instrument,
        col(_ONE.purpose) == Purpose.FORMAL,
        ~col(_ONE.is_superseded),
        col(_ONE.elder_id) == elder_id,
    )
    if until is not None:
        wanted = wanted.where(col(_ONE.assessed_on) <= until)
    return (
        wanted.order_by(
            col(_ONE.assessed_on).desc(), col(_ONE.recorded_at).desc(), col(_ONE.id).desc()
        )
        .limit(1)
        .correlate_except(_ONE)
        .scalar_subquery()
    )


def latest_formal_select(
    instrument: str = GROUPING, *, until: date | None = None
) -> sa.Select[*tuple[Any, ...]]:
    """Return elder_id, id, assessed_on, total and band of every elder's latest valid formal one.

    For whole-town figures, as ``.subquery()``; it reads the index of the latest once, in order.
    """
    place = sa.func.row_number().over(
        partition_by=col(Assessment.elder_id), order_by=newest_first()
    )
    columns = (
        col(Assessment.elder_id), col(Assessment.id), col(Assessment.assessed_on),
        col(Assessment.total), col(Assessment.band),
    )  # fmt: skip
    numbered = sa.select(*columns, place.label("place")).where(is_valid_formal(instrument))
    if until is not None:
        numbered = numbered.where(col(Assessment.assessed_on) <= until)
    inner = numbered.subquery()
    return sa.select(
        inner.c.elder_id, inner.c.id, inner.c.assessed_on, inner.c.total, inner.c.band
    ).where(inner.c.place == 1)


def latest_formal(
    session: Session, elder_id: UUID, *, instrument: str = GROUPING, until: date | None = None
) -> Assessment | None:
    """Return an elder's latest valid formal assessment (as of a day), or None."""
    wanted = select(Assessment).where(is_valid_formal(instrument), Assessment.elder_id == elder_id)
    if until is not None:
        wanted = wanted.where(col(Assessment.assessed_on) <= until)
    return session.exec(wanted.order_by(*newest_first()).limit(1)).first()


def latest_formal_of(
    session: Session, elder_ids: Collection[UUID], *, instrument: str = GROUPING,
    until: date | None = None,
) -> dict[UUID, Assessment]:  # fmt: skip
    """Return the latest valid formal assessment of many elders (as of a day), in one statement."""
    if not elder_ids:
        return {}
    found = session.exec(
        select(Assessment)
        .join(Elder, col(Elder.id) == col(Assessment.elder_id))
        .where(
            col(Elder.id).in_(elder_ids),
            col(Assessment.id) == latest_formal_id(col(Elder.id), instrument, until=until),
        )
    ).all()
    return {row.elder_id: row for row in found}


def latest_of_each(session: Session, elder_id: UUID, actor: Actor) -> dict[str, Assessment]:
    """Return an elder's latest valid assessment with each instrument that the actor may see."""
    place = sa.func.row_number().over(
        partition_by=col(Assessment.instrument), order_by=newest_first()
    )
    numbered = (
        sa.select(col(Assessment.id), place.label("place"))
        .where(col(Assessment.elder_id) == elder_id, ~col(Assessment.is_superseded), may_see(actor))
        .subquery()
    )
    found = session.exec(
        select(Assessment)
        .join(numbered, numbered.c.id == col(Assessment.id))
        .where(numbered.c.place == 1)
    ).all()
    return {row.instrument: row for row in found}


@dataclass(frozen=True)
class GroupCount:
    """How many living elders of sixty or more of one community stand in one group."""

    community_id: UUID
    group: DependencyGroup
    count: int


def _totals(
    session: Session, municipality_id: UUID, on: date
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Return (community, total, how many) of living elders of sixty or more, as of a day."""
    wanted = (
        sa.select(col(Elder.community_id), col(Assessment.total), sa.func.count())
        .join(Assessment, col(Assessment.id) == latest_formal_id(col(Elder.id), until=on))
        .where(
            col(Elder.municipality_id) == municipality_id,
            is_living_here(),
            col(Elder.born_on) <= born_on_or_before(on, ELDER_FROM_AGE),
            col(Assessment.total).is_not(None),
        )
        .group_by(col(Elder.community_id), col(Assessment.total))
    )
    return session.execute(wanted).all()


def count_dependent(session: Session, municipality_id: UUID, *, on: date) -> int:
    """Return how many living elders of sixty or more are dependent by their latest formal Barthel.

    The cut-off is the one of the instrument's groups in force on the day ``on``.
    """
    limit = dependent_up_to(get_instrument(GROUPING), on=on)
    return sum(
        n for _community, total, n in _totals(session, municipality_id, on) if total <= limit
    )


def count_groups(session: Session, municipality_id: UUID, *, on: date) -> list[GroupCount]:
    """Return the sizes of the dependency groups in each community, as of a day.

    Elders never formally assessed are in no group; empty groups are left out.
    """
    instrument = get_instrument(GROUPING)
    sizes: dict[tuple[UUID, DependencyGroup], int] = {}
    for community_id, total, n in _totals(session, municipality_id, on):
        key = (community_id, dependency_group(instrument, total, on=on))
        sizes[key] = sizes.get(key, 0) + n
    return [GroupCount(*key, n) for key, n in sorted(sizes.items())]


def list_open_alerts(session: Session, municipality_id: UUID) -> Sequence[Assessment]:
    """Return assessments with a danger to life that nobody acknowledged, oldest first.

    Somebody acknowledged it on its own page, or took or closed the urgent finding it opened.
    """
    in_hand = (
        sa.select(col(UrgentFinding.id))
        .where(
            col(UrgentFinding.found_by) == FoundBy.ASSESSMENT,
            col(UrgentFinding.source_id) == col(Assessment.id),
            sa.or_(
                col(UrgentFinding.taken_at).is_not(None), col(UrgentFinding.closed_at).is_not(None)
            ),
        )
        .exists()
    )
    return session.exec(
        select(Assessment)
        .where(
            Assessment.municipality_id == municipality_id,
            col(Assessment.is_alarming),
            col(Assessment.safety_seen_at).is_(None),
            ~col(Assessment.is_superseded),
            ~in_hand,
        )
        .order_by(col(Assessment.recorded_at))
    ).all()


def list_wanting_formal(
    session: Session, municipality_id: UUID, *, limit: int = 100
) -> Sequence[Assessment]:
    """Return lay scores that ask for a formal one and were not followed by one, newest first."""
    followed = (
        sa.select(col(_LATER.id))
        .where(
            col(_LATER.elder_id) == col(Assessment.elder_id),
            col(_LATER.instrument) == col(Assessment.instrument),
            col(_LATER.purpose) == Purpose.FORMAL,
            ~col(_LATER.is_superseded),
            col(_LATER.assessed_on) >= col(Assessment.assessed_on),
        )
        .exists()
    )
    return session.exec(
        select(Assessment)
        .where(
            Assessment.municipality_id == municipality_id,
            col(Assessment.wants_formal),
            ~col(Assessment.is_superseded),
            ~followed,
        )
        .order_by(*newest_first())
        .limit(limit)
    ).all()


def is_dependent(row: Assessment) -> bool:
    """True for a formal Barthel that counts as dependent by the cut-offs of its day."""
    if row.instrument != GROUPING or row.purpose != Purpose.FORMAL or row.total is None:
        return False
    instrument = get_instrument(GROUPING, row.instrument_version)
    return row.total <= dependent_up_to(instrument, on=row.assessed_on)
