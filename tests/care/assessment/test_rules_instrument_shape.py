"""A seed table that does not hold together stops the start."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from ltc.care.assessment.rules.instrument_shape import build_all, build_instrument
from ltc.care.assessment.terms import Confidence
from ltc.foundation.core.errors import Unusable

OPTIONS = [
    {"score": 0, "text_th": "ไม่มี", "text_en": "No"},
    {"score": 1, "text_th": "มี", "text_en": "Yes"},
]
BAND = {"label_th": "ก", "label_en": "a", "severity": "ok", "next_step_th": "พัก"}
ITEM = {"code": "q1", "label_th": "ข้อ 1", "short_th": "หนึ่ง", "label_en": "one"}
NEXT = {"code": "q2", "label_th": "ข้อ 2", "short_th": "สอง", "label_en": "two"}
CUTOFFS: dict[str, Any] = {
    "code": "result",
    "label_th": "ผล",
    "is_main": True,
    "minimum": 0,
    "maximum": 2,
    "valid_from": date(2020, 1, 1),
    "source": "form",
    "confidence": "V",
    "bands": [
        BAND | {"code": "low", "minimum": 0, "maximum": 1},
        BAND | {"code": "high", "minimum": 2, "maximum": 2},
    ],
}
ALARM = {
    "code": "danger",
    "item": "q2",
    "at_least": 1,
    "sentence_th": "อันตราย",
    "do_now_th": "โทรหาพยาบาล",
    "phones": ["1669"],
    "source": "form",
    "confidence": "G",
}
TABLE: dict[str, Any] = {
    "code": "demo",
    "version": 1,
    "position": 1,
    "field_class": "F2",
    "title_th": "แบบทดลอง",
    "title_en": "Demo",
    "short_th": "ทดลอง",
    "kind": "items",
    "direction": "lower_better",
    "unit_th": "คะแนน",
    "maximum": 2,
    "source": "form",
    "licence": "own",
    "confidence": "V",
    "shared_options": OPTIONS,
    "items": [ITEM, NEXT],
    "band_sets": [CUTOFFS],
    "alarms": [ALARM],
}


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the table with the value at a dotted path replaced, or removed for None."""
    table = deepcopy(TABLE)
    *steps, last = path.split(".")
    place: Any = table
    for step in steps:
        place = place[int(step) if step.isdigit() else step]
    if value is None:
        del place[last]
    else:
        place[int(last) if last.isdigit() else last] = value
    return table


def test_a_sound_table_becomes_an_instrument() -> None:
    instrument = build_instrument(TABLE)
    assert (instrument.minimum, instrument.maximum) == (0, 2)
    assert instrument.items[1].options[1].text_th == "มี"
    assert instrument.alarms[0].alert.confidence is Confidence.GENERAL
    assert not instrument.is_measured


