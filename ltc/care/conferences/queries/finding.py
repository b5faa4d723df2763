"""Finding conferences, their cases and parties: who may not see, does not find."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.terms import PlanStatus
from ltc.care.conferences.models import (
    Conference,
    Hearing,
    MinuteAddition,
    MinuteSignature,
    Party,
    Voice,
    VoiceLink,
    Voicing,
)
from ltc.care.conferences.queries.hearings import HearingView, read_hearings
from ltc.care.conferences.queries.reference import get_conference_rules
from ltc.care.conferences.rules.acts import link_problem
from ltc.care.conferences.terms import ConferenceState, PlanStage, Stance
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import is_living_here, visible_to
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import NotFound

HELD_SHOWN = 12  # the newest; who wants more asks for all of them
HELD_AT_MOST = 500
LINK_UNKNOWN = "ลิงก์นี้ไม่ใช่ลิงก์ที่ระบบให้ไว้"


@dataclass(frozen=True)
class ConferenceRow:
    """A line of the list: a conference with the people it is about."""

    conference: Conference
    elders: tuple[Elder, ...]


@dataclass(frozen=True)
class PlanChoice:
    """A draft that may be brought to a conference."""

    plan: CarePlan
    elder: Elder


def _of_visible(actor: Actor, *, on: date, action: str) -> sa.Select[Any]:
    return (
        sa.select(col(Hearing.conference_id))
        .join(Elder, col(Elder.id) == col(Hearing.elder_id))
        .where(visible_to(actor, on=on, action=action, resource="conference"))
    )


def get_conference(
    session: Session, conference_id: UUID, actor: Actor, *, on: date, action: str
) -> Conference:
    """Return one conference; raises NotFound when there is none or it is another town's."""
    found = session.exec(
        select(Conference).where(
            Conference.id == conference_id,
            col(Conference.id).in_(_of_visible(actor, on=on, action=action)),
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def find_call(session: Session, operation_id: UUID) -> Conference | None:
    """Return the conference that a page with this operation called, or None."""
    return session.exec(select(Conference).where(Conference.operation_id == operation_id)).first()


def list_conferences(
    session: Session, actor: Actor, *, on: date, shown: int = HELD_SHOWN
) -> tuple[list[ConferenceRow], list[ConferenceRow]]:
    """Return what is to come, the next first, and what was, the last first, at most ``shown``."""
    seen = col(Conference.id).in_(_of_visible(actor, on=on, action="list"))
    is_coming = col(Conference.state) == ConferenceState.CALLED
    coming = session.exec(
        select(Conference).where(seen, is_coming).order_by(col(Conference.starts_at))
    ).all()
    past = session.exec(
        select(Conference)
        .where(seen, ~is_coming)
        .order_by(col(Conference.held_on).desc(), col(Conference.id).desc())
        .limit(shown)
    ).all()
    elders = _elders_of(session, [one.id for one in (*coming, *past)])
    return (
        [ConferenceRow(one, tuple(elders.get(one.id, []))) for one in coming],
        [ConferenceRow(one, tuple(elders.get(one.id, []))) for one in past],
    )


def _elders_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[Elder]]:
    found: dict[UUID, list[Elder]] = {}
    if ids:
        rows = session.execute(
            sa.select(col(Hearing.conference_id), Elder)
            .join(Elder, col(Elder.id) == col(Hearing.elder_id))
            .where(col(Hearing.conference_id).in_(ids))
            .order_by(col(Hearing.position))
        )
        for conference_id, elder in rows:
            found.setdefault(conference_id, []).append(elder)
    return found


def spoken_late(session: Session, actor: Actor, *, on: date) -> list[tuple[Hearing, Elder]]:
    """Return cases where somebody was against a plan after it was handed on, and it still holds."""
    newer = sa.orm.aliased(CarePlan)
    is_against = (
        sa.exists()
        .where(col(Voicing.hearing_id) == col(Hearing.id))
        .where(col(Voicing.plan_stage) != PlanStage.DRAFT)
        .where(col(Voice.voicing_id) == col(Voicing.id), col(Voice.stance) != Stance.AGREE)
    )
    is_replaced = sa.exists().where(
        col(newer.case_id) == col(CarePlan.case_id), col(newer.number) > col(CarePlan.number)
    )
    rows = session.execute(
        sa.select(Hearing, Elder)
        .join(Elder, col(Elder.id) == col(Hearing.elder_id))
        .join(CarePlan, col(CarePlan.id) == col(Hearing.plan_id))
        .where(
            is_against,
            ~is_replaced,
            col(CarePlan.status).in_((PlanStatus.DRAFT, PlanStatus.ACTIVE)),
            visible_to(actor, on=on, action="list", resource="conference"),
        )
        .order_by(col(Elder.sort_key), col(Hearing.id))
    )
    return [(hearing, elder) for hearing, elder in rows]


def hearings_of(session: Session, conference: Conference) -> Sequence[Hearing]:
    """Return the cases of a conference in their order."""
    wanted = select(Hearing).where(Hearing.conference_id == conference.id)
    return session.exec(wanted.order_by(col(Hearing.position))).all()


def get_hearing(
    session: Session, hearing_id: UUID, actor: Actor, *, on: date, action: str,
    resource: str = "conference",
) -> Hearing:  # fmt: skip
    """Return one case of a conference; raises NotFound when the elder is not visible."""
    found = session.exec(
        select(Hearing)
        .join(Elder, col(Elder.id) == col(Hearing.elder_id))
        .where(
            Hearing.id == hearing_id,
            visible_to(actor, on=on, action=action, resource=resource),
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def get_party(
    session: Session, hearing: Hearing, party_id: UUID, *, with_removed: bool = False
) -> Party:
    """Return a party of a case; raises NotFound for another case's, and for one left out since."""
    party = session.get(Party, party_id)
    if party is None or party.hearing_id != hearing.id:
        raise NotFound
    if party.removed_at is not None and not with_removed:
        raise NotFound
    return party


def hearing_of_plan(session: Session, plan_id: UUID) -> Hearing | None:
    """Return where a plan is or was last heard, the open case first; None when nowhere."""
    return session.exec(
        select(Hearing)
        .join(Conference, col(Conference.id) == col(Hearing.conference_id))
        .where(Hearing.plan_id == plan_id, Conference.state != ConferenceState.CANCELLED)
        .order_by(sa.case((col(Hearing.ended_at).is_(None), 0), else_=1), col(Hearing.id).desc())
    ).first()


def callable_plans(session: Session, actor: Actor, *, on: date) -> list[PlanChoice]:
    """Return the drafts that may be heard: not proposed, and in no open case of a conference."""
    is_heard = sa.exists().where(
        col(Hearing.plan_id) == col(CarePlan.id), col(Hearing.ended_at).is_(None)
    )
    rows = session.execute(
        sa.select(CarePlan, Elder)
        .join(Elder, col(Elder.id) == col(CarePlan.elder_id))
        .join(Case, col(Case.id) == col(CarePlan.case_id))
        .where(
            col(CarePlan.status) == PlanStatus.DRAFT,
            col(CarePlan.proposed_at).is_(None),
            col(Case.closed_on).is_(None),
            ~is_heard,
            is_living_here(),
            visible_to(actor, on=on, action="create", resource="conference"),
        )
        .order_by(col(Elder.sort_key), col(Elder.id))
    )
    return [PlanChoice(plan, elder) for plan, elder in rows]


def waiting_for(session: Session, actor: Actor, *, on: date) -> list[tuple[HearingView, Party]]:
    """Return the open cases in which this person's own voice is awaited, the nearest first."""
    if actor.person_id is None:
        return []
    window = timedelta(days=get_conference_rules(on).window_days)
    rows = session.execute(
        sa.select(Hearing, Party)
        .join(Party, col(Party.hearing_id) == col(Hearing.id))
        .join(Conference, col(Conference.id) == col(Hearing.conference_id))
        .join(Elder, col(Elder.id) == col(Hearing.elder_id))
        .join(CarePlan, col(CarePlan.id) == col(Hearing.plan_id))
        .where(
            col(CarePlan.status) == PlanStatus.DRAFT,
            col(Party.user_id) == actor.person_id,
            col(Party.removed_at).is_(None),
            col(Hearing.ended_at).is_(None),
            col(Conference.held_on) <= on + window,
            visible_to(actor, on=on, action="create", resource="voice"),
        )
        .order_by(col(Conference.starts_at), col(Hearing.position))
    ).all()
    views = read_hearings(session, [hearing for hearing, _party in rows], on=on)
    return [
        (view, party)
        for view, (_hearing, party) in zip(views, rows, strict=True)
        if view.spoken(party.id) < len(view.lines)
    ]


def find_voicing(session: Session, operation_id: UUID) -> Voicing | None:
    """Return the act that a page with this operation made, or None."""
    return session.exec(select(Voicing).where(Voicing.operation_id == operation_id)).first()


def find_link(session: Session, token: str) -> VoiceLink | None:
    """Return the link behind an address, or None for one that we did not sign."""
    link_id = vault_of(session).read_link(token)
    return session.get(VoiceLink, link_id) if link_id else None


def link_token(session: Session, link: VoiceLink) -> str:
    """Return what stands in the address of a link."""
    return vault_of(session).link_token(link.id)


def get_link(session: Session, hearing: Hearing, link_id: UUID) -> VoiceLink:
    """Return a link of one of a case's parties; raises NotFound for another case's."""
    link = session.get(VoiceLink, link_id)
    party = session.get(Party, link.party_id) if link else None
    if link is None or party is None or party.hearing_id != hearing.id:
        raise NotFound
    return link


def problem_of(session: Session, link: VoiceLink | None, *, at: datetime) -> str:
    """Return why a link does not open now, in a sentence, or ""."""
    if link is None:
        return LINK_UNKNOWN
    party = session.get_one(Party, link.party_id)
    hearing = session.get_one(Hearing, party.hearing_id)
    conference = session.get_one(Conference, hearing.conference_id)
    if conference.state == ConferenceState.CANCELLED or party.removed_at is not None:
        return "การประชุมนี้ยกเลิกแล้ว หรือเปลี่ยนรายชื่อแล้ว"
    if not session.get_one(Elder, hearing.elder_id).is_living_here:
        return "ลิงก์นี้ใช้ไม่ได้แล้ว"
    return link_problem(
        used_at=link.used_at, revoked_at=link.revoked_at, expires_at=link.expires_at, at=at
    )


def links_of(session: Session, party: Party) -> Sequence[VoiceLink]:
    """Return the links that a party was given, the newest first."""
    wanted = select(VoiceLink).where(VoiceLink.party_id == party.id)
    return session.exec(wanted.order_by(col(VoiceLink.made_at).desc())).all()


def additions_of(session: Session, conference: Conference) -> Sequence[MinuteAddition]:
    """Return the corrections of minutes, the first one first."""
    wanted = select(MinuteAddition).where(MinuteAddition.conference_id == conference.id)
    return session.exec(wanted.order_by(col(MinuteAddition.added_at), col(MinuteAddition.id))).all()


def signatures_of(session: Session, conference: Conference) -> Sequence[MinuteSignature]:
    """Return who signed minutes, the first one first."""
    wanted = select(MinuteSignature).where(MinuteSignature.conference_id == conference.id)
    return session.exec(wanted.order_by(col(MinuteSignature.signed_at))).all()
