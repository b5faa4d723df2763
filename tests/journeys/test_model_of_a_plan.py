"""The law of a plan, over any history, on both databases.

Whoever does what in whatever order: never an approved plan without voices and a decision, never a
lost voice, never paid twice, never long-term-care money for a plan that nobody approved.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.approval.actions.committee import close_round
from ltc.care.approval.actions.deciding import abstain, decide
from ltc.care.approval.actions.proposals import (
    prepare_proposal,
    submit_proposal,
    withdraw_proposal,
)
from ltc.care.approval.models import (
    ApprovalRound,
    CaseDecision,
    CommitteeMember,
    Proposal,
    ProposalCase,
)
from ltc.care.approval.terms import DecisionDraft, Signature
from ltc.care.cases.actions.cases import close_case
from ltc.care.cases.actions.plans import activate_plan, draft_plan, save_plan
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.cases import open_case_of
from ltc.care.cases.queries.plans import list_plans, read_plan
from ltc.care.conferences.actions.calling import (
    call_conference,
    close_hearing,
    reopen_hearing,
    sign_in,
)
from ltc.care.conferences.actions.deciding import decide_agreed, decide_line
from ltc.care.conferences.actions.voices import give_voices
from ltc.care.conferences.models import Hearing, LineDecision, Party, Voice, Voicing
from ltc.care.conferences.queries.hearings import read_hearing
from ltc.care.conferences.terms import Mark, SeenLine, VoicingDraft
from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import Elder
from ltc.care.elders.terms import TeamDraft
from ltc.finance.casemoney.actions.pay import report_month, take_back_statement
from ltc.finance.casemoney.actions.transfers import record_transfer
from ltc.finance.casemoney.models import MoneyEntry, PayLineRow
from ltc.finance.casemoney.queries.ledger import balances
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from tests.care.approval.meeting import attend, came, head, planned, provided, seated
from tests.care.cases.ordinary import SERVICE, grounded, opened, plan_draft, scored
from tests.care.conferences.heard import call_draft
from tests.cast import AT, TODAY, Cast
from tests.finance.casemoney.made import transfer_draft, under, visited
from tests.histories import histories

pytestmark = [pytest.mark.journeys, pytest.mark.proof]
ENOUGH, TOO_FEW = 7, 3
ACTS = (
    "write", "call", "speak", "object", "absent", "agree", "settle", "conclude", "again", "begin",
    "propose", "withdraw", "meet", "stand_back", "approve", "refuse", "sign", "transfer", "visit",
    "report", "revise", "end",
)  # fmt: skip
# What brings a plan on, in its order: without it few histories would come far.
ONWARD = ("write", "call", "speak", "agree", "settle", "conclude", "begin", "visit", "propose",
          "meet", "approve", "sign", "transfer", "visit", "report", "revise")  # fmt: skip
MONTH = date(2026, 11, 1)
acts = st.tuples(st.sampled_from((*ACTS, *["onward"] * 14)), st.integers(0, 9))


class Hands:
    """Does one act after another; what a rule refuses is not done."""

    def __init__(self, session: Session, cast: Cast) -> None:
        self.session, self.cast, self.at = session, cast, AT
        self.malee, self.secretary = cast.actor("malee"), cast.actor("secretary")
        self.elder = session.get_one(Elder, cast.boonmee_id)
        self.step = 0
        self.heard: set[UUID] = set()

    def act(self, what: str, number: int) -> None:
        """Do one thing; afterwards nothing of it is half done."""
        self.at += timedelta(seconds=1)
        if what == "onward":
            what, self.step = ONWARD[self.step % len(ONWARD)], self.step + 1
        doing: Callable[[int], None] = getattr(self, what)
        with suppress(RuleViolation, Conflict, NotFound, IndexError), self.session.begin_nested():
            doing(number)
        self.session.flush()
        self.session.expire_all()

    def plans(self) -> list[CarePlan]:
        case = open_case_of(self.session, self.elder.id)
        return list(list_plans(self.session, case.id)) if case else []

    def hearing(self) -> Hearing:
        rows = self.session.exec(select(Hearing).order_by(col(Hearing.id))).all()
        return rows[-1]

    def parties(self) -> list[Party]:
        wanted = select(Party).where(Party.hearing_id == self.hearing().id)
        return list(self.session.exec(wanted.order_by(col(Party.position))).all())

    def seen(self) -> tuple[SeenLine, ...]:
        view = read_hearing(self.session, self.hearing(), on=TODAY)
        return tuple(SeenLine(one.line.line_id, one.line.digest) for one in view.lines)

    def write(self, number: int) -> None:
        plan = self.plans()[0]
        draft = plan_draft(services=(replace(SERVICE, times=1 + number % 3),))
        before = read_plan(self.session, plan)
        if before.services:
            draft = replace(before, services=(replace(before.services[0], times=1 + number % 3),))
        save_plan(self.session, plan, draft, version=plan.version, by=self.malee, at=self.at)

    def call(self, _number: int) -> None:
        draft = call_draft(self.plans()[0].id)
        call_conference(self.session, draft, by=self.malee, at=self.at, on=TODAY)

    def speak(self, number: int) -> None:
        """All speak, or one of them."""
        parties = self.parties()
        for party in parties if number < 6 else parties[number % len(parties) :][:1]:
            self._say(party, {})

    def object(self, number: int) -> None:
        parties, seen = self.parties(), self.seen()
        mark = Mark("object" if number % 2 else "agree_if", "ไม่เอาแบบนี้")
        self._say(parties[number % len(parties)], {seen[number % len(seen)].line_id: mark})

    def _say(self, party: Party, marks: dict[UUID, Mark]) -> None:
        said = VoicingDraft(new_id(), "telephone", self.seen(), marks, heard_by="มาลี", witness="สม")
        act = give_voices(
            self.session, self.hearing(), party, said, by=self.malee, at=self.at, on=TODAY
        )
        self.session.flush()
        wanted = select(Voice.id).where(Voice.voicing_id == act.id)
        self.heard |= set(self.session.exec(wanted).all())

    def absent(self, number: int) -> None:
        party = self.parties()[number % 5]
        rows = {party.id: ("absent", "ป่วย")}
        sign_in(self.session, self.hearing(), rows, by=self.malee, at=self.at)

    def agree(self, _number: int) -> None:
        decide_agreed(
            self.session, self.hearing(), self.seen(), by=self.malee, at=self.at, on=TODAY
        )

    def settle(self, _number: int) -> None:
        """Decide what is not agreed by all, with words."""
        for line in self.seen():
            with suppress(RuleViolation), self.session.begin_nested():
                decide_line(self.session, self.hearing(), line, "enters", "ลองก่อนหนึ่งเดือน",
                            by=self.malee, at=self.at, on=TODAY)  # fmt: skip

    def conclude(self, _number: int) -> None:
        close_hearing(self.session, self.hearing(), by=self.malee, at=self.at, on=TODAY)

    def again(self, _number: int) -> None:
        reopen_hearing(self.session, self.hearing(), by=self.malee, at=self.at)

    def begin(self, number: int) -> None:
        plan = self.plans()[number % 2 if number > 6 else 0]
        activate_plan(self.session, plan, version=plan.version, by=self.malee, at=self.at, on=TODAY)

    def propose(self, number: int) -> None:
        plan = self.plans()[number % 2 if number > 6 else 0]
        draft = head(provided(self.session, self.cast))
        made = prepare_proposal(self.session, draft, [plan.id], by=self.malee, at=self.at, on=TODAY)
        submit_proposal(
            self.session, made, version=made.version, by=self.malee, at=self.at, on=TODAY
        )

    def withdraw(self, _number: int) -> None:
        made = self.session.exec(select(Proposal).order_by(col(Proposal.id).desc())).all()[0]
        withdraw_proposal(
            self.session, made, decided=(), version=made.version, by=self.malee, at=self.at
        )

    def meet(self, number: int) -> None:
        members = self.session.exec(
            select(CommitteeMember).order_by(col(CommitteeMember.id))
        ).all()  # fmt: skip
        count = len(self.session.exec(select(ApprovalRound.id)).all())
        meeting = planned(self.session, self.cast, count + 1)
        present = TOO_FEW if number == 9 else ENOUGH
        attend(self.session, self.cast, meeting, came(members, present))

    def _case(self) -> tuple[ApprovalRound, ProposalCase]:
        rounds = self.session.exec(select(ApprovalRound).order_by(col(ApprovalRound.id))).all()
        rows = self.session.exec(select(ProposalCase).order_by(col(ProposalCase.id))).all()
        return rounds[-1], rows[-1]

    def stand_back(self, number: int) -> None:
        meeting, row = self._case()
        members = self.session.exec(select(CommitteeMember.id)).all()
        abstain(self.session, meeting, row, members[number % len(members)], why="relative",
                words="", by=self.secretary, at=self.at)  # fmt: skip

    def approve(self, number: int) -> None:
        meeting, row = self._case()
        draft = DecisionDraft("approved", 500_000, 0, "ตามแผน")
        by = self.malee if number == 9 else self.secretary
        decide(self.session, meeting, row, draft, by=by, at=self.at)

    def refuse(self, number: int) -> None:
        meeting, row = self._case()
        draft = DecisionDraft("refused" if number % 2 else "returned", 0, 0, "ขาดเป้าหมาย")
        decide(self.session, meeting, row, draft, by=self.secretary, at=self.at)

    def sign(self, _number: int) -> None:
        meeting, _row = self._case()
        signature = Signature("กรรมการ คนที่1")
        close_round(self.session, meeting, signature, version=meeting.version,
                    by=self.cast.actor("chair"), at=self.at)  # fmt: skip

    def transfer(self, number: int) -> None:
        plan = self.plans()[0]
        draft = transfer_draft(
            (plan.id, 100_000 * (1 + number)), reference=f"สปสช. {self.at}", dated_on=TODAY
        )
        record_transfer(self.session, self.cast.town_id, draft, by=self.cast.actor("wilai"),
                        at=self.at, on=TODAY)  # fmt: skip

    def visit(self, number: int) -> None:
        in_use = [plan for plan in self.plans() if plan.status == "active"][0]
        day = TODAY if in_use.approved_at else TODAY - timedelta(days=1)
        visited(self.session, self.cast, day, plan=in_use, hour=8 + number, minutes=60)

    def report(self, number: int) -> None:
        """Report the month when it is over, and take it back now and then."""
        som, at = self.cast.actor("som"), self.at + timedelta(days=14)
        row = report_month(self.session, self.cast.town_id, MONTH, by=som, at=at, on=at.date())
        if number > 6:
            take_back_statement(self.session, row, "ผิด", version=row.version, by=som, at=at)

    def revise(self, _number: int) -> None:
        case = open_case_of(self.session, self.elder.id)
        if case:
            draft_plan(self.session, case, by=self.malee, at=self.at, on=TODAY)

    def end(self, number: int) -> None:
        case = open_case_of(self.session, self.elder.id)
        if case and number == 0:
            close_case(self.session, case, "recovered", closed_on=TODAY, note="",
                       version=case.version, by=self.malee, at=self.at, on=TODAY)  # fmt: skip


@pytest.fixture
def begun(sessions: sessionmaker[Session], cast: Cast) -> Cast:
    """The town with Boonmee in care, a whole team, a committee of nine, and an empty draft."""
    with transaction(sessions) as session:
        scored(session, cast)
        nurse = TeamDraft("nurse", cast.users["nok"], "", "", "", TODAY)
        elder = session.get_one(Elder, cast.boonmee_id)
        join_team(session, elder, nurse, by=cast.actor("malee"), at=AT)
        case = opened(session, cast)
        grounded(session, cast, case)
        draft_plan(session, case, by=cast.actor("malee"), at=AT, on=TODAY)
        seated(session, cast)
        provided(session, cast)
        under(session, cast)
    return cast


AN_OBJECTION = [
    (what, 1 if what == "object" else 0)
    for what in ("write", "call", "speak", "agree", "object", "conclude", "begin", "settle",
                 "conclude", "begin")
]  # fmt: skip
ALL_THE_WAY = [("onward", 0)] * len(ONWARD)


@histories(14, 5_000)
@given(story=st.lists(acts, min_size=6, max_size=30))
@example(story=ALL_THE_WAY)
@example(story=[*ALL_THE_WAY, *ALL_THE_WAY])
@example(story=AN_OBJECTION)
def test_the_law_of_a_plan(
    sessions: sessionmaker[Session], begun: Cast, story: list[tuple[str, int]]
) -> None:
    with sessions() as session:
        hands = Hands(session, begun)
        for act in story:
            hands.act(*act)
        check(session, hands)
        if story == ALL_THE_WAY:
            assert any(plan.approved_at for plan in hands.plans()), "the way leads to an approval"
            assert session.exec(select(MoneyEntry)).first(), "and to money"
            assert [row.amount_satang for row in paid_lines(session)] == [5_000], "once"
        session.rollback()  # the next history begins anew


def check(session: Session, hands: Hands) -> None:
    """What must hold whatever happened."""
    plans = session.exec(select(CarePlan)).all()
    for plan in plans:
        if plan.approved_at:
            assert decisions(session, plan), "an approved plan has a decision of a quorate meeting"
        if plan.status != "draft" or plan.proposed_at or plan.approved_at:
            assert_heard(session, plan)
    kept = set(session.exec(select(Voice.id)).all())
    assert hands.heard <= kept, "no voice is ever lost"
    approved = {plan.case_id for plan in plans if plan.approved_at}
    money = balances(session, hands.cast.town_id)
    for (case_id, _year, _purse), balance in money.items():
        assert case_id in approved, "no money for a plan that nobody approved"
        assert 0 <= balance.transferred <= 500_000 * len(plans), "no more than was approved"

    paid = [row.root_visit_id for row in paid_lines(session)]
    assert len(paid) == len(set(paid)), "a visit is paid once"


def paid_lines(session: Session) -> list[PayLineRow]:
    """The lines of statements that stand and pay for a visit; all of them of approved plans."""
    rows = session.exec(
        select(PayLineRow).where(~col(PayLineRow.is_void), col(PayLineRow.amount_satang) > 0)
    ).all()
    for row in rows:
        plan = session.get(CarePlan, row.plan_id)
        assert plan
        assert plan.approved_at, "a visit under an interim plan costs no long-term-care money"
    return list(rows)


def decisions(session: Session, plan: CarePlan) -> list[CaseDecision]:
    """The standing decisions that approved a plan."""
    return list(
        session.exec(
            select(CaseDecision)
            .join(ProposalCase, col(ProposalCase.id) == col(CaseDecision.proposal_case_id))
            .where(
                ProposalCase.plan_id == plan.id, CaseDecision.outcome == "approved",
                col(CaseDecision.taken_back_at).is_(None),
                col(CaseDecision.counted_present) >= col(CaseDecision.quorum_needed),
            )
        ).all()
    )  # fmt: skip


def assert_heard(session: Session, plan: CarePlan) -> None:
    """Every line of a plan in use was decided, and every party spoke to it or was away."""
    hearings = session.exec(select(Hearing).where(Hearing.plan_id == plan.id)).all()
    draft = read_plan(session, plan)
    for line in (*draft.problems, *draft.services):
        decided = session.exec(
            select(LineDecision).where(
                LineDecision.plan_id == plan.id, LineDecision.line_id == line.line_id,
                LineDecision.outcome == "enters",
            )
        ).first()  # fmt: skip
        assert decided, "a line enters only by a decision"
        spoke = set(
            session.scalars(
                sa.select(col(Voicing.party_id))
                .join(Voice, col(Voice.voicing_id) == col(Voicing.id))
                .where(col(Voice.line_id) == line.line_id)
            )
        )
        parties = session.exec(
            select(Party).where(
                col(Party.hearing_id).in_([one.id for one in hearings]),
                col(Party.removed_at).is_(None), Party.hearing_id == decided.hearing_id,
            )
        ).all()  # fmt: skip
        assert parties
        assert all(one.id in spoke or one.presence == "absent" for one in parties)
