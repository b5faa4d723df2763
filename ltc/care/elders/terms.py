"""The words of the register. Each member's label is what Thai people call it.

Codes: 43-file standard of the Ministry of Public Health where it has one (sex, residence type).
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ltc.foundation.core.words import Word


class Sex(Word):
    """43-file SEX."""

    MALE = "1", "ชาย"
    FEMALE = "2", "หญิง"


class BirthPrecision(Word):
    """How well the birth date is known."""

    DAY = "day", "รู้วันเกิด"
    YEAR = "year", "รู้แต่ปี"
    UNKNOWN = "unknown", "ไม่ทราบ"


class NoIdReason(Word):
    """Why a person has no national ID on record."""

    NOT_SEEN = "not_seen", "ยังไม่เห็นบัตร"
    LOST = "lost", "บัตรหาย จำเลขไม่ได้"
    NO_STATUS = "no_status", "ไม่มีสถานะทางทะเบียน"
    REFUSED = "refused", "ไม่อยากให้เลข"


class HealthScheme(Word):
    """Who pays for health care (สิทธิการรักษา)."""

    UNIVERSAL = "uc", "บัตรทอง (หลักประกันสุขภาพ)"
    CIVIL_SERVANT = "csmbs", "ข้าราชการ"
    SOCIAL_SECURITY = "sss", "ประกันสังคม"
    LOCAL_OFFICER = "lgo", "พนักงานส่วนท้องถิ่น"
    OTHER = "other", "สิทธิอื่น"
    NONE = "none", "ไม่มีสิทธิ"
    UNKNOWN = "unknown", "ไม่ทราบ"


class ResidenceType(Word):
    """43-file TYPEAREA."""

    REGISTERED_HERE = "1", "ชื่ออยู่ในทะเบียนบ้าน และอยู่จริง"
    REGISTERED_AWAY = "2", "ชื่ออยู่ที่นี่ แต่ไปอยู่ที่อื่น"
    LIVES_HERE = "3", "อยู่จริง แต่ชื่ออยู่ที่อื่น"
    OUTSIDE = "4", "อยู่นอกเขต มารับบริการ"
    NO_HOUSE = "5", "อยู่ในเขต ไม่มีชื่อในทะเบียนบ้าน"


class IncomeBand(Word):
    """What the elder has to live on each month, as the family tells it."""

    NONE = "none", "ไม่มีรายได้"
    UNDER_3000 = "under_3000", "ไม่ถึง 3,000 บาท"
    UNDER_10000 = "under_10000", "3,000–10,000 บาท"
    OVER_10000 = "over_10000", "มากกว่า 10,000 บาท"
    UNKNOWN = "unknown", "ไม่ทราบ"


class Allowance(Word):
    """Money that comes from outside the family."""

    OLD_AGE = "old_age", "เบี้ยผู้สูงอายุ"
    DISABILITY = "disability", "เบี้ยความพิการ"
    STATE_CARD = "state_card", "บัตรสวัสดิการแห่งรัฐ"
    AIDS = "aids", "เบี้ยผู้ป่วยเอดส์"
    PENSION = "pension", "บำนาญ"
    OTHER = "other", "เงินช่วยเหลืออื่น"


class CarerSkill(Word):
    """What the main carer has been taught or can do."""

    FEEDING = "feeding", "ป้อนอาหาร"
    TURNING = "turning", "พลิกตัว ป้องกันแผลกดทับ"
    TRANSFER = "transfer", "พยุงลุกนั่ง"
    BATHING = "bathing", "อาบน้ำ เช็ดตัว"
    TUBE = "tube", "ให้อาหารทางสาย"
    CATHETER = "catheter", "ดูแลสายสวน"
    WOUND = "wound", "ทำแผล"
    MEDICINE = "medicine", "จัดยา"
    WARNING_SIGNS = "warning_signs", "รู้อาการที่ต้องโทร 1669"


class TeamRole(Word):
    """A place on the care team."""

    CARE_MANAGER = "care_manager", "ผู้จัดการการดูแล"
    CAREGIVER = "caregiver", "ผู้ดูแลผู้สูงอายุ"
    NURSE = "nurse", "พยาบาล"
    DOCTOR = "doctor", "หมอครอบครัว"
    PHYSIOTHERAPIST = "physiotherapist", "นักกายภาพบำบัด"
    PHARMACIST = "pharmacist", "เภสัชกร"
    NUTRITIONIST = "nutritionist", "นักโภชนาการ"
    DENTIST = "dentist", "ทันตบุคลากร"
    VOLUNTEER = "volunteer", "อสม."
    RELATIVE = "relative", "ญาติ"


@dataclass(frozen=True)
class Prefix:
    """A name prefix with the code of the Department of Provincial Administration."""

    code: str
    text: str
    is_common: bool


@dataclass(frozen=True)
class ElderDraft:
    """What a person fills in about an elder; one shape for forms, imports and the tablet."""

    community_id: UUID
    prefix: str
    given_name: str
    family_name: str
    sex: str
    birth_precision: str
    born_on: date | None
    citizen_id: str | None
    no_citizen_id_reason: str | None
    phone: str
    house_no: str
    lane: str
    landmark: str
    is_not_duplicate: bool = False


@dataclass(frozen=True)
class CircumstancesDraft:
    """How an elder lives, from a day on."""

    valid_from: date
    health_scheme: str
    residence_type: str
    disability_card: bool
    income_band: str
    lives_alone: bool
    main_carer_name: str
    main_carer_relation: str
    allowances: tuple[str, ...] = field(default=())
    carer_skills: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class TeamDraft:
    """A place on the care team: a user of ours, or a relative known by name."""

    team_role: str
    user_id: UUID | None
    name: str
    relation: str
    phone: str
    active_from: date
