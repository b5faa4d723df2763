"""Reading batches: who may see which, what waits to be done, what a batch made and stands on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.terms import Purpose
from ltc.care.elders.models import CareTeamMember, Elder, ElderGram, Household
from ltc.care.elders.terms import TeamRole
from ltc.care.workforce.models import TrainingCertificate
from ltc.exchange.town.models import ImportBatch, ImportFile, ImportMade, ImportRefusal
from ltc.exchange.town.terms import NEEDS, WORKING, Cell, Formula, Kind, Line, Sheet, State
from ltc.foundation.accounts.models import EntryCode, RoleHolding, User
from ltc.foundation.accounts.queries import list_holdings, list_users_with, may, policy
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import NotFound

RESOURCE = "town_import"
LISTED = 20
# What follows a row by itself, and goes with it: by the table of the row.
OWN: dict[str, tuple[type[SQLModel], str]] = {
    "elder": (ElderGram, "elder_id"), "user_account": (EntryCode, "user_id"),
}  # fmt: skip
_OWN = frozenset(str(model.__tablename__) for model, _column in OWN.values())
# Who did and read what stays written down, whatever becomes of the rows.
_TRACES = frozenset({"audit_entry", "access_subject"})
# in the order in which they are taken back
MADE: tuple[type[SQLModel], ...] = (
    CareTeamMember, Assessment, Elder, Household, TrainingCertificate, RoleHolding, User,
)  # fmt: skip


def get_batch(session: Session, batch_id: UUID, actor: Actor) -> ImportBatch:
    """Return a batch of the actor's municipality; raises NotFound for any other."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None or actor.area_id is None or batch.municipality_id != actor.area_id:
        raise NotFound
    if batch.kind not in kinds_for(actor):
        raise NotFound
    return batch


def kinds_for(actor: Actor) -> tuple[Kind, ...]:
    """Return what an actor may take in: what they may also add by hand."""
    return tuple(
        kind for kind, resource in NEEDS.items()
        if may(actor, "create", RESOURCE) and may(actor, "create", resource)
    )  # fmt: skip


def list_batches(session: Session, actor: Actor) -> Sequence[ImportBatch]:
    """Return the newest batches of the actor's municipality, newest first."""
    return session.exec(
        select(ImportBatch)
        .where(
            ImportBatch.municipality_id == actor.area_id,
            ImportBatch.state != State.DROPPED,
            col(ImportBatch.kind).in_([str(kind) for kind in kinds_for(actor)]),
        )
        .order_by(col(ImportBatch.created_at).desc(), col(ImportBatch.id).desc())
        .limit(LISTED)
    ).all()


def file_of(session: Session, batch: ImportBatch) -> bytes:
    """Return the bytes of a batch's file; raises NotFound once they are deleted."""
    row = session.get(ImportFile, batch.id)
    if row is None:
        raise NotFound
    return vault_of(session).open_bytes(row.sealed, about=batch.id)


def sheets_of(session: Session, batch: ImportBatch) -> list[Sheet]:
    """Return the sheets of a batch's file with their first rows; raises NotFound once deleted."""
    row = session.get(ImportFile, batch.id)
    if row is None:
        raise NotFound
    return loaded_head(vault_of(session).open_bytes(row.sealed_head, about=batch.id))


def dumped_head(sheets: Sequence[Sheet]) -> bytes:
    """Return first rows as bytes to be sealed."""
    return json.dumps(
        [
            [one.name, [[x.number, [_plain(c) for c in x.cells], x.is_merged] for x in one.head]]
            for one in sheets
        ]
    ).encode()


def loaded_head(data: bytes) -> list[Sheet]:
    """Return the first rows that ``dumped_head`` made bytes of."""
    return [
        Sheet(name, tuple(Line(n, tuple(_cell(c) for c in cells), m) for n, cells, m in head))
        for name, head in json.loads(data)
    ]


