"""Reads of urgent findings: one, those open on duty, those of an elder, those of many elders."""

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.elders.models import Elder
from ltc.care.elders.queries.register import Condition, ElderRow, as_row, rows, visible_to
from ltc.care.elders.queries.team import list_teams
from ltc.care.elders.terms import TeamRole
from ltc.care.urgent.models import UrgentAct, UrgentFinding
from ltc.care.urgent.rules import level_of, read_rules, waiting_words
from ltc.care.urgent.terms import FoundBy, Level, UrgentRule, UrgentRules
from ltc.foundation.accounts.queries import may, policy
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound
from ltc.settings import CHECKOUT

PAGE = 50


@cache
def get_rules() -> UrgentRules:
    """Return the rules of the reference file."""
    path = CHECKOUT / "seeds" / "reference" / "urgent_rules.toml"
    return read_rules(tomllib.loads(path.read_text(encoding="utf-8")))


def rules_of(finding: UrgentFinding) -> tuple[UrgentRule, ...]:
    """Return the rules that a finding matched, the most pressing first."""
    return get_rules().named(finding.rules)


def _title(codes: list[str]) -> str:
    return " และ ".join(rule.title_th for rule in get_rules().named(codes)) or "เรื่องด่วน"


def may_see(actor: Actor, action: str = "read") -> Condition:
    """Return the condition that a finding's class is open to the actor, or it is their own."""
    if actor.is_system:
        return sa.true()
    shown = sorted(policy().fields(actor.role, action, "urgent_finding"))
    return sa.or_(
        col(UrgentFinding.field_class).in_(shown), col(UrgentFinding.opened_by) == actor.person_id
    )


def _scope(actor: Actor, action: str, on: date) -> Condition:
    seen = visible_to(actor, on=on, action=action, resource="urgent_finding")
    return sa.and_(seen, may_see(actor, action))


def get_finding(
    session: Session, finding_id: UUID, actor: Actor, *, on: date, action: str = "read"
) -> UrgentFinding:
    """Return one finding; raises NotFound when there is none or the actor may not see it."""
    found = session.exec(
        select(UrgentFinding)
        .join(Elder, col(Elder.id) == col(UrgentFinding.elder_id))
        .where(UrgentFinding.id == finding_id, _scope(actor, action, on))
    ).first()
    if found is None:
        raise NotFound
    return found


def find_source(session: Session, found_by: str, source_id: UUID) -> UrgentFinding | None:
    """Return what was found in a visit or an assessment, or None."""
    return session.exec(
        select(UrgentFinding).where(
            UrgentFinding.found_by == found_by, UrgentFinding.source_id == source_id
        )
    ).first()


def find_operation(session: Session, operation_id: UUID) -> UrgentFinding | None:
    """Return the finding that a form with this operation id opened, or None."""
    return session.exec(
        select(UrgentFinding).where(UrgentFinding.operation_id == operation_id)
    ).first()


def find_act(session: Session, operation_id: UUID) -> UrgentAct | None:
    """Return the act that a form with this operation id wrote, or None."""
    return session.exec(select(UrgentAct).where(UrgentAct.operation_id == operation_id)).first()


def list_acts(session: Session, finding_id: UUID) -> Sequence[UrgentAct]:
    """Return what people did about a finding, in the order of doing."""
    return session.exec(
        select(UrgentAct).where(UrgentAct.finding_id == finding_id).order_by(col(UrgentAct.number))
    ).all()


def next_number(session: Session, finding_id: UUID) -> int:
    """Return the number of a finding's next act; the finding was locked before."""
    last = sa.select(sa.func.max(col(UrgentAct.number))).where(
        col(UrgentAct.finding_id) == finding_id
    )
    return int(session.scalar(last) or 0) + 1


@dataclass(frozen=True)
class FindingRow:
    """A finding as a list shows it; ``manager`` is the elder's care manager, or ""."""

    finding: UrgentFinding
    elder: ElderRow
    manager: str
    level: Level | None
    waits: str

    @property
    def title(self) -> str:
        """What it is, in words."""
        return _title(self.finding.rules)


