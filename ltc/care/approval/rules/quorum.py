"""Who counts: members in office, a quorum for the meeting and again for each case, abstentions."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from ltc.care.approval.rules.dated_rules import QuorumRule
from ltc.care.approval.terms import AbstainWhy
from ltc.care.elders.terms import TeamRole


class Seat(Protocol):
    """What the rules ask of a member."""

    @property
    def id(self) -> UUID: ...
    @property
    def appointed_from(self) -> date: ...
    @property
    def appointed_until(self) -> date | None: ...
    @property
    def user_id(self) -> UUID | None: ...


@dataclass(frozen=True)
class Quorum:
    """How many take part, of how many in office, and how many have to."""

    present: int
    in_office: int
    needed: int

    @property
    def is_met(self) -> bool:
        """True when enough take part; a committee without members never has a quorum."""
        return self.in_office > 0 and self.present >= self.needed

    @property
    def words(self) -> str:
        """The sentence for the screen: มา 7 จาก 9 ครบองค์ประชุม (ต้อง 5)."""
        said = "ครบองค์ประชุม" if self.is_met else "ไม่ครบองค์ประชุม"
        return f"มา {self.present} จาก {self.in_office} {said} (ต้อง {self.needed})"


def is_in_office(seat: Seat, on: date) -> bool:
    """True when a member's appointment holds on a day."""
    return seat.appointed_from <= on and (seat.appointed_until is None or on < seat.appointed_until)


def needed_of(in_office: int, rule: QuorumRule) -> int:
    """Return how many members must take part: more than the share that the rule names."""
    return in_office * rule.over // rule.of + 1


def quorum(in_office: int, present: int, rule: QuorumRule) -> Quorum:
    """Return how a meeting stands; for one case ``present`` leaves out those who abstain.

    How many are needed does not fall with abstentions: a case that too few may decide waits.
    """
    return Quorum(present, in_office, needed_of(in_office, rule))


def must_abstain(
    seats: Iterable[Seat], *, author_ids: Collection[UUID], team: Mapping[UUID, str]
) -> dict[UUID, AbstainWhy]:
    """Return which members take no part in a case, by the records, and why.

    ``author_ids`` wrote the plan; ``team`` gives the place of each user on the elder's care team.
    Only members who sign in here can be found so: others say it themselves.
    """
    found: dict[UUID, AbstainWhy] = {}
    for seat in seats:
        if seat.user_id is None:
            continue
        if seat.user_id in author_ids:
            found[seat.id] = AbstainWhy.AUTHOR
        elif seat.user_id in team:
            is_relative = team[seat.user_id] == TeamRole.RELATIVE
            found[seat.id] = AbstainWhy.RELATIVE if is_relative else AbstainWhy.CARER
    return found
