"""Every door of the application against what clumsy and hostile hands send, on both databases.

All doors come from the address map: a new one fails here until it is swept too.
"""

import os
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.elders.models import Elder, Household
from ltc.foundation.core.db import make_engine
from ltc.foundation.core.vault import Vault
from tests.cast import Cast
from tests.client import Client
from tests.databases import TEST_KEY
from tests.sweep.addresses import address, ids_of, rules_with, who_may
from tests.sweep.doors import Door, doors, fields, fill
from tests.sweep.house import Answer, Held, changed, holding_back, lost, tables, wrong_with
from tests.sweep.poison import FILE, SCRIPT, cases, poisoned
from tests.sweep.sheets import english, words
from tests.sweep.strangers import ABSURD, ARGUMENTS, garbled, refusals, strangers, take_away
from tests.sweep.visitor import is_embedded, lines, opened, text_of, token_of
from tests.sweep.world import NAMES, World, settle

pytestmark = pytest.mark.journeys

SignIn = Callable[[str], Client]
# Good answers lead on, but where the page itself shows what was asked for, or wants a photo.
ANSWERED_HERE = {
    "elders.citizen_id", "papers.sheet", "documents.plan_signed", "documents.visit_signed",
    "documents.hearing_signed",
}  # fmt: skip
# Whoever has the family's link needs no account; printing for nobody is answered in words; one's
# own hours stay one's own when a place on a team has ended.
NOT_BY_RIGHT = {"family.family_page", "papers.mine", "conferences.by_link", "casemoney.my_pay"}
WITHOUT_SIGN_IN = {"accounts.sign_in", "accounts.first_sign_in"}
# Nothing is sent without a password or a file; and each click makes a fresh code on paper.
WITH_TESTS_OF_THEIR_OWN = {
    "accounts.sign_in", "accounts.first_sign_in", "accounts.my_password", "accounts.letter",
    "accounts.letters", "town.new_import",
}  # fmt: skip
# Requests for one form, and on SQLite at least one for each field. LTC_SWEEP=all sends everything:
# seven thousand in three minutes.
MOST = {"sqlite": 9, "postgresql": 6}


@pytest.fixture
def sessions(database_url: str, vault: Vault) -> Iterator[sessionmaker[Session]]:
    """The session maker of the application, able to hold its saves back."""
    engine = make_engine(database_url, key=TEST_KEY)
    yield sessionmaker(engine, class_=Held, expire_on_commit=False, info={"vault": vault})
    engine.dispose()


@pytest.fixture
def world(sessions: sessionmaker[Session], cast: Cast) -> World:
    """The records of five elders here and one elsewhere."""
    return settle(sessions, cast)


@pytest.fixture
def all_doors(cast: Cast) -> list[Door]:
    """Every form."""
    return doors(str(cast.community_id), str(cast.users["nok"]))


@pytest.fixture
def enter(sign_in: SignIn) -> Callable[[str], FlaskClient]:
    """The browser of somebody, signed in once."""
    known: dict[str, FlaskClient] = {}

    def one(username: str) -> FlaskClient:
        if username not in known:
            known[username] = sign_in(username).http
        return known[username]

    return one


Enter = Callable[[str], FlaskClient]


def test_each_field_spoiled(
    app: Flask, all_doors: list[Door], world: World, enter: Enter,
    sessions: sessionmaker[Session],
) -> None:  # fmt: skip
    kind = sessions.kw["bind"].dialect.name
    is_all, least = os.environ.get("LTC_SWEEP") == "all", MOST[kind]
    wrong: list[tuple[Any, ...]] = []
    browsers = {door.who: enter(door.who) for door in all_doors}
    with holding_back():
        for door in all_doors:
            http = browsers[door.who]
            before = tables(sessions)
            sheet, path, html = opened(http, door, world)
            filled, known = fill(door, sheet), english(html)
            elsewhere = world["elsewhere"].elder_id
            spoiled = fields(sheet)
            most = None if is_all else max(least, len(spoiled) if kind == "sqlite" else 0)
            for name, poison, value in cases(
                spoiled, elsewhere, most=most, salt=f"{kind} {door.name}"
            ):
                sent = poisoned(filled, name, value)
                answer = Answer(http, path, sent)
                said = wrong_with(answer, known, value, {200, 303, 409, 422})
                if answer.status in (409, 422) and not name.endswith("csrf_token"):
                    said += [f"lost {one}" for one in lost(answer, sheet, sent, name)]
                wrong += [(door.name, name, poison, one) for one in said]
            if difference := changed(before, tables(sessions)):
                wrong.append((door.name, "changed", difference))
    assert not wrong, lines(wrong)


