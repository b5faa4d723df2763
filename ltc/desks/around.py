"""What is going on around one elder right now, for the chart: all rooms in one statement.

The chart keeps to a dozen statements; each room's own page shows the whole.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.events.models import Event, FollowUpAnswer, Pause
from ltc.care.events.queries.pauses import covers
from ltc.care.events.terms import PauseReason
from ltc.care.family.models import FamilyNews
from ltc.care.family.terms import NewsKind
from ltc.care.questions.models import CareRequest, QuestionMessage, QuestionThread
from ltc.care.questions.terms import RequestState
from ltc.care.urgent.models import UrgentFinding
from ltc.care.urgent.queries import get_rules
from ltc.care.urgent.rules import waiting_words
from ltc.desks import happened
from ltc.foundation.accounts.queries import may, policy
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.prepared import Columns, asked, prepared
from ltc.foundation.i18n.dates import short_date
from ltc.foundation.web.happened import Happened, Stay

LAST_EVENTS = 30  # for the marks of the ADL line; the timeline takes fewer
LAST_STAYS = 12
LAST_THREADS = 3
ROOMS = ("event", "urgent_finding", "question", "family_news")


class Fact(NamedTuple):
    """One row of any room. ``word`` is a code, ``words`` and ``name`` are as people wrote them."""

    what: str
    id: UUID
    at: datetime | None
    on: date | None
    until: date | None
    word: str
    words: str
    name: str


@dataclass(frozen=True)
class Danger:
    """An urgent finding that is open; ``taken_by`` is empty while nobody has it in hand."""

    id: UUID
    title: str
    waits: str
    taken_by: str


@dataclass(frozen=True)
class Around:
    """What the chart shows of other rooms; rooms closed to the role are empty."""

    dangers: tuple[Danger, ...]
    pause: Fact | None
    pause_words: str
    events: tuple[Fact, ...]
    stays: tuple[Fact, ...]
    answers: tuple[Fact, ...]  # what events asked for and somebody settled by hand
    requests: tuple[Fact, ...]
    threads: tuple[Fact, ...]
    news: tuple[Fact, ...]


def read_around(
    session: Session, elder_id: UUID, actor: Actor, *, on: date, at: datetime
) -> Around:
    """Return what is going on around an elder; the elder was loaded with a check before."""
    rooms = tuple(room for room in ROOMS if may(actor, "read", room))
    found: dict[str, list[Fact]] = {}
    if rooms:
        classes = tuple(sorted(policy().fields(actor.role, "read", "urgent_finding")))
        rows = _facts(rooms, classes).all(session, elder_id=elder_id, **_asked(rooms, actor, on))
        for row in map(Fact._make, rows):
            found.setdefault(row.what, []).append(row)
    pause = next(iter(found.get("pause", ())), None)
    return Around(
        dangers=tuple(_danger(row, at) for row in found.get("urgent", ())),
        pause=pause,
        pause_words=PauseReason(pause.word).label_th if pause else "",
        events=tuple(found.get("event", ())),
        stays=tuple(found.get("stay", ())),
        answers=tuple(found.get("answer", ())),
        requests=tuple(found.get("request", ())),
        threads=tuple(found.get("thread", ())),
        news=tuple(found.get("news", ())),
    )


def _asked(rooms: Sequence[str], actor: Actor, on: date) -> dict[str, Any]:
    """Return the values that the rooms' parts ask for."""
    values: dict[str, Any] = {}
    if "event" in rooms:
        values["day"] = on
    if "urgent_finding" in rooms:
        values["person_id"] = actor.person_id
    return values


def _danger(row: Fact, at: datetime) -> Danger:
    assert row.at is not None
    rules = get_rules().named(json.loads(row.words))
    title = " และ ".join(rule.title_th for rule in rules) or "เรื่องด่วน"
    return Danger(row.id, title, waiting_words(row.at, at=at), row.name)


def event_words(row: Fact) -> str:
    """Return an event in words: what, in detail, where."""
    kind, _, detail = row.word.partition(" ")
    return happened.event_words(kind, detail, row.words)


def news_words(row: Fact) -> str:
    """Return a relative's news in words."""
    return f"{NewsKind(row.word).label_th} {row.words}".strip()


def event_day(row: Fact) -> str:
    """Return an event's day; "ประมาณ" when it is not exactly known."""
    return f"ประมาณ {short_date(row.on)}" if row.name == "about" else short_date(row.on)


def event_marks(around: Around) -> list[Happened]:
    """Return the events as a chart marks them."""
    return [
        happened.happened(kind, detail, row.words, row.name, row.on)
        for row in around.events
        if row.on
        for kind, _, detail in [row.word.partition(" ")]
    ]


def stay_bands(around: Around) -> list[Stay]:
    """Return the days in hospital or away as a chart shades them."""
    return [happened.stay(row.word, row.on, row.until) for row in around.stays if row.on]


@prepared
def _facts(rooms: tuple[str, ...], classes: tuple[str, ...]) -> Columns:
    parts: list[sa.Select[Any]] = []
    if "event" in rooms:
        parts += [_pause(), _stays(), _events(), _answers()]
    if "urgent_finding" in rooms:
        parts.append(_urgent(classes))
    if "question" in rooms:
        parts += [_requests(), _threads()]
    if "family_news" in rooms:
        parts.append(_news())
    whole = sa.union_all(*parts).subquery()
    return sa.select(*whole.c)


