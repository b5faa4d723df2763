"""Forms of a cover: who is away until when; who goes instead; back again."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.rota.queries.people import Colleague
from ltc.care.rota.terms import AbsenceKind
from ltc.care.workforce.terms import Standing
from ltc.foundation.accounts.queries import role_word
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.web.fields import Choice, Hidden, Radio, Text, ThaiDate, length, required
from ltc.foundation.web.forms import Form
from ltc.journeys.cover.actions import STAND_IN, field_of
from ltc.journeys.cover.queries import CoverPlan
from ltc.journeys.cover.rules import is_over, may_go
from ltc.journeys.cover.terms import Decision, Offer

NOBODY = "ยังไม่มีคนไป ให้รอไว้ก่อน"


class AskForm(Form):
    """Who is away, from when until when; read from the address, so that it can be opened again."""

    who = Choice("ใครลา", [required("กรุณาเลือกคน")])
    first = ThaiDate("ลาตั้งแต่วันที่", [required("กรุณากรอกวันแรก")])
    last = ThaiDate("ถึงวันที่", [required("กรุณากรอกวันสุดท้าย")])

    def __init__(self, people: Sequence[Colleague], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = {str(one.id): f"{one.name} · {role_word(one.role)}" for one in people}
        self.who.choices = {"": "– เลือกคน –"} | named

    def span(self) -> tuple[UUID, date, date]:
        """Return who, the first day, and the day after the last one."""
        until = self.last.data + timedelta(days=1)
        return UUID(self.who.data), self.first.data, until


class CoverForm(Form):
    """The cover as it will be published; a field for each elder is added by ``cover_form``."""

    kind = Radio(
        "ลาเพราะ", [required("กรุณาเลือกหนึ่งข้อ")],
        choices={str(kind): kind.label_th for kind in AbsenceKind},
    )  # fmt: skip
    note = Text("หมายเหตุ", [Optional(), length(200)])

    def decision(self, plan: CoverPlan) -> Decision:
        """Return what was decided; an elder without a choice stays open."""
        named = {one.need.house.elder_id: field_of(one.need.house.elder_id) for one in plan.offers}
        choices = {
            elder_id: UUID(self._fields[name].data)
            for elder_id, name in named.items()
            if self._fields[name].data
        }
        desk = self._fields.get(STAND_IN)
        chosen = UUID(desk.data) if desk is not None and desk.data else None
        return Decision(self.kind.data, self.note.data or "", choices, chosen)

    def of(self, offer: Offer) -> Any:
        """Return the field in which the stand-in of an offer's elder is chosen."""
        return self._fields[field_of(offer.need.house.elder_id)]

    def reject(self, broken: RuleViolation) -> None:
        """Show a broken rule at its field; dates stand on the page before, so above all here."""
        super().reject(broken)


def cover_form(plan: CoverPlan) -> type[CoverForm]:
    """Return the form of a cover: a field for each elder, or one for a whole desk."""
    people = {str(one.id): one.name for one in plan.candidates}
    fields: dict[str, Any] = {
        field_of(one.need.house.elder_id): Choice(
            f"ใครไปหา {one.need.house.full_name}", [Optional()],
            choices={"": NOBODY} | _able(one, plan),
            default=str(one.candidate.id) if one.candidate else "",
        )
        for one in plan.offers
    }  # fmt: skip
    if plan.who.role != "caregiver":
        fields[STAND_IN] = Choice(
            "ใครรับเรื่องแทน", [required("กรุณาเลือกคนที่รับเรื่องแทน")],
            choices={"": "– เลือกคน –"} | people,
            default=next(iter(people), "") if len(people) == 1 else "",
        )  # fmt: skip
    return cast("type[CoverForm]", type("FilledCoverForm", (CoverForm,), fields))


def _able(offer: Offer, plan: CoverPlan) -> dict[str, str]:
    """Return who may be chosen for an elder, marked when the day is full or nothing is known.

    Family is left out, and who has a certificate that ended by then.
    """
    need = offer.need
    return {
        str(one.id): one.name
        + (" (เวลาเต็มแล้ว)" if is_over(one, need, {}, plan.load.day_minutes) else "")
        + (" (ยังไม่ได้บันทึกใบรับรอง)" if one.training.standing is Standing.NONE else "")
        for one in plan.candidates
        if may_go(one, need, plan.kin)
    }


class BackForm(Form):
    """The colleague is back."""

    version = Hidden()
