"""Where people stand: the facts of one or of many, in two statements; caseload and counts."""

import functools
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
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
from ltc.care.cases.rules.plans import renewal_due, review_due
from ltc.care.cases.rules.states import Facts, Standing, standing
from ltc.care.cases.terms import PlanStatus
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries.register import ElderRow, get_rows, visible_to
from ltc.care.elders.queries.team import active_on
from ltc.care.elders.terms import TeamRole
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.due import Due
from ltc.foundation.core.zone import local_day

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
    return positions_of(session, [elder_id], on=on)[elder_id]


def positions_of(
    session: Session, elder_ids: Collection[UUID], *, on: date
) -> dict[UUID, Position]:
    """Return where many people stand, in two statements; with the newest case of each."""
    if not elder_ids:
        return {}
    return _positions(session, col(Elder.id).in_(elder_ids), on)


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
    positions = _positions(session, who, on)
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
    found = list(_positions(session, who, on).values())
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


def _positions(session: Session, who: Condition, on: date) -> dict[UUID, Position]:
    cases: dict[UUID, Any] = {}
    for row in session.execute(_case_rows(on).where(who)):
        cases.setdefault(row.elder_id, row)
    return {
        row.elder_id: _position(row, cases.get(row.elder_id), on)
        for row in session.execute(_score_rows().where(who))
    }


@functools.lru_cache(maxsize=4)
def _case_rows(on: date) -> sa.Select[*tuple[Any, ...]]:
    """Return each case with its ground and plans, the one that counts first; callers add who.

    Kept for the day: building the statement takes longer than asking it.
    """
    active, draft = sa.orm.aliased(CarePlan), sa.orm.aliased(CarePlan)
    ground = sa.exists().where(col(LegalGround.case_id) == col(Case.id), holds_on(on))
    return (
        sa.select(
            col(Case.id).label("case_id"), col(Case.elder_id), col(Case.opened_on),
            col(Case.closed_on), col(Case.reasons), col(Case.group_override),
            col(Case.group_override_reason), ground.label("has_ground"),
            col(active.id).label("active_id"), col(active.activated_at),
            col(active.valid_until), col(draft.id).label("draft_id"),
        )
        .join(Elder, col(Elder.id) == col(Case.elder_id))
        .outerjoin(
            active,
            sa.and_(
                col(active.case_id) == col(Case.id), col(active.status) == PlanStatus.ACTIVE
            ),
        )
        .outerjoin(
            draft,
            sa.and_(col(draft.case_id) == col(Case.id), col(draft.status) == PlanStatus.DRAFT),
        )
        .order_by(*newest_first())
    )  # fmt: skip


@functools.cache
def _score_rows() -> sa.Select[*tuple[Any, ...]]:
    """Return each elder with the latest formal Barthel and TAI; callers add who."""
    adl, tai = sa.orm.aliased(Assessment), sa.orm.aliased(Assessment)
    any_score = sa.exists().where(col(Assessment.elder_id) == col(Elder.id))
    return (
        sa.select(
            col(Elder.id).label("elder_id"), col(adl.total), col(adl.band), col(adl.assessed_on),
            col(tai.tai_class), col(tai.tai_decided_at), any_score.label("is_screened"),
        )
        .select_from(Elder)
        .outerjoin(adl, col(adl.id) == latest_formal_id(col(Elder.id)))
        .outerjoin(tai, col(tai.id) == latest_formal_id(col(Elder.id), "tai"))
    )  # fmt: skip


def _position(score: Any, case: Any, on: date) -> Position:
    rules, assessing = get_case_rules(on), get_assessment_rules(on)
    reasons = eligibility(
        band=score.band, total=score.total, claimed=case.reasons if case else (),
        criteria=rules.eligibility,
    )  # fmt: skip
    group = case_group(
        band=score.band, tai_class=score.tai_class, groups=assessing.payment_groups,
        override=case.group_override if case else None,
        override_reason=case.group_override_reason if case else "",
    )  # fmt: skip
    again = review = renewal = None
    if score.assessed_on:
        again = next_assessment(
            score.assessed_on, interval_months=assessing.interval_months, today=on
        )
    if case and case.active_id:
        review = review_due(local_day(case.activated_at), rules.review, today=on)
        renewal = renewal_due(case.valid_until, rules.length, today=on)
    facts = Facts(
        has_case=case is not None,
        is_closed=bool(case and case.closed_on),
        is_screened=bool(score.is_screened),
        has_formal_adl=score.total is not None,
        has_formal_tai=score.tai_decided_at is not None,
        is_eligible=bool(reasons),
        has_ground=bool(case and case.has_ground),
        has_draft=bool(case and case.draft_id),
        has_active_plan=bool(case and case.active_id),
        reassessment=again.state if again else None,
        review=review.state if review else None,
        renewal=renewal.state if renewal else None,
    )
    return Position(
        score.elder_id, case.case_id if case else None, case.opened_on if case else None,
        facts, standing(facts), reasons, group, score.total, score.assessed_on,
        again, review, renewal, case.active_id if case else None,
        case.draft_id if case else None,
    )  # fmt: skip
