"""Beginnings of a plan by dependency group: our own, to be confirmed by the municipality's team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.cases.rules.plans import checked_plan
from ltc.care.cases.terms import (
    Per,
    PlanDraft,
    ProblemLine,
    ProblemSource,
    ServiceKind,
    ServiceLine,
)
from ltc.care.elders.terms import TeamRole
from ltc.foundation.core.errors import RuleViolation

HEAD = keys_of(also="source confidence note_th templates")
KEYS = keys_of(also="code group label_th aim cautions problems services")
PROBLEM = keys_of(also="text goal measure weeks")
SERVICE = keys_of(also="kind text doer times per minutes referred_to")


@dataclass(frozen=True)
class Planned:
    """A problem with its goal, and how many weeks the goal may take."""

    text: str
    goal: str
    measure: str
    weeks: int


@dataclass(frozen=True)
class Template:
    """A beginning: ``group`` is a code of GroupCode, "" for palliative care in any group."""

    code: str
    group: str
    label_th: str
    aim: str
    cautions: str
    problems: tuple[Planned, ...]
    services: tuple[ServiceLine, ...]
    note_th: str


def read_templates(
    table: Mapping[str, Any], services: Sequence[ServiceKind]
) -> tuple[Template, ...]:
    """Return the templates in the order of the file; raises Unusable for a slip."""
    whole = Row(table, "plan templates", HEAD)
    note = whole.text("note_th")
    found = tuple(_template(part, note) for part in whole.tables("templates"))
    for one in found:
        try:
            checked_plan(filled(one, _EMPTY, {}), services)
        except RuleViolation as broken:
            raise whole.broken(f"{one.code}: {broken.code} {broken.field}") from broken
    return found


def filled(template: Template, draft: PlanDraft, people: Mapping[str, Sequence[UUID]]) -> PlanDraft:
    """Return a draft with the lines of a template in place of its own; days and wishes stay.

    ``people`` are users of the care team by role: who is the only one of a role is named.
    """
    return replace(
        draft,
        long_term_aim=template.aim,
        cautions=template.cautions,
        problems=tuple(
            ProblemLine(
                one.text, str(ProblemSource.ASSESSMENT), one.goal,
                draft.valid_from + timedelta(weeks=one.weeks), one.measure,
            )
            for one in template.problems
        ),
        services=tuple(_named(line, people) for line in template.services),
    )  # fmt: skip


def emptied(draft: PlanDraft) -> PlanDraft:
    """Return a plan with nothing written but its days."""
    return PlanDraft("", "", "", "", draft.valid_from, draft.valid_until)


def may_begin(draft: PlanDraft, before: PlanDraft | None) -> bool:
    """True while nobody has written on a draft: it has no lines, or those of the version before."""
    if not draft.problems and not draft.services:
        return True
    return before is not None and replace(
        before, valid_from=draft.valid_from, valid_until=draft.valid_until
    ) == draft  # fmt: skip


def _named(line: ServiceLine, people: Mapping[str, Sequence[UUID]]) -> ServiceLine:
    users = people.get(line.doer_role, ())
    return replace(line, doer_user_id=users[0]) if len(users) == 1 else line


def _template(table: Mapping[str, Any], note: str) -> Template:
    row = Row(table, f"plan template {table.get('code')}", KEYS)
    return Template(
        code=row.text("code"), group=row.text("group", ""), label_th=row.text("label_th"),
        aim=row.text("aim"), cautions=row.text("cautions"),
        problems=tuple(_problem(Row(one, row.where, PROBLEM)) for one in row.tables("problems")),
        services=tuple(_service(Row(one, row.where, SERVICE)) for one in row.tables("services")),
        note_th=note,
    )  # fmt: skip


def _problem(row: Row) -> Planned:
    return Planned(row.text("text"), row.text("goal"), row.text("measure"), row.whole("weeks"))


def _service(row: Row) -> ServiceLine:
    return ServiceLine(
        kind=row.text("kind"), text=row.text("text", ""),
        doer_role=str(row.one_of("doer", TeamRole)), doer_user_id=None,
        times=row.whole("times"), per=str(row.one_of("per", Per)),
        minutes=row.maybe_whole("minutes"), referred_to=row.text("referred_to", ""),
    )  # fmt: skip


_EMPTY = PlanDraft("", "", "", "", date(2026, 1, 1), date(2027, 1, 1))  # days to check against
