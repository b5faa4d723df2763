"""Saving a page of a volunteer's list: all of it, or nothing with every wrong cell named.

A clerk types twenty rows from paper and expects to hear at once which cells do not fit, and to
find the page as it was. Half a page saved would leave nobody sure which half.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.actions.importing import import_assessments
from ltc.care.assessment.rules.scoring import score
from ltc.care.assessment.terms import AssessmentDraft, Instrument, Method, Place, Purpose
from ltc.care.rounds.models import ScreeningContact, ScreeningRound
from ltc.care.rounds.queries.people import Doorway, get_doorways
from ltc.care.rounds.queries.reference import domains_of
from ltc.care.rounds.queries.volunteers import get_volunteer
from ltc.care.rounds.rules.cells import NOT_DONE, positive_bands, read_cell, typed
from ltc.care.rounds.rules.plan import ROWS_A_SHEET, check_met_on, row_problem
from ltc.care.rounds.terms import Outcome, RowDraft, Saved, SheetDraft, Wrong
from ltc.foundation.audit.actions import record_many
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import write
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id

ADL = "barthel"
TAKEN = "มีคนบันทึกแถวนี้ไปแล้วหลังจากคุณเปิดหน้านี้ กรุณาเปิดหน้าใหม่เพื่อดูก่อน"


class SheetWrong(RuleViolation):
    """Some cells cannot be saved, and so nothing was; ``wrongs`` names each."""

    def __init__(self, wrongs: Sequence[Wrong]) -> None:
        rows = len({wrong.elder_id for wrong in wrongs})
        super().__init__(
            "sheet_wrong", f"ยังไม่ได้บันทึก มี {rows} คนที่ต้องแก้ ช่องที่พิมพ์ไว้ยังอยู่ครบ แก้แล้วกดบันทึกอีกครั้ง"
        )
        self.wrongs = tuple(wrongs)


@dataclass(frozen=True)
class _Read:
    """A row that was understood: what happened, and the answers by domain."""

    row: RowDraft
    outcome: Outcome
    answers: Mapping[str, dict[str, int]]


def save_sheet(
    session: Session, screening: ScreeningRound, draft: SheetDraft, *,
    by: Actor, at: datetime, on: date,
) -> Saved:  # fmt: skip
    """Save up to twenty rows: results as assessments, and what happened at each door.

    Empty rows are passed over, and so are rows that this very sheet saved before (it was sent
    twice). Raises SheetWrong with every wrong cell, or RuleViolation at ``met_on``, or
    ``nothing_typed``. Nothing is saved then: the caller's transaction is rolled back.
    """
    met_on = check_met_on(
        draft.met_on, starts_on=screening.starts_on, ends_on=screening.ends_on, today=on
    )
    rows = [row for row in draft.rows if _says_something(row)]
    if not rows or len(rows) > ROWS_A_SHEET:
        raise RuleViolation("nothing_typed", "ยังไม่ได้กรอกแถวใดเลย")
    volunteer = get_volunteer(session, draft.volunteer_id, by) if draft.volunteer_id else None
    name = volunteer.name if volunteer else ""
    _lock(session, screening)
    doors = get_doorways(session, screening, by, [row.elder_id for row in rows], on=on)
    rows = [row for row in rows if not _is_sent_twice(doors.get(row.elder_id), draft)]
    if not rows:
        return Saved(0, 0, 0, 0)
    read = _read_rows(screening, rows, doors, met_on)
    _import(session, screening, read, draft, met_on, name, by=by, at=at, on=on)
    _note(session, screening, read, doors, draft, met_on, name, by=by, at=at)
    return _counted(screening, read, met_on)


def _says_something(row: RowDraft) -> bool:
    return bool(row.outcome) or any(typed(cell) not in NOT_DONE for cell in row.cells.values())


def _lock(session: Session, screening: ScreeningRound) -> None:
    """Let one sheet of a round wait for the one before it (for PostgreSQL)."""
    session.execute(
        sa.select(col(ScreeningRound.id))
        .where(col(ScreeningRound.id) == screening.id)
        .with_for_update(key_share=True)
    )


def _is_sent_twice(door: Doorway | None, draft: SheetDraft) -> bool:
    return door is not None and door.operation_id == draft.operation_id


def _read_rows(
    screening: ScreeningRound,
    rows: Sequence[RowDraft],
    doors: Mapping[UUID, Doorway],
    met_on: date,
) -> list[_Read]:
    instruments = {d.code: instrument for d, instrument in domains_of(screening.instruments)}
    wrongs: list[Wrong] = []
    read: list[_Read] = []
    for row in rows:
        answers, found = _read_cells(instruments, row, met_on)
        wrongs += found
        if (problem := _row_problem(row, doors.get(row.elder_id), bool(answers))) and not found:
            wrongs.append(problem)
        if row.elder_id in {one.row.elder_id for one in read}:
            wrongs.append(Wrong(row.elder_id, "", "คนนี้มีสองแถวในหน้าเดียว กรุณาเปิดหน้านี้ใหม่"))
        read.append(_Read(row, Outcome(row.outcome or Outcome.MET), answers))
    if wrongs:
        raise SheetWrong(wrongs)
    return read


def _read_cells(
    instruments: Mapping[str, Instrument], row: RowDraft, met_on: date
) -> tuple[dict[str, dict[str, int]], list[Wrong]]:
    answers: dict[str, dict[str, int]] = {}
    wrongs: list[Wrong] = []
    for domain, instrument in instruments.items():
        try:
            found = read_cell(instrument, row.cells.get(domain, ""))
            if found is not None:
                score(instrument, found, on=met_on)
                answers[domain] = found
        except RuleViolation as broken:
            wrongs.append(Wrong(row.elder_id, domain, broken.message))
    return answers, wrongs


def _row_problem(row: RowDraft, door: Doorway | None, has_result: bool) -> Wrong | None:
    if door is None:
        return Wrong(row.elder_id, "", "คนนี้ไม่อยู่ในรอบนี้แล้ว กรุณาเปิดหน้าใหม่")
    if door.version != row.seen_version:
        return Wrong(row.elder_id, "", TAKEN)
    return row_problem(row, has_result=has_result)


def _import(
    session: Session, screening: ScreeningRound, read: Sequence[_Read], draft: SheetDraft,
    met_on: date, name: str, *, by: Actor, at: datetime, on: date,
) -> None:  # fmt: skip
    """Save the results as ordinary assessments; what they refuse is a wrong cell."""
    places: list[tuple[UUID, str]] = []
    drafts: list[tuple[UUID, AssessmentDraft]] = []
    for one in read:
        for domain, answers in one.answers.items():
            places.append((one.row.elder_id, domain))
            drafts.append(
                (one.row.elder_id, AssessmentDraft(
                    instrument=screening.instruments[domain], answers=answers,
                    purpose=Purpose.SCREENING.value, method=Method.ASKED_ELDER.value,
                    place=Place.HOME.value, assessed_on=met_on, volunteer=name,
                    operation_id=uuid5(draft.operation_id, f"{one.row.elder_id} {domain}"),
                ))
            )  # fmt: skip
    refused = import_assessments(session, drafts, by=by, at=at, on=on) if drafts else []
    if refused:
        raise SheetWrong([Wrong(*places[one.place], one.message) for one in refused])


def _note(
    session: Session, screening: ScreeningRound, read: Sequence[_Read],
    doors: Mapping[UUID, Doorway], draft: SheetDraft, met_on: date, name: str,
    *, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Write what happened at each door: new ones inserted, known ones brought up to date."""
    table = ScreeningContact.__table__  # type: ignore[attr-defined]
    given = {
        "met_on": met_on, "volunteer_id": draft.volunteer_id, "volunteer_name": name,
        "operation_id": draft.operation_id, "noted_at": at,
    }  # fmt: skip
    new: list[dict[str, Any]] = []
    known: list[dict[str, Any]] = []
    for one in read:
        version = doors[one.row.elder_id].version
        values = given | {"outcome": one.outcome.value, "version": version + 1}
        if version:
            known.append(values | {"door": one.row.elder_id})
        else:
            values |= {"id": new_id(), "round_id": screening.id, "elder_id": one.row.elder_id}
            new.append(values)
    if new:
        write(session, sa.insert(table), new)
    if known:
        door = sa.and_(
            table.c.round_id == screening.id,
            table.c.elder_id == sa.bindparam("door", type_=sa.Uuid()),
        )
        columns: dict[str, Any] = {
            name: sa.bindparam(name) for name in (*given, "outcome", "version")
        }
        write(session, sa.update(table).where(door).values(columns), known)
    record_many(
        session, by=by, at=at, what="screening_contact.noted", kind=str(table.name),
        subjects=[
            (screening.id, one.row.elder_id,
             {"outcome": one.outcome.value, "met_on": str(met_on), "results": len(one.answers)})
            for one in read
        ],
    )  # fmt: skip


def _counted(screening: ScreeningRound, read: Sequence[_Read], met_on: date) -> Saved:
    instruments = {d.code: instrument for d, instrument in domains_of(screening.instruments)}
    positive = low = 0
    for one in read:
        asking = {
            instruments[domain].code
            for domain, answers in one.answers.items()
            if (band := score(instruments[domain], answers, on=met_on).band)
            and band.code in positive_bands(instruments[domain])
        }
        positive += bool(asking)
        low += ADL in asking
    return Saved(len(read), sum(len(one.answers) for one in read), positive, low)
