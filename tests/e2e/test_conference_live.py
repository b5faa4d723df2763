"""A conference in a real Chromium: drawn signatures, new voices within seconds, a lost signal."""

from typing import TYPE_CHECKING

import pytest

from tests.browser_tools import LAPTOP, TABLET, open_page
from tests.care.conferences.heard import Told, settled
from tests.cast import Cast
from tests.e2e.test_pages import enter

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from sqlalchemy.orm import sessionmaker
    from sqlmodel import Session

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

SOON = 5_000  # milliseconds within which others see a new voice


@pytest.fixture
def told(sessions: "sessionmaker[Session]", cast: Cast) -> Told:
    """A conference of today."""
    return settled(sessions, cast)


def sign(page: "Page") -> None:
    """Draw a line with the finger."""
    frame = page.locator("canvas")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 90, steps=4)
    page.mouse.up()


def test_one_signs_and_others_see_it_within_five_seconds(
    browser: "Browser", live_server: str, cast: Cast, told: Told
) -> None:
    """Two touches on the tablet: the signature, and the button."""
    with open_page(browser, LAPTOP) as desk, open_page(browser, TABLET) as tablet:
        enter(desk, live_server, "nok", cast.password)
        desk.goto(live_server + told.path)
        assert desk.locator("#parties >> text=พูดครบแล้ว").count() == 0
        enter(tablet, live_server, "malee", cast.password)
        tablet.goto(live_server + told.of("elder"))
        sign(tablet)
        tablet.click("main form [type=submit]")
        tablet.wait_for_url(f"**{told.path}")
        desk.wait_for_selector("#parties >> text=พูดครบแล้ว", timeout=SOON)


def test_a_voice_waits_for_the_signal_and_is_sent_once(
    browser: "Browser", live_server: str, cast: Cast, told: Told
) -> None:
    with open_page(browser, TABLET) as tablet:
        enter(tablet, live_server, "som", cast.password)
        tablet.goto(live_server + told.of("caregiver"))
        tablet.context.set_offline(True)
        tablet.click("main form [type=submit]")
        tablet.wait_for_selector("text=ยังไม่ส่ง 1 เสียง")
        tablet.context.set_offline(False)
        tablet.wait_for_selector("text=ยังไม่ส่ง 1 เสียง", state="detached", timeout=10_000)
        tablet.goto(live_server + told.path)
        assert tablet.locator("#parties >> text=พูดครบแล้ว").count() == 1
        assert tablet.evaluate("localStorage.length") == 0


def test_a_mark_without_words_is_asked_for_before_it_is_sent(
    browser: "Browser", live_server: str, cast: Cast, told: Told
) -> None:
    with open_page(browser, TABLET) as tablet:
        enter(tablet, live_server, "som", cast.password)
        tablet.goto(live_server + told.of("caregiver"))
        first = tablet.locator("section.say").first
        first.locator("summary").click()
        first.locator("label:has-text('ไม่เห็นด้วย')").click()
        tablet.click("main form [type=submit]")
        assert tablet.url.endswith("/voice")
        first.locator("input[type=text]").fill("งานหนักเกินไป")
        tablet.click("main form [type=submit]")
        tablet.wait_for_url("**/voices")
        tablet.goto(live_server + told.path)
        assert tablet.locator("text=งานหนักเกินไป").count() == 1
