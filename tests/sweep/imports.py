"""Files on their way into the register, one for each step, for the sweep."""

from uuid import UUID

from sqlmodel import Session

from ltc.exchange.town.actions.batches import start_batch
from ltc.exchange.town.rules.columns import guess
from ltc.exchange.town.terms import Kind, State
from ltc.foundation.core.actor import Actor
from tests.cast import AT
from tests.exchange.town.files import PEOPLE_HEAD, people_csv, person

STEPS = {"batch_id": State.MAPPING, "checked_id": State.CHECKED, "saved_id": State.SAVED}


def sent(session: Session, manager: Actor) -> dict[str, UUID]:
    """Return a batch for each step, by the name that the doors use."""
    ids = {}
    for name, state in STEPS.items():
        batch = start_batch(
            session, Kind.PEOPLE, "เมือง.csv", people_csv(person(1)), by=manager, at=AT
        )
        if state is not State.MAPPING:
            batch.state, batch.accepted, batch.headings = str(state), 1, PEOPLE_HEAD
            batch.mapping, batch.heading_line = guess(Kind.PEOPLE, PEOPLE_HEAD), 1
            batch.saved_at = AT if state is State.SAVED else None
        session.flush()
        ids[name] = batch.id
    return ids
