"""The dated limits of what counts as unusual, read strictly from their file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.assessment.terms import Confidence
from ltc.care.reading.terms import Limits

KEYS = keys_of(Limits, also="valid_from valid_until source confidence")


def limits_on(table: Mapping[str, Any], on: date) -> Limits:
    """Return the limits in force on a day; Unusable when the file is broken or has none."""
    rows = [Row(one, "reading_rules.toml", KEYS) for one in table["limits"]]
    for row in rows:
        row.one_of("confidence", Confidence)
        row.text("source")
    found = [row for row in rows if row.holds_on(on)]
    if len(found) != 1:
        raise rows[0].broken(f"{len(found)} rows hold on {on}, not one")
    row = found[0]
    return Limits(
        short_percent=row.whole("short_percent"),
        copied_letters=row.whole("copied_letters"),
        copied_vitals=row.whole("copied_vitals"),
        late_days=row.whole("late_days"),
        back_days=row.whole("back_days"),
        note_th=row.text("note_th"),
    )
