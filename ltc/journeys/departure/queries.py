"""What a departure would end, departures that stand, and what remains of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.cases.queries.cases import open_case_of
from ltc.care.cases.queries.plans import active_plan, list_plans, services_of
from ltc.care.cases.rules.frequency import windows
from ltc.care.cases.terms import Per, PlanStatus
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import ElderRow, as_row, rows, visible_to
from ltc.care.elders.queries.team import list_team_from
from ltc.care.elders.terms import TeamRole
from ltc.care.events.queries.pauses import open_pause
from ltc.care.events.terms import PauseReason, Remaining, member
from ltc.care.family.queries import list_links
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import month_of
from ltc.care.visits.terms import VisitStatus
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.due import Due, due
from ltc.foundation.core.errors import NotFound
from ltc.journeys.departure.models import Departure, DepartureTask, ElderReturn
from ltc.journeys.departure.terms import Anew, WillEnd

AHEAD = 30
MOST = 200  # of a list on a desk


def will_end(session: Session, elder: Elder, *, on: date) -> WillEnd:
    """Return what a departure recorded today would end; the elder was loaded with a check."""
    case = open_case_of(session, elder.id)
    plans = list_plans(session, case.id) if case else []
    active = next((plan for plan in plans if plan.status == PlanStatus.ACTIVE), None)
    draft = next((plan for plan in plans if plan.status == PlanStatus.DRAFT), None)
    pause = open_pause(session, elder.id)
    ahead = 0
    if active and pause is None:
        until = min(active.valid_until, on + timedelta(days=AHEAD))
        counts = [
            sum(
                window.first >= on
                for window in windows(
                    one.times, one.per, valid_from=active.valid_from,
                    valid_until=active.valid_until, since=on, until=until,
                )
            )
            for one in services_of(session, [active.id]).get(active.id, [])
            if one.doer_role == TeamRole.CAREGIVER and one.per != Per.ONCE
        ]  # fmt: skip
        ahead = max(counts, default=0)  # one visit gives several services
    return WillEnd(
        visits=ahead,
        days=AHEAD,
        plan_number=active.number if active else None,
        draft_number=draft.number if draft else None,
        has_case=case is not None,
        members=tuple(one.name for one in list_team_from(session, elder.id, on=on)),
        pause_th=member(PauseReason, pause.reason).label_th if pause else "",
        kept=_done_this_month(session, elder.id, on),
    )


def _done_this_month(session: Session, elder_id: UUID, on: date) -> int:
    first, end = month_of(on)
    counted = sa.select(sa.func.count()).where(
        col(Visit.elder_id) == elder_id,
        ~col(Visit.is_superseded),
        col(Visit.visited_on) >= first,
        col(Visit.visited_on) < end,
        col(Visit.status) == VisitStatus.DONE,
    )
    return int(session.scalar(counted) or 0)


def last_seen_on(session: Session, elder_id: UUID) -> date | None:
    """Return the last day on which somebody visited or assessed an elder here, or None."""
    visited = sa.select(sa.func.max(col(Visit.visited_on))).where(
        col(Visit.elder_id) == elder_id,
        ~col(Visit.is_superseded),
        col(Visit.status) == VisitStatus.DONE,
    )
    assessed = sa.select(sa.func.max(col(Assessment.assessed_on))).where(
        col(Assessment.elder_id) == elder_id, ~col(Assessment.is_superseded)
    )
    days = [day for day in (session.scalar(visited), session.scalar(assessed)) if day]
    return max(days, default=None)


def get_departure(
    session: Session, departure_id: UUID, actor: Actor, *, on: date, action: str = "read"
) -> Departure:
    """Return one departure; raises NotFound when there is none or the elder is not visible."""
    found = session.exec(
        select(Departure)
        .join(Elder, col(Elder.id) == col(Departure.elder_id))
        .where(
            Departure.id == departure_id,
            visible_to(actor, on=on, action=action, resource="departure"),
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def get_task(
    session: Session, task_id: UUID, actor: Actor, *, on: date, action: str = "read"
) -> tuple[DepartureTask, Departure]:
    """Return one thing that remains, with its departure; NotFound as for the departure."""
    task = session.get(DepartureTask, task_id)
    if task is None:
        raise NotFound
    return task, get_departure(session, task.departure_id, actor, on=on, action=action)


def standing_of(session: Session, elder_id: UUID, kind: str | None = None) -> Departure | None:
    """Return an elder's departure that lasts (of a kind, or the newest), or None."""
    wanted = select(Departure).where(
        Departure.elder_id == elder_id,
        col(Departure.taken_back_at).is_(None),
        col(Departure.returned_on).is_(None),
    )
    if kind:
        wanted = wanted.where(Departure.kind == kind)
    return session.exec(wanted.order_by(col(Departure.recorded_at).desc())).first()


