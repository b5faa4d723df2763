"""Records of every kind for the sweep, made by the actions: seven elders here, one elsewhere."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.assessment.actions.follow import decide_tai
from ltc.care.assessment.actions.record import record_assessment
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.terms import AssessmentDraft
from ltc.care.cases.actions.cases import close_case, open_case, record_ground
from ltc.care.cases.actions.plans import activate_plan, agree_plan, draft_plan, save_plan
from ltc.care.cases.queries.weeks import rows_of
from ltc.care.cases.terms import CaseDraft, GroundDraft, ServiceLine
from ltc.care.elders.actions.register import register_elder, write_circumstances
from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.terms import CircumstancesDraft, TeamDraft
from ltc.care.events.actions import record_event
from ltc.care.events.models import Event
from ltc.care.events.terms import EventDraft
from ltc.care.family.actions import make_link, send_news
from ltc.care.family.queries import address_token
from ltc.care.family.terms import LinkDraft, NewsDraft
from ltc.care.papers.actions import print_sheets
from ltc.care.papers.queries import list_bundle
from ltc.care.papers.terms import Wanted
from ltc.care.reading.actions import read_visits
from ltc.care.reading.queries import readings_of
from ltc.care.visits.actions import record_visit
from ltc.care.visits.queries.reference import get_checklist
from ltc.care.visits.terms import VisitDraft
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import transaction
from ltc.foundation.core.ids import new_id
from ltc.foundation.files.actions import keep_file
from ltc.journeys.departure.actions.depart import depart
from ltc.journeys.departure.models import Departure, DepartureTask
from ltc.journeys.departure.queries import tasks_of
from ltc.journeys.departure.terms import DepartureDraft
from tests.care.assessment.drafts import lowest
from tests.care.cases.ordinary import BARTHEL, plan_draft
from tests.cast import AT, TODAY, Cast, elder_draft
from tests.sweep.approval import on_the_table
from tests.sweep.asked import asked_and_found
from tests.sweep.conferences import conferred, put_off
from tests.sweep.health import written_health
from tests.sweep.imports import sent
from tests.sweep.money import moneyed
from tests.sweep.people import newcomer
from tests.sweep.printing import printed_out
from tests.sweep.rota import rostered
from tests.sweep.screening import begun_round, found_low

YESTERDAY = date(2026, 11, 21)
CITIZEN_ID = "1209900012344"  # of nobody: only its check digit is right
# The smallest photo there is: one grey point.
PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
SHEET_NUMBER = "48210937"
TAI = {"mobility": 2, "mental": 5, "eating": 4, "toilet": 3}
# A name of no other elder: a page that holds it shows that elder.
NAMES = {"a": "บุญมี", "b": "เพียรเพ็ญ", "closed": "ปิ่นปัก", "fresh": "สร้อยสน",
         "begun": "เริ่มบุญ", "blank": "ว่างวาด", "gone": "ล่องไพร", "moved": "จากจร",
         "elsewhere": "ลับลานนา"}  # fmt: skip


@dataclass(frozen=True)
class Folder:
    """One elder with the ids of everything that is kept of them."""

    elder_id: UUID
    ids: dict[str, UUID]

    def get(self, name: str) -> UUID:
        """Return the id of one kind of record, by the name that addresses use."""
        return self.elder_id if name == "elder_id" else self.ids[name]


World = Mapping[str, Folder]


@dataclass(frozen=True)
class Hands:
    """Who does the work of a town."""

    manager: Actor
    nurse: Actor
    visitor: Actor


def settle(sessions: sessionmaker[Session], cast: Cast) -> dict[str, Folder]:
    """Save all elders with their records and return their folders by short name."""
    here = Hands(cast.actor("malee"), cast.actor("nok"), cast.actor("som"))
    there = cast.actor("malee_elsewhere"), cast.actor("nok_elsewhere")
    elsewhere = Hands(*there, there[1])
    with transaction(sessions) as session:
        made = {"a": session.get_one(Elder, cast.boonmee_id)}
        for number, name in enumerate(
            ("b", "closed", "fresh", "begun", "gone", "moved", "elsewhere", "blank")
        ):
            is_here = name != "elsewhere"
            made[name] = register_elder(
                session, cast.town_id if is_here else cast.elsewhere_id,
                elder_draft(
                    cast.community_id if is_here else cast.elsewhere_community_id,
                    given_name=NAMES[name], house_no=f"7/{number}",
                    citizen_id=CITIZEN_ID if name == "b" else None,
                ),
                by=here.manager, at=AT, on=TODAY,
            )  # fmt: skip
        a, b = _whole(session, made["a"], here), _whole(session, made["b"], here)
        far = _whole(session, made["elsewhere"], elsewhere)
        put_off(session, b.ids["hearing_id"], by=here.manager, is_closed=True)
        put_off(session, far.ids["hearing_id"], by=elsewhere.manager, is_closed=False)
        return {
            "a": a,
            "b": b,
            "elsewhere": far,
            "closed": _closed(session, made["closed"], here),
            "gone": _gone(session, made["gone"], here),
            "moved": _gone(session, made["moved"], here, "move"),
            "begun": _begun(session, made["begun"], here),
            "blank": _blank(session, made["blank"], here),
            "fresh": Folder(made["fresh"].id, found_low(session, made["fresh"], here.manager)),
        }


def _whole(session: Session, elder: Elder, hands: Hands) -> Folder:
    ids = _assessed(session, elder, hands)
    case = open_case(
        session, elder, CaseDraft(date(2026, 6, 1), (), ""), by=hands.manager, at=AT, on=TODAY
    )
    ground = record_ground(
        session, case, GroundDraft("health_care", ("care",), date(2026, 6, 1)),
        by=hands.manager, at=AT, on=TODAY,
    )  # fmt: skip
    session.flush()
    for name in ("active", "plan_id"):
        plan = draft_plan(session, case, by=hands.manager, at=AT, on=TODAY)
        named = ServiceLine("food", "ป้อนข้าว", "caregiver", hands.visitor.person_id, 1, "day", 30)
        given = plan_draft(services=(*plan_draft().services, named))
        save_plan(session, plan, given, version=plan.version, by=hands.manager, at=AT)
        session.flush()
        ids[name] = plan.id
        ids["slot_id"] = rows_of(session, [plan.id])[0].id
        if name == "plan_id":
            ids |= conferred(
                session, plan.id, manager=hands.manager, visitor=hands.visitor, nurse=hands.nurse
            )
        agree_plan(session, plan, by=hands.manager, at=AT)
        if name == "active":
            activate_plan(session, plan, version=plan.version, by=hands.manager, at=AT, on=TODAY)
            session.flush()
    living = CircumstancesDraft(date(2026, 1, 1), "uc", "1", False, "none", False, "จันทร์", "ลูก")
    write_circumstances(session, elder, living, by=hands.manager, at=AT, on=TODAY)
    ids |= {"case_id": case.id, "ground_id": ground.id}
    ids |= asked_and_found(session, elder, visitor=hands.visitor, nurse=hands.nurse)
    ids |= sent(session, hands.manager)
    ids |= rostered(session, elder, visitor=hands.visitor, nurse=hands.nurse)
    photo = keep_file(session, PHOTO, elder_id=elder.id, field_class="F2", by=hands.visitor, at=AT)
    ids["file_id"] = photo.id
    ids |= _happened(session, elder, hands)
    ids |= _told_by_family(session, elder, hands)
    ids |= _printed(session, elder, hands)
    ids |= _visited(session, elder, hands) | {"member_id": _member(session, elder, hands)}
    ids |= printed_out(
        session, elder, plan_id=ids["plan_id"], visit_id=ids["visit_id"],
        hearing_id=ids["hearing_id"], by=hands.manager,
    )  # fmt: skip
    ids |= written_health(session, elder, hands.nurse)
    ids |= begun_round(session, elder, hands.manager)
    ids |= newcomer(session, elder, hands.manager)
    ids |= moneyed(session, elder, ids["active"], visitor=hands.visitor, nurse=hands.nurse)
    ids |= on_the_table(session, elder, hands.manager, is_closed=elder.given_name != NAMES["a"])
    return Folder(elder.id, ids)


def _printed(session: Session, elder: Elder, hands: Hands) -> dict[str, UUID]:
    """A Barthel sheet, a visit's sheet and a blank one, and a bundle."""
    wanted = [Wanted("2q", elder.id), Wanted("visit", elder.id), Wanted("visit")]
    bundle_id = new_id()
    print_sheets(session, wanted, bundle_id=bundle_id, by=hands.nurse, at=AT, on=TODAY)
    session.flush()
    filled, visit, blank = list_bundle(session, bundle_id, hands.nurse)
    if elder.given_name == NAMES["a"]:
        filled.number = SHEET_NUMBER
    return {
        "bundle_id": bundle_id, "sheet_id": filled.id, "visit_sheet_id": visit.id,
        "blank_id": blank.id,
    }  # fmt: skip


