"""The work behind the pages: checking, saving, taking back, one batch after another.

Looking at rows goes in short transactions, each with its step of the progress. What is to be saved
is made ready that way and packed; the writing itself is one transaction, so that all of a file is
there or nothing. On the embedded file other people's saves wait for it: some seconds for a town.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.elders.queries.many import state_of_register
from ltc.exchange.town import queries
from ltc.exchange.town.actions import working
from ltc.exchange.town.actions.kinds import Work, work_on
from ltc.exchange.town.models import ImportBatch
from ltc.exchange.town.terms import State, Task
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import Conflict, RuleViolation

log = logging.getLogger("ltc.imports")

STALE = timedelta(minutes=15)  # far longer than writing a town takes
TRIES = 3
FAILED = "ทำไม่สำเร็จ ไม่มีอะไรถูกบันทึก กดลองอีกครั้ง ถ้ายังไม่ได้ แจ้งผู้ดูแลระบบ"
CHANGED = "ทะเบียนเปลี่ยนไปตั้งแต่ตรวจครั้งก่อน ตรวจใหม่ให้แล้ว ดูแถวที่ไม่รับอีกครั้งก่อนบันทึก"

Sessions = sessionmaker[Session]


@dataclass(frozen=True)
class Claimed:
    """A batch that is ours to work on, with its file."""

    batch: ImportBatch
    task: Task
    data: bytes


def work_off(sessions: Sessions) -> bool:
    """Do the work that waits longest; False when there is none."""
    with sessions() as session:
        if not queries.is_any_waiting(session):
            return False
    claimed = _claim(sessions, at=clock.now())
    if claimed is None:
        return False
    try:
        _WORK[State(claimed.batch.state)](sessions, claimed)
    except RuleViolation as broken:
        _give_back(sessions, claimed.batch, broken.message)
    except Exception as problem:
        log.error("import %s failed: %s", claimed.batch.id, type(problem).__name__)
        _give_back(sessions, claimed.batch, FAILED)
    return True


def take_over(sessions: Sessions) -> None:
    """Take up at once what a scheduler left that is gone; called by the one that now leads."""
    with transaction(sessions) as session:
        working.free_work(session)


def forget(session: Session, at: datetime) -> str:
    """Delete files and marks past their day."""
    return f"forgot {working.forget_old(session, at=at)}"


def _give_back(sessions: Sessions, batch: ImportBatch, note: str) -> None:
    with transaction(sessions) as session:
        working.give_back(session, batch, note, at=clock.now())


def _claim(sessions: Sessions, *, at: datetime) -> Claimed | None:
    with transaction(sessions) as session:
        batch = queries.next_work(session)
        if batch is None or (batch.beat_at is not None and at - batch.beat_at < STALE):
            return None
        by = queries.still_may(session, batch, on=clock.today())
        if by is None:
            working.give_back(session, batch, "คนที่ขอไม่มีสิทธิ์นี้แล้ว", at=at)
            return None
        batch.beat_at = at
        session.add(batch)
        data = b"" if batch.state == State.UNDOING else queries.file_of(session, batch)
        task = Task(batch.id, batch.kind, batch.municipality_id, by, clock.today())
        session.flush()
        session.expunge(batch)
    return Claimed(batch, task, data)


def _check(sessions: Sessions, claimed: Claimed) -> None:
    with transaction(sessions) as session:
        working.forget_refusals(session, claimed.batch)
        work = work_on(session, claimed.task)
    accepted, refused, _packs = _pass(sessions, claimed, work, keeps=False)
    with transaction(sessions) as session:
        working.close_check(session, claimed.batch, accepted, refused, "")


def _pass(
    sessions: Sessions, claimed: Claimed, work: Work, *, keeps: bool
) -> tuple[int, int, list[bytes]]:
    """Look at every row; with ``keeps`` what may be written is made ready and packed."""
    batch, packs, accepted, refused = claimed.batch, list[bytes](), 0, 0
    total = working.rows_about_of(batch, claimed.data)
    for lines in working.some_at_once(working.lines_of(batch, claimed.data)):
        at = clock.now()
        with transaction(sessions) as session:
            sound, refusals = working.look_at(session, work, batch, lines)
            if keeps and sound:
                packs.append(working.pack(work.ready(session, sound, at=at)))
            working.note_refusals(session, batch, refusals)
            accepted, refused = accepted + len(sound), refused + len(refusals)
            working.note_progress(session, batch, accepted + refused, total, at=at)
    return accepted, refused, packs


def _save(sessions: Sessions, claimed: Claimed) -> None:
    for _try in range(TRIES):
        if _saved(sessions, claimed):
            return
    raise RuleViolation("register_busy", "มีคนแก้ทะเบียนพร้อมกันหลายครั้ง กรุณากดบันทึกอีกครั้ง")


def _saved(sessions: Sessions, claimed: Claimed) -> bool:
    """Check once more and write; False when the register changed in between."""
    batch = claimed.batch
    with transaction(sessions) as session:
        working.forget_refusals(session, batch)
        stood = state_of_register(session, batch.municipality_id)
        work = work_on(session, claimed.task)
    accepted, refused, packs = _pass(sessions, claimed, work, keeps=True)
    if (accepted, refused) != (batch.accepted, batch.refused):
        with transaction(sessions) as session:  # a person looks again before anything is saved
            working.close_check(session, batch, accepted, refused, CHANGED)
        return True
    try:
        with transaction(sessions) as session:
            working.write_all(
                session, batch, work, packs, stood=stood, task=claimed.task, at=clock.now()
            )
    except (Conflict, IntegrityError) as race:
        log.info("import %s: the register changed meanwhile: %s", batch.id, type(race).__name__)
        return False
    return True


def _undo(sessions: Sessions, claimed: Claimed) -> None:
    with transaction(sessions) as session:
        working.take_back(session, claimed.batch, by=claimed.task.by, at=clock.now())


_WORK = {State.CHECKING: _check, State.SAVING: _save, State.UNDOING: _undo}
