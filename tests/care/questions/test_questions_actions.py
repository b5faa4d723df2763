"""Asking, writing, reading, closing; requests of the next visit; on both databases."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlmodel import Session, select

from ltc.care.elders.actions.team import leave_team
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.questions import actions
from ltc.care.questions.models import CareRequest, QuestionMessage, QuestionThread
from ltc.care.questions.queries import cards, threads
from ltc.care.questions.terms import MessageDraft, RequestAnswer, RequestDraft
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.errors import Conflict, Forbidden, NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.files.models import StoredFile
from tests.cast import AT, TODAY, Cast

LATER = AT + timedelta(hours=2)


@pytest.fixture
def elder(session: Session, cast: Cast) -> Elder:
    return session.get_one(Elder, cast.boonmee_id)


@pytest.fixture
def thread(session: Session, elder: Elder, cast: Cast) -> QuestionThread:
    """Som asked the nurse about a red heel."""
    return actions.ask(session, elder, "nurse", said("ส้นเท้าแดง"), by=cast.actor("som"), at=AT)


def said(text: str = "ถาม", photos: int = 0) -> MessageDraft:
    return MessageDraft(new_id(), text, tuple(photo() for _one in range(photos)))


def photo() -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 30), "#a04020").save(written, "JPEG")
    return written.getvalue()


def wanted(**over: object) -> RequestDraft:
    draft = RequestDraft(new_id(), "ชั่งน้ำหนัก", "number", TODAY + timedelta(days=3), unit="กก.")
    return replace(draft, **over)  # type: ignore[arg-type]


def count(session: Session, model: type) -> int:
    return int(session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


class TestAsking:
    def test_it_waits_for_the_nurse(
        self, session: Session, thread: QuestionThread, cast: Cast
    ) -> None:
        rows, _after = threads.list_waiting(session, cast.actor("nok"), on=TODAY)
        assert [(row.thread.id, row.first_words) for row in rows] == [(thread.id, "ส้นเท้าแดง")]
        assert threads.count_waiting(session, cast.actor("nok"), on=TODAY) == 1

    def test_twice_is_once_with_its_photos(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        draft = said(photos=2)
        for _click in range(2):
            actions.ask(session, elder, "doctor", draft, by=cast.actor("som"), at=AT)
        assert (count(session, QuestionThread), count(session, StoredFile)) == (1, 2)

    def test_another_persons_operation_is_refused(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        draft = said()
        actions.ask(session, elder, "nurse", draft, by=cast.actor("som"), at=AT)
        with pytest.raises(RuleViolation, match="already_saved"):
            actions.ask(session, elder, "nurse", draft, by=cast.actor("malee"), at=AT)

    def test_a_bad_file_is_refused_at_its_field(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        draft = MessageDraft(new_id(), "ดูรูป", (b"<svg>",))
        with pytest.raises(RuleViolation) as broken:
            actions.ask(session, elder, "nurse", draft, by=cast.actor("som"), at=AT)
        assert broken.value.field == "photos"

    def test_words_stay_out_of_the_audit(self, session: Session, thread: QuestionThread) -> None:
        entries = session.exec(
            select(AuditEntry).where(AuditEntry.object_id == str(thread.id))
        ).all()
        assert [entry.action for entry in entries] == ["question_thread.asked"]
        assert "ส้นเท้า" not in str(entries[0].changes)


class TestWriting:
    def test_an_answer_ends_the_waiting_and_stands_on_the_card(
        self, session: Session, thread: QuestionThread, elder: Elder, cast: Cast
    ) -> None:
        answer = said("พลิกตัวทุกสองชั่วโมง")
        for _click in range(2):
            actions.write(session, thread, answer, by=cast.actor("nok"), at=LATER)
        (card,) = cards.cards_of(session, [elder.id])[elder.id]
        assert (thread.state, thread.waiting_since, thread.last_number) == ("answered", None, 2)
        assert (card.answer, card.answered_by, card.is_waiting) == (
            "พลิกตัวทุกสองชั่วโมง", "นก แสงทอง", False
        )  # fmt: skip

    def test_asking_again_waits_from_now(
        self, session: Session, thread: QuestionThread, cast: Cast
    ) -> None:
        actions.write(session, thread, said("ตอบ"), by=cast.actor("nok"), at=AT)
        actions.write(session, thread, said("แล้วถ้าแผลเปิด"), by=cast.actor("som"), at=LATER)
        assert (thread.state, thread.waiting_since) == ("open", LATER)

    def test_more_words_do_not_lose_the_place_in_the_line(
        self, session: Session, thread: QuestionThread, cast: Cast
    ) -> None:
        actions.write(session, thread, said("เพิ่มเติม"), by=cast.actor("malee"), at=LATER)
        assert thread.waiting_since == AT

    def test_a_closed_one_takes_no_words(
        self, session: Session, thread: QuestionThread, cast: Cast
    ) -> None:
        for _click in range(2):
            actions.close_thread(session, thread, by=cast.actor("som"), at=LATER)
        with pytest.raises(RuleViolation, match="thread_closed"):
            actions.write(session, thread, said(), by=cast.actor("nok"), at=LATER)
        assert cards.cards_of(session, [thread.elder_id]) == {}

    def test_a_caregiver_closes_only_their_own(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        other = actions.ask(session, elder, "doctor", said(), by=cast.actor("nok"), at=AT)
        with pytest.raises(Forbidden):
            actions.close_thread(session, other, by=cast.actor("som"), at=AT)

    def test_who_has_read_is_kept_once(
        self, session: Session, thread: QuestionThread, cast: Cast
    ) -> None:
        nok = cast.actor("nok")
        for _click in range(2):
            actions.mark_seen(session, thread, by=nok, at=AT)
        (one,) = threads.list_seen(session, thread.id)
        assert (one.user_name, one.number) == ("นก แสงทอง", 1)
        assert threads.list_waiting(session, nok, on=TODAY)[0][0].is_read
        actions.write(session, thread, said(), by=cast.actor("som"), at=LATER)
        assert not threads.list_waiting(session, nok, on=TODAY)[0][0].is_read
        actions.mark_seen(session, thread, by=nok, at=LATER)
        assert threads.list_seen(session, thread.id)[0].number == 2


class TestReading:
    def test_after_leaving_the_team_it_is_not_found(
        self, session: Session, thread: QuestionThread, cast: Cast
    ) -> None:
        som = cast.actor("som")
        assert threads.get_thread(session, thread.id, som, on=TODAY).id == thread.id
        member = session.exec(
            select(CareTeamMember).where(CareTeamMember.user_id == som.person_id)
        ).one()
        leave_team(session, member, until=TODAY, because="ย้าย", version=member.version,
                   by=cast.actor("malee"), at=AT)  # fmt: skip
        session.flush()
        with pytest.raises(NotFound):
            threads.get_thread(session, thread.id, som, on=TODAY)
        assert threads.list_mine(session, som, on=TODAY)[0] == []

    @pytest.mark.parametrize("who", ["nok_elsewhere", "daughter", "kham"])
    def test_others_do_not_see_it(
        self, session: Session, thread: QuestionThread, cast: Cast, who: str
    ) -> None:
        with pytest.raises(NotFound):
            threads.get_thread(session, thread.id, cast.actor(who), on=TODAY)

    def test_a_doctors_question_waits_for_the_doctor_alone(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        actions.ask(session, elder, "doctor", said(), by=cast.actor("nok"), at=AT)
        counts = [threads.count_waiting(session, cast.actor(who), on=TODAY)
                  for who in ("nok", "dr_thee")]  # fmt: skip
        assert counts == [0, 1]

    def test_lists_page_by_key(
        self, session: Session, elder: Elder, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(threads, "PAGE", 2)
        som = cast.actor("som")
        made = [
            actions.ask(session, elder, "nurse", said(), by=som, at=AT + timedelta(minutes=n)).id
            for n in range(5)
        ]
        for listed, who, order in (
            (threads.list_waiting, "nok", made), (threads.list_mine, "som", made[::-1]),
            (threads.list_all, "malee", made[::-1]),
        ):  # fmt: skip
            seen, after = [], None
            for _page in range(3):
                rows, after = listed(session, cast.actor(who), on=TODAY, after=after)
                seen += [row.thread.id for row in rows]
            assert (seen, after) == (order, None)


class TestRequests:
    def test_it_becomes_a_line_of_the_next_visit(
        self, session: Session, thread: QuestionThread, elder: Elder, cast: Cast
    ) -> None:
        draft = wanted(report_if="ลดเกิน 2 กก.")
        for _click in range(2):
            actions.make_request(session, thread, draft, by=cast.actor("dr_thee"), at=LATER,
                                 on=TODAY)  # fmt: skip
        (line,) = cards.open_requests_of(session, [elder.id], on=TODAY)[elder.id]
        assert (line.asker_word, line.what, line.unit) == ("หมอขอ", "ชั่งน้ำหนัก", "กก.")
        assert (thread.state, count(session, QuestionMessage)) == ("answered", 2)

    @pytest.mark.parametrize("who", ["som", "malee"])
    def test_only_nurses_and_doctors_ask_for_it(
        self, session: Session, thread: QuestionThread, cast: Cast, who: str
    ) -> None:
        with pytest.raises(Forbidden):
            actions.make_request(session, thread, wanted(), by=cast.actor(who), at=AT, on=TODAY)

    def test_the_result_comes_back_and_closes_it(
        self, session: Session, thread: QuestionThread, elder: Elder, cast: Cast
    ) -> None:
        row = actions.make_request(session, thread, wanted(), by=cast.actor("dr_thee"), at=AT,
                                   on=TODAY)  # fmt: skip
        visit_id = new_id()
        actions.answer_requests(
            session, elder.id, [(row.id, RequestAnswer("52.5"))], visit_id=visit_id,
            by=cast.actor("som"), at=LATER,
        )  # fmt: skip
        last = threads.list_messages(session, thread.id)[-1]
        assert (last.kind, last.text) == ("result", "ชั่งน้ำหนัก: 52.5 กก.")
        assert (row.state, row.visit_id, thread.state) == ("done", visit_id, "open")
        assert cards.open_requests_of(session, [elder.id], on=TODAY) == {}
        assert threads.list_waiting(session, cast.actor("nok"), on=TODAY)[0][0].has_result

    def test_a_photo_is_a_result(
        self, session: Session, thread: QuestionThread, elder: Elder, cast: Cast
    ) -> None:
        row = actions.make_request(session, thread, wanted(answer_kind="photo"),
                                   by=cast.actor("nok"), at=AT, on=TODAY)  # fmt: skip
        answer = RequestAnswer(photos=(photo(),))
        actions.answer_requests(session, elder.id, [(row.id, answer)], visit_id=new_id(),
                                by=cast.actor("som"), at=LATER)  # fmt: skip
        assert len(threads.list_messages(session, thread.id)[-1].files) == 1

    def test_left_empty_it_stays_and_is_late_after_its_day(
        self, session: Session, thread: QuestionThread, elder: Elder, cast: Cast
    ) -> None:
        row = actions.make_request(session, thread, wanted(), by=cast.actor("nok"), at=AT,
                                   on=TODAY)  # fmt: skip
        actions.answer_requests(session, elder.id, [(row.id, RequestAnswer(" "))],
                                visit_id=new_id(), by=cast.actor("som"), at=LATER)  # fmt: skip
        later = TODAY + timedelta(days=4)
        (line,) = cards.open_requests_of(session, [elder.id], on=later)[elder.id]
        assert line.due.state == "overdue"

    def test_withdrawn_meanwhile_the_answer_still_arrives(
        self, session: Session, thread: QuestionThread, elder: Elder, cast: Cast
    ) -> None:
        nok = cast.actor("nok")
        row = actions.make_request(session, thread, wanted(), by=nok, at=AT, on=TODAY)
        for _click in range(2):
            actions.withdraw_request(session, row, by=nok, at=AT)
        answers = [(row.id, RequestAnswer("51"))]
        actions.answer_requests(session, elder.id, answers, visit_id=new_id(),
                                by=cast.actor("som"), at=LATER)  # fmt: skip
        assert threads.list_messages(session, thread.id)[-1].text.endswith("51 กก.")
        assert row.state == "withdrawn"

    def test_answered_meanwhile_it_is_not_withdrawn(
        self, session: Session, thread: QuestionThread, elder: Elder, cast: Cast
    ) -> None:
        row = actions.make_request(session, thread, wanted(), by=cast.actor("nok"), at=AT,
                                   on=TODAY)  # fmt: skip
        actions.answer_requests(session, elder.id, [(row.id, RequestAnswer("51"))],
                                visit_id=new_id(), by=cast.actor("som"), at=LATER)  # fmt: skip
        with pytest.raises(Conflict):
            actions.withdraw_request(session, row, by=cast.actor("nok"), at=LATER)

    def test_a_request_of_another_elder_is_passed_over(
        self, session: Session, thread: QuestionThread, cast: Cast
    ) -> None:
        row = actions.make_request(session, thread, wanted(), by=cast.actor("nok"), at=AT,
                                   on=TODAY)  # fmt: skip
        actions.answer_requests(session, new_id(), [(row.id, RequestAnswer("51"))],
                                visit_id=new_id(), by=cast.actor("som"), at=LATER)  # fmt: skip
        assert session.get_one(CareRequest, row.id).state == "open"
