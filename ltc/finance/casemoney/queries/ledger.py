"""Entries and documents; balances are sums, asked for each time."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.cases.models import Case
from ltc.care.elders.queries.register import get_rows
from ltc.finance.casemoney.models import MoneyDocument, MoneyEntry
from ltc.finance.casemoney.rules.ledger import Balance
from ltc.finance.casemoney.terms import EntryKind
from ltc.foundation.accounts.queries import policy
from ltc.foundation.accounts.terms import Scope
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound

Key = tuple[UUID, int, str]  # case, fiscal year, purse
NOTHING = Balance()


def balances(
    session: Session, municipality_id: UUID, *,
    fiscal_year: int | None = None, case_ids: Collection[UUID] | None = None,
) -> dict[Key, Balance]:  # fmt: skip
    """Return the balances of a municipality by case, fiscal year and purse, in one statement."""
    wanted = (
        sa.select(
            col(MoneyEntry.case_id), col(MoneyEntry.fiscal_year), col(MoneyEntry.purse),
            col(MoneyEntry.kind), sa.func.sum(col(MoneyEntry.amount_satang)),
        )
        .where(col(MoneyEntry.municipality_id) == municipality_id)
        .group_by(
            col(MoneyEntry.case_id), col(MoneyEntry.fiscal_year), col(MoneyEntry.purse),
            col(MoneyEntry.kind),
        )
    )  # fmt: skip
    if fiscal_year is not None:
        wanted = wanted.where(col(MoneyEntry.fiscal_year) == fiscal_year)
    if case_ids is not None:
        wanted = wanted.where(col(MoneyEntry.case_id).in_(case_ids))
    sums: dict[Key, dict[EntryKind, int]] = {}
    for case_id, year, purse, kind, amount in session.execute(wanted):
        sums.setdefault((case_id, year, purse), {})[EntryKind(kind)] = int(amount)
    return {key: Balance(kinds) for key, kinds in sums.items()}


def by_case(found: Mapping[Key, Balance]) -> dict[UUID, Balance]:
    """Return balances of all years and purses together, by case."""
    whole: dict[UUID, Balance] = {}
    for (case_id, _year, _purse), one in found.items():
        whole[case_id] = whole.get(case_id, NOTHING) + one
    return whole


def entries_of_case(session: Session, case_id: UUID) -> Sequence[MoneyEntry]:
    """Return all entries of a case, the newest first; the case was loaded with a check before."""
    return session.exec(
        select(MoneyEntry).where(MoneyEntry.case_id == case_id).order_by(
            col(MoneyEntry.dated_on).desc(), col(MoneyEntry.recorded_at).desc(),
            col(MoneyEntry.id).desc(),
        )
    ).all()  # fmt: skip


def entries_of_document(session: Session, document_id: UUID) -> Sequence[MoneyEntry]:
    """Return the entries of a document, in the order in which they were written."""
    return session.exec(
        select(MoneyEntry).where(MoneyEntry.document_id == document_id).order_by(col(MoneyEntry.id))
    ).all()


def get_document(session: Session, document_id: UUID, actor: Actor) -> MoneyDocument:
    """Return one document; raises NotFound for another municipality's."""
    found = session.get(MoneyDocument, document_id)
    if found is None or found.municipality_id != actor.area_id:
        raise NotFound
    return found


def list_documents(
    session: Session, municipality_id: UUID, fiscal_year: int
) -> Sequence[MoneyDocument]:
    """Return the documents of a fiscal year, the newest first."""
    return session.exec(
        select(MoneyDocument)
        .where(
            MoneyDocument.municipality_id == municipality_id,
            MoneyDocument.fiscal_year == fiscal_year,
        )
        .order_by(col(MoneyDocument.dated_on).desc(), col(MoneyDocument.recorded_at).desc())
    ).all()


def find_operation(session: Session, operation_id: UUID) -> MoneyDocument | None:
    """Return what a form with this operation id was saved as, or None."""
    return session.exec(
        select(MoneyDocument).where(MoneyDocument.operation_id == operation_id)
    ).first()


def reversal_of(session: Session, document_id: UUID) -> MoneyDocument | None:
    """Return the document that takes this one back, or None."""
    return session.exec(
        select(MoneyDocument).where(MoneyDocument.reverses_id == document_id)
    ).first()


def has_reference(session: Session, municipality_id: UUID, kind: str, reference: str) -> bool:
    """True when a document of this kind with this reference stands."""
    reversing = sa.orm.aliased(MoneyDocument)
    return (
        session.scalar(
            sa.select(col(MoneyDocument.id))
            .where(
                col(MoneyDocument.municipality_id) == municipality_id,
                col(MoneyDocument.kind) == kind,
                col(MoneyDocument.reference) == reference,
                col(MoneyDocument.reverses_id).is_(None),
                ~sa.exists().where(col(reversing.reverses_id) == col(MoneyDocument.id)),
            )
            .limit(1)
        )  # fmt: skip
        is not None
    )


def get_case_here(session: Session, case_id: UUID, actor: Actor) -> Case:
    """Return a case of the actor's municipality; raises NotFound for another's.

    The door asked for the permission to see money; money tells nothing of anybody's health.
    """
    case = session.get(Case, case_id)
    if case is None or case.municipality_id != actor.area_id:
        raise NotFound
    return case


def sees_names(actor: Actor) -> bool:
    """True when the actor may know whose money it is; others see a code."""
    return Scope.AREA in policy().scopes(actor.role, "read", "case_money")


def names_by_elder(session: Session, elder_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return full names of elders who were chosen with a check before."""
    return {one.id: one.full_name for one in get_rows(session, set(elder_ids)).values()}


def case_code(case_id: UUID) -> str:
    """Return what stands for a case where no name may: the same on every page and in the file."""
    return f"ราย {case_id.hex[-6:].upper()}"
