"""The words of cases and plans; codes are stored, labels are what people read."""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from ltc.foundation.core.words import Word

Member = TypeVar("Member", bound=Word)


def member(kind: type[Member], code: str) -> Member:
    """Return the word with a stored code; raises KeyError for a code that was never stored."""
    try:
        return kind(code)
    except ValueError as unknown:
        raise KeyError(code) from unknown


class CloseReason(Word):
    """Why a case ended. No official code list was found (thai-ltc.md 5.8)."""

    DIED = "died", "เสียชีวิต"
    MOVED = "moved", "ย้ายออกนอกเขต"
    RECOVERED = "recovered", "ดีขึ้นจนช่วยตัวเองได้"
    REFUSED = "refused", "ไม่ต้องการรับการดูแล"
    LOST = "lost", "ติดต่อไม่ได้"


class EligibilityReason(Word):
    """Why somebody belongs in long-term care; a case may have several."""

    ADL = "adl", "คะแนน ADL อยู่ในเกณฑ์"
    DEMENTIA = "dementia", "สมองเสื่อมระดับปานกลางขึ้นไป"
    PALLIATIVE = "palliative", "ระยะประคับประคองหรือระยะสุดท้าย"


class GroundKind(Word):
    """On what ground health data is used (PDPA sections 24 and 26; thai-ltc.md section 10)."""

    HEALTH_CARE = "health_care", "กฎหมายให้บริการสุขภาพและสังคม (มาตรา 26 (5)(ก))"
    PUBLIC_TASK = "public_task", "หน้าที่ของเทศบาลตามกฎหมาย (มาตรา 24 (4))"
    CONSENT = "consent", "ความยินยอมโดยชัดแจ้ง"
    VITAL = "vital", "อันตรายต่อชีวิต และเจ้าตัวให้ความยินยอมไม่ได้"


class GroundScope(Word):
    """What a ground covers."""

    CARE = "care", "ประเมิน วางแผน และดูแลที่บ้าน"
    TEAM = "team", "ให้ทีมหมอครอบครัวและโรงพยาบาลเห็นข้อมูล"
    FAMILY = "family", "ให้ญาติที่ระบุไว้เห็นข้อมูล"
    REPORT = "report", "ส่งข้อมูลให้หน่วยงานของรัฐตามแบบที่กำหนด"
    PHOTO = "photo", "ถ่ายรูปเพื่อการดูแล เช่น แผล"


class GivenHow(Word):
    """How consent was given."""

    SIGNATURE = "signature", "ลงลายมือชื่อ"
    THUMB_PRINT = "thumb_print", "พิมพ์ลายนิ้วมือ"
    SPOKEN = "spoken", "พูดต่อหน้าพยาน"


class GroupCode(Word):
    """The group a care manager may set by hand; 1 to 4 are the groups of the proposal form."""

    NONE = "0", "ไม่อยู่ในภาวะพึ่งพิง"
    HOME_1 = "1", "กลุ่ม 1 ติดบ้าน ไม่สับสน"
    HOME_2 = "2", "กลุ่ม 2 ติดบ้าน มีภาวะสับสน"
    BED_1 = "3", "กลุ่ม 3 ติดเตียง"
    BED_2 = "4", "กลุ่ม 4 ติดเตียง เจ็บป่วยรุนแรงหรือระยะสุดท้าย"


class PlanStatus(Word):
    """The life of one version of a plan; whether it was approved stands beside it."""

    DRAFT = "draft", "ร่าง"
    ACTIVE = "active", "ใช้งานอยู่"
    SUPERSEDED = "superseded", "มีแผนใหม่แทนแล้ว"
    ENDED = "ended", "สิ้นสุดแล้ว"


class ProblemSource(Word):
    """Who brought a problem up."""

    ASSESSMENT = "assessment", "จากผลประเมิน"
    ELDER = "elder", "ผู้สูงอายุบอก"
    FAMILY = "family", "ครอบครัวบอก"
    TEAM = "team", "ทีมดูแลพบ"


class Per(Word):
    """The stretch of time in which a service is given so many times."""

    DAY = "day", "ต่อวัน"
    WEEK = "week", "ต่อสัปดาห์"
    MONTH = "month", "ต่อเดือน"
    YEAR = "year", "ต่อปี"
    ONCE = "once", "ครั้งเดียวตลอดแผน"


