"""The progress of screening 30,000 elders against a bare view with the very same statements."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from ltc.app import create_app
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.rules.scoring import score
from ltc.care.rounds.models import ScreeningContact, ScreeningRound
from ltc.care.rounds.queries.reference import get_domains
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from ltc.foundation.core.ids import new_id
from tests.bench.board import _floor, _heard, _signed_in
from tests.bench.bulk import filling, insert_all
from tests.bench.houses import NAME, House
from tests.bench.measure import Figure, ratio
from tests.bench.people import SEED
from tests.bench.plan import Plan

LIMIT = 5
DONE = 0.62
FEW = 60
PATTERNS = 40


def measure(plan: Plan, house: House) -> Iterator[Figure]:
    """Yield the progress page against its floor, and its statements for few and for all."""
    today = clock.today()
    screening_id = _round(house, today)
    app = create_app(
        house.installation.settings, house.installation.sessions, house.installation.vault
    )
    client = _signed_in(app.test_client(), house.password)
    path = f"/screening/{screening_id}?view=domains"
    screened = house.elder_ids[: round(DONE * house.size)]
    _screen(house, screening_id, screened[:FEW], today)
    few = _heard(house, client, path)
    _screen(house, screening_id, screened[FEW:], today)
    many = _heard(house, client, path)
    yield Figure(
        f"{house.kind}: statements of screening progress of {house.size:,}", len(many), len(few),
        "", f"{len(few)} with {FEW}",
    )  # fmt: skip
    bare = _floor(house, [one for one in many if one.sql.lstrip().startswith("SELECT")])
    assert client.get(path).text.count("data-label") > 9 * len(house.town.community_ids)
    yield ratio(
        f"{house.kind}: screening progress of {house.size:,} to its floor", LIMIT,
        lambda: client.get(path), lambda: bare.get("/"),
        rounds=plan.rounds, times=max(1, plan.times // 6),
    )  # fmt: skip


def _round(house: House, today: date) -> UUID:
    instruments = {one.code: one.instrument for one in get_domains().domains}
    with transaction(house.installation.sessions) as session:
        screening = ScreeningRound(
            municipality_id=house.town.municipality_id, name="คัดกรองทั้งเมือง",
            starts_on=today - timedelta(days=50), ends_on=today + timedelta(days=70),
            instruments=instruments,
        )  # fmt: skip
        session.add(screening)
        return screening.id


def _screen(house: House, screening_id: UUID, elder_ids: list[UUID], today: date) -> None:
    """Write a door and nine results for each of these people."""
    random = Random(SEED + 3)
    at = datetime(today.year, today.month, today.day, 3, tzinfo=UTC)
    patterns = {one.instrument: _patterns(random, one.instrument) for one in get_domains().domains}
    with filling(house.installation.engine) as connection:
        doors = (
            {"id": new_id(), "round_id": screening_id, "elder_id": elder_id, "outcome": "met",
             "met_on": today - timedelta(days=random.randint(1, 45)), "volunteer_name": NAME,
             "operation_id": new_id(), "noted_at": at, "version": 1}
            for elder_id in elder_ids
        )  # fmt: skip
        insert_all(connection, ScreeningContact, doors)
        results = (
            _result(random, house, elder_id, random.choice(found), today, at)
            for elder_id in elder_ids
            for found in patterns.values()
        )
        insert_all(connection, Assessment, results)


def _patterns(random: Random, code: str) -> list[dict[str, Any]]:
    """Return some ways to fill in an instrument, most of them in order."""
    instrument, found = get_instrument(code), []
    for number in range(PATTERNS):
        best = instrument.direction == "higher_better"
        answers = {
            item.code: (item.maximum if best else item.minimum) if number
            else random.randint(item.minimum, item.maximum)
            for item in instrument.items
        }  # fmt: skip
        result = score(instrument, answers, on=date(2026, 10, 1))
        found.append(
            {"instrument": code, "answers": answers, "total": result.total,
             "band": result.band.code if result.band else None}
        )  # fmt: skip
    return found


def _result(
    random: Random, house: House, elder_id: UUID, pattern: dict[str, Any], today: date,
    at: datetime,
) -> dict[str, Any]:  # fmt: skip
    return {
        "id": new_id(), "operation_id": new_id(), "elder_id": elder_id,
        "municipality_id": house.town.municipality_id, "instrument_version": 1,
        "purpose": "screening", "method": "asked_elder", "place": "home",
        "assessed_on": today - timedelta(days=random.randint(1, 45)), "recorded_at": at,
        "assessor_name": NAME, "assessor_role": "volunteer", "doubts": [], "alerts": [],
        "note": "", "is_alarming": False, "wants_formal": False, "amend_reason": "",
        "is_superseded": False, "version": 1, **pattern,
    }  # fmt: skip
