"""The papers of a plan: the plan itself (form 5.2), its week (5.3), consent, the one for the wall.

Fields and their order: thai-ltc.md sections 5.2 and 5.3, read from a 2017 Thai system (smartcare
plan.xls, plan_week.xls).
"""

from collections.abc import Iterable

from ltc.care.cases.terms import GivenHow, GroundScope, ProblemLine
from ltc.care.elders.terms import TeamRole
from ltc.exchange.pdf.terms import ConsentFacts, PlanFacts, ServiceFacts
from ltc.foundation.i18n.baht import baht, baht_words
from ltc.foundation.i18n.dates import WEEKDAYS, short_date
from ltc.foundation.printing import terms as of
from ltc.foundation.printing.terms import Block, Cell, Column, Fact, Paper, Picture, Signer

WEEK_FROM, WEEK_UNTIL = 6, 24  # the hours of the form
DAYS = tuple(f"{day}\n…… / …… / ……" for day in WEEKDAYS)  # the form asks for the date of each day
NOT_FOR_READER = "ไม่แสดง เพราะผู้พิมพ์ไม่มีสิทธิ์ดูข้อมูลสุขภาพ"
NOTHING = "ไม่ได้บันทึก"
TEAM = frozenset(
    {TeamRole.NURSE, TeamRole.DOCTOR, TeamRole.PHYSIOTHERAPIST, TeamRole.PHARMACIST,
     TeamRole.NUTRITIONIST, TeamRole.DENTIST}
)  # fmt: skip
OUTSIDE = frozenset({TeamRole.RELATIVE, TeamRole.VOLUNTEER})
# The drawings there are; a professional's service shares one, everything else has the open hand.
ICONS = {
    **{kind: kind for kind in ("daily_living", "devices", "medicine", "wound", "food", "mind",
                               "place", "exercise", "watch", "rehabilitation", "planning")},
    "review": "planning", "nursing": "health", "physiotherapy": "rehabilitation",
    "nutrition": "food", "pharmacy": "medicine", "oral_health": "health", "mental_health": "mind",
    "aids": "devices",
}  # fmt: skip
EMERGENCY = ("เจ็บป่วยฉุกเฉิน โทรได้ตลอดเวลา", "1669")


def _paper(code: str, title_th: str, facts: PlanFacts, blocks: Iterable[Block], *,
           is_wide: bool = False, is_large: bool = False) -> Paper:  # fmt: skip
    about = f"{facts.person.full_name} · แผนฉบับที่ {facts.number} {_standing(facts)}"
    return Paper(
        code, title_th, facts.person.town, about, tuple(blocks), is_wide=is_wide, is_large=is_large
    )


def _standing(facts: PlanFacts) -> str:
    """Say what the plan is: nobody may take an interim plan on paper for an approved one."""
    if facts.approved_on:
        return f"อนุมัติแล้ว {short_date(facts.approved_on)}"
    if facts.status == "draft":
        return "(ร่าง)"
    return "(ใช้ชั่วคราว ยังไม่อนุมัติ)" if facts.is_interim else ""


def care_plan(facts: PlanFacts) -> Paper:
    """The individual care plan, every field in the order of the form."""
    draft = facts.draft
    blocks = [
        *_head(facts),
        *_health(facts),
        of.words("แนวคิดของผู้ใช้บริการและครอบครัวที่มีต่อการดำรงชีวิต", _wishes(facts)),
        of.words("ประเด็นปัญหาในการดำรงชีวิต", _numbered(line.text for line in draft.problems)),
        of.words("แนวนโยบายการให้ความช่วยเหลือ / เป้าหมายระยะยาว", draft.long_term_aim),
        _goals(draft.problems),
        of.words(
            "บริการที่นอกเหนือจากรายสัปดาห์ (รวมที่ครอบครัวและชุมชนช่วย)",
            _outside_words(facts) or "ไม่มีในแผน",
        ),
        of.words("ข้อควรระวัง", draft.cautions),
        _frequencies(facts),
        of.facts(Fact("อัตราชดเชย", facts.rate, is_wide=True)),
        *_costs(facts),
        *_heard(facts),
        of.signatures(
            Signer("ผู้จัดทำแผน (Care manager)", facts.maker),
            Signer("ผู้สูงอายุหรือญาติ", is_thumb=True),
        ),
    ]
    return _paper("care_plan", "แผนการดูแลรายบุคคล (Care plan)", facts, blocks)


