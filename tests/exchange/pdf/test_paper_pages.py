"""Papers through the browser, on both databases: print, sign, photograph, find its place."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.cases.models import CarePlan
from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.models import Elder
from ltc.care.family.actions import make_link
from ltc.care.family.terms import LinkDraft
from ltc.care.visits.models import Visit
from ltc.exchange.pdf.catalogue import papers_about
from ltc.exchange.pdf.models import PrintedDocument, SignedSheet
from ltc.exchange.pdf.terms import Subject
from ltc.foundation.audit.models import AccessSubject, AuditEntry
from ltc.foundation.core.db import transaction
from ltc.foundation.core.ids import new_id
from ltc.foundation.printing.terms import PREFIX
from tests.care.papers.test_papers_pages import token
from tests.care.papers.test_papers_rules import photo_of
from tests.cast import AT, TODAY, Cast, elder_draft
from tests.client import Client, Page
from tests.exchange.pdf.printable import planned, visited

SignIn = Callable[[str], Client]
CODES = [one.code for one in papers_about(Subject.PLAN)]


@pytest.fixture
def plan(sessions: sessionmaker[Session], cast: Cast) -> CarePlan:
    """Boonmee's plan in use."""
    return planned(sessions, cast)


@pytest.fixture
def visit(sessions: sessionmaker[Session], cast: Cast) -> Visit:
    """A visit of Boonmee."""
    return visited(sessions, cast)


def documents(sessions: sessionmaker[Session]) -> list[PrintedDocument]:
    """All printed documents, by paper."""
    with sessions() as session:
        return list(session.exec(select(PrintedDocument).order_by(col(PrintedDocument.code))).all())


def sheets(sessions: sessionmaker[Session]) -> list[SignedSheet]:
    """All signed sheets."""
    with sessions() as session:
        return list(session.exec(select(SignedSheet)).all())


def printings(sessions: sessionmaker[Session]) -> list[AuditEntry]:
    """What the audit knows of printing."""
    with sessions() as session:
        wanted = select(AuditEntry).where(AuditEntry.action == "document.printed")
        return list(session.exec(wanted).all())


class TestPrinting:
    @pytest.mark.parametrize("code", CODES)
    def test_each_paper_of_a_plan_is_a_pdf_and_a_page_of_the_same_document(
        self, sessions: sessionmaker[Session], sign_in: SignIn, plan: CarePlan, code: str
    ) -> None:
        malee = sign_in("malee")
        made = malee.get(f"/plans/{plan.id}/paper/{code}.pdf")
        assert made.answer.mimetype == "application/pdf"
        assert made.answer.data.startswith(b"%PDF-")
        shown = malee.get(f"/plans/{plan.id}/paper/{code}")
        [document] = documents(sessions)
        number = document.id.hex[-12:].upper()
        assert "-".join((number[:4], number[4:8], number[8:])) in shown.text
        assert "นายบุญมี ใจดี" in shown.text
        assert shown.soup.select(".paper-sheet svg.qr")

    def test_the_same_again_is_the_same_document_and_the_same_bytes(
        self, sessions: sessionmaker[Session], sign_in: SignIn, plan: CarePlan
    ) -> None:
        path = f"/plans/{plan.id}/papers.pdf"
        first = sign_in("malee").get(path).answer.data
        assert sign_in("malee").get(path).answer.data == first
        assert [one.code for one in documents(sessions)] == sorted(CODES)
        assert all(one.printed_by_name == "มาลี ใจงาม" for one in documents(sessions))
        assert len(printings(sessions)) == 2 * len(CODES)

    def test_every_printing_says_whose_papers_they_were(
        self, sessions: sessionmaker[Session], sign_in: SignIn, cast: Cast, plan: CarePlan
    ) -> None:
        sign_in("malee").get(f"/plans/{plan.id}/paper/consent.pdf")
        [entry] = printings(sessions)
        assert (entry.elder_id, entry.changes) == (cast.boonmee_id, {"paper": "consent"})
        with sessions() as session:
            assert cast.boonmee_id in session.exec(select(AccessSubject.elder_id)).all()

    def test_what_changed_is_another_document(
        self, sessions: sessionmaker[Session], sign_in: SignIn, plan: CarePlan
    ) -> None:
        malee = sign_in("malee")
        malee.get(f"/plans/{plan.id}/paper/wall_plan.pdf")
        with transaction(sessions) as session:
            session.execute(sa.update(CarePlan).values(cautions="ระวังสำลัก"))
        assert "จะไม่เหมือนแผ่นนี้" in malee.get(f"/plans/{plan.id}/papers").text
        malee.get(f"/plans/{plan.id}/paper/wall_plan.pdf")
        assert len(documents(sessions)) == 2

    def test_a_visit_record(
        self, sessions: sessionmaker[Session], sign_in: SignIn, visit: Visit
    ) -> None:
        som = sign_in("som")
        assert som.get(f"/visits/{visit.id}/paper/visit_record.pdf").answer.data[:5] == b"%PDF-"
        shown = som.get(f"/visits/{visit.id}/paper/visit_record").text
        assert all(words in shown for words in ("ปวดเข่า", "130 มม.ปรอท", "19.5", "ผิวแห้ง", "80 นาที"))

    def test_the_page_of_a_plan_leads_to_its_papers_and_so_does_a_visit(
        self, sign_in: SignIn, plan: CarePlan, visit: Visit
    ) -> None:
        malee = sign_in("malee")
        for page, papers in (("plans", plan.id), ("visits", visit.id)):
            there = f"/{page}/{papers}/papers"
            assert malee.get(f"/{page}/{papers}").soup.select(f"a[href='{there}']")
            assert "ยังไม่เคยพิมพ์" in malee.get(there).text


