"""The week of a plan, 06:00 to 24:00: laid out from the services, corrected by hand.

The same services always give the same week. What is done every day is done every day; what is done
twice a week is done on days apart from each other; nobody is at two places at once. Services by the
month, the year or once have no place in a week (thai-ltc.md 5.3).
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from ltc.care.cases.terms import Benefit, Per, ServiceKind, ServiceLine
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import WEEKDAYS

DAY_START, DAY_END = 6 * 60, 24 * 60
DAYS = len(WEEKDAYS)
USUAL = ServiceKind("", "", (), Benefit.SOCIAL, "", "")  # for a code that is gone

Kinds = Mapping[str, ServiceKind]
Spans = list[tuple[int, int]]


@dataclass(frozen=True, order=True)
class Slot:
    """One time of a service: ``weekday`` 0 is Monday, ``start`` in minutes from midnight."""

    weekday: int
    start: int
    minutes: int
    line_id: UUID
    is_by_hand: bool = False
    slot_id: UUID | None = field(default=None, compare=False)

    @property
    def end(self) -> int:
        """The minute at which it is over."""
        return self.start + self.minutes

    @property
    def times_th(self) -> str:
        """Return "08:00–09:00"."""
        return f"{clock_words(self.start)}–{clock_words(self.end)}"


@dataclass(frozen=True)
class Leftover:
    """A slot placed by hand that no longer fits, and why."""

    slot: Slot
    why_th: str


@dataclass(frozen=True)
class Week:
    """The slots of a week in order, what was moved and no longer fits, what found no place."""

    slots: tuple[Slot, ...]
    leftovers: tuple[Leftover, ...]
    unplaced: tuple[tuple[ServiceLine, int], ...]


def clock_words(minute: int) -> str:
    """Return "08:05" for a minute of the day."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def times_a_week(line: ServiceLine) -> int:
    """Return how many slots a service has in every week; 0 for one that is not weekly."""
    if line.per == Per.DAY:
        return line.times * DAYS
    return line.times if line.per == Per.WEEK else 0


