"""Drafts of the health summary that are complete; name what differs."""

from datetime import date
from typing import Any

from ltc.care.health.terms import (
    AllergyDraft,
    DiagnosisDraft,
    HistoryDraft,
    LookDraft,
    MedicineDraft,
    NutritionDraft,
    TubeDraft,
    WishDraft,
    WoundDraft,
)

LAST_MONTH = date(2026, 10, 22)


def allergy(**over: Any) -> AllergyDraft:
    """An allergy to a drug."""
    return AllergyDraft(**({"kind": "drug", "substance": "เพนนิซิลลิน", "reaction": "ผื่น",
                            "certainty": "likely", "known_on": LAST_MONTH} | over))  # fmt: skip


def no_allergy(**over: Any) -> AllergyDraft:
    """The fact that there is none."""
    return allergy(**({"kind": "none", "substance": "", "reaction": "", "certainty": ""} | over))


def tube(**over: Any) -> TubeDraft:
    """A catheter to be changed in a month."""
    return TubeDraft(**({"kind": "catheter", "detail": "เบอร์ 16", "since_on": LAST_MONTH,
                         "change_due_on": date(2026, 11, 20)} | over))  # fmt: skip


def wound(**over: Any) -> WoundDraft:
    """A pressure sore."""
    return WoundDraft(**({"kind": "pressure", "site": "sacrum", "site_note": "",
                          "since_on": LAST_MONTH, "watch": "มีกลิ่นให้โทรหาเรา"} | over))  # fmt: skip


def look(**over: Any) -> LookDraft:
    """The same sore as seen."""
    return LookDraft(**({"looked_on": date(2026, 11, 1), "stage": "2", "length_mm": 30,
                         "width_mm": 20, "note": "เนื้อแดงดี"} | over))  # fmt: skip


def medicine(**over: Any) -> MedicineDraft:
    """A medicine for the blood pressure."""
    return MedicineDraft(**({"name": "แอมโลดิปีน", "strength": "5 มิลลิกรัม", "dose": "ครั้งละ 1 เม็ด",
                             "moments": ("breakfast",), "how": "", "given_by": "family",
                             "since_on": LAST_MONTH} | over))  # fmt: skip


def diagnosis(**over: Any) -> DiagnosisDraft:
    """High blood pressure."""
    return DiagnosisDraft(**({"icd10": "I10", "words": "ความดันโลหิตสูง", "is_main": False,
                              "since_year": 2017} | over))  # fmt: skip


def nutrition(**over: Any) -> NutritionDraft:
    """Soft food by hand."""
    return NutritionDraft(**({"diet": "soft", "route": "fed", "weight_aim": 50, "note": "",
                              "since_on": LAST_MONTH} | over))  # fmt: skip


def history(**over: Any) -> HistoryDraft:
    """What the family tells of itself."""
    return HistoryDraft(
        **({"head": "family", "text": "แม่เป็นเบาหวาน", "told_on": LAST_MONTH} | over)
    )


def wish(**over: Any) -> WishDraft:
    """To stay at home."""
    return WishDraft(**({"text": "อยากอยู่บ้าน ไม่ใส่ท่อ", "said_to": "จันทร์", "witness": "พยาบาลนก",
                         "said_on": LAST_MONTH} | over))  # fmt: skip


ALL = (allergy, tube, wound, medicine, diagnosis, nutrition, history, wish)
