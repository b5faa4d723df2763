"""The duty roster: who is on call when; written in advance, corrected, taken off."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from ltc.care.duties.models import Duty
from ltc.care.duties.queries import find_twin
from ltc.care.duties.rules import checked_duty, duty_span
from ltc.care.duties.terms import DutyDraft
from ltc.foundation.accounts.models import User
from ltc.foundation.accounts.queries import list_holdings_from
from ltc.foundation.areas.queries import lock_municipality
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, RuleViolation


def put_on_duty(
    session: Session, municipality_id: UUID, draft: DutyDraft, *, by: Actor, at: datetime
) -> Duty:
    """Put somebody on call.

    Raises RuleViolation as ``checked_duty`` says, ``user_unknown`` or ``twice``.
    """
    draft = checked_duty(draft)
    name = _name(session, municipality_id, draft)
    starts_at, ends_at = duty_span(draft)
    lock_municipality(session, municipality_id)  # the twin of a double click waits
    if find_twin(session, municipality_id, draft.programme, name, starts_at, ends_at):
        raise RuleViolation("twice", f"{name} อยู่เวรช่วงนี้แล้ว", "since")
    row = Duty(
        municipality_id=municipality_id, programme=draft.programme, day=draft.day,
        starts_at=starts_at, ends_at=ends_at, user_id=draft.user_id, name=name, phone=draft.phone,
    )  # fmt: skip
    session.add(row)
    record(
        session, by=by, at=at, what="duty.written", subject=row,
        changes={"programme": row.programme, "day": str(row.day), "user": str(row.user_id or "")},
    )  # fmt: skip
    return row


def _name(session: Session, municipality_id: UUID, draft: DutyDraft) -> str:
    if draft.user_id is None:
        return draft.name
    user = session.get(User, draft.user_id)
    if user is not None and user.is_enabled:
        held = list_holdings_from(session, user.id, on=draft.day)
        if any(one.area_id == municipality_id for one in held):
            return user.name_th
    raise RuleViolation("user_unknown", "กรุณาเลือกจากรายชื่อ", "user_id")


def take_off_duty(session: Session, duty: Duty, *, version: int, by: Actor, at: datetime) -> None:
    """Take a duty off the roster; the row stays.

    Raises Conflict when somebody changed it meanwhile, or took it off.
    """
    session.refresh(duty, with_for_update={"key_share": True})
    if duty.version != version or duty.removed_at is not None:
        raise Conflict(duty)
    duty.removed_at = at
    session.add(duty)
    record(
        session, by=by, at=at, what="duty.removed", subject=duty,
        changes={"programme": duty.programme, "day": str(duty.day),
                 "user": str(duty.user_id or "")},
    )  # fmt: skip
