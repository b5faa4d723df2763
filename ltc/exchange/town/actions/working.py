"""The pieces of the work behind: a pass over some rows, writing all at once, taking all back."""

import pickle
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from ltc.care.elders.models import Elder
from ltc.care.elders.queries.many import state_of_register
from ltc.exchange.town.actions.batches import forget_file
from ltc.exchange.town.actions.kinds import Work
from ltc.exchange.town.models import ImportBatch, ImportFile, ImportMade, ImportRefusal
from ltc.exchange.town.queries import MADE, OWN, built_on, made_ids, table_of
from ltc.exchange.town.rules.cells import fields_of
from ltc.exchange.town.rules.columns import column
from ltc.exchange.town.rules.plain import plain_lines
from ltc.exchange.town.rules.workbook import is_workbook, rows_about, workbook_lines
from ltc.exchange.town.terms import (
    DROPPABLE,
    KEPT_FOR,
    MOST_ROWS,
    UNDO_WITHIN,
    WORKING,
    Line,
    Refusal,
    State,
    Task,
)
from ltc.foundation.accounts.models import User
from ltc.foundation.areas.queries import lock_municipality
from ltc.foundation.audit.actions import record, record_many
from ltc.foundation.core.actor import Actor, system_actor
from ltc.foundation.core.errors import Conflict, RuleViolation

AT_ONCE = 500  # rows looked at in one short transaction, and one step of the progress
CACHE_KB = 64_000  # for the one great transaction on the embedded file: a third faster
TABLE_WORDS = {
    "elder changed": "คนที่ข้อมูลถูกแก้แล้ว", "assessment changed": "ผลประเมินที่มีการแก้ไขหรือตัดสินแล้ว",
    "care_team_member changed": "ทีมดูแลที่เปลี่ยนแล้ว", "assessment": "ผลประเมิน", "visit": "การเยี่ยม",
    "care_case": "การรับเข้าการดูแล", "care_team_member": "คนในทีมดูแล", "circumstances": "ความเป็นอยู่",
    "user_account changed": "คนที่เข้าระบบแล้ว", "role_holding": "หน้าที่ที่ให้เพิ่ม",
    "stored_file": "รูปหรือเสียง", "elder": "คนอื่นที่ลงทะเบียนในบ้านเดียวกัน", "legal_ground": "ความยินยอม",
}  # fmt: skip


def lines_of(batch: ImportBatch, data: bytes) -> Iterator[Line]:
    """Yield the rows of a batch below its headings; raises RuleViolation ``too_many_rows``."""
    whole = (
        workbook_lines(data, batch.sheet)
        if is_workbook(data)
        else plain_lines(data, batch.charset, batch.delimiter)
    )
    below = (line for line in whole if line.number > batch.heading_line)
    for count, line in enumerate(below):
        if count >= MOST_ROWS:
            raise RuleViolation(
                "too_many_rows", f"มีมากกว่า {MOST_ROWS:,} แถว แบ่งเป็นหลายแฟ้มแล้วส่งทีละแฟ้ม"
            )
        yield line


def rows_about_of(batch: ImportBatch, data: bytes) -> int:
    """Return roughly how many rows there are, without reading them: for the progress only."""
    most = rows_about(data, batch.sheet) if is_workbook(data) else data.count(b"\n")
    return max(1, min(most, MOST_ROWS))


