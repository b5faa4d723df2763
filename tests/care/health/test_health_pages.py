"""The pages of the health summary, the card, the strips and the logbook."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, SQLModel, select

from ltc.care.elders.models import Elder
from ltc.care.health.actions.wounds import look_at
from ltc.care.health.actions.write import write_down
from ltc.care.health.models import (
    Allergy,
    Diagnosis,
    HealthReview,
    Medicine,
    Tube,
    Wound,
    WoundLook,
)
from ltc.care.health.queries.summary import glance
from ltc.foundation.core.db import transaction
from tests.care.health import drafts
from tests.cast import AT, TODAY, Cast
from tests.client import Client

SignIn = Callable[[str], Client]
NOBODY = "01920000-0000-7000-8000-000000000000"
ALLERGY = {"kind": "drug", "substance": "ซัลฟา", "reaction": "ผื่น", "certainty": "sure",
           "known_on": "1/11/2569"}  # fmt: skip
MEDICINE = {"name": "เมทฟอร์มิน", "strength": "500 มก.", "dose": "ครั้งละ 1 เม็ด",
            "moments": ["breakfast", "dinner"], "given_by": "family"}  # fmt: skip


@pytest.fixture
def base(cast: Cast) -> str:
    """The page of Boonmee's health."""
    return f"/elders/{cast.boonmee_id}/health"


@pytest.fixture
def rows(sessions: sessionmaker[Session]) -> Callable[[type[Any]], list[Any]]:
    """Read all rows of a table."""

    def read(model: type[SQLModel]) -> list[Any]:
        with sessions() as session:
            return list(session.exec(select(model)).all())

    return read


@pytest.fixture
def ids(sessions: sessionmaker[Session], cast: Cast) -> dict[str, Any]:
    """Boonmee with one of everything, and a wound looked at with a photo; ids by name."""
    written = BytesIO()
    Image.new("RGB", (40, 30), "red").save(written, "PNG")
    how = {"by": cast.actor("nok"), "at": AT, "on": TODAY}
    with transaction(sessions) as session:
        elder = session.get_one(Elder, cast.boonmee_id)
        made = {make.__name__: write_down(session, elder, make(), **how) for make in drafts.ALL}
        wound = made["wound"]
        assert isinstance(wound, Wound)
        seen = look_at(session, elder, wound, drafts.look(), [written.getvalue()], **how)
        return {name: row.id for name, row in made.items()} | {
            "look": seen.id, "photo": seen.photos[0]
        }  # fmt: skip


def test_an_empty_page_says_what_to_ask_first(sign_in: SignIn, base: str) -> None:
    page = sign_in("nok").get(base)
    assert "ยังไม่มีใครถามเรื่องแพ้ยา" in page.text
    assert len(page.soup.select("a.button-main")) == 1


def test_the_page_shows_everything_with_the_dangerous_first(
    sign_in: SignIn, base: str, ids: dict[str, Any]
) -> None:
    cards = sign_in("nok").get(base).soup.select("section.card[id]")
    words = {"allergies": "เพนนิซิลลิน", "tubes": "สายสวนปัสสาวะ", "wounds": "แผลกดทับ ก้นกบ",
             "medicines": "แอมโลดิปีน", "diagnoses": "ความดันโลหิตสูง (I10)", "nutrition": "ข้าวต้ม",
             "history": "แม่เป็นเบาหวาน", "wishes": "อยากอยู่บ้าน"}  # fmt: skip
    assert [card["id"] for card in cards] == list(words)
    assert all(words[str(card["id"])] in " ".join(card.get_text(" ").split()) for card in cards)


def test_an_allergy_is_written(
    sign_in: SignIn, base: str, rows: Callable[[type[Any]], list[Any]]
) -> None:
    page = sign_in("nok").post(f"{base}/allergies/new", ALLERGY)
    assert page.answer.location.endswith("/health#allergies")
    (row,) = rows(Allergy)
    assert (row.substance, row.certainty, row.known_on) == ("ซัลฟา", "sure", date(2026, 11, 1))


