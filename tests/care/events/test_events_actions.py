"""Events, pauses and answers as saved, on both databases."""

from collections.abc import Callable
from datetime import UTC, date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.models import Elder
from ltc.care.events.actions import (
    answer_follow_up,
    change_return,
    record_event,
    withdraw_event,
)
from ltc.care.events.models import Event, Pause
from ltc.care.events.queries import pauses, records
from ltc.care.events.queries.follow_ups import follow_ups_of
from ltc.care.events.terms import EventDraft, Facts
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.errors import Conflict, Forbidden, NotFound, RuleViolation
from ltc.foundation.core.zone import at_local
from tests.cast import Cast, elder_draft

TODAY = date(2026, 11, 22)
AT = at_local(TODAY, 12).astimezone(UTC)
Save = Callable[..., Event]


def day(ago: int) -> date:
    """Return the day so many days ago."""
    return TODAY - timedelta(days=ago)


def draft(kind: str = "stroke", ago: int = 0, **over: object) -> EventDraft:
    """Return a complete draft; name what differs."""
    values: dict[str, object] = {
        "operation_id": uuid4(), "kind": kind, "happened_on": day(ago), "precision": "day",
        "told_by": "family",
    }  # fmt: skip
    return EventDraft(**{**values, **over})  # type: ignore[arg-type]


@pytest.fixture
def boonmee(session: Session, cast: Cast) -> Elder:
    """The elder of all tests."""
    return session.get_one(Elder, cast.boonmee_id)


@pytest.fixture
def save(session: Session, cast: Cast, boonmee: Elder) -> Save:
    """Record an event by somebody, malee unless named."""
    moments = iter(range(1000))

    def one(kind: str = "stroke", ago: int = 0, who: str = "malee", **over: object) -> Event:
        return record_event(
            session, boonmee, draft(kind, ago, **over), by=cast.actor(who),
            at=AT + timedelta(seconds=next(moments)), on=TODAY,
        )  # fmt: skip

    return one


def spans(session: Session) -> list[tuple[str, date, date | None]]:
    """Return all stored pauses in order."""
    rows = session.exec(select(Pause).order_by(col(Pause.from_on), col(Pause.until_on))).all()
    return [(row.reason, row.from_on, row.until_on) for row in rows]


class TestRecording:
    """``record_event``."""

    def test_it_is_kept_as_told_and_written_down(self, session: Session, save: Save) -> None:
        saved = save("fall", 1, detail="head", done="โทร 1669", told_by_name="จันทร์")
        session.expire_all()
        row = session.get_one(Event, saved.id)
        assert (row.kind, row.happened_on, row.detail, row.done) == (
            "fall", day(1), "head", "โทร 1669"
        )  # fmt: skip
        entry = session.exec(select(AuditEntry).order_by(sa.desc("seq"))).first()
        assert entry is not None
        assert entry.action == "event.recorded"
        assert entry.changes == {"kind": "fall", "happened_on": str(day(1)), "precision": "day"}

    def test_the_same_operation_is_kept_once(
        self, session: Session, cast: Cast, boonmee: Elder
    ) -> None:
        told = draft()
        first = record_event(session, boonmee, told, by=cast.actor("malee"), at=AT, on=TODAY)
        again = record_event(session, boonmee, told, by=cast.actor("malee"), at=AT, on=TODAY)
        assert again.id == first.id
        assert len(session.exec(select(Event)).all()) == 1

    def test_an_operation_that_says_otherwise_is_refused(self, save: Save) -> None:
        first = save()
        with pytest.raises(RuleViolation, match="already_saved"):
            save(operation_id=first.operation_id, note="อีกอย่าง")
        with pytest.raises(RuleViolation, match="already_saved"):
            save(who="nok", operation_id=first.operation_id)

    @pytest.mark.parametrize("kind", ["death", "move"])
    def test_a_departure_goes_its_own_way(self, save: Save, kind: str) -> None:
        with pytest.raises(RuleViolation, match="is_departure"):
            save(kind)

    def test_nothing_happens_after_death(
        self, session: Session, boonmee: Elder, save: Save
    ) -> None:
        boonmee.died_on = day(3)
        session.flush()
        save(ago=3)
        with pytest.raises(RuleViolation, match="after_death"):
            save(ago=2)

    def test_it_is_never_edited_nor_deleted(self, session: Session, save: Save) -> None:
        row = save()
        row.note = "อีกอย่าง"
        session.add(row)
        with pytest.raises(AssertionError):
            session.flush()
        session.rollback()

    def test_it_is_not_deleted(self, session: Session, save: Save) -> None:
        session.delete(save())
        with pytest.raises(AssertionError):
            session.flush()
        session.rollback()


