"""What the services of a plan cost over its length, in lines, and whether the rate carries it.

Prices are dated and local (seeds/reference/prices.toml); all money is whole satang. A sum beyond
the rate is told and asked about, never refused (thai-ltc.md 3 and 12).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.cases.rules.rates import Rate, fiscal_year
from ltc.care.cases.terms import Benefit, Per, PlanDraft, ServiceKind, ServiceLine
from ltc.care.elders.terms import TeamRole
from ltc.foundation.core.words import Word

SATANG = 100  # of one baht
DAYS_A_YEAR = 365
MINUTES_AN_HOUR = 60
STRETCH = {
    Per.DAY: Fraction(1),
    Per.WEEK: Fraction(7),
    Per.MONTH: Fraction(DAYS_A_YEAR, 12),
    Per.YEAR: Fraction(DAYS_A_YEAR),
}
HEAD = keys_of(also="source confidence note_th prices")
KEYS = keys_of(
    also="valid_from valid_until code label_th benefit codes unit baht off_baht least_minutes"
)


class Unit(Word):
    """What a price is for."""

    HOUR = "hour", "ชั่วโมง"
    VISIT = "visit", "ครั้ง"
    ACTUAL = "actual", "ตามจริง"


@dataclass(frozen=True)
class Price:
    """One row of the price table; ``codes`` empty: all services of the benefit."""

    code: str
    label_th: str
    benefit: Benefit
    codes: tuple[str, ...]
    unit: Unit
    satang: int
    off_satang: int
    least_minutes: int

    def is_for(self, kind: ServiceKind) -> bool:
        """True when this row prices a kind of service."""
        return kind.benefit is self.benefit and (not self.codes or kind.code in self.codes)


@dataclass(frozen=True)
class Prices:
    """What holds on a day, and what the screen must say about it."""

    rows: tuple[Price, ...]
    note_th: str


@dataclass(frozen=True)
class CostLine:
    """One line: how much of what, at what price, what it comes to; ``note_th`` what is doubtful."""

    code: str
    label_th: str
    units_th: str
    price_satang: int | None
    sum_satang: int
    note_th: str = ""


@dataclass(frozen=True)
class PlanCost:
    """All lines and their sum, what is asked for, and the rate it stands against.

    ``rate`` None: no rate is known for the day. ``note_th`` and ``rate_note_th`` belong on the
    screen beside the figures. ``lacks`` says what is still to be written when it is too much.
    """

    lines: tuple[CostLine, ...]
    total_satang: int
    asked_satang: int
    is_corrected: bool
    rate: Rate | None
    year: int
    note_th: str
    lacks: tuple[str, ...]

    @property
    def rate_satang(self) -> int | None:
        """The rate's upper end, or None."""
        return None if self.rate is None else self.rate.most * SATANG

    @property
    def over_satang(self) -> int:
        """How much more is asked for than the rate carries; 0 when it carries all."""
        return 0 if self.rate_satang is None else max(0, self.asked_satang - self.rate_satang)


def prices_on(table: Mapping[str, Any], on: date) -> Prices:
    """Return the prices in force on a day; raises Unusable for a slip in the file."""
    whole = Row(table, "prices", HEAD)
    rows = [Row(part, f"price {part.get('code')}", KEYS) for part in whole.tables("prices")]
    found = tuple(_price(row) for row in rows if row.holds_on(on))
    codes = [price.code for price in found]
    if len(codes) != len(set(codes)):
        raise whole.broken(f"a code stands twice on {on}")
    return Prices(found, whole.text("note_th"))


def _price(row: Row) -> Price:
    unit = row.one_of("unit", Unit)
    baht = 0 if unit is Unit.ACTUAL else row.whole("baht")
    off = row.maybe_whole("off_baht")
    if min(baht, off or 0) < 0:
        raise row.broken("a price is no debt")
    return Price(
        code=row.text("code"), label_th=row.text("label_th"),
        benefit=row.one_of("benefit", Benefit), codes=row.texts("codes"), unit=unit,
        satang=baht * SATANG, off_satang=(baht if off is None else off) * SATANG,
        least_minutes=row.maybe_whole("least_minutes") or 0,
    )  # fmt: skip


def occurrences(times: int, per: str, *, valid_from: date, valid_until: date) -> int:
    """Return how often a service is given in the whole of a plan, at least ``times``."""
    if per == Per.ONCE:
        return times
    days = max(0, (valid_until - valid_from).days)
    return max(times, _half_up(times * days / STRETCH[Per(per)]))


