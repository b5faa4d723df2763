"""What a positive result asks for next, and whether it was done since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.rules.following import next_instruments
from ltc.care.assessment.terms import Band, Instrument
from ltc.care.rounds.models import ScreeningRound
from ltc.care.rounds.queries.followup import days_of_next
from ltc.care.rounds.queries.people import Found, results_of
from ltc.care.rounds.rules.cells import shown


@dataclass(frozen=True)
class Step:
    """One person's result in few characters, its band, the instrument to go on with, and when."""

    result: str
    band: Band | None
    following: Instrument | None
    done_on: date | None


def steps_of(
    session: Session, screening: ScreeningRound, instrument: Instrument, elder_ids: Sequence[UUID]
) -> dict[UUID, Step]:
    """Return the next step of each person with a result of one instrument, in two statements."""
    results = results_of(session, screening, elder_ids).now
    found = {one: result for one in elder_ids if (result := results.get((one, instrument.code)))}
    following = {elder_id: _following(instrument, result) for elder_id, result in found.items()}
    codes = {next_one.code for next_one in following.values() if next_one}
    days = days_of_next(session, codes, list(found), since=screening.starts_on)
    return {
        elder_id: Step(
            shown(instrument, result.answers, result.total),
            _band(instrument, result),
            next_one := following[elder_id],
            days.get((elder_id, next_one.code)) if next_one else None,
        )
        for elder_id, result in found.items()
    }


def _following(instrument: Instrument, result: Found) -> Instrument | None:
    codes = next_instruments(instrument.code, _band(instrument, result), result.answers)
    return get_instrument(codes[0]) if codes else None


def _band(instrument: Instrument, result: Found) -> Band | None:
    mains = [one for one in instrument.band_sets if one.is_main]
    bands = (band for one in mains for band in one.bands)
    return next((band for band in bands if band.code == result.band), None)
