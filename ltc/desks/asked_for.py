"""What events still ask for of one elder, from the facts that the chart has already read."""

from datetime import date

from ltc.care.cases.queries.standing import Position
from ltc.care.cases.rules.plans import looked_at_on
from ltc.care.events.queries.records import ENDS
from ltc.care.events.queries.reference import get_event_rules
from ltc.care.events.rules.follow_ups import follow_ups
from ltc.care.events.rules.pauses import facts_on
from ltc.care.events.terms import Facts, FollowUp, Happening, PauseSpan
from ltc.desks.around import Around, Fact
from ltc.desks.queries import SeenPlan


def asked_for(
    around: Around, position: Position | None, plan: SeenPlan | None, *, on: date
) -> list[FollowUp]:
    """Return what waits because of an event, the most pressing first.

    Nothing during a pause: the banner asks for the return. Nothing without a case, as at the desk.
    """
    if around.pause or position is None or position.case_id is None:
        return []
    spans = [
        PauseSpan(stay.word, stay.on, stay.until, stay.id, None) for stay in around.stays if stay.on
    ]
    facts = Facts(
        position.formal_on, position.formal_total,
        looked_at_on(plan.activated_at, plan.reviewed_on) if plan else None,
        {row.word: row.on for row in around.answers if row.on},
    )  # fmt: skip
    happened = [
        Happening(row.id, _kind(row), row.on)
        for row in sorted(around.events, key=_order)
        if row.on
    ]  # fmt: skip
    return follow_ups(happened, facts_on(spans, on), facts, get_event_rules(on), on=on)


def _order(row: Fact) -> tuple[object, ...]:
    """Sort key: the oldest first; of one form the beginning of a pause before its end."""
    return row.on, row.at, _kind(row) in ENDS, row.id


def _kind(row: Fact) -> str:
    return row.word.partition(" ")[0]
