"""Forms of the import: sending a file, saying what its columns are."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from wtforms import Field, widgets
from wtforms.validators import Optional, StopValidation

from ltc.exchange.town.rules.columns import columns_of
from ltc.foundation.web.fields import Choice, Hidden, Radio, required
from ltc.foundation.web.forms import Form


class OneFile(Field):
    """One file with its name; a browser never sends a chosen file twice."""

    widget = widgets.FileInput()
    data: bytes
    file_name: str

    def process(self, formdata: Any, *_given: Any, **_more: Any) -> None:
        super().process(None)
        chosen = request.files.get(self.name) if formdata is not None else None
        self.file_name = (chosen.filename or "") if chosen else ""
        self.data = chosen.read() if chosen and self.file_name else b""
        if chosen:
            chosen.close()  # a large one lies in a file of its own

    @property
    def was_sent(self) -> bool:
        """True when a file came with this request."""
        return bool(self.file_name)


def _chosen(_form: Any, field: Any) -> None:
    """Ask for a file."""
    if not field.was_sent:
        raise StopValidation("กรุณาเลือกแฟ้ม")


_chosen.field_flags = {"required": True}  # type: ignore[attr-defined]


class FileForm(Form):
    """What is in the file, and the file."""

    kind = Radio(
        "ในแฟ้มมีอะไร", [required("กรุณาเลือกว่าในแฟ้มมีอะไร")],
    )  # fmt: skip
    file = OneFile("แฟ้ม", [_chosen])


class ColumnsForm(Form):
    """Which column of the file is which; made for a kind of file by ``columns_form``."""

    sheet = Hidden()

    def mapping(self) -> dict[str, int]:
        """Return the chosen columns by key."""
        return {
            name: int(field.data)
            for name, field in self._fields.items()
            if name in self.keys and field.data and str(field.data).isdecimal()
        }

    keys: frozenset[str] = frozenset()
    keys_in_order: tuple[str, ...] = ()


def columns_form(
    kind: str, headings: Sequence[str], values: Mapping[str, int], *, sheet: int
) -> ColumnsForm:
    """Return the form for a file with these headings, filled in with what was guessed or chosen."""
    offered = {"": "– ไม่มีในแฟ้ม –"} | {str(at): words for at, words in enumerate(headings)}
    fields: dict[str, Any] = {
        one.key: Choice(
            one.label_th,
            [required("กรุณาเลือกคอลัมน์")] if one.is_required else [Optional()],
            choices=offered,
            description=one.help_th,
        )
        for one in columns_of(kind)
    }
    made = type(
        "FileColumnsForm",
        (ColumnsForm,),
        fields | {"keys": frozenset(fields), "keys_in_order": tuple(fields)},
    )
    filled = {key: str(place) for key, place in values.items()}
    form: ColumnsForm = made(data=filled | {"sheet": str(sheet)})
    return form
