"""The money of the made-up cases: transfers of two years, pay of two months, nappies, leftovers.

Amounts, names and numbers of papers are made up; the rates are those of the reference data.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, SQLModel, col, select

from ltc.care.approval.queries.decisions import approvals_in_year
from ltc.care.approval.terms import Approval
from ltc.care.assessment.rules.due import add_months
from ltc.care.cases.models import Case
from ltc.care.cases.rules.rates import fiscal_year
from ltc.care.elders.models import Elder
from ltc.finance.casemoney.actions.nappies import decide_nappies, deliver_nappies
from ltc.finance.casemoney.actions.pay import pay_statement, report_month, sign_statement
from ltc.finance.casemoney.models import MoneyDocument, MoneyEntry, PayStatement, RegimeHolding
from ltc.finance.casemoney.queries.ledger import balances
from ltc.finance.casemoney.queries.nappies import list_waiting
from ltc.finance.casemoney.rules.ledger import Balance
from ltc.finance.casemoney.rules.limits import newest_by_case, year_begins
from ltc.finance.casemoney.terms import DeliveryDraft, EntryKind, NappyDraft, Pot, Purse
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from ltc.upkeep.demonstration.bulk import insert, light
from ltc.upkeep.demonstration.staff import Member, Roster

COMES_AFTER, GOES_ON_AFTER = 18, 12  # days: the nation after the meeting, the fund after the nation
# How each caregiver is paid, by place: regime, baht. The orders are made up.
PAID = (
    ("ltc_visit", 50), ("ltc_visit", 50), ("ltc_visit", 50), ("ltc_visit", 50),
    ("nhso_2568", 5_000), ("nhso_2568", 6_000), ("moi_volunteer", 5_000), ("ltc_visit", 50),
)  # fmt: skip
ORDER = "ทม.ลพ. 118/2568"
# How far last month's statements have come, by caregiver: signatures given, 5 is paid.
COME_SO_FAR = (0, 1, 2, 3, 5, 4, 1, 5)
NAPPIES, REFUSED, BROUGHT_AGO = 12, 2, (48, 18)
KEPT_OPEN = 2  # rests of last year that nobody has decided on


def write_money(session: Session, roster: Roster, *, on: date, at: datetime) -> dict[str, int]:
    """Save what moved up to now; returns how many rows of each kind."""
    writer = _Writer(session, roster, on=on, at=at)
    writer.transfers()
    months = writer.pay()
    writer.years_end()
    return {"money_entries": writer.entries, "pay_months": months, "nappies": writer.nappies()}


@dataclass
class _Paper:
    """One document to be written, with the shares of its cases."""

    kind: EntryKind
    reference: str
    dated_on: date
    year: int
    shares: list[tuple[Approval, int]]
    to_th: str = ""


class _Writer:
    """Writes the money of a town; all papers bear the finance officer's name."""

    def __init__(self, session: Session, roster: Roster, *, on: date, at: datetime) -> None:
        self._session, self._roster, self._on, self._at = session, roster, on, at
        self._area_id = roster.managers[0].area_id
        self._officer, self._head = roster.members["finance"], roster.members["head"]
        self.entries = 0

    def transfers(self) -> None:
        """Write both hops of each meeting's money, as far as the days have come."""
        year = fiscal_year(self._on)
        for one in (year - 1, year):
            approvals = newest_by_case(
                found
                for found in approvals_in_year(self._session, self._area_id, one).values()
                if found.is_signed and found.ltc_satang
            ).values()
            self._write(list(_papers(approvals, one)))

    def _write(self, papers: Sequence[_Paper]) -> None:
        done = [paper for paper in papers if paper.dated_on < self._on]
        documents: list[SQLModel] = []
        entries: list[SQLModel] = []
        for paper in done:
            document = light(
                MoneyDocument,
                municipality_id=self._area_id, operation_id=new_id(), kind=str(paper.kind),
                purse=str(Purse.LTC), fiscal_year=paper.year, reference=paper.reference,
                dated_on=paper.dated_on, amount_satang=sum(amount for _, amount in paper.shares),
                to_th=paper.to_th, **self._by(paper.dated_on),
            )  # fmt: skip
            documents.append(document)
            entries += [
                light(
                    MoneyEntry,
                    municipality_id=self._area_id, document_id=document.id, case_id=one.case_id,
                    plan_id=one.plan_id, elder_id=one.elder_id, fiscal_year=paper.year,
                    purse=str(Purse.LTC), kind=str(paper.kind), amount_satang=amount,
                    reference=paper.reference, dated_on=paper.dated_on, **self._by(paper.dated_on),
                )
                for one, amount in paper.shares
            ]  # fmt: skip
        if done:
            insert(self._session, documents)
            self.entries += insert(self._session, entries)

    def _by(self, day: date) -> dict[str, object]:
        return {
            "recorded_at": at_local(day, 15), "recorded_by": self._officer.id,
            "recorded_by_name": self._officer.name,
        }  # fmt: skip

    def pay(self) -> int:
        """Put everybody under a regime; report, sign and pay the last two months."""
        first = self._on.replace(day=1)
        nurse = self._roster.nurses[0]
        holdings = [
            self._holding(one, regime, amount, add_months(first, -13))
            for one, (regime, amount) in zip(self._roster.caregivers, PAID, strict=False)
        ]
        holdings.append(self._holding(nurse, "staff_hour", 50, add_months(first, -13), 60))
        insert(self._session, holdings)
        months = 0
        for back, states in ((2, (5,) * len(PAID)), (1, COME_SO_FAR)):
            for one, state in zip(self._roster.caregivers, states, strict=False):
                months += self._month(one, add_months(first, -back), state)
        return months

    def _holding(
        self, who: Member, regime: str, amount: int, since: date, holiday: int | None = None
    ) -> RegimeHolding:
        return light(
            RegimeHolding,
            municipality_id=self._area_id, person_id=who.id, regime=regime,
            amount_satang=amount * 100, holiday_satang=holiday * 100 if holiday else None,
            order_no=ORDER, valid_from=since, noted_at=at_local(since, 9),
            noted_by_name=self._roster.managers[0].name,
        )  # fmt: skip

    def _month(self, who: Member, month: date, state: int) -> int:
        """Bring one month so far: reported, then signed by up to three others, then paid."""
        day = add_months(month, 1)
        if not state or day > self._on:
            return 0
        try:
            row = report_month(
                self._session, self._area_id, month, by=who.actor, at=at_local(day, 9), on=self._on
            )
        except RuleViolation:
            return 0  # a month without visits that count
        signers = (self._roster.managers[0], self._officer, self._head)[: state - 1]
        for place, one in enumerate(signers):
            sign_statement(
                self._session, row, version=row.version, by=one.actor,
                at=at_local(day, 10 + place),
            )  # fmt: skip
        if state > len(signers) + 1:
            self._pay(row, day)
        return 1

    def _pay(self, row: PayStatement, day: date) -> None:
        reference = f"ฎ {row.month_on.month}/{row.person_name[:3]}/{fiscal_year(day) % 100}"
        with suppress(RuleViolation):  # the provider has not got somebody's money yet: it waits
            pay_statement(
                self._session, row, reference, day, version=row.version, by=self._officer.actor,
                at=at_local(day, 15), on=self._on,
            )  # fmt: skip

    def years_end(self) -> None:
        """Carry last year's rests on, settle those of who is in care no more; some wait."""
        year = fiscal_year(self._on)
        left = {
            key[0]: one
            for key, one in balances(self._session, self._area_id, fiscal_year=year - 1).items()
            if one.left > 0
        }
        approvals = approvals_in_year(self._session, self._area_id, year - 1)
        plans = newest_by_case(approvals.values())
        cases = self._session.exec(
            select(Case).where(col(Case.id).in_(left)).order_by(col(Case.opened_on), col(Case.id))
        ).all()
        going_on = [one for one in cases if one.closed_on is None][KEPT_OPEN:]
        day = year_begins(year) + timedelta(days=28)
        rests = [(plans[one.id], left[one.id]) for one in going_on]
        self._write(_settled(EntryKind.CARRIED_ON, f"ลพ 52003/{year % 100}", day, year, rests))
        ended = sorted((one.closed_on, one.id) for one in cases if one.closed_on)
        for number, (closed_on, case_id) in enumerate(ended[:-KEPT_OPEN], 1):
            rest = [(plans[case_id], left[case_id])]
            day = max(closed_on, plans[case_id].decided_on + timedelta(days=COMES_AFTER * 2))
            reference = f"ลพ 52003/{100 + number}"
            self._write(
                _settled(EntryKind.LEFT_OVER, reference, day + timedelta(days=20), year, rest)
            )

    def nappies(self) -> int:
        """Decide for some of those who wait, and bring nappies to those who get them."""
        nurse: Actor = self._roster.nurses[0].actor
        waiting = list_waiting(self._session, nurse, on=self._on)[:NAPPIES]
        since = self._on - timedelta(days=70)
        for place, one in enumerate(waiting):
            elder = self._session.get_one(Elder, one.elder.id)
            is_granted = place < len(waiting) - REFUSED
            draft = NappyDraft(
                new_id(), is_granted, "incontinence" if is_granted else "",
                "พยาบาลประเมินที่บ้าน กลั้นปัสสาวะไม่ได้" if is_granted else "", since, None,
                {"diaper": 2, "pad": 1} if place % 2 else {"diaper": 3},
                "" if is_granted else "ครอบครัวขอใช้ผ้าซัก",
            )  # fmt: skip
            decide_nappies(self._session, elder, draft, by=nurse, at=at_local(since, 10))
            if is_granted:
                self._bring(elder, draft, nurse)
        return len(waiting)

    def _bring(self, elder: Elder, draft: NappyDraft, nurse: Actor) -> None:
        for ago in BROUGHT_AGO:
            day = self._on - timedelta(days=ago)
            pieces = {kind: count * 30 for kind, count in draft.pieces.items()}
            delivery = DeliveryDraft(
                new_id(), day, 30, pieces, {"diaper": 900, "pad": 550},
                f"ส่ง {day.month}/{(day.year + 543) % 100}",
            )  # fmt: skip
            deliver_nappies(
                self._session, elder, delivery, by=nurse, at=at_local(day, 11), on=self._on
            )