def test_every_form_of_the_map_is_swept(app: Flask, all_doors: list[Door]) -> None:
    swept = {door.endpoint for door in all_doors} | WITH_TESTS_OF_THEIR_OWN
    assert {rule.endpoint for rule in rules_with(app, "POST")} - swept == set()


def test_records_of_others_are_not_found(
    app: Flask, world: World, enter: Enter, sessions: sessionmaker[Session]
) -> None:
    """By nobody who passes the door, to read or to write; and never a word of theirs."""
    before, wrong = tables(sessions), []
    for method in ("GET", "POST"):
        for rule in rules_with(app, method):
            if not ids_of(rule):
                continue
            for username in who_may(app, rule)[0]:
                http = enter(username)
                sent = token_of(http) | {"version": "1"} if method == "POST" else {}
                tried = [*strangers(rule, world)]
                if username in ("malee", "som"):
                    tried += garbled(rule, world)
                if username in ("som", "daughter"):
                    tried.append(address(rule, [world["b"]]))
                for path in tried:
                    answer = http.open(path, method=method, data=sent)
                    if answer.status_code != 404 or NAMES["elsewhere"] in text_of(answer):
                        wrong.append((method, username, path[:150], answer.status_code))
    assert not wrong, lines(wrong)
    assert tables(sessions) == before


def test_absurd_arguments_are_no_failure(app: Flask, world: World, enter: Enter) -> None:
    wrong = []
    whole = {"after": "22/11/2569", "after_id": str(world["a"].elder_id), "number": "3"}
    far = str(world["elsewhere"].elder_id)
    for rule in rules_with(app, "GET"):
        if rule.endpoint == "health.healthz":
            continue  # says 503 where no scheduler runs, and reads no arguments
        username, path = who_may(app, rule)[0][0], address(rule, [world["a"]])
        named = ARGUMENTS.get(rule.endpoint)
        for name, value in product(named or ("q",), (*ABSURD, far) if named else ("%00",)):
            others = "&".join(f"{key}={one}" for key, one in whole.items() if key != name)
            http = app.test_client() if rule.endpoint in WITHOUT_SIGN_IN else enter(username)
            answer = http.get(f"{path}?{name}={value}&{others}")
            if answer.status_code >= 500 or SCRIPT in text_of(answer):
                wrong.append((username, path, name, value[:60], answer.status_code))
            if NAMES["elsewhere"] in text_of(answer):
                wrong.append((username, path, name, value[:60], "shows another's data"))
    assert not wrong, lines(wrong)


# What a second click of the same button adds, where it may add anything.
SECOND = {"elders.circumstances"}  # the same day written again replaces the row of that day


def test_good_answers_sent_twice_are_saved_once(
    all_doors: list[Door], world: World, enter: Enter, sessions: sessionmaker[Session]
) -> None:
    wrong: list[tuple[Any, ...]] = []
    for door in all_doors:
        http = enter(door.who)
        if door.endpoint == "accounts.sign_out":
            continue
        sheet, path, _html = opened(http, door, world)
        filled = fill(door, sheet)
        first = Answer(http, path, filled)
        after = tables(sessions)
        if first.status != 303 and door.endpoint not in ANSWERED_HERE:
            wrong.append((door.name, "good answers", first.status, words(first.html)))
        second = Answer(http, path, filled)
        difference = changed(after, tables(sessions))
        if any(difference.values()) or (difference and door.endpoint not in SECOND):
            wrong.append((door.name, first.status, second.status, difference))
        if second.status not in (200, 303, 409, 422):
            wrong.append((door.name, second.status, words(second.html)))
    assert not wrong, lines(wrong)


