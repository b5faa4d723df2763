"""Search: every person by every part of the name, by number, and never another town's people."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from ltc.care.elders.actions.register import correct_elder, register_elder
from ltc.care.elders.models import Elder
from ltc.care.elders.queries import search
from ltc.care.elders.queries.register import list_elders
from ltc.care.elders.queries.search import search_elders
from ltc.foundation.core.actor import system_actor
from ltc.foundation.core.citizen_id import check_digit, pretty
from ltc.foundation.i18n.text import searchable, thai_digits
from tests.cast import AT, TODAY, Cast, elder_draft

NAMES = [
    ("แก้ว", "ศรีวิชัย"), ("คำปัน", "ณ ลำพูน"), ("น้ำทิพย์", "ปัญญาดี"), ("เพ็ญ", "แก้วกาญจน์"),
    ("ใจ", "ใจคำ"), ("บุญ-มา", "วงค์ษา"), ("สุ่ย", ""), ("Somchai", "O’Brien"), ("José", "Müller"),
    ("ก", "ข"), ("ๆ", "กิ๊บ"), ("อุ๊ย", "อุ้ย"),
]  # fmt: skip
THERE = 4  # so many of them live in the next town as well
TWELVE = "912345678901"
CITIZEN_ID = TWELVE + check_digit(TWELVE)
BY = system_actor("test")
quick = settings(
    max_examples=40, derandomize=True, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


@dataclass
class Town:
    """The register of these names, twice: here and in the next town."""

    session: Session
    cast: Cast

    def ask(self, query: str, who: str = "malee", limit: int = 99) -> list[str]:
        """The names that somebody finds."""
        rows = search_elders(self.session, self.cast.actor(who), query, on=TODAY, limit=limit)
        return [row.full_name for row in rows]


@pytest.fixture
def town(session: Session, cast: Cast) -> Iterator[Town]:
    """A town whose people have these names, and its neighbour with the same."""
    places = (
        (cast.town_id, cast.community_id, "นาง", NAMES),
        (cast.elsewhere_id, cast.elsewhere_community_id, "นาย", NAMES[:THERE]),
    )
    for municipality_id, community_id, prefix, names in places:
        for number, (given_name, family_name) in enumerate(names):
            draft = elder_draft(
                community_id, prefix=prefix, given_name=given_name, family_name=family_name,
                phone=f"08955{number:02d}{number:03d}", house_no=f"7{number:02d}/1",
                is_not_duplicate=True,
            )  # fmt: skip
            register_elder(session, municipality_id, draft, by=BY, at=AT, on=TODAY)
    session.flush()
    yield Town(session, cast)
    session.rollback()


@quick
@given(st.data())
def test_every_part_of_every_name_finds_its_owner(town: Town, data: st.DataObject) -> None:
    given_name, family_name = data.draw(st.sampled_from(NAMES))
    whole = searchable(given_name + family_name)
    start = data.draw(st.integers(0, max(0, len(whole) - 2)))
    end = data.draw(st.integers(min(len(whole), start + 2), len(whole)))
    part = whole[start:end]
    name = f"นาง{given_name} {family_name}".strip()
    if len(part) >= 2:
        assert name in town.ask(part)
        assert name in town.ask(f" {part}\u200b ")
    assert name in town.ask(f"{given_name} {family_name}")


def test_common_parts_find_their_owners_too(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts that very many people have are looked for in another way; two count as many here."""
    monkeypatch.setattr(search, "COMMON_FROM", 2)
    for given_name, family_name in NAMES:
        whole = searchable(given_name + family_name)
        name = f"นาง{given_name} {family_name}".strip()
        for start in range(len(whole) - 1):
            assert name in town.ask(whole[start : start + 2])
            assert name in town.ask(whole[start : start + 4])
    assert {name[:3] for name in town.ask("แก้ว", "malee_elsewhere")} == {"นาย"}
    assert len(town.ask("แก", limit=1)) == 1


