"""For the sweep: a round, a volunteer who has one elder's house, somebody with a low ADL."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.care.rounds.actions.plan import plan_round
from ltc.care.rounds.actions.sheets import save_sheet
from ltc.care.rounds.actions.volunteers import add_volunteer, give_houses
from ltc.care.rounds.models import ScreeningRound, Volunteer
from ltc.care.rounds.terms import RoundDraft, RowDraft, SheetDraft, VolunteerDraft
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.ids import new_id
from tests.cast import AT, TODAY

LOW = "1111111000"
DOMAINS = ("daily", "mood", "movement")


def begun_round(session: Session, elder: Elder, manager: Actor) -> dict[str, UUID]:
    """Return a round of the elder's own name with the volunteer of their house."""
    days = date(2026, 10, 1), date(2027, 1, 31)
    drafted = RoundDraft(f"รอบของ {elder.given_name}", *days, DOMAINS)
    screening = plan_round(session, elder.municipality_id, drafted, by=manager, at=AT)
    helper = VolunteerDraft(elder.community_id, f"อสม. {elder.given_name}", "0822222222")
    volunteer = add_volunteer(session, elder.municipality_id, helper, by=manager, at=AT, on=TODAY)
    give_houses(
        session, volunteer, lanes=(), house_ids={elder.household_id}, only_free=False,
        by=manager, at=AT, on=TODAY,
    )  # fmt: skip
    return {"round_id": screening.id, "volunteer_id": volunteer.id}


def found_low(session: Session, elder: Elder, manager: Actor) -> dict[str, UUID]:
    """Return such a round in which the elder's ADL is low."""
    ids = begun_round(session, elder, manager)
    screening = session.get_one(ScreeningRound, ids["round_id"])
    volunteer = session.get_one(Volunteer, ids["volunteer_id"])
    row = RowDraft(elder.id, "", {"daily": LOW})
    sheet = SheetDraft(new_id(), TODAY - timedelta(days=1), volunteer.id, (row,))
    save_sheet(session, screening, sheet, by=manager, at=AT, on=TODAY)
    return ids
