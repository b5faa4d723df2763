"""Pictures of the pages with the demonstration's data: ``python3 -m ltc screenshots FOLDER``.

Starts the demonstration in a folder of its own (or in ``$LTC_HOME``), signs in once a role and
takes each page at tablet (800×1280) and laptop (1366×768) size. Pages are named in PAGES; one that
begins with a person is found by clicking the first name on the desk.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser_tools import FLAGS, LAPTOP, TABLET, chromium_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
PORT = 8765
SIZES: dict[str, dict[str, Any]] = {
    "tablet": {**TABLET, "device_scale_factor": 1},
    "laptop": LAPTOP,
}


@dataclass(frozen=True)
class Picture:
    """One page: who looks, where they start, which links they follow to get there."""

    name: str
    role: str | None
    path: str
    clicks: tuple[str, ...] = ()


FIRST_NAME = "main a.name"
BOONMA = ("/register?q=บุญมา ใจดี", (FIRST_NAME,))
PICTURES = (
    Picture("sign-in", None, "/sign-in"),
    Picture("first-sign-in", None, "/first-sign-in"),
    Picture("people", "administrator", "/users"),
    Picture("person", "administrator", "/users", ("main a.name",)),
    Picture("new-person", "administrator", "/users/new"),
    Picture("letters", "administrator", "/users", ("form[action='/users/letters'] button",)),
    Picture("my-password", "caregiver", "/my-password"),
    Picture("register", "team_nurse", "/register"),
    Picture("search", "team_nurse", "/register?q=บุญ"),
    Picture("new-elder", "team_nurse", "/elders/new"),
    Picture("choose-instrument", "team_nurse", *BOONMA[:1], (FIRST_NAME, "a[href$='/assess']")),
    Picture("barthel", "team_nurse", *BOONMA[:1],
            (FIRST_NAME, "a[href$='/assess']", "a[href$='/barthel']")),
    Picture("result", "team_nurse", *BOONMA[:1], (FIRST_NAME, "a[href^='/assessments/']")),
    Picture("chart", "care_manager", *BOONMA),
    Picture("caseload", "care_manager", "/caseload"),
    Picture("case", "care_manager", *BOONMA[:1], (FIRST_NAME, "a[href^='/cases/']")),
    Picture("plan", "care_manager", *BOONMA[:1], (FIRST_NAME, "a[href^='/plans/']")),
    Picture("edit-elder", "care_manager", *BOONMA[:1], (FIRST_NAME, "a[href$='/edit']")),
    Picture("my-day", "caregiver", "/my-day"),
    Picture("visit", "caregiver", "/my-day", ("main a[href$='/visit']",)),
    Picture("my-month", "caregiver", "/my-month"),
    Picture("visits", "care_manager", *BOONMA[:1], (FIRST_NAME, "a[href$='/visits']")),
    Picture("receipt", "care_manager", *BOONMA[:1],
            (FIRST_NAME, "a[href$='/visits']", "main a[href^='/visits/']")),
    Picture("morning", "care_manager", "/morning"),
    Picture("morning-caregiver", "caregiver", "/morning"),
    Picture("morning-nurse", "team_nurse", "/morning"),
    Picture("more", "care_manager", "/more"),
    Picture("week", "care_manager", "/week"),
    Picture("cover", "care_manager", "/week", (".line-doors a",)),
    Picture("reading", "care_manager", "/reading"),
    Picture("urgent", "care_manager", "/urgent"),
    Picture("urgent-now", "care_manager", "/urgent", ("main a[href^='/urgent/']",)),
    Picture("questions", "team_nurse", "/questions"),
    Picture("thread", "team_nurse", "/questions?show=all", ("main a[href^='/questions/']",)),
    Picture("events", "caregiver", "/my-day", ("main a[href$='/visit']", "a[href$='/events/new']")),
    Picture("paused", "care_manager", "/paused"),
    Picture("health", "team_nurse", *BOONMA[:1], (FIRST_NAME, "#doors a[href$='/health']")),
    Picture("strips", "team_nurse", *BOONMA[:1], (FIRST_NAME, "#doors a[href$='/strips']")),
    Picture("logbook", "team_nurse", *BOONMA[:1], (FIRST_NAME, "#doors a[href$='/logbook']")),
    Picture("screening", "care_manager", "/screening", ("main a[href^='/screening/']",)),
    Picture("to-assess", "care_manager", "/to-assess"),
    Picture("family-news", "care_manager", "/family-news"),
    Picture("family", "care_manager", "/family-news",
            ("main a[href^='/family-news/']", ".page-actions a", "#doors a[href$='/family']",
             "#links a", "a.address")),
    Picture("papers", "caregiver", "/papers"),
    Picture("imports", "care_manager", "/imports"),
    Picture("doctor-chart", "family_doctor", *BOONMA),
    Picture("director", "health_director", "/figures"),
    Picture("relative-chart", "relative", "/register", (FIRST_NAME,)),
    Picture("audit-log", "internal_auditor", "/audit"),
    Picture("missing", "team_nurse", "/elders/01920000-0000-7000-8000-000000000000"),
)  # fmt: skip


@contextmanager
def demonstration(home: Path) -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """Serve a demonstration; gives its address and its accounts by role."""
    environment = {**os.environ, "LTC_HOME": str(home)}
    command = [sys.executable, "-m", "ltc", "demo", "--port", str(PORT)]
    address = f"http://127.0.0.1:{PORT}"
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait_for(address + "/sign-in")
            accounts = json.loads((home / "demo-accounts.json").read_text(encoding="utf-8"))
            yield address, {account["role"]: account for account in accounts}
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the demonstration did not start: see server.log")


def take(
    browser: "Browser",
    address: str,
    accounts: dict[str, dict[str, str]],
    options: argparse.Namespace,
) -> list[str]:
    """Take all pictures; returns the troubles met (a missing link, a script error)."""
    from playwright.sync_api import Error as PlaywrightError

    troubles: list[str] = []
    for size, device in SIZES.items():
        by_role: dict[str | None, list[Picture]] = {}
        for picture in PICTURES:
            if options.only in picture.name:
                by_role.setdefault(picture.role, []).append(picture)
        for role, pictures in by_role.items():
            context = browser.new_context(**device)
            page = context.new_page()
            page.on("pageerror", lambda error: troubles.append(str(error)))
            if role:
                _sign_in(page, address, accounts[role])
            for picture in pictures:
                try:
                    file = options.folder / f"{picture.name}-{size}.png"
                    _take_one(page, address, picture, file, is_whole=not options.top)
                except PlaywrightError as problem:
                    troubles.append(f"{picture.name}: {problem.message.splitlines()[0]}")
            context.close()
    return troubles


def _sign_in(page: "Page", address: str, account: dict[str, str]) -> None:
    page.goto(address + "/sign-in")
    page.fill("[name=username]", account["username"])
    page.fill("[name=password]", account["password"])
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def _take_one(page: "Page", address: str, picture: Picture, file: Path, *, is_whole: bool) -> None:
    page.goto(address + picture.path)
    for selector in picture.clicks:
        page.locator(selector).first.click(timeout=5_000)
        page.wait_for_load_state()
    page.evaluate("document.fonts.ready")
    page.screenshot(path=str(file), full_page=is_whole)
    print(file)


def main(arguments: list[str]) -> int:
    """Take the pictures into a folder; exit code 1 when a page had a script error."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(prog="python3 -m ltc screenshots", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="part of a picture's name")
    parser.add_argument("--home", type=Path, help="keep the demonstration in this folder")
    parser.add_argument("--top", action="store_true", help="the first screen only")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as tool:
        home = options.home or Path(scratch)
        home.mkdir(parents=True, exist_ok=True)
        browser = tool.chromium.launch(
            executable_path=chromium_path(), args=FLAGS, chromium_sandbox=False
        )
        with demonstration(home) as (address, accounts):
            troubles = take(browser, address, accounts, options)
        browser.close()
    for trouble in troubles:
        print("script error:", trouble, file=sys.stderr)
    return 1 if troubles else 0
