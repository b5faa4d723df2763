"""Rules of visits, on paper: vital signs, times, windows, the checklist, the order of a day."""

from dataclasses import replace
from datetime import UTC, date, time
from uuid import UUID

import pytest

from ltc.care.visits.queries.reference import get_checklist, get_signs
from ltc.care.visits.rules.checklist import check_answers, parts_for
from ltc.care.visits.rules.day import is_open, place_in_day, why_first
from ltc.care.visits.rules.record import ask, questions, refused
from ltc.care.visits.rules.times import check_times, refuse_times
from ltc.care.visits.rules.vitals import check_vitals, danger_words, dangers, refuse_vitals
from ltc.care.visits.rules.windows import next_visit
from ltc.care.visits.terms import AskAgain, DayFacts, NextVisit, Rhythm, VisitDraft
from ltc.foundation.core.due import Due, DueState, due
from ltc.foundation.core.zone import at_local

TODAY = date(2026, 11, 22)  # a Sunday
AT = at_local(TODAY, 12).astimezone(UTC)
SIGNS = get_signs().signs
PARTS = get_checklist().parts
DRAFT = VisitDraft(
    UUID(int=1), "done", TODAY, time(9), time(10), consciousness="awake", mood="calm",
    skin="whole", change="same",
)  # fmt: skip


@pytest.mark.parametrize(
    ("vitals", "codes"),
    [
        pytest.param({}, [], id="nothing measured"),
        pytest.param({"systolic": "120", "diastolic": "80"}, [], id="ordinary"),
        pytest.param({"temperature": "365"}, ["point_forgotten"], id="temperature of three digits"),
        pytest.param({"temperature": "99"}, ["impossible"], id="temperature in Fahrenheit"),
        pytest.param({"systolic": "80", "diastolic": "120"}, ["turned_pressure"], id="swapped"),
        pytest.param({"systolic": "90", "diastolic": "90"}, ["turned_pressure"], id="equal"),
        pytest.param({"systolic": "120"}, ["half_pressure"], id="no lower number"),
        pytest.param({"diastolic": "80"}, ["half_pressure"], id="no upper number"),
        pytest.param({"spo2": "101"}, ["impossible"], id="more oxygen than all"),
        pytest.param({"pain": "11"}, ["impossible"], id="pain beyond the scale"),
        pytest.param({"pulse": "-70"}, ["impossible"], id="negative"),
        pytest.param({"pulse": "เร็ว"}, ["no_number"], id="a word"),
        pytest.param({"pulse": "๗๘"}, ["no_number"], id="Thai digits are read by the form"),
        pytest.param({"pulse": "NaN"}, ["no_number"], id="not a number"),
        pytest.param({"pulse": "1e2"}, ["no_number"], id="exponent"),
        pytest.param({"mystery": "1"}, ["unknown_vital"], id="unknown sign"),
    ],
)
def test_what_cannot_be_is_refused(vitals: dict[str, str], codes: list[str]) -> None:
    assert [broken.code for broken in refuse_vitals(vitals, SIGNS)] == codes


@pytest.mark.parametrize(
    ("vitals", "sentences", "is_dangerous"),
    [
        pytest.param({"pulse": "78"}, [], False, id="ordinary"),
        pytest.param(
            {"systolic": "200", "diastolic": "110"},
            ["ความดัน 200/110 สูงมาก วัดซ้ำแล้วใช่ไหม"], True, id="very high pressure, one question",
        ),
        pytest.param(
            {"systolic": "165", "diastolic": "85"},
            ["ความดัน 165/85 สูง วัดซ้ำแล้วใช่ไหม"], False, id="high pressure",
        ),
        pytest.param(
            {"systolic": "150", "diastolic": "120"},
            ["ความดัน 150/120 สูงมาก วัดซ้ำแล้วใช่ไหม"], True, id="the lower number is dangerous",
        ),
        pytest.param(
            {"systolic": "70", "diastolic": "35"},
            ["ความดัน 70/35 ต่ำมาก วัดซ้ำแล้วใช่ไหม"], True, id="very low pressure",
        ),
        pytest.param(
            {"spo2": "89"}, ["ออกซิเจนปลายนิ้ว 89 ต่ำมาก วัดซ้ำแล้วใช่ไหม"], True,
            id="the bound itself is dangerous",
        ),
        pytest.param(
            {"spo2": "93"}, ["ออกซิเจนปลายนิ้ว 93 ต่ำ วัดซ้ำแล้วใช่ไหม"], False, id="low oxygen"
        ),
        pytest.param({"spo2": "94"}, [], False, id="oxygen at the usual bound"),
        pytest.param(
            {"weight": "210"}, ["น้ำหนัก 210 สูงมาก อ่านตัวเลขถูกแล้วใช่ไหม"], False,
            id="outside entry is asked, not refused",
        ),
        pytest.param({"pain": "0"}, [], False, id="no pain"),
    ],
)  # fmt: skip
def test_unlikely_numbers_are_asked_about(
    vitals: dict[str, str], sentences: list[str], is_dangerous: bool
) -> None:
    assert refuse_vitals(vitals, SIGNS) == []
    assert [question.sentence_th for question in check_vitals(vitals, SIGNS)] == sentences
    assert bool(dangers(vitals, SIGNS)) == is_dangerous


