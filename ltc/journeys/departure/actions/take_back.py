"""Taking back a departure that was recorded wrongly: both entries stay to be read.

The case is opened again as a new one that names the closed one, with its grounds, its plan and its
people, so that care goes on as if nothing had been said.
"""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.cases.actions.cases import record_ground, reopen_case
from ltc.care.cases.actions.plans import activate_plan, draft_plan, save_plan
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.queries.cases import list_grounds, open_case_of
from ltc.care.cases.queries.plans import read_plan
from ltc.care.cases.terms import CaseDraft, GroundDraft
from ltc.care.elders.actions.register import lock
from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.terms import TeamDraft
from ltc.care.events import actions as events
from ltc.care.events.models import Event
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import short_date
from ltc.journeys.departure.actions.depart import COLUMNS
from ltc.journeys.departure.models import Departure
from ltc.journeys.departure.terms import DepartureKind


def take_back(
    session: Session, departure: Departure, elder: Elder, because: str, *, by: Actor,
    at: datetime, on: date,
) -> None:  # fmt: skip
    """Undo a departure as a whole, with the reason.

    Colleagues who have no role here any more are left out; a plan that may not come into use today
    stays a draft. Raises RuleViolation ``already_taken_back``, ``because_missing``, ``died_since``
    (a move of somebody whose death stands: that comes first), or ``returned_since``.
    """
    lock(session, elder)
    session.refresh(departure, with_for_update={"key_share": True})
    _check(departure, elder, because)
    departure.taken_back_at, departure.taken_back_by = at, by.person_id
    departure.taken_back_by_name, departure.taken_back_because = by.name, because
    session.add(departure)
    setattr(elder, COLUMNS[_kind(departure)], None)
    session.add(elder)
    session.flush()
    event = session.get_one(Event, departure.event_id)
    events.mark_withdrawn(session, event, because, by=by, at=at)
    events.retell_pauses(session, elder)
    if elder.is_living_here:
        _people_again(session, departure, elder, by=by, at=at, on=on)
        _case_again(session, departure, elder, by=by, at=at, on=on)
    record(
        session, by=by, at=at, what="departure.taken_back", subject=departure, elder_id=elder.id,
        changes={COLUMNS[_kind(departure)]: [str(departure.happened_on), ""]},
    )  # fmt: skip


def _kind(departure: Departure) -> DepartureKind:
    return {str(one): one for one in DepartureKind}[departure.kind]


def _check(departure: Departure, elder: Elder, because: str) -> None:
    if not departure.stands:
        raise RuleViolation("already_taken_back", "เรื่องนี้ยกเลิกไปแล้ว")
    if departure.returned_on is not None:
        words = f"มีบันทึกว่ากลับมาอยู่ที่นี่ตั้งแต่ {short_date(departure.returned_on)} การย้ายครั้งนั้นจึงอยู่ในประวัติ"
        raise RuleViolation("returned_since", words)
    if not because.strip():
        raise RuleViolation("because_missing", "เขียนสั้น ๆ ว่ายกเลิกเพราะอะไร", "because")
    if departure.kind == DepartureKind.MOVE and elder.died_on is not None:
        raise RuleViolation("died_since", "มีบันทึกว่าเสียชีวิตแล้ว ถ้าผิดให้ยกเลิกเรื่องนั้นก่อน")


def _people_again(
    session: Session, departure: Departure, elder: Elder, *, by: Actor, at: datetime, on: date
) -> None:
    ids = [UUID(one) for one in departure.places]
    ended = session.exec(
        select(CareTeamMember)
        .where(col(CareTeamMember.id).in_(ids))
        .order_by(col(CareTeamMember.active_from), col(CareTeamMember.id))
    ).all()
    for place in ended:
        draft = TeamDraft(
            place.team_role, place.user_id, "" if place.user_id else place.name, place.relation,
            place.phone, on,
        )  # fmt: skip
        try:
            join_team(session, elder, draft, by=by, at=at)
        except RuleViolation:
            continue  # left the municipality, or somebody took the place meanwhile
        session.flush()


def _case_again(
    session: Session, departure: Departure, elder: Elder, *, by: Actor, at: datetime, on: date
) -> None:
    closed = session.get(Case, departure.case_id) if departure.case_id else None
    if closed is None or open_case_of(session, elder.id) is not None:
        return
    draft = CaseDraft(on, tuple(closed.reasons), closed.note)
    case = reopen_case(session, closed, elder, draft, by=by, at=at, on=on)
    case.group_override = closed.group_override
    case.group_override_reason = closed.group_override_reason
    session.add(case)
    session.flush()
    for one in list_grounds(session, closed.id):
        if one.withdrawn_on is None:
            ground = GroundDraft(
                one.kind, tuple(one.scope), one.given_on, one.given_by, one.relation, one.how,
                one.witness,
            )  # fmt: skip
            record_ground(session, case, ground, by=by, at=at, on=on)
    session.flush()
    _plan_again(session, departure, case, by=by, at=at, on=on)


def _plan_again(
    session: Session, departure: Departure, case: Case, *, by: Actor, at: datetime, on: date
) -> None:
    ended = session.get(CarePlan, departure.plan_id) if departure.plan_id else None
    if ended is None:
        return
    plan = draft_plan(session, case, by=by, at=at, on=on)
    save_plan(session, plan, read_plan(session, ended), version=plan.version, by=by, at=at)
    plan.agreed_at = ended.agreed_at  # the same lines: nobody need be asked again
    session.flush()
    try:
        activate_plan(session, plan, version=plan.version, by=by, at=at, on=on)
    except RuleViolation:
        return  # it is over, or a ground is missing: it stays a draft, and the case says so
    session.flush()
