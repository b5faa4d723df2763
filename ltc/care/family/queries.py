"""Reads of the family's page: a link by its address, what it shows, what was sent by it."""

import functools
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.cases.queries.plans import active_plans_of, services_of
from ltc.care.cases.queries.reference import service_words
from ltc.care.cases.rules.frequency import frequency_words
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries.register import visible_to
from ltc.care.elders.queries.team import active_on, list_team
from ltc.care.elders.terms import TeamRole
from ltc.care.events.queries.pauses import pause_facts_of
from ltc.care.events.terms import PauseFacts
from ltc.care.family import rules
from ltc.care.family.models import FamilyLink, FamilyNews
from ltc.care.family.terms import (
    WAITING,
    Contact,
    FamilyView,
    LinkLimits,
    PastVisit,
    Shown,
    Work,
)
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import list_visits
from ltc.care.visits.rules.windows import next_visit
from ltc.care.visits.terms import NextVisit, Rhythm
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import NotFound
from ltc.settings import CHECKOUT

PAST_VISITS = 3
MOST_NEWS = 100
CONTACTS = (TeamRole.CARE_MANAGER, TeamRole.NURSE)


@functools.cache
def get_limits(on: date) -> LinkLimits:
    """Return how long a link may last on a day."""
    text = (CHECKOUT / "seeds" / "reference" / "family_links.toml").read_text("utf-8")
    return rules.limits_on(tomllib.loads(text), on)


def open_link(session: Session, token: str, *, on: date) -> tuple[FamilyLink, Elder]:
    """Return the link behind an address and its elder.

    Raises NotFound for a token we did not sign, a link that ended or was taken back, and an elder
    who died, moved or is in hospital or away: they all look alike.
    """
    link_id = vault_of(session).read_link(token)
    link = session.get(FamilyLink, link_id) if link_id else None
    elder = session.get(Elder, link.elder_id) if link else None
    if link is None or elder is None or not is_open(session, link, elder, on=on):
        raise NotFound
    return link, elder


def is_open(session: Session, link: FamilyLink, elder: Elder, *, on: date) -> bool:
    """True when a link shows its page on a day."""
    facts = pause_facts_of(session, [elder.id], on=on).get(elder.id)
    return rules.opens(
        last_day=link.last_day, is_revoked=link.revoked_at is not None,
        is_living_here=elder.is_living_here, is_paused=bool(facts and facts.now), on=on,
    )  # fmt: skip


def address_token(session: Session, link: FamilyLink) -> str:
    """Return what stands in the address of a link."""
    return vault_of(session).link_token(link.id)


def get_link(session: Session, elder_id: UUID, link_id: UUID) -> FamilyLink:
    """Return one of an elder's links; raises NotFound for another elder's."""
    link = session.get(FamilyLink, link_id)
    if link is None or link.elder_id != elder_id:
        raise NotFound
    return link


def find_link(session: Session, operation_id: UUID, elder_id: UUID) -> FamilyLink | None:
    """Return the link of an elder that a form with this operation id made, or None."""
    return session.exec(
        select(FamilyLink).where(
            FamilyLink.operation_id == operation_id, FamilyLink.elder_id == elder_id
        )
    ).first()


def list_links(session: Session, elder_id: UUID) -> Sequence[FamilyLink]:
    """Return an elder's links, the newest first, those that ended too."""
    wanted = select(FamilyLink).where(FamilyLink.elder_id == elder_id)
    return session.exec(wanted.order_by(col(FamilyLink.made_at).desc())).all()


def read_view(session: Session, link: FamilyLink, elder: Elder, *, on: date) -> FamilyView:
    """Return what a link shows on a day: only what was agreed."""
    shows = set(link.shows)
    team = list_team(session, elder.id, on=on)
    plan = active_plans_of(session, [elder.id]).get(elder.id)
    services = services_of(session, [plan.id]).get(plan.id, []) if plan else []
    visits: Sequence[Visit] = ()
    window = None
    if Shown.VISITS in shows:
        visits, _more = list_visits(session, elder.id, limit=PAST_VISITS)
        done = [visit.visited_on for visit in visits if visit.is_done]
        pause = pause_facts_of(session, [elder.id], on=on).get(elder.id, PauseFacts())
        window = _window(plan, services, done[0] if done else None, pause, on)
    return FamilyView(
        next_visit=window,
        visits=tuple(_past(visit, names=Shown.TEAM in shows) for visit in visits),
        work=tuple(map(_work, services)) if Shown.PLAN in shows else (),
        team=tuple(one.name for one in team if one.team_role == TeamRole.CAREGIVER)
        if Shown.TEAM in shows
        else (),
        contacts=tuple(
            Contact(one.name, TeamRole(one.team_role).label_th, one.phone)
            for one in team
            if one.team_role in CONTACTS and one.phone
        ),
    )


