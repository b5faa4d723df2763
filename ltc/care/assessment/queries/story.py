"""One saved assessment as its page tells it: what it says, against before, and what comes next."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries import latest, records
from ltc.care.assessment.queries.instruments import (
    get_assessment_rules,
    get_instrument,
    list_instruments,
)
from ltc.care.assessment.rules import tai
from ltc.care.assessment.rules.change import Change
from ltc.care.assessment.rules.due import next_assessment
from ltc.care.assessment.rules.following import next_instruments
from ltc.care.assessment.rules.groups import Border, border
from ltc.care.assessment.terms import (
    DependencyGroup,
    Doubt,
    Instrument,
    Method,
    Place,
    Purpose,
    Result,
    SafetyAlert,
)
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.due import Due


@dataclass(frozen=True)
class TaiStory:
    """Where the TAI class stands: proposed, decided (None while open), and what it means."""

    proposal: tai.TaiProposal
    is_decided: bool
    tai_class: tai.TaiClass | None
    payment: tai.PaymentGroup | None
    disagreement: Doubt | None


@dataclass(frozen=True)
class Story:
    """All that the page of one result shows. ``previous`` is the valid one before, if any."""

    row: Assessment
    instrument: Instrument
    result: Result
    headline: str
    previous: Assessment | None
    previous_words: str
    change: Change | None
    border: Border | None
    tai: TaiStory | None
    alerts: tuple[SafetyAlert, ...]
    next: tuple[Instrument, ...]
    superseded_by: UUID | None
    notes_th: tuple[str, ...]

    @property
    def purpose(self) -> Purpose:
        """Why it was made, in words by ``label_th``."""
        return Purpose(self.row.purpose)

    @property
    def method(self) -> Method:
        """How the rater came to know."""
        return Method(self.row.method)

    @property
    def place(self) -> Place:
        """Where it was made."""
        return Place(self.row.place)


def story_of(session: Session, row: Assessment) -> Story:
    """Return a saved assessment as its page tells it; the elder was checked before."""
    instrument = get_instrument(row.instrument, row.instrument_version)
    result = records.result_of(row)
    past = records.before(session, row)
    previous = past[0] if past else None
    following = records.find_amendment(session, row.id) if row.is_superseded else None
    class_story = _tai(session, row) if row.instrument == "tai" else None
    return Story(
        row=row,
        instrument=instrument,
        result=result,
        headline=_headline(result, class_story),
        previous=previous,
        previous_words=records.result_of(previous).sentence_th if previous else "",
        change=records.change_of(row, past),
        border=_border(row, instrument),
        tai=class_story,
        alerts=alerts_of(row),
        next=tuple(
            get_instrument(code)
            for code in next_instruments(row.instrument, result.band, row.answers)
        ),
        superseded_by=following.id if following else None,
        notes_th=get_assessment_rules(row.assessed_on).notes_th,
    )


def alerts_of(row: Assessment) -> tuple[SafetyAlert, ...]:
    """Return the dangers to life that a saved assessment showed, most pressing first."""
    instrument = get_instrument(row.instrument, row.instrument_version)
    return tuple(rule.alert for rule in instrument.alarms if rule.alert.code in row.alerts)


def _headline(result: Result, class_story: TaiStory | None) -> str:
    if class_story is None:
        return result.band.label_th if result.band else result.sentence_th
    if not class_story.is_decided:
        return "ยังไม่ได้ตัดสินชั้น TAI"
    found = class_story.tai_class
    return f"ชั้น {found} {found.label_th}" if found else "ไม่มีชั้น TAI ที่ตรง"


def _border(row: Assessment, instrument: Instrument) -> Border | None:
    if row.instrument != latest.GROUPING or row.total is None:
        return None
    near = get_assessment_rules(row.assessed_on).near_points
    found = border(instrument, row.total, on=row.assessed_on, near_points=near)
    return found if found.is_near else None


def _tai(session: Session, row: Assessment) -> TaiStory:
    rules = get_assessment_rules(row.assessed_on)
    found = tai.TaiClass(row.tai_class) if row.tai_class else None
    formal = latest.latest_formal(session, row.elder_id)
    group = DependencyGroup(formal.band) if formal and formal.band else None
    return TaiStory(
        proposal=tai.propose(row.answers, rules.tai_cuts),
        is_decided=row.tai_decided_at is not None,
        tai_class=found,
        payment=tai.payment_group(found, rules.payment_groups) if found else None,
        disagreement=tai.disagreement(found, group) if found and group else None,
    )


@dataclass(frozen=True)
class Offer:
    """An instrument to choose, with the last time it was used and, for Barthel, until when."""

    instrument: Instrument
    last: Assessment | None
    last_words: str
    due: Due | None


def list_offers(session: Session, elder_id: UUID, actor: Actor, *, on: date) -> list[Offer]:
    """Return every instrument in the order in which it is offered, Barthel first.

    The last result stands beside it only for those who may read results of its class.
    """
    last = latest.latest_of_each(session, elder_id, actor)
    formal = latest.latest_formal(session, elder_id)
    months = get_assessment_rules(on).interval_months
    offers = []
    for instrument in list_instruments():
        row = last.get(instrument.code)
        is_timed = instrument.code == latest.GROUPING and formal is not None
        due = (
            next_assessment(formal.assessed_on, interval_months=months, today=on)
            if is_timed and formal
            else None
        )
        offers.append(Offer(instrument, row, _short(row), due))
    return offers


def _short(row: Assessment | None) -> str:
    """Return the result of a saved assessment in a few words."""
    if row is None:
        return ""
    if row.instrument == "tai":
        return f"ชั้น {row.tai_class}" if row.tai_class else "ยังไม่ได้ตัดสินชั้น"
    result = records.result_of(row)
    return result.band.label_th if result.band else result.sentence_th
