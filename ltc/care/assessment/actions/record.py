"""Recording and amending an assessment; one action for forms, imports and the tablet."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries import records
from ltc.care.assessment.queries.instruments import (
    assessment_rules_from,
    get_assessment_rules,
    get_instrument,
)
from ltc.care.assessment.rules import draft as draft_rules
from ltc.care.assessment.rules import tai
from ltc.care.assessment.rules.change import compare
from ltc.care.assessment.rules.following import asks_for_formal
from ltc.care.assessment.rules.formal import check_purpose, may_assess_formally
from ltc.care.assessment.rules.history import HealthEvent, ScoredAssessment
from ltc.care.assessment.rules.plausibility import PlausibilityContext, doubts
from ltc.care.assessment.rules.safety import safety_alerts
from ltc.care.assessment.rules.scoring import score, score_total
from ltc.care.assessment.terms import (
    VOLUNTEER,
    AssessmentDraft,
    Doubt,
    Instrument,
    Purpose,
    Result,
)
from ltc.care.elders.models import Elder
from ltc.care.urgent.actions import open_finding
from ltc.care.urgent.terms import FoundBy
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import insert_once
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.core.ids import new_id

ASKED_ABOUT = "barthel"  # the questions back are written for its items


@dataclass(frozen=True)
class Checked:
    """A draft that may be saved, with what follows from it; forms and imports share it."""

    draft: AssessmentDraft
    instrument: Instrument
    result: Result


class AskBack(RuleViolation):
    """The rater is asked back before anything is saved; ``doubts`` are the open questions."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__("open_doubts", "มีคำถามให้ตรวจอีกครั้งก่อนบันทึก")
        self.doubts = tuple(doubts)


def record_assessment(
    session: Session,
    elder: Elder,
    draft: AssessmentDraft,
    *,
    by: Actor,
    at: datetime,
    on: date,
    events: Sequence[HealthEvent] = (),
    asks: bool = False,
) -> Assessment:
    """Save an assessment; score, class, alerts and doubts are worked out here, never taken over.

    The same ``operation_id`` with the same content returns what was saved before. Doubts that the
    draft does not answer are saved as open questions, or with ``asks`` raise AskBack instead.
    Raises RuleViolation: ``formal_not_allowed``, a scoring rule's, a rule of the day's, or
    ``already_saved`` (same operation, other content).
    """
    return _save(session, elder, draft, None, "", by=by, at=at, on=on, events=events, asks=asks)


def amend_assessment(
    session: Session,
    elder: Elder,
    amended: Assessment,
    draft: AssessmentDraft,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    on: date,
    events: Sequence[HealthEvent] = (),
    asks: bool = False,
) -> Assessment:
    """Put a corrected assessment in the place of ``amended``; both stay and can be read.

    Raises Conflict when somebody amended it before, RuleViolation ``reason_missing`` or as in
    ``record_assessment``.
    """
    reason = draft_rules.checked_reason(reason)
    return _save(
        session, elder, draft, amended, reason, by=by, at=at, on=on, events=events, asks=asks
    )


def _save(
    session: Session,
    elder: Elder,
    draft: AssessmentDraft,
    amends: Assessment | None,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    on: date,
    events: Sequence[HealthEvent],
    asks: bool,
) -> Assessment:
    saved = records.find_operation(session, draft.operation_id)
    if saved is not None:
        return _same(saved, elder, draft, by)
    if amends is not None:
        _check_amendable(amends, draft)
    checked = check(elder, draft, by=by, on=on)
    known = records.known_of(
        session, elder.id, checked.instrument.code, besides=amends.id if amends else None
    )
    asked = _doubts(session, elder, checked, known, by=by, events=events)
    said = draft.answered_doubts
    unanswered = [doubt for doubt in asked if not said.get(doubt.code)]
    if asks and unanswered:
        raise AskBack(unanswered)
    row = Assessment(
        **row_values(elder, checked, by=by, at=at),
        doubts=[
            {"code": one.code, "sentence": one.sentence_th, "answer": said.get(one.code, "")}
            for one in asked
        ],
        wants_formal=_wants_formal(checked, known, by=by),
        amends_id=amends.id if amends else None,
        amend_reason=reason,
    )
    try:
        _insert(session, row, amends)
    except StaleDataError:
        if saved := records.find_operation(session, draft.operation_id):
            return _same(saved, elder, draft, by)
        if amends is not None and (theirs := records.find_amendment(session, amends.id)):
            raise Conflict(theirs) from None
        raise
    _write_down(session, row, by=by, at=at)
    if row.is_alarming:
        open_finding(
            session, elder, found_by=FoundBy.ASSESSMENT, source_id=row.id, by=by, at=at,
            codes=[f"{row.instrument}.{code}" for code in row.alerts], amends_id=row.amends_id,
        )  # fmt: skip
    return row