def test_dangerous_numbers_are_told_in_words() -> None:
    vitals = {"systolic": "190", "diastolic": "120", "pulse": "150", "spo2": "97"}
    assert danger_words(vitals, SIGNS) == ["ความดัน 190/120", "ชีพจร 150 ครั้งต่อนาที"]
    assert danger_words({"systolic": "120", "diastolic": "80"}, SIGNS) == []


def test_every_danger_says_what_to_do() -> None:
    for sign in SIGNS:
        assert sign.danger.low is None or sign.do_low_th
        assert sign.danger.high is None or sign.do_high_th
        assert sign.possible.low is not None
        assert sign.source
        assert sign.confidence in {"V", "G", "U"}


def test_a_changed_number_is_asked_again() -> None:
    asked = questions(
        replace(DRAFT, vitals={"pulse": "140"}), [], SIGNS, get_checklist().times, on=TODAY
    )
    ask(asked, frozenset({"pulse=140"}))
    with pytest.raises(AskAgain) as again:
        ask(asked, frozenset({"pulse=135"}))
    assert [question.field for question in again.value.questions] == ["pulse"]


@pytest.mark.parametrize(
    ("over", "code"),
    [
        pytest.param({"visited_on": date(2026, 11, 23)}, "future_day", id="tomorrow"),
        pytest.param({"arrived": None}, "no_arrival", id="no time in"),
        pytest.param({"arrived": time(12, 10)}, "future_time", id="arrives later than now"),
        pytest.param({"left": None}, "no_leaving", id="no time out"),
        pytest.param({"left": time(8)}, "left_before_arrived", id="leaves before arriving"),
        pytest.param({"left": time(9)}, "left_before_arrived", id="no time at all"),
        pytest.param({"left": time(12, 30)}, "future_time", id="leaves later than now"),
        pytest.param({"left": time(12, 3)}, None, id="a clock three minutes fast"),
        pytest.param({"status": "could_not", "left": None}, None, id="could not: no time out"),
    ],
)
def test_times_that_cannot_be(over: dict[str, object], code: str | None) -> None:
    broken = refuse_times(replace(DRAFT, **over), at=AT, on=TODAY)  # type: ignore[arg-type]
    assert [one.code for one in broken] == ([code] if code else [])


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        pytest.param({}, [], id="an hour today"),
        pytest.param({"left": time(9, 5)}, ["time.length"], id="five minutes"),
        pytest.param({"arrived": time(2)}, ["time.length"], id="eight hours"),
        pytest.param({"visited_on": date(2026, 11, 1)}, ["time.late"], id="three weeks ago"),
        pytest.param({"visited_on": date(2026, 11, 15)}, [], id="a week ago"),
    ],
)
def test_unlikely_times_are_asked_about(over: dict[str, object], codes: list[str]) -> None:
    draft = replace(DRAFT, **over)  # type: ignore[arg-type]
    asked = check_times(draft, [], get_checklist().times, on=TODAY)
    assert [question.code for question in asked] == codes