class TestWhoMay:
    def test_a_caregiver_prints_without_diseases_and_national_id(
        self, sign_in: SignIn, plan: CarePlan
    ) -> None:
        shown = sign_in("som").get(f"/plans/{plan.id}/paper/care_plan").text
        assert "ไม่มีสิทธิ์ดูข้อมูลสุขภาพ" in shown
        assert "ไม่มีสิทธิ์" not in sign_in("nok").get(f"/plans/{plan.id}/paper/care_plan").text

    def test_the_relatives_code_is_on_the_wall_for_who_may_hand_it_over(
        self, sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn, plan: CarePlan
    ) -> None:
        asked = LinkDraft("จันทร์", "ลูกสาว", ("plan",), "บุญมี", TODAY + timedelta(days=9), new_id())
        with transaction(sessions) as session:
            elder = session.get_one(Elder, cast.boonmee_id)
            make_link(session, elder, asked, by=cast.actor("malee"), at=AT, on=TODAY)
        path = f"/plans/{plan.id}/paper/wall_plan"
        assert len(sign_in("malee").get(path).soup.select(".paper-sheet svg.qr")) == 2
        assert len(sign_in("som").get(path).soup.select(".paper-sheet svg.qr")) == 1

    @pytest.mark.parametrize("who", ["malee_elsewhere", "kham"])
    @pytest.mark.parametrize(
        "door", ["papers", "papers.pdf", "paper/care_plan", "paper/care_plan.pdf"]
    )
    def test_who_may_not_read_the_plan_finds_no_paper(
        self, sessions: sessionmaker[Session], sign_in: SignIn, plan: CarePlan, who: str, door: str
    ) -> None:
        sign_in(who).get(f"/plans/{plan.id}/{door}", expect=404)
        assert documents(sessions) == []

    def test_an_unknown_paper_is_none(self, sign_in: SignIn, plan: CarePlan, visit: Visit) -> None:
        malee = sign_in("malee")
        malee.get(f"/plans/{plan.id}/paper/visit_record.pdf", expect=404)
        malee.get(f"/visits/{visit.id}/paper/care_plan", expect=404)
        malee.get(f"/plans/{visit.id}/paper/care_plan", expect=404)


