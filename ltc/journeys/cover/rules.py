"""Who takes which visit: the same facts give the same offers, each explained in words."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from ltc.care.workforce.terms import Standing
from ltc.journeys.cover.terms import Candidate, Need, Offer, Ties

NOT_WRITTEN = "ยังไม่ได้บันทึกใบรับรอง ถามก่อน"
Given = Mapping[tuple[UUID, date], int]
Score = tuple[bool, int, bool, int, str, str]


def propose(
    needs: Sequence[Need], candidates: Sequence[Candidate], ties: Ties, *, day_minutes: int
) -> list[Offer]:
    """Return an offer for each need; those that nobody can take come first.

    Somebody of the elder's own team goes before somebody who has been there, then who is in the
    community that day anyway, then who has least to do. Nobody goes to their own family, nobody
    whose certificate has ended by then, and nobody is offered more than ``day_minutes`` on a day.
    What fewest people can take is given out first; what was given out counts for the next.
    """
    given: dict[tuple[UUID, date], int] = defaultdict(int)
    offers = []

    def choices(need: Need) -> tuple[int, date, str]:
        able = sum(may_go(one, need, ties.kin) for one in candidates)
        return able, min(need.minutes), need.house.sort_key

    for need in sorted(needs, key=choices):
        able = [
            one
            for one in candidates
            if may_go(one, need, ties.kin) and not is_over(one, need, given, day_minutes)
        ]
        if not able:
            offers.append(Offer(need, None, (_why_nobody(need, candidates, ties),)))
            continue
        best = min(able, key=lambda one: _score(one, need, ties, given))
        for day, minutes in need.minutes.items():
            given[best.id, day] += minutes
        offers.append(Offer(need, best, _why(best, need, ties, given, day_minutes)))
    return sorted(
        offers,
        key=lambda one: (
            one.candidate is not None, min(one.need.minutes), one.need.house.sort_key,
        ),
    )  # fmt: skip


def may_go(candidate: Candidate, need: Need, kin: Collection[tuple[UUID, UUID]]) -> bool:
    """True for who is no family of the house, and whose certificate has not ended by then."""
    return (need.house.elder_id, candidate.id) not in kin and not has_ended(candidate, need)


def has_ended(candidate: Candidate, need: Need) -> bool:
    """True when no certificate of somebody's holds any more on the last of the visits."""
    return candidate.training.ended_by(max(need.minutes)) is not None


def is_over(candidate: Candidate, need: Need, given: Given, day_minutes: int) -> bool:
    """True when the visits would take somebody above the minutes of a day."""
    return any(
        _busy(candidate, day, given) + minutes > day_minutes
        for day, minutes in need.minutes.items()
    )


def _busy(candidate: Candidate, day: date, given: Given) -> int:
    return candidate.minutes.get(day, 0) + given.get((candidate.id, day), 0)


def _score(candidate: Candidate, need: Need, ties: Ties, given: Given) -> Score:
    pair = need.house.elder_id, candidate.id
    return (
        pair not in ties.on_team,
        -ties.visits.get(pair, 0),
        not _is_near(candidate, need),
        max(_busy(candidate, day, given) for day in need.minutes),
        candidate.sort_key,
        str(candidate.id),
    )


def _is_near(candidate: Candidate, need: Need) -> bool:
    return any((day, need.house.community_id) in candidate.communities for day in need.minutes)


def _why(
    candidate: Candidate, need: Need, ties: Ties, given: Given, day_minutes: int
) -> tuple[str, ...]:
    """Return the reasons in the order of their weight; ``given`` holds these visits already."""
    pair = need.house.elder_id, candidate.id
    words = []
    if pair in ties.on_team:
        words.append("อยู่ในทีมดูแลบ้านนี้อยู่แล้ว")
    if times := ties.visits.get(pair, 0):
        words.append(f"เคยไปบ้านนี้ {times:,} ครั้ง")
    if _is_near(candidate, need):
        words.append(f"วันนั้นไป{need.house.community}อยู่แล้ว")
    busiest = max(_busy(candidate, day, given) for day in need.minutes)
    words.append(f"รวมแล้ววันนั้น {busiest:,} จาก {day_minutes:,} นาที")
    if candidate.training.standing is Standing.NONE:
        words.append(NOT_WRITTEN)
    return tuple(words)


def _why_nobody(need: Need, candidates: Sequence[Candidate], ties: Ties) -> str:
    if not candidates:
        return "ไม่มีผู้ดูแลคนอื่นที่ทำงานครบวันเหล่านั้น"
    others = [one for one in candidates if (need.house.elder_id, one.id) not in ties.kin]
    ended = sum(has_ended(one, need) for one in others)
    words = []
    if len(others) < len(candidates):
        words.append(f"{len(candidates) - len(others):,} คนเป็นญาติหรือคนใกล้ชิด")
    if ended:
        words.append(f"{ended:,} คนใบรับรองหมดอายุ")
    if ended < len(others):
        words.append(f"{len(others) - ended:,} คนเวลาเต็มแล้ว")
    return "ไม่มีคนไปแทนได้: " + " ".join(words)
