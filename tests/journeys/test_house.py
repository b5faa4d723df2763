"""The first story: register one elder, find them, see the trail; others see nothing."""

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.client import Client

pytestmark = pytest.mark.journeys

NEW = {
    "prefix": "นาง",
    "given_name": "แก้ว",
    "family_name": "ศรีวิชัย",
    "sex": "2",
    "birth_precision": "day",
    "born_on": "๑๓/๔/๒๔๘๗",
    "citizen_id": "",
    "no_citizen_id_reason": "lost",
    "phone": "081-234 5679",
    "house_no": "๔๕/๖",
    "lane": "",
    "landmark": "รั้วสีเขียว",
}


def test_register_and_find(cast: Cast, sign_in: Callable[[str], Client]) -> None:
    """A nurse registers an elder, finds them by part of the name and sees who did it."""
    nurse = sign_in("nok")
    made = nurse.post("/elders/new", {**NEW, "community": str(cast.community_id)})
    where = made.answer.headers["Location"]
    chart = nurse.get(where)
    assert "นางแก้ว ศรีวิชัย" in chart.heading
    found = nurse.get("/register?q=ก้วศรี")
    assert "นางแก้ว ศรีวิชัย" in found.text
    manager = sign_in("malee")
    trail = manager.get(where + "/trail")
    assert "ลงทะเบียน" in trail.text
    assert "นก แสงทอง" in trail.text


def test_another_area_sees_nothing(cast: Cast, sign_in: Callable[[str], Client]) -> None:
    """A nurse of another town gets the same 404 for a real elder as for none."""
    stranger = sign_in("nok_elsewhere")
    assert "บุญมี" not in stranger.get("/register").text
    real = stranger.get(f"/elders/{cast.boonmee_id}", expect=404)
    made_up = stranger.get("/elders/01920000-0000-7000-8000-000000000000", expect=404)
    assert real.heading == made_up.heading


def test_caregiver_sees_own_elders_only(cast: Cast, sign_in: Callable[[str], Client]) -> None:
    """Som is on Boonmee's team and sees him; Kham is not and does not."""
    sign_in("som").get(f"/elders/{cast.boonmee_id}")
    sign_in("kham").get(f"/elders/{cast.boonmee_id}", expect=404)
