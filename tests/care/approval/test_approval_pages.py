"""The pages of approval: who sees what, a meeting from the call to the signature, refusals."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.approval.models import ApprovalRound, CaseDecision, Proposal, ProposalCase
from ltc.care.cases.models import CarePlan
from ltc.foundation.core.db import transaction
from tests.care.approval.meeting import agreed, provided, room, seated, submitted
from tests.cast import Cast
from tests.client import Client, Page

SignIn = Callable[[str], Client]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def went(page: Page) -> str:
    """Return where an answer leads on to."""
    return str(page.answer.headers["Location"])


def test_from_the_list_of_candidates_to_the_committee(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        agreed(session, cast)
        provided(session, cast)
    manager = sign_in("malee")
    page = manager.get("/approval/proposals/new")
    assert "เสนอได้ 1 คน" in page.text
    path = went(manager.submit(page, "/approval/proposals/new", {"document_no": "ลพ 1"}))
    shown = manager.get(path)
    assert "หนึ่งหมื่นสี่ร้อยสี่สิบสองบาทถ้วน" in shown.text
    manager.post(f"{path}/submit", after=shown)
    assert "เสนอไปแล้ว" in manager.post(f"{path}/submit", after=shown, expect=409).text
    assert "รอประชุม" in manager.get(path).text
    assert "แก้จำนวนเงิน" not in manager.get(path).text


def test_who_lacks_something_is_led_to_it(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        plan = agreed(session, cast)
        plan.agreed_at = None
        provided(session, cast)
    page = sign_in("malee").get("/approval/proposals/new")
    assert "ยังประชุมตกลงแผนไม่ครบทุกฝ่าย" in page.text
    assert page.soup.select_one(f'a[href="/plans/{plan.id}"]') is not None


def test_a_meeting_from_attendance_to_signature(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        submitted(session, cast, agreed(session, cast))
        seated(session, cast)
    secretary = sign_in("secretary")
    path = went(secretary.submit(secretary.get("/approval/rounds/new"), "/approval/rounds/new", {}))
    form = secretary.get(f"{path}/attendance")
    secretary.submit(form, f"{path}/attendance", {})
    page = secretary.get(path)
    assert "มา 9 จาก 9 ครบองค์ประชุม (ต้อง 5)" in page.text
    with sessions() as session:
        row = session.exec(select(ProposalCase)).one()
    case = f"{path}/cases/{row.id}"
    refused = secretary.post(f"{case}/decide", {"outcome": "refused"}, after=secretary.get(case),
                             expect=422)  # fmt: skip
    assert "ต้องเขียนเหตุผล" in refused.text
    typed = {"outcome": "approved", "ltc_satang": "๖,๐๐๐", "reason": "ตามอัตรา"}
    secretary.post(f"{case}/decide", typed, after=secretary.get(case))
    assert "6,000.00" in secretary.get(path).text
    chair = sign_in("chair")
    wrong = chair.submit(chair.get(f"{path}/close"), f"{path}/close", {"signed_by": "คนอื่น"},
                         expect=422)  # fmt: skip
    assert "ผู้ลงนามต้องเป็นประธาน" in wrong.text
    chair.submit(chair.get(f"{path}/close"), f"{path}/close", {"signed_by": "กรรมการ คนที่1"})
    assert "หกพันบาทถ้วน" in chair.get(f"{path}/minutes").text
    with sessions() as session:
        assert session.exec(select(ApprovalRound)).one().state == "closed"
        assert session.exec(select(CarePlan)).one().approved_at is not None


def test_the_committee_sees_no_chart_and_no_diagnosis(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        at = room(session, cast)
    secretary = sign_in("secretary")
    page = secretary.get(f"/approval/rounds/{at.meeting.id}/cases/{at.row.id}")
    assert "เช็ดตัว" in page.text or "กิจวัตร" in page.text
    assert not page.soup.select(f'a[href*="/elders/{cast.boonmee_id}"]')
    secretary.get(f"/elders/{cast.boonmee_id}", expect=403)
    secretary.get(f"/plans/{at.plan.id}", expect=403)


def test_another_town_finds_nothing(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        at = room(session, cast)
    stranger = sign_in("malee_elsewhere")
    stranger.get(f"/approval/proposals/{at.proposal.id}", expect=404)
    stranger.get(f"/approval/rounds/{at.meeting.id}", expect=404)
    stranger.get(f"/plans/{at.plan.id}/copy-sheet", expect=404)
    assert "บุญมี" not in stranger.get("/approval/national").text


def test_a_second_click_on_a_decision_is_told(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        at = room(session, cast)
    secretary = sign_in("secretary")
    path = f"/approval/rounds/{at.meeting.id}/cases/{at.row.id}"
    page = secretary.get(path)
    secretary.post(f"{path}/decide", {"outcome": "approved", "ltc_satang": "6000"}, after=page)
    refused = secretary.post(
        f"{path}/decide", {"outcome": "approved", "ltc_satang": "6001"}, after=page, expect=422
    )
    assert refused.soup.select(".form-errors li")  # a second tab must not think that it was saved
    with sessions() as session:
        assert len(session.exec(select(CaseDecision)).all()) == 1


def test_where_there_is_one_provider_nobody_has_to_choose_it(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        agreed(session, cast)
        provided(session, cast)
    page = sign_in("malee").get("/approval/proposals/new")
    assert page.soup.select('[name="provider"][checked], [name="provider"] option[selected]')


def test_two_who_write_one_proposal_choose_field_by_field(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        agreed_plan = agreed(session, cast)
        provided(session, cast)
    manager = sign_in("malee")
    new = manager.get("/approval/proposals/new")
    path = f"{went(manager.submit(new, '/approval/proposals/new', {}))}/edit"
    page = manager.get(path)
    manager.submit(page, path, {"document_no": "ลพ 1"})
    lost = manager.submit(page, path, {"document_no": "ลพ 2"}, expect=409)
    assert "ลพ 1" in lost.text
    assert "ลพ 2" in lost.text
    with sessions() as session:
        assert session.exec(select(Proposal)).one().document_no == "ลพ 1"
    assert agreed_plan.proposed_at is None


def test_the_copy_sheet_hides_the_number_and_says_what_is_unknown(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        plan = agreed(session, cast)
    manager = sign_in("malee")
    path = f"/plans/{plan.id}/copy-sheet"
    page = manager.get(path)
    assert "ยังไม่พบรายการช่องและลำดับจริงของโปรแกรม" in page.text
    field = page.soup.select_one("#cautions input[name=digest]")
    assert field is not None
    manager.post(f"{path}/cautions", {"digest": str(field["value"])}, after=page)
    assert "กรอกแล้ว 1 จาก" in manager.get(path).text
