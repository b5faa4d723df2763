"""Looking at a wound: what was seen on a day, with photos."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from ltc.care.elders.actions.register import lock
from ltc.care.elders.models import Elder
from ltc.care.health import rules
from ltc.care.health.actions.rows import life_of
from ltc.care.health.models import Wound, WoundLook
from ltc.care.health.queries.records import looks_at
from ltc.care.health.terms import LookDraft
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.files.actions import keep_file

MOST_PHOTOS = 3


def look_at(
    session: Session,
    elder: Elder,
    wound: Wound,
    draft: LookDraft,
    photos: Sequence[bytes],
    *,
    by: Actor,
    at: datetime,
    on: date,
) -> WoundLook:
    """Write down how a wound looks, with up to three photos.

    Raises RuleViolation as ``rules.checked_look_at`` and ``files.keep_file`` (at ``photos``),
    ``too_many_photos``, or ``already_written`` when the very same stands (a double click).
    """
    draft = rules.checked(draft, life_of(elder), on=on)
    draft = rules.checked_look_at(draft, wound.kind, wound.since_on, wound.ended_on)
    if len(photos) > MOST_PHOTOS:
        raise RuleViolation("too_many_photos", f"แนบได้ครั้งละไม่เกิน {MOST_PHOTOS} รูป", "photos")
    lock(session, elder)
    for before in looks_at(session, wound.id):
        same = (before.looked_on, before.stage, before.length_mm, before.width_mm, before.note)
        drafted = (draft.looked_on, draft.stage, draft.length_mm, draft.width_mm, draft.note)
        if same == drafted and len(before.photos) == len(photos):
            raise RuleViolation("already_written", "บันทึกเรื่องนี้ไว้แล้ว")
    kept = [
        keep_file(session, photo, elder_id=elder.id, field_class="F3", field="photos", by=by, at=at)
        for photo in photos
    ]
    row = WoundLook(
        elder_id=elder.id, wound_id=wound.id, looked_on=draft.looked_on, stage=draft.stage,
        length_mm=draft.length_mm, width_mm=draft.width_mm, note=draft.note,
        photos=[str(one.id) for one in kept], recorded_at=at, recorded_by=by.person_id,
        recorded_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="wound.looked_at", subject=row, elder_id=elder.id,
        changes={"wound_id": str(wound.id), "looked_on": str(row.looked_on),
                 "photos": len(row.photos)},
    )  # fmt: skip
    return row