def _told_by_family(session: Session, elder: Elder, hands: Hands) -> dict[str, Any]:
    """A link for a relative, and a message that nobody has seen."""
    asked = LinkDraft("จันทร์", "ลูกสาว", ("visits",), "ผู้สูงอายุ", TODAY + timedelta(days=30), new_id())
    link = make_link(session, elder, asked, by=hands.manager, at=AT, on=TODAY)
    news = NewsDraft(new_id(), "message", words="ขอบคุณค่ะ")
    sent_news = send_news(session, link, elder, news, (), at=AT, on=TODAY)
    token = address_token(session, link)
    return {"link_id": link.id, "news_id": sent_news.id, "token": token}


def _happened(session: Session, elder: Elder, hands: Hands) -> dict[str, UUID]:
    """A loss in the family, and a move that was told wrongly and taken back."""
    told = EventDraft(new_id(), "bereavement", YESTERDAY, "day", "family", place="น้องชาย")
    event = record_event(session, elder, told, by=hands.visitor, at=AT, on=TODAY)
    wrong = Event(
        elder_id=elder.id, municipality_id=elder.municipality_id, kind="move",
        happened_on=YESTERDAY, precision="day", told_by="other", operation_id=new_id(),
        recorded_at=AT, recorded_by_name="ก", withdrawn_at=AT, withdrawn_because="ผิดคน",
    )  # fmt: skip
    session.add(wrong)
    session.flush()
    departure = Departure(
        elder_id=elder.id, municipality_id=elder.municipality_id, kind="move", event_id=wrong.id,
        happened_on=YESTERDAY, recorded_at=AT, recorded_by_name="ก", taken_back_at=AT,
        taken_back_because="ผิดคน",
    )  # fmt: skip
    session.add(departure)
    session.flush()
    task = DepartureTask(departure_id=departure.id, code="money", due_on=TODAY)
    session.add(task)
    session.flush()
    return {"event_id": event.id, "departure_id": departure.id, "task_id": task.id}


