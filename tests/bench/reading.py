"""Reading 2,000 unread visits by exception against a bare view with the very same statements."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from ltc.app import create_app
from ltc.care.visits.models import Visit
from ltc.foundation.core import clock
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from tests.bench.board import _floor, _heard, _signed_in
from tests.bench.bulk import filling, insert_all
from tests.bench.houses import House
from tests.bench.measure import Figure, ratio
from tests.bench.plan import Plan

UNREAD, FEW, HOUSES = 2_000, 100, 600
LIMIT = 5
FIRST_NUMBER = 50_000_000  # above every visit that the house has already


def measure(plan: Plan, house: House) -> Iterator[Figure]:
    """Yield the page against its floor, and its statements with few visits and with all."""
    app = create_app(
        house.installation.settings, house.installation.sessions, house.installation.vault
    )
    client = _signed_in(app.test_client(), house.password)
    path = "/reading?all=1"
    _visits(house, 0, FEW)
    few = _heard(house, client, path)
    _visits(house, FEW, UNREAD)
    many = _heard(house, client, path)
    yield Figure(
        f"{house.kind}: statements of {UNREAD:,} unread visits", len(many), len(few), "",
        f"{len(few)} with {FEW}",
    )  # fmt: skip
    bare = _floor(house, [one for one in many if one.sql.lstrip().startswith("SELECT")])
    assert client.get(path).text.count('name="visit"') >= FEW
    yield ratio(
        f"{house.kind}: reading {UNREAD:,} unread visits to its floor", LIMIT,
        lambda: client.get(path), lambda: bare.get("/"),
        rounds=plan.rounds, times=max(1, plan.times // 6),
    )  # fmt: skip


def _visits(house: House, first: int, last: int) -> None:
    """Write visits of the last month, each elder's one after another."""
    with filling(house.installation.engine) as connection:
        insert_all(connection, Visit, (_visit(house, number) for number in range(first, last)))


def _visit(house: House, number: int) -> dict[str, Any]:
    elder_ids: list[UUID] = house.elder_ids[:HOUSES]
    day = clock.today() - timedelta(days=28 - 7 * (number // HOUSES))
    is_odd = number % 9 == 0
    started = at_local(day, 9)
    values = {
        "id": new_id(), "number": FIRST_NUMBER + number, "operation_id": new_id(),
        "elder_id": elder_ids[number % HOUSES], "municipality_id": house.town.municipality_id,
        "caregiver_id": house.nurse_id, "caregiver_name": "ผู้ดูแล", "caregiver_role": "caregiver",
        "recorded_by": house.nurse_id, "recorded_by_name": "ผู้ดูแล", "status": "done",
        "visited_on": day, "started_at": started, "ended_at": started + timedelta(minutes=50),
        "recorded_at": started + timedelta(hours=2),
        "vitals": {"systolic": str(110 + number % 40), "diastolic": "80", "pulse": "72"},
        "answers": {"food_hand": "done", "wash_body": "done"}, "part_notes": {},
        "confirmations": [], "consciousness": "awake", "mood": "calm", "skin": "whole",
        "change": "same", "problems": f"เรื่องใหม่ {number}" if is_odd else "",
        "note": f"กินข้าวได้ดี คุยกันสนุก {number}",
    }  # fmt: skip
    return _whole(values)


def _whole(values: dict[str, Any]) -> dict[str, Any]:
    """Return a row with the defaults of the columns that were not named."""
    defaults = {
        name: field.get_default(call_default_factory=True)
        for name, field in Visit.model_fields.items()
        if name not in values
    }
    return {**defaults, **values}
