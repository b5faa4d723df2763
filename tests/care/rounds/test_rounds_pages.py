"""The pages of screening: they work, they keep what was typed, they keep others out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.assessment.models import Assessment
from ltc.care.rounds.models import ScreeningContact, ScreeningDecision, ScreeningRound, Volunteer
from ltc.foundation.core.db import transaction
from tests.care.rounds.screened import LOW, begin, row
from tests.cast import Cast
from tests.client import Client, Page

SignIn = Callable[[str], Client]
NOWHERE = "01920000-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class Ids:
    """What was begun: the round, the volunteer, and an elder called Kaew of the next house."""

    round: UUID
    volunteer: UUID
    kaew: UUID

    def __getitem__(self, name: str) -> str:
        return str(getattr(self, name))


@pytest.fixture
def ids(sessions: sessionmaker[Session], cast: Cast) -> Ids:
    """A round with one volunteer and two people in their lane."""
    with transaction(sessions) as session:
        found = begin(session, cast)
        kaew = found.person("แก้ว", house_no="9", lane="ซอย 3")
        return Ids(found.round.id, found.volunteer.id, kaew.id)


@pytest.fixture
def low_id(sessions: sessionmaker[Session], cast: Cast, ids: Ids) -> UUID:
    """Boonmee, screened with a low ADL and a bad mood."""
    with transaction(sessions) as session:
        found = begin_again(session, cast, ids)
        found.save(row(cast.boonmee_id, daily=LOW, mood="11"), row(ids.kaew, "died"))
        return cast.boonmee_id


def begin_again(session: Session, cast: Cast, ids: Ids):  # type: ignore[no-untyped-def]
    """The round of ``ids`` in another session."""
    from tests.care.rounds.screened import Screening

    return Screening(
        session, cast, session.get_one(ScreeningRound, ids.round),
        session.get_one(Volunteer, ids.volunteer),
    )  # fmt: skip


def entry(ids: Ids, cast: Cast) -> str:
    """The page of the whole community."""
    return f"/screening/{ids.round}/entry?community={cast.community_id}"


def place_of(page: Page, elder_id: UUID) -> str:
    """Return the number of somebody's row."""
    field = page.soup.find("input", attrs={"value": str(elder_id)})
    assert field is not None
    return str(field["name"]).removeprefix("who-")


def test_a_round_is_planned_and_its_progress_opens(sign_in: SignIn, cast: Cast) -> None:
    malee = sign_in("malee")
    form = malee.get("/screening/new")
    data = {"name": "รอบแรก", "starts_on": "1/10/2569", "ends_on": "31/1/2570",
            "domains": ["daily", "mood"]}  # fmt: skip
    answer = malee.post("/screening/new", data, after=form)
    page = malee.get(answer.answer.headers["Location"])
    assert page.heading == "รอบแรก"
    assert "ตรวจแล้ว 0 จาก 1 คน" in page.text
    assert "0 จาก 1 1 คน" in page.text  # of Boonmee's community
    assert "รอบแรก" in malee.get("/screening").text


def test_wrong_days_are_told_at_their_field_and_kept(sign_in: SignIn, cast: Cast) -> None:
    data = {"name": "รอบแรก", "starts_on": "1/10/2569", "ends_on": "31/1/2569",
            "domains": ["daily"]}  # fmt: skip
    page = sign_in("malee").post("/screening/new", data, expect=422)
    assert "อยู่ก่อนวันแรก" in page.error_at("ends_on")
    assert page.value_of("name") == "รอบแรก"


def test_a_round_is_changed_and_a_lost_race_is_shown(
    sign_in: SignIn, sessions: sessionmaker[Session], ids: Ids
) -> None:
    malee, path = sign_in("malee"), f"/screening/{ids.round}/edit"
    mine, theirs = malee.get(path), malee.get(path)
    malee.submit(theirs, path, {"name": "ของเขา"})
    page = malee.submit(mine, path, {"name": "ของฉัน"}, expect=409)
    assert "ตอนนี้บันทึกไว้ว่า ของเขา" in page.text
    assert page.value_of("name") == "ของฉัน"
    with sessions() as session:
        assert session.get_one(ScreeningRound, ids.round).name == "ของเขา"


