"""Doors of nappies: who gets them and who waits, one person's decisions and deliveries."""

from uuid import UUID

from flask import flash, redirect, url_for

from ltc.care.assessment.queries.latest import latest_formal
from ltc.care.cases.rules.rates import fiscal_year
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import get_elder
from ltc.finance.casemoney.actions.nappies import (
    decide_nappies,
    deliver_nappies,
    take_delivery_back,
)
from ltc.finance.casemoney.forms.ledger import BecauseForm
from ltc.finance.casemoney.forms.nappies import KINDS, DecisionForm, DeliveryForm
from ltc.finance.casemoney.queries import nappies as queries
from ltc.finance.casemoney.queries.reference import get_money_rules
from ltc.finance.casemoney.rules.limits import year_begins
from ltc.finance.casemoney.terms import NappyGround, NappyKind
from ltc.finance.casemoney.views.doors import bp
from ltc.foundation.accounts.queries import may
from ltc.foundation.core import clock
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

WORDS = {
    "kind": {str(one): one.label_th for one in NappyKind},
    "ground": {str(one): one.label_th for one in NappyGround},
}


def _elder(elder_id: UUID, action: str) -> Elder:
    return get_elder(db(), elder_id, actor(), on=clock.today(), action=action, resource="nappy")


@bp.get("/nappies")
@allow("list", "nappy")
def nappies() -> Reply:
    """Who waits for a decision, who gets nappies, what this fiscal year has cost."""
    me, today = actor(), clock.today()
    since = year_begins(fiscal_year(today))
    getting = queries.list_getting(db(), me, on=today, since=since)
    waiting = queries.list_waiting(db(), me, on=today)
    return page(
        "casemoney/nappies.html", getting=getting, waiting=waiting, words=WORDS, since=since,
        about={one.elder.id for one in getting} | {one.elder.id for one in waiting}, today=today,
        rule=get_money_rules(today).nappies, may_write=may(me, "create", "nappy"),
    )  # fmt: skip


@bp.get("/elders/<uuid:elder_id>/nappies")
@allow("read", "nappy")
def nappies_of(elder_id: UUID) -> Reply:
    """One person's decisions and deliveries."""
    me, today = actor(), clock.today()
    elder = _elder(elder_id, "read")
    deliveries = queries.deliveries_of(db(), elder.id)
    return page(
        "casemoney/nappies_of.html", about=[elder.id], elder=elder, words=WORDS,
        decisions=queries.decisions_of(db(), elder.id),
        now=queries.decision_on(db(), elder.id, today), deliveries=deliveries,
        reversed_ids={one.reverses_id for one in deliveries},
        may_write=may(me, "create", "nappy"), may_void=may(me, "void", "nappy"),
    )  # fmt: skip


@bp.route("/elders/<uuid:elder_id>/nappies/decide", methods=["GET", "POST"])
@allow("create", "nappy")
def decide(elder_id: UUID) -> Reply:
    """Decide whether one person gets nappies."""
    me, today = actor(), clock.today()
    elder = _elder(elder_id, "create")
    form = DecisionForm(data={"operation_id": str(new_id()), "from_on": today})
    if form.validate_on_submit():
        try:
            decide_nappies(db(), elder, form.to_draft(), by=me, at=clock.now())
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("บันทึกการตัดสินเรื่องผ้าอ้อมแล้ว", "ok")
            return redirect(url_for(".nappies_of", elder_id=elder.id), 303)
    return page(
        "casemoney/decide_nappies.html", about=[elder.id], form=form, elder=elder, kinds=KINDS,
        rule=get_money_rules(today).nappies, score=latest_formal(db(), elder.id),
    )  # fmt: skip


@bp.route("/elders/<uuid:elder_id>/nappies/deliver", methods=["GET", "POST"])
@allow("create", "nappy")
def deliver(elder_id: UUID) -> Reply:
    """Record what was brought."""
    me, today = actor(), clock.today()
    elder = _elder(elder_id, "create")
    rule, decision = get_money_rules(today).nappies, queries.decision_on(db(), elder.id, today)
    given = {"operation_id": str(new_id()), "delivered_on": today, "for_days": 30}
    if decision is not None:
        given |= {kind: count * 30 for kind, count in decision.pieces.items()}
    form = DeliveryForm(data=given)
    if form.validate_on_submit():
        try:
            deliver_nappies(db(), elder, form.to_draft(), by=me, at=clock.now(), on=today)
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("บันทึกการส่งผ้าอ้อมแล้ว", "ok")
            return redirect(url_for(".nappies_of", elder_id=elder.id), 303)
    return page(
        "casemoney/deliver.html", about=[elder.id], form=form, elder=elder, kinds=KINDS, rule=rule,
        decision=decision, words=WORDS,
    )  # fmt: skip


@bp.route("/elders/<uuid:elder_id>/nappies/<uuid:delivery_id>/take-back", methods=["GET", "POST"])
@allow("void", "nappy")
def take_delivery(elder_id: UUID, delivery_id: UUID) -> Reply:
    """Take a delivery back that was written down wrongly."""
    me = actor()
    elder = _elder(elder_id, "void")
    row = queries.get_delivery(db(), elder.id, delivery_id)
    form = BecauseForm(data={"operation_id": str(new_id())})
    if form.validate_on_submit():
        try:
            take_delivery_back(db(), row, form.because.data, form.operation, by=me, at=clock.now())
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash("กลับรายการส่งแล้ว ทั้งสองรายการยังอยู่", "ok")
            return redirect(url_for(".nappies_of", elder_id=elder.id), 303)
    return page(
        "casemoney/take_delivery.html", about=[elder.id], form=form, elder=elder, row=row,
        words=WORDS,
    )  # fmt: skip
