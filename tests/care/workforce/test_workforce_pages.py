"""Pages of training: the list, one person, one more certificate, withdrawing one."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.workforce.models import TrainingCertificate
from ltc.foundation.core.db import transaction
from tests.care.workforce.trained import trained
from tests.cast import Cast
from tests.client import Client, Page

SignIn = Callable[[str], Client]
NOBODY = "01920000-0000-7000-8000-000000000000"
PAPER = {"course": "caregiver_70", "issued_on": "1/3/2568", "holds_until": "28/2/2570",
         "number": "ลพ 7/2568"}  # fmt: skip


@pytest.fixture
def ended(sessions: sessionmaker[Session], cast: Cast) -> UUID:
    """Kham's certificate ended yesterday; the last day was the one before."""
    with transaction(sessions) as session:
        return trained(session, cast, "kham", -1).id


@pytest.fixture
def path(cast: Cast) -> str:
    """The page on which a certificate of Kham is written down."""
    return f"/caregivers/{cast.users['kham']}/certificates/new"


def saved(sessions: sessionmaker[Session]) -> list[TrainingCertificate]:
    """Read all certificates."""
    with sessions() as session:
        return list(session.exec(select(TrainingCertificate)).all())


def submit(client: Client, path: str, data: dict[str, str], expect: int = 303) -> Page:
    """Fill a page's form and send it."""
    return client.submit(client.get(path), path, data, expect=expect)


class TestList:
    def test_who_needs_something_comes_first(self, sign_in: SignIn, ended: UUID) -> None:
        page = sign_in("malee").get("/caregivers")
        rows = [tr.get_text(" ") for tr in page.soup.select("tbody tr")]
        assert ["คำ แก้วดี" in rows[0], "สม บุญมา" in rows[1]] == [True, True]
        assert "หมดอายุแล้ว ใช้ได้ถึง 20 พ.ย. 2569" in " ".join(rows[0].split())
        assert "ยังไม่มีในระบบ" in rows[1]
        assert "1 คน" in rows[1]  # Boonmee is her only one
        assert "ยังไม่ยืนยัน" in page.text

    @pytest.mark.parametrize(
        ("show", "names"),
        [("ended", ["คำ แก้วดี"]), ("none", ["สม บุญมา"]), ("soon", []), ("holds", []),
         ("x", ["คำ แก้วดี", "สม บุญมา"])],
    )  # fmt: skip
    def test_one_kind_only(self, sign_in: SignIn, ended: UUID, show: str, names: list[str]) -> None:
        page = sign_in("malee").get(f"/caregivers?show={show}")
        assert [a.get_text() for a in page.soup.select("tbody a.name")] == names

    def test_ends_soon(self, sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast) -> None:
        with transaction(sessions) as session:
            trained(session, cast, "som", 30)
        page = sign_in("malee").get("/caregivers?show=soon")
        assert "ใกล้หมด ใช้ได้ถึง 21 ธ.ค. 2569" in page.text

    def test_a_town_without_caregivers_is_told_what_will_stand_there(self, sign_in: SignIn) -> None:
        assert "ยังไม่มีคนดูแลในเทศบาล" in sign_in("malee_elsewhere").get("/caregivers").text

    def test_is_found_among_the_tools(self, sign_in: SignIn) -> None:
        assert "คนดูแลและใบรับรอง" in sign_in("malee").get("/more").text

    @pytest.mark.parametrize("who", ["nok", "director"])
    def test_others_read_and_write_nothing(
        self, sign_in: SignIn, cast: Cast, ended: UUID, path: str, who: str
    ) -> None:
        client = sign_in(who)
        assert "บันทึกใบรับรอง" not in client.get("/caregivers").text
        page = client.get(f"/caregivers/{cast.users['kham']}")
        assert page.soup.select("main a[href$='/new'], main a[href$='/withdraw']") == []
        client.get(path, expect=403)
        client.get(f"/certificates/{ended}/withdraw", expect=403)

    @pytest.mark.parametrize("who", ["som", "daughter", "dr_thee", "auditor", "admin"])
    def test_not_for_everybody(self, sign_in: SignIn, cast: Cast, who: str) -> None:
        client = sign_in(who)
        client.get("/caregivers", expect=403)
        client.get(f"/caregivers/{cast.users['som']}", expect=403)


