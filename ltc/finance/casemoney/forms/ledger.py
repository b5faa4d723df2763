"""Forms of documents: recording one over many cases, taking one back, settling a leftover."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from wtforms.validators import Optional

from ltc.finance.casemoney.rules.limits import AMOUNT
from ltc.finance.casemoney.terms import Outcome, SettleDraft, Share, TransferDraft
from ltc.foundation.web.fields import (
    Baht,
    LongText,
    Radio,
    Text,
    ThaiDate,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import OnceForm


class TransferForm(OnceForm):
    """One document; a subclass has a field for each case that may get a share."""

    reference = Text("เลขที่หนังสือหรือเลขที่โอน", [required("กรุณากรอกเลขที่"), length(80)])
    dated_on = ThaiDate("ลงวันที่", [required("กรุณากรอกวันที่ในเอกสาร")])
    total = Baht("ยอดรวมในเอกสาร", [required("กรุณากรอกยอดรวมในเอกสาร")])
    to_th = Text("จ่ายให้ใคร", [Optional(), length(160)])
    beyond_reason = Text("เกินอัตราต่อคนต่อปีเพราะอะไร", [Optional(), length(300)])
    other_source = Text("ส่วนที่เกินใช้เงินจากไหน", [Optional(), length(300)])

    def shares(self) -> list[Any]:
        """Return the fields of the cases, in the order of the page."""
        return [field for name, field in self._fields.items() if name.startswith(AMOUNT)]

    def to_draft(self, *, hop: str, purse: str, fiscal_year: int) -> TransferDraft:
        """Return what was typed; a case without an amount is not part of the document."""
        shares = [
            Share(UUID(field.name.removeprefix(AMOUNT)), field.data)
            for field in self.shares()
            if field.data
        ]
        return TransferDraft(
            self.operation, hop, purse, fiscal_year, self.reference.data, self.dated_on.data,
            self.total.data, tuple(shares), self.to_th.data or "", self.beyond_reason.data or "",
            self.other_source.data or "",
        )  # fmt: skip


def transfer_form(people: Mapping[str, str]) -> type[TransferForm]:
    """Return the form for some cases: names of fields mapped to whose share it is."""
    fields = {name: Baht(whose, [Optional()]) for name, whose in people.items()}
    return cast(type[TransferForm], type("TransferFormOfCases", (TransferForm,), fields))


class BecauseForm(OnceForm):
    """Taking something back, with a reason."""

    because = LongText("เพราะอะไร", [required("กรุณาเขียนว่าผิดตรงไหน"), length(300)])


class SettleForm(OnceForm):
    """What becomes of a balance."""

    outcome = Radio("ทำอย่างไรกับเงินก้อนนี้", [required("กรุณาเลือกหนึ่งข้อ")], choices=choices(Outcome))
    reference = Text("เลขที่หนังสือ", [required("กรุณากรอกเลขที่หนังสือ"), length(80)])
    dated_on = ThaiDate("ลงวันที่", [required("กรุณากรอกวันที่")])
    because = LongText("เหตุผล", [required("กรุณาเขียนเหตุผล"), length(300)])

    def to_draft(self) -> SettleDraft:
        """Return what was decided."""
        return SettleDraft(
            self.operation, self.outcome.data, self.reference.data, self.dated_on.data,
            self.because.data,
        )  # fmt: skip
