"""The pages of questions: asking with a photo, the thread, the lists, requests through a visit."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.questions import actions
from ltc.care.questions.models import CareRequest, QuestionMessage, QuestionThread
from ltc.care.questions.terms import MessageDraft, RequestDraft
from ltc.foundation.core.db import transaction
from ltc.foundation.core.ids import new_id
from tests.cast import AT, TODAY, Cast
from tests.client import Client, Page

NOBODY = "01920000-0000-7000-8000-000000000000"
WHOLE = {
    "visited_on": "21/11/2569", "arrived": "9:00", "left": "10:00", "consciousness": "awake",
    "mood": "calm", "skin": "whole", "change": "same",
}  # fmt: skip
SignIn = Callable[[str], Client]


@pytest.fixture
def thread(sessions: sessionmaker[Session], cast: Cast) -> QuestionThread:
    """Som asked the nurse about a red heel."""
    with transaction(sessions) as session:
        elder = session.get_one(Elder, cast.boonmee_id)
        draft = MessageDraft(new_id(), "ส้นเท้าแดง")
        return actions.ask(session, elder, "nurse", draft, by=cast.actor("som"), at=AT)


def requested(
    sessions: sessionmaker[Session], cast: Cast, thread: QuestionThread, kind: str = "number"
) -> CareRequest:
    """Ask the next visit for Boonmee's weight, or a photo."""
    with transaction(sessions) as session:
        row = session.get_one(QuestionThread, thread.id)
        draft = RequestDraft(new_id(), "ชั่งน้ำหนัก", kind, TODAY, "ลดเกิน 2 กก.", "กก.")
        return actions.make_request(session, row, draft, by=cast.actor("dr_thee"), at=AT, on=TODAY)


def photo(name: str = "heel.jpg") -> tuple[BytesIO, str]:
    written = BytesIO()
    Image.new("RGB", (40, 30), "#a04020").save(written, "JPEG")
    written.seek(0)
    return written, name


def submit(client: Client, path: str, data: dict[str, Any], expect: int = 303) -> Page:
    """Fill a page's main form and send it."""
    page = client.get(path)
    for form in page.soup.select("main form"):
        if not form.find(attrs={"name": "operation_id"}) and form.get("action"):
            form.decompose()
    for field in page.soup.select("input[type=file]"):
        field.decompose()
    return client.submit(page, path, data, expect=expect)


def messages(sessions: sessionmaker[Session]) -> list[str]:
    with sessions() as session:
        return [row.text for row in session.exec(select(QuestionMessage)).all()]


