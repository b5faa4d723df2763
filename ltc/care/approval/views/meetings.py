"""Doors of one meeting: open it, go case by case, close it under a signature, print it."""

from uuid import UUID

from flask import flash, redirect, url_for

from ltc.care.approval.actions import committee as round_actions
from ltc.care.approval.actions import deciding as actions
from ltc.care.approval.forms import (
    ABSENT,
    CAME,
    AbstainForm,
    AttendanceForm,
    BecauseForm,
    CloseForm,
    DecisionForm,
    attendance_form,
    id_of,
)
from ltc.care.approval.models import ApprovalRound, CommitteeMember, Proposal, ProposalCase
from ltc.care.approval.queries import meeting as queries
from ltc.care.approval.queries.committee import get_round
from ltc.care.approval.queries.proposals import (
    CaseRow,
    decided_in,
    get_decision,
    get_proposal_case,
    rows_of_case,
    standing_decision,
    waiting_rows,
)
from ltc.care.approval.queries.reference import get_approval_rules
from ltc.care.approval.rules.deciding import rate_warning
from ltc.care.approval.rules.proposing import group_table, rate_of
from ltc.care.approval.rules.words import meeting_words
from ltc.care.approval.terms import Outcome, RoundState
from ltc.care.approval.views.doors import bp, chart_of, show
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.plans import read_plan
from ltc.care.cases.queries.rates import list_rates
from ltc.care.cases.queries.reference import service_words
from ltc.care.cases.rules.timetable import service_rows
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.web.forms import version_of
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.request import actor, db


def _meeting(meeting_id: UUID) -> ApprovalRound:
    return get_round(db(), meeting_id, actor())


@bp.get("/approval/rounds/<uuid:meeting_id>")
@allow("read", "approval_round")
def meeting(meeting_id: UUID) -> Reply:
    """One meeting: who came, what it decided, what still waits."""
    found = _meeting(meeting_id)
    seats = queries.seats_of(db(), found)
    decided = decided_in(db(), found.id)
    is_closed = found.state == RoundState.CLOSED
    waiting = [] if is_closed else waiting_rows(db(), found.municipality_id)
    me = actor()
    return show(
        "approval/meeting.html", meeting=found, title=meeting_words(found.number, found.year),
        seats=seats, quorum=queries.quorum_of(seats, found.held_on), decided=decided,
        waiting=waiting, note_th=get_approval_rules(found.held_on).quorum.note_th,
        may_record=may(me, "update", "approval_round") and not is_closed,
        may_close=may(me, "approve", "approval_round"), today=clock.today(),
        chair=_chair(found), about=[row.elder.id for row in (*decided, *waiting)],
    )  # fmt: skip


def _chair(found: ApprovalRound) -> CommitteeMember | None:
    return db().get(CommitteeMember, found.chair_id) if found.chair_id else None