def plan_cost(
    draft: PlanDraft,
    kinds: Mapping[str, ServiceKind],
    prices: Prices,
    *,
    off_shares: Mapping[UUID, Fraction],
    rate: Rate | None,
) -> PlanCost:
    """Return what a plan costs; ``off_shares`` is which part of a line falls on days off."""
    lines: list[CostLine] = []
    for price in prices.rows:
        priced = [
            line for line in draft.services
            if line.kind in kinds and price.is_for(kinds[line.kind]) and not line.referred_to
        ]  # fmt: skip
        if price.unit is Unit.HOUR:
            lines += [
                cost for line in priced
                for cost in _hours(price, line, kinds[line.kind], draft, off_shares)
            ]  # fmt: skip
        elif price.unit is Unit.VISIT:
            lines += _visits(price, priced, kinds, draft)
        else:
            lines += [_actual(line, kinds[line.kind], price, draft) for line in priced]
    total = sum(line.sum_satang for line in lines)
    asked = total if draft.budget_satang is None else draft.budget_satang
    found = PlanCost(
        lines=tuple(lines), total_satang=total, asked_satang=asked,
        is_corrected=draft.budget_satang is not None, rate=rate,
        year=fiscal_year(draft.valid_from), note_th=prices.note_th, lacks=(),
    )  # fmt: skip
    return PlanCost(**{**vars(found), "lacks": tuple(_lacks(found, draft))})


def _lacks(cost: PlanCost, draft: PlanDraft) -> Iterator[str]:
    if cost.over_satang and not draft.over_rate_reason:
        yield "เกินอัตราแล้ว ยังไม่ได้เขียนว่าเพราะอะไร"
    if cost.over_satang and not draft.other_funding:
        yield "เกินอัตราแล้ว ยังไม่ได้เขียนว่าส่วนที่เกินใช้เงินจากไหน"


def _times(line: ServiceLine, draft: PlanDraft) -> int:
    return occurrences(
        line.times, line.per, valid_from=draft.valid_from, valid_until=draft.valid_until
    )


def _hours(
    price: Price, line: ServiceLine, kind: ServiceKind, draft: PlanDraft,
    off_shares: Mapping[UUID, Fraction],
) -> Iterator[CostLine]:  # fmt: skip
    """Yield one line by the hour, and a second where days off have another price."""
    times, minutes = _times(line, draft), line.minutes or kind.minutes
    note = "" if line.minutes else f"ไม่ได้บอกนาที คิดครั้งละ {minutes} นาที"
    share = off_shares.get(line.line_id, Fraction(0)) if line.line_id else Fraction(0)
    off = _half_up(times * share) if price.off_satang != price.satang else 0
    for count, satang, when in ((times - off, price.satang, ""), (off, price.off_satang, "วันหยุด")):
        if count:
            yield CostLine(
                code=price.code,
                label_th=f"{kind.label_th} ({when})" if when else kind.label_th,
                units_th=f"{_hours_words(count * minutes)} ({count:,} ครั้ง)",
                price_satang=satang,
                sum_satang=_half_up(Fraction(satang * count * minutes, MINUTES_AN_HOUR)),
                note_th=note,
            )


def _visits(
    price: Price, lines: Sequence[ServiceLine], kinds: Mapping[str, ServiceKind], draft: PlanDraft
) -> Iterator[CostLine]:
    """Yield one line for each caregiver: all she does in one visit is one visit.

    So the most frequent service says how many visits there are, and how long one is on average.
    What relatives and neighbours give costs nothing.
    """
    by_doer: dict[str, list[ServiceLine]] = {}
    for line in lines:
        if line.doer_role == TeamRole.CAREGIVER:
            by_doer.setdefault(str(line.doer_user_id or ""), []).append(line)
    for mine in by_doer.values():
        visits = max(_times(line, draft) for line in mine)
        minutes = sum(_times(line, draft) * (line.minutes or kinds[line.kind].minutes)
                      for line in mine) // visits  # fmt: skip
        is_long = minutes >= price.least_minutes
        note = f"ครั้งละราว {minutes} นาที"
        if not is_long:
            note += f" ไม่ถึง {price.least_minutes} นาที ตารางราคานี้ไม่มีราคาให้"
        satang = price.satang if is_long else 0
        yield CostLine(
            price.code, price.label_th, f"{visits:,} {Unit.VISIT.label_th}", satang,
            satang * visits, note,
        )  # fmt: skip


def _actual(line: ServiceLine, kind: ServiceKind, price: Price, draft: PlanDraft) -> CostLine:
    times = _times(line, draft)
    note = "" if line.cost_satang is not None else "ยังไม่ได้ใส่ราคา"
    label = f"{kind.label_th}: {line.text}" if line.text else kind.label_th
    return CostLine(price.code, label, f"{times:,} {Unit.VISIT.label_th}", line.cost_satang,
                    times * (line.cost_satang or 0), note)  # fmt: skip


def _hours_words(minutes: int) -> str:
    hours, rest = divmod(minutes, MINUTES_AN_HOUR)
    words = f"{hours:,} ชั่วโมง" if hours or not rest else ""
    return f"{words} {rest} นาที".strip() if rest else words


def _half_up(value: Fraction | int) -> int:
    """Return the nearest whole number, halves upwards: exact, no floats."""
    return int((Fraction(value) * 2 + 1) // 2)