def list_open(
    session: Session, actor: Actor, *, on: date, at: datetime, after: UUID | None = None
) -> tuple[list[FindingRow], UUID | None]:
    """Return open findings that the actor may list, nobody's first, then the longest waiting.

    ``after`` is the last finding of the page before; returns the one to go on from, or None.
    """
    place = (_is_taken(), col(UrgentFinding.waiting_since), col(UrgentFinding.id))
    wanted = _listed(actor, on).where(col(UrgentFinding.closed_at).is_(None))
    last = session.get(UrgentFinding, after) if after else None
    if last is not None:
        here = (int(last.is_taken), last.waiting_since, last.id)
        wanted = wanted.where(sa.tuple_(*place) > _literal(place, here))
    return _page(session, wanted.order_by(*place), on=on, at=at)


def list_closed(
    session: Session, actor: Actor, *, on: date, at: datetime, after: UUID | None = None
) -> tuple[list[FindingRow], UUID | None]:
    """Return closed findings that the actor may list, the last closed first; paged as above."""
    place = (col(UrgentFinding.closed_at), col(UrgentFinding.id))
    wanted = _listed(actor, on).where(col(UrgentFinding.closed_at).is_not(None))
    last = session.get(UrgentFinding, after) if after else None
    if last is not None and last.closed_at:
        wanted = wanted.where(sa.tuple_(*place) < _literal(place, (last.closed_at, last.id)))
    return _page(session, wanted.order_by(*(one.desc() for one in place)), on=on, at=at)


def list_of_elder(
    session: Session,
    elder_id: UUID,
    actor: Actor,
    *,
    on: date,
    at: datetime,
    after: UUID | None = None,
) -> tuple[list[FindingRow], UUID | None]:
    """Return an elder's findings that the actor may list, newest first; paged as above."""
    place = (col(UrgentFinding.opened_at), col(UrgentFinding.id))
    wanted = _listed(actor, on).where(col(UrgentFinding.elder_id) == elder_id)
    last = session.get(UrgentFinding, after) if after else None
    if last is not None and last.elder_id == elder_id:
        wanted = wanted.where(sa.tuple_(*place) < _literal(place, (last.opened_at, last.id)))
    return _page(session, wanted.order_by(*(one.desc() for one in place)), on=on, at=at)


def _is_taken() -> sa.Case[int]:
    return sa.case((col(UrgentFinding.taken_at).is_(None), 0), else_=1)


def _literal(place: Sequence[Any], values: Sequence[Any]) -> sa.Tuple:
    return sa.tuple_(
        *(sa.literal(value, one.type) for one, value in zip(place, values, strict=True))
    )


def _listed(actor: Actor, on: date) -> sa.Select[Any]:
    return (
        rows()
        .join(UrgentFinding, col(UrgentFinding.elder_id) == col(Elder.id))
        .add_columns(UrgentFinding)
        .where(_scope(actor, "list", on))
    )


def _page(
    session: Session, wanted: sa.Select[Any], *, on: date, at: datetime
) -> tuple[list[FindingRow], UUID | None]:
    found = session.execute(wanted.limit(PAGE + 1)).all()
    ids = {row[0] for row in found}
    managers = list_teams(session, ids, TeamRole.CARE_MANAGER, on=on)
    shown = []
    for *elder, finding in found[:PAGE]:
        names = [member.name for member in managers.get(finding.elder_id, [])]
        shown.append(
            FindingRow(
                finding,
                as_row(elder),
                ", ".join(names),
                level_now(finding, at=at),
                waiting_words(finding.waiting_since, at=at),
            )  # fmt: skip
        )
    return shown, shown[-1].finding.id if len(found) > PAGE else None


