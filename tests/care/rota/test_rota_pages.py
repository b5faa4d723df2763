"""Pages of the week: the board, moving a visit, a week on paper."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.elders.models import Elder
from ltc.care.rota.models import Assignment
from ltc.care.visits.actions import record_visit
from ltc.care.visits.terms import VisitDraft
from ltc.foundation.core.db import transaction
from tests.care.rota.planned import MONDAY, give_plan, planned_elder
from tests.cast import Cast
from tests.client import Client

SignIn = Callable[[str], Client]
NOBODY = "01920000-0000-7000-8000-000000000000"
WEDNESDAY = MONDAY + timedelta(days=2)
BOARD = f"/week?week={MONDAY}"


@pytest.fixture
def path(sessions: sessionmaker[Session], cast: Cast) -> str:
    """The page on which Boonmee's visit of the week is moved."""
    with transaction(sessions) as session:
        give_plan(session, session.get_one(Elder, cast.boonmee_id))
    return f"/elders/{cast.boonmee_id}/week-visit?first={MONDAY}&week={MONDAY}"


def saved(sessions: sessionmaker[Session]) -> list[Assignment]:
    """Read all decisions."""
    with sessions() as session:
        return list(session.exec(select(Assignment)).all())


class TestBoard:
    def test_shows_who_goes_where_with_minutes_and_how_long(
        self, sign_in: SignIn, path: str
    ) -> None:
        page = sign_in("malee").get(BOARD)
        row = next(tr for tr in page.soup.select("table.board tbody tr") if "สม" in tr.get_text())
        words = row.get_text(" ").replace("\xa0", " ")
        assert "นายบุญมี ใจดี" in words
        assert "60 นาที · จ.–อา." in words
        assert "คนเดิม 10 เดือน" in words
        assert "ยังไม่ยืนยัน" in page.text

    def test_what_nobody_takes_comes_first(
        self, sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, path: str
    ) -> None:
        with transaction(sessions) as session:
            planned_elder(session, cast, 1, caregiver="")
        tray = sign_in("malee").get(BOARD).soup.select_one(".tray")
        assert tray is not None
        assert "คนที่1" in tray.get_text()
        assert "ยังไม่มีผู้ดูแลในทีม" in tray.get_text()

    def test_another_town_sees_none_of_it(self, sign_in: SignIn, path: str) -> None:
        assert "บุญมี" not in sign_in("malee_elsewhere").get(BOARD).text

    def test_a_nurse_reads_and_moves_nothing(self, sign_in: SignIn, path: str) -> None:
        client = sign_in("nok")
        page = client.get(BOARD)
        assert "บุญมี" in page.text
        assert page.soup.select(".turn a") == []
        client.get(path, expect=403)

    @pytest.mark.parametrize("who", ["som", "daughter", "director", "auditor"])
    def test_others_have_no_board(self, sign_in: SignIn, path: str, who: str) -> None:
        sign_in(who).get(BOARD, expect=403)

    @pytest.mark.parametrize("week", ["", "x", "9999-99-99", "2026-11-25", "1950-01-01"])
    def test_any_week_asked_for_is_a_week(self, sign_in: SignIn, week: str) -> None:
        assert "ตารางสัปดาห์" in sign_in("malee").get(f"/week?week={week}").heading


