"""The administrator's pages, and the first way in with a sheet of paper."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, col

from ltc.foundation.accounts.models import EntryCode, RoleHolding, SignInFailure, User
from ltc.foundation.core import clock
from tests.cast import PASSWORD, Cast
from tests.client import Client, Page

SignIn = Callable[[str], Client]
SOMJIT = {"name": "สมจิตร แก้วมา", "username": "somjit", "phone": "081-2345678",
          "role": "caregiver"}  # fmt: skip
CHOSEN = {"password": "ดอกเอื้อง ดอกแก้ว", "again": "ดอกเอื้อง ดอกแก้ว"}


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
    """The administrator's browser."""
    return sign_in("admin")


def add(admin: Client, **over: str) -> str:
    """Add somebody by the form; returns the address of their page."""
    page = admin.get("/users/new")
    return admin.submit(page, "/users/new", SOMJIT | over).answer.headers["Location"]


def codes(sheets: Page) -> list[str]:
    """The codes on the sheets, as printed."""
    return [found.get_text() for found in sheets.soup.select(".letter-code")]


def print_for(admin: Client, path: str) -> str:
    """Print a sheet for one person; returns the code."""
    token = {"csrf_token": admin.get(path).value_of("csrf_token")}
    [code] = codes(admin.send(f"{path}/letter", token, expect=200))
    return code


def first_time(app: Flask, on_paper: str, *, expect: int = 303, **over: str) -> tuple[Client, Page]:
    """Fill in the page that the sheet leads to, in a browser of one's own."""
    visitor = Client(app)
    data = {"username": "somjit", "code": on_paper, **CHOSEN, **over}
    return visitor, visitor.post("/first-sign-in", data, expect=expect)


def test_newcomer_is_added_gets_a_sheet_and_comes_in(app: Flask, admin: Client) -> None:
    path = add(admin)
    assert "1 คนยังไม่เคยเข้าระบบ" in admin.get("/users").text
    somjit, came = first_time(app, print_for(admin, path))
    assert came.answer.headers["Location"].endswith("/")
    assert "ตั้งรหัสผ่านแล้ว" in somjit.get("/my-day").text
    assert "เข้าได้" in admin.get("/users").text
    assert "ยังไม่เคยเข้าระบบ" not in admin.get("/users").text
    Client(app).sign_in("somjit", CHOSEN["password"])


def test_sheet_is_shown_once_and_stands_on_no_page(admin: Client) -> None:
    path = add(admin)
    code = print_for(admin, path)
    for address in ("/users", path, "/users?waiting=1"):
        assert code not in admin.get(address).html
        assert "มีกระดาษแล้ว" in admin.get(path).text


def test_sheets_for_everybody_who_waits(app: Flask, admin: Client) -> None:
    for name in ("somjit", "kanda"):
        add(admin, username=name)
    sheets = admin.send(
        "/users/letters", {"csrf_token": admin.get("/users").value_of("csrf_token")}, expect=200
    )
    assert sheets.answer.headers["Cache-Control"] == "no-store"
    assert len(set(codes(sheets))) == 2
    by_name = dict(zip(
        [found.get_text() for found in sheets.soup.select(".letter code")], codes(sheets),
        strict=True,
    ))  # fmt: skip
    assert "ทุกคนมีกระดาษแล้ว" in admin.get("/users").text
    first_time(app, by_name["kanda"], username="kanda")


def test_nobody_waits_and_no_sheet_is_made(admin: Client, session: Session) -> None:
    token = {"csrf_token": admin.get("/my-role").value_of("csrf_token")}
    admin.send("/users/letters", token)
    assert session.scalars(sa.select(EntryCode)).all() == []
    assert "ทุกคนเข้าระบบแล้ว" in admin.get("/users?waiting=1").text


def test_sheets_for_all_leave_those_in_hand_good(app: Flask, admin: Client) -> None:
    in_hand = print_for(admin, add(admin))
    add(admin, username="kanda")
    token = {"csrf_token": admin.get("/users").value_of("csrf_token")}
    assert len(codes(admin.send("/users/letters", token, expect=200))) == 1
    first_time(app, in_hand)


@pytest.mark.parametrize("end", ["letter", "letters"])
def test_without_its_token_no_sheet_is_made(admin: Client, session: Session, end: str) -> None:
    path = add(admin) if end == "letter" else "/users"
    admin.send(f"{path}/{end}", {}, expect=422)
    assert session.scalars(sa.select(EntryCode)).all() == []


@pytest.mark.parametrize(
    ("over", "field", "words"),
    [
        ({"again": "ดอกเอื้อง ดอกแก้วว"}, "again", "ไม่เหมือนกัน"),
        ({"password": "สั้น", "again": "สั้น"}, "password", "12 ตัวอักษร"),
        ({"code": "1234"}, "code", "ไม่ถูกต้อง"),
        ({"code": ""}, "code", "กรุณาพิมพ์ตัวเลข"),
        ({"username": "malee"}, "code", "ไม่ถูกต้อง"),
        ({"username": ""}, "username", "กรุณาพิมพ์ชื่อผู้ใช้"),
    ],
)
def test_first_sign_in_says_what_is_wrong_at_the_field(
    app: Flask, admin: Client, over: dict[str, str], field: str, words: str
) -> None:
    code = print_for(admin, add(admin))
    _visitor, answer = first_time(app, code, expect=422, **over)
    assert words in answer.error_at(field)
    assert answer.value_of("username") == over.get("username", "somjit")
    assert answer.value_of("password") == ""
    first_time(app, code)


def test_errors_stand_in_the_order_of_the_page(app: Flask, cast: Cast) -> None:
    empty = Client(app).post("/first-sign-in", {}, expect=422)
    told = [str(link["href"]) for link in empty.soup.select(".form-errors a")]
    assert told == ["#username", "#code", "#password", "#again"]


