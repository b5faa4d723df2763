"""The form of the week: moving one visit."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.rota.rules.decisions import MOST_PLACES
from ltc.care.rota.terms import MoveDraft
from ltc.foundation.web.fields import (
    Choice,
    Hidden,
    required,
)
from ltc.foundation.web.forms import Form, version_of


class MoveForm(Form):
    """Who goes on which day, and at which place of that day."""

    caregiver = Choice("ใครไป", [required("กรุณาเลือกคนที่จะไป")])
    day = Choice("ไปวันไหน", [required("กรุณาเลือกวัน")])
    position = Choice("ไปเป็นบ้านที่เท่าไร", [Optional()])
    version = Hidden()

    def __init__(
        self, people: Mapping[str, str], days: Mapping[str, str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.caregiver.choices = {"": "– เลือกคน –"} | dict(people)
        self.day.choices = {"": "– เลือกวัน –"} | dict(days)
        places = {str(place): f"บ้านที่ {place}" for place in range(1, MOST_PLACES + 1)}
        self.position.choices = {"": "ไม่กำหนด"} | places

    def to_draft(self) -> MoveDraft:
        """Return what was chosen; the choices are ours, so their values can be read."""
        return MoveDraft(
            UUID(self.caregiver.data),
            date.fromisoformat(self.day.data),
            int(self.position.data) if self.position.data else None,
            version_of(self.version.data),
        )
