"""Every door of the application, who may pass it, and what every answer carries."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.routing import Rule

from ltc.app import create_app
from ltc.foundation.accounts.queries import may, policy
from ltc.foundation.accounts.terms import Scope
from ltc.foundation.web.marks import PUBLIC, SIGNED_IN, mark_of
from tests.cast import STAFF, Cast
from tests.client import Client

POLICY_FILE = Path(__file__).resolve().parents[2] / "ltc/foundation/accounts/policy.toml"
OPEN_TO_ALL = {
    "accounts.first_sign_in", "accounts.sign_in", "assets.static", "conferences.by_link",
    "conferences.thanks", "family.family_page", "health.healthz",
}  # fmt: skip
FOR_WHOEVER_IS_IN = {"accounts.my_password", "accounts.my_role", "accounts.sign_out", "home"}
WIDEST = {"care_manager", "caregiver", "internal_auditor"}  # all doors but few, between them
REFUSED, SIGN_IN = 403, 303

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROLES = {role: username for username, (role, _) in STAFF.items() if "_elsewhere" not in username}


def rules(app: Flask) -> Iterator[Rule]:
    """Every rule of the address map."""
    return app.url_map.iter_rules()


def methods(rule: Rule) -> list[str]:
    """The methods a rule was written for."""
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def address(rule: Rule) -> str:
    """An address of the rule, about things that do not exist."""
    values = {"uuid": str(uuid4()), "path": "none", "int": "1", "string": "none", "default": "none"}

    def fill(found: re.Match[str]) -> str:
        return values[(found[1] or "default").split("(")[0]]

    return re.sub(r"<(?:([a-z_]+(?:\([^)]*\))?):)?[a-z_]+>", fill, rule.rule)


def token(client: Client) -> dict[str, str]:
    """The token that every form carries, from an ordinary page."""
    return {"csrf_token": client.get("/my-role").value_of("csrf_token")}


@on_sqlite
def test_every_view_is_marked(app: Flask) -> None:
    assert [r.endpoint for r in rules(app) if mark_of(app.view_functions[r.endpoint]) is None] == []


@on_sqlite
def test_public_doors_are_these_and_no_others(app: Flask) -> None:
    marked = {rule.endpoint: mark_of(app.view_functions[rule.endpoint]) for rule in rules(app)}
    public = {name for name, mark in marked.items() if mark == PUBLIC}
    assert {name for name in public if not name.startswith("public.")} == OPEN_TO_ALL
    assert {name for name, mark in marked.items() if mark == SIGNED_IN} == FOR_WHOEVER_IS_IN


@on_sqlite
def test_every_permission_asked_for_is_granted_to_somebody(app: Flask) -> None:
    """A door whose permission nobody has is a spelling mistake."""
    granted = {(grant.action, grant.resource) for grant in policy().grants}
    marks = {mark_of(app.view_functions[rule.endpoint]) for rule in rules(app)}
    asked = {(m.action, m.resource) for m in marks if m and m not in (PUBLIC, SIGNED_IN)}
    assert asked - granted == set()


def test_each_role_passes_exactly_the_doors_of_its_permissions(app: Flask, cast: Cast) -> None:
    """Refused is 403 whatever the address holds; allowed is anything else, never a failure."""
    wrong = []
    kind = app.extensions["ltc_sessions"].kw["bind"].dialect.name
    for role, username in ROLES.items():
        if kind == "postgresql" and role not in WIDEST:
            continue  # who may pass is no affair of the database; that no door fails is
        client = Client(app).sign_in(username, cast.password)
        sent = token(client)
        me = replace(cast.actor(username), role=role)
        for rule, method in ((r, m) for r in rules(app) for m in methods(r)):
            mark = mark_of(app.view_functions[rule.endpoint])
            if mark in (PUBLIC, SIGNED_IN) or mark is None:
                continue
            status = client.http.open(address(rule), method=method, data=sent).status_code
            is_open = may(me, mark.action or "", mark.resource or "")
            if status >= 500 or (status == REFUSED) == is_open:
                wrong.append((role, rule.endpoint, method, status))
    assert wrong == []


@on_sqlite
def test_nobody_passes_without_signing_in(app: Flask, cast: Cast) -> None:
    visitor = Client(app).http
    wrong = []
    for rule, method in ((r, m) for r in rules(app) for m in methods(r)):
        if mark_of(app.view_functions[rule.endpoint]) != PUBLIC:
            answer = visitor.open(address(rule), method=method)
            if answer.status_code != SIGN_IN or "/sign-in" not in answer.headers["Location"]:
                wrong.append((rule.endpoint, method, answer.status_code))
    assert wrong == []


@on_sqlite
@pytest.mark.parametrize("is_https", [False, True])
def test_every_answer_carries_the_headers(app: Flask, cast: Cast, is_https: bool) -> None:
    settings = replace(app.extensions["ltc_settings"], is_https=is_https)
    served = create_app(settings, app.extensions["ltc_sessions"], app.extensions["ltc_vault"])
    client = served.test_client()
    asset = next(iter(served.extensions["ltc_assets_by_url"]))
    addresses = [address(rule) for rule in rules(served)] + [f"/static/{asset}", "/none"]
    for path, method in product(addresses, ("GET", "POST", "OPTIONS", "PUT")):
        headers = client.open(path, method=method).headers
        policy_words = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy_words, path
        assert "base-uri 'none'" in policy_words
        assert "frame-ancestors 'none'" in policy_words
        assert "unsafe" not in policy_words
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert ("Strict-Transport-Security" in headers) == is_https
        assert "Access-Control-Allow-Origin" not in headers
        assert headers["Server"] == "ltc", path
        is_asset = path.startswith("/static/") and "immutable" in headers["Cache-Control"]
        assert is_asset or headers["Cache-Control"] == "no-store", path


@on_sqlite
def test_methods_that_no_door_has_are_refused(app: Flask, cast: Cast) -> None:
    client = Client(app).sign_in("malee", cast.password).http
    for rule in rules(app):
        for method in ("PUT", "PATCH", "DELETE", "TRACE"):
            answer = client.open(address(rule), method=method)
            assert answer.status_code == 405, (rule, method)
            assert "Allow" in answer.headers


def letters_to_words() -> dict[str, str]:
    """The letters of the policy file, read without the program."""
    found: dict[str, str] = tomllib.loads(POLICY_FILE.read_text("utf-8"))["actions"]
    return found


def test_the_policy_grants_what_its_file_says_and_nothing_else() -> None:
    """Role x resource x action x scope, against a reading of the file that shares no code."""
    table = tomllib.loads(POLICY_FILE.read_text("utf-8"))
    written = set()
    for role, resources in table["roles"].items():
        for resource, lines in resources.items():
            for line in lines:
                letters, _, rest = line.partition("@")
                scope = rest.partition(":")[0]
                written |= {(role, letters_to_words()[x], resource, scope) for x in letters}
    resources = {line[2] for line in written} | {"nothing"}
    roles = set(table["labels"]) | {"system", "nobody", ""}
    granted = {
        (role, action, resource, str(scope))
        for role, action, resource in product(roles, letters_to_words().values(), resources)
        for scope in policy().scopes(role, action, resource)
    }
    assert granted == written


def test_the_administrator_and_the_auditors_hold_no_care_data() -> None:
    about_elders = {Scope.AREA, Scope.ASSIGNED, Scope.LINKED}
    roles = {grant.role for grant in policy().grants if grant.scope in about_elders}
    assert roles & {"administrator", "internal_auditor", "privacy_officer", "health_director"} == (
        set()
    )


@on_sqlite
def test_every_page_is_led_to_by_another(app: Flask) -> None:
    """A page that no template and no view names can be opened by nobody who reads only screens."""
    house = POLICY_FILE.parents[3]
    named = "".join(
        path.read_text("utf-8")
        for folder, kind in (("ltc", "*.py"), ("templates", "*.html"))
        for path in (house / folder).rglob(kind)
    )
    pages = {str(rule.endpoint) for rule in rules(app) if "GET" in methods(rule)} - OPEN_TO_ALL
    lonely = [
        page
        for page in pages
        if not re.search(
            rf"""["'](?:{page.partition(".")[0]})?\.{page.rpartition(".")[2]}["']""", named
        )
        and f'"{page}"' not in named
    ]
    assert sorted(lonely) == []
