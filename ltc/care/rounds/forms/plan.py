"""Forms for planning a round, for volunteers and their houses, and for "no case for now"."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.rounds.forms import id_of
from ltc.care.rounds.models import ScreeningRound, Volunteer
from ltc.care.rounds.queries.reference import get_domains
from ltc.care.rounds.terms import NotNow, RoundDraft, VolunteerDraft
from ltc.foundation.i18n.text import arabic_digits
from ltc.foundation.web.fields import (
    Checks,
    Choice,
    Hidden,
    Radio,
    Text,
    ThaiDate,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import Form


class RoundForm(Form):
    """A round: its name, its days, its domains."""

    name = Text("ชื่อรอบ", [required("กรุณาตั้งชื่อรอบ"), length(120)])
    starts_on = ThaiDate("วันแรก", [required("กรุณากรอกวันแรก")])
    ends_on = ThaiDate("วันสุดท้าย", [required("กรุณากรอกวันสุดท้าย")])
    domains = Checks("ด้านที่ตรวจ", [required("กรุณาเลือกอย่างน้อยหนึ่งด้าน")])
    version = Hidden()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.domains.choices = {one.code: one.label_th for one in get_domains().domains}

    def to_draft(self) -> RoundDraft:
        """Return what was filled in."""
        return RoundDraft(
            name=self.name.data, starts_on=self.starts_on.data, ends_on=self.ends_on.data,
            domains=tuple(self.domains.data or ()),
        )  # fmt: skip


def round_values(screening: ScreeningRound) -> dict[str, Any]:
    """Return a stored round as values of the form."""
    return {
        "name": screening.name, "starts_on": screening.starts_on, "ends_on": screening.ends_on,
        "domains": list(screening.instruments), "version": str(screening.version),
    }  # fmt: skip


class VolunteerForm(Form):
    """A volunteer of a community."""

    name = Text("ชื่อและนามสกุล", [required("กรุณากรอกชื่อ"), length(120)])
    phone = Text("เบอร์โทร", [Optional(), length(20)])
    community = Choice("ชุมชน", [required("กรุณาเลือกชุมชน")])
    version = Hidden()

    def __init__(self, communities: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community.choices = {"": "– เลือกชุมชน –", **communities}

    def to_draft(self) -> VolunteerDraft:
        """Return what was filled in; the telephone in plain digits."""
        phone = arabic_digits(self.phone.data or "")
        return VolunteerDraft(
            community_id=id_of(self.community.data, "community"), name=self.name.data,
            phone="".join(c for c in phone if c not in " -."),
        )  # fmt: skip


def volunteer_values(volunteer: Volunteer) -> dict[str, Any]:
    """Return a stored volunteer as values of the form."""
    return {
        "name": volunteer.name, "phone": volunteer.phone,
        "community": str(volunteer.community_id), "version": str(volunteer.version),
    }  # fmt: skip


class EndForm(Form):
    """Let a volunteer go; only the version travels."""

    version = Hidden()


class HousesForm(Form):
    """Whole lanes, single houses, and whether houses of others change hands too."""

    lanes = Checks("ทั้งซอย", [Optional()])
    houses = Checks("เลือกทีละบ้าน", [Optional()])
    only_free = Radio(
        "บ้านที่มี อสม. คนอื่นดูแลอยู่แล้ว",
        [required("กรุณาเลือก")],
        choices={"yes": "ไม่ย้าย ให้เฉพาะบ้านที่ยังไม่มีใคร", "no": "ย้ายมาให้คนนี้ด้วย"},
    )

    def __init__(
        self, lanes: Mapping[str, str], houses: Mapping[str, str], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lanes.choices = dict(lanes)
        self.houses.choices = dict(houses)

    def chosen_lanes(self) -> set[str]:
        """Return the lanes as the register writes them; "-" stands for houses without one."""
        return {"" if lane == NO_LANE else lane for lane in self.lanes.data or ()}

    def chosen_houses(self) -> set[UUID]:
        """Return the houses that were ticked one by one."""
        return {id_of(house, "houses") for house in self.houses.data or ()}


NO_LANE = "-"


class NotNowForm(Form):
    """Why a low score opens no case for now."""

    reason = Radio("เพราะอะไร", [required("กรุณาเลือกเหตุผล")], choices=choices(NotNow))
    note = Text("อธิบายสั้น ๆ", [Optional(), length(300)])