class TestSigned:
    @pytest.fixture
    def nok(self, sign_in: SignIn, plan: CarePlan) -> Client:
        nok = sign_in("nok")
        nok.get(f"/plans/{plan.id}/papers.pdf")
        return nok

    def send(
        self, who: Client, plan: CarePlan, photo: bytes | None, expect: int = 303, **more: str
    ) -> Page:
        path = f"/plans/{plan.id}/papers"
        page = who.get(path)
        sent = {
            **token(page),
            "operation_id": page.value_of("operation_id"),
            "document": "",
            **more,
        }
        files = {"photo": (BytesIO(photo), "sheet.jpg")} if photo else {}
        return who.send(f"{path}/signed", sent | files, expect=expect)

    def consent(self, sessions: sessionmaker[Session]) -> PrintedDocument:
        return next(one for one in documents(sessions) if one.code == "consent")

    def test_a_photo_finds_its_document_by_the_code(
        self, sessions: sessionmaker[Session], nok: Client, plan: CarePlan
    ) -> None:
        document = self.consent(sessions)
        self.send(nok, plan, photo_of(f"{PREFIX}{document.id}", turned=5))
        [sheet] = sheets(sessions)
        assert (sheet.document_id, sheet.how, sheet.attached_by_name) == (
            document.id, "code", "นก แสงทอง",
        )  # fmt: skip
        shown = nok.get(f"/plans/{plan.id}/papers")
        assert shown.text.count("ลงชื่อบนกระดาษแล้ว") == 1
        assert (
            nok.get(str(shown.soup.select_one(".photos img")["src"])).answer.mimetype
            == "image/jpeg"
        )  # type: ignore[index]

    def test_without_a_readable_code_a_person_says_which_it_is(
        self, sessions: sessionmaker[Session], nok: Client, plan: CarePlan
    ) -> None:
        refused = self.send(nok, plan, photo_of(), expect=422)
        assert "เลือกเอกสารเอง" in refused.error_at("document")
        assert sheets(sessions) == []
        self.send(nok, plan, photo_of(), document=str(self.consent(sessions).id))
        assert [one.how for one in sheets(sessions)] == ["hand"]

    @pytest.mark.parametrize("named", ["another elder's", "unknown"])
    def test_the_code_of_another_elder_is_refused_with_a_sentence(
        self, sessions: sessionmaker[Session], cast: Cast, nok: Client, plan: CarePlan, named: str
    ) -> None:
        other_id, known = new_id(), self.consent(sessions).model_dump()
        if named != "unknown":
            with transaction(sessions) as session:
                elder = register_elder(
                    session, cast.town_id,
                    elder_draft(cast.community_id, given_name="แก้ว", house_no="9"),
                    by=cast.actor("nok"), at=AT, on=TODAY,
                )  # fmt: skip
                session.flush()
                values = known | {
                    "id": other_id,
                    "elder_id": elder.id,
                }
                session.add(PrintedDocument(**values))
        refused = self.send(nok, plan, photo_of(f"{PREFIX}{other_id}"), expect=422)
        assert "เป็นเอกสารของคนอื่น" in refused.text
        assert sheets(sessions) == []

    def test_the_code_of_another_document_than_chosen_is_asked_about(
        self, sessions: sessionmaker[Session], nok: Client, plan: CarePlan
    ) -> None:
        wall = next(one for one in documents(sessions) if one.code == "wall_plan")
        photo = photo_of(f"{PREFIX}{self.consent(sessions).id}")
        refused = self.send(nok, plan, photo, expect=422, document=str(wall.id))
        assert "อีกเอกสารหนึ่ง" in refused.error_at("document")

    def test_sent_twice_it_is_kept_once(
        self, sessions: sessionmaker[Session], nok: Client, plan: CarePlan
    ) -> None:
        photo, operation = photo_of(f"{PREFIX}{self.consent(sessions).id}"), str(new_id())
        for _ in range(2):
            self.send(nok, plan, photo, operation_id=operation)
        assert len(sheets(sessions)) == 1

    @pytest.mark.parametrize("photo", [None, b"%PDF-1.7 no photo"])
    def test_what_is_no_photo_is_refused(
        self, sessions: sessionmaker[Session], nok: Client, plan: CarePlan, photo: bytes | None
    ) -> None:
        self.send(nok, plan, photo, expect=422, document=str(self.consent(sessions).id))
        assert sheets(sessions) == []

    def test_a_caregiver_of_others_attaches_nothing(
        self, sessions: sessionmaker[Session], sign_in: SignIn, nok: Client, plan: CarePlan
    ) -> None:
        kham = sign_in("kham")
        sent = {**token(kham.get("/my-role")), "operation_id": str(new_id())}
        kham.send(f"/plans/{plan.id}/papers/signed", sent, expect=404)
        assert sheets(sessions) == []

    def test_a_signed_visit_record(
        self, sessions: sessionmaker[Session], sign_in: SignIn, visit: Visit
    ) -> None:
        som = sign_in("som")
        som.get(f"/visits/{visit.id}/paper/visit_record.pdf")
        [document] = documents(sessions)
        page = som.get(f"/visits/{visit.id}/papers")
        sent = {**token(page), "operation_id": page.value_of("operation_id"), "document": "",
                "photo": (BytesIO(photo_of(f"{PREFIX}{document.id}")), "a.jpg")}  # fmt: skip
        som.send(f"/visits/{visit.id}/papers/signed", sent)
        assert [one.document_id for one in sheets(sessions)] == [document.id]
