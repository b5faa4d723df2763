"""Eight o'clock: the three lines on which each role opens: not visited, strange, waits for me.

Every number is a query of the rooms below, in as many statements for ten people as for thousands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from ltc.care.duties.queries import answering_for
from ltc.care.elders.queries.register import list_elders
from ltc.care.events.queries.pauses import list_paused
from ltc.care.family.queries import count_waiting as count_family_news
from ltc.care.questions.queries.cards import open_requests_of
from ltc.care.questions.queries.threads import count_waiting as count_questions
from ltc.care.questions.queries.threads import list_mine as list_my_questions
from ltc.care.reading.queries import list_unread
from ltc.care.urgent.queries import count_open, open_findings_of
from ltc.care.visits.queries.day import my_day
from ltc.desks.caseload import Desk, read_desk
from ltc.foundation.accounts.queries import may
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.counts import FINDINGS, least_shown, show_alone
from ltc.foundation.core.due import DueState

NAMED = 3  # more names in one line are not read
MOST_ELDERS = 400


@dataclass(frozen=True)
class Way:
    """A door beside a line: what one finds there, how many, where."""

    words: str
    count: int
    endpoint: str
    argument: str = ""  # of a desk that shows one kind of concern only
    shown: str = ""  # instead of a count that is too small to be shown


@dataclass(frozen=True)
class Line:
    """One of the three: a question that everybody has at eight, and its answer."""

    title: str
    calm: str
    kind: str
    names: tuple[str, ...]
    ways: tuple[Way, ...]

    @property
    def count(self) -> int:
        """All that is behind the line."""
        return sum(way.count for way in self.ways)


@dataclass(frozen=True)
class Morning:
    """The three lines, and whom they name."""

    lines: tuple[Line, Line, Line]
    elder_ids: frozenset[UUID]


def read_morning(session: Session, actor: Actor, *, on: date, at: datetime) -> Morning:
    """Return the morning of an actor; the health director's holds counts only."""
    if actor.role == "health_director":
        return _director(session, actor, on=on, at=at)
    if actor.role == "caregiver":
        return _caregiver(session, actor, on=on, at=at)
    return _staff(session, actor, on=on, at=at)


def _line(
    title: str, calm: str, ways: Iterable[Way], names: Sequence[str] = (), kind: str = "due"
) -> Line:
    found = tuple(way for way in ways if way.count)
    return Line(title, calm, kind if found else "ok", tuple(names[:NAMED]), found)


def _unvisited(ways: Iterable[Way], names: Sequence[str]) -> Line:
    return _line("ใครยังไม่ได้เยี่ยม", "ไม่มีใครเลยกำหนด", ways, names, "alarm")


def _strange(ways: Iterable[Way], kind: str) -> Line:
    return _line("อะไรผิดสังเกต", "ไม่มีเรื่องผิดสังเกต", ways, kind=kind)


def _waiting(ways: Iterable[Way]) -> Line:
    return _line("อะไรรอฉันอยู่", "ไม่มีอะไรรอคุณ", ways)


def _staff(session: Session, actor: Actor, *, on: date, at: datetime) -> Morning:
    """A care manager sees her own people, nurse and doctor those of the municipality.

    Who is on call answers for the urgent findings of everybody, so a manager on call sees them all.
    """
    only_mine = actor.role == "care_manager"
    is_on_call = only_mine and _is_on_call(session, actor, at=at)
    desk = read_desk(session, actor, on=on, only_mine=only_mine)
    late = desk.having("visit", kinds=("alarm",))
    urgent = _count_urgent(session, desk, actor, at=at, only_mine=only_mine and not is_on_call)
    urgent_words = "เรื่องด่วนของทั้งเมือง คุณอยู่เวร" if is_on_call else "เรื่องด่วน"
    unread = (
        list_unread(session, actor, on=on, only_mine=only_mine)
        if may(actor, "create", "visit_reading")
        else []
    )
    unusual = sum(visit.is_unusual for visit in unread)
    return Morning(
        (
            _unvisited(
                [Way("เลยวันที่ควรไป", len(late), "desks.caseload", "visit")],
                [row.case.elder.full_name for row in late],
            ),
            _strange(
                [
                    Way(urgent_words, urgent, "urgent.on_duty"),
                    Way("การเยี่ยมผิดสังเกต", unusual, "reading.reading"),
                    Way("คะแนนลดลง", len(desk.having("score")), "desks.caseload", "score"),
                ],
                "alarm" if urgent else "due",
            ),
            _waiting(
                [
                    *_for_me(session, actor, on=on, only_mine=only_mine),
                    Way("การเยี่ยมปกติรออ่าน", len(unread) - unusual, "reading.reading"),
                    Way("ขั้นตอนที่ต้องทำ", len(desk.having("step")), "desks.caseload", "step"),
                ]
            ),
        ),
        frozenset(row.case.elder.id for row in late[:NAMED]),
    )