class TestPauses:
    """What admissions and absences do."""

    def test_an_admission_pauses_until_the_discharge(self, session: Session, save: Save) -> None:
        save("admission", 9, expected_return_on=day(2))
        assert spans(session) == [("hospital", day(9), None)]
        save("discharge", 3)
        assert spans(session) == [("hospital", day(9), day(3))]

    def test_a_discharge_nobody_knew_to_begin_keeps_both(
        self, session: Session, save: Save
    ) -> None:
        row = save("discharge", 1, began_on=day(6), began_about=True)
        beside = session.get_one(Event, row.beside_id)
        assert (beside.kind, beside.happened_on, beside.precision) == (
            "admission", day(6), "about"
        )  # fmt: skip
        assert spans(session) == [("hospital", day(6), day(1))]

    def test_both_on_one_day_are_in_order(self, session: Session, save: Save) -> None:
        save("back", 1, began_on=day(1))
        assert spans(session) == [("away", day(1), day(1))]

    def test_withdrawing_it_withdraws_both(
        self, session: Session, cast: Cast, boonmee: Elder, save: Save
    ) -> None:
        row = save("discharge", 1, began_on=day(6))
        withdraw_event(session, boonmee, row, "ผิดคน", by=cast.actor("malee"), at=AT)
        assert spans(session) == [("hospital", day(6), day(6))]

    def test_withdrawing_the_end_pauses_again(
        self, session: Session, cast: Cast, boonmee: Elder, save: Save
    ) -> None:
        save("admission", 9)
        end = save("discharge", 3)
        withdraw_event(session, boonmee, end, "ยังไม่กลับ", by=cast.actor("malee"), at=AT)
        assert spans(session) == [("hospital", day(9), None)]

    def test_withdrawing_the_beginning_covers_no_day(
        self, session: Session, cast: Cast, boonmee: Elder, save: Save
    ) -> None:
        begin = save("admission", 9)
        withdraw_event(session, boonmee, begin, "ผิดคน", by=cast.actor("malee"), at=AT)
        assert pauses.pause_facts_of(session, [boonmee.id], on=day(5))[boonmee.id].now is None
        save("admission", 5)
        assert pauses.open_pause(session, boonmee.id) is not None

    def test_what_is_told_late_finds_its_place(self, session: Session, save: Save) -> None:
        save("admission", 4)
        save("away", 12)
        assert spans(session) == [("away", day(12), day(4)), ("hospital", day(4), None)]

    def test_many_elders_are_asked_in_one_statement(
        self, session: Session, cast: Cast, boonmee: Elder, save: Save
    ) -> None:
        save("admission", 4)
        other = register_elder(
            session, cast.town_id, elder_draft(cast.community_id, given_name="อื่น"),
            by=cast.actor("malee"), at=AT, on=TODAY,
        )  # fmt: skip
        ids = [boonmee.id, other.id]
        assert list(pauses.paused_on(session, ids, on=TODAY)) == [boonmee.id]
        assert pauses.paused_on(session, ids, on=day(5)) == {}
        assert pauses.paused_on(session, [], on=TODAY) == {}
        found = session.scalars(sa.select(col(Elder.id)).where(pauses.is_paused(TODAY)))
        assert list(found) == [boonmee.id]

    def test_the_desk_lists_who_is_away(
        self, session: Session, cast: Cast, boonmee: Elder, save: Save
    ) -> None:
        save("admission", 4, expected_return_on=day(1))
        row = pauses.list_paused(session, cast.actor("malee"), on=TODAY)[0]
        assert (row.elder.id, row.ask_by.on, row.ask_by.state) == (boonmee.id, day(1), "overdue")
        assert pauses.list_paused(session, cast.actor("nok_elsewhere"), on=TODAY) == []

    def test_the_return_can_be_changed(self, session: Session, cast: Cast, save: Save) -> None:
        pause = pauses.open_pause(session, save("away", 3).elder_id)
        assert pause is not None
        by = cast.actor("malee")
        change_return(session, pause, day(-4), version=pause.version, by=by, at=AT)
        session.flush()
        assert pause.expected_return_on == day(-4)
        with pytest.raises(Conflict):
            change_return(session, pause, None, version=1, by=by, at=AT)
        with pytest.raises(RuleViolation, match="return_early"):
            change_return(session, pause, day(4), version=pause.version, by=by, at=AT)

    def test_a_changed_return_survives_later_events(
        self, session: Session, cast: Cast, save: Save
    ) -> None:
        pause = pauses.open_pause(session, save("away", 3).elder_id)
        assert pause is not None
        change_return(session, pause, day(-4), version=1, by=cast.actor("malee"), at=AT)
        save("fall", 1, detail="unhurt")
        assert pause.expected_return_on == day(-4)

    def test_a_pause_that_is_over_has_no_return(
        self, session: Session, cast: Cast, save: Save
    ) -> None:
        pause = pauses.open_pause(session, save("away", 3).elder_id)
        assert pause is not None
        save("back", 1)
        with pytest.raises(RuleViolation, match="pause_over"):
            change_return(
                session, pause, None, version=pause.version, by=cast.actor("malee"), at=AT
            )