def level_now(finding: UrgentFinding, *, at: datetime) -> Level | None:
    """Return who is asked to take a finding now; None for a closed one or one in hand."""
    is_taken = finding.is_taken or not finding.is_open
    return level_of(rules_of(finding), finding.waiting_since, is_taken=is_taken, at=at)


@dataclass(frozen=True)
class OpenFinding:
    """What a chart or a caseload shows of an open finding; ``source_id`` as in the table."""

    id: UUID
    elder_id: UUID
    title: str
    opened_at: datetime
    found_by: str
    source_id: UUID | None
    taken_by_name: str
    waits: str

    @property
    def waits_for_somebody(self) -> bool:
        """True while nobody has it in hand."""
        return not self.taken_by_name


def open_findings_of(
    session: Session, elder_ids: Collection[UUID], actor: Actor, *, at: datetime
) -> dict[UUID, list[OpenFinding]]:
    """Return the open findings of many elders, the longest waiting first, in one statement.

    The elders were chosen with a check before; findings of a class that is closed to the actor
    are left out.
    """
    found: dict[UUID, list[OpenFinding]] = {}
    if not elder_ids:
        return found
    one = UrgentFinding
    columns: Sequence[Any] = (
        one.id, one.elder_id, one.rules, one.opened_at, one.found_by, one.source_id,
        one.taken_by_name, one.waiting_since,
    )  # fmt: skip
    wanted = (
        sa.select(*map(col, columns))
        .where(col(one.elder_id).in_(elder_ids), col(one.closed_at).is_(None), may_see(actor))
        .order_by(col(one.waiting_since), col(one.id))
    )
    for finding_id, elder_id, codes, *told, since in session.execute(wanted):
        values = (finding_id, elder_id, _title(codes), *told, waiting_words(since, at=at))
        found.setdefault(elder_id, []).append(OpenFinding(*values))
    return found


@dataclass(frozen=True)
class OpenCounts:
    """How many findings of a municipality are open, wait for somebody, or reached the director."""

    open: int
    waiting: int
    with_director: int


def found_in_visit(session: Session, visit_id: UUID, actor: Actor) -> Sequence[UrgentFinding]:
    """Return what a visit opened, dangers before worries; the visit was loaded with a check."""
    if not may(actor, "read", "urgent_finding"):
        return []
    return session.exec(
        select(UrgentFinding)
        .where(
            col(UrgentFinding.found_by).in_([FoundBy.VISIT, FoundBy.WORRY]),
            UrgentFinding.source_id == visit_id,
            may_see(actor),
        )
        .order_by(col(UrgentFinding.found_by))
    ).all()


def count_open(session: Session, municipality_id: UUID, *, at: datetime) -> OpenCounts:
    """Return the counts of a municipality's open findings, in one statement; no person in them."""
    wanted = sa.select(
        col(UrgentFinding.rules), col(UrgentFinding.waiting_since), col(UrgentFinding.taken_at)
    ).where(
        col(UrgentFinding.municipality_id) == municipality_id,
        col(UrgentFinding.closed_at).is_(None),
    )
    levels = [
        level_of(get_rules().named(codes), since, is_taken=taken_at is not None, at=at)
        for codes, since, taken_at in session.execute(wanted)
    ]
    waiting = [level for level in levels if level is not None]
    return OpenCounts(len(levels), len(waiting), waiting.count(Level.DIRECTOR))


def list_waiting(session: Session) -> Sequence[UrgentFinding]:
    """Return every open finding that nobody has in hand, of all municipalities: for the job."""
    return session.exec(
        select(UrgentFinding)
        .where(col(UrgentFinding.closed_at).is_(None), col(UrgentFinding.taken_at).is_(None))
        .order_by(col(UrgentFinding.waiting_since), col(UrgentFinding.id))
    ).all()


def escalations_written(session: Session, operation_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the operations that were written down before."""
    if not operation_ids:
        return set()
    wanted = sa.select(col(UrgentAct.operation_id)).where(
        col(UrgentAct.operation_id).in_(operation_ids)
    )
    return {one for one in session.scalars(wanted) if one is not None}
