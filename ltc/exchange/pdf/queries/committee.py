"""The facts of proposals and meetings of the committee. Callers checked the rights before."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from ltc.care.approval.models import (
    Abstention,
    ApprovalRound,
    CommitteeMember,
    Proposal,
    Provider,
)
from ltc.care.approval.queries import meeting as meetings
from ltc.care.approval.queries.proposals import CaseRow, decided_in, rows_of_proposal
from ltc.care.approval.queries.reference import get_approval_rules
from ltc.care.approval.rules.proposing import group_table
from ltc.care.approval.rules.words import meeting_words
from ltc.care.approval.terms import AbstainWhy, Outcome, ProposalState
from ltc.care.cases.terms import GroupCode
from ltc.exchange.pdf.terms import CaseLine, GroupSum, ProposalFacts, RoundFacts
from ltc.foundation.areas.models import Area
from ltc.foundation.areas.queries import get_area
from ltc.foundation.areas.terms import AreaKind
from ltc.foundation.i18n.dates import date_and_time, short_date

Abstained = dict[UUID, list[tuple[Abstention, str]]]


def proposal_facts(session: Session, found: Proposal) -> tuple[ProposalFacts, list[UUID]]:
    """Return the facts of a proposal, and whose they are.

    Cases that were taken out before a decision are left out, unless all were withdrawn.
    """
    rows = rows_of_proposal(session, found.id)
    kept = [row for row in rows if row.decision or row.case.ended_at is None]
    rows = kept if found.state != ProposalState.WITHDRAWN else rows
    places = _above(session, found.municipality_id)
    provider = session.get_one(Provider, found.provider_id)
    submitted = found.submitted_at
    facts = ProposalFacts(
        town=places.get("", ""),
        district=places.get(AreaKind.DISTRICT, ""),
        province=places.get(AreaKind.PROVINCE, ""),
        provider=provider.name_th,
        number=proposal_words(found),
        standing=ProposalState(found.state).label_th,
        document_no=found.document_no,
        letter=_letter(found),
        first_on=found.from_on,
        last_on=found.until_on - timedelta(days=1),
        groups=_groups((row.case.group_code, row.case.requested_satang) for row in rows),
        cases=tuple(_case(row, {}) for row in rows),
        proposer=found.proposer_name,
        position=found.proposer_position,
        submitted_on=f"เสนอในระบบ {date_and_time(submitted)}" if submitted else "",
        rounds=_rounds_of(session, rows, places.get("", "")),
    )
    return facts, [row.elder.id for row in rows]


def proposal_words(found: Proposal) -> str:
    """Return how a proposal is named."""
    return f"ข้อเสนอที่ {found.number} ปีงบประมาณ {found.fiscal_year}"


def _letter(found: Proposal) -> str:
    dated = f" ลงวันที่ {short_date(found.letter_on)}" if found.letter_on else ""
    return f"{found.letter_no}{dated}".strip()


def _above(session: Session, area_id: UUID) -> dict[str, str]:
    """Return the names of a municipality (key "") and of what it lies in, by kind."""
    found: dict[str, str] = {}
    area: Area | None = get_area(session, area_id)
    while area is not None:
        found[area.kind if found else ""] = area.name_th
        area = get_area(session, area.parent_id) if area.parent_id else None
    return found


def _groups(told: Iterable[tuple[str, int]]) -> tuple[GroupSum, ...]:
    lines, _total = group_table(told)
    return tuple(GroupSum(one.label_th, one.people, one.satang) for one in lines)


def _case(row: CaseRow, abstained: Abstained) -> CaseLine:
    group = GroupCode(row.case.group_code).label_th
    scores = f"ADL {row.case.adl_total} · TAI {row.case.tai_class or 'กำหนดกลุ่มเอง'}"
    line = CaseLine(
        row.elder.full_name, f"แผนฉบับที่ {row.plan.number}", f"{group} · {scores}",
        row.case.requested_satang,
    )  # fmt: skip
    if row.decision is None:
        return line
    said = [f"ออกเสียง {row.decision.counted_present} คน"]
    for one, name in abstained.get(row.case.id, ()):
        said.append(f"{name} งดออกเสียง ({AbstainWhy(one.why).label_th})")
    outcome = Outcome(row.decision.outcome)
    return CaseLine(
        line.elder, line.plan, line.group, line.asked, outcome.label_th, row.decision.ltc_satang,
        row.decision.local_satang, row.decision.reason, "\n".join(said),
        outcome is Outcome.APPROVED,
    )  # fmt: skip


def _rounds_of(session: Session, rows: Sequence[CaseRow], town: str) -> tuple[RoundFacts, ...]:
    """Return the meetings that decided on cases of a proposal, each with those cases only."""
    by_round: dict[UUID, list[CaseRow]] = {}
    for row in rows:
        if row.decision is not None:
            by_round.setdefault(row.decision.round_id, []).append(row)
    found = [session.get_one(ApprovalRound, round_id) for round_id in by_round]
    found.sort(key=lambda one: (one.held_on, one.year, one.number))
    return tuple(_round(session, one, by_round[one.id], town) for one in found)


def round_facts(session: Session, found: ApprovalRound) -> tuple[RoundFacts, list[UUID]]:
    """Return the facts of a meeting with all that it decided, and whose they are."""
    rows = decided_in(session, found.id)
    area = get_area(session, found.municipality_id)
    facts = _round(session, found, rows, area.name_th if area else "")
    return facts, [row.elder.id for row in rows]


def _round(
    session: Session, found: ApprovalRound, rows: Sequence[CaseRow], town: str
) -> RoundFacts:
    seats = meetings.seats_of(session, found)
    abstained = meetings.abstentions_of_round(session, found.id)
    chair = session.get(CommitteeMember, found.chair_id) if found.chair_id else None
    lines = {row.case.id: _case(row, abstained) for row in rows}
    return RoundFacts(
        town=town,
        title=meeting_words(found.number, found.year),
        held_on=found.held_on,
        place=found.place,
        quorum=meetings.quorum_of(seats, found.held_on).words,
        note=get_approval_rules(found.held_on).quorum.note_th,
        minutes_no=found.minutes_no,
        letter_no=found.letter_no,
        letter_on=found.letter_on,
        chair=found.signed_by_name or (chair.name_th if chair else ""),
        signed_on=f"ลงนามในระบบ {date_and_time(found.signed_at)}" if found.signed_at else "",
        cases=tuple(lines.values()),
        groups=_groups(
            (row.case.group_code, row.decision.ltc_satang + row.decision.local_satang)
            for row in rows
            if row.decision and row.decision.outcome == Outcome.APPROVED
        ),
        seats=tuple(
            (
                one.name_th, one.position,
                "มา" if told and told.is_present
                else f"ไม่มา: {told.reason if told else 'ยังไม่บันทึก'}",
            )
            for one, told in seats
        ),
        by_proposal=_by_proposal(session, rows, lines),
    )  # fmt: skip


def _by_proposal(
    session: Session, rows: Sequence[CaseRow], lines: dict[UUID, CaseLine]
) -> tuple[tuple[str, str, tuple[CaseLine, ...]], ...]:
    grouped: dict[UUID, list[CaseLine]] = {}
    for row in rows:
        grouped.setdefault(row.case.proposal_id, []).append(lines[row.case.id])
    found = [session.get_one(Proposal, one) for one in grouped]
    found.sort(key=lambda one: (one.fiscal_year, one.number))
    return tuple(
        (
            session.get_one(Provider, one.provider_id).name_th, proposal_words(one),
            tuple(grouped[one.id]),
        )
        for one in found
    )  # fmt: skip
