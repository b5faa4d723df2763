"""Two people correct one person: nobody's words are lost, and one of them is asked to choose."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col

from ltc.care.elders.actions.register import correct_elder, write_circumstances
from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import CareTeamMember, Circumstances, Elder, Household
from ltc.care.elders.terms import CircumstancesDraft, TeamDraft
from ltc.foundation.core.errors import Conflict, RuleViolation
from tests.cast import AT, TODAY, Cast, elder_draft
from tests.client import Client, Page

SignIn = Callable[[str], Client]
LIVING = CircumstancesDraft(TODAY, "uc", "1", False, "none", False, "", "")


def chosen(page: Page, **sides: int) -> dict[str, str]:
    """Choose theirs (0) or mine (1) for each field of the conflict page."""
    values = {}
    for name, side in sides.items():
        options = page.soup.find_all("input", attrs={"type": "radio", "name": name})
        values[name] = str(options[side]["value"])
    return values


@pytest.fixture
def race(sign_in: SignIn, cast: Cast) -> tuple[Client, Page, str]:
    """Malee opened the form before nurse Nok saved; Malee's answer is the conflict page."""
    manager, nurse = sign_in("malee"), sign_in("nok")
    path = f"/elders/{cast.boonmee_id}/edit"
    mine, theirs = manager.get(path), nurse.get(path)
    nurse.submit(theirs, path, {"phone": "0899999999", "landmark": "ข้างวัด", "lane": "ซอย 2"})
    data = {"phone": "0811111111", "family_name": "ใจงาม", "landmark": "หลังวัด"}
    return manager, manager.submit(mine, path, data, expect=409), path


def test_conflict_shows_theirs_and_mine(race: tuple[Client, Page, str]) -> None:
    _, page, _ = race
    for words in ("0899999999", "0811111111", "ข้างวัด", "หลังวัด", "ใจงาม", "ใจดี"):
        assert words in page.text
    names = {str(f["name"]) for f in page.soup.find_all("input", attrs={"type": "radio"})}
    assert names == {"phone", "landmark", "family_name"}


def test_choice_is_saved(race: tuple[Client, Page, str], session: Session, cast: Cast) -> None:
    manager, page, path = race
    manager.submit(page, path, chosen(page, phone=0, family_name=1, landmark=0))
    elder = session.get_one(Elder, cast.boonmee_id)
    house = session.get_one(Household, elder.household_id)
    assert (elder.phone, elder.family_name) == ("0899999999", "ใจงาม")
    assert (elder.given_name, elder.born_on) == ("บุญมี", date(1944, 4, 13))
    assert (house.landmark, house.lane) == ("ข้างวัด", "ซอย 2")


def test_third_writer_asks_again(race: tuple[Client, Page, str], sign_in: SignIn) -> None:
    manager, page, path = race
    nurse = sign_in("nok")
    nurse.submit(nurse.get(path), path, {"phone": "0877777777"})
    again = manager.submit(page, path, chosen(page, phone=1, family_name=1, landmark=1), expect=409)
    assert "0877777777" in again.text


def test_forged_version_saves_nothing(sign_in: SignIn, cast: Cast) -> None:
    manager = sign_in("malee")
    path = f"/elders/{cast.boonmee_id}/edit"
    form = manager.get(path)
    for version in ("", "0", "-1", "abc", "9" * 400, "1.0", "๑", "\0"):
        manager.submit(form, path, {"version": version, "phone": "029"}, expect=409)
    assert manager.get(path).value_of("phone") == "0812345678"


def test_form_sent_without_its_version_saves_nothing(sign_in: SignIn, cast: Cast) -> None:
    manager = sign_in("malee")
    path = f"/elders/{cast.boonmee_id}/edit"
    token = manager.get(path).value_of("csrf_token")
    answer = manager.http.post(path, data={"csrf_token": token, "given_name": "บุญมา",
                                           "house_no": "1"})  # fmt: skip
    assert answer.status_code in (409, 422)


