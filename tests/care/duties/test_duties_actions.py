"""The duty roster on both databases: who is on call when, written once, taken off once."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.duties import actions as duties
from ltc.care.duties.models import Duty
from ltc.care.duties.queries import answering_for, list_duties, on_duty_now
from ltc.care.duties.terms import DutyDraft
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.core.zone import at_local, local
from tests.care.duties.on_call import on_call
from tests.care.rota.planned import MONDAY
from tests.cast import AT, Cast
from tests.journeys.test_departure_at_once import at_once

WEEK = tuple(MONDAY + timedelta(days=n) for n in range(7))


class TestDuty:
    def put(self, session: Session, cast: Cast, **over: Any) -> Duty:
        values: dict[str, Any] = {
            "programme": "ltc", "day": MONDAY, "since": time(16), "until": time(8),
            "user_id": cast.users["nok"], "name": "", "phone": "0812345678",
        } | over  # fmt: skip
        return duties.put_on_duty(
            session, cast.town_id, DutyDraft(**values), by=cast.actor("malee"), at=AT
        )

    @pytest.mark.parametrize(
        ("at", "is_on"),
        [
            (at_local(MONDAY, 15, 59), False), (at_local(MONDAY, 16), True),
            (at_local(WEEK[1], 7, 59), True), (at_local(WEEK[1], 8), False),
        ],
    )  # fmt: skip
    def test_who_is_on_call_now(
        self, session: Session, cast: Cast, at: datetime, is_on: bool
    ) -> None:
        self.put(session, cast)
        found = on_duty_now(session, cast.town_id, at=at, programme="ltc")
        assert [one.name for one in found] == (["นก แสงทอง"] if is_on else [])
        assert on_duty_now(session, cast.elsewhere_id, at=at) == []
        assert on_duty_now(session, cast.town_id, at=at, programme="home_ward") == []

    def test_a_roster_goes_by_time_with_home_care_first(self, session: Session, cast: Cast) -> None:
        self.put(session, cast)
        for programme in ("home_ward", "ltc"):
            self.put(session, cast, programme=programme, since=time(8), until=time(16))
        session.flush()
        found = list_duties(session, cast.town_id, since=MONDAY, until=WEEK[1])
        hours = [(one.programme, local(one.starts_at).hour) for one in found]
        assert hours == [("ltc", 8), ("home_ward", 8), ("ltc", 16)]

    def test_the_same_duty_is_not_written_twice(self, session: Session, cast: Cast) -> None:
        self.put(session, cast)
        with pytest.raises(RuleViolation, match="twice"):
            self.put(session, cast, since=time(20))

    def test_of_a_double_click_one_duty_is_written(
        self, sessions: sessionmaker[Session], cast: Cast
    ) -> None:
        def put(session: Session) -> None:
            self.put(session, cast)

        assert at_once(sessions, put, put) == ["twice"]

    def test_a_stranger_is_not_put_on_duty(self, session: Session, cast: Cast) -> None:
        with pytest.raises(RuleViolation, match="user_unknown"):
            self.put(session, cast, user_id=cast.users["nok_elsewhere"])

    def test_a_duty_is_taken_off_once(self, session: Session, cast: Cast) -> None:
        row = self.put(session, cast)
        session.flush()
        with pytest.raises(Conflict):
            duties.take_off_duty(session, row, version=9, by=cast.actor("malee"), at=AT)
        duties.take_off_duty(session, row, version=1, by=cast.actor("malee"), at=AT)
        session.flush()
        assert list_duties(session, cast.town_id, since=MONDAY, until=WEEK[6]) == []


@pytest.mark.parametrize(
    ("who", "named"),
    [("malee", ["นก"]), ("nok", ["นก"]), ("dr_thee", ["นก"]), ("som", ["นก"]),
     ("malee_elsewhere", None), ("daughter", None), ("director", None), ("admin", None)],
)  # fmt: skip
def test_who_may_know_who_is_on_call(
    session: Session, cast: Cast, who: str, named: list[str] | None
) -> None:
    on_call(session, cast.town_id, "นก")
    found = answering_for(session, cast.actor(who), cast.town_id, at=clock.now())
    assert (found and [one.name for one in found.first]) == named
