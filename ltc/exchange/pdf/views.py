"""Doors of papers: the list of a plan or visit, each paper as PDF and page, all as one, photos."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, url_for

from ltc.care.cases.queries.plans import get_plan
from ltc.care.elders.models import Elder
from ltc.care.elders.queries import register
from ltc.care.family.queries import address_token, is_open
from ltc.care.visits.queries.records import get_visit
from ltc.exchange.pdf.actions import documents as actions
from ltc.exchange.pdf.actions.runs import ask_for
from ltc.exchange.pdf.catalogue import Made, PaperKind, find_paper, make, papers_about
from ltc.exchange.pdf.forms import RunForm, SignedForm
from ltc.exchange.pdf.queries import documents, facts, runs
from ltc.exchange.pdf.terms import PlanFacts, RunState, Subject
from ltc.foundation.accounts.guard import after_answer
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.i18n.dates import short_date
from ltc.foundation.printing.press import papers_data, papers_pdf
from ltc.foundation.printing.terms import Paper, Stamp
from ltc.foundation.web.addresses import whole_address
from ltc.foundation.web.marks import Reply, allow, takes_files
from ltc.foundation.web.page import page
from ltc.foundation.web.qr import qr_svg
from ltc.foundation.web.request import actor, db, shows

bp = Blueprint("documents", __name__)

DOORS = {
    Subject.PLAN: {
        "papers": ".plan_papers", "set": ".plan_set", "pdf": ".plan_pdf", "page": ".plan_page",
        "signed": ".plan_signed",
    },
    Subject.VISIT: {
        "papers": ".visit_papers", "pdf": ".visit_pdf", "page": ".visit_page",
        "signed": ".visit_signed",
    },
}  # fmt: skip


@dataclass(frozen=True)
class About:
    """The one thing that papers are about, loaded with a check, and what they say of it."""

    subject: Subject
    id: UUID
    elder: Elder
    title_th: str
    facts: Any

    def made(self, kinds: Sequence[PaperKind]) -> list[Made]:
        """Return papers filled with what holds now."""
        return make(kinds, self.facts, subject_id=self.id, elder_id=self.elder.id)

    def url(self, door: str, **more: Any) -> str:
        """Return the address of one of this thing's doors."""
        named: dict[str, Any] = {f"{self.subject}_id": self.id, **more}
        return url_for(DOORS[self.subject][door], **named)


def _elder(elder_id: UUID, action: str, resource: str) -> Elder:
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action=action, resource=resource
    )


def _plan(plan_id: UUID) -> About:
    me, today = actor(), clock.today()
    plan = get_plan(db(), plan_id, me, on=today)
    elder = _elder(plan.elder_id, "read", "care_plan")
    found = facts.plan_facts_of(db(), [plan], me, on=today)[plan.id]
    title = f"แผนการดูแล ฉบับที่ {plan.number}"
    return About(Subject.PLAN, plan.id, elder, title, _with_link(found, elder))


def _with_link(found: PlanFacts, elder: Elder) -> PlanFacts:
    """Add the relatives' page for those who may hand its address over; its address is signed anew.

    A link opens for whoever photographs it, and the sheet hangs in the house that it is about.
    """
    if not may(actor(), "read", "family_link"):
        return found
    for link in facts.links_of(db(), elder.id):
        if is_open(db(), link, elder, on=clock.today()):
            token = address_token(db(), link)
            address = whole_address("family.family_page", token=token)
            return replace(found, family_link=address, family_who=link.who)
    return found


def _visit(visit_id: UUID) -> About:
    me, today = actor(), clock.today()
    visit = get_visit(db(), visit_id, me, on=today)
    elder = _elder(visit.elder_id, "read", "visit")
    found = facts.visit_facts(db(), visit, me)
    title = f"การเยี่ยมเลขที่ {visit.number:,}"
    return About(Subject.VISIT, visit.id, elder, title, found)


def _printed(about: About, made: Sequence[Made]) -> list[tuple[Paper, Stamp]]:
    """Return papers with their stamps, and queue the trace of the printing.

    It is written after the answer, in a transaction of its own; if that fails nothing is handed
    out. So a printing is a request that only reads, and no paper is in the world unknown to us.
    """
    me, at = actor(), clock.now()
    before = documents.known(db(), [one.id for one in made])
    now = (short_date(at), me.name)
    after_answer(
        lambda session: actions.note_printing(
            session, made, municipality_id=about.elder.municipality_id, by=me, at=at
        )
    )
    shows([about.elder.id])
    return [(one.paper, documents.stamp_of(one, before.get(one.id), now=now)) for one in made]


