"""A real Chromium for the tests marked ``browser``, and the server it talks to.

Import the fixtures into ``conftest.py``. ``live_server`` serves the fixture ``app``.
"""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser, ConsoleMessage, Page

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
APT = "apt-get update && apt-get install -y chromium fonts-thai-tlwg libatomic1"
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
IN_THAILAND = {"locale": "th-TH", "timezone_id": "Asia/Bangkok"}
TABLET: dict[str, Any] = {
    "viewport": {"width": 800, "height": 1280},
    "device_scale_factor": 1.5,
    "has_touch": True,
    "is_mobile": True,
    **IN_THAILAND,
}
LAPTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}, **IN_THAILAND}
TIMEOUT_MILLISECONDS = 10_000


def chromium_path() -> str | None:
    """Return the browser to use: ``LTC_CHROMIUM`` or the first one found."""
    for name in (os.environ.get("LTC_CHROMIUM"), *NAMES):
        if name and (path := shutil.which(name)):
            return path
    return None


def browser_trouble() -> str | None:
    """Return why no browser test can run here, or None when they can."""
    if chromium_path() is None:
        return "no Chromium found"
    from playwright._impl._driver import compute_driver_executable

    driver = compute_driver_executable()[0]
    try:
        subprocess.run([driver, "--version"], capture_output=True, text=True, check=True)
    except OSError as problem:
        return f"its driver does not start: {problem}"
    except subprocess.CalledProcessError as problem:
        # A small Debian lacks libatomic1.
        return f"its driver does not start: {problem.stderr.strip()}"
    return None


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for the whole run (one for each worker)."""
    if trouble := browser_trouble():
        reason = f"{trouble}; as root: {APT}; or set LTC_CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        # Root and containers cannot have Chromium's own sandbox; it shows only our own pages here.
        chromium = play.chromium.launch(
            executable_path=chromium_path(), args=FLAGS, chromium_sandbox=False
        )
        yield chromium
        chromium.close()


@pytest.fixture
def tablet_page(browser: "Browser") -> "Iterator[Page]":
    """A fresh page on the field tablet: 800 by 1280, touch, Thai."""
    with open_page(browser, TABLET) as page:
        yield page


@pytest.fixture
def laptop_page(browser: "Browser") -> "Iterator[Page]":
    """A fresh page on an office laptop: 1366 by 768, Thai."""
    with open_page(browser, LAPTOP) as page:
        yield page


@contextmanager
def open_page(browser: "Browser", device: dict[str, Any]) -> "Iterator[Page]":
    """Open a page of its own (no shared cookies); fails at the end when a script went wrong."""
    context = browser.new_context(**device)
    context.set_default_timeout(TIMEOUT_MILLISECONDS)
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.extend(_refusals(message)))
    try:
        yield page
    finally:
        context.close()
    assert not troubles, f"the page's scripts went wrong: {troubles}"


def _refusals(message: "ConsoleMessage") -> list[str]:
    """Return what the content security policy refused; other messages are the page's own affair."""
    return [message.text] if "Content Security Policy" in message.text else []


def axe_violations(page: "Page") -> list[str]:
    """Return one line for each broken accessibility rule on the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    return [
        f"{rule['id']}: {rule['help']} at {', '.join(str(n['target']) for n in rule['nodes'])}"
        for rule in Axe().run(page).response["violations"]
    ]


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the test's own output matters."""


@contextmanager
def serve(app: "Flask") -> Iterator[str]:
    """Serve ``app`` on a free port of this machine and give its address, without a final slash."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def live_server(app: "Flask") -> Iterator[str]:
    """The address at which the fixture ``app`` is being served."""
    with serve(app) as address:
        yield address