@pytest.mark.parametrize(
    ("begun", "ended", "is_asked"),
    [
        pytest.param(9, 10, True, id="the same hour"),
        pytest.param(8, 9, False, id="ends as this begins"),
        pytest.param(10, 11, False, id="begins as this ends"),
        pytest.param(8, 11, True, id="around it"),
    ],
)
def test_two_houses_at_one_time_are_asked_about(begun: int, ended: int, is_asked: bool) -> None:
    others = [(at_local(TODAY, begun), at_local(TODAY, ended))]
    asked = check_times(DRAFT, others, get_checklist().times, on=TODAY)
    assert [question.code for question in asked] == (["time.overlap"] if is_asked else [])


def test_the_checklist_has_ten_parts_in_order() -> None:
    assert [part.number for part in PARTS] == list(range(1, 11))
    lines = [line.code for part in PARTS for line in part.lines]
    assert len(lines) == len(set(lines))


def test_planned_parts_come_first_with_the_plans_words() -> None:
    shown = parts_for(get_checklist(), {"food": "ป้อนข้าว", "daily_living": "", "nursing": "x"})
    assert [one.part.code for one in shown[:3]] == ["daily_living", "food", "devices"]
    assert [one.is_planned for one in shown] == [True, True] + [False] * 8
    assert shown[1].plan_words == "ป้อนข้าว"


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        pytest.param({"food_hand": "done"}, [], id="one line is enough"),
        pytest.param({"food_hand": "not_done"}, [], id="not done is an answer"),
        pytest.param({}, ["part_unanswered"], id="silence is none"),
        pytest.param({"hair": "done"}, ["part_unanswered"], id="only another part"),
        pytest.param({"food_hand": "maybe"}, ["unknown_answer"], id="unknown word"),
        pytest.param({"sing": "done"}, ["unknown_answer"], id="unknown line"),
    ],
)
def test_each_planned_part_needs_an_answer(answers: dict[str, str], codes: list[str]) -> None:
    parts = parts_for(get_checklist(), {"food": ""})
    assert [broken.code for broken in check_answers(parts, answers)] == codes


@pytest.mark.parametrize(
    ("over", "codes"),
    [
        pytest.param({}, [], id="whole"),
        pytest.param({"status": "perhaps"}, ["status_unknown"], id="unknown status"),
        pytest.param({"mood": "", "skin": ""}, ["unseen", "unseen"], id="never defaulted"),
        pytest.param({"mood": "furious"}, ["unseen"], id="unknown mood"),
        pytest.param({"note": "ก" * 2001}, ["too_long"], id="long note"),
        pytest.param({"part_notes": {"food": "ก" * 301}}, ["too_long"], id="long remark"),
        pytest.param({"status": "could_not"}, ["could_not_with_answers"], id="both at once"),
    ],
)
def test_what_a_draft_must_hold(over: dict[str, object], codes: list[str]) -> None:
    draft = replace(DRAFT, **over)  # type: ignore[arg-type]
    found = refused(draft, parts_for(get_checklist(), {}), SIGNS, at=AT, on=TODAY)
    assert [broken.code for broken in found] == codes


@pytest.mark.parametrize(
    ("reason", "note", "codes"),
    [
        pytest.param("nobody_home", "", [], id="a reason"),
        pytest.param("", "", ["no_reason"], id="no reason"),
        pytest.param("other", "", ["reason_unwritten"], id="other, unwritten"),
        pytest.param("other", "น้ำท่วม", [], id="other, written"),
    ],
)
def test_a_visit_that_could_not_be_says_why(reason: str, note: str, codes: list[str]) -> None:
    draft = VisitDraft(UUID(int=1), "could_not", TODAY, time(9), could_not_reason=reason, note=note)
    found = refused(draft, [], SIGNS, at=AT, on=TODAY)
    assert [broken.code for broken in found] == codes


