"""The week board of 60 caregivers and 600 elders against a bare view with the same statements.

The bare view sends the very statements that the board sends, by the driver itself, and puts the
planned services into a small template, a line each: no guard, no trace, no rules, no order.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Environment
from sqlmodel import Session

from ltc.app import create_app
from ltc.care.cases.models import CarePlan, Case, PlannedService
from ltc.care.elders.models import CareTeamMember
from ltc.foundation.accounts.models import RoleHolding, User
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from ltc.foundation.core.zone import at_local
from ltc.foundation.i18n.text import sort_key
from tests.bench.browser import CSRF
from tests.bench.houses import MANAGER, House
from tests.bench.measure import Figure, ratio
from tests.bench.people import AT
from tests.bench.plan import Plan

CAREGIVERS, ELDERS, FEW = 60, 600, 60
LIMIT = 5
ROWS = """
<!doctype html><html lang="th"><title>ตารางสัปดาห์</title><h1>ตารางสัปดาห์</h1>
<ul>{% for row in planned %}
<li><a href="/elders/{{ row[0] }}">{{ row[1] }}{{ row[2] }} {{ row[3] }}</a> {{ row[6] }}
 {{ row[11] }}</li>{% endfor %}</ul></html>
"""


@dataclass(frozen=True)
class Heard:
    """One statement of the board as the driver took it."""

    sql: str
    values: Any


def measure(plan: Plan, house: House) -> Iterator[Figure]:
    """Yield the board against its floor, and its statements with few elders and with all."""
    today = clock.today()
    caregivers = _caregivers(house, today)
    app = create_app(
        house.installation.settings, house.installation.sessions, house.installation.vault
    )
    client = _signed_in(app.test_client(), house.password)
    path = f"/week?week={today}"
    _plans(house, house.elder_ids[:FEW], caregivers, today)
    few = _heard(house, client, path)
    _plans(house, house.elder_ids[FEW:ELDERS], caregivers, today)
    many = _heard(house, client, path)
    yield Figure(
        f"{house.kind}: statements of the week board of {ELDERS}", len(many), len(few), "",
        f"{len(few)} with {FEW}",
    )  # fmt: skip
    bare = _floor(house, [one for one in many if one.sql.lstrip().startswith("SELECT")])
    assert client.get(path).text.count('<li class="turn') >= ELDERS
    yield ratio(
        f"{house.kind}: week board of {CAREGIVERS} and {ELDERS} to its floor", LIMIT,
        lambda: client.get(path), lambda: bare.get("/"), rounds=plan.rounds, times=plan.times,
    )  # fmt: skip


def _signed_in(client: FlaskClient, password: str) -> FlaskClient:
    token = CSRF.search(client.get("/sign-in").text)
    assert token
    sent = {"csrf_token": token[1], "username": MANAGER, "password": password}
    assert client.post("/sign-in", data=sent).status_code == 303
    return client


def _caregivers(house: House, today: date) -> list[UUID]:
    """Add those who go."""
    with transaction(house.installation.sessions) as session:
        users = []
        for number in range(CAREGIVERS):
            name = f"ผู้ดูแลคนที่ {number}"
            user = User(
                username=f"caregiver{number}", password_hash="", name_th=name,
                sort_key=sort_key(name), created_at=AT,
            )  # fmt: skip
            session.add(user)
            session.flush()
            session.add(
                RoleHolding(
                    user_id=user.id, role="caregiver", area_id=house.town.municipality_id,
                    held_from=today - timedelta(days=400),
                )
            )  # fmt: skip
            users.append(user.id)
        return users


def _plans(house: House, elder_ids: list[UUID], caregivers: list[UUID], today: date) -> None:
    """Give each elder a caregiver and a plan with three services, one visit a week in all."""
    with transaction(house.installation.sessions) as session:
        for number, elder_id in enumerate(elder_ids):
            _plan(session, house, elder_id, caregivers[number % len(caregivers)], today)


def _plan(session: Session, house: House, elder_id: UUID, caregiver: UUID, today: date) -> None:
    since = today - timedelta(days=200)
    session.execute(
        sa.update(CarePlan).where(sa.column("elder_id") == elder_id).values(status="ended")
    )
    session.execute(
        sa.update(Case)
        .where(sa.column("elder_id") == elder_id, sa.column("closed_on").is_(None))
        .values(closed_on=since, close_reason="recovered")
    )
    session.add(
        CareTeamMember(
            elder_id=elder_id, team_role="caregiver", user_id=caregiver, name="ผู้ดูแล",
            active_from=since,
        )
    )  # fmt: skip
    case = Case(
        elder_id=elder_id, municipality_id=house.town.municipality_id, opened_on=since
    )  # fmt: skip
    session.add(case)
    session.flush()
    plan = CarePlan(
        case_id=case.id, elder_id=elder_id, number=1, status="active", valid_from=since,
        valid_until=since + timedelta(days=365), drafted_at=at_local(since, 9),
        activated_at=at_local(since, 10),
    )  # fmt: skip
    session.add(plan)
    session.flush()
    for place, kind in enumerate(("daily_living", "food", "exercise")):
        session.add(
            PlannedService(
                plan_id=plan.id, position=place, kind=kind, doer_role="caregiver",
                doer_user_id=caregiver, times=1, per="week", minutes=20,
            )
        )  # fmt: skip


def _heard(house: House, client: FlaskClient, path: str) -> list[Heard]:
    with _listening(house.installation.engine) as heard:
        assert client.get(path).status_code == 200
    return heard


@contextmanager
def _listening(engine: sa.Engine) -> Iterator[list[Heard]]:
    found: list[Heard] = []

    def hear(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            found.append(Heard(statement, values))

    sa.event.listen(engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", hear)


def _floor(house: House, heard: list[Heard]) -> FlaskClient:
    app = Flask("board floor", static_folder=None)
    template = Environment(autoescape=True).from_string(ROWS)
    reading = house.installation.engine.execution_options(ltc_read_only=True)

    @app.get("/")
    def bare() -> str:
        with reading.connect() as connection:
            asked = [
                connection.exec_driver_sql(one.sql, one.values).cursor.fetchall() for one in heard
            ]
        return template.render(planned=max(asked, key=len))

    return app.test_client()
