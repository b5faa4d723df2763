"""The week of a plan on its page: laid out, moved, kept, listed; others stay out."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.cases.actions.plans import draft_plan, save_plan
from ltc.care.cases.models import CarePlan, Case, PlanSlot
from ltc.care.cases.queries.plans import read_plan
from ltc.care.cases.queries.weeks import week_of
from ltc.care.cases.rules.week import Week
from ltc.foundation.core.db import transaction
from tests.care.cases.ordinary import drafted, grounded, in_use, opened, plan_draft, scored
from tests.cast import AT, TODAY, Cast
from tests.client import Client, Page

SignIn = Callable[[str], Client]
NOWHERE = "01920000-0000-7000-8000-000000000000"


@pytest.fixture
def draft_id(sessions: sessionmaker[Session], cast: Cast) -> UUID:
    """A draft with one service of eighty minutes twice a week: Monday and Thursday."""
    with transaction(sessions) as session:
        scored(session, cast)
        case = opened(session, cast)
        grounded(session, cast, case)
        return drafted(session, cast, case).id


def week(sessions: sessionmaker[Session], plan_id: UUID) -> Week:
    """Return the week as it is stored."""
    with sessions() as session:
        plan = session.get_one(CarePlan, plan_id)
        return week_of(session, plan, read_plan(session, plan))


def first_slot(sessions: sessionmaker[Session], plan_id: UUID) -> UUID:
    """Return the id of Monday's slot."""
    slot_id = week(sessions, plan_id).slots[0].slot_id
    assert slot_id is not None
    return slot_id


def moved(malee: Client, sessions: sessionmaker[Session], plan_id: UUID) -> UUID:
    """Move Monday's visit to Saturday, two o'clock."""
    slot_id = first_slot(sessions, plan_id)
    malee.post(f"/plans/{plan_id}/week/{slot_id}", {"weekday": "5", "start": "๑๔.๐๐"})
    return slot_id


def places(found: Week) -> list[tuple[int, str]]:
    """Return days and times of a week."""
    return [(slot.weekday, slot.times_th) for slot in found.slots]


def address(page: Page) -> str:
    """Return where an answer leads."""
    return page.answer.headers["Location"]


def test_saving_a_plan_lays_out_its_week(sign_in: SignIn, draft_id: UUID) -> None:
    malee = sign_in("malee")
    page = malee.get(f"/plans/{draft_id}/week")
    cells = page.soup.select("table.week a.slot")
    assert [cell.b.text for cell in cells if cell.b] == ["08:00–09:20"] * 2
    assert "เช็ดตัว" in cells[0].text
    assert len(page.soup.select("table.week tbody tr")) == 18
    assert f"/plans/{draft_id}/week" in str(malee.get(f"/plans/{draft_id}").soup)


