"""What events still ask for, of many elders in three statements."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from ltc.care.events.queries.pauses import pause_facts_of
from ltc.care.events.queries.records import answers_of, events_of, happening_of
from ltc.care.events.queries.reference import get_event_rules
from ltc.care.events.rules.follow_ups import follow_ups
from ltc.care.events.terms import Facts, FollowUp, PauseFacts


def follow_ups_of(
    session: Session, elder_ids: Collection[UUID], facts: Mapping[UUID, Facts], *, on: date
) -> dict[UUID, list[FollowUp]]:
    """Return what is open for each of many elders, the most pressing first; no entry: nothing.

    ``facts`` says what other rooms know (assessment, plan); what was settled by hand is added
    here. The elders were chosen with a check before.
    """
    rules = get_event_rules(on)
    since = on - timedelta(days=rules.look_back_days)
    events = events_of(session, elder_ids, since=since)
    pauses = pause_facts_of(session, elder_ids, on=on)
    answers = answers_of(session, elder_ids)
    found: dict[UUID, list[FollowUp]] = {}
    for elder_id in events.keys() | pauses.keys():
        known = replace(facts.get(elder_id, Facts()), answered=answers.get(elder_id, {}))
        happened = [happening_of(row) for row in events.get(elder_id, [])]
        pause = pauses.get(elder_id, PauseFacts())
        if waiting := follow_ups(happened, pause, known, rules, on=on):
            found[elder_id] = waiting
    return found