def test_twenty_rows_are_typed_and_saved(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, ids: Ids
) -> None:
    malee, path = sign_in("malee"), entry(ids, cast)
    page = malee.get(path)
    one, two = place_of(page, cast.boonmee_id), place_of(page, ids.kaew)
    typed = {"met_on": "20/11/2569", f"daily-{one}": "๒๐", f"mood-{one}": "10",
             f"how-{two}": "not_met"}  # fmt: skip
    answer = malee.submit(page, path, typed)
    after = malee.get(answer.answer.headers["Location"])
    assert "บันทึกแล้ว 2 คน ผลตรวจ 2 ช่อง พบเรื่องที่ต้องดูต่อ 1 คน" in after.text
    assert "บุญมี" not in after.text  # he has news now, and Kaew is looked for again
    assert "แก้ว" in after.text
    with sessions() as session:
        assert len(session.exec(select(ScreeningContact)).all()) == 2
        assert {one.assessed_on for one in session.exec(select(Assessment)).all()} == {
            date(2026, 11, 20)
        }


def test_a_wrong_cell_is_named_and_nothing_is_saved_or_lost(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, ids: Ids
) -> None:
    malee, path = sign_in("malee"), entry(ids, cast)
    page = malee.get(path)
    one, two = place_of(page, cast.boonmee_id), place_of(page, ids.kaew)
    typed = {"met_on": "20/11/2569", f"daily-{one}": "20", f"daily-{two}": "15",
             f"movement-{two}": "12"}  # fmt: skip
    page = malee.submit(page, path, typed, expect=422)
    assert "นายแก้ว ใจดี ADL" in page.text
    assert "พิมพ์มา 2 ตัว" in page.text
    assert page.value_of(f"daily-{one}") == "20"
    assert page.value_of(f"movement-{two}") == "12"
    with sessions() as session:
        assert session.exec(select(Assessment)).all() == []
        assert session.exec(select(ScreeningContact)).all() == []


def test_an_empty_page_says_so(sign_in: SignIn, cast: Cast, ids: Ids) -> None:
    malee, path = sign_in("malee"), entry(ids, cast)
    page = malee.submit(malee.get(path), path, {"met_on": "20/11/2569"}, expect=422)
    assert "ยังไม่ได้กรอกแถวใดเลย" in page.text


def test_a_row_of_nobody_is_kept_and_refused(sign_in: SignIn, cast: Cast, ids: Ids) -> None:
    malee, path = sign_in("malee"), entry(ids, cast)
    typed = {"who-1": "nobody", "daily-1": "20", "met_on": "20/11/2569"}
    page = malee.submit(malee.get(path), path, typed, expect=422)
    assert "ไม่รู้ว่าแถวนี้เป็นของใคร" in page.text
    assert page.value_of("daily-1") == "20"


def test_one_person_has_one_row(sign_in: SignIn, cast: Cast, ids: Ids) -> None:
    malee, path = sign_in("malee"), entry(ids, cast)
    page = malee.get(path)
    twice = {"who-1": str(ids.kaew), "who-2": str(ids.kaew), "daily-1": "20", "daily-2": "20",
             "met_on": "20/11/2569"}  # fmt: skip
    assert "สองแถว" in malee.submit(page, path, twice, expect=422).text


def test_a_volunteers_list_is_printed_in_large_type(sign_in: SignIn, cast: Cast, ids: Ids) -> None:
    page = sign_in("dr_thee").get(f"/screening/{ids.round}/paper?volunteer={ids.volunteer}")
    assert page.heading == "อสม. แดง ใจบุญ"
    assert "บุญมี" in page.text
    assert "แก้ว" not in page.text
    assert len(page.soup.select("td.box")) == 9


