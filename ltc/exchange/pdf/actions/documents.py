"""Printing papers, and keeping photos of those that were signed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.exchange.pdf.catalogue import Made, find_paper
from ltc.exchange.pdf.models import PrintedDocument, SignedSheet
from ltc.exchange.pdf.queries import documents
from ltc.exchange.pdf.terms import How, Subject
from ltc.foundation.audit.actions import record, record_many
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import insert_once
from ltc.foundation.core.errors import NotFound, RuleViolation
from ltc.foundation.files.actions import keep_file
from ltc.foundation.files.codes import codes_in
from ltc.foundation.printing.terms import read_code


def note_printing(
    session: Session, made: Sequence[Made], *, municipality_id: UUID, by: Actor, at: datetime
) -> None:
    """Remember documents at their first printing, and every printing in the audit."""
    for one in made:
        insert_once(
            session,
            PrintedDocument(
                id=one.id, code=one.kind.code, subject_kind=one.kind.subject,
                subject_id=one.subject_id, elder_id=one.elder_id,
                municipality_id=municipality_id, digest=one.digest, printed_at=at,
                printed_by=by.person_id, printed_by_name=by.name,
            ),
        )  # fmt: skip
    record_many(
        session, by=by, at=at, what="document.printed", kind=PrintedDocument.__tablename__,
        subjects=[(one.id, one.elder_id, {"paper": one.kind.code}) for one in made],
    )  # fmt: skip


def document_in(photo: bytes) -> UUID | None:
    """Return the id of the document that a photo shows, None when no code of ours can be read.

    Raises RuleViolation ``two_codes`` for a photo of several sheets, ``file_unreadable`` for what
    is no photo.
    """
    found = {named for text in codes_in(photo, "photo") if (named := read_code(text))}
    if len(found) > 1:
        raise RuleViolation("two_codes", "ในรูปมีหลายแผ่น กรุณาถ่ายทีละแผ่น", "photo")
    return found.pop() if found else None


def attach_signed(
    session: Session, elder: Elder, photo: bytes, *, chosen: UUID | None, operation_id: UUID,
    by: Actor, at: datetime,
) -> SignedSheet:  # fmt: skip
    """Keep a photo of a signed sheet with the document that its code names, or that was chosen.

    Raises RuleViolation ``no_code`` when nothing says which document it is, ``other_elder`` when
    the code is another person's, ``other_document`` when it is not the one chosen.
    """
    if (before := documents.find_operation(session, operation_id)) is not None:
        return before
    named = document_in(photo)
    document = _document(session, elder, named, chosen)
    kind = find_paper(Subject(document.subject_kind), document.code)
    if kind is None:
        raise NotFound
    kept = keep_file(
        session, photo, elder_id=elder.id, field_class=kind.field_class, field="photo",
        by=by, at=at,
    )  # fmt: skip
    row = SignedSheet(
        operation_id=operation_id, document_id=document.id, file_id=kept.id,
        how=How.CODE if named else How.HAND, attached_at=at, attached_by=by.person_id,
        attached_by_name=by.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    record(
        session, by=by, at=at, what="signed_sheet.attached", subject=row, elder_id=elder.id,
        changes={"document": str(document.id), "file": str(kept.id), "how": row.how},
    )  # fmt: skip
    return row


def _document(
    session: Session, elder: Elder, named: UUID | None, chosen: UUID | None
) -> PrintedDocument:
    if named is None and chosen is None:
        raise RuleViolation(
            "no_code", "อ่านรหัสในรูปไม่ได้ ถ่ายใหม่ให้เห็นมุมบนขวาชัด ๆ หรือเลือกเอกสารเอง", "document"
        )
    wanted = named or chosen
    found = documents.known(session, [wanted]).get(wanted) if wanted else None
    if found is None or found.elder_id != elder.id:
        # Whose it is stays unsaid: the photo may be of somebody whom this person may not see.
        raise RuleViolation("other_elder", "รหัสในรูปเป็นเอกสารของคนอื่น ไม่ใช่ของคนนี้", "photo")
    if named and chosen and named != chosen:
        raise RuleViolation("other_document", "รหัสในรูปเป็นอีกเอกสารหนึ่ง ไม่ใช่ที่เลือกไว้", "document")
    return found
