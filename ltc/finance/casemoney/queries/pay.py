"""Pay: who is under which regime, what a month's visits are worth, what was signed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.approval.queries.decisions import approvals_of
from ltc.care.cases.rules.rates import fiscal_year
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import month_of, newest_amendment, stands
from ltc.finance.casemoney.models import PayLineRow, PaySignature, PayStatement, RegimeHolding
from ltc.finance.casemoney.queries.reference import list_regimes
from ltc.finance.casemoney.rules.pay import difference, next_step, statement_of
from ltc.finance.casemoney.rules.settings import Regime
from ltc.finance.casemoney.terms import Basis, PayLine, Statement, Stay, Step
from ltc.foundation.accounts.models import User
from ltc.foundation.accounts.queries import list_users_with, policy
from ltc.foundation.accounts.terms import Scope
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound

WHO_IS_PAID = ("caregiver", "team_nurse", "family_doctor", "care_manager")


@dataclass(frozen=True)
class Draft:
    """A month that nobody has signed yet: under which regime, and what it adds up to now."""

    holding: RegimeHolding
    regime: Regime
    month_on: date
    statement: Statement


@dataclass(frozen=True)
class Month:
    """One person's month on the list: a statement that stands, or what is still to be reported."""

    person_id: UUID
    name: str
    regime: Regime | None
    holding: RegimeHolding | None
    statement: PayStatement | None
    signed: Mapping[str, PaySignature]

    @property
    def next(self) -> Step | None:
        """Whose signature comes next."""
        return next_step(self.signed)


def holding_on(
    session: Session, municipality_id: UUID, person_id: UUID, on: date
) -> RegimeHolding | None:
    """Return under which regime somebody is on a day, or None."""
    return holdings_on(session, municipality_id, on, person_id=person_id).get(person_id)


def holdings_on(
    session: Session, municipality_id: UUID, on: date, *, person_id: UUID | None = None
) -> dict[UUID, RegimeHolding]:
    """Return who is under which regime on a day, by person."""
    wanted = select(RegimeHolding).where(
        RegimeHolding.municipality_id == municipality_id,
        col(RegimeHolding.valid_from) <= on,
        sa.or_(col(RegimeHolding.valid_until).is_(None), col(RegimeHolding.valid_until) > on),
    )
    if person_id is not None:
        wanted = wanted.where(RegimeHolding.person_id == person_id)
    return {row.person_id: row for row in session.exec(wanted).all()}


def list_holdings(
    session: Session, municipality_id: UUID, person_id: UUID
) -> Sequence[RegimeHolding]:
    """Return all regimes somebody was, is or will be under, the newest first."""
    return session.exec(
        select(RegimeHolding)
        .where(
            RegimeHolding.municipality_id == municipality_id, RegimeHolding.person_id == person_id
        )
        .order_by(col(RegimeHolding.valid_from).desc())
    ).all()


def list_paid_people(session: Session, municipality_id: UUID, *, on: date) -> list[User]:
    """Return who may be under a regime, each once, in Thai order."""
    found = list_users_with(session, WHO_IS_PAID, area_id=municipality_id, on=on)
    return list({user.id: user for user, _role in found}.values())


def get_paid_person(session: Session, actor: Actor, person_id: UUID, *, on: date) -> User:
    """Return one of those people; raises NotFound for anybody else."""
    assert actor.area_id is not None
    for user in list_paid_people(session, actor.area_id, on=on):
        if user.id == person_id:
            return user
    raise NotFound


def draft_of(
    session: Session, municipality_id: UUID, person_id: UUID, month_on: date
) -> Draft | None:
    """Return a month as its visits stand now; None for who is under no regime or unpaid."""
    holding = holding_on(session, municipality_id, person_id, month_on)
    regime = list_regimes(month_on).get(holding.regime) if holding else None
    if holding is None or regime is None or regime.basis is Basis.NONE:
        return None
    first, end = month_of(month_on)
    stays = stays_between(session, municipality_id, person_id, first, end)
    held = held_roots(session, {stay.root_id for stay in stays})
    statement = statement_of(
        regime, holding.amount_satang, holding.holiday_satang, stays, held=held,
        differences=differences_of(session, municipality_id, person_id),
    )  # fmt: skip
    return Draft(holding, regime, first, statement)