def find_by_event(session: Session, event_id: UUID) -> Departure | None:
    """Return the departure of an event, or None."""
    return session.exec(select(Departure).where(Departure.event_id == event_id)).first()


def find_return(session: Session, event_id: UUID) -> ElderReturn | None:
    """Return what came of the event of a return, or None."""
    return session.exec(select(ElderReturn).where(ElderReturn.event_id == event_id)).first()


def last_return_of(session: Session, elder_id: UUID) -> ElderReturn | None:
    """Return how an elder came back the last time, or None."""
    wanted = select(ElderReturn).where(ElderReturn.elder_id == elder_id)
    return session.exec(wanted.order_by(col(ElderReturn.recorded_at).desc())).first()


def return_after(session: Session, departure: Departure) -> ElderReturn | None:
    """Return how somebody came back after a move, or None."""
    wanted = select(ElderReturn).where(ElderReturn.departure_id == departure.id)
    return session.exec(wanted).first()


def begun_anew(session: Session, back: ElderReturn, *, on: date) -> dict[Anew, bool]:
    """Return for all that does not come back by itself whether somebody began it since."""
    elder_id, since = back.elder_id, back.returned_on
    assessed = sa.select(sa.func.max(col(Assessment.assessed_on))).where(
        col(Assessment.elder_id) == elder_id,
        ~col(Assessment.is_superseded),
    )
    last = session.scalar(assessed)
    return {
        Anew.ASSESS: last is not None and last >= since,
        Anew.CASE: open_case_of(session, elder_id) is not None,
        Anew.TEAM: bool(list_team_from(session, elder_id, on=on)),
        Anew.PLAN: active_plan(session, elder_id) is not None,
        Anew.FAMILY: any(
            link.revoked_at is None and link.last_day >= on
            for link in list_links(session, elder_id)
        ),
    }


def tasks_of(session: Session, departure_id: UUID) -> Sequence[DepartureTask]:
    """Return what remained after a departure, the earliest day first, settled ones too."""
    return session.exec(
        select(DepartureTask)
        .where(DepartureTask.departure_id == departure_id)
        .order_by(col(DepartureTask.due_on), col(DepartureTask.code))
    ).all()


@dataclass(frozen=True)
class OpenTask:
    """One thing that remains, as a desk shows it."""

    task: DepartureTask
    departure: Departure
    elder: ElderRow
    due: Due

    @property
    def words(self) -> str:
        """Return what is to be done."""
        return member(Remaining, self.task.code).label_th


def list_open(session: Session, actor: Actor, *, on: date) -> list[OpenTask]:
    """Return what remains after all departures that the actor may list, the earliest day first.

    One statement, whatever their number; at most ``MOST`` rows.
    """
    found = session.execute(
        rows()
        .add_columns(DepartureTask, Departure)
        .join(Departure, col(Departure.elder_id) == col(Elder.id))
        .join(DepartureTask, col(DepartureTask.departure_id) == col(Departure.id))
        .where(
            visible_to(actor, on=on, action="list", resource="departure"),
            col(DepartureTask.done_at).is_(None),
            col(Departure.taken_back_at).is_(None),
        )
        .order_by(col(DepartureTask.due_on), col(Elder.sort_key), col(DepartureTask.id))
        .limit(MOST)
    )
    return [
        OpenTask(row[-2], row[-1], as_row(row[:-2]), due(row[-2].due_on, today=on)) for row in found
    ]
