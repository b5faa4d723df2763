"""Doors of a cover: who is away, the offers with what was decided, and taking it back."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for

from ltc.care.rota.actions.absences import take_back_absence
from ltc.care.rota.models import Absence
from ltc.care.rota.queries.people import get_absence, list_absences_from
from ltc.care.rota.rules.decisions import checked_absence
from ltc.care.rota.rules.wanted import monday_of
from ltc.care.rota.terms import AbsenceDraft, AbsenceKind
from ltc.foundation.core import clock
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.i18n.dates import WEEKDAYS
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db
from ltc.journeys.cover import actions, queries
from ltc.journeys.cover.forms import AskForm, BackForm, CoverForm, cover_form

bp = Blueprint("cover", __name__)


@bp.route("/cover", methods=["GET", "POST"])
@allow("create", "absence")
def cover() -> Reply:
    """Ask who is away until when; then propose, change by hand, publish."""
    me, today = actor(), clock.today()
    asked = _asked()
    if not (request.args and asked.validate() and _is_sound(asked)):
        return _choose(asked)
    user_id, since, until = asked.span()
    plan = queries.read_cover(db(), me, user_id, since=since, until=until, on=today)
    kind = AbsenceKind.SICK if since == today else AbsenceKind.LEAVE
    form = cover_form(plan)(data=None, kind=str(kind))
    if form.validate_on_submit():
        try:
            absence = actions.publish(
                db(), plan, form.decision(plan), by=me, at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(_published(plan, form, absence), "ok")
            return redirect(url_for("desks.week", week=monday_of(absence.from_day)), 303)
    return page(
        "cover/proposal.html", about=plan.elder_ids, form=form, plan=plan, weekdays=WEEKDAYS
    )  # fmt: skip


def _asked() -> AskForm:
    today = clock.today()
    me = actor()
    people = queries.list_people(db(), me, since=today, until=today)
    given = {name: request.args[name] for name in ("who", "first", "last") if name in request.args}
    values = {"first": today, "last": today}
    if given and "first" not in given:
        given |= {"first": today.isoformat(), "last": today.isoformat()}
    return AskForm(
        people, formdata=_Typed(given) if given else None, data=values, meta={"csrf": False}
    )


class _Typed(dict[str, str]):
    """What stands in the address, as a form reads it."""

    def getlist(self, name: str) -> list[str]:
        """Return the values of a name."""
        return [self[name]] if name in self else []


def _is_sound(asked: AskForm) -> bool:
    """True when the days make an absence; else the form says why not."""
    user_id, since, until = asked.span()
    try:
        checked_absence(
            AbsenceDraft(user_id, AbsenceKind.LEAVE, since, until), (), on=clock.today()
        )
    except RuleViolation as broken:
        asked.reject(broken)
        return False
    return True


def _choose(asked: AskForm) -> Reply:
    absences = list_absences_from(db(), actor(), on=clock.today())
    return page(
        "cover/choose.html", form=asked, absences=absences, last=_last, today=clock.today(),
        words={str(kind): kind.label_th for kind in AbsenceKind},
    )  # fmt: skip


def _last(absence: Absence) -> object:
    return absence.until_day - timedelta(days=1)


def _published(plan: queries.CoverPlan, form: CoverForm, absence: Absence) -> str:
    decision = form.decision(plan)
    if plan.elders or not plan.offers:
        return f"บันทึกวันลาของ {absence.name} แล้ว"
    covered, total = len(decision.choices), len(plan.offers)
    if covered == total:
        return f"บันทึกแล้ว {covered:,} บ้านของ {absence.name} มีคนไปแทนครบ"
    return f"บันทึกแล้ว {covered:,} บ้านมีคนไปแทน อีก {total - covered:,} บ้านยังไม่มีคนไป"


@bp.route("/cover/<uuid:absence_id>/back", methods=["GET", "POST"])
@allow("update", "absence")
def back(absence_id: UUID) -> Reply:
    """The colleague is back: ask once, then the stand-ins see nothing more."""
    me, today = actor(), clock.today()
    absence = get_absence(db(), absence_id, me)
    form = BackForm(data={"version": str(absence.version)})
    if form.validate_on_submit():
        typed = form.version.data or ""
        version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1
        take_back_absence(db(), absence, version=version, by=me, at=clock.now(), on=today)
        flash(f"{absence.name} กลับมาแล้ว บ้านเดิมกลับไปเป็นของ {absence.name}", "ok")
        return redirect(url_for("desks.week", week=monday_of(today)), 303)
    if absence.until_day <= today:
        raise NotFound
    return page("cover/back.html", form=form, absence=absence, last=_last(absence), today=today)