@pytest.mark.parametrize(
    ("section", "data", "field"),
    [
        ("allergies", ALLERGY | {"substance": ""}, "substance"),
        ("allergies", ALLERGY | {"known_on": "31/2/2569"}, "known_on"),
        ("medicines", {name: v for name, v in MEDICINE.items() if name != "moments"}, "moments"),
        ("medicines", MEDICINE | {"dose": ""}, "dose"),
        ("diagnoses", {"icd10": "โรค", "words": "เบาหวาน"}, "icd10"),
        ("diagnoses", {}, "words"),
        ("tubes", {"kind": "catheter", "since_on": "1/1/2600"}, "since_on"),
        ("wounds", {"kind": "pressure", "site": "other"}, "site_note"),
        ("nutrition", {"diet": "soft", "route": "fed", "weight_aim": "สี่สิบ"}, "weight_aim"),
        ("history", {"head": "", "text": "แม่เป็นเบาหวาน"}, "head"),
        ("wishes", {"text": "อยากอยู่บ้าน", "said_to": ""}, "said_to"),
    ],
)
def test_wrong_input_is_explained_and_nothing_typed_is_lost(
    sign_in: SignIn, base: str, section: str, data: dict[str, Any], field: str
) -> None:
    page = sign_in("nok").post(f"{base}/{section}/new", data, expect=422)
    assert page.error_at(field)
    for name, value in data.items():
        if isinstance(value, str) and name in ("substance", "name", "words", "text", "strength"):
            assert page.value_of(name).strip() == value


def test_a_disease_is_picked_with_one_tap(
    sign_in: SignIn, base: str, rows: Callable[[type[Any]], list[Any]]
) -> None:
    sign_in("dr_thee").post(f"{base}/diagnoses/new", {"picked": "E11.9", "since_year": "2560"})
    (row,) = rows(Diagnosis)
    assert (row.icd10, row.words, row.since_year) == ("E11.9", "เบาหวานชนิดที่ 2", 2017)


def test_a_new_wound_leads_to_its_first_look(
    sign_in: SignIn, base: str, rows: Callable[[type[Any]], list[Any]]
) -> None:
    nurse = sign_in("nok")
    page = nurse.post(f"{base}/wounds/new", {"kind": "pressure", "site": "sacrum"})
    where = page.answer.location
    assert re.search(r"/wounds/[0-9a-f-]{36}/look$", where)
    nurse.submit(nurse.get(where), where, {"stage": "2", "long_cm": "3.5", "wide_cm": "๒"})
    (row,) = rows(WoundLook)
    assert (row.stage, row.length_mm, row.width_mm) == ("2", 35, 20)


def test_a_photo_is_kept_with_a_look(
    sign_in: SignIn, base: str, ids: dict[str, Any], rows: Callable[[type[Any]], list[Any]]
) -> None:
    written = BytesIO()
    Image.new("RGB", (40, 30), "blue").save(written, "PNG")
    data = {
        "looked_on": "20/11/2569",
        "stage": "1",
        "photos": (BytesIO(written.getvalue()), "a.png"),
    }
    sign_in("nok").post(f"{base}/wounds/{ids['wound']}/look", data)
    assert sorted(len(row.photos) for row in rows(WoundLook)) == [1, 1]


def test_a_file_that_is_no_photo_is_refused(
    sign_in: SignIn, base: str, ids: dict[str, Any], rows: Callable[[type[Any]], list[Any]]
) -> None:
    data = {
        "looked_on": "20/11/2569",
        "stage": "1",
        "note": "แดง",
        "photos": (BytesIO(b"%PDF-1.4"), "a.pdf"),
    }
    page = sign_in("nok").post(f"{base}/wounds/{ids['wound']}/look", data, expect=422)
    assert page.error_at("photos")
    assert page.value_of("note").strip() == "แดง"
    assert len(rows(WoundLook)) == 1


def test_a_dose_is_changed_from_the_form_as_it_stands(
    sign_in: SignIn, base: str, ids: dict[str, Any], rows: Callable[[type[Any]], list[Any]]
) -> None:
    nurse, path = sign_in("nok"), f"{base}/medicines/{ids['medicine']}/edit"
    nurse.submit(nurse.get(path), path, {"dose": "ครั้งละครึ่งเม็ด", "because": "หน้ามืด"})
    doses = {row.dose: row.ended_because for row in rows(Medicine)}
    assert doses == {"ครั้งละ 1 เม็ด": "หน้ามืด", "ครั้งละครึ่งเม็ด": ""}


def test_a_lost_race_shows_what_stands_and_keeps_what_was_typed(
    sign_in: SignIn, base: str, ids: dict[str, Any], rows: Callable[[type[Any]], list[Any]]
) -> None:
    path = f"{base}/allergies/{ids['allergy']}/edit"
    nurse, doctor = sign_in("nok"), sign_in("dr_thee")
    mine, theirs = nurse.get(path), doctor.get(path)
    doctor.submit(theirs, path, {"substance": "อะม็อกซิซิลลิน"})
    page = nurse.submit(mine, path, {"reaction": "หน้าบวม"}, expect=409)
    for words in ("อะม็อกซิซิลลิน", "เพนนิซิลลิน", "ผื่น", "หน้าบวม"):
        assert words in page.text
    chosen = {"substance": "อะม็อกซิซิลลิน", "reaction": "หน้าบวม"}
    nurse.submit(page, path, chosen)
    assert [(row.substance, row.reaction) for row in rows(Allergy)] == [tuple(chosen.values())]


