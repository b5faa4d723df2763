"""What a visit opens: dangerous values, hard to wake, and that the caregiver is worried."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.urgent.models import UrgentFinding
from tests.cast import Cast
from tests.client import Client, Page

WHOLE = {
    "visited_on": "21/11/2569", "arrived": "9:00", "left": "10:00", "consciousness": "awake",
    "mood": "calm", "skin": "whole", "change": "same",
}  # fmt: skip
HIGH = {"systolic": "200", "diastolic": "100"}
SignIn = Callable[[str], Client]


@pytest.fixture
def som(sign_in: SignIn) -> Client:
    return sign_in("som")


def send(som: Client, cast: Cast, **over: Any) -> Page:
    """Record a visit; what is asked again is confirmed."""
    path = f"/elders/{cast.boonmee_id}/visit"
    page = som.get(path)
    for field in page.soup.select("[name^=could_not-]"):
        field.decompose()
    data = {**WHOLE, **over}
    hidden = {name: page.value_of(name) for name in ("csrf_token", "operation_id")}
    answer = som.http.post(path, data={**hidden, **data})
    if answer.status_code == 422:
        asked = Page(answer)
        tokens = [str(box["value"]) for box in asked.soup.select("#questions [name=confirmed]")]
        data |= {"confirmed": tokens, "operation_id": asked.value_of("operation_id")}
        return som.send(path, {"csrf_token": asked.value_of("csrf_token"), **data})
    return Page(answer)


def findings(sessions: sessionmaker[Session]) -> list[tuple[str, list[str], str]]:
    with sessions() as session:
        rows = session.exec(select(UrgentFinding)).all()
        return sorted((row.found_by, row.rules, row.words) for row in rows)


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({}, []),
        (HIGH, [("visit", ["pressure"], "ความดัน 200/100")]),
        ({"consciousness": "hard_to_wake", **HIGH},
         [("visit", ["hard_to_wake", "pressure"], "ความดัน 200/100")]),
        ({"systolic": "165", "diastolic": "85"}, []),
        ({"is_worried": "y"}, [("worry", ["worry"], "")]),
        ({"worry": "ไม่กินข้าว"}, [("worry", ["worry"], "ไม่กินข้าว")]),
        ({"is_worried": "y", "worry": "ซึม", **HIGH},
         [("visit", ["pressure"], "ความดัน 200/100"), ("worry", ["worry"], "ซึม")]),
    ],
    ids=["nothing", "pressure", "two", "unusual only", "ticked", "written", "both"],
)  # fmt: skip
def test_what_a_visit_opens(
    som: Client, cast: Cast, sessions: sessionmaker[Session], over: dict[str, str],
    expected: list[tuple[str, list[str], str]],
) -> None:  # fmt: skip
    assert send(som, cast, **over).status == 303
    assert findings(sessions) == expected


def test_the_receipt_leads_to_what_to_do(som: Client, cast: Cast) -> None:
    receipt = som.get(send(som, cast, **HIGH).answer.headers["Location"])
    button = receipt.soup.select_one("a.button-main")
    assert button is not None
    assert som.get(str(button["href"])).heading == "ทำตอนนี้"


def test_an_amendment_asks_for_no_worry_and_opens_nothing_again(
    som: Client, cast: Cast, sessions: sessionmaker[Session]
) -> None:
    receipt = send(som, cast, **HIGH).answer.headers["Location"]
    page = som.get(f"{receipt}/amend")
    assert page.soup.find(attrs={"name": "worry"}) is None
    for field in page.soup.select("[name^=could_not-]"):
        field.decompose()
    data = {"amend_reason": "พิมพ์ผิด", "note": "เพิ่ม", "confirmed": "pressure=200/100"}
    som.submit(page, f"{receipt}/amend", data)
    assert findings(sessions) == [("visit", ["pressure"], "ความดัน 200/100")]


def test_a_worry_too_long_keeps_the_page(
    som: Client, cast: Cast, sessions: sessionmaker[Session]
) -> None:
    path = f"/elders/{cast.boonmee_id}/visit"
    page = som.get(path)
    for field in page.soup.select("[name^=could_not-]"):
        field.decompose()
    again = som.post(path, {**WHOLE, "worry": "ก" * 501}, after=page, expect=422)
    assert again.value_of("worry") == "ก" * 501
    assert findings(sessions) == []