def _head(facts: PlanFacts) -> list[Block]:
    person = facts.person
    budget = f"{baht(facts.budget)} บาท ({baht_words(facts.budget)})" if facts.budget else ""
    return [
        of.facts(
            Fact("ชื่อ-สกุล", person.full_name), Fact("เลขบัตรประชาชน", person.citizen_id),
            Fact("วันเกิด", person.birth), Fact("อายุ", person.age),
            Fact("ที่อยู่", person.address, is_wide=True), Fact("โทร", person.phone),
            Fact("หน่วยบริการ", person.town), Fact("วันที่จัดทำ", short_date(facts.drafted_on)),
            Fact("ระดับความเร่งด่วน", facts.urgency), Fact("ADL", facts.adl, is_wide=True),
            Fact("TAI / กลุ่ม", _tai(facts), is_wide=True),
            Fact("งบประมาณที่ขอรับการสนับสนุน", budget, is_wide=True),
        )
    ]  # fmt: skip


def _tai(facts: PlanFacts) -> str:
    return " · ".join(part for part in (facts.tai, facts.group) if part)


def _health(facts: PlanFacts) -> list[Block]:
    health = facts.health
    if health is None:
        labels = ("วินิจฉัยโรคหลัก", "โรคร่วม", "ยารักษาโรคประจำตัว")
        return [of.facts(*(Fact(label, NOT_FOR_READER, is_wide=True) for label in labels))]
    return [
        of.facts(
            Fact("วินิจฉัยโรคหลัก (dx1)", health.main, is_wide=True),
            Fact("โรคร่วม (dx2)", health.others, is_wide=True),
            Fact("ยารักษาโรคประจำตัว", health.medicines, is_wide=True),
            Fact("แพ้ยา", health.allergies, is_wide=True),
        )
    ]


def _wishes(facts: PlanFacts) -> str:
    said = (("ผู้สูงอายุ", facts.draft.wishes_elder), ("ครอบครัว", facts.draft.wishes_family))
    return "\n".join(f"{who}: {words}" for who, words in said if words)


def _numbered(texts: Iterable[str]) -> str:
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))


def _goals(problems: Iterable[ProblemLine]) -> Block:
    rows = [
        [str(number), line.goal or f"ไม่ตั้งเป้าหมาย: {line.no_goal_reason or NOTHING}",
         short_date(line.target_on) or "-", line.measure]
        for number, line in enumerate(problems, 1)
    ]  # fmt: skip
    columns = [
        Column("ข้อ", 0.35), Column("เป้าหมายการดำรงชีวิต / เป้าหมายระยะสั้น", 3),
        Column("วันที่คาดว่าจะบรรลุ", 1.45), Column("ดูจากอะไร", 1.6),
    ]  # fmt: skip
    return of.table(columns, rows, empty=0 if rows else 3)


def _outside_words(facts: PlanFacts) -> str:
    listed = _numbered(map(_service_words, _outside(facts.services)))
    return "\n".join(part for part in (listed, facts.draft.outside_week) if part)


def _outside(services: Iterable[ServiceFacts]) -> list[ServiceFacts]:
    return [one for one in services if one.role in OUTSIDE]


def _service_words(one: ServiceFacts) -> str:
    what = f"{one.words} ({one.text})" if one.text else one.words
    return " · ".join(part for part in (what, one.often, one.doer, one.note) if part)


def _frequencies(facts: PlanFacts) -> Block:
    """The four lines of the form: planning, family-doctor team, caregiver, review."""
    given = facts.services
    lines = (
        ("ประเมินก่อนให้บริการ / วางแผน", [one for one in given if one.kind == "planning"]),
        ("ดูแลโดยทีมหมอครอบครัว (FCT)", [one for one in given if one.role in TEAM]),
        ("ดูแลโดยผู้ดูแลผู้สูงอายุ (CG)", [one for one in given if one.role == TeamRole.CAREGIVER]),
        ("ประเมินผล / ปรับแผน", [one for one in given if one.kind == "review"]),
    )
    rows: list[list[Cell]] = [
        [label, "\n".join(map(_service_words, found)) or "-"] for label, found in lines
    ]
    return of.table([Column("บริการ", 1.3), Column("ความถี่ ผู้ทำ และรายละเอียด", 2.2)], rows)


def _costs(facts: PlanFacts) -> Iterable[Block]:
    """The lines that the budget is made of."""
    if not facts.costs:
        return
    rows: list[list[Cell]] = [
        [label, units, "-" if price is None else baht(price), baht(satang)]
        for label, units, price, satang in facts.costs
    ]
    total = baht(sum(satang for *_, satang in facts.costs))
    yield of.table(
        [Column("รายการค่าใช้จ่าย", 3), Column("จำนวน", 1.3, is_number=True),
         Column("ราคา (บาท)", 1, is_number=True), Column("รวม (บาท)", 1.1, is_number=True)],
        rows, foot=["รวม", " ", " ", total], is_small=True,
    )  # fmt: skip
    if facts.cost_note:
        yield of.note(facts.cost_note)


