"""Doors of the import: forms to fill in, a file sent, its columns, checking, saving, undo."""

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, request, url_for
from sqlmodel import Session

from ltc.exchange.town import queries
from ltc.exchange.town.actions import batches as actions
from ltc.exchange.town.actions.preview import preview
from ltc.exchange.town.actions.refused import refused_lines
from ltc.exchange.town.forms import ColumnsForm, FileForm, columns_form
from ltc.exchange.town.models import ImportBatch
from ltc.exchange.town.rules.blank import blank_csv, blank_workbook
from ltc.exchange.town.rules.columns import guess, heading_place, headings_of
from ltc.exchange.town.terms import DROPPABLE, UNDO_WITHIN, WORKING, Kind, Sheet, State, Task
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.web.fields import choices
from ltc.foundation.web.marks import Reply, allow, takes_files
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db
from ltc.foundation.web.stream import stream

bp = Blueprint("town", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TAKES_IN = {"people": "คน", "adl": "ผลประเมิน", "teams": "คนในทีมดูแล", "staff": "คนที่จะเข้าระบบ"}
KINDS = {str(kind): kind for kind in Kind}
STATES = {str(state): state for state in State}


def _batch(batch_id: UUID) -> ImportBatch:
    return queries.get_batch(db(), batch_id, actor())


def _kind() -> Kind:
    found = KINDS.get(request.args.get("kind", ""))
    if found is None or found not in queries.kinds_for(actor()):
        raise NotFound
    return found


@bp.get("/imports")
@allow("list", "town_import")
def imports() -> Reply:
    """The files to fill in, and the files that came."""
    return page("exchange/imports.html", batches=queries.list_batches(db(), actor()),
                kinds=queries.kinds_for(actor()), kind_of=KINDS, state_of=STATES,
                working=WORKING)  # fmt: skip


@bp.get("/imports/blank.csv")
@allow("list", "town_import")
def blank_text() -> Response:
    """A file to fill in, as text."""
    return _download(blank_csv(kind := _kind()), f"{kind}.csv", "text/csv; charset=utf-8")


@bp.get("/imports/blank.xlsx")
@allow("list", "town_import")
def blank_sheet() -> Response:
    """A file to fill in, as a workbook."""
    return _download(blank_workbook(kind := _kind()), f"{kind}.xlsx", XLSX)


def _download(data: bytes, name: str, content_type: str) -> Response:
    answer = Response(data, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.route("/imports/new", methods=["GET", "POST"])
@allow("create", "town_import")
@takes_files
def new_import() -> Reply:
    """Send a file; it is read so far that its columns can be chosen."""
    offered = queries.kinds_for(actor())
    only = str(offered[0]) if len(offered) == 1 else ""
    form = FileForm(data={"kind": request.args.get("kind", only)})
    form.kind.choices = choices(offered)
    if form.validate_on_submit():
        try:
            batch = actions.start_batch(
                db(), form.kind.data, form.file.file_name, form.file.data,
                by=actor(), at=clock.now(),
            )  # fmt: skip
            return redirect(url_for(".columns", batch_id=batch.id), 303)
        except RuleViolation as broken:
            form.reject(broken)
    return page("exchange/new_import.html", form=form)


@bp.route("/imports/<uuid:batch_id>/columns", methods=["GET", "POST"])
@allow("create", "town_import")
def columns(batch_id: UUID) -> Reply:
    """Say which column is which, look at the first rows as they will be read, ask for the check."""
    batch = _batch(batch_id)
    if batch.state not in DROPPABLE:
        return redirect(url_for(".batch", batch_id=batch.id), 303)
    sheets = queries.sheets_of(db(), batch)
    at = _sheet_place(sheets)
    form = _columns_form(batch, sheets[at], at)
    if form.validate_on_submit() and "look" not in request.form:
        try:
            actions.ask_check(db(), batch, at, form.mapping(), by=actor(), at=clock.now())
            return redirect(url_for(".batch", batch_id=batch.id), 303)
        except RuleViolation as broken:
            form.reject(broken)
    task = Task(batch.id, batch.kind, batch.municipality_id, actor(), clock.today())
    return page(
        "exchange/columns.html", form=form, batch=batch, sheets=sheets, at=at,
        heading_line=sheets[at].head[heading_place(batch.kind, sheets[at].head)].number,
        seen=preview(db(), task, sheets[at], form.mapping()),
    )  # fmt: skip


def _sheet_place(sheets: list[Sheet]) -> int:
    told = request.form.get("sheet") or request.args.get("sheet", "0")
    place = int(told) if told.isascii() and told.isdigit() and len(told) < 4 else 0
    return place if place < len(sheets) else 0


def _columns_form(batch: ImportBatch, sheet: Sheet, at: int) -> ColumnsForm:
    line = sheet.head[heading_place(batch.kind, sheet.head)]
    is_chosen = bool(batch.mapping) and sheet.name == batch.sheet
    chosen = batch.mapping if is_chosen else guess(batch.kind, line.cells)
    return columns_form(batch.kind, headings_of(line), chosen, sheet=at)


@bp.get("/imports/<uuid:batch_id>")
@allow("read", "town_import")
def batch(batch_id: UUID) -> Reply:
    """How far a file has come, what is refused and why, and what can be done next."""
    row = _batch(batch_id)
    if row.state == State.MAPPING:
        return redirect(url_for(".columns", batch_id=row.id), 303)
    after = request.args.get("after", "")
    after_line = int(after) if after.isascii() and after.isdigit() and len(after) < 8 else 0
    refusals = queries.list_refusals(db(), row.id, after=after_line)
    at = clock.now()
    return page(
        "exchange/batch.html", batch=row, state=STATES[row.state], is_working=row.state in WORKING,
        what=TAKES_IN[row.kind], refusals=refusals, reasons=queries.count_reasons(db(), row.id),
        is_idle=actions.is_idle(row, at=at), kind=KINDS[row.kind],
        undo_until=row.saved_at + UNDO_WITHIN if row.saved_at else None,
        may_undo=row.saved_at is not None and at - row.saved_at <= UNDO_WITHIN,
        next_url=url_for(".batch", batch_id=row.id, after=refusals[-1].line)
        if len(refusals) == 50 else None,
    )  # fmt: skip


@bp.get("/imports/<uuid:batch_id>/refused.csv")
@allow("read", "town_import")
def refused(batch_id: UUID) -> Reply:
    """The rows that stay out, as they came, with the reason beside each."""
    row = _batch(batch_id)
    if row.state not in (State.CHECKED, State.SAVED):
        raise NotFound

    def lines(session: Session, _access_id: int) -> Iterator[str]:
        return refused_lines(session, queries.get_batch(session, row.id, me))

    me = actor()
    queries.file_of(db(), row)  # gone after a day: say so before anything is sent
    return stream(lines, about=queries.nobody(), name="refused.csv", on=clock.today(),
                  content_type="text/csv; charset=utf-8")  # fmt: skip


@bp.post("/imports/<uuid:batch_id>/save")
@allow("create", "town_import")
def save(batch_id: UUID) -> Reply:
    """Ask for the accepted rows to be saved."""
    row = _batch(batch_id)
    with suppress(Conflict):  # asked twice: the page says how far it has come
        actions.ask_save(db(), row, by=actor(), at=clock.now())
    return redirect(url_for(".batch", batch_id=row.id), 303)


@bp.post("/imports/<uuid:batch_id>/undo")
@allow("create", "town_import")
def undo(batch_id: UUID) -> Reply:
    """Ask for everything of a batch to be taken back."""
    row = _batch(batch_id)
    with suppress(Conflict):  # asked twice, or taken back already
        actions.ask_undo(db(), row, by=actor(), at=clock.now())
    return redirect(url_for(".batch", batch_id=row.id), 303)


@bp.post("/imports/<uuid:batch_id>/drop")
@allow("create", "town_import")
def drop(batch_id: UUID) -> Reply:
    """Give up a file that is not saved."""
    row = _batch(batch_id)
    with suppress(Conflict):  # asked twice, or past the step at which one can give up
        actions.drop_batch(db(), row, by=actor(), at=clock.now())
        flash("ยกเลิกแล้ว และลบแฟ้มที่ส่งมาแล้ว ไม่มีอะไรถูกบันทึก", "ok")
    return redirect(url_for(".imports"), 303)
