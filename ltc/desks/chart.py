"""All of one elder on one page: the ADL line, the latest of everything, the plan, the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from ltc.care.assessment.queries.instruments import get_assessment_rules, get_instrument
from ltc.care.assessment.rules.change import Change, compare
from ltc.care.assessment.rules.history import ScoredAssessment
from ltc.care.assessment.rules.scoring import main_set
from ltc.care.cases.queries.reference import service_words
from ltc.care.cases.queries.standing import Position, position_of
from ltc.care.cases.rules.frequency import frequency_words
from ltc.care.cases.terms import member
from ltc.care.elders.queries.sheet import ElderSheet
from ltc.care.elders.terms import TeamRole
from ltc.care.events.terms import FollowUp
from ltc.care.health.queries.summary import Glance, glance
from ltc.care.visits.terms import VisitStatus
from ltc.desks import adl
from ltc.desks.around import (
    Around,
    event_day,
    event_marks,
    event_words,
    read_around,
    stay_bands,
)
from ltc.desks.asked_for import asked_for
from ltc.desks.happened import since
from ltc.desks.queries import (
    SeenAssessment,
    SeenLiving,
    SeenMember,
    SeenPlan,
    SeenVisit,
    living_now,
    members_now,
    newest_assessments,
    newest_visits,
    plan_in_use,
)
from ltc.foundation.core.actor import Actor
from ltc.foundation.i18n.dates import short_date
from ltc.foundation.web.charts import AdlLine
from ltc.foundation.web.heat import HeatStrip

BARTHEL = "barthel"
DEEP = {BARTHEL: 20}
LAST_VISITS = 10
LAST_EVENTS = 4  # in the timeline; the line marks them all
MOMENTS = 8  # the rest stands on pages of its own


class Moment(NamedTuple):
    """One line of the timeline."""

    at: date
    when: str
    title: str
    text: str = ""
    kind: str = "calm"
    by: str = ""


@dataclass(frozen=True)
class Score:
    """The latest result with one instrument, in words."""

    instrument: str
    title: str
    words: str
    on: date
    id: UUID
    is_formal: bool


@dataclass(frozen=True)
class Chart:
    """What the page shows; parts that the role may not see are empty."""

    around: Around
    glance: Glance | None
    position: Position | None
    line: tuple[AdlLine, AdlLine] | None
    strip: HeatStrip | None
    change: Change | None
    lost: list[str]
    scores: list[Score]
    circumstances: SeenLiving | None
    members: Sequence[SeenMember]
    plan: SeenPlan | None
    follow_ups: Sequence[FollowUp]
    service_words: list[str]
    timeline: list[Moment]


@dataclass(frozen=True)
class Sight:
    """Which parts of the chart a role may read."""

    assessment: bool
    case: bool
    care_plan: bool
    care_team: bool
    visit: bool
    health_card: bool


def read_chart(
    session: Session, elder: ElderSheet, actor: Actor, sight: Sight, *, on: date, at: datetime
) -> Chart:
    """Return one elder's chart; the elder was loaded with a check before."""
    newest = newest_assessments(session, elder.id, actor, deep=DEEP) if sight.assessment else {}
    past = list(reversed(newest.get(BARTHEL, [])))
    change = _change(past)
    plan = plan_in_use(session, elder.id) if sight.care_plan else None
    visits = newest_visits(session, elder.id, limit=LAST_VISITS) if sight.visit else []
    members = members_now(session, elder.id, on=on) if sight.care_team else []
    around = read_around(session, elder.id, actor, on=on, at=at)
    position = position_of(session, elder.id, on=on) if sight.case else None
    return Chart(
        around=around,
        glance=glance(session, elder.id) if sight.health_card else None,
        position=position,
        line=_line(past, change, around, on),
        strip=adl.strip(past, get_instrument(BARTHEL)) if past else None,
        change=change,
        lost=adl.lost_words(change, get_instrument(BARTHEL)),
        scores=_scores([rows[0] for rows in newest.values()]),
        circumstances=living_now(session, elder.id, on=on),
        members=members,
        plan=plan,
        follow_ups=asked_for(around, position, plan, on=on) if elder.is_living_here else (),
        service_words=_service_words(plan, members),
        timeline=_timeline(past, visits, plan, around),
    )


