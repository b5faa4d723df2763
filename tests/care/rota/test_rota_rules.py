"""The week's rules as tables: what is wanted, how it is spread, what may be decided."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.cases.rules.frequency import windows
from ltc.care.rota.queries.reference import get_load
from ltc.care.rota.rules.decisions import (
    check_able,
    check_move,
    checked_absence,
    months_words,
)
from ltc.care.rota.rules.load import load_on
from ltc.care.rota.rules.wanted import monday_of, wishes
from ltc.care.rota.rules.week import Facts, derive, order_of_going, spread, with_done
from ltc.care.rota.terms import (
    AbsenceDraft,
    Away,
    House,
    Kept,
    MoveDraft,
    Service,
    TeamPlace,
    Turn,
    Wanted,
    WhyOpen,
)
from ltc.foundation.core.errors import RuleViolation, Unusable

MONDAY = date(2026, 11, 23)
WEEK = tuple(MONDAY + timedelta(days=n) for n in range(7))
SINCE, UNTIL = date(2026, 11, 2), date(2027, 11, 2)
SOM, KHAM = UUID(int=1), UUID(int=2)
WORKDAYS = frozenset(range(5))


def service(times: int, per: str, minutes: int | None = 60) -> Service:
    """A service of anybody."""
    return Service(times, per, minutes, None)


def wanted(
    number: int = 1, minutes: int = 60, community: int = 1, days: range = range(7)
) -> Wanted:
    """A visit of one house, on any of some days of the week."""
    house = House(UUID(int=number + 100), f"บ้าน {number}", f"{number:03}", UUID(int=community), "ช")
    able = tuple(WEEK[n] for n in days)
    return Wanted(house, able[0], able[-1], minutes, None, able)


def somebody(user_id: UUID = SOM, since: date = SINCE, until: date | None = None) -> TeamPlace:
    """A place on a team."""
    return TeamPlace(user_id, "สม", since, until)


def facts(*ones: Wanted, **over: object) -> Facts:
    """A week in which Som goes to every house, unless said otherwise."""
    places = {one.house.elder_id: [somebody()] for one in ones}
    return Facts(ones, **{"places": places, "workdays": WORKDAYS, **over})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ([service(2, "week", 80)],
         [("2026-11-23", "2026-11-26", 80), ("2026-11-27", "2026-11-29", 80)]),
        ([service(1, "week", None)], [("2026-11-23", "2026-11-29", 45)]),
        ([service(1, "day", 30)], [(str(day), str(day), 30) for day in WEEK]),
        ([service(3, "day", 30)], [(str(day), str(day), 30) for day in WEEK]),
        ([service(1, "month", 60)], []),
        ([service(2, "month", 60)], [("2026-11-16", "2026-11-30", 60)]),
        # the rarer one is done at the visit in whose window its own begins
        ([service(2, "week", 80), service(1, "week", 20)],
         [("2026-11-23", "2026-11-26", 100), ("2026-11-27", "2026-11-29", 80)]),
        ([service(1, "week", 20), service(2, "week", 80)],
         [("2026-11-23", "2026-11-26", 100), ("2026-11-27", "2026-11-29", 80)]),
        ([], []),
    ],
    ids=["twice a week", "length not said", "daily", "thrice a day counts once", "not this week",
         "twice a month", "two services", "in whatever order", "none"],
)  # fmt: skip
def test_visits_of_a_week(services: list[Service], expected: list[tuple[str, str, int]]) -> None:
    found = wishes(services, valid_from=SINCE, valid_until=UNTIL, monday=MONDAY, usual_minutes=45)
    assert [(str(one.first), str(one.last), one.minutes) for one in found] == expected


def test_a_plan_that_ends_in_the_week_asks_for_nothing_after_it() -> None:
    found = wishes(
        [service(2, "week")], valid_from=SINCE, valid_until=date(2026, 11, 25), monday=MONDAY,
        usual_minutes=45,
    )  # fmt: skip
    assert [(one.first, one.last) for one in found] == [(MONDAY, date(2026, 11, 24))]


@given(
    times=st.integers(1, 9),
    per=st.sampled_from(["day", "week", "month", "year"]),
    start=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_every_window_belongs_to_exactly_one_week(times: int, per: str, start: date) -> None:
    until = start + timedelta(days=370)
    monday, found = monday_of(start), []
    while monday <= until:
        asked = wishes(
            [service(times, per)], valid_from=start, valid_until=until, monday=monday,
            usual_minutes=45,
        )  # fmt: skip
        found += [one.first for one in asked]
        monday += timedelta(days=7)
    every = windows(times, per, valid_from=start, valid_until=until, since=start, until=until)
    assert sorted(found) == sorted({one.first for one in every})


class TestSpread:
    def test_minutes_are_evened_over_the_workdays(self) -> None:
        share = [(one, one.days) for one in (wanted(n) for n in range(10))]
        days = Counter(spread(share, WORKDAYS).values())
        assert set(days.values()) == {2}
        assert set(days) == set(WEEK[:5])

    def test_a_day_off_only_where_there_is_no_other(self) -> None:
        one = wanted(1, days=range(5, 7))
        assert spread([(one, one.days)], WORKDAYS)[one.key] == WEEK[5]

    def test_a_community_is_visited_on_one_day_when_the_load_allows(self) -> None:
        far = [wanted(n, 30, community=n) for n in (1, 2)]
        near = [wanted(5, 30, 9, range(1)), wanted(6, 0, 9)]
        found = spread([(one, one.days) for one in (*far, *near)], [0])
        assert found[near[1].key] == found[near[0].key]

    @given(
        st.lists(st.tuples(st.integers(10, 200), st.integers(0, 6), st.integers(0, 6)), max_size=20)
    )
    def test_windows_are_kept_and_the_order_of_asking_changes_nothing(
        self, given_: list[tuple[int, int, int]]
    ) -> None:
        ones = [
            wanted(n, minutes, days=range(min(a, b), max(a, b) + 1))
            for n, (minutes, a, b) in enumerate(given_)
        ]
        share = [(one, one.days) for one in ones]
        found = spread(share, WORKDAYS)
        assert all(found[one.key] in one.days for one in ones)
        assert spread(share[::-1], WORKDAYS) == found


class TestWeek:
    def test_who_the_plan_names_goes_else_the_longest_on_the_team(self) -> None:
        one = wanted()
        team = {one.house.elder_id: [somebody(KHAM, date(2025, 1, 1)), somebody(SOM)]}
        assert derive(facts(one, places=team))[0].caregiver_id == KHAM
        named = Wanted(one.house, one.first, one.last, 60, SOM, one.days)
        assert derive(facts(named, places=team))[0].caregiver_id == SOM

    def test_without_a_caregiver_a_visit_waits_in_the_tray(self) -> None:
        [turn] = derive(facts(wanted(), places={}))
        assert (turn.caregiver_id, turn.why_open) == (None, WhyOpen.NO_CAREGIVER)

    def test_a_caregiver_who_leaves_on_wednesday_goes_before(self) -> None:
        one = wanted()
        team = {one.house.elder_id: [somebody(until=WEEK[2])]}
        assert derive(facts(one, places=team, workdays=[2, 3]))[0].day == WEEK[0]

    def test_what_a_person_decided_is_kept(self) -> None:
        one = wanted()
        kept = {one.key: Kept(KHAM, WEEK[3], 2, 5)}
        [turn] = derive(facts(one, kept=kept))
        assert (turn.caregiver_id, turn.day, turn.position, turn.version) == (KHAM, WEEK[3], 2, 5)
        assert turn.own == somebody()

    def test_one_decision_never_shifts_another_visit(self) -> None:
        ones = [wanted(n) for n in range(8)]
        before = {turn.wanted.key: turn.day for turn in derive(facts(*ones))}
        kept = {ones[0].key: Kept(KHAM, WEEK[6], None, 1)}
        away = [Away(SOM, WEEK[1], WEEK[2])]
        after = derive(facts(*ones, kept=kept, away=away))
        assert {t.wanted.key: t.day for t in after if t.wanted.key != ones[0].key} == {
            key: day for key, day in before.items() if key != ones[0].key
        }

    def test_who_is_away_leaves_the_visit_open(self) -> None:
        [turn] = derive(facts(wanted(days=range(1)), away=[Away(SOM, WEEK[0], WEEK[1])]))
        assert (turn.caregiver_id, turn.why_open, turn.day) == (None, WhyOpen.AWAY, WEEK[0])

    def test_a_decision_for_somebody_who_is_now_away_is_open_too(self) -> None:
        one = wanted()
        kept = {one.key: Kept(KHAM, WEEK[3], None, 1)}
        [turn] = derive(facts(one, kept=kept, away=[Away(KHAM, WEEK[3], WEEK[4])]))
        assert turn.why_open == WhyOpen.AWAY

    def test_what_took_place_stands_where_it_took_place(self) -> None:
        one = wanted()
        [turn] = with_done(
            derive(facts(one)), {one.house.elder_id: [(WEEK[4], KHAM)]}, monday=MONDAY
        )
        assert (turn.day, turn.caregiver_id, turn.done_on) == (WEEK[4], KHAM, WEEK[4])

    def test_what_was_kept_in_a_week_before_is_left_out(self) -> None:
        early = MONDAY - timedelta(days=3)
        one = Wanted(wanted().house, early, WEEK[6], 60, None, WEEK)
        turns = derive(facts(one))
        assert with_done(turns, {one.house.elder_id: [(early, None)]}, monday=MONDAY) == []

    def test_a_visit_outside_its_window_does_not_keep_it(self) -> None:
        one = wanted(days=range(2))
        [turn] = with_done(
            derive(facts(one)), {one.house.elder_id: [(WEEK[4], SOM)]}, monday=MONDAY
        )
        assert turn.done_on is None

    def test_the_order_of_going_is_what_was_set_then_house_by_house(self) -> None:
        turns = [
            Turn(wanted(3), SOM, MONDAY),
            Turn(wanted(2), SOM, MONDAY),
            Turn(wanted(9), SOM, MONDAY, 1),
        ]
        names = [turn.wanted.house.full_name for turn in sorted(turns, key=order_of_going)]
        assert names == ["บ้าน 9", "บ้าน 2", "บ้าน 3"]


@pytest.mark.parametrize(
    ("day", "position", "code"),
    [
        (WEEK[3], None, None), (WEEK[3], 1, None), (WEEK[6], 20, None),
        (WEEK[0], None, "day_over"), (WEEK[6] + timedelta(days=1), None, "other_week"),
        (MONDAY - timedelta(days=1), None, "other_week"), (WEEK[3], 0, "position"),
        (WEEK[3], 21, "position"),
    ],
)  # fmt: skip
def test_days_to_which_a_visit_may_be_moved(
    day: date, position: int | None, code: str | None
) -> None:
    draft = MoveDraft(SOM, day, position, 0)
    assert broken(lambda: check_move(draft, monday=MONDAY, on=WEEK[1])) == code


@pytest.mark.parametrize(
    ("has_role", "is_kin", "is_away", "ended_on", "code"),
    [
        (True, False, False, None, None), (False, False, False, None, "no_role"),
        (True, True, False, None, "family_tie"), (True, False, True, None, "is_away"),
        (True, False, False, MONDAY, "certificate_ended"),
    ],
)  # fmt: skip
def test_who_may_go(
    has_role: bool, is_kin: bool, is_away: bool, ended_on: date | None, code: str | None
) -> None:
    def check() -> None:
        check_able(
            "สม", has_role=has_role, is_kin=is_kin, is_away=is_away, ended_on=ended_on,
            field="caregiver",
        )  # fmt: skip

    assert broken(check) == code


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (0, 1, None), (12, 72, None), (-5, 1, None), (3, 4, None),
        (0, 0, "until_before_since"), (0, 61, "too_long"), (-60, -40, "long_over"),
        (10, 12, "already_away"), (8, 30, "already_away"), (12, 13, None), (8, 10, None),
    ],
)  # fmt: skip
def test_absences(since: int, until: int, code: str | None) -> None:
    draft = AbsenceDraft(SOM, "sick", MONDAY + timedelta(since), MONDAY + timedelta(until))
    other = Away(SOM, MONDAY + timedelta(10), MONDAY + timedelta(12))
    assert broken(lambda: checked_absence(draft, [other], on=MONDAY)) == code


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (date(2025, 9, 23), "คนเดิม 14 เดือน"),
        (date(2025, 9, 24), "คนเดิม 13 เดือน"),
        (MONDAY, "เพิ่งเริ่ม"),
    ],
)
def test_how_long_somebody_has_come(since: date, words: str) -> None:
    assert months_words(since, MONDAY) == words


class TestLoad:
    ROW = {
        "valid_from": date(2020, 1, 1), "elders_least": 5, "elders_most": 10, "day_minutes": 360,
        "week_minutes": 1800, "usual_minutes": 60, "workdays": ["mon"], "source": "x",
        "confidence": "U", "note_th": "ไม่แน่ใจ",
    }  # fmt: skip

    def test_the_file_in_use_says_what_is_unsure(self) -> None:
        assert "ยังไม่ยืนยัน" in get_load(MONDAY).note_th

    def test_a_newer_row_takes_over_on_its_day(self) -> None:
        old = self.ROW | {"valid_until": MONDAY}
        new = self.ROW | {"valid_from": MONDAY, "day_minutes": 300}
        table = {"load": [old, new]}
        assert load_on(table, MONDAY).day_minutes == 300
        assert load_on(table, MONDAY - timedelta(days=1)).day_minutes == 360
        assert load_on(table, date(2000, 1, 1)).day_minutes == 360

    @pytest.mark.parametrize(
        "table",
        [{"load": []}, {"load": [ROW, ROW]}, {"load": [ROW | {"workdays": ["monday"]}]},
         {"load": [ROW | {"workdays": []}]}],
        ids=["none", "two", "no such day", "no day"],
    )  # fmt: skip
    def test_a_broken_file_stops_the_start(self, table: dict[str, object]) -> None:
        with pytest.raises(Unusable):
            load_on(table, MONDAY)


def broken(act: object) -> str | None:
    """Return the code of the rule that an act breaks, or None."""
    try:
        act()  # type: ignore[operator]
    except RuleViolation as violation:
        return violation.code
    return None
