"""Building an instrument from its seed table, refusing every table that does not hold together.

Errors are ``Unusable``: the installation must not start with a wrong questionnaire.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.assessment.terms import (
    AlarmRule,
    AskedIf,
    Band,
    BandSet,
    Confidence,
    Direction,
    Instrument,
    Item,
    Kind,
    Option,
    SafetyAlert,
    Severity,
    SpecialPP,
)
from ltc.foundation.core.errors import Unusable

Table = Mapping[str, Any]

FIELD_CLASSES = frozenset({"F2", "F3", "F3s"})  # of the policy
INSTRUMENT_KEYS = keys_of(Instrument, also="maximum total shared_options")
ALARM_KEYS = keys_of(SafetyAlert, also="item at_least")


def build_instrument(table: Table) -> Instrument:
    """Return the instrument that a parsed seed file describes, or raise ``Unusable``."""
    row = Row(table, f"instrument {table.get('code', '?')}", INSTRUMENT_KEYS)
    kind = row.one_of("kind", Kind)
    instrument = Instrument(
        code=row.text("code"),
        version=row.whole("version"),
        position=row.whole("position"),
        field_class=row.text("field_class"),
        title_th=row.text("title_th"),
        title_en=row.text("title_en"),
        short_th=row.text("short_th"),
        kind=kind,
        direction=row.one_of("direction", Direction),
        unit_th=row.text("unit_th"),
        source=row.text("source"),
        licence=row.text("licence"),
        confidence=row.one_of("confidence", Confidence),
        note_th=row.text("note_th", ""),
        lookback_th=row.text("lookback_th", ""),
        instruction_th=row.text("instruction_th", ""),
        functional_test=row.maybe_text("functional_test"),
        loinc_panel=row.maybe_text("loinc_panel"),
        loinc_total=row.maybe_text("loinc_total"),
        variant_th=row.text("variant_th", ""),
        items=_total_item(row) if kind is Kind.SCORE_ONLY else _items(row),
        band_sets=tuple(_band_set(row, part) for part in row.tables("band_sets")),
        alarms=tuple(_alarm(row, part) for part in row.tables("alarms")),
    )
    if instrument.field_class not in FIELD_CLASSES:
        raise row.broken(f"field_class is one of {sorted(FIELD_CLASSES)}")
    _check(row, instrument)
    return instrument


def build_all(tables: Iterable[Table]) -> tuple[Instrument, ...]:
    """Return the instruments of all seed files by code, older versions first."""
    found = [build_instrument(table) for table in tables]
    keys = [(instrument.code, instrument.version) for instrument in found]
    if len(keys) != len(set(keys)):
        raise Unusable("instruments: one version stands in two files")
    return tuple(sorted(found, key=lambda instrument: (instrument.code, instrument.version)))


def _total_item(row: Row) -> tuple[Item, ...]:
    """Return the single item of a score-only entry: the total written on the paper form."""
    if row.has("items"):
        raise row.broken("a score-only entry ships no items")
    total = Row(row.table("total"), f"{row.where} total", frozenset(["minimum", "maximum"]))
    return (
        Item(
            code="total",
            label_th="คะแนนรวมจากแบบกระดาษ",
            short_th="คะแนนรวม",
            label_en="Total of the paper form",
            minimum=total.whole("minimum"),
            maximum=total.whole("maximum"),
        ),
    )


def _items(row: Row) -> tuple[Item, ...]:
    shared = row.tables("shared_options")
    items = tuple(_item(row, part, shared) for part in row.tables("items"))
    if not items:
        raise row.broken("no items")
    return items


def _item(parent: Row, table: Table, shared: Sequence[Table]) -> Item:
    row = Row(table, f"{parent.where} item {table.get('code', '?')}", keys_of(Item))
    measured = row.has("minimum") or row.has("maximum")
    parts = row.tables("options") or ([] if measured else shared)
    options = tuple(_option(row, part) for part in parts)
    if measured == bool(options):
        raise row.broken("needs either options or minimum and maximum")
    scores = [option.score for option in options] or [row.whole("minimum"), row.whole("maximum")]
    if scores != sorted(set(scores)) or scores[0] < 0:
        raise row.broken("scores must rise from 0 or more without repetition")
    return Item(
        code=row.text("code"),
        label_th=row.text("label_th"),
        short_th=row.text("short_th"),
        label_en=row.text("label_en"),
        minimum=scores[0],
        maximum=scores[-1],
        options=options,
        hint_th=row.text("hint_th", ""),
        loinc=row.maybe_text("loinc"),
        loss_rank=row.maybe_whole("loss_rank"),
        asked_if=_asked_if(row) if row.has("asked_if") else None,
    )


def _asked_if(row: Row) -> AskedIf:
    part = Row(row.table("asked_if"), f"{row.where} asked_if", keys_of(AskedIf))
    return AskedIf(item=part.text("item"), at_least=part.whole("at_least"))


def _option(parent: Row, table: Table) -> Option:
    row = Row(table, f"{parent.where} option", keys_of(Option))
    return Option(
        score=row.whole("score"),
        text_th=row.text("text_th"),
        text_en=row.text("text_en"),
        loinc=row.maybe_text("loinc"),
        specialpp=_specialpp(row),
    )


def _specialpp(row: Row) -> tuple[SpecialPP, ...]:
    where = f"{row.where} specialpp"
    parts = [Row(part, where, keys_of(SpecialPP)) for part in row.tables("specialpp")]
    return tuple(SpecialPP(part.text("code"), part.text("label_th")) for part in parts)


def _band_set(parent: Row, table: Table) -> BandSet:
    row = Row(table, f"{parent.where} band set {table.get('code', '?')}", keys_of(BandSet))
    bands = [_band(row, part) for part in row.tables("bands")]
    found = BandSet(
        code=row.text("code"),
        label_th=row.text("label_th"),
        is_main=row.flag("is_main", False),
        variant=row.maybe_text("variant"),
        minimum=row.whole("minimum"),
        maximum=row.whole("maximum"),
        valid_from=row.day("valid_from"),
        valid_until=row.maybe_day("valid_until"),
        source=row.text("source"),
        confidence=row.one_of("confidence", Confidence),
        note_th=row.text("note_th", ""),
        bands=tuple(sorted(bands, key=lambda band: band.minimum)),
    )
    _check_cover(row, found)
    _check_note(row, found.confidence, found.note_th)
    return found


def _band(parent: Row, table: Table) -> Band:
    row = Row(table, f"{parent.where} band {table.get('code', '?')}", keys_of(Band))
    return Band(
        code=row.text("code"),
        label_th=row.text("label_th"),
        label_en=row.text("label_en"),
        minimum=row.whole("minimum"),
        maximum=row.whole("maximum"),
        severity=row.one_of("severity", Severity),
        next_step_th=row.text("next_step_th"),
        specialpp=_specialpp(row),
    )


def _alarm(parent: Row, table: Table) -> AlarmRule:
    row = Row(table, f"{parent.where} alarm {table.get('code', '?')}", ALARM_KEYS)
    alert = SafetyAlert(
        code=row.text("code"),
        sentence_th=row.text("sentence_th"),
        do_now_th=row.text("do_now_th"),
        phones=row.texts("phones"),
        source=row.text("source"),
        confidence=row.one_of("confidence", Confidence),
    )
    return AlarmRule(item=row.maybe_text("item"), at_least=row.whole("at_least"), alert=alert)


def _check_note(row: Row, confidence: Confidence, note_th: str) -> None:
    """What is not verified must say so on the screen."""
    if confidence is not Confidence.VERIFIED and not note_th:
        raise row.broken("what is not verified needs a note_th")


def _check_cover(row: Row, band_set: BandSet) -> None:
    """Every total of the range falls in exactly one band."""
    expected = band_set.minimum
    for band in band_set.bands:
        if band.minimum != expected or band.maximum < band.minimum:
            raise row.broken(f"band {band.code} leaves a gap or overlaps at {expected}")
        expected = band.maximum + 1
    if expected != band_set.maximum + 1:
        raise row.broken(f"the bands end at {expected - 1}, not at {band_set.maximum}")


def _check(row: Row, instrument: Instrument) -> None:
    _check_note(row, instrument.confidence, instrument.note_th)
    if instrument.maximum != row.whole("maximum"):
        raise row.broken(f"the item maxima add up to {instrument.maximum}")
    _check_items(row, instrument)
    _check_sets(row, instrument)
    codes = {item.code for item in instrument.items}
    if any(alarm.item is not None and alarm.item not in codes for alarm in instrument.alarms):
        raise row.broken("an alarm names an unknown item")


def _check_items(row: Row, instrument: Instrument) -> None:
    """Item codes are unique, and a conditional item follows the one it depends on."""
    seen: set[str] = set()
    for item in instrument.items:
        if item.code in seen:
            raise row.broken(f"item {item.code} stands twice")
        if item.asked_if is not None and item.asked_if.item not in seen:
            raise row.broken(f"item {item.code} depends on an item that does not stand before it")
        seen.add(item.code)


def _check_sets(row: Row, instrument: Instrument) -> None:
    """Cut-offs fit the range of totals, and no two for the same use hold on one day."""
    for number, one in enumerate(instrument.band_sets):
        fits = one.minimum == instrument.minimum and (
            one.maximum == instrument.maximum
            or (one.variant is not None and one.maximum < instrument.maximum)
        )
        if not fits:
            raise row.broken(f"band set {one.code} does not fit the range of totals")
        for other in instrument.band_sets[number + 1 :]:
            if _purpose(one) == _purpose(other) and _overlap(one, other):
                raise row.broken(f"band set {one.code} holds twice on one day")


def _purpose(one: BandSet) -> tuple[str, str | None]:
    return ("main" if one.is_main else one.code, one.variant)


def _overlap(one: BandSet, other: BandSet) -> bool:
    return one.in_force(other.valid_from) or other.in_force(one.valid_from)