def test_two_change_a_dose_and_the_second_chooses_by_field(
    sign_in: SignIn, base: str, ids: dict[str, Any], rows: Callable[[type[Any]], list[Any]]
) -> None:
    path = f"{base}/medicines/{ids['medicine']}/edit"
    nurse, doctor = sign_in("nok"), sign_in("dr_thee")
    mine, theirs = nurse.get(path), doctor.get(path)
    doctor.submit(theirs, path, {"dose": "ครั้งละ 2 เม็ด", "because": "ความดันสูง"})
    typed = {"dose": "ครั้งละครึ่งเม็ด", "moments": ["breakfast", "dinner"], "because": "หน้ามืด"}
    page = nurse.submit(mine, path, typed, expect=409)
    sent_to = page.soup.select_one("main form")
    assert sent_to is not None
    newest = next(row for row in rows(Medicine) if row.dose == "ครั้งละ 2 เม็ด")
    assert str(sent_to["action"]).endswith(f"/medicines/{newest.id}/edit")
    chosen = {"dose": "ครั้งละ 2 เม็ด", "moments": "breakfast dinner"}
    nurse.submit(page, str(sent_to["action"]), chosen)
    last = next(row for row in rows(Medicine) if row.replaces_id == newest.id)
    assert (last.dose, last.moments) == ("ครั้งละ 2 เม็ด", ["breakfast", "dinner"])
    assert next(row for row in rows(Medicine) if row.id == newest.id).ended_because == "หน้ามืด"


def test_who_changes_what_was_ended_meanwhile_is_told(
    sign_in: SignIn, base: str, ids: dict[str, Any]
) -> None:
    row = f"{base}/medicines/{ids['medicine']}"
    nurse, doctor = sign_in("nok"), sign_in("dr_thee")
    mine = nurse.get(row + "/edit")
    doctor.submit(doctor.get(row + "/end"), row + "/end", {"because": "หมอสั่งหยุด"})
    typed = {"dose": "ครั้งละครึ่งเม็ด", "because": "หน้ามืด"}
    page = nurse.submit(mine, row + "/edit", typed, expect=409)
    assert "สิ้นสุดแล้ว" in page.text
    assert page.value_of("dose") == "ครั้งละครึ่งเม็ด"


@pytest.mark.parametrize("section", ["medicines", "tubes", "wounds", "diagnoses"])
def test_what_is_over_is_ended_with_a_reason(
    sign_in: SignIn, base: str, ids: dict[str, Any], section: str,
    rows: Callable[[type[Any]], list[Any]],
) -> None:  # fmt: skip
    kind = {"medicines": Medicine, "tubes": Tube, "wounds": Wound, "diagnoses": Diagnosis}[section]
    name = {"medicines": "medicine", "tubes": "tube", "wounds": "wound",
            "diagnoses": "diagnosis"}[section]  # fmt: skip
    nurse, path = sign_in("nok"), f"{base}/{section}/{ids[name]}/end"
    nurse.submit(nurse.get(path), path, {"because": "หมอสั่ง"})
    (row,) = rows(kind)
    assert (row.ended_on, row.ended_because) == (TODAY, "หมอสั่ง")


def test_an_allergy_cannot_be_ended_only_withdrawn(
    sign_in: SignIn, base: str, ids: dict[str, Any], rows: Callable[[type[Any]], list[Any]]
) -> None:
    nurse = sign_in("nok")
    nurse.get(f"{base}/allergies/{ids['allergy']}/end", expect=404)
    nurse.post(f"{base}/allergies/{ids['allergy']}/withdraw", {"because": "บันทึกผิดคน"})
    assert rows(Allergy)[0].withdrawn_because == "บันทึกผิดคน"
    nurse.get(f"{base}/allergies/{ids['allergy']}/edit", expect=404)


def test_a_look_written_by_mistake_is_withdrawn(
    sign_in: SignIn, base: str, ids: dict[str, Any]
) -> None:
    nurse = sign_in("nok")
    nurse.post(f"{base}/looks/{ids['look']}/withdraw", {"because": "รูปของคนอื่น"})
    assert "ยังไม่มีใครดูแผลนี้" in nurse.get(f"{base}/wounds/{ids['wound']}").text


def test_a_section_is_marked_as_reviewed(
    sign_in: SignIn, base: str, ids: dict[str, Any], rows: Callable[[type[Any]], list[Any]]
) -> None:
    nurse = sign_in("nok")
    nurse.post(f"{base}/medicines/review", after=nurse.get(base))
    assert [row.section for row in rows(HealthReview)] == ["medicines"]
    assert "ตรวจทานล่าสุด 22 พ.ย. 2569 · นก แสงทอง" in nurse.get(base).text


