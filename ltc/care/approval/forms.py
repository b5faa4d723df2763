"""Forms of approval: proposals, members, meetings, decisions, what the nation shows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.approval.models import Proposal, ProposalCase
from ltc.care.approval.terms import (
    AbstainWhy,
    Attending,
    DecisionDraft,
    MemberDraft,
    NationalState,
    Outcome,
    ProposalDraft,
    ProviderKind,
    RoundDraft,
    Signature,
)
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.web.fields import (
    Baht,
    BooleanField,
    Choice,
    CodeChecks,
    Hidden,
    LongText,
    Radio,
    Text,
    ThaiDate,
    WholeNumber,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import Form

CAME, ABSENT = "came", "absent"


def id_of(text: str | None, field: str) -> UUID:
    """Return an id that a form sent; RuleViolation ``not_chosen`` for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        raise RuleViolation("not_chosen", "กรุณาเลือกจากรายการ", field) from None


class ProposalForm(Form):
    """The head of a proposal, as the first part of the official form has it."""

    provider = Choice("ผู้เสนอ", [required("กรุณาเลือกผู้เสนอ")])
    fiscal_year = WholeNumber("ปีงบประมาณ", [required()])
    from_on = ThaiDate("เริ่มวันที่", [required()])
    until_on = ThaiDate("ถึงก่อนวันที่", [required()])
    document_no = Text("เลขที่เอกสาร", [Optional(), length(80)])
    letter_no = Text("เลขที่หนังสือนำส่ง", [Optional(), length(80)])
    letter_on = ThaiDate("ลงวันที่", [Optional()])
    proposer_name = Text("ชื่อผู้เสนอ", [Optional(), length(120)])
    proposer_position = Text("ตำแหน่งผู้เสนอ", [Optional(), length(160)])
    version = Hidden()

    def __init__(self, providers: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provider.choices = dict(providers)

    def to_draft(self) -> ProposalDraft:
        """Return what was typed; RuleViolation ``not_chosen``."""
        return ProposalDraft(
            provider_id=id_of(self.provider.data, "provider"), fiscal_year=self.fiscal_year.data,
            from_on=self.from_on.data, until_on=self.until_on.data,
            document_no=self.document_no.data or "", letter_no=self.letter_no.data or "",
            letter_on=self.letter_on.data, proposer_name=self.proposer_name.data or "",
            proposer_position=self.proposer_position.data or "",
        )  # fmt: skip


class NewProposalForm(ProposalForm):
    """The head, and whose plans go into it."""

    plans = CodeChecks("แผนของใครบ้าง", [required("กรุณาเลือกอย่างน้อยหนึ่งคน")])

    def __init__(
        self, providers: Mapping[str, str], plans: Mapping[str, str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(providers, *args, **kwargs)
        self.plans.choices = dict(plans)

    def chosen(self) -> list[UUID]:
        """Return the plans that were ticked."""
        return [id_of(code, "plans") for code in self.plans.data or ()]


def amounts_form(rows: Sequence[tuple[ProposalCase, str]]) -> type[ProposalForm]:
    """Return the form of a proposal with an amount for each of its cases, and a tick to drop it."""
    fields: dict[str, Any] = {}
    for row, name in rows:
        fields[f"amount-{row.id}"] = Baht(f"ขอให้ {name}", [required("กรุณาใส่จำนวนเงิน")])
        fields[f"out-{row.id}"] = BooleanField("เอาออก")
    return type("AmountsForm", (ProposalForm,), fields)


def proposal_values(proposal: Proposal, rows: Sequence[ProposalCase]) -> dict[str, Any]:
    """Return a stored proposal as values of its form."""
    return {
        **proposal.model_dump(),
        "provider": str(proposal.provider_id),
        "version": str(proposal.version),
        **{f"amount-{row.id}": row.requested_satang for row in rows},
    }


def typed_amounts(form: ProposalForm, rows: Sequence[ProposalCase]) -> dict[UUID, int | None]:
    """Return what was typed for each case."""
    return {row.id: form[f"amount-{row.id}"].data for row in rows}


def left_out(form: ProposalForm, rows: Sequence[ProposalCase]) -> list[UUID]:
    """Return the cases that were ticked to be left out."""
    return [row.id for row in rows if form[f"out-{row.id}"].data]


class ProviderForm(Form):
    """Who may propose."""

    name_th = Text("ชื่อ", [required(), length(160)])
    kind = Radio("ประเภท", [required("กรุณาเลือกประเภท")], choices=choices(ProviderKind))


class MemberForm(Form):
    """A member as the order of appointment says."""

    name_th = Text("ชื่อ-สกุล", [required(), length(120)])
    position = Text("ตำแหน่งหรือผู้แทนของ", [required(), length(160)])
    order_no = Text("เลขที่คำสั่งแต่งตั้ง", [required(), length(80)])
    appointed_from = ThaiDate("เป็นกรรมการตั้งแต่", [required()])
    appointed_until = ThaiDate("พ้นตำแหน่งวันที่", [Optional()])
    is_chair = BooleanField("เป็นประธาน")
    user_id = Choice("มีชื่อในระบบนี้ด้วย", [Optional()])

    def __init__(self, people: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user_id.choices = {"": "ไม่มี"} | dict(people)

    def to_draft(self) -> MemberDraft:
        """Return what was typed."""
        return MemberDraft(
            name_th=self.name_th.data, position=self.position.data, order_no=self.order_no.data,
            appointed_from=self.appointed_from.data, appointed_until=self.appointed_until.data,
            is_chair=bool(self.is_chair.data),
            user_id=id_of(self.user_id.data, "user_id") if self.user_id.data else None,
        )  # fmt: skip


class EndForm(Form):
    """From which day somebody is no member any more."""

    until = ThaiDate("พ้นตำแหน่งวันที่", [required()])
    version = Hidden()


class RoundForm(Form):
    """A meeting as it is planned."""

    number = WholeNumber("ครั้งที่", [required()])
    year = WholeNumber("ปี พ.ศ.", [required()])
    held_on = ThaiDate("วันประชุม", [required()])
    place = Text("สถานที่", [Optional(), length(160)])

    def to_draft(self) -> RoundDraft:
        """Return what was typed."""
        return RoundDraft(
            self.number.data, self.year.data, self.held_on.data, self.place.data or ""
        )


class AttendanceForm(Form):
    """Who presides; ``attendance_form`` adds two fields for each member."""

    chair = Choice("ประธานในที่ประชุม", [required("กรุณาเลือกประธานในที่ประชุม")])
    version = Hidden()

    def told(self, member_ids: Sequence[UUID]) -> list[Attending]:
        """Return who came and who did not."""
        return [
            Attending(
                one, self[f"came-{one}"].data == CAME, self[f"reason-{one}"].data or ""
            )
            for one in member_ids
        ]  # fmt: skip


def attendance_form(members: Mapping[UUID, str], **values: Any) -> AttendanceForm:
    """Return the form of who came, with a row for each member in office."""
    fields: dict[str, Any] = {}
    for one, name in members.items():
        said = {CAME: "มา", ABSENT: "ไม่มา"}
        fields[f"came-{one}"] = Radio(name, [required("กรุณาเลือกว่ามาหรือไม่มา")], choices=said)
        fields[f"reason-{one}"] = Text(f"เหตุที่ {name} ไม่มา", [Optional(), length(200)])
    form: AttendanceForm = type("AttendanceOfRound", (AttendanceForm,), fields)(data=values)
    form.chair.choices = {"": "– เลือกคน –"} | {str(one): name for one, name in members.items()}
    return form


class CloseForm(Form):
    """The chair's signature, and the numbers of the papers."""

    minutes_no = Text("เลขที่รายงานการประชุม", [Optional(), length(80)])
    letter_no = Text("เลขที่หนังสือแจ้งมติ", [Optional(), length(80)])
    letter_on = ThaiDate("ลงวันที่", [Optional()])
    signed_by = Text("ประธานลงนาม (พิมพ์ชื่อ-สกุล)", [required("กรุณาพิมพ์ชื่อประธาน"), length(120)])
    version = Hidden()

    def to_signature(self) -> Signature:
        """Return what was typed."""
        return Signature(
            self.signed_by.data, self.minutes_no.data or "", self.letter_no.data or "",
            self.letter_on.data,
        )  # fmt: skip


class DecisionForm(Form):
    """What the meeting decided on one plan."""

    outcome = Radio("มติ", [required("กรุณาเลือกมติ")], choices=choices(Outcome))
    ltc_satang = Baht("บัญชีการดูแลระยะยาว", [Optional()])
    local_satang = Baht("บัญชีกองทุนท้องถิ่น", [Optional()])
    reason = LongText("เหตุผล", [Optional(), length(400)])

    def to_draft(self) -> DecisionDraft:
        """Return what was typed; an amount left out is nothing."""
        return DecisionDraft(
            self.outcome.data, self.ltc_satang.data or 0, self.local_satang.data or 0,
            self.reason.data or "",
        )  # fmt: skip


class AbstainForm(Form):
    """Who takes no part in this case, and why."""

    member = Radio("กรรมการ", [required("กรุณาเลือกกรรมการ")])
    why = Choice("เพราะ", [required("กรุณาเลือกเหตุ")], choices=choices(AbstainWhy, "– เลือก –"))
    words = Text("เขียนเพิ่ม", [Optional(), length(200)])

    def __init__(self, members: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member.choices = dict(members)


class BecauseForm(Form):
    """Why something that was recorded does not hold."""

    because = Text("ผิดอะไร", [required("กรุณาเขียนว่าผิดอะไร"), length(300)])


class WhyForm(Form):
    """What was changed a little, and why."""

    why = LongText("แก้อะไร เพราะอะไร", [required("กรุณาเขียนว่าแก้อะไรและเพราะอะไร"), length(300)])


class SightingForm(Form):
    """What the national program shows of one case."""

    state = Radio("ในโปรแกรมของ สปสช. เห็นว่า", [required("กรุณาเลือกสถานะที่เห็น")],
                  choices=choices(NationalState))  # fmt: skip
    fiscal_year = WholeNumber("ปีงบประมาณ", [required()])
    seen_on = ThaiDate("ดูเมื่อวันที่", [required()])
    reference = Text("อ้างอิง เช่น หน้าจอ เลขที่", [Optional(), length(80)])


def period(year_first: date, today: date, year_after: date) -> dict[str, date]:
    """Return the days a new proposal begins with: what is left of the fiscal year."""
    return {"from_on": max(year_first, today), "until_on": year_after}
