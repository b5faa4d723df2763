"""The navigation: which places a role has, in order. A place shows only if its door would open."""

from dataclasses import dataclass

from flask import request, url_for

from ltc.foundation.accounts.queries import may, role_word
from ltc.foundation.core.actor import Actor


@dataclass(frozen=True)
class Place:
    """One entry: where it leads and the permission that its door asks for."""

    label: str
    icon: str
    endpoint: str
    action: str
    resource: str
    roles: frozenset[str] = frozenset()  # empty: every role whose door opens

    def is_for(self, actor: Actor) -> bool:
        """True when the actor's role has this place and its door would open."""
        is_theirs = not self.roles or actor.role in self.roles
        return is_theirs and may(actor, self.action, self.resource)


@dataclass(frozen=True)
class MenuItem:
    """A place as the layout shows it."""

    label: str
    url: str
    icon: str
    here: bool


@dataclass(frozen=True)
class Me:
    """Who is signed in, in words."""

    name: str
    role: str
    role_word: str


@dataclass(frozen=True)
class Tool:
    """A place that is not needed every day, with what it is for."""

    label: str
    icon: str
    endpoint: str
    action: str
    resource: str
    words: str
    roles: frozenset[str] = frozenset()


OWN_PEOPLE = frozenset({"caregiver", "relative"})
TEAM = frozenset({"team_nurse", "family_doctor"})
COMMITTEE = frozenset({"committee_secretary", "committee_chair"})
COUNTERS = frozenset({"health_director", "internal_auditor"})
MONEY = frozenset({"finance_officer", "provider_head", "internal_auditor"})
WHOLE_TOWN = frozenset({"care_manager", "team_nurse", "family_doctor"})

STAFF = WHOLE_TOWN | {"caregiver", "health_director"}

