"""The register as a file: who may have it, what stands in it, who is named in the audit."""

import csv
import io
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col

from ltc.care.elders.actions.register import register_elder
from ltc.desks.register_csv import exported, register_lines
from ltc.foundation.audit.actions import record_access_to
from ltc.foundation.audit.models import Access, AccessSubject
from ltc.foundation.core.db import transaction
from ltc.foundation.i18n.text import safe_cell
from tests.cast import AT, TODAY, Cast, elder_draft
from tests.client import Client

SignIn = Callable[[str], Client]


def rows_of(client: Client) -> list[list[str]]:
    """Download the register and read it as a spreadsheet would."""
    answer = client.http.get("/register.csv")
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_file_holds_the_living_of_ones_own_town_with_thai_headings(
    cast: Cast, sign_in: SignIn
) -> None:
    heading, *rows = rows_of(sign_in("malee"))
    assert heading[:4] == ["รหัส", "คำนำหน้า", "ชื่อ", "นามสกุล"]
    assert [(row[0], row[2], row[5]) for row in rows] == [
        (str(cast.boonmee_id), "บุญมี", "1944-04-13")
    ]


def test_other_towns_file_does_not_hold_him(cast: Cast, sign_in: SignIn) -> None:
    assert len(rows_of(sign_in("malee_elsewhere"))) == 1


def test_nurse_may_not_take_the_register_out(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in("nok").http.get("/register.csv").status_code == 403


def test_everybody_in_the_file_is_named_in_the_audit(
    cast: Cast, sign_in: SignIn, app: Flask
) -> None:
    rows_of(sign_in("malee"))
    with app.extensions["ltc_sessions"]() as session:
        named = session.scalars(
            sa.select(col(AccessSubject.elder_id))
            .join(Access, col(Access.id) == col(AccessSubject.access_id))
            .where(col(Access.endpoint) == "desks.register_csv")
        ).all()
    assert named == [cast.boonmee_id]


def test_whoever_is_registered_after_the_audit_was_written_is_not_in_the_file(
    cast: Cast, sessions: sessionmaker[Session]
) -> None:
    manager = cast.actor("malee")
    with transaction(sessions) as session:
        access_id = record_access_to(
            session, by=manager, at=AT, endpoint="desks.register_csv",
            chosen=exported(manager, on=TODAY),
        )  # fmt: skip
        draft = elder_draft(cast.community_id, given_name="มาทีหลัง", house_no="9")
        register_elder(session, cast.town_id, draft, by=manager, at=AT, on=TODAY)
    with sessions() as session:
        file = "".join(register_lines(manager, on=TODAY)(session, access_id))
    assert "บุญมี" in file
    assert "มาทีหลัง" not in file


def test_name_that_looks_like_a_formula_stays_a_name(
    cast: Cast, sign_in: SignIn, sessions: sessionmaker[Session]
) -> None:
    draft = elder_draft(cast.community_id, given_name="=1+1", house_no="9")
    with transaction(sessions) as session:
        register_elder(session, cast.town_id, draft, by=cast.actor("malee"), at=AT, on=TODAY)
    assert "'=1+1" in [row[2] for row in rows_of(sign_in("malee"))]


def test_only_the_first_character_makes_a_cell_dangerous() -> None:
    assert [safe_cell(cell) for cell in ("@x", "-1", "+66", "\tx", "12/3", "ก=ข")] == [
        "'@x", "'-1", "'+66", "'\tx", "12/3", "ก=ข",
    ]  # fmt: skip
