"""Rounds and their people: days, domains, who is meant, in which order houses are visited."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from ltc.care.rounds.terms import Domain, DomainList, RoundDraft, RowDraft, VolunteerDraft, Wrong
from ltc.foundation.core.errors import RuleViolation, Unusable
from ltc.foundation.i18n.dates import short_date

LONGEST_DAYS = 400  # a round is of one year, with some time to finish
ROWS_A_SHEET = 20
REASON_LETTERS = 5  # fewer letters are no reason


def read_domains(table: Mapping[str, Any]) -> DomainList:
    """Return the domains of the reference file; raises Unusable when it is not complete."""
    try:
        domains = tuple(Domain(**row) for row in table["domains"])
        found = DomainList(domains, table["source"], table["note_th"])
    except (KeyError, TypeError) as broken:
        raise Unusable(f"screening_domains.toml is not complete: {broken}") from broken
    if len({domain.code for domain in domains}) != len(domains):
        raise Unusable("screening_domains.toml names a domain twice")
    return found


def checked_round(draft: RoundDraft, known: Collection[str]) -> RoundDraft:
    """Return the draft, or raise the first RuleViolation it breaks, at its field."""
    if draft.ends_on < draft.starts_on:
        raise RuleViolation("ends_before_start", "วันสุดท้ายอยู่ก่อนวันแรก", "ends_on")
    if (draft.ends_on - draft.starts_on).days > LONGEST_DAYS:
        raise RuleViolation("round_too_long", f"รอบหนึ่งยาวได้ไม่เกิน {LONGEST_DAYS} วัน", "ends_on")
    if not draft.domains:
        raise RuleViolation("no_domain", "กรุณาเลือกอย่างน้อยหนึ่งด้าน", "domains")
    if not set(draft.domains) <= set(known):
        raise RuleViolation("not_a_choice", "กรุณาเลือกจากรายการ", "domains")
    return draft


def checked_volunteer(draft: VolunteerDraft) -> VolunteerDraft:
    """Return the draft, or raise RuleViolation ``phone_shape``."""
    if draft.phone and not re.fullmatch(r"0\d{8,9}", draft.phone):
        raise RuleViolation("phone_shape", "เบอร์โทรต้องขึ้นต้นด้วย 0 และมี 9–10 หลัก", "phone")
    return draft


def check_met_on(met_on: date | None, *, starts_on: date, ends_on: date, today: date) -> date:
    """Return the day of a list, or refuse one outside the round or still to come."""
    if met_on is None:
        raise RuleViolation("met_on_missing", "กรุณากรอกวันที่ไปพบ", "met_on")
    if met_on > today:
        raise RuleViolation("met_in_future", "วันที่ไปพบยังมาไม่ถึง", "met_on")
    if not starts_on <= met_on <= ends_on:
        words = f"รอบนี้เริ่ม {short_date(starts_on)} ถึง {short_date(ends_on)}"
        raise RuleViolation("met_outside_round", f"วันที่ไปพบอยู่นอกรอบ {words}", "met_on")
    return met_on


def living_day(starts_on: date, ends_on: date, *, today: date) -> date:
    """Return the day on which one must live here to be meant: today while the round runs."""
    return max(starts_on, min(today, ends_on))


def house_order(house_no: str, lane: str) -> tuple[tuple[int, int, str], ...]:
    """Return the place of a house on a walk: lane by lane, 9 before 12, 12/2 before 12/10."""
    pieces = [*re.findall(r"\d+|\D+", lane), " ", *re.findall(r"\d+|\D+", house_no)]
    return tuple(
        (1, int(piece), "") if piece.isascii() and piece.isdigit() else (0, 0, piece)
        for piece in pieces
    )


def row_problem(row: RowDraft, *, has_result: bool) -> Wrong | None:
    """Return what is wrong with a row as a whole, or None: a person not met has no result."""
    if row.outcome not in ("", "met") and has_result:
        return Wrong(row.elder_id, "", "เลือกว่าไม่ได้ตรวจ แต่มีผลตรวจ กรุณาเลือกอย่างใดอย่างหนึ่ง")
    if row.outcome == "met" and not has_result:
        return Wrong(row.elder_id, "", "เลือกว่าตรวจแล้ว แต่ยังไม่มีผลสักช่อง")
    return None


def checked_reason(reason: str, note: str) -> str:
    """Return the note beside a reason; "other" needs one that says something."""
    words = note.strip()
    if reason == "other" and len(words) < REASON_LETTERS:
        raise RuleViolation("reason_missing", "กรุณาเขียนสั้น ๆ ว่าเพราะอะไร", "note")
    return words


def share(done: int, meant: int) -> int | None:
    """Return the whole per cent done, never 100 before all are; None where nobody is meant."""
    if meant <= 0:
        return None
    return min(100 if done >= meant else 99, round(100 * done / meant))
