"""What waits to be done because of an event, and until when; the intervals are dated rules."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from ltc.care.events.terms import (
    DEPARTURES,
    EventKind,
    EventRules,
    Facts,
    FollowUp,
    FollowUpCode,
    FollowUpRule,
    Happening,
    PauseFacts,
    PauseSpan,
    member,
)
from ltc.foundation.core.due import due
from ltc.foundation.i18n.dates import short_date

RETURN_NOTICE_DAYS = 0


def follow_ups(
    happenings: Sequence[Happening],
    pause: PauseFacts,
    facts: Facts,
    rules: EventRules,
    *,
    on: date,
) -> list[FollowUp]:
    """Return what is open for one elder on a day, the most pressing first.

    ``happenings`` are the events that stand. During a pause only the return is asked for; after it
    days count from the return. The same thing asked by several events stands once, with the
    earliest day. Nothing is asked for somebody who died or moved away: the departure has its list.
    Of somebody who came back after a move, what happened before asks for nothing any more.
    """
    happenings = since_return(happenings)
    if any(one.kind in DEPARTURES for one in happenings):
        return []
    if pause.now:
        return _return(pause.now, rules, on)
    open_ones = [
        follow_up
        for one in happenings
        if one.on <= on <= one.on + timedelta(days=rules.look_back_days)
        for follow_up in _asked_by(one, pause.returned_on, facts, rules.follow_ups, on)
    ]
    return _earliest_of_each(open_ones)


def since_return(happenings: Sequence[Happening]) -> Sequence[Happening]:
    """Return what happened since somebody last came back after a move; all when nobody did."""
    places = [place for place, one in enumerate(happenings) if one.kind == EventKind.RETURN]
    return happenings[places[-1] :] if places else happenings


def return_rule(rules: EventRules, on: date) -> FollowUpRule:
    """Return within how many days somebody who came back is assessed anew; StopIteration: never."""
    return next(
        rule for rule in rules.follow_ups if rule.event == EventKind.RETURN and rule.holds_on(on)
    )


def _return(now: PauseSpan, rules: EventRules, on: date) -> list[FollowUp]:
    """Return the question whether somebody is back, from the day on which it was expected."""
    last = now.expected_return_on or now.from_on + timedelta(days=rules.ask_return[now.reason])
    if last > on:
        return []
    is_told = now.expected_return_on is not None
    words = f"คาดว่ากลับ {short_date(last)}" if is_told else f"ตั้งแต่ {short_date(now.from_on)}"
    note = "" if is_told else rules.return_notes_th[now.reason]
    return [
        FollowUp(
            FollowUpCode.RETURN, words, due(last, today=on, notice_days=RETURN_NOTICE_DAYS), note,
            now.opened_by,
        )
    ]  # fmt: skip


def _asked_by(
    one: Happening, returned_on: date | None, facts: Facts, rules: Iterable[FollowUpRule], on: date
) -> list[FollowUp]:
    since = max(one.on, returned_on) if returned_on else one.on
    words = f"{member(EventKind, one.kind).label_th} {short_date(one.on)}"
    return [
        FollowUp(
            member(FollowUpCode, rule.code), words,
            due(since + timedelta(days=rule.days), today=on, notice_days=rule.notice_days),
            rule.note_th, one.id,
        )
        for rule in rules
        if rule.event == one.kind and rule.holds_on(one.on) and not _is_answered(rule, one, facts)
    ]  # fmt: skip


def _is_answered(rule: FollowUpRule, one: Happening, facts: Facts) -> bool:
    """True when a fact of the day of the event or later answers it, or it does not apply."""
    if rule.adl_at_most is not None and (
        facts.adl_total is None or facts.adl_total > rule.adl_at_most
    ):
        return True
    answered: Mapping[str, date | None] = {
        FollowUpCode.REASSESS: facts.assessed_on, FollowUpCode.REVIEW_PLAN: facts.planned_on
    }  # fmt: skip
    days = (answered.get(rule.code), facts.answered.get(rule.code))
    return any(day is not None and day >= one.on for day in days)


def _earliest_of_each(open_ones: Iterable[FollowUp]) -> list[FollowUp]:
    first: dict[str, FollowUp] = {}
    for one in sorted(open_ones, key=lambda one: (one.due.on, list(FollowUpCode).index(one.code))):
        first.setdefault(one.code, one)
    return list(first.values())
