"""What stands on the papers of meetings and pay: the fields of the forms (thai-ltc.md 5.1, 5.6)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from ltc.exchange.pdf.mapping import committee, conferences, pay, plans
from ltc.exchange.pdf.terms import (
    CaseLine,
    ConferenceFacts,
    Differing,
    GroupSum,
    HeardLine,
    HearingFacts,
    HearingOutcome,
    PartyLine,
    PayFacts,
    ProposalFacts,
    RoundFacts,
    SignedBy,
)
from ltc.foundation.printing.terms import Paper, Signer, signatures
from tests.exchange.pdf.test_mapping import PLAN, in_order, labels, said, signers, value_of

DAY = date(2026, 11, 22)
LINE = HeardLine(
    "บริการข้อ 1",
    "เช็ดตัว",
    ("เห็นด้วย: บุญมี (ผู้สูงอายุ)", "จันทร์ (ญาติ): ไม่เห็นด้วย “มาเย็น”"),
    "เข้าแผน · มาเย็นวันพุธ",
)
HEARING = HearingFacts(
    "นายบุญมี ใจดี", "แผนฉบับที่ 2", "ADL 8 คะแนน", "5,200.00 บาท",
    (PartyLine("บุญมี", "ผู้สูงอายุ", "", "มา"), PartyLine("จันทร์", "ญาติ", "ลูกสาว", "ไม่มา เพราะ ป่วย")),
    (PartyLine("ผิดคน", "ญาติ", "", "เชิญแล้ว", "เอาออกจากรายชื่อ เพราะ ชื่อซ้ำ"),),
    ("จันทร์ (ญาติ) · ทางโทรศัพท์",), (LINE,), (replace(LINE, words="ข้อเก่า"),), ("จันทร์ พูดภายหลัง",),
    "ทุกฝ่ายตกลงแล้ว",
)  # fmt: skip
CONFERENCE = ConferenceFacts(
    "เทศบาลเมืองลำพูน", "ประชุมพร้อมกัน", "ปิดประชุมแล้ว", DAY, datetime(2026, 11, 22, 6, tzinfo=UTC),
    "ศาลา", "", "มาลี", "มาลี", (HEARING,), ("เพิ่มว่า ฝนตก (มาลี)",),
)  # fmt: skip
APPROVED = CaseLine(
    "นายบุญมี ใจดี", "แผนฉบับที่ 2", "กลุ่ม 3", 1_044_200, "เห็นชอบ", 600_000, 100_000, "", "ออกเสียง 7 คน",
    True,
)  # fmt: skip
REFUSED = CaseLine("นางแก้ว", "แผนฉบับที่ 1", "กลุ่ม 1", 400_000, "ไม่เห็นชอบ", reason="เอกสารไม่ครบ")
GROUPS = tuple(GroupSum(f"กลุ่ม {n}", int(n == 3), 1_044_200 * (n == 3)) for n in range(1, 5))
ROUND = RoundFacts(
    "เทศบาลเมืองลำพูน", "ประชุมคณะอนุกรรมการ ครั้งที่ 2/2569", DAY, "ห้องประชุม", "มา 7 จาก 9", "", "ลพ 7",
    "ลพ 8", DAY, "ประธาน ใจดี", "ลงนามในระบบ 22 พ.ย. 2569", (APPROVED, REFUSED), GROUPS,
    (("แดง", "อสม.", "มา"), ("ดำ", "ปลัด", "ไม่มา: ติดราชการ")),
    (("ศูนย์ฯ", "ข้อเสนอที่ 1 ปีงบประมาณ 2570", (APPROVED, REFUSED)),),
)  # fmt: skip
PROPOSAL = ProposalFacts(
    "เทศบาลเมืองลำพูน", "เมืองลำพูน", "ลำพูน", "ศูนย์ฯ", "ข้อเสนอที่ 1 ปีงบประมาณ 2570", "เสนอแล้ว", "", "",
    date(2026, 10, 1), date(2027, 9, 30), GROUPS, (APPROVED,), "มาลี", "ผู้จัดการการดูแล", "",
)  # fmt: skip
PAY = PayFacts(
    "เทศบาลเมืองลำพูน", "สม", "ตุลาคม 2569", "ต่อครั้ง", "50.00 บาท", "", "1 วัน",
    (("6 ต.ค. 2569", "09:00–10:00 น.", "นายบุญมี", "เยี่ยม", "1 ครั้ง", "50.00"),), 5000, "", "",
    (SignedBy("ผู้รายงาน", "สม", "ลงชื่อในระบบ"), SignedBy("ผู้รับรอง", "", ""),
     SignedBy("ผู้ตรวจสอบ", "", ""), SignedBy("ประธานศูนย์ฯ", "", "")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("paper", "form"),
    [
        (
            conferences.minutes(CONFERENCE),
            ["วันที่", "เวลา", "สถานที่", "ผู้เรียกประชุม", "ผู้บันทึก", "นัดครั้งต่อไป", "1. นายบุญมี", "คะแนน",
             "งบประมาณ", "ผู้ที่เชิญ", "บุญมี", "จันทร์", "ใครให้เสียง", "ข้อในแผน", "เสียงของทุกฝ่าย",
             "ตัดสินอย่างไร", "บริการข้อ 1", "ข้อที่ไม่อยู่ในแผน", "เสียงหลังส่ง", "ผลของเรื่องนี้",
             "เพิ่มเติม"],
        ),
        (conferences.agenda(CONFERENCE), ["วันที่", "เวลา", "สถานที่", "เรื่องที่จะคุย", "ที่", "ผู้สูงอายุ", "1"]),
        (conferences.invitation(CONFERENCE), ["วันที่", "ผู้ที่เชิญ", "บุญมี", "จันทร์", "เรื่องที่จะคุย"]),
        (conferences.sign_in(CONFERENCE), ["วันที่", "ชื่อ-สกุล", "มาในฐานะ", "ลงชื่อ", "เวลา", "1", "2"]),
        (
            committee.proposal(PROPOSAL),
            ["เรียน", "หน่วยจัดบริการ", "อำเภอ", "จังหวัด", "องค์กรปกครองส่วนท้องถิ่น", "ขอรับการสนับสนุนรวม",
             "กลุ่ม", "จำนวน (คน)", "งบประมาณ (บาท)", "กลุ่ม 1", "กลุ่ม 2", "กลุ่ม 3", "กลุ่ม 4",
             "ระยะเวลาดำเนินการ", "แผนการดูแลรายบุคคลที่แนบ", "1"],
        ),
        (
            committee.decision(replace(PROPOSAL, rounds=(ROUND,))),
            ["ประชุมคณะอนุกรรมการ ครั้งที่ 2/2569", "วันที่ประชุม", "มติ", committee.LTC, committee.LOCAL,
             "1. นายบุญมี", "2. นางแก้ว", "หมายเหตุ"],
        ),
        (
            committee.decision(PROPOSAL),
            ["ประชุมครั้งที่", "วันที่ประชุม", "มติ", committee.LTC, committee.LOCAL, "เหตุผล", "หมายเหตุ"],
        ),
        (
            committee.round_minutes(ROUND),
            ["รายงานเลขที่", "วันที่ประชุม", "สถานที่", "ประธาน", "องค์ประชุม", "แดง", "ดำ", "กลุ่ม 1",
             committee.LTC, "มติรายคน", "1. นายบุญมี"],
        ),
        (
            committee.round_letter(ROUND),
            ["ที่", "วันที่", "เรื่อง", "เรียน", "หน่วยจัดบริการ", "ศูนย์ฯ", committee.LTC, "สิ่งที่ส่งมาด้วย"],
        ),
        (
            pay.pay_statement(PAY),
            ["ผู้รับค่าตอบแทน", "เดือน", "วันที่", "เวลา", "ผู้สูงอายุ", "กิจกรรม", "ชั่วโมง / ครั้ง",
             "จำนวนเงิน", "6 ต.ค. 2569", "รวมเป็นเงิน"],
        ),
    ],
    ids=lambda one: one.code if isinstance(one, Paper) else "",
)  # fmt: skip
def test_every_field_in_the_order_of_the_form(paper: Paper, form: list[str]) -> None:
    assert in_order(form, list(labels(paper)))


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        (conferences.minutes(CONFERENCE), ["ไม่เห็นด้วย “มาเย็น”", "เข้าแผน · มาเย็นวันพุธ", "เพราะ ป่วย",
                                           "ชื่อซ้ำ", "ข้อเก่า", "พูดภายหลัง", "ฝนตก"]),
        (committee.decision(replace(PROPOSAL, rounds=(ROUND,))),
         ["หกพันบาทถ้วน", "หนึ่งพันบาทถ้วน", "เอกสารไม่ครบ", "เห็นชอบ 1 ราย", "ไม่เห็นชอบ 1 ราย",
          "ส่งกลับให้แก้ 0 ราย"]),
        (committee.proposal(PROPOSAL), ["หนึ่งหมื่นสี่ร้อยสี่สิบสองบาทถ้วน", "30 กันยายน 2570"]),
        (pay.pay_statement(PAY), ["50.00 บาท (ห้าสิบบาทถ้วน)"]),
    ],
    ids=lambda one: one.code if isinstance(one, Paper) else "",
)  # fmt: skip
def test_what_must_not_be_missing(paper: Paper, words: list[str]) -> None:
    assert [one for one in words if one not in said(paper)] == []


@pytest.mark.parametrize("make", [conferences.agenda, conferences.invitation, conferences.sign_in])
def test_who_was_left_out_is_not_invited(make: Any) -> None:
    assert "ผิดคน" not in said(make(CONFERENCE))


def test_the_letter_names_no_elder() -> None:
    assert "บุญมี" not in said(committee.round_letter(ROUND))


def test_a_meeting_without_the_chairs_signature_is_a_draft() -> None:
    for make in (committee.round_minutes, committee.round_letter):
        assert "ร่าง" not in make(ROUND).about_th
        assert "ร่าง" in make(replace(ROUND, signed_on="")).about_th


def test_a_statement_has_four_signatures_with_the_day_where_it_was_signed() -> None:
    paper = pay.pay_statement(PAY)
    assert signers(paper) == ["ผู้รายงาน", "ผู้รับรอง", "ผู้ตรวจสอบ", "ประธานศูนย์ฯ"]
    places = paper.blocks[-1]["signers"]
    assert [one.get("on_th") for one in places] == ["ลงชื่อในระบบ", None, None, None]


def test_a_place_to_sign_without_a_day_reads_as_it_did_before_there_were_days() -> None:
    [place] = signatures(Signer("พยาน", "สม"))["signers"]
    assert place == {"role_th": "พยาน", "name": "สม", "is_thumb": False}


def test_minutes_are_signed_by_who_signed_them_else_left_open() -> None:
    given = SignedBy("ผู้รับรองรายงาน (พยาบาล)", "นก", "ลงชื่อในระบบ")
    assert signers(conferences.minutes(replace(CONFERENCE, signatures=(given,)))) == [given.role]
    assert signers(conferences.minutes(CONFERENCE)) == ["ผู้บันทึกรายงาน", "ผู้รับรองรายงาน"]


DIFFERS = Differing("บริการข้อ 1: เช็ดตัว", "จันทร์ (ญาติ)", "ไม่เห็นด้วย", "มาเย็น", "")


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        (HearingOutcome(DAY, False, (DIFFERS,)), ["จันทร์ (ญาติ)", "ไม่เห็นด้วย “มาเย็น”", "ยังไม่ตัดสิน"]),
        (HearingOutcome(DAY, True, (replace(DIFFERS, settled="เข้าแผน"),)), ["มาเย็น", "เข้าแผน"]),
        (HearingOutcome(DAY, True, ()), ["ทุกฝ่ายเห็นด้วยทุกข้อ"]),
        (HearingOutcome(DAY, False, ()), ["ยังคุยไม่จบ"]),
    ],
)
def test_a_plan_says_who_still_differs(heard: HearingOutcome, words: list[str]) -> None:
    paper = plans.care_plan(replace(PLAN, heard=heard))
    assert "ความเห็นที่ยังต่าง" in list(labels(paper))
    assert [one for one in words if one not in said(paper)] == []
    assert paper.blocks[-1]["kind"] == "signatures"


def test_a_plan_that_was_never_heard_says_nothing_of_it() -> None:
    assert "ความเห็นที่ยังต่าง" not in list(labels(plans.care_plan(PLAN)))


def test_a_plan_lists_what_its_budget_is_made_of() -> None:
    costs = (("CG", "104 ครั้ง", 5000, 520_000), ("เตียง", "1", None, 100_000))
    paper = plans.care_plan(
        replace(PLAN, costs=costs, cost_note="ราคาของตำบลหนึ่ง", budget=620_000, rate="10,442")
    )
    table = next(
        one for one in paper.blocks
        if one["kind"] == "table" and one["columns"][0]["label_th"] == "รายการค่าใช้จ่าย"
    )  # fmt: skip
    assert table["foot"][-1] == "6,200.00"
    assert [row[2] for row in table["rows"]] == ["50.00", "-"]
    assert "ราคาของตำบลหนึ่ง" in said(paper)
    assert value_of(paper, "งบประมาณ").startswith("6,200.00 บาท")


def test_an_ordinary_day_stands_beside_the_week() -> None:
    paper = plans.weekly_plan(replace(PLAN, daily=("ตื่นนอน", "อาหารเช้า")))
    week = next(one for one in paper.blocks if one["kind"] == "week")
    assert [hour["beside"] for hour in week["hours"][:3]] == ["ตื่นนอน", "อาหารเช้า", ""]
