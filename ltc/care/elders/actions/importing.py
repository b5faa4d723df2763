"""Registering many people at once, by the same rules as the form."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from ltc.care.elders import rules
from ltc.care.elders.actions.register import grams_for, write_person
from ltc.care.elders.models import Elder, ElderGram, Household
from ltc.care.elders.queries.many import House, births_by_name, houses_at, taken_indexes
from ltc.care.elders.terms import ElderDraft
from ltc.foundation.audit.actions import record_many
from ltc.foundation.core import citizen_id
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of, write
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.i18n.text import searchable

AT_ONCE = 2_000
Rows = list[dict[str, Any]]


@dataclass
class Newcomers:
    """Who came before in the same file: a second row for one person is refused as well."""

    indexes: set[bytes] = field(default_factory=set)
    births: dict[str, list[date | None]] = field(default_factory=dict)
    houses: dict[House, UUID] = field(default_factory=dict)


def check_people(
    session: Session,
    municipality_id: UUID,
    drafts: Sequence[ElderDraft],
    *,
    communities: Collection[UUID],
    before: Newcomers,
    on: date,
) -> list[ElderDraft | RuleViolation]:
    """Return each draft ready to be written, or the rule it breaks; writes nothing.

    The rules are those of ``register_elder``, and against the rows ``before`` as well:
    ``citizen_id_twice`` and ``twice_in_file``.
    """
    checked = [_shaped(draft, communities, on) for draft in drafts]
    sound = [one for one in checked if isinstance(one, ElderDraft)]
    vault = vault_of(session)
    index_of = {
        one.citizen_id: vault.blind_index(one.citizen_id) for one in sound if one.citizen_id
    }
    taken = taken_indexes(session, set(index_of.values()))
    births = births_by_name(session, municipality_id, {_name(one) for one in sound})
    for place, one in enumerate(checked):
        if isinstance(one, ElderDraft):
            index = index_of.get(one.citizen_id or "")
            broken = _known(one, index, taken, births, before)
            if broken is not None:
                checked[place] = broken
            else:
                before.births.setdefault(_name(one), []).append(one.born_on)
                if index:
                    before.indexes.add(index)
    return checked


def _shaped(
    draft: ElderDraft, communities: Collection[UUID], on: date
) -> ElderDraft | RuleViolation:
    try:
        draft = rules.checked(draft, on=on)
        if draft.community_id not in communities:
            raise RuleViolation("community_unknown", "กรุณาเลือกชุมชนจากรายการ", "community")
        if draft.citizen_id:
            return replace(draft, citizen_id=citizen_id.parse(draft.citizen_id, "citizen_id"))
    except RuleViolation as broken:
        return broken
    return draft


def _name(draft: ElderDraft) -> str:
    return searchable(draft.given_name + draft.family_name)[:200]


def _known(
    draft: ElderDraft,
    index: bytes | None,
    taken: Collection[bytes],
    births: dict[str, list[date | None]],
    before: Newcomers,
) -> RuleViolation | None:
    """Return why this person is one who is there already, or None."""
    if index in taken:
        return RuleViolation("citizen_id_taken", "มีคนลงทะเบียนด้วยเลขนี้แล้ว", "citizen_id")
    if index in before.indexes:
        return RuleViolation("citizen_id_twice", "เลขนี้ซ้ำกับแถวก่อนหน้าในแฟ้มนี้", "citizen_id")
    if draft.is_not_duplicate:
        return None
    name = _name(draft)
    for others, code, where in (
        (births, "possible_duplicate", "ในทะเบียน"),
        (before.births, "twice_in_file", "ในแถวก่อนหน้าของแฟ้มนี้"),
    ):
        if any(
            rules.may_be_same(name, draft.born_on, other_name=name, other_born_on=born_on)
            for born_on in others.get(name, ())
        ):
            words = f"มีคนชื่อนี้ที่เกิดใกล้กันอยู่แล้ว{where} ถ้าเป็นคนละคน ใส่ “ใช่” ในช่อง ตรวจแล้วเป็นคนละคน"
            return RuleViolation(code, words, "given_name")
    return None


def person_rows(
    session: Session,
    municipality_id: UUID,
    drafts: Sequence[ElderDraft],
    *,
    before: Newcomers,
    at: datetime,
) -> tuple[Rows, Rows]:
    """Return the rows of checked drafts: new houses, and people. Writes nothing."""
    wanted = {_house(draft): draft for draft in reversed(drafts)}
    there = houses_at(session, wanted) | before.houses
    houses: Rows = []
    for place, draft in reversed(wanted.items()):
        if place not in there:
            there[place] = before.houses[place] = new_id()
            houses.append(
                {"id": there[place], "community_id": place[0], "house_no": place[1],
                 "lane": place[2], "landmark": draft.landmark}
            )  # fmt: skip
    vault = vault_of(session)
    people: Rows = []
    for draft in drafts:
        # Only the columns of a row: the machinery of a real one would be half of the work.
        row = SimpleNamespace(
            id=new_id(), municipality_id=municipality_id, household_id=there[_house(draft)],
            registered_at=at, died_on=None, moved_away_on=None, version=1,
        )  # fmt: skip
        write_person(vault, cast(Elder, row), draft)
        people.append(vars(row))
    return houses, people


def _house(draft: ElderDraft) -> House:
    return (draft.community_id, draft.house_no, draft.lane)


def write_people(
    session: Session, houses: Rows, people: Rows, *, batch_id: UUID, by: Actor, at: datetime
) -> None:
    """Save the rows of ``person_rows`` with their search pieces, and an audit entry for each."""
    if houses:
        write(session, sa.insert(Household.__table__), houses)  # type: ignore[attr-defined]
    if not people:
        return
    write(session, sa.insert(Elder.__table__), people)  # type: ignore[attr-defined]
    insert_grams(
        session,
        (
            (gram, row["id"])
            for row in people
            for gram in grams_for(row["search_text"], row["phone"])
        ),
    )
    record_many(
        session, by=by, at=at, what="elder.imported", kind=str(Elder.__tablename__),
        subjects=[
            (row["id"], row["id"], {"batch": str(batch_id), "sex": row["sex"],
             "community_id": str(row["community_id"])})
            for row in people
        ],
    )  # fmt: skip


def insert_grams(session: Session, grams: Iterable[tuple[str, UUID]]) -> None:
    """Insert search pieces by the ten thousand, the fastest way of each database."""
    ordered = sorted((gram, elder_id.hex) for gram, elder_id in grams)
    connection = session.connection()
    table = ElderGram.__tablename__
    if connection.dialect.name == "sqlite":
        # in key order neighbours in the tree are written together
        connection.exec_driver_sql(f"INSERT INTO {table} (gram, elder_id) VALUES (?, ?)", ordered)
        return
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} (gram, elder_id) FROM STDIN") as out:
        out.write("".join(f"{gram}\t{elder_id}\n" for gram, elder_id in ordered))