def some_at_once(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Yield the rows some hundred at a time."""
    while some := list(islice(lines, AT_ONCE)):
        yield some


def look_at(
    session: Session, work: Work, batch: ImportBatch, lines: Sequence[Line]
) -> tuple[list[Any], list[Refusal]]:
    """Return the drafts of some rows that may be written, and why the others may not."""
    drafts, numbers, refusals = [], [], []
    for line in lines:
        try:
            drafts.append(work.read(fields_of(batch.kind, batch.mapping, line)))
            numbers.append(line.number)
        except RuleViolation as broken:
            refusals.append(_refusal(batch, line.number, broken))
    sound = []
    for number, one in zip(numbers, work.check(session, drafts), strict=True):
        if isinstance(one, RuleViolation):
            refusals.append(_refusal(batch, number, one))
        else:
            sound.append(one)
    return sound, sorted(refusals, key=lambda one: one.line)


def _refusal(batch: ImportBatch, number: int, broken: RuleViolation) -> Refusal:
    one = column(batch.kind, broken.field or "")
    place = batch.mapping.get(broken.field or "")
    heading = batch.headings[place] if place is not None else (one.label_th if one else "")
    return Refusal(number, heading[:100], broken.message[:300])


def note_progress(
    session: Session, batch: ImportBatch, done: int, total: int, *, at: datetime
) -> None:
    """Write down how far the work has come; past the row's version, which is for people."""
    session.execute(
        sa.update(ImportBatch)
        .where(col(ImportBatch.id) == batch.id)
        .values(done_rows=done, total_rows=max(done, total), beat_at=at)
    )


def note_refusals(session: Session, batch: ImportBatch, refusals: Iterable[Refusal]) -> None:
    """Write down why rows stay out."""
    rows = [
        {"batch_id": batch.id, "line": one.line, "heading": one.column, "reason": one.reason}
        for one in refusals
    ]
    if rows:
        session.execute(sa.insert(ImportRefusal.__table__), rows)  # type: ignore[attr-defined]


def forget_refusals(session: Session, batch: ImportBatch) -> None:
    """Delete the reasons of an earlier pass."""
    session.execute(sa.delete(ImportRefusal).where(col(ImportRefusal.batch_id) == batch.id))


def pack(ready: Any) -> bytes:
    """Return what was made ready packed small: a town waits in some megabytes of memory."""
    return zlib.compress(pickle.dumps(ready), 1)


def unpack(packed: bytes) -> Any:
    """Return what ``pack`` packed; never called with anything from outside this process."""
    return pickle.loads(zlib.decompress(packed))


def held(session: Session, batch: ImportBatch) -> ImportBatch:
    """Return a batch locked for its last step; raises Conflict when its state is another now."""
    row = session.get_one(ImportBatch, batch.id, with_for_update=True)
    if row.state != batch.state:
        raise Conflict(row)
    return row


def close_check(
    session: Session, batch: ImportBatch, accepted: int, refused: int, note: str
) -> None:
    """Say that every row was looked at."""
    row = held(session, batch)
    row.state, row.accepted, row.refused, row.note = State.CHECKED.value, accepted, refused, note
    row.total_rows = row.done_rows = accepted + refused
    session.add(row)


def write_all(
    session: Session,
    batch: ImportBatch,
    work: Work,
    packs: Sequence[bytes],
    *,
    stood: tuple[int, int],
    task: Task,
    at: datetime,
) -> None:
    """Write everything that was made ready, in the transaction of the session.

    ``stood`` is how the register stood when the rows were checked. Raises Conflict when somebody
    changed it since, or when the batch is no longer to be saved.
    """
    lock_municipality(session, task.municipality_id)
    row = held(session, batch)
    if state_of_register(session, task.municipality_id) != stood:
        raise Conflict(row)
    with _roomy(session):
        for packed in packs:
            work.write(session, unpack(packed), at=at)
    row = session.get_one(ImportBatch, batch.id)
    row.state, row.saved_at = State.SAVED.value, at
    session.add(row)
    if not row.refused:
        session.execute(sa.delete(ImportFile).where(col(ImportFile.batch_id) == row.id))
    record(
        session, by=task.by, at=at, what="town_import.saved", subject=row,
        changes={"kind": row.kind, "accepted": row.accepted, "refused": row.refused,
                 "sha256": row.sha256},
    )  # fmt: skip


@contextmanager
def _roomy(session: Session) -> Iterator[None]:
    """Give the embedded database more memory for one great piece of work."""
    connection = session.connection()
    is_embedded = connection.dialect.name == "sqlite"
    kept = connection.exec_driver_sql("PRAGMA cache_size").scalar() if is_embedded else None
    try:
        if is_embedded:
            connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KB}")
        yield
    finally:
        if is_embedded:
            connection.exec_driver_sql(f"PRAGMA cache_size={kept}")