# At most six: what one opens every day. A caregiver's first four are the tabs of the tablet. The
# rest is on the page "more".
PLACES = (
    Place("เช้านี้", "sun", "desks.morning", "read", "morning", STAFF),
    Place("ไปเยี่ยม", "home", "visits.my_day", "create", "visit", frozenset({"caregiver"})),
    Place("คนในการดูแล", "heart", "desks.caseload", "list", "case", WHOLE_TOWN),
    Place("สัปดาห์นี้", "calendar", "desks.week", "update", "rota"),
    Place("คำถาม", "question", "questions.waiting", "list", "question", TEAM),
    Place("ทะเบียน", "people", "desks.register", "list", "elder", WHOLE_TOWN),
    Place("คนที่ฉันดูแล", "people", "desks.register", "list", "elder", OWN_PEOPLE),
    Place("รอเสียงของคุณ", "pen", "conferences.waiting", "create", "voice", frozenset({"relative"})),
    Place("ตัวเลข", "chart", "desks.figures", "read", "statistics", COUNTERS),
    Place("ประชุม", "calendar", "approval.rounds", "list", "approval_round", COMMITTEE),
    Place("ข้อเสนอ", "file", "approval.proposals", "list", "proposal", COMMITTEE),
    Place("กรรมการ", "people", "approval.members", "list", "committee", COMMITTEE),
    Place("เทียบ สปสช.", "check", "desks.national", "list", "national_state", COMMITTEE),
    Place("ค่าตอบแทน", "pen", "casemoney.statements", "list", "pay_statement", MONEY),
    Place("เงินรายปี", "chart", "casemoney.overview", "list", "case_money", MONEY),
    Place("การโอน", "file", "casemoney.transfers", "list", "case_money", MONEY),
    Place(
        "เงินที่เหลือ",
        "clock",
        "casemoney.leftovers",
        "list",
        "case_money",
        frozenset({"finance_officer"}),
    ),
    Place(
        "วิธีจ่าย",
        "people",
        "casemoney.regimes",
        "create",
        "pay_regime",
        frozenset({"finance_officer"}),
    ),
    Place("คนในระบบ", "people", "accounts.people", "list", "user_account"),
    Place("ตรวจสอบการใช้งาน", "file", "desks.audit_log", "list", "audit_log"),
    Place("งานอื่น", "plus", "desks.more", "read", "morning", STAFF),
)
# What is not needed every day, each with the words that say what it is for.
TOOLS = (
    Tool("เรื่องด่วน", "alarm", "urgent.on_duty", "list", "urgent_finding",
         "เรื่องที่รอไม่ได้ ใครรับเรื่องแล้ว"),
    Tool("อ่านการเยี่ยม", "check", "reading.reading", "create", "visit_reading",
         "เรื่องผิดสังเกตทีละครั้ง ที่เหลือรวมหน้าเดียว"),
    Tool("ข่าวจากญาติ", "heart", "family.news", "list", "family_news", "สิ่งที่ญาติกดหรือเขียนมา"),
    Tool("ประชุมวางแผน", "people", "conferences.conferences", "list", "conference",
         "นัดคุยแผนกับทุกฝ่าย ฟังเสียง ตัดสินทีละข้อ"),
    Tool("รอเสียงของคุณ", "pen", "conferences.waiting", "create", "voice",
         "แผนที่กำลังคุยกัน และรอความเห็นของคุณ"),
    Tool("คำถามถึงพยาบาลและหมอ", "question", "questions.waiting", "list", "question",
         "ถามแล้ว ตอบแล้ว รอคำตอบ"),
    Tool("อยู่โรงพยาบาลหรือไปที่อื่น", "bed", "desks.paused", "list", "event",
         "คนที่หยุดนัดเยี่ยมไว้ ใครควรกลับแล้ว"),
    Tool("หลังเสียชีวิตหรือย้าย", "file", "departure.remaining", "list", "departure",
         "เรื่องที่ยังต้องทำให้เสร็จ"),
    Tool("คัดกรองทั้งเมือง", "people", "rounds.index", "list", "screening_round",
         "รอบคัดกรอง รายชื่อของ อสม. กรอกผล"),
    Tool("รอประเมินอย่างเป็นทางการ", "pen", "desks.to_assess", "list", "assessment",
         "คัดกรองแล้วควรประเมิน ยังไม่มีใครทำ", WHOLE_TOWN),
    Tool("ขึ้นปีใหม่", "calendar", "desks.year_turn", "list", "proposal",
         "ใครประเมิน ประชุม เสนอ อนุมัติ และได้เงินแล้ว ปีนี้และปีหน้า"),
    Tool("เสนอแผนให้คณะอนุกรรมการ", "file", "approval.proposals", "list", "proposal",
         "เตรียมข้อเสนอ ใครเสนอได้ ใครยังขาดอะไร"),
    Tool("ประชุมคณะอนุกรรมการ", "calendar", "approval.rounds", "list", "approval_round",
         "รอบประชุม มติ รายงานที่พิมพ์ได้"),
    Tool("เทียบกับโปรแกรมของ สปสช.", "check", "desks.national", "list", "national_state",
         "ห้าสถานะ ของเราและที่เห็น ต่างกันตรงไหน"),
    Tool("เวร", "phone", "duties.roster", "list", "duty", "ใครรับสายเวลาไหน พิมพ์ติดตู้เย็น"),
    Tool("คนดูแลและใบรับรอง", "file", "desks.caregivers", "list", "certificate",
         "ใครดูแลกี่คน ใบรับรองการอบรมใช้ได้ถึงเมื่อไร"),
    Tool("ผ้าอ้อม", "heart", "casemoney.nappies", "list", "nappy",
         "ใครได้ ใครรอตัดสิน ส่งแล้วเท่าไร"),
    Tool("ค่าตอบแทนของทุกคน", "pen", "casemoney.statements", "list", "pay_statement",
         "ใบรายเดือน รอใครเซ็น"),
    Tool("วิธีจ่ายค่าตอบแทน", "people", "casemoney.regimes", "list", "pay_regime",
         "ใครได้ค่าตอบแทนแบบไหน ตั้งแต่เมื่อไร"),
    Tool("เงินของทุกคน", "chart", "casemoney.overview", "list", "case_money",
         "ขอ อนุมัติ โอน ใช้ เหลือ รายปี"),
    Tool("ค่าตอบแทนของฉัน", "pen", "casemoney.my_pay", "create", "own_pay",
         "เดือนนี้เบิกได้เท่าไร เซ็นรายงานของตัวเอง"),
    Tool("เดือนของฉัน", "calendar", "visits.my_month", "create", "visit", "ไปบ้านไหนกี่ครั้ง",
         frozenset({"caregiver"})),
    Tool("ฉัน", "user", "accounts.my_role", "create", "visit", "เปลี่ยนหน้าที่ ออกจากระบบ",
         frozenset({"caregiver"})),
    Tool("แบบฟอร์มกระดาษ", "print", "papers.home", "create", "paper",
         "เมื่อเครื่องเสีย พิมพ์ไว้ก่อน กลับมากรอกทีหลัง"),
    Tool("พิมพ์แผนของทุกคน", "print", "documents.new_run", "create", "print_run",
         "แผนและตารางรายสัปดาห์ของทุกคนเป็นไฟล์เดียว"),
    Tool("นำรายชื่อเดิมเข้า", "file", "town.imports", "create", "town_import",
         "ทะเบียน คะแนน ทีมดูแล จากไฟล์ของเทศบาล"),
    Tool("ตัวเลข", "chart", "desks.figures", "read", "statistics", "จำนวนทั้งเทศบาล ไม่มีชื่อใคร"),
)  # fmt: skip


def items(actor: Actor) -> list[MenuItem]:
    """Return the places of this role; ``here`` marks the one being looked at."""
    return [
        MenuItem(
            place.label, url_for(place.endpoint), place.icon, request.endpoint == place.endpoint
        )
        for place in PLACES
        if place.is_for(actor)
    ]


def tools(actor: Actor) -> list[Tool]:
    """Return what else this role has: each a door that would open."""
    return [
        tool
        for tool in TOOLS
        if (not tool.roles or actor.role in tool.roles) and may(actor, tool.action, tool.resource)
    ]


def me(actor: Actor) -> Me:
    """Return the signed-in person in words."""
    return Me(actor.name, actor.role, role_word(actor.role))


def home_of(actor: Actor) -> str:
    """Return the endpoint where a role starts its day: the first of its places."""
    for place in PLACES:
        if place.is_for(actor):
            return place.endpoint
    return "accounts.my_role"