def _heard(facts: PlanFacts) -> Iterable[Block]:
    """Who objects or sets a condition, in their own words: an agreed plan does not hide it."""
    heard = facts.heard
    if heard is None:
        return
    yield of.heading("ความเห็นที่ยังต่าง")
    if not heard.differing:
        words = "ทุกฝ่ายเห็นด้วยทุกข้อ" if heard.is_agreed else "ยังไม่มีใครไม่เห็นด้วย และยังคุยไม่จบ"
        yield of.words("", f"{words} (ประชุม {short_date(heard.said_on)})")
        return
    rows: list[list[Cell]] = [
        [one.line, one.who, f"{one.stance} “{one.words}”" if one.words else one.stance,
         one.settled or "ยังไม่ตัดสิน"]
        for one in heard.differing
    ]  # fmt: skip
    yield of.table(
        [Column("ข้อในแผน", 1.8), Column("ใคร", 1.2), Column("ความเห็น", 1.8),
         Column("ตกลงกันอย่างไร", 1.6)],
        rows, is_small=True,
    )  # fmt: skip
    yield of.note(f"จากการประชุมวางแผน {short_date(heard.said_on)}")


def weekly_plan(facts: PlanFacts) -> Paper:
    """The week from six in the morning to midnight, with the four signatures of the form."""
    listed = "   ".join(
        f"{number}) {_service_words(one)}" for number, one in enumerate(facts.services, 1)
    )
    blocks = [
        of.week(facts.slots, days=DAYS, since=WEEK_FROM, until=WEEK_UNTIL, beside=facts.daily),
        of.note(f"บริการในแผน: {listed}" if listed else "ยังไม่มีบริการในแผน"),
        of.signatures(
            Signer("ผู้จัดทำแผน", facts.maker),
            Signer("ผู้ดูแลผู้สูงอายุ (CG)", facts.caregivers[0] if facts.caregivers else ""),
            Signer("ผู้สูงอายุหรือญาติ (ยินยอม)"),
            Signer("ประธานคณะอนุกรรมการ (อนุมัติ)"),
            columns=4,
        ),
    ]
    return _paper("weekly_plan", "ตารางกิจกรรมรายสัปดาห์", facts, blocks, is_wide=True)


def consent(facts: PlanFacts) -> Paper:
    """The consent: the words that are read out, what they cover, signature or thumb, witness."""
    given = facts.consent
    blocks = [
        of.facts(
            Fact("ชื่อ-สกุล", facts.person.full_name),
            Fact("เลขบัตรประชาชน", facts.person.citizen_id),
            Fact("ที่อยู่", facts.person.address, is_wide=True),
        ),
        of.words(f"ข้อความที่อ่านให้ฟัง (ฉบับที่ {given.text_version})", given.text_th),
        *([of.note(given.text_note)] if given.text_note else []),
        of.ticks(
            "ยินยอมให้ใช้ข้อมูลเพื่อ",
            *(of.tick(scope in given.scope, scope.label_th) for scope in GroundScope),
        ),
        of.ticks(
            "ให้ความยินยอมโดย", *(of.tick(how == given.how, how.label_th) for how in GivenHow)
        ),
        *_givers(given),
    ]  # fmt: skip
    return _paper("consent", "หนังสือยินยอมให้ใช้ข้อมูลสุขภาพ", facts, blocks)


def _givers(given: ConsentFacts) -> list[Block]:
    return [
        of.facts(
            Fact("ผู้ให้ความยินยอม", given.given_by), Fact("เกี่ยวข้องเป็น", given.relation),
            Fact("วันที่ให้ความยินยอม", short_date(given.given_on)),
        ),
        of.signatures(
            Signer("ผู้ให้ความยินยอม", given.given_by, is_thumb=True),
            Signer("พยาน", given.witness),
        ),
    ]  # fmt: skip


def wall_plan(facts: PlanFacts) -> Paper:
    """The plan for the fridge: large, with drawings; no disease, no medicine, no score."""
    tasks = [
        Picture(ICONS.get(one.kind, "other"), one.text or one.words, f"{one.often} · {one.doer}")
        for one in facts.services
        if one.kind not in ("planning", "review")
    ]
    link: list[Block] = []
    if facts.family_link:
        link = [of.code(facts.family_link, f"ถ่ายรูปรหัสนี้เพื่อเปิดหน้าของญาติ ทำไว้ให้ {facts.family_who}")]
    caution = facts.draft.cautions
    blocks = [
        of.heading("ใครมาทำอะไรให้บ้าง"),
        of.pictures(*tasks) if tasks else of.words("", "ยังไม่มีงานในแผน"),
        *([of.words("ระวัง", caution)] if caution else []),
        of.heading("โทรหาใคร"),
        of.calls(EMERGENCY, *(facts.contacts or (("ผู้จัดการการดูแล", ""),))),
        *link,
        *([] if link else [of.note("ญาติขอหน้าดูแผนทางโทรศัพท์ได้จากผู้จัดการการดูแล")]),
    ]
    return _paper("wall_plan", "แผนการดูแล ติดไว้ที่ตู้เย็น", facts, blocks, is_large=True)