def take_back(session: Session, batch: ImportBatch, *, by: Actor, at: datetime) -> None:
    """Delete exactly what a batch made; raises RuleViolation ``built_on`` with what leans on it."""
    row = held(session, batch)
    leaning = built_on(session, batch.id)
    if leaning:
        words = " · ".join(
            f"{TABLE_WORDS.get(one.table, 'ข้อมูลอื่นของคนเหล่านี้')} {one.count:,}" for one in leaning[:5]
        )
        raise RuleViolation("built_on", f"นำออกไม่ได้ เพราะมีสิ่งที่บันทึกต่อจากชุดนี้แล้ว: {words}")
    _write_down_undo(session, batch, by=by, at=at)
    for model in MADE:
        table = table_of(model)
        ids = session.scalars(made_ids(batch.id, table.name)).all()
        for start in range(0, len(ids), AT_ONCE):
            # Some at once: what a statement may have to put back, SQLite keeps in memory.
            some = ids[start : start + AT_ONCE]
            if table.name in OWN:
                own, column_name = OWN[table.name]
                follows = table_of(own)
                session.execute(sa.delete(follows).where(follows.c[column_name].in_(some)))
            session.execute(sa.delete(table).where(table.c.id.in_(some)))
    session.execute(sa.delete(ImportMade).where(col(ImportMade.batch_id) == batch.id))
    forget_file(session, row)
    row.state = State.UNDONE.value
    session.add(row)
    record(session, by=by, at=at, what="town_import.undone", subject=row)


def _write_down_undo(session: Session, batch: ImportBatch, *, by: Actor, at: datetime) -> None:
    """Write an entry for each person taken back; their numbers in the audit stay."""
    for one in session.scalars(made_ids(batch.id, "user_account")).all():
        user = session.get_one(User, one)
        record(session, by=by, at=at, what="user_account.import_undone", subject=user,
               changes={"batch": str(batch.id)})  # fmt: skip
    ids = session.scalars(made_ids(batch.id, "elder")).all()
    for start in range(0, len(ids), 2_000):
        record_many(
            session, by=by, at=at, what="elder.import_undone", kind=str(Elder.__tablename__),
            subjects=[(one, one, {"batch": str(batch.id)}) for one in ids[start : start + 2_000]],
        )  # fmt: skip


BACK = {State.CHECKING: State.MAPPING, State.SAVING: State.CHECKED, State.UNDOING: State.SAVED}


def give_back(session: Session, batch: ImportBatch, note: str, *, at: datetime) -> None:
    """Put a batch back to where its person can go on, and say why."""
    row = session.get_one(ImportBatch, batch.id, with_for_update=True)
    if row.state == batch.state:
        row.state, row.note, row.beat_at = BACK[State(row.state)].value, note[:500], at
        session.add(row)


def free_work(session: Session) -> None:
    """Let nobody hold the work that waits."""
    session.execute(
        sa.update(ImportBatch).where(col(ImportBatch.state).in_(WORKING)).values(beat_at=None)
    )


def forget_old(session: Session, *, at: datetime) -> int:
    """Drop batches that nobody went on with and delete files past their day; returns how many."""
    by, old = system_actor("imports"), 0
    left = sa.select(ImportBatch).where(
        col(ImportBatch.state).in_(DROPPABLE), col(ImportBatch.asked_at) < at - KEPT_FOR
    )
    for row in session.scalars(left).all():
        row.state, old = State.DROPPED.value, old + 1
        session.add(row)
        forget_file(session, row)
        record(session, by=by, at=at, what="town_import.dropped", subject=row)
    done = sa.select(col(ImportBatch.id)).where(
        col(ImportBatch.state) == State.SAVED, col(ImportBatch.saved_at) < at - UNDO_WITHIN
    )
    models: tuple[type[SQLModel], ...] = (ImportFile, ImportRefusal, ImportMade)
    for table in map(table_of, models):
        session.execute(sa.delete(table).where(table.c.batch_id.in_(done)))
    return old