def test_guessing_codes_ends_after_ten(app: Flask, admin: Client, session: Session) -> None:
    code = print_for(admin, add(admin))
    for guess in range(10):
        first_time(app, f"{guess:012}", expect=422)
    _visitor, answer = first_time(app, code, expect=422)
    assert "รอ 15 นาที" in answer.text
    assert len(session.scalars(sa.select(SignInFailure)).all()) == 10


def test_own_password_is_changed_with_the_old_one(app: Flask, sign_in: SignIn) -> None:
    som, tablet = sign_in("som"), sign_in("som")
    assert "รหัสผ่านเดิมไม่ถูกต้อง" in som.post(
        "/my-password", {"old": "x" * 12, **CHOSEN}, expect=422
    ).error_at("old")
    som.post("/my-password", {"old": PASSWORD, **CHOSEN})
    som.get("/my-day")
    assert "/sign-in" in tablet.get("/my-day", expect=303).answer.headers["Location"]
    Client(app).sign_in("som", CHOSEN["password"])


@pytest.mark.parametrize(
    ("over", "field", "words"),
    [
        ({"username": "malee"}, "username", "มีชื่อผู้ใช้"),
        ({"username": "สม จิตร"}, "username", "2–60 ตัว"),
        ({"phone": "12"}, "phone", "9–10 หลัก"),
        ({"name": " "}, "name", "กรุณาพิมพ์ชื่อ"),
        ({"role": ""}, "role", "กรุณาเลือกหน้าที่"),
        ({"held_from": "31/2/2570"}, "held_from", "วันที่"),
        ({"held_from": "1/1/2500"}, "held_from", "10 ปีก่อน"),
    ],
)
def test_form_says_what_is_wrong_and_keeps_what_was_typed(
    admin: Client, over: dict[str, str], field: str, words: str
) -> None:
    page = admin.get("/users/new")
    answer = admin.submit(page, "/users/new", SOMJIT | over, expect=422)
    assert words in answer.error_at(field)
    kept = {name: value for name, value in SOMJIT.items() if name not in (field, "role")}
    assert {name: answer.value_of(name) for name in kept} == kept


def test_person_page_corrects_grants_ends_and_switches(
    app: Flask, admin: Client, session: Session
) -> None:
    path = add(admin)
    admin.submit(admin.get(path), path, {"phone": "0899999999"})
    admin.submit(admin.get(f"{path}/role"), f"{path}/role", {"role": "care_manager"})
    page = admin.get(path)
    assert "ผู้จัดการการดูแล" in page.text
    assert page.value_of("phone") == "0899999999"
    ends = [str(found["href"]) for found in page.soup.select("a[href$='/end']")]
    assert len(ends) == 2
    for end in ends:
        admin.post(end)
    assert "ไม่มีหน้าที่แล้ว" in admin.get(path).text
    admin.post(f"{path}/switch")
    assert "บัญชีนี้ปิดไว้" in admin.get(path).text
    admin.post(f"{path}/switch")
    user = session.scalars(sa.select(User).where(col(User.username) == "somjit")).one()
    assert user.is_enabled


def test_who_works_in_another_town_too_is_not_touched_and_the_page_says_so(
    admin: Client, session: Session, cast: Cast
) -> None:
    path = add(admin)
    somjit = session.scalars(sa.select(User).where(col(User.username) == "somjit")).one()
    session.add(
        RoleHolding(
            user_id=somjit.id, role="team_nurse", area_id=cast.elsewhere_id, held_from=clock.today()
        )
    )
    session.commit()
    page = admin.get(path)
    assert "มีหน้าที่ในเทศบาลอื่นด้วย" in page.text
    assert not page.soup.select("main form")
    assert not page.soup.select("main a[href$='/switch']")
    assert page.soup.select("main a[href$='/end']")
    for end, data in (("/letter", {}), ("/switch", {"wanted": "off"}), ("", {"name": "ใครก็ได้"})):
        token = {"csrf_token": admin.get("/users").value_of("csrf_token")}
        assert "เทศบาลอื่น" in admin.send(f"{path}{end}", token | data, expect=422).text
    assert "ทุกคนมีกระดาษแล้ว" in admin.get("/users").text
    session.expire_all()
    assert session.get_one(User, somjit.id).is_enabled
    assert session.get(EntryCode, somjit.id) is None


def test_switched_off_while_signed_in_is_out_at_the_next_tap(
    admin: Client, sign_in: SignIn, cast: Cast
) -> None:
    som = sign_in("som")
    som.get("/my-day")
    admin.post(f"/users/{cast.users['som']}/switch")
    assert "/sign-in" in som.get("/my-day", expect=303).answer.headers["Location"]


def test_own_page_offers_neither_roles_nor_switching(admin: Client, cast: Cast) -> None:
    path = f"/users/{cast.users['admin']}"
    page = admin.get(path)
    hrefs = [str(found.get("href")) for found in page.soup.select("main a")]
    assert not [one for one in hrefs if one.endswith(("/role", "/end", "/switch"))]
    answer = admin.post(f"{path}/switch", expect=422)
    assert "ของตัวเองไม่ได้" in answer.text


@pytest.mark.parametrize("username", ["malee", "som", "nok", "director", "auditor", "privacy"])
def test_nobody_else_looks_after_accounts(sign_in: SignIn, username: str) -> None:
    client = sign_in(username)
    client.get("/users", expect=403)
    client.get("/users/new", expect=403)


def test_page_of_the_first_sign_in_needs_no_account(app: Flask, cast: Cast) -> None:
    page = Client(app).get("/sign-in")
    assert page.soup.select("a[href='/first-sign-in']")
    assert Client(app).get("/first-sign-in").heading