def _insert(session: Session, row: Assessment, amends: Assessment | None) -> None:
    """Save a new row; one that amends takes the other's place at the same moment, or not at all.

    Raises StaleDataError when somebody else was faster, perhaps this person's own double click.
    """
    with session.begin_nested() if amends is not None else nullcontext():
        if amends is not None:
            amends.is_superseded = True
            session.add(amends)
            session.flush()  # first: a second amendment meets the version
        if not insert_once(session, row):
            raise StaleDataError("saved a moment ago by the same operation")


def _same(saved: Assessment, elder: Elder, draft: AssessmentDraft, by: Actor) -> Assessment:
    """Return what the operation was saved as, unless it now says something else."""
    content = ("instrument", "answers", "assessed_on", "purpose", "method", "place", "note")
    sent = _cleaned(draft)
    is_same = (
        saved.elder_id == elder.id
        and saved.assessor_id == by.person_id
        and saved.variant == sent.variant
        and all(getattr(saved, name) == getattr(sent, name) for name in content)
    )
    if not is_same:
        raise RuleViolation(
            "already_saved",
            "แบบนี้บันทึกไปแล้วก่อนหน้านี้ ถ้าจะเปลี่ยนคำตอบ ให้เปิดหน้าผลแล้วกด “แก้ไขผลนี้” ถ้าประเมินใหม่ ให้เปิดแบบใหม่",
        )
    return saved


def _cleaned(draft: AssessmentDraft) -> AssessmentDraft:
    instrument = get_instrument(draft.instrument, draft.instrument_version)
    answers = draft_rules.without_untouched(instrument, dict(draft.answers))
    return replace(draft, answers=answers)


def check(elder: Elder, draft: AssessmentDraft, *, by: Actor, on: date) -> Checked:
    """Return the draft with its result, or raise the first RuleViolation it breaks."""
    draft = _cleaned(draft)
    instrument = get_instrument(draft.instrument, draft.instrument_version)
    draft_rules.check_words(draft)
    draft_rules.check_only_total(draft)
    draft_rules.check_day(draft.assessed_on, today=on, born_on=elder.born_on, died_on=elder.died_on)
    draft_rules.check_has_rules(draft.assessed_on, rules_from=assessment_rules_from())
    rules = get_assessment_rules(draft.assessed_on)
    check_purpose(
        Purpose(draft.purpose),
        role=by.role,
        instrument=instrument,
        on=draft.assessed_on,
        rules=rules.formal,
    )
    if draft.known_total is not None:
        result = score_total(instrument, draft.known_total, on=draft.assessed_on)
    else:
        result = score(instrument, draft.answers, on=draft.assessed_on, variant=draft.variant)
    return Checked(draft, instrument, result)


def _check_amendable(amends: Assessment, draft: AssessmentDraft) -> None:
    if amends.is_superseded:
        raise Conflict(amends)
    if amends.instrument != draft.instrument:
        raise RuleViolation("other_instrument", "แก้ไขได้เฉพาะด้วยแบบเดียวกัน")
    if draft.known_total is not None:
        raise RuleViolation("only_total", "แก้ไขด้วยคะแนนรวมอย่างเดียวไม่ได้ ตอบให้ครบทุกข้อ")


