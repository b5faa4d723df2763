"""The pages of visits: a caregiver's day, recording, the receipt, amending."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.cases.models import CarePlan, Case, PlannedService
from ltc.care.elders.models import CareTeamMember
from ltc.care.visits.models import Visit
from ltc.foundation.core.db import transaction
from ltc.foundation.core.zone import at_local
from tests.cast import Cast
from tests.client import Client, Page

NOBODY = "01920000-0000-7000-8000-000000000000"
YESTERDAY = "21/11/2569"
WHOLE = {
    "visited_on": YESTERDAY, "arrived": "9:00", "left": "10:00", "consciousness": "awake",
    "mood": "calm", "skin": "whole", "change": "same",
}  # fmt: skip
SignIn = Callable[[str], Client]


@pytest.fixture
def path(cast: Cast) -> str:
    """The page on which Boonmee's visit is recorded."""
    return f"/elders/{cast.boonmee_id}/visit"


@pytest.fixture
def rows(sessions: sessionmaker[Session]) -> Callable[[], list[Visit]]:
    """Read all saved visits, oldest first."""

    def read() -> list[Visit]:
        with sessions() as session:
            return list(session.exec(select(Visit).order_by(col(Visit.number))).all())

    return read


@pytest.fixture
def food_plan(sessions: sessionmaker[Session], cast: Cast) -> None:
    """Give Boonmee an active plan: food once a week by a caregiver."""
    begun = date(2026, 11, 2)
    with transaction(sessions) as session:
        case = Case(elder_id=cast.boonmee_id, municipality_id=cast.town_id, opened_on=begun)
        session.add(case)
        session.flush()
        plan = CarePlan(
            case_id=case.id, elder_id=cast.boonmee_id, number=1, status="active",
            cautions="สำลักง่าย", valid_from=begun, valid_until=date(2027, 11, 2),
            drafted_at=at_local(begun, 8), activated_at=at_local(begun, 9),
        )  # fmt: skip
        session.add(plan)
        session.flush()
        session.add(
            PlannedService(
                plan_id=plan.id, position=0, kind="food", text="ป้อนข้าว",
                doer_role="caregiver", times=1, per="week",
            )
        )  # fmt: skip


def send(client: Client, path: str, expect: int = 303, **over: Any) -> Page:
    """Fill the long page and send it."""
    return client.post(path, {**WHOLE, **over}, after=long_page(client, path), expect=expect)


def long_page(client: Client, path: str) -> Page:
    """Open the page, and leave the short form for a visit that could not be out of it."""
    page = client.get(path)
    for field in page.soup.select("[name^=could_not-]"):
        field.decompose()
    return page


def where(page: Page) -> str:
    """Return where an answer leads."""
    return page.answer.headers["Location"]


def test_a_visit_is_recorded_and_gets_a_number(
    sign_in: SignIn, path: str, rows: Callable[[], list[Visit]]
) -> None:
    som = sign_in("som")
    receipt = som.get(where(send(som, path, pulse="๗๘", problems="ปวดเข่า")))
    [visit] = rows()
    assert receipt.heading == f"ถึงแล้ว เลขที่ {visit.number:,}"
    assert "ปวดเข่า" in receipt.text
    assert visit.vitals == {"pulse": "78"}


def test_nothing_seen_or_measured_is_defaulted(sign_in: SignIn, path: str) -> None:
    page = sign_in("som").get(path)
    assert page.soup.select("input[type=radio][checked], input[type=checkbox][checked]") == []
    assert {page.value_of(name) for name in ("systolic", "pulse", "temperature", "left")} == {""}


