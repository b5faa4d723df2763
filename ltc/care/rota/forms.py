"""Forms of the week: moving one visit, and who is on call."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.rota.rules.decisions import MOST_PLACES
from ltc.care.rota.terms import DutyDraft, MoveDraft, Programme
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.text import arabic_digits
from ltc.foundation.web.fields import (
    Choice,
    Hidden,
    Radio,
    Text,
    ThaiDate,
    ThaiTime,
    WholeNumber,
    length,
    required,
)
from ltc.foundation.web.forms import Form

MOST_DAYS = 31


def number(text: str | None) -> int:
    """Return a version number; anything else is no version we ever gave out."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else -1


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
            number(self.version.data),
        )


class DutyForm(Form):
    """Somebody is on call; the same hours on several days in a row at once."""

    programme = Radio(
        "เวรของงานไหน", [required("กรุณาเลือกหนึ่งข้อ")],
        choices={str(one): one.label_th for one in Programme},
    )  # fmt: skip
    day = ThaiDate("วันแรก", [required("กรุณากรอกวัน")])
    days = WholeNumber("กี่วันติดกัน", [required("กรุณากรอกจำนวนวัน")])
    since = ThaiTime("ตั้งแต่กี่โมง", [required("กรุณากรอกเวลาที่เริ่ม")])
    until = ThaiTime("ถึงกี่โมง", [required("กรุณากรอกเวลาที่ออกเวร")])
    user_id = Choice("คนในระบบ", [Optional()])
    name = Text("หรือพิมพ์ชื่อ", [Optional(), length(120)])
    phone = Text("เบอร์ที่ญาติโทรได้", [required("กรุณากรอกเบอร์ที่ญาติโทรได้"), length(20)])

    def __init__(self, people: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user_id.choices = {"": "– เลือกคน –"} | dict(people)

    def to_drafts(self) -> list[DutyDraft]:
        """Return one draft a day; raises RuleViolation ``days`` for no number of days."""
        count = self.days.data
        if not 1 <= count <= MOST_DAYS:
            raise RuleViolation("days", f"ใส่ได้ 1 ถึง {MOST_DAYS} วัน", "days")
        digits = "".join(c for c in arabic_digits(self.phone.data or "") if c not in " -.")
        return [
            DutyDraft(
                self.programme.data,
                self.day.data + timedelta(days=place),
                self.since.data,
                self.until.data,
                UUID(self.user_id.data) if self.user_id.data else None,
                self.name.data or "",
                digits,
            )
            for place in range(count)
        ]


class VersionForm(Form):
    """An act on one row, as it was seen."""

    version = Hidden()
