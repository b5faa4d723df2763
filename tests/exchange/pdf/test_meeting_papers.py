"""Papers of conferences, proposals, meetings and pay through the browser: who gets which."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.conferences.models import Conference, Hearing, Party
from ltc.exchange.pdf.catalogue import papers_about
from ltc.exchange.pdf.models import PrintedDocument, SignedSheet
from ltc.exchange.pdf.terms import Subject
from ltc.finance.casemoney.models import PayStatement
from ltc.foundation.core.db import transaction
from ltc.foundation.printing.terms import PREFIX
from tests.care.approval.meeting import decided, planned, room, signed
from tests.care.cases.ordinary import scored
from tests.care.conferences.heard import Told, all_speak, settled
from tests.care.papers.test_papers_pages import token
from tests.care.papers.test_papers_rules import photo_of
from tests.cast import Cast
from tests.client import Client
from tests.finance.casemoney.made import approved, at_the_provider, under, visited
from tests.finance.casemoney.test_pay_actions import reported

SignIn = Callable[[str], Client]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def told(sessions: sessionmaker[Session], cast: Cast) -> Told:
    """A conference where the relative objects to the first line and the nurse did not come."""
    made = settled(sessions, cast)
    with transaction(sessions) as session:
        hearing = session.get_one(Hearing, made.hearing_id)
        all_speak(session, cast, hearing, against="อยากให้มาตอนเย็น")
        nurse = session.get_one(Party, made.parties["nurse"])
        nurse.presence, nurse.absent_because = "absent", "ติดเวร"
    return made


@pytest.fixture
def meeting(sessions: sessionmaker[Session], cast: Cast) -> tuple[str, str]:
    """The addresses of a meeting that approved one plan and of the proposal it was in."""
    with transaction(sessions) as session:
        at = room(session, cast)
        decided(session, cast, at)
        signed(session, cast, at.meeting)
        return f"/approval/rounds/{at.meeting.id}", f"/approval/proposals/{at.proposal.id}"


@pytest.fixture
def pay(sessions: sessionmaker[Session], cast: Cast) -> str:
    """The address of Som's October, reported by her."""
    with transaction(sessions) as session:
        plan = approved(session, cast)
        at_the_provider(session, cast, plan, 100_000)
        under(session, cast)
        visited(session, cast, date(2026, 10, 6), plan=plan)
        visited(session, cast, date(2026, 10, 7), plan=plan, minutes=20)
        return f"/pay/{reported(session, cast).id}"


def every_paper(who: Client, path: str, subject: Subject) -> str:
    """Fetch list, PDFs, pages and set of one thing; return all that the pages say."""
    listed = who.get(f"{path}/papers")
    said = ""
    for kind in papers_about(subject):
        assert kind.title_th in listed.text
        made = who.get(f"{path}/paper/{kind.code}.pdf")
        assert made.answer.mimetype == "application/pdf"
        assert made.answer.data.startswith(b"%PDF-")
        said += who.get(f"{path}/paper/{kind.code}").text
    assert who.get(f"{path}/papers.pdf").answer.data.startswith(b"%PDF-")
    return said


