"""Forms of the duty roster: putting somebody on call, taking them off."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.duties.terms import DutyDraft, Programme
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
