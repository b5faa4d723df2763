"""Doors of questions: ask, read and write a thread, lists, a request, a text for an appointment."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for

from ltc.care.duties.queries import answering_for
from ltc.care.duties.terms import Answering
from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries import register, team
from ltc.care.elders.terms import TeamRole
from ltc.care.questions import actions
from ltc.care.questions.forms import AppointmentForm, AskForm, MessageForm, RequestForm
from ltc.care.questions.models import QuestionMessage, QuestionThread
from ltc.care.questions.queries import cards, threads
from ltc.care.questions.queries.threads import ThreadRow
from ltc.care.questions.rules import REQUESTING, asked_of_role, line_text
from ltc.care.questions.terms import AskedOf, MeetingPlace, RequestState, ThreadState
from ltc.care.urgent.rules import waiting_words
from ltc.foundation.accounts.queries import may, role_word
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.files.queries import list_files
from ltc.foundation.web.marks import Reply, allow, takes_files
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

bp = Blueprint("questions", __name__)

LABELS = {str(word): word.label_th for words in (AskedOf, ThreadState) for word in words}
REQUEST_STATES = {str(word): word.label_th for word in RequestState}


def _elder(elder_id: UUID, action: str) -> Elder:
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action=action, resource="question"
    )


def _thread(thread_id: UUID, action: str) -> tuple[QuestionThread, Elder]:
    row = threads.get_thread(db(), thread_id, actor(), on=clock.today(), action=action)
    return row, _elder(row.elder_id, action)


def _answering(municipality_id: UUID | None, *, is_waited_for: bool = True) -> Answering | None:
    """Return who is on call, where somebody waits for an answer."""
    if not is_waited_for:
        return None
    return answering_for(db(), actor(), municipality_id, at=clock.now())


def _managers(elder: Elder) -> Sequence[CareTeamMember]:
    """Return the elder's care managers: whom to call while nobody is on call."""
    found = team.list_teams(db(), [elder.id], TeamRole.CARE_MANAGER, on=clock.today())
    return found.get(elder.id, [])


def _is_open(rows: Sequence[ThreadRow]) -> bool:
    return any(row.thread.state == ThreadState.OPEN for row in rows)


def _after() -> UUID | None:
    try:
        return UUID(request.args.get("after", ""))
    except ValueError:
        return None


