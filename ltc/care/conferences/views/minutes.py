"""Doors of minutes: made from what was recorded, added to, signed."""

from uuid import UUID

from flask import flash, redirect, url_for

from ltc.care.conferences.actions import deciding
from ltc.care.conferences.forms import AdditionForm
from ltc.care.conferences.models import Conference
from ltc.care.conferences.queries import finding
from ltc.care.conferences.queries.hearings import read_hearings
from ltc.care.conferences.views.doors import WORDS, bp, find_conference, may_lead
from ltc.foundation.accounts.queries import may, role_word
from ltc.foundation.core import clock
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.web.marks import Reply, allow
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db


@bp.route("/conferences/<uuid:conference_id>/minutes", methods=["GET", "POST"])
@allow("approve", "conference")
def minutes(conference_id: UUID) -> Reply:
    """The minutes of a conference; a correction is added, nothing is rewritten."""
    row = find_conference(conference_id, "approve")
    form = AdditionForm(data={"operation_id": str(new_id())})
    if form.validate_on_submit():
        deciding.add_to_minutes(
            db(), row, form.operation, form.text.data, by=actor(), at=clock.now()
        )
        flash("เพิ่มในรายงานแล้ว", "ok")
        return redirect(url_for(".minutes", conference_id=row.id), 303)
    return _minutes_page(row, form)


def _minutes_page(
    row: Conference, form: AdditionForm, problem: str = "", status: int = 200
) -> Reply:
    views = read_hearings(db(), finding.hearings_of(db(), row), on=clock.today())
    signed = finding.signatures_of(db(), row)
    additions = finding.additions_of(db(), row)
    me = actor()
    return page(
        "conferences/minutes.html", status=status, conference=row, views=views, words=WORDS,
        form=form, additions=additions, signatures=signed, problem=problem, role_word=role_word,
        may_sign=may(me, "approve", "conference")
        and not any(one.signed_by == me.person_id and one.additions == len(additions)
                    for one in signed),
        may_lead=may_lead(), about=[one.elder.id for one in views],
    )  # fmt: skip


@bp.post("/conferences/<uuid:conference_id>/sign")
@allow("approve", "conference")
def sign(conference_id: UUID) -> Reply:
    """Stand for the minutes by name."""
    row = find_conference(conference_id, "approve")
    try:
        deciding.sign_minutes(db(), row, by=actor(), at=clock.now())
    except RuleViolation as broken:
        form = AdditionForm(formdata=None, data={"operation_id": str(new_id())})
        return _minutes_page(row, form, broken.message, 422)
    flash("ลงชื่อแล้ว", "ok")
    return redirect(url_for(".minutes", conference_id=row.id), 303)
