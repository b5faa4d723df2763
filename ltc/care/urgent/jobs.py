"""Timed work on urgent findings: the trace of each escalation."""

from datetime import datetime

from sqlmodel import Session

from ltc.care.urgent.actions import escalate
from ltc.foundation.core.actor import system_actor


def write_escalations(session: Session, at: datetime) -> str:
    """Write down which findings went on to whom; a second run writes nothing again."""
    return f"escalated {escalate(session, by=system_actor('scheduler'), at=at)}"
