"""The order of a caregiver's day, and the sentence that says why somebody comes first."""

from datetime import date

from ltc.care.visits.terms import Change, DayFacts, NextVisit, Skin, Why
from ltc.foundation.core.due import DueState
from ltc.foundation.i18n.dates import short_date

FAR = date.max


def why_first(facts: DayFacts) -> Why | None:
    """Return the strongest reason to go there first, or None for an ordinary visit."""
    if facts.is_last_dangerous:
        return Why("alarm", "ครั้งก่อนวัดได้ค่าอันตราย")
    if facts.last_skin in (Skin.RED, Skin.SORE):
        found = "รอยแดง" if facts.last_skin == Skin.RED else "แผล"
        return Why("alarm", f"ครั้งก่อนพบ{found} ดูอีกครั้ง")
    if facts.last_change == Change.WORSE:
        return Why("alarm", "ครั้งก่อนแย่ลง")
    if facts.last_on is None:
        return Why("alarm", "ยังไม่มีใครไปเยี่ยม")
    window = facts.window
    if window and window.due.state == DueState.OVERDUE:
        return Why("alarm", f"เลยเวลา ครบ {short_date(window.due.on)}", is_of_window=True)
    if window and window.due.state == DueState.TODAY:
        return Why("due", "ไปได้ถึงวันนี้", is_of_window=True)
    return None


def place_in_day(facts: DayFacts, *, today: date) -> tuple[int, date]:
    """Return what the day is ordered by: alarms first, then by the last day, closed windows last.

    Where the houses lie is not known to the system; a caregiver may go in any order.
    """
    why = why_first(facts)
    last = facts.window.due.on if facts.window else FAR
    if why and why.kind == "alarm":
        return 0, last
    return (1 if is_open(facts.window, today=today) else 2), last


def is_open(window: NextVisit | None, *, today: date) -> bool:
    """True when one may go today: the window has begun, or the plan names none."""
    return window is None or window.opens_on <= today
