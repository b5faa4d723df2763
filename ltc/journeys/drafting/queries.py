"""Reads for drafting: what is known of an elder as facts, the rules, the answers so far."""

import functools
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.queries.latest import GROUPING, is_valid_formal, latest_of_each
from ltc.care.assessment.queries.records import newest_first
from ltc.care.assessment.terms import Instrument
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.plans import list_plans, read_plan
from ltc.care.cases.queries.reference import service_words
from ltc.care.elders.queries.team import get_circumstances
from ltc.care.events.queries.records import events_of
from ltc.care.events.terms import EventKind
from ltc.care.health.queries.summary import summary
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import stands
from ltc.care.visits.terms import VisitStatus
from ltc.foundation.accounts.queries import may
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound
from ltc.foundation.i18n.dates import short_date
from ltc.journeys.drafting.models import ProposalAnswer
from ltc.journeys.drafting.rules import FILE, loss_percent, propose, rules_on
from ltc.journeys.drafting.terms import (
    FALL_DAYS,
    MISSED_DAYS,
    RECENT_DAYS,
    WEIGHT_DAYS,
    Answer,
    Answered,
    DraftingRule,
    Fact,
    Facts,
    Proposal,
)
from ltc.settings import CHECKOUT

Found = Iterator[tuple[str, Fact]]
NOT_ASKED = -1
# Without these nothing can be proposed about mood, house and carer: facts by name, who asks them.
ASKED = {"mood.": "2q", "home.": "home_safety", "carer.burden": "carer_burden"}


@functools.cache
def get_rules(on: date) -> tuple[DraftingRule, ...]:
    """Return the drafting rules in force on a day."""
    text = (CHECKOUT / "seeds" / "reference" / FILE).read_text("utf-8")
    return rules_on(tomllib.loads(text), on)


def facts_of(session: Session, elder_id: UUID, actor: Actor, *, on: date) -> Facts:
    """Return what is known of an elder that the actor may read; the elder was checked before."""
    facts = dict(_function(session, elder_id))
    facts |= _screened(session, elder_id, actor)
    facts |= _living(session, elder_id, on)
    facts |= _falls(session, elder_id, on)
    facts |= _visits(session, elder_id, on)
    if may(actor, "read", "health_record"):
        facts |= _wounds(session, elder_id)
    return facts


def _function(session: Session, elder_id: UUID) -> Found:
    """The latest formal scores item by item, what was lost since those before, the TAI class."""
    rows = session.exec(
        select(Assessment)
        .where(is_valid_formal(GROUPING), Assessment.elder_id == elder_id)
        .order_by(*newest_first())
        .limit(2)
    ).all()
    if rows and rows[0].total is not None:
        now, day = rows[0], short_date(rows[0].assessed_on)
        yield "barthel.total", Fact(rows[0].total, f"ADL รวม {now.total} คะแนน เมื่อ {day}")
        for item in get_instrument(now.instrument, now.instrument_version).items:
            if item.code not in now.answers:
                continue
            score = now.answers[item.code]
            words = f"ADL ข้อ{item.short_th} {score} จาก {item.maximum} เมื่อ {day}"
            yield f"barthel.{item.code}", Fact(score, words)
            if len(rows) == 2 and _is_recent(rows[1], now) and item.code in rows[1].answers:
                lost = rows[1].answers[item.code] - score
                since = short_date(rows[1].assessed_on)
                yield (
                    f"recent.{item.code}",
                    Fact(lost, f"{item.short_th} ลดลง {lost} จากเมื่อ {since}"),
                )
    tai = session.exec(
        select(Assessment)
        .where(is_valid_formal("tai"), Assessment.elder_id == elder_id)
        .order_by(*newest_first())
        .limit(1)
    ).first()
    if tai and tai.tai_class:
        yield (
            f"tai.{tai.tai_class}",
            Fact(1, f"TAI {tai.tai_class} เมื่อ {short_date(tai.assessed_on)}"),
        )


def _is_recent(before: Assessment, now: Assessment) -> bool:
    return now.assessed_on - before.assessed_on <= timedelta(days=RECENT_DAYS)


def _screened(session: Session, elder_id: UUID, actor: Actor) -> Found:
    """What the latest screenings say: of mood, of the house, of the carer's burden."""
    latest = latest_of_each(session, elder_id, actor)
    yield from _mood(latest.get("2q"), latest.get("9q"))
    if house := latest.get("home_safety"):
        day = short_date(house.assessed_on)
        for item in get_instrument(house.instrument, house.instrument_version).items:
            if item.code in house.answers:
                found = house.answers[item.code]
                words = f"ที่บ้าน: {item.short_th} {'มี' if found else 'ไม่มี'} เมื่อ {day}"
                yield f"home.{item.code}", Fact(found, words)
    if (burden := latest.get("carer_burden")) and burden.total is not None:
        words = f"คนดูแลตอบว่าหนัก {burden.total} จาก 10 เมื่อ {short_date(burden.assessed_on)}"
        yield "carer.burden", Fact(burden.total, words)


def _mood(asked: Assessment | None, nine: Assessment | None) -> Found:
    if asked is None or asked.total is None:
        return
    words = f"2Q {'พบ' if asked.total else 'ไม่พบ'} เมื่อ {short_date(asked.assessed_on)}"
    yield "mood.2q", Fact(int(asked.total > 0), words)
    if nine is None or nine.total is None or nine.assessed_on < asked.assessed_on:
        yield "mood.9q", Fact(NOT_ASKED, "ยังไม่ได้ถาม 9Q หลังจากนั้น")
    else:
        words = f"9Q {nine.total} คะแนน เมื่อ {short_date(nine.assessed_on)}"
        yield "mood.9q", Fact(nine.total, words)


