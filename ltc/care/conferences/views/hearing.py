"""Doors of one case: its lines with every voice, what is new, deciding, closing."""

from uuid import UUID

from flask import Response, make_response, request

from ltc.care.conferences.actions import calling, deciding
from ltc.care.conferences.forms import DecideForm, seen_lines
from ltc.care.conferences.queries import finding
from ltc.care.conferences.queries.hearings import HearingView, read_hearing, seen_text
from ltc.care.conferences.terms import SeenLine
from ltc.care.conferences.views.doors import WORDS, bp, find_view, may_lead, to_hearing
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db


@bp.get("/hearings/<uuid:hearing_id>")
@allow("read", "conference")
def hearing(hearing_id: UUID) -> Reply:
    """A plan line by line, with every party's voice side by side."""
    return _hearing_page(find_view(hearing_id, "read"))


def _hearing_page(
    view: HearingView, problem: str = "", status: int = 200, template: str = "hearing"
) -> Reply:
    return page(
        f"conferences/{template}.html", status=status, view=view, words=WORDS, problem=problem,
        may_lead=may_lead(), may_voice=may(actor(), "create", "voice"),
        me_id=actor().person_id, about=[view.elder.id],
        agreed=seen_text([one.line for one in view.may_enter]),
    )  # fmt: skip


@bp.get("/hearings/<uuid:hearing_id>/now")
@allow("read", "conference")
def now(hearing_id: UUID) -> Reply | Response:
    """The lines as they stand now, or 304 when nothing happened since the caller's tag.

    An open page asks every few seconds; only an answer that shows something is a reading.
    """
    view = find_view(hearing_id, "read")
    tag = f'"{view.tag}"'
    if request.headers.get("If-None-Match") == tag:
        answer = Response(status=304)
    else:
        answer = make_response(_hearing_page(view, template="_lines"))
    answer.headers["ETag"] = tag
    return answer


@bp.route("/hearings/<uuid:hearing_id>/lines/<uuid:line_id>", methods=["GET", "POST"])
@allow("update", "conference")
def line(hearing_id: UUID, line_id: UUID) -> Reply:
    """Decide one line, with words where somebody objects."""
    view = find_view(hearing_id, "update")
    standing = next((one for one in view.lines if one.line.line_id == line_id), None)
    if standing is None:
        raise NotFound
    form = DecideForm(data={"digest": standing.line.digest})
    if form.validate_on_submit():
        seen = SeenLine(line_id, form.digest.data or "")
        try:
            deciding.decide_line(
                db(), view.hearing, seen, form.outcome.data, form.words.data or "", by=actor(),
                at=clock.now(), on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.digest.data = standing.line.digest
            form.reject(broken)
        else:
            return to_hearing(view.hearing.id, f"ตัดสิน{standing.line.place_th}แล้ว")
    return page(
        "conferences/line.html", form=form, view=view, standing=standing, words=WORDS,
        about=[view.elder.id],
    )  # fmt: skip


@bp.post("/hearings/<uuid:hearing_id>/agreed")
@allow("update", "conference")
def agreed(hearing_id: UUID) -> Reply:
    """Let enter, in one act, every line that all agree to."""
    view = find_view(hearing_id, "update")
    try:
        count = deciding.decide_agreed(
            db(), view.hearing, seen_lines(request.form.get("lines")), by=actor(),
            at=clock.now(), on=clock.today(),
        )  # fmt: skip
    except RuleViolation as broken:
        return _refused(view, broken)
    return to_hearing(view.hearing.id, f"เข้าแผนแล้ว {count} ข้อ")


@bp.post("/hearings/<uuid:hearing_id>/close")
@allow("update", "conference")
def close_hearing(hearing_id: UUID) -> Reply:
    """Close a case: all lines are decided, the plan is agreed."""
    view = find_view(hearing_id, "update")
    try:
        calling.close_hearing(db(), view.hearing, by=actor(), at=clock.now(), on=clock.today())
    except RuleViolation as broken:
        return _refused(view, broken)
    words = "ทุกฝ่ายตกลงแผนนี้แล้ว"
    if all(one.ended_at for one in finding.hearings_of(db(), view.conference)):
        words += " คุยครบทุกคนแล้ว ปิดประชุมได้ที่ “การประชุมนี้”"  # else it stays open, forgotten
    return to_hearing(view.hearing.id, words)


@bp.post("/hearings/<uuid:hearing_id>/reopen")
@allow("update", "conference")
def reopen_hearing(hearing_id: UUID) -> Reply:
    """Speak about a case again."""
    view = find_view(hearing_id, "update")
    try:
        calling.reopen_hearing(db(), view.hearing, by=actor(), at=clock.now())
    except RuleViolation as broken:
        return _refused(view, broken)
    return to_hearing(view.hearing.id, "เปิดให้คุยกันอีกครั้งแล้ว")


def _refused(view: HearingView, broken: RuleViolation) -> Reply:
    fresh = read_hearing(db(), view.hearing, on=clock.today())
    return _hearing_page(fresh, broken.message, 422)
