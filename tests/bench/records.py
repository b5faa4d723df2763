"""Made-up assessments, cases and plans beside the made-up elders: ten results an elder."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.rules.scoring import score
from ltc.care.assessment.terms import Instrument
from ltc.care.cases.models import CarePlan, Case, LegalGround, PlannedService
from ltc.care.elders.models import CareTeamMember
from tests.bench.bulk import filling, insert_all
from tests.bench.people import AT, SEED, Town, made_id

AN_ELDER = 10
PATTERNS = 60
LAST_DAY = date(2026, 10, 1)
WITH_CASE = 10  # one elder in so many has a case and a plan
SERVICES = ("daily_living", "devices", "medicine")


def load_records(
    engine: sa.Engine, town: Town, elder_ids: Sequence[UUID], assessors: Sequence[UUID], name: str
) -> list[UUID]:
    """Write ten assessments an elder, and cases with plans; returns the elders with a case."""
    random = Random(SEED + 1)
    cared_for = list(elder_ids[::WITH_CASE])
    with filling(engine) as connection:
        rows = _assessments(random, town, elder_ids, assessors, name)
        insert_all(connection, Assessment, rows)
        cases = [_case(random, town, elder_id) for elder_id in cared_for]
        insert_all(connection, Case, cases)
        insert_all(connection, LegalGround, (_ground(random, case) for case in cases))
        plans = [_plan(random, case) for case in cases]
        insert_all(connection, CarePlan, plans)
        insert_all(
            connection, PlannedService, (s for plan in plans for s in _services(random, plan))
        )
        team = (_member(random, elder_id, assessors[0], name) for elder_id in cared_for)
        insert_all(connection, CareTeamMember, team)
    return cared_for


def _patterns(random: Random, instrument: Instrument) -> list[dict[str, Any]]:
    """Return some ways to fill in an instrument, scored by its own rule."""
    found = []
    for _ in range(PATTERNS):
        answers = {
            item.code: random.randint(item.minimum, item.maximum) for item in instrument.items
        }
        result = score(instrument, answers, on=LAST_DAY, variant=None)
        found.append(
            {
                "answers": answers,
                "total": result.total,
                "band": result.band.code if result.band else None,
                "instrument": instrument.code,
                "instrument_version": instrument.version,
            }
        )
    return found


def _assessments(
    random: Random, town: Town, elder_ids: Sequence[UUID], assessors: Sequence[UUID], name: str
) -> Iterator[dict[str, Any]]:
    barthel = _patterns(random, get_instrument("barthel"))
    moods = _patterns(random, get_instrument("2q"))
    for number in range(AN_ELDER):
        is_barthel, is_formal = number % 5 != 4, number % 2 == 0
        day = LAST_DAY - timedelta(days=80 * (AN_ELDER - number))
        for place, elder_id in enumerate(elder_ids):
            on = day - timedelta(days=place % 79)
            at = datetime(on.year, on.month, on.day, 3, tzinfo=UTC)
            yield {
                "id": made_id(random, at),
                "operation_id": made_id(random, at),
                "elder_id": elder_id,
                "municipality_id": town.municipality_id,
                "purpose": "formal" if is_formal else "screening",
                "method": "observed",
                "place": "home",
                "assessed_on": on,
                "recorded_at": at,
                "assessor_id": assessors[place % len(assessors)],
                "assessor_name": name,
                "assessor_role": "team_nurse",
                "doubts": [],
                "alerts": [],
                "note": "",
                "is_alarming": False,
                "wants_formal": False,
                "amend_reason": "",
                "is_superseded": False,
                "version": 1,
                **random.choice(barthel if is_barthel else moods),
            }


def _case(random: Random, town: Town, elder_id: UUID) -> dict[str, Any]:
    return {
        "id": made_id(random, AT),
        "elder_id": elder_id,
        "municipality_id": town.municipality_id,
        "opened_on": date(2026, 2, 1),
        "group_override_reason": "",
        "reasons": ["adl"],
        "note": "",
        "close_note": "",
        "version": 1,
    }


def _ground(random: Random, case: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": made_id(random, AT),
        "case_id": case["id"],
        "elder_id": case["elder_id"],
        "kind": "health_care",
        "scope": ["care"],
        "given_on": case["opened_on"],
        "given_by": "",
        "relation": "",
        "how": "",
        "witness": "",
        "text_version": "",
        "withdrawn_because": "",
        "recorded_at": AT,
        "version": 1,
    }


def _plan(random: Random, case: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": made_id(random, AT),
        "case_id": case["id"],
        "elder_id": case["elder_id"],
        "number": 1,
        "status": "active",
        "wishes_elder": "อยากเดินไปวัดได้เอง",
        "wishes_family": "ไม่อยากให้ล้ม",
        "long_term_aim": "อยู่บ้านได้อย่างปลอดภัย",
        "cautions": "ระวังล้มในห้องน้ำ",
        "valid_from": date(2026, 2, 15),
        "valid_until": date(2027, 2, 15),
        "drafted_at": AT,
        "activated_at": datetime(2026, 2, 15, 3, tzinfo=UTC),
        "agreed_at": AT,
        "approved_by": "",
        "urgency": "",
        "outside_week": "",
        "budget_reason": "",
        "over_rate_reason": "",
        "other_funding": "",
        "version": 1,
    }


def _services(random: Random, plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for position, kind in enumerate(SERVICES):
        yield {
            "id": made_id(random, AT),
            "plan_id": plan["id"],
            "position": position,
            "kind": kind,
            "text": "",
            "doer_role": "caregiver",
            "line_id": made_id(random, AT),
            "times": 2,
            "per": "week",
            "note": "",
            "referred_to": "",
        }


def _member(random: Random, elder_id: UUID, user_id: UUID, name: str) -> dict[str, Any]:
    return {
        "id": made_id(random, AT),
        "elder_id": elder_id,
        "team_role": "nurse",
        "user_id": user_id,
        "name": name,
        "relation": "",
        "phone": "",
        "active_from": date(2026, 1, 1),
        "ended_because": "",
        "version": 1,
    }