@pytest.mark.parametrize(
    "path",
    ["/screening", "/volunteers", "/volunteers/new", "/screening/{round}/volunteers",
     "/screening/{round}", "/screening/{round}?view=domains", "/screening/{round}/low",
     "/screening/{round}/positive/2q", "/screening/{round}/not-found", "/screening/{round}/edit",
     "/volunteers/{volunteer}/houses", "/volunteers/{volunteer}/edit",
     "/volunteers/{volunteer}/end"],
)  # fmt: skip
def test_every_page_opens_for_the_nurse(
    sign_in: SignIn, cast: Cast, ids: Ids, low_id: UUID, path: str
) -> None:
    assert sign_in("nok").get(path.format_map(ids)).heading


@pytest.mark.parametrize(
    "path",
    ["/screening/{round}", "/screening/{round}/edit", "/screening/{round}/low",
     "/screening/{round}/positive/2q", "/screening/{round}/not-found",
     "/screening/{round}/volunteers", "/screening/{round}/paper?volunteer={volunteer}",
     "/screening/{round}/entry?volunteer={volunteer}", "/volunteers/{volunteer}/houses",
     "/volunteers/{volunteer}/edit", "/volunteers/{volunteer}/end"],
)  # fmt: skip
def test_another_town_finds_nothing(sign_in: SignIn, ids: Ids, path: str) -> None:
    sign_in("malee_elsewhere").get(path.format_map(ids), expect=404)


@pytest.mark.parametrize("username", ["som", "daughter", "admin", "auditor"])
def test_without_permission_the_door_is_closed(sign_in: SignIn, ids: Ids, username: str) -> None:
    sign_in(username).get(f"/screening/{ids.round}", expect=403)


def test_the_doctor_reads_and_does_not_type(sign_in: SignIn, cast: Cast, ids: Ids) -> None:
    doctor = sign_in("dr_thee")
    doctor.get(f"/screening/{ids.round}/low")
    doctor.get(entry(ids, cast), expect=403)


def test_the_director_sees_counts_and_no_people(
    sign_in: SignIn, cast: Cast, ids: Ids, low_id: UUID
) -> None:
    director = sign_in("director")
    page = director.get(f"/screening/{ids.round}")
    assert "ตรวจแล้ว 1 จาก 2 คน" in page.text
    assert "ต้องดูต่อ" not in page.text
    assert "เสียชีวิต" not in page.text
    # a community of so few elders that the figures hide how many is hidden here too
    rows = [row.get_text(" ", strip=True) for row in page.soup.select("main tbody tr")]
    assert [row for row in rows if row.endswith("น้อยกว่า 11")]
    assert not [row for row in rows if "จาก 2" in row]
    for path in ("low", "not-found", "positive/2q", "volunteers"):
        director.get(f"/screening/{ids.round}/{path}", expect=403)


