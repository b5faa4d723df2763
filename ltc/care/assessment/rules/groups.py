"""The dependency group of a Barthel total, and how near it lies to the next group.

Groups 12-20, 5-11, 0-4: thai-ltc.md section 1. Near a border: adl-trends.md section 1.5, a crossing
by one point is within the error of measurement, so a second rater is asked for; the group itself
always follows the official score.
"""

from dataclasses import dataclass
from datetime import date

from ltc.care.assessment.rules.scoring import main_set
from ltc.care.assessment.terms import Band, BandSet, DependencyGroup, Instrument
from ltc.foundation.core.errors import RuleViolation


@dataclass(frozen=True)
class Border:
    """How far a total lies from the nearest other group, in points (1 or more)."""

    distance: int
    towards: DependencyGroup
    is_near: bool
    sentence_th: str


def dependency_group(instrument: Instrument, total: int, *, on: date) -> DependencyGroup:
    """Return the group of a Barthel ``total`` (0 to 20) by the cut-offs in force that day."""
    return DependencyGroup(_find(instrument, total, on)[1].code)


def dependent_up_to(instrument: Instrument, *, on: date) -> int:
    """Return the highest Barthel total that counts as dependent on a day: the last below social."""
    cutoffs = main_set(instrument, on=on)
    if cutoffs is None:
        raise RuleViolation("no_cutoffs_on_date", "ไม่มีเกณฑ์แบ่งกลุ่มของวันนั้น")
    return max(b.maximum for b in cutoffs.bands if b.code != DependencyGroup.SOCIAL)


def severity_band(instrument: Instrument, total: int, *, on: date) -> Band | None:
    """Return the finer severity band of a ``total`` on that day, None when there is none."""
    for found in instrument.band_sets:
        if found.code == "severity" and found.in_force(on):
            return found.band(total)
    return None


def border(instrument: Instrument, total: int, *, on: date, near_points: int) -> Border:
    """Say how far a Barthel ``total`` lies from the next group; near is ``near_points`` or less.

    With two borders equally far, the more dependent group is named.
    """
    cutoffs, own = _find(instrument, total, on)
    others = [band for band in cutoffs.bands if band is not own]
    distance, other = min(((_distance(total, band), band) for band in others), key=lambda d: d[0])
    towards = DependencyGroup(other.code)
    is_near = distance <= near_points
    words = f"ห่างจาก{towards.label_th} {distance} คะแนน"
    if is_near:
        words = f"ใกล้เส้นแบ่ง {words} ควรให้คนที่สองประเมินซ้ำให้แน่ใจ"
    return Border(distance=distance, towards=towards, is_near=is_near, sentence_th=words)


def _distance(total: int, band: Band) -> int:
    """Return how many points ``total`` must move to fall into ``band``."""
    return total - band.maximum if total > band.maximum else band.minimum - total


def _find(instrument: Instrument, total: int, on: date) -> tuple[BandSet, Band]:
    cutoffs = main_set(instrument, on=on)
    band = None if cutoffs is None else cutoffs.band(total)
    if cutoffs is None or band is None:
        raise RuleViolation("total_out_of_range", "คะแนนรวมนี้เป็นไปไม่ได้ กรุณาตอบแบบประเมินใหม่")
    return cutoffs, band
