"""Doors of reading: the page of what is unread, the act of having read it, taking that back."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for

from ltc.care.reading import actions, queries
from ltc.care.reading.forms import ReadForm
from ltc.care.reading.terms import UnreadVisit
from ltc.care.visits.queries.reference import get_signs
from ltc.foundation.core import clock
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.zone import at_local
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

bp = Blueprint("reading", __name__)

UNUSUAL_ON_PAGE = 30
OTHERS_ON_PAGE = 100


@bp.route("/reading", methods=["GET", "POST"])
@allow("create", "visit_reading")
def reading() -> Reply:
    """What nobody has read: the unusual one by one, the rest as one page in one act."""
    form = ReadForm()
    if form.validate_on_submit():
        try:
            count = actions.read_visits(
                db(), form.visit_ids(), by=actor(), at=clock.now(), on=clock.today()
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"อ่านแล้ว {count} ครั้ง" if count else "มีคนอ่านไปแล้ว", "ok")
            return redirect(url_for(".reading", all=request.args.get("all")), 303)
    return _page(form)


def _page(form: ReadForm) -> Reply:
    me, today = actor(), clock.today()
    only_mine = me.role == "care_manager" and request.args.get("all") is None
    found = queries.list_unread(db(), me, on=today, only_mine=only_mine)
    unusual = sorted((one for one in found if one.is_unusual), key=lambda one: not one.is_alarming)
    others = [one for one in found if not one.is_unusual]
    shown = unusual[:UNUSUAL_ON_PAGE] + others[:OTHERS_ON_PAGE]
    return page(
        "reading/reading.html", form=form, unusual=unusual, others=others, only_mine=only_mine,
        may_see_all=me.role == "care_manager", unusual_on_page=UNUSUAL_ON_PAGE,
        others_on_page=OTHERS_ON_PAGE, limits=queries.get_limits(today), signs=get_signs().signs,
        latest=queries.latest_act(db(), me, since=at_local(today, 0)), today=today,
        about=_elders(shown),
    )  # fmt: skip


def _elders(shown: list[UnreadVisit]) -> set[UUID]:
    return {one.elder_id for one in shown}


@bp.post("/reading/<uuid:act_id>/take-back")
@allow("create", "visit_reading")
def take_back(act_id: UUID) -> Reply:
    """Let what was read by a slip of the finger wait again."""
    count = actions.take_back(db(), act_id, by=actor(), at=clock.now(), on=clock.today())
    flash(f"ย้อนกลับแล้ว {count} ครั้งรออ่านเหมือนเดิม" if count else "ย้อนกลับไปแล้ว", "ok")
    return redirect(url_for(".reading"), 303)
