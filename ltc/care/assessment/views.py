"""Doors of assessment: choose, fill in, read the result, amend, decide TAI, and "do this now"."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, request, url_for

from ltc.care.assessment.actions import follow
from ltc.care.assessment.actions import record as actions
from ltc.care.assessment.forms import (
    AssessmentForm,
    Filling,
    TaiForm,
    form_for,
    said_to_doubts,
    stored_values,
    usual_values,
)
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries import latest, records, story
from ltc.care.assessment.queries.instruments import get_assessment_rules, get_instrument
from ltc.care.assessment.rules.formal import may_assess_formally
from ltc.care.assessment.rules.safety import safety_alerts
from ltc.care.assessment.rules.scoring import main_set
from ltc.care.assessment.terms import VOLUNTEER, VOLUNTEER_TH, Doubt, Instrument
from ltc.care.elders.models import Elder
from ltc.care.elders.queries import register, team
from ltc.foundation.accounts.queries import may, role_word
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

bp = Blueprint("assessment", __name__)

OPEN_CASE = "cases.open_case"


def _elder(elder_id: UUID, action: str) -> Elder:
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action=action, resource="assessment"
    )


def _row(assessment_id: UUID, action: str) -> Assessment:
    return records.get_assessment(db(), assessment_id, actor(), on=clock.today(), action=action)


def _may_formally(code: str) -> bool:
    on = clock.today()
    return may_assess_formally(actor().role, code, on=on, rules=get_assessment_rules(on).formal)


@bp.get("/elders/<uuid:elder_id>/assess")
@allow("create", "assessment")
def choose(elder_id: UUID) -> Reply:
    """Choose an instrument; Barthel first, each with when it was last used."""
    elder = _elder(elder_id, "create")
    offers = story.list_offers(db(), elder.id, actor(), on=clock.today())
    return page("assessment/choose.html", elder=elder, offers=offers, about=[elder.id])


@bp.route("/elders/<uuid:elder_id>/assess/<code>", methods=["GET", "POST"])
@allow("create", "assessment")
def assess(elder_id: UUID, code: str) -> Reply:
    """Fill in one instrument; questions back are asked once, then it is saved."""
    elder, instrument = _elder(elder_id, "create"), get_instrument(code)
    filling = Filling(instrument, request.form, fresh=lambda: _fresh_values(instrument))
    asked: Sequence[Doubt] = ()
    if draft := filling.draft():
        try:
            saved = actions.record_assessment(
                db(), elder, draft, by=actor(), at=clock.now(), on=clock.today(), asks=True
            )
            return _after(saved, f"บันทึก {instrument.short_th} แล้ว")
        except actions.AskBack as back:
            asked = back.doubts
        except RuleViolation as broken:
            filling.form.reject(broken)
    return _form_page(elder, instrument, filling.form, asked)


def _fresh_values(instrument: Instrument) -> dict[str, Any]:
    """Return what an empty form starts with."""
    usual = usual_values(instrument, is_formal=_may_formally(instrument.code))
    return {"assessed_on": clock.today(), **usual}


@bp.route("/assessments/<uuid:assessment_id>/amend", methods=["GET", "POST"])
@allow("amend", "assessment")
def amend(assessment_id: UUID) -> Reply:
    """Correct a saved assessment: a new row takes its place, the old one stays to be read."""
    row = _row(assessment_id, "amend")
    if row.is_superseded and request.method == "GET":
        return redirect(url_for(".result", assessment_id=row.id), 303)
    elder, instrument = _elder(row.elder_id, "amend"), _instrument(row)
    form = form_for(instrument)(data=stored_values(row))
    form.ask_reason()
    asked: Sequence[Doubt] = ()
    if form.validate_on_submit():
        try:
            draft = form.to_draft(said_to_doubts(request.form))
            saved = actions.amend_assessment(
                db(), elder, row, draft, reason=form.amend_reason.data or "",
                by=actor(), at=clock.now(), on=clock.today(), asks=True,
            )  # fmt: skip
            return _after(saved, "แก้ไขแล้ว ผลเดิมยังเก็บไว้ให้ดูได้")
        except actions.AskBack as back:
            asked = back.doubts
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            db().expire_all()  # the other's row may be newer than what this request began with
            rival = records.newest_amendment(db(), row)
            return _form_page(elder, instrument, form, asked, amended=row, rival=rival)
    return _form_page(elder, instrument, form, asked, amended=row)


def _instrument(row: Assessment) -> Instrument:
    return get_instrument(row.instrument, row.instrument_version)


def _after(saved: Assessment, words: str) -> Reply:
    """Lead on after saving: a danger to life comes before everything else."""
    if saved.is_alarming:
        return redirect(url_for(".safety", assessment_id=saved.id), 303)
    flash(words, "ok")
    return redirect(url_for(".result", assessment_id=saved.id), 303)


def _form_page(
    elder: Elder,
    instrument: Instrument,
    form: AssessmentForm,
    asked: Sequence[Doubt],
    amended: Assessment | None = None,
    rival: Assessment | None = None,
) -> Reply:
    """Show the form as it stands; with questions back it answers 422, for nothing was saved.

    ``rival`` is what somebody else put in the place of ``amended`` meanwhile: 409, and the form
    goes on to correct that one.
    """
    return page(
        "assessment/form.html", elder=elder, instrument=instrument, form=form, doubts=asked,
        said=request.form, amended=amended, rival=rival,
        may_formally=_may_formally(instrument.code),
        alerts=safety_alerts(instrument, form.answers()) if form.is_submitted() else (),
        bands=_bands(instrument), about=[elder.id], status=409 if rival else 422 if asked else 200,
    )  # fmt: skip


def _bands(instrument: Instrument) -> str:
    """Return the classes as the running total of the page reads them: "0-4:words;5-11:words"."""
    if instrument.variant_th:
        return ""
    main = main_set(instrument, on=clock.today())
    bands = main.bands if main else ()
    return ";".join(f"{band.minimum}-{band.maximum}:{band.label_th}" for band in bands)


@bp.get("/assessments/<uuid:assessment_id>")
@allow("read", "assessment")
def result(assessment_id: UUID) -> Reply:
    """Read a result: the class in words first, then why, against before, and what comes next."""
    row = _row(assessment_id, "read")
    elder = _elder(row.elder_id, "read")
    me = actor()
    return page(
        "assessment/result.html", elder=elder, about=[elder.id], story=story.story_of(db(), row),
        role=_rater_word(row.assessor_role), case_url=_case_url(row),
        may_assess=may(me, "create", "assessment"), may_amend=may(me, "amend", "assessment"),
        may_decide=may(me, "amend", "assessment") and _may_formally("tai"),
    )  # fmt: skip


def _rater_word(role: str) -> str:
    """Return a rater's role in Thai; volunteers rate on paper and have no role here."""
    return VOLUNTEER_TH if role == VOLUNTEER else role_word(role)