def _living(session: Session, elder_id: UUID, on: date) -> Found:
    now = get_circumstances(session, elder_id, on=on)
    if now is None:
        return
    has_carer = bool(now.main_carer_name)
    name = now.main_carer_name
    yield "carer.none", Fact(int(not has_carer), f"คนดูแลหลัก: {name or 'ไม่มี'}")
    yield "carer.alone", Fact(int(has_carer), f"คนดูแลหลักคนเดียว: {name}")
    is_untaught = has_carer and not now.carer_skills
    words = f"{name} ยังไม่มีใครสอนวิธีดูแล" if is_untaught else f"{name} ได้รับการสอนแล้ว"
    yield "carer.untaught", Fact(int(is_untaught), words)


def _falls(session: Session, elder_id: UUID, on: date) -> Found:
    since = on - timedelta(days=FALL_DAYS)
    events = events_of(session, [elder_id], since=since).get(elder_id, [])
    falls = [one for one in events if one.kind == EventKind.FALL and one.happened_on <= on]
    last = f" ครั้งล่าสุด {short_date(falls[-1].happened_on)}" if falls else ""
    yield "falls.180", Fact(len(falls), f"หกล้ม {len(falls)} ครั้งใน {FALL_DAYS} วัน{last}")


def _visits(session: Session, elder_id: UUID, on: date) -> Found:
    """Weights of half a year, and visits of a month that could not be."""
    rows = session.execute(
        sa.select(col(Visit.visited_on), col(Visit.status), col(Visit.vitals))
        .where(
            col(Visit.elder_id) == elder_id,
            stands(),
            col(Visit.visited_on).between(on - timedelta(days=WEIGHT_DAYS), on),
        )
        .order_by(col(Visit.visited_on), col(Visit.number))
    ).all()
    weights = [weight for _day, _status, vitals in rows if (weight := _weight(vitals))]
    percent = loss_percent(weights)
    if percent is not None:
        words = (
            f"น้ำหนักลดร้อยละ {percent} ใน {WEIGHT_DAYS} วัน ({max(weights):g} → {weights[-1]:g} กก.)"
        )
        yield "weight.loss_percent", Fact(percent, words)
    since = on - timedelta(days=MISSED_DAYS)
    missed = sum(status == VisitStatus.COULD_NOT and day > since for day, status, _vitals in rows)
    yield "visits.missed_30", Fact(missed, f"เยี่ยมไม่ได้ {missed} ครั้งใน {MISSED_DAYS} วัน")


def _weight(vitals: dict[str, Any]) -> float | None:
    try:
        return float(vitals["weight"])
    except (KeyError, TypeError, ValueError):
        return None


def _wounds(session: Session, elder_id: UUID) -> Found:
    wounds = summary(session, elder_id).wounds
    yield "wounds.open", Fact(len(wounds), f"แผลที่ยังไม่หาย {len(wounds)} แห่ง")


@dataclass(frozen=True)
class Drafting:
    """What is proposed for one draft, what was answered, and the titles of all rules."""

    proposals: Sequence[Proposal]
    answered: Sequence[Answered]
    titles: dict[str, str]
    unasked: Sequence[Instrument] = ()

    @property
    def waiting(self) -> list[Proposal]:
        """What nobody has answered yet."""
        settled = {one.code for one in self.answered}
        return [one for one in self.proposals if one.rule.code not in settled]

    def proposal(self, code: str) -> Proposal:
        """Return what is proposed by a rule, answered or not; raises NotFound."""
        found = next((one for one in self.proposals if one.rule.code == code), None)
        if found is None:
            raise NotFound
        return found


def drafting_of(session: Session, plan: CarePlan, actor: Actor, *, on: date) -> Drafting:
    """Return the proposals for a plan's draft; the plan was loaded with a check before."""
    facts = facts_of(session, plan.elder_id, actor, on=on)
    given = answers_of(session, plan)
    here = [one for one in given if one.plan_number == plan.number]
    rules = get_rules(on)
    found = propose(
        rules, facts, read_plan(session, plan), service_words=service_words(), on=on,
        before=[one for one in given if one.plan_number < plan.number],
    )  # fmt: skip
    unasked = [get_instrument(code) for name, code in ASKED.items() if not _knows(facts, name)]
    return Drafting(found, here, {rule.code: rule.title for rule in rules}, unasked)


def _knows(facts: Facts, name: str) -> bool:
    return any(one.startswith(name) for one in facts)


def answers_of(session: Session, plan: CarePlan) -> list[Answered]:
    """Return the latest answer to each proposal in every version of a case's plan."""
    numbers = {one.id: one.number for one in list_plans(session, plan.case_id)}
    rows = session.exec(
        select(ProposalAnswer)
        .where(col(ProposalAnswer.plan_id).in_(numbers))
        .order_by(col(ProposalAnswer.answered_at), col(ProposalAnswer.id))
    ).all()
    latest = {(row.plan_id, row.rule_code): row for row in rows}
    return [
        Answered(
            row.rule_code, Answer(row.answer), row.reason, row.answered_by_name, row.answered_at,
            numbers[row.plan_id],
        )
        for row in latest.values()
    ]  # fmt: skip


def latest_answer(session: Session, plan_id: UUID, code: str) -> ProposalAnswer | None:
    """Return what was answered last to a proposal in one version of a plan, or None."""
    return session.exec(
        select(ProposalAnswer)
        .where(ProposalAnswer.plan_id == plan_id, ProposalAnswer.rule_code == code)
        .order_by(col(ProposalAnswer.answered_at).desc(), col(ProposalAnswer.id).desc())
        .limit(1)
    ).first()
