"""Pure rules of drafting: reading the rows, and which of them the facts raise. No learned box."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.assessment.terms import Confidence
from ltc.care.cases.terms import Per, PlanDraft, ProblemLine, ProblemSource, ServiceLine
from ltc.care.elders.terms import TeamRole
from ltc.foundation.core.errors import RuleViolation
from ltc.journeys.drafting.terms import (
    Against,
    Aim,
    Answered,
    DraftingRule,
    Facts,
    Proposal,
    Ranges,
)

FILE = "drafting_rules.toml"
KEYS = keys_of(
    also="code valid_from valid_until title aim when improves_when problem goal weeks measure "
    "service against source confidence raised quiet"
)
SERVICE_KEYS = keys_of(also="kind text doer times per minutes")
AGAINST_KEYS = keys_of(also="text when")
REASON_LEAST, REASON_MOST = 3, 300


def rules_on(table: Mapping[str, Any], on: date) -> tuple[DraftingRule, ...]:
    """Return the rules in force on a day, in the order of the file; raises Unusable for a slip."""
    rows = [Row(one, f"{FILE} {one.get('code', '?')}", KEYS) for one in table["rules"]]
    rules = tuple(_rule(row) for row in rows if row.holds_on(on))
    codes = [rule.code for rule in rules]
    for row in rows:
        if codes.count(row.text("code")) > 1:
            raise row.broken(f"in force twice on {on}")
    return rules


def _rule(row: Row) -> DraftingRule:
    service = Row(row.table("service"), f"{row.where} service", SERVICE_KEYS)
    return DraftingRule(
        code=row.text("code"), title=row.text("title"), aim=row.one_of("aim", Aim),
        when=_ranges(row, "when"), improves_when=_ranges(row, "improves_when"),
        problem=row.text("problem"), goal=row.text("goal"), weeks=row.whole("weeks"),
        measure=row.text("measure"), service=_service(service), against=_against(row),
        source=row.text("source"),
        is_sure=row.one_of("confidence", Confidence) is Confidence.VERIFIED,
        raised=row.table("raised"), quiet=row.table("quiet"),
    )  # fmt: skip


def _ranges(row: Row, key: str) -> Ranges:
    if not row.has(key):
        return {}
    found = {}
    for name, ends in row.table(key).items():
        if len(ends) != 2 or any(type(end) is not int for end in ends) or ends[0] > ends[1]:
            raise row.broken(f"{key}: {name} must be the least and the most")
        found[name] = (ends[0], ends[1])
    return found


def _service(row: Row) -> ServiceLine:
    return ServiceLine(
        kind=row.text("kind"), text=row.text("text"), doer_role=row.one_of("doer", TeamRole),
        doer_user_id=None, times=row.whole("times"), per=row.one_of("per", Per),
        minutes=row.whole("minutes"),
    )  # fmt: skip


def _against(row: Row) -> tuple[Against, ...]:
    lines = [Row(one, f"{row.where} against", AGAINST_KEYS) for one in row.tables("against")]
    if not lines:
        raise row.broken("against: every proposal says what speaks against it")
    return tuple(Against(line.text("text"), _ranges(line, "when")) for line in lines)


def holds(ranges: Ranges, facts: Facts) -> bool:
    """True when every fact is known and within its range; what is not known holds nothing."""
    return all(
        name in facts and least <= facts[name].value <= most
        for name, (least, most) in ranges.items()
    )


def propose(
    rules: Sequence[DraftingRule],
    facts: Facts,
    draft: PlanDraft,
    *,
    before: Sequence[Answered],
    service_words: Mapping[str, str],
    on: date,
) -> list[Proposal]:
    """Return what the facts raise for a draft, what may be won back first.

    What speaks against: the rule's own sentences, a service of the kind that the draft holds
    already, and a reason for which an earlier version of the plan declined the same (``before``).
    """
    found = [
        _proposal(rule, facts, draft, before, service_words, on)
        for rule in rules
        if holds(rule.when, facts)
    ]
    return sorted(found, key=lambda one: one.aim is not Aim.IMPROVE)


def _proposal(
    rule: DraftingRule,
    facts: Facts,
    draft: PlanDraft,
    before: Sequence[Answered],
    service_words: Mapping[str, str],
    on: date,
) -> Proposal:
    against = [one.text for one in rule.against if holds(one.when, facts)]
    planned = sum(line.kind == rule.service.kind for line in draft.services)
    if planned:
        word = service_words.get(rule.service.kind, rule.service.kind)
        against.append(f"ร่างนี้มี “{word}” อยู่แล้ว {planned} รายการ ดูก่อนว่าไม่ซ้ำ")
    against += [
        f"แผนฉบับที่ {one.plan_number} ไม่รับข้อนี้ เพราะ {one.reason}"
        for one in before
        if one.code == rule.code and one.reason
    ]
    is_to_improve = bool(rule.improves_when) and holds(rule.improves_when, facts)
    names = [*rule.when, *(rule.improves_when if is_to_improve else ())]
    target = max(on, draft.valid_from) + timedelta(weeks=rule.weeks)
    problem = ProblemLine(
        text=rule.problem, source=str(ProblemSource.ASSESSMENT), goal=rule.goal,
        target_on=target, measure=rule.measure,
    )  # fmt: skip
    return Proposal(
        rule=rule, aim=Aim.IMPROVE if is_to_improve else rule.aim,
        raised_by=tuple(facts[name].words for name in names), against=tuple(against),
        problem=problem, service=rule.service,
    )  # fmt: skip


def checked_reason(reason: str) -> str:
    """Return why a proposal is declined; RuleViolation ``reason_missing`` or ``reason_long``."""
    reason = reason.strip()
    if len(reason) < REASON_LEAST:
        raise RuleViolation("reason_missing", "เขียนสั้น ๆ ว่าทำไมไม่รับ", "reason")
    if len(reason) > REASON_MOST:
        raise RuleViolation("reason_long", f"เขียนได้ไม่เกิน {REASON_MOST} ตัวอักษร", "reason")
    return reason


def loss_percent(weights: Sequence[float]) -> int | None:
    """Return how much the last weight lies below the highest, in whole percent; None below two."""
    if len(weights) < 2 or max(weights) <= 0:
        return None
    return max(0, int((max(weights) - weights[-1]) * 100 / max(weights)))
