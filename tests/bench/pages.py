"""The pages of a day, each against its floor, and at 30,000 elders against 3,000."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count, cycle
from urllib.parse import quote
from uuid import uuid4

from ltc.care.assessment.queries.instruments import get_instrument
from tests.bench.browser import Answer, Browser, csrf_of
from tests.bench.houses import NURSE, House
from tests.bench.measure import Figure, Job, processor, ratio
from tests.bench.plan import Plan
from tests.bench.servers import Server, app_server, floor_server

# What people type: the beginning of a name, a piece from its middle, somebody's family.
QUERIES = ("บุญ", "มาลี", "แก้วงาม", "สมศรี", "จันทร์", "ทองดี", "วงศ์", "ใจคำ")
ELDER = re.compile(r"/elders/([0-9a-f-]{32,36})\"")
LIMITS = {"list of 100": 5, "name search": 5, "chart": 6, "recording": 4}
FLAT = 1.2
WARM = 8
A_DAY = date(2026, 4, 20)  # before anybody made up here died


@dataclass(frozen=True)
class Caller:
    """Somebody who asks one server for pages; the floor is told what a sign-in would tell it."""

    server: Server
    browser: Browser
    house: House
    is_floor: bool

    def get(self, path: str) -> Answer:
        """Fetch a page; fails unless it is a good one."""
        if self.is_floor:
            mark = "&" if "?" in path else "?"
            path = f"{path}{mark}town={self.house.town.municipality_id.hex}"
        answer = self.browser.get(path)
        assert answer.status == 200, f"{path} answered {answer.status}"
        return answer

    def jobs(self) -> dict[str, Job]:
        """Return the jobs that are measured, by name."""
        searches = cycle([f"/register?q={quote(query)}" for query in QUERIES])
        charts = cycle([f"/elders/{self.shown(elder)}" for elder in self.house.cared_for[:8]])
        save = self._floor_saving() if self.is_floor else self._saving()
        return {
            "list of 100": lambda: self.get("/register"),
            "name search": lambda: self.get(next(searches)),
            "chart": lambda: self.get(next(charts)),
            "recording": lambda: next(save),
        }

    def shown(self, elder_id: object) -> str:
        """Return an elder's id as this server's addresses have it."""
        return str(elder_id).replace("-", "") if self.is_floor else str(elder_id)

    def _saving(self) -> Iterator[None]:
        """Send a filled-in Barthel of another elder and another day each time."""
        elders = cycle(self.house.elder_ids)
        page = self.get(f"/elders/{self.house.elder_ids[0]}/assess/barthel")
        token, cookies = csrf_of(page), dict(self.browser.cookies)
        for number in count():
            # "Saved" waits in the cookie for the page that says it, which nobody opens here: a
            # hundred of them, carried along, would be no person's browser.
            self.browser.cookies = dict(cookies)
            data = {**_answers(), **_sure(), "csrf_token": token, "operation_id": str(uuid4()),
                    "assessed_on": _day(number).isoformat(), "purpose": "screening",
                    "method": "observed", "place": "home"}  # fmt: skip
            answer = self.browser.post(f"/elders/{next(elders)}/assess/barthel", data)
            assert answer.status == 303, f"recording answered {answer.status}"
            yield

    def _floor_saving(self) -> Iterator[None]:
        elders = cycle(self.house.elder_ids)
        for number in count():
            data = {f"item-{code}": value for code, value in _answers().items()}
            data |= {"assessed_on": _day(number).isoformat(), "assessor": self.house.nurse_id.hex,
                     "operation_id": uuid4().hex}  # fmt: skip
            answer = self.browser.post(f"/elders/{next(elders).hex}/assess", data)
            assert answer.status == 303, f"the floor's recording answered {answer.status}"
            yield


def _answers() -> dict[str, str]:
    return {item.code: str(item.maximum) for item in get_instrument("barthel").items}


def _sure() -> dict[str, str]:
    """Answer every question back beforehand: what is measured is a form that is saved."""
    return {f"why-P{number}": "ถามซ้ำแล้ว" for number in range(1, 21)}


def _day(number: int) -> date:
    """Return another day each time: nobody assesses hundreds of people on one."""
    return A_DAY - timedelta(days=number % 600)


@contextmanager
def callers(*houses: House) -> Iterator[list[Caller]]:
    """Give a nurse at each house's application, and last somebody at the last house's floor."""
    with ExitStack() as stack:
        found = []
        for house in houses:
            server = stack.enter_context(app_server(house))
            browser = Browser(server.port).sign_in(NURSE, house.password)
            found.append(Caller(server, browser, house, is_floor=False))
        floor = stack.enter_context(floor_server(houses[-1]))
        found.append(Caller(floor, Browser(floor.port), houses[-1], is_floor=True))
        for caller in found:
            stack.callback(caller.browser.close)
        yield found


def measure(plan: Plan, small: House, large: House) -> Iterator[Figure]:
    """Yield each job against its floor, and against itself in the smaller town."""
    with callers(small, large) as (in_small, in_large, floor):
        _check_same_rows(in_large, floor)
        small_jobs, jobs, floors = in_small.jobs(), in_large.jobs(), floor.jobs()
        asked = plan.rounds * (plan.times + 1) + WARM
        for name, limit in LIMITS.items():
            with processor(in_large.server.cpu, floor.server.cpu, asked) as words:
                figure = ratio(
                    f"{large.kind}: {name} to its floor", limit, jobs[name], floors[name],
                    rounds=plan.rounds, times=plan.times, warm=WARM,
                )  # fmt: skip
            yield replace(figure, detail=", ".join([figure.detail, *words]))
        for name in LIMITS:
            with processor(in_large.server.cpu, in_small.server.cpu, asked) as words:
                figure = ratio(
                    f"{large.kind}: {name} at {large.size:,} to {small.size:,}", FLAT, jobs[name],
                    small_jobs[name], rounds=plan.rounds, times=plan.times, warm=WARM,
                )  # fmt: skip
            yield replace(figure, detail=", ".join([figure.detail, *words]))


def _check_same_rows(ours: Caller, floor: Caller) -> None:
    """Fail unless the floor's pages show the very same elders in the same order."""
    for query in ("", *QUERIES):
        path = f"/register?q={quote(query)}" if query else "/register"
        ids, theirs = (_elders(caller.get(path)) for caller in (ours, floor))
        assert ids == theirs, f"the floor found others for {query!r}"
        assert len(ids) == (14 if query else 100) or ours.house.size < 30_000, query


def _elders(answer: Answer) -> list[str]:
    return [found.replace("-", "") for found in ELDER.findall(answer.text)]
