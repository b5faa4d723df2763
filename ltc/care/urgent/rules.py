"""Pure rules of urgent findings: reading their file, what to do now, when a finding goes on."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from ltc.care.urgent.terms import (
    Advice,
    CallAnswer,
    CallDraft,
    Callee,
    Level,
    Outcome,
    Phone,
    UrgentRule,
    UrgentRules,
)
from ltc.foundation.core.errors import RuleViolation

MOST_WORDS = 500


def read_rules(table: Mapping[str, Any]) -> UrgentRules:
    """Build the rules from seeds/reference/urgent_rules.toml; KeyError when it is broken."""
    phones = {row["code"]: Phone(row["code"], row["number"], row["label_th"])
              for row in table["phones"]}  # fmt: skip
    return UrgentRules(tuple(_rule(row, phones) for row in table["rules"]), table["screen_th"])


def _rule(row: Mapping[str, Any], phones: Mapping[str, Phone]) -> UrgentRule:
    return UrgentRule(
        row["code"], row["found_by"], tuple(row["codes"]), row["field_class"], row["title_th"],
        tuple(row["steps_th"]), row["script_th"], tuple(phones[code] for code in row["phones"]),
        tuple(row["calls"]), row["to_team"], row["to_director"], row["source"], row["confidence"],
    )  # fmt: skip


def matching(rules: UrgentRules, found_by: str, codes: Collection[str]) -> tuple[UrgentRule, ...]:
    """Return the rules for what a room found, the most pressing first; () for none."""
    return tuple(
        rule
        for rule in rules.rules
        if rule.found_by == found_by and any(code in codes for code in rule.codes)
    )


def advice(rules: Sequence[UrgentRule], *, place: str) -> Advice:
    """Return what to do now: the first rule's title and script, everybody's steps and telephones.

    ``place`` is how to find the house: it stands in the words to read aloud. At least one rule.
    """
    first = rules[0]
    return Advice(
        " และ ".join(rule.title_th for rule in rules),
        tuple(dict.fromkeys(step for rule in rules for step in rule.steps_th)),
        first.script_th.format(place=place),
        tuple(dict.fromkeys(phone for rule in rules for phone in rule.phones)),
        tuple(dict.fromkeys(call for rule in rules for call in rule.calls)),
    )


def due_levels(
    rules: Sequence[UrgentRule], waiting_since: datetime, *, at: datetime
) -> list[tuple[Level, datetime]]:
    """Return the levels that a finding nobody took has reached, with when it reached each.

    It begins with the caregiver's care manager at once; of several rules the shortest time counts.
    A finding without any rule (its file changed meanwhile) goes on at once.
    """
    to_team = min((rule.to_team for rule in rules), default=0)
    to_director = min((rule.to_director for rule in rules), default=0)
    steps = (
        (Level.MANAGER, waiting_since),
        (Level.TEAM, waiting_since + timedelta(minutes=to_team)),
        (Level.DIRECTOR, waiting_since + timedelta(minutes=max(to_team, to_director))),
    )
    return [(level, since) for level, since in steps if since <= at]


def level_of(
    rules: Sequence[UrgentRule], waiting_since: datetime, *, is_taken: bool, at: datetime
) -> Level | None:
    """Return who is asked now; None once somebody took it (and for a time before the finding)."""
    reached = [] if is_taken else due_levels(rules, waiting_since, at=at)
    return reached[-1][0] if reached else None


def waiting_words(since: datetime, *, at: datetime) -> str:
    """Return how long something has waited: "ไม่ถึง 1 นาที", "12 นาที", "3 ชั่วโมง 5 นาที", "2 วัน"."""
    minutes = max(0, int((at - since).total_seconds() // 60))
    if minutes < 1:
        return "ไม่ถึง 1 นาที"
    if minutes < 60:
        return f"{minutes} นาที"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} ชั่วโมง" + (f" {rest} นาที" if rest else "")
    return f"{hours // 24} วัน"


def checked_words(words: str, *, field: str, missing: str = "") -> str:
    """Return the words without spaces around; RuleViolation ``words_missing`` or ``too_long``.

    ``missing`` is the sentence when they must not be empty.
    """
    words = words.strip()
    if missing and not words:
        raise RuleViolation("words_missing", missing, field)
    if len(words) > MOST_WORDS:
        raise RuleViolation("too_long", "ข้อความยาวเกินไป กรุณาเขียนให้สั้นลง", field)
    return words


def checked_call(draft: CallDraft) -> CallDraft:
    """Return the draft, or raise RuleViolation at the field it breaks."""
    if draft.whom not in set(Callee):
        raise RuleViolation("whom_unknown", "เลือกว่าโทรหาใคร", "whom")
    if draft.answer not in set(CallAnswer):
        raise RuleViolation("answer_unknown", "เลือกว่าผลเป็นอย่างไร", "answer")
    missing = "เขียนว่าโทรหาใคร" if draft.whom == Callee.OTHER else ""
    checked_words(draft.words, field="words", missing=missing)
    return draft


def checked_outcome(outcome: str) -> str:
    """Return the outcome's code, or raise RuleViolation ``outcome_unknown``."""
    if outcome not in set(Outcome):
        raise RuleViolation("outcome_unknown", "เลือกว่าเรื่องจบอย่างไร", "outcome")
    return outcome
