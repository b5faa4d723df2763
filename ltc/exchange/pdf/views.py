"""Doors of papers: the list of a plan or visit, each paper as PDF and page, all as one, photos."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, url_for

from ltc.care.approval.queries.committee import get_round
from ltc.care.approval.queries.proposals import get_proposal
from ltc.care.approval.terms import RoundState
from ltc.care.cases.queries.plans import get_plan
from ltc.care.conferences.models import Conference
from ltc.care.conferences.queries import finding
from ltc.care.elders.models import Elder
from ltc.care.elders.queries import register
from ltc.care.family.queries import address_token, is_open
from ltc.care.visits.queries.records import get_visit
from ltc.exchange.pdf.actions import documents as actions
from ltc.exchange.pdf.actions.runs import ask_for
from ltc.exchange.pdf.catalogue import Made, PaperKind, find_paper, make, papers_about
from ltc.exchange.pdf.forms import RunForm, SignedForm
from ltc.exchange.pdf.queries import committee, documents, facts, runs
from ltc.exchange.pdf.queries.conferences import conference_facts
from ltc.exchange.pdf.queries.pay import pay_facts
from ltc.exchange.pdf.terms import PlanFacts, RunState, Subject
from ltc.finance.casemoney.queries.pay import get_statement
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

# Every kind of thing has the same doors; a thing of one elder also takes photos of signed sheets.
DOORS = {
    Subject.PLAN: {
        "papers": ".plan_papers", "set": ".plan_set", "pdf": ".plan_pdf", "page": ".plan_page",
        "signed": ".plan_signed",
    },
    Subject.VISIT: {
        "papers": ".visit_papers", "set": ".visit_set", "pdf": ".visit_pdf",
        "page": ".visit_page", "signed": ".visit_signed",
    },
    Subject.CONFERENCE: {
        "papers": ".conference_papers", "set": ".conference_set", "pdf": ".conference_pdf",
        "page": ".conference_page",
    },
    Subject.HEARING: {
        "papers": ".hearing_papers", "set": ".hearing_set", "pdf": ".hearing_pdf",
        "page": ".hearing_page", "signed": ".hearing_signed",
    },
    Subject.MINUTES: {
        "papers": ".minutes_papers", "set": ".minutes_set", "pdf": ".minutes_pdf",
        "page": ".minutes_page",
    },
    Subject.PROPOSAL: {
        "papers": ".proposal_papers", "set": ".proposal_set", "pdf": ".proposal_pdf",
        "page": ".proposal_page",
    },
    Subject.ROUND: {
        "papers": ".round_papers", "set": ".round_set", "pdf": ".round_pdf",
        "page": ".round_page",
    },
    Subject.STATEMENT: {
        "papers": ".statement_papers", "set": ".statement_set", "pdf": ".statement_pdf",
        "page": ".statement_page",
    },
}  # fmt: skip
# What a thing is called in its addresses where that is not the word of the subject.
NAMED = {Subject.MINUTES: "conference_id", Subject.ROUND: "meeting_id"}


def _named(subject: Subject) -> str:
    return NAMED.get(subject, f"{subject}_id")


@dataclass(frozen=True)
class About:
    """The one thing that papers are about, loaded with a check, and what they say of it.

    ``shown`` are all elders whose data stand on its papers; ``elder`` is the one whom it is about,
    None for a paper about many.
    """

    subject: Subject
    id: UUID
    title_th: str
    back_url: str
    facts: Any
    municipality_id: UUID
    shown: tuple[UUID, ...]
    elder: Elder | None = None

    def made(self, kinds: Sequence[PaperKind]) -> list[Made]:
        """Return papers filled with what holds now."""
        elder_id = self.elder.id if self.elder else None
        return make(kinds, self.facts, subject_id=self.id, elder_id=elder_id)

    def url(self, door: str, **more: Any) -> str:
        """Return the address of one of this thing's doors."""
        named: dict[str, Any] = {_named(self.subject): self.id, **more}
        return url_for(DOORS[self.subject][door], **named)


def _of_elder(
    subject: Subject, subject_id: UUID, elder: Elder, title_th: str, back_url: str, facts: Any
) -> About:
    """Return something that is about one elder."""
    return About(
        subject, subject_id, f"{title_th} · {elder.full_name}", back_url, facts,
        elder.municipality_id, (elder.id,), elder,
    )  # fmt: skip


def _elder(elder_id: UUID, action: str, resource: str) -> Elder:
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action=action, resource=resource
    )


def _plan(plan_id: UUID) -> About:
    me, today = actor(), clock.today()
    plan = get_plan(db(), plan_id, me, on=today)
    elder = _elder(plan.elder_id, "read", "care_plan")
    found = facts.plan_facts_of(db(), [plan], me, on=today)[plan.id]
    return _of_elder(
        Subject.PLAN, plan.id, elder, f"แผนการดูแล ฉบับที่ {plan.number}",
        url_for("workshop.plan", plan_id=plan.id), _with_link(found, elder),
    )  # fmt: skip


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
    return _of_elder(
        Subject.VISIT, visit.id, elder, f"การเยี่ยมเลขที่ {visit.number:,}",
        url_for("visits.receipt", visit_id=visit.id), facts.visit_facts(db(), visit, me),
    )  # fmt: skip


def _conference(conference_id: UUID) -> About:
    return _of_conference(conference_id, "list", Subject.CONFERENCE, "conferences.conference")


def _minutes(conference_id: UUID) -> About:
    return _of_conference(conference_id, "approve", Subject.MINUTES, "conferences.minutes")


