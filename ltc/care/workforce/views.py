"""Doors of training: one person's certificates, one more, withdrawing one."""

from uuid import UUID

from flask import Blueprint, flash, redirect, url_for

from ltc.care.workforce import actions, queries
from ltc.care.workforce.forms import CertificateForm, WithdrawForm
from ltc.care.workforce.rules import holds, standing
from ltc.care.workforce.terms import Course
from ltc.foundation.accounts.queries import get_user, may, role_word
from ltc.foundation.core import clock
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

bp = Blueprint("workforce", __name__)

COURSES = {str(one): one.label_th for one in Course}


@bp.get("/caregivers/<uuid:user_id>")
@allow("read", "certificate")
def person(user_id: UUID) -> Reply:
    """One person: how the training stands, and every certificate, withdrawn ones too."""
    me, today = actor(), clock.today()
    assert me.area_id is not None
    user, role = queries.get_person(db(), user_id, me, on=today)
    rules = queries.get_rules(role, today)
    rows = queries.certificates_of(db(), me.area_id, [user.id]).get(user.id, [])
    return page(
        "workforce/person.html", person=user, role=role_word(role), rows=rows, courses=COURSES,
        training=standing(rows, rules, today), rules=rules, today=today,
        counts=[COURSES[one] for one in COURSES if one in rules.courses],
        holding={row.id for row in rows if holds(row, today)},
        may_add=may(me, "create", "certificate"), may_withdraw=may(me, "update", "certificate"),
    )  # fmt: skip


@bp.route("/caregivers/<uuid:user_id>/certificates/new", methods=["GET", "POST"])
@allow("create", "certificate")
def new_certificate(user_id: UUID) -> Reply:
    """Write down one more certificate of somebody."""
    me, today = actor(), clock.today()
    assert me.area_id is not None
    user, _role = queries.get_person(db(), user_id, me, on=today)
    form = CertificateForm()
    if form.validate_on_submit():
        try:
            actions.add_certificate(
                db(), me.area_id, user.id, form.to_draft(), by=me, at=clock.now(), on=today
            )
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"บันทึกใบรับรองของ {user.name_th} แล้ว", "ok")
            return redirect(url_for(".person", user_id=user.id), 303)
    return page("workforce/new_certificate.html", form=form, person=user)


@bp.route("/certificates/<uuid:certificate_id>/withdraw", methods=["GET", "POST"])
@allow("update", "certificate")
def withdraw(certificate_id: UUID) -> Reply:
    """Withdraw a certificate that was written down wrongly, after asking why."""
    me = actor()
    row = queries.get_certificate(db(), certificate_id, me)
    user = get_user(db(), row.user_id)
    assert user is not None
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            actions.withdraw_certificate(db(), row, form.why.data or "", by=me, at=clock.now())
        except RuleViolation as broken:
            form.reject(broken)
        else:
            flash(f"ยกเลิกใบรับรองของ {user.name_th} แล้ว ยังอ่านได้เสมอ", "ok")
            return redirect(url_for(".person", user_id=user.id), 303)
    if row.withdrawn_at is not None:
        raise NotFound
    return page(
        "workforce/withdraw.html", form=form, row=row, person=user, course=COURSES[row.course]
    )
