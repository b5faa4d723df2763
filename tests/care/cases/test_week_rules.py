"""The week of a plan: laid out from the services by law, corrected by hand, nothing dropped."""

from collections import Counter
from dataclasses import replace
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.cases.queries.reference import service_kinds, service_words
from ltc.care.cases.rules.week import (
    DAY_END,
    DAY_START,
    Slot,
    Week,
    arranged,
    checked_day,
    checked_move,
    doer_of,
    laid_out,
    spread,
    times_a_week,
)
from ltc.care.cases.terms import Per, ServiceLine
from ltc.foundation.core.errors import RuleViolation

KINDS = service_kinds()
FIRST, SECOND, THIRD = (UUID(int=number) for number in (1, 2, 3))


def line(line_id: UUID, times: int, per: str = "week", **over: object) -> ServiceLine:
    """A service of the caregiver, an hour long; name what differs."""
    values = {"kind": "daily_living", "doer_role": "caregiver", "minutes": 60, **over}
    return ServiceLine(text="", doer_user_id=None, times=times, per=per, line_id=line_id, **values)  # type: ignore[arg-type]


def named(slots: list[Slot]) -> list[Slot]:
    """Slots as they come from the database, each with its id."""
    return [replace(slot, slot_id=UUID(int=1000 + place)) for place, slot in enumerate(slots)]


def week(services: list[ServiceLine], by_hand: tuple[Slot, ...] = ()) -> Week:
    """The whole week: what was placed by hand, and what is laid beside it."""
    laid = laid_out(services, by_hand, KINDS)
    return arranged(services, named([*by_hand, *laid]), KINDS)


@pytest.mark.parametrize(
    ("times", "days"),
    [
        (0, []),
        (1, [0]),
        (2, [0, 3]),
        (3, [0, 2, 4]),
        (7, [*range(7)]),
        (9, [0, 0, 1, 2, 3, 3, 4, 5, 6]),
    ],
)
def test_visits_are_spread_over_the_days(times: int, days: list[int]) -> None:
    assert spread(times) == days


def test_what_is_done_daily_is_done_every_day_at_its_usual_hours() -> None:
    found = week([line(FIRST, 3, "day", kind="food", minutes=30)])
    assert Counter(slot.weekday for slot in found.slots) == dict.fromkeys(range(7), 3)
    assert {slot.times_th for slot in found.slots} == {
        "07:00–07:30", "11:30–12:00", "17:00–17:30"
    }  # fmt: skip


def test_services_by_the_month_have_no_place_in_a_week() -> None:
    assert week([line(FIRST, 2, "month"), line(SECOND, 1, "once")]) == Week((), (), ())


def test_one_pair_of_hands_works_one_after_the_other() -> None:
    found = week([line(FIRST, 2), line(SECOND, 2)])
    assert [(one.weekday, one.times_th) for one in found.slots] == [
        (0, "08:00–09:00"), (0, "09:00–10:00"), (3, "08:00–09:00"), (3, "09:00–10:00"),
    ]  # fmt: skip


def test_who_comes_does_all_in_one_visit() -> None:
    found = week([line(FIRST, 1), line(SECOND, 1, kind="wound", minutes=30)])
    assert [one.times_th for one in found.slots] == ["08:00–09:00", "09:00–09:30"]


def test_two_people_may_come_at_the_same_hour() -> None:
    found = week([line(FIRST, 1), line(SECOND, 1, doer_role="relative")])
    assert [one.times_th for one in found.slots] == ["08:00–09:00"] * 2


def test_somebody_outside_the_team_has_hands_of_their_own() -> None:
    given_by = line(SECOND, 1, referred_to="วัด")
    assert [one.times_th for one in week([line(FIRST, 1), given_by]).slots] == ["08:00–09:00"] * 2


def test_what_finds_no_place_is_listed() -> None:
    whole_day = line(FIRST, 1, "day", minutes=DAY_END - DAY_START)
    found = week([whole_day, line(SECOND, 2)])
    assert found.unplaced == ((line(SECOND, 2), 2),)


