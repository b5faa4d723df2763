"""The application as a whole: how soon it is there, what it weighs in memory and on the wire."""

import re
import time
from collections.abc import Iterator
from statistics import median

from tests.bench.browser import Browser
from tests.bench.houses import NURSE, House
from tests.bench.measure import Figure
from tests.bench.plan import Plan
from tests.bench.servers import app_server

STATIC = re.compile(r'"(/static/[^"]+)"')
KILOBYTE = 1_000


def measure(plan: Plan, house: House) -> Iterator[Figure]:
    """Yield start, memory and page weights."""
    with app_server(house) as server:
        nurse = Browser(server.port).sign_in(NURSE, house.password)
        for number in range(20):
            again = Browser(server.port)  # a connection each, so that both workers have work
            again.cookies = nurse.cookies
            path = f"/elders/{house.cared_for[0]}" if number % 4 == 0 else "/register"
            assert again.get(path).status == 200
        memory = server.memory()
        yield from _weights(nurse, house)
    yield Figure(f"{house.kind}: memory of two workers", round(memory, 1), 150, "MB", "PSS")
    starts = tuple(round(_start(house, nurse.cookies), 2) for _ in range(plan.starts))
    yield Figure(f"{house.kind}: start to first good page", median(starts), 1.0, "s", rounds=starts)


def _start(house: House, cookies: dict[str, str]) -> float:
    """Return the seconds from the command to the register of somebody signed in before."""
    with app_server(house) as server:
        browser = Browser(server.port)
        browser.cookies = cookies
        assert browser.get("/register").status == 200
        return time.perf_counter() - server.began


def _weights(nurse: Browser, house: House) -> Iterator[Figure]:
    for name, path in (("register", "/register"), ("chart", f"/elders/{house.cared_for[0]}")):
        page = nurse.get(path)
        parts = sorted(set(STATIC.findall(page.text)))
        first = page.weight + sum(nurse.get(part).weight for part in parts)
        detail = f"{len(parts)} files beside it"
        for visit, weight, limit in (("first", first, 200), ("then", page.weight, 30)):
            yield Figure(
                f"{house.kind}: {name} page, {visit}", round(weight / KILOBYTE, 1), limit, "KB",
                detail if visit == "first" else "",
            )  # fmt: skip