def _case_url(row: Assessment) -> str | None:
    """Return where a case is opened, for a dependent elder, if this installation has that page."""
    is_open = OPEN_CASE in current_app.view_functions and may(actor(), "create", "case")
    if not is_open or not latest.is_dependent(row):
        return None
    return url_for(OPEN_CASE, elder_id=row.elder_id)


@bp.route("/assessments/<uuid:assessment_id>/tai", methods=["GET", "POST"])
@allow("amend", "assessment")
def tai(assessment_id: UUID) -> Reply:
    """Decide the TAI class: confirm the proposal, or take another and say why."""
    row = _row(assessment_id, "amend")
    if row.instrument != "tai" or (row.tai_decided_at and request.method == "GET"):
        return redirect(url_for(".result", assessment_id=row.id), 303)
    elder = _elder(row.elder_id, "amend")
    form, rival = TaiForm(data={"tai_class": row.tai_proposed}), None
    if form.validate_on_submit():
        try:
            follow.decide_tai(
                db(), row, form.chosen, reason=form.reason.data or "",
                by=actor(), at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            rival = row
        else:
            flash("บันทึกชั้น TAI แล้ว", "ok")
            return redirect(url_for(".result", assessment_id=row.id), 303)
    status = 409 if rival else 422 if form.errors else 200
    return page(
        "assessment/tai.html", form=form, elder=elder, story=story.story_of(db(), row),
        rival=rival, status=status, about=[elder.id],
    )  # fmt: skip


@bp.route("/assessments/<uuid:assessment_id>/safety", methods=["GET", "POST"])
@allow("create", "assessment")
def safety(assessment_id: UUID) -> Reply:
    """What to do now, with telephones; whoever reads it says so, and that is kept."""
    row = _row(assessment_id, "create")
    elder = _elder(row.elder_id, "create")
    if request.method == "POST":
        follow.acknowledge_safety(db(), row, by=actor(), at=clock.now())
        flash("บันทึกแล้วว่าคุณรับทราบ", "ok")
        return redirect(url_for(".result", assessment_id=row.id), 303)
    members = team.list_team(db(), elder.id, on=clock.today())
    return page(
        "assessment/safety.html", row=row, elder=elder, about=[elder.id],
        alerts=story.alerts_of(row), instrument=_instrument(row),
        members=[one for one in members if one.phone and one.team_role != "relative"],
    )  # fmt: skip