def _change(past: Sequence[SeenAssessment]) -> Change | None:
    """Return how the newest Barthel stands against the ones before; ``past`` is oldest first."""
    scored = [
        ScoredAssessment(row.assessed_on, row.total, row.answers, row.assessor_role)
        for row in past
        if row.total is not None
    ]
    if not scored:
        return None
    rules = get_assessment_rules(scored[-1].on)
    return compare(scored[-1], scored[:-1], rules.change, get_instrument(BARTHEL))


def _service_words(plan: SeenPlan | None, members: Sequence[SeenMember]) -> list[str]:
    """Return each service with how often and by whom, in one line."""
    kinds = service_words()
    names: dict[UUID | None, str] = {p.user_id: p.name for p in members if p.user_id}
    found = []
    for one in plan.services if plan else ():
        doer = names.get(one.doer_user_id) or member(TeamRole, one.doer_role).label_th
        often = frequency_words(one.times, one.per, one.minutes)
        words = [kinds.get(one.kind, one.kind), one.text, often, f"โดย{doer}"]
        found.append(" · ".join(word for word in words if word))
    return found


def _line(
    past: Sequence[SeenAssessment], change: Change | None, around: Around, on: date
) -> tuple[AdlLine, AdlLine] | None:
    """Return the line with what happened since its first score."""
    cuts = main_set(get_instrument(BARTHEL), on=on)
    if not past or cuts is None:
        return None
    beside = adl.Beside(since(past[0].assessed_on, event_marks(around)), stay_bands(around))
    return adl.line(past, cuts, beside, change, get_assessment_rules(on).change.sem)


def _scores(latest: Sequence[SeenAssessment]) -> list[Score]:
    found = []
    for row in latest:
        instrument = get_instrument(row.instrument)
        band = _band_words(row)
        words = band if row.total is None else f"{band} ({row.total})" if band else str(row.total)
        if row.tai_class:
            words = f"ชั้น {row.tai_class}"
        if row.is_alarming:  # the class alone would call somebody well who thinks of dying
            words = f"มีเรื่องที่ต้องทำทันที · {words}"
        found.append(
            Score(
                row.instrument,
                instrument.short_th,
                words,
                row.assessed_on,
                row.id,
                row.purpose == "formal",
            )
        )
    return sorted(found, key=lambda score: get_instrument(score.instrument).position)


def _band_words(row: SeenAssessment) -> str:
    cuts = main_set(get_instrument(row.instrument), on=row.assessed_on, variant=row.variant)
    for band in cuts.bands if cuts else ():
        if band.code == row.band:
            return band.label_th
    return ""


def _timeline(
    past: Sequence[SeenAssessment], visits: Sequence[SeenVisit], plan: SeenPlan | None,
    around: Around,
) -> list[Moment]:  # fmt: skip
    """Return what happened, newest first; ``past`` and ``visits`` have an order already."""
    moments = [
        Moment(
            row.assessed_on, short_date(row.assessed_on), f"ประเมิน ADL ได้ {row.total} คะแนน",
            _band_words(row), "calm", row.assessor_name,
        )
        for row in past[-MOMENTS:]
    ]  # fmt: skip
    moments += [_visit_moment(visit) for visit in visits]
    moments += [
        Moment(event.on, event_day(event), event_words(event), "", "due")
        for event in around.events[:LAST_EVENTS]
        if event.on
    ]
    if plan and plan.activated_at:
        day = plan.valid_from
        moments.append(Moment(day, short_date(day), f"เริ่มใช้แผนการดูแลฉบับที่ {plan.number}", "", "ok"))
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:MOMENTS]


def _visit_moment(visit: SeenVisit) -> Moment:
    is_done = visit.status == VisitStatus.DONE
    kind = "alarm" if visit.is_dangerous else "ok" if is_done else "due"
    text = visit.problems or visit.note or ("พบค่าอันตราย" if visit.is_dangerous else "")
    return Moment(
        visit.visited_on, short_date(visit.visited_on),
        "เยี่ยมบ้าน" if is_done else "ไปแล้ว ไม่ได้เยี่ยม", text[:160], kind, visit.caregiver_name,
    )  # fmt: skip