def _gone(session: Session, elder: Elder, hands: Hands, kind: str = "death") -> Folder:
    """Somebody who died or moved away yesterday; what remains waits."""
    told = DepartureDraft(new_id(), kind, YESTERDAY, "day", "family")
    made = depart(session, elder, told, by=hands.manager, at=AT, on=TODAY)
    task = tasks_of(session, made.id)[0]
    return Folder(elder.id, {"departure_id": made.id, "task_id": task.id})


def _assessed(session: Session, elder: Elder, hands: Hands) -> dict[str, UUID]:
    """A formal Barthel, a TAI that waits for a decision, and an answer that alarms."""
    # The same answers for two people would be asked about.
    barthel = BARTHEL | ({} if elder.given_name == NAMES["a"] else {"feeding": 2})
    given = {
        "assessment_id": ("barthel", barthel, "observed"),
        "tai_id": ("tai", TAI, "observed"),
        "alarm_id": ("9q", lowest("9q") | {"q9": 3}, "asked_elder"),
    }
    ids = {}
    for name, (code, answers, method) in given.items():
        draft = AssessmentDraft(
            code, answers, "formal", method, "home", YESTERDAY, new_id()
        )  # fmt: skip
        saved = record_assessment(session, elder, draft, by=hands.nurse, at=AT, on=TODAY)
        ids[name] = saved.id
    return ids


