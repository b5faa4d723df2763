"""A colleague is away: the absence with its cover in one act, and taking it back at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.elders.actions.places import Lending, end_places, lend_places
from ltc.care.elders.terms import TeamRole
from ltc.care.rota.actions.board import end_lent
from ltc.care.rota.models import Absence, Assignment, StandIn
from ltc.care.rota.queries.people import kin_of, list_away, list_colleagues
from ltc.care.rota.rules.decisions import check_able, checked_absence
from ltc.care.rota.rules.wanted import monday_of
from ltc.care.rota.terms import AbsenceDraft, Turn
from ltc.care.workforce.queries import trainings_of
from ltc.foundation.accounts.models import User
from ltc.foundation.areas.queries import lock_municipality
from ltc.foundation.audit.actions import record, record_many
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.i18n.dates import short_date


@dataclass(frozen=True)
class Cover:
    """Who takes which elder, with the visits that go along; ``turns`` is empty for managers."""

    elder_id: UUID
    user_id: UUID
    turns: tuple[Turn, ...] = ()


def begin_absence(
    session: Session, municipality_id: UUID, draft: AbsenceDraft, *, role: str,
    stand_in_id: UUID | None, by: Actor, at: datetime, on: date,
) -> Absence:  # fmt: skip
    """Write down that a colleague is away. Raises RuleViolation as ``checked_absence``.

    ``stand_in_id`` is to whom their questions go meanwhile; the caller checked them.
    """
    lock_municipality(session, municipality_id)
    others = [
        one
        for one in list_away(session, municipality_id, since=draft.since, until=draft.until)
        if one.user_id == draft.user_id
    ]
    draft = checked_absence(draft, others, on=on)
    user = session.get(User, draft.user_id)
    assert user is not None, "the caller chose the colleague with a check"
    row = Absence(
        municipality_id=municipality_id, user_id=user.id, name=user.name_th, role=role,
        from_day=draft.since, until_day=draft.until, kind=draft.kind, note=draft.note,
        stand_in_id=stand_in_id, made_by=by.person_id, made_by_name=by.name, made_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="absence.published", subject=row,
        changes={"user": str(user.id), "from_day": str(row.from_day),
                 "until_day": str(row.until_day), "stand_in": str(stand_in_id or "")},
    )  # fmt: skip
    return row


def cover_elders(
    session: Session, absence: Absence, covers: Sequence[Cover], team_role: TeamRole, *,
    fields: Mapping[UUID, str], by: Actor, at: datetime, on: date,
) -> None:  # fmt: skip
    """Lend each stand-in a place for exactly the days of the absence, and keep who goes when.

    Raises RuleViolation as ``check_able`` says, at the field that ``fields`` names for the elder.
    """
    users = _users(session, {one.user_id for one in covers})
    _check(session, absence, covers, team_role, users, fields, on)
    since = max(absence.from_day, on)  # days that are over open nothing any more
    because = (
        f"มาแทน {absence.name} {short_date(absence.from_day)}"
        f" ถึง {short_date(absence.until_day - timedelta(days=1))}"
    )
    members = lend_places(
        session,
        [
            Lending(one.elder_id, users[one.user_id], team_role, since, absence.until_day, because)
            for one in covers
        ],
        by=by, at=at,
    )  # fmt: skip
    session.add_all(
        StandIn(
            elder_id=one.elder_id, team_role=str(team_role), user_id=one.user_id,
            instead_of_id=absence.user_id, instead_of_name=absence.name,
            from_day=since, until_day=absence.until_day, absence_id=absence.id,
            member_id=member.id,
        )
        for one, member in zip(covers, members, strict=True)
    )  # fmt: skip
    _keep_turns(session, absence, covers, users, by=by, at=at, on=on)
    session.flush()


def _users(session: Session, user_ids: set[UUID]) -> dict[UUID, User]:
    rows = session.scalars(sa.select(User).where(col(User.id).in_(user_ids)))
    return {row.id: row for row in rows}


def _check(
    session: Session, absence: Absence, covers: Sequence[Cover], team_role: TeamRole,
    users: Mapping[UUID, User], fields: Mapping[UUID, str], on: date,
) -> None:  # fmt: skip
    days = {"since": absence.from_day, "until": absence.until_day}
    town = absence.municipality_id
    able = {one.id for one in list_colleagues(session, town, [str(team_role)], **days)}
    away = {one.user_id for one in list_away(session, town, **days)}
    kin = kin_of(session, [one.elder_id for one in covers])
    first = max(absence.from_day, on)
    trained = trainings_of(session, town, list(users), role=str(team_role), on=first)
    for one in covers:
        user = users.get(one.user_id)
        if user is None:
            raise RuleViolation("user_unknown", "กรุณาเลือกจากรายชื่อ", fields.get(one.elder_id))
        check_able(
            user.name_th,
            has_role=user.id in able,
            is_kin=kin.has(one.elder_id, user.id, user.name_th),
            is_away=user.id in away,
            ended_on=trained[user.id].ended_by(_last_day(one, absence)),
            field=fields.get(one.elder_id),
        )


def _last_day(cover: Cover, absence: Absence) -> date:
    """Return the last day on which a stand-in goes; of the absence where no visit is named."""
    days = [turn.day for turn in cover.turns if turn.day is not None]
    return max(days, default=absence.until_day - timedelta(days=1))


def _keep_turns(
    session: Session, absence: Absence, covers: Sequence[Cover], users: Mapping[UUID, User], *,
    by: Actor, at: datetime, on: date,
) -> None:  # fmt: skip
    """Keep each visit on its day with the stand-in; decisions made before are taken over."""
    turns = [(one, turn) for one in covers for turn in one.turns]
    elder_ids = {one.elder_id for one in covers}
    known = {
        (row.elder_id, row.wanted_from): row
        for row in session.exec(
            select(Assignment).where(
                col(Assignment.elder_id).in_(elder_ids),
                col(Assignment.week_from) >= monday_of(absence.from_day),
            )
        ).all()
    }
    taken_over = [known[turn.wanted.key].id for _one, turn in turns if turn.wanted.key in known]
    end_lent(session, taken_over, on=on, by=by, at=at)
    rows = []
    for one, turn in turns:
        assert turn.day is not None
        row = known.get(turn.wanted.key) or Assignment(
            municipality_id=absence.municipality_id, elder_id=one.elder_id,
            wanted_from=turn.wanted.first, week_from=monday_of(turn.wanted.days[0]),
            caregiver_id=one.user_id, caregiver_name="", day=turn.day,
            minutes=turn.wanted.minutes, made_at=at,
        )  # fmt: skip
        row.caregiver_id, row.caregiver_name = one.user_id, users[one.user_id].name_th
        row.day, row.absence_id = turn.day, absence.id
        row.made_by, row.made_by_name, row.made_at = by.person_id, by.name, at
        session.add(row)
        rows.append(row)
    session.flush()
    if rows:
        record_many(
            session, by=by, at=at, what="assignment.covered", kind="assignment",
            subjects=[
                (row.id, row.elder_id, {"day": str(row.day), "caregiver": str(row.caregiver_id)})
                for row in rows
            ],
        )  # fmt: skip


def take_back_absence(
    session: Session, absence: Absence, *, version: int, by: Actor, at: datetime, on: date
) -> None:
    """The colleague is back from ``on``: lent places end at once, their visits are theirs again.

    What was done before stays as it was. Raises Conflict for an older version, RuleViolation
    ``already_over``.
    """
    session.refresh(absence, with_for_update={"key_share": True})
    if absence.version != version:
        raise Conflict(absence)
    if absence.until_day <= on:
        raise RuleViolation("already_over", "การลานี้จบไปแล้ว")
    stand_ins = session.exec(select(StandIn).where(StandIn.absence_id == absence.id)).all()
    end_places(session, [one.member_id for one in stand_ins], on=on, by=by, at=at)
    for one in stand_ins:
        one.until_day = max(one.from_day, on)
        session.add(one)
    gone = session.exec(
        select(Assignment).where(Assignment.absence_id == absence.id, col(Assignment.day) >= on)
    ).all()
    end_lent(session, [row.id for row in gone], on=on, by=by, at=at)
    for row in gone:
        session.delete(row)
    absence.until_day, absence.taken_back_at = max(absence.from_day, on), at
    session.add(absence)
    record(
        session, by=by, at=at, what="absence.taken_back", subject=absence,
        changes={"until_day": str(absence.until_day), "visits": len(gone)},
    )  # fmt: skip