def test_all_that_is_missing_is_said_at_once(
    sign_in: SignIn, path: str, rows: Callable[[], list[Visit]]
) -> None:
    page = send(sign_in("som"), path, 422, mood="", skin="", left="", note="คุยกันนาน")
    assert all(page.error_at(name) for name in ("mood", "skin", "left"))
    assert page.value_of("note").strip() == "คุยกันนาน"
    assert rows() == []


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        pytest.param("temperature", "365", "ลืมจุด", id="temperature of three digits"),
        pytest.param("temperature", "๓๖๕", "ลืมจุด", id="the same in Thai digits"),
        pytest.param("pulse", "เร็ว", "ตัวเลข", id="a word"),
        pytest.param("spo2", "980", "เป็นไปไม่ได้", id="beyond all"),
        pytest.param("left", "8:00", "หลังเวลาที่ไปถึง", id="leaves before arriving"),
        pytest.param("arrived", "25:00", "เวลา", id="no such time"),
        pytest.param("visited_on", "1/1/2570", "ยังมาไม่ถึง", id="tomorrow"),
    ],
)
def test_wrong_input_stands_at_its_field(
    sign_in: SignIn, path: str, rows: Callable[[], list[Visit]],
    name: str, typed: str, words: str,
) -> None:  # fmt: skip
    page = send(sign_in("som"), path, 422, **{name: typed})
    assert words in page.error_at(name)
    assert rows() == []


def test_swapped_pressure_is_refused(sign_in: SignIn, path: str) -> None:
    page = send(sign_in("som"), path, 422, systolic="80", diastolic="120")
    assert "สลับช่อง" in page.error_at("systolic")
    assert page.value_of("diastolic") == "120"


def test_a_dangerous_number_is_asked_once_with_what_to_do(
    sign_in: SignIn, path: str, rows: Callable[[], list[Visit]]
) -> None:
    som = sign_in("som")
    asked = send(som, path, 422, systolic="200", diastolic="110")
    assert "ความดัน 200/110 สูงมาก วัดซ้ำแล้วใช่ไหม" in asked.text
    assert "1669" in asked.text
    assert rows() == []
    for field in asked.soup.select("[name^=could_not-]"):
        field.decompose()
    again = som.submit(asked, path, {"confirmed": "pressure=200/110"})
    assert "1669" in som.get(where(again)).text
    assert rows()[0].confirmations[0]["code"] == "vital.pressure"


def test_a_page_sent_twice_is_one_visit(
    sign_in: SignIn, path: str, rows: Callable[[], list[Visit]]
) -> None:
    som = sign_in("som")
    page = long_page(som, path)
    first = som.post(path, WHOLE, after=page)
    second = som.post(path, WHOLE, after=page)
    assert where(first) == where(second)
    assert len(rows()) == 1
    assert "ไม่ได้บันทึกซ้ำ" in som.get(where(second)).text


def test_a_page_sent_again_with_other_words_loses_nothing(
    sign_in: SignIn, path: str, rows: Callable[[], list[Visit]]
) -> None:
    som = sign_in("som")
    page = long_page(som, path)
    som.post(path, WHOLE, after=page)
    again = som.post(path, {**WHOLE, "note": "ใหม่"}, after=page, expect=422)
    assert "บันทึกไปแล้ว" in again.text
    assert again.value_of("note").strip() == "ใหม่"
    assert [visit.note for visit in rows()] == [""]


def test_a_page_without_its_operation_is_refused(sign_in: SignIn, path: str) -> None:
    page = send(sign_in("som"), path, 422, operation_id="x")
    assert "เปิดหน้านี้ใหม่" in page.text


@pytest.mark.usefixtures("food_plan")
def test_the_plans_part_comes_first_and_wants_an_answer(
    sign_in: SignIn, path: str, rows: Callable[[], list[Visit]]
) -> None:
    som = sign_in("som")
    assert "ในแผน: ป้อนข้าว" in som.get(path).text
    assert "สำลักง่าย" in som.get(path).text
    assert send(som, path, 422).error_at("line_food_assess")
    send(som, path, line_food_hand="not_done", note_food="กินเองได้")
    [visit] = rows()
    assert (visit.answers, visit.part_notes) == ({"food_hand": "not_done"}, {"food": "กินเองได้"})
    assert visit.plan_number == 1