def spread(times: int) -> list[int]:
    """Return the weekdays of ``times`` visits a week, as far from each other as can be."""
    whole, rest = divmod(times, DAYS)
    return sorted([*range(DAYS)] * whole + [place * DAYS // rest for place in range(rest)])


def doer_of(line: ServiceLine) -> str:
    """Return whose hands a service takes: somebody outside the team, a person, or a role."""
    return line.referred_to or str(line.doer_user_id or line.doer_role)


def minutes_of(line: ServiceLine, kinds: Kinds) -> int:
    """Return how long one time of a service takes: as said, or as usual for its kind."""
    return line.minutes or kinds.get(line.kind, USUAL).minutes


def arranged(services: Sequence[ServiceLine], slots: Iterable[Slot], kinds: Kinds) -> Week:
    """Return stored slots as a week of these services; nothing placed by hand is dropped."""
    weekly = _weekly(services)
    slots = sorted(slots)
    kept, leftovers = _kept(weekly, [slot for slot in slots if slot.is_by_hand], kinds)
    laid = [slot for slot in slots if not slot.is_by_hand and slot.line_id in weekly]
    found = sorted([*kept, *laid])
    placed = [slot.line_id for slot in found]
    unplaced = [
        (line, times_a_week(line) - placed.count(line_id))
        for line_id, line in weekly.items()
        if placed.count(line_id) < times_a_week(line)
    ]
    return Week(tuple(found), tuple(leftovers), tuple(unplaced))


def laid_out(services: Sequence[ServiceLine], by_hand: Iterable[Slot], kinds: Kinds) -> list[Slot]:
    """Return the slots to lay beside those placed by hand, which stay where they are.

    Somebody who comes on a day does all that is theirs in one visit: what is not daily follows on.
    What finds no place is not among them: ``arranged`` lists it.
    """
    weekly = _weekly(services)
    kept, _leftovers = _kept(weekly, sorted(by_hand), kinds)
    busy: dict[tuple[str, int], Spans] = {}
    for slot in kept:
        _occupy(busy, weekly[slot.line_id], slot)
    found: list[Slot] = []
    came: dict[tuple[str, int], int] = {}
    for line_id, line in sorted(weekly.items(), key=lambda item: item[1].per != Per.DAY):
        minutes = minutes_of(line, kinds)
        mine = [slot for slot in kept if slot.line_id == line_id]
        for weekday, wish in _wishes(line, kinds.get(line.kind, USUAL).starts, mine):
            visit = (doer_of(line), weekday)
            start = _nearest_gap(busy.get(visit, []), came.get(visit, wish), minutes)
            if start is not None:
                if line.per != Per.DAY:
                    came[visit] = start + minutes
                slot = Slot(weekday, start, minutes, line_id)
                _occupy(busy, line, slot)
                found.append(slot)
    return sorted(found)


def checked_move(
    services: Sequence[ServiceLine], week: Week, slot: Slot, weekday: int, start: int, kinds: Kinds
) -> Slot:
    """Return a slot at another time, placed by hand.

    Raises RuleViolation ``day_unknown``, ``daily_stays``, ``outside_day`` or ``doer_busy``.
    """
    weekly = _weekly(services)
    line = weekly[slot.line_id]
    if not 0 <= weekday < DAYS:
        raise RuleViolation("day_unknown", "กรุณาเลือกวันจากรายการ", "weekday")
    if line.per == Per.DAY and weekday != slot.weekday:
        raise RuleViolation("daily_stays", "บริการที่ทำทุกวัน ย้ายได้เฉพาะเวลา", "weekday")
    moved = replace(slot, weekday=weekday, start=start, minutes=minutes_of(line, kinds),
                    is_by_hand=True)  # fmt: skip
    if start < DAY_START or moved.end > DAY_END:
        raise RuleViolation("outside_day", "ต้องอยู่ระหว่าง 06:00 ถึง 24:00", "start")
    others = [one for one in week.slots if one.slot_id != slot.slot_id]
    for one in others:
        if doer_of(weekly[one.line_id]) == doer_of(line) and _overlap(one, moved):
            raise RuleViolation("doer_busy", f"คนเดียวกันมีงานอื่นอยู่แล้ว {one.times_th}", "start")
    return moved


def checked_day(words: Mapping[str, str]) -> dict[str, str]:
    """Return the words of an ordinary day by the hour of the table, "6" to "23"."""
    return {
        str(hour): words[str(hour)]
        for hour in range(DAY_START // 60, DAY_END // 60)
        if words.get(str(hour))
    }


def _weekly(services: Sequence[ServiceLine]) -> dict[UUID, ServiceLine]:
    return {line.line_id: line for line in services if line.line_id and times_a_week(line)}


def _kept(
    weekly: Mapping[UUID, ServiceLine], by_hand: Sequence[Slot], kinds: Kinds
) -> tuple[list[Slot], list[Leftover]]:
    """Sort what was placed by hand into what holds, as long as the service is now, and the rest."""
    kept: list[Slot] = []
    left: list[Leftover] = []
    for slot in by_hand:
        line = weekly.get(slot.line_id)
        if line is None:
            left.append(Leftover(slot, "ไม่มีบริการนี้ในสัปดาห์แล้ว"))
            continue
        now = replace(slot, minutes=minutes_of(line, kinds))
        if sum(one.line_id == slot.line_id for one in kept) >= times_a_week(line):
            left.append(Leftover(now, "บริการนี้ทำน้อยครั้งลงแล้ว"))
        elif now.end > DAY_END:
            left.append(Leftover(now, "บริการนี้นานขึ้นจนเลย 24:00"))
        elif any(
            doer_of(weekly[one.line_id]) == doer_of(line) and _overlap(one, now) for one in kept
        ):
            left.append(Leftover(now, "คนเดียวกันมีงานอื่นเวลานั้นแล้ว"))
        else:
            kept.append(now)
    return kept, left


def _overlap(one: Slot, other: Slot) -> bool:
    return one.weekday == other.weekday and one.start < other.end and other.start < one.end


def _occupy(busy: dict[tuple[str, int], Spans], line: ServiceLine, slot: Slot) -> None:
    insort(busy.setdefault((doer_of(line), slot.weekday), []), (slot.start, slot.end))


def _wishes(
    line: ServiceLine, starts: Sequence[int], placed: Sequence[Slot]
) -> Iterator[tuple[int, int]]:
    """Yield weekday and start of each time that is not placed by hand, at the usual hours."""
    days = spread(times_a_week(line))
    for slot in placed:
        days.remove(min(days, key=lambda day: _days_apart(day, slot.weekday)))
    for weekday in range(DAYS):
        here = [slot.start for slot in placed if slot.weekday == weekday]
        hours = _hours(days.count(weekday) + len(here), starts)
        for start in here:
            hours.remove(min(hours, key=lambda hour: abs(hour - start)))
        for hour in hours:
            yield weekday, hour


def _days_apart(one: int, other: int) -> int:
    return min((one - other) % DAYS, (other - one) % DAYS)


def _hours(times: int, starts: Sequence[int]) -> list[int]:
    """Return the starts of ``times`` on one day: the usual ones, or spread over the whole day."""
    if times <= len(starts):
        return [starts[place * len(starts) // times] for place in range(times)]
    return [DAY_START + place * (DAY_END - DAY_START) // times for place in range(times)]


def _nearest_gap(busy: Spans, wish: int, minutes: int) -> int | None:
    """Return the free start nearest to the wish, the later of two; None when there is none."""
    ends = [DAY_START, *(end for _start, end in busy)]
    begins = [*(start for start, _end in busy), DAY_END]
    free = [
        min(max(wish, begin), end - minutes)
        for begin, end in zip(ends, begins, strict=True)
        if end - begin >= minutes
    ]
    return min(free, key=lambda start: (abs(start - wish), -start), default=None)
