"""Forms of the register and of care teams."""

from datetime import date
from typing import Any
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.elders.models import CareTeamMember, Circumstances, Elder, Household
from ltc.care.elders.queries.register import list_prefixes
from ltc.care.elders.terms import (
    Allowance,
    BirthPrecision,
    CarerSkill,
    CircumstancesDraft,
    ElderDraft,
    HealthScheme,
    IncomeBand,
    NoIdReason,
    ResidenceType,
    Sex,
    TeamDraft,
    TeamRole,
)
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.words import Word
from ltc.foundation.i18n import dates
from ltc.foundation.i18n.text import arabic_digits
from ltc.foundation.web.fields import (
    BooleanField,
    Checks,
    Choice,
    Hidden,
    Radio,
    Text,
    ThaiDate,
    length,
    required,
)
from ltc.foundation.web.forms import Form


def choices(words: type[Word], empty: str | None = None) -> dict[str, str]:
    """Return the members of a vocabulary as form choices, after an optional empty one."""
    first = {} if empty is None else {"": empty}
    return first | {str(word): word.label_th for word in words}


class Year(ThaiDate):
    """A year typed in the Buddhist era; its value is the first of January."""

    def read(self, typed: str) -> date:
        return date(dates.parse_year(typed), 1, 1)

    def show(self, value: date) -> str:
        return str(value.year + dates.BUDDHIST_ERA)