def _part(what: str, row_id: Any, **told: Any) -> sa.Select[Any]:
    """Return one room's columns in the common order; what a room does not tell is empty."""
    empty = {
        "at": sa.cast(sa.null(), UrgentFinding.__table__.c.opened_at.type),  # type: ignore[attr-defined]
        "on": sa.cast(sa.null(), sa.Date()),
        "until": sa.cast(sa.null(), sa.Date()),
        "word": sa.literal("", sa.String()),
        "words": sa.literal("", sa.String()),
        "name": sa.literal("", sa.String()),
    }
    columns = {**empty, **told}
    return sa.select(
        sa.literal(what, sa.String()).label("what"), col(row_id).label("id"),
        *(column.label(name) for name, column in columns.items()),
    )  # fmt: skip


def _pause() -> sa.Select[Any]:
    return _part(
        "pause", Pause.id, on=col(Pause.from_on), until=col(Pause.expected_return_on),
        word=col(Pause.reason),
    ).where(col(Pause.elder_id) == asked("elder_id"), covers(asked("day", sa.Date)))  # fmt: skip


def _stays() -> sa.Select[Any]:
    part = _part(
        "stay", Pause.id, on=col(Pause.from_on), until=col(Pause.until_on), word=col(Pause.reason)
    ).where(
        col(Pause.elder_id) == asked("elder_id"),
        sa.or_(col(Pause.until_on).is_(None), col(Pause.until_on) > col(Pause.from_on)),
    )
    return _newest(part, LAST_STAYS, col(Pause.from_on).desc())


def _newest(part: sa.Select[Any], most: int, *order: Any) -> sa.Select[Any]:
    """Return the first rows of a part: a part of a union may not be ordered by itself."""
    few = part.order_by(*order).limit(most).subquery()
    return sa.select(*few.c)


def _events() -> sa.Select[Any]:
    detail = sa.case((col(Event.detail) == "", ""), else_=" ") + col(Event.detail)
    part = _part(
        "event", Event.id, at=col(Event.recorded_at), on=col(Event.happened_on),
        word=col(Event.kind) + detail,
        words=col(Event.place), name=col(Event.precision),
    ).where(
        col(Event.elder_id) == asked("elder_id"), col(Event.withdrawn_at).is_(None)
    )  # fmt: skip
    return _newest(part, LAST_EVENTS, col(Event.happened_on).desc(), col(Event.recorded_at).desc())


def _answers() -> sa.Select[Any]:
    one, last = FollowUpAnswer, sa.func.max(col(FollowUpAnswer.answered_on))
    part = (
        sa.select(
            col(one.elder_id).label("elder_id"), col(one.code).label("code"), last.label("on")
        )
        .where(col(one.elder_id) == asked("elder_id"))
        .group_by(col(one.elder_id), col(one.code))
        .subquery()
    )
    return _part("answer", part.c.elder_id, on=part.c.on, word=part.c.code)


def _urgent(classes: tuple[str, ...]) -> sa.Select[Any]:
    one = UrgentFinding
    return _part(
        "urgent", one.id, at=col(one.waiting_since), words=sa.cast(col(one.rules), sa.String()),
        name=col(one.taken_by_name),
    ).where(
        col(one.elder_id) == asked("elder_id"),
        col(one.closed_at).is_(None),
        sa.or_(col(one.field_class).in_(classes), col(one.opened_by) == asked("person_id")),
    )  # fmt: skip


def _requests() -> sa.Select[Any]:
    one = CareRequest
    return _part(
        "request", one.thread_id, on=col(one.due_on), words=col(one.what),
        name=col(one.asked_by_name),
    ).where(
        col(one.elder_id) == asked("elder_id"), col(one.state) == RequestState.OPEN
    )  # fmt: skip


def _threads() -> sa.Select[Any]:
    thread, first, answer = (
        QuestionThread, sa.orm.aliased(QuestionMessage), sa.orm.aliased(QuestionMessage)
    )  # fmt: skip
    part = (
        _part(
            "thread", thread.id, at=col(thread.last_at), word=col(thread.state),
            words=col(first.text),
            name=sa.func.coalesce(col(answer.by_name) + ": " + col(answer.text), ""),
        )
        .join(
            first, sa.and_(col(first.thread_id) == col(thread.id), col(first.number) == 1)
        )
        .outerjoin(
            answer,
            sa.and_(
                col(answer.thread_id) == col(thread.id),
                col(answer.number) == col(thread.answer_number),
            ),
        )
        .where(col(thread.elder_id) == asked("elder_id"), col(thread.closed_at).is_(None))
    )  # fmt: skip
    return _newest(part, LAST_THREADS, col(thread.last_at).desc())


def _news() -> sa.Select[Any]:
    one = FamilyNews
    return _part(
        "news", one.id, at=col(one.sent_at), word=col(one.kind), words=col(one.words),
        name=col(one.sent_by),
    ).where(col(one.elder_id) == asked("elder_id"), col(one.seen_at).is_(None))  # fmt: skip