def _visited(session: Session, elder: Elder, hands: Hands) -> dict[str, UUID]:
    hour = 9 if elder.given_name == NAMES["a"] else 12  # she cannot be in two houses
    answers = {part.lines[0].code: "done" for part in get_checklist().parts if part.lines}
    done = VisitDraft(
        new_id(), "done", YESTERDAY, time(hour), time(hour + 1), answers=answers,
        vitals={"pulse": "78"},
        consciousness="awake", mood="calm", skin="whole", change="same", note="คุยกันดี",
    )  # fmt: skip
    tried = VisitDraft(
        new_id(), "could_not", YESTERDAY, time(15), could_not_reason="other", note="ไม่มีใครอยู่"
    )
    ids = {}
    for name, draft in (("visit_id", done), ("could_not_id", tried)):
        saved = record_visit(session, elder, draft, by=hands.visitor, at=AT, on=TODAY)
        session.flush()
        ids[name] = saved.id
    if read_visits(session, [ids["could_not_id"]], by=hands.manager, at=AT, on=TODAY):
        session.flush()
        ids["act_id"] = readings_of(session, [ids["could_not_id"]])[ids["could_not_id"]].id
    return ids


def _member(session: Session, elder: Elder, hands: Hands) -> UUID:
    """Return a place on the care team of the elder: the manager's, named when there is none."""
    manager_id = hands.manager.person_id
    found = session.exec(
        select(CareTeamMember).where(
            CareTeamMember.elder_id == elder.id, CareTeamMember.user_id == manager_id
        )
    ).first()
    if found:
        return found.id
    draft = TeamDraft("care_manager", manager_id, "", "", "", date(2026, 1, 1))
    return join_team(session, elder, draft, by=hands.manager, at=AT).id


def _begun(session: Session, elder: Elder, hands: Hands) -> Folder:
    """An open case with a ground and no plan yet."""
    row = session.get_one(Assessment, _assessed(session, elder, hands)["tai_id"])
    decide_tai(
        session, row, row.tai_proposed or "", reason="เห็นด้วยตา", by=hands.nurse, at=AT, on=TODAY
    )
    opened = CaseDraft(date(2026, 6, 1), (), "")
    case = open_case(session, elder, opened, by=hands.manager, at=AT, on=TODAY)
    session.flush()
    ground = GroundDraft("health_care", ("care",), date(2026, 6, 1))
    record_ground(session, case, ground, by=hands.manager, at=AT, on=TODAY)
    away = EventDraft(new_id(), "away", YESTERDAY, "day", "family", place="บ้านลูก")
    record_event(session, elder, away, by=hands.manager, at=AT, on=TODAY)
    return Folder(elder.id, {"case_id": case.id})


def _blank(session: Session, elder: Elder, hands: Hands) -> Folder:
    """An open case with a draft that nobody wrote on."""
    opened = CaseDraft(date(2026, 6, 1), (), "")
    case = open_case(session, elder, opened, by=hands.manager, at=AT, on=TODAY)
    session.flush()
    plan = draft_plan(session, case, by=hands.manager, at=AT, on=TODAY)
    return Folder(elder.id, {"case_id": case.id, "plan_id": plan.id})


def _closed(session: Session, elder: Elder, hands: Hands) -> Folder:
    opened = CaseDraft(date(2026, 6, 1), (), "")
    case = open_case(session, elder, opened, by=hands.manager, at=AT, on=TODAY)
    session.flush()
    close_case(
        session, case, "recovered", closed_on=YESTERDAY, note="", version=case.version,
        by=hands.manager, at=AT, on=TODAY,
    )  # fmt: skip
    return Folder(elder.id, {"case_id": case.id})
