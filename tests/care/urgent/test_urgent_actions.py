"""Opening, taking, calling, handing on and closing findings, and their escalation."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.elders.models import Elder
from ltc.care.urgent import actions, queries
from ltc.care.urgent.jobs import write_escalations
from ltc.care.urgent.models import UrgentAct, UrgentFinding
from ltc.care.urgent.terms import CallDraft, FoundBy, HandDraft, Level
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, Forbidden, NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from tests.care.duties.on_call import on_call
from tests.cast import AT, TODAY, Cast


@pytest.fixture
def elder(session: Session, cast: Cast) -> Elder:
    return session.get_one(Elder, cast.boonmee_id)


def found(
    session: Session, elder: Elder, cast: Cast, *, codes: tuple[str, ...] = ("vital.pressure",),
    source_id: UUID | None = None, by: str = "som", at: datetime = AT,
    found_by: FoundBy = FoundBy.VISIT, amends_id: UUID | None = None,
) -> UrgentFinding:  # fmt: skip
    """Open a finding as a visit does."""
    row = actions.open_finding(
        session, elder, found_by=found_by, source_id=source_id or new_id(), codes=codes,
        by=cast.actor(by), at=at, amends_id=amends_id,
    )  # fmt: skip
    assert row is not None
    return row


def acts(session: Session, row: UrgentFinding) -> list[str]:
    return [act.kind for act in queries.list_acts(session, row.id)]


def audited(session: Session, row: UrgentFinding) -> list[str]:
    wanted = select(AuditEntry).where(AuditEntry.object_id == str(row.id))
    entries = session.exec(wanted.order_by(col(AuditEntry.seq))).all()
    return [entry.action for entry in entries]


class TestOpening:
    def test_nothing_urgent_opens_nothing(self, session: Session, elder: Elder, cast: Cast) -> None:
        assert actions.open_finding(
            session, elder, found_by=FoundBy.VISIT, source_id=new_id(), codes=["time.late"],
            by=cast.actor("som"), at=AT,
        ) is None  # fmt: skip

    def test_the_same_visit_opens_one(self, session: Session, elder: Elder, cast: Cast) -> None:
        visit_id = new_id()
        first = found(session, elder, cast, source_id=visit_id)
        assert found(session, elder, cast, source_id=visit_id).id == first.id
        assert audited(session, first) == ["urgent_finding.opened"]

    def test_an_amendment_opens_only_what_is_new(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        first_id = new_id()
        first = found(session, elder, cast, source_id=first_id)
        assert found(session, elder, cast, amends_id=first_id).id == first.id
        more = ("vital.pressure", "seen.consciousness")
        assert found(session, elder, cast, codes=more, amends_id=first_id).id != first.id

    def test_a_worry_is_saved_once(self, session: Session, elder: Elder, cast: Cast) -> None:
        operation_id = new_id()
        for _click in range(2):
            actions.worry(session, elder, "ซึมมาก", operation_id=operation_id,
                          by=cast.actor("som"), at=AT)  # fmt: skip
        assert session.scalar(sa.select(sa.func.count()).select_from(UrgentFinding)) == 1

    def test_a_worry_without_words_is_refused(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        with pytest.raises(RuleViolation, match="words_missing"):
            actions.worry(session, elder, "  ", operation_id=new_id(), by=cast.actor("som"), at=AT)

    def test_what_was_said_stays_out_of_the_audit(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        row = actions.worry(session, elder, "ไม่กินข้าว", operation_id=new_id(),
                            by=cast.actor("som"), at=AT)  # fmt: skip
        entry = session.exec(select(AuditEntry).where(AuditEntry.object_id == str(row.id))).one()
        assert "ไม่กินข้าว" not in str(entry.changes)


class TestTaking:
    def test_of_two_one_wins_and_the_other_reads_who(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        row = found(session, elder, cast)
        actions.take(session, row, by=cast.actor("malee"), at=AT)
        with pytest.raises(Conflict):
            actions.take(session, row, by=cast.actor("nok"), at=AT)
        assert row.taken_by_name == "มาลี ใจงาม"

    def test_twice_by_one_is_once(self, session: Session, elder: Elder, cast: Cast) -> None:
        row = found(session, elder, cast)
        for _click in range(2):
            actions.take(session, row, by=cast.actor("malee"), at=AT)
        assert acts(session, row) == ["taken"]

    def test_two_sessions_at_once(
        self, sessions: sessionmaker[Session], session: Session, elder: Elder, cast: Cast
    ) -> None:
        row_id = found(session, elder, cast).id
        session.commit()
        with sessions() as one:
            actions.take(one, one.get_one(UrgentFinding, row_id), by=cast.actor("malee"), at=AT)
            one.commit()
        stale = session.get_one(UrgentFinding, row_id)
        with pytest.raises(Conflict):
            actions.take(session, stale, by=cast.actor("nok"), at=AT)

    def test_a_caregiver_reads_but_does_not_take(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        row = found(session, elder, cast)
        with pytest.raises(Forbidden):
            actions.take(session, row, by=cast.actor("som"), at=AT)
        for _click in range(2):
            actions.acknowledge(session, row, by=cast.actor("som"), at=AT)
        assert acts(session, row) == ["seen"]
        assert not row.is_taken

    def test_acknowledging_on_duty_takes(self, session: Session, elder: Elder, cast: Cast) -> None:
        row = found(session, elder, cast)
        actions.acknowledge(session, row, by=cast.actor("nok"), at=AT)
        actions.acknowledge(session, row, by=cast.actor("malee"), at=AT)
        assert (row.taken_by_name, acts(session, row)) == ("นก แสงทอง", ["taken", "seen"])


class TestGoingOn:
    def test_a_call_is_written_once(self, session: Session, elder: Elder, cast: Cast) -> None:
        row = found(session, elder, cast)
        draft = CallDraft(new_id(), "care_manager", "no_answer", "โทรสองครั้ง")
        for _click in range(2):
            actions.call(session, row, draft, by=cast.actor("som"), at=AT)
        assert acts(session, row) == ["called"]

    def test_handed_on_it_waits_again(self, session: Session, elder: Elder, cast: Cast) -> None:
        row, later = found(session, elder, cast), AT + timedelta(hours=1)
        actions.take(session, row, by=cast.actor("malee"), at=AT)
        draft = HandDraft(new_id(), cast.users["nok"], "ช่วยไปดู")
        for _click in range(2):
            actions.hand_on(session, row, draft, by=cast.actor("malee"), at=later, on=TODAY)
        assert (row.is_taken, row.for_user_name, row.waiting_since) == (False, "นก แสงทอง", later)
        actions.take(session, row, by=cast.actor("nok"), at=later)
        assert acts(session, row) == ["taken", "handed_on", "taken"]

    @pytest.mark.parametrize(("to", "code"), [("som", "user_unknown"), ("malee", "to_myself"),
                                              ("nok_elsewhere", "user_unknown")])  # fmt: skip
    def test_only_to_a_colleague_on_duty_here(
        self, session: Session, elder: Elder, cast: Cast, to: str, code: str
    ) -> None:
        row = found(session, elder, cast)
        draft = HandDraft(new_id(), cast.users[to], "")
        with pytest.raises(RuleViolation, match=code):
            actions.hand_on(session, row, draft, by=cast.actor("malee"), at=AT, on=TODAY)

    def test_closing_takes_and_ends(self, session: Session, elder: Elder, cast: Cast) -> None:
        row = found(session, elder, cast)
        for _click in range(2):
            actions.close_finding(session, row, "safe", "วัดซ้ำปกติ", by=cast.actor("nok"), at=AT)
        assert (acts(session, row), row.outcome) == (["taken", "closed"], "safe")
        with pytest.raises(Conflict):
            actions.take(session, row, by=cast.actor("malee"), at=AT)
        with pytest.raises(Conflict):
            actions.close_finding(session, row, "hospital", "", by=cast.actor("malee"), at=AT)

    def test_an_act_is_never_edited(self, session: Session, elder: Elder, cast: Cast) -> None:
        row = found(session, elder, cast)
        actions.take(session, row, by=cast.actor("nok"), at=AT)
        act = session.exec(select(UrgentAct)).one()
        act.words = "อื่น"
        with pytest.raises(AssertionError):
            session.flush()


class TestEscalation:
    def test_is_written_once(self, session: Session, elder: Elder, cast: Cast) -> None:
        row = found(session, elder, cast)
        for minutes, expected in ((10, 0), (31, 1), (32, 0), (500, 1), (501, 0)):
            outcome = write_escalations(session, AT + timedelta(minutes=minutes))
            assert outcome == f"escalated {expected}", minutes
        levels = [act.whom for act in queries.list_acts(session, row.id)]
        assert levels == [Level.TEAM, Level.DIRECTOR]
        assert audited(session, row).count("urgent_finding.escalated") == 2

    def test_the_trace_names_who_was_on_call(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        on_call(session, elder.municipality_id, "ป้าศรี")
        on_call(session, cast.elsewhere_id, "คนละเมือง", phone="0899990002")
        row, now = found(session, elder, cast, at=clock.now()), clock.now()
        write_escalations(session, now + timedelta(minutes=45))
        write_escalations(session, now + timedelta(hours=9))
        words = [act.words for act in queries.list_acts(session, row.id)]
        assert words == ["อยู่เวรตอนนั้น: ป้าศรี โทร 0899990001", "ตอนนั้นไม่มีใครอยู่เวร"]

    def test_what_is_in_hand_does_not_go_on(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        row = found(session, elder, cast)
        actions.take(session, row, by=cast.actor("malee"), at=AT)
        assert write_escalations(session, AT + timedelta(days=1)) == "escalated 0"
        assert queries.level_now(row, at=AT + timedelta(days=1)) is None

    def test_the_director_has_counts_only(self, session: Session, elder: Elder, cast: Cast) -> None:
        first, later = found(session, elder, cast), AT + timedelta(hours=5)
        found(session, elder, cast, at=later)
        third = found(session, elder, cast, at=later)
        actions.take(session, third, by=cast.actor("nok"), at=later)
        counts = queries.count_open(session, first.municipality_id, at=later)
        assert (counts.open, counts.waiting, counts.with_director) == (3, 2, 1)


class TestReading:
    def test_nobodys_come_first_then_the_longest_waiting(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        old = found(session, elder, cast)
        new = found(session, elder, cast, at=AT + timedelta(minutes=9))
        actions.take(session, old, by=cast.actor("nok"), at=AT)
        rows, after = queries.list_open(
            session, cast.actor("malee"), on=TODAY, at=AT + timedelta(hours=1)
        )
        assert [row.finding.id for row in rows] == [new.id, old.id]
        assert (rows[0].manager, rows[0].level, after) == ("มาลี ใจงาม", Level.TEAM, None)

    def test_pages_by_key(
        self, session: Session, elder: Elder, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "PAGE", 2)
        made = [found(session, elder, cast, at=AT + timedelta(minutes=n)).id for n in range(5)]
        me, seen, after = cast.actor("malee"), [], None
        for _page in range(3):
            rows, after = queries.list_open(session, me, on=TODAY, at=AT, after=after)
            seen += [row.finding.id for row in rows]
        assert (seen, after) == (made, None)

    @pytest.mark.parametrize("who", ["malee_elsewhere", "nok_elsewhere", "kham", "daughter"])
    def test_others_do_not_see_it(
        self, session: Session, elder: Elder, cast: Cast, who: str
    ) -> None:
        row = found(session, elder, cast)
        with pytest.raises(NotFound):
            queries.get_finding(session, row.id, cast.actor(who), on=TODAY)
        assert queries.list_open(session, cast.actor(who), on=TODAY, at=AT)[0] == []

    def test_health_detail_is_for_its_finder_and_those_on_duty(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        code = {"found_by": FoundBy.ASSESSMENT, "codes": ("8q.suicide_severe",)}
        nurses = found(session, elder, cast, by="nok", **code)  # type: ignore[arg-type]
        own = found(session, elder, cast, by="som", **code)  # type: ignore[arg-type]
        rows, _after = queries.list_open(session, cast.actor("som"), on=TODAY, at=AT)
        assert [row.finding.id for row in rows] == [own.id]
        shown = queries.open_findings_of(session, [elder.id], cast.actor("dr_thee"), at=AT)
        assert {one.id for one in shown[elder.id]} == {nurses.id, own.id}

    def test_many_elders_take_one_statement(
        self, session: Session, elder: Elder, cast: Cast
    ) -> None:
        for _one in range(3):
            found(session, elder, cast)
        asked: list[str] = []

        def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        sa.event.listen(session.get_bind(), "before_cursor_execute", note)
        shown = queries.open_findings_of(session, [elder.id], cast.actor("malee"), at=AT)
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)
        assert (len(shown[elder.id]), len(asked)) == (3, 1)
        assert shown[elder.id][0].waits_for_somebody


def test_the_day_is_utc_aware(session: Session, elder: Elder, cast: Cast) -> None:
    row = found(session, elder, cast, at=datetime(2026, 11, 22, 3, tzinfo=UTC))
    session.expire_all()
    assert row.waiting_since.date() == date(2026, 11, 22)
