"""Where people stand: the facts of one or of many, in one statement; caseload and counts."""

import functools
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_assessment_rules
from ltc.care.assessment.queries.latest import latest_formal_id
from ltc.care.assessment.rules.due import next_assessment
from ltc.care.cases.models import CarePlan, Case, LegalGround
from ltc.care.cases.queries.cases import holds_on, newest_first
from ltc.care.cases.queries.reference import get_case_rules
from ltc.care.cases.rules.eligibility import Reason, eligibility
from ltc.care.cases.rules.group import CaseGroup, case_group
from ltc.care.cases.rules.plans import looked_at_on, renewal_due, review_due
from ltc.care.cases.rules.states import Facts, Standing, standing
from ltc.care.cases.terms import PlanStatus
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries.register import ElderRow, get_rows, visible_to
from ltc.care.elders.queries.team import active_on
from ltc.care.elders.terms import TeamRole
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.due import Due
from ltc.foundation.core.prepared import Columns, asked, prepared

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Position:
    """All that follows from the facts of one person on one day; ``case_id`` None: never a case."""

    elder_id: UUID
    case_id: UUID | None
    opened_on: date | None
    facts: Facts
    standing: Standing
    reasons: tuple[Reason, ...]
    group: CaseGroup
    formal_total: int | None
    formal_on: date | None
    reassessment: Due | None
    review: Due | None
    renewal: Due | None
    active_plan_id: UUID | None
    draft_plan_id: UUID | None


@dataclass(frozen=True)
class CaseloadRow:
    """One open case on a desk; ``is_mine``: the actor is the care manager on the care team."""

    elder: ElderRow
    is_mine: bool
    position: Position


@dataclass(frozen=True)
class CaseCounts:
    """Counts of a municipality; ``closed`` by reason since a day. Small cells are not hidden."""

    open: int
    by_state: dict[str, int] = field(default_factory=dict)
    by_group: dict[str, int] = field(default_factory=dict)
    without_ground: int = 0
    without_plan: int = 0
    review_overdue: int = 0
    closed: dict[str, int] = field(default_factory=dict)


def position_of(session: Session, elder_id: UUID, *, on: date) -> Position:
    """Return where one person stands; the elder was loaded with a check before."""
    return _positions(_facts_of_one().all(session, elder_id=elder_id, day=on), on)[elder_id]


def positions_of(
    session: Session, elder_ids: Collection[UUID], *, on: date
) -> dict[UUID, Position]:
    """Return where many people stand, in one statement; with the newest case of each."""
    if not elder_ids:
        return {}
    return _positions_where(session, col(Elder.id).in_(elder_ids), on)


def caseload(
    session: Session, actor: Actor, *, on: date, only_mine: bool = False
) -> list[CaseloadRow]:
    """Return the open cases that ``actor`` may list, in Thai order of names.

    ``only_mine`` leaves those whose care team names the actor as care manager on that day.
    """
    mine = sa.select(col(CareTeamMember.elder_id)).where(
        col(CareTeamMember.user_id) == actor.person_id,
        col(CareTeamMember.team_role) == TeamRole.CARE_MANAGER,
        active_on(on),
    )
    who = sa.and_(visible_to(actor, on=on, action="list", resource="case"), _has_open_case())
    if only_mine:
        who = sa.and_(who, col(Elder.id).in_(mine))
    positions = _positions_where(session, who, on)
    mine_ids = set(session.scalars(mine))
    elders = get_rows(session, positions.keys())
    rows = [
        CaseloadRow(elders[elder_id], elder_id in mine_ids, position)
        for elder_id, position in positions.items()
    ]
    return sorted(rows, key=lambda row: (row.elder.sort_key, str(row.elder.id)))


def count_cases(
    session: Session, municipality_id: UUID, *, on: date, closed_since: date
) -> CaseCounts:
    """Return how the open cases of a municipality stand, and how others ended since a day."""
    who = sa.and_(col(Elder.municipality_id) == municipality_id, _has_open_case())
    found = list(_positions_where(session, who, on).values())
    closed = session.execute(
        sa.select(col(Case.close_reason), sa.func.count())
        .where(
            col(Case.municipality_id) == municipality_id,
            col(Case.closed_on) >= closed_since,
            col(Case.closed_on) <= on,
        )
        .group_by(col(Case.close_reason))
    )
    return CaseCounts(
        open=len(found),
        by_state=dict(Counter(str(one.standing.state) for one in found)),
        by_group=dict(Counter(one.group.words for one in found)),
        without_ground=sum(not one.facts.has_ground for one in found),
        without_plan=sum(not one.facts.has_active_plan for one in found),
        review_overdue=sum(one.facts.review == "overdue" for one in found),
        closed={str(reason): count for reason, count in closed},
    )


def _has_open_case() -> Condition:
    return col(Elder.id).in_(sa.select(col(Case.elder_id)).where(col(Case.closed_on).is_(None)))


