"""A strict browser for tests of pages: says what it expects, and checks the house rules each time.

It fails on an unexpected status, on a page that shows an elder who was not declared to the read
audit, and on a reading request that changes anything (the application itself asserts that).
"""

import re
from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import col
from werkzeug.test import TestResponse

from ltc.care.elders.models import Elder
from ltc.foundation.audit.models import Access, AccessSubject

UUID_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Page:
    """One answer: its status and its parsed HTML."""

    def __init__(self, answer: TestResponse) -> None:
        self.answer = answer
        self.status = answer.status_code
        is_text = answer.mimetype.startswith("text/") or answer.mimetype == "application/json"
        self.html = answer.get_data(as_text=True) if is_text else ""
        self.soup = BeautifulSoup(self.html, "html.parser")

    @property
    def text(self) -> str:
        """All words of the page, spaces folded."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def heading(self) -> str:
        """The words of the page's one h1."""
        found = self.soup.find("h1")
        assert found is not None, "a page has one h1"
        return " ".join(found.get_text(" ").split())

    def error_at(self, name: str) -> str:
        """Return the error that stands beside a field, or ""."""
        field = self.soup.find(attrs={"name": name}) or self.soup.find(id=name)
        assert isinstance(field, Tag), f"no field {name}"
        around: Any = field.find_parent(class_="field")
        wrong = around.find(class_="error") if around else None
        return " ".join(wrong.get_text(" ").split()) if wrong else ""

    def value_of(self, name: str) -> str:
        """Return what a text field holds."""
        field = self.soup.find(attrs={"name": name})
        assert isinstance(field, Tag), f"no field {name}"
        return field.get_text() if field.name == "textarea" else str(field.get("value", ""))


class Client:
    """Somebody's browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http: FlaskClient = app.test_client()

    def sign_in(self, username: str, password: str) -> "Client":
        """Sign in through the page; fails when that is refused."""
        page = self.get("/sign-in")
        self.post("/sign-in", {"username": username, "password": password}, after=page, expect=303)
        return self

    def get(self, path: str, *, expect: int = 200) -> Page:
        """Open a page."""
        return self._checked(self.http.get(path), path, expect)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, after: Page | None = None,
        expect: int = 303,
    ) -> Page:  # fmt: skip
        """Send a form as it stands on the page it belongs to (opened first when not given)."""
        page = after or self.get(path)
        values = {**_hidden(page), **(data or {})}
        return self._checked(self.http.post(path, data=values), path, expect)

    def send(self, path: str, data: dict[str, Any], *, expect: int = 303) -> Page:
        """Send exactly these values: one form of a page that has several."""
        return self._checked(self.http.post(path, data=data), path, expect)

    def submit(self, page: Page, path: str, data: dict[str, Any], *, expect: int = 303) -> Page:
        """Send a page's form with everything that is filled in on it, changed by ``data``."""
        return self._checked(self.http.post(path, data={**_filled(page), **data}), path, expect)

    def _checked(self, answer: TestResponse, path: str, expect: int) -> Page:
        page = Page(answer)
        assert page.status == expect, (
            f"{path} answered {page.status}, not {expect}: {page.text[:600]}"
        )
        if page.status == 200 and answer.mimetype == "text/html":
            self._check_declared(page)
        return page

    def _check_declared(self, page: Page) -> None:
        """Fail when the page holds the id of an elder whom the read audit does not know of."""
        ids = set(UUID_SHAPE.findall(page.html))
        if not ids:
            return
        with self.app.extensions["ltc_sessions"]() as session:
            last = session.scalar(sa.select(sa.func.max(col(Access.id))))
            declared = {
                str(elder_id)
                for elder_id in session.scalars(
                    sa.select(col(AccessSubject.elder_id)).where(
                        col(AccessSubject.access_id) == (last or 0)
                    )
                )
            }
            elders = {str(elder_id) for elder_id in session.scalars(sa.select(col(Elder.id)))}
        undeclared = ids & elders - declared
        assert not undeclared, f"shows elders it does not declare: {undeclared}"


def _hidden(page: Page) -> dict[str, str]:
    fields = page.soup.find_all("input", attrs={"type": "hidden"})
    return {str(f["name"]): str(f.get("value", "")) for f in fields if f.get("name")}


def _filled(page: Page) -> dict[str, Any]:
    values: dict[str, Any] = dict(_hidden(page))
    for field in page.soup.select("main input[name], main select[name], main textarea[name]"):
        name, kind = str(field["name"]), field.get("type")
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            values[name] = str(chosen.get("value", "")) if isinstance(chosen, Tag) else ""
        elif field.name == "textarea":
            values[name] = field.get_text()
        elif kind in ("radio", "checkbox"):
            if field.has_attr("checked"):
                values[name] = str(field.get("value", "y"))
        else:
            values[name] = str(field.get("value", ""))
    return values