@quick
@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_whatever_is_asked_only_this_town_answers(town: Town, query: str) -> None:
    for name in town.ask(query):
        assert name.startswith("นาง") or name == "นายบุญมี ใจดี"
        assert searchable(query)[:1] != ""


def test_same_names_of_the_next_town_are_theirs(town: Town) -> None:
    for given_name, family_name in NAMES[:THERE]:
        query = f"{given_name} {family_name}".strip()
        assert {name[:3] for name in town.ask(query, "malee_elsewhere")} == {"นาย"}
        assert not any(name.startswith("นาย") for name in town.ask(query))
    assert town.ask("0895501001", "malee_elsewhere") == ["นายคำปัน ณ ลำพูน"]


def test_any_way_of_typing_finds(town: Town) -> None:
    for query in ("น\u0e4d\u0e49\u0e32ทิพย์", "น\u0e49\u0e33ทิพย์", "น้ำ\u200bทิพย์", "น้ำทิพย์ปัญ"):
        assert town.ask(query) == ["นางน้ำทิพย์ ปัญญาดี"], query
    assert town.ask("SOMCHAI") == town.ask("somchai o'brien") == ["นางSomchai O’Brien"]
    assert town.ask("Jose\u0301") == town.ask("josé") == ["นางJosé Müller"]
    assert town.ask("บุญมา") == ["นางบุญ-มา วงค์ษา"]


def test_numbers(town: Town) -> None:
    assert town.ask("702/1") == town.ask("702") == town.ask(thai_digits("702/1"))
    assert town.ask("702") == ["นางน้ำทิพย์ ปัญญาดี"]
    assert town.ask("089-550-1001") == town.ask("5501001") == ["นางคำปัน ณ ลำพูน"]
    assert len(town.ask("08955")) == len(NAMES)
    assert town.ask("999") == []


def test_full_id_only(town: Town) -> None:
    draft = elder_draft(
        town.cast.community_id, given_name="หนึ่ง", citizen_id=CITIZEN_ID,
        no_citizen_id_reason=None,
    )  # fmt: skip
    register_elder(town.session, town.cast.town_id, draft, by=BY, at=AT, on=TODAY)
    town.session.flush()
    for query in (CITIZEN_ID, pretty(CITIZEN_ID), thai_digits(pretty(CITIZEN_ID))):
        assert town.ask(query) == ["นายหนึ่ง ใจดี"]
        assert town.ask(query, "malee_elsewhere") == []
    assert town.ask(CITIZEN_ID[:12]) == town.ask(CITIZEN_ID[1:]) == []


def test_new_name_is_found_and_the_old_one_is_not(town: Town) -> None:
    elder = town.session.get_one(Elder, town.cast.boonmee_id)
    draft = elder_draft(town.cast.community_id, given_name="ประเสริฐ", phone="0611112222")
    correct_elder(town.session, elder, draft, version=elder.version, by=BY, at=AT, on=TODAY)
    town.session.flush()
    assert town.ask("ประเสริฐ") == town.ask("0611112") == ["นายประเสริฐ ใจดี"]
    assert town.ask("บุญมี") == town.ask("0812345") == []


def test_caregiver_finds_only_those_in_their_care(town: Town) -> None:
    assert town.ask("ใจ", "som") == ["นายบุญมี ใจดี"]
    assert town.ask("ใจ", "kham") == town.ask("แก้ว", "som") == town.ask("ใจ", "admin") == []


def test_found_and_paged_in_thai_order(town: Town) -> None:
    who = town.cast.actor("malee")
    place, pages = None, []
    while True:
        rows, place = list_elders(town.session, who, on=TODAY, after=place, limit=4)
        pages += rows
        if place is None:
            break
    assert [row.sort_key for row in pages] == sorted(row.sort_key for row in pages)
    assert len({row.id for row in pages}) == len(pages) == len(NAMES) + 1
    assert town.ask("แก้ว") == [r.full_name for r in pages if "แก้ว" in r.full_name]
