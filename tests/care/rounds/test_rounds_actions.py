"""Planning rounds, keeping volunteers, saving sheets: on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.queries.latest import count_dependent, latest_formal
from ltc.care.cases.actions.cases import open_case
from ltc.care.cases.terms import CaseDraft
from ltc.care.elders.models import Elder
from ltc.care.rounds.actions.followup import decide_not_now
from ltc.care.rounds.actions.plan import change_round, plan_round
from ltc.care.rounds.actions.sheets import SheetWrong
from ltc.care.rounds.actions.volunteers import (
    add_volunteer,
    change_volunteer,
    end_volunteer,
    give_houses,
)
from ltc.care.rounds.models import ScreeningContact, VolunteerHousehold
from ltc.care.rounds.queries import followup, people, progress, volunteers
from ltc.care.rounds.queries.cards import cards_of
from ltc.care.rounds.queries.people import Whose
from ltc.care.rounds.queries.rounds import get_round
from ltc.care.rounds.queries.steps import steps_of
from ltc.care.rounds.terms import VolunteerDraft
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from tests.care.rounds.screened import LOW, MET_ON, Screening, begin, round_draft, row
from tests.cast import AT, TODAY, Cast


@pytest.fixture
def screening(session: Session, cast: Cast) -> Screening:
    """A round, begun."""
    return begin(session, cast)


def results(session: Session) -> list[Assessment]:
    """Every screening result."""
    return list(session.exec(select(Assessment).where(Assessment.purpose == "screening")).all())


def contact(session: Session) -> ScreeningContact:
    """The one thing that happened."""
    session.expire_all()
    return session.exec(select(ScreeningContact)).one()


class TestRound:
    def test_a_round_keeps_the_instrument_of_each_domain(self, screening: Screening) -> None:
        assert screening.round.instruments["movement"] == "tug"
        assert len(screening.round.instruments) == 9

    def test_two_rounds_have_two_names(self, screening: Screening) -> None:
        with pytest.raises(RuleViolation, match="name_taken"):
            plan_round(screening.session, screening.cast.town_id, round_draft(),
                       by=screening.cast.actor("malee"), at=AT)  # fmt: skip

    def test_changing_a_round_keeps_its_instruments(self, screening: Screening) -> None:
        screening.round.instruments = {"movement": "amt"}  # as planned once, by another list
        screening.session.flush()
        change_round(screening.session, screening.round, round_draft(domains=("movement", "mood")),
                     version=screening.round.version,
                     by=screening.cast.actor("malee"), at=AT)  # fmt: skip
        assert screening.round.instruments == {"mood": "2q", "movement": "amt"}

    def test_a_lost_race_is_told(self, screening: Screening) -> None:
        with pytest.raises(Conflict):
            change_round(screening.session, screening.round, round_draft(), version=99,
                         by=screening.cast.actor("malee"), at=AT)  # fmt: skip

    def test_another_town_has_no_such_round(self, screening: Screening) -> None:
        with pytest.raises(NotFound):
            get_round(screening.session, screening.round.id, screening.cast.actor("nok_elsewhere"))


class TestWhoIsMeant:
    def test_sixty_on_the_first_day_and_living_here(self, screening: Screening) -> None:
        screening.person("พอดี", born_on=date(1966, 10, 1))
        screening.person("ขาดวัน", born_on=date(1966, 10, 2))
        gone = screening.person("จากไป")
        gone.died_on = date(2026, 11, 1)
        away = screening.person("ย้าย")
        away.moved_away_on = date(2026, 11, 1)
        screening.session.flush()
        assert screening.names() == ["นายพอดี ใจดี", "นายบุญมี ใจดี"]

    def test_another_town_sees_nobody(self, screening: Screening) -> None:
        assert screening.names(username="nok_elsewhere") == []

    def test_a_role_with_counts_only_sees_nobody(self, screening: Screening) -> None:
        assert screening.names(username="director") == []

    def test_a_list_goes_house_by_house(self, screening: Screening) -> None:
        screening.person("สิบ", house_no="10")
        screening.person("สอง", house_no="2")
        assert screening.names() == ["นายสอง ใจดี", "นายสิบ ใจดี", "นายบุญมี ใจดี"]

    def test_a_volunteer_has_their_houses_and_nobody_else(self, screening: Screening) -> None:
        screening.person("ไกล", house_no="70", lane="ซอย 9")
        mine = Whose(volunteer_id=screening.volunteer.id)
        free = Whose(community_id=screening.cast.community_id, without_volunteer=True)
        assert screening.names(mine) == ["นายบุญมี ใจดี"]
        assert screening.names(free) == ["นายไกล ใจดี"]

    def test_nobody_is_in_a_list_that_is_nobodys(self, screening: Screening) -> None:
        assert screening.names(Whose()) == []


class TestSheet:
    def test_results_are_screenings_of_the_day_by_the_volunteer(self, screening: Screening) -> None:
        saved = screening.save(row(screening.cast.boonmee_id, daily="20", mood="00", movement="๑๔"))
        assert (saved.rows, saved.results, saved.positive, saved.low_adl) == (1, 3, 1, 0)
        found = results(screening.session)
        assert {one.instrument for one in found} == {"barthel", "2q", "tug"}
        assert {(one.assessor_name, one.assessor_role, one.assessor_id) for one in found} == {
            ("แดง ใจบุญ", "volunteer", None)
        }
        assert {one.assessed_on for one in found} == {MET_ON}
        assert contact(screening.session).outcome == "met"

    def test_an_official_who_went_is_the_rater(self, screening: Screening) -> None:
        screening.save(row(screening.cast.boonmee_id, daily="20"), volunteer_id=None)
        assert results(screening.session)[0].assessor_id == screening.cast.users["malee"]

    def test_screening_never_moves_the_dependency_group(self, screening: Screening) -> None:
        screening.save(row(screening.cast.boonmee_id, daily=LOW))
        assert latest_formal(screening.session, screening.cast.boonmee_id) is None
        assert count_dependent(screening.session, screening.cast.town_id, on=TODAY) == 0

    def test_one_wrong_cell_saves_nothing_and_is_named(self, screening: Screening) -> None:
        other = screening.person("แก้ว")
        rows = (row(screening.cast.boonmee_id, daily="20"), row(other.id, daily="15", mood="7"))
        with pytest.raises(SheetWrong) as refused:
            screening.save(*rows)
        assert {(one.elder_id, one.domain) for one in refused.value.wrongs} == {
            (other.id, "daily"), (other.id, "mood"),
        }  # fmt: skip
        assert results(screening.session) == []

    def test_the_same_sheet_sent_twice_is_saved_once(self, screening: Screening) -> None:
        draft = screening.sheet(row(screening.cast.boonmee_id, daily="20"))
        screening.save_draft(draft)
        assert screening.save_draft(draft).rows == 0
        assert len(results(screening.session)) == 1

    def test_a_row_that_somebody_else_saved_meanwhile_is_refused(
        self, screening: Screening
    ) -> None:
        screening.save(row(screening.cast.boonmee_id, daily="20"))
        with pytest.raises(SheetWrong, match="sheet_wrong"):
            screening.save(row(screening.cast.boonmee_id, daily="19"))

    def test_somebody_not_met_is_met_later(self, screening: Screening) -> None:
        screening.save(row(screening.cast.boonmee_id, "not_met"))
        screening.save(row(screening.cast.boonmee_id, daily="20", seen=1), met_on=TODAY)
        found = contact(screening.session)
        assert (found.outcome, found.met_on, found.version) == ("met", TODAY, 2)

    def test_a_person_elsewhere_is_no_row_of_ours(self, screening: Screening) -> None:
        with pytest.raises(SheetWrong):
            screening.save(row(new_id(), daily="20"))

    def test_the_doctor_reads_and_does_not_type(self, screening: Screening) -> None:
        with pytest.raises(SheetWrong):
            screening.save_draft(
                screening.sheet(row(screening.cast.boonmee_id, daily="20")), "dr_thee"
            )

    def test_a_volunteer_of_another_town_cannot_be_named(self, screening: Screening) -> None:
        with pytest.raises(NotFound):
            screening.save(row(screening.cast.boonmee_id, daily="20"), volunteer_id=new_id())

    def test_an_empty_sheet_is_no_sheet(self, screening: Screening) -> None:
        with pytest.raises(RuleViolation, match="nothing_typed"):
            screening.save(row(screening.cast.boonmee_id))

    def test_a_row_of_dashes_says_nothing(self, screening: Screening) -> None:
        with pytest.raises(RuleViolation, match="nothing_typed"):
            screening.save(row(screening.cast.boonmee_id, daily="-"))

    def test_the_audit_names_the_clerk_and_holds_no_score(self, screening: Screening) -> None:
        screening.save(row(screening.cast.boonmee_id, daily=LOW))
        entries = screening.session.exec(
            select(AuditEntry)
            .where(col(AuditEntry.elder_id) == screening.cast.boonmee_id)
            .order_by(col(AuditEntry.seq).desc())
            .limit(2)
        ).all()
        assert {one.action for one in entries} == {"screening_contact.noted", "assessment.imported"}
        assert {one.actor_name for one in entries} == {"มาลี ใจงาม"}
        assert all("7" not in str(one.changes.get("total", "")) for one in entries)

    def test_twenty_rows_take_as_many_statements_as_two(self, screening: Screening) -> None:
        people_ = [screening.person(f"คน{n}", house_no=str(n)) for n in range(1, 19)]
        screening.session.flush()
        assert _count(screening, people_[:2]) == _count(screening, people_[2:])


def _count(screening: Screening, elders: list[Elder]) -> int:
    asked: list[str] = []
    connection = screening.session.connection()

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    sa.event.listen(connection, "before_cursor_execute", note)
    screening.save(*(row(elder.id, daily="20", mood="0") for elder in elders))
    sa.event.remove(connection, "before_cursor_execute", note)
    return len(asked)


class TestProgress:
    def test_counts_by_community_and_domain(self, screening: Screening) -> None:
        one, two, three = (screening.person(name) for name in ("ก้อน", "ขิง", "คำ"))
        screening.save(
            row(screening.cast.boonmee_id, daily=LOW, mood="00"), row(one.id, daily="20"),
            row(two.id, "refused"), row(three.id, "not_met"),
        )  # fmt: skip
        found = progress.progress_of(screening.session, screening.round, on=TODAY)
        part = found.communities[screening.cast.community_id]
        assert (part.meant, part.met, part.refused, part.not_met, part.percent) == (4, 2, 1, 1, 50)
        assert part.waiting == 1
        assert found.domains["daily"] == progress.Cell(2, 1)
        assert found.cells[screening.cast.community_id, "mood"] == progress.Cell(1, 0)
        assert found.whole.meant == 4

    def test_an_ordinary_screening_of_those_days_counts_too(self, screening: Screening) -> None:
        screening.save(row(screening.cast.boonmee_id, daily="20"))
        screening.save(row(screening.cast.boonmee_id, daily=LOW, seen=1))
        found = progress.progress_of(screening.session, screening.round, on=TODAY)
        assert found.domains["daily"] == progress.Cell(1, 1)

    def test_results_of_last_year_stand_beside_and_do_not_count(self, screening: Screening) -> None:
        last = plan_round(
            screening.session, screening.cast.town_id,
            round_draft(name="ปีก่อน", starts_on=date(2025, 10, 1), ends_on=date(2026, 1, 31)),
            by=screening.cast.actor("malee"), at=AT,
        )  # fmt: skip
        this = screening.round
        screening.round = last
        screening.save(row(screening.cast.boonmee_id, movement="11"), met_on=date(2025, 12, 1))
        screening.round = this
        found = people.results_of(screening.session, this, [screening.cast.boonmee_id])
        assert found.before[screening.cast.boonmee_id, "tug"].total == 11
        assert found.now == {}
        assert progress.progress_of(screening.session, this, on=TODAY).domains["movement"].done == 0

    def test_volunteers_who_lag_stand_first(self, screening: Screening) -> None:
        far = screening.person("ไกล", house_no="70", lane="ซอย 9")
        by = screening.cast.actor("malee")
        dam = add_volunteer(
            screening.session, screening.cast.town_id,
            VolunteerDraft(screening.cast.community_id, "ดำ ขยัน", ""), by=by, at=AT, on=TODAY,
        )  # fmt: skip
        give_houses(screening.session, dam, lanes={"ซอย 9"}, house_ids=(), only_free=True,
                    by=by, at=AT, on=TODAY)  # fmt: skip
        screening.save(row(far.id, daily="20"))
        found = progress.volunteers_of(screening.session, screening.round, on=TODAY)
        assert [(one.name, one.met, one.meant) for one in found] == [
            ("แดง ใจบุญ", 0, 1), ("ดำ ขยัน", 1, 1),
        ]  # fmt: skip


class TestFollowUp:
    def test_a_low_score_waits_for_tai_until_a_case_is_open(self, screening: Screening) -> None:
        screening.save(row(screening.cast.boonmee_id, daily=LOW))
        by = screening.cast.actor("malee")
        (waiting,) = followup.list_low_adl(screening.session, screening.round, by, on=TODAY)
        assert waiting.is_waiting
        assert not waiting.has_tai
        assert followup.count_low_adl(screening.session, screening.round, by, on=TODAY) == 1
        elder = screening.session.get_one(Elder, screening.cast.boonmee_id)
        open_case(screening.session, elder, CaseDraft(TODAY, (), ""), by=by, at=AT, on=TODAY)
        screening.session.flush()
        assert followup.count_low_adl(screening.session, screening.round, by, on=TODAY) == 0

    def test_a_decision_ends_the_waiting_and_stays_with_its_reason(
        self, screening: Screening
    ) -> None:
        screening.save(row(screening.cast.boonmee_id, daily=LOW))
        by = screening.cast.actor("malee")
        elder = screening.session.get_one(Elder, screening.cast.boonmee_id)
        decided = [
            decide_not_now(screening.session, screening.round, elder, reason=reason, note="",
                           by=by, at=AT, on=TODAY)
            for reason in ("passing", "family")
        ]  # fmt: skip
        assert decided[0].id == decided[1].id
        (row_,) = followup.list_low_adl(screening.session, screening.round, by, on=TODAY)
        assert (row_.reason, row_.decided_by, row_.is_waiting) == ("passing", "มาลี ใจงาม", False)

    def test_nothing_is_decided_about_a_good_score(self, screening: Screening) -> None:
        screening.save(row(screening.cast.boonmee_id, daily="20"))
        elder = screening.session.get_one(Elder, screening.cast.boonmee_id)
        with pytest.raises(NotFound):
            decide_not_now(screening.session, screening.round, elder, reason="passing", note="",
                           by=screening.cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip

    def test_a_later_good_score_takes_somebody_off_the_list(self, screening: Screening) -> None:
        screening.save(row(screening.cast.boonmee_id, daily=LOW))
        screening.save(row(screening.cast.boonmee_id, daily="20", seen=1), met_on=TODAY)
        by = screening.cast.actor("malee")
        assert followup.list_low_adl(screening.session, screening.round, by, on=TODAY) == []

    def test_a_positive_mood_leads_to_nine_questions(self, screening: Screening) -> None:
        screening.save(row(screening.cast.boonmee_id, mood="10"))
        by, mood = screening.cast.actor("malee"), get_instrument("2q")
        (found,), place = followup.list_positive(
            screening.session, screening.round, by, mood, on=TODAY
        )
        step = steps_of(screening.session, screening.round, mood, [found.elder.id])[found.elder.id]
        assert place is None
        assert step.following is not None
        assert (step.following.code, step.done_on) == ("9q", None)

    def test_lists_are_paged_by_key(self, screening: Screening) -> None:
        people_ = [screening.person(name, house_no=str(n)) for n, name in enumerate("กขค", 1)]
        screening.save(*(row(one.id, "refused") for one in people_))
        by = screening.cast.actor("nok")
        first, place = followup.list_not_found(
            screening.session, screening.round, by, on=TODAY, limit=2
        )
        rest, end = followup.list_not_found(
            screening.session, screening.round, by, on=TODAY, after=place, limit=2
        )
        assert [one.elder.full_name for one in (*first, *rest)] == [
            "นายก ใจดี", "นายข ใจดี", "นายค ใจดี",
        ]  # fmt: skip
        assert end is None

    def test_a_death_told_at_the_door_waits_for_the_register(self, screening: Screening) -> None:
        screening.save(row(screening.cast.boonmee_id, "died"))
        by = screening.cast.actor("malee")
        (found,), _place = followup.list_not_found(screening.session, screening.round, by, on=TODAY)
        assert found.wants_register
        elder = screening.session.get_one(Elder, screening.cast.boonmee_id)
        assert elder.died_on is None


class TestVolunteers:
    def test_a_house_has_one_volunteer_at_a_time(self, screening: Screening) -> None:
        by = screening.cast.actor("malee")
        dam = add_volunteer(
            screening.session, screening.cast.town_id,
            VolunteerDraft(screening.cast.community_id, "ดำ ขยัน", ""), by=by, at=AT, on=TODAY,
        )  # fmt: skip
        later = TODAY + timedelta(days=3)
        with pytest.raises(RuleViolation, match="nothing_chosen"):
            give_houses(screening.session, dam, lanes={"ซอย 2"}, house_ids=(), only_free=True,
                        by=by, at=AT, on=later)  # fmt: skip
        given = give_houses(screening.session, dam, lanes={"ซอย 2"}, house_ids=(), only_free=False,
                            by=by, at=AT, on=later)  # fmt: skip
        held = screening.session.exec(
            select(VolunteerHousehold).order_by(col(VolunteerHousehold.cared_from))
        ).all()
        assert given == 1
        assert [(one.volunteer_id, one.cared_until) for one in held] == [
            (screening.volunteer.id, later), (dam.id, None),
        ]  # fmt: skip

    def test_houses_without_a_volunteer_are_counted(self, screening: Screening) -> None:
        screening.person("ไกล", house_no="70", lane="ซอย 9")
        found = volunteers.count_without(screening.session, screening.cast.town_id, on=TODAY)
        assert found == {screening.cast.community_id: 1}

    def test_houses_of_another_community_cannot_be_given(self, screening: Screening) -> None:
        with pytest.raises(NotFound):
            give_houses(screening.session, screening.volunteer, lanes=(), house_ids=[new_id()],
                        only_free=True,
                        by=screening.cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip

    def test_who_leaves_frees_the_houses(self, screening: Screening) -> None:
        freed = end_volunteer(
            screening.session, screening.volunteer, version=screening.volunteer.version,
            by=screening.cast.actor("malee"), at=AT, on=TODAY,
        )  # fmt: skip
        assert freed == 1
        assert volunteers.list_volunteers(screening.session, screening.cast.town_id, on=TODAY) == []
        with pytest.raises(RuleViolation, match="volunteer_ended"):
            give_houses(screening.session, screening.volunteer, lanes={"ซอย 2"}, house_ids=(),
                        only_free=True,
                        by=screening.cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip

    def test_two_of_one_name_are_told_apart(self, screening: Screening) -> None:
        draft = VolunteerDraft(screening.cast.community_id, "แดง ใจบุญ", "")
        with pytest.raises(RuleViolation, match="name_taken"):
            add_volunteer(screening.session, screening.cast.town_id, draft,
                          by=screening.cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip

    def test_a_community_of_another_town_is_refused(self, screening: Screening) -> None:
        draft = VolunteerDraft(screening.cast.elsewhere_community_id, "ไกล", "")
        with pytest.raises(NotFound):
            add_volunteer(screening.session, screening.cast.town_id, draft,
                          by=screening.cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip

    @pytest.mark.parametrize("phone", ["12345", "8111111111"])
    def test_a_telephone_that_is_none_is_refused(self, screening: Screening, phone: str) -> None:
        draft = VolunteerDraft(screening.cast.community_id, "ดำ", phone)
        with pytest.raises(RuleViolation, match="phone_shape"):
            add_volunteer(screening.session, screening.cast.town_id, draft,
                          by=screening.cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip

    def test_a_correction_meets_the_version(self, screening: Screening) -> None:
        draft = VolunteerDraft(screening.cast.community_id, "แดง ใจบุญมาก", "0899999999")
        known = replace(draft)
        for version, refused in ((screening.volunteer.version, False), (99, True)):
            if refused:
                with pytest.raises(Conflict):
                    change_volunteer(screening.session, screening.volunteer, known, version=version,
                                     by=screening.cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip
            else:
                change_volunteer(screening.session, screening.volunteer, known, version=version,
                                 by=screening.cast.actor("malee"), at=AT, on=TODAY)  # fmt: skip
        assert screening.volunteer.name == "แดง ใจบุญมาก"


class TestCards:
    def test_a_card_says_where_somebody_stands_and_who_helps(self, screening: Screening) -> None:
        far = screening.person("ไกล", house_no="70", lane="ซอย 9")
        screening.save(row(screening.cast.boonmee_id, "refused"))
        ids = [screening.cast.boonmee_id, far.id]
        found = cards_of(screening.session, ids, on=TODAY)
        one, other = found[screening.cast.boonmee_id], found[far.id]
        assert (one.outcome, one.met_on, one.volunteer) == ("refused", MET_ON, "แดง ใจบุญ")
        assert (other.outcome, other.volunteer, other.phone) == (None, "", "")

    def test_nobody_has_a_card_while_no_round_runs(self, screening: Screening) -> None:
        later = date(2028, 1, 1)
        assert cards_of(screening.session, [screening.cast.boonmee_id], on=later) == {}
        assert cards_of(screening.session, [], on=TODAY) == {}
