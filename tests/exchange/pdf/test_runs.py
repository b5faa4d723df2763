"""Everybody's plans as one file: asked for on a page, made behind it, fetched by who asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.cases.models import CarePlan
from ltc.care.elders.actions.register import register_elder
from ltc.exchange.pdf import jobs
from ltc.exchange.pdf.models import PrintedDocument, PrintRun, PrintRunFile
from ltc.foundation.accounts.models import User
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from ltc.foundation.core.ids import new_id
from ltc.foundation.printing import press
from tests.care.papers.test_papers_pages import token
from tests.cast import AT, TODAY, Cast, elder_draft
from tests.client import Client
from tests.exchange.pdf.printable import planned
from tests.foundation.printing.test_press import pages

SignIn = Callable[[str], Client]


@pytest.fixture
def malee(sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn) -> Client:
    """The care manager of a town with one plan in use."""
    planned(sessions, cast)
    return sign_in("malee")


def ask(malee: Client) -> str:
    """Ask for the file; return the address of its page."""
    made = malee.post("/print-runs")
    return str(made.answer.headers["Location"])


def runs(sessions: sessionmaker[Session]) -> list[PrintRun]:
    """All runs."""
    with sessions() as session:
        return list(session.exec(select(PrintRun)).all())


def test_it_is_asked_for_made_and_fetched(
    sessions: sessionmaker[Session], cast: Cast, malee: Client
) -> None:
    there = ask(malee)
    waiting = malee.get(there)
    assert waiting.heading == "รอเริ่มงาน"
    assert waiting.soup.select("meta[http-equiv=refresh]")
    assert jobs.work_off(sessions)
    assert not jobs.work_off(sessions)
    ready = malee.get(there)
    assert (ready.heading, ready.soup.select("meta[http-equiv=refresh]")) == ("พร้อมแล้ว", [])
    made = malee.get(f"{there}/papers.pdf").answer
    assert made.mimetype == "application/pdf"
    assert pages(made.data) >= 2
    [run] = runs(sessions)
    assert (run.done, run.total, run.elder_ids) == (1, 1, [str(cast.boonmee_id)])
    with sessions() as session:
        codes = session.exec(select(PrintedDocument.code)).all()
    assert sorted(codes) == ["care_plan", "weekly_plan"]


def test_a_double_touch_asks_once(sessions: sessionmaker[Session], malee: Client) -> None:
    sent = {**token(malee.get("/print-runs")), "run": str(new_id())}
    for _ in range(2):
        malee.send("/print-runs", sent)
    assert len(runs(sessions)) == 1


def test_only_who_asked_may_look_and_fetch(
    sessions: sessionmaker[Session], malee: Client, sign_in: SignIn
) -> None:
    there = ask(malee)
    jobs.work_off(sessions)
    with transaction(sessions) as session:
        session.execute(sa.update(PrintRun).values(person_id=_user(session, "nok")))
    malee.get(there, expect=404)
    malee.get(f"{there}/papers.pdf", expect=404)
    sign_in("nok").get(there, expect=403)


def test_before_it_is_ready_there_is_no_file(malee: Client) -> None:
    malee.get(f"{ask(malee)}/papers.pdf", expect=404)


def test_a_town_without_plans_makes_no_file(
    sessions: sessionmaker[Session], sign_in: SignIn, cast: Cast
) -> None:
    malee = sign_in("malee")
    assert "ยังไม่มีแผนที่ใช้งานอยู่" in malee.get("/print-runs").text
    sent = {**token(malee.get("/my-role")), "run": str(new_id())}
    malee.send("/print-runs", sent, expect=422)
    assert runs(sessions) == []


def test_who_lost_the_role_meanwhile_gets_nothing(
    sessions: sessionmaker[Session], malee: Client
) -> None:
    ask(malee)
    with transaction(sessions) as session:
        session.execute(
            sa.update(User).where(col(User.username) == "malee").values(is_enabled=False)
        )
    assert not jobs.work_off(sessions)
    assert [one.state for one in runs(sessions)] == ["failed"]


def test_a_failure_is_told_and_the_next_can_begin(
    sessions: sessionmaker[Session], malee: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = ask(malee)
    with monkeypatch.context() as broken:
        broken.setattr(press, "STANDARD", "no such standard")
        assert jobs.work_off(sessions)
    assert malee.get(there).heading == "ทำไม่สำเร็จ"
    ask(malee)
    assert jobs.work_off(sessions)


def test_what_a_scheduler_left_in_the_middle_begins_anew(
    sessions: sessionmaker[Session], malee: Client
) -> None:
    ask(malee)
    with transaction(sessions) as session:
        session.execute(sa.update(PrintRun).values(state="working"))
    assert not jobs.work_off(sessions)
    jobs.take_over(sessions)
    assert jobs.work_off(sessions)


def test_after_a_day_the_file_is_gone(sessions: sessionmaker[Session], malee: Client) -> None:
    there = ask(malee)
    jobs.work_off(sessions)
    for hours, forgotten in ((23, "forgot 0"), (25, "forgot 1")):
        with transaction(sessions) as session:
            assert jobs.forget(session, clock.now() + timedelta(hours=hours)) == forgotten
    with sessions() as session:
        assert session.exec(select(PrintRunFile)).all() == []
    malee.get(f"{there}/papers.pdf", expect=404)


def test_the_statements_do_not_grow_with_the_plans(
    sessions: sessionmaker[Session], malee: Client, cast: Cast, asked: list[str]
) -> None:
    with transaction(sessions) as session:
        another = register_elder(
            session, cast.town_id, elder_draft(cast.community_id, given_name="แก้ว", house_no="9"),
            by=cast.actor("nok"), at=AT, on=TODAY,
        )  # fmt: skip
    planned(sessions, replace(cast, boonmee_id=another.id))
    counts = []
    with sessions() as session:
        ids = session.exec(select(CarePlan.id)).all()
        for some in (ids, ids[:1], ids):
            del asked[:]
            made = jobs.papers_of(session, some, ["care_plan"], cast.actor("malee"))
            assert len(made) == len(some)
            counts.append(len(asked))
    assert counts[1] == counts[2]


def _user(session: Session, username: str) -> object:
    return session.exec(select(User.id).where(User.username == username)).one()
