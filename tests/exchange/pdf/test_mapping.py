"""What stands on each paper: the fields of the official forms (thai-ltc.md 5.2 to 5.4)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ltc.care.cases.queries.reference import list_services
from ltc.exchange.pdf.catalogue import PAPERS, find_paper, make, papers_about
from ltc.exchange.pdf.mapping import plans, visits
from ltc.exchange.pdf.terms import (
    ConsentFacts,
    HealthFacts,
    PersonFacts,
    PlanFacts,
    ServiceFacts,
    Subject,
    VisitFacts,
)
from ltc.foundation.core.ids import new_id
from ltc.foundation.printing.press import TEMPLATES
from ltc.foundation.printing.terms import Paper, Slot
from tests.care.cases.ordinary import plan_draft

PERSON = PersonFacts("นายบุญมี ใจดี", "9-xxxx-xxxx1-23-4", "13 เม.ย. 2487", "82 ปี", "12/3 ซอย 2",
                     "0812345678", "เทศบาลเมืองลำพูน")  # fmt: skip
CONSENT = ConsentFacts("ขอเก็บข้อมูล", "1", "ยังไม่ผ่านการตรวจ")
SERVICES = (
    ServiceFacts("food", "ดูแลอาหาร", "ป้อนข้าว", "2 ครั้งต่อวัน", "ญาติ", "relative", ""),
    ServiceFacts("daily_living", "กิจวัตร", "เช็ดตัว", "2 ครั้งต่อสัปดาห์", "สม", "caregiver", ""),
    ServiceFacts("nursing", "การพยาบาล", "", "1 ครั้งต่อเดือน", "นก", "nurse", ""),
    ServiceFacts("planning", "วางแผน", "", "1 ครั้งต่อปี", "มาลี", "care_manager", ""),
    ServiceFacts("review", "ปรับแผน", "", "4 ครั้งต่อปี", "มาลี", "care_manager", ""),
)
PLAN = PlanFacts(
    PERSON, 2, "active", True, None, "", date(2026, 11, 22), plan_draft(), SERVICES,
    "8 คะแนน", "ชั้น I3", "กลุ่ม 3", CONSENT, HealthFacts("อัมพาต (I63.9)", "เบาหวาน", "เมตฟอร์มิน", ""),
    "มาลี", caregivers=("สม",), contacts=(("มาลี ผู้จัดการการดูแล", "0811111111"),),
)  # fmt: skip
VISIT = VisitFacts(
    PERSON, 7, "done", "", date(2026, 11, 20), datetime(2026, 11, 20, 2, tzinfo=UTC),
    datetime(2026, 11, 20, 3, 20, tzinfo=UTC), 80, "ปวดเข่า", (("ชีพจร", "78"),), "ตื่นดี", "สงบ",
    "ปกติ", "คงที่", "8 คะแนน",
    (("1. กิจวัตร", (("อาบน้ำ", True), ("สระผม", False), ("แต่งตัว", None)), "ผิวแห้ง"),),
    "สดชื่น", "ดูเข่า", "จันทร์", "สม",
)  # fmt: skip


def labels(paper: Paper) -> Iterator[str]:
    """The labels of a paper in their order: facts, words, columns, headings, first cells."""
    for block in paper.blocks:
        if block["kind"] == "facts":
            yield from (one["label_th"] for one in block["facts"])
        elif block["kind"] in ("words", "ticks"):
            yield block["label_th"]
        elif block["kind"] == "table":
            yield from (one["label_th"] for one in block["columns"])
            yield from (str(row[0]) for row in block["rows"])
        elif block["kind"] == "heading":
            yield block["text"]


def in_order(wanted: list[str], found: list[str]) -> bool:
    """True when each wanted word begins a label, one after another."""
    rest = iter(found)
    return all(any(label.startswith(word) for label in rest) for word in wanted)


def signers(paper: Paper) -> list[str]:
    """Who signs."""
    return [
        one["role_th"] for block in paper.blocks if block["kind"] == "signatures"
        for one in block["signers"]
    ]  # fmt: skip


def said(paper: Paper) -> str:
    """All that a paper says."""
    return json.dumps(paper.blocks, ensure_ascii=False)


def value_of(paper: Paper, label: str) -> Any:
    """What stands in a field."""
    return next(
        one["value"] for block in paper.blocks if block["kind"] == "facts"
        for one in block["facts"] if one["label_th"].startswith(label)
    )  # fmt: skip


def test_the_plan_has_every_field_of_the_form_in_its_order() -> None:
    form = [
        "ชื่อ-สกุล", "เลขบัตรประชาชน", "วันเกิด", "อายุ", "ที่อยู่", "โทร", "หน่วยบริการ", "วันที่จัดทำ",
        "ระดับความเร่งด่วน", "ADL", "TAI", "งบประมาณที่ขอรับการสนับสนุน", "วินิจฉัยโรคหลัก", "โรคร่วม",
        "ยารักษาโรคประจำตัว", "แนวคิดของผู้ใช้บริการและครอบครัว", "ประเด็นปัญหาในการดำรงชีวิต",
        "แนวนโยบายการให้ความช่วยเหลือ", "เป้าหมายการดำรงชีวิต", "วันที่คาดว่าจะบรรลุ",
        "บริการที่นอกเหนือจากรายสัปดาห์", "ข้อควรระวัง", "ประเมินก่อนให้บริการ", "ดูแลโดยทีมหมอครอบครัว",
        "ดูแลโดยผู้ดูแลผู้สูงอายุ", "ประเมินผล", "อัตราชดเชย",
    ]  # fmt: skip
    assert in_order(form, list(labels(plans.care_plan(PLAN))))


@pytest.mark.parametrize(
    ("label", "over", "value"),
    [
        ("ระดับความเร่งด่วน", {}, ""),
        ("ระดับความเร่งด่วน", {"urgency": "แดง"}, "แดง"),
        ("งบประมาณ", {}, ""),
        ("งบประมาณ", {"budget": 10_442_00}, "10,442.00 บาท (หนึ่งหมื่นสี่ร้อยสี่สิบสองบาทถ้วน)"),
        ("อัตราชดเชย", {}, ""),
        ("วินิจฉัยโรคหลัก", {}, "อัมพาต (I63.9)"),
        ("วินิจฉัยโรคหลัก", {"health": None}, plans.NOT_FOR_READER),
        ("ยารักษา", {"health": None}, plans.NOT_FOR_READER),
    ],
)
def test_a_field_of_the_plan(label: str, over: dict[str, Any], value: str) -> None:
    assert value_of(plans.care_plan(replace(PLAN, **over)), label) == value


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"status": "draft", "is_interim": False}, "(ร่าง)"),
        ({}, "(ใช้ชั่วคราว ยังไม่อนุมัติ)"),
        ({"is_interim": False, "approved_on": date(2026, 12, 1)}, "อนุมัติแล้ว 1 ธ.ค. 2569"),
    ],
)
@pytest.mark.parametrize("kind", papers_about(Subject.PLAN), ids=lambda kind: kind.code)
def test_every_paper_says_what_its_plan_is(kind: Any, over: dict[str, Any], words: str) -> None:
    assert kind.make(replace(PLAN, **over)).about_th.endswith(words)


def test_who_gives_a_service_decides_its_line() -> None:
    [*_, table] = [b for b in plans.care_plan(PLAN).blocks if b["kind"] == "table"]
    assert [row[1].split(" ")[0] for row in table["rows"]] == [
        "วางแผน",
        "การพยาบาล",
        "กิจวัตร",
        "ปรับแผน",
    ]


def test_the_week_runs_from_six_to_midnight_with_four_signatures() -> None:
    paper = plans.weekly_plan(replace(PLAN, slots=(Slot(2, 540, 600, "เช็ดตัว"),)))
    week = next(block for block in paper.blocks if block["kind"] == "week")
    assert [week["hours"][0]["label"], week["hours"][-1]["label"], len(week["hours"])] == [
        "06:00–07:00", "23:00–24:00", 18,
    ]  # fmt: skip
    assert [day.split("\n")[0] for day in week["days"]] == [
        "จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์",
    ]  # fmt: skip
    assert week["hours"][3]["cells"][2] == "เช็ดตัว"
    assert len(signers(paper)) == 4
    assert "ประธานคณะอนุกรรมการ" in signers(paper)[-1]
    assert paper.is_wide


def test_a_consent_that_was_given_is_ticked_and_an_open_one_is_not() -> None:
    given = replace(CONSENT, scope=frozenset({"care"}), given_by="จันทร์", how="thumb_print",
                    witness="สม", given_on=date(2026, 11, 22))  # fmt: skip
    for consent, ticked in ((CONSENT, 0), (given, 2)):
        paper = plans.consent(replace(PLAN, consent=consent))
        ticks = [one for b in paper.blocks if b["kind"] == "ticks" for one in b["ticks"]]
        assert sum(one["tick"] for one in ticks) == ticked
        assert signers(paper) == ["ผู้ให้ความยินยอม", "พยาน"]
        assert "ยังไม่ผ่านการตรวจ" in said(paper)


def test_the_paper_on_the_wall_names_no_disease_medicine_or_score() -> None:
    paper = plans.wall_plan(PLAN)
    assert paper.is_large
    for secret in ("อัมพาต", "เบาหวาน", "เมตฟอร์มิน", "8 คะแนน", "I3", "9-xxxx"):
        assert secret not in said(paper)
    assert "1669" in said(paper)
    assert "0811111111" in said(paper)
    assert "วางแผน" not in said(paper)


def test_the_relatives_code_stands_there_only_with_a_link() -> None:
    linked = replace(PLAN, family_link="https://example.org/f/x", family_who="จันทร์")
    assert [b["text"] for b in plans.wall_plan(linked).blocks if b["kind"] == "code"] == [
        "https://example.org/f/x"
    ]
    assert not [b for b in plans.wall_plan(PLAN).blocks if b["kind"] == "code"]


def test_every_service_has_a_drawing() -> None:
    drawn = {file.stem for file in (TEMPLATES / "icons").glob("*.svg")}
    used = {plans.ICONS.get(service.code, "other") for service in list_services()}
    assert used <= drawn
    assert used - {"other"} == set(plans.ICONS.values())
    assert drawn <= used | {"other"}


def test_the_visit_record_goes_through_s_o_a_p_and_is_signed_by_two() -> None:
    paper = visits.visit_record(VISIT)
    assert in_order(["ชื่อ-สกุล", "วันที่เยี่ยม", "เวลา", "รวมเวลา", "S ·", "O ·", "ชีพจร", "ลักษณะผิวหนัง",
                     "ADL", "A ·", "งาน", "ผลการปฏิบัติงาน", "P ·"], list(labels(paper)))  # fmt: skip
    table = next(block for block in paper.blocks if block["kind"] == "table")
    assert [[cell["tick"] for cell in row[1:3]] for row in table["rows"][1:]] == [
        [True, False], [False, True], [False, False],
    ]  # fmt: skip
    assert signers(paper) == ["ผู้สูงอายุหรือญาติ", "ผู้ดูแลผู้สูงอายุ (CG)"]


def test_a_visit_in_vain_says_why_and_has_no_checklist() -> None:
    paper = visits.visit_record(
        replace(VISIT, could_not="ไม่มีใครอยู่บ้าน", ended_at=None, minutes=None)
    )
    assert "ไม่มีใครอยู่บ้าน" in said(paper)
    assert not [block for block in paper.blocks if block["kind"] == "table"]


def test_codes_are_found_among_papers_of_their_kind_only() -> None:
    assert len({one.code for one in PAPERS}) == len(PAPERS)
    assert find_paper(Subject.VISIT, "care_plan") is None
    assert find_paper(Subject.PLAN, "care_plan") is PAPERS[0]


def test_the_same_facts_about_another_plan_are_another_document() -> None:
    kinds = papers_about(Subject.PLAN)
    one, other = new_id(), new_id()
    first = make(kinds, PLAN, subject_id=one, elder_id=None)
    assert [made.id for made in make(kinds, PLAN, subject_id=one, elder_id=None)] == [
        made.id for made in first
    ]
    assert {made.id for made in first}.isdisjoint(
        made.id for made in make(kinds, PLAN, subject_id=other, elder_id=None)
    )