def test_a_visit_that_could_not_be(
    sign_in: SignIn, path: str, rows: Callable[[], list[Visit]]
) -> None:
    som = sign_in("som")
    sent = som.post(
        path, {"could_not-reason": "in_hospital", "could_not-visited_on": YESTERDAY,
               "could_not-arrived": "9:00"},
    )  # fmt: skip
    page = som.get(where(sent))
    assert "อยู่โรงพยาบาล" in page.text
    assert rows()[0].status == "could_not"
    door = page.soup.select_one("main .button-main")  # the reason alone pauses nothing
    assert door is not None
    assert str(door["href"]).endswith("/events/new/admission")


def test_of_a_visit_in_vain_nothing_is_asked_when_the_house_was_only_shut(
    sign_in: SignIn, path: str
) -> None:
    som = sign_in("som")
    sent = som.post(
        path, {"could_not-reason": "nobody_home", "could_not-visited_on": YESTERDAY,
               "could_not-arrived": "9:00"},
    )  # fmt: skip
    assert "/events/new/" not in som.get(where(sent)).html


def test_could_not_without_a_reason_is_refused(
    sign_in: SignIn, path: str, rows: Callable[[], list[Visit]]
) -> None:
    page = sign_in("som").post(path, {"could_not-note": "ฝนตก"}, expect=422)
    assert page.value_of("could_not-note").strip() == "ฝนตก"
    assert rows() == []


def test_the_day_shows_own_elders_then_the_receipt(
    sign_in: SignIn, path: str, rows: Callable[[], list[Visit]]
) -> None:
    som = sign_in("som")
    before = som.get("/my-day")
    assert "นายบุญมี ใจดี" in before.text
    assert path in before.html
    send(som, path, visited_on="22/11/2569", arrived="0:00", left="0:01", confirmed="minutes=1")
    after = som.get("/my-day")
    assert f"ถึงแล้ว เลขที่ {rows()[0].number:,}" in after.text
    assert path not in after.html
    assert "บุญมี" not in sign_in("kham").get("/my-day").text


def test_the_month_counts(sign_in: SignIn, path: str) -> None:
    som = sign_in("som")
    send(som, path)
    page = som.get("/my-month")
    assert page.heading == "เดือนนี้เยี่ยมแล้ว 1 ครั้ง"
    assert "บุญมี" in page.text


def test_a_caregivers_home_and_tabs(sign_in: SignIn) -> None:
    som = sign_in("som")
    assert som.http.get("/").headers["Location"].endswith("/morning")
    tabs = [a.get_text(strip=True) for a in som.get("/my-day").soup.select(".tabs a")]
    assert tabs == ["เช้านี้", "ไปเยี่ยม", "คนที่ฉันดูแล", "งานอื่น"]
    assert "ออกจากระบบ" in som.get("/more").text  # and the way out


def test_an_amendment_keeps_both(
    sign_in: SignIn, path: str, rows: Callable[[], list[Visit]]
) -> None:
    som = sign_in("som")
    receipt = where(send(som, path, pulse="78", note="เดิม"))
    page = som.get(receipt + "/amend")
    assert page.value_of("pulse") == "78"
    amended = som.submit(page, receipt + "/amend", {"pulse": "87", "amend_reason": "พิมพ์สลับ"})
    assert [visit.vitals["pulse"] for visit in rows()] == ["78", "87"]
    assert "พิมพ์สลับ" in som.get(where(amended)).text
    old = som.get(receipt)
    assert "มีฉบับแก้ไขแล้ว" in old.text
    assert "/amend" not in old.html
    som.get(receipt + "/amend", expect=303)


def test_an_amendment_without_a_reason_is_refused(
    sign_in: SignIn, path: str, rows: Callable[[], list[Visit]]
) -> None:
    som = sign_in("som")
    receipt = where(send(som, path))
    page = som.get(receipt + "/amend")
    refused = som.submit(page, receipt + "/amend", {"note": "ใหม่"}, expect=422)
    assert refused.error_at("amend_reason")
    assert refused.value_of("note").strip() == "ใหม่"
    assert len(rows()) == 1