class ElderForm(Form):
    """The register's page of one person."""

    prefix = Choice("คำนำหน้า", [required("กรุณาเลือกคำนำหน้า")])
    given_name = Text("ชื่อ", [required("กรุณากรอกชื่อ"), length(80)])
    family_name = Text("นามสกุล", [Optional(), length(80)])
    sex = Radio("เพศ", [required("กรุณาเลือกเพศ")], choices=choices(Sex))
    birth_precision = Radio(
        "วันเกิด", [required("กรุณาเลือกว่ารู้วันเกิดแค่ไหน")], choices=choices(BirthPrecision)
    )
    born_on = ThaiDate("วัน เดือน ปีเกิด")
    birth_year = Year("ปีเกิด พ.ศ.")
    citizen_id = Text("เลขประจำตัวประชาชน", [Optional(), length(40)])
    no_citizen_id_reason = Choice(
        "ถ้าไม่มีเลข เพราะอะไร", [Optional()], choices=choices(NoIdReason, "– มีเลขแล้ว –")
    )
    phone = Text("เบอร์โทร", [Optional(), length(20)])
    community = Choice("ชุมชน", [required("กรุณาเลือกชุมชน")])
    house_no = Text("บ้านเลขที่", [required("กรุณากรอกบ้านเลขที่"), length(30)])
    lane = Text("ซอย ถนน", [Optional(), length(120)])
    landmark = Text("จุดสังเกต", [Optional(), length(300)])
    is_not_duplicate = BooleanField("ตรวจแล้ว เป็นคนละคนกับรายชื่อข้างบน")
    version = Hidden()

    def __init__(self, communities: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prefixes = {prefix.text: prefix.text for prefix in list_prefixes()}
        self.prefix.choices = {"": "– เลือก –"} | prefixes
        self.community.choices = {"": "– เลือกชุมชน –"} | communities

    def to_draft(self, citizen_id_now: str | None = None) -> ElderDraft:
        """Return what was typed; an empty ID keeps ``citizen_id_now`` unless there is a reason."""
        by_precision = {"day": self.born_on.data, "year": self.birth_year.data}
        typed_id = self.citizen_id.data or None
        if typed_id is None and not self.no_citizen_id_reason.data:
            typed_id = citizen_id_now
        return ElderDraft(
            community_id=UUID(self.community.data),
            prefix=self.prefix.data,
            given_name=self.given_name.data,
            family_name=self.family_name.data or "",
            sex=self.sex.data,
            birth_precision=self.birth_precision.data,
            born_on=by_precision.get(self.birth_precision.data),
            citizen_id=typed_id,
            no_citizen_id_reason=self.no_citizen_id_reason.data or None,
            phone="".join(c for c in arabic_digits(self.phone.data or "") if c not in " -."),
            house_no=arabic_digits(self.house_no.data),
            lane=self.lane.data or "",
            landmark=self.landmark.data or "",
            is_not_duplicate=self.is_not_duplicate.data,
        )


def elder_values(elder: Elder, household: Household) -> dict[str, Any]:
    """Return a stored person as values of the form; the national ID is never filled in."""
    return {
        "prefix": elder.prefix,
        "given_name": elder.given_name,
        "family_name": elder.family_name,
        "sex": elder.sex,
        "birth_precision": elder.birth_precision,
        "born_on": elder.born_on if elder.birth_precision == BirthPrecision.DAY else None,
        "birth_year": elder.born_on if elder.birth_precision == BirthPrecision.YEAR else None,
        "no_citizen_id_reason": elder.no_citizen_id_reason or "",
        "phone": elder.phone,
        "community": str(elder.community_id),
        "house_no": household.house_no,
        "lane": household.lane,
        "landmark": household.landmark,
        "version": str(elder.version),
    }


class CircumstancesForm(Form):
    """How an elder lives, from a day on."""

    valid_from = ThaiDate("ตั้งแต่วันที่", [required()])
    health_scheme = Radio("สิทธิการรักษา", [required()], choices=choices(HealthScheme))
    residence_type = Radio("การอยู่อาศัย", [required()], choices=choices(ResidenceType))
    disability_card = BooleanField("มีบัตรประจำตัวคนพิการ")
    income_band = Radio("รายได้ต่อเดือน", [required()], choices=choices(IncomeBand))
    allowances = Checks("เงินที่ได้รับ", choices=choices(Allowance))
    lives_alone = BooleanField("อยู่คนเดียว")
    main_carer_name = Text("ใครดูแลเป็นหลัก", [Optional(), length(120)])
    main_carer_relation = Text("เป็นอะไรกัน", [Optional(), length(60)])
    carer_skills = Checks("ผู้ดูแลหลักทำอะไรเป็นแล้ว", choices=choices(CarerSkill))

    def to_draft(self) -> CircumstancesDraft:
        """Return what was typed."""
        return CircumstancesDraft(
            valid_from=self.valid_from.data,
            health_scheme=self.health_scheme.data,
            residence_type=self.residence_type.data,
            disability_card=self.disability_card.data,
            income_band=self.income_band.data,
            lives_alone=self.lives_alone.data,
            main_carer_name=self.main_carer_name.data or "",
            main_carer_relation=self.main_carer_relation.data or "",
            allowances=tuple(self.allowances.data or ()),
            carer_skills=tuple(self.carer_skills.data or ()),
        )


def circumstances_values(row: Circumstances | None, *, today: date) -> dict[str, Any]:
    """Return stored circumstances as values of the form, from today on."""
    values = {} if row is None else row.model_dump()
    return {**values, "valid_from": today}


class TeamForm(Form):
    """Name somebody to the care team."""

    team_role = Choice("ทำหน้าที่", [required("กรุณาเลือกหน้าที่")], choices=choices(TeamRole, "– เลือก –"))
    user_id = Choice("คนในระบบ", [Optional()])
    name = Text("หรือพิมพ์ชื่อ (ญาติ อสม.)", [Optional(), length(120)])
    relation = Text("เป็นอะไรกับผู้สูงอายุ", [Optional(), length(60)])
    phone = Text("เบอร์โทร", [Optional(), length(20)])
    active_from = ThaiDate("ตั้งแต่วันที่", [required()])

    def to_draft(self) -> TeamDraft:
        """Return what was typed."""
        try:
            user_id = UUID(self.user_id.data) if self.user_id.data else None
        except ValueError as unreadable:
            raise RuleViolation("user_unknown", "กรุณาเลือกจากรายชื่อ", "user_id") from unreadable
        return TeamDraft(
            team_role=self.team_role.data,
            user_id=user_id,
            name=self.name.data or "",
            relation=self.relation.data or "",
            phone=self.phone.data or "",
            active_from=self.active_from.data,
        )


class LeaveForm(Form):
    """End a place on the care team."""

    until = ThaiDate("ออกตั้งแต่วันที่", [required()])
    because = Text("เพราะอะไร", [required("กรุณาบอกเหตุผลสั้น ๆ"), length(200)])
    version = Hidden()


def leave_values(member: CareTeamMember, mine: LeaveForm) -> dict[str, Any]:
    """Return what stands now as values of the form; where nothing stands, what was typed."""
    return {
        "until": member.active_until or mine.until.data,
        "because": member.ended_because or mine.because.data,
    }
