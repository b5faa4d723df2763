"""Pages of the duty roster: who is on call now and later, on paper, putting on and off."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.duties.models import Duty
from tests.cast import Cast
from tests.client import Client

SignIn = Callable[[str], Client]
NOBODY = "01920000-0000-7000-8000-000000000000"


class TestDuties:
    WHOLE = {"programme": "ltc", "day": "22/11/2569", "days": "2", "since": "0:00",
             "until": "0:00", "phone": "081-234-5678"}  # fmt: skip

    def test_a_duty_of_two_days_stands_on_the_roster_and_on_paper(
        self, sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast
    ) -> None:
        client = sign_in("malee")
        client.submit(
            client.get("/duties/new"), "/duties/new",
            self.WHOLE | {"user_id": str(cast.users["nok"])},
        )  # fmt: skip
        with sessions() as session:
            assert len(session.exec(select(Duty)).all()) == 2
        page = client.get("/duties")
        assert "ตอนนี้ นก แสงทอง อยู่เวร ดูแลที่บ้าน" in page.text
        assert "0812345678" in client.get("/duties/print?programme=ltc").text
        assert "0812345678" not in client.get("/duties/print?programme=home_ward").text
        client.get("/duties/print?programme=x", expect=404)

    @pytest.mark.parametrize(
        ("over", "field"),
        [({"phone": ""}, "phone"), ({"phone": "12"}, "phone"), ({"days": "0"}, "days"),
         ({"days": "99"}, "days"), ({"since": "25:00"}, "since"), ({"name": ""}, "name"),
         ({"day": "31/2/2569"}, "day")],
    )  # fmt: skip
    def test_wrong_input_saves_nothing(
        self, sign_in: SignIn, sessions: sessionmaker[Session], over: dict[str, str], field: str
    ) -> None:
        client = sign_in("malee")
        typed = self.WHOLE | {"name": "หมอก้อง"} | over
        page = client.submit(client.get("/duties/new"), "/duties/new", typed, expect=422)
        assert page.error_at(field)
        assert page.value_of("name") == typed["name"]
        with sessions() as session:
            assert session.exec(select(Duty)).all() == []

    def test_a_duty_is_taken_off_after_asking(
        self, sign_in: SignIn, sessions: sessionmaker[Session]
    ) -> None:
        client = sign_in("nok")
        client.submit(client.get("/duties/new"), "/duties/new", self.WHOLE | {"name": "หมอก้อง"})
        path = removal(client)
        client.submit(client.get(path), path, {"version": "7"}, expect=409)
        client.submit(client.get(path), path, {})
        assert path not in client.get("/duties").html

    def test_who_only_reads_writes_nothing(self, sign_in: SignIn) -> None:
        client = sign_in("som")
        assert client.get("/duties").soup.select("main a[href='/duties/new']") == []
        client.get("/duties/new", expect=403)
        sign_in("daughter").get("/duties", expect=403)

    def test_another_towns_duty_is_not_found(self, sign_in: SignIn) -> None:
        client = sign_in("malee")
        client.submit(client.get("/duties/new"), "/duties/new", self.WHOLE | {"name": "หมอก้อง"})
        there = sign_in("malee_elsewhere")
        there.get(removal(client), expect=404)
        assert "หมอก้อง" not in there.get("/duties").text
        there.get(f"/duties/{UUID(NOBODY)}/remove", expect=404)


def removal(client: Client) -> str:
    """Return the address at which the first duty is taken off."""
    link = client.get("/duties").soup.select_one("a[href$='/remove']")
    assert link is not None
    return str(link["href"])
