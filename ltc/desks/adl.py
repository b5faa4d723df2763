"""An elder's ADL as pictures: the line with its bands, the small line of a list, the item strip."""

from collections.abc import Sequence
from dataclasses import dataclass

from ltc.care.assessment.rules.change import Change, in_order_of_loss
from ltc.care.assessment.terms import BandSet, Instrument
from ltc.desks.queries import SeenAssessment
from ltc.foundation.web import charts, heat
from ltc.foundation.web.happened import Happened, Stay

RATERS = {
    "team_nurse": charts.Rater.NURSE,
    "care_manager": charts.Rater.NURSE,
    "family_doctor": charts.Rater.DOCTOR,
    "caregiver": charts.Rater.CAREGIVER,
}
KINDS = {"social": "social", "home_bound": "home", "bed_bound": "bed"}
NARROW = 360


def bands(cuts: BandSet) -> list[charts.BandRange]:
    """Return the dependency groups as coloured, labelled bands, lowest scores first."""
    return [
        charts.BandRange(band.minimum, band.maximum, band.label_th, KINDS[band.code])
        for band in sorted(cuts.bands, key=lambda band: band.minimum)
    ]


def _points(history: Sequence[SeenAssessment], change: Change | None) -> list[charts.Point]:
    is_alarming = change is not None and change.level == "red"
    newest = history[-1].id if history else None
    return [
        charts.Point(
            row.assessed_on,
            row.total,
            RATERS.get(row.assessor_role, charts.Rater.OTHER),
            is_alarm=is_alarming and row.id == newest,
            note="" if row.purpose == "formal" else "คัดกรอง",
        )
        for row in history
        if row.total is not None
    ]


@dataclass(frozen=True)
class Beside:
    """What a line shows besides scores: what happened, and days spent elsewhere."""

    happened: Sequence[Happened] = ()
    stays: Sequence[Stay] = ()


def line(
    history: Sequence[SeenAssessment],
    cuts: BandSet,
    beside: Beside,
    change: Change | None,
    noise: float,
) -> tuple[charts.AdlLine, charts.AdlLine]:
    """Return the line for a wide page and for a telephone; ``history`` is oldest first."""
    points, groups = _points(history, change), bands(cuts)
    told = beside.happened, beside.stays
    wide = charts.adl_line(points, groups, *told, width=680, height=320, noise=noise)
    narrow = charts.adl_line(points, groups, *told, width=NARROW, height=320, noise=noise)
    return wide, narrow


def small_line(history: Sequence[tuple[object, int]], cuts: BandSet) -> charts.Sparkline:
    """Return the small line of a list; ``history`` holds (date, total), oldest first."""
    return charts.sparkline(history, bands(cuts))  # type: ignore[arg-type]


def strip(history: Sequence[SeenAssessment], instrument: Instrument) -> heat.HeatStrip:
    """Return what the elder could do, item by item in order of loss, over the assessments."""
    rows = [
        heat.ItemRow(item.short_th, [row.answers.get(item.code) for row in history], item.maximum)
        for item in in_order_of_loss(instrument)
    ]
    return heat.heat_strip(rows, [row.assessed_on for row in history])


def lost_words(change: Change | None, instrument: Instrument) -> list[str]:
    """Return the short names of what an elder can do less well than the time before."""
    items = [instrument.item(one.item) for one in change.lost] if change else []
    return [item.short_th for item in items if item is not None]