def _pdf(data: bytes, name: str) -> Response:
    answer = Response(data, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _one(about: About, code: str) -> list[Made]:
    kind = find_paper(about.subject, code)
    if kind is None:
        raise NotFound
    return about.made([kind])


def _one_pdf(about: About, code: str) -> Reply:
    return _pdf(papers_pdf(_printed(about, _one(about, code))), code)


def _one_page(about: About, code: str) -> Reply:
    found = _printed(about, _one(about, code))
    return page(
        "print/page.html", papers=papers_data(found)["papers"], picture=qr_svg, subject=about,
        stamps=[stamp for _paper, stamp in found], pdf_url=about.url("pdf", code=code),
        about=[about.elder.id],
    )  # fmt: skip


def _list(about: About, form: SignedForm | None = None) -> Reply:
    """Return the page of all papers about one thing."""
    made = about.made(papers_about(about.subject))
    printed = documents.list_documents(db(), about.id, made)
    form = form or _signed_form(printed)
    return page(
        "print/papers.html", subject=about, made=made, printed=printed, form=form,
        may_attach=may(actor(), "create", "attachment"), about=[about.elder.id],
        is_plan=about.subject is Subject.PLAN,
    )  # fmt: skip


def _signed_form(printed: Sequence[documents.DocumentCard]) -> SignedForm:
    form = SignedForm(data={"operation_id": str(new_id()), "document": ""})
    named = {str(one.document.id): f"{one.title_th} {one.number}" for one in printed}
    form.document.choices = {"": "ให้ระบบอ่านรหัสในรูป"} | named
    return form


def _take_signed(about: About) -> Reply:
    """Keep the photo of a signed sheet; the document's own code says which it is."""
    elder = _elder(about.elder.id, "create", "attachment")
    made = about.made(papers_about(about.subject))
    form = _signed_form(documents.list_documents(db(), about.id, made))
    if form.validate_on_submit():
        try:
            photo, chosen = form.sent()
            actions.attach_signed(
                db(), elder, photo, chosen=chosen, operation_id=form.operation, by=actor(),
                at=clock.now(),
            )  # fmt: skip
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("เก็บรูปของแผ่นที่ลงชื่อแล้ว", "ok")
            return redirect(about.url("papers"), 303)
    return _list(about, form)


@bp.get("/plans/<uuid:plan_id>/papers")
@allow("read", "care_plan")
def plan_papers(plan_id: UUID) -> Reply:
    """All papers of a plan: to print, printed, signed."""
    return _list(_plan(plan_id))


@bp.get("/plans/<uuid:plan_id>/papers.pdf")
@allow("read", "care_plan")
def plan_set(plan_id: UUID) -> Reply:
    """All papers of a plan as one file."""
    about = _plan(plan_id)
    return _pdf(papers_pdf(_printed(about, about.made(papers_about(Subject.PLAN)))), "papers")


@bp.get("/plans/<uuid:plan_id>/paper/<code>.pdf")
@allow("read", "care_plan")
def plan_pdf(plan_id: UUID, code: str) -> Reply:
    """One paper of a plan as PDF."""
    return _one_pdf(_plan(plan_id), code)


@bp.get("/plans/<uuid:plan_id>/paper/<code>")
@allow("read", "care_plan")
def plan_page(plan_id: UUID, code: str) -> Reply:
    """One paper of a plan as a page that the browser prints."""
    return _one_page(_plan(plan_id), code)


@bp.post("/plans/<uuid:plan_id>/papers/signed")
@allow("create", "attachment")
@takes_files
def plan_signed(plan_id: UUID) -> Reply:
    """Keep a photo of a paper of a plan that was signed."""
    return _take_signed(_plan(plan_id))


@bp.get("/visits/<uuid:visit_id>/papers")
@allow("read", "visit")
def visit_papers(visit_id: UUID) -> Reply:
    """The paper of a visit: to print, printed, signed."""
    return _list(_visit(visit_id))


@bp.get("/visits/<uuid:visit_id>/paper/<code>.pdf")
@allow("read", "visit")
def visit_pdf(visit_id: UUID, code: str) -> Reply:
    """The paper of a visit as PDF."""
    return _one_pdf(_visit(visit_id), code)


@bp.get("/visits/<uuid:visit_id>/paper/<code>")
@allow("read", "visit")
def visit_page(visit_id: UUID, code: str) -> Reply:
    """The paper of a visit as a page that the browser prints."""
    return _one_page(_visit(visit_id), code)


@bp.post("/visits/<uuid:visit_id>/papers/signed")
@allow("create", "attachment")
@takes_files
def visit_signed(visit_id: UUID) -> Reply:
    """Keep a photo of a visit's paper that was signed."""
    return _take_signed(_visit(visit_id))


@bp.route("/print-runs", methods=["GET", "POST"])
@allow("create", "print_run")
def new_run() -> Reply:
    """Ask for the plans of everybody as one file, and see those asked for before."""
    form = RunForm(data={"run": str(new_id())})
    if form.validate_on_submit():
        try:
            run_id = form.run_id()
            ask_for(db(), run_id, by=actor(), at=clock.now(), on=clock.today())
        except RuleViolation as broken:
            form.reject(broken)
        else:
            return redirect(url_for(".run", run_id=run_id), 303)
    return page(
        "print/runs.html", form=form, runs=runs.list_runs(db(), actor()),
        count=runs.count_plans(db(), actor(), on=clock.today()), states=_STATES,
    )  # fmt: skip


_STATES = {str(state): state.label_th for state in RunState}


@bp.get("/print-runs/<uuid:run_id>")
@allow("read", "print_run")
def run(run_id: UUID) -> Reply:
    """How far a file of many papers has come."""
    found = runs.get_run(db(), run_id, actor())
    return page("print/run.html", run=found, states=_STATES)


@bp.get("/print-runs/<uuid:run_id>/papers.pdf")
@allow("read", "print_run")
def run_file(run_id: UUID) -> Reply:
    """The file of many papers, for who asked for it; everybody in it is noted as shown."""
    found = runs.get_run(db(), run_id, actor())
    data = runs.file_of(db(), found)
    shows(UUID(one) for one in found.elder_ids)
    return _pdf(data, "plans")
