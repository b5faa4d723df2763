"""Searching the register: words may stand in an address, a national ID never does."""

from collections.abc import Callable

import pytest

from ltc.foundation.core.citizen_id import check_digit
from tests.cast import Cast
from tests.client import Client

ID = "987654321012" + check_digit("987654321012")


@pytest.fixture
def nurse(cast: Cast, sign_in: Callable[[str], Client]) -> Client:
    """A nurse who registered somebody with a national ID."""
    browser = sign_in("nok")
    browser.post(
        "/elders/new",
        {
            "prefix": "นาง", "given_name": "ดวง", "family_name": "แก้วมา", "sex": "2",
            "birth_precision": "unknown", "citizen_id": ID, "house_no": "7",
            "community": str(cast.community_id),
        },
    )  # fmt: skip
    return browser


def test_words_lead_to_an_address(nurse: Client) -> None:
    """So that the page can be kept, reloaded and gone back to."""
    answer = nurse.post("/register/search", {"q": "ดวง"}, after=nurse.get("/register"))
    where = answer.answer.headers["Location"]
    assert "นางดวง แก้วมา" in nurse.get(where).text


@pytest.mark.parametrize("typed", [ID, f"{ID[0]}-{ID[1:5]}-{ID[5:10]}-{ID[10:12]}-{ID[12]}"])
def test_an_id_is_found_and_stands_in_no_address(nurse: Client, typed: str) -> None:
    """The answer comes at once, without a redirect that would carry the number."""
    found = nurse.post("/register/search", {"q": typed}, after=nurse.get("/register"), expect=200)
    assert "นางดวง แก้วมา" in found.text
    assert all(ID not in str(link.get("href")) for link in found.soup.find_all("a"))


def test_an_id_in_an_address_is_dropped(nurse: Client) -> None:
    """An old bookmark with a number leads to the plain register."""
    answer = nurse.get(f"/register?q={ID}", expect=303)
    assert answer.answer.headers["Location"] == "/register"


def test_a_house_shows_who_lives_in_it(cast: Cast, nurse: Client) -> None:
    """The chart leads to the people of the same house, and to nobody else."""
    chart = nurse.get(f"/elders/{cast.boonmee_id}")
    link = next(
        str(a["href"]) for a in chart.soup.select("main a[href]") if "house=" in str(a["href"])
    )
    house = nurse.get(link)
    assert "นายบุญมี ใจดี" in house.text
    assert "นางดวง แก้วมา" not in house.text
