"""Printing sheets, attaching photos of them, typing them in."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.care.papers import queries
from ltc.care.papers.models import Sheet, SheetScan
from ltc.care.papers.terms import MOST_SHEETS, Wanted, read_code
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import insert_once
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.files.actions import keep_file
from ltc.foundation.files.codes import codes_in

TRIES = 5  # eight digits: even with a million sheets a second try is rare


def print_sheets(
    session: Session, wanted: Sequence[Wanted], *, bundle_id: UUID, by: Actor, at: datetime,
    on: date,
) -> None:  # fmt: skip
    """Number the sheets of one bundle; its id is made with the form, so a double click prints once.

    Elders were loaded with a check before. Raises RuleViolation ``nothing_to_print``,
    ``too_many_sheets`` or ``kind_unknown``.
    """
    if not wanted:
        raise RuleViolation("nothing_to_print", "เลือกอย่างน้อยหนึ่งแผ่น")
    if len(wanted) > MOST_SHEETS:
        raise RuleViolation("too_many_sheets", f"พิมพ์ได้ครั้งละไม่เกิน {MOST_SHEETS} แผ่น")
    known = {choice.kind for choice in queries.kinds()}
    if not {one.kind for one in wanted} <= known:
        raise RuleViolation("kind_unknown", "กรุณาเลือกจากรายการ", "kinds")
    if queries.is_bundle(session, bundle_id):
        return
    for place, one in enumerate(wanted):
        _number(session, one, bundle_id, place, by=by, at=at, on=on)
    record(
        session, by=by, at=at, what="paper_sheet.printed",
        changes={"bundle": str(bundle_id), "sheets": len(wanted),
                 "elders": sorted({str(one.elder_id) for one in wanted if one.elder_id})},
    )  # fmt: skip


def _number(
    session: Session, one: Wanted, bundle_id: UUID, place: int, *, by: Actor, at: datetime, on: date
) -> None:
    """Save a sheet under a number that nobody else has."""
    assert by.person_id is not None
    assert by.area_id is not None
    for _ in range(TRIES):
        row = Sheet(
            bundle_id=bundle_id, place=place, number=f"{secrets.randbelow(10**8):08d}",
            kind=one.kind, municipality_id=by.area_id, elder_id=one.elder_id, printed_at=at,
            printed_on=on, printed_by=by.person_id, printed_by_name=by.name,
        )  # fmt: skip
        if insert_once(session, row):
            return
    raise AssertionError("no free number for a sheet")


def read_photo(data: bytes) -> str:
    """Return the number of the sheet that a photo shows.

    Raises RuleViolation ``no_code`` when no code of ours can be read, ``two_codes`` for a photo of
    several sheets, or as ``files.codes.codes_in`` for what is no photo.
    """
    found = {number for text in codes_in(data, "photo") if (number := read_code(text))}
    if not found:
        raise RuleViolation(
            "no_code", "อ่านรหัสในรูปไม่ได้ ถ่ายใหม่ให้เห็นมุมบนขวาชัด ๆ หรือพิมพ์เลขแปดหลักแทน", "photo"
        )
    if len(found) > 1:
        raise RuleViolation("two_codes", "ในรูปมีหลายแผ่น กรุณาถ่ายทีละแผ่น", "photo")
    return found.pop()


def attach_scan(
    session: Session, sheet: Sheet, elder: Elder, data: bytes, *, by: Actor, at: datetime
) -> SheetScan:
    """Keep a photo of a filled-in sheet with the elder it is about."""
    field_class = queries.field_class(sheet)
    kept = keep_file(
        session, data, elder_id=elder.id, field_class=field_class, field="photo", by=by, at=at
    )
    row = SheetScan(sheet_id=sheet.id, file_id=kept.id, added_at=at, added_by_name=by.name)
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="paper_sheet.scanned", subject=sheet, elder_id=elder.id,
        changes={"file": str(kept.id)},
    )  # fmt: skip
    return row


def say_whose(session: Session, sheet: Sheet, elder: Elder, *, by: Actor, at: datetime) -> None:
    """Write down whose a blank sheet became.

    Raises RuleViolation ``other_elder`` when it is another's already.
    """
    session.refresh(sheet, with_for_update={"key_share": True})
    if sheet.elder_id == elder.id:
        return
    if sheet.elder_id is not None:
        raise RuleViolation("other_elder", "แผ่นนี้เป็นของคนอื่นแล้ว ใช้แผ่นใหม่")
    sheet.elder_id = elder.id
    session.add(sheet)
    session.flush()
    record(session, by=by, at=at, what="paper_sheet.named", subject=sheet, elder_id=elder.id)


def typed_in(session: Session, sheet: Sheet, saved_id: UUID, *, by: Actor, at: datetime) -> None:
    """Tie a sheet to what it was typed in as; raises Conflict when it was typed in before."""
    session.refresh(sheet, with_for_update={"key_share": True})
    if sheet.entered_id == saved_id:
        return
    if sheet.entered_id is not None:
        raise Conflict(sheet)
    sheet.entered_id, sheet.entered_at, sheet.entered_by_name = saved_id, at, by.name
    session.add(sheet)
    session.flush()
    record(
        session, by=by, at=at, what="paper_sheet.typed_in", subject=sheet,
        elder_id=sheet.elder_id, changes={"as": str(saved_id)},
    )  # fmt: skip