def _is_on_call(session: Session, actor: Actor, *, at: datetime) -> bool:
    now = answering_for(session, actor, actor.area_id, at=at)
    return now is not None and now.holds(actor.person_id)


def _count_urgent(
    session: Session, desk: Desk, actor: Actor, *, at: datetime, only_mine: bool
) -> int:
    """Return the open findings that nobody has in hand, of one's own people or of the town."""
    if not only_mine:
        return count_open(session, actor.area_id, at=at).waiting if actor.area_id else 0
    ids = [row.case.elder.id for row in desk.rows]
    found = open_findings_of(session, ids, actor, at=at)
    return sum(one.waits_for_somebody for open_ones in found.values() for one in open_ones)


def _for_me(session: Session, actor: Actor, *, on: date, only_mine: bool) -> list[Way]:
    ways = []
    if may(actor, "update", "family_news"):
        news = count_family_news(session, actor, on=on, only_mine=only_mine)
        ways.append(Way("ข่าวจากญาติ", news, "family.news"))
    if may(actor, "list", "question"):
        waiting = count_questions(session, actor, on=on)
        ways.append(Way("คำถามรอคำตอบ", waiting, "questions.waiting"))
    if may(actor, "list", "event"):
        asked = [row for row in list_paused(session, actor, on=on) if _is_now(row.ask_by.state)]
        ways.append(Way("ถามว่ากลับบ้านหรือยัง", len(asked), "desks.paused"))
    return ways


def _is_now(state: DueState) -> bool:
    return state in (DueState.TODAY, DueState.OVERDUE)


def _caregiver(session: Session, actor: Actor, *, on: date, at: datetime) -> Morning:
    """A caregiver's own people: where to go, what is strange with them, what came back for her."""
    mine = my_day(session, actor, on=on)
    elders, _more = list_elders(session, actor, on=on, limit=MOST_ELDERS)
    ids = [row.id for row in elders]
    findings = open_findings_of(session, ids, actor, at=at)
    requests = open_requests_of(session, ids, on=on)
    threads, _more_threads = list_my_questions(session, actor, on=on)
    late = [row for row in mine.go if row.window and row.window.due.state is DueState.OVERDUE]
    named = (late or mine.go)[:NAMED]
    return Morning(
        (
            _line(
                "ใครยังไม่ได้เยี่ยม",
                "วันนี้คุณลา ไม่ต้องไปบ้านไหน" if mine.is_away else "วันนี้ไม่มีใครต้องไป",
                [] if mine.is_away else [Way("ไปได้วันนี้", len(mine.go), "visits.my_day")],
                [row.elder.full_name for row in named], "alarm" if late else "due",
            ),
            _strange([Way("เรื่องด่วน", sum(map(len, findings.values())), "urgent.on_duty")], "alarm"),
            _waiting(
                [
                    Way("คำตอบที่ยังไม่ได้อ่าน", sum(not one.is_read for one in threads),
                        "questions.waiting"),
                    Way("หมอหรือพยาบาลขอไว้", sum(map(len, requests.values())), "visits.my_day"),
                ]
            ),
        ),
        frozenset(row.elder.id for row in named),
    )  # fmt: skip


def _director(session: Session, actor: Actor, *, on: date, at: datetime) -> Morning:
    """Counts only, small ones not to the person: the director sees nobody."""
    assert actor.area_id is not None
    open_ones = count_open(session, actor.area_id, at=at)
    least = least_shown(on=on, of=FINDINGS)

    def way(words: str, count: int) -> Way:
        return Way(words, count, "urgent.count", shown=show_alone(count, least=least).words)

    return Morning(
        (
            _line("อะไรด่วนและยังไม่มีใครรับ", "ทุกเรื่องด่วนมีคนรับแล้ว",
                  [way("เรื่องด่วนไม่มีคนรับ", open_ones.waiting)], kind="alarm"),
            _line("อะไรถึงมือผู้อำนวยการ", "ไม่มีเรื่องส่งต่อมาถึง",
                  [way("ส่งต่อมาถึงคุณ", open_ones.with_director)], kind="alarm"),
            _line("ภาพรวมของเทศบาล", "ดูตัวเลขทั้งหมด",
                  [way("เรื่องด่วนทั้งหมด", open_ones.open)], kind="calm"),
        ),
        frozenset(),
    )  # fmt: skip
