"""Dangers to life that the answers show; they are raised before and apart from any score.

The thresholds and the words live in the instrument's seed file (8Q at 17 or more, "cannot control"
in 8Q item 3.1, a positive last item of 9Q: thai-ltc.md section 7).
"""

from collections.abc import Mapping

from ltc.care.assessment.terms import AlarmRule, Instrument, SafetyAlert


def safety_alerts(instrument: Instrument, answers: Mapping[str, int]) -> tuple[SafetyAlert, ...]:
    """Return what must be acted on now, most pressing first (the order of the seed file).

    ``answers`` may be incomplete or still on the tablet: what is there already counts, so an
    interview that was broken off, or that waits for the network, still raises its alarm.
    """
    known = {item.code for item in instrument.items}
    total = sum(max(value, 0) for code, value in answers.items() if code in known)
    return tuple(rule.alert for rule in instrument.alarms if _rings(rule, answers, total))


def _rings(rule: AlarmRule, answers: Mapping[str, int], total: int) -> bool:
    reached = total if rule.item is None else answers.get(rule.item, -1)
    return reached >= rule.at_least
