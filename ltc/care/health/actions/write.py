"""Writing the summary: every act leaves a dated row with a name, and none takes one away."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, select

from ltc.care.elders.actions.register import lock
from ltc.care.elders.models import Elder
from ltc.care.health import rules
from ltc.care.health.actions.rows import (
    MODEL_OF,
    columns_of,
    hold,
    life_of,
    mark_withdrawn,
    new_row,
    note,
    refuse_ended,
    rows_of,
    told_of,
)
from ltc.care.health.models import (
    Allergy,
    Diagnosis,
    Ending,
    HealthReview,
    Medicine,
    Row,
    Tube,
    WoundLook,
)
from ltc.care.health.terms import (
    AllergyDraft,
    AllergyKind,
    DiagnosisDraft,
    Draft,
    MedicineDraft,
    TubeDraft,
)
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import RuleViolation


def write_down(
    session: Session, elder: Elder, draft: Draft, *, by: Actor, at: datetime, on: date
) -> Row:
    """Write a fact about an elder's health.

    Raises RuleViolation: what the draft's rule says, ``already_written`` when the very same stands
    (a double click), ``allergies_stand`` for "no allergy" beside one. A drug allergy takes back
    the fact that there was none; a new main disease makes the one before a disease beside it.
    """
    draft = rules.checked(draft, life_of(elder), on=on)
    lock(session, elder)
    _refuse_twin(session, elder.id, draft)
    if isinstance(draft, AllergyDraft):
        _settle_allergies(session, elder.id, draft, by=by, at=at)
    if isinstance(draft, DiagnosisDraft) and draft.is_main:
        _step_back(session, elder.id, besides=None, by=by, at=at)
    row = new_row(elder.id, draft, by=by, at=at)
    session.add(row)
    session.flush()
    note(session, row, "written", told_of(session, columns_of(draft)), by=by, at=at)
    return row


def correct(
    session: Session,
    elder: Elder,
    row: Row,
    draft: Draft,
    *,
    version: int,
    by: Actor,
    at: datetime,
    on: date,
) -> None:
    """Put right what a row says; raises Conflict for an older version, RuleViolation as above."""
    draft = rules.checked(draft, life_of(elder), on=on)
    hold(session, elder, row, version)
    refuse_ended(row)
    if isinstance(draft, AllergyDraft):
        _settle_allergies(session, elder.id, draft, besides=row.id, by=by, at=at)
    if isinstance(draft, DiagnosisDraft) and draft.is_main:
        _step_back(session, elder.id, besides=row.id, by=by, at=at)
    before = {name: getattr(row, name) for name in columns_of(draft)}
    changed = {name: new for name, new in columns_of(draft).items() if new != before[name]}
    for name, new in changed.items():
        setattr(row, name, new)
    row.recorded_at, row.recorded_by, row.recorded_by_name = at, by.person_id, by.name
    session.add(row)
    session.flush()
    note(session, row, "corrected", told_of(session, changed, before), by=by, at=at)


def replace(
    session: Session,
    elder: Elder,
    row: Medicine | Tube,
    draft: MedicineDraft | TubeDraft,
    *,
    because: str,
    version: int,
    by: Actor,
    at: datetime,
    on: date,
) -> Row:
    """Change a dose or a tube: the row before ends on the day the new one begins, both stay.

    Raises Conflict for an older version; RuleViolation as above, ``already_ended``,
    ``since_missing`` (the day of the change must be known) or ``nothing_changed``.
    """
    if draft.since_on is None:
        raise RuleViolation("since_missing", "เปลี่ยนตั้งแต่วันไหน", "since_on")
    draft = rules.checked(draft, life_of(elder), on=on)
    assert draft.since_on is not None
    hold(session, elder, row, version)
    refuse_ended(row)
    same = {name: value for name, value in columns_of(draft).items() if name != "since_on"}
    if isinstance(row, Medicine) and all(getattr(row, n) == value for n, value in same.items()):
        raise RuleViolation("nothing_changed", "ยังไม่มีอะไรต่างจากเดิม")
    try:
        row.ended_on = rules.checked_end(draft.since_on, row.since_on, life_of(elder), on=on)
    except RuleViolation as broken:
        raise RuleViolation(broken.code, broken.message, "since_on") from broken
    row.ended_because = because
    session.add(row)
    after = new_row(elder.id, draft, by=by, at=at)
    assert isinstance(after, Medicine | Tube)
    after.replaces_id = row.id
    session.add(after)
    session.flush()
    told = told_of(session, columns_of(draft)) | {"replaces_id": str(row.id)}
    note(session, after, "replaced", told, by=by, at=at)
    return after


def end(
    session: Session,
    elder: Elder,
    row: Ending,
    *,
    ended_on: date,
    because: str,
    version: int,
    by: Actor,
    at: datetime,
    on: date,
) -> None:
    """Stop a medicine, take a tube out, close a wound, end a disease; the row stays as history.

    Raises Conflict for an older version, RuleViolation ``already_ended`` or a day's rule.
    """
    since_on = None if isinstance(row, Diagnosis) else row.since_on
    ended_on = rules.checked_end(ended_on, since_on, life_of(elder), on=on)
    hold(session, elder, row, version)
    refuse_ended(row)
    row.ended_on, row.ended_because = ended_on, because
    session.add(row)
    session.flush()
    note(session, row, "ended", {"ended_on": str(ended_on)}, by=by, at=at)


def withdraw(
    session: Session,
    elder: Elder,
    row: Row | WoundLook,
    *,
    because: str,
    version: int,
    by: Actor,
    at: datetime,
) -> None:
    """Take back a row that should not have been written; it stays in the table with the reason.

    Withdrawing what replaced another row lets that one go on. Raises Conflict for an older version.
    """
    hold(session, elder, row, version)
    mark_withdrawn(row, because, by=by, at=at)
    session.add(row)
    before_id = row.replaces_id if isinstance(row, Medicine | Tube) else None
    before = session.get(type(row), before_id) if before_id else None
    if isinstance(before, Medicine | Tube):
        before.ended_on, before.ended_because = None, ""
        session.add(before)
    session.flush()
    note(session, row, "withdrawn", {"because": vault_of(session).trace(because)}, by=by, at=at)


def review(
    session: Session, elder: Elder, section: str, *, by: Actor, at: datetime, on: date
) -> HealthReview:
    """Write down that somebody went through a section and found it right; twice a day is once."""
    lock(session, elder)
    found = session.exec(
        select(HealthReview).where(
            HealthReview.elder_id == elder.id, HealthReview.section == section,
            HealthReview.reviewed_on == on, HealthReview.reviewed_by == by.person_id,
        )
    ).first()  # fmt: skip
    if found is not None:
        return found
    row = HealthReview(
        elder_id=elder.id, section=section, reviewed_on=on, reviewed_at=at,
        reviewed_by=by.person_id, reviewed_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="health_record.reviewed", subject=row, elder_id=elder.id,
        changes={"section": section},
    )  # fmt: skip
    return row


def _refuse_twin(session: Session, elder_id: UUID, draft: Draft) -> None:
    columns = columns_of(draft)
    for row in rows_of(session, MODEL_OF[type(draft)], elder_id):
        if getattr(row, "ended_on", None) is None and all(
            getattr(row, name) == value for name, value in columns.items()
        ):
            raise RuleViolation("already_written", "บันทึกเรื่องนี้ไว้แล้ว")


def _settle_allergies(
    session: Session, elder_id: UUID, draft: AllergyDraft, *, besides: UUID | None = None,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Keep "no drug allergy" and a drug allergy from standing side by side."""
    others = [row for row in rows_of(session, Allergy, elder_id) if row.id != besides]
    if draft.kind == AllergyKind.NONE:
        if any(row.kind == AllergyKind.DRUG for row in others):
            raise RuleViolation(
                "allergies_stand", "มีบันทึกว่าแพ้ยาอยู่ ถ้าไม่จริงให้ยกเลิกรายการนั้นก่อน", "kind"
            )
        because = "ถามใหม่อีกครั้ง"
    elif draft.kind == AllergyKind.DRUG:
        because = "มีบันทึกว่าแพ้ยาภายหลัง"
    else:
        return
    for row in others:
        if row.kind == AllergyKind.NONE:
            mark_withdrawn(row, because, by=by, at=at)
            session.add(row)
            session.flush()
            note(session, row, "withdrawn", {}, by=by, at=at)


def _step_back(
    session: Session, elder_id: UUID, *, besides: UUID | None, by: Actor, at: datetime
) -> None:
    """Make the main disease one beside the main one: only one is the main one."""
    for row in rows_of(session, Diagnosis, elder_id):
        if row.is_main and row.id != besides and row.ended_on is None:
            row.is_main = False
            session.add(row)
            session.flush()
            note(session, row, "corrected", {"is_main": [True, False]}, by=by, at=at)
