"""Starting a batch, saying what its columns are, and asking for the work to be done."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.exchange.town.models import ImportBatch, ImportFile, ImportRefusal
from ltc.exchange.town.queries import dumped_head, kinds_for, sheets_of
from ltc.exchange.town.rules.columns import checked_mapping, heading_place, headings_of
from ltc.exchange.town.rules.plain import read_plain
from ltc.exchange.town.rules.workbook import is_workbook, read_workbook
from ltc.exchange.town.terms import (
    DROPPABLE,
    MOST_BYTES,
    UNDO_WITHIN,
    WORKING,
    Source,
    State,
)
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.i18n.text import clean


def start_batch(
    session: Session, kind: str, file_name: str, data: bytes, *, by: Actor, at: datetime
) -> ImportBatch:
    """Keep a file, sealed, and return its batch; nothing of it is in the register yet.

    Raises RuleViolation ``kind_unknown``, ``file_too_large`` or a reading rule's.
    """
    assert by.area_id is not None
    assert by.person_id is not None
    if kind not in kinds_for(by):
        raise RuleViolation("kind_unknown", "กรุณาเลือกว่าในแฟ้มมีอะไร", "kind")
    if len(data) > MOST_BYTES:
        raise RuleViolation(
            "file_too_large", "แฟ้มใหญ่เกินไป (ไม่เกิน 20 เมกะไบต์) แบ่งเป็นหลายแฟ้ม", "file"
        )
    source = _read(data)
    batch = ImportBatch(
        municipality_id=by.area_id, kind=str(kind), state=str(State.MAPPING),
        file_name=clean(PurePath(file_name.replace("\\", "/")).name)[:200] or "ไม่มีชื่อ",
        sha256=sha256(data).hexdigest(), charset=str(source.charset), delimiter=source.delimiter,
        sheet=source.sheets[0].name, hidden_sheets=source.hidden_sheets,
        person_id=by.person_id, person_name=by.name, role=by.role, created_at=at, asked_at=at,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    vault = vault_of(session)
    session.add(
        ImportFile(
            batch_id=batch.id,
            sealed=vault.seal_bytes(data, about=batch.id),
            sealed_head=vault.seal_bytes(dumped_head(source.sheets), about=batch.id),
        )
    )
    record(session, by=by, at=at, what="town_import.sent", subject=batch,
           changes={"kind": batch.kind, "sha256": batch.sha256})  # fmt: skip
    return batch


def _read(data: bytes) -> Source:
    return read_workbook(data) if is_workbook(data) else read_plain(data)


def ask_check(
    session: Session,
    batch: ImportBatch,
    sheet_place: int,
    mapping: Mapping[str, int],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Say what the columns are and ask for every row to be checked.

    Raises RuleViolation as ``checked_mapping``, ``sheet_unknown``, or Conflict when the batch is
    past this step.
    """
    if batch.state not in DROPPABLE:
        raise Conflict(batch)
    sheets = sheets_of(session, batch)
    if not 0 <= sheet_place < len(sheets):
        raise RuleViolation("sheet_unknown", "ไม่มีแผ่นงานนี้ กรุณาเลือกใหม่")
    sheet = sheets[sheet_place]
    place = heading_place(batch.kind, sheet.head)
    headings = headings_of(sheet.head[place])
    batch.mapping = checked_mapping(batch.kind, mapping, len(headings))
    batch.sheet, batch.headings = sheet.name, headings
    batch.heading_line = sheet.head[place].number
    _ask(session, batch, State.CHECKING, by=by, at=at)


def ask_save(session: Session, batch: ImportBatch, *, by: Actor, at: datetime) -> None:
    """Ask for the accepted rows to be saved, all or none.

    Raises Conflict unless the batch was just checked, RuleViolation ``nothing_accepted``.
    """
    if batch.state != State.CHECKED:
        raise Conflict(batch)
    if not batch.accepted:
        raise RuleViolation("nothing_accepted", "ไม่มีแถวที่รับได้ แก้แฟ้มแล้วส่งใหม่")
    _ask(session, batch, State.SAVING, by=by, at=at)


def ask_undo(session: Session, batch: ImportBatch, *, by: Actor, at: datetime) -> None:
    """Ask for everything a batch made to be taken back.

    Raises Conflict unless it is saved, RuleViolation ``undo_too_late`` after a day.
    """
    if batch.state != State.SAVED or batch.saved_at is None:
        raise Conflict(batch)
    if at - batch.saved_at > UNDO_WITHIN:
        raise RuleViolation("undo_too_late", "เกินหนึ่งวันแล้ว นำออกทั้งชุดไม่ได้ แก้ทีละคนแทน")
    _ask(session, batch, State.UNDOING, by=by, at=at)


def _ask(session: Session, batch: ImportBatch, state: State, *, by: Actor, at: datetime) -> None:
    """Hand a batch over to the work behind, in the name of who asked last."""
    assert by.person_id is not None
    batch.state, batch.asked_at, batch.beat_at = str(state), at, None
    batch.person_id, batch.person_name, batch.role = by.person_id, by.name, by.role
    batch.done_rows, batch.note = 0, ""
    session.add(batch)
    record(session, by=by, at=at, what=f"town_import.{state}", subject=batch)


def drop_batch(session: Session, batch: ImportBatch, *, by: Actor, at: datetime) -> None:
    """Give up a batch that is not saved and delete its file; raises Conflict for any other."""
    if batch.state not in DROPPABLE:
        raise Conflict(batch)
    batch.state = str(State.DROPPED)
    session.add(batch)
    forget_file(session, batch)
    record(session, by=by, at=at, what="town_import.dropped", subject=batch)


def forget_file(session: Session, batch: ImportBatch) -> None:
    """Delete the file of a batch and the reasons kept beside it."""
    for model in (ImportFile, ImportRefusal):
        session.execute(sa.delete(model).where(col(model.batch_id) == batch.id))


def is_idle(batch: ImportBatch, *, at: datetime, seconds: int = 60) -> bool:
    """True when work was asked for a while ago and nobody has begun: the scheduler is not there."""
    return (
        batch.state in WORKING
        and batch.beat_at is None
        and (at - batch.asked_at).total_seconds() > seconds
    )
