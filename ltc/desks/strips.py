"""An elder's months as strips under the ADL line: weight, pressure, sugar, pain, wounds, medicines.

All values are those that visits and rooms hold; nothing is worked out that nobody measured.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.rules.due import add_months
from ltc.care.assessment.rules.scoring import main_set
from ltc.care.events.queries.pauses import pauses_of
from ltc.care.events.queries.records import events_of
from ltc.care.health.models import Medicine, WoundLook
from ltc.care.health.queries.summary import Health, WoundSeen, summaries
from ltc.care.health.terms import Section, Stage, short_stage
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import stands
from ltc.care.visits.queries.reference import get_signs
from ltc.care.visits.terms import VitalSign
from ltc.desks import adl, happened
from ltc.desks.queries import newest_assessments
from ltc.foundation.accounts.queries import may
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.prepared import Columns, asked, prepared
from ltc.foundation.i18n.dates import short_date
from ltc.foundation.web.charts import BandRange
from ltc.foundation.web.strips import SHAPES, Frame, Line, Reading, Strip, mark_strip, strip, within

MONTHS = (3, 6, 12, 24)
USUAL_MONTHS = 12
BARTHEL, MOST_SCORES = "barthel", 60
WIDE, NARROW = 640, 360
EVENTS_HIGH, EVENT_ROWS, MOST_EVENTS = 48, 4, 8
UNSTAGEABLE_AT = 5  # drawn above stage 4, with words of its own
BEGUN, CHANGED, STOPPED = ("circle", "เริ่ม"), ("diamond", "เปลี่ยน"), ("square", "หยุด")


@dataclass(frozen=True)
class Told:
    """One line of the table beside a strip; ``day`` is the day as it is known, when only about."""

    on: date
    words: str
    note: str = ""
    number: str = ""
    day: str = ""


@dataclass(frozen=True)
class Panel:
    """A strip for wide pages and for telephones, its table newest first, its shapes in words."""

    title: str
    unit: str
    wide: Strip
    narrow: Strip
    rows: list[Told]
    legend: tuple[tuple[str, str], ...] = ()
    happened: Sequence[Told] = ()
    most: int = 4  # rows of the table that are shown at once
    explains_stays: bool = False  # once on a page

    @property
    def all_rows(self) -> list[Told]:
        """Return values and what happened among them, newest first."""
        return sorted([*self.happened, *self.rows], key=lambda row: row.on, reverse=True)


@dataclass(frozen=True)
class Compared:
    """A wound's photos side by side: first, chosen, last; and the others to choose from."""

    seen: WoundSeen
    shown: list[tuple[str, WoundLook]]
    others: list[WoundLook]


@dataclass(frozen=True)
class Strips:
    """What the page shows; ``without`` names what has no value in these months."""

    first: date
    last: date
    months: int
    panels: list[Panel]
    without: list[str]
    wounds: list[Compared]


def read_strips(
    session: Session, elder_id: UUID, actor: Actor, *, months: int, chosen: UUID | None, on: date
) -> Strips:
    """Return the strips of so many months until ``on``; the elder was loaded with a check before.

    ``chosen`` is a look at a wound to show between the first and the last.
    """
    first = add_months(on, -months)
    wanted = frozenset({Section.WOUNDS, Section.MEDICINES})
    health = summaries(session, [elder_id], only=wanted)[elder_id]
    vitals = _vitals(session, elder_id, since=first)
    frame = Frame(first, on)
    if may(actor, "read", "event"):
        frame = _happened(session, elder_id, frame)
    panels = [
        _adl(session, elder_id, actor, frame),
        _sign("weight", vitals, frame),
        _pressure(vitals, frame),
        _sign("sugar", vitals, frame),
        _sign("pain", vitals, frame, span=(-0.5, 10.5)),
        _wounds(health, frame),
        _medicines(health, first, on),
    ]
    shown = [one for one in panels if not one.wide.is_empty]
    return Strips(
        first=first, last=on, months=months,
        panels=[*_events(frame), *shown] if shown else [],
        without=[one.title for one in panels if one.wide.is_empty],
        wounds=[
            compared
            for seen in health.wounds + health.past_wounds
            if (seen.wound.ended_on is None or seen.wound.ended_on >= first)
            and (compared := _compared(seen, chosen))
        ],
    )  # fmt: skip


def _happened(session: Session, elder_id: UUID, frame: Frame) -> Frame:
    """Return the frame with the events and stays of its days."""
    events = events_of(session, [elder_id], since=frame.first).get(elder_id, [])
    return replace(
        frame,
        happened=[
            happened.happened(one.kind, one.detail, one.place, one.precision, one.happened_on)
            for one in events
            if one.happened_on <= frame.last
        ],
        stays=[
            happened.stay(one.reason, one.from_on, one.until_on)
            for one in pauses_of(session, elder_id)
            if one.until_on is None or one.until_on > max(one.from_on, frame.first)
        ],
    )