class _Found(NamedTuple):
    """One elder's latest formal Barthel and TAI, beside a case with its ground and plans."""

    elder_id: UUID
    total: int | None
    band: str | None
    assessed_on: date | None
    tai_class: str | None
    tai_decided_at: datetime | None
    is_screened: bool
    case_id: UUID | None
    opened_on: date | None
    closed_on: date | None
    reasons: list[str] | None
    group_override: str | None
    group_override_reason: str | None
    has_ground: bool
    active_id: UUID | None
    activated_at: datetime  # this and the next: only with an active plan
    reviewed_on: date | None
    valid_until: date
    proposed_at: datetime | None
    approved_at: datetime | None
    draft_id: UUID | None
    draft_agreed_at: datetime | None
    draft_proposed_at: datetime | None


def _positions_where(session: Session, who: Condition, on: date) -> dict[UUID, Position]:
    return _positions(session.execute(_facts().where(who), {"day": on}), on)


def _positions(rows: Iterable[Sequence[Any]], on: date) -> dict[UUID, Position]:
    found: dict[UUID, Position] = {}
    for row in map(_Found._make, rows):
        if row.elder_id not in found:  # the case that counts comes first
            found[row.elder_id] = _position(row, on)
    return found


@prepared
def _facts_of_one() -> Columns:
    return _facts().where(col(Elder.id) == asked("elder_id"))


@functools.cache
def _facts() -> Columns:
    """Return elders with scores and cases as of the ``day``, newest case first; callers add who."""
    adl, tai = sa.orm.aliased(Assessment), sa.orm.aliased(Assessment)
    active, draft = sa.orm.aliased(CarePlan), sa.orm.aliased(CarePlan)
    any_score = sa.exists().where(col(Assessment.elder_id) == col(Elder.id))
    holds = holds_on(asked("day", sa.Date))
    ground = sa.exists().where(col(LegalGround.case_id) == col(Case.id), holds)
    return (
        sa.select(
            col(Elder.id), col(adl.total), col(adl.band), col(adl.assessed_on),
            col(tai.tai_class), col(tai.tai_decided_at), any_score, col(Case.id),
            col(Case.opened_on), col(Case.closed_on), col(Case.reasons), col(Case.group_override),
            col(Case.group_override_reason), ground, col(active.id), col(active.activated_at),
            col(active.reviewed_on), col(active.valid_until), col(active.proposed_at),
            col(active.approved_at), col(draft.id), col(draft.agreed_at), col(draft.proposed_at),
        )
        .select_from(Elder)
        .outerjoin(adl, col(adl.id) == latest_formal_id(col(Elder.id)))
        .outerjoin(tai, col(tai.id) == latest_formal_id(col(Elder.id), "tai"))
        .outerjoin(Case, col(Case.elder_id) == col(Elder.id))
        .outerjoin(active, _is_plan_of_case(active, PlanStatus.ACTIVE))
        .outerjoin(draft, _is_plan_of_case(draft, PlanStatus.DRAFT))
        .order_by(*newest_first())
    )  # fmt: skip


def _is_plan_of_case(plan: type[CarePlan], status: PlanStatus) -> Condition:
    return sa.and_(col(plan.case_id) == col(Case.id), col(plan.status) == status)


def _position(found: _Found, on: date) -> Position:
    rules, assessing = get_case_rules(on), get_assessment_rules(on)
    reasons = eligibility(
        band=found.band, total=found.total, claimed=found.reasons or (),
        criteria=rules.eligibility,
    )  # fmt: skip
    group = case_group(
        band=found.band, tai_class=found.tai_class, groups=assessing.payment_groups,
        override=found.group_override, override_reason=found.group_override_reason or "",
    )  # fmt: skip
    again = review = renewal = None
    if found.assessed_on:
        again = next_assessment(
            found.assessed_on, interval_months=assessing.interval_months, today=on
        )
    if found.active_id:
        looked_at = looked_at_on(found.activated_at, found.reviewed_on) or on
        review = review_due(looked_at, rules.review, today=on)
        renewal = renewal_due(found.valid_until, rules.length, today=on)
    facts = Facts(
        has_case=found.case_id is not None,
        is_closed=found.closed_on is not None,
        is_screened=found.is_screened,
        has_formal_adl=found.total is not None,
        has_formal_tai=found.tai_decided_at is not None,
        is_eligible=bool(reasons),
        has_ground=found.has_ground,
        has_draft=found.draft_id is not None,
        is_draft_agreed=found.draft_agreed_at is not None,
        is_draft_proposed=found.draft_proposed_at is not None,
        has_active_plan=found.active_id is not None,
        is_proposed=found.proposed_at is not None,
        is_approved=found.approved_at is not None,
        reassessment=again.state if again else None,
        review=review.state if review else None,
        renewal=renewal.state if renewal else None,
    )
    return Position(
        found.elder_id, found.case_id, found.opened_on, facts, standing(facts), reasons, group,
        found.total, found.assessed_on, again, review, renewal, found.active_id, found.draft_id,
    )  # fmt: skip