@bp.route("/elders/<uuid:elder_id>/ask", methods=["GET", "POST"])
@allow("create", "question")
@takes_files
def ask(elder_id: UUID) -> Reply:
    """Ask the nurse or the doctor about an elder: words, photos, a voice."""
    elder = _elder(elder_id, "create")
    usual = "doctor" if actor().role == "team_nurse" else "nurse"
    form = AskForm(data={"operation_id": str(new_id()), "asked_of": usual})
    if form.validate_on_submit():
        try:
            row = actions.ask(
                db(), elder, form.asked_of.data, form.to_draft(), by=actor(), at=clock.now()
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("ส่งแล้ว เมื่อมีคนอ่านหรือตอบ จะขึ้นในหน้านี้", "ok")
            return redirect(url_for(".thread", thread_id=row.id), 303)
    return page(
        "questions/ask.html", form=form, elder=elder, about=[elder.id],
        answering=_answering(elder.municipality_id), managers=_managers(elder),
        me_id=actor().person_id,
    )  # fmt: skip


@bp.get("/questions")
@allow("list", "question")
def waiting() -> Reply:
    """What waits for my answer, the longest first; for who only asks, what I asked."""
    me, today = actor(), clock.today()
    shown = request.args.get("show", "")
    answers = bool(asked_of_role(me.role))
    lists = {"all": threads.list_all, "mine": threads.list_mine}
    if not answers or shown not in lists:
        shown = "waiting" if answers else "mine"
    if me.role == "care_manager" and request.args.get("show") != "mine":
        shown = "all"
    listed = lists.get(shown, threads.list_waiting)
    rows, after = listed(db(), me, on=today, after=_after())
    return page(
        "questions/waiting.html", rows=rows, shown=shown, answers=answers, labels=LABELS,
        at=clock.now(), waits=waiting_words,
        next_url=url_for(".waiting", after=after, show=shown) if after else None,
        about=[row.elder.id for row in rows],
        answering=_answering(me.area_id, is_waited_for=_is_open(rows)), me_id=me.person_id,
    )  # fmt: skip


@bp.get("/elders/<uuid:elder_id>/questions")
@allow("list", "question")
def of_elder(elder_id: UUID) -> Reply:
    """An elder's threads, and what the next visit is asked for."""
    elder, today = _elder(elder_id, "list"), clock.today()
    rows, after = threads.list_of_elder(db(), elder.id, actor(), on=today, after=_after())
    next_url = url_for(".of_elder", elder_id=elder.id, after=after) if after else None
    return page(
        "questions/of_elder.html", elder=elder, rows=rows, next_url=next_url, labels=LABELS,
        at=clock.now(), waits=waiting_words, about=[elder.id],
        lines=cards.open_requests_of(db(), [elder.id], on=today).get(elder.id, []),
        answering=_answering(elder.municipality_id, is_waited_for=_is_open(rows)),
        managers=_managers(elder), me_id=actor().person_id,
    )  # fmt: skip


@bp.route("/questions/<uuid:thread_id>", methods=["GET", "POST"])
@allow("create", "question")
@takes_files
def thread(thread_id: UUID) -> Reply:
    """Read a thread, and write in it."""
    row, elder = _thread(thread_id, "create")
    form = MessageForm(data={"operation_id": str(new_id())})
    if form.validate_on_submit():
        try:
            actions.write(db(), row, form.to_draft(), by=actor(), at=clock.now())
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("ส่งแล้ว", "ok")
            return redirect(url_for(".thread", thread_id=row.id), 303)
    return _thread_page(row, elder, form)


def _thread_page(
    row: QuestionThread, elder: Elder, form: MessageForm, status: int = 200, problem: str = ""
) -> Reply:
    me, messages = actor(), threads.list_messages(db(), row.id)
    seen = threads.list_seen(db(), row.id)
    read_to = next((one.number for one in seen if one.user_id == me.person_id), 0)
    is_unread = any(one.by != me.person_id and one.number > read_to for one in messages)
    return page(
        "questions/thread.html", status=status, thread=row, elder=elder, form=form, seen=seen,
        messages=messages, files=_files(messages), labels=LABELS, role_word=role_word,
        requests=threads.list_requests(db(), row.id, on=clock.today()),
        request_states=REQUEST_STATES, about=[elder.id],
        is_unread=is_unread, me_id=me.person_id, problem=problem, at=clock.now(),
        may_request=me.role in REQUESTING and may(me, "update", "question"),
        may_close=me.role != "caregiver" or row.opened_by == me.person_id,
        answering=_answering(
            elder.municipality_id, is_waited_for=row.state == ThreadState.OPEN
        ),
        managers=_managers(elder),
    )  # fmt: skip


def _files(messages: Sequence[QuestionMessage]) -> dict[str, str]:
    """Return what each file of a thread is (image or voice), by its id."""
    ids = [UUID(one) for message in messages for one in message.files]
    return {str(found.id): found.kind for found in list_files(db(), ids).values()}


@bp.post("/questions/<uuid:thread_id>/seen")
@allow("create", "question")
def seen(thread_id: UUID) -> Reply:
    """Say that one has read a thread to its end."""
    row, _elder_of = _thread(thread_id, "create")
    actions.mark_seen(db(), row, by=actor(), at=clock.now())
    return redirect(url_for(".thread", thread_id=row.id), 303)


@bp.post("/questions/<uuid:thread_id>/close")
@allow("create", "question")
def close(thread_id: UUID) -> Reply:
    """Close a thread; it stays to be read."""
    row, _elder_of = _thread(thread_id, "create")
    actions.close_thread(db(), row, by=actor(), at=clock.now())
    flash("จบเรื่องนี้แล้ว ยังอ่านได้เสมอ", "ok")
    return redirect(url_for(".thread", thread_id=row.id), 303)


@bp.route("/questions/<uuid:thread_id>/request", methods=["GET", "POST"])
@allow("update", "question")
def make_request(thread_id: UUID) -> Reply:
    """Ask something of the next visit: what, until when, when to report at once."""
    row, elder = _thread(thread_id, "update")
    today = clock.today()
    form = RequestForm(data={"operation_id": str(new_id()), "due_on": today + timedelta(days=7)})
    if form.validate_on_submit():
        try:
            actions.make_request(db(), row, form.to_draft(), by=actor(), at=clock.now(), on=today)
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("ขอแล้ว จะขึ้นในหน้าเยี่ยมครั้งหน้า", "ok")
            return redirect(url_for(".thread", thread_id=row.id), 303)
    return page("questions/request.html", form=form, thread=row, elder=elder, about=[elder.id])


@bp.post("/requests/<uuid:request_id>/withdraw")
@allow("update", "question")
def withdraw(request_id: UUID) -> Reply:
    """Take a request back; one that a visit answered meanwhile stays answered."""
    row = threads.get_request(db(), request_id, actor(), on=clock.today(), action="update")
    try:
        actions.withdraw_request(db(), row, by=actor(), at=clock.now())
    except Conflict:
        thread_row, elder = _thread(row.thread_id, "update")
        problem = "มีคนทำตามที่ขอแล้ว ดูผลข้างล่าง"
        return _thread_page(thread_row, elder, MessageForm(formdata=None), 409, problem)
    flash("เลิกขอแล้ว", "ok")
    return redirect(url_for(".thread", thread_id=row.thread_id), 303)


@bp.get("/elders/<uuid:elder_id>/appointment-text")
@allow("create", "question")
def appointment_text(elder_id: UUID) -> Reply:
    """A text about an appointment that one may copy and send: no name, no word about health."""
    elder, today = _elder(elder_id, "create"), clock.today()
    usual = {"on": today + timedelta(days=1), "place": str(MeetingPlace.HOME)}
    is_asked = "on" in request.args
    asked = request.args if is_asked else None
    form = AppointmentForm(formdata=asked, data=usual, meta={"csrf": False})
    text = ""
    if is_asked and form.validate():
        try:
            text = line_text(
                form.on.data, form.at.data, MeetingPlace(form.place.data), today=today,
                call_back=cards.call_back_number(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
    return page(
        "questions/appointment_text.html", form=form, elder=elder, text=text, about=[elder.id]
    )
