"""The certificates of the demonstration: every standing that the page knows can be looked at."""

from collections import Counter
from dataclasses import replace

from sqlmodel import Session, select

from ltc.care.workforce.models import TrainingCertificate
from ltc.desks.caregivers import SHOWN, read_caregivers
from ltc.foundation.areas.models import Area
from ltc.upkeep.demonstration.staff import add_staff
from ltc.upkeep.demonstration.training import write_training
from ltc.upkeep.reference import seed_areas
from tests.cast import AT, TODAY


def test_every_standing_is_there(session: Session) -> None:
    town: Area = seed_areas(session)
    roster, _accounts = add_staff(session, town.id, on=TODAY)
    written = write_training(session, roster, on=TODAY, at=AT)
    session.flush()
    assert written == len(session.exec(select(TrainingCertificate)).all()) == 9
    found = read_caregivers(session, roster.managers[0].actor, on=TODAY)
    assert found.counts == Counter(dict(zip(SHOWN, (1, 1, 2, 4), strict=True)))


def test_fewer_caregivers_have_fewer(session: Session) -> None:
    town = seed_areas(session)
    roster, _accounts = add_staff(session, town.id, on=TODAY)
    few = {key: one for key, one in roster.members.items() if key[:-1] != "caregiver"}
    assert write_training(session, replace(roster, members=few), on=TODAY, at=AT) == 1