class TestMove:
    def test_a_visit_is_moved_without_a_mouse(
        self, sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, path: str
    ) -> None:
        client = sign_in("malee")
        chosen = {"caregiver": str(cast.users["kham"]), "day": str(WEDNESDAY), "position": "1"}
        page = client.submit(client.get(path), path, chosen)
        assert page.answer.headers["Location"].endswith(BOARD)
        [row] = saved(sessions)
        assert (row.caregiver_id, row.day, row.position) == (cast.users["kham"], WEDNESDAY, 1)
        board = client.get(BOARD)
        assert "ให้ คำ แก้วดี ไปหา นายบุญมี ใจดี วันพุธ" in board.text
        assert "แทน สม บุญมา" in board.text

    def test_the_second_of_two_reads_who_moved_it_where_and_chooses(
        self, sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, path: str
    ) -> None:
        client = sign_in("malee")
        first, second = client.get(path), client.get(path)
        client.submit(first, path, {"day": str(WEDNESDAY)})
        chosen = {"caregiver": str(cast.users["kham"]), "day": str(MONDAY)}
        page = client.submit(second, path, chosen, expect=409)
        assert "มาลี ใจงาม ให้ สม บุญมา ไปวันพุธที่ 25 พฤศจิกายน 2569" in page.text
        assert "คุณเลือก คำ แก้วดี" in page.text
        assert saved(sessions)[0].caregiver_id == cast.users["som"]
        client.submit(page, path, {})
        assert saved(sessions)[0].caregiver_id == cast.users["kham"]

    @pytest.mark.parametrize(
        ("field", "value"),
        [("caregiver", ""), ("caregiver", NOBODY), ("day", ""), ("day", "2026-11-01"),
         ("position", "99")],
    )  # fmt: skip
    def test_wrong_input_saves_nothing_and_loses_nothing(
        self, sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, path: str,
        field: str, value: str,
    ) -> None:  # fmt: skip
        client = sign_in("malee")
        chosen = {"caregiver": str(cast.users["kham"]), "day": str(WEDNESDAY), field: value}
        page = client.submit(client.get(path), path, chosen, expect=422)
        assert saved(sessions) == []
        kept = {"caregiver": str(cast.users["kham"]), "day": str(WEDNESDAY)}
        for name in kept.keys() - {field}:
            assert page.soup.select(f"select[name={name}] option[selected][value='{kept[name]}']")

    def test_unknown_visits_and_other_towns_are_not_found(
        self, sign_in: SignIn, cast: Cast, path: str
    ) -> None:
        client = sign_in("malee")
        elder = f"/elders/{cast.boonmee_id}/week-visit"
        for address in (
            elder, f"{elder}?first=x&week=x", f"{elder}?first={WEDNESDAY}&week={MONDAY}",
            f"/elders/{NOBODY}/week-visit?first={MONDAY}&week={MONDAY}",
        ):  # fmt: skip
            client.get(address, expect=404)
        sign_in("malee_elsewhere").get(path, expect=404)


class TestPaper:
    def test_a_week_on_paper_says_how_to_find_the_house(
        self, sign_in: SignIn, cast: Cast, path: str
    ) -> None:
        page = sign_in("malee").get(f"/week/{cast.users['som']}/print?week={MONDAY}")
        assert "12/3 ซอย 2" in page.text
        assert "หลังวัด" in page.text
        assert "0812345678" in page.text

    def test_a_house_that_was_visited_is_not_gone_to_again(
        self, sessions: sessionmaker[Session], sign_in: SignIn, cast: Cast, path: str
    ) -> None:
        address = f"/week/{cast.users['som']}/print?week={MONDAY}"
        assert "เยี่ยมแล้ว" not in sign_in("malee").get(address).text
        visit = VisitDraft(
            operation_id=uuid4(), status="done", visited_on=MONDAY, arrived=time(9),
            left=time(10), vitals={}, consciousness="awake", mood="calm", skin="whole",
            change="same", answers={"food_assess": "done"},
        )  # fmt: skip
        with transaction(sessions) as session:
            elder = session.get_one(Elder, cast.boonmee_id)
            at = datetime.combine(MONDAY, time(5), UTC)
            record_visit(session, elder, visit, by=cast.actor("som"), at=at, on=MONDAY)
        assert "เยี่ยมแล้ว" in sign_in("malee").get(address).text

    def test_only_of_caregivers_here(self, sign_in: SignIn, cast: Cast, path: str) -> None:
        for user_id in (NOBODY, str(cast.users["director"])):
            sign_in("malee").get(f"/week/{user_id}/print", expect=404)
        sign_in("malee_elsewhere").get(f"/week/{cast.users['som']}/print", expect=404)

    def test_a_caregiver_without_visits_has_an_empty_week(
        self, sign_in: SignIn, cast: Cast, path: str
    ) -> None:
        page = sign_in("malee").get(f"/week/{cast.users['kham']}/print?week={MONDAY}")
        assert "ยังไม่มีบ้านที่ต้องไป" in page.text
