"""The health summary in the sweep: its records, and what makes each of its forms complete."""

from uuid import UUID

from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.care.health.actions.wounds import look_at
from ltc.care.health.actions.write import write_down
from ltc.care.health.models import Wound
from ltc.care.health.terms import Draft
from ltc.foundation.core.actor import Actor
from tests.care.health import drafts
from tests.cast import AT, TODAY

LAST = "20/11/2569"
NEW: dict[str, dict[str, str]] = {
    "allergies": {"kind": "food", "substance": "กุ้ง", "reaction": "คัน", "certainty": "sure"},
    "tubes": {"kind": "oxygen", "detail": "2 ลิตร", "since_on": LAST, "change_due_on": "20/12/2569"},
    "wounds": {"kind": "injury", "site": "back", "site_note": "ข้างซ้าย", "since_on": LAST,
               "watch": "ปวดมากขึ้น"},
    "medicines": {"name": "ยาใหม่", "strength": "1 มก.", "dose": "ครึ่งเม็ด", "moments": "lunch",
                  "how": "บด", "given_by": "self", "since_on": LAST},
    "diagnoses": {"words": "หูตึง", "icd10": "H91.9", "since_year": "2560"},
    "nutrition": {"diet": "soft", "route": "fed", "weight_aim": "50", "note": "ปั่นละเอียด"},
    "history": {"head": "home", "text": "บันไดชัน"},
    "wishes": {"text": "อยากอยู่บ้าน", "said_to": "ลูก", "witness": "พยาบาล"},
}  # fmt: skip
MARKS = {"allergies": "substance", "tubes": "change_due_on", "wounds": "watch", "medicines": "dose",
         "diagnoses": "icd10", "nutrition": "weight_aim", "history": "head",
         "wishes": "witness"}  # fmt: skip
EDITS: dict[str, tuple[str, dict[str, str]]] = {
    "allergies": ("allergy_id", {"reaction": "หน้าบวม"}),
    "tubes": ("tube_id", {"because": "ครบเดือน", "change_due_on": "22/12/2569"}),
    "wounds": ("wound_id", {"watch": "มีไข้"}),
    "medicines": ("medicine_id", {"dose": "สองเม็ด", "because": "หมอปรับ"}),
    "diagnoses": ("diagnosis_id", {"words": "ความดันสูงมาก"}),
}
LOOK = {"stage": "2", "long_cm": "3", "wide_cm": "2", "note": "แดง"}


def written_health(session: Session, elder: Elder, by: Actor) -> dict[str, UUID]:
    """Write one of everything about an elder, and return the ids by the name in addresses."""

    def one(draft: Draft) -> UUID:
        return write_down(session, elder, draft, by=by, at=AT, on=TODAY).id

    ids = {
        "allergy_id": one(drafts.allergy()),
        "tube_id": one(drafts.tube()),
        "wound_id": one(drafts.wound()),
        "medicine_id": one(drafts.medicine()),
        "diagnosis_id": one(drafts.diagnosis()),
        "ended_id": one(drafts.medicine(name="ยาที่หยุด")),
        "withdrawn_id": one(drafts.medicine(name="ยาผิดคน")),
    }
    wound = session.get_one(Wound, ids["wound_id"])
    look_at(session, elder, wound, drafts.look(), [], by=by, at=AT, on=TODAY)
    return ids
