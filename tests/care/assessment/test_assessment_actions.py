"""Recording and amending assessments, deciding TAI, acknowledging a danger."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from ltc.care.assessment.actions.follow import acknowledge_safety, decide_tai
from ltc.care.assessment.actions.record import AskBack, amend_assessment, record_assessment
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.queries.latest import latest_formal
from ltc.care.assessment.terms import AssessmentDraft, Doubt
from ltc.care.elders.models import Elder
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import Conflict, RuleViolation
from tests.care.assessment.drafts import ITEMS, barthel, draft
from tests.cast import AT, TODAY, Cast

ANSWERS = st.fixed_dictionaries(
    {item.code: st.integers(item.minimum, item.maximum) for item in get_instrument("barthel").items}
)


@pytest.fixture
def elder(session: Session, cast: Cast) -> Elder:
    """Boonmee."""
    found = session.get(Elder, cast.boonmee_id)
    assert found
    return found


def save(session: Session, elder: Elder, cast: Cast, sent: Any = None, **over: Any) -> Assessment:
    """Record a draft as the nurse, unless told otherwise."""
    by = cast.actor(over.pop("who", "nok"))
    at = over.pop("at", AT)
    sent = draft(**over) if sent is None else sent
    row = record_assessment(session, elder, sent, by=by, at=at, on=TODAY)
    session.flush()
    return row


def amend(session: Session, elder: Elder, cast: Cast, row: Assessment, **over: Any) -> Assessment:
    """Amend a row as the nurse with another total."""
    sent = draft(answers=barthel(over.pop("total", 9)), **over)
    made = amend_assessment(
        session, elder, row, sent, reason="กดผิดข้อ", by=cast.actor("nok"), at=AT, on=TODAY
    )
    session.flush()
    return made


class TestRecord:
    def test_total_and_band_are_worked_out_here(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        row = save(session, elder, cast, answers=barthel(11))
        assert (row.total, row.band) == (11, "home_bound")

    def test_keeps_who_rated_and_in_which_role(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        row = save(session, elder, cast, answers=barthel(11))
        assert (row.assessor_id, row.assessor_role) == (cast.users["nok"], "team_nurse")

    def test_is_written_down_without_score_or_answers(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        save(session, elder, cast, answers=barthel(11))
        entry = session.exec(select(AuditEntry).order_by(sa.desc("seq"))).first()
        assert entry
        assert entry.action == "assessment.recorded"
        assert set(entry.changes) == {"instrument", "purpose", "assessed_on"}

    def test_same_operation_is_saved_once(self, session: Session, elder: Elder, cast: Cast) -> None:
        sent = draft(answers=barthel(11))
        first = save(session, elder, cast, sent)
        assert save(session, elder, cast, sent).id == first.id

    def test_same_operation_with_other_answers_is_refused(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        sent = draft(answers=barthel(11))
        save(session, elder, cast, sent)
        with pytest.raises(RuleViolation, match="already_saved"):
            save(session, elder, cast, replace(sent, answers=barthel(12)))

    def test_caregiver_cannot_assess_formally(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        with pytest.raises(RuleViolation, match="formal_not_allowed") as refused:
            save(session, elder, cast, who="som")
        assert "คัดกรอง" in refused.value.message

    def test_lay_score_that_is_not_in_order_asks_for_a_formal_one(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        row = save(session, elder, cast, who="som", purpose="screening", answers=barthel(9))
        assert row.wants_formal

    def test_lay_score_in_order_asks_for_nothing(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        row = save(session, elder, cast, who="som", purpose="screening", answers=barthel(20))
        assert not row.wants_formal

    def test_lay_score_in_order_but_another_group_than_the_formal_asks(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        save(session, elder, cast, answers=barthel(9), assessed_on=date(2026, 6, 1))
        row = save(session, elder, cast, who="som", purpose="screening", answers=barthel(14))
        assert row.wants_formal

    def test_screening_does_not_become_the_latest_formal(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        formal = save(session, elder, cast, answers=barthel(14))
        save(session, elder, cast, who="som", purpose="screening", answers=barthel(3))
        assert latest_formal(session, elder.id) == formal

    @pytest.mark.parametrize(
        ("over", "code", "field"),
        [
            ({"assessed_on": TODAY + timedelta(1)}, "assessed_in_future", "assessed_on"),
            ({"assessed_on": date(1943, 1, 1)}, "assessed_before_birth", "assessed_on"),
            ({"purpose": "money"}, "not_a_choice", "purpose"),
            ({"method": "guessed"}, "not_a_choice", "method"),
            ({"place": "moon"}, "not_a_choice", "place"),
            ({"answers": {**barthel(9), "feeding": 9}}, "answer_out_of_range", "feeding"),
            ({"answers": {"feeding": 1}}, "answer_missing", "grooming"),
            ({"answers": {**barthel(9), "flying": 1}}, "answer_unknown", "flying"),
            ({"code": "mmse", "answers": {"total": 20}}, "variant_missing", "variant"),
        ],
    )
    def test_refuses(
        self, session: Session, elder: Elder, cast: Cast, over: Any, code: str, field: str
    ) -> None:
        with pytest.raises(RuleViolation) as refused:
            save(session, elder, cast, **over)
        assert (refused.value.code, refused.value.field) == (code, field)

    def test_refuses_a_day_after_death(self, session: Session, elder: Elder, cast: Cast) -> None:
        elder.died_on = date(2026, 11, 1)
        with pytest.raises(RuleViolation, match="assessed_after_death"):
            save(session, elder, cast)

    def test_dangers_are_kept(self, session: Session, elder: Elder, cast: Cast) -> None:
        answers = {
            "q1": 0,
            "q2": 0,
            "q3": 6,
            "q3_1": 8,
            "q4": 0,
            "q5": 0,
            "q6": 0,
            "q7": 0,
            "q8": 0,
        }
        row = save(session, elder, cast, code="8q", answers=answers)
        assert row.alerts == ["cannot_control"]
        assert row.is_alarming

    def test_untouched_answer_to_an_item_that_is_not_asked_is_left_out(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        answers = {
            "q1": 0,
            "q2": 0,
            "q3": 0,
            "q3_1": 0,
            "q4": 0,
            "q5": 0,
            "q6": 0,
            "q7": 0,
            "q8": 0,
        }
        assert "q3_1" not in save(session, elder, cast, code="8q", answers=answers).answers

    def test_danger_that_contradicts_the_item_before_is_not_dropped(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        answers = {
            "q1": 0,
            "q2": 0,
            "q3": 0,
            "q3_1": 8,
            "q4": 0,
            "q5": 0,
            "q6": 0,
            "q7": 0,
            "q8": 0,
        }
        with pytest.raises(RuleViolation, match="answer_not_asked"):
            save(session, elder, cast, code="8q", answers=answers)


def open_doubts(
    session: Session, elder: Elder, sent: AssessmentDraft, *, by: Actor, on: date
) -> list[Doubt]:
    """What the rater is asked back; saves when there is nothing to ask."""
    try:
        record_assessment(session, elder, sent, by=by, at=AT, on=on, asks=True)
    except AskBack as back:
        return list(back.doubts)
    return []


class TestDoubts:
    def test_odd_answers_are_asked_about(self, session: Session, elder: Elder, cast: Cast) -> None:
        odd = {**dict.fromkeys(ITEMS, 0), "stairs": 2}
        asked = open_doubts(session, elder, draft(answers=odd), by=cast.actor("nok"), on=TODAY)
        assert "P1" in {doubt.code for doubt in asked}

    def test_answered_questions_are_not_asked_again(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        odd = {**dict.fromkeys(ITEMS, 0), "stairs": 2}
        by = cast.actor("nok")
        codes = [d.code for d in open_doubts(session, elder, draft(answers=odd), by=by, on=TODAY)]
        sent = draft(answers=odd, answered_doubts=dict.fromkeys(codes, "ใช่ ถูกแล้ว"))
        assert open_doubts(session, elder, sent, by=by, on=TODAY) == []

    def test_answers_to_questions_are_kept(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        odd = {**dict.fromkeys(ITEMS, 0), "stairs": 2}
        row = save(session, elder, cast, answers=odd, answered_doubts={"P1": "คลานขึ้น"})
        assert {d["code"]: d["answer"] for d in row.doubts}["P1"] == "คลานขึ้น"

    def test_second_click_is_not_compared_with_the_first(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        save(session, elder, cast, answers=barthel(9), assessed_on=date(2026, 11, 1))
        sent = draft(answers=barthel(9))
        save(session, elder, cast, sent)
        assert open_doubts(session, elder, sent, by=cast.actor("nok"), on=TODAY) == []

    def test_catheter_is_known_from_tai(self, session: Session, elder: Elder, cast: Cast) -> None:
        tai = {"mobility": 3, "mental": 5, "eating": 5, "toilet": 0}
        save(session, elder, cast, code="tai", answers=tai, assessed_on=date(2026, 11, 1))
        asked = open_doubts(
            session, elder, draft(answers=barthel(20)), by=cast.actor("nok"), on=TODAY
        )
        assert [doubt.code for doubt in asked] == ["P7"]

    def test_other_instruments_are_not_asked_about(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        assert open_doubts(session, elder, draft("amt"), by=cast.actor("nok"), on=TODAY) == []


class TestAmend:
    def test_keeps_both(self, session: Session, elder: Elder, cast: Cast) -> None:
        first = save(session, elder, cast, answers=barthel(8))
        second = amend(session, elder, cast, first)
        session.expire_all()
        assert (first.total, first.is_superseded) == (8, True)
        assert (second.amends_id, second.total) == (first.id, 9)

    def test_takes_the_place_of_the_latest(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        first = save(session, elder, cast, answers=barthel(8))
        second = amend(session, elder, cast, first)
        assert latest_formal(session, elder.id) == second

    def test_needs_a_reason(self, session: Session, elder: Elder, cast: Cast) -> None:
        first = save(session, elder, cast, answers=barthel(8))
        with pytest.raises(RuleViolation, match="reason_missing"):
            amend_assessment(
                session, elder, first, draft(), reason=" - ", by=cast.actor("nok"), at=AT, on=TODAY
            )

    def test_second_amendment_of_one_row_is_a_conflict(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        first = save(session, elder, cast, answers=barthel(8))
        amend(session, elder, cast, first)
        with pytest.raises(Conflict):
            amend(session, elder, cast, first)

    def test_same_operation_amends_once(self, session: Session, elder: Elder, cast: Cast) -> None:
        first = save(session, elder, cast, answers=barthel(8))
        sent = draft(answers=barthel(9))
        by = cast.actor("nok")
        rows = [
            amend_assessment(session, elder, first, sent, reason="กดผิดข้อ", by=by, at=AT, on=TODAY)
            for _ in range(2)
        ]
        assert rows[0].id == rows[1].id

    def test_with_another_instrument_is_refused(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        first = save(session, elder, cast, answers=barthel(8))
        with pytest.raises(RuleViolation, match="other_instrument"):
            amend_assessment(
                session, elder, first, draft("amt"), reason="กดผิดแบบ", by=cast.actor("nok"),
                at=AT, on=TODAY,
            )  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=ANSWERS, second=ANSWERS)
def test_total_is_the_sum_and_an_amendment_keeps_both(
    session: Session, cast: Cast, first: dict[str, int], second: dict[str, int]
) -> None:
    elder = session.get(Elder, cast.boonmee_id)
    assert elder
    row = save(session, elder, cast, answers=first)
    made = amend_assessment(
        session, elder, row, draft(answers=second), reason="กดผิดข้อ", by=cast.actor("nok"),
        at=AT, on=TODAY,
    )  # fmt: skip
    session.flush()
    assert (row.total, made.total) == (sum(first.values()), sum(second.values()))
    assert row.answers == first


class TestImmutable:
    @pytest.mark.parametrize(
        ("name", "value"),
        [("total", 20), ("answers", {}), ("note", "x"), ("purpose", "screening")],
    )
    def test_nothing_else_changes(
        self, session: Session, elder: Elder, cast: Cast, name: str, value: Any
    ) -> None:
        row = save(session, elder, cast, answers=barthel(8))
        setattr(row, name, value)
        with pytest.raises(AssertionError, match="never edited"):
            session.flush()

    def test_is_never_deleted(self, session: Session, elder: Elder, cast: Cast) -> None:
        session.delete(save(session, elder, cast))
        with pytest.raises(AssertionError, match="never deleted"):
            session.flush()

    def test_superseding_is_not_taken_back(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        first = save(session, elder, cast, answers=barthel(8))
        amend(session, elder, cast, first)
        first.is_superseded = False
        with pytest.raises(AssertionError, match="never edited"):
            session.flush()


TAI = {"mobility": 3, "mental": 5, "eating": 5, "toilet": 3}  # our reading of the picture: B3


class TestTai:
    def decide(
        self, session: Session, cast: Cast, row: Assessment, chosen: str, reason: str = "",
        who: str = "malee",
    ) -> Any:  # fmt: skip
        """Decide as the care manager."""
        return decide_tai(session, row, chosen, reason=reason, by=cast.actor(who), at=AT, on=TODAY)

    def test_is_proposed_and_left_open(self, session: Session, elder: Elder, cast: Cast) -> None:
        row = save(session, elder, cast, code="tai", answers=TAI)
        assert (row.tai_proposed, row.tai_class, row.tai_decided_at) == ("B3", None, None)

    def test_proposal_is_confirmed_without_words(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        row = save(session, elder, cast, code="tai", answers=TAI)
        assert not self.decide(session, cast, row, "B3").is_override
        assert (row.tai_class, row.tai_decided_by) == ("B3", "มาลี ใจงาม")

    def test_another_class_needs_a_reason(self, session: Session, elder: Elder, cast: Cast) -> None:
        row = save(session, elder, cast, code="tai", answers=TAI)
        with pytest.raises(RuleViolation, match="reason_missing"):
            self.decide(session, cast, row, "C3")

    def test_no_class_is_a_decision(self, session: Session, elder: Elder, cast: Cast) -> None:
        row = save(session, elder, cast, code="tai", answers=TAI)
        self.decide(session, cast, row, "", "ไม่ตรงกับช่องใด")
        assert (row.tai_class, row.tai_decided_at is not None) == (None, True)

    def test_is_decided_once(self, session: Session, elder: Elder, cast: Cast) -> None:
        row = save(session, elder, cast, code="tai", answers=TAI)
        self.decide(session, cast, row, "B3")
        with pytest.raises(Conflict):
            self.decide(session, cast, row, "B3")

    @pytest.mark.parametrize(
        ("who", "chosen", "code"),
        [("som", "B3", "formal_not_allowed"), ("malee", "C1", "class_unknown")],
    )
    def test_refuses(
        self, session: Session, elder: Elder, cast: Cast, who: str, chosen: str, code: str
    ) -> None:
        row = save(session, elder, cast, code="tai", answers=TAI)
        with pytest.raises(RuleViolation, match=code):
            self.decide(session, cast, row, chosen, who=who)

    def test_barthel_has_no_class(self, session: Session, elder: Elder, cast: Cast) -> None:
        with pytest.raises(RuleViolation, match="not_tai"):
            self.decide(session, cast, save(session, elder, cast), "B3")


class TestSafety:
    def test_is_acknowledged_once(self, session: Session, elder: Elder, cast: Cast) -> None:
        answers = {f"q{n}": 0 for n in range(1, 9)} | {"q9": 1}
        row = save(session, elder, cast, code="9q", answers=answers)
        for hour in (3, 4):
            at = datetime(2026, 11, 22, hour, tzinfo=UTC)
            acknowledge_safety(session, row, by=cast.actor("nok"), at=at)
        assert (row.safety_seen_at, row.safety_seen_by) == (AT, "นก แสงทอง")

    def test_needs_a_danger(self, session: Session, elder: Elder, cast: Cast) -> None:
        with pytest.raises(RuleViolation, match="no_alert"):
            acknowledge_safety(session, save(session, elder, cast), by=cast.actor("nok"), at=AT)
