"""What clumsy and hostile hands send to the register: a sentence at the field, nothing saved."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, col

from ltc.care.elders.models import CareTeamMember, Circumstances, Elder, Household
from ltc.foundation.audit.models import AuditEntry
from tests.cast import Cast
from tests.client import Client, Page

SignIn = Callable[[str], Client]
GOOD = {
    "prefix": "นาง", "given_name": "แก้ว", "family_name": "ศรีวิชัย", "sex": "2",
    "birth_precision": "day", "born_on": "13/4/2487", "birth_year": "", "citizen_id": "",
    "no_citizen_id_reason": "lost", "phone": "0812345679", "house_no": "45/6", "lane": "",
    "landmark": "รั้วสีเขียว",
}  # fmt: skip
LIVING = {"health_scheme": "uc", "residence_type": "1", "income_band": "none"}
LONG = "ก" * 2_000
NASTY = [
    "<script>alert(1)</script>", "' OR 1=1; --", "\"><img src=x>", "{{ 7*7 }}", "%_%", "😀👵🏽",
    "น\u0e4d\u0e49\u0e32\u200b", "e\u0301\u0301\u0301", "\u202eกลับ", "../../etc/passwd", "NULL",
]  # fmt: skip

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def counted(app: Flask) -> list[int]:
    """How many rows a form could have added."""
    with app.extensions["ltc_sessions"]() as session:
        tables = (Elder, Household, Circumstances, CareTeamMember, AuditEntry)
        return [session.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in tables]


@pytest.fixture
def manager(sign_in: SignIn) -> Client:
    """The care manager, who may do all of this."""
    return sign_in("malee")


def refused(client: Client, path: str, data: dict[str, Any], *fields: str) -> Page:
    """Send a form that must be refused at these fields, with nothing saved and nothing lost."""
    form = client.get(path)
    before = counted(client.app)
    answer = client.submit(form, path, data, expect=422)
    assert counted(client.app) == before
    for field in fields:
        assert any("ก" <= letter <= "๙" for letter in answer.error_at(field)), (field, answer.text)
    for name, sent in data.items():
        kept = answer.soup.find("input", attrs={"name": name, "type": "text"})
        if kept is not None and sent.isprintable():
            assert kept["value"] == sent.strip(), name
    return answer


REGISTER_REFUSALS = [
    ({"given_name": ""}, "given_name"),
    ({"given_name": " \u200b\u00a0 "}, "given_name"),
    ({"given_name": "ก" * 81}, "given_name"),
    ({"family_name": LONG}, "family_name"),
    ({"prefix": "ท่านลอร์ด"}, "prefix"),
    ({"sex": "3"}, "sex"),
    ({"birth_precision": "sometimes"}, "birth_precision"),
    ({"born_on": "29/2/2488"}, "born_on"),
    ({"born_on": "31/11/2487"}, "born_on"),
    ({"born_on": "13/4/87"}, "born_on"),
    ({"born_on": "เมื่อก่อน"}, "born_on"),
    ({"born_on": "1/1/2600"}, "born_on"),
    ({"born_on": "1/1/2430"}, "born_on"),
    ({"born_on": ""}, "born_on"),
    ({"birth_precision": "year", "birth_year": ""}, "birth_year"),
    ({"birth_precision": "year", "birth_year": "2999"}, "birth_year"),
    ({"birth_precision": "year", "birth_year": "สองพัน"}, "birth_year"),
    ({"birth_precision": "year", "birth_year": "2600"}, "birth_year"),
    ({"citizen_id": "1234567890123"}, "citizen_id"),
    ({"citizen_id": "123"}, "citizen_id"),
    ({"citizen_id": "' OR '1'='1"}, "citizen_id"),
    ({"no_citizen_id_reason": ""}, "citizen_id"),
    ({"no_citizen_id_reason": "because"}, "no_citizen_id_reason"),
    ({"phone": "12"}, "phone"),
    ({"phone": "0812345678x"}, "phone"),
    ({"phone": "+66812345678"}, "phone"),
    ({"community": ""}, "community"),
    ({"community": "not-an-id"}, "community"),
    ({"community": str(uuid4())}, "community"),
    ({"house_no": ""}, "house_no"),
    ({"house_no": "1" * 31}, "house_no"),
    ({"landmark": LONG}, "landmark"),
]


def test_register_refuses_with_a_sentence_at_the_field(manager: Client, cast: Cast) -> None:
    good = {**GOOD, "community": str(cast.community_id)}
    for change, field in REGISTER_REFUSALS:
        refused(manager, "/elders/new", {**good, **change}, field)
    manager.post("/elders/new", good)


def test_empty_form_names_every_field_that_is_needed(manager: Client, cast: Cast) -> None:
    form = manager.get("/elders/new")
    answer = manager.post("/elders/new", after=form, expect=422)
    assert answer.error_at("given_name") == "กรุณากรอกชื่อ"
    assert "กรุณาเลือกเพศ" in answer.text
    assert answer.error_at("community") == "กรุณาเลือกชุมชน"
    assert answer.error_at("house_no") == "กรุณากรอกบ้านเลขที่"


def test_community_of_another_municipality_is_refused(manager: Client, cast: Cast) -> None:
    theirs = {**GOOD, "community": str(cast.elsewhere_community_id)}
    refused(manager, "/elders/new", theirs, "community")
    path = f"/elders/{cast.boonmee_id}/edit"
    refused(manager, path, {"community": str(cast.elsewhere_community_id)}, "community")


def test_any_words_are_kept_as_words(manager: Client, cast: Cast) -> None:
    good = {**GOOD, "community": str(cast.community_id), "is_not_duplicate": "y"}
    for number, words in enumerate(NASTY):
        data = {**good, "given_name": words, "landmark": words, "house_no": f"9/{number}"}
        where = manager.post("/elders/new", data).answer.headers["Location"]
        page = manager.get(f"{where}/edit")
        assert "<script>alert" not in page.html
        assert "<img src=x" not in page.html
        assert "49" not in page.value_of("given_name")
        assert page.value_of("given_name").strip() != ""


def test_letters_that_grow_when_folded_still_fit(manager: Client, cast: Cast) -> None:
    good = {**GOOD, "community": str(cast.community_id)}
    for letter in ("ﬃ", "ΐ", "ß", "𝒜", "ก\u0e4d"):
        name = (letter * 80)[:80]
        manager.post("/elders/new", {**good, "given_name": name, "family_name": name})


def test_control_characters_do_not_reach_the_database(
    manager: Client, cast: Cast, session: Session
) -> None:
    nul = {name: f"\0{text}\x07" for name, text in GOOD.items() if name in ("given_name", "lane")}
    manager.post("/elders/new", {**GOOD, **nul, "community": str(cast.community_id)})
    saved = session.scalars(sa.select(Elder).where(col(Elder.given_name) == "แก้ว")).one()
    assert saved.family_name == "ศรีวิชัย"


def test_team_form_refuses_at_the_field(manager: Client, cast: Cast) -> None:
    path = f"/elders/{cast.boonmee_id}/team/new"
    good = {"team_role": "nurse", "user_id": str(cast.users["nok"]), "active_from": "1/1/2569"}
    for change, field in [
        ({"team_role": "king"}, "team_role"),
        ({"user_id": "x"}, "user_id"),
        ({"user_id": str(uuid4())}, "user_id"),
        ({"user_id": str(cast.users["nok_elsewhere"])}, "user_id"),
        ({"user_id": str(cast.users["auditor"])}, "user_id"),
        ({"user_id": "", "name": ""}, "name"),
        ({"user_id": "", "name": "สม", "team_role": "caregiver"}, "user_id"),
        ({"name": LONG}, "name"),
        ({"phone": "0" * 21}, "phone"),
        ({"active_from": ""}, "active_from"),
        ({"active_from": "30/2/2569"}, "active_from"),
        ({"team_role": "caregiver", "user_id": str(cast.users["som"])}, "user_id"),
    ]:
        refused(manager, path, {**good, **change}, field)
    manager.post(path, good)


def test_circumstances_form_refuses_at_the_field(manager: Client, cast: Cast) -> None:
    path = f"/elders/{cast.boonmee_id}/circumstances"
    manager.post(path, {**LIVING, "valid_from": "๑/๑/๒๕๖๙", "allowances": ["old_age"]})
    for change, field in [
        ({"valid_from": ""}, "valid_from"),
        ({"valid_from": "23/11/2569"}, "valid_from"),
        ({"valid_from": "31/12/2568"}, "valid_from"),
        ({"valid_from": "29/2/2569"}, "valid_from"),
        ({"health_scheme": "gold"}, "health_scheme"),
        ({"residence_type": "6"}, "residence_type"),
        ({"income_band": "'"}, "income_band"),
        ({"allowances": "bribe"}, "allowances"),
        ({"main_carer_name": LONG}, "main_carer_name"),
    ]:
        answer = refused(manager, path, {**LIVING, "valid_from": "1/6/2569", **change})
        wrong = " ".join(str(found["id"]) for found in answer.soup.select(".is-wrong [id]"))
        assert field in wrong or answer.soup.select(f"#{field}.is-wrong")
        assert "not a valid" not in answer.text.lower()


def test_leave_form_refuses_at_the_field(manager: Client, cast: Cast, session: Session) -> None:
    member_id = session.scalars(
        sa.select(CareTeamMember.id).where(col(CareTeamMember.user_id) == cast.users["som"])
    ).one()
    session.rollback()
    path = f"/elders/{cast.boonmee_id}/team/{member_id}/leave"
    for change, field in [
        ({"because": ""}, "because"),
        ({"because": LONG}, "because"),
        ({"until": "31/12/2568"}, "until"),
        ({"until": "วันนี้"}, "until"),
    ]:
        refused(manager, path, {"because": "ลาออก", **change}, field)
    form = manager.get(path)
    for version in ("", "0", "-1", "x", "9" * 400, "๑"):
        manager.submit(form, path, {"because": "ลาออก", "version": version}, expect=409)
    manager.submit(form, path, {"because": "ลาออก"})
    again = manager.submit(manager.get(path), path, {"because": "อีก"}, expect=422)
    assert "ออกจากทีมแล้ว" in again.text


@on_sqlite
@pytest.mark.parametrize("field", ["given_name", "born_on", "version", "sex", "is_not_duplicate"])
def test_file_in_place_of_words(manager: Client, cast: Cast, field: str) -> None:
    path = f"/elders/{cast.boonmee_id}/edit"
    data: dict[str, Any] = {"csrf_token": manager.get(path).value_of("csrf_token")}
    data[field] = (BytesIO(b"x"), "x.txt")
    assert manager.http.post(path, data=data).status_code in (409, 422)


@on_sqlite
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe=\xff&given_name=\xe0", "application/x-www-form-urlencoded"),
        (b"given_name=%ED%A0%80&sex=%FF", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b'{"given_name": "x"}', "application/json"),
        (b"\0" * 5_000, "text/plain"),
        (b"&".join(b"a=1" for _ in range(5_000)), "application/x-www-form-urlencoded"),
    ],
)
def test_broken_body_is_no_failure(manager: Client, cast: Cast, body: bytes, kind: str) -> None:
    token = {"X-CSRFToken": manager.get("/my-role").value_of("csrf_token")}
    for path in ("/elders/new", f"/elders/{cast.boonmee_id}/edit", "/my-role"):
        answer = manager.http.post(path, data=body, content_type=kind, headers=token)
        assert 400 <= answer.status_code < 500, path
