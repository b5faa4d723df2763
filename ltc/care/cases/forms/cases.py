"""Forms of a case: opening, ground, group, closing."""

from typing import Any

from wtforms.validators import DataRequired, Optional

from ltc.care.cases.models import Case
from ltc.care.cases.rules.dated_rules import Criterion
from ltc.care.cases.terms import (
    CaseDraft,
    CloseReason,
    EligibilityReason,
    GivenHow,
    GroundDraft,
    GroundKind,
    GroundScope,
    GroupCode,
)
from ltc.foundation.web.fields import (
    BooleanField,
    Checks,
    Hidden,
    LongText,
    Radio,
    Text,
    ThaiDate,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import Form


class OpenForm(Form):
    """Take somebody into care; a score of ADL is not claimed but read from the assessment."""

    opened_on = ThaiDate("รับเข้าการดูแลตั้งแต่วันที่", [required()])
    reasons = Checks("เหตุผลอื่นนอกจากคะแนน ADL")
    note = LongText("หมายเหตุ", [Optional(), length(600)])
    takes_charge = BooleanField("ฉันเป็นผู้จัดการการดูแลของคนนี้")

    def __init__(self, criteria: tuple[Criterion, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        claimable = [one.reason for one in criteria if one.reason is not EligibilityReason.ADL]
        self.reasons.choices = {str(reason): reason.label_th for reason in claimable}

    def to_draft(self) -> CaseDraft:
        """Return what was typed."""
        return CaseDraft(
            self.opened_on.data, tuple(self.reasons.data or ()), self.note.data or "",
            takes_charge="takes_charge" in self and self.takes_charge.data,
        )  # fmt: skip


class GroundForm(Form):
    """On what ground the data is used; the last four fields are for consent."""

    kind = Radio("ใช้ข้อมูลได้เพราะอะไร", [required("กรุณาเลือกหนึ่งข้อ")], choices=choices(GroundKind))
    scope = Checks(
        "ใช้ข้อมูลทำอะไรได้บ้าง", [DataRequired("กรุณาเลือกอย่างน้อยหนึ่งข้อ")], choices=choices(GroundScope)
    )
    given_on = ThaiDate("ตั้งแต่วันที่", [required()])
    given_by = Text("ใครให้ความยินยอม", [Optional(), length(120)])
    relation = Text("เป็นอะไรกับผู้สูงอายุ", [Optional(), length(60)])
    how = Radio("ให้ความยินยอมแบบไหน", [Optional()], choices=choices(GivenHow))
    witness = Text("พยาน", [Optional(), length(120)])

    def to_draft(self) -> GroundDraft:
        """Return what was typed."""
        return GroundDraft(
            kind=self.kind.data,
            scope=tuple(self.scope.data or ()),
            given_on=self.given_on.data,
            given_by=self.given_by.data or "",
            relation=self.relation.data or "",
            how=self.how.data or "",
            witness=self.witness.data or "",
        )


class WithdrawForm(Form):
    """End a ground."""

    withdrawn_on = ThaiDate("เลิกใช้ตั้งแต่วันที่", [required()])
    because = Text("เพราะอะไร", [required("กรุณาบอกเหตุผลสั้น ๆ"), length(300)])


class GroupForm(Form):
    """Set the group by hand, or follow the scores again."""

    group = Radio(
        "กลุ่ม", [Optional()], choices={"": "ตามผลประเมิน", **choices(GroupCode)}, default=""
    )
    reason = LongText("ถ้ากำหนดเอง เพราะอะไร", [Optional(), length(300)])
    version = Hidden()


def group_values(case: Case) -> dict[str, Any]:
    """Return the stored group as values of the form."""
    return {
        "group": case.group_override or "",
        "reason": case.group_override_reason,
        "version": str(case.version),
    }


class CloseForm(Form):
    """End the care."""

    reason = Radio("ปิดการดูแลเพราะอะไร", [required("กรุณาเลือกเหตุผล")], choices=choices(CloseReason))
    closed_on = ThaiDate("ปิดตั้งแต่วันที่", [required()])
    note = LongText("หมายเหตุ", [Optional(), length(600)])
    version = Hidden()


def close_values(case: Case, mine: CloseForm) -> dict[str, Any]:
    """Return what stands now as values of the form; where nothing stands, what was typed."""
    return {
        "reason": case.close_reason or mine.reason.data,
        "closed_on": case.closed_on or mine.closed_on.data,
        "note": case.close_note or mine.note.data,
    }
