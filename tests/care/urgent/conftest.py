"""What the tests of urgent findings share."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.care.urgent import actions
from ltc.care.urgent.models import UrgentFinding
from ltc.care.urgent.terms import FoundBy
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from ltc.foundation.core.ids import new_id
from tests.cast import Cast


@pytest.fixture
def finding(sessions: sessionmaker[Session], cast: Cast) -> UrgentFinding:
    """A dangerous blood pressure that Som found forty minutes ago."""
    with transaction(sessions) as session:
        row = actions.open_finding(
            session, session.get_one(Elder, cast.boonmee_id), found_by=FoundBy.VISIT,
            source_id=new_id(), codes=["vital.pressure"], by=cast.actor("som"),
            at=clock.now() - timedelta(minutes=40),
        )  # fmt: skip
        assert row is not None
        return row
