"""The five national states: ours, and as somebody saw them in the national program."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.approval.models import NationalSighting
from ltc.care.approval.rules.national import Compared, national_state
from ltc.care.approval.rules.proposing import first_day_of
from ltc.care.approval.terms import NationalState
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.terms import PlanStatus
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import ElderRow, get_rows, visible_to
from ltc.foundation.core.actor import Actor


@dataclass(frozen=True)
class StateRow:
    """One case of a fiscal year with both states and the newest look at theirs."""

    case_id: UUID
    elder: ElderRow
    states: Compared
    sighting: NationalSighting | None


def state_rows(
    session: Session, actor: Actor, *, year: int, transferred: Collection[UUID] = frozenset(),
    on: date,
) -> list[StateRow]:  # fmt: skip
    """Return the cases open in a fiscal year (Buddhist era) with both states, in Thai order.

    ``transferred`` are ids of plans for which money was transferred; the money side knows them.
    """
    first, after = first_day_of(year), first_day_of(year + 1)
    cases = session.exec(
        select(Case)
        .join(Elder, col(Elder.id) == col(Case.elder_id))
        .where(
            visible_to(actor, on=on, action="list", resource="national_state"),
            col(Case.opened_on) < after,
            (col(Case.closed_on).is_(None)) | (col(Case.closed_on) >= first),
        )
    ).all()
    plans: dict[UUID, list[CarePlan]] = {}
    ids = [case.id for case in cases]
    for plan in session.exec(
        select(CarePlan).where(
            col(CarePlan.case_id).in_(ids),
            col(CarePlan.valid_until) > first,
            col(CarePlan.valid_from) < after,
        )
    ):
        plans.setdefault(plan.case_id, []).append(plan)
    seen = _newest(session, ids, year)
    elders = get_rows(session, {case.elder_id for case in cases})
    rows = [
        StateRow(
            case.id, elders[case.elder_id],
            _compared(plans.get(case.id, []), seen.get(case.id), transferred),
            seen.get(case.id),
        )
        for case in cases
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.elder.sort_key, str(row.case_id)))


def _compared(
    plans: Collection[CarePlan], seen: NationalSighting | None, transferred: Collection[UUID]
) -> Compared:
    # A draft that nobody agreed to is no plan yet.
    has_plan = any(plan.status != PlanStatus.DRAFT or plan.agreed_at for plan in plans)
    ours = national_state(
        has_plan=has_plan,
        is_approved=any(plan.approved_at is not None for plan in plans),
        is_transferred=any(plan.id in transferred for plan in plans),
    )
    return Compared(ours, NationalState(seen.state) if seen else None)


def _newest(
    session: Session, case_ids: Collection[UUID], year: int
) -> dict[UUID, NationalSighting]:
    found = session.exec(
        select(NationalSighting)
        .where(col(NationalSighting.case_id).in_(case_ids), NationalSighting.fiscal_year == year)
        .order_by(
            col(NationalSighting.seen_on), col(NationalSighting.noted_at), col(NationalSighting.id)
        )
    )
    return {row.case_id: row for row in found}


def last_sighting(session: Session, case_id: UUID, year: int) -> NationalSighting | None:
    """Return the newest look at one case, or None."""
    return _newest(session, [case_id], year).get(case_id)