@pytest.mark.parametrize(
    "path",
    [f"/screening/{NOWHERE}", f"/screening/{NOWHERE}/low", f"/volunteers/{NOWHERE}/edit",
     "/screening/{round}/positive/8q", "/screening/{round}/entry", "/screening/{round}/paper",
     "/screening/{round}/paper?community=x", f"/screening/{{round}}/entry?community={NOWHERE}",
     f"/screening/{{round}}/low/{NOWHERE}"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(sign_in: SignIn, ids: Ids, path: str) -> None:
    sign_in("malee").get(path.format_map(ids), expect=404)


def test_a_low_score_is_on_the_list_with_its_two_ways_on(
    sign_in: SignIn, cast: Cast, ids: Ids, low_id: UUID
) -> None:
    page = sign_in("malee").get(f"/screening/{ids.round}/low")
    assert "ยังไม่ได้ประเมิน TAI" in page.text
    links = [str(link["href"]) for link in page.soup.select("main a")]
    assert f"/elders/{low_id}/assess/tai" in links
    assert f"/screening/{ids.round}/low/{low_id}" in links


def test_not_now_is_written_with_a_reason(
    sign_in: SignIn, sessions: sessionmaker[Session], ids: Ids, low_id: UUID
) -> None:
    malee, path = sign_in("malee"), f"/screening/{ids.round}/low/{low_id}"
    page = malee.post(path, {"reason": "other"}, expect=422)
    assert page.error_at("note")
    malee.post(path, {"reason": "family", "note": "ลูกดูแลอยู่"})
    assert "ครอบครัวดูแลได้" in malee.get(f"/screening/{ids.round}/low").text
    with sessions() as session:
        assert session.exec(select(ScreeningDecision)).one().note == "ลูกดูแลอยู่"


def test_a_death_told_at_the_door_leads_to_its_journey(
    sign_in: SignIn, ids: Ids, low_id: UUID
) -> None:
    page = sign_in("malee").get(f"/screening/{ids.round}/not-found")
    assert f"/elders/{ids.kaew}/departure/death" in page.html


def test_a_positive_mood_leads_to_nine_questions(sign_in: SignIn, ids: Ids, low_id: UUID) -> None:
    page = sign_in("malee").get(f"/screening/{ids.round}/positive/2q")
    assert f"/elders/{low_id}/assess/9q" in page.html


def test_the_result_names_the_volunteer_as_rater(
    sign_in: SignIn, sessions: sessionmaker[Session], low_id: UUID
) -> None:
    with sessions() as session:
        found = session.exec(select(Assessment).where(Assessment.instrument == "barthel")).one()
    page = sign_in("malee").get(f"/assessments/{found.id}")
    assert "แดง ใจบุญ" in page.text
    assert "อสม." in page.text


def test_a_volunteer_is_added_and_given_a_lane(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, ids: Ids
) -> None:
    malee = sign_in("malee")
    data = {"name": "ดำ ขยัน", "phone": "๐๘๒-๒๒๒๒๒๒๒", "community": str(cast.community_id)}
    path = malee.post("/volunteers/new", data).answer.headers["Location"]
    malee.post(path, {"lanes": ["ซอย 3"], "only_free": "yes"})
    assert "ตอนนี้ดูแล 1 หลัง" in malee.get(path).text
    page = malee.get(f"/volunteers?community={cast.community_id}")
    assert "โทร 0822222222" in page.text


def test_nothing_chosen_gives_no_house(sign_in: SignIn, ids: Ids) -> None:
    path = f"/volunteers/{ids.volunteer}/houses"
    page = sign_in("malee").post(path, {"only_free": "yes"}, expect=422)
    assert "ยังไม่ได้เลือกบ้าน" in page.text


def test_a_volunteer_is_corrected_and_let_go(sign_in: SignIn, cast: Cast, ids: Ids) -> None:
    malee = sign_in("malee")
    path = f"/volunteers/{ids.volunteer}/edit"
    malee.submit(malee.get(path), path, {"name": "แดง ใจบุญ (ป้าแดง)"})
    assert "ป้าแดง" in malee.get(f"/volunteers?community={cast.community_id}").text
    old = malee.get(f"/volunteers/{ids.volunteer}/end")
    malee.submit(malee.get(path), path, {"phone": "0899999999"})
    malee.submit(old, f"/volunteers/{ids.volunteer}/end", {}, expect=409)
    malee.post(f"/volunteers/{ids.volunteer}/end", {})
    assert "ป้าแดง" in malee.get(f"/volunteers?community={cast.community_id}").text  # the farewell
    assert "ป้าแดง" not in malee.get(f"/volunteers?community={cast.community_id}").text


def test_progress_takes_as_many_statements_for_many_as_for_one(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, ids: Ids
) -> None:
    malee, path = sign_in("malee"), f"/screening/{ids.round}"
    malee.get(path)
    few = _statements(sessions, lambda: malee.get(path))
    with transaction(sessions) as session:
        found = begin_again(session, cast, ids)
        people = [found.person(f"คน{n}", house_no=str(n)) for n in range(1, 16)]
        found.save(*(row(one.id, daily="20") for one in people))
    assert _statements(sessions, lambda: malee.get(path)) == few


def _statements(sessions: sessionmaker[Session], act: Callable[[], object]) -> int:
    import sqlalchemy as sa

    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    engine = sessions.kw["bind"]
    sa.event.listen(engine, "before_cursor_execute", note)
    act()
    sa.event.remove(engine, "before_cursor_execute", note)
    return len(asked)