def test_an_amendment_is_asked_about_too(
    sign_in: SignIn, path: str, rows: Callable[[], list[Visit]]
) -> None:
    som = sign_in("som")
    receipt = where(send(som, path))
    page = som.get(receipt + "/amend")
    asked = {"pulse": "140", "amend_reason": "ลืมกรอก"}
    assert "ชีพจร 140" in som.submit(page, receipt + "/amend", asked, expect=422).text
    assert len(rows()) == 1


def test_the_care_manager_may_amend_and_reads_the_list(
    cast: Cast, sign_in: SignIn, path: str
) -> None:
    receipt = where(send(sign_in("som"), path))
    malee = sign_in("malee")
    assert "สม บุญมา" in malee.get(f"/elders/{cast.boonmee_id}/visits").text
    assert "แก้ไขบันทึกนี้" in malee.get(receipt).text
    malee.get(receipt + "/amend")


def test_the_list_goes_on_by_key(cast: Cast, sign_in: SignIn, path: str) -> None:
    som = sign_in("som")
    for hour in range(21):
        send(som, path, visited_on=f"{1 + hour}/11/2569", confirmed=f"late=2026-11-{1 + hour:02}")
    first = som.get(f"/elders/{cast.boonmee_id}/visits")
    following = first.soup.select_one("a[rel=next]")
    assert following
    second = som.get(str(following["href"]))
    assert len(first.soup.select("main .visit")) == 20
    assert len(second.soup.select("main .visit")) == 1
    som.get(f"/elders/{cast.boonmee_id}/visits?after=x&number=1")


def test_a_caregiver_without_a_place_gets_404(cast: Cast, sign_in: SignIn, path: str) -> None:
    receipt = where(send(sign_in("som"), path))
    kham = sign_in("kham")
    for address in (path, receipt, receipt + "/amend", f"/elders/{cast.boonmee_id}/visits"):
        kham.get(address, expect=404)


def test_an_ended_place_gets_404_the_same_day(
    cast: Cast, sign_in: SignIn, path: str, sessions: sessionmaker[Session], today: date
) -> None:
    som = sign_in("som")
    receipt = where(send(som, path))
    open_page = long_page(som, path)
    with transaction(sessions) as session:
        place = session.exec(
            select(CareTeamMember).where(CareTeamMember.user_id == cast.users["som"])
        ).one()
        place.active_until = today
        session.add(place)
    som.get(path, expect=404)
    som.get(receipt, expect=404)
    som.post(path, WHOLE, after=open_page, expect=404)
    assert "บุญมี" not in som.get("/my-day").text


def test_another_town_gets_404(cast: Cast, sign_in: SignIn, path: str) -> None:
    receipt = where(send(sign_in("som"), path))
    stranger = sign_in("malee_elsewhere")
    stranger.get(receipt, expect=404)
    stranger.get(f"/elders/{cast.boonmee_id}/visits", expect=404)
    stranger.get(path, expect=404)


def test_unknown_ids_get_404(sign_in: SignIn) -> None:
    som = sign_in("som")
    for address in (f"/visits/{NOBODY}", f"/elders/{NOBODY}/visit", f"/elders/{NOBODY}/visits"):
        som.get(address, expect=404)


@pytest.mark.parametrize("address", ["/my-day", "/my-month", f"/elders/{NOBODY}/visit"])
def test_who_visits_nobody_gets_403(sign_in: SignIn, address: str) -> None:
    sign_in("auditor").get(address, expect=403)


def test_a_doctor_reads_but_does_not_record(sign_in: SignIn, path: str) -> None:
    receipt = where(send(sign_in("som"), path))
    doctor = sign_in("dr_thee")
    assert "/amend" not in doctor.get(receipt).html
    doctor.get(receipt + "/amend", expect=403)
    doctor.get(path, expect=403)
