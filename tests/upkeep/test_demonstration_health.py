"""The health of the made-up people: laid many at once, as the rules of the room would have it."""

from dataclasses import asdict
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import Session, select

from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.models import Elder
from ltc.care.health import rules
from ltc.care.health.models import Diagnosis, Medicine, Tube, Wound, WoundLook
from ltc.care.health.queries.summary import summary
from ltc.care.health.terms import (
    AllergyDraft,
    DiagnosisDraft,
    HistoryDraft,
    Life,
    MedicineDraft,
    NutritionDraft,
    TubeDraft,
    WoundDraft,
)
from ltc.care.visits.models import Visit, VisitNumber
from ltc.foundation.core.actor import system_actor
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from ltc.foundation.files.models import StoredFile
from ltc.foundation.files.queries import content_of
from ltc.foundation.files.rules import recognise
from ltc.upkeep.demonstration.health import write_health
from ltc.upkeep.demonstration.pictures import DEPTHS, wound_picture
from ltc.upkeep.demonstration.seeds import table
from ltc.upkeep.demonstration.staff import Member, Roster
from tests.cast import AT, STAFF, TODAY, Cast, elder_draft

LIFE = Life(date(1944, 4, 13), None)
OPENED = TODAY - timedelta(days=300)


@pytest.fixture
def laid(session: Session, cast: Cast) -> list[Elder]:
    """One elder of each profile and three in bed, with their health; one was visited."""
    profiles = [one["code"] for one in table("care")["profiles"]] + ["bed", "bed"]
    elders = [
        register_elder(
            session, cast.town_id, elder_draft(cast.community_id, given_name=f"คนที่{place}"),
            by=system_actor("test"), at=AT, on=TODAY,
        )
        for place, _ in enumerate(profiles)
    ]  # fmt: skip
    courses: list[Any] = [
        SimpleNamespace(resident=SimpleNamespace(id=elder.id), profile={"code": code},
                        opened_on=OPENED, closed_on=None)
        for elder, code in zip(elders, profiles, strict=True)
    ]  # fmt: skip
    _visit(session, cast, elders[profiles.index("diabetic_foot")])
    members = {
        name: Member(cast.users[name], name, role, words, cast.town_id)
        for name, (role, words) in STAFF.items()
        if not name.endswith("_elsewhere")
    }
    assert write_health(session, Random(1), courses, Roster(members), on=TODAY) > 100
    return elders


def _visit(session: Session, cast: Cast, elder: Elder) -> None:
    session.add(VisitNumber(number=1))
    start = at_local(TODAY - timedelta(days=3), 9)
    session.add(
        Visit(
            number=1, operation_id=new_id(), elder_id=elder.id, municipality_id=cast.town_id,
            caregiver_id=cast.users["som"], caregiver_name="สม", caregiver_role="caregiver",
            recorded_by=cast.users["som"], recorded_by_name="สม", status="done",
            visited_on=start.date(), started_at=start, recorded_at=start,
            vitals={"pulse": "78"},
        )
    )  # fmt: skip
    session.flush()


def test_everybody_has_a_main_disease_and_medicines(session: Session, laid: list[Elder]) -> None:
    for elder in laid:
        health = summary(session, elder.id)
        assert health.main_diagnosis
        assert health.medicines
        assert health.nutrition
        assert "present" in health.history


def test_what_was_laid_keeps_the_rules(session: Session, laid: list[Elder]) -> None:
    kinds = {Diagnosis: DiagnosisDraft, Medicine: MedicineDraft, Tube: TubeDraft, Wound: WoundDraft}
    for model, draft in kinds.items():
        for row in session.exec(select(model)).all():
            values = {name: getattr(row, name) for name in draft.__dataclass_fields__}
            rules.checked(draft(**values), LIFE, on=TODAY)
    for elder in laid:
        health = summary(session, elder.id)
        assert health.nutrition
        for row, plain in (
            *((one, AllergyDraft) for one in health.allergies),
            (health.nutrition, NutritionDraft),
            *((one, HistoryDraft) for one in health.history.values()),
        ):
            values = {name: getattr(row, name) for name in plain.__dataclass_fields__}
            assert asdict(rules.checked(plain(**values), LIFE, on=TODAY))


def test_wounds_were_looked_at_more_than_once_with_a_picture(
    session: Session, laid: list[Elder]
) -> None:
    wounds = session.exec(select(Wound)).all()
    looks = session.exec(select(WoundLook)).all()
    assert len(wounds) == 4  # the two of the stories need their people
    assert all(sum(look.wound_id == one.id for look in looks) >= 2 for one in wounds)
    kept = {str(row.id): row for row in session.exec(select(StoredFile)).all()}
    for look in looks:
        (photo,) = (kept[file_id] for file_id in look.photos)
        assert (photo.field_class, photo.elder_id) == ("F3", look.elder_id)
        assert sha256(content_of(session, photo)).hexdigest() == photo.sha256


def test_visits_get_weight_and_sugar_beside_what_they_hold(
    session: Session, laid: list[Elder]
) -> None:
    visit = session.exec(select(Visit)).one()
    assert visit.vitals["pulse"] == "78"
    assert {"weight", "sugar"} <= visit.vitals.keys()


@pytest.mark.parametrize("stage", DEPTHS)
def test_a_drawn_wound_is_a_picture(stage: str) -> None:
    assert recognise(wound_picture(stage, 30, 20)).mime == "image/jpeg"
