"""Reads of papers: kinds, bundles, one sheet by its number, what stands on a printed sheet."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.assessment.queries.instruments import get_instrument, list_instruments
from ltc.care.assessment.terms import Instrument
from ltc.care.cases.models import CarePlan, PlannedService
from ltc.care.cases.queries.plans import active_plans_of, services_of
from ltc.care.cases.rules.frequency import frequency_words
from ltc.care.elders.queries.register import ElderRow, get_rows
from ltc.care.elders.terms import TeamRole
from ltc.care.papers.models import Sheet, SheetScan
from ltc.care.papers.terms import FIRST, VISIT, KindChoice
from ltc.care.visits.queries.reference import get_checklist
from ltc.care.visits.rules.checklist import parts_for
from ltc.care.visits.terms import PlannedPart
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound

MOST_LISTED = 40


@functools.cache
def kinds() -> tuple[KindChoice, ...]:
    """Return what can be printed: a visit's sheet, then every instrument with questions."""
    found = [KindChoice(VISIT, "บันทึกการเยี่ยม")]
    found += [KindChoice(one.code, one.short_th) for one in list_instruments()]
    return tuple(sorted(found, key=lambda one: one.kind not in FIRST))


def kind_word(kind: str) -> str:
    """Return a kind of sheet in words."""
    return next(one.title_th for one in kinds() if one.kind == kind)


def field_class(sheet: Sheet) -> str:
    """Return the policy's class of what a sheet holds: as its instrument; of a visit F2."""
    return "F2" if sheet.kind == VISIT else get_instrument(sheet.kind).field_class


def list_bundle(session: Session, bundle_id: UUID, actor: Actor) -> Sequence[Sheet]:
    """Return the sheets of a bundle that the actor printed; raises NotFound for another's."""
    wanted = select(Sheet).where(Sheet.bundle_id == bundle_id, Sheet.printed_by == actor.person_id)
    found = session.exec(wanted.order_by(col(Sheet.place))).all()
    if not found:
        raise NotFound
    return found


def is_bundle(session: Session, bundle_id: UUID) -> bool:
    """True when sheets of this bundle were numbered."""
    wanted = select(Sheet.id).where(Sheet.bundle_id == bundle_id).limit(1)
    return session.exec(wanted).first() is not None


def find_sheet(session: Session, number: str, actor: Actor) -> Sheet | None:
    """Return the sheet of the actor's municipality with a number, or None.

    Whose it is is checked when its page is opened.
    """
    return session.exec(
        select(Sheet).where(Sheet.number == number, Sheet.municipality_id == actor.area_id)
    ).first()


def get_sheet(session: Session, sheet_id: UUID, actor: Actor) -> Sheet:
    """Return a sheet of the actor's municipality; raises NotFound for another's."""
    sheet = session.get(Sheet, sheet_id)
    if sheet is None or sheet.municipality_id != actor.area_id:
        raise NotFound
    return sheet


def list_scans(session: Session, sheet_id: UUID) -> Sequence[SheetScan]:
    """Return the photos of a sheet, oldest first."""
    wanted = select(SheetScan).where(SheetScan.sheet_id == sheet_id)
    return session.exec(wanted.order_by(col(SheetScan.added_at))).all()


def list_mine(session: Session, actor: Actor) -> Sequence[Sheet]:
    """Return the sheets that the actor printed and nobody has typed in, newest first."""
    return session.exec(
        select(Sheet)
        .where(Sheet.printed_by == actor.person_id, col(Sheet.entered_id).is_(None))
        .order_by(col(Sheet.printed_at).desc(), col(Sheet.place))
        .limit(MOST_LISTED)
    ).all()


@dataclass(frozen=True)
class PrintedSheet:
    """All that stands on one sheet of paper; of a blank one without a name."""

    sheet: Sheet
    elder: ElderRow | None
    instrument: Instrument | None
    parts: tuple[PlannedPart, ...]


def printed(session: Session, sheets: Sequence[Sheet]) -> list[PrintedSheet]:
    """Return what stands on the sheets of a bundle; statements do not grow with sheets."""
    ids = {sheet.elder_id for sheet in sheets if sheet.elder_id}
    elders = get_rows(session, ids)
    plans = active_plans_of(session, ids)
    services = services_of(session, [plan.id for plan in plans.values()])
    return [
        PrintedSheet(
            sheet=sheet,
            elder=elders.get(sheet.elder_id) if sheet.elder_id else None,
            instrument=None if sheet.kind == VISIT else get_instrument(sheet.kind),
            parts=_parts(sheet, plans, services) if sheet.kind == VISIT else (),
        )
        for sheet in sheets
    ]


def _parts(
    sheet: Sheet, plans: Mapping[UUID, CarePlan], services: Mapping[UUID, Sequence[PlannedService]]
) -> tuple[PlannedPart, ...]:
    plan = plans.get(sheet.elder_id) if sheet.elder_id else None
    given = services.get(plan.id, ()) if plan else ()
    planned = {
        one.kind: frequency_words(one.times, one.per)
        for one in given
        if one.doer_role == TeamRole.CAREGIVER
    }
    return tuple(parts_for(get_checklist(), planned))


def count_waiting(session: Session, actor: Actor) -> int:
    """Return how many sheets of the actor's municipality have a photo and were not typed in."""
    has_photo = sa.exists().where(col(SheetScan.sheet_id) == col(Sheet.id))
    counted = sa.select(sa.func.count()).select_from(Sheet)
    wanted = counted.where(
        col(Sheet.municipality_id) == actor.area_id, col(Sheet.entered_id).is_(None), has_photo
    )
    return int(session.scalar(wanted) or 0)