class TestMove:
    def test_goes_there_and_stays_when_services_change(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee = sign_in("malee")
        moved(malee, sessions, draft_id)
        there = (5, "14:00–15:20")
        assert there in places(week(sessions, draft_id))
        edit = f"/plans/{draft_id}/edit"
        malee.submit(malee.get(edit), edit, {"services-0-times": "3"})
        found = week(sessions, draft_id)
        assert there in places(found)
        assert len(found.slots) == 3

    def test_what_no_longer_fits_is_listed_and_let_go(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee = sign_in("malee")
        slot_id = moved(malee, sessions, draft_id)
        edit = f"/plans/{draft_id}/edit"
        malee.submit(malee.get(edit), edit, {"services-0-per": "month"})
        page = malee.get(f"/plans/{draft_id}/week")
        left = page.soup.select_one("#left")
        assert left is not None
        assert "ไม่มีบริการนี้ในสัปดาห์แล้ว" in left.text
        assert "1 เรื่องที่จัดไม่ลง" in malee.get(f"/plans/{draft_id}").text
        path = f"/plans/{draft_id}/week/{slot_id}"
        page = malee.get(address(malee.post(path, {"release": "1"})))
        assert not page.soup.select("#left")

    def test_let_go_it_is_laid_by_rule_again(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee = sign_in("malee")
        before = places(week(sessions, draft_id))
        slot_id = moved(malee, sessions, draft_id)
        malee.post(f"/plans/{draft_id}/week/{slot_id}", {"release": "1"})
        assert places(week(sessions, draft_id)) == before

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"weekday": "3", "start": "8:30"}, "start"),
            ({"weekday": "0", "start": "5:00"}, "start"),
            ({"weekday": "0", "start": "23:30"}, "start"),
            ({"weekday": "0", "start": "เช้า"}, "start"),
            ({"weekday": "9", "start": "8:00"}, "weekday"),
        ],
    )
    def test_wrong_places_are_told_and_nothing_moves(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session],
        typed: dict[str, str], field: str,
    ) -> None:  # fmt: skip
        before = places(week(sessions, draft_id))
        path = f"/plans/{draft_id}/week/{first_slot(sessions, draft_id)}"
        page = sign_in("malee").post(path, typed, expect=422)
        assert page.error_at(field)
        assert page.value_of("start") == typed["start"]
        assert places(week(sessions, draft_id)) == before

    def test_a_lost_race_keeps_what_was_chosen(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee = sign_in("malee")
        path = f"/plans/{draft_id}/week/{first_slot(sessions, draft_id)}"
        before = malee.get(path)
        malee.submit(before, path, {"start": "9:30"})
        page = malee.submit(before, path, {"start": "16:00"}, expect=409)
        assert page.value_of("start") == "16:00"
        malee.submit(page, path, {})
        assert (0, "16:00–17:20") in places(week(sessions, draft_id))

    def test_a_plan_in_use_is_not_moved(
        self, cast: Cast, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        with transaction(sessions) as session:
            in_use(session, cast, session.get_one(CarePlan, draft_id))
        malee = sign_in("malee")
        page = malee.get(f"/plans/{draft_id}/week")
        assert page.soup.select("table.week span.slot")
        assert not page.soup.select("table.week a.slot")
        path = f"/plans/{draft_id}/week/{first_slot(sessions, draft_id)}"
        malee.post(path, {"weekday": "5", "start": "14:00"}, expect=422)

    def test_the_next_version_takes_it_over(
        self, cast: Cast, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        moved(sign_in("malee"), sessions, draft_id)
        by = cast.actor("malee")
        with transaction(sessions) as session:
            plan = in_use(session, cast, session.get_one(CarePlan, draft_id))
            case = session.get_one(Case, plan.case_id)
            second = draft_plan(session, case, by=by, at=AT, on=TODAY)
            save_plan(session, second, plan_draft(services=read_plan(session, second).services),
                      version=second.version, by=by, at=AT)  # fmt: skip
            second_id = second.id
        assert (5, "14:00–15:20") in places(week(sessions, second_id))


def test_a_plan_of_before_there_were_weeks_has_one(
    sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
) -> None:
    with transaction(sessions) as session:
        for row in session.exec(select(PlanSlot).where(col(PlanSlot.plan_id) == draft_id)).all():
            session.delete(row)
    assert sign_in("malee").get(f"/plans/{draft_id}/week").soup.select("table.week .slot")


class TestDay:
    def test_written_it_stands_beside_the_week(self, sign_in: SignIn, draft_id: UUID) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/day"
        page = malee.get(path)
        assert "อาหารเช้า" in page.value_of("hours-h7")
        malee.submit(page, path, {"hours-h7": "ข้าวต้ม", "hours-h12": ""})
        daily = malee.get(f"/plans/{draft_id}/week").soup.select("table.week .daily")
        assert (daily[1].text, daily[6].text) == ("ข้าวต้ม", "")

    def test_too_long_or_too_late_saves_nothing(self, sign_in: SignIn, draft_id: UUID) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/day"
        page = malee.get(path)
        long = malee.submit(page, path, {"hours-h7": "ก" * 61}, expect=422)
        assert long.error_at("hours-h7")
        malee.submit(page, path, {"hours-h7": "ก่อน"})
        late = malee.submit(page, path, {"hours-h7": "หลัง"}, expect=409)
        assert late.value_of("hours-h7") == "หลัง"


def test_others_stay_out(sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]) -> None:
    slot = f"/plans/{draft_id}/week/{first_slot(sessions, draft_id)}"
    sign_in("som").get(f"/plans/{draft_id}/week")
    sign_in("kham").get(f"/plans/{draft_id}/week", expect=404)
    for path in (slot, f"/plans/{draft_id}/day"):
        sign_in("malee_elsewhere").get(path, expect=404)
        sign_in("som").get(path, expect=403)
    sign_in("malee").get(f"/plans/{draft_id}/week/{NOWHERE}", expect=404)