def _told(frame: Frame) -> list[Told]:
    return [Told(one.on, one.words, day=one.day) for one in frame.happened]


def _events(frame: Frame) -> list[Panel]:
    """Return what happened as a panel of its own, with room for the words; [] without any."""
    if not (frame.happened or frame.stays):
        return []
    title = f"เกิดอะไรขึ้น {_span_words(frame)}"
    wide, narrow = _both(
        lambda one: strip([], one, title=title, height=EVENTS_HIGH, ticks=[(0.0, "")]),
        replace(frame, rows=EVENT_ROWS),
    )
    return [
        Panel(
            "เกิดอะไรขึ้น",
            "",
            wide,
            narrow,
            _told(frame)[::-1],
            most=MOST_EVENTS,
            explains_stays=bool(frame.stays),
        )
    ]


@dataclass(frozen=True)
class _Measured:
    on: date
    values: dict[str, Decimal]


def _vitals(session: Session, elder_id: UUID, *, since: date) -> list[_Measured]:
    """Return what was measured at visits since a day, oldest first."""
    found = _measured().all(session, elder_id=elder_id, since=since)
    return [
        _Measured(
            on,
            {
                code: number
                for code, text in vitals.items()
                if (number := _number(text)) is not None
            },
        )
        for on, vitals in found
        if vitals
    ]


@prepared
def _measured() -> Columns:
    return (
        sa.select(col(Visit.visited_on), col(Visit.vitals))
        .where(
            col(Visit.elder_id) == asked("elder_id"),
            stands(),
            col(Visit.visited_on) >= asked("since", sa.Date),
        )
        .order_by(col(Visit.visited_on), col(Visit.number))
    )


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _both(draw: Callable[[Frame], Strip], frame: Frame) -> tuple[Strip, Strip]:
    """Draw a strip once for wide pages and once for telephones."""
    return draw(replace(frame, width=WIDE)), draw(replace(frame, width=NARROW))


def _span_words(frame: Frame) -> str:
    return f"{short_date(frame.first)} ถึง {short_date(frame.last)}"


def _adl(session: Session, elder_id: UUID, actor: Actor, frame: Frame) -> Panel:
    newest = newest_assessments(session, elder_id, actor, deep={BARTHEL: MOST_SCORES})
    past = [one for one in newest.get(BARTHEL, []) if one.total is not None]
    cuts = main_set(get_instrument(BARTHEL), on=frame.last)
    bands: list[BandRange] = adl.bands(cuts) if cuts else []
    readings = [Reading(one.assessed_on, one.total or 0) for one in past]
    title = f"คะแนนช่วยเหลือตัวเอง {_span_words(frame)}"
    ticks = [(float(band.low), str(band.low)) for band in bands] + [(20.0, "20")]
    wide, narrow = _both(
        lambda one: strip([Line("", readings)], one, title=title, height=150,
                          span=(-0.5, 20.5), ticks=ticks, bands=bands),
        frame,
    )  # fmt: skip
    rows = [
        Told(one.assessed_on, str(one.total), "" if one.purpose == "formal" else "คัดกรอง")
        for one in past
        if one.assessed_on >= frame.first
    ]
    return Panel("คะแนนช่วยเหลือตัวเอง (ADL)", "จาก 20", wide, narrow, rows, happened=_told(frame))


def _label(code: str) -> VitalSign:
    return next(sign for sign in get_signs().signs if sign.code == code)


def _beyond(sign: VitalSign, value: Decimal) -> str:
    """Return in one word how a value lies outside the range that is not asked about."""
    if sign.usual.is_under(value):
        return "ต่ำ"
    return "สูง" if sign.usual.is_over(value) else ""


def _sign(
    code: str, vitals: Sequence[_Measured], frame: Frame,
    *, span: tuple[float, float] | None = None,
) -> Panel:  # fmt: skip
    sign = _label(code)
    told = [(one.on, one.values[code]) for one in vitals if code in one.values]
    readings = [
        Reading(day, float(value), is_unusual=bool(_beyond(sign, value))) for day, value in told
    ]
    title = f"{sign.label_th} {_span_words(frame)}"
    wide, narrow = _both(
        lambda one: strip([Line("", readings)], one, title=title, span=span), frame
    )
    rows = [Told(day, f"{value.normalize():f}", _beyond(sign, value)) for day, value in told]
    return Panel(sign.label_th, sign.unit_th, wide, narrow, rows[::-1],
                 happened=_told(frame))  # fmt: skip


