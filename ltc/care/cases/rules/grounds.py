"""What a legal ground must say (PDPA sections 24 and 26; thai-ltc.md section 10)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ltc.care.cases.terms import GivenHow, GroundDraft, GroundKind, GroundScope
from ltc.foundation.core.errors import RuleViolation


def needs_giver(kind: str) -> bool:
    """True for consent: a person gives it; the other grounds lie in the law or in the danger."""
    return kind == GroundKind.CONSENT


def checked_ground(draft: GroundDraft, *, on: date) -> GroundDraft:
    """Return the ground, or raise the first RuleViolation it breaks, at its field."""
    if draft.kind not in set(GroundKind):
        raise RuleViolation("kind_missing", "กรุณาเลือกฐานกฎหมาย", "kind")
    if not draft.scope or not set(draft.scope) <= set(GroundScope):
        raise RuleViolation("scope_missing", "กรุณาเลือกว่าใช้ข้อมูลทำอะไรได้บ้าง", "scope")
    if draft.given_on > on:
        raise RuleViolation("given_future", "วันที่นี้ยังมาไม่ถึง", "given_on")
    if needs_giver(draft.kind):
        _check_consent(draft)
    return draft


def said(draft: GroundDraft) -> dict[str, Any]:
    """Return what is kept of a ground: who gave it and how only for consent, each scope once."""
    is_consent = needs_giver(draft.kind)
    return {
        "kind": draft.kind,
        "scope": [str(scope) for scope in GroundScope if scope in draft.scope],
        "given_on": draft.given_on,
        "given_by": draft.given_by if is_consent else "",
        "relation": draft.relation if is_consent else "",
        "how": draft.how if is_consent else "",
        "witness": draft.witness if is_consent else "",
    }


def is_same(said: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    """True when a ground in force already says all of this: a double click."""
    return stored["withdrawn_on"] is None and all(
        stored[name] == value for name, value in said.items()
    )


def _check_consent(draft: GroundDraft) -> None:
    if not draft.given_by:
        raise RuleViolation("giver_missing", "กรุณาเขียนชื่อคนที่ให้ความยินยอม", "given_by")
    if draft.how not in set(GivenHow):
        raise RuleViolation("how_missing", "กรุณาเลือกว่าให้ความยินยอมแบบไหน", "how")
    if draft.how != GivenHow.SIGNATURE and not draft.witness:
        raise RuleViolation("witness_missing", "ถ้าไม่ได้ลงลายมือชื่อ กรุณาเขียนชื่อพยาน", "witness")


def check_withdrawal(withdrawn_on: date, *, given_on: date, before: date | None, on: date) -> None:
    """Refuse a second withdrawal, one before the ground was given, or one after today."""
    if before is not None:
        raise RuleViolation("already_withdrawn", "เลิกใช้ไปแล้ว")
    if withdrawn_on > on:
        raise RuleViolation("withdrawn_future", "วันที่นี้ยังมาไม่ถึง", "withdrawn_on")
    if withdrawn_on < given_on:
        raise RuleViolation("withdrawn_early", "วันที่เลิกใช้ต้องไม่ก่อนวันที่ให้ไว้", "withdrawn_on")
