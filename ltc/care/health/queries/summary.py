"""The whole of what is known about the health of one or many elders, and a glance of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.health.models import (
    AdvanceWish,
    Allergy,
    Diagnosis,
    HealthReview,
    HistoryNote,
    Medicine,
    Nutrition,
    Tube,
    Wound,
    WoundLook,
    Written,
)
from ltc.care.health.queries.records import look_order
from ltc.care.health.terms import AllergyKind, Section, TubeKind, word_of
from ltc.foundation.core.due import Due, due
from ltc.foundation.core.prepared import Columns, asked, prepared

AnyRow = TypeVar("AnyRow", bound=Written)
CARD = frozenset({Section.ALLERGIES, Section.TUBES, Section.WOUNDS, Section.MEDICINES})


@dataclass(frozen=True)
class WoundSeen:
    """A wound with the looks at it, oldest first."""

    wound: Wound
    looks: list[WoundLook]

    @property
    def last(self) -> WoundLook | None:
        """The newest look, or None before the first."""
        return self.looks[-1] if self.looks else None


@dataclass
class Health:
    """What is known about one elder; ``past_*`` holds what ended, the latest first.

    ``no_allergy`` is the fact that somebody asked and there is no drug allergy; without it and
    without ``allergies`` nobody asked. Of ``history`` each head holds its latest note.
    """

    allergies: list[Allergy] = field(default_factory=list)
    no_allergy: Allergy | None = None
    tubes: list[Tube] = field(default_factory=list)
    past_tubes: list[Tube] = field(default_factory=list)
    wounds: list[WoundSeen] = field(default_factory=list)
    past_wounds: list[WoundSeen] = field(default_factory=list)
    medicines: list[Medicine] = field(default_factory=list)
    past_medicines: list[Medicine] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    past_diagnoses: list[Diagnosis] = field(default_factory=list)
    nutrition: Nutrition | None = None
    past_nutrition: list[Nutrition] = field(default_factory=list)
    history: dict[str, HistoryNote] = field(default_factory=dict)
    past_history: list[HistoryNote] = field(default_factory=list)
    wish: AdvanceWish | None = None
    past_wishes: list[AdvanceWish] = field(default_factory=list)
    reviews: dict[str, HealthReview] = field(default_factory=dict)

    @property
    def main_diagnosis(self) -> Diagnosis | None:
        """The main disease, or None."""
        return next((one for one in self.diagnoses if one.is_main), None)

    @property
    def is_empty(self) -> bool:
        """True while nobody has written anything."""
        return self == Health()


def summary(session: Session, elder_id: UUID) -> Health:
    """Return what is known about one elder. The caller loaded the elder with a check before."""
    return summaries(session, [elder_id])[elder_id]


def tube_dues(health: Health | None, *, on: date) -> dict[UUID, Due]:
    """Return until when each tube may stay, of those that are to be changed."""
    return {
        tube.id: due(tube.change_due_on, today=on)
        for tube in (health.tubes if health else ())
        if tube.change_due_on
    }


def card(session: Session, elder_id: UUID) -> Health:
    """Return what a caregiver needs in an emergency: allergies, tubes, wounds, medicines."""
    return summaries(session, [elder_id], only=CARD)[elder_id]


def summaries(
    session: Session, elder_ids: Collection[UUID], *, only: Collection[str] = frozenset(Section)
) -> dict[UUID, Health]:
    """Return what is known about many elders in ten statements at most, however many they are.

    ``only`` names the sections wanted; the reviews come with all of them.
    """
    found = {elder_id: Health() for elder_id in elder_ids}
    if not found:
        return found
    readers = {
        Section.ALLERGIES: _allergies, Section.TUBES: _tubes, Section.WOUNDS: _wounds,
        Section.MEDICINES: _medicines, Section.DIAGNOSES: _diagnoses,
        Section.NUTRITION: _nutrition, Section.HISTORY: _history, Section.WISHES: _wishes,
    }  # fmt: skip
    for section, read in readers.items():
        if section in only:
            read(session, found)
    if len(only) == len(readers):
        _reviews(session, found)
    return found


Found = Mapping[UUID, Health]


def _standing(session: Session, model: type[AnyRow], found: Found, *order: Any) -> Iterable[AnyRow]:
    """Return the rows of these elders that were not withdrawn, in an order."""
    wanted = select(model).where(
        col(model.elder_id).in_(list(found)), col(model.withdrawn_at).is_(None)
    )
    return session.exec(wanted.order_by(*order, col(model.recorded_at), col(model.id))).all()


def _allergies(session: Session, found: Found) -> None:
    for row in _standing(session, Allergy, found):
        if row.kind == AllergyKind.NONE:
            found[row.elder_id].no_allergy = row
        else:
            found[row.elder_id].allergies.append(row)
    order = list(AllergyKind)
    for health in found.values():
        health.allergies.sort(key=lambda row: order.index(AllergyKind(row.kind)))


def _tubes(session: Session, found: Found) -> None:
    for row in _standing(session, Tube, found):
        health = found[row.elder_id]
        (health.past_tubes if row.ended_on else health.tubes).append(row)
    for health in found.values():
        health.past_tubes.sort(key=_ended, reverse=True)


def _wounds(session: Session, found: Found) -> None:
    looks: dict[UUID, list[WoundLook]] = {}
    for look in _standing(session, WoundLook, found, look_order()[0]):
        looks.setdefault(look.wound_id, []).append(look)
    for row in _standing(session, Wound, found):
        health, seen = found[row.elder_id], WoundSeen(row, looks.get(row.id, []))
        (health.past_wounds if row.ended_on else health.wounds).append(seen)
    for health in found.values():
        health.past_wounds.sort(key=lambda seen: _ended(seen.wound), reverse=True)


def _medicines(session: Session, found: Found) -> None:
    for row in _standing(session, Medicine, found, col(Medicine.name)):
        health = found[row.elder_id]
        (health.past_medicines if row.ended_on else health.medicines).append(row)
    for health in found.values():
        health.past_medicines.sort(key=_ended, reverse=True)


def _diagnoses(session: Session, found: Found) -> None:
    for row in _standing(session, Diagnosis, found, col(Diagnosis.is_main).desc()):
        health = found[row.elder_id]
        (health.past_diagnoses if row.ended_on else health.diagnoses).append(row)
    for health in found.values():
        health.past_diagnoses.sort(key=_ended, reverse=True)


def _ended(row: Any) -> date:
    ended: date = row.ended_on
    return ended


def _nutrition(session: Session, found: Found) -> None:
    for row in _standing(session, Nutrition, found, col(Nutrition.since_on)):
        health = found[row.elder_id]
        if health.nutrition:
            health.past_nutrition.insert(0, health.nutrition)
        health.nutrition = row


def _history(session: Session, found: Found) -> None:
    for row in _standing(session, HistoryNote, found, col(HistoryNote.told_on)):
        health = found[row.elder_id]
        if before := health.history.get(row.head):
            health.past_history.insert(0, before)
        health.history[row.head] = row


def _wishes(session: Session, found: Found) -> None:
    for row in _standing(session, AdvanceWish, found, col(AdvanceWish.said_on)):
        health = found[row.elder_id]
        if health.wish:
            health.past_wishes.insert(0, health.wish)
        health.wish = row


def _reviews(session: Session, found: Found) -> None:
    place = sa.func.row_number().over(
        partition_by=(col(HealthReview.elder_id), col(HealthReview.section)),
        order_by=(col(HealthReview.reviewed_on).desc(), col(HealthReview.reviewed_at).desc()),
    )
    numbered = (
        sa.select(col(HealthReview.id), place.label("place"))
        .where(col(HealthReview.elder_id).in_(list(found)))
        .subquery()
    )
    wanted = select(HealthReview).join(numbered, numbered.c.id == col(HealthReview.id))
    for row in session.exec(wanted.where(numbered.c.place == 1)).all():
        found[row.elder_id].reviews[row.section] = row


@dataclass(frozen=True)
class TubeInUse:
    """A tube or device in a few words, with the day by which it is changed."""

    words: str
    change_due_on: date | None


@dataclass(frozen=True)
class Glance:
    """Allergies and tubes in one look, for a card among others."""

    allergies: tuple[str, ...] = ()
    no_allergy_on: date | None = None
    tubes: tuple[TubeInUse, ...] = ()
    wounds: int = 0

    @property
    def is_unasked(self) -> bool:
        """True while nobody wrote an allergy, nor that there is none."""
        return not self.allergies and self.no_allergy_on is None


def glance(session: Session, elder_id: UUID) -> Glance:
    """Return one elder's allergies and tubes; one prepared statement, for pages opened all day."""
    found = _one_glance().all(session, elder_id=elder_id)
    return _glances([elder_id], ((elder_id, *row) for row in found))[elder_id]


