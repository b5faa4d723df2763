"""The latest of each elder, histories, counts: the same on both databases, in few statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.actions.record import amend_assessment, record_assessment
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries import latest, records, story
from ltc.care.assessment.terms import DependencyGroup
from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.models import Elder
from ltc.foundation.core.actor import system_actor
from ltc.foundation.core.errors import NotFound
from tests.care.assessment.drafts import barthel, day, draft
from tests.cast import AT, TODAY, Cast, elder_draft


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """Collect the statements that the database was asked."""
    seen: list[str] = []
    engine = session.get_bind()

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


class Town:
    """Elders with totals, recorded by the nurse or by the caregiver as a screening."""

    def __init__(self, session: Session, cast: Cast) -> None:
        self.session, self.cast = session, cast

    def elder(self, name: str, born_on: date | None = date(1940, 1, 1)) -> Elder:
        """Register another elder."""
        made = elder_draft(
            self.cast.community_id, given_name=name, born_on=born_on,
            birth_precision="day" if born_on else "unknown",
        )  # fmt: skip
        return register_elder(
            self.session, self.cast.town_id, made, by=self.cast.actor("nok"), at=AT, on=TODAY
        )

    def barthel(
        self, elder: Elder, total: int, on: str = "2026-11-01", *, at: datetime = AT,
        is_formal: bool = True,
    ) -> Assessment:  # fmt: skip
        """Record a Barthel."""
        purpose, who = ("formal", "nok") if is_formal else ("screening", "som")
        sent = draft(answers=barthel(total), assessed_on=day(on), purpose=purpose)
        row = record_assessment(self.session, elder, sent, by=self.cast.actor(who), at=at, on=TODAY)
        self.session.flush()
        return row


@pytest.fixture
def town(session: Session, cast: Cast) -> Town:
    """The town, ready to be assessed."""
    return Town(session, cast)


class TestLatestFormal:
    def test_newest_day_counts(self, town: Town) -> None:
        elder = town.elder("แก้ว")
        new = town.barthel(elder, 9, "2026-11-01")
        town.barthel(elder, 15, "2026-05-01", at=AT + timedelta(1))
        assert latest.latest_formal(town.session, elder.id) == new

    def test_of_one_day_the_one_recorded_last_counts(self, town: Town) -> None:
        elder = town.elder("แก้ว")
        town.barthel(elder, 9, at=AT)
        new = town.barthel(elder, 12, at=AT + timedelta(minutes=1))
        assert latest.latest_formal(town.session, elder.id) == new

    def test_of_one_instant_the_later_id_counts(self, town: Town) -> None:
        elder = town.elder("แก้ว")
        both = [town.barthel(elder, 9), town.barthel(elder, 12)]
        assert latest.latest_formal(town.session, elder.id) == max(both, key=lambda r: r.id)

    def test_as_of_a_day(self, town: Town) -> None:
        elder = town.elder("แก้ว")
        old = town.barthel(elder, 15, "2026-05-01")
        town.barthel(elder, 9, "2026-11-01")
        assert latest.latest_formal(town.session, elder.id, until=day("2026-10-31")) == old

    def test_all_ways_to_ask_agree(self, town: Town) -> None:
        elders = [town.elder(name) for name in ("ก้อน", "ขาว", "คำ")]
        for number, elder in enumerate(elders):
            town.barthel(elder, 10 + number, "2026-05-01")
            town.barthel(elder, 8 + number, at=AT)
            town.barthel(elder, 7 + number, at=AT + timedelta(1))
            town.barthel(elder, 2, "2026-11-20", is_formal=False)
        one_by_one = {e.id: latest.latest_formal(town.session, e.id) for e in elders}
        at_once = latest.latest_formal_of(town.session, [e.id for e in elders])
        of_all = {r[0]: r[1] for r in town.session.execute(latest.latest_formal_select())}
        assert at_once == one_by_one
        assert of_all == {elder_id: row.id for elder_id, row in one_by_one.items() if row}

    def test_of_many_is_one_statement(self, town: Town) -> None:
        elders = [town.elder(name) for name in ("ก้อน", "ขาว", "คำ")]
        for elder in elders:
            town.barthel(elder, 9)
        with statements(town.session) as seen:
            latest.latest_formal_of(town.session, [e.id for e in elders])
        assert len(seen) == 1

    def test_of_nobody_asks_nothing(self, town: Town) -> None:
        assert latest.latest_formal_of(town.session, []) == {}
        assert records.histories_of(town.session, []) == {}


class TestHistories:
    def test_are_oldest_first_and_limited(self, town: Town) -> None:
        elder = town.elder("แก้ว")
        for month in (3, 1, 2):
            town.barthel(elder, 10 + month, f"2026-0{month}-01")
        found = records.histories_of(town.session, [elder.id], limit=2)
        assert [one.total for one in found[elder.id]] == [12, 13]

    def test_leave_out_what_was_amended(self, town: Town) -> None:
        elder = town.elder("แก้ว")
        row = town.barthel(elder, 9)
        sent = draft(answers=barthel(10), assessed_on=row.assessed_on)
        by = town.cast.actor("nok")
        amend_assessment(town.session, elder, row, sent, reason="กดผิดข้อ", by=by, at=AT, on=TODAY)
        both = records.history(town.session, elder.id, "barthel", with_superseded=True)
        valid = records.histories_of(town.session, [elder.id])[elder.id]
        assert (len(both), [one.total for one in valid]) == (2, [10])

    def test_are_one_statement(self, town: Town) -> None:
        elders = [town.elder(name) for name in ("ก้อน", "ขาว")]
        for elder in elders:
            town.barthel(elder, 9)
        with statements(town.session) as seen:
            found = records.histories_of(town.session, [e.id for e in elders])
        assert (len(seen), len(found)) == (1, 2)

    def test_latest_of_each_instrument(self, town: Town) -> None:
        elder = town.elder("แก้ว")
        town.barthel(elder, 9, "2026-05-01")
        new = town.barthel(elder, 12, is_formal=False)
        sent = draft("amt")
        amt = record_assessment(
            town.session, elder, sent, by=town.cast.actor("nok"), at=AT, on=TODAY
        )
        assert latest.latest_of_each(town.session, elder.id, system_actor("test")) == {
            "barthel": new,
            "amt": amt,
        }


class TestCounts:
    @pytest.fixture
    def counted(self, town: Town) -> Town:
        """Eleven and twelve on the border, a dead, a young, an unassessed, a lay score."""
        for name, total in (("ก้อน", 11), ("ขาว", 12), ("คำ", 3)):
            town.barthel(town.elder(name), total)
        dead = town.elder("จันทร์")
        town.barthel(dead, 3)
        dead.died_on = TODAY
        town.barthel(town.elder("ชื่น", date(1990, 1, 1)), 3)
        town.barthel(town.elder("ดำ"), 3, is_formal=False)
        town.elder("ตา")
        town.session.flush()
        return town

    def test_dependent_are_those_up_to_eleven(self, counted: Town) -> None:
        n = latest.count_dependent(counted.session, counted.cast.town_id, on=TODAY)
        assert n == 2

    def test_another_town_counts_its_own(self, counted: Town) -> None:
        assert latest.count_dependent(counted.session, counted.cast.elsewhere_id, on=TODAY) == 0

    def test_groups_by_community(self, counted: Town) -> None:
        found = latest.count_groups(counted.session, counted.cast.town_id, on=TODAY)
        assert {(one.community_id, one.group, one.count) for one in found} == {
            (counted.cast.community_id, DependencyGroup.BED_BOUND, 1),
            (counted.cast.community_id, DependencyGroup.HOME_BOUND, 1),
            (counted.cast.community_id, DependencyGroup.SOCIAL, 1),
        }

    def test_as_of_a_day_before_is_none(self, counted: Town) -> None:
        n = latest.count_dependent(counted.session, counted.cast.town_id, on=day("2026-10-31"))
        assert n == 0

    def test_are_one_statement(self, counted: Town) -> None:
        with statements(counted.session) as seen:
            latest.count_groups(counted.session, counted.cast.town_id, on=TODAY)
        assert len(seen) == 1


class TestWaiting:
    def test_open_alerts_until_acknowledged(self, town: Town) -> None:
        elder = town.elder("แก้ว")
        answers = {f"q{n}": 0 for n in range(1, 9)} | {"q9": 1}
        row = record_assessment(
            town.session, elder, draft("9q", answers), by=town.cast.actor("nok"), at=AT, on=TODAY
        )
        town.session.flush()
        assert list(latest.list_open_alerts(town.session, town.cast.town_id)) == [row]
        row.safety_seen_at = AT
        town.session.flush()
        assert list(latest.list_open_alerts(town.session, town.cast.town_id)) == []

    def test_wanting_formal_until_there_is_one(self, town: Town) -> None:
        elder = town.elder("แก้ว")
        row = town.barthel(elder, 9, is_formal=False)
        assert list(latest.list_wanting_formal(town.session, town.cast.town_id)) == [row]
        town.barthel(elder, 9)
        assert list(latest.list_wanting_formal(town.session, town.cast.town_id)) == []


class TestOne:
    def test_is_found_by_those_who_see_the_elder(self, town: Town) -> None:
        elder = town.session.get(Elder, town.cast.boonmee_id)
        assert elder
        row = town.barthel(elder, 9)
        for who in ("nok", "som", "daughter"):
            by = town.cast.actor(who)
            assert records.get_assessment(town.session, row.id, by, on=TODAY) == row

    @pytest.mark.parametrize("who", ["kham", "nok_elsewhere", "director"])
    def test_is_not_found_by_others(self, town: Town, who: str) -> None:
        elder = town.session.get(Elder, town.cast.boonmee_id)
        assert elder
        row = town.barthel(elder, 9)
        with pytest.raises(NotFound):
            records.get_assessment(town.session, row.id, town.cast.actor(who), on=TODAY)

    def test_story_asks_as_often_for_a_long_history(self, town: Town) -> None:
        elder = town.elder("แก้ว")
        first = town.barthel(elder, 9, "2026-01-01")
        with statements(town.session) as few:
            story.story_of(town.session, first)
        for month in range(2, 10):
            row = town.barthel(elder, 9 + month % 2, f"2026-0{month}-01")
        with statements(town.session) as many:
            story.story_of(town.session, row)
        assert len(many) == len(few)

    def test_is_compared_with_what_stands_before_it_only(self, town: Town) -> None:
        elder = town.elder("แก้ว")
        middle = town.barthel(elder, 9, "2026-06-01")
        old = town.barthel(elder, 15, "2026-01-01")
        town.barthel(elder, 3, "2026-11-01")
        assert story.story_of(town.session, middle).previous == old


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_indexes_answer_the_two_main_questions(town: Town) -> None:
    elder = town.elder("แก้ว")
    town.barthel(elder, 9)
    plans = {
        "ix_assessment_latest": sa.select(col(Elder.id)).join(
            Assessment, col(Assessment.id) == latest.latest_formal_id(col(Elder.id))
        ),
        "ix_assessment_history": sa.select(col(Assessment.id))
        .where(col(Assessment.elder_id) == elder.id, col(Assessment.instrument) == "barthel")
        .order_by(*records.newest_first()),
    }
    for index, wanted in plans.items():
        text = wanted.compile(
            town.session.get_bind(), compile_kwargs={"literal_binds": True}
        ).string
        lines = [row[3] for row in town.session.execute(sa.text("EXPLAIN QUERY PLAN " + text))]
        assert any(index in line for line in lines), lines
