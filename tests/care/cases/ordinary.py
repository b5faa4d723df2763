"""An ordinary case for tests: scores, a ground, a plan with one problem and one service."""

from datetime import date
from typing import Any

from sqlmodel import Session

from ltc.care.assessment.models import Assessment
from ltc.care.cases.actions.cases import open_case, record_ground
from ltc.care.cases.actions.plans import activate_plan, agree_plan, draft_plan, save_plan
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.terms import CaseDraft, GroundDraft, PlanDraft, ProblemLine, ServiceLine
from ltc.care.elders.models import Elder
from ltc.foundation.core.ids import new_id
from tests.cast import AT, TODAY, Cast

PROBLEM = ProblemLine(
    "ลุกจากเตียงเองไม่ได้", "assessment", "ลุกนั่งข้างเตียงได้", date(2027, 2, 22), "นั่งได้ 10 นาที"
)
SERVICE = ServiceLine("daily_living", "เช็ดตัว", "caregiver", None, 2, "week", 80)
BARTHEL = {
    "feeding": 1, "grooming": 0, "transfer": 1, "toilet": 1, "mobility": 1, "dressing": 1,
    "stairs": 0, "bathing": 0, "bowels": 2, "bladder": 1,
}  # fmt: skip


def plan_draft(**over: Any) -> PlanDraft:
    """Return a complete plan; name what differs."""
    values: dict[str, Any] = {
        "wishes_elder": "อยากไปวัด",
        "wishes_family": "อยากให้ปลอดภัย",
        "long_term_aim": "อยู่บ้านได้อย่างสบาย",
        "cautions": "ระวังหกล้ม",
        "valid_from": TODAY,
        "valid_until": date(2027, 11, 22),
        "problems": (PROBLEM,),
        "services": (SERVICE,),
    }
    return PlanDraft(**{**values, **over})


def opened(session: Session, cast: Cast, **over: Any) -> Case:
    """Return an open case of Boonmee."""
    draft = CaseDraft(**{"opened_on": TODAY, "reasons": (), "note": "", **over})
    elder = session.get_one(Elder, cast.boonmee_id)
    case = open_case(session, elder, draft, by=cast.actor("malee"), at=AT, on=TODAY)
    session.flush()
    return case


def grounded(session: Session, cast: Cast, case: Case) -> None:
    """Give a case a ground in the law."""
    draft = GroundDraft("health_care", ("care",), TODAY)
    record_ground(session, case, draft, by=cast.actor("malee"), at=AT, on=TODAY)
    session.flush()


def drafted(session: Session, cast: Cast, case: Case, **over: Any) -> CarePlan:
    """Return the next version of a plan, written and agreed to by all."""
    by = cast.actor("malee")
    plan = draft_plan(session, case, by=by, at=AT, on=TODAY)
    save_plan(session, plan, plan_draft(**over), version=plan.version, by=by, at=AT)
    session.flush()
    agree_plan(session, plan, by=by, at=AT)
    return plan


def in_use(session: Session, cast: Cast, plan: CarePlan) -> CarePlan:
    """Bring a plan into use."""
    activate_plan(session, plan, version=plan.version, by=cast.actor("malee"), at=AT, on=TODAY)
    session.flush()
    return plan


def scored(session: Session, cast: Cast, *, tai: str | None = "I3") -> None:
    """Save a formal Barthel of 8 and, unless ``tai`` is None, a decided TAI class."""
    _score(session, cast, "barthel", BARTHEL, 8, "home_bound")
    if tai:
        axes = {"mobility": 2, "mental": 5, "eating": 4, "toilet": 3}
        row = _score(session, cast, "tai", axes, 14, None)
        row.tai_class, row.tai_decided_at, row.tai_decided_by = tai, AT, "มาลี"
    session.flush()


def _score(
    session: Session, cast: Cast, instrument: str, answers: dict[str, int], total: int,
    band: str | None,
) -> Assessment:  # fmt: skip
    row = Assessment(
        operation_id=new_id(), elder_id=cast.boonmee_id, municipality_id=cast.town_id,
        instrument=instrument, instrument_version=1, purpose="formal", method="observed",
        place="home", assessed_on=TODAY, recorded_at=AT, assessor_id=cast.users["nok"],
        assessor_name="นก", assessor_role="team_nurse", answers=answers, total=total, band=band,
    )  # fmt: skip
    session.add(row)
    return row