class Benefit(Word):
    """The four kinds of the benefit package (thai-ltc.md section 3), and what lies outside it."""

    ASSESSMENT = "assessment", "ประเมินและวางแผน"
    HEALTH = "health", "บริการสาธารณสุขที่บ้าน"
    PERSONAL_CARE = "personal_care", "ดูแลกิจวัตรประจำวัน"
    AIDS = "aids", "อุปกรณ์และเครื่องช่วย"
    SOCIAL = "social", "สังคม นอกสิทธิประโยชน์"


class CaseState(Word):
    """Where a person stands in the national order (thai-ltc.md section 12).

    The transfer of money is no state here: it is counted where money is.
    """

    NOT_ASSESSED = "not_assessed", "ยังไม่ได้ประเมิน"
    SCREENED = "screened", "คัดกรองแล้ว"
    ASSESSED = "assessed", "ประเมินแล้วบางส่วน"
    NOT_ELIGIBLE = "not_eligible", "ประเมินแล้ว ไม่เข้าเกณฑ์"
    ELIGIBLE = "eligible", "เข้าเกณฑ์"
    PLAN_DRAFTED = "plan_drafted", "มีร่างแผนการดูแล"
    CONSENTED = "consented", "มีร่างแผน และมีความยินยอมหรือฐานกฎหมายแล้ว"
    AGREED = "agreed", "ทุกฝ่ายตกลงแผนแล้ว"
    PROPOSED = "proposed", "เสนอคณะอนุกรรมการแล้ว"
    IN_SERVICE = "in_service", "กำลังให้บริการ แผนยังไม่อนุมัติ"
    APPROVED = "approved", "กำลังให้บริการ แผนอนุมัติแล้ว"
    CLOSED = "closed", "ปิดการดูแลแล้ว"


@dataclass(frozen=True)
class ServiceKind:
    """One line of the service catalogue (seeds/reference/services.toml).

    ``doers`` are codes of elders' TeamRole, the usual one first. ``starts`` are the usual times of
    a day in minutes from midnight, ``minutes`` how long it usually takes. ``refers`` suggests who
    gives it, where that is somebody outside the team.
    """

    code: str
    label_th: str
    doers: tuple[str, ...]
    benefit: Benefit
    source: str
    confidence: str
    starts: tuple[int, ...] = (540,)
    minutes: int = 30
    refers: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseDraft:
    """What is said when a case is opened; ``takes_charge``: by the elder's new care manager."""

    opened_on: date
    reasons: tuple[str, ...]
    note: str
    takes_charge: bool = False


@dataclass(frozen=True)
class GroundDraft:
    """A legal ground as written down; the four last fields belong to consent."""

    kind: str
    scope: tuple[str, ...]
    given_on: date
    given_by: str = ""
    relation: str = ""
    how: str = ""
    witness: str = ""


@dataclass(frozen=True)
class ProblemLine:
    """A problem with the goal that answers it, or the reason why there is none.

    ``line_id`` names the line through all changes; None: a new one. It is no part of what it says.
    """

    text: str
    source: str
    goal: str = ""
    target_on: date | None = None
    measure: str = ""
    no_goal_reason: str = ""
    line_id: UUID | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ServiceLine:
    """A service: what, how often, by whom; ``minutes`` None means not said.

    ``referred_to`` names who gives it outside the team, whose ``doer_role`` then sees to it.
    ``cost_satang`` is what one time really costs, where no price table says so (aids).
    """

    kind: str
    text: str
    doer_role: str
    doer_user_id: UUID | None
    times: int
    per: str
    minutes: int | None = None
    note: str = ""
    line_id: UUID | None = field(default=None, compare=False)
    referred_to: str = ""
    cost_satang: int | None = None


@dataclass(frozen=True)
class PlanDraft:
    """A whole plan as typed; one shape for the form, the actions and the comparison.

    ``urgency`` is a code of seeds/reference/urgency_levels.toml or "". ``budget_satang`` is what is
    asked for instead of the sum of the cost lines, with a reason; None: that sum.
    """

    wishes_elder: str
    wishes_family: str
    long_term_aim: str
    cautions: str
    valid_from: date
    valid_until: date
    problems: tuple[ProblemLine, ...] = field(default=())
    services: tuple[ServiceLine, ...] = field(default=())
    urgency: str = ""
    outside_week: str = ""
    budget_satang: int | None = None
    budget_reason: str = ""
    over_rate_reason: str = ""
    other_funding: str = ""
