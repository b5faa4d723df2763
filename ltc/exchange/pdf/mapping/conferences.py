"""The papers of a conference: its agenda, the invitation and the sign-in sheet of a case, minutes.

No official form is known (thai-ltc.md 5.10): what stands here is the least that is honest.
"""

from collections.abc import Iterable

from ltc.care.conferences.terms import Presence
from ltc.exchange.pdf.terms import ConferenceFacts, HeardLine, HearingFacts
from ltc.foundation.i18n.dates import clock_time, long_date, short_date
from ltc.foundation.printing import terms as of
from ltc.foundation.printing.terms import Block, Cell, Column, Fact, Paper, Signer

ROOM = " \n "  # a line high enough to sign in
SPARE_LINES = 4
ABSENT = Presence.ABSENT.label_th
NOBODY = "ยังไม่มีใครให้เสียง"
NO_FORM = "ยังไม่พบแบบฟอร์มทางการของรายงานนี้ หัวข้อเป็นของระบบเอง"
CANNOT_COME = (
    "ถ้ามาไม่ได้ ให้เสียงทางโทรศัพท์หรือทางลิงก์ใช้ครั้งเดียวได้ แจ้งผู้เชิญก่อนวันประชุม ทุกเสียงมีค่าเท่ากัน และไม่เห็นด้วยได้"
)


def _paper(code: str, title_th: str, facts: ConferenceFacts, about: str,
           blocks: Iterable[Block]) -> Paper:  # fmt: skip
    return Paper(code, title_th, facts.town, about, tuple(blocks))


def _when(facts: ConferenceFacts) -> str:
    return f"{short_date(facts.held_on)} {clock_time(facts.starts_at)} · {facts.state}"


def _head(facts: ConferenceFacts, *more: Fact) -> Block:
    return of.facts(
        Fact("วันที่", long_date(facts.held_on)), Fact("เวลา", clock_time(facts.starts_at)),
        Fact("สถานที่", facts.place or "-", is_wide=True), Fact("ประชุมแบบ", facts.kind),
        Fact("ผู้เรียกประชุม", facts.called_by), *more,
    )  # fmt: skip


def agenda(facts: ConferenceFacts) -> Paper:
    """What a conference is about, case by case, for those who lead it."""
    rows: list[list[Cell]] = [
        [str(number), f"{one.elder}\n{one.plan}", _names(one), f"{len(one.lines)} ข้อ"]
        for number, one in enumerate(facts.hearings, 1)
    ]
    columns = [Column("ที่", 0.3), Column("ผู้สูงอายุและแผน", 1.6), Column("ผู้ที่เชิญ", 2.6),
               Column("เรื่องที่คุย", 0.7)]  # fmt: skip
    blocks = [
        _head(facts),
        *([of.words("หมายเหตุ", facts.note)] if facts.note else []),
        of.heading("เรื่องที่จะคุย"),
        of.table(columns, rows),
        of.note("มีชื่อผู้สูงอายุหลายคน ใช้ในทีมเท่านั้น เชิญญาติด้วยหนังสือเชิญของแต่ละคน"),
        of.signatures(Signer("ผู้เรียกประชุม", facts.called_by), columns=2),
    ]
    return _paper("agenda", "วาระการประชุมวางแผนการดูแล", facts, _when(facts), blocks)


def _names(one: HearingFacts) -> str:
    return "\n".join(f"{party.name} ({party.kind})" for party in one.parties) or "-"


def invitation(facts: ConferenceFacts) -> Paper:
    """The invitation to one case: when, where, who is asked, each line to speak about."""
    [one] = facts.hearings
    lines = "\n".join(f"{line.place}: {line.words}" for line in one.lines)
    blocks = [
        _head(facts),
        of.words("", f"ขอเชิญร่วมคุยแผนการดูแลของ {one.elder} ({one.plan}) ก่อนเริ่มใช้แผน"),
        of.table(
            [Column("ผู้ที่เชิญ", 2), Column("เป็น", 1), Column("เกี่ยวข้อง", 1)],
            [[party.name, party.kind, party.relation or "-"] for party in one.parties],
        ),
        of.words("เรื่องที่จะคุย", lines or "ร่างแผนยังไม่มีข้อให้คุย"),
        *([of.words("หมายเหตุ", facts.note)] if facts.note else []),
        of.note(CANNOT_COME),
        of.signatures(Signer("ผู้เชิญ", facts.called_by), columns=2),
    ]
    about = f"{one.elder} · {_when(facts)}"
    return _paper("invitation", "หนังสือเชิญประชุมวางแผนการดูแล", facts, about, blocks)