MEASURE = NEXT | {"minimum": 1, "maximum": 1}
LATER = CUTOFFS | {"valid_from": date(2025, 1, 1)}


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        pytest.param("titel_th", "x", "unknown key titel_th", id="a key that does not exist"),
        pytest.param("items.0.opions", [], "unknown key opions", id="a slip inside an item"),
        pytest.param("title_th", None, "title_th must be a text", id="a text is missing"),
        pytest.param("title_th", " ", "title_th must be a text", id="a text is empty"),
        pytest.param("version", "1", "version must be a whole number", id="version as a text"),
        pytest.param("version", True, "version must be a whole number", id="version as a flag"),
        pytest.param("kind", "poem", "kind must be one of items, score_only", id="unknown kind"),
        pytest.param("items", [], "no items", id="no items"),
        pytest.param("items", ["q1"], "items must be a list of tables", id="items as texts"),
        pytest.param("maximum", 3, "add up to 2", id="item maxima do not make the total"),
        pytest.param("items.1.code", "q1", "item q1 stands twice", id="an item twice"),
        pytest.param("shared_options", [], "needs either options", id="no answers at all"),
        pytest.param(
            "items.1", MEASURE | {"options": OPTIONS}, "needs either options", id="both kinds"
        ),
        pytest.param("shared_options.1.score", 0, "scores must rise", id="a score twice"),
        pytest.param("shared_options.0.score", -1, "scores must rise", id="a negative score"),
        pytest.param("items.1", MEASURE, "scores must rise", id="an empty measure"),
        pytest.param(
            "items.0.asked_if",
            {"item": "q2", "at_least": 1},
            "does not stand before it",
            id="depends on a later item",
        ),
        pytest.param("items.0.asked_if", "q2", "asked_if must be a table", id="odd condition"),
        pytest.param("confidence", "U", "needs a note_th", id="unsure without a note"),
        pytest.param(
            "band_sets.0.confidence", "G", "needs a note_th", id="unsure cut-offs without a note"
        ),
        pytest.param("band_sets.0.bands.1.minimum", 1, "gap or overlaps", id="bands overlap"),
        pytest.param("band_sets.0.bands.0.maximum", 0, "gap or overlaps", id="bands leave a gap"),
        pytest.param("band_sets.0.bands.1.maximum", 1, "gap or overlaps", id="a band upside down"),
        pytest.param("band_sets.0.maximum", 3, "the bands end at 2", id="bands end too early"),
        pytest.param("band_sets.0.is_main", "yes", "true or false", id="a flag as a text"),
        pytest.param("band_sets.0.valid_from", "2020", "must be a date", id="a date as a text"),
        pytest.param(
            "band_sets", [CUTOFFS, LATER], "holds twice on one day", id="two cut-offs at a time"
        ),
        pytest.param(
            "band_sets",
            [CUTOFFS, CUTOFFS | {"code": "other"}],
            "holds twice on one day",
            id="two main sets",
        ),
        pytest.param("alarms.0.item", "q9", "alarm names an unknown item", id="alarm of no item"),
        pytest.param("alarms.0.phones", [1669], "list of texts", id="telephones as numbers"),
    ],
)
def test_malformed_tables_are_refused(path: str, value: object, words: str) -> None:
    with pytest.raises(Unusable, match=words):
        build_instrument(changed(path, value))


def test_cut_offs_must_fit_the_range_of_totals() -> None:
    narrow = CUTOFFS | {"maximum": 1, "bands": CUTOFFS["bands"][:1]}
    with pytest.raises(Unusable, match="does not fit the range"):
        build_instrument(changed("band_sets", [narrow]))


def test_newer_cut_offs_may_follow_older_ones() -> None:
    ended = CUTOFFS | {"valid_until": date(2025, 1, 1)}
    instrument = build_instrument(changed("band_sets", [ended, LATER]))
    held = [found.in_force(date(2025, 1, 1)) for found in instrument.band_sets]
    assert held == [False, True]


def score_only(**over: object) -> dict[str, Any]:
    """Return a table of a paper form whose total alone is entered."""
    table = {key: value for key, value in TABLE.items() if key not in ("items", "alarms")}
    return table | {"kind": "score_only", "total": {"minimum": 0, "maximum": 2}} | over


def test_a_score_only_entry_asks_for_the_total() -> None:
    instrument = build_instrument(score_only())
    assert [item.code for item in instrument.items] == ["total"]
    assert instrument.band_sets[0].band(3) is None


def test_a_score_only_entry_ships_no_items() -> None:
    with pytest.raises(Unusable, match="ships no items"):
        build_instrument(score_only(items=[ITEM]))


def test_versions_of_an_instrument_stand_in_order() -> None:
    found = build_all([changed("version", 2), TABLE])
    assert [instrument.version for instrument in found] == [1, 2]


def test_a_version_in_two_files_is_refused() -> None:
    with pytest.raises(Unusable, match="two files"):
        build_all([TABLE, TABLE])
