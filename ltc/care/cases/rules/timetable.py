"""The services of a plan as a page shows them: how often, by whom, when; and the week in hours."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.cases.rules.frequency import (
    MONTHS_A_YEAR,
    WEEKS_A_YEAR,
    Window,
    frequency_words,
    per_week,
    windows,
)
from ltc.care.cases.rules.week import DAY_END, DAY_START, DAYS, Slot, Week
from ltc.care.cases.terms import Benefit, Per, PlanDraft, ServiceKind, ServiceLine, member
from ltc.care.elders.terms import TeamRole

DAY_KEYS = keys_of(also="source confidence hours")
AHEAD = timedelta(days=366)  # a service given once a year has a window in every year


@dataclass(frozen=True)
class ServiceRow:
    """One service in words; ``window`` is None when no visit is left in the plan.

    ``benefit_th`` says what kind of the benefit package it is, ``given_by`` who outside the team.
    """

    service_th: str
    text: str
    often_th: str
    doer_th: str
    note: str
    window: Window | None
    line_id: UUID | None = None
    benefit_th: str = ""
    given_by: str = ""


def service_rows(
    draft: PlanDraft, *, kinds: Mapping[str, ServiceKind], people: Mapping[str, str], on: date
) -> list[ServiceRow]:
    """Return the services in their order, each with the first window that ends today or later."""
    return [
        ServiceRow(
            service_th=kinds[line.kind].label_th if line.kind in kinds else line.kind,
            text=line.text,
            often_th=frequency_words(line.times, line.per, line.minutes),
            doer_th=_doer(line, people),
            note=line.note,
            window=next_window(line, draft, on=on),
            line_id=line.line_id,
            benefit_th=kinds[line.kind].benefit.label_th if line.kind in kinds else "",
            given_by=line.referred_to,
        )
        for line in draft.services
    ]


def next_window(line: ServiceLine, draft: PlanDraft, *, on: date) -> Window | None:
    """Return the first window of a service that ends on a day or later, or None."""
    found = windows(
        line.times, line.per, valid_from=draft.valid_from, valid_until=draft.valid_until,
        since=on, until=max(on, draft.valid_from) + AHEAD,
    )  # fmt: skip
    return found[0] if found else None


def visits_a_week(draft: PlanDraft, doer_role: str) -> float:
    """Return the visits expected of one role in an average week; several services are one visit.

    A visit does all that falls to it, so the most frequent service decides.
    """
    found = [
        per_week(line.times, line.per) for line in draft.services if line.doer_role == doer_role
    ]
    return float(max(found, default=0))


def _doer(line: ServiceLine, people: Mapping[str, str]) -> str:
    role = member(TeamRole, line.doer_role).label_th
    name = people.get(str(line.doer_user_id)) if line.doer_user_id else None
    return f"{name} ({role})" if name else role


def weekly_words(draft: PlanDraft) -> str:
    """Return how often a caregiver comes on average, in words; "" when never."""
    visits = visits_a_week(draft, TeamRole.CAREGIVER)
    if not visits:
        return ""
    per = Per.WEEK if visits >= 1 else Per.MONTH
    often = visits if visits >= 1 else visits * WEEKS_A_YEAR / MONTHS_A_YEAR
    return f"ผู้ดูแลไปเยี่ยมเฉลี่ย {often:.2g} ครั้ง{member(Per, per).label_th}"


def frequency_lines(draft: PlanDraft, kinds: Mapping[str, ServiceKind]) -> list[tuple[str, str]]:
    """Return the four lines of the plan's form: what, and how often; "" when not planned.

    They follow from the services: nobody types them (thai-ltc.md 5.2).
    """
    team = _often(draft, lambda line: line.kind in kinds and not line.referred_to
                  and kinds[line.kind].benefit is Benefit.HEALTH)  # fmt: skip
    return [
        ("ประเมินก่อนให้บริการ/วางแผน", _often(draft, lambda line: line.kind == "planning")),
        ("ดูแลโดยทีมหมอครอบครัว", team),
        ("ดูแลโดยผู้ดูแลผู้สูงอายุ", weekly_words(draft).removeprefix("ผู้ดูแลไปเยี่ยม")),
        ("ประเมินผล/ปรับแผน", _often(draft, lambda line: line.kind == "review")),
    ]


def _often(draft: PlanDraft, is_wanted: Callable[[ServiceLine], bool]) -> str:
    """Return how often the wanted services are given, the same words once, in their order."""
    words = [frequency_words(one.times, one.per) for one in draft.services if is_wanted(one)]
    return ", ".join(dict.fromkeys(words))


def read_day(table: Mapping[str, Any]) -> dict[str, str]:
    """Return the words of an ordinary day by hour; raises Unusable for a slip in the file."""
    rows = [
        Row(one, "daily life", keys_of(also="hour text_th"))
        for one in Row(table, "daily life", DAY_KEYS).tables("hours")
    ]
    return {str(row.whole("hour")): row.text("text_th") for row in rows}


@dataclass(frozen=True)
class Cell:
    """One slot in words, for the table and for a day's list."""

    slot: Slot
    what_th: str
    doer_th: str


@dataclass(frozen=True)
class Hour:
    """One row of the weekly table: the hour, what the day is like then, seven days of cells."""

    hour: int
    daily_th: str
    days: tuple[tuple[Cell, ...], ...]


def week_hours(week: Week, cells: Mapping[Slot, Cell], daily_life: Mapping[str, str]) -> list[Hour]:
    """Return the table of the form: rows from 06:00 to 24:00, columns Monday to Sunday."""
    return [
        Hour(
            hour,
            daily_life.get(str(hour), ""),
            tuple(
                tuple(
                    cells[slot] for slot in week.slots
                    if slot.weekday == day and slot.start // 60 == hour
                )
                for day in range(DAYS)
            ),
        )
        for hour in range(DAY_START // 60, DAY_END // 60)
    ]  # fmt: skip


def cells_of(
    draft: PlanDraft, slots: Iterable[Slot], kinds: Mapping[str, ServiceKind],
    people: Mapping[str, str],
) -> dict[Slot, Cell]:  # fmt: skip
    """Return each slot in words: what is done, as the plan says it, and by whom."""
    lines: dict[UUID | None, ServiceLine] = {line.line_id: line for line in draft.services}
    found = {}
    for slot in slots:
        line = lines.get(slot.line_id)
        what = short_words(line, kinds) if line else "บริการที่ตัดออกแล้ว"
        doer = (line.referred_to or _doer(line, people)) if line else ""
        found[slot] = Cell(slot, what, doer)
    return found


def short_words(line: ServiceLine, kinds: Mapping[str, ServiceKind]) -> str:
    """Return a service in few words: what was typed, else its label without the examples."""
    label = kinds[line.kind].label_th if line.kind in kinds else line.kind
    return line.text or label.partition(" เช่น")[0]
