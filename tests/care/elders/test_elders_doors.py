"""Addresses of the register as an attacker types them, and elders that are not theirs."""

from collections.abc import Callable
from urllib.parse import quote
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.models import CareTeamMember
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.actor import system_actor
from ltc.foundation.core.citizen_id import check_digit, pretty
from tests.cast import AT, TODAY, Cast, elder_draft
from tests.client import Client

SignIn = Callable[[str], Client]
TWELVE = "912345678901"
CITIZEN_ID = TWELVE + check_digit(TWELVE)
DOORS = ("edit", "circumstances", "team/new", "citizen-id")

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def member_of(session: Session, elder_id: object) -> object:
    """The id of the caregiver's place on an elder's team."""
    found = session.scalars(
        sa.select(CareTeamMember.id).where(
            col(CareTeamMember.elder_id) == elder_id, col(CareTeamMember.team_role) == "caregiver"
        )
    ).one()
    session.rollback()
    return found


def test_every_door_of_another_towns_elder_is_the_same_404(
    sign_in: SignIn, cast: Cast, session: Session
) -> None:
    stranger = sign_in("malee_elsewhere")
    token = stranger.get("/my-role")
    leave = f"team/{member_of(session, cast.boonmee_id)}/leave"
    for door in (*DOORS, leave):
        real = stranger.post(f"/elders/{cast.boonmee_id}/{door}", after=token, expect=404)
        none = stranger.post(f"/elders/{uuid4()}/{door}", after=token, expect=404)
        assert real.heading == none.heading
        assert "นายบุญมี" not in real.html
    assert "นายบุญมี" not in stranger.get("/register?q=บุญมี").text
    assert "นายบุญมี" not in stranger.get(f"/register?community={cast.community_id}").text


def test_place_on_another_elders_team_is_404(sign_in: SignIn, cast: Cast, session: Session) -> None:
    other = register_elder(
        session, cast.town_id, elder_draft(cast.community_id, given_name="คำ"),
        by=system_actor("test"), at=AT, on=TODAY,
    )  # fmt: skip
    session.commit()
    other_id = other.id
    member_id = member_of(session, cast.boonmee_id)
    sign_in("malee").get(f"/elders/{other_id}/team/{member_id}/leave", expect=404)


def test_leaving_the_team_closes_the_doors_at_once(
    sign_in: SignIn, cast: Cast, session: Session
) -> None:
    som, manager = sign_in("som"), sign_in("malee")
    assert "บุญมี" in som.get("/register").text
    path = f"/elders/{cast.boonmee_id}/team/{member_of(session, cast.boonmee_id)}/leave"
    manager.post(path, {"until": "22/11/2569", "because": "ลาออก"})
    som.get(f"/elders/{cast.boonmee_id}", expect=404)
    assert "นายบุญมี" not in som.get("/register").text
    assert "นายบุญมี" not in som.get("/register?q=บุญมี").text


def test_showing_the_id_is_written_down_and_never_by_a_link(
    sign_in: SignIn, cast: Cast, session: Session
) -> None:
    with_id = elder_draft(
        cast.community_id, given_name="คำ", citizen_id=CITIZEN_ID, no_citizen_id_reason=None
    )
    by = system_actor("test")
    elder = register_elder(session, cast.town_id, with_id, by=by, at=AT, on=TODAY)
    session.commit()
    path = f"/elders/{elder.id}/citizen-id"
    session.rollback()
    nurse = sign_in("nok")
    assert CITIZEN_ID not in nurse.get(f"/elders/{path.split('/')[2]}/edit").html
    nurse.get(path, expect=405)
    page = nurse.post(path, after=nurse.get("/my-role"), expect=200)
    assert pretty(CITIZEN_ID) in page.text
    seen = sa.select(AuditEntry.person_id).where(col(AuditEntry.action) == "citizen_id.shown")
    assert session.scalars(seen).all() == [cast.users["nok"]]
    session.rollback()
    som = sign_in("som")
    som.post(path, after=som.get("/my-role"), expect=403)


@on_sqlite
@pytest.mark.parametrize("username", ["malee", "som"])
def test_addresses_nobody_gave_out(sign_in: SignIn, cast: Cast, username: str) -> None:
    client = sign_in(username)
    me = str(cast.boonmee_id)
    for path in (
        "/elders/1", "/elders/None", "/elders/%00", "/elders/%ff%fe", f"/elders/{me}x",
        f"/elders/{me}/..%2f", f"/elders/{me}/edit/", "/elders/' OR 1=1 --", "/static/../wsgi.py",
        "/static/%2e%2e/wsgi.py", "/static/\0", "//register", f"/elders/{me}/team/1/leave",
    ):  # fmt: skip
        assert client.http.get(path).status_code in (404, 308), path
    assert client.http.get(f"/elders/{me.upper()}").status_code == 200


def test_register_takes_any_query(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("malee")
    marks = [
        "%",
        "_",
        "\\",
        "'",
        '"',
        ";",
        "<script>",
        "😀",
        "\0",
        "\x01",
        "ก\0",
        "่",
        "ำ",
        "/",
        "-",
    ]
    asked = [f"q={quote(mark * times)}" for mark in marks for times in (1, 2, 40, 200)]
    asked += [f"q={'1' * times}" for times in (1, 2, 3, 12, 14, 99)]
    asked += ["q=%ff%fe", "q=%ED%A0%80", "q=1%2F", "q=%D9%A1%D9%A2%D9%A3", "q=&q=", "community=x"]
    asked += [f"community={uuid4()}", "community=%00", "community=' OR 1=1", "after=x"]
    asked += [f"after={quote(mark)}&after_id={uuid4()}" for mark in [*marks, "x" * 5_000, ""]]
    asked += [
        "after=%ff&after_id=%ff",
        f"after=%00&after_id={uuid4()}",
        "before=x",
        "x=" + "y" * 999,
    ]
    for query in asked:
        client.get(f"/register?{query}")


def test_wildcards_find_nobody(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in("malee")
    for wild in ("%", "_", "%25", "__", "%25%25", "บ%25มี", "บ_ญ", "*", "' OR '1'='1"):
        assert "นายบุญมี" not in client.get(f"/register?q={quote(wild)}").text, wild


def test_audit_pages_take_any_number(sign_in: SignIn) -> None:
    auditor = sign_in("auditor")
    for number in ("0", "-1", "x", "9" * 30, "9" * 5_000, str(2**63), str(2**63 - 1), "%00", "๙"):
        auditor.get(f"/audit?before={number}")