def sign_in(facts: ConferenceFacts) -> Paper:
    """The sheet on which those who come to one case sign, with room for who was not asked."""
    [one] = facts.hearings
    rows: list[list[Cell]] = [
        [str(number), party.name, _as_what(party.kind, party.relation), ROOM, " ",
         party.standing if party.standing.startswith(ABSENT) else " "]
        for number, party in enumerate(one.parties, 1)
    ]  # fmt: skip
    spare: list[list[Cell]] = [[" ", " ", " ", ROOM, " ", " "]] * SPARE_LINES
    columns = [Column("ที่", 0.3), Column("ชื่อ-สกุล", 1.7), Column("มาในฐานะ", 1.3),
               Column("ลงชื่อ", 1.9), Column("เวลา", 0.6), Column("ถ้าไม่มา", 1.3)]  # fmt: skip
    blocks = [
        _head(facts),
        of.table(columns, [*rows, *spare]),
        of.signatures(Signer("ผู้จัดประชุม", facts.called_by), columns=2),
    ]
    about = f"{one.elder} · {_when(facts)}"
    return _paper("sign_in", "ใบลงชื่อเข้าประชุม", facts, about, blocks)


def _as_what(kind: str, relation: str) -> str:
    return f"{kind} ({relation})" if relation else kind


def minutes(facts: ConferenceFacts) -> Paper:
    """What was said and decided: of each line every voice, objections with their words."""
    blocks = [
        _head(facts, Fact("ผู้บันทึก", facts.recorded_by), Fact("นัดครั้งต่อไป")),
        *(block for number, one in enumerate(facts.hearings, 1) for block in _case(number, one)),
        of.words("เพิ่มเติมและแก้ไข", "\n".join(facts.additions) or "ไม่มี"),
        of.note(NO_FORM),
        of.signatures(*_signers(facts)),
    ]
    return _paper("minutes", "รายงานการประชุมวางแผนการดูแล", facts, _when(facts), blocks)


def _signers(facts: ConferenceFacts) -> list[Signer]:
    """Return those who signed in the system; nobody yet: the recorder, and room for one more."""
    if facts.signatures:
        return [Signer(one.role, one.name, on_th=one.on) for one in facts.signatures]
    return [Signer("ผู้บันทึกรายงาน", facts.recorded_by), Signer("ผู้รับรองรายงาน")]


def _case(number: int, one: HearingFacts) -> Iterable[Block]:
    yield of.heading(f"{number}. {one.elder} · {one.plan}")
    yield of.facts(
        Fact("คะแนนในวันประชุม", one.scores or "-", is_wide=True),
        Fact("งบประมาณที่ขอ", one.budget or "-", is_wide=True),
    )
    rows: list[list[Cell]] = [
        [party.name, _as_what(party.kind, party.relation), party.standing, party.note or "-"]
        for party in (*one.parties, *one.removed)
    ]
    yield of.table(
        [Column("ผู้ที่เชิญ", 1.6), Column("ฝ่าย", 1.3), Column("มาหรือไม่", 1.4), Column("หมายเหตุ", 1.2)],
        rows, is_small=True,
    )  # fmt: skip
    yield of.words("ใครให้เสียงทางไหน", _listed(one.acts) or NOBODY)
    yield _heard(one.lines)
    if one.gone:
        yield of.heading("ข้อที่ไม่อยู่ในแผนแล้ว")
        yield _heard(one.gone)
    if one.late:
        yield of.words("เสียงหลังส่งแผนต่อไปแล้ว", "\n".join(one.late))
    yield of.words("ผลของเรื่องนี้", one.ending)


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"• {one}" for one in sentences)


def _heard(lines: Iterable[HeardLine]) -> Block:
    rows: list[list[Cell]] = [
        [f"{line.place}\n{line.words}", _listed(line.voices) or NOBODY, line.decision]
        for line in lines
    ]
    columns = [Column("ข้อในแผน", 1.8), Column("เสียงของทุกฝ่าย", 2.5), Column("ตัดสินอย่างไร", 1.4)]
    return of.table(columns, rows or [["ไม่มีข้อให้คุย", "-", "-"]], is_small=True)
