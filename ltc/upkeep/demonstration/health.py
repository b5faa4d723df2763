"""What the people in care live with: diseases, medicines and their changes, tubes, wounds, wishes.

Rows are laid many at once, the pictures of six wounds are drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from ltc.care.elders.models import Elder
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
)
from ltc.care.visits.models import Visit
from ltc.foundation.core.db import Json, vault_of
from ltc.foundation.core.zone import at_local
from ltc.foundation.files.models import StoredContent, StoredFile
from ltc.upkeep.demonstration.bulk import insert, kind_of, light, table_of
from ltc.upkeep.demonstration.courses import Course
from ltc.upkeep.demonstration.pictures import SIZE, wound_picture
from ltc.upkeep.demonstration.seeds import table
from ltc.upkeep.demonstration.staff import Member, Roster

DIABETIC = frozenset({"diabetic_foot"})
HURTING = frozenset({"palliative", "hip", "bed"})
STRONGER_AFTER = 0.35  # of those whose medicine has a stronger dose in the list
UNASKED = 0.12  # of all: nobody has asked about allergies yet
ALLERGIC = 0.16


@dataclass(frozen=True)
class Patient:
    """Somebody in care: what they live with, since when, until when."""

    elder_id: UUID
    profile: str
    since: date
    until: date
    is_here: bool
    story: str = ""


def write_health(
    session: Session, rng: Random, courses: Sequence[Course], roster: Roster, *, on: date
) -> int:
    """Lay the health of everybody in ``courses`` and in the stories; returns how many rows.

    Called when people, visits and stories are there: visits of these people get weights, sugar and
    pain besides what they hold.
    """
    patients = _of_courses(courses, on) + _of_stories(session, on)
    writer = _Writer(rng, roster, on)
    for one in patients:
        writer.write(one)
    written = sum(insert(session, rows) for rows in writer.rows.values() if rows)
    written += _wounds(session, patients, roster, on)
    _measure(session, rng, patients)
    return written


def _of_courses(courses: Sequence[Course], on: date) -> list[Patient]:
    return [
        Patient(
            one.resident.id, one.profile["code"], min(one.opened_on, on),
            one.closed_on or on, one.closed_on is None,
        )
        for one in courses
    ]  # fmt: skip


def _of_stories(session: Session, on: date) -> list[Patient]:
    """Return the people of the stories, found by the names that nobody else has."""
    stories = {(s["given_name"], s["family_name"]): s for s in table("stories")["stories"]}
    names = sa.tuple_(col(Elder.given_name), col(Elder.family_name))
    found = session.exec(select(Elder).where(names.in_(list(stories)))).all()
    patients = []
    for elder in found:
        story = stories[elder.given_name, elder.family_name]
        opened = [event["ago"] for event in story["events"] if event["do"] == "open"]
        since = on - timedelta(days=max(opened, default=30))
        until = elder.died_on or elder.moved_away_on or on
        patients.append(
            Patient(elder.id, story["profile"], since, until, elder.is_living_here, story["key"])
        )
    return sorted(patients, key=lambda one: one.story)


class _Writer:
    """Collects rows of each kind; every person has chances of their own."""

    def __init__(self, rng: Random, roster: Roster, on: date) -> None:
        self._rng, self._roster, self._on = rng, roster, on
        self._profiles = {one["code"]: one for one in table("health")["profiles"]}
        self._words = table("health")["words"]
        self.rows: dict[type[SQLModel], list[SQLModel]] = {}

    def write(self, one: Patient) -> None:
        """Collect what is known of one person."""
        profile = self._profiles[one.profile]
        by = self._rng.choice(self._roster.nurses)
        self._allergy(one, by)
        self._diagnoses(one, profile, by)
        for line in profile["medicines"]:
            self._medicine(one, line, by)
        for kind, detail, days in profile.get("tubes", ()):
            self._tube(one, kind, detail, days, by)
        self._rest(one, profile, by)

    def _keep(self, row: Any) -> None:
        self.rows.setdefault(kind_of(row), []).append(row)

    def _new(self, model: type[SQLModel], one: Patient, by: Member, day: date, **given: Any) -> Any:
        row: Any = light(
            model, elder_id=one.elder_id, recorded_at=at_local(day, 15, 20), recorded_by=by.id,
            recorded_by_name=by.name, **given,
        )  # fmt: skip
        self._keep(row)
        return row

    def _allergy(self, one: Patient, by: Member) -> None:
        drawn = self._rng.random()
        if drawn < ALLERGIC or one.story == "bunma":
            substance, reaction = self._rng.choice(self._words["allergies"])
            self._new(Allergy, one, by, one.since, kind="drug", substance=substance,
                      reaction=reaction, certainty=self._rng.choice(("sure", "likely", "told")),
                      known_on=None)  # fmt: skip
        elif drawn < 1 - UNASKED:
            self._new(Allergy, one, by, one.since, kind="none", known_on=one.since,
                      certainty="told")  # fmt: skip

    def _diagnoses(self, one: Patient, profile: Mapping[str, Any], by: Member) -> None:
        lines = list(profile["diagnoses"])
        if self._rng.random() < 0.3 and all(line[0] != "E78.5" for line in lines):
            lines.append(["E78.5", "ไขมันในเลือดสูง", 3, 12])
        for place, (code, words, least, most) in enumerate(lines):
            year = one.since.year - self._rng.randint(least, most)
            self._new(Diagnosis, one, by, one.since, icd10=code, words=words, is_main=place == 0,
                      since_year=year)  # fmt: skip

    def _medicine(self, one: Patient, line: Sequence[Any], by: Member) -> None:
        name, strength, dose, moments, given_by = line
        common = {"name": name, "dose": dose, "moments": list(moments), "given_by": given_by}
        row = self._new(Medicine, one, by, one.since, strength=strength, since_on=one.since,
                        **common)  # fmt: skip
        span = (one.until - one.since).days
        stronger = next((s for s in self._words["stronger"] if s[0] == name), None)
        if stronger and span > 60 and self._rng.random() < STRONGER_AFTER:
            day = one.since + timedelta(days=self._rng.randint(30, span - 10))
            row.ended_on, row.ended_because = day, stronger[2]
            self._new(Medicine, one, by, day, strength=stronger[1], since_on=day,
                      replaces_id=row.id, **common)  # fmt: skip

    def _tube(self, one: Patient, kind: str, detail: str, days: int, by: Member) -> None:
        """A tube that is changed: what is in now, and the one before."""
        if not days:
            self._new(Tube, one, by, one.since, kind=kind, detail=detail, since_on=one.since)
            return
        last = max(one.until - timedelta(days=self._rng.randint(1, days + 3)), one.since)
        before = None
        if last - timedelta(days=days) > one.since:
            first = last - timedelta(days=days)
            before = self._new(Tube, one, by, first, kind=kind, detail=detail, since_on=first,
                               change_due_on=last, ended_on=last, ended_because="ครบกำหนดเปลี่ยน",
                               )  # fmt: skip
        self._new(Tube, one, by, last, kind=kind, detail=detail, since_on=last,
                  change_due_on=last + timedelta(days=days),
                  replaces_id=before.id if before else None)  # fmt: skip

    def _rest(self, one: Patient, profile: Mapping[str, Any], by: Member) -> None:
        diet, route = profile["diet"]
        self._new(Nutrition, one, by, one.since, diet=diet, route=route, since_on=one.since,
                  weight_aim=self._rng.randint(44, 60))  # fmt: skip
        told = {"present": profile["present"]}
        told |= {head: self._rng.choice(self._words[head]) for head in ("family", "personal")}
        if self._rng.random() < 0.6:
            told["home"] = self._rng.choice(self._words["home"])
        for head, text in told.items():
            self._new(HistoryNote, one, by, one.since, head=head, text=text, told_on=one.since)
        if wish := profile.get("wish"):
            self._new(AdvanceWish, one, by, one.since, text=wish, said_to="ลูกสาว",
                      witness=by.name, said_on=one.since)  # fmt: skip
        if one.is_here and self._rng.random() < 0.5:
            day = max(one.until - timedelta(days=self._rng.randint(5, 80)), one.since)
            self._keep(
                light(
                    HealthReview, elder_id=one.elder_id, section="medicines", reviewed_on=day,
                    reviewed_at=at_local(day, 15, 40), reviewed_by=by.id,
                    reviewed_by_name=by.name,
                )
            )  # fmt: skip


def _wounds(session: Session, patients: Sequence[Patient], roster: Roster, on: date) -> int:
    """Lay six wounds with their looks and a picture each time; returns how many looks.

    Past the actions: the audit is told in the order of time, and these days are over.
    """
    taken: set[UUID] = set()
    nurse = roster.nurses[0]
    rows: dict[type[SQLModel], list[Any]] = {
        kind: [] for kind in (Wound, StoredFile, StoredContent, WoundLook)
    }
    for told in table("health")["wounds"]:
        begun = _ago(on, told["looks"][0][0])
        one = _wounded(patients, told["who"], begun, taken)
        if one is None:
            continue
        taken.add(one.elder_id)
        wound = light(
            Wound, elder_id=one.elder_id, kind=told["kind"], site=told["site"], since_on=begun,
            watch="บวมแดง มีกลิ่น หรือมีไข้ ให้โทรหาพยาบาล", recorded_at=at_local(begun, 10),
            recorded_by=nurse.id, recorded_by_name=nurse.name,
        )  # fmt: skip
        if "healed" in told:
            wound.ended_on, wound.ended_because = _ago(on, told["healed"]), "แผลปิดสนิท"
        rows[Wound].append(wound)
        for ago, stage, length, width, note in told["looks"]:
            at = at_local(_ago(on, ago), 10, 30)
            photo, content = _photo(session, one.elder_id, stage, length, width, nurse, at)
            rows[StoredFile].append(photo)
            rows[StoredContent].append(content)
            look = light(
                WoundLook, elder_id=one.elder_id, wound_id=wound.id, looked_on=at.date(),
                stage=stage, length_mm=length, width_mm=width, note=note, photos=[str(photo.id)],
                recorded_at=at, recorded_by=nurse.id, recorded_by_name=nurse.name,
            )  # fmt: skip
            rows[WoundLook].append(look)
    for laid in rows.values():
        if laid:
            insert(session, laid)
    return len(rows[WoundLook])


def _photo(
    session: Session, elder_id: UUID, stage: str, length: int, width: int, by: Member, at: datetime
) -> tuple[StoredFile, StoredContent]:
    """Return a drawn wound as the room of files would have kept it: its facts, and its bytes."""
    data = wound_picture(stage, length, width)
    row = light(
        StoredFile, elder_id=elder_id, field_class="F3", kind="image", mime="image/jpeg",
        size=len(data), sha256=sha256(data).hexdigest(), width=SIZE[0], height=SIZE[1],
        added_at=at, added_by=by.id, added_by_name=by.name,
    )  # fmt: skip
    sealed = vault_of(session).seal_bytes(data, about=row.id)
    return row, light(StoredContent, file_id=row.id, sealed=sealed)


def _wounded(
    patients: Sequence[Patient], who: str, begun: date, taken: set[UUID]
) -> Patient | None:
    """Return the one of a story, or the first of a profile who was in care when it began."""
    for one in patients:
        name = one.story or one.profile
        if name == who and one.is_here and one.since <= begun and one.elder_id not in taken:
            return one
    return None


def _ago(on: date, days: int) -> date:
    return on - timedelta(days=days)


def _measure(session: Session, rng: Random, patients: Sequence[Patient]) -> None:
    """Put weights, sugar and pain into visits: past the rule that a visit is never edited.

    They are laid a moment ago by the same hand, and nobody has read them.
    """
    by_elder = {one.elder_id: one for one in patients}
    found = session.execute(
        sa.select(col(Visit.id), col(Visit.elder_id), col(Visit.visited_on), col(Visit.vitals))
        .where(col(Visit.elder_id).in_(list(by_elder)), col(Visit.status) == "done")
        .order_by(col(Visit.elder_id), col(Visit.visited_on), col(Visit.number))
    ).all()
    weights: dict[UUID, float] = {}
    weighed: dict[UUID, date] = {}
    changed = []
    for visit_id, elder_id, day, vitals in found:
        profile = by_elder[elder_id].profile
        more = _more(rng, profile, elder_id, day, weights, weighed)
        if vitals and more:
            changed.append({"visit": visit_id, "new": dict(vitals) | more})
    if changed:
        visits = table_of(Visit)
        session.flush()
        session.connection().execute(
            sa.update(visits)
            .where(visits.c.id == sa.bindparam("visit"))
            .values(vitals=sa.bindparam("new", type_=Json)),
            changed,
        )
        session.expire_all()


def _more(
    rng: Random, profile: str, elder_id: UUID, day: date, weights: dict[UUID, float],
    weighed: dict[UUID, date],
) -> dict[str, str]:  # fmt: skip
    """Return what else was measured: a weight once a month, sugar and pain where they matter."""
    more = {}
    if elder_id not in weighed or (day - weighed[elder_id]).days >= 27:
        before = weights.get(elder_id, rng.uniform(42, 66))
        fall = -0.7 if profile in ("palliative", "bed") else 0
        weights[elder_id] = min(80, max(34, before + fall + rng.gauss(0, 0.5)))
        weighed[elder_id] = day
        more["weight"] = f"{weights[elder_id]:.1f}"
    if profile in DIABETIC:
        more["sugar"] = str(min(280, max(80, round(rng.gauss(165, 35)))))
    if profile in HURTING:
        more["pain"] = str(min(8, max(0, round(rng.gauss(3, 1.8)))))
    return more