class TestByHand:
    MOVED = Slot(1, 14 * 60, 60, FIRST, is_by_hand=True)

    def test_stays_when_services_change(self) -> None:
        before = week([line(FIRST, 2)], (self.MOVED,))
        after = week([line(FIRST, 2), line(SECOND, 7, "day", minutes=30)], (self.MOVED,))
        assert self.MOVED in before.slots
        assert self.MOVED in after.slots
        assert len([one for one in after.slots if one.line_id == FIRST]) == 2

    def test_takes_the_place_of_the_nearest_day(self) -> None:
        assert [one.weekday for one in week([line(FIRST, 2)], (self.MOVED,)).slots] == [1, 3]

    @pytest.mark.parametrize(
        ("services", "why"),
        [
            ([], "ไม่มีบริการนี้"),
            ([line(FIRST, 1, "month")], "ไม่มีบริการนี้"),
            ([line(FIRST, 2, minutes=601)], "เลย 24:00"),
        ],
    )
    def test_what_no_longer_fits_is_listed_not_dropped(
        self, services: list[ServiceLine], why: str
    ) -> None:
        found = week(services, (self.MOVED,))
        assert self.MOVED.line_id not in {one.line_id for one in found.slots if one.is_by_hand}
        assert why in found.leftovers[0].why_th

    def test_one_too_many_is_listed(self) -> None:
        second = replace(self.MOVED, weekday=4)
        found = week([line(FIRST, 1)], (self.MOVED, second))
        assert (found.slots, [left.slot for left in found.leftovers]) == ((self.MOVED,), [second])

    def test_a_shared_hour_of_one_pair_of_hands_is_listed(self) -> None:
        other = replace(self.MOVED, line_id=SECOND)
        found = week([line(FIRST, 1), line(SECOND, 1)], (self.MOVED, other))
        assert [left.slot for left in found.leftovers] == [other]
        assert [one.line_id for one in found.slots] == [SECOND, FIRST]  # laid again elsewhere

    def test_a_service_that_takes_longer_takes_longer_there_too(self) -> None:
        found = week([line(FIRST, 1, minutes=90)], (self.MOVED,))
        assert found.slots[0].times_th == "14:00–15:30"


class TestMove:
    SERVICES = [line(FIRST, 1), line(SECOND, 1), line(THIRD, 1, "day", doer_role="relative")]

    def moved(self, line_id: UUID, weekday: int, start: int) -> Slot:
        now = week(self.SERVICES)
        slot = next(one for one in now.slots if one.line_id == line_id)
        return checked_move(self.SERVICES, now, slot, weekday, start, KINDS)

    def test_goes_where_it_is_put(self) -> None:
        found = self.moved(FIRST, 6, 20 * 60)
        assert (found.weekday, found.start, found.is_by_hand) == (6, 1200, True)

    @pytest.mark.parametrize(
        ("line_id", "weekday", "start", "code"),
        [
            (FIRST, 7, 600, "day_unknown"),
            (FIRST, -1, 600, "day_unknown"),
            (FIRST, 0, 9 * 60 + 30, "doer_busy"),
            (FIRST, 0, 5 * 60, "outside_day"),
            (FIRST, 0, 23 * 60 + 1, "outside_day"),
            (THIRD, 3, 600, "daily_stays"),
        ],
    )
    def test_refused(self, line_id: UUID, weekday: int, start: int, code: str) -> None:
        with pytest.raises(RuleViolation) as found:
            self.moved(line_id, weekday, start)
        assert found.value.code == code


def test_only_hours_of_the_table_are_kept_of_a_day() -> None:
    assert checked_day({"6": "ตื่น", "5": "ยังหลับ", "24": "เที่ยงคืน", "7": ""}) == {"6": "ตื่น"}


services_drawn = st.lists(
    st.builds(
        ServiceLine, kind=st.sampled_from(sorted(service_words())), text=st.just(""),
        doer_role=st.sampled_from(["caregiver", "nurse", "relative"]), doer_user_id=st.none(),
        times=st.integers(1, 12), per=st.sampled_from(Per).map(str),
        minutes=st.none() | st.integers(1, 300), line_id=st.uuids(),
        referred_to=st.sampled_from(["", "วัด"]),
    ),
    max_size=6, unique_by=lambda one: one.line_id,
)  # fmt: skip
hands_drawn = st.lists(
    st.tuples(st.integers(0, 6), st.integers(DAY_START, DAY_END - 1), st.integers(0, 6)), max_size=5
)


@given(services_drawn, hands_drawn)
def test_laws_of_every_week(services: list[ServiceLine], hands: list[tuple[int, int, int]]) -> None:
    """Each service its times, placed or listed; no two at once; in the day; hand-made kept."""
    by_hand = tuple(
        Slot(weekday, start, 30, services[place % len(services)].line_id or FIRST, is_by_hand=True)
        for weekday, start, place in hands
        if services
    )
    found = week(services, by_hand)
    placed = Counter(one.line_id for one in found.slots)
    short = {one.line_id: count for one, count in found.unplaced}
    for one in services:
        assert placed[one.line_id] + short.get(one.line_id, 0) == times_a_week(one)
    doers = {one.line_id: doer_of(one) for one in services}
    for one, other in combinations(found.slots, 2):
        if doers[one.line_id] == doers[other.line_id] and one.weekday == other.weekday:
            assert one.end <= other.start
    assert all(one.start >= DAY_START and one.end <= DAY_END for one in found.slots)
    kept = sum(one.is_by_hand for one in found.slots)
    assert kept + len(found.leftovers) == len(by_hand)
    assert week(services, by_hand) == found


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["day", "week"])), max_size=3))
def test_an_ordinary_week_has_room_for_all(wanted: list[tuple[int, str]]) -> None:
    """At most nine hours of one pair of hands on a day always find their place."""
    services = [line(UUID(int=place), times, per) for place, (times, per) in enumerate(wanted, 1)]
    assert week(services).unplaced == ()