def _plain(cell: Cell) -> str | list[str]:
    if isinstance(cell, Formula):
        return []
    return [cell.isoformat()] if isinstance(cell, date) else cell


def _cell(plain: str | list[str]) -> Cell:
    if isinstance(plain, list):
        return date.fromisoformat(plain[0]) if plain else Formula()
    return plain


def list_refusals(
    session: Session, batch_id: UUID, *, after: int = 0, limit: int = 50
) -> Sequence[ImportRefusal]:
    """Return why rows of a batch stay out, in the order of the file, from a row on."""
    return session.exec(
        select(ImportRefusal)
        .where(ImportRefusal.batch_id == batch_id, col(ImportRefusal.line) > after)
        .order_by(col(ImportRefusal.line))
        .limit(limit)
    ).all()


def count_reasons(session: Session, batch_id: UUID) -> list[tuple[str, int]]:
    """Return the reasons of a batch with how many rows each keeps out, the commonest first."""
    how_many = sa.func.count()
    found = session.execute(
        sa.select(col(ImportRefusal.reason), how_many)
        .where(col(ImportRefusal.batch_id) == batch_id)
        .group_by(col(ImportRefusal.reason))
        .order_by(how_many.desc(), col(ImportRefusal.reason))
        .limit(10)
    )
    return [(reason, count) for reason, count in found]