def test_new_landmark_alone_is_a_new_version(session: Session, cast: Cast) -> None:
    elder = session.get_one(Elder, cast.boonmee_id)
    by = cast.actor("nok")
    draft = elder_draft(cast.community_id, landmark="ข้างโรงเรียน")
    correct_elder(session, elder, draft, version=elder.version, by=by, at=AT, on=TODAY)
    session.flush()
    with pytest.raises(Conflict):
        correct_elder(session, elder, draft, version=1, by=by, at=AT, on=TODAY)


def together(sessions: sessionmaker[Session], *works: Callable[[Session], Any]) -> list[str]:
    """Do these at the same moment, each in a transaction of its own; say how each ended."""
    start = Barrier(len(works))

    def run(work: Callable[[Session], Any]) -> str:
        start.wait(timeout=10)
        try:
            with sessions() as session, session.begin():
                work(session)
        except RuleViolation as broken:
            return broken.code
        except Exception as problem:
            return type(problem).__name__
        return "saved"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))


def test_two_writers_with_one_version(sessions: sessionmaker[Session], cast: Cast) -> None:
    def write(phone: str) -> Callable[[Session], None]:
        draft = elder_draft(cast.community_id, phone=phone)
        return lambda session: correct_elder(
            session, session.get_one(Elder, cast.boonmee_id), draft, version=1,
            by=cast.actor("nok"), at=AT, on=TODAY,
        )  # fmt: skip

    works = [write(f"081000000{number}") for number in range(4)]
    assert together(sessions, *works) == ["Conflict"] * 3 + ["saved"]


def test_circumstances_written_together_never_overlap(
    sessions: sessionmaker[Session], cast: Cast
) -> None:
    def write(day: int) -> Callable[[Session], Any]:
        draft = replace(LIVING, valid_from=date(2026, 11, day))
        return lambda session: write_circumstances(
            session, session.get_one(Elder, cast.boonmee_id), draft,
            by=cast.actor("nok"), at=AT, on=TODAY,
        )  # fmt: skip

    together(sessions, *(write(day) for day in (1, 1, 2, 3)))
    with sessions() as session:
        rows = session.scalars(
            sa.select(Circumstances).order_by(col(Circumstances.valid_from))
        ).all()
    assert rows
    assert [row.valid_until for row in rows] == [*(row.valid_from for row in rows[1:]), None]


def test_one_care_manager_however_many_are_named_at_once(
    sessions: sessionmaker[Session], cast: Cast
) -> None:
    draft = TeamDraft("care_manager", cast.users["nok"], "", "", "", TODAY)

    def name(session: Session) -> None:
        elder = session.get_one(Elder, cast.boonmee_id)
        join_team(session, elder, draft, by=cast.actor("malee"), at=AT)

    assert together(sessions, name, name, name) == ["already_on_team"] * 2 + ["saved"]
    with sessions() as session:
        open_places = session.scalars(
            sa.select(CareTeamMember.user_id).where(
                col(CareTeamMember.team_role) == "care_manager",
                col(CareTeamMember.active_until).is_(None),
            )
        ).all()
    assert open_places == [cast.users["nok"]]


def test_double_click_registers_one(app: Flask, sign_in: SignIn, cast: Cast) -> None:
    nurse = sign_in("nok")
    page = nurse.get("/elders/new")
    data = {
        "prefix": "นาง", "given_name": "แก้ว", "family_name": "ดี", "sex": "2", "lane": "",
        "birth_precision": "unknown", "no_citizen_id_reason": "lost", "house_no": "99",
        "community": str(cast.community_id), "csrf_token": page.value_of("csrf_token"),
    }  # fmt: skip
    cookie = nurse.http.get_cookie("ltc")
    assert cookie is not None

    def click(_number: int) -> int:
        again = app.test_client()
        again.set_cookie("ltc", cookie.value)
        return again.post("/elders/new", data=data).status_code

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(click, range(3))) == [303, 422, 422]
    assert nurse.get("/register?q=แก้วดี").html.count('class="name"') == 1
