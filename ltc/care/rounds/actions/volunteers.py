"""Volunteers: adding one, correcting one, letting one go, and giving out houses."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session, col

from ltc.care.rounds.models import Volunteer, VolunteerHousehold
from ltc.care.rounds.queries.people import held_on
from ltc.care.rounds.queries.volunteers import households_of, name_taken
from ltc.care.rounds.rules.plan import checked_volunteer
from ltc.care.rounds.terms import VolunteerDraft
from ltc.foundation.areas.queries import is_community_of, lock_municipality
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of, write
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.i18n.text import sort_key


def add_volunteer(
    session: Session, municipality_id: UUID, draft: VolunteerDraft, *,
    by: Actor, at: datetime, on: date,
) -> Volunteer:  # fmt: skip
    """Write down a volunteer of a community; they get no account.

    Raises RuleViolation ``phone_shape`` or ``name_taken`` (two of one name are told apart by it),
    NotFound for a community of somewhere else.
    """
    checked_volunteer(draft)
    if not is_community_of(session, draft.community_id, municipality_id):
        raise NotFound
    lock_municipality(session, municipality_id)
    _check_name(session, draft, None, on=on)
    volunteer = Volunteer(
        municipality_id=municipality_id, community_id=draft.community_id, name=draft.name,
        sort_key=sort_key(draft.name), phone=draft.phone,
    )  # fmt: skip
    session.add(volunteer)
    session.flush()
    _write_down(session, volunteer, "volunteer.added", by=by, at=at)
    return volunteer


def change_volunteer(
    session: Session, volunteer: Volunteer, draft: VolunteerDraft, *,
    version: int, by: Actor, at: datetime, on: date,
) -> None:  # fmt: skip
    """Correct a volunteer's name or telephone.

    Raises Conflict when somebody changed it meanwhile, RuleViolation as ``add_volunteer``.
    """
    checked_volunteer(draft)
    if volunteer.version != version:
        raise Conflict(volunteer)
    _check_name(session, draft, volunteer.id, on=on)
    volunteer.name, volunteer.sort_key = draft.name, sort_key(draft.name)
    volunteer.phone = draft.phone
    _save(session, volunteer)
    _write_down(session, volunteer, "volunteer.corrected", by=by, at=at)


def end_volunteer(
    session: Session, volunteer: Volunteer, *, version: int, by: Actor, at: datetime, on: date
) -> int:
    """Let a volunteer go from a day on; returns how many houses have nobody now.

    Raises Conflict when somebody changed the volunteer meanwhile.
    """
    if volunteer.version != version:
        raise Conflict(volunteer)
    volunteer.active_until = on
    _save(session, volunteer)
    freed = session.execute(
        sa.update(VolunteerHousehold)
        .where(
            col(VolunteerHousehold.volunteer_id) == volunteer.id,
            col(VolunteerHousehold.cared_until).is_(None),
        )
        .values(cared_until=on)
        .returning(col(VolunteerHousehold.id))
    ).all()
    _write_down(session, volunteer, "volunteer.ended", by=by, at=at)
    return len(freed)


def give_houses(
    session: Session, volunteer: Volunteer, *, lanes: Collection[str],
    house_ids: Collection[UUID], only_free: bool, by: Actor, at: datetime, on: date,
) -> int:  # fmt: skip
    """Give a volunteer whole lanes and single houses of their community; returns how many.

    Houses they have already are passed over. With ``only_free`` a house that somebody has stays
    there; otherwise it changes hands on the day ``on``. Raises RuleViolation ``nothing_chosen``,
    ``volunteer_ended``, NotFound for houses of another community.
    """
    if volunteer.active_until is not None and volunteer.active_until <= on:
        raise RuleViolation("volunteer_ended", "อสม. คนนี้ไม่ได้ทำหน้าที่แล้ว", "volunteer")
    lock_municipality(session, volunteer.municipality_id)
    known = households_of(session, volunteer.municipality_id, volunteer.community_id, on=on)
    if not set(house_ids) <= known.keys():
        raise NotFound
    chosen = [
        house_id
        for house_id, (lane, holder) in known.items()
        if (lane in lanes or house_id in house_ids)
        and holder != volunteer.id
        and (holder is None or not only_free)
    ]
    if not chosen:
        raise RuleViolation(
            "nothing_chosen", "ยังไม่ได้เลือกบ้านที่จะให้ หรือบ้านที่เลือกมี อสม. ดูแลแล้ว", "lanes"
        )
    _move(session, volunteer, chosen, on=on)
    record(
        session, by=by, at=at, what="volunteer.houses_given", subject=volunteer,
        changes={"houses": len(chosen)},
    )  # fmt: skip
    return len(chosen)


def _move(session: Session, volunteer: Volunteer, chosen: list[UUID], *, on: date) -> None:
    session.execute(
        sa.update(VolunteerHousehold)
        .where(
            col(VolunteerHousehold.household_id).in_(chosen),
            col(VolunteerHousehold.cared_until).is_(None),
            held_on(on),
        )
        .values(cared_until=on)
    )
    rows = [
        {"id": new_id(), "volunteer_id": volunteer.id, "household_id": house_id,
         "cared_from": on, "cared_until": None}
        for house_id in chosen
    ]  # fmt: skip
    write(session, sa.insert(VolunteerHousehold.__table__), rows)  # type: ignore[attr-defined]


def _check_name(session: Session, draft: VolunteerDraft, besides: UUID | None, *, on: date) -> None:
    if name_taken(session, draft.community_id, draft.name, on=on, besides=besides):
        raise RuleViolation("name_taken", "มี อสม. ชื่อนี้ในชุมชนนี้แล้ว ถ้าเป็นคนละคนให้เติมชื่อเล่น", "name")


def _save(session: Session, volunteer: Volunteer) -> None:
    session.add(volunteer)
    try:
        session.flush()
    except StaleDataError as stale:
        raise Conflict(volunteer) from stale


def _write_down(
    session: Session, volunteer: Volunteer, what: str, *, by: Actor, at: datetime
) -> None:
    vault = vault_of(session)
    record(
        session, by=by, at=at, what=what, subject=volunteer,
        changes={"community_id": str(volunteer.community_id), "name": vault.trace(volunteer.name),
                 "phone": vault.trace(volunteer.phone)},
    )  # fmt: skip
