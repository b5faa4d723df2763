"""The monthly statement of pay with four signatures (thai-ltc.md 5.6, smartcare rpt2, rpt3)."""

from ltc.exchange.pdf.terms import PayFacts
from ltc.foundation.i18n.baht import baht, baht_words
from ltc.foundation.printing import terms as of
from ltc.foundation.printing.terms import Cell, Column, Fact, Paper, Signer


def pay_statement(facts: PayFacts) -> Paper:
    """A month of one person: date, time, elder, activity, hours or visits, amount, the sum."""
    rows: list[list[Cell]] = [list(line) for line in facts.lines]
    columns = [Column("วันที่", 1.05), Column("เวลา", 1.3), Column("ผู้สูงอายุ", 1.6),
               Column("กิจกรรม", 1.9), Column("ชั่วโมง / ครั้ง", 1),
               Column("จำนวนเงิน (บาท)", 1, is_number=True)]  # fmt: skip
    blocks = [
        of.facts(
            Fact("ผู้รับค่าตอบแทน", facts.person), Fact("เดือน", facts.month),
            Fact("จ่ายแบบ", facts.regime, is_wide=True), Fact("อัตรา", facts.rate, is_wide=True),
            Fact("นับได้", facts.counted),
        ),
        of.table(columns, rows, is_small=True, empty=0 if rows else 3,
                 foot=["รวม", " ", " ", " ", " ", baht(facts.total)]),
        of.facts(
            Fact("รวมเป็นเงิน", f"{baht(facts.total)} บาท ({baht_words(facts.total)})", is_wide=True),
            *([Fact("จ่ายแล้ว", facts.paid, is_wide=True)] if facts.paid else []),
        ),
        *([of.note(facts.note)] if facts.note else []),
        of.signatures(*(Signer(one.role, one.name, on_th=one.on) for one in facts.signed)),
    ]  # fmt: skip
    about = " · ".join(part for part in (facts.person, facts.month, facts.standing) if part)
    return Paper("pay_statement", "รายงานค่าตอบแทนประจำเดือน", facts.town, about, tuple(blocks))
