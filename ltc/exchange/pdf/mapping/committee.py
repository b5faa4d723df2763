"""The papers of approval: proposal and decision (form 5.1), minutes and letter of a meeting.

Fields and their order: thai-ltc.md section 5.1, read from a Thai system of before 2561 (smartcare
rpt45.xls).
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from ltc.care.approval.terms import Outcome
from ltc.exchange.pdf.terms import CaseLine, GroupSum, ProposalFacts, RoundFacts
from ltc.foundation.i18n.baht import baht, baht_words
from ltc.foundation.i18n.dates import long_date, short_date
from ltc.foundation.printing import terms as of
from ltc.foundation.printing.terms import Block, Cell, Column, Fact, Paper, Signer

CHAIR = "ประธานคณะอนุกรรมการ"
TO_CHAIR = "ประธานคณะอนุกรรมการสนับสนุนการจัดบริการดูแลระยะยาวสำหรับผู้สูงอายุที่มีภาวะพึ่งพิง"
LTC, LOCAL = "จากบัญชีการดูแลระยะยาว (LTC)", "จากบัญชีกองทุนหลักประกันสุขภาพท้องถิ่น"


def _figures(satang: int) -> str:
    return f"{baht(satang)} บาท ({baht_words(satang)})"


def proposal(facts: ProposalFacts) -> Paper:
    """Part 1 of the form: who asks the committee, how much for each group, for whom."""
    total = sum(one.satang for one in facts.groups)
    blocks = [
        of.facts(
            Fact("เรียน", TO_CHAIR, is_wide=True),
            Fact("หน่วยจัดบริการ", facts.provider, is_wide=True),
            Fact("อำเภอ", facts.district), Fact("จังหวัด", facts.province),
            Fact("องค์กรปกครองส่วนท้องถิ่น", facts.town, is_wide=True),
            Fact("เลขที่เอกสาร", facts.document_no), Fact("หนังสือนำส่ง", facts.letter),
            Fact("ขอรับการสนับสนุนรวม", _figures(total), is_wide=True),
        ),
        _groups(facts.groups),
        of.facts(
            Fact(
                "ระยะเวลาดำเนินการ",
                f"{long_date(facts.first_on)} ถึง {long_date(facts.last_on)}", is_wide=True,
            )
        ),
        of.heading("แผนการดูแลรายบุคคลที่แนบ"),
        _attached(facts.cases),
        of.signatures(
            Signer(f"ผู้เสนอ {facts.position}".strip(), facts.proposer, on_th=facts.submitted_on),
            columns=2,
        ),
    ]  # fmt: skip
    title = "ข้อเสนอการจัดบริการดูแลระยะยาว ส่วนที่ 1"
    return Paper("proposal", title, facts.town, _about(facts), tuple(blocks))


def _about(facts: ProposalFacts) -> str:
    return f"{facts.number} · {facts.standing}"


def _groups(groups: Sequence[GroupSum]) -> Block:
    rows: list[list[Cell]] = [[one.label, f"{one.people:,}", baht(one.satang)] for one in groups]
    people, satang = sum(one.people for one in groups), sum(one.satang for one in groups)
    return of.table(
        [Column("กลุ่ม", 3), Column("จำนวน (คน)", 1, is_number=True),
         Column("งบประมาณ (บาท)", 1.4, is_number=True)],
        rows, foot=[f"รวม ({baht_words(satang)})", f"{people:,}", baht(satang)],
    )  # fmt: skip


def _attached(cases: Iterable[CaseLine]) -> Block:
    rows: list[list[Cell]] = [
        [str(number), one.elder, one.group, one.plan, baht(one.asked)]
        for number, one in enumerate(cases, 1)
    ]
    columns = [Column("ที่", 0.3), Column("ผู้สูงอายุ", 1.9), Column("กลุ่มและคะแนน", 2.2),
               Column("แผน", 0.9), Column("ขอ (บาท)", 1, is_number=True)]  # fmt: skip
    return of.table(columns, rows, is_small=True, empty=0 if rows else 2)


def decision(facts: ProposalFacts) -> Paper:
    """Part 3 of the form: meeting, agreed or not, the two accounts, reasons, the chair.

    Before a decision every field is there to be written on.
    """
    blocks: list[Block] = [
        of.facts(
            Fact("หน่วยจัดบริการ", facts.provider, is_wide=True), Fact("ข้อเสนอ", facts.number),
            Fact("เลขที่เอกสาร", facts.document_no),
        )
    ]  # fmt: skip
    for one in facts.rounds:
        blocks += _decided(one)
    if not facts.rounds:
        blocks += _open(facts)
    title = "ข้อเสนอการจัดบริการดูแลระยะยาว ส่วนที่ 3 มติ"
    return Paper("proposal_decision", title, facts.town, _about(facts), tuple(blocks))


def _decided(one: RoundFacts) -> list[Block]:
    told = Counter(case.outcome for case in one.cases)
    return [
        of.heading(one.title),
        of.facts(Fact("วันที่ประชุม", long_date(one.held_on)), Fact("รายงานเลขที่", one.minutes_no)),
        of.ticks(
            "มติ",
            *(
                of.tick(bool(told[each.label_th]), f"{each.label_th} {told[each.label_th]} ราย")
                for each in Outcome
            ),
        ),
        _accounts(one.cases),
        _outcomes(one.cases),
        of.words("หมายเหตุ", one.quorum),
        of.signatures(Signer(CHAIR, one.chair, on_th=one.signed_on), columns=2),
    ]


def _open(facts: ProposalFacts) -> list[Block]:
    return [
        of.facts(Fact("ประชุมครั้งที่ / พ.ศ."), Fact("วันที่ประชุม")),
        of.ticks("มติ", of.tick(None, "เห็นชอบ"), of.tick(None, "ไม่เห็นชอบ")),
        of.facts(Fact(LTC, is_wide=True), Fact(LOCAL, is_wide=True)),
        _attached(facts.cases),
        of.words("เหตุผล", ""),
        of.words("หมายเหตุ", ""),
        of.signatures(Signer(CHAIR), columns=2),
    ]


def _accounts(cases: Iterable[CaseLine]) -> Block:
    told = [one for one in cases if one.is_approved]
    return of.facts(
        Fact(LTC, _figures(sum(one.ltc for one in told)), is_wide=True),
        Fact(LOCAL, _figures(sum(one.local for one in told)), is_wide=True),
    )


def _outcomes(cases: Iterable[CaseLine]) -> Block:
    rows: list[list[Cell]] = [
        [f"{number}. {one.elder}\n{one.group} · {one.plan}", one.outcome or "รอมติ",
         baht(one.ltc), baht(one.local),
         "\n".join(part for part in (one.reason, one.counted) if part) or "-"]
        for number, one in enumerate(cases, 1)
    ]  # fmt: skip
    columns = [Column("ผู้สูงอายุ", 2.2), Column("มติ", 0.9), Column("บัญชี LTC (บาท)", 1, is_number=True),
               Column("กองทุนท้องถิ่น (บาท)", 1.05, is_number=True),
               Column("เหตุผลและผู้งดออกเสียง", 1.9)]  # fmt: skip
    return of.table(columns, rows or [["รอบนี้ไม่มีมติ", "-", "-", "-", "-"]], is_small=True)


def round_minutes(facts: RoundFacts) -> Paper:
    """The minutes of a meeting: who came, the groups, the accounts, each case, the chair."""
    blocks = [
        of.facts(
            Fact("รายงานเลขที่", facts.minutes_no), Fact("วันที่ประชุม", long_date(facts.held_on)),
            Fact("สถานที่", facts.place), Fact("ประธานในที่ประชุม", facts.chair),
            Fact("องค์ประชุม", facts.quorum, is_wide=True),
        ),
        of.heading("ผู้มาประชุม"),
        of.table(
            [Column("กรรมการ", 1.6), Column("ตำแหน่ง", 1.6), Column("มาหรือไม่", 1.4)],
            [list(one) for one in facts.seats], is_small=True,
        ),
        of.heading("ที่เห็นชอบ แยกตามกลุ่ม"),
        _groups(facts.groups),
        _accounts(facts.cases),
        of.heading("มติรายคน"),
        _outcomes(facts.cases),
        *([of.note(facts.note)] if facts.note else []),
        of.signatures(
            Signer(CHAIR, facts.chair, on_th=facts.signed_on), Signer("ผู้จดรายงาน"),
        ),
    ]  # fmt: skip
    return Paper(
        "round_minutes", f"รายงานการ{facts.title}", facts.town, _round(facts), tuple(blocks)
    )


def _round(facts: RoundFacts) -> str:
    standing = facts.signed_on or "(ร่าง ประธานยังไม่ลงนาม)"
    return f"{short_date(facts.held_on)} · {standing}"


def round_letter(facts: RoundFacts) -> Paper:
    """The letter that tells providers what was decided: sums only, names stand in what it sends."""
    rows: list[list[Cell]] = []
    for provider, number, cases in facts.by_proposal:
        approved = [one for one in cases if one.is_approved]
        sums = [baht(sum(one.ltc for one in approved)), baht(sum(one.local for one in approved))]
        rows.append(
            [f"{provider}\n{number}", str(len(approved)), str(len(cases) - len(approved)), *sums]
        )
    columns = [Column("หน่วยจัดบริการและข้อเสนอ", 2.4), Column("เห็นชอบ (คน)", 0.9, is_number=True),
               Column("ไม่เห็นชอบหรือส่งกลับ (คน)", 1.1, is_number=True),
               Column("บัญชี LTC (บาท)", 1.1, is_number=True),
               Column("กองทุนท้องถิ่น (บาท)", 1.1, is_number=True)]  # fmt: skip
    providers = "\n".join(dict.fromkeys(provider for provider, _, _ in facts.by_proposal))
    said = f"ตามการ{facts.title} เมื่อ{long_date(facts.held_on)} คณะอนุกรรมการมีมติดังตาราง"
    blocks = [
        of.facts(
            Fact("ที่", facts.letter_no), Fact("วันที่", short_date(facts.letter_on)),
            Fact("เรื่อง", "แจ้งมติการพิจารณาแผนการดูแลรายบุคคล", is_wide=True),
        ),
        of.words("เรียน", providers),
        of.words("", said),
        of.table(columns, rows, empty=0 if rows else 2),
        _accounts(facts.cases),
        of.words(
            "สิ่งที่ส่งมาด้วย", "ข้อเสนอ ส่วนที่ 3 (มติรายคนพร้อมเหตุผล) ของแต่ละหน่วยจัดบริการ"
        ),
        of.signatures(Signer(CHAIR, facts.chair, on_th=facts.signed_on), columns=2),
    ]  # fmt: skip
    return Paper("round_letter", "หนังสือแจ้งมติ", facts.town, _round(facts), tuple(blocks))
