"""A fiscal year of all cases: planned, approved, transferred, used, left; and one case's years."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.approval.models import Proposal, ProposalCase
from ltc.care.approval.queries.decisions import approvals_in_year
from ltc.care.approval.terms import Approval
from ltc.care.cases.models import Case
from ltc.care.cases.queries.rates import list_rates
from ltc.care.elders.models import Elder
from ltc.care.elders.rules import full_name
from ltc.finance.casemoney.models import MoneyEntry
from ltc.finance.casemoney.queries.ledger import NOTHING, balances, by_case, case_code, sees_names
from ltc.finance.casemoney.rules.ledger import Balance
from ltc.finance.casemoney.rules.limits import (
    approved_amount,
    newest_by_case,
    rate_of,
    year_begins,
)
from ltc.finance.casemoney.terms import EntryKind, Purse
from ltc.foundation.core.actor import Actor
from ltc.foundation.i18n.baht import baht
from ltc.foundation.i18n.text import safe_cell


@dataclass(frozen=True)
class CaseYear:
    """One case in one fiscal year; ``by_purse`` holds what moved, ``approval`` what was decided."""

    case_id: UUID
    elder_id: UUID
    whose: str
    sort_key: str
    closed_on: date | None
    fiscal_year: int
    planned: int
    approval: Approval | None
    by_purse: Mapping[str, Balance]
    rate: int | None

    @property
    def approved(self) -> int:
        """What the committee approved, both accounts together."""
        found = self.approval
        return found.ltc_satang + found.local_satang if found else 0

    def approved_of(self, purse: str) -> int:
        """What the committee approved of one purse."""
        return approved_amount(self.approval, purse) if self.approval else 0

    @property
    def balance(self) -> Balance:
        """What moved, all purses together."""
        return sum(self.by_purse.values(), NOTHING)

    @property
    def is_beyond(self) -> bool:
        """True when the long-term-care money of the year goes beyond the rate."""
        ltc = self.by_purse.get(str(Purse.LTC), NOTHING)
        most = max(ltc.of(EntryKind.TRANSFERRED), self.approved_of(str(Purse.LTC)))
        return self.rate is not None and most > self.rate


@dataclass(frozen=True)
class Year:
    """A fiscal year of all cases, and its sums."""

    fiscal_year: int
    rows: tuple[CaseYear, ...]

    @property
    def planned(self) -> int:
        """The sum of what was asked for."""
        return sum(row.planned for row in self.rows)

    @property
    def approved(self) -> int:
        """The sum of what was approved."""
        return sum(row.approved for row in self.rows)

    @property
    def balance(self) -> Balance:
        """The sum of what moved."""
        return sum((row.balance for row in self.rows), NOTHING)


def read_year(session: Session, actor: Actor, fiscal_year: int) -> Year:
    """Return a fiscal year of all cases of the actor's municipality, in Thai order of names.

    Whoever may see no names gets codes, in their own order.
    """
    assert actor.area_id is not None
    approved = newest_by_case(
        one for one in approvals_in_year(session, actor.area_id, fiscal_year).values()
        if one.is_signed
    )  # fmt: skip
    planned = _planned(session, actor.area_id, fiscal_year)
    moved: dict[UUID, dict[str, Balance]] = {}
    for (case_id, _year, purse), one in balances(
        session, actor.area_id, fiscal_year=fiscal_year
    ).items():
        moved.setdefault(case_id, {})[purse] = one
    rate = rate_of(list_rates(), year_begins(fiscal_year))
    is_named = sees_names(actor)
    rows = [
        CaseYear(
            case.id, case.elder_id, name if is_named else case_code(case.id),
            key if is_named else case.id.hex[-6:], case.closed_on, fiscal_year,
            planned.get(case.id, 0),
            approved.get(case.id), moved.get(case.id, {}), rate,
        )
        for case, name, key in _people(session, {*approved, *planned, *moved})
    ]  # fmt: skip
    return Year(fiscal_year, tuple(sorted(rows, key=lambda row: (row.sort_key, row.case_id))))


def _planned(session: Session, municipality_id: UUID, fiscal_year: int) -> dict[UUID, int]:
    """Return what was last asked for of each case in a fiscal year."""
    found = session.execute(
        sa.select(col(ProposalCase.case_id), col(ProposalCase.requested_satang))
        .join(Proposal, col(Proposal.id) == col(ProposalCase.proposal_id))
        .where(
            col(Proposal.municipality_id) == municipality_id,
            col(Proposal.fiscal_year) == fiscal_year,
        )
        .order_by(col(ProposalCase.added_at), col(ProposalCase.id))
    )
    return {case_id: amount for case_id, amount in found}


def _people(session: Session, case_ids: set[UUID]) -> list[tuple[Case, str, str]]:
    found = session.execute(
        sa.select(
            Case, col(Elder.prefix), col(Elder.given_name), col(Elder.family_name),
            col(Elder.sort_key),
        )
        .join(Elder, col(Elder.id) == col(Case.elder_id))
        .where(col(Case.id).in_(case_ids))
    )  # fmt: skip
    return [(case, full_name(prefix, given, family), key)
            for case, prefix, given, family, key in found]  # fmt: skip


def plans_transferred(session: Session, municipality_id: UUID, fiscal_year: int) -> frozenset[UUID]:
    """Return the approved plans whose cases got a transfer in a fiscal year (Buddhist era).

    Money that was carried over is none, and a transfer that was taken back is none.
    """
    moved = by_case(balances(session, municipality_id, fiscal_year=fiscal_year))
    return frozenset(
        plan_id for plan_id, one in approvals_in_year(session, municipality_id, fiscal_year).items()
        if moved.get(one.case_id, NOTHING).of(EntryKind.TRANSFERRED) > 0
    )  # fmt: skip


def years_of_case(session: Session, actor: Actor, case: Case) -> list[CaseYear]:
    """Return the fiscal years of one case that have an approval, a request or money, newest first.

    The case was loaded with a check before.
    """
    assert actor.area_id is not None
    moved: dict[int, dict[str, Balance]] = {}
    for (_case, year, purse), one in balances(session, actor.area_id, case_ids=[case.id]).items():
        moved.setdefault(year, {})[purse] = one
    asked = session.execute(
        sa.select(col(Proposal.fiscal_year), col(ProposalCase.requested_satang))
        .join(ProposalCase, col(ProposalCase.proposal_id) == col(Proposal.id))
        .where(col(ProposalCase.case_id) == case.id)
        .order_by(col(ProposalCase.added_at), col(ProposalCase.id))
    )
    planned = {year: amount for year, amount in asked}
    [(_, name, key)] = _people(session, {case.id})
    whose = name if sees_names(actor) else case_code(case.id)
    return [
        CaseYear(
            case.id, case.elder_id, whose, key, case.closed_on, year, planned.get(year, 0),
            _approval_of(session, actor.area_id, case.id, year), moved.get(year, {}),
            rate_of(list_rates(), year_begins(year)),
        )
        for year in sorted({*planned, *moved}, reverse=True)
    ]  # fmt: skip


def _approval_of(
    session: Session, municipality_id: UUID, case_id: UUID, year: int
) -> Approval | None:
    found: Sequence[Approval] = [
        one for one in approvals_in_year(session, municipality_id, year).values()
        if one.is_signed and one.case_id == case_id
    ]  # fmt: skip
    return newest_by_case(found).get(case_id)


HEADINGS = (
    "ผู้สูงอายุ", "รหัสการดูแล", "ปีงบประมาณ", "ขอ (บาท)", "อนุมัติ (บาท)", "โอนเข้ากองทุน (บาท)",
    "จ่ายให้หน่วยบริการ (บาท)", "ใช้แล้ว (บาท)", "เหลือ (บาท)", "มติ",
)  # fmt: skip
BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet takes Thai for another code page


def year_lines(actor: Actor, fiscal_year: int) -> Callable[[Session, int], Iterator[str]]:
    """Return what writes a fiscal year of all cases as a file for a spreadsheet, with its sums."""

    def lines(session: Session, _access_id: int) -> Iterator[str]:
        year = read_year(session, actor, fiscal_year)
        yield BYTE_ORDER_MARK + _as_csv([HEADINGS])
        yield _as_csv(_cells(row, fiscal_year) for row in year.rows)
        whole = year.balance
        sums = (year.planned, year.approved, whole.transferred, whole.passed_on, whole.used,
                whole.left)  # fmt: skip
        yield _as_csv([("รวม", "", str(fiscal_year), *map(_plain, sums), "")])

    return lines


def elders_of_year(actor: Actor, fiscal_year: int) -> sa.Select[UUID]:
    """Return the select of whose name stands in the file; of codes nobody's."""
    wanted = sa.select(col(Elder.id))
    if not sees_names(actor):
        return wanted.where(sa.false())
    asked = (
        sa.select(col(ProposalCase.elder_id))
        .join(Proposal, col(Proposal.id) == col(ProposalCase.proposal_id))
        .where(
            col(Proposal.municipality_id) == actor.area_id,
            col(Proposal.fiscal_year) == fiscal_year,
        )
    )
    moved = sa.select(col(MoneyEntry.elder_id)).where(
        col(MoneyEntry.municipality_id) == actor.area_id,
        col(MoneyEntry.fiscal_year) == fiscal_year,
    )
    return wanted.where(sa.or_(col(Elder.id).in_(asked), col(Elder.id).in_(moved)))


def _cells(row: CaseYear, fiscal_year: int) -> tuple[str, ...]:
    found = row.balance
    sums = (row.planned, row.approved, found.transferred, found.passed_on, found.used, found.left)
    meeting = row.approval.meeting_th if row.approval else ""
    return (row.whose, case_code(row.case_id), str(fiscal_year), *map(_plain, sums), meeting)


def _plain(satang: int) -> str:
    """Return baht as a spreadsheet reads them."""
    return baht(satang).replace(",", "")


def _as_csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue()
