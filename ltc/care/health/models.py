"""Tables of the health summary."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Column, Field, SQLModel

from ltc.care.health.terms import (
    AllergyKind,
    Certainty,
    Diet,
    Given,
    HistoryHead,
    Moment,
    Route,
    TubeKind,
    WoundKind,
    WoundSite,
    short_stage,
    word_of,
)
from ltc.foundation.core.db import Json
from ltc.foundation.core.ids import new_id


class Written(SQLModel):
    """What every row carries: whose it is, who wrote it when, and whether it was withdrawn.

    A withdrawn row was a mistake: it stays, with the reason, and counts for nothing.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True)
    elder_id: UUID = Field(foreign_key="elder.id", index=True)
    recorded_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    recorded_by_name: str = Field(max_length=200)
    withdrawn_at: datetime | None = None
    withdrawn_by_name: str = Field(default="", max_length=200)
    withdrawn_because: str = Field(default="", max_length=200)
    version: int = Field(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        table = getattr(cls, "__table__", None)
        return {} if table is None else {"version_id_col": table.c.version}


class Allergy(Written, table=True):
    """An allergy with how sure it is; ``kind`` "none": asked on ``known_on``, no drug allergy."""

    kind: str = Field(max_length=8)
    substance: str = Field(default="", max_length=120)
    reaction: str = Field(default="", max_length=300)
    certainty: str = Field(default="", max_length=8)
    known_on: date | None = None

    @property
    def title(self) -> str:
        """What somebody is allergic to, or that there is nothing."""
        return self.substance or AllergyKind.NONE.label_th

    @property
    def kind_word(self) -> str:
        """The kind in words."""
        return word_of(AllergyKind, self.kind)

    @property
    def certainty_word(self) -> str:
        """How sure it is, in words."""
        return word_of(Certainty, self.certainty)


class Tube(Written, table=True):
    """A tube or device from a day until (included) ``ended_on``; ``replaces_id``: the one before.

    ``ended_on`` is the day it was taken out or changed.
    """

    kind: str = Field(max_length=16)
    detail: str = Field(default="", max_length=120)
    since_on: date | None = None
    change_due_on: date | None = None
    ended_on: date | None = None
    ended_because: str = Field(default="", max_length=200)
    replaces_id: UUID | None = Field(default=None, foreign_key="tube.id")

    @property
    def title(self) -> str:
        """The tube or device in words."""
        return self.detail if self.kind == TubeKind.OTHER else word_of(TubeKind, self.kind)


class Wound(Written, table=True):
    """A wound until it healed (``ended_on``); how it looked is in ``WoundLook``."""

    kind: str = Field(max_length=12)
    site: str = Field(max_length=12)
    site_note: str = Field(default="", max_length=120)
    since_on: date | None = None
    watch: str = Field(default="", max_length=300)
    ended_on: date | None = None
    ended_because: str = Field(default="", max_length=200)

    @property
    def title(self) -> str:
        """Which wound, and where."""
        is_elsewhere = self.site == WoundSite.OTHER
        place = self.site_note if is_elsewhere else word_of(WoundSite, self.site)
        return f"{word_of(WoundKind, self.kind)} {place}"


class WoundLook(Written, table=True):
    """A wound as seen on a day; ``photos`` are ids of stored files."""

    __tablename__ = "wound_look"

    wound_id: UUID = Field(foreign_key="wound.id", index=True)
    looked_on: date
    stage: str = Field(default="", max_length=2)
    length_mm: int | None = None
    width_mm: int | None = None
    note: str = Field(default="", max_length=600)
    photos: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))

    @property
    def title(self) -> str:
        """How deep and how large, in words; nothing when neither was said."""
        return " · ".join(part for part in (short_stage(self.stage), self.size_words) if part)

    @property
    def size_words(self) -> str:
        """The size in centimetres: "3.5 × 2 ซม."."""
        sides = [mm / 10 for mm in (self.length_mm, self.width_mm) if mm is not None]
        return " × ".join(f"{side:g}" for side in sides) + (" ซม." if sides else "")


class Medicine(Written, table=True):
    """A medicine as taken from a day until (included) ``ended_on``.

    Another dose is another row, with ``replaces_id`` naming the one before: history is kept.
    """

    name: str = Field(max_length=160)
    strength: str = Field(default="", max_length=60)
    dose: str = Field(max_length=120)
    moments: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    how: str = Field(default="", max_length=200)
    given_by: str = Field(max_length=12)
    since_on: date | None = None
    ended_on: date | None = None
    ended_because: str = Field(default="", max_length=200)
    replaces_id: UUID | None = Field(default=None, foreign_key="medicine.id")

    @property
    def title(self) -> str:
        """Name and strength."""
        return f"{self.name} {self.strength}".strip()

    @property
    def use_words(self) -> str:
        """How much, when, how, as one line."""
        moments = [word_of(Moment, code) for code in self.moments if code != Moment.OTHER]
        return " · ".join(part for part in (self.dose, " ".join(moments), self.how) if part)

    @property
    def given_word(self) -> str:
        """Who sees to it that it is taken, in words."""
        return word_of(Given, self.given_by)


class Diagnosis(Written, table=True):
    """A disease, main or beside the main one, until it is over (``ended_on``)."""

    icd10: str = Field(default="", max_length=8)
    words: str = Field(max_length=200)
    is_main: bool = False
    since_year: int | None = None
    ended_on: date | None = None
    ended_because: str = Field(default="", max_length=200)

    @property
    def title(self) -> str:
        """The disease in words."""
        return self.words


class Nutrition(Written, table=True):
    """How somebody eats from a day on; the latest holds."""

    diet: str = Field(max_length=12)
    route: str = Field(max_length=12)
    weight_aim: int | None = None
    note: str = Field(default="", max_length=600)
    since_on: date

    @property
    def title(self) -> str:
        """What and how, in words."""
        return f"{word_of(Diet, self.diet)} {word_of(Route, self.route)}"


class HistoryNote(Written, table=True):
    """One head of the history as told on a day; of each head the latest holds, all are kept."""

    __tablename__ = "history_note"

    head: str = Field(max_length=12)
    text: str = Field(max_length=3000)
    told_on: date

    @property
    def title(self) -> str:
        """The head in words."""
        return word_of(HistoryHead, self.head)


class AdvanceWish(Written, table=True):
    """What somebody wants later, to whom it was said and who heard it; the latest holds."""

    __tablename__ = "advance_wish"

    text: str = Field(max_length=3000)
    said_to: str = Field(max_length=120)
    witness: str = Field(default="", max_length=120)
    said_on: date

    @property
    def title(self) -> str:
        """To whom it was said."""
        return f"บอกกับ{self.said_to}"


class HealthReview(SQLModel, table=True):
    """Somebody went through a section with the elder or the family and found it right."""

    __tablename__ = "health_review"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    elder_id: UUID = Field(foreign_key="elder.id", index=True)
    section: str = Field(max_length=12)
    reviewed_on: date
    reviewed_at: datetime
    reviewed_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    reviewed_by_name: str = Field(max_length=200)


Row = Allergy | Tube | Wound | Medicine | Diagnosis | Nutrition | HistoryNote | AdvanceWish
Ending = Tube | Wound | Medicine | Diagnosis
