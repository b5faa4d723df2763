"""Monday to Friday of three people, through the pages, on both databases, without paper.

A caregiver is sick; a fall is found and a question with a photo answered; somebody goes to hospital
and comes home; somebody dies; twelve visits are read by exception; a screening round is entered; a
relative is worried. Each day is its own sign-in, as in life.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.elders.models import Elder
from ltc.care.reading.models import VisitReading
from ltc.care.visits.models import Visit
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from tests.care.rota.planned import MONDAY, give_plan, place, planned_elder
from tests.cast import Cast
from tests.client import Client, Page

pytestmark = pytest.mark.journeys

SignIn = Callable[[str], Client]
NEIGHBOURS = 4
SEEN = {"consciousness": "awake", "mood": "calm", "skin": "whole", "change": "same"}


def thai(day: date) -> str:
    """Return a day as people type it."""
    return f"{day.day}/{day.month}/{day.year + 543}"


def where(page: Page) -> str:
    """Return where an answer leads."""
    return page.answer.headers["Location"]


def main_form(page: Page, mark: str) -> dict[str, Any]:
    """Return everything filled in on the form that holds a field."""
    for form in page.soup.select("main form"):
        if form.find(attrs={"name": mark}):
            for other in page.soup.select("main form"):
                if other is not form:
                    other.decompose()
            for field in form.select("input[type=file]"):
                field.decompose()
            return {}
    raise AssertionError(f"no form with {mark} on {page.heading}")


def fill(client: Client, path: str, mark: str, expect: int = 303, **data: Any) -> Page:
    """Open a page, fill in the form that holds ``mark``, send it."""
    page = client.get(path)
    main_form(page, mark)
    return client.submit(page, path, data, expect=expect)


def press(client: Client, page: Page, ends: str) -> Page:
    """Press the button whose form leads to an address with this end."""
    form = page.soup.select_one(f'main form[action$="{ends}"]')
    assert form, f"no button to {ends} on {page.heading}"
    values = {str(f["name"]): str(f.get("value", "")) for f in form.select("input[name]")}
    return client.send(str(form["action"]), values)


@dataclass
class Week:
    """The week's people."""

    sign_in: SignIn
    boonmee: UUID
    others: list[UUID]

    @contextmanager
    def day(self, number: int) -> Iterator[date]:
        """Live on a day of the week, 0 for Monday."""
        on = MONDAY + timedelta(days=number)
        with clock.living_on(on, hour=18):
            yield on

    def visit(self, client: Client, elder_id: UUID, on: date, hour: int, **over: Any) -> Visit:
        """Log a visit through the caregiver's page."""
        data = {"visited_on": thai(on), "arrived": f"{hour}:00", "left": f"{hour}:50", **SEEN}
        path = f"/elders/{elder_id}/visit"
        page = client.get(path)
        main_form(page, "left")
        lines = {
            str(field["name"]): "done"
            for field in page.soup.select("main section.card input[name^=line_][value=done]")
        }
        answer = client.submit(page, path, {**lines, **data, **over})
        return client.get(where(answer))  # type: ignore[return-value]


@pytest.fixture
def week(sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn) -> Week:
    """Boonmee and four neighbours have plans; Som visits them, Malee manages them."""
    with transaction(sessions) as session:
        give_plan(session, session.get_one(Elder, cast.boonmee_id), [{"times": 2}])
        others = [planned_elder(session, cast, number).id for number in range(NEIGHBOURS)]
        for elder_id in others:
            place(session, elder_id, cast.users["malee"], "มาลี ใจงาม", team_role="care_manager")
    return Week(sign_in, cast.boonmee_id, others)


def test_a_working_week(
    app: Flask, week: Week, cast: Cast, sessions: sessionmaker[Session]
) -> None:
    phone = Client(app)
    link = monday(week, cast, phone)
    tuesday(week, cast)
    wednesday(week, phone, link)
    thursday(week, phone, link)
    friday(week, cast, phone, link, sessions)


