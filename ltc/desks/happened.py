"""Events and stays as a chart marks them: a short word and a shape, and all of it in words."""

from collections.abc import Iterable
from datetime import date

from ltc.care.events.terms import SHORT, Detail, EventKind, PauseReason, Precision, member
from ltc.foundation.i18n.dates import short_date
from ltc.foundation.web.happened import Happened, Stay


def happened(kind: str, detail: str, place: str, precision: str, on: date) -> Happened:
    """Return one event as a mark."""
    known = member(EventKind, kind)
    shape, label = SHORT[known]
    words = event_words(kind, detail, place)
    return Happened(on, label, shape, words, is_about=precision == Precision.ABOUT)


def event_words(kind: str, detail: str, place: str) -> str:
    """Return an event in words: what, in detail, where."""
    told = member(Detail, detail).label_th if detail else ""
    return " ".join(word for word in (member(EventKind, kind).label_th, told, place) if word)


def stay(reason: str, from_on: date, until_on: date | None) -> Stay:
    """Return days in hospital or away as a band."""
    words = f"{member(PauseReason, reason).label_th}ตั้งแต่ {short_date(from_on)}"
    until = f"ถึง {short_date(until_on)}" if until_on else "ยังไม่กลับ"
    return Stay(from_on, until_on, f"{words} {until}")


def since(first: date, found: Iterable[Happened]) -> list[Happened]:
    """Return what happened since a day, oldest first."""
    return sorted((one for one in found if one.on >= first), key=lambda one: one.on)
