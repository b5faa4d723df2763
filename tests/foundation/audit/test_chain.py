"""The chain over the audit: whole as written, broken by any change behind its back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.foundation.audit.actions import record, seal
from ltc.foundation.audit.models import AuditEntry, AuditSeal
from ltc.foundation.audit.queries import check_chain
from ltc.foundation.core.actor import system_actor
from tests.cast import AT

LATER = AT + timedelta(hours=1)


def write(session: Session, *minutes: int) -> None:
    """Write one entry for each of these minutes after AT."""
    by = system_actor("สมชาย")
    for minute in minutes:
        at = AT + timedelta(minutes=minute)
        record(session, by=by, at=at, what="elder.registered", changes={"ชื่อ": f"{minute}"})
        session.flush()


@pytest.fixture
def sealed(session: Session) -> Session:
    """Six entries under three seals."""
    for start in (0, 2, 4):
        write(session, start, start + 1)
        seal(session, at=LATER, settled_before=LATER)
        session.flush()
    session.commit()
    return session


def test_whole_chain_is_whole(sealed: Session) -> None:
    state = check_chain(sealed)
    assert (state.sealed, state.broken_at) == (6, None)
    assert seal(sealed, at=LATER, settled_before=LATER) == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda seq: sa.update(AuditEntry).where(col(AuditEntry.seq) == seq).values(actor_name="x"),
        lambda seq: sa.update(AuditEntry).where(col(AuditEntry.seq) == seq).values(changes={}),
        lambda seq: sa.update(AuditEntry).where(col(AuditEntry.seq) == seq).values(at=LATER),
        lambda seq: sa.update(AuditEntry).where(col(AuditEntry.seq) == seq).values(outcome="no"),
        lambda seq: sa.delete(AuditEntry).where(col(AuditEntry.seq) == seq),
        lambda seq: sa.update(AuditEntry).where(col(AuditEntry.seq) == seq).values(seq=seq + 100),
    ],
    ids=["name", "changes", "time", "outcome", "removed", "moved"],
)
def test_changed_entry_is_found_whichever_it_is(
    sealed: Session, change: Callable[[int], sa.Executable]
) -> None:
    for seq in sealed.scalars(sa.select(AuditEntry.seq)).all():
        assert seq
        sealed.execute(change(seq))
        sealed.expire_all()
        assert check_chain(sealed).broken_at is not None, seq
        sealed.rollback()


def test_removed_seal_is_found(sealed: Session) -> None:
    links = sealed.scalars(sa.select(AuditSeal.upto_seq).order_by("upto_seq")).all()
    for upto in links[:-1]:
        sealed.execute(sa.delete(AuditSeal).where(col(AuditSeal.upto_seq) == upto))
        sealed.expire_all()
        assert check_chain(sealed).broken_at is not None
        sealed.rollback()


def test_young_entries_wait(session: Session) -> None:
    write(session, 0, 1, 59)
    assert seal(session, at=LATER, settled_before=AT + timedelta(minutes=30)) == 2


def test_old_entry_behind_a_young_one_breaks_nothing(session: Session) -> None:
    """Two requests may get their numbers in the other order than their times."""
    write(session, 0, 40, 1)
    assert seal(session, at=LATER, settled_before=AT + timedelta(minutes=30)) == 1
    session.flush()
    assert check_chain(session).broken_at is None
    assert seal(session, at=LATER, settled_before=LATER) == 2
    session.flush()
    assert check_chain(session).broken_at is None


def test_a_few_at_a_time_cover_all(session: Session) -> None:
    write(session, *range(7))
    taken = []
    while more := seal(session, at=LATER, settled_before=LATER, limit=3):
        taken.append(more)
        session.flush()
    assert taken == [3, 3, 1]
    assert check_chain(session).sealed == 7