class TestAsking:
    def test_with_a_photo_and_it_can_be_seen(
        self, cast: Cast, sign_in: SignIn, sessions: sessionmaker[Session]
    ) -> None:
        som = sign_in("som")
        data = {"text": "ดูให้หน่อย", "photos": [photo(), photo()]}
        answer = submit(som, f"/elders/{cast.boonmee_id}/ask", data)
        page = som.get(answer.answer.headers["Location"])
        pictures = [str(one["src"]) for one in page.soup.select("img.photo")]
        assert len(pictures) == 2
        assert som.http.get(pictures[0]).mimetype == "image/jpeg"
        assert "รอคำตอบ" in page.text

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"text": " "}, "text"),
            ({"text": "ก" * 2_001}, "text"),
            ({"text": "ดู", "photos": b"<svg>"}, "photos"),
            ({"text": "ดู", "asked_of": "mayor"}, "asked_of"),
        ],
    )
    def test_wrong_input_saves_nothing_and_keeps_the_words(
        self, cast: Cast, sign_in: SignIn, sessions: sessionmaker[Session],
        data: dict[str, Any], field: str,
    ) -> None:  # fmt: skip
        if "photos" in data:
            data = {**data, "photos": [(BytesIO(data["photos"]), "x.jpg")]}
        page = submit(sign_in("som"), f"/elders/{cast.boonmee_id}/ask", data, 422)
        assert page.error_at(field)
        assert page.value_of("text").strip() == data["text"].strip()
        assert messages(sessions) == []

    def test_four_photos_are_too_many(
        self, cast: Cast, sign_in: SignIn, sessions: sessionmaker[Session]
    ) -> None:
        data = {"text": "ดู", "photos": [photo() for _one in range(4)]}
        page = submit(sign_in("som"), f"/elders/{cast.boonmee_id}/ask", data, 422)
        assert "ไม่เกิน 3 รูป" in page.error_at("photos")

    @pytest.mark.parametrize(
        ("who", "status"), [("kham", 404), ("nok_elsewhere", 404), ("daughter", 403),
                            ("director", 403)],
    )  # fmt: skip
    def test_not_by_others(self, cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
        sign_in(who).get(f"/elders/{cast.boonmee_id}/ask", expect=status)


class TestThread:
    def test_the_nurse_opens_it_answers_and_the_caregiver_reads_who(
        self, sign_in: SignIn, thread: QuestionThread
    ) -> None:
        nok, som, path = sign_in("nok"), sign_in("som"), f"/questions/{thread.id}"
        waiting = nok.get("/questions")
        assert "ส้นเท้าแดง" in waiting.text
        nok.send(f"{path}/seen", {"csrf_token": waiting.value_of("csrf_token")})
        assert "อ่านแล้ว: นก แสงทอง" in som.get(path).text
        submit(nok, path, {"text": "พลิกตัวทุกสองชั่วโมง"})
        assert "พลิกตัวทุกสองชั่วโมง" in som.get(path).text
        assert "ไม่มีใครรอคำตอบ" in nok.get("/questions").text
        assert "ตอบแล้ว" in som.get("/questions").text

    def test_nothing_written_is_refused(self, sign_in: SignIn, thread: QuestionThread) -> None:
        page = submit(sign_in("nok"), f"/questions/{thread.id}", {"text": " "}, 422)
        assert page.error_at("text")

    def test_sent_twice_is_once(
        self, sign_in: SignIn, thread: QuestionThread, sessions: sessionmaker[Session]
    ) -> None:
        nok, path = sign_in("nok"), f"/questions/{thread.id}"
        page = nok.get(path)
        sent = {"csrf_token": page.value_of("csrf_token"), "text": "ตอบ",
                "operation_id": page.value_of("operation_id")}  # fmt: skip
        for _click in range(2):
            nok.send(path, sent)
        assert messages(sessions) == ["ส้นเท้าแดง", "ตอบ"]

    def test_closed_it_is_read_only(self, sign_in: SignIn, thread: QuestionThread) -> None:
        som, path = sign_in("som"), f"/questions/{thread.id}"
        before = som.get(path)
        som.send(f"{path}/close", {"csrf_token": before.value_of("csrf_token")})
        assert som.get(path).soup.find("textarea") is None
        sent = {"csrf_token": before.value_of("csrf_token"), "text": "อีกข้อ",
                "operation_id": before.value_of("operation_id")}  # fmt: skip
        assert "เรื่องนี้จบแล้ว" in som.send(path, sent, expect=422).text

    def test_after_leaving_the_team_it_is_not_found(
        self, sign_in: SignIn, thread: QuestionThread, sessions: sessionmaker[Session], cast: Cast
    ) -> None:
        som = sign_in("som")
        som.get(f"/questions/{thread.id}")
        with transaction(sessions) as session:
            for member in session.exec(
                select(CareTeamMember).where(CareTeamMember.user_id == cast.users["som"])
            ).all():
                member.active_until = TODAY
                session.add(member)
        som.get(f"/questions/{thread.id}", expect=404)
        assert "ยังไม่มีเรื่องที่ถาม" in som.get("/questions").text

    def test_another_area_unknown_and_no_permission(
        self, sign_in: SignIn, thread: QuestionThread
    ) -> None:
        sign_in("nok_elsewhere").get(f"/questions/{thread.id}", expect=404)
        sign_in("nok").get(f"/questions/{NOBODY}", expect=404)
        sign_in("daughter").get(f"/questions/{thread.id}", expect=403)


class TestRequests:
    def test_made_by_the_doctor_it_stands_in_the_thread(
        self, sign_in: SignIn, thread: QuestionThread
    ) -> None:
        doctor, path = sign_in("dr_thee"), f"/questions/{thread.id}"
        data = {"what": "ชั่งน้ำหนัก", "answer_kind": "number", "unit": "กก.", "due_on": "30/11/2569"}
        submit(doctor, f"{path}/request", data)
        assert "ชั่งน้ำหนัก ภายใน 30 พ.ย. 2569" in doctor.get(path).text

    @pytest.mark.parametrize(
        ("data", "field"),
        [({"what": ""}, "what"), ({"due_on": "1/1/2569"}, "due_on"), ({"due_on": "x"}, "due_on")],
    )
    def test_wrong_input_is_refused_at_its_field(
        self, sign_in: SignIn, thread: QuestionThread, data: dict[str, str], field: str
    ) -> None:
        given = {"what": "ชั่งน้ำหนัก", "answer_kind": "number", **data}
        page = submit(sign_in("nok"), f"/questions/{thread.id}/request", given, 422)
        assert page.error_at(field)

    def test_a_caregiver_asks_no_visit(self, sign_in: SignIn, thread: QuestionThread) -> None:
        sign_in("som").get(f"/questions/{thread.id}/request", expect=403)

    def test_withdrawn_it_leaves_the_visit(
        self, cast: Cast, sign_in: SignIn, thread: QuestionThread, sessions: sessionmaker[Session]
    ) -> None:
        row = requested(sessions, cast, thread)
        nok = sign_in("nok")
        token = nok.get(f"/questions/{thread.id}").value_of("csrf_token")
        nok.send(f"/requests/{row.id}/withdraw", {"csrf_token": token})
        page = sign_in("som").get(f"/elders/{cast.boonmee_id}/visit")
        assert "มีคนขอให้ทำวันนี้" not in page.text

    @pytest.mark.parametrize(
        ("kind", "given", "words"),
        [("number", "52.5", "ชั่งน้ำหนัก: 52.5 กก."), ("photo", None, "ชั่งน้ำหนัก: ดูรูป")],
    )
    def test_a_visit_brings_the_result_back(
        self, cast: Cast, sign_in: SignIn, thread: QuestionThread,
        sessions: sessionmaker[Session], kind: str, given: str | None, words: str,
    ) -> None:  # fmt: skip
        row = requested(sessions, cast, thread, kind)
        som, path = sign_in("som"), f"/elders/{cast.boonmee_id}/visit"
        page = som.get(path)
        assert "หมอขอ: ชั่งน้ำหนัก" in page.text
        _send_visit(som, path, page, {f"asked_{row.id.hex}": given or [photo()]})
        assert messages(sessions)[-1] == words
        assert "มีคนขอให้ทำวันนี้" not in som.get(path).text
        assert "มีผลมาแล้ว" in sign_in("nok").get("/questions").text

    def test_a_bad_photo_keeps_the_visits_page(
        self, cast: Cast, sign_in: SignIn, thread: QuestionThread, sessions: sessionmaker[Session]
    ) -> None:
        row = requested(sessions, cast, thread, "photo")
        som, path = sign_in("som"), f"/elders/{cast.boonmee_id}/visit"
        sent = {f"asked_{row.id.hex}": [(BytesIO(b"<svg>"), "x.jpg")], "note": "คุยกันดี"}
        again = _send_visit(som, path, som.get(path), sent, expect=422)
        assert again.error_at(f"asked_{row.id.hex}")
        summary = again.soup.select_one(".form-errors")
        assert summary is not None
        assert "ต้องเลือกใหม่: หมอขอ" in summary.get_text()
        assert again.value_of("note").strip() == "คุยกันดี"
        assert len(messages(sessions)) == 2

    def test_an_answer_to_one_withdrawn_meanwhile_is_not_lost(
        self, cast: Cast, sign_in: SignIn, thread: QuestionThread, sessions: sessionmaker[Session]
    ) -> None:
        row = requested(sessions, cast, thread)
        som, path = sign_in("som"), f"/elders/{cast.boonmee_id}/visit"
        page = som.get(path)
        with transaction(sessions) as session:
            actions.withdraw_request(
                session, session.get_one(CareRequest, row.id), by=cast.actor("nok"), at=AT
            )
        _send_visit(som, path, page, {f"asked_{row.id.hex}": "51"})
        assert messages(sessions)[-1] == "ชั่งน้ำหนัก: 51 กก."


def _send_visit(
    som: Client, path: str, page: Page, data: dict[str, Any], expect: int = 303
) -> Page:
    hidden = {"csrf_token": page.value_of("csrf_token"),
              "operation_id": _operation(page)}  # fmt: skip
    return som.send(path, {**hidden, **WHOLE, **data}, expect=expect)


def _operation(page: Page) -> str:
    return str(page.soup.select("input[name=operation_id]")[-1]["value"])


class TestLists:
    def test_the_manager_sees_all_and_the_caregiver_her_own(
        self, sign_in: SignIn, thread: QuestionThread
    ) -> None:
        assert sign_in("malee").get("/questions").heading == "เรื่องที่ถามทั้งหมด"
        assert "ส้นเท้าแดง" in sign_in("malee").get("/questions").text
        assert sign_in("som").get("/questions").heading == "เรื่องที่ฉันถาม"

    def test_the_nurse_may_look_at_all(self, sign_in: SignIn, thread: QuestionThread) -> None:
        assert "ส้นเท้าแดง" in sign_in("nok").get("/questions?show=all").text
        assert "ยังไม่มีเรื่องที่ถาม" in sign_in("nok").get("/questions?show=mine").text

    def test_an_elders_page_shows_threads_and_requests(
        self, cast: Cast, sign_in: SignIn, thread: QuestionThread, sessions: sessionmaker[Session]
    ) -> None:
        requested(sessions, cast, thread)
        page = sign_in("som").get(f"/elders/{cast.boonmee_id}/questions")
        assert "หมอขอ: ชั่งน้ำหนัก" in page.text
        assert "ส้นเท้าแดง" in page.text


class TestAppointmentText:
    def test_has_no_name_in_it(self, cast: Cast, sign_in: SignIn) -> None:
        path = f"/elders/{cast.boonmee_id}/appointment-text?on=23/11/2569&at=9:30&place=home"
        words = sign_in("som").get(path).soup.select_one("#line-text")
        assert words is not None
        assert words.get_text() == "พรุ่งนี้ 09:30 น. มีนัดที่บ้านค่ะ ถ้าไม่สะดวก โทรกลับเทศบาลค่ะ"

    @pytest.mark.parametrize(
        "query", ["on=x&at=9:30&place=home", "on=1/1/2569&at=9:30&place=home", "on=23/11/2569",
                  "on=23/11/2569&at=9:30&place=moon"],
    )  # fmt: skip
    def test_wrong_input_makes_no_text(self, cast: Cast, sign_in: SignIn, query: str) -> None:
        path = f"/elders/{cast.boonmee_id}/appointment-text?{query}"
        page = sign_in("malee").get(path, expect=422)
        assert page.soup.select_one("#line-text") is None
