"""One week: who goes where on which day. The same facts give the same week, whoever asks.

What a person decided is kept; what nobody touched is derived anew each time it is looked at.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from ltc.care.rota.terms import Away, Kept, TeamPlace, Turn, Wanted, WhyOpen

Key = tuple[UUID, date]
Done = tuple[date, UUID | None]  # a visit that took place: when, with whom


@dataclass(frozen=True)
class Facts:
    """What a week is derived from. ``places`` are own places on a team, not those lent for a cover.

    ``workdays`` are numbers of weekdays (Monday 0) on which caregivers work.
    """

    wanted: Sequence[Wanted]
    places: Mapping[UUID, Sequence[TeamPlace]]
    workdays: Collection[int]
    kept: Mapping[Key, Kept] = field(default_factory=dict)
    away: Sequence[Away] = ()


def derive(facts: Facts) -> list[Turn]:
    """Return every visit of the week, each with who goes when, or why nobody does.

    Everybody's own caregiver goes, on the day that evens their minutes. The days are chosen as if
    nothing had been moved and nobody were away, so that one decision never shifts another visit.
    """
    owners = {one.key: owner_of(one, facts.places) for one in facts.wanted}
    days = _days(facts, owners)
    away: dict[UUID, list[Away]] = defaultdict(list)
    for one in facts.away:
        away[one.user_id].append(one)
    return [
        _turn(one, owners[one.key], days.get(one.key), facts.kept.get(one.key), away)
        for one in facts.wanted
    ]


def owner_of(wanted: Wanted, places: Mapping[UUID, Sequence[TeamPlace]]) -> TeamPlace | None:
    """Return whose visit this is: whom the plan names, else who is longest on the team, or None."""
    able = [
        place
        for place in places.get(wanted.house.elder_id, ())
        if any(place.holds(day) for day in wanted.days)
    ]
    if not able:
        return None
    return min(able, key=lambda one: (one.user_id != wanted.doer_id, one.since, str(one.user_id)))


def _days(facts: Facts, owners: Mapping[Key, TeamPlace | None]) -> dict[Key, date]:
    shares: dict[UUID, list[tuple[Wanted, Sequence[date]]]] = defaultdict(list)
    for one in facts.wanted:
        owner = owners[one.key]
        if owner is not None:
            days = [day for day in one.days if owner.holds(day)]
            shares[owner.user_id].append((one, days))
    found: dict[Key, date] = {}
    for share in shares.values():
        found |= spread(share, facts.workdays)
    return found


def spread(
    share: Iterable[tuple[Wanted, Sequence[date]]], workdays: Collection[int]
) -> dict[Key, date]:
    """Spread one caregiver's visits over the days on which each may be kept.

    The visits with the fewest days choose first, each the day with the fewest minutes so far; then
    a day on which the community is visited anyway, then the earliest. Days off only where a visit
    has no other day.
    """
    minutes: dict[date, int] = defaultdict(int)
    communities: set[tuple[date, UUID]] = set()
    found: dict[Key, date] = {}

    def order(one: tuple[Wanted, Sequence[date]]) -> tuple[int, date, str, str]:
        wanted, days = one
        return len(days), wanted.last, wanted.house.sort_key, str(wanted.house.elder_id)

    for wanted, days in sorted(share, key=order):
        there = wanted.house.community_id
        able = [day for day in days if day.weekday() in workdays] or days
        day = min(able, key=lambda day: (minutes[day], (day, there) not in communities, day))
        minutes[day] += wanted.minutes
        communities.add((day, there))
        found[wanted.key] = day
    return found


def _turn(
    wanted: Wanted,
    owner: TeamPlace | None,
    day: date | None,
    kept: Kept | None,
    away: Mapping[UUID, Sequence[Away]],
) -> Turn:
    if kept is not None:
        turn = Turn(
            wanted, kept.caregiver_id, kept.day, kept.position, kept.version, owner, name=kept.name
        )
    elif owner is None or day is None:
        return Turn(wanted, None, None, why_open=WhyOpen.NO_CAREGIVER)
    else:
        turn = Turn(wanted, owner.user_id, day, own=owner, name=owner.name)
    assert turn.day is not None
    if turn.caregiver_id and any(one.holds(turn.day) for one in away.get(turn.caregiver_id, ())):
        return replace(turn, caregiver_id=None, name="", why_open=WhyOpen.AWAY)
    return turn


def with_done(
    turns: Iterable[Turn], done: Mapping[UUID, Sequence[Done]], *, monday: date
) -> list[Turn]:
    """Return the turns with what has taken place: a visit stands on the day, with whom it was.

    ``done`` holds days and caregivers of each elder's visits. A visit that was kept in a week
    before this one is left out: nobody has to go any more.
    """
    found = []
    for turn in turns:
        wanted = turn.wanted
        first, last = wanted.first, wanted.last
        if turn.version and turn.day:  # decided: perhaps outside the days of the plan
            first, last = min(first, turn.day), max(last, turn.day)
        kept = min(
            (one for one in done.get(wanted.house.elder_id, ()) if first <= one[0] <= last),
            key=lambda one: one[0],
            default=None,
        )
        if kept is None:
            found.append(turn)
        elif kept[0] >= monday:
            found.append(
                replace(turn, day=kept[0], caregiver_id=kept[1], done_on=kept[0], why_open=None)
            )
    return found


def order_of_going(turn: Turn) -> tuple[int, str, str]:
    """Return what a day is ordered by: what a person set, then house by house of a community."""
    house = turn.wanted.house
    return (
        turn.position if turn.position is not None else LAST,
        house.community,
        house.sort_key,
    )


LAST = 1_000  # behind every place that a person can set
