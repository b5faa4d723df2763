"""Doors of printing: what to print, for whom, and the paper itself."""

from collections.abc import Sequence
from uuid import UUID

from flask import redirect, url_for
from markupsafe import Markup

from ltc.care.elders.queries.register import list_elders
from ltc.care.papers import actions, queries
from ltc.care.papers.forms import BlankForm, FindForm, MineForm, PrintForm
from ltc.care.papers.models import Sheet
from ltc.care.papers.terms import MOST_SHEETS, VISIT, Wanted, code_text, pretty
from ltc.care.papers.views.doors import bp, find_elder
from ltc.care.visits.queries.reference import get_signs
from ltc.care.visits.terms import Change, Consciousness, Mood, Skin
from ltc.foundation.core import clock
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.web.marks import Reply, allow, takes_files
from ltc.foundation.web.page import page
from ltc.foundation.web.qr import qr_svg
from ltc.foundation.web.request import actor, db

SEEN = [
    ("ตื่นดีไหม", [word.label_th for word in Consciousness]),
    ("อารมณ์", [word.label_th for word in Mood]),
    ("ผิวหนัง", [word.label_th for word in Skin]),
    ("เทียบครั้งก่อน", [word.label_th for word in Change]),
]


def _kinds() -> dict[str, str]:
    return {one.kind: one.title_th for one in queries.kinds()}


@bp.get("/papers")
@allow("create", "paper")
def home() -> Reply:
    """Print, or find a sheet that came back."""
    return _home(_blank_form(), FindForm(formdata=None))


def _blank_form(**sent: None) -> BlankForm:
    """Return the form for blank sheets; with ``formdata=None`` one that was not sent."""
    given = {"copies": 5, "kind": VISIT, "bundle": str(new_id())}
    form = BlankForm(data=given, **sent)
    form.kind.choices = _kinds()
    return form


def _home(blank: BlankForm, find: FindForm) -> Reply:
    me = actor()
    mine = queries.list_mine(db(), me)
    form = find if find.errors else blank
    return page(
        "papers/home.html", form=form, blank=blank, find=find, mine=mine, kinds=_kinds(),
        pretty=pretty, is_caregiver=me.role == "caregiver", about=_elders(mine), new_id=new_id,
    )  # fmt: skip


def _elders(sheets: Sequence[Sheet]) -> set[UUID]:
    return {sheet.elder_id for sheet in sheets if sheet.elder_id}


@bp.post("/papers/blank")
@allow("create", "paper")
def blank() -> Reply:
    """Number blank sheets."""
    form = _blank_form()
    if form.validate_on_submit():
        try:
            return _to_print(form.to_wanted(), form.bundle_id())
        except RuleViolation as broken:
            form.reject(broken)
    return _home(form, FindForm(formdata=None))


@bp.post("/papers/mine")
@allow("create", "paper")
def mine() -> Reply:
    """Number a visit's sheet for everybody in one's care: for the day the tablet is dead."""
    found, _more = list_elders(db(), actor(), on=clock.today(), limit=MOST_SHEETS)
    if actor().role != "caregiver":
        raise NotFound
    return _to_print([Wanted(VISIT, row.id) for row in found], MineForm().bundle_id())


def _to_print(wanted: list[Wanted], bundle_id: UUID) -> Reply:
    actions.print_sheets(
        db(), wanted, bundle_id=bundle_id, by=actor(), at=clock.now(), on=clock.today()
    )
    return redirect(url_for(".bundle", bundle_id=bundle_id), 303)


@bp.route("/elders/<uuid:elder_id>/papers", methods=["GET", "POST"])
@allow("create", "paper")
def of_elder(elder_id: UUID) -> Reply:
    """Choose what to print for one elder, with name and code."""
    elder = find_elder(elder_id, "create")
    form = PrintForm(data={"kinds": [VISIT], "bundle": str(new_id())})
    form.kinds.choices = _kinds()
    if form.validate_on_submit():
        try:
            wanted = [Wanted(kind, elder.id) for kind in form.kinds.data or ()]
            return _to_print(wanted, form.bundle_id())
        except RuleViolation as broken:
            form.reject(broken)
    return page("papers/of_elder.html", form=form, elder=elder, about=[elder.id])


@bp.get("/papers/bundles/<uuid:bundle_id>")
@allow("create", "paper")
def bundle(bundle_id: UUID) -> Reply:
    """The paper: one sheet a page, for its maker only."""
    sheets = queries.list_bundle(db(), bundle_id, actor())
    for elder_id in _elders(sheets):
        find_elder(elder_id, "create")
    return page(
        "papers/bundle.html", sheets=queries.printed(db(), sheets), pretty=pretty, seen=SEEN,
        signs=get_signs().signs, picture=_picture, today=clock.today(), about=_elders(sheets),
    )  # fmt: skip


def _picture(number: str) -> Markup:
    return qr_svg(code_text(number), scale=3)


@bp.post("/papers/find")
@allow("create", "paper")
@takes_files
def find() -> Reply:
    """Find the sheet that came back, by its number or by the code in a photo of it."""
    form = FindForm()
    if form.validate_on_submit():
        try:
            return _found(form)
        except RuleViolation as broken:
            form.reject(broken)
    return _home(_blank_form(formdata=None), form)


def _found(form: FindForm) -> Reply:
    """Go to the sheet; a photo that names it is kept with it at once when its elder is known."""
    photo = form.photo.data[0] if form.photo.data else None
    number = form.digits() or (actions.read_photo(photo) if photo else None)
    if number is None:
        raise RuleViolation("nothing_given", "พิมพ์เลข หรือเลือกรูปถ่าย", "number")
    sheet = queries.find_sheet(db(), number, actor())
    if sheet is None:
        raise RuleViolation("sheet_unknown", "ไม่มีแผ่นเลขนี้ ตรวจเลขอีกครั้ง", "number")
    if photo and sheet.elder_id:
        elder = find_elder(sheet.elder_id, "create")
        actions.attach_scan(db(), sheet, elder, photo, by=actor(), at=clock.now())
    return redirect(url_for(".sheet", sheet_id=sheet.id), 303)
