"""The page on which a plan is written against its floor, and papers in seconds.

The floor sends the very statements that the page sends, as the week board's does.
"""

import time
from collections.abc import Callable, Iterator
from statistics import median
from uuid import UUID

from sqlmodel import col, select

from ltc.app import create_app
from ltc.care.cases.actions.plans import draft_plan
from ltc.care.cases.models import CarePlan, Case
from ltc.exchange.pdf.actions.runs import CODES
from ltc.exchange.pdf.jobs import papers_of
from ltc.foundation.accounts.models import User
from ltc.foundation.core import clock
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import transaction
from ltc.foundation.printing.press import many_pdfs
from tests.bench.board import _floor, _heard, _signed_in
from tests.bench.houses import MANAGER, House
from tests.bench.measure import Figure, ratio
from tests.bench.plan import Plan

LIMIT = 5
ROUND = 58  # the people whom the town of the source looks after
ONE_CASE, WHOLE_ROUND = 1, 10  # seconds


def measure(plan: Plan, house: House) -> Iterator[Figure]:
    """Yield the workshop to its floor, the papers of one case, and those of a whole round."""
    app = create_app(
        house.installation.settings, house.installation.sessions, house.installation.vault
    )
    client = _signed_in(app.test_client(), house.password)
    path = f"/plans/{_draft(house)}/edit"
    heard = _heard(house, client, path)
    bare = _floor(house, [one for one in heard if one.sql.lstrip().startswith("SELECT")])
    assert "แก้" in client.get(path).text
    yield ratio(
        f"{house.kind}: plan workshop to its floor", LIMIT,
        lambda: client.get(path), lambda: bare.get("/"), rounds=plan.rounds, times=plan.times,
    )  # fmt: skip
    plans = _in_use(house)
    papers = f"/plans/{plans[0]}/papers.pdf"
    yield _seconds(
        f"{house.kind}: papers of one case", ONE_CASE,
        lambda: client.get(papers).data.startswith(b"%PDF"), plan.rounds,
    )  # fmt: skip
    if plan.rounds > 1:  # the whole measure only: it takes its time
        yield _seconds(
            f"{house.kind}: {ROUND} plans as one file", WHOLE_ROUND, lambda: _round(house, plans), 1
        )


def _draft(house: House) -> UUID:
    """Begin the next version of a plan in use, with its lines."""
    by = _manager(house)
    with transaction(house.installation.sessions) as session:
        plan = session.get_one(CarePlan, _in_use(house)[0])
        case = session.get_one(Case, plan.case_id)
        return draft_plan(session, case, by=by, at=clock.now(), on=clock.today()).id


def _in_use(house: House) -> list[UUID]:
    with house.installation.sessions() as session:
        wanted = select(CarePlan.id).where(
            col(CarePlan.elder_id).in_(house.cared_for), CarePlan.status == "active"
        )
        return list(session.exec(wanted.order_by(col(CarePlan.id)).limit(ROUND)).all())


def _round(house: House, plans: list[UUID]) -> bool:
    with house.installation.sessions() as session:
        found = papers_of(session, plans, CODES, _manager(house))
        ready = [(one.paper, stamp) for one, stamp in found]
    return many_pdfs(ready).startswith(b"%PDF")


def _manager(house: House) -> Actor:
    with house.installation.sessions() as session:
        user = session.exec(select(User).where(User.username == MANAGER)).one()
        return Actor(user.id, user.name_th, "care_manager", house.town.municipality_id)


def _seconds(name: str, limit: float, job: Callable[[], bool], rounds: int) -> Figure:
    found = []
    for _ in range(max(1, rounds)):
        began = time.perf_counter()
        assert job(), name
        found.append(round(time.perf_counter() - began, 3))
    return Figure(name, round(median(found), 2), limit, "s", "", tuple(found))
