"""The health director's figures: counts only, small cells hidden, each from an ordinary query."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.assessment.queries.latest import count_dependent, count_groups
from ltc.care.assessment.terms import DependencyGroup
from ltc.care.cases.queries.standing import count_cases
from ltc.care.cases.terms import CaseState, CloseReason
from ltc.care.elders.queries.register import count_by_community
from ltc.care.visits.models import Visit
from ltc.care.visits.queries.records import month_of, stands
from ltc.care.visits.terms import VisitStatus
from ltc.foundation.areas.queries import list_communities, population
from ltc.foundation.core.counts import Count, hide_small, least_shown, show_alone

FISCAL_YEAR_BEGINS = (10, 1)


@dataclass(frozen=True)
class CommunityLine:
    """One community: its elders, and how many of them are dependent."""

    name: str
    is_placeholder: bool
    elders: Count
    dependent: Count


@dataclass(frozen=True)
class Figures:
    """All that the page shows; every count of people in need went through ``hide_small``."""

    population: int | None
    elders: int
    percent: float | None
    dependent: Count
    least: int
    communities: list[CommunityLine]
    groups: list[tuple[str, str, Count]]
    states: list[tuple[str, Count]]
    closed: list[tuple[str, Count]]
    open_cases: Count
    visits_this_month: int
    year_begins: date


def fiscal_year_begin(on: date) -> date:
    """Return the first day (1 October) of the Thai fiscal year that a day lies in."""
    month, day = FISCAL_YEAR_BEGINS
    year = on.year if (on.month, on.day) >= FISCAL_YEAR_BEGINS else on.year - 1
    return date(year, month, day)


def read_figures(session: Session, municipality_id: UUID, *, on: date) -> Figures:
    """Return the figures of a municipality as of a day."""
    least = least_shown(on=on)
    people = population(session, municipality_id, on=on)
    by_community = count_by_community(session, municipality_id, on=on)
    elders = sum(by_community.values())
    begins = fiscal_year_begin(on)
    cases = count_cases(session, municipality_id, on=on, closed_since=begins)
    lines, groups = _communities(session, municipality_id, by_community, least, on)
    return Figures(
        population=people,
        elders=elders,
        percent=round(100 * elders / people, 2) if people else None,
        dependent=show_alone(count_dependent(session, municipality_id, on=on), least=least),
        least=least,
        communities=lines,
        groups=groups,
        states=_named(cases.by_state, {str(s): s.label_th for s in CaseState}, least),
        closed=_named(cases.closed, {str(r): r.label_th for r in CloseReason}, least),
        open_cases=show_alone(cases.open, least=least),
        visits_this_month=_count_visits(session, municipality_id, on),
        year_begins=begins,
    )


KINDS = {
    DependencyGroup.SOCIAL: "social",
    DependencyGroup.HOME_BOUND: "home",
    DependencyGroup.BED_BOUND: "bed",
}


def _communities(
    session: Session, municipality_id: UUID, elders: dict[UUID, int], least: int, on: date
) -> tuple[list[CommunityLine], list[tuple[str, str, Count]]]:
    dependent: Counter[UUID] = Counter()
    by_group: Counter[DependencyGroup] = Counter()
    for line in count_groups(session, municipality_id, on=on):
        by_group[line.group] += line.count
        if line.group is not DependencyGroup.SOCIAL:
            dependent[line.community_id] += line.count
    areas = list_communities(session, municipality_id)
    shown_elders = hide_small({area.id: elders.get(area.id, 0) for area in areas}, least=least)
    shown = hide_small({area.id: dependent[area.id] for area in areas}, least=least)
    groups = hidden_groups(by_group, least=least)
    return (
        [
            CommunityLine(area.name_th, area.is_placeholder, shown_elders[area.id], shown[area.id])
            for area in areas
        ],
        [(KINDS[group], group.label_th, count) for group, count in groups.items()],
    )


def hidden_groups(
    counts: Mapping[DependencyGroup, int], *, least: int
) -> dict[DependencyGroup, Count]:
    """Hide small groups.

    The page tells how many are dependent: one of these two is never shown beside a hidden other.
    """
    social = DependencyGroup.SOCIAL
    dependent = {group: counts[group] for group in DependencyGroup if group is not social}
    return {social: show_alone(counts[social], least=least)} | hide_small(dependent, least=least)


def _named(counts: dict[str, int], words: dict[str, str], least: int) -> list[tuple[str, Count]]:
    shown = hide_small(counts, least=least)
    return [(word, shown[code]) for code, word in words.items() if code in shown]


def _count_visits(session: Session, municipality_id: UUID, on: date) -> int:
    first, end = month_of(on)
    counted = sa.select(sa.func.count()).select_from(Visit)
    return int(
        session.scalar(
            counted.where(
                col(Visit.municipality_id) == municipality_id,
                col(Visit.visited_on) >= first,
                col(Visit.visited_on) < end,
                col(Visit.status) == VisitStatus.DONE,
                stands(),
            )
        )
        or 0
    )