PAGES = ("", "/card", "/allergies/new", "/wounds/{wound}", "/wounds/{wound}/look",
         "/medicines/{medicine}/edit", "/medicines/{medicine}/end",
         "/medicines/{medicine}/withdraw")  # fmt: skip
DESKS = ("/strips", "/logbook")


@pytest.mark.parametrize("page", PAGES)
def test_another_town_finds_nothing(
    sign_in: SignIn, base: str, ids: dict[str, Any], page: str
) -> None:
    for username in ("nok_elsewhere", "malee_elsewhere"):
        sign_in(username).get(base + page.format_map(ids), expect=404)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("username", ["daughter", "director", "admin", "auditor"])
def test_others_may_not_open_a_page(
    sign_in: SignIn, base: str, ids: dict[str, Any], page: str, username: str
) -> None:
    sign_in(username).get(base + page.format_map(ids), expect=403)


@pytest.mark.parametrize("page", DESKS)
def test_strips_and_logbook_are_for_nurse_doctor_and_manager(
    sign_in: SignIn, cast: Cast, ids: dict[str, Any], page: str
) -> None:
    path = f"/elders/{cast.boonmee_id}{page}"
    for username in ("nok", "dr_thee", "malee"):
        sign_in(username).get(path)
    sign_in("nok_elsewhere").get(path, expect=404)
    for username in ("som", "daughter", "director"):
        sign_in(username).get(path, expect=403)


def test_a_caregiver_sees_the_card_and_no_more(
    sign_in: SignIn, base: str, ids: dict[str, Any], cast: Cast
) -> None:
    som = sign_in("som")
    text = som.get(f"{base}/card").text
    for words in (
        "เพนนิซิลลิน",
        "สายสวนปัสสาวะ",
        "แผลกดทับ ก้นกบ",
        "มีกลิ่นให้โทรหาเรา",
        "แอมโลดิปีน",
        "ญาติจัดให้",
    ):
        assert words in text
    for words in ("ความดันโลหิตสูง", "แม่เป็นเบาหวาน", "อยากอยู่บ้าน"):
        assert words not in text
    som.get(base, expect=403)
    som.get(f"/elders/{cast.boonmee_id}/files/{ids['photo']}", expect=404)
    sign_in("kham").get(f"{base}/card", expect=404)


def test_what_is_not_there_is_not_found(sign_in: SignIn, base: str, ids: dict[str, Any]) -> None:
    nurse = sign_in("nok")
    for page in ("/looks/new", "/barthel/new", f"/medicines/{NOBODY}/edit", f"/wounds/{NOBODY}",
                 f"/medicines/{ids['tube']}/edit", f"/nutrition/{ids['nutrition']}/edit",
                 f"/nothing/{ids['tube']}/withdraw", f"/looks/{ids['tube']}/withdraw"):  # fmt: skip
        nurse.get(base + page, expect=404)


def test_the_strips_compare_photos_and_number_the_medicines(
    sign_in: SignIn, cast: Cast, ids: dict[str, Any]
) -> None:
    page = sign_in("nok").get(f"/elders/{cast.boonmee_id}/strips?months=3&look={ids['look']}")
    assert "ระดับแผลกดทับ" in page.text
    assert "เริ่ม แอมโลดิปีน 5 มิลลิกรัม" in page.text
    assert ids["photo"] in page.html
    assert "ไม่มีค่าในช่วงนี้" in page.text


def test_the_logbook_has_fourteen_heads_and_asks_where_it_is_empty(
    sign_in: SignIn, cast: Cast, ids: dict[str, Any]
) -> None:
    page = sign_in("dr_thee").get(f"/elders/{cast.boonmee_id}/logbook")
    assert len(page.soup.select(".logbook-head")) == 14
    assert "แม่เป็นเบาหวาน" in page.text
    assert "ประวัติในหน้าสุขภาพ · 22 ต.ค. 2569" in page.text
    assert "ถามอาชีพเดิม" in page.text


def test_the_card_of_the_chart_shows_allergies_and_tubes(
    app: Flask, sessions: sessionmaker[Session], cast: Cast, ids: dict[str, Any]
) -> None:
    with app.test_request_context(), sessions() as session:
        macro = app.jinja_env.get_template("health/_card.html").module.health_card  # type: ignore[attr-defined]
        elder = session.get_one(Elder, cast.boonmee_id)
        drawn = str(macro(elder, glance(session, elder.id), True))
    for words in ("แพ้ เพนนิซิลลิน", "สายสวนปัสสาวะ", "มีแผล 1 แผล", "ดูสุขภาพทั้งหมด"):
        assert words in drawn
