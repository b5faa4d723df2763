"""Every page in a real Chromium: accessible, nothing cut off, no script refused, light and dark."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser_tools import LAPTOP, TABLET, axe_violations, open_page
from tests.cast import STAFF, Cast
from tests.sweep.addresses import address, rules_with, who_may
from tests.sweep.world import settle

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, Page
    from sqlalchemy.orm import sessionmaker
    from sqlmodel import Session
    from werkzeug.routing import Rule

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

# Who looks at what; {elder} stands for Boonmee.
PAGES: dict[str | None, tuple[str, ...]] = {
    None: ("/sign-in", "/first-sign-in", "/no-such-page"),
    "nok": (
        "/register",
        "/register?q=บุญ",
        "/register?q=ไม่มีใครชื่อนี้",
        "/elders/new",
        "/elders/{elder}",
        "/elders/{elder}/assess",
        "/elders/{elder}/assess/barthel",
        "/elders/{elder}/assess/8q",
        "/elders/{elder}/visits",
    ),
    "som": ("/my-day", "/my-month", "/elders/{elder}/visit", "/elders/{elder}/assess/barthel"),
    "daughter": ("/elders/{elder}",),
    "director": ("/figures",),
    "malee": (
        "/elders/{elder}",
        "/elders/{elder}/edit",
        "/elders/{elder}/circumstances",
        "/elders/{elder}/team/new",
        "/elders/{elder}/trail",
        "/elders/{elder}/case/new",
        "/caseload",
    ),
    "auditor": ("/audit",),
    "admin": ("/my-role", "/register", "/users", "/users/new"),
}
# Whose eyes are asked first; the others come for what these may not see.
READERS = ("malee", "nok", "som", "director", "auditor", "admin", "daughter")
NOT_PAGES = {
    "casemoney.export", "conferences.now", "desks.register_csv", "elders.file", "health.healthz"
}  # fmt: skip
ZOOMED = {**LAPTOP, "viewport": {"width": 683, "height": 384}}  # a laptop at 200 %
SIZES = {
    "tablet": TABLET,
    "laptop": LAPTOP,
    "laptop at 200 %": ZOOMED,
    "laptop, dark": {**LAPTOP, "color_scheme": "dark"},
}

ONLY_WIDTH = {"laptop at 200 %"}  # the same page and colours as on the laptop, scanned there


def enter(page: "Page", address: str, username: str, password: str) -> None:
    """Sign in as a person would."""
    page.goto(address + "/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.mark.parametrize("size", SIZES)
def test_pages_are_accessible_and_fit(
    browser: "Browser", live_server: str, cast: Cast, size: str
) -> None:
    """No axe violation, and no page is wider than its screen."""
    troubles: list[str] = []
    for username, paths in PAGES.items():
        assert username is None or username in STAFF
        with open_page(browser, SIZES[size]) as page:
            if username:
                enter(page, live_server, username, cast.password)
            for path in paths:
                page.goto(live_server + path.format(elder=cast.boonmee_id))
                found = too_wide(page) if size in ONLY_WIDTH else found_on(page)
                troubles += [f"{path} ({username}): {t}" for t in found]
    assert troubles == []


def test_every_address_is_accessible_and_fits(
    app: "Flask", browser: "Browser", live_server: str, cast: Cast,
    sessions: "sessionmaker[Session]",
) -> None:  # fmt: skip
    """All pages of the address map, with records behind them, as the first role that may."""
    folder = settle(sessions, cast)["a"]
    asked: dict[str, list[Rule]] = {}
    for rule in rules_with(app, "GET"):
        who = next((name for name in READERS if name in who_may(app, rule)[0]), None)
        if who and is_page(rule):
            asked.setdefault(who, []).append(rule)
    troubles: list[str] = []
    for username, rules in asked.items():
        with open_page(browser, TABLET) as page:
            enter(page, live_server, username, cast.password)
            for rule in rules:
                path = address(rule, [folder])
                answer = page.goto(live_server + path)
                assert answer, path
                assert answer.status < 500, path
                troubles += [f"{path} ({username}): {trouble}" for trouble in found_on(page)]
    assert troubles == []


def test_sheets_of_the_first_sign_in_are_accessible_and_print(
    laptop_page: "Page", app: "Flask", live_server: str, cast: Cast,
    sessions: "sessionmaker[Session]",
) -> None:  # fmt: skip
    """They come by a button, so no address leads there; each sheet keeps to one page of paper."""
    settle(sessions, cast)
    page = laptop_page
    enter(page, live_server, "admin", cast.password)
    page.goto(live_server + "/users")
    page.click("form[action='/users/letters'] button")
    page.wait_for_selector(".letter-code")
    assert page.locator(".letter").count() == 2
    assert list(found_on(page)) == []
    page.emulate_media(media="print")
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 2


def is_page(rule: "Rule") -> bool:
    """True for what a person reads: no file to keep, no answer for machines."""
    return rule.endpoint not in NOT_PAGES and not rule.rule.endswith(".pdf")


def found_on(page: "Page") -> Iterator[str]:
    """What is wrong with the page as it stands."""
    yield from axe_violations(page)
    yield from too_wide(page)


def too_wide(page: "Page") -> Iterator[str]:
    """That one must scroll sideways."""
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if widths[0] > widths[1]:
        yield f"{widths[0]} px wide on a screen of {widths[1]} px"


def test_double_click_sends_once(laptop_page: "Page", live_server: str, cast: Cast) -> None:
    """Two quick clicks on the button register one person."""
    page = laptop_page
    enter(page, live_server, "nok", cast.password)
    page.goto(live_server + "/elders/new")
    page.fill("[name=given_name]", "ทองคำ")
    page.select_option("[name=prefix]", "นาง")
    page.check("[name=sex][value='2']")
    page.check("[name=birth_precision][value=unknown]")
    page.select_option("[name=no_citizen_id_reason]", "lost")
    page.select_option("[name=community]", index=1)
    page.fill("[name=house_no]", "99")
    page.dblclick("main form button[type=submit]")
    page.wait_for_url("**/elders/*-*")
    page.goto(live_server + "/register?q=ทองคำ")
    assert page.locator("main tbody tr").count() == 1


def test_works_without_scripts(browser: "Browser", live_server: str, cast: Cast) -> None:
    """Signing in, searching and opening a person need no JavaScript."""
    with open_page(browser, {**TABLET, "java_script_enabled": False}) as page:
        enter(page, live_server, "nok", cast.password)
        page.locator("nav a", has_text="ทะเบียน").first.click()
        page.fill("[name=q]", "บุญมี")
        page.press("[name=q]", "Enter")
        page.locator("main tbody a").first.click()
        assert "บุญมี" in (page.locator("h1").text_content() or "")