@pytest.mark.parametrize(
    ("rhythm", "last_on", "opens_on", "last"),
    [
        pytest.param(("week", 1), None, date(2026, 11, 2), date(2026, 11, 8), id="never visited"),
        pytest.param(
            ("week", 1), date(2026, 11, 18), date(2026, 11, 23), date(2026, 11, 29),
            id="this week is kept",
        ),
        pytest.param(
            ("week", 1), date(2026, 11, 10), date(2026, 11, 16), date(2026, 11, 22),
            id="this week is open",
        ),
        pytest.param(
            ("week", 1), date(2026, 10, 1), date(2026, 11, 2), date(2026, 11, 8),
            id="a visit before the plan keeps no window",
        ),
        pytest.param(
            ("month", 1), date(2026, 11, 5), date(2026, 12, 1), date(2026, 12, 31), id="monthly"
        ),
    ],
)  # fmt: skip
def test_the_next_window_follows_the_one_visited(
    rhythm: tuple[str, int], last_on: date | None, opens_on: date, last: date
) -> None:
    found = next_visit(
        [Rhythm(rhythm[1], rhythm[0])], valid_from=date(2026, 11, 2),
        valid_until=date(2027, 11, 2), last_on=last_on, today=TODAY,
    )  # fmt: skip
    assert found
    assert (found.opens_on, found.due.on) == (opens_on, last)


def test_the_most_pressing_service_decides() -> None:
    found = next_visit(
        [Rhythm(1, "month"), Rhythm(2, "week")], valid_from=date(2026, 11, 2),
        valid_until=date(2027, 11, 2), last_on=date(2026, 11, 19), today=TODAY,
    )  # fmt: skip
    assert found == NextVisit(date(2026, 11, 20), due(TODAY, today=TODAY))


def test_without_services_or_after_the_plan_there_is_no_window() -> None:
    span = {"valid_from": date(2026, 1, 1), "valid_until": date(2026, 2, 1), "today": TODAY}
    assert next_visit([], last_on=None, **span) is None  # type: ignore[arg-type]
    assert next_visit([Rhythm(1, "week")], last_on=date(2026, 1, 31), **span) is None  # type: ignore[arg-type]


def window(opens_on: date, last: date, state: DueState) -> NextVisit:
    return NextVisit(opens_on, Due(last, state))


NOW = window(date(2026, 11, 16), date(2026, 11, 26), DueState.SOON)
LATER = window(date(2026, 11, 23), date(2026, 11, 29), DueState.NOT_YET)


@pytest.mark.parametrize(
    ("facts", "kind", "words"),
    [
        pytest.param(DayFacts(NOW, None), "alarm", "ยังไม่มีใคร", id="never visited"),
        pytest.param(DayFacts(NOW, TODAY, is_last_dangerous=True), "alarm", "อันตราย", id="danger"),
        pytest.param(DayFacts(NOW, TODAY, last_skin="sore"), "alarm", "แผล", id="a sore"),
        pytest.param(DayFacts(NOW, TODAY, last_change="worse"), "alarm", "แย่ลง", id="worse"),
        pytest.param(
            DayFacts(window(TODAY, TODAY, DueState.OVERDUE), TODAY), "alarm", "เลยเวลา", id="late"
        ),
        pytest.param(
            DayFacts(window(TODAY, TODAY, DueState.TODAY), TODAY), "due", "ถึงวันนี้", id="last day"
        ),
    ],
)
def test_why_somebody_comes_first(facts: DayFacts, kind: str, words: str) -> None:
    why = why_first(facts)
    assert why
    assert why.kind == kind
    assert words in why.sentence_th


def test_an_ordinary_visit_has_no_reason_to_come_first() -> None:
    assert why_first(DayFacts(NOW, TODAY)) is None
    assert why_first(DayFacts(None, TODAY)) is None


def test_the_day_goes_alarms_open_windows_closed_windows() -> None:
    worse = DayFacts(LATER, TODAY, last_change="worse")
    facts = [DayFacts(LATER, TODAY), DayFacts(NOW, TODAY), worse]
    ordered = sorted(facts, key=lambda one: place_in_day(one, today=TODAY))
    assert ordered == [worse, DayFacts(NOW, TODAY), DayFacts(LATER, TODAY)]
    assert [is_open(one, today=TODAY) for one in (NOW, LATER, None)] == [True, False, True]


def test_hard_to_wake_is_asked_with_what_to_do() -> None:
    draft = replace(DRAFT, consciousness="hard_to_wake")
    asked = questions(draft, [], SIGNS, get_checklist().times, on=TODAY)
    assert "1669" in asked[0].advice_th
