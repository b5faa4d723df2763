"""Somebody of each town who is to sign in and has not yet, for the sweep."""

from uuid import UUID

from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.foundation.accounts.actions.people import add_person
from ltc.foundation.accounts.terms import NewPerson
from ltc.foundation.core.actor import Actor
from tests.cast import AT, TODAY


def newcomer(session: Session, elder: Elder, by: Actor) -> dict[str, UUID]:
    """Return the newcomer and the first role, by the names that addresses use."""
    draft = NewPerson(f"new-{elder.id.hex[-8:]}", "ทองดี วงค์คำ", "0812345678", "caregiver", TODAY)
    user, holding = add_person(session, elder.municipality_id, draft, by=by, at=AT, on=TODAY)
    return {"newcomer_id": user.id, "holding_id": holding.id}
