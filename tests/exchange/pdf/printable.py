"""An elder with a plan in use, a consent and a visit: something for the press."""

from datetime import date, time

from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.cases.actions.cases import record_ground
from ltc.care.cases.models import CarePlan
from ltc.care.cases.terms import GroundDraft, ServiceLine
from ltc.care.elders.models import Elder
from ltc.care.visits.actions import record_visit
from ltc.care.visits.models import Visit
from ltc.care.visits.terms import VisitDraft
from ltc.foundation.core.db import transaction
from ltc.foundation.core.ids import new_id
from tests.care.cases.ordinary import SERVICE, drafted, in_use, opened, scored
from tests.cast import AT, TODAY, Cast

SERVICES = (
    SERVICE,
    ServiceLine("nursing", "ดูแผล", "nurse", None, 1, "month", 30),
    ServiceLine("food", "ป้อนข้าว", "relative", None, 3, "day"),
    ServiceLine("planning", "", "care_manager", None, 1, "year"),
    ServiceLine("review", "", "care_manager", None, 4, "year"),
)


def planned(sessions: sessionmaker[Session], cast: Cast) -> CarePlan:
    """Save scores, a consent and a plan in use of Boonmee."""
    with transaction(sessions) as session:
        scored(session, cast)
        case = opened(session, cast)
        consent = GroundDraft(
            "consent", ("care", "team"), TODAY, "จันทร์ ใจดี", "ลูกสาว", "thumb_print", "สม บุญมา"
        )
        record_ground(session, case, consent, by=cast.actor("malee"), at=AT, on=TODAY)
        session.flush()
        return in_use(session, cast, drafted(session, cast, case, services=SERVICES))


def visited(sessions: sessionmaker[Session], cast: Cast) -> Visit:
    """Save a visit of Boonmee by Som."""
    draft = VisitDraft(
        operation_id=new_id(), status="done", visited_on=date(2026, 11, 20), arrived=time(9),
        left=time(10, 20), answers={"wash_body": "done", "hair": "not_done"},
        part_notes={"daily_living": "ผิวแห้ง"},
        vitals={"systolic": "130", "diastolic": "80", "weight": "50", "height": "160"},
        consciousness="awake", mood="calm", skin="whole", change="same", problems="ปวดเข่า",
        note="สดชื่นขึ้น", next_plan="ดูเข่าอีกครั้ง", signed_by="จันทร์ ใจดี",
    )  # fmt: skip
    with transaction(sessions) as session:
        elder = session.get_one(Elder, cast.boonmee_id)
        return record_visit(session, elder, draft, by=cast.actor("som"), at=AT, on=TODAY)
