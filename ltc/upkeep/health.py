"""Is it well? One answer for machines at /healthz, the same checks in words for people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify
from sqlmodel import Session

from ltc.foundation.core import clock
from ltc.foundation.web.marks import public
from ltc.foundation.web.request import db
from ltc.upkeep.queries import last_beat
from ltc.upkeep.schema import current, head

bp = Blueprint("health", __name__)


@dataclass(frozen=True)
class Health:
    """Each part is "ok" or a word that says what is wrong."""

    database: str
    migrations: str
    scheduler: str

    @property
    def is_well(self) -> bool:
        """True when nothing is wrong."""
        return {self.database, self.migrations, self.scheduler} == {"ok"}


LATE_AFTER = timedelta(minutes=3)


def check(session: Session, *, at: datetime) -> Health:
    """Look at the database, its schema and the scheduler's heartbeat."""
    try:
        session.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        return Health("unreachable", "unknown", "unknown")
    bind = session.get_bind()
    engine = bind if isinstance(bind, sa.Engine) else bind.engine
    revision = current(engine)
    if revision is None:
        return Health("ok", "pending", "never started")  # there is no table to ask
    return Health("ok", "ok" if revision == head() else "pending", _scheduler(session, at))


def _scheduler(session: Session, at: datetime) -> str:
    beat = last_beat(session)
    if beat is None:
        return "never started"
    return "ok" if at - beat < LATE_AFTER else "late"


@bp.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    """Answer 200 when all is well, else 503; holds nothing secret."""
    health = check(db(), at=clock.now())
    body = {
        "status": "ok" if health.is_well else "unwell",
        "database": health.database,
        "migrations": health.migrations,
        "scheduler": health.scheduler,
    }
    return jsonify(body), 200 if health.is_well else 503