def stays_between(
    session: Session, municipality_id: UUID, person_id: UUID, first: date, end: date
) -> list[Stay]:
    """Return the visits of somebody that stand, from a day until (excluded) a day, by time."""
    rows = session.exec(
        select(Visit)
        .where(
            Visit.municipality_id == municipality_id, Visit.caregiver_id == person_id,
            col(Visit.visited_on) >= first, col(Visit.visited_on) < end, stands(),
        )
        .order_by(col(Visit.visited_on), col(Visit.started_at), col(Visit.number))
    ).all()  # fmt: skip
    return as_stays(session, rows)


def as_stays(session: Session, rows: Sequence[Visit]) -> list[Stay]:
    """Return visits as pay looks at them, with the day from which their plan was approved."""
    roots = _roots(session, rows)
    approvals = approvals_of(session, {row.plan_id for row in rows if row.plan_id})
    found = []
    for row in rows:
        approval = approvals.get(row.plan_id) if row.plan_id else None
        is_signed = approval is not None and approval.is_signed
        found.append(
            Stay(
                row.id, roots[row.id], row.elder_id, row.case_id, row.plan_id, row.visited_on,
                row.started_at, row.ended_at, row.is_done,
                approval.decided_on if approval and is_signed else None,
                approval.fiscal_year if approval and is_signed else fiscal_year(row.visited_on),
            )
        )  # fmt: skip
    return found


def _roots(session: Session, rows: Iterable[Visit]) -> dict[UUID, UUID]:
    """Return for each visit the one it began as, before its amendments."""
    began = {row.id: row.amends_id or row.id for row in rows}
    asked = {row.amends_id for row in rows if row.amends_id}
    while asked:
        found = session.execute(
            sa.select(col(Visit.id), col(Visit.amends_id)).where(col(Visit.id).in_(asked))
        ).all()
        before = {visit_id: amends for visit_id, amends in found if amends}
        began = {visit: before.get(root, root) for visit, root in began.items()}
        asked = set(before.values())
    return began


def held_roots(session: Session, roots: Collection[UUID]) -> set[UUID]:
    """Return which visits a statement that stands counts already."""
    if not roots:
        return set()
    return set(
        session.scalars(
            sa.select(col(PayLineRow.root_visit_id)).where(
                col(PayLineRow.root_visit_id).in_(roots),
                col(PayLineRow.holds),
                ~col(PayLineRow.is_void),
            )
        )
    )


def differences_of(session: Session, municipality_id: UUID, person_id: UUID) -> list[PayLine]:
    """Return what is to be settled of visits that were amended after they were paid."""
    found = session.execute(
        sa.select(PayLineRow, PayStatement)
        .join(PayStatement, col(PayStatement.id) == col(PayLineRow.statement_id))
        .join(Visit, col(Visit.id) == col(PayLineRow.visit_id))
        .where(
            col(PayStatement.person_id) == person_id,
            col(PayStatement.municipality_id) == municipality_id,
            col(PayStatement.paid_at).is_not(None),
            col(PayLineRow.holds), ~col(PayLineRow.is_void), col(Visit.is_superseded),
        )
        .order_by(col(PayLineRow.visited_on), col(PayLineRow.id))
    ).all()  # fmt: skip
    paid = _paid_for(session, {line.root_visit_id for line, _ in found if line.root_visit_id})
    lines = []
    for line, statement in found:
        regime = list_regimes(statement.month_on).get(statement.regime)
        if regime is None or regime.basis is Basis.MONTH:
            continue
        now = newest_amendment(session, session.get_one(Visit, line.visit_id))
        [stay] = as_stays(session, [now])
        settled = difference(
            regime, statement.amount_satang, statement.holiday_satang, stay,
            paid=paid[line.root_visit_id], purse=line.purse,
        )  # fmt: skip
        if settled:
            lines.append(settled)
    return lines


