"""How the first rows of a file would be read; nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from ltc.care.elders.terms import ElderDraft, Sex
from ltc.exchange.town.actions.kinds import work_on
from ltc.exchange.town.rules.cells import fields_of
from ltc.exchange.town.rules.columns import columns_of, heading_place
from ltc.exchange.town.terms import SHOWN_ROWS, Fields, Sheet, Task
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import BUDDHIST_ERA, short_date

_HIDDEN_FROM = 9  # of thirteen digits, the last four are enough to recognise one's own file


@dataclass(frozen=True)
class Seen:
    """One row of the preview: the cells as read, or why the row would stay out."""

    line: int
    cells: Mapping[str, str]
    problem: str


@dataclass(frozen=True)
class Preview:
    """The first rows by the columns that were chosen."""

    rows: tuple[Seen, ...]


def preview(session: Session, task: Task, sheet: Sheet, mapping: Mapping[str, int]) -> Preview:
    """Return the first rows of a sheet as they would be read with this mapping."""
    columns = [one for one in columns_of(task.kind) if one.key in mapping]
    work = work_on(session, task)
    below = sheet.head[heading_place(task.kind, sheet.head) + 1 :][:SHOWN_ROWS]
    rows = []
    for line in below:
        cells, problem = dict[str, str](), ""
        try:
            fields = fields_of(task.kind, mapping, line)
            draft = work.read(fields)
            cells = {one.key: _shown(one.key, fields, draft) for one in columns}
        except RuleViolation as broken:
            problem = broken.message
        rows.append(Seen(line.number, cells, problem))
    return Preview(tuple(rows))


def _shown(key: str, fields: Fields, draft: Any) -> str:
    value = fields.values.get(key, "")
    if key == "citizen_id":
        return "".join("x" if n < _HIDDEN_FROM else c for n, c in enumerate(str(value)))
    if isinstance(draft, ElderDraft):
        return _of_person(key, draft, str(value))
    if key == "assessed_on":
        return short_date(draft[1].assessed_on)
    if key == "born_on":
        return short_date(draft[0].born_on)
    return short_date(value) if isinstance(value, date) else value


def _of_person(key: str, draft: ElderDraft, value: str) -> str:
    if key == "born_on" and draft.born_on is not None:
        is_day = draft.birth_precision == "day"
        return short_date(draft.born_on) if is_day else f"ปี {draft.born_on.year + BUDDHIST_ERA}"
    if key == "sex":
        return Sex(draft.sex).label_th
    if key in ("prefix", "given_name", "family_name", "phone", "house_no"):
        return str(getattr(draft, key))
    return value or ("ไม่ทราบ" if key == "born_on" else "")