def monday(week: Week, cast: Cast, phone: Client) -> str:
    """Som is sick: Kham goes in her place, for this day only. The daughter gets her page."""
    with week.day(0) as on:
        malee = week.sign_in("malee")
        assert "ใครยังไม่ได้เยี่ยม" in malee.get("/morning").text
        path = f"/cover?who={cast.users['som']}"
        malee.submit(malee.get(path), path, {})
        kham = week.sign_in("kham")
        assert "มาแทน สม บุญมา วันนี้" in kham.get("/my-day").text
        week.visit(kham, week.boonmee, on, 9, note="กินข้าวได้ครึ่งจาน")
        made = fill(
            malee, f"/elders/{week.boonmee}/family", "agreed_by", agreed_by="บุญมี ใจดี",
            shows=["visits", "plan", "team"],
        )  # fmt: skip
        address = malee.get(where(made)).soup.select_one(".address")
        assert address
        link = "/f/" + address.get_text(strip=True).rsplit("/", 1)[1]
        assert "เยี่ยมแล้ว" in phone.get(link).text
    with week.day(1):
        week.sign_in("kham").get(f"/elders/{week.boonmee}", expect=404)
    return link


def tuesday(week: Week, cast: Cast) -> None:
    """Som finds a fall, asks the nurse with a photo; the doctor asks for the weight next time."""
    with week.day(1) as on:
        som = week.sign_in("som")
        chosen = som.get(f"/elders/{week.boonmee}/events/new")  # the first of two taps
        fall = next(str(a["href"]) for a in chosen.soup.select("a[href$='/fall']"))
        fill(
            som,
            fall,
            "told_by",
            told_by="seen",
            detail="bruised",
            happened_on=thai(on),
            done="ประคบเย็น",
        )
        photo = BytesIO()
        Image.new("RGB", (60, 40), "#803020").save(photo, "JPEG")
        photo.seek(0)
        asked = fill(
            som, f"/elders/{week.boonmee}/ask", "asked_of", asked_of="nurse",
            text="ข้อศอกถลอก ต้องทำอะไรเพิ่มไหม", photos=(photo, "ข้อศอก.jpg"),
        )  # fmt: skip
        nok = week.sign_in("nok")
        assert "คำถามรอคำตอบ" in nok.get("/morning").text
        assert nok.get(where(asked)).soup.select("img.photo")
        fill(nok, where(asked), "text", text="ล้างด้วยน้ำเกลือ ปิดผ้าก๊อซ พรุ่งนี้ถ่ายรูปอีกครั้ง")
        assert "ล้างด้วยน้ำเกลือ" in som.get(f"/elders/{week.boonmee}").text
        doctor = week.sign_in("dr_thee")
        fill(
            doctor, where(asked) + "/request", "what", what="ชั่งน้ำหนัก", answer_kind="number",
            unit="กก.", due_on=thai(on + timedelta(days=7)), report_if="ลดเกิน 2 กก.",
        )  # fmt: skip
        visit = som.get(f"/elders/{week.boonmee}/visit")
        assert "ชั่งน้ำหนัก" in visit.text
        answer = next(str(field["name"]) for field in visit.soup.select("[name^=asked]"))
        week.visit(som, week.boonmee, on, 10, problems="ล้ม ข้อศอกถลอก", **{answer: "47.5"})
        assert "47.5" in doctor.get(where(asked)).text
        assert "หกล้ม" in doctor.get(f"/elders/{week.boonmee}").text
        assert "ประเมินซ้ำ" in week.sign_in("malee").get("/caseload").text


def wednesday(week: Week, phone: Client, link: str) -> None:
    """To hospital: no visit is due, the family's page rests."""
    with week.day(2) as on:
        malee = week.sign_in("malee")
        fill(
            malee, f"/elders/{week.boonmee}/events/new/admission", "told_by", told_by="family",
            happened_on=thai(on), place="โรงพยาบาลลำพูน",
        )  # fmt: skip
        assert "หยุดนัดเยี่ยมไว้" in malee.get(f"/elders/{week.boonmee}").text
        assert "บุญมี" in malee.get("/paused").text
        assert "วันนี้ไม่ต้องไป" in week.sign_in("som").get("/my-day").text
        phone.get(link, expect=404)