def _pressure(vitals: Sequence[_Measured], frame: Frame) -> Panel:
    upper, lower = _label("systolic"), _label("diastolic")
    readings, rows = [], []
    for one in vitals:
        high, low = one.values.get("systolic"), one.values.get("diastolic")
        if high is None or low is None:
            continue
        note = _beyond(upper, high) or _beyond(lower, low)
        words = f"{high:f}/{low:f}"
        readings.append(Reading(one.on, float(high), float(low), bool(note), words))
        rows.append(Told(one.on, words, note))
    title = f"ความดัน {_span_words(frame)}"
    wide, narrow = _both(
        lambda one: strip([Line("", readings)], one, title=title, height=140), frame
    )
    return Panel("ความดันตัวบนและตัวล่าง", upper.unit_th, wide, narrow, rows[::-1],
                 happened=_told(frame))  # fmt: skip


def _wounds(health: Health, frame: Frame) -> Panel:
    """Return the stages of pressure sores as steps, and the closing of each as a mark below."""
    staged = [
        seen for seen in health.wounds + health.past_wounds if any(one.stage for one in seen.looks)
    ]
    lines, rows, legend = [], [], []
    for place, seen in enumerate(staged):
        shape = SHAPES[place % len(SHAPES)]
        readings = [
            Reading(look.looked_on, _depth(look.stage), words=short_stage(look.stage))
            for look in seen.looks
            if look.stage
        ]
        if seen.wound.ended_on:
            readings.append(Reading(seen.wound.ended_on, 0, words="หายแล้ว"))
        lines.append(Line(seen.wound.title, readings, shape))
        told = within(readings, frame)
        rows += [Told(one.on, one.words, seen.wound.title) for one in told]
        if told:
            legend.append((shape, seen.wound.title))
    ticks = [(0.0, "หาย"), (1.0, "1"), (2.0, "2"), (3.0, "3"), (4.0, "4"), (5.0, "?")]
    title = f"ระดับแผลกดทับ {_span_words(frame)}"
    wide, narrow = _both(
        lambda one: strip(lines, one, title=title, height=150, span=(-0.4, 5.4), ticks=ticks,
                          is_stepped=True),
        frame,
    )  # fmt: skip
    rows.sort(key=lambda row: row.on, reverse=True)
    return Panel("ระดับแผลกดทับ", "1 ถึง 4, ? คือบอกไม่ได้", wide, narrow, rows, tuple(legend),
                 _told(frame))  # fmt: skip


def _depth(stage: str) -> int:
    return UNSTAGEABLE_AT if stage == Stage.UNSTAGEABLE else int(stage)


def _medicines(health: Health, first: date, on: date) -> Panel:
    """Return what was begun, changed and stopped, numbered as in the table."""
    everything = health.medicines + health.past_medicines
    replaced = {one.replaces_id for one in everything}
    before = {one.id: one for one in everything}
    marks: list[tuple[date, tuple[str, str], str]] = []
    for one in everything:
        old = before.get(one.replaces_id) if one.replaces_id else None
        if one.since_on:
            kind = CHANGED if one.replaces_id else BEGUN
            marks.append((one.since_on, kind, _change_words(one, old)))
        if one.ended_on and one.id not in replaced:
            marks.append((one.ended_on, STOPPED, f"{one.title} – {one.ended_because}"))
    marks = sorted(mark for mark in marks if first <= mark[0] <= on)
    frame = Frame(first, on)
    title = f"ยาที่เปลี่ยน {_span_words(frame)}"
    drawn = [(day, kind[0], f"{kind[1]} {words}") for day, kind, words in marks]
    wide, narrow = _both(lambda one: mark_strip(drawn, one, title=title), frame)
    rows = [
        Told(day, f"{kind[1]} {words}", number=str(place))
        for place, (day, kind, words) in enumerate(marks, 1)
    ]
    legend = tuple(kind for kind in (BEGUN, CHANGED, STOPPED) if any(m[1] == kind for m in marks))
    return Panel("ยาที่เปลี่ยน", "เลขตรงกับตาราง", wide, narrow, rows[::-1], legend)


def _change_words(new: Medicine, old: Medicine | None) -> str:
    if old is None:
        return f"{new.title} {new.use_words}"
    because = f" – {old.ended_because}" if old.ended_because else ""
    return f"{new.title} {new.use_words} (เดิม {old.title} {old.use_words}){because}"


def _compared(seen: WoundSeen, chosen: UUID | None) -> Compared | None:
    """Return a wound's looks with photos: first, chosen, last; None without any."""
    looks = [look for look in seen.looks if look.photos]
    if not looks:
        return None
    first, last = looks[0], looks[-1]
    between = [look for look in looks[1:-1] if look.id == chosen]
    named = [("ครั้งแรก", first), *(("ที่เลือก", look) for look in between)]
    if last is not first:
        named.append(("ล่าสุด", last))
    return Compared(seen, named, [look for look in looks[1:-1] if look.id != chosen])


def months_asked(text: str | None) -> int:
    """Return one of the offered numbers of months; the usual one for anything else."""
    return next((months for months in MONTHS if str(months) == text), USUAL_MONTHS)
