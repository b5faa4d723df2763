"""Batches from file to register and back, on both databases."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.story import story_of
from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.models import CareTeamMember, Elder, ElderGram, Household
from ltc.care.elders.queries.search import search_elders
from ltc.exchange.town import jobs
from ltc.exchange.town.actions import batches, working
from ltc.exchange.town.models import ImportBatch, ImportFile, ImportMade, ImportRefusal
from ltc.foundation.accounts.models import RoleHolding
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import Conflict, RuleViolation
from tests.cast import AT, TODAY, Cast, elder_draft
from tests.exchange.town.desk import Desk
from tests.exchange.town.files import (
    FULL,
    PEOPLE_HEAD,
    adl,
    adl_csv,
    citizen_id,
    people_csv,
    person,
    place,
    teams_csv,
    workbook,
)


@pytest.fixture
def desk(sessions: sessionmaker[Session], cast: Cast) -> Desk:
    """Malee at her desk."""
    return Desk(sessions, cast)


def test_checking_saves_nothing_in_the_register(desk: Desk) -> None:
    before = [desk.count(model) for model in (Elder, Household, ElderGram)]
    batch = desk.checked("people", people_csv(person(1), person(2)))
    assert (batch.state, batch.accepted, batch.refused) == ("checked", 2, 0)
    assert [desk.count(model) for model in (Elder, Household, ElderGram)] == before


def test_saved_people_are_found_by_name_house_and_national_id(desk: Desk) -> None:
    batch = desk.saved("people", people_csv(person(1), person(2, house_no="1/1")))
    assert (batch.state, desk.count(Elder), desk.count(Household)) == ("saved", 3, 2)
    malee = desk.cast.actor("malee")
    with desk.sessions() as session:
        for query in ("แก้วข", citizen_id(1), "1/1"):
            assert "นางแก้วข ศรีวิชัย" in {
                one.full_name for one in search_elders(session, malee, query, on=TODAY)
            }


def test_every_person_and_the_batch_stand_in_the_audit(desk: Desk) -> None:
    desk.saved("people", people_csv(person(1), person(2)))
    with desk.sessions() as session:
        acts = session.scalars(sa.select(col(AuditEntry.action))).all()
    assert acts.count("elder.imported") == 2
    assert acts.count("town_import.saved") == 1


def test_file_is_deleted_once_everything_is_saved(desk: Desk) -> None:
    desk.saved("people", people_csv(person(1)))
    assert desk.count(ImportFile) == 0


def test_registered_by_file_equals_registered_by_hand(desk: Desk) -> None:
    desk.saved("people", people_csv(person(1, given_name="คำ", family_name="แก้วดี", prefix="นาย")))
    with transaction(desk.sessions) as session:
        by_file = session.exec(select(Elder).where(Elder.given_name == "คำ")).one()
        draft = elder_draft(
            desk.cast.community_id, given_name="คำ", family_name="แก้วดี", citizen_id=citizen_id(2),
            house_no="1/1", lane="", landmark="", no_citizen_id_reason=None, is_not_duplicate=True,
        )  # fmt: skip
        by_hand = register_elder(
            session, desk.cast.town_id, draft, by=desk.cast.actor("malee"), at=AT, on=TODAY
        )
        own = {"id", "registered_at", "citizen_id_sealed", "citizen_id_index", "version"}
        assert by_file.model_dump(exclude=own) == by_hand.model_dump(exclude=own)
        grams = sa.select(col(ElderGram.gram)).order_by(col(ElderGram.gram))
        assert (
            session.scalars(grams.where(col(ElderGram.elder_id) == by_file.id)).all()
            == session.scalars(grams.where(col(ElderGram.elder_id) == by_hand.id)).all()
        )


def test_each_refused_row_has_its_number_column_and_reason(desk: Desk) -> None:
    batch = desk.checked(
        "people",
        people_csv(
            person(1),
            person(2, community="ไม่มีจริง"),
            person(3, citizen_id=citizen_id(1)),
            person(4, born_on="13/4/87"),
            person(1, citizen_id=""),
            person(6, phone="12"),
            person(7, prefix="นาย", given_name="บุญมี", family_name="ใจดี", citizen_id=""),
        ),
    )
    assert (batch.accepted, batch.refused) == (1, 6)
    assert [(line, heading) for line, heading, _ in desk.reasons(batch.id)] == [
        (3, "ชุมชน *"), (4, "เลขประจำตัวประชาชน"), (5, "วันเกิด"), (6, "ชื่อ *"), (7, "เบอร์โทร"),
        (8, "ชื่อ *"),
    ]  # fmt: skip


def test_confirmed_namesake_is_accepted(desk: Desk) -> None:
    batch = desk.checked(
        "people",
        people_csv(person(1, given_name="บุญมี", family_name="ใจดี", is_not_duplicate="ใช่")),
    )
    assert (batch.accepted, batch.refused) == (1, 0)


def test_id_that_stands_in_another_town_is_refused(desk: Desk) -> None:
    draft = elder_draft(desk.cast.elsewhere_community_id, given_name="ลับ", citizen_id=citizen_id(1))
    with transaction(desk.sessions) as session:
        register_elder(
            session, desk.cast.elsewhere_id, draft, by=desk.cast.actor("malee_elsewhere"),
            at=AT, on=TODAY,
        )  # fmt: skip
    assert desk.checked("people", people_csv(person(1))).refused == 1


def test_somebody_registered_between_check_and_save_stops_the_save(desk: Desk) -> None:
    batch = desk.checked("people", people_csv(person(1), person(2)))
    with transaction(desk.sessions) as session:
        draft = elder_draft(
            desk.cast.community_id, given_name="อื่น", citizen_id=citizen_id(1), house_no="9"
        )
        register_elder(
            session, desk.cast.town_id, draft, by=desk.cast.actor("malee"), at=AT, on=TODAY
        )
    desk.ask_save(batch.id)
    assert jobs.work_off(desk.sessions)
    again = desk.batch(batch.id)
    assert (again.state, again.accepted, again.refused) == ("checked", 1, 1)
    assert again.note == jobs.CHANGED
    assert desk.count(Elder) == 2


def test_somebody_registered_while_rows_are_made_ready_makes_it_check_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = desk.checked("people", people_csv(person(1), person(2)))
    desk.ask_save(batch.id)
    plain, times = working.pack, []

    def pack_and_register(ready: object) -> bytes:
        if not times:
            times.append(1)
            waiting.append(True)
        return plain(ready)

    waiting: list[bool] = []
    monkeypatch.setattr(working, "pack", pack_and_register)
    plain_write = working.write_all

    def register_first(session: Session, *args: object, **more: object) -> None:
        if waiting:
            waiting.clear()
            register_elder(
                session, desk.cast.town_id,
                elder_draft(desk.cast.community_id, given_name="อื่น", house_no="9"),
                by=desk.cast.actor("malee"), at=AT, on=TODAY,
            )  # fmt: skip
            session.flush()
        plain_write(session, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(working, "write_all", register_first)
    assert jobs.work_off(desk.sessions)
    assert desk.batch(batch.id).state == "saved"
    assert desk.count(Elder) == 3  # the other's registration was of the transaction rolled back


def test_nothing_is_saved_when_writing_fails_half_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = desk.checked("people", people_csv(*(person(n) for n in range(1, 4))))
    desk.ask_save(batch.id)
    before = [desk.count(model) for model in (Elder, Household, ElderGram, AuditEntry)]

    def fail(*_args: object, **_more: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr("ltc.exchange.town.actions.kinds.note_made", fail)
    assert jobs.work_off(desk.sessions)
    assert (desk.batch(batch.id).state, desk.batch(batch.id).note) == ("checked", jobs.FAILED)
    assert [desk.count(model) for model in (Elder, Household, ElderGram, AuditEntry)] == before


def test_rights_that_ended_meanwhile_stop_the_work(desk: Desk) -> None:
    batch_id = desk.send("people", people_csv(person(1)))
    with transaction(desk.sessions) as session:
        session.execute(
            sa.update(RoleHolding)
            .where(col(RoleHolding.user_id) == desk.cast.users["malee"])
            .values(held_until=TODAY)
        )
    assert not jobs.work_off(desk.sessions)
    assert desk.batch(batch_id).state == "mapping"


def test_progress_is_there_to_be_seen_before_the_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "AT_ONCE", 2)
    seen = []
    plain = working.note_progress

    def look(session: Session, batch: ImportBatch, done: int, total: int, **at: object) -> None:
        plain(session, batch, done, total, **at)  # type: ignore[arg-type]
        seen.append((done, total))

    monkeypatch.setattr(working, "note_progress", look)
    desk.checked("people", people_csv(*(person(n) for n in range(1, 6))))
    assert seen == [(2, 6), (4, 6), (5, 6)]


def test_undo_takes_back_exactly_what_the_batch_made(desk: Desk) -> None:
    tables = (Elder, Household, ElderGram, Assessment, ImportMade)
    before = [desk.count(model) for model in tables]
    batch = desk.saved("people", people_csv(person(1), person(2, house_no="12/3", lane="ซอย 2")))
    assert desk.count(Household) == 2  # the second lives in a house that was there
    assert desk.undo(batch.id).state == "undone"
    assert [desk.count(model) for model in tables] == before


def test_undo_is_refused_with_what_was_built_on_it(desk: Desk) -> None:
    batch = desk.saved("people", people_csv(person(1)))
    desk.saved("adl", adl_csv(adl(citizen_id=citizen_id(1))))
    after = desk.undo(batch.id)
    assert after.state == "saved"
    assert "ผลประเมิน 1" in after.note
    assert desk.count(Elder) == 2


def test_undo_is_refused_when_somebody_joined_an_imported_house(desk: Desk) -> None:
    batch = desk.saved("people", people_csv(person(1)))
    with transaction(desk.sessions) as session:
        draft = elder_draft(desk.cast.community_id, given_name="อื่น", house_no="1/1", lane="")
        register_elder(
            session, desk.cast.town_id, draft, by=desk.cast.actor("malee"), at=AT, on=TODAY
        )
    assert "บ้านเดียวกัน" in desk.undo(batch.id).note


def test_undo_ends_after_a_day(desk: Desk) -> None:
    batch = desk.saved("people", people_csv(person(1)))
    by, later = desk.cast.actor("malee"), clock.now() + timedelta(days=1, hours=1)
    with desk.sessions() as session:
        row = session.get_one(ImportBatch, batch.id)
        with pytest.raises(RuleViolation) as broken:
            batches.ask_undo(session, row, by=by, at=later)
    assert broken.value.code == "undo_too_late"


def test_saving_twice_is_a_conflict(desk: Desk) -> None:
    batch = desk.saved("people", people_csv(person(1)))
    with pytest.raises(Conflict):
        desk.ask_save(batch.id)


def test_past_assessments_find_their_people_by_id_or_by_name_and_birth(desk: Desk) -> None:
    desk.saved("people", people_csv(person(1), person(2)))
    batch = desk.saved(
        "adl",
        adl_csv(
            adl(citizen_id=citizen_id(1)),
            adl(given_name="แก้วฃ", family_name="ศรีวิชัย", born_on="2487", stairs="0", total="18"),
        ),
    )
    assert (batch.accepted, batch.refused) == (2, 0)
    with desk.sessions() as session:
        rows = session.exec(select(Assessment).order_by(col(Assessment.total))).all()
    assert [(row.total, row.purpose, row.assessed_on) for row in rows] == [
        (18, "screening", date(2026, 9, 15)), (20, "screening", date(2026, 9, 15)),
    ]  # fmt: skip


def test_past_assessments_are_refused_by_the_rules_of_assessment(desk: Desk) -> None:
    who = {"citizen_id": citizen_id(1)}
    desk.saved("people", people_csv(person(1)))
    batch = desk.checked(
        "adl",
        adl_csv(
            adl(**who), adl(**who), adl(citizen_id=citizen_id(5)), adl(**who, feeding="3"),
            adl(**who, assessed_on="1/1/2570"), adl(**who, assessed_on="1/1/2480"),
            adl(**who, total="3", assessed_on="1/1/2569"), adl(given_name="ไม่มี"),
        ),
    )  # fmt: skip
    assert (batch.accepted, [line for line, *_ in desk.reasons(batch.id)]) == (
        1, [3, 4, 5, 6, 7, 8, 9],
    )  # fmt: skip


def test_old_results_of_which_only_the_total_was_kept(desk: Desk) -> None:
    desk.saved("people", people_csv(person(1)))
    who, blank = {"citizen_id": citizen_id(1)}, dict.fromkeys(FULL, "")
    batch = desk.saved(
        "adl",
        adl_csv(
            adl(**who, **blank, total="11", assessed_on="1/10/2568"),
            adl(**who, **blank, total="21", assessed_on="2/10/2568"),
            adl(**who, **{**blank, "feeding": "2"}, total="2", assessed_on="3/10/2568"),
            adl(**who),
        ),
    )
    assert batch.accepted == 2
    assert [line for line, *_ in desk.reasons(batch.id)] == [3, 4]
    with desk.sessions() as session:
        old, new = session.exec(select(Assessment).order_by(col(Assessment.assessed_on)))
        assert (old.total, old.band, old.answers) == (11, "home_bound", {})
        story = story_of(session, new)
        assert story.change
        assert (story.change.baseline, story.change.lost) == (11, ())
        assert story_of(session, old).result.sentence_th.startswith("ได้ 11 จาก 20")


def test_assessment_of_the_same_day_in_the_register_is_refused(desk: Desk) -> None:
    desk.saved("people", people_csv(person(1)))
    desk.saved("adl", adl_csv(adl(citizen_id=citizen_id(1))))
    assert desk.checked("adl", adl_csv(adl(citizen_id=citizen_id(1)))).refused == 1


def test_past_assessments_are_taken_back(desk: Desk) -> None:
    desk.saved("people", people_csv(person(1)))
    batch = desk.saved("adl", adl_csv(adl(citizen_id=citizen_id(1))))
    assert desk.undo(batch.id).state == "undone"
    assert (desk.count(Assessment), desk.count(Elder)) == (0, 2)


def test_teams_are_named_by_account_or_by_name_and_taken_back(desk: Desk) -> None:
    who = {"citizen_id": citizen_id(1)}
    desk.saved("people", people_csv(person(1)))
    before = desk.count(CareTeamMember)
    batch = desk.saved(
        "teams",
        teams_csv(
            place(**who, team_role="ผู้จัดการการดูแล", username="malee"),
            place(**who, team_role="ผู้ดูแล", username="som", active_from="1/10/2569"),
            place(**who, team_role="อสม.", member_name="แดง ใจดี", member_phone="811111111"),
        ),
    )
    assert (batch.accepted, desk.count(CareTeamMember)) == (3, before + 3)
    with desk.sessions() as session:
        found = {
            (one.team_role, one.name, one.phone, one.active_from)
            for one in session.exec(select(CareTeamMember).order_by(col(CareTeamMember.id)))
        }
    assert ("volunteer", "แดง ใจดี", "0811111111", TODAY) in found
    assert ("caregiver", "สม บุญมา", "", date(2026, 10, 1)) in found
    assert desk.undo(batch.id).state == "undone"
    assert desk.count(CareTeamMember) == before


def test_places_that_cannot_be_are_refused(desk: Desk) -> None:
    boonmee = {"given_name": "บุญมี", "family_name": "ใจดี"}
    batch = desk.checked(
        "teams",
        teams_csv(
            place(**boonmee, team_role="อสม.", member_name="แดง"),
            place(**boonmee, team_role="อสม.", member_name="แดง"),
            place(**boonmee, team_role="ผู้จัดการการดูแล", username="malee"),
            place(**boonmee, team_role="ผู้ดูแล", member_name="ป้าแดง"),
            place(**boonmee, team_role="พยาบาล", username="nok_elsewhere"),
            place(**boonmee, team_role="กัปตัน", member_name="แดง"),
            place(**boonmee, team_role="พยาบาล"),
            place(given_name="ไม่มี", team_role="อสม.", member_name="แดง"),
        ),
    )
    assert (batch.accepted, [line for line, *_ in desk.reasons(batch.id)]) == (
        1, [3, 4, 5, 6, 7, 8, 9],
    )  # fmt: skip


def test_second_sheet_of_a_workbook_can_be_chosen(desk: Desk) -> None:
    data = workbook([["สารบัญ"]], [["รายชื่อ"], PEOPLE_HEAD, person(1, born_on=date(2487, 4, 13))])
    batch_id = desk.send("people", data, sheet=1)
    assert jobs.work_off(desk.sessions)
    assert (desk.batch(batch_id).accepted, desk.batch(batch_id).sheet) == (1, "แผ่น 2")


def test_forgotten_files_are_deleted_after_a_day(desk: Desk) -> None:
    batch = desk.checked("people", people_csv(person(1)))
    with transaction(desk.sessions) as session:
        assert working.forget_old(session, at=clock.now() + timedelta(days=1, hours=1)) == 1
    assert (desk.batch(batch.id).state, desk.count(ImportFile)) == ("dropped", 0)


def test_marks_for_undo_are_deleted_after_a_day(desk: Desk) -> None:
    desk.saved("people", people_csv(person(1), person(2, community="ไม่มี")))
    assert (desk.count(ImportFile), desk.count(ImportMade) > 0) == (1, True)
    with transaction(desk.sessions) as session:
        working.forget_old(session, at=clock.now() + timedelta(days=1, hours=1))
    assert [desk.count(model) for model in (ImportFile, ImportMade, ImportRefusal)] == [0, 0, 0]


@pytest.mark.parametrize("is_restarted", [True, False])
def test_work_left_by_a_dead_scheduler_is_taken_up_by_the_next(
    desk: Desk, is_restarted: bool
) -> None:
    batch_id = desk.send("people", people_csv(person(1)))
    with transaction(desk.sessions) as session:
        session.get_one(ImportBatch, batch_id).beat_at = clock.now()
    assert not jobs.work_off(desk.sessions)
    if is_restarted:
        jobs.take_over(desk.sessions)
        assert jobs.work_off(desk.sessions)
        return
    with transaction(desk.sessions) as session:
        session.get_one(ImportBatch, batch_id).beat_at = clock.now() - jobs.STALE
    assert jobs.work_off(desk.sessions)
    assert desk.batch(batch_id).state == "checked"
