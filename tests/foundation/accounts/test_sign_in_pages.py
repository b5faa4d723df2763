"""Coming in and going out: what a browser can and cannot do with a sign-in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, col

from ltc.app import create_app
from ltc.foundation.accounts.models import RoleHolding, SignIn, SignInFailure, User
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core import clock
from tests.cast import PASSWORD, TODAY, Cast
from tests.client import Client, Page

SignInAs = Callable[[str], Client]
WRONG = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"


def enter(client: Client, username: str, password: str, *, expect: int, **more: Any) -> Page:
    """Fill in the sign-in page."""
    data = {"username": username, "password": password, **more}
    return client.post("/sign-in", data, after=client.get("/sign-in"), expect=expect)


def change(session: Session, model: type[Any], where: Any, **values: Any) -> None:
    """Change rows from outside, as an administrator would."""
    session.execute(sa.update(model).where(where).values(**values))
    session.commit()


def test_same_answer_whoever_is_asked_for(app: Flask, cast: Cast, session: Session) -> None:
    change(session, User, col(User.username) == "kham", is_enabled=False)
    visitor = Client(app)
    for name, password in (("malee", "x" * 12), ("nobody", PASSWORD), ("kham", PASSWORD)):
        answer = enter(visitor, name, password, expect=422)
        assert WRONG in answer.text, name
        assert answer.value_of("password") == ""
        assert answer.value_of("username") == name


def test_failure_is_remembered_without_the_name(app: Flask, cast: Cast, session: Session) -> None:
    enter(Client(app), "canary-name", "canary-password", expect=422)
    failure = session.scalars(sa.select(SignInFailure)).one()
    entry = session.scalars(
        sa.select(AuditEntry).where(col(AuditEntry.action) == "sign_in.failed")
    ).one()
    assert "canary" not in f"{failure} {entry}"


def test_many_failures_close_the_name_for_a_while(app: Flask, cast: Cast, session: Session) -> None:
    session.add_all([_failure(app, name) for name in ("malee", "ghost") for _ in range(10)])
    session.commit()
    for name in ("malee", "ghost"):
        assert "รอ 15 นาที" in enter(Client(app), name, PASSWORD, expect=422).text
    enter(Client(app), "som", PASSWORD, expect=303)
    change(session, SignInFailure, sa.true(), at=clock.now() - timedelta(minutes=16))
    enter(Client(app), "malee", PASSWORD, expect=303)


def _failure(app: Flask, name: str) -> SignInFailure:
    return SignInFailure(name_hash=app.extensions["ltc_vault"].trace(name), at=clock.now())


def test_name_is_read_as_people_type_it(app: Flask, cast: Cast) -> None:
    enter(Client(app), "\u200b Malee ", PASSWORD, expect=303)


RUBBISH = [
    ("", ""),
    (" \u200b", "x"),
    ("ก" * 61, "x" * 12),
    ("malee", "x" * 201),
    ("malee\0", "\0" * 20),
    ("' OR 1=1 --", "' OR '1'='1"),
    ("<script>alert(1)</script>", "😀" * 20),
    ("%", "%"),
    ("e\u0301", "\ud7ff" * 12),
]


def test_rubbish_is_a_sentence(app: Flask, cast: Cast) -> None:
    for username, password in RUBBISH:
        answer = enter(Client(app), username, password, expect=422)
        assert "ยังเข้าสู่ระบบไม่ได้" in answer.text
        assert "<script>alert" not in answer.html


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("field", ["username", "password", "next"])
def test_file_in_place_of_words(app: Flask, cast: Cast, field: str) -> None:
    visitor = Client(app)
    token = visitor.get("/sign-in").value_of("csrf_token")
    data: dict[str, Any] = {"csrf_token": token, "username": "malee", "password": PASSWORD}
    data[field] = (BytesIO(b"x"), "x.txt")
    status = visitor.http.post("/sign-in", data=data).status_code
    assert status == (303 if field == "next" else 422)


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "http://[",
    "//[",
    "/a\r\nSet-Cookie: a=b",
    "/\0",
    "evil.example",
    "",
]


def test_way_back_never_leads_elsewhere(app: Flask, cast: Cast) -> None:
    for elsewhere in ELSEWHERE:
        answer = enter(Client(app), "malee", PASSWORD, expect=303, next=elsewhere)
        assert answer.answer.headers["Location"] == "/", elsewhere


def test_way_back_leads_to_the_page_asked_for(app: Flask, cast: Cast) -> None:
    visitor = Client(app)
    asked = visitor.get("/register?q=บุญมี", expect=303).answer.headers["Location"]
    form = visitor.get(asked)
    done = visitor.post(asked, {"username": "nok", "password": PASSWORD}, after=form)
    assert "บุญมี" in visitor.get(done.answer.headers["Location"]).text


def test_sign_in_gives_a_new_token_and_ends_the_old(sign_in: SignInAs, session: Session) -> None:
    client = sign_in("malee")
    first = session.scalars(sa.select(SignIn.id)).one()
    session.rollback()  # the embedded file has one writer: a test must not stay inside
    token = client.get("/my-role").value_of("csrf_token")
    data = {"csrf_token": token, "username": "nok", "password": PASSWORD}
    assert client.http.post("/sign-in", data=data).status_code == 303
    assert session.scalars(sa.select(SignIn.id)).all() != [first]
    assert session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 1
    session.rollback()
    assert "นก แสงทอง" in client.get("/my-role").text


def test_sign_out_ends_it_on_the_server(sign_in: SignInAs, app: Flask) -> None:
    client = sign_in("malee")
    cookie = client.http.get_cookie("ltc")
    assert cookie is not None
    client.post("/sign-out", after=client.get("/my-role"))
    thief = Client(app)
    thief.http.set_cookie("ltc", cookie.value)
    assert "/sign-in" in thief.get("/my-role", expect=303).answer.headers["Location"]


def test_database_holds_no_token(sign_in: SignInAs, session: Session) -> None:
    client = sign_in("malee")
    with client.http.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert session.scalars(sa.select(SignIn.id)).one() != token
    assert len(token) >= 43


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (User, {"is_enabled": False}),
        (RoleHolding, {"held_until": TODAY}),
        (RoleHolding, {"held_from": TODAY + timedelta(days=1)}),
        (SignIn, {"last_seen_at": clock.now() - timedelta(days=3650)}),
        (SignIn, {"created_at": clock.now() - timedelta(days=3650)}),
    ],
    ids=["disabled", "role ended", "role not begun", "idle", "too long"],
)
def test_rights_removed_are_refused_at_once(
    sign_in: SignInAs, session: Session, model: type[Any], values: dict[str, Any]
) -> None:
    client = sign_in("malee")
    client.get("/register")
    change(session, model, sa.true(), **values)
    client.get("/register", expect=303)


def test_other_role_at_once(sign_in: SignInAs, session: Session) -> None:
    client = sign_in("malee")
    change(session, RoleHolding, col(RoleHolding.role) == "care_manager", role="internal_auditor")
    client.get("/register", expect=403)
    client.get("/audit")


def test_idle_and_absolute_limits(sign_in: SignInAs, session: Session) -> None:
    client = sign_in("malee")
    soon = {"last_seen_at": clock.now() - timedelta(minutes=59)}
    change(session, SignIn, sa.true(), **soon, created_at=clock.now() - timedelta(hours=11))
    client.get("/my-role")
    session.expire_all()
    assert session.scalars(sa.select(SignIn)).one().last_seen_at > soon["last_seen_at"]
    change(session, SignIn, sa.true(), created_at=clock.now() - timedelta(hours=12, seconds=1))
    client.get("/my-role", expect=303)


def test_switching_to_a_role_of_mine_only(sign_in: SignInAs, cast: Cast, session: Session) -> None:
    mine = RoleHolding(
        user_id=cast.users["malee"], role="team_nurse", area_id=cast.town_id,
        held_from=date(2025, 1, 1),
    )  # fmt: skip
    session.add(mine)
    session.commit()
    mine_id = str(mine.id)
    others = session.scalars(
        sa.select(RoleHolding.id).where(col(RoleHolding.user_id) == cast.users["admin"])
    ).one()
    session.rollback()
    client = sign_in("malee")
    for forged in (str(others), "", "x", "\0"):
        assert "กรุณาเลือก" in client.post("/my-role", {"holding": forged}, expect=422).text
    client.post("/my-role", {"holding": mine_id})
    assert "พยาบาล" in client.get("/my-role").heading
    client.get(f"/elders/{cast.boonmee_id}/team/new", expect=403)


def test_form_without_its_token_is_refused(sign_in: SignInAs, cast: Cast) -> None:
    client = sign_in("malee")
    paths = ("/sign-out", "/my-role", f"/elders/{cast.boonmee_id}/citizen-id", "/elders/new")
    for token, path in product((None, "", "forged", "IjEi.abc.def"), paths):
        answer = Page(client.http.post(path, data={} if token is None else {"csrf_token": token}))
        assert answer.status == 422, path
        assert "หน้านี้เปิดค้างไว้นานเกินไป" in answer.text
    assert client.get("/my-role")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("is_https", [False, True])
def test_cookie_is_for_this_site_and_no_script(app: Flask, cast: Cast, is_https: bool) -> None:
    settings = replace(app.extensions["ltc_settings"], is_https=is_https)
    served = create_app(settings, app.extensions["ltc_sessions"], app.extensions["ltc_vault"])
    base = "https://localhost" if is_https else "http://localhost"
    cookie = served.test_client().get("/sign-in", base_url=base).headers["Set-Cookie"]
    assert cookie.startswith("__Host-ltc=" if is_https else "ltc=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert ("Secure" in cookie) == is_https


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sign_ins_are_not_shown_outside_a_demonstration(app: Flask) -> None:
    assert "ลองเข้าด้วยชื่อสมมติ" not in Client(app).get("/sign-in").text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_body_too_large_is_a_sentence(sign_in: SignInAs) -> None:
    client = sign_in("malee")
    answer = Page(client.http.post("/my-role", data={"holding": "x" * 2_200_000}))
    assert answer.status == 413
    assert "ใหญ่เกินไป" in answer.text
