"""Writing certificates down and withdrawing them, on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from ltc.care.workforce.actions import withdraw_certificate
from ltc.care.workforce.models import TrainingCertificate
from ltc.care.workforce.queries import CAREGIVER, certificates_of, trainings_of
from ltc.care.workforce.terms import UNKNOWN, Standing
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.errors import Conflict, RuleViolation
from tests.care.workforce.trained import ISSUED, trained
from tests.cast import AT, TODAY, Cast


def entries(session: Session) -> list[AuditEntry]:
    """What the audit knows of certificates."""
    wanted = select(AuditEntry).where(AuditEntry.object_kind == "training_certificate")
    return list(session.exec(wanted).all())


class TestAdd:
    def test_is_kept_as_its_paper_says_and_audited(self, session: Session, cast: Cast) -> None:
        row = trained(session, cast, "som", 400)
        session.expire_all()
        assert (row.hours, row.number, row.issued_on) == (70, "ลพ 7/2568", ISSUED)
        assert row.last_day == TODAY + timedelta(399)
        [entry] = entries(session)
        assert entry.action == "training_certificate.added"
        assert entry.changes["user"] == str(cast.users["som"])
        assert "ลพ" not in str(entry.changes)

    def test_twice_the_same_is_one(self, session: Session, cast: Cast) -> None:
        trained(session, cast, "som")
        with pytest.raises(RuleViolation, match="twice"):
            trained(session, cast, "som", number="อีกเลข")
        assert len(session.exec(select(TrainingCertificate)).all()) == 1

    def test_written_anew_after_a_mistake(self, session: Session, cast: Cast) -> None:
        wrong = trained(session, cast, "som", 10)
        withdraw_certificate(session, wrong, "ปีผิด", by=cast.actor("malee"), at=AT)
        assert trained(session, cast, "som", 400).id != wrong.id

    def test_a_broken_rule_saves_nothing(self, session: Session, cast: Cast) -> None:
        with pytest.raises(RuleViolation, match="hours"):
            trained(session, cast, "som", hours=0)
        assert entries(session) == []


class TestWithdraw:
    def test_stays_with_who_and_why(self, session: Session, cast: Cast) -> None:
        row = trained(session, cast, "som")
        withdraw_certificate(session, row, " ผิดคน ", by=cast.actor("malee"), at=AT)
        session.expire_all()
        assert (row.withdrawn_by_name, row.withdrawn_why) == ("มาลี ใจงาม", "ผิดคน")
        assert [one.action for one in entries(session)][-1] == "training_certificate.withdrawn"

    def test_a_reason_is_needed(self, session: Session, cast: Cast) -> None:
        row = trained(session, cast, "som")
        with pytest.raises(RuleViolation, match="why_missing"):
            withdraw_certificate(session, row, " ", by=cast.actor("malee"), at=AT)

    def test_the_second_reads_that_it_was_done(self, session: Session, cast: Cast) -> None:
        row = trained(session, cast, "som")
        withdraw_certificate(session, row, "ผิดคน", by=cast.actor("malee"), at=AT)
        with pytest.raises(Conflict):
            withdraw_certificate(session, row, "ผิดวัน", by=cast.actor("malee"), at=AT)

    def test_nothing_else_of_it_ever_changes(self, session: Session, cast: Cast) -> None:
        row = trained(session, cast, "som")
        session.commit()
        row.hours = 420
        with pytest.raises(AssertionError, match="never edited"):
            session.flush()
        session.rollback()
        session.delete(row)
        with pytest.raises(AssertionError, match="never deleted"):
            session.flush()


class TestQueries:
    def test_everybody_asked_for_has_an_answer(self, session: Session, cast: Cast) -> None:
        trained(session, cast, "som", 400)
        trained(session, cast, "kham", -1)
        ids = [cast.users[who] for who in ("som", "kham", "nok")]
        found = trainings_of(session, cast.town_id, ids, role=CAREGIVER, on=TODAY)
        assert [found[one].standing for one in ids] == [
            Standing.HOLDS, Standing.ENDED, Standing.NONE,
        ]  # fmt: skip

    def test_one_statement_for_any_number_of_people(self, session: Session, cast: Cast) -> None:
        for who in ("som", "kham"):
            for years in range(3):
                trained(session, cast, who, issued_on=ISSUED - timedelta(400 * years))
        session.expire_all()
        told: list[str] = []
        engine = session.get_bind()
        sa.event.listen(engine, "before_cursor_execute", lambda *given: told.append(given[2]))
        trainings_of(session, cast.town_id, list(cast.users.values()), role=CAREGIVER, on=TODAY)
        assert len(told) == 1

    def test_nobody_and_a_role_without_rules_ask_nothing(
        self, session: Session, cast: Cast
    ) -> None:
        som = cast.users["som"]
        trained(session, cast, "som", -1)
        assert certificates_of(session, cast.town_id, []) == {}
        found = trainings_of(session, cast.town_id, [som], role="care_manager", on=TODAY)
        assert found == {som: UNKNOWN}

    def test_what_another_town_wrote_down_is_theirs(self, session: Session, cast: Cast) -> None:
        trained(session, cast, "som", -1)
        assert certificates_of(session, cast.elsewhere_id, [cast.users["som"]]) == {}

    def test_the_newest_comes_first(self, session: Session, cast: Cast) -> None:
        old = trained(session, cast, "som", issued_on=ISSUED - timedelta(400))
        new = trained(session, cast, "som")
        som = cast.users["som"]
        found = certificates_of(session, cast.town_id, [som])[som]
        assert [one.id for one in found] == [new.id, old.id]