def thursday(week: Week, phone: Client, link: str) -> None:
    """Home again: visits begin anew. A neighbour dies: all that ends, ends in one act."""
    with week.day(3) as on:
        malee = week.sign_in("malee")
        fill(
            malee, f"/elders/{week.boonmee}/events/new/discharge", "told_by", told_by="family",
            happened_on=thai(on),
        )  # fmt: skip
        asked = malee.get(f"/elders/{week.boonmee}").soup.select_one("#asked")
        assert asked is not None
        assert "ทบทวนแผนการดูแล" in asked.get_text()  # what a discharge opens, where it is recorded
        phone.get(link)
        assert "วันนี้ไม่ต้องไป" not in week.sign_in("som").get("/my-day").text
        gone = week.others[-1]
        before = malee.get(f"/elders/{gone}/departure/death")
        assert "หยุด" in before.text
        done = fill(
            malee, f"/elders/{gone}/departure/death", "told_by", told_by="family",
            happened_on=thai(on),
        )  # fmt: skip
        assert "ให้กำลังใจ" in malee.get(where(done)).text  # what remains to be done
        assert "เสียชีวิต" in malee.get(f"/elders/{gone}").heading
        week.sign_in("som").get(f"/elders/{gone}/visit", expect=404)


def friday(
    week: Week, cast: Cast, phone: Client, link: str, sessions: sessionmaker[Session]
) -> None:
    """Twelve visits are read, a round is entered, a worried daughter is answered."""
    with week.day(4) as on:
        som, malee = week.sign_in("som"), week.sign_in("malee")
        for number, elder_id in enumerate([week.boonmee, *week.others[:3]] * 3):
            if number >= 10:  # two were made on Monday and Tuesday
                break
            odd = {"problems": "ไม่ยอมกินยา"} if number == 5 else {}
            week.visit(som, elder_id, on, 6 + number, **odd)
        read_all(malee)
        with sessions() as session:
            assert len(session.exec(select(VisitReading)).all()) == 12
        screening(malee, cast, week, on)
        worried(phone, link, malee, week.sign_in("nok"))


def read_all(malee: Client) -> None:
    """Read what is unusual one by one, the rest in one act."""
    acts = 0
    page = malee.get("/reading")
    assert page.soup.select(".reading-one")
    while forms := page.soup.select(".reading-one form") or page.soup.select("#others form"):
        ids = [str(field["value"]) for field in forms[0].select("[name=visit]")]
        malee.post("/reading", {"visit": ids}, after=page)
        page, acts = malee.get("/reading"), acts + 1
    assert "อ่านครบแล้ว" in page.text
    assert acts < 12


def screening(malee: Client, cast: Cast, week: Week, on: date) -> None:
    """Plan a round and type a page of it."""
    made = malee.post(
        "/screening/new",
        {"name": "รอบฤดูหนาว", "starts_on": "1/11/2569", "ends_on": "31/1/2570",
         "domains": ["daily", "mood"]},
    )  # fmt: skip
    path = f"{where(made)}/entry?community={cast.community_id}"
    page = malee.get(path)
    field = page.soup.find("input", attrs={"value": str(week.others[0])})
    assert field is not None
    place = str(field["name"]).removeprefix("who-")
    saved = malee.submit(
        page, path,
        {"met_on": thai(on), f"daily-{place}": "1111111000", f"mood-{place}": "00"},
    )  # fmt: skip
    assert "บันทึกแล้ว 1 คน" in malee.get(where(saved)).text
    assert "คนที่0" in malee.get(f"{where(made)}/low").text


def worried(phone: Client, link: str, malee: Client, nok: Client) -> None:
    """The daughter touches one button; those on duty see it; she reads the answer."""
    page = phone.get(link)
    form = next(
        form for form in page.soup.select("main form") if form.find(attrs={"value": "worried"})
    )
    phone.send(link, {str(f["name"]): str(f["value"]) for f in form.select("input[name]")})
    duty = nok.get("/urgent")
    assert "บุญมี" in duty.text
    finding = next(str(a["href"]) for a in duty.soup.select("main a[href^='/urgent/']"))
    page = nok.get(finding if not finding.endswith("/now") else finding.removesuffix("/now"))
    press(nok, page, "/take")
    news = next(
        str(a["href"]) for a in malee.get("/family-news").soup.select("a[href^='/family-news/']")
    )
    malee.post(news, {"answer": "พยาบาลกำลังไปดูค่ะ"})
    seen = phone.get(link).text
    assert "พยาบาลกำลังไปดูค่ะ" in seen
    assert "มาลี ใจงาม อ่านแล้ว" in seen