class TestWithdrawing:
    """``withdraw_event``."""

    def test_it_stays_to_be_read_with_the_reason(
        self, session: Session, cast: Cast, boonmee: Elder, save: Save
    ) -> None:
        row = save()
        withdraw_event(session, boonmee, row, "ผิดคน", by=cast.actor("nok"), at=AT)
        assert (row.withdrawn_because, row.withdrawn_by_name) == ("ผิดคน", "นก แสงทอง")
        assert records.happenings(session, boonmee.id) == []
        assert [one.id for one in records.list_events(session, boonmee.id)[0]] == [row.id]
        with pytest.raises(RuleViolation, match="already_withdrawn"):
            withdraw_event(session, boonmee, row, "อีกครั้ง", by=cast.actor("nok"), at=AT)

    def test_a_caregiver_withdraws_her_own_only(
        self, session: Session, cast: Cast, boonmee: Elder, save: Save
    ) -> None:
        hers, other = save(who="som"), save("fall", detail="unhurt")
        withdraw_event(session, boonmee, hers, "ผิดคน", by=cast.actor("som"), at=AT)
        with pytest.raises(Forbidden):
            withdraw_event(session, boonmee, other, "ผิดคน", by=cast.actor("som"), at=AT)


class TestFollowUps:
    """Answers by hand, and many elders at once."""

    def test_an_answer_closes_what_was_asked(
        self, session: Session, cast: Cast, boonmee: Elder, save: Save
    ) -> None:
        row, by = save("bereavement", 2), cast.actor("malee")

        def waiting() -> list[str]:
            found = follow_ups_of(session, [boonmee.id], {}, on=TODAY)
            return [one.code for one in found.get(boonmee.id, [])]

        assert waiting() == ["condolence", "reassess"]
        made = answer_follow_up(session, row, "condolence", "done", "", by=by, at=AT, on=TODAY)
        assert waiting() == ["reassess"]
        again = answer_follow_up(session, row, "condolence", "done", "", by=by, at=AT, on=TODAY)
        assert again.id == made.id
        with pytest.raises(RuleViolation, match="already_answered"):
            answer_follow_up(
                session, row, "condolence", "not_needed", "ไม่อยู่", by=by, at=AT, on=TODAY
            )

    @pytest.mark.parametrize(
        ("code", "outcome", "note", "broken"),
        [
            ("dance", "done", "", "answer_unknown"),
            ("conference", "maybe", "", "answer_unknown"),
            ("conference", "not_needed", " ", "why_missing"),
        ],
    )
    def test_what_is_no_answer(
        self, session: Session, cast: Cast, save: Save, code: str, outcome: str, note: str,
        broken: str,
    ) -> None:  # fmt: skip
        with pytest.raises(RuleViolation, match=broken):
            answer_follow_up(
                session, save(), code, outcome, note, by=cast.actor("malee"), at=AT, on=TODAY
            )

    def test_a_withdrawn_event_asks_nothing(
        self, session: Session, cast: Cast, boonmee: Elder, save: Save
    ) -> None:
        row, by = save(), cast.actor("malee")
        withdraw_event(session, boonmee, row, "ผิดคน", by=by, at=AT)
        assert follow_ups_of(session, [boonmee.id], {}, on=TODAY) == {}
        with pytest.raises(RuleViolation, match="already_withdrawn"):
            answer_follow_up(session, row, "conference", "done", "", by=by, at=AT, on=TODAY)

    def test_facts_of_other_rooms_close_too(
        self, session: Session, boonmee: Elder, save: Save
    ) -> None:
        save("fall", 3, detail="unhurt")
        facts = {boonmee.id: Facts(assessed_on=day(1))}
        assert follow_ups_of(session, [boonmee.id], facts, on=TODAY) == {}


class TestReading:
    """Lists and loaders."""

    def test_pages_go_on_where_the_last_one_ended(
        self, session: Session, boonmee: Elder, save: Save
    ) -> None:
        made = [save(ago=ago) for ago in (1, 5, 5, 3)]
        first, after = records.list_events(session, boonmee.id, limit=2)
        rest, end = records.list_events(session, boonmee.id, after=after, limit=2)
        assert [row.happened_on for row in [*first, *rest]] == [day(1), day(3), day(5), day(5)]
        assert {row.id for row in [*first, *rest]} == {row.id for row in made}
        assert end is None
        assert [row.id for row in records.newest_events(session, boonmee.id, limit=1)] == [
            made[0].id
        ]

    def test_another_town_finds_nothing(self, session: Session, cast: Cast, save: Save) -> None:
        row = save()
        assert records.get_event(session, row.id, cast.actor("som"), on=TODAY).id == row.id
        for who in ("nok_elsewhere", "kham"):
            with pytest.raises(NotFound):
                records.get_event(session, row.id, cast.actor(who), on=TODAY)
