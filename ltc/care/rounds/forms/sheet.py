"""The form of twenty rows: one text cell a domain, so that a clerk's hands stay on the digits.

The fields are made once for each set of domains and each number of rows; a row knows its person by
a hidden field, because the list may have moved on while the page stood open.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wtforms import Field
from wtforms.validators import Optional

from ltc.care.rounds.actions.sheets import SheetWrong
from ltc.care.rounds.forms import id_of, version_of
from ltc.care.rounds.queries.people import Doorway
from ltc.care.rounds.rules.plan import ROWS_A_SHEET
from ltc.care.rounds.terms import Domain, Outcome, RowDraft, SheetDraft
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.web.fields import Choice, Hidden, Text, ThaiDate, choices, length, required
from ltc.foundation.web.forms import Form

PLACES = range(1, ROWS_A_SHEET + 1)
DONE = "–"  # results say that somebody was met; without them there is no news
OUTCOMES = {code: word for code, word in choices(Outcome, DONE).items() if code != Outcome.MET}


@dataclass(frozen=True)
class SheetRow:
    """One person with the fields of their row; no person when they are no longer meant."""

    place: int
    door: Doorway | None
    cells: list[tuple[Domain, Field]]
    outcome: Field

    @property
    def errors(self) -> list[str]:
        """Everything wrong in the row, in words that name the column."""
        found = [
            f"{domain.short_th}: {said}" for domain, cell in self.cells for said in cell.errors
        ]
        return found + list(self.outcome.errors)


class SheetForm(Form):
    """The day, who went, and the rows; ``sheet_for`` adds the cells."""

    domains: tuple[Domain, ...]

    met_on = ThaiDate("วันที่ไปตรวจ", [required("กรุณากรอกวันที่ไปตรวจ")])
    volunteer = Choice("ใครไปตรวจ", [Optional()])
    operation_id = Hidden()

    def __init__(self, volunteers: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.operation_id.data = self.operation_id.data or str(new_id())
        self.volunteer.choices = {"": "เจ้าหน้าที่ (คุณ)", **volunteers}

    def seat(self, doors: Sequence[Doorway]) -> None:
        """Put people into the rows of a page that is opened."""
        for place, door in enumerate(doors, 1):
            self._fields[f"who-{place}"].data = str(door.id)
            self._fields[f"was-{place}"].data = str(door.version)

    def seated(self) -> list[UUID]:
        """Return whose rows came back, in their order; what is no id is left out."""
        return [who for n in PLACES if (who := self._who(n)) is not None]

    def _who(self, place: int) -> UUID | None:
        try:
            return id_of(self._fields[f"who-{place}"].data, "who")
        except RuleViolation:
            return None

    def _is_used(self, place: int) -> bool:
        """True for a row that has a person, or words that somebody typed."""
        typed = any(cell.data for _domain, cell in self._cells(place))
        return bool(self._fields[f"who-{place}"].data or self._fields[f"how-{place}"].data or typed)

    def rows(self, doors: Mapping[UUID, Doorway]) -> list[SheetRow]:
        """Return the rows with their people; nothing typed is left out."""
        found = []
        for place in filter(self._is_used, PLACES):
            who = self._who(place)
            door = doors.get(who) if who else None
            row = SheetRow(place, door, self._cells(place), self._fields[f"how-{place}"])
            self._name(row)
            found.append(row)
        return found

    def _cells(self, place: int) -> list[tuple[Domain, Field]]:
        return [(domain, self._fields[f"{domain.code}-{place}"]) for domain in self.domains]

    def _name(self, row: SheetRow) -> None:
        """Let every field say whose it is: the list of errors names the person."""
        name = row.door.full_name if row.door else f"แถว {row.place}"
        row.outcome.label.text = f"{name} พบหรือไม่"
        for domain, cell in row.cells:
            cell.label.text = f"{name} {domain.short_th}"

    def to_draft(self) -> SheetDraft:
        """Return what was typed; raises RuleViolation when the page is not one of ours."""
        return SheetDraft(
            operation_id=self._operation(), met_on=self.met_on.data,
            volunteer_id=id_of(self.volunteer.data, "volunteer") if self.volunteer.data else None,
            rows=tuple(self._row(place) for place in PLACES if self._is_used(place)),
        )  # fmt: skip

    def _operation(self) -> UUID:
        try:
            return id_of(self.operation_id.data, "operation_id")
        except RuleViolation:
            self.operation_id.data = str(new_id())
            raise RuleViolation("page_stale", "หน้านี้เก่าเกินไป กรุณากดส่งอีกครั้ง") from None

    def _row(self, place: int) -> RowDraft:
        who = self._who(place)
        if who is None:
            raise RuleViolation("row_unknown", "ไม่รู้ว่าแถวนี้เป็นของใคร กรุณาเปิดหน้านี้ใหม่", f"how-{place}")
        return RowDraft(
            elder_id=who,
            outcome=self._fields[f"how-{place}"].data or "",
            cells={domain.code: cell.data or "" for domain, cell in self._cells(place)},
            seen_version=version_of(self._fields[f"was-{place}"].data),
        )

    def mark(self, wrong: SheetWrong) -> None:
        """Put every refusal at its cell; what concerns a whole row stands at its last field."""
        places = {self._fields[f"who-{n}"].data: n for n in PLACES}
        for one in wrong.wrongs:
            place = places.get(str(one.elder_id))
            field = self._fields.get(f"{one.domain or 'how'}-{place}")
            if field is None:
                self.form_errors = [*self.form_errors, one.message]
            else:
                field.errors = [*field.errors, one.message]


def sheet_for(domains: Sequence[Domain]) -> type[SheetForm]:
    """Return the form with a cell for each of these domains in each of its rows."""
    return _sheet_class(tuple(domains))


@functools.cache
def _sheet_class(domains: tuple[Domain, ...]) -> type[SheetForm]:
    fields: dict[str, Any] = {"domains": domains}
    for place in PLACES:
        fields[f"who-{place}"] = Hidden()
        fields[f"was-{place}"] = Hidden()
        for domain in domains:
            fields[f"{domain.code}-{place}"] = Text(domain.label_th, [Optional(), length(24)])
        fields[f"how-{place}"] = Choice("พบหรือไม่", [Optional()], choices=OUTCOMES)
    return type("sheet_form", (SheetForm,), fields)
