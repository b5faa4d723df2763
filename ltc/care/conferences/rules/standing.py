"""How the lines of a plan stand: from parties, voices and decisions, computed anew each time.

A voice counts for the wording it was about. Of one party the newest on the wording of now counts;
order is that of the server's numbers. Nothing here can make a voice disappear.
"""

from collections.abc import Iterable, Sequence

from ltc.care.cases.rules.lines import PlanLine
from ltc.care.conferences.terms import (
    ConferenceRules,
    Decided,
    LineStanding,
    LineState,
    Outcome,
    PartyFacts,
    PartyKind,
    PartyVoice,
    PlanStage,
    Presence,
    Said,
)

ORDER = {kind: place for place, kind in enumerate(PartyKind)}


def in_speaking_order(parties: Iterable[PartyFacts]) -> list[PartyFacts]:
    """Return parties as they are asked: the elder first, the care manager last."""
    return sorted(parties, key=lambda party: ORDER[party.kind])


def line_standing(
    line: PlanLine, parties: Sequence[PartyFacts], said: Sequence[Said], decided: Sequence[Decided]
) -> LineStanding:
    """Return how one line stands; ``said`` and ``decided`` may hold those of other lines too."""
    voices = tuple(
        party_voice(line, party, [one for one in said if one.party_id == party.id])
        for party in in_speaking_order(parties)
    )
    of_line = [one for one in decided if one.line_id == line.line_id]
    decision = max(of_line, key=lambda one: one.number, default=None)
    standing = LineStanding(line, voices, decision, LineState.DECIDED)
    if decision is None:
        state = LineState.WAITING if standing.awaited else LineState.READY
        return LineStanding(line, voices, None, state)
    because = _reopened_because(standing, decision)
    state = LineState.REOPENED if because else LineState.DECIDED
    return LineStanding(line, voices, decision, state, because)


def party_voice(line: PlanLine, party: PartyFacts, said: Sequence[Said]) -> PartyVoice:
    """Return one party beside one line; of ``said`` only its own voices on the line are looked at.

    A voice that came after the draft was handed on does not count for the draft.
    """
    own = sorted(
        (one for one in said if one.party_id == party.id and one.line_id == line.line_id),
        key=lambda one: one.number,
    )
    in_time = [one for one in own if one.stage is PlanStage.DRAFT]
    same = [one for one in in_time if one.digest == line.digest]
    return PartyVoice(
        party,
        same[-1] if same else None,
        former=tuple(same[:-1]),
        older=tuple(one for one in in_time if one.digest != line.digest),
        late=tuple(one for one in own if one.stage is not PlanStage.DRAFT),
    )


def _reopened_because(standing: LineStanding, decision: Decided) -> str:
    """Return why a decision does not hold any more, or ""."""
    if decision.digest != standing.line.digest:
        return "ข้อความเปลี่ยนหลังตัดสิน"
    later = [one for one in standing.voices if one.now and one.now.number > decision.number]
    if later:
        return f"{later[0].party.words_th} พูดหลังตัดสิน"
    if standing.awaited:
        return f"ยังรอเสียงของ {standing.awaited[0].words_th}"
    return ""


def missing_seats(
    rules: ConferenceRules, parties: Sequence[PartyFacts], said: Sequence[Said]
) -> list[str]:
    """Return the seats of the quorum that nobody fills.

    Who is there or has spoken takes part; ranks count for nothing.
    """
    spoke = {one.party_id for one in said}
    there = {one.kind for one in parties if one.presence is Presence.PRESENT or one.id in spoke}
    return [seat.words_th for seat in rules.quorum if not seat.kinds & there]


def open_things(standings: Sequence[LineStanding], seats: Sequence[str]) -> list[str]:
    """Return what still stands between this case and an agreed plan, in sentences."""
    found = [f"ยังไม่มี{seat}ในที่ประชุม" for seat in seats]
    if not standings:
        found.append("ร่างแผนยังไม่มีข้อให้คุย")
    for one in standings:
        if one.state is not LineState.DECIDED:
            found.append(f"{one.line.place_th}: {one.because_th or one.state.label_th}")
        elif one.decision and one.decision.outcome is Outcome.LEFT_OUT:
            found.append(f"{one.line.place_th}: ตัดสินว่าไม่เข้าแผน แต่ยังอยู่ในร่าง ให้เอาออกก่อน")
    return found