def _paid_for(session: Session, roots: Collection[UUID]) -> dict[UUID, int]:
    """Return what all statements that stand pay for each visit, differences included."""
    found = session.execute(
        sa.select(col(PayLineRow.root_visit_id), sa.func.sum(col(PayLineRow.amount_satang)))
        .where(col(PayLineRow.root_visit_id).in_(roots), ~col(PayLineRow.is_void))
        .group_by(col(PayLineRow.root_visit_id))
    )
    return {root: int(amount) for root, amount in found}


def find_statement(
    session: Session, person_id: UUID, regime: str, month_on: date
) -> PayStatement | None:
    """Return the statement of a month that stands, or None."""
    return session.exec(
        select(PayStatement).where(
            PayStatement.person_id == person_id, PayStatement.regime == regime,
            PayStatement.month_on == month_on, col(PayStatement.voided_at).is_(None),
        )
    ).first()  # fmt: skip


def get_statement(
    session: Session, statement_id: UUID, actor: Actor, *, action: str = "read"
) -> PayStatement:
    """Return one statement; raises NotFound for another municipality's.

    Who may see only their own finds no other.
    """
    found = session.get(PayStatement, statement_id)
    reach = policy().scopes(actor.role, action, "pay_statement")
    is_own = found is not None and found.person_id == actor.person_id
    if (
        found is None
        or found.municipality_id != actor.area_id
        or (reach <= {Scope.SELF} and not is_own)
    ):
        raise NotFound
    return found


def lines_of(session: Session, statement_id: UUID) -> Sequence[PayLineRow]:
    """Return the lines of a statement in their order."""
    return session.exec(
        select(PayLineRow)
        .where(PayLineRow.statement_id == statement_id)
        .order_by(col(PayLineRow.position))
    ).all()


def signatures_of(
    session: Session, statement_ids: Collection[UUID]
) -> dict[UUID, dict[str, PaySignature]]:
    """Return the signatures of statements by step."""
    found: dict[UUID, dict[str, PaySignature]] = {}
    if statement_ids:
        for one in session.exec(
            select(PaySignature).where(col(PaySignature.statement_id).in_(statement_ids))
        ).all():
            found.setdefault(one.statement_id, {})[one.step] = one
    return found


def list_month(session: Session, municipality_id: UUID, month_on: date) -> list[Month]:
    """Return everybody who is paid for a month, with the statement that stands, in Thai order."""
    holdings = holdings_on(session, municipality_id, month_on)
    statements = session.exec(
        select(PayStatement).where(
            PayStatement.municipality_id == municipality_id, PayStatement.month_on == month_on,
            col(PayStatement.voided_at).is_(None),
        )
    ).all()  # fmt: skip
    signed = signatures_of(session, {one.id for one in statements})
    by_person = {one.person_id: one for one in statements}
    wanted = {*holdings, *by_person}
    people = session.exec(
        select(User).where(col(User.id).in_(wanted)).order_by(col(User.sort_key), col(User.id))
    ).all()
    regimes = list_regimes(month_on)
    rows = []
    for user in people:
        holding, statement = holdings.get(user.id), by_person.get(user.id)
        code = statement.regime if statement else holding.regime if holding else ""
        regime = regimes.get(code)
        if statement is None and (regime is None or regime.basis is Basis.NONE):
            continue
        rows.append(
            Month(
                user.id, user.name_th, regime, holding, statement,
                signed.get(statement.id, {}) if statement else {},
            )
        )  # fmt: skip
    return rows


def statements_of_person(
    session: Session, municipality_id: UUID, person_id: UUID, *, limit: int = 24
) -> Sequence[PayStatement]:
    """Return somebody's statements that stand, the newest month first."""
    return session.exec(
        select(PayStatement)
        .where(
            PayStatement.municipality_id == municipality_id, PayStatement.person_id == person_id,
            col(PayStatement.voided_at).is_(None),
        )
        .order_by(col(PayStatement.month_on).desc())
        .limit(limit)
    ).all()  # fmt: skip
