"""Balances that remain after a death, a move, the end of a case or of a year."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.cases.models import Case
from ltc.care.cases.rules.rates import fiscal_year
from ltc.care.elders.models import Elder
from ltc.care.elders.rules import full_name
from ltc.finance.casemoney.queries.ledger import balances, case_code, sees_names
from ltc.finance.casemoney.queries.reference import get_money_rules
from ltc.finance.casemoney.rules.ledger import Balance
from ltc.finance.casemoney.rules.limits import year_begins
from ltc.finance.casemoney.rules.settings import Leftover
from ltc.finance.casemoney.terms import Because, Purse
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.due import Due, due
from ltc.foundation.core.errors import NotFound

NOTICE_DAYS = 7


@dataclass(frozen=True)
class LeftoverRow:
    """One balance to settle: whose, of which year and purse, why, and until when."""

    case_id: UUID
    elder_id: UUID
    whose: str
    fiscal_year: int
    purse: Purse
    balance: Balance
    because: Because
    since: date
    rule: Leftover
    due: Due


def list_leftovers(
    session: Session, actor: Actor, *, on: date, case_id: UUID | None = None
) -> list[LeftoverRow]:
    """Return the balances that wait for a decision, the longest waiting first."""
    assert actor.area_id is not None
    wanted = None if case_id is None else [case_id]
    left = {
        key: one
        for key, one in balances(session, actor.area_id, case_ids=wanted).items()
        if one.left > 0
    }
    cases = _cases(session, {key[0] for key in left})
    rows = []
    for (one_case, year, purse), balance in left.items():
        case, elder = cases[one_case]
        why = why_left(case, elder, year, on=on)
        if why is None:
            continue
        because, since = why
        rule = get_money_rules(on).leftover[str(because)]
        name = full_name(elder.prefix, elder.given_name, elder.family_name)
        rows.append(
            LeftoverRow(
                case.id, case.elder_id, name if sees_names(actor) else case_code(case.id), year,
                Purse(purse), balance, because, since, rule,
                due(since + timedelta(days=rule.days), today=on, notice_days=NOTICE_DAYS),
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row.since, row.whose, row.fiscal_year, row.purse))


def why_left(case: Case, elder: Elder, year: int, *, on: date) -> tuple[Because, date] | None:
    """Return why a balance is to be settled and since when; None while it may still be used."""
    if elder.died_on is not None:
        return Because.DIED, elder.died_on
    if elder.moved_away_on is not None:
        return Because.MOVED, elder.moved_away_on
    if case.closed_on is not None:
        return Because.CLOSED, case.closed_on
    if year < fiscal_year(on):
        return Because.YEAR_END, year_begins(year + 1)
    return None


def get_leftover(
    session: Session, actor: Actor, case_id: UUID, year: int, purse: str, *, on: date
) -> LeftoverRow:
    """Return one balance that waits; raises NotFound when there is none (any more)."""
    for row in list_leftovers(session, actor, on=on, case_id=case_id):
        if row.fiscal_year == year and row.purse == purse:
            return row
    raise NotFound


def _cases(session: Session, case_ids: set[UUID]) -> dict[UUID, tuple[Case, Elder]]:
    found = session.execute(
        sa.select(Case, Elder)
        .join(Elder, col(Elder.id) == col(Case.elder_id))
        .where(col(Case.id).in_(case_ids))
    )
    return {case.id: (case, elder) for case, elder in found}
