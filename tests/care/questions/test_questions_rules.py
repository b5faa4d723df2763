"""Who answers what, what messages and requests must hold, and the text without names."""

import re
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.questions import rules
from ltc.care.questions.terms import (
    AskedOf,
    MeetingPlace,
    MessageDraft,
    MessageKind,
    RequestDraft,
    ThreadState,
)
from ltc.foundation.core.due import DueState
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.i18n.dates import SHORT_MONTHS

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("asked_of", "role", "is_opener", "kind"),
    [
        ("nurse", "team_nurse", False, MessageKind.ANSWER),
        ("nurse", "family_doctor", False, MessageKind.ANSWER),
        ("nurse", "care_manager", False, MessageKind.QUESTION),
        ("nurse", "caregiver", True, MessageKind.QUESTION),
        ("doctor", "team_nurse", False, MessageKind.QUESTION),
        ("doctor", "team_nurse", True, MessageKind.QUESTION),
        ("doctor", "family_doctor", False, MessageKind.ANSWER),
        ("doctor", "family_doctor", True, MessageKind.QUESTION),
    ],
)
def test_who_answers(asked_of: str, role: str, is_opener: bool, kind: MessageKind) -> None:
    assert rules.kind_of_message(asked_of, role=role, is_opener=is_opener) is kind


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (MessageKind.QUESTION, ThreadState.OPEN), (MessageKind.RESULT, ThreadState.OPEN),
        (MessageKind.ANSWER, ThreadState.ANSWERED), (MessageKind.REQUEST, ThreadState.ANSWERED),
    ],
)  # fmt: skip
def test_what_ends_the_waiting(kind: MessageKind, state: ThreadState) -> None:
    assert rules.state_after(kind) is state


@pytest.mark.parametrize(
    ("role", "kinds"),
    [("family_doctor", ["nurse", "doctor"]), ("team_nurse", ["nurse"]), ("caregiver", [])],
)
def test_what_waits_for_whom(role: str, kinds: list[str]) -> None:
    assert rules.asked_of_role(role) == kinds


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"text": " "}, "nothing_said"),
        ({"text": "ก" * 2_001}, "too_long"),
        ({"photos": (b"1", b"2", b"3", b"4")}, "too_many_photos"),
        ({"voices": (b"1", b"2")}, "too_many_voices"),
    ],
)
def test_a_message_must_fit(over: dict[str, object], code: str) -> None:
    draft = MessageDraft(**{"operation_id": new_id(), "text": "ถาม", **over})  # type: ignore[arg-type]
    with pytest.raises(RuleViolation, match=code):
        rules.checked_message(draft)


def test_a_photo_alone_is_a_message() -> None:
    rules.checked_message(MessageDraft(new_id(), "", photos=(b"1",)))


def test_nobody_else_is_asked() -> None:
    with pytest.raises(RuleViolation, match="asked_of_unknown"):
        rules.checked_asked_of("mayor")
    assert rules.checked_asked_of("doctor") is AskedOf.DOCTOR


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"what": " "}, "what_missing"),
        ({"answer_kind": "song"}, "answer_kind_unknown"),
        ({"what": "ก" * 201}, "too_long"),
        ({"report_if": "ก" * 201}, "too_long"),
        ({"unit": "ก" * 21}, "too_long"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_past"),
        ({"due_on": TODAY + timedelta(days=91)}, "due_far"),
    ],
)
def test_a_request_must_be_doable(over: dict[str, object], code: str) -> None:
    values = {"operation_id": new_id(), "what": "ชั่งน้ำหนัก", "answer_kind": "number", "due_on": TODAY}
    with pytest.raises(RuleViolation, match=code):
        rules.checked_request(RequestDraft(**{**values, **over}), on=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "state"),
    [(-1, DueState.OVERDUE), (0, DueState.TODAY), (2, DueState.SOON), (9, DueState.NOT_YET)],
)
def test_a_request_is_late_from_the_day_after(days: int, state: DueState) -> None:
    assert rules.request_due(TODAY + timedelta(days=days), today=TODAY).state is state


def test_a_request_in_words() -> None:
    draft = RequestDraft(new_id(), "ชั่งน้ำหนัก", "number", TODAY, "ลดเกิน 2 กก.")
    assert rules.request_words(draft) == "ชั่งน้ำหนัก ภายใน 22 พ.ย. 2569 ถ้า ลดเกิน 2 กก. ให้บอกทันที"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [("52", "กก.", "ชั่งน้ำหนัก: 52 กก."), ("", "กก.", "ชั่งน้ำหนัก: ดูรูป"), ("ดีขึ้น", "", "ชั่งน้ำหนัก: ดีขึ้น")],
)
def test_a_result_in_words(value: str, unit: str, words: str) -> None:
    assert rules.result_words("ชั่งน้ำหนัก", value, unit) == words


class TestLineText:
    @pytest.mark.parametrize(
        ("days", "begins"),
        [(0, "วันนี้ 09:30 น."), (1, "พรุ่งนี้ 09:30 น."), (9, "วันที่ 1 ธ.ค. 2569 09:30 น.")],
    )
    def test_says_when_and_where(self, days: int, begins: str) -> None:
        on = TODAY + timedelta(days=days)
        text = rules.line_text(on, time(9, 30), MeetingPlace.HOME, today=TODAY, call_back="")
        assert text == f"{begins} มีนัดที่บ้านค่ะ ถ้าไม่สะดวก โทรกลับเทศบาลค่ะ"

    def test_yesterday_is_refused(self) -> None:
        with pytest.raises(RuleViolation, match="past"):
            rules.line_text(TODAY - timedelta(days=1), time(9), MeetingPlace.HOME, today=TODAY,
                            call_back="")  # fmt: skip

    @given(
        st.integers(0, 3_000), st.times(), st.sampled_from(list(MeetingPlace)),
        st.sampled_from(["", "053-511013"]),
    )  # fmt: skip
    def test_nothing_about_a_person_can_stand_in_it(
        self, days: int, at: time, place: MeetingPlace, call_back: str
    ) -> None:
        """Take away day, time, place and the office's number: only fixed words are left."""
        on = TODAY + timedelta(days=days)
        text = rules.line_text(on, at, place, today=TODAY, call_back=call_back)
        rest = text.replace(call_back, "") if call_back else text
        rest = re.sub(r"^(วันนี้|พรุ่งนี้|วันที่ \d{1,2} (\S+) \d{4}) \d\d:\d\d น\. มีนัด", "", rest)
        months = re.findall(r"วันที่ \d{1,2} (\S+) ", text)
        assert set(months) <= set(SHORT_MONTHS)
        allowed = {f"{place.label_th}ค่ะ โทรกลับ  ค่ะ",
                   f"{place.label_th}ค่ะ ถ้าไม่สะดวก โทรกลับเทศบาลค่ะ"}  # fmt: skip
        assert rest in allowed
        assert {place.label_th for place in MeetingPlace} == {"ที่บ้าน", "ที่เทศบาล", "ทางโทรศัพท์"}
