"""What people do in a conference, on both databases."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.cases.actions.plans import activate_plan, save_plan
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.plans import read_plan
from ltc.care.conferences.actions import calling, deciding, voices
from ltc.care.conferences.models import Hearing, Party, Voice, VoiceLink, Voicing
from ltc.care.conferences.queries.finding import waiting_for
from ltc.care.conferences.terms import PartyDraft, SeenLine, VoicingDraft
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from tests.care.conferences.heard import (
    KINDS,
    all_speak,
    call_draft,
    called,
    conference_of,
    draft_of,
    party_of,
    seen_by,
    settled,
    speaks,
    view_of,
)
from tests.cast import AT, TODAY, Cast


def states(session: Session, hearing: Hearing) -> list[str]:
    """How the lines stand."""
    return [str(one.state) for one in view_of(session, hearing).lines]


def enter_all(session: Session, cast: Cast, hearing: Hearing) -> int:
    """Let enter what all agree to."""
    return deciding.decide_agreed(
        session, hearing, seen_by(view_of(session, hearing)), by=cast.actor("malee"), at=AT,
        on=TODAY,
    )  # fmt: skip


def close(session: Session, cast: Cast, hearing: Hearing) -> None:
    """Close the case."""
    calling.close_hearing(session, hearing, by=cast.actor("malee"), at=AT, on=TODAY)


def agreed(session: Session, cast: Cast) -> Hearing:
    """Return a case that was heard, decided and closed."""
    hearing = called(session, cast)
    all_speak(session, cast, hearing)
    enter_all(session, cast, hearing)
    close(session, cast, hearing)
    return hearing


def plan_of(session: Session, hearing: Hearing) -> CarePlan:
    """Return the plan of a case."""
    return session.get_one(CarePlan, hearing.plan_id)


def test_the_parties_are_the_elder_and_the_care_team(session: Session, cast: Cast) -> None:
    hearing = called(session, cast)
    view = view_of(session, hearing)
    assert [str(one.kind) for one in view.parties] == list(KINDS)
    assert view.rows[0].name == "นายบุญมี ใจดี"
    assert {row.user_id for row in view.rows[1:]} == {
        cast.users[name] for name in ("daughter", "som", "nok", "malee")
    }


def test_a_double_click_calls_once(session: Session, cast: Cast) -> None:
    plan, by = draft_of(session, cast), cast.actor("malee")
    draft = call_draft(plan.id)
    first = calling.call_conference(session, draft, by=by, at=AT, on=TODAY)
    assert calling.call_conference(session, draft, by=by, at=AT, on=TODAY).id == first.id
    with pytest.raises(RuleViolation, match="plan_unknown"):
        calling.call_conference(session, call_draft(plan.id), by=by, at=AT, on=TODAY)


def test_another_town_calls_nothing_here(session: Session, cast: Cast) -> None:
    plan = draft_of(session, cast)
    with pytest.raises(RuleViolation, match="plan_unknown"):
        calling.call_conference(
            session, call_draft(plan.id), by=cast.actor("malee_elsewhere"), at=AT, on=TODAY
        )


def test_from_the_first_voice_to_an_agreed_plan(session: Session, cast: Cast) -> None:
    hearing = called(session, cast)
    for place, kind in enumerate(KINDS):
        assert states(session, hearing) == ["waiting", "waiting"], place
        speaks(session, cast, hearing, kind)
    assert states(session, hearing) == ["ready", "ready"]
    with pytest.raises(RuleViolation, match="not_finished"):
        close(session, cast, hearing)
    assert enter_all(session, cast, hearing) == 2
    close(session, cast, hearing)
    close(session, cast, hearing)
    assert plan_of(session, hearing).agreed_at == AT
    activate_plan(
        session, plan_of(session, hearing), version=plan_of(session, hearing).version,
        by=cast.actor("malee"), at=AT, on=TODAY,
    )  # fmt: skip
    acts = session.exec(select(AuditEntry.action)).all()
    assert acts.count("voicing.given") == 5
    assert acts.count("line_decision.made") == 2


def test_an_objection_is_settled_in_words_and_stays(session: Session, cast: Cast) -> None:
    hearing = called(session, cast)
    all_speak(session, cast, hearing, against="แม่กลัวน้ำ")
    assert enter_all(session, cast, hearing) == 1
    first = seen_by(view_of(session, hearing))[0]
    by = cast.actor("malee")
    with pytest.raises(RuleViolation, match="settle_how"):
        deciding.decide_line(session, hearing, first, "enters", "", by=by, at=AT, on=TODAY)
    for _twice in range(2):
        deciding.decide_line(session, hearing, first, "enters", "เช็ดตัวแทน", by=by, at=AT, on=TODAY)
    line = view_of(session, hearing).lines[0]
    assert [str(one.now.stance) for one in line.against if one.now] == ["object"]
    assert line.decision
    assert line.decision.words == "เช็ดตัวแทน"
    close(session, cast, hearing)
    assert plan_of(session, hearing).agreed_at


def test_a_line_left_out_must_leave_the_draft_first(session: Session, cast: Cast) -> None:
    hearing, by = called(session, cast), cast.actor("malee")
    all_speak(session, cast, hearing)
    service = seen_by(view_of(session, hearing))[1]
    deciding.decide_line(session, hearing, service, "left_out", "ลูกทำเอง", by=by, at=AT, on=TODAY)
    enter_all(session, cast, hearing)
    with pytest.raises(RuleViolation, match="เอาออกก่อน"):
        close(session, cast, hearing)
    plan = plan_of(session, hearing)
    draft = replace(read_plan(session, plan), services=())
    save_plan(session, plan, draft, version=plan.version, by=by, at=AT)
    session.flush()
    gone = view_of(session, hearing).gone
    assert len(gone) == 1
    assert "เช็ดตัว" in gone[0].words
    assert len(gone[0].voices) == 5
    close(session, cast, hearing)


def test_a_changed_wording_must_be_heard_again(session: Session, cast: Cast) -> None:
    hearing, by = agreed(session, cast), cast.actor("malee")
    plan = plan_of(session, hearing)
    stored = read_plan(session, plan)
    changed = replace(stored, services=(replace(stored.services[0], times=5),))
    save_plan(session, plan, changed, version=plan.version, by=by, at=AT)
    session.flush()
    assert plan.agreed_at is None
    view = view_of(session, hearing)
    assert [str(one.state) for one in view.lines] == ["decided", "reopened"]
    assert all(one.older and one.now is None for one in view.lines[1].voices)
    calling.reopen_hearing(session, hearing, by=by, at=AT)
    all_speak(session, cast, hearing)
    enter_all(session, cast, hearing)
    close(session, cast, hearing)
    assert plan.agreed_at


def test_a_voice_after_the_agreement_opens_it_again(session: Session, cast: Cast) -> None:
    hearing = agreed(session, cast)
    speaks(session, cast, hearing, "relative", "เปลี่ยนใจ")
    assert plan_of(session, hearing).agreed_at is None
    assert hearing.ended_at is None
    assert states(session, hearing) == ["reopened", "reopened"]


def test_a_voice_on_a_plan_in_use_is_kept_beside_it(session: Session, cast: Cast) -> None:
    hearing = agreed(session, cast)
    plan = plan_of(session, hearing)
    activate_plan(session, plan, version=plan.version, by=cast.actor("malee"), at=AT, on=TODAY)
    session.flush()
    act = speaks(session, cast, hearing, "relative", "ไม่ไหว")
    assert (act.plan_stage, plan.status) == ("in_use", "active")
    view = view_of(session, hearing)
    assert [str(one.state) for one in view.lines] == ["decided", "decided"]
    assert [said.words for _party, _line, said in view.late()] == ["ไม่ไหว", ""]


def test_a_proposed_plan_is_not_opened_by_a_voice(session: Session, cast: Cast) -> None:
    hearing = agreed(session, cast)
    plan = plan_of(session, hearing)
    plan.proposed_at = AT
    session.flush()
    assert speaks(session, cast, hearing, "elder", "ไม่เอา").plan_stage == "proposed"
    assert plan.agreed_at == AT


def test_the_same_sending_twice_is_one_voice(session: Session, cast: Cast) -> None:
    hearing, operation = called(session, cast), new_id()
    first = speaks(session, cast, hearing, "elder", operation_id=operation)
    assert speaks(session, cast, hearing, "elder", operation_id=operation).id == first.id
    with pytest.raises(RuleViolation, match="already_saved"):
        speaks(session, cast, hearing, "relative", operation_id=operation)
    assert len(session.exec(select(Voice)).all()) == 2


def test_two_devices_for_one_party_keep_both_and_the_newest_counts(
    sessions: sessionmaker[Session], cast: Cast
) -> None:
    told = settled(sessions, cast)
    with sessions() as session:
        seen = seen_by(view_of(session, session.get_one(Hearing, told.hearing_id)))

    def speak(words: str) -> None:
        with transaction(sessions) as session:
            hearing = session.get_one(Hearing, told.hearing_id)
            speaks(session, cast, hearing, "relative", words, seen=seen)

    threads = [threading.Thread(target=speak, args=(words,)) for words in ("หนึ่ง", "สอง")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sessions() as session:
        acts = session.exec(select(Voicing)).all()
        voice = view_of(session, session.get_one(Hearing, told.hearing_id)).lines[0].voices[1]
    assert sorted(act.number for act in acts) == [2, 3]
    assert (voice.now and voice.now.number, [one.number for one in voice.former]) == (3, [2])


def test_voices_begin_seven_days_before(session: Session, cast: Cast) -> None:
    hearing = called(session, cast, held_on=TODAY + timedelta(days=8))
    with pytest.raises(RuleViolation, match="too_early"):
        speaks(session, cast, hearing, "elder")
    assert waiting_for(session, cast.actor("som"), on=TODAY) == []
    tomorrow = TODAY + timedelta(days=1)
    assert len(waiting_for(session, cast.actor("som"), on=tomorrow)) == 1
    assert waiting_for(session, cast.actor("kham"), on=tomorrow) == []


def test_what_waits_for_me_is_done_when_i_spoke_to_all(session: Session, cast: Cast) -> None:
    hearing = called(session, cast)
    assert len(waiting_for(session, cast.actor("som"), on=TODAY)) == 1
    speaks(session, cast, hearing, "caregiver")
    assert waiting_for(session, cast.actor("som"), on=TODAY) == []


def test_an_absent_party_holds_nothing_up(session: Session, cast: Cast) -> None:
    hearing, by = called(session, cast), cast.actor("malee")
    for kind in ("elder", "caregiver", "nurse", "care_manager"):
        speaks(session, cast, hearing, kind)
    child = party_of(session, hearing, "relative")
    with pytest.raises(RuleViolation, match="absent_why"):
        calling.sign_in(session, hearing, {child.id: ("absent", "")}, by=by, at=AT)
    calling.sign_in(session, hearing, {child.id: ("absent", "ทำงานที่กรุงเทพ")}, by=by, at=AT)
    assert states(session, hearing) == ["ready", "ready"]
    enter_all(session, cast, hearing)
    close(session, cast, hearing)


def test_without_a_quorum_of_parties_nothing_is_agreed(session: Session, cast: Cast) -> None:
    hearing, by = called(session, cast), cast.actor("malee")
    nurse = party_of(session, hearing, "nurse")
    calling.remove_party(session, hearing, nurse, because="ย้ายแล้ว", by=by, at=AT)
    for kind in ("elder", "relative", "caregiver", "care_manager"):
        speaks(session, cast, hearing, kind)
    enter_all(session, cast, hearing)
    with pytest.raises(RuleViolation, match="สหวิชาชีพ"):
        close(session, cast, hearing)
    doctor = PartyDraft("doctor", "ธี วงศ์ไทย", "", cast.users["dr_thee"], "แทนพยาบาล")
    calling.add_party(session, hearing, doctor, by=by, at=AT)
    assert states(session, hearing) == ["reopened", "reopened"]


def test_who_has_spoken_is_not_taken_out(session: Session, cast: Cast) -> None:
    hearing = called(session, cast)
    speaks(session, cast, hearing, "nurse")
    nurse = party_of(session, hearing, "nurse")
    with pytest.raises(RuleViolation, match="has_spoken"):
        calling.remove_party(session, hearing, nurse, because="ก", by=cast.actor("malee"), at=AT)


def test_a_line_of_another_plan_is_not_decided(session: Session, cast: Cast) -> None:
    hearing = called(session, cast)
    all_speak(session, cast, hearing)
    foreign = SeenLine(new_id(), "0" * 32)
    with pytest.raises(NotFound):
        deciding.decide_line(
            session, hearing, foreign, "enters", "", by=cast.actor("malee"), at=AT, on=TODAY
        )
    with pytest.raises(RuleViolation, match="nothing_agreed"):
        deciding.decide_agreed(session, hearing, [foreign], by=cast.actor("malee"), at=AT, on=TODAY)


def test_a_cancelled_conference_hears_nobody_and_frees_its_plan(
    session: Session, cast: Cast
) -> None:
    hearing, by = called(session, cast), cast.actor("malee")
    conference = conference_of(session, hearing)
    for _twice in range(2):
        calling.cancel_conference(session, conference, because="ฝนตก", by=by, at=AT)
    with pytest.raises(RuleViolation, match="cancelled"):
        speaks(session, cast, hearing, "elder")
    with pytest.raises(Conflict):
        calling.close_conference(session, conference, by=by, at=AT)
    again = call_draft(hearing.plan_id)
    assert calling.call_conference(session, again, by=by, at=AT, on=TODAY).id != conference.id


def test_an_unfinished_case_is_put_off(session: Session, cast: Cast) -> None:
    hearing, by = called(session, cast), cast.actor("malee")
    calling.close_conference(session, conference_of(session, hearing), by=by, at=AT)
    assert (hearing.ending, plan_of(session, hearing).agreed_at) == ("put_off", None)
    with pytest.raises(RuleViolation, match="hearing_closed"):
        enter_all(session, cast, hearing)


def test_what_was_agreed_is_not_cancelled(session: Session, cast: Cast) -> None:
    hearing = agreed(session, cast)
    with pytest.raises(RuleViolation, match="has_agreed"):
        calling.cancel_conference(
            session, conference_of(session, hearing), because="ก", by=cast.actor("malee"), at=AT
        )


def make_link(session: Session, cast: Cast, hearing: Hearing) -> VoiceLink:
    """Return a link of the relative."""
    return voices.make_link(
        session, hearing, party_of(session, hearing, "relative"), new_id(),
        by=cast.actor("malee"), at=AT, on=TODAY,
    )  # fmt: skip


def test_a_link_works_once(session: Session, cast: Cast) -> None:
    hearing = called(session, cast)
    link = make_link(session, cast, hearing)
    draft = VoicingDraft(new_id(), "link", seen_by(view_of(session, hearing)), {})
    first = voices.speak_by_link(session, link, draft, at=AT, on=TODAY)
    assert voices.speak_by_link(session, link, draft, at=AT, on=TODAY).id == first.id
    with pytest.raises(RuleViolation, match="link_over"):
        voices.speak_by_link(session, link, replace(draft, operation_id=new_id()), at=AT, on=TODAY)
    assert first.recorded_by_name == "จันทร์ ใจดี (ลูกสาว)"


@pytest.mark.parametrize("why", ["expired", "revoked", "left out", "cancelled"])
def test_a_link_that_is_over_says_nothing(session: Session, cast: Cast, why: str) -> None:
    hearing, by = called(session, cast), cast.actor("malee")
    link, at = make_link(session, cast, hearing), AT
    if why == "expired":
        at = AT + timedelta(days=7)
    elif why == "revoked":
        voices.revoke_link(session, link, by=by, at=AT)
    elif why == "left out":
        party = session.get_one(Party, link.party_id)
        calling.remove_party(session, hearing, party, because="ผิดคน", by=by, at=AT)
    else:
        calling.cancel_conference(
            session, conference_of(session, hearing), because="ก", by=by, at=AT
        )
    draft = VoicingDraft(new_id(), "link", seen_by(view_of(session, hearing)), {})
    with pytest.raises(RuleViolation, match="link_over"):
        voices.speak_by_link(session, link, draft, at=at, on=TODAY)
    assert session.exec(select(Voicing)).all() == []


def test_a_new_link_ends_the_one_before(session: Session, cast: Cast) -> None:
    hearing = called(session, cast)
    first = make_link(session, cast, hearing)
    second = make_link(session, cast, hearing)
    assert (first.revoked_at, second.revoked_at) == (AT, None)


def test_minutes_are_added_to_and_signed_once(session: Session, cast: Cast) -> None:
    hearing, by = agreed(session, cast), cast.actor("malee")
    conference = conference_of(session, hearing)
    with pytest.raises(RuleViolation, match="not_closed"):
        deciding.sign_minutes(session, conference, by=by, at=AT)
    calling.close_conference(session, conference, by=by, at=AT)
    operation = new_id()
    for _twice in range(2):
        deciding.add_to_minutes(session, conference, operation, "แก้ชื่อ", by=by, at=AT)
        deciding.sign_minutes(session, conference, by=by, at=AT)
    acts = session.exec(select(AuditEntry.action)).all()
    assert acts.count("minute_addition.written") == 1
    assert acts.count("minute_signature.written") == 1