class TestConference:
    def test_the_minutes_carry_every_voice_and_the_reason_of_absence(
        self, sign_in: SignIn, told: Told
    ) -> None:
        page = f"/conferences/{told.conference_id}/minutes"
        malee = sign_in("malee")
        path = f"/minutes/{told.conference_id}"
        assert malee.get(page).soup.select(f"a[href='{path}/papers']")
        said = every_paper(malee, path, Subject.MINUTES)
        for words in ("ไม่เห็นด้วย “อยากให้มาตอนเย็น”", "ไม่มา เพราะ ติดเวร", "ศาลา", "นายบุญมี ใจดี"):
            assert words in said

    def test_agenda_invitation_and_sheet_hang_on_their_pages(
        self, sign_in: SignIn, told: Told
    ) -> None:
        malee = sign_in("malee")
        for path, subject in (
            (f"/conferences/{told.conference_id}", Subject.CONFERENCE),
            (told.path, Subject.HEARING),
        ):
            assert malee.get(path).soup.select(f"a[href='{path}/papers']")
            assert "นก แสงทอง" in every_paper(malee, path, subject)

    @pytest.mark.parametrize(
        ("who", "door", "expect"),
        [
            ("som", "hearings/{hearing}", 200),
            ("som", "conferences/{conference}", 403),
            ("som", "minutes/{conference}", 403),
            ("kham", "hearings/{hearing}", 404),
            ("nok", "minutes/{conference}", 200),
            ("malee_elsewhere", "conferences/{conference}", 404),
            ("malee_elsewhere", "minutes/{conference}", 404),
            ("malee_elsewhere", "hearings/{hearing}", 404),
        ],
    )
    def test_who_may_not_open_the_page_finds_no_paper(
        self, sign_in: SignIn, told: Told, who: str, door: str, expect: int
    ) -> None:
        path = door.format(hearing=told.hearing_id, conference=told.conference_id)
        sign_in(who).get(f"/{path}/papers", expect=expect)

    def test_the_list_of_a_conference_does_not_name_printed_minutes(
        self, sessions: sessionmaker[Session], sign_in: SignIn, told: Told
    ) -> None:
        malee = sign_in("malee")
        malee.get(f"/minutes/{told.conference_id}/paper/minutes.pdf")
        assert "ยังไม่เคยพิมพ์" in malee.get(f"/conferences/{told.conference_id}/papers").text
        assert "ยังไม่เคยพิมพ์" not in malee.get(f"/minutes/{told.conference_id}/papers").text

    def test_a_photo_of_the_sheet_that_all_signed_is_kept_with_it(
        self, sessions: sessionmaker[Session], sign_in: SignIn, told: Told
    ) -> None:
        malee, path = sign_in("malee"), f"{told.path}/papers"
        malee.get(f"{told.path}/paper/sign_in.pdf")
        with sessions() as session:
            document = session.exec(select(PrintedDocument)).one()
        page = malee.get(path)
        sent = {**token(page), "operation_id": page.value_of("operation_id"), "document": "",
                "photo": (BytesIO(photo_of(f"{PREFIX}{document.id}")), "a.jpg")}  # fmt: skip
        malee.send(f"{path}/signed", sent)
        with sessions() as session:
            assert session.exec(select(SignedSheet)).one().document_id == document.id

    def test_scores_in_minutes_are_those_of_the_day(
        self, sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn, told: Told
    ) -> None:
        with transaction(sessions) as session:
            scored(session, cast)
        path = f"/minutes/{told.conference_id}/paper/minutes"
        assert "ADL 8 คะแนน" in sign_in("malee").get(path).text
        with transaction(sessions) as session:
            session.get_one(Conference, told.conference_id).held_on = date(2026, 1, 5)
        assert "คะแนนในวันประชุม -" in sign_in("malee").get(path).text

    def test_the_plan_says_who_still_differs(self, sign_in: SignIn, told: Told) -> None:
        said = sign_in("malee").get(f"/plans/{told.plan_id}/paper/care_plan").text
        after = said.split("ความเห็นที่ยังต่าง")[1]
        assert "อยากให้มาตอนเย็น" in after
        assert "ญาติ" in after


class TestCommittee:
    def test_a_proposal_and_its_decision(self, sign_in: SignIn, meeting: tuple[str, str]) -> None:
        _round, path = meeting
        malee = sign_in("malee")
        assert malee.get(path).soup.select(f"a[href='{path}/papers']")
        said = every_paper(malee, path, Subject.PROPOSAL)
        for words in ("หนึ่งหมื่นสี่ร้อยสี่สิบสองบาทถ้วน", "เห็นชอบ 1 ราย", "ครั้งที่ 1/2569", "กรรมการ คนที่1"):
            assert words in said

    def test_minutes_and_letter_of_a_meeting(
        self, sign_in: SignIn, meeting: tuple[str, str]
    ) -> None:
        path, _proposal = meeting
        secretary = sign_in("secretary")
        assert secretary.get(f"{path}/minutes").soup.select(f"a[href='{path}/papers']")
        assert "ติดราชการ" in every_paper(secretary, path, Subject.ROUND)
        letter = secretary.get(f"{path}/paper/round_letter").soup.select_one(".paper-sheet")
        assert letter is not None
        assert "บุญมี" not in letter.text

    def test_a_meeting_that_was_only_planned_has_no_papers(
        self, sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
    ) -> None:
        with transaction(sessions) as session:
            path = f"/approval/rounds/{planned(session, cast).id}"
        sign_in("secretary").get(f"{path}/papers", expect=404)

    @pytest.mark.parametrize(("who", "expect"), [("som", 403), ("malee_elsewhere", 404)])
    def test_others_find_nothing(
        self, sign_in: SignIn, meeting: tuple[str, str], who: str, expect: int
    ) -> None:
        for path in meeting:
            sign_in(who).get(f"{path}/papers", expect=expect)


class TestPay:
    def test_a_statement_names_elders_for_who_may_know_them(
        self, sessions: sessionmaker[Session], sign_in: SignIn, pay: str
    ) -> None:
        som = sign_in("som")
        assert som.get(pay).soup.select(f"a[href='{pay}/papers']")
        said = every_paper(som, pay, Subject.STATEMENT)
        for words in ("นายบุญมี ใจดี", "ห้าสิบบาทถ้วน", "ไม่เบิก", "ตุลาคม 2569", "ผู้ตรวจสอบ"):
            assert words in said
        with sessions() as session:
            assert session.exec(select(PrintedDocument)).one().code == "pay_statement"

    def test_the_auditor_gets_a_code_and_no_name(
        self, sessions: sessionmaker[Session], sign_in: SignIn, pay: str
    ) -> None:
        said = every_paper(sign_in("auditor"), pay, Subject.STATEMENT)
        assert "บุญมี" not in said
        assert "ราย " in said

    def test_only_ones_own(
        self, sessions: sessionmaker[Session], sign_in: SignIn, pay: str
    ) -> None:
        sign_in("kham").get(f"{pay}/papers", expect=404)
        with sessions() as session:
            assert session.exec(select(PayStatement)).one()
