"""The director's figures give no small group away, neither alone nor by subtraction."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.assessment.terms import DependencyGroup
from ltc.desks.figures import hidden_groups
from ltc.foundation.core.db import transaction
from tests.care.cases.ordinary import opened, scored
from tests.cast import Cast
from tests.client import Client

SignIn = Callable[[str], Client]
SOCIAL, HOME, BED = DependencyGroup


@given(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)))
def test_whoever_knows_how_many_are_dependent_finds_no_small_group(
    sizes: tuple[int, int, int],
) -> None:
    counts = dict(zip(DependencyGroup, sizes, strict=True))
    shown = hidden_groups(counts, least=11)
    assert all(not 0 < one.shown < 11 for one in shown.values() if one.shown is not None)
    hidden = [counts[group] for group in (HOME, BED) if shown[group].shown is None]
    # the one that is hidden alone would be the difference; where both are, the sum is not small
    assert not hidden or len([n for n in hidden if n]) > 1 or counts[HOME] + counts[BED] < 11


def test_few_bed_bound_are_not_the_dependent_less_the_home_bound() -> None:
    shown = hidden_groups({SOCIAL: 20, HOME: 100, BED: 8}, least=11)
    assert (shown[SOCIAL].shown, shown[HOME].shown, shown[BED].shown) == (20, None, None)


def test_few_people_in_all_are_words_too(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast
) -> None:
    with transaction(sessions) as session:
        scored(session, cast)
        opened(session, cast)
    page = sign_in("director").get("/figures")
    cards = [card.get_text(" ", strip=True) for card in page.soup.select("main .number")]
    assert cards[1].startswith("น้อยกว่า 11 ติดบ้านหรือติดเตียง")
    assert "อยู่ในการดูแล น้อยกว่า 11 คน" in cards[2]