def _of_conference(conference_id: UUID, action: str, subject: Subject, back: str) -> About:
    """Return the papers that the page ``back`` leads to, for who may open that page."""
    today = clock.today()
    row = finding.get_conference(db(), conference_id, actor(), on=today, action=action)
    hearings = finding.hearings_of(db(), row)
    return About(
        subject, row.id, f"{subject.label_th} {short_date(row.held_on)}",
        url_for(back, conference_id=row.id), conference_facts(db(), row, hearings, on=today),
        row.municipality_id, tuple(one.elder_id for one in hearings),
    )  # fmt: skip


def _hearing(hearing_id: UUID) -> About:
    today = clock.today()
    row = finding.get_hearing(db(), hearing_id, actor(), on=today, action="read")
    conference = db().get_one(Conference, row.conference_id)
    elder = _elder(row.elder_id, "read", "conference")
    return _of_elder(
        Subject.HEARING, row.id, elder, f"ประชุมวางแผน {short_date(conference.held_on)}",
        url_for("conferences.hearing", hearing_id=row.id),
        conference_facts(db(), conference, [row], on=today),
    )  # fmt: skip


def _proposal(proposal_id: UUID) -> About:
    row = get_proposal(db(), proposal_id, actor())
    found, shown = committee.proposal_facts(db(), row)
    return About(
        Subject.PROPOSAL, row.id, found.number,
        url_for("approval.proposal", proposal_id=row.id), found, row.municipality_id, tuple(shown),
    )  # fmt: skip


def _round(meeting_id: UUID) -> About:
    """Return a meeting that was opened: before, there is nothing to put on paper."""
    row = get_round(db(), meeting_id, actor())
    if row.state == RoundState.PLANNED:
        raise NotFound
    found, shown = committee.round_facts(db(), row)
    return About(
        Subject.ROUND, row.id, found.title, url_for("approval.minutes", meeting_id=row.id), found,
        row.municipality_id, tuple(shown),
    )  # fmt: skip


def _statement(statement_id: UUID) -> About:
    row = get_statement(db(), statement_id, actor())
    found, shown = pay_facts(db(), row, actor())
    return About(
        Subject.STATEMENT, row.id, f"ค่าตอบแทน {row.person_name} {found.month}",
        url_for("casemoney.statement", statement_id=row.id), found, row.municipality_id,
        tuple(shown),
    )  # fmt: skip


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
            session, made, municipality_id=about.municipality_id, by=me, at=at
        )
    )
    shows(about.shown)
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
        about=about.shown,
    )  # fmt: skip


def _list(about: About, form: SignedForm | None = None) -> Reply:
    """Return the page of all papers about one thing."""
    made = about.made(papers_about(about.subject))
    printed = documents.list_documents(db(), about.id, made)
    form = form or _signed_form(printed)
    return page(
        "print/papers.html", subject=about, made=made, printed=printed, form=form,
        may_attach=about.elder is not None and may(actor(), "create", "attachment"),
        about=about.shown,
    )  # fmt: skip


def _signed_form(printed: Sequence[documents.DocumentCard]) -> SignedForm:
    form = SignedForm(data={"operation_id": str(new_id()), "document": ""})
    named = {str(one.document.id): f"{one.title_th} {one.number}" for one in printed}
    form.document.choices = {"": "ให้ระบบอ่านรหัสในรูป"} | named
    return form


def _take_signed(about: About) -> Reply:
    """Keep the photo of a signed sheet; the document's own code says which it is."""
    if about.elder is None:
        raise NotFound
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


def _set_pdf(about: About) -> Reply:
    """Return all papers of one thing as one file."""
    return _pdf(papers_pdf(_printed(about, about.made(papers_about(about.subject)))), "papers")


def _open_doors(
    subject: Subject, path: str, resource: str, load: Callable[[UUID], About], action: str = "read"
) -> None:
    """Open the doors of all papers about one kind of thing, for who may open that thing's page.

    ``load`` returns the thing or raises NotFound for who may not see this very one.
    """
    named = _named(subject)
    reads, keeps = allow(action, resource), allow("create", "attachment")
    doors: dict[str, tuple[str, Callable[..., Reply]]] = {
        "papers": ("papers", reads(lambda **at: _list(load(at[named])))),
        "set": ("papers.pdf", reads(lambda **at: _set_pdf(load(at[named])))),
        "pdf": ("paper/<code>.pdf", reads(lambda **at: _one_pdf(load(at[named]), at["code"]))),
        "page": ("paper/<code>", reads(lambda **at: _one_page(load(at[named]), at["code"]))),
        "signed": (
            "papers/signed", keeps(takes_files(lambda **at: _take_signed(load(at[named]))))
        ),
    }  # fmt: skip
    for door, endpoint in DOORS[subject].items():
        ending, view = doors[door]
        method = "POST" if door == "signed" else "GET"
        bp.add_url_rule(
            f"{path}/<uuid:{named}>/{ending}", endpoint.removeprefix("."), view, methods=[method]
        )


_open_doors(Subject.PLAN, "/plans", "care_plan", _plan)
_open_doors(Subject.VISIT, "/visits", "visit", _visit)
_open_doors(Subject.CONFERENCE, "/conferences", "conference", _conference, "list")
_open_doors(Subject.MINUTES, "/minutes", "conference", _minutes, "approve")
_open_doors(Subject.HEARING, "/hearings", "conference", _hearing)
_open_doors(Subject.PROPOSAL, "/approval/proposals", "proposal", _proposal)
_open_doors(Subject.ROUND, "/approval/rounds", "approval_round", _round)
_open_doors(Subject.STATEMENT, "/pay", "pay_statement", _statement)


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