@bp.route("/approval/rounds/<uuid:meeting_id>/attendance", methods=["GET", "POST"])
@allow("update", "approval_round")
def attendance(meeting_id: UUID) -> Reply:
    """Say who came and who presides; this opens the meeting."""
    found = _meeting(meeting_id)
    seats = queries.seats_of(db(), found)
    members = {one.id: one.name_th for one, _row in seats}
    form = _attendance_form(found, seats)
    if form.validate_on_submit():
        try:
            round_actions.note_attendance(
                db(), found, form.told(list(members)), chair_id=id_of(form.chair.data, "chair"),
                version=version_of(form.version.data), by=actor(), at=clock.now(),
                on=clock.today(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("เปิดประชุมแล้ว", "ok")
            return redirect(url_for(".meeting", meeting_id=found.id), 303)
    rules = get_approval_rules(found.held_on)
    return show(
        "approval/attendance.html", form=form, meeting=found, seats=seats,
        title=meeting_words(found.number, found.year), note_th=rules.quorum.note_th,
        quorum=queries.quorum_of(seats, found.held_on),
    )  # fmt: skip


def _attendance_form(found: ApprovalRound, seats: queries.Seats) -> AttendanceForm:
    values: dict[str, str] = {"version": str(found.version)}
    for one, row in seats:
        values[f"came-{one.id}"] = CAME if row is None or row.is_present else ABSENT
        values[f"reason-{one.id}"] = row.reason if row else ""
    chairs = [one for one, _row in seats if one.is_chair]
    chosen = found.chair_id or (chairs[0].id if chairs else None)
    values["chair"] = str(chosen or "")
    return attendance_form({one.id: one.name_th for one, _row in seats}, **values)


@bp.get("/approval/rounds/<uuid:meeting_id>/cases/<uuid:proposal_case_id>")
@allow("read", "approval_round")
def case(meeting_id: UUID, proposal_case_id: UUID) -> Reply:
    """One case before the meeting: what is proposed, who takes part, the decision."""
    found, row, of = _case(meeting_id, proposal_case_id)
    return _case_page(found, row, of)


def _case(meeting_id: UUID, row_id: UUID) -> tuple[ApprovalRound, ProposalCase, Proposal]:
    """Return a case of a meeting: one that it decided on, or one that still waits for it."""
    row, of = get_proposal_case(db(), row_id, actor())
    found, stands = _meeting(meeting_id), standing_decision(db(), row_id)
    is_here = stands.round_id == found.id if stands else found.state != RoundState.CLOSED
    if not is_here:
        raise NotFound
    return found, row, of


def _case_page(
    found: ApprovalRound, row: ProposalCase, of: Proposal, *,
    decision_form: DecisionForm | None = None, abstain_form: AbstainForm | None = None,
) -> Reply:  # fmt: skip
    shown = rows_of_case(db(), row.id)
    plan = db().get_one(CarePlan, row.plan_id)
    bench = queries.bench_of(db(), found, row, plan)
    draft, rate = read_plan(db(), plan), rate_of(list_rates(), of.fiscal_year, row.group_code)
    asked = {"ltc_satang": row.requested_satang}
    decision_form = decision_form or DecisionForm(formdata=None, data=asked)
    abstain_form = abstain_form or AbstainForm(_free(bench), formdata=None)
    is_wrong = bool(decision_form.errors or abstain_form.errors)
    return show(
        "approval/case.html", status=422 if is_wrong else 200, meeting=found, row=shown,
        proposal=of, plan=plan, draft=draft, bench=bench, decision_form=decision_form,
        abstain_form=abstain_form, title=meeting_words(found.number, found.year),
        services=service_rows(draft, service_words=service_words(), people={}, on=clock.today()),
        warning=rate_warning(row.requested_satang, rate), next_url=_next(found, row),
        may_record=may(actor(), "update", "approval_round"), chart_of=chart_of,
        note_th=get_approval_rules(found.held_on).quorum.note_th, about=[row.elder_id],
    )  # fmt: skip


def _free(bench: queries.Bench) -> dict[str, str]:
    """Return who could still abstain."""
    gone = {one.member.id for one in bench.abstaining}
    return {str(one.id): one.name_th for one in bench.present if one.id not in gone}


def _next(found: ApprovalRound, row: ProposalCase) -> str | None:
    """Return the next case that waits, or None: from the last one it goes on with the first."""
    rows = [one.case.id for one in waiting_rows(db(), found.municipality_id)]
    others = [one for one in rows if one != row.id]
    if not others or found.state != RoundState.OPEN:
        return None
    after = rows.index(row.id) + 1 if row.id in rows else 0
    chosen = rows[after] if after < len(rows) and rows[after] != row.id else others[0]
    return url_for(".case", meeting_id=found.id, proposal_case_id=chosen)


@bp.post("/approval/rounds/<uuid:meeting_id>/cases/<uuid:proposal_case_id>/decide")
@allow("update", "approval_round")
def decide(meeting_id: UUID, proposal_case_id: UUID) -> Reply:
    """Record the decision, and go on to the next case."""
    found, row, of = _case(meeting_id, proposal_case_id)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _case_page(found, row, of, decision_form=form)
    try:
        made = actions.decide(db(), found, row, form.to_draft(), by=actor(), at=clock.now())
    except RuleViolation as broken:
        form.reject(broken)
        return _case_page(found, row, of, decision_form=form)
    flash(f"บันทึกมติแล้ว: {Outcome(made.outcome).label_th}", "ok")
    onward = _next(found, row) or url_for(".meeting", meeting_id=found.id)
    return redirect(onward, 303)


@bp.post("/approval/rounds/<uuid:meeting_id>/cases/<uuid:proposal_case_id>/abstain")
@allow("update", "approval_round")
def abstain(meeting_id: UUID, proposal_case_id: UUID) -> Reply:
    """Note that a member takes no part in this case."""
    found, row, of = _case(meeting_id, proposal_case_id)
    bench = queries.bench_of(db(), found, row, db().get_one(CarePlan, row.plan_id))
    form = AbstainForm({str(one.id): one.name_th for one in bench.present})
    if not form.validate_on_submit():
        return _case_page(found, row, of, abstain_form=form)
    try:
        actions.abstain(
            db(), found, row, id_of(form.member.data, "member"), why=form.why.data,
            words=form.words.data or "", by=actor(), at=clock.now(),
        )  # fmt: skip
    except RuleViolation as broken:
        form.reject(broken)
        return _case_page(found, row, of, abstain_form=form)
    flash("บันทึกการงดออกเสียงแล้ว นับองค์ประชุมใหม่แล้ว", "ok")
    return redirect(url_for(".case", meeting_id=found.id, proposal_case_id=row.id), 303)


@bp.post(
    "/approval/rounds/<uuid:meeting_id>/cases/<uuid:proposal_case_id>/members/<uuid:seat_id>/back"
)
@allow("update", "approval_round")
def take_part_again(meeting_id: UUID, proposal_case_id: UUID, seat_id: UUID) -> Reply:
    """Take an abstention back that was noted by mistake."""
    found, row, _of = _case(meeting_id, proposal_case_id)
    actions.take_part_again(db(), found, row, seat_id, by=actor(), at=clock.now())
    flash("ยกเลิกการงดออกเสียงแล้ว", "ok")
    return redirect(url_for(".case", meeting_id=found.id, proposal_case_id=row.id), 303)


@bp.route("/approval/decisions/<uuid:decision_id>/take-back", methods=["GET", "POST"])
@allow("update", "approval_round")
def take_back(decision_id: UUID) -> Reply:
    """Take back a decision that was recorded wrongly, while the meeting is open."""
    decision = get_decision(db(), decision_id, actor())
    row, of = get_proposal_case(db(), decision.proposal_case_id, actor())
    form = BecauseForm()
    if form.validate_on_submit():
        try:
            actions.take_back_decision(
                db(), decision, form.because.data or "", by=actor(), at=clock.now()
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("ถอนมติแล้ว บันทึกใหม่ได้", "ok")
            meeting_id = decision.round_id
            return redirect(url_for(".case", meeting_id=meeting_id, proposal_case_id=row.id), 303)
    return show(
        "approval/take_back.html", form=form, decision=decision, proposal=of,
        row=rows_of_case(db(), row.id), about=[row.elder_id],
    )  # fmt: skip


@bp.route("/approval/rounds/<uuid:meeting_id>/close", methods=["GET", "POST"])
@allow("approve", "approval_round")
def close(meeting_id: UUID) -> Reply:
    """Close the meeting under the chair's signature."""
    found = _meeting(meeting_id)
    chair = _chair(found)
    form = CloseForm(data={"version": str(found.version)})
    if form.validate_on_submit():
        try:
            round_actions.close_round(
                db(), found, form.to_signature(), version=version_of(form.version.data),
                by=actor(), at=clock.now(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        except Conflict:
            form.reject(RuleViolation("stale", "มีคนบันทึกในรอบนี้ไปก่อนแล้ว อ่านอีกครั้งก่อนปิด"))
        else:
            flash("ปิดประชุมแล้ว จากนี้แก้ไม่ได้", "ok")
            return redirect(url_for(".meeting", meeting_id=found.id), 303)
    waiting = [] if found.state == RoundState.CLOSED else waiting_rows(db(), found.municipality_id)
    return show(
        "approval/close.html", form=form, meeting=found, chair=chair,
        title=meeting_words(found.number, found.year),
        decided=len(decided_in(db(), found.id)), waiting=len(waiting),
    )  # fmt: skip


@bp.get("/approval/rounds/<uuid:meeting_id>/minutes")
@allow("read", "approval_round")
def minutes(meeting_id: UUID) -> Reply:
    """What the meeting decided, to be printed and signed."""
    found = _meeting(meeting_id)
    if found.state == RoundState.PLANNED:
        raise NotFound
    seats, decided = queries.seats_of(db(), found), decided_in(db(), found.id)
    approved: list[CaseRow] = [
        row for row in decided if row.decision and row.decision.outcome == Outcome.APPROVED
    ]
    lines, total = group_table(
        (row.case.group_code, row.decision.ltc_satang + row.decision.local_satang)
        for row in approved
        if row.decision
    )
    return show(
        "approval/minutes.html", meeting=found, title=meeting_words(found.number, found.year),
        seats=seats, quorum=queries.quorum_of(seats, found.held_on), decided=decided, lines=lines,
        total=total, chair=_chair(found), abstained=queries.abstentions_of_round(db(), found.id),
        sums={
            name: sum(getattr(row.decision, name) for row in approved)
            for name in ("ltc_satang", "local_satang")
        },
        note_th=get_approval_rules(found.held_on).quorum.note_th,
        about=[row.elder.id for row in decided],
    )  # fmt: skip
