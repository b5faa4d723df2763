"""Vital signs: reading their file, what cannot be, what is asked again, what to do now.

All ranges are data with source and confidence (seeds/reference/vital_signs.toml); none is here.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ltc.care.visits.terms import Question, Span, VitalSign, VitalSigns
from ltc.foundation.core.errors import RuleViolation

UPPER, LOWER = "systolic", "diastolic"
_SHAPE = re.compile(r"-?[0-9]{1,5}(\.[0-9]{1,2})?")


def read_signs(table: Mapping[str, Any]) -> VitalSigns:
    """Build the vital signs from their file; KeyError when it is broken."""
    signs = tuple(
        VitalSign(
            row["code"], row["label_th"], row["unit_th"], row["example"],
            source=row["source"], confidence=row["confidence"],
            possible=_span(row["possible"]), entry=_span(row["entry"]),
            usual=_span(row.get("usual", {})), danger=_span(row.get("danger", {})),
            do_low_th=row.get("do_low_th", ""), do_high_th=row.get("do_high_th", ""),
            decimals=row.get("decimals", 0), is_folded=row.get("is_folded", False),
        )
        for row in table["signs"]
    )  # fmt: skip
    return VitalSigns(signs, table["screen_th"])


def _span(row: Mapping[str, Any]) -> Span:
    return Span(
        *(None if row.get(end) is None else Decimal(str(row[end])) for end in ("low", "high"))
    )


def refuse_vitals(vitals: Mapping[str, str], signs: Sequence[VitalSign]) -> list[RuleViolation]:
    """Return what cannot be: no number, nothing a device can show, half or turned blood pressure.

    Everything else is at most asked about (``check_vitals``).
    """
    by_code = {sign.code: sign for sign in signs}
    found = []
    for code, typed in vitals.items():
        if code not in by_code:
            found.append(RuleViolation("unknown_vital", "มีค่าที่ไม่รู้จัก กรุณาเปิดหน้านี้ใหม่"))
        elif problem := _impossible(by_code[code], typed):
            found.append(problem)
    return found or _refuse_pressure(vitals)


def _impossible(sign: VitalSign, typed: str) -> RuleViolation | None:
    value = _number(typed)
    if value is None:
        return RuleViolation(
            "no_number", f"{sign.label_th} พิมพ์เป็นตัวเลข เช่น {sign.example}", sign.code
        )
    if sign.possible.holds(value):
        return None
    tenth = value / 10
    if sign.decimals and sign.entry.holds(tenth):
        words = f"{sign.label_th} {typed} เป็นไปไม่ได้ น่าจะลืมจุด ใช่ {tenth.normalize():f} ไหม"
        return RuleViolation("point_forgotten", words, sign.code)
    words = f"{sign.label_th} {typed} เป็นไปไม่ได้ ดูตัวเลขอีกครั้ง เช่น {sign.example}"
    return RuleViolation("impossible", words, sign.code)


def _refuse_pressure(vitals: Mapping[str, str]) -> list[RuleViolation]:
    upper, lower = vitals.get(UPPER), vitals.get(LOWER)
    if upper is None and lower is None:
        return []
    if upper is None or lower is None:
        missing = UPPER if upper is None else LOWER
        return [RuleViolation("half_pressure", "ความดันต้องมีทั้งตัวบนและตัวล่าง", missing)]
    if Decimal(upper) <= Decimal(lower):
        words = f"ความดัน {upper}/{lower} ตัวบนต้องมากกว่าตัวล่าง อาจพิมพ์สลับช่อง"
        return [RuleViolation("turned_pressure", words, UPPER)]
    return []


def check_vitals(vitals: Mapping[str, str], signs: Sequence[VitalSign]) -> list[Question]:
    """Return what is asked once about possible but unlikely numbers, with what to do now.

    Blood pressure is one question for both numbers. The numbers were not refused before.
    """
    asked = [q for sign in signs if (q := _doubt(sign, vitals.get(sign.code)))]
    pressure = [q for q in asked if q.field in (UPPER, LOWER)]
    others = [q for q in asked if q.field not in (UPPER, LOWER)]
    return ([_one_pressure(pressure, vitals)] if pressure else []) + others


def dangers(vitals: Mapping[str, str], signs: Sequence[VitalSign]) -> list[str]:
    """Return what to do now for each dangerous number, each advice once; [] when none is."""
    found = (q.advice_th for q in check_vitals(vitals, signs) if q.advice_th)
    return list(dict.fromkeys(found))


def danger_words(vitals: Mapping[str, str], signs: Sequence[VitalSign]) -> list[str]:
    """Return each dangerous number in words, such as "ความดัน 190/110"; [] when none is."""
    by_code = {sign.code: sign for sign in signs}
    return [
        f"ความดัน {vitals[UPPER]}/{vitals[LOWER]}" if q.code == "vital.pressure"
        else f"{by_code[q.field].label_th} {vitals[q.field]} {by_code[q.field].unit_th}".strip()
        for q in check_vitals(vitals, signs)
        if q.advice_th
    ]  # fmt: skip


def _doubt(sign: VitalSign, typed: str | None) -> Question | None:
    value = None if typed is None else _number(typed)
    if value is None:
        return None
    advice = _advice(sign, value)
    is_sane = sign.entry.holds(value)
    if is_sane and sign.usual.holds(value) and not advice:
        return None
    is_low = sign.usual.is_under(value) or sign.entry.is_under(value)
    much = "มาก" if advice or not is_sane else ""
    ask = "วัดซ้ำแล้วใช่ไหม" if is_sane else "อ่านตัวเลขถูกแล้วใช่ไหม"
    words = f"{sign.label_th} {typed} {'ต่ำ' if is_low else 'สูง'}{much} {ask}"
    return Question(f"vital.{sign.code}", sign.code, words, f"{sign.code}={typed}", advice)


def _advice(sign: VitalSign, value: Decimal) -> str:
    """Return what to do; the danger bounds themselves are dangerous."""
    if sign.danger.low is not None and value <= sign.danger.low:
        return sign.do_low_th
    if sign.danger.high is not None and value >= sign.danger.high:
        return sign.do_high_th
    return ""


def _one_pressure(asked: Sequence[Question], vitals: Mapping[str, str]) -> Question:
    both = f"{vitals[UPPER]}/{vitals[LOWER]}"
    worst = next((q for q in asked if q.advice_th), asked[0])
    value = vitals[worst.field]
    label = "ความดันตัวบน" if worst.field == UPPER else "ความดันตัวล่าง"
    words = worst.sentence_th.replace(f"{label} {value}", f"ความดัน {both}", 1)
    return Question("vital.pressure", UPPER, words, f"pressure={both}", worst.advice_th)


def _number(typed: str) -> Decimal | None:
    return Decimal(typed) if _SHAPE.fullmatch(typed) else None