class TestPerson:
    def test_nothing_written_down_is_not_the_same_as_none(
        self, sign_in: SignIn, cast: Cast
    ) -> None:
        page = sign_in("malee").get(f"/caregivers/{cast.users['som']}")
        assert "ไม่ได้แปลว่าไม่เคยอบรม" in page.text

    def test_an_ended_one_says_what_follows(self, sign_in: SignIn, cast: Cast, ended: UUID) -> None:
        page = sign_in("malee").get(f"/caregivers/{cast.users['kham']}")
        assert "ระบบจึงไม่เสนอให้ไปแทนใคร" in page.text

    def test_a_course_that_does_not_count_says_so(
        self, sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast
    ) -> None:
        with transaction(sessions) as session:
            trained(session, cast, "som", course="refresher", hours=6)
        page = sign_in("malee").get(f"/caregivers/{cast.users['som']}")
        assert "หลักสูตรนี้ไม่นับว่าใช้เยี่ยมได้" in page.text

    @pytest.mark.parametrize("who", ["nok", "daughter", "admin", "malee_elsewhere"])
    def test_only_who_cares_for_elders_here(self, sign_in: SignIn, cast: Cast, who: str) -> None:
        client = sign_in("malee")
        client.get(f"/caregivers/{cast.users[who]}", expect=404)
        client.get(f"/caregivers/{cast.users[who]}/certificates/new", expect=404)

    def test_another_town_and_an_unknown_person(self, sign_in: SignIn, cast: Cast) -> None:
        sign_in("malee_elsewhere").get(f"/caregivers/{cast.users['som']}", expect=404)
        sign_in("malee").get(f"/caregivers/{NOBODY}", expect=404)


class TestNew:
    def test_is_written_down_as_on_paper(
        self, sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, path: str
    ) -> None:
        client = sign_in("malee")
        submit(client, path, PAPER)
        [row] = saved(sessions)
        assert (row.hours, row.noted_by_name) == (70, "มาลี ใจงาม")  # hours as the course says
        page = client.get(f"/caregivers/{cast.users['kham']}")
        assert "ใช้ได้ถึง 28 ก.พ. 2570" in page.text
        assert "ลพ 7/2568" in page.text

    @pytest.mark.parametrize(
        ("over", "field"),
        [
            ({"course": ""}, "course"), ({"course": "other"}, "hours"), ({"hours": "0"}, "hours"),
            ({"hours": "มาก"}, "hours"), ({"hours": "๒๐๐๑"}, "hours"),
            ({"issued_on": ""}, "issued_on"),
            ({"issued_on": "23/11/2569"}, "issued_on"), ({"issued_on": "31/12/2532"}, "issued_on"),
            ({"holds_until": "28/2/2568"}, "holds_until"), ({"holds_until": "x"}, "holds_until"),
            ({"number": "9" * 61}, "number"),
        ],
        ids=str,
    )  # fmt: skip
    def test_wrong_input_saves_nothing_and_loses_nothing(
        self, sign_in: SignIn, sessions: sessionmaker[Session], path: str, over: dict[str, str],
        field: str,
    ) -> None:  # fmt: skip
        data = PAPER | over
        page = submit(sign_in("malee"), path, data, 422)
        assert page.error_at(field)
        assert saved(sessions) == []
        kept = ("issued_on", "holds_until", "number")
        assert [page.value_of(name) for name in kept] == [data[name] for name in kept]

    def test_a_second_click_is_told_that_it_is_there(
        self, sign_in: SignIn, sessions: sessionmaker[Session], path: str
    ) -> None:
        client = sign_in("malee")
        submit(client, path, PAPER)
        page = submit(client, path, PAPER, 422)
        assert "บันทึกไว้แล้ว" in page.error_at("issued_on")
        assert len(saved(sessions)) == 1


class TestWithdraw:
    def test_asks_why_and_keeps_it_to_be_read(
        self, sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, ended: UUID
    ) -> None:
        client, path = sign_in("malee"), f"/certificates/{ended}/withdraw"
        page = submit(client, path, {"why": " "}, 422)
        assert page.error_at("why")
        assert saved(sessions)[0].withdrawn_at is None
        submit(client, path, {"why": "บันทึกผิดคน"})
        page = client.get(f"/caregivers/{cast.users['kham']}")
        assert "บันทึกผิดคน (มาลี ใจงาม" in page.text
        assert "ยังไม่มีในระบบ" in page.text  # as if nothing was written down
        client.get(path, expect=404)

    def test_the_second_of_two_reads_that_it_was_done(self, sign_in: SignIn, ended: UUID) -> None:
        client, path = sign_in("malee"), f"/certificates/{ended}/withdraw"
        page = client.get(path)
        client.submit(page, path, {"why": "ผิดคน"})
        client.submit(page, path, {"why": "ผิดวัน"}, expect=409)

    def test_another_town_and_an_unknown_one(self, sign_in: SignIn, ended: UUID) -> None:
        sign_in("malee_elsewhere").get(f"/certificates/{ended}/withdraw", expect=404)
        sign_in("malee").get(f"/certificates/{NOBODY}/withdraw", expect=404)
