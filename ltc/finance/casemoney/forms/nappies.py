"""Forms of nappies: the decision for one person, a delivery."""

from typing import Any

from wtforms.validators import Optional

from ltc.finance.casemoney.terms import DeliveryDraft, NappyDraft, NappyGround, NappyKind
from ltc.foundation.web.fields import (
    Baht,
    LongText,
    Radio,
    Text,
    ThaiDate,
    WholeNumber,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import OnceForm

KINDS = tuple(str(kind) for kind in NappyKind)


class _Pieces(OnceForm):
    """Pieces by kind."""

    diaper = WholeNumber(NappyKind.DIAPER.label_th, [Optional()])
    pad = WholeNumber(NappyKind.PAD.label_th, [Optional()])
    insert = WholeNumber(NappyKind.INSERT.label_th, [Optional()])

    def pieces(self) -> dict[str, int]:
        """Return the pieces of each kind that was filled in."""
        typed: dict[str, Any] = {kind: self._fields[kind].data for kind in KINDS}
        return {kind: count for kind, count in typed.items() if count is not None}


class DecisionForm(_Pieces):
    """Whether somebody gets nappies, and how many pieces a day."""

    granted = Radio("ให้ผ้าอ้อมไหม", [required("กรุณาเลือกหนึ่งข้อ")], choices={"yes": "ให้", "no": "ไม่ให้"})
    ground = Radio("ให้เพราะ", [Optional()], choices=choices(NappyGround))
    indication = Text("ผลประเมินหรือข้อบ่งชี้ ใครบอก", [Optional(), length(300)])
    from_on = ThaiDate("ตั้งแต่", [required("กรุณากรอกวันแรก")])
    until_on = ThaiDate("ถึงก่อนวันที่", [Optional()])
    reason = LongText("เหตุผล", [Optional(), length(300)])

    def to_draft(self) -> NappyDraft:
        """Return what was decided."""
        return NappyDraft(
            self.operation, self.granted.data == "yes", self.ground.data or "",
            self.indication.data or "", self.from_on.data, self.until_on.data, self.pieces(),
            self.reason.data or "",
        )  # fmt: skip


class DeliveryForm(_Pieces):
    """What was brought, at what price, for how many days."""

    delivered_on = ThaiDate("ส่งเมื่อ", [required("กรุณากรอกวันที่ส่ง")])
    for_days = WholeNumber("ใช้ได้กี่วัน", [required("กรุณากรอกจำนวนวัน")])
    diaper_price = Baht("ราคาต่อชิ้น", [Optional()])
    pad_price = Baht("ราคาต่อชิ้น", [Optional()])
    insert_price = Baht("ราคาต่อชิ้น", [Optional()])
    reference = Text("เลขที่ใบส่งของ", [Optional(), length(80)])
    reason = LongText("เหตุผล", [Optional(), length(300)])

    def to_draft(self) -> DeliveryDraft:
        """Return what was typed."""
        prices: dict[str, Any] = {kind: self._fields[f"{kind}_price"].data for kind in KINDS}
        return DeliveryDraft(
            self.operation, self.delivered_on.data, self.for_days.data, self.pieces(),
            {kind: price for kind, price in prices.items() if price is not None},
            self.reference.data or "", self.reason.data or "",
        )  # fmt: skip