def next_work(session: Session) -> ImportBatch | None:
    """Return the batch that waits longest for work, locked, or None."""
    return session.exec(
        select(ImportBatch)
        .where(col(ImportBatch.state).in_(WORKING))
        .order_by(col(ImportBatch.asked_at), col(ImportBatch.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def is_any_waiting(session: Session) -> bool:
    """True when there is work to do; a glance that locks nothing."""
    wanted = sa.select(col(ImportBatch.id)).where(col(ImportBatch.state).in_(WORKING)).limit(1)
    return session.scalar(wanted) is not None


def still_may(session: Session, batch: ImportBatch, *, on: date) -> Actor | None:
    """Return in whose name a batch is worked on, or None when that person may no longer."""
    user = session.get(User, batch.person_id)
    if user is None or not user.is_enabled:
        return None
    holds = any(
        holding.role == batch.role and holding.area_id == batch.municipality_id
        for holding in list_holdings(session, user.id, on=on)
    )
    actor = Actor(user.id, batch.person_name, batch.role, batch.municipality_id)
    return actor if holds and batch.kind in kinds_for(actor) else None


def assessed_days(
    session: Session, elder_ids: Sequence[UUID], instrument: str
) -> set[tuple[UUID, date]]:
    """Return on which days these elders were screened with an instrument already."""
    found = session.execute(
        sa.select(col(Assessment.elder_id), col(Assessment.assessed_on)).where(
            col(Assessment.elder_id).in_(elder_ids), col(Assessment.instrument) == instrument,
            col(Assessment.purpose) == Purpose.SCREENING,
        )
    )  # fmt: skip
    return {(elder_id, day) for elder_id, day in found}


def taken_names(session: Session, usernames: Sequence[str]) -> set[str]:
    """Return which of these sign-in names somebody has, in whatever town."""
    wanted = sa.select(col(User.username)).where(col(User.username).in_(usernames))
    return set(session.scalars(wanted))


def nobody() -> sa.Select[UUID]:
    """Return the selection of no elder: a file of rows that are in no register shows nobody."""
    return sa.select(col(Elder.id)).where(sa.false())


def colleagues(session: Session, municipality_id: UUID, *, on: date) -> dict[str, UUID]:
    """Return who has a role in a municipality on a day, by sign-in name."""
    roles = sorted(policy().labels)
    found = list_users_with(session, roles, area_id=municipality_id, on=on)
    return {user.username: user.id for user, _role in found}


def places_of(session: Session, elder_ids: Sequence[UUID]) -> set[tuple[UUID, str, str]]:
    """Return the places that these elders' teams have or had: elder, role, who.

    A file may begin in the past, so that ended places count: a person sorts these out. Where only
    one may have a role, it counts as taken whoever has it: "who" is then empty.
    """
    found = session.execute(
        sa.select(
            col(CareTeamMember.elder_id), col(CareTeamMember.team_role),
            col(CareTeamMember.user_id), col(CareTeamMember.name),
        ).where(col(CareTeamMember.elder_id).in_(elder_ids))
    )  # fmt: skip
    return {
        (elder_id, role, "" if role == TeamRole.CARE_MANAGER else str(user_id or name))
        for elder_id, role, user_id, name in found
    }


@dataclass(frozen=True)
class BuiltOn:
    """Rows of a table that lean on what a batch made."""

    table: str
    count: int


def made_ids(batch_id: UUID, kind: str) -> sa.Select[UUID]:
    """Return the selection of what a batch added to one table."""
    return sa.select(col(ImportMade.object_id)).where(
        col(ImportMade.batch_id) == batch_id, col(ImportMade.kind) == kind
    )


def built_on(session: Session, batch_id: UUID) -> list[BuiltOn]:
    """Return what leans on the rows of a batch: what was changed since, or added by others.

    Every table is asked that points at a row of ours by a foreign key, or names an elder.
    """
    found = [_changed(session, batch_id, model) for model in (Elder, Assessment, CareTeamMember)]
    found += [_came_in(session, batch_id), _withdrawn(session, batch_id)]
    made_kinds = set(
        session.scalars(
            sa.select(col(ImportMade.kind)).where(col(ImportMade.batch_id) == batch_id).distinct()
        )
    )
    for table in SQLModel.metadata.sorted_tables:
        if table.name in _OWN | _TRACES or table.name.startswith("import_"):
            continue
        for column, kind in _pointing(table, made_kinds):
            leaning = sa.select(sa.func.count()).where(column.in_(made_ids(batch_id, kind)))
            if table.name in made_kinds:
                leaning = leaning.where(table.c.id.not_in(made_ids(batch_id, table.name)))
            found.append(BuiltOn(table.name, int(session.scalar(leaning) or 0)))
    return [one for one in found if one.count]


def table_of(model: type[SQLModel]) -> sa.Table:
    """Return the table of a model."""
    table: sa.Table = model.__table__  # type: ignore[attr-defined]
    return table


def _changed(session: Session, batch_id: UUID, model: type[SQLModel]) -> BuiltOn:
    table = table_of(model)
    counted = sa.select(sa.func.count()).where(
        table.c.version > 1, table.c.id.in_(made_ids(batch_id, table.name))
    )
    return BuiltOn(f"{table.name} changed", int(session.scalar(counted) or 0))


def _came_in(session: Session, batch_id: UUID) -> BuiltOn:
    """Count who has chosen a password: from then on an account is theirs."""
    counted = sa.select(sa.func.count()).where(
        col(User.password_hash) != "", col(User.id).in_(made_ids(batch_id, "user_account"))
    )
    return BuiltOn("user_account changed", int(session.scalar(counted) or 0))


def _withdrawn(session: Session, batch_id: UUID) -> BuiltOn:
    """Count certificates that somebody withdrew since: who and why stays."""
    counted = sa.select(sa.func.count()).where(
        col(TrainingCertificate.withdrawn_at).is_not(None),
        col(TrainingCertificate.id).in_(made_ids(batch_id, "training_certificate")),
    )
    return BuiltOn("training_certificate changed", int(session.scalar(counted) or 0))


def _pointing(table: sa.Table, kinds: set[str]) -> list[tuple[sa.Column[UUID], str]]:
    found = []
    for column in table.columns:
        targets = {key.column.table.name for key in column.foreign_keys}
        if not targets and column.name == "elder_id":
            targets = {"elder"}  # rooms that know nobody above them hold the plain id
        found += [(column, kind) for kind in sorted(targets & kinds)]
    return found
