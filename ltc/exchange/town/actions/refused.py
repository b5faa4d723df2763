"""The refused rows as a file to mend and send again."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from ltc.exchange.town.actions.working import lines_of
from ltc.exchange.town.models import ImportBatch
from ltc.exchange.town.queries import file_of, list_refusals
from ltc.exchange.town.rules.blank import BYTE_ORDER_MARK, as_csv
from ltc.exchange.town.terms import MOST_ROWS, Cell, Formula
from ltc.foundation.i18n.dates import BUDDHIST_ERA

ADDED = ("แถวในแฟ้มเดิม", "คอลัมน์ที่ต้องแก้", "เหตุผลที่ไม่รับ")


def refused_lines(session: Session, batch: ImportBatch) -> Iterator[str]:
    """Yield the file piece by piece: the rows as they came, then where and why."""
    reasons = {
        one.line: one for one in list_refusals(session, batch.id, limit=MOST_ROWS)
    }  # fmt: skip
    width = len(batch.headings)
    yield BYTE_ORDER_MARK + as_csv([(*batch.headings, *ADDED)])
    for line in lines_of(batch, file_of(session, batch)):
        one = reasons.get(line.number)
        if one is not None:
            cells = [_shown(cell) for cell in line.cells[:width]]
            cells += [""] * (width - len(cells))
            yield as_csv([(*cells, str(one.line), one.heading, one.reason)])


def _shown(cell: Cell) -> str:
    if isinstance(cell, Formula):
        return "(สูตร)"
    if not isinstance(cell, date):
        return cell
    year = cell.year if cell.year >= 2400 else cell.year + BUDDHIST_ERA
    return f"{cell.day}/{cell.month}/{year}"
