"""Keeping a photo or a voice: decoded, made small, freed of what the camera wrote, sealed."""

import warnings
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from uuid import UUID

from sqlmodel import Session

from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.files import rules
from ltc.foundation.files.models import StoredContent, StoredFile
from ltc.foundation.files.terms import LONG_SIDE, MOST_PIXELS, FileKind

QUALITY = 82


def keep_file(
    session: Session,
    data: bytes,
    *,
    elder_id: UUID,
    field_class: str,
    field: str | None = None,
    by: Actor,
    at: datetime,
) -> StoredFile:
    """Keep a photo or voice about an elder and return its row.

    A photo is decoded and written anew (JPEG, long side 1,600 pixels): place, camera and anything
    hidden behind the picture are gone. ``field_class`` is F2 or F3; ``field`` names the form field
    that carried it. Raises RuleViolation as ``rules.recognise``, or ``file_unreadable``.
    """
    width = height = None
    try:
        found = rules.recognise(data)
        mime = found.mime
        if found.kind is FileKind.IMAGE:
            data, width, height = _redrawn(data)
            mime = "image/jpeg"
    except RuleViolation as broken:
        raise RuleViolation(broken.code, broken.message, field) from broken
    row = StoredFile(
        elder_id=elder_id, field_class=field_class, kind=found.kind, mime=mime, size=len(data),
        sha256=sha256(data).hexdigest(), width=width, height=height, added_at=at,
        added_by=by.person_id, added_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(
        StoredContent(file_id=row.id, sealed=vault_of(session).seal_bytes(data, about=row.id))
    )
    record(
        session, by=by, at=at, what="stored_file.added", subject=row, elder_id=elder_id,
        changes={"kind": row.kind, "sha256": row.sha256},
    )  # fmt: skip
    return row


def _redrawn(data: bytes) -> tuple[bytes, int, int]:
    """Return a photo as a small upright JPEG with nothing but its picture, and its size."""
    # Here and not above: the library costs 8 MB, and most requests carry no photo.
    from PIL import Image, ImageOps, UnidentifiedImageError

    unreadable = RuleViolation("file_unreadable", "เปิดรูปนี้ไม่ได้ กรุณาถ่ายหรือเลือกใหม่")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise unreadable
                opened.draft("RGB", (LONG_SIDE, LONG_SIDE))  # a JPEG is decoded small at once
                picture = ImageOps.exif_transpose(opened).convert("RGB")
        picture.thumbnail((LONG_SIDE, LONG_SIDE))
        written = BytesIO()
        picture.save(written, "JPEG", quality=QUALITY, optimize=True)
    except (
        UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as problem:  # fmt: skip
        raise unreadable from problem
    return written.getvalue(), picture.width, picture.height
