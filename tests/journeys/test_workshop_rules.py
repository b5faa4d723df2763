"""Two drafts of one plan brought together: every change of either side is kept or asked about."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.cases.terms import ProblemLine
from ltc.journeys.workshop.rules import marks_of, merge, read_marks, write_marks
from tests.care.cases.ordinary import plan_draft

FIRST, SECOND, NEW = (UUID(int=number) for number in (1, 2, 3))


def line(text: str, line_id: UUID | None = FIRST) -> ProblemLine:
    """A problem with an identity."""
    return ProblemLine(text, "elder", line_id=line_id)


def told(theirs: list[ProblemLine], mine: list[ProblemLine]) -> tuple[list[str], list[str]]:
    """Lines to send on and clashes, when both began with one line "เดิม"."""
    found = merge(theirs, mine, marks_of(plan_draft(problems=(line("เดิม"),), services=())))
    clashes = [f"{c.theirs.text if c.theirs else '-'}/{c.mine.text if c.mine else '-'}"
               for c in found.clashes]  # fmt: skip
    return [one.text for one in found.lines], clashes


@pytest.mark.parametrize(
    ("theirs", "mine", "lines", "clashes"),
    [
        ([line("เดิม")], [line("เดิม")], ["เดิม"], []),
        ([line("เขา")], [line("เดิม")], ["เขา"], []),
        ([line("เดิม")], [line("ฉัน")], ["ฉัน"], []),
        ([line("เขา")], [line("ฉัน")], ["ฉัน"], ["เขา/ฉัน"]),
        ([line("เหมือน")], [line("เหมือน")], ["เหมือน"], []),
        ([], [line("เดิม")], [], []),
        ([line("เดิม")], [], [], []),
        ([], [line("ฉัน")], ["ฉัน"], ["-/ฉัน"]),
        ([line("เขา")], [], [], ["เขา/-"]),
        ([line("เดิม"), line("ใหม่เขา", NEW)], [line("เดิม"), line("ใหม่ฉัน", None)],
         ["เดิม", "ใหม่ฉัน", "ใหม่เขา"], []),
        ([line("เดิม")], [line("เดิม"), line("แอบอ้าง", SECOND)], ["เดิม", "แอบอ้าง"], []),
    ],
)  # fmt: skip
def test_line_by_line(
    theirs: list[ProblemLine], mine: list[ProblemLine], lines: list[str], clashes: list[str]
) -> None:
    assert told(theirs, mine) == (lines, clashes)


def test_marks_go_through_a_page_and_rubbish_is_left_out() -> None:
    marks = marks_of(plan_draft(problems=(line("เดิม"),)))
    assert read_marks(write_marks(marks)) == marks
    assert read_marks("a :b c: x:y") == {"x": "y"}
    assert read_marks(None) == {}


texts = st.sampled_from(["ก", "ข", "ค"])
ids = st.sampled_from([UUID(int=number) for number in range(4)])
plans = st.dictionaries(ids, texts, max_size=4)


@given(plans, plans, plans)
def test_nothing_that_either_changed_is_lost(
    before: dict[UUID, str], theirs: dict[UUID, str], mine: dict[UUID, str]
) -> None:
    """What a side changed is in the lines, or in a clash where a person sees it."""
    began = marks_of(plan_draft(problems=tuple(line(t, i) for i, t in before.items())))
    sides = [[line(t, i) for i, t in side.items()] for side in (theirs, mine)]
    found = merge(*sides, began)
    seen = {(one.line_id, one.text) for one in found.lines}
    for clash in found.clashes:
        seen |= {(one.line_id, one.text) for one in (clash.theirs, clash.mine) if one}
    for side in (theirs, mine):
        assert {(i, t) for i, t in side.items() if before.get(i) != t} <= seen
    assert merge(sides[0], sides[0], began).clashes == ()


def test_order_and_places_are_mine() -> None:
    both = [line("หนึ่ง"), line("สอง", SECOND)]
    began = marks_of(plan_draft(problems=tuple(both)))
    found = merge(both, [both[1], replace(both[0], text="แก้")], began)
    assert [one.text for one in found.lines] == ["สอง", "แก้"]
