"""The desks as pages: who gets which, what stands on them, what never does."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.cast import Cast
from tests.client import Client

SignIn = Callable[[str], Client]


@pytest.mark.parametrize("who", ["malee", "nok", "director"])
def test_figures_open_for_those_who_may_count(cast: Cast, sign_in: SignIn, who: str) -> None:
    page = sign_in(who).get("/figures")
    assert "ตัวเลขของเทศบาล" in page.heading
    assert "น้อยกว่า 11 คนไม่แสดง" in page.text


def test_figures_name_nobody(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("director").get("/figures")
    assert "บุญมี" not in page.html
    assert f"/elders/{cast.boonmee_id}" not in page.html


def test_a_community_with_one_elder_shows_no_number(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("director").get("/figures")
    cells = page.soup.find_all("td", attrs={"data-label": "ผู้สูงอายุ"})
    assert "น้อยกว่า 11" in {cell.text for cell in cells}
    assert "1" not in {cell.text for cell in cells}


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/figures", "som"),
        ("/caseload", "director"),
        ("/caseload", "admin"),
        ("/register", "director"),
        ("/audit", "malee"),
        ("/my-day", "director"),
    ],
)
def test_desks_of_others_are_closed(cast: Cast, sign_in: SignIn, path: str, who: str) -> None:
    sign_in(who).get(path, expect=403)


def test_chart_of_another_town_and_of_nobody_are_the_same(cast: Cast, sign_in: SignIn) -> None:
    elsewhere = sign_in("malee_elsewhere").get(f"/elders/{cast.boonmee_id}", expect=404)
    nobody = sign_in("malee").get(f"/elders/{uuid4()}", expect=404)
    assert elsewhere.heading == nobody.heading


def test_the_director_opens_no_chart(cast: Cast, sign_in: SignIn) -> None:
    sign_in("director").get(f"/elders/{cast.boonmee_id}", expect=403)


@pytest.mark.parametrize("about", ["", "nonsense", "' OR 1=1 --", "\u200b"])
def test_a_caseload_asked_for_something_unknown_shows_all(
    cast: Cast, sign_in: SignIn, about: str
) -> None:
    manager = sign_in("malee")
    page = manager.get(f"/caseload?about={about}&all=1")
    assert page.heading == manager.get("/caseload?all=1").heading
