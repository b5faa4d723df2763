"""The record of one visit, as the caregiver's form lays it out: S, O, A, P (thai-ltc.md 5.4)."""

from collections.abc import Iterable

from ltc.exchange.pdf.terms import VisitFacts
from ltc.foundation.i18n.dates import clock_time, long_date
from ltc.foundation.printing import terms as of
from ltc.foundation.printing.terms import Block, Cell, Column, Fact, Paper, Signer

NOBODY_MET = "ไปแล้ว ไม่ได้เยี่ยม"


def visit_record(facts: VisitFacts) -> Paper:
    """The visit record, with both signatures."""
    about = f"{facts.person.full_name} · การเยี่ยมเลขที่ {facts.number:,}"
    blocks = [
        _head(facts),
        *([of.words(NOBODY_MET, facts.could_not)] if facts.could_not else _met(facts)),
        of.words("ผลการปฏิบัติงาน", facts.note),
        of.words("P · แผนครั้งหน้า", facts.next_plan),
        of.signatures(
            Signer("ผู้สูงอายุหรือญาติ", facts.signed_by, is_thumb=True),
            Signer("ผู้ดูแลผู้สูงอายุ (CG)", facts.caregiver),
        ),
        *([of.note(facts.amends)] if facts.amends else []),
    ]
    return Paper("visit_record", "บันทึกการเยี่ยมบ้านรายครั้ง", facts.person.town, about, tuple(blocks))


def _head(facts: VisitFacts) -> Block:
    person = facts.person
    return of.facts(
        Fact("ชื่อ-สกุล", person.full_name), Fact("อายุ", person.age),
        Fact("ที่อยู่", person.address, is_wide=True),
        Fact("วันที่เยี่ยม", long_date(facts.visited_on)),
        Fact("เวลา", _times(facts)),
        Fact("รวมเวลา", f"{facts.minutes} นาที" if facts.minutes is not None else "-"),
        Fact("ผู้เยี่ยม", facts.caregiver),
    )  # fmt: skip


def _times(facts: VisitFacts) -> str:
    ended = f" ถึง {clock_time(facts.ended_at)}" if facts.ended_at else ""
    return f"{clock_time(facts.started_at)}{ended}"


def _met(facts: VisitFacts) -> Iterable[Block]:
    seen = (
        Fact("ลักษณะผิวหนัง", facts.skin), Fact("ความรู้สึกตัว", facts.consciousness),
        Fact("อารมณ์", facts.mood), Fact("เทียบครั้งก่อน", facts.change),
        Fact("ADL", facts.adl, is_wide=True),
    )  # fmt: skip
    yield of.words("S · ปัญหาหรือความต้องการ", facts.problems)
    yield of.heading("O · สิ่งที่เห็นและวัดได้")
    yield of.facts(*(Fact(label, value) for label, value in facts.vitals), *seen)
    yield of.heading("A · งานที่ทำ")
    yield of.table(
        [Column("งาน", 3.4), Column("ได้ทำ", 0.7), Column("ไม่ได้ทำ", 0.8), Column("หมายเหตุ", 2)],
        list(_work(facts)), is_small=True,
    )  # fmt: skip


def _work(facts: VisitFacts) -> Iterable[list[Cell]]:
    for title, lines, note in facts.parts:
        yield [of.strong(title), " ", " ", note or " "]
        for label, is_done in lines:
            yield [f"    {label}", of.tick(is_done), of.tick(is_done is False), " "]
