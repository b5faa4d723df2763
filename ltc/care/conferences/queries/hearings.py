"""Hearings read whole, many at once: parties, voices, decisions and how each line stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel, col, select

from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.cases import names_of
from ltc.care.cases.queries.plans import read_plans
from ltc.care.cases.queries.reference import service_words
from ltc.care.cases.rules.lines import PlanLine, plan_lines
from ltc.care.cases.terms import PlanDraft
from ltc.care.conferences.models import (
    Conference,
    Hearing,
    LineDecision,
    LineWording,
    Party,
    Voice,
    Voicing,
)
from ltc.care.conferences.queries.reference import get_conference_rules
from ltc.care.conferences.rules.acts import agreed_lines, plan_stage
from ltc.care.conferences.rules.standing import (
    ORDER,
    in_speaking_order,
    line_standing,
    missing_seats,
    open_things,
)
from ltc.care.conferences.terms import (
    ConferenceRules,
    Decided,
    Ending,
    How,
    LineStanding,
    LineState,
    Outcome,
    PartyFacts,
    PartyKind,
    PlanStage,
    Presence,
    Said,
    Stance,
)
from ltc.care.elders.models import Elder
from ltc.foundation.core.db import vault_of

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True)
class GoneLine:
    """A line that people spoke about and that is no longer in the plan."""

    place_th: str
    words: str
    voices: tuple[tuple[PartyFacts, Said], ...]
    decision: Decided | None


@dataclass(frozen=True)
class HearingView:
    """One case of a conference as it stands: everything that its pages show."""

    hearing: Hearing
    conference: Conference
    elder: Elder
    plan: CarePlan
    rules: ConferenceRules
    rows: tuple[Party, ...]
    removed: tuple[Party, ...]
    parties: tuple[PartyFacts, ...]
    voicings: tuple[Voicing, ...]
    said: tuple[Said, ...]
    lines: tuple[LineStanding, ...]
    gone: tuple[GoneLine, ...]
    wordings: dict[tuple[UUID, str], LineWording]

    @property
    def is_open(self) -> bool:
        """True while lines are decided here."""
        return self.hearing.ended_at is None

    @property
    def stage(self) -> PlanStage:
        """Where the plan is now."""
        return plan_stage(self.plan.status, is_proposed=self.plan.proposed_at is not None)

    @property
    def is_agreed(self) -> bool:
        """True while what was agreed here still holds."""
        return self.hearing.ending == Ending.AGREED and self.plan.agreed_at is not None

    @property
    def seats(self) -> list[str]:
        """The seats of the quorum that nobody fills."""
        return missing_seats(self.rules, self.parties, self.said)

    @property
    def left_to_do(self) -> list[str]:
        """What still stands before this case can be closed, in sentences."""
        return open_things(self.lines, self.seats)

    @property
    def may_enter(self) -> list[LineStanding]:
        """The lines that all agree to and nobody has decided."""
        return agreed_lines(self.lines)

    @property
    def decided(self) -> int:
        """How many lines are decided."""
        return sum(one.state is LineState.DECIDED for one in self.lines)

    @property
    def tag(self) -> str:
        """What changes when anything on the page changes."""
        return f"{self.hearing.last_number}-{self.plan.version}-{int(self.is_open)}"

    def spoken(self, party_id: UUID) -> int:
        """On how many lines a party has spoken, as they read now."""
        return sum(
            one.party.id == party_id and one.now is not None
            for line in self.lines
            for one in line.voices
        )

    @property
    def is_against_late(self) -> bool:
        """True when somebody is against a plan that was handed on: it asks for a new version."""
        return any(one.stance is not Stance.AGREE for _party, _line, one in self.late())

    def late(self) -> list[tuple[PartyFacts, LineStanding, Said]]:
        """Return the voices that came when the draft could no longer be changed."""
        return [
            (voice.party, line, one)
            for line in self.lines
            for voice in line.voices
            for one in voice.late
        ]


def read_hearing(session: Session, hearing: Hearing, *, on: date) -> HearingView:
    """Return one hearing as it stands; the caller has checked who asks."""
    return read_hearings(session, [hearing], on=on)[0]


def read_hearings(session: Session, hearings: Sequence[Hearing], *, on: date) -> list[HearingView]:
    """Return many hearings as they stand, in their order, in a dozen statements."""
    ids = [one.id for one in hearings]
    plans = _by_id(session, CarePlan, [one.plan_id for one in hearings])
    elders = _by_id(session, Elder, [one.elder_id for one in hearings])
    conferences = _by_id(session, Conference, [one.conference_id for one in hearings])
    lines = lines_of(session, list(plans.values()))
    parties = _grouped(session, Party, ids, col(Party.position))
    voicings = _grouped(session, Voicing, ids, col(Voicing.number))
    decisions = _grouped(session, LineDecision, ids, col(LineDecision.number))
    said = _said(session, voicings)
    wordings = _wordings(session, list(plans))
    return [
        _view(
            one, conferences[one.conference_id], elders[one.elder_id], plans[one.plan_id],
            lines[one.plan_id], parties.get(one.id, []), voicings.get(one.id, []),
            said, decisions.get(one.id, []), wordings.get(one.plan_id, {}), on,
        )
        for one in hearings
    ]  # fmt: skip


def lines_of(session: Session, plans: Collection[CarePlan]) -> dict[UUID, list[PlanLine]]:
    """Return the lines of many plans, by plan."""
    drafts: dict[UUID, PlanDraft] = read_plans(session, plans)
    people = names_of(
        session, {line.doer_user_id for draft in drafts.values() for line in draft.services}
    )
    words = service_words()
    return {
        plan_id: plan_lines(draft, service_words=words, people=people)
        for plan_id, draft in drafts.items()
    }


def seen_text(lines: Sequence[PlanLine]) -> str:
    """Return which lines, in which wording, a page shows."""
    return ",".join(f"{line.line_id.hex}:{line.digest}" for line in lines)


def proof_of(session: Session, hearing_id: UUID, seen: str) -> str:
    """Return what proves that a page of ours showed these lines of this case."""
    return vault_of(session).trace(f"{hearing_id} {seen}")


def party_facts(row: Party) -> PartyFacts:
    """Return a party as the rules see it."""
    return PartyFacts(row.id, PartyKind(row.kind), row.name, Presence(row.presence))


def _view(
    hearing: Hearing, conference: Conference, elder: Elder, plan: CarePlan,
    lines: Sequence[PlanLine], rows: Sequence[Party], voicings: Sequence[Voicing],
    voices: dict[UUID, list[Said]], decisions: Sequence[LineDecision],
    wordings: dict[tuple[UUID, str], LineWording], on: date,
) -> HearingView:  # fmt: skip
    there = sorted(
        (row for row in rows if row.removed_at is None),
        key=lambda row: (ORDER[PartyKind(row.kind)], row.position),
    )
    facts = in_speaking_order(map(party_facts, there))
    said = [one for voicing in voicings for one in voices.get(voicing.id, [])]
    decided = [_decided(row) for row in decisions]
    everybody = {row.id: party_facts(row) for row in rows}
    return HearingView(
        hearing, conference, elder, plan, get_conference_rules(on), tuple(there),
        tuple(row for row in rows if row.removed_at is not None), tuple(facts), tuple(voicings),
        tuple(said), tuple(line_standing(line, facts, said, decided) for line in lines),
        _gone(lines, everybody, said, decided, wordings), wordings,
    )  # fmt: skip


def _gone(
    lines: Sequence[PlanLine], everybody: dict[UUID, PartyFacts], said: Sequence[Said],
    decided: Sequence[Decided], wordings: dict[tuple[UUID, str], LineWording],
) -> tuple[GoneLine, ...]:  # fmt: skip
    known = {line.line_id for line in lines}
    spoken = [one.line_id for one in said] + [one.line_id for one in decided]
    gone = [line_id for line_id in dict.fromkeys(spoken) if line_id not in known]
    last = {line_id: row for (line_id, _digest), row in wordings.items()}
    return tuple(
        GoneLine(
            last[line_id].place if line_id in last else "ข้อเดิม",
            last[line_id].words if line_id in last else "",
            tuple((everybody[one.party_id], one) for one in said if one.line_id == line_id),
            max(
                (one for one in decided if one.line_id == line_id),
                key=lambda one: one.number, default=None,
            ),
        )
        for line_id in gone
    )  # fmt: skip


def _decided(row: LineDecision) -> Decided:
    return Decided(
        row.number, row.line_id, row.digest, Outcome(row.outcome), row.words, row.decided_by_name,
        row.decided_at,
    )  # fmt: skip


def _said(session: Session, voicings: dict[UUID, list[Voicing]]) -> dict[UUID, list[Said]]:
    acts = {one.id: one for some in voicings.values() for one in some}
    found: dict[UUID, list[Said]] = {}
    if not acts:
        return found
    rows = session.exec(select(Voice).where(col(Voice.voicing_id).in_(acts)))
    for row in rows:
        act = acts[row.voicing_id]
        found.setdefault(act.id, []).append(
            Said(
                act.number, act.party_id, row.line_id, row.digest, Stance(row.stance), row.words,
                PlanStage(act.plan_stage), How(act.how), act.given_at,
            )
        )  # fmt: skip
    return found


def _wordings(
    session: Session, plan_ids: Collection[UUID]
) -> dict[UUID, dict[tuple[UUID, str], LineWording]]:
    found: dict[UUID, dict[tuple[UUID, str], LineWording]] = {}
    if plan_ids:
        wanted = select(LineWording).where(col(LineWording.plan_id).in_(plan_ids))
        for row in session.exec(wanted.order_by(col(LineWording.id))):
            found.setdefault(row.plan_id, {})[row.line_id, row.digest] = row
    return found


def _by_id(session: Session, kind: type[Row], ids: Collection[UUID]) -> dict[UUID, Row]:
    if not ids:
        return {}
    named: Any = kind
    rows = session.exec(select(kind).where(col(named.id).in_(set(ids))))
    return {row.id: row for row in rows}  # type: ignore[attr-defined]


def _grouped(
    session: Session, kind: type[Row], ids: Collection[UUID], order: Any
) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    if ids:
        named: Any = kind
        rows = session.exec(select(kind).where(col(named.hearing_id).in_(ids)).order_by(order))
        for row in rows:
            found.setdefault(row.hearing_id, []).append(row)  # type: ignore[attr-defined]
    return found