def _window(
    plan: Any, services: Sequence[Any], last_on: date | None, pause: PauseFacts, on: date
) -> NextVisit | None:
    if plan is None:
        return None
    rhythms = [Rhythm(s.times, s.per) for s in services if s.doer_role == TeamRole.CAREGIVER]
    return next_visit(
        rhythms, valid_from=plan.valid_from, valid_until=plan.valid_until, last_on=last_on,
        today=on, returned_on=pause.returned_on,
    )  # fmt: skip


def _past(visit: Visit, *, names: bool) -> PastVisit:
    return PastVisit(
        visit.visited_on, visit.started_at, visit.is_done, visit.caregiver_name if names else ""
    )


def _work(service: Any) -> Work:
    words = service_words().get(service.kind, service.kind)
    return Work(
        service.kind,
        f"{words} · {service.text}" if service.text else words,
        frequency_words(service.times, service.per),
        service.doer_role == TeamRole.RELATIVE,
    )


def list_sent(session: Session, link: FamilyLink, *, limit: int = 10) -> Sequence[FamilyNews]:
    """Return what was sent by a link, newest first."""
    wanted = select(FamilyNews).where(FamilyNews.link_id == link.id)
    return session.exec(wanted.order_by(col(FamilyNews.sent_at).desc()).limit(limit)).all()


def list_news_of(session: Session, elder_id: UUID, *, limit: int = 20) -> Sequence[FamilyNews]:
    """Return what an elder's family sent, newest first."""
    wanted = select(FamilyNews).where(FamilyNews.elder_id == elder_id)
    return session.exec(wanted.order_by(col(FamilyNews.sent_at).desc()).limit(limit)).all()


def count_sent(session: Session, link: FamilyLink, *, on: date) -> int:
    """Return how much was sent by a link on a day."""
    counted = sa.select(sa.func.count()).select_from(FamilyNews)
    wanted = counted.where(col(FamilyNews.link_id) == link.id, col(FamilyNews.sent_on) == on)
    return int(session.scalar(wanted) or 0)


def find_operation(session: Session, operation_id: UUID) -> FamilyNews | None:
    """Return what a page with this operation id was saved as, or None."""
    return session.exec(select(FamilyNews).where(FamilyNews.operation_id == operation_id)).first()


@dataclass(frozen=True)
class WaitingNews:
    """News that nobody on the staff has seen, with whom it is about."""

    news: FamilyNews
    full_name: str


def list_waiting(
    session: Session, actor: Actor, *, on: date, only_mine: bool, limit: int = MOST_NEWS
) -> list[WaitingNews]:
    """Return what waits to be seen: worries first, then the oldest. One statement.

    ``only_mine``: of elders whose care manager the actor is.
    """
    wanted = (
        sa.select(FamilyNews, Elder)
        .join(Elder, col(Elder.id) == col(FamilyNews.elder_id))
        .where(*_waiting(actor, on, only_mine))
        .order_by(col(FamilyNews.kind) != "worried", col(FamilyNews.sent_at))
        .limit(limit)
    )
    return [WaitingNews(news, elder.full_name) for news, elder in session.execute(wanted)]


def _waiting(
    actor: Actor, on: date, only_mine: bool, kinds: Collection[str] | None = None
) -> list[Any]:
    wanted = [
        col(FamilyNews.municipality_id) == actor.area_id,
        col(FamilyNews.seen_at).is_(None),
        visible_to(actor, on=on, action="list", resource="family_news"),
    ]
    if kinds is not None:
        wanted.append(col(FamilyNews.kind).in_(kinds))
    if only_mine:
        mine = sa.select(col(CareTeamMember.elder_id)).where(
            col(CareTeamMember.user_id) == actor.person_id,
            col(CareTeamMember.team_role) == TeamRole.CARE_MANAGER,
            active_on(on),
        )
        wanted.append(col(FamilyNews.elder_id).in_(mine))
    return wanted


def count_waiting(session: Session, actor: Actor, *, on: date, only_mine: bool) -> int:
    """Return how much of the family's news waits for somebody to see it and answer."""
    counted = (
        sa.select(sa.func.count())
        .select_from(FamilyNews)
        .join(Elder, col(Elder.id) == col(FamilyNews.elder_id))
        .where(*_waiting(actor, on, only_mine, sorted(WAITING)))
    )
    return int(session.scalar(counted) or 0)


def relatives_to_call(session: Session, news: FamilyNews, *, on: date) -> list[CareTeamMember]:
    """Return the relatives in the elder's team who have a telephone, who sent the news first."""
    found = [
        row
        for row in list_team(session, news.elder_id, on=on)
        if row.team_role == TeamRole.RELATIVE and row.phone
    ]
    return sorted(found, key=lambda row: not news.sent_by.startswith(row.name))


def get_news(session: Session, news_id: UUID) -> FamilyNews:
    """Return one piece of news; the caller checks that its elder may be seen."""
    news = session.get(FamilyNews, news_id)
    if news is None:
        raise NotFound
    return news
