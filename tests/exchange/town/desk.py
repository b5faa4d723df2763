"""Somebody at a desk who sends files, and the scheduler beside them."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, SQLModel, col, select

from ltc.exchange.town import jobs
from ltc.exchange.town.actions import batches
from ltc.exchange.town.models import ImportBatch, ImportRefusal
from ltc.exchange.town.queries import sheets_of
from ltc.exchange.town.rules.columns import guess, heading_place
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from tests.cast import Cast


@dataclass
class Desk:
    """Malee at her desk, and the scheduler beside her."""

    sessions: sessionmaker[Session]
    cast: Cast
    who: str = "malee"

    def send(self, kind: str, data: bytes, *, sheet: int = 0) -> UUID:
        """Send a file and ask for the check with the columns as guessed."""
        by = self.cast.actor(self.who)
        with transaction(self.sessions) as session:
            batch = batches.start_batch(session, kind, "เมือง.csv", data, by=by, at=clock.now())
            session.flush()
            head = sheets_of(session, batch)[sheet].head
            mapping = guess(kind, head[heading_place(kind, head)].cells)
            batches.ask_check(session, batch, sheet, mapping, by=by, at=clock.now())
            return batch.id

    def checked(self, kind: str, data: bytes) -> ImportBatch:
        """Send a file and let it be checked."""
        batch_id = self.send(kind, data)
        assert jobs.work_off(self.sessions)
        return self.batch(batch_id)

    def saved(self, kind: str, data: bytes) -> ImportBatch:
        """Send a file, let it be checked and saved."""
        batch = self.checked(kind, data)
        self.ask_save(batch.id)
        assert jobs.work_off(self.sessions)
        return self.batch(batch.id)

    def ask_save(self, batch_id: UUID) -> None:
        """Press the button that saves."""
        with transaction(self.sessions) as session:
            row = session.get_one(ImportBatch, batch_id)
            batches.ask_save(session, row, by=self.cast.actor(self.who), at=clock.now())

    def undo(self, batch_id: UUID) -> ImportBatch:
        """Press the button that takes back, and wait."""
        with transaction(self.sessions) as session:
            row = session.get_one(ImportBatch, batch_id)
            batches.ask_undo(session, row, by=self.cast.actor(self.who), at=clock.now())
        assert jobs.work_off(self.sessions)
        return self.batch(batch_id)

    def batch(self, batch_id: UUID) -> ImportBatch:
        """Read a batch."""
        with self.sessions() as session:
            return session.get_one(ImportBatch, batch_id)

    def reasons(self, batch_id: UUID) -> list[tuple[int, str, str]]:
        """Read why rows stay out."""
        with self.sessions() as session:
            rows = session.exec(
                select(ImportRefusal)
                .where(ImportRefusal.batch_id == batch_id)
                .order_by(col(ImportRefusal.line))
            )
            return [(one.line, one.heading, one.reason) for one in rows]

    def count(self, model: type[SQLModel]) -> int:
        """Count the rows of a table."""
        with self.sessions() as session:
            return int(session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)