def _doubts(
    session: Session,
    elder: Elder,
    checked: Checked,
    known: records.Known,
    *,
    by: Actor,
    events: Sequence[HealthEvent],
) -> list[Doubt]:
    """Return every question about the answers; TAI tells of a catheter and of lying in bed."""
    if checked.instrument.code != ASKED_ABOUT:
        return []
    on = checked.draft.assessed_on
    others = records.same_day_answers(
        session, assessor_id=by.person_id, on=on, instrument=ASKED_ABOUT, besides=elder.id
    )
    context = PlausibilityContext(
        on=on,
        history=known.past,
        same_day_answers=tuple(others),
        events=tuple(events),
        has_catheter=known.tai_answers.get("toilet") == 0,
        is_listed_bed_bound=known.tai_class.startswith("I"),
    )
    limits = get_assessment_rules(on).plausibility
    answers, total = checked.draft.answers, checked.result.total
    return doubts(checked.instrument, answers, total, context, limits)


def _wants_formal(checked: Checked, known: records.Known, *, by: Actor) -> bool:
    """True when a lay rater's score should be made formal; the group itself never moves here."""
    draft, instrument = checked.draft, checked.instrument
    rules = get_assessment_rules(draft.assessed_on)
    level = None
    if instrument.code == records.COMPARED:
        current = ScoredAssessment(draft.assessed_on, checked.result.total, draft.answers, by.role)
        found = compare(current, known.past, rules.change, instrument)
        level = found.level if found else None
    return asks_for_formal(
        may_formally=may_assess_formally(
            by.role, instrument.code, on=draft.assessed_on, rules=rules.formal
        ),
        band=checked.result.band,
        change=level,
        formal_band=known.formal_band,
    )


def row_values(elder: Elder, checked: Checked, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Return the columns of a checked draft; what needs the database is left at its default."""
    draft, instrument, result = checked.draft, checked.instrument, checked.result
    alerts = [alert.code for alert in safety_alerts(instrument, draft.answers)]
    return {
        "id": new_id(), "operation_id": draft.operation_id, "elder_id": elder.id,
        "municipality_id": elder.municipality_id, "instrument": instrument.code,
        "instrument_version": instrument.version, "purpose": draft.purpose,
        "method": draft.method, "place": draft.place, "assessed_on": draft.assessed_on,
        "recorded_at": at, **_rater(draft, by), "answers": dict(draft.answers),
        "variant": result.variant, "total": result.total,
        "band": result.band.code if result.band else None,
        "note": draft.note, "alerts": alerts, "is_alarming": bool(alerts),
        "tai_proposed": _proposed(instrument, draft),
    }  # fmt: skip


def _rater(draft: AssessmentDraft, by: Actor) -> dict[str, Any]:
    """Return who took the answers: a volunteer named on paper, or whoever types them in."""
    if draft.volunteer:
        return {
            "assessor_id": None, "assessor_name": draft.volunteer, "assessor_role": VOLUNTEER
        }  # fmt: skip
    return {"assessor_id": by.person_id, "assessor_name": by.name, "assessor_role": by.role}


def _proposed(instrument: Instrument, draft: AssessmentDraft) -> str | None:
    if instrument.code != "tai":
        return None
    cuts = get_assessment_rules(draft.assessed_on).tai_cuts
    return tai.propose(draft.answers, cuts).tai_class


def _write_down(session: Session, row: Assessment, *, by: Actor, at: datetime) -> None:
    """Record the act; the answers and the score are health data and stay out of the audit."""
    changes: dict[str, object] = {
        "instrument": row.instrument,
        "purpose": row.purpose,
        "assessed_on": str(row.assessed_on),
    }
    if row.amends_id is not None:
        changes["amends_id"] = str(row.amends_id)
    what = "assessment.recorded" if row.amends_id is None else "assessment.amended"
    record(session, by=by, at=at, what=what, subject=row, elder_id=row.elder_id, changes=changes)