def _papers(approvals: Iterable[Approval], year: int) -> Iterator[_Paper]:
    """Yield both hops of each meeting; the fund passes half of it on at first."""
    by_meeting: dict[date, list[Approval]] = {}
    for one in approvals:
        by_meeting.setdefault(one.decided_on, []).append(one)
    for number, (decided_on, some) in enumerate(sorted(by_meeting.items()), 1):
        day = decided_on + timedelta(days=COMES_AFTER)
        shares = [(one, one.ltc_satang) for one in some]
        yield _Paper(
            EntryKind.TRANSFERRED, f"สปสช. 5.01/{number:03}/{year % 100}", day, year, shares
        )
        halves = [(one, one.ltc_satang // 2) for one in some]
        yield _Paper(
            EntryKind.PASSED_ON, f"กปท. {number:02}/{year % 100}",
            day + timedelta(days=GOES_ON_AFTER), year, halves, some[0].provider_th,
        )  # fmt: skip


def _settled(
    kind: EntryKind, reference: str, day: date, year: int, rests: Sequence[tuple[Approval, Balance]]
) -> list[_Paper]:
    """Return the papers that settle rests of the year before; what is carried on goes on again."""
    back = [(one, held) for one, rest in rests if (held := rest.within(Pot.PROVIDER)) > 0]
    whole = [(one, rest.left) for one, rest in rests]
    papers = [_Paper(kind, reference, day, year - 1, whole)] if whole else []
    if back:
        papers.append(_Paper(EntryKind.GIVEN_BACK, reference, day, year - 1, back))
    if whole and kind is EntryKind.CARRIED_ON:
        papers.append(_Paper(EntryKind.CARRIED_IN, reference, day, year, whole))
        halves = [(one, amount // 2) for one, amount in whole]
        papers.append(
            _Paper(
                EntryKind.PASSED_ON, f"กปท. 90/{year % 100}", day + timedelta(days=7), year, halves,
                whole[0][0].provider_th,
            )
        )  # fmt: skip
    return papers
