"""Forms of pay: how somebody is paid, acts on a statement, its payment."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from ltc.finance.casemoney.terms import RegimeDraft
from ltc.foundation.web.fields import (
    Baht,
    Hidden,
    LongText,
    Radio,
    Text,
    ThaiDate,
    length,
    required,
)
from ltc.foundation.web.forms import Form


class RegimeForm(Form):
    """How somebody is paid from a month on."""

    regime = Radio("วิธีจ่าย", [required("กรุณาเลือกหนึ่งข้อ")])
    amount = Baht("จำนวนเงินตามคำสั่ง", [Optional()])
    holiday_amount = Baht("วันหยุด", [Optional()])
    order_no = Text("เลขที่คำสั่งหรือประกาศอัตรา", [Optional(), length(80)])
    valid_from = ThaiDate("ตั้งแต่วันที่ 1 ของเดือน", [required("กรุณากรอกวันที่เริ่ม")])

    def __init__(self, regimes: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regime.choices = dict(regimes)

    def to_draft(self, person_id: UUID) -> RegimeDraft:
        """Return what was typed about a person."""
        return RegimeDraft(
            person_id, self.regime.data, self.amount.data, self.holiday_amount.data,
            self.order_no.data or "", self.valid_from.data,
        )  # fmt: skip


class VersionForm(Form):
    """An act on a statement, as it was seen."""

    version = Hidden()


class TakeBackForm(VersionForm):
    """A statement is taken back before it is paid."""

    because = LongText("ดึงกลับเพราะอะไร", [required("กรุณาเขียนว่าดึงกลับเพราะอะไร"), length(300)])


class PaymentForm(VersionForm):
    """A statement with four signatures was paid."""

    reference = Text("เลขที่ใบสำคัญจ่ายหรือเลขที่โอน", [required("กรุณากรอกเลขที่"), length(80)])
    paid_on = ThaiDate("จ่ายเมื่อ", [required("กรุณากรอกวันที่จ่าย")])
