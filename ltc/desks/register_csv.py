"""The register as a file for a spreadsheet: Thai headings, ISO dates, nothing that can run."""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.elders.models import Elder, Household
from ltc.care.elders.queries.register import is_living_here, visible_to
from ltc.care.elders.terms import BirthPrecision, Sex
from ltc.foundation.areas.models import Area
from ltc.foundation.core.actor import Actor

BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet takes Thai for another code page
AT_ONCE = 500
HEADINGS = (
    "รหัส", "คำนำหน้า", "ชื่อ", "นามสกุล", "เพศ", "เกิด (ค.ศ.)", "ชุมชน", "บ้านเลขที่", "ซอย", "โทรศัพท์"
)  # fmt: skip
SEXES = {str(sex): sex.label_th for sex in Sex}


def exported_ids(session: Session, actor: Actor, *, on: date) -> set[UUID]:
    """Return who will stand in the file, for the audit that comes before it."""
    wanted = sa.select(col(Elder.id)).where(_exported(actor, on))
    return set(session.scalars(wanted.execution_options(yield_per=AT_ONCE)))


def register_lines(
    actor: Actor, declared: Collection[UUID], *, on: date
) -> Callable[[Session], Iterator[str]]:
    """Return what writes the file, some hundred rows at a time, in Thai order.

    Only elders in ``declared`` are written: whoever was registered since is not in the audit.
    """
    wanted = (
        sa.select(
            col(Elder.id), col(Elder.prefix), col(Elder.given_name), col(Elder.family_name),
            col(Elder.sex), col(Elder.born_on), col(Elder.birth_precision), col(Area.name_th),
            col(Household.house_no), col(Household.lane), col(Elder.phone),
        )
        .join(Area, col(Area.id) == col(Elder.community_id))
        .join(Household, col(Household.id) == col(Elder.household_id))
        .where(_exported(actor, on))
        .order_by(col(Elder.sort_key), col(Elder.id))
        .execution_options(yield_per=AT_ONCE)
    )  # fmt: skip

    def lines(session: Session) -> Iterator[str]:
        yield BYTE_ORDER_MARK + _as_csv([HEADINGS])
        for some in session.execute(wanted).partitions():
            yield _as_csv(_cells(row) for row in some if row[0] in declared)

    return lines


def _exported(actor: Actor, on: date) -> sa.ColumnElement[bool]:
    return sa.and_(visible_to(actor, on=on, action="export"), is_living_here())


def _cells(row: Sequence[Any]) -> tuple[str, ...]:
    elder_id, prefix, given, family, sex, born_on, precision, *rest = row
    return (str(elder_id), prefix, given, family, SEXES[sex], _born(born_on, precision), *rest)


def _born(born_on: date | None, precision: str) -> str:
    """Return the birth date as far as it is known."""
    if born_on is None:
        return ""
    return born_on.isoformat() if precision == BirthPrecision.DAY else str(born_on.year)


def _as_csv(rows: Any) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before its sign.

    Source: OWASP, CSV Injection (= + - @ tab and carriage return at the start of a cell).
    """
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell
