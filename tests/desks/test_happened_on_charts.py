"""Events on the ADL line and on the strips: marked, told in the table, for those who may read."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.assessment.actions.record import record_assessment
from ltc.care.elders.models import Elder
from ltc.care.events.actions import record_event, withdraw_event
from ltc.care.events.terms import SHORT, EventDraft, EventKind
from ltc.care.visits.actions import record_visit
from ltc.care.visits.terms import VisitDraft
from ltc.foundation.core.db import transaction
from tests.care.assessment.drafts import barthel, draft
from tests.cast import Cast
from tests.client import Client, Page

SignIn = Callable[[str], Client]
TODAY = date(2026, 11, 22)
CHART_LIMIT = 12


def at(ago: int) -> datetime:
    """Noon of a day."""
    return datetime(2026, 11, 22, 5, tzinfo=UTC) - timedelta(days=ago)


@pytest.fixture
def told(sessions: sessionmaker[Session], cast: Cast) -> Cast:
    """Boonmee with two scores, a weight, a fall, a stay in hospital, and what was withdrawn."""
    with transaction(sessions) as session:
        elder = session.get_one(Elder, cast.boonmee_id)
        by = cast.actor("nok")
        for ago, total in ((200, 12), (20, 9)):
            day = TODAY - timedelta(days=ago)
            record_assessment(
                session, elder, draft(answers=barthel(total), assessed_on=day, purpose="formal"),
                by=by, at=at(ago), on=day,
            )  # fmt: skip
        visit = VisitDraft(
            operation_id=uuid4(), status="done", visited_on=TODAY - timedelta(days=15),
            arrived=time(9), left=time(10), vitals={"weight": "52"},
            consciousness="awake", mood="calm", skin="whole", change="same",
        )  # fmt: skip
        record_visit(session, elder, visit, by=cast.actor("som"), at=at(15),
                     on=TODAY - timedelta(days=15))  # fmt: skip
        for kind, ago, detail, precision in (
            ("fall", 100, "bruised", "about"), ("admission", 60, "", "day"),
            ("discharge", 52, "", "day"), ("stroke", 40, "", "day"),
        ):  # fmt: skip
            said = EventDraft(uuid4(), kind, TODAY - timedelta(days=ago), precision, "family",
                              detail=detail)  # fmt: skip
            row = record_event(session, elder, said, by=by, at=at(2), on=TODAY)
            if kind == "stroke":
                withdraw_event(session, elder, row, "ผิดคน", by=by, at=at(1))
    return cast


def titles(page: Page, among: str) -> list[str]:
    """Return the words of all marks in a part of the page."""
    return [title.text for title in page.soup.select(f"{among} title")]


def test_the_adl_line_marks_what_happened_and_shades_the_stay(told: Cast, sign_in: SignIn) -> None:
    page = sign_in("nok").get(f"/elders/{told.boonmee_id}")
    said = titles(page, ".chart-wide .happened")
    assert [one for one in said if one.startswith("ประมาณ") and "หกล้ม ฟกช้ำ" in one]
    assert "ออกจากโรงพยาบาล" in " ".join(said)
    assert "หลอดเลือดสมอง" not in " ".join(said)
    assert page.soup.select(".chart-wide rect.stay")
    rows = [row.get_text(" ", strip=True) for row in page.soup.select(".chart-table tbody tr")]
    assert "ประมาณ 14 ส.ค. 2569 หกล้ม ฟกช้ำ มีแผล" in rows
    assert len(rows) == 5


def test_every_strip_marks_the_same_and_tells_it_in_its_table(told: Cast, sign_in: SignIn) -> None:
    page = sign_in("nok").get(f"/elders/{told.boonmee_id}/strips")
    assert [card.h2.get_text(" ", strip=True) for card in page.soup.select("section.strip")][0] == (  # type: ignore[union-attr]
        "เกิดอะไรขึ้น"
    )
    for card in page.soup.select("section.strip")[:3]:
        assert "หกล้ม ฟกช้ำ" in " ".join(one.text for one in card.select(".happened title"))
        assert card.select(".chart-narrow rect.stay")
        assert "ประมาณ 14 ส.ค. 2569" in card.select_one(".beside").text  # type: ignore[union-attr]


def test_who_may_not_read_events_sees_no_mark(
    told: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ltc.desks import around, strips

    for room in (around, strips):
        asked = room.may
        monkeypatch.setattr(
            room, "may", lambda actor, action, what, asked=asked: (
                what != "event" and asked(actor, action, what)
            ),
        )  # fmt: skip
    nurse = sign_in("nok")
    for path in ("", "/strips"):
        assert not nurse.get(f"/elders/{told.boonmee_id}{path}").soup.select(".happened, .stay")


def test_the_chart_keeps_to_its_statements(told: Cast, sign_in: SignIn, asked: list[str]) -> None:
    nurse = sign_in("nok")
    asked.clear()
    nurse.http.get(f"/elders/{told.boonmee_id}")
    assert len([one for one in asked if not one.startswith("BEGIN")]) <= CHART_LIMIT


def test_every_kind_has_its_mark() -> None:
    assert set(SHORT) == set(EventKind)