def glances(session: Session, elder_ids: Collection[UUID]) -> dict[UUID, Glance]:
    """Return allergies and tubes of many elders, in one statement."""
    if not elder_ids:
        return {}
    parts = _parts(lambda model: col(model.elder_id).in_(elder_ids))
    return _glances(elder_ids, session.execute(sa.union_all(*parts)).all())


@prepared
def _one_glance() -> Columns:
    whole = sa.union_all(*_parts(lambda model: col(model.elder_id) == asked("elder_id"))).subquery()
    return sa.select(whole.c.what, whole.c.kind, whole.c.words, whole.c.day)


def _parts(whose: Any) -> list[sa.Select[Any]]:
    """Return one select for each table: (elder, what, kind, words, day)."""
    no_words, no_day = sa.literal("", sa.String), sa.cast(sa.null(), sa.Date)
    columns: tuple[tuple[type[Written], str, Any, Any, Any], ...] = (
        (Allergy, "allergy", Allergy.kind, Allergy.substance, Allergy.known_on),
        (Tube, "tube", Tube.kind, Tube.detail, Tube.change_due_on),
        (Wound, "wound", Wound.kind, no_words, no_day),
    )
    parts = []
    for model, what, kind, words, day in columns:
        wanted = sa.select(
            col(model.elder_id).label("elder_id"), sa.literal(what, sa.String).label("what"),
            kind.label("kind"), words.label("words"), day.label("day"),
        ).where(whose(model), col(model.withdrawn_at).is_(None))  # fmt: skip
        if model is not Allergy:
            wanted = wanted.where(model.ended_on.is_(None))  # type: ignore[attr-defined]
        parts.append(wanted)
    return parts


def _glances(elder_ids: Collection[UUID], rows: Iterable[Any]) -> dict[UUID, Glance]:
    by_elder: dict[UUID, list[Any]] = {elder_id: [] for elder_id in elder_ids}
    for elder_id, *row in rows:
        by_elder[elder_id].append(row)
    return {elder_id: _one(found) for elder_id, found in by_elder.items()}


def _one(rows: list[Any]) -> Glance:
    allergies = [row for row in rows if row[0] == "allergy"]
    asked_on = [day for _what, kind, _words, day in allergies if kind == AllergyKind.NONE]
    tubes = [
        TubeInUse(_tube_words(kind, words), day)
        for what, kind, words, day in rows
        if what == "tube"
    ]
    return Glance(
        allergies=tuple(sorted(row[2] for row in allergies if row[1] != AllergyKind.NONE)),
        no_allergy_on=max(asked_on) if asked_on else None,
        tubes=tuple(sorted(tubes, key=lambda tube: (tube.change_due_on or date.max, tube.words))),
        wounds=sum(row[0] == "wound" for row in rows),
    )


def _tube_words(kind: str, detail: str) -> str:
    return detail if kind == TubeKind.OTHER else word_of(TubeKind, kind)