def test_without_permission_it_is_refused_and_written_down(
    app: Flask, world: World, enter: Enter, sessions: sessionmaker[Session]
) -> None:
    before, wrong = tables(sessions), []
    for method in ("GET", "POST"):
        for rule in rules_with(app, method):
            path = address(rule, [world["a"]])
            refused = who_may(app, rule)[1]
            refused = refused if is_embedded(sessions) else refused[:1]
            browsers, known = [enter(username) for username in refused], refusals(sessions)
            for username, http in zip(refused, browsers, strict=True):
                answer = http.open(path, method=method, data={"csrf_token": "x"})
                if answer.status_code != 403:
                    wrong.append((method, path, username, answer.status_code))
                if any(name in text_of(answer) for name in NAMES.values()):
                    wrong.append((method, path, username, "shows a name"))
            if refusals(sessions) != known + len(refused):
                wrong.append((method, path, "not written down"))
    assert not wrong, lines(wrong)
    assert tables(sessions) == before


@pytest.mark.parametrize("token", [None, "of somebody else"])
def test_without_its_token_nothing_is_saved(
    all_doors: list[Door], world: World, enter: Enter, sessions: sessionmaker[Session],
    token: str | None,
) -> None:  # fmt: skip
    if token and not is_embedded(sessions):
        pytest.skip("tokens are no affair of the database")
    other = token_of(enter("dr_thee"))["csrf_token"]
    before, wrong = tables(sessions), []
    for door in all_doors:
        http = enter(door.who)
        sheet, path, _html = opened(http, door, world)
        sent = {
            name: values for name, values in fill(door, sheet).items()
            if not name.endswith("csrf_token")
        }  # fmt: skip
        if token is not None:
            sent["csrf_token"] = [other]
        answer = Answer(http, path, sent)
        if answer.status != 422 or answer.saves:
            wrong.append((door.name, answer.status, words(answer.html)))
    assert not wrong, lines(wrong)
    assert tables(sessions) == before


@pytest.mark.parametrize("right", ["place on the team", "role", "account"])
def test_rights_that_end_while_a_form_is_open(
    all_doors: list[Door], world: World, enter: Enter, sessions: sessionmaker[Session], cast: Cast,
    right: str,
) -> None:  # fmt: skip
    if right == "account" and not is_embedded(sessions):
        pytest.skip("the same statement as for a role")
    ready = []
    for door in all_doors:
        if door.who != "som" and right == "place on the team":
            continue
        if door.endpoint.startswith("accounts.") or door.endpoint in NOT_BY_RIGHT:
            continue
        sheet, path, _html = opened(enter(door.who), door, world)
        ready.append((door, path, fill(door, sheet)))
    take_away(sessions, right)
    before, wrong = tables(sessions), []
    for door, path, filled in ready:
        answer = Answer(enter(door.who), path, filled)
        to_sign_in = answer.status == 303 and "/sign-in" in answer.where
        is_refused = answer.status == 404 if right == "place on the team" else to_sign_in
        if not is_refused or answer.saves:
            wrong.append((door.name, answer.status, words(answer.html)))
    assert ready
    assert not wrong, lines(wrong)
    assert tables(sessions) == before


def test_a_file_in_place_of_words_is_nothing(
    all_doors: list[Door], world: World, enter: Enter, sessions: sessionmaker[Session]
) -> None:
    door = next(one for one in all_doors if one.endpoint == "elders.edit_elder")
    sheet, path, _html = opened(enter("malee"), door, world)
    for name in ("lane", "landmark", "phone"):
        sheet, path, _html = opened(enter("malee"), door, world)
        Answer(enter("malee"), path, poisoned(fill(door, sheet), name, FILE))
    with sessions() as session:
        elder = session.get_one(Elder, world["a"].elder_id)
        house = session.get_one(Household, elder.household_id)
    assert (house.lane, house.landmark, elder.phone) == ("", "", "")
