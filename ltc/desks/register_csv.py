"""The register as a file for a spreadsheet: Thai headings, ISO dates, nothing that can run."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.elders.models import Elder, Household
from ltc.care.elders.queries.register import is_living_here, visible_to
from ltc.care.elders.terms import BirthPrecision, Sex
from ltc.foundation.areas.models import Area
from ltc.foundation.audit.queries import was_named
from ltc.foundation.core.actor import Actor
from ltc.foundation.i18n.text import safe_cell
from ltc.foundation.web.stream import Lines

BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet takes Thai for another code page
AT_ONCE = 500
HEADINGS = (
    "รหัส", "คำนำหน้า", "ชื่อ", "นามสกุล", "เพศ", "เกิด (ค.ศ.)", "ชุมชน", "บ้านเลขที่", "ซอย", "โทรศัพท์"
)  # fmt: skip
SEXES = {str(sex): sex.label_th for sex in Sex}


def exported(actor: Actor, *, on: date) -> sa.Select[UUID]:
    """Return the select of who stands in the file, for the audit that comes before it."""
    return sa.select(col(Elder.id)).where(_exported(actor, on))


def register_lines(actor: Actor, *, on: date) -> Lines:
    """Return what writes the file, some hundred rows at a time, in Thai order.

    Whoever was registered since the audit of it was written stands in neither.
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

    def lines(session: Session, access_id: int) -> Iterator[str]:
        yield BYTE_ORDER_MARK + _as_csv([HEADINGS])
        named = wanted.where(was_named(access_id, col(Elder.id)))
        for some in session.execute(named).partitions():
            yield _as_csv(_cells(row) for row in some)

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
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue()
