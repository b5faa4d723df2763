"""Two people change the same thing: whoever comes second keeps every word and sees the other's."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.elders.models import CareTeamMember
from ltc.care.visits.models import Visit
from ltc.foundation.core.db import transaction
from tests.cast import Cast
from tests.client import Client, Page
from tests.sweep.sheets import pick
from tests.sweep.world import Folder, settle

pytestmark = pytest.mark.journeys

SignIn = Callable[[str], Client]


@pytest.fixture
def boonmee(sessions: sessionmaker[Session], cast: Cast) -> Folder:
    """Boonmee with records of every kind."""
    return settle(sessions, cast)["a"]


def amended(
    sessions: sessionmaker[Session], kind: type[Assessment] | type[Visit], first_id: UUID
) -> list[tuple[UUID, str]]:
    """Return what took the place of a record, one after the other: id and note."""
    found: list[tuple[UUID, str]] = []
    with sessions() as session:
        while row := session.exec(select(kind).where(col(kind.amends_id) == first_id)).first():
            first_id = row.id
            found.append((row.id, row.note))
    return found


def press_again(client: Client, page: Page, path: str, expect: int = 303) -> Page:
    """Send the form of a page that came back, to where it leads now, without typing anything."""
    return client.send(path, pick(page.html, path).filled(), expect=expect)


def test_an_assessment_amended_meanwhile(
    sign_in: SignIn, boonmee: Folder, sessions: sessionmaker[Session]
) -> None:
    first = boonmee.get("assessment_id")
    path = f"/assessments/{first}/amend"
    nurse, doctor = sign_in("nok"), sign_in("dr_thee")
    mine, theirs = nurse.get(path), doctor.get(path)
    doctor.submit(theirs, path, {"amend_reason": "กดผิดข้อ", "feeding": "2", "note": "ของหมอ"})
    typed = {"amend_reason": "ถามลูกสาวแล้ว", "bathing": "1", "note": "อาบน้ำเองได้"}
    page = nurse.submit(mine, path, typed, expect=409)
    assert "มีคนแก้ไขผลนี้ไปก่อนแล้ว" in page.text
    assert page.value_of("amend_reason") == "ถามลูกสาวแล้ว"
    assert page.soup.select("main input[name=bathing][value='1'][checked]")
    [(other, _note)] = amended(sessions, Assessment, first)
    assert page.soup.select(f"main a[href='/assessments/{other}']")
    press_again(nurse, page, f"/assessments/{other}/amend")
    assert [note for _id, note in amended(sessions, Assessment, first)] == ["ของหมอ", "อาบน้ำเองได้"]


def test_a_visit_amended_meanwhile(
    sign_in: SignIn, boonmee: Folder, sessions: sessionmaker[Session]
) -> None:
    first = boonmee.get("visit_id")
    path = f"/visits/{first}/amend"
    caregiver, manager = sign_in("som"), sign_in("malee")
    mine, theirs = caregiver.get(path), manager.get(path)
    manager.submit(theirs, path, {"amend_reason": "พิมพ์ผิด", "note": "ของผู้จัดการ"})
    typed = {"amend_reason": "ลืมเขียน", "note": "กินข้าวหมดจาน", "pulse": "80"}
    page = caregiver.submit(mine, path, typed, expect=409)
    assert "มีคนแก้ไขการเยี่ยมนี้ไปก่อนแล้ว" in page.text
    assert page.value_of("note").strip() == "กินข้าวหมดจาน"
    assert page.value_of("pulse") == "80"
    [(other, _note)] = amended(sessions, Visit, first)
    assert page.soup.select(f"main a[href='/visits/{other}']")
    press_again(caregiver, page, f"/visits/{other}/amend")
    notes = [note for _id, note in amended(sessions, Visit, first)]
    assert notes == ["ของผู้จัดการ", "กินข้าวหมดจาน"]


def test_somebody_left_the_team_meanwhile(
    sign_in: SignIn, boonmee: Folder, sessions: sessionmaker[Session]
) -> None:
    path = f"/elders/{boonmee.elder_id}/team/{boonmee.get('member_id')}/leave"
    manager = sign_in("malee")
    mine = manager.get(path)
    with transaction(sessions) as session:
        row = session.get_one(CareTeamMember, boonmee.get("member_id"))
        row.active_until, row.ended_because = date(2026, 11, 20), "ย้ายไปอำเภออื่น"
    page = manager.submit(mine, path, {"because": "ลาออก"}, expect=409)
    assert "ย้ายไปอำเภออื่น" in page.text
    assert "ลาออก" in page.text


def test_a_stale_page_about_the_team_is_sent_once_more(
    sign_in: SignIn, boonmee: Folder, sessions: sessionmaker[Session]
) -> None:
    path = f"/elders/{boonmee.elder_id}/team/{boonmee.get('member_id')}/leave"
    manager = sign_in("malee")
    typed = {"because": "ลาออก", "version": "0"}
    page = manager.submit(manager.get(path), path, typed, expect=409)
    manager.submit(page, path, {})
    with sessions() as session:
        left = session.get_one(CareTeamMember, boonmee.get("member_id"))
    assert left.ended_because == "ลาออก"
