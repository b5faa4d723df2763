"""The made-up screening: two rounds, volunteers, results that the rules would give."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.queries.latest import count_dependent
from ltc.care.assessment.rules.scoring import score
from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.models import Elder
from ltc.care.rounds.models import ScreeningContact, Volunteer, VolunteerHousehold
from ltc.care.rounds.queries.progress import progress_of
from ltc.care.rounds.queries.rounds import list_rounds
from ltc.foundation.core.zone import at_local
from ltc.upkeep.demonstration.rounds import DONE_NOW, write_rounds
from tests.cast import AT, TODAY, Cast, elder_draft

SOME = 60


@pytest.fixture
def town(session: Session, cast: Cast) -> Session:
    """Sixty people of one community, screened."""
    by = cast.actor("malee")
    for number in range(1, SOME):
        draft = elder_draft(
            cast.community_id, given_name=f"คน{number}", house_no=f"{number}", lane="ซอย 1"
        )
        register_elder(session, cast.town_id, draft, by=by, at=AT, on=TODAY)
    session.execute(sa.update(Elder).values(registered_at=at_local(TODAY.replace(year=2020), 9)))
    write_rounds(session, cast.town_id, on=TODAY)
    return session


def test_this_years_round_is_on_its_way_and_last_years_over(town: Session, cast: Cast) -> None:
    this_year, last_year = list_rounds(town, cast.town_id)
    assert last_year.ends_on < this_year.starts_on <= TODAY < this_year.ends_on
    now = progress_of(town, this_year, on=TODAY).whole
    assert (now.meant, now.met) == (SOME, round(SOME * DONE_NOW))
    assert (progress_of(town, last_year, on=TODAY).whole.percent or 0) > 85


def test_results_are_what_the_rules_say(town: Session) -> None:
    found = town.exec(select(Assessment)).all()
    assert len({one.instrument for one in found}) == 9
    for one in found:
        result = score(get_instrument(one.instrument), one.answers, on=one.assessed_on)
        assert (result.total, result.band.code if result.band else None) == (one.total, one.band)
        assert one.purpose == "screening"
        assert one.assessed_on < TODAY


def test_nobody_becomes_dependent_by_it(town: Session, cast: Cast) -> None:
    assert count_dependent(town, cast.town_id, on=TODAY) == 0


def test_volunteers_have_houses_that_nobody_else_has(town: Session) -> None:
    held = town.exec(select(VolunteerHousehold.household_id)).all()
    assert len(held) == len(set(held)) > SOME * 0.8
    assert all(one.name and one.phone for one in town.exec(select(Volunteer)).all())


def test_whoever_was_not_met_has_no_result(town: Session, cast: Cast) -> None:
    this_year = list_rounds(town, cast.town_id)[0]
    both = (
        sa.select(sa.func.count())
        .select_from(ScreeningContact)
        .join(Assessment, col(Assessment.elder_id) == col(ScreeningContact.elder_id))
        .where(
            col(ScreeningContact.round_id) == this_year.id,
            col(ScreeningContact.outcome) != "met",
            col(Assessment.assessed_on) >= this_year.starts_on,
        )
    )
    assert town.scalar(both) == 0
