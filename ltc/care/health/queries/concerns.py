"""What of many elders' health waits for somebody, for the desks: two statements for all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.health.models import Wound, WoundLook
from ltc.care.health.queries.summary import glances
from ltc.foundation.core.due import Due, DueState, due

LOOK_AGAIN_DAYS = 7  # a wound that nobody looked at for so long is asked about; our own choice
TELLING = frozenset({DueState.SOON, DueState.TODAY, DueState.OVERDUE})


@dataclass(frozen=True)
class HealthConcern:
    """What waits: nobody asked about allergies, a tube to change, wounds nobody looked at."""

    is_unasked: bool
    tube_words: str
    tube_due: Due | None
    unseen_wounds: int

    @property
    def is_nothing(self) -> bool:
        """True when nothing waits."""
        return not self.is_unasked and self.tube_due is None and not self.unseen_wounds


def concerns(
    session: Session, elder_ids: Collection[UUID], *, on: date
) -> dict[UUID, HealthConcern]:
    """Return what waits of each of these elders; those of whom nothing waits are left out.

    Of the tubes the one to be changed first, from a week before its day on.
    """
    unseen = _unseen(session, elder_ids, on)
    found = {}
    for elder_id, seen in glances(session, elder_ids).items():
        waiting = [
            (one, tube.words)
            for tube in seen.tubes
            if tube.change_due_on and (one := due(tube.change_due_on, today=on)).state in TELLING
        ]
        first = waiting[0] if waiting else (None, "")
        concern = HealthConcern(seen.is_unasked, first[1], first[0], unseen.get(elder_id, 0))
        if not concern.is_nothing:
            found[elder_id] = concern
    return found


def _unseen(session: Session, elder_ids: Collection[UUID], on: date) -> dict[UUID, int]:
    """Return how many open wounds of each elder nobody looked at for a while."""
    if not elder_ids:
        return {}
    looked = (
        sa.select(col(WoundLook.id))
        .where(
            col(WoundLook.wound_id) == col(Wound.id),
            col(WoundLook.withdrawn_at).is_(None),
            col(WoundLook.looked_on) >= on - timedelta(days=LOOK_AGAIN_DAYS),
        )
        .exists()
    )
    counted = (
        sa.select(col(Wound.elder_id), sa.func.count())
        .where(
            col(Wound.elder_id).in_(elder_ids),
            col(Wound.withdrawn_at).is_(None),
            col(Wound.ended_on).is_(None),
            ~looked,
        )
        .group_by(col(Wound.elder_id))
    )
    return {elder_id: count for elder_id, count in session.execute(counted)}
