"""How lines stand, what may be said and decided: tables of cases, and laws."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.cases.rules.lines import LineKind, PlanLine
from ltc.care.conferences.queries.reference import get_conference_rules
from ltc.care.conferences.rules.acts import (
    agreed_lines,
    check_decision,
    check_presence,
    checked_call,
    checked_party,
    checked_voicing,
    link_problem,
    party_kind,
    plan_stage,
)
from ltc.care.conferences.rules.dated_rules import rules_on
from ltc.care.conferences.rules.standing import line_standing, missing_seats, open_things
from ltc.care.conferences.terms import (
    CallDraft,
    Decided,
    LineStanding,
    Mark,
    Outcome,
    PartyDraft,
    PartyFacts,
    PartyKind,
    PlanStage,
    Presence,
    Said,
    SeenLine,
    Stance,
    VoicingDraft,
)
from ltc.care.elders.terms import TeamRole
from ltc.foundation.core.errors import RuleViolation, Unusable

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LINE_ID, OTHER_ID = UUID(int=1), UUID(int=2)
LINE = PlanLine(LINE_ID, LineKind.SERVICE, 2, "เช็ดตัว", "now")
ELDER = PartyFacts(UUID(int=11), PartyKind.ELDER, "บุญมี", Presence.INVITED)
CHILD = PartyFacts(UUID(int=12), PartyKind.RELATIVE, "จันทร์", Presence.PRESENT)
AWAY = PartyFacts(UUID(int=13), PartyKind.NURSE, "นก", Presence.ABSENT)
RULES = get_conference_rules(TODAY)


def code_of(act: Callable[[], object]) -> str | None:
    """The code of the rule that an act breaks, or None."""
    try:
        act()
    except RuleViolation as broken:
        return broken.code
    return None


def says(party: PartyFacts, number: int, stance: str = "agree", **over: object) -> Said:
    """One voice on the line as it reads now."""
    values: dict[str, object] = {"line_id": LINE_ID, "digest": "now", "words": ""}
    return Said(number, party.id, stance=Stance(stance), **{**values, **over})  # type: ignore[arg-type]


def enters(number: int, **over: object) -> Decided:
    """A decision on the line as it reads now."""
    return replace(Decided(number, LINE_ID, "now", Outcome.ENTERS), **over)  # type: ignore[arg-type]


BOTH = [says(ELDER, 1), says(CHILD, 2)]
STANDINGS = {
    "nobody spoke": ([], [], "waiting", ["elder", "relative"]),
    "one spoke": ([says(ELDER, 1)], [], "waiting", ["relative"]),
    "all spoke, the absent nurse holds nothing up": (BOTH, [], "ready", []),
    "an older wording does not count": ([says(ELDER, 1, digest="old"), says(CHILD, 2)], [],
                                        "waiting", ["elder"]),
    "another line does not count": ([says(ELDER, 1, line_id=OTHER_ID), says(CHILD, 2)], [],
                                    "waiting", ["elder"]),
    "decided": (BOTH, [enters(3)], "decided", []),
    "decided twice, the newest counts": (BOTH, [enters(4, digest="now"), enters(3, digest="old")],
                                         "decided", []),
    "a voice after it reopens it": ([*BOTH, says(CHILD, 4)], [enters(3)], "reopened", []),
    "the absent one spoke after it": ([*BOTH, says(AWAY, 4)], [enters(3)], "reopened", []),
    "the wording changed after it": (BOTH, [enters(3, digest="old")], "reopened", []),
    "a voice after the plan came into use changes nothing": (
        [*BOTH, says(CHILD, 4, "object", stage=PlanStage.IN_USE)], [enters(3)], "decided", []),
    "a voice after it on an older wording changes nothing": (
        [*BOTH, says(CHILD, 4, "object", digest="old")], [enters(3)], "decided", []),
    "a decision on another line is none": (BOTH, [enters(3, line_id=OTHER_ID)], "ready", []),
    "decided, then somebody more was invited": ([says(ELDER, 1)], [enters(3)], "reopened",
                                                ["relative"]),
}  # fmt: skip


@pytest.mark.parametrize("case", STANDINGS)
def test_how_a_line_stands(case: str) -> None:
    said, decided, state, awaited = STANDINGS[case]
    found = line_standing(LINE, [CHILD, AWAY, ELDER], said, decided)
    assert (str(found.state), [str(one.kind) for one in found.awaited]) == (state, awaited)
    assert bool(found.because_th) == (state == "reopened")


def test_the_elder_comes_first_and_the_care_manager_last() -> None:
    manager = PartyFacts(UUID(int=14), PartyKind.CARE_MANAGER, "มาลี", Presence.PRESENT)
    found = line_standing(LINE, [manager, AWAY, CHILD, ELDER], [], [])
    assert [one.party for one in found.voices] == [ELDER, CHILD, AWAY, manager]


def test_what_was_said_before_stays_beside_what_counts() -> None:
    said = [
        says(CHILD, 1, digest="old"), says(CHILD, 2, "object", words="แพง"),
        says(CHILD, 3, "agree_if", words="ถ้าเช้า"), says(CHILD, 4, stage=PlanStage.IN_USE),
    ]  # fmt: skip
    voice = line_standing(LINE, [CHILD], said, []).voices[0]
    assert voice.now
    assert voice.now.number == 3
    numbers = [[one.number for one in some] for some in (voice.former, voice.older, voice.late)]
    assert numbers == [[2], [1], [4]]


def standing(*said: Said, **over: Presence) -> LineStanding:
    """How the line stands for the elder and the child."""
    return line_standing(LINE, [replace(ELDER, **over), CHILD], said, [])  # type: ignore[arg-type]


AGAINST = (says(ELDER, 1), says(CHILD, 2, "object", words="แพง"))
DECISIONS = {
    "agreed by all": (BOTH, "now", "enters", "", None),
    "left out needs words": (BOTH, "now", "left_out", "", "settle_how"),
    "left out with words": (BOTH, "now", "left_out", "ลูกทำเอง", None),
    "against, no words": (AGAINST, "now", "enters", "", "settle_how"),
    "against, settled": (AGAINST, "now", "enters", "ลองหนึ่งเดือน", None),
    "a condition needs words too": ((says(ELDER, 1), says(CHILD, 2, "agree_if", words="เช้า")),
                                    "now", "enters", "", "settle_how"),
    "somebody has not spoken": ([says(ELDER, 1)], "now", "enters", "ดี", "still_waiting"),
    "not even to be left out": ([says(ELDER, 1)], "now", "left_out", "ดี", "still_waiting"),
    "on an older page": (BOTH, "old", "enters", "", "wording_changed"),
    "no such outcome": (BOTH, "now", "maybe", "", "outcome_unknown"),
}  # fmt: skip


@pytest.mark.parametrize("case", DECISIONS)
def test_what_a_decision_needs(case: str) -> None:
    said, digest, outcome, words, code = DECISIONS[case]
    assert code_of(lambda: check_decision(standing(*said), digest, outcome, words)) == code


def test_in_one_act_only_what_all_agree_to() -> None:
    objected = line_standing(LINE, [ELDER, CHILD], AGAINST, [])
    reopened = line_standing(LINE, [ELDER, CHILD], [*BOTH, says(CHILD, 4)], [enters(3)])
    settled = line_standing(LINE, [ELDER, CHILD], BOTH, [enters(3)])
    ready = standing(*BOTH)
    lines = [standing(), objected, reopened, settled, ready]
    assert agreed_lines(lines) == [reopened, ready]


def voicing(**over: object) -> VoicingDraft:
    """A telephone voice on one line."""
    values: dict[str, object] = {
        "operation_id": UUID(int=7), "how": "telephone", "seen": (SeenLine(LINE_ID, "now"),),
        "marks": {}, "heard_by": "มาลี", "witness": "สม",
    }  # fmt: skip
    return VoicingDraft(**{**values, **over})  # type: ignore[arg-type]


VOICINGS = {
    "by telephone": ({}, None),
    "nobody heard it": ({"heard_by": ""}, "who_heard"),
    "nobody witnessed it": ({"witness": ""}, "no_witness"),
    "one person cannot be both": ({"witness": "มาลี"}, "no_witness"),
    "an objection without words": ({"marks": {LINE_ID: Mark("object")}}, "words_missing"),
    "a condition without words": ({"marks": {LINE_ID: Mark("agree_if")}}, "words_missing"),
    "an objection": ({"marks": {LINE_ID: Mark("object", "แพง")}}, None),
    "no such stance": ({"marks": {LINE_ID: Mark("maybe", "ก")}}, "stance_unknown"),
    "a line that was not on the page": ({"marks": {OTHER_ID: Mark("object", "ก")}}, "line_unknown"),
    "an empty plan": ({"seen": ()}, "nothing_seen"),
    "no such way": ({"how": "pigeon"}, "how_unknown"),
    "on the tablet, unsigned": ({"how": "tablet"}, "not_signed"),
    "signed with nothing drawn": ({"how": "tablet", "mark": "signature"}, "not_signed"),
    "signed": ({"how": "tablet", "mark": "signature", "signature": b"x"}, None),
    "a thumb without a witness": ({"how": "tablet", "mark": "thumb", "witness": ""}, "no_witness"),
    "a thumb": ({"how": "tablet", "mark": "thumb"}, None),
    "from an own account": ({"how": "own_account", "heard_by": "", "witness": ""}, None),
}  # fmt: skip


@pytest.mark.parametrize("case", VOICINGS)
def test_what_a_voice_needs(case: str) -> None:
    over, code = VOICINGS[case]
    held = {"held_on": TODAY, "rules": RULES, "is_over": False, "on": TODAY}
    assert code_of(lambda: checked_voicing(voicing(**over), **held)) == code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days_before", "is_over", "code"),
    [(7, False, None), (8, False, "too_early"), (0, True, "cancelled"), (-30, False, None)],
)
def test_when_a_voice_may_be_given(days_before: int, is_over: bool, code: str | None) -> None:
    found = code_of(
        lambda: checked_voicing(
            voicing(), held_on=TODAY + timedelta(days=days_before), rules=RULES, is_over=is_over,
            on=TODAY,
        )
    )  # fmt: skip
    assert found == code


SEATS = {
    "nobody": ([], [], 4),
    "all are there": ([PartyKind.RELATIVE, PartyKind.CAREGIVER, PartyKind.CARE_MANAGER,
                       PartyKind.DENTIST], [], 0),
    "two doctors are no caregiver": ([PartyKind.ELDER, PartyKind.DOCTOR, PartyKind.NURSE,
                                      PartyKind.CARE_MANAGER], [], 1),
    "a volunteer fills no seat": ([PartyKind.VOLUNTEER], [], 4),
    "a voice takes part without coming": ([], [PartyKind.ELDER], 3),
}  # fmt: skip


@pytest.mark.parametrize("case", SEATS)
def test_the_quorum_is_of_parties(case: str) -> None:
    there, spoke, missing = SEATS[case]
    parties = [
        PartyFacts(UUID(int=place), kind, "ก", Presence.PRESENT if kind in there else
                   Presence.ABSENT)
        for place, kind in enumerate([*there, *spoke])
    ]  # fmt: skip
    said = [says(one, 1) for one in parties if one.kind in spoke]
    assert len(missing_seats(RULES, parties, said)) == missing


def test_what_is_open_before_a_case_closes() -> None:
    decided = line_standing(LINE, [CHILD], [says(CHILD, 1)], [enters(2)])
    left = line_standing(
        LINE, [CHILD], [says(CHILD, 1)], [enters(2, outcome=Outcome.LEFT_OUT, words="ก")]
    )
    assert open_things([decided], []) == []
    assert open_things([], []) == ["ร่างแผนยังไม่มีข้อให้คุย"]
    assert "เอาออกก่อน" in open_things([left], [])[0]
    assert len(open_things([decided, standing()], ["ผู้จัดการการดูแล"])) == 2


CALLS = {
    "next week": ({}, None),
    "no plan": ({"plan_ids": ()}, "no_plan"),
    "yesterday": ({"held_on": TODAY - timedelta(days=1)}, "in_past"),
    "in two years": ({"held_on": TODAY + timedelta(days=800)}, "too_far"),
    "no such kind": ({"kind": "party"}, "kind_unknown"),
    "urgent is today": ({"kind": "urgent_phone"}, "not_today"),
    "urgent today": ({"kind": "urgent_phone", "held_on": TODAY}, None),
}  # fmt: skip


@pytest.mark.parametrize("case", CALLS)
def test_what_a_call_needs(case: str) -> None:
    over, code = CALLS[case]
    values: dict[str, object] = {
        "operation_id": UUID(int=1), "kind": "meeting", "held_on": TODAY + timedelta(days=7),
        "starts_at": AT, "place": "ศาลา", "plan_ids": (UUID(int=5), UUID(int=5)),
    }  # fmt: skip
    draft = CallDraft(**{**values, **over})  # type: ignore[arg-type]
    assert code_of(lambda: checked_call(draft, on=TODAY)) == code


def test_a_plan_chosen_twice_is_heard_once() -> None:
    draft = CallDraft(
        UUID(int=1), "meeting", TODAY, AT, "ศาลา", (UUID(int=5), UUID(int=6), UUID(int=5))
    )
    assert checked_call(draft, on=TODAY).plan_ids == (UUID(int=5), UUID(int=6))


def test_parties_are_named_once_and_absence_has_a_reason() -> None:
    with pytest.raises(RuleViolation, match="already_there"):
        checked_party(PartyDraft("nurse", "นก"), {("nurse", "นก")})
    with pytest.raises(RuleViolation, match="kind_unknown"):
        checked_party(PartyDraft("king", "นก"), ())
    with pytest.raises(RuleViolation, match="absent_why"):
        check_presence("absent", "", "x")
    with pytest.raises(RuleViolation, match="presence_unknown"):
        check_presence("asleep", "ก", "x")
    check_presence("absent", "เวร", "x")


@pytest.mark.parametrize("role", list(TeamRole))
def test_everybody_of_a_care_team_has_a_voice(role: TeamRole) -> None:
    assert party_kind(role).label_th == role.label_th


@pytest.mark.parametrize(
    ("status", "is_proposed", "stage"),
    [("draft", False, "draft"), ("draft", True, "proposed"), ("active", False, "in_use"),
     ("superseded", True, "in_use"), ("ended", False, "in_use")],
)  # fmt: skip
def test_where_a_plan_is(status: str, is_proposed: bool, stage: str) -> None:
    assert plan_stage(status, is_proposed=is_proposed) == stage


@pytest.mark.parametrize(
    ("over", "said"),
    [({}, ""), ({"used_at": AT}, "ใช้ไปแล้ว"), ({"revoked_at": AT}, "ปิดลิงก์"),
     ({"expires_at": AT}, "หมดอายุ")],
)  # fmt: skip
def test_when_a_link_opens(over: dict[str, datetime], said: str) -> None:
    values: dict[str, datetime | None] = {
        "used_at": None, "revoked_at": None, "expires_at": AT + timedelta(seconds=1)
    }  # fmt: skip
    problem = link_problem(**{**values, **over}, at=AT)  # type: ignore[arg-type]
    assert (said in problem) if said else problem == ""


def test_rules_without_a_row_for_the_day_stop_the_start() -> None:
    with pytest.raises(Unusable):
        rules_on({"rules": [], "quorum": []}, TODAY)


PARTIES = [ELDER, CHILD, AWAY]
said_by_many = st.lists(
    st.builds(
        lambda party, stance, digest, stage: (party.id, stance, digest, stage),
        st.sampled_from(PARTIES), st.sampled_from(list(Stance)), st.sampled_from(["now", "old"]),
        st.sampled_from(list(PlanStage)),
    ),
    max_size=12,
).map(
    lambda rows: [
        Said(number, party_id, LINE_ID, digest, stance, "ก", stage)
        for number, (party_id, stance, digest, stage) in enumerate(rows, 1)
    ]
)  # fmt: skip
presences = st.lists(st.sampled_from(list(Presence)), min_size=3, max_size=3)
decisions = st.lists(
    st.builds(lambda n, d, o: Decided(n, LINE_ID, d, o), st.integers(0, 14),
              st.sampled_from(["now", "old"]), st.sampled_from(list(Outcome))), max_size=3,
)  # fmt: skip


@given(said=said_by_many, presence=presences, decided=decisions)
def test_no_voice_is_ever_lost(
    said: list[Said], presence: list[Presence], decided: list[Decided]
) -> None:
    parties = [replace(one, presence=is_) for one, is_ in zip(PARTIES, presence, strict=True)]
    found = line_standing(LINE, parties, said, decided)
    shown = [
        voice
        for one in found.voices
        for voice in (*one.former, *one.older, *one.late, *([one.now] if one.now else []))
    ]
    assert sorted(one.number for one in shown) == [one.number for one in said]


@given(said=said_by_many, more=said_by_many)
def test_nobody_changes_anothers_voice(said: list[Said], more: list[Said]) -> None:
    others = [replace(one, number=one.number + 100) for one in more if one.party_id != ELDER.id]
    before = line_standing(LINE, PARTIES, said, [])
    after = line_standing(LINE, PARTIES, [*said, *others], [])
    assert before.voices[0] == after.voices[0]


@given(said=said_by_many, presence=presences, decided=decisions)
def test_a_line_stands_decided_only_when_all_were_heard(
    said: list[Said], presence: list[Presence], decided: list[Decided]
) -> None:
    parties = [replace(one, presence=is_) for one, is_ in zip(PARTIES, presence, strict=True)]
    found = line_standing(LINE, parties, said, decided)
    if str(found.state) == "decided":
        assert found.decision
        assert found.decision.digest == LINE.digest
        for one in found.voices:
            assert one.now or one.party.presence is Presence.ABSENT
            assert one.now is None or one.now.number <= found.decision.number
