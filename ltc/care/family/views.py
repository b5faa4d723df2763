"""Doors of the family's page: the page itself without an account, its links, what came by them."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for

from ltc.care.elders.models import Elder
from ltc.care.elders.queries import register
from ltc.care.elders.queries.team import list_team
from ltc.care.elders.terms import TeamRole
from ltc.care.family import actions, queries
from ltc.care.family.forms import LinkForm, NewsForm, RevokeForm, SeenForm
from ltc.care.family.models import FamilyLink
from ltc.care.family.terms import NewsKind, Shown
from ltc.foundation.accounts.guard import after_answer
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, NotFound, RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.web.addresses import whole_address
from ltc.foundation.web.marks import Reply, allow, public
from ltc.foundation.web.page import page
from ltc.foundation.web.qr import qr_svg
from ltc.foundation.web.request import actor, db

bp = Blueprint("family", __name__)

KINDS = {str(kind): kind.label_th for kind in NewsKind}
SHOWN = {str(one): one.label_th for one in Shown}


@bp.route("/f/<token>", methods=["GET", "POST"])
@public
def family_page(token: str) -> Reply:
    """What a relative sees and sends: one elder, no account."""
    today = clock.today()
    try:
        link, elder = queries.open_link(db(), token, on=today)
    except NotFound:
        return page("family/ended.html", status=404)
    view = queries.read_view(db(), link, elder, on=today)
    form = NewsForm()
    if form.validate_on_submit():
        try:
            actions.send_news(
                db(), link, elder, form.to_draft(), view.work, at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("ส่งถึงผู้จัดการการดูแลแล้ว", "ok")
            return redirect(url_for(".family_page", token=token), 303)
    if request.method == "GET":
        _note_opening(link)
    return page(
        "family/page.html", form=form, link=link, view=view, kinds=KINDS, today=today,
        given_name=elder.given_name, sent=queries.list_sent(db(), link), new_id=new_id,
        shows=set(link.shows),
    )  # fmt: skip


def _note_opening(link: FamilyLink) -> None:
    """Queue the trace of an opening: it is written after the answer, in its own transaction."""
    at = clock.now()
    after_answer(lambda session: actions.note_opening(session, link, at=at))


@bp.route("/elders/<uuid:elder_id>/family", methods=["GET", "POST"])
@allow("create", "family_link")
def links(elder_id: UUID) -> Reply:
    """An elder's links, and a new one."""
    elder, today = _elder(elder_id, "create", "family_link"), clock.today()
    limits = queries.get_limits(today)
    form = LinkForm(
        data=_suggested(elder)
        | {
            "last_day": today + timedelta(limits.default_days),
            "operation_id": str(new_id()),
        }
    )
    if form.validate_on_submit():
        try:
            link = actions.make_link(
                db(), elder, form.to_draft(), by=actor(), at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            return redirect(url_for(".link", elder_id=elder.id, link_id=link.id), 303)
    return page(
        "family/links.html", form=form, elder=elder, links=queries.list_links(db(), elder.id),
        limits=limits, today=today, about=[elder.id],
    )  # fmt: skip


def _suggested(elder: Elder) -> dict[str, object]:
    """Return the first relative on the care team, so that nobody types a known name."""
    for one in list_team(db(), elder.id, on=clock.today()):
        if one.team_role == TeamRole.RELATIVE:
            return {"who": one.name, "relation": one.relation, "shows": list(SHOWN)}
    return {"shows": list(SHOWN)}


def _elder(elder_id: UUID, action: str, resource: str) -> Elder:
    return register.get_elder(
        db(), elder_id, actor(), on=clock.today(), action=action, resource=resource
    )


@bp.get("/elders/<uuid:elder_id>/family/<uuid:link_id>")
@allow("read", "family_link")
def link(elder_id: UUID, link_id: UUID) -> Reply:
    """One link to hand over: its address, its code to photograph, a sheet to print."""
    elder = _elder(elder_id, "read", "family_link")
    found = queries.get_link(db(), elder.id, link_id)
    token = queries.address_token(db(), found)
    address = whole_address("family.family_page", token=token)
    return page(
        "family/link.html", elder=elder, link=found, address=address, shown=SHOWN,
        is_open=queries.is_open(db(), found, elder, on=clock.today()), form=RevokeForm(),
        picture=qr_svg(address), may_revoke=may(actor(), "update", "family_link"),
        sent=queries.list_sent(db(), found), kinds=KINDS, about=[elder.id],
    )  # fmt: skip


@bp.route("/elders/<uuid:elder_id>/family/<uuid:link_id>/revoke", methods=["GET", "POST"])
@allow("update", "family_link")
def revoke(elder_id: UUID, link_id: UUID) -> Reply:
    """End a link at once, with the reason."""
    elder = _elder(elder_id, "update", "family_link")
    found = queries.get_link(db(), elder.id, link_id)
    form = RevokeForm()
    if form.validate_on_submit():
        actions.revoke_link(db(), found, because=form.because.data, by=actor(), at=clock.now())
        flash(f"ลิงก์ของ {found.who} ใช้ไม่ได้แล้ว", "ok")
        return redirect(url_for(".links", elder_id=elder.id), 303)
    return page("family/revoke.html", form=form, elder=elder, link=found, about=[elder.id])


@bp.get("/family-news")
@allow("list", "family_news")
def news() -> Reply:
    """What families sent and nobody has seen, worries first."""
    me, today = actor(), clock.today()
    only_mine = me.role == "care_manager" and request.args.get("all") is None
    waiting = queries.list_waiting(db(), me, on=today, only_mine=only_mine)
    return page(
        "family/news.html", waiting=waiting, only_mine=only_mine, kinds=KINDS, form=SeenForm(),
        may_answer=may(me, "update", "family_news"), may_see_all=me.role == "care_manager",
        about={one.news.elder_id for one in waiting},
    )  # fmt: skip


@bp.route("/family-news/<uuid:news_id>", methods=["GET", "POST"])
@allow("update", "family_news")
def one_news(news_id: UUID) -> Reply:
    """See one piece of news and answer it."""
    found = queries.get_news(db(), news_id)
    elder = _elder(found.elder_id, "update", "family_news")
    form = SeenForm()
    status = 200
    if form.validate_on_submit():
        try:
            actions.see_news(db(), found, answer=form.answer.data or "", by=actor(), at=clock.now())
        except Conflict:
            status = 409
        else:
            flash("ญาติจะเห็นว่าคุณอ่านแล้ว", "ok")
            return redirect(url_for(".news"), 303)
    return page(
        "family/one_news.html", form=form, news=found, elder=elder, kinds=KINDS, status=status,
        about=[elder.id], relatives=queries.relatives_to_call(db(), found, on=clock.today()),
    )  # fmt: skip
