"""What an assessment calls for next: another instrument, or somebody who may assess formally."""

from collections.abc import Mapping

from ltc.care.assessment.rules.change import ChangeLevel
from ltc.care.assessment.terms import Band, DependencyGroup, Severity


def next_instruments(code: str, band: Band | None, answers: Mapping[str, int]) -> tuple[str, ...]:
    """Return the codes of the instruments to go on with, most pressing first.

    A positive 2Q leads to 9Q (thai-ltc.md section 7, verified). 9Q from 7, or a last item above 0,
    leads to 8Q (general knowledge; the note of both instruments says so on the screen). A Barthel
    group other than the social one leads to TAI (section 2: both stand in the proposal form).
    """
    if band is None:
        return ()
    if code == "2q":
        return ("9q",) if band.code == "positive" else ()
    if code == "9q":
        return ("8q",) if band.severity is not Severity.OK or answers.get("q9", 0) > 0 else ()
    if code == "barthel":
        return ("tai",) if band.code != DependencyGroup.SOCIAL else ()
    return ()


def asks_for_formal(
    *, may_formally: bool, band: Band | None, change: ChangeLevel | None, formal_band: str | None
) -> bool:
    """True when a score by somebody who may not assess formally should be made formal.

    That is so when the result is not in order, has fallen, or differs from ``formal_band``, the
    band of the latest formal one (None: there is none). Our own rule; it only asks a person.
    """
    if may_formally:
        return False
    if change in (ChangeLevel.AMBER, ChangeLevel.RED):
        return True
    if band is None:
        return False
    return band.severity is not Severity.OK or formal_band not in (None, band.code)
