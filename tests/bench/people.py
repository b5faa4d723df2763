"""Made-up elders by the thousand, the same every time: names, houses, search pieces, sealed ids.

They are written with plain inserts: the actions of the register would take minutes, and what is
measured is reading and writing beside many rows, not how these got there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from ltc.care.elders.actions.register import grams_for
from ltc.care.elders.models import Circumstances, Elder, ElderGram, Household
from ltc.foundation.core.citizen_id import check_digit
from ltc.foundation.core.vault import Vault
from ltc.foundation.i18n.text import searchable, sort_key
from tests.bench.bulk import filling, insert_all, insert_tuples

SEED = 20_261_122
AT = datetime(2024, 1, 8, 2, 0, tzinfo=UTC)
ELDERS_A_HOUSE = 1.6

_words = str.split
MEN = _words("บุญ คำ ทอง แก้ว สม ศรี อินทร์ จันทร์ ปัน หลาน ใจ มา ดวง สุข เกษม ประเสริฐ วิชัย สมบูรณ์ ณรงค์ ถวิล")
WOMEN = _words("บัว จันทร์ แสง คำ นวล ฟอง ทองดี บุญ ศรี เพ็ญ ลำดวน อุษา มาลี สุดา ประภา อำไพ วันดี สม แก้ว ยุพิน")
ENDINGS = _words("มี มา ดี ปัน ยวง แปง ตา เรือน หล้า ใส งาม พร รัตน์ ชัย นาม ศรี คำ ทิพย์ วงค์ ธรรม")
FAMILIES = _words("ใจ ปัญญา คำ แก้ว ธรรม ศรี วงค์ สุริยะ มูล กันทะ อินต๊ะ ไชย จันทร์ ทา นันตา เตชะ ยะ ต๊ะ ขัติ ชัย")
FAMILY_ENDINGS = _words("ดี งาม วงศ์ มูล ยศ เรือน ปวน ชัย สาร ใจ คำ ตา แก้ว ทอง สิทธิ์ พงษ์ ศักดิ์ รักษ์ กุล เมือง")


@dataclass(frozen=True)
class Town:
    """Where they live: the municipality and its communities."""

    municipality_id: UUID
    community_ids: Sequence[UUID]


def made_id(random: Random, at: datetime) -> UUID:
    """Return a UUIDv7 that is the same in every run."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(
        int=milliseconds << 80
        | 0x7 << 76
        | random.getrandbits(12) << 64
        | 0b10 << 62
        | random.getrandbits(62)
    )


def load_people(engine: sa.Engine, vault: Vault, town: Town, count: int) -> list[UUID]:
    """Write ``count`` elders of ``town`` with all that belongs to them; returns their ids."""
    random = Random(SEED)
    houses = list(_houses(random, town, round(count / ELDERS_A_HOUSE)))
    elders = list(_elders(random, vault, town, houses, count))
    grams = [
        (gram, elder["id"])
        for elder in elders
        for gram in grams_for(elder["search_text"], elder["phone"])
    ]
    grams.sort(key=itemgetter(0))  # the table is stored in this order
    with filling(engine) as connection:
        insert_all(connection, Household, houses)
        insert_all(connection, Elder, elders)
        insert_tuples(connection, ElderGram, ("gram", "elder_id"), grams)
        insert_all(connection, Circumstances, (_circumstances(random, e) for e in elders))
    return [elder["id"] for elder in elders]


def _houses(random: Random, town: Town, count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "id": made_id(random, AT),
            "community_id": town.community_ids[number % len(town.community_ids)],
            "house_no": f"{number // 9 + 1}/{number % 9 + 1}",
            "lane": f"ซอย {number % 12 + 1}" if number % 3 else "",
            "landmark": "ใกล้วัด" if number % 5 == 0 else "",
        }


def _elders(
    random: Random, vault: Vault, town: Town, houses: list[dict[str, Any]], count: int
) -> Iterator[dict[str, Any]]:
    for number in range(count):
        house = houses[number % len(houses)]
        is_man = random.random() < 0.44
        given = random.choice(MEN if is_man else WOMEN) + random.choice(ENDINGS)
        family = random.choice(FAMILIES) + random.choice(FAMILIES) + random.choice(FAMILY_ENDINGS)
        elder_id = made_id(random, AT + timedelta(seconds=number))
        twelve = f"9{number:011d}"
        digits = twelve + check_digit(twelve)
        yield {
            "id": elder_id,
            "municipality_id": town.municipality_id,
            "community_id": house["community_id"],
            "household_id": house["id"],
            "prefix": "นาย" if is_man else random.choice(("นาง", "นางสาว")),
            "given_name": given,
            "family_name": family,
            "sort_key": sort_key(f"{given} {family}"),
            "search_text": searchable(given + family),
            "sex": "1" if is_man else "2",
            "born_on": date(1966, 11, 1) - timedelta(days=random.randrange(12_000)),
            "birth_precision": "day" if random.random() < 0.8 else "year",
            "citizen_id_sealed": vault.seal(digits, about=elder_id),
            "citizen_id_index": vault.blind_index(digits),
            "no_citizen_id_reason": None,
            "phone": f"08{random.randrange(10**8):08d}" if random.random() < 0.7 else "",
            "registered_at": AT,
            "died_on": date(2026, 5, 1) if random.random() < 0.03 else None,
            "moved_away_on": None,
            "version": 1,
        }


def _circumstances(random: Random, elder: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": made_id(random, AT),
        "elder_id": elder["id"],
        "valid_from": AT.date(),
        "valid_until": None,
        "health_scheme": "uc",
        "residence_type": "1",
        "disability_card": False,
        "income_band": "under_3000",
        "allowances": ["old_age"],
        "lives_alone": random.random() < 0.1,
        "main_carer_name": "",
        "main_carer_relation": "ลูก",
        "carer_skills": [],
        "recorded_at": AT,
    }
