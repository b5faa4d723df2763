"""Documents that were printed, and which of them came back signed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.exchange.pdf.catalogue import Made
from ltc.exchange.pdf.models import PrintedDocument, SignedSheet
from ltc.exchange.pdf.terms import How, Signed
from ltc.foundation.core.errors import NotFound
from ltc.foundation.i18n.dates import short_date
from ltc.foundation.printing.terms import Stamp


@dataclass(frozen=True)
class DocumentCard:
    """A printed document with its signed photos; ``is_current``: it still says what holds now."""

    document: PrintedDocument
    title_th: str
    number: str
    is_current: bool
    signed: tuple[Signed, ...]


def known(session: Session, ids: Collection[UUID]) -> dict[UUID, PrintedDocument]:
    """Return the documents among these ids that were printed before."""
    found = session.exec(select(PrintedDocument).where(col(PrintedDocument.id).in_(ids))).all()
    return {one.id: one for one in found}


def stamp_of(made: Made, before: PrintedDocument | None, *, now: tuple[str, str]) -> Stamp:
    """Return what stands in the foot: when and by whom it was first issued, else ``now``."""
    day, name = (
        (short_date(before.printed_at), before.printed_by_name) if before is not None else now
    )
    return Stamp(made.id, f"ออกเมื่อ {day} โดย {name}")


def get_document(session: Session, document_id: UUID) -> PrintedDocument:
    """Return a printed document; the caller checks whom it is about."""
    found = session.get(PrintedDocument, document_id)
    if found is None:
        raise NotFound
    return found


def find_operation(session: Session, operation_id: UUID) -> SignedSheet | None:
    """Return the signed sheet that a form with this operation id made, or None."""
    return session.exec(select(SignedSheet).where(SignedSheet.operation_id == operation_id)).first()


def list_documents(session: Session, subject_id: UUID, made: Sequence[Made]) -> list[DocumentCard]:
    """Return what was printed about one thing, the newest first, with its signed photos.

    ``made``: the papers as they would be printed now, one of each kind that there is about it.
    """
    current = {one.id for one in made}
    titles = {one.kind.code: one.kind.title_th for one in made}
    rows = session.exec(
        select(PrintedDocument)
        .where(
            PrintedDocument.subject_id == subject_id,
            col(PrintedDocument.subject_kind).in_({one.kind.subject for one in made}),
        )
        .order_by(col(PrintedDocument.printed_at).desc(), col(PrintedDocument.id))
    ).all()
    signed = _signed(session, [row.id for row in rows])
    return [
        DocumentCard(
            row, titles.get(row.code, row.code), Stamp(row.id, "").number, row.id in current,
            tuple(signed.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip


def _signed(session: Session, ids: Collection[UUID]) -> dict[UUID, list[Signed]]:
    found: dict[UUID, list[Signed]] = {}
    if ids:
        rows = session.exec(
            select(SignedSheet)
            .where(col(SignedSheet.document_id).in_(ids))
            .order_by(col(SignedSheet.attached_at))
        ).all()
        for row in rows:
            one = Signed(row.file_id, row.attached_at, row.attached_by_name, How(row.how).label_th)
            found.setdefault(row.document_id, []).append(one)
    return found
