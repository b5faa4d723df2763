"""Marks of what happened: none runs into another, none is lost, about-dates say so."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.foundation.web.charts import Box, Scale
from ltc.foundation.web.happened import (
    MARK,
    Happened,
    HappenedMark,
    Room,
    Stay,
    bands,
    marks,
    text_width,
)

FIRST, LAST = date(2025, 11, 22), date(2026, 11, 22)
SCALE = Scale(Box(50, 0, 580, 0), FIRST, LAST, 0, 0, inset=8)
LABELS = (("triangle", "หกล้ม"), ("square", "เข้า รพ."), ("square", "ออก รพ."), ("diamond", "ใส่สาย"))


def room(rows: int = 2, width: int = 640) -> Room:
    scale = Scale(Box(50, 0, width - 60, 0), FIRST, LAST, 0, 0, inset=8)
    return Room(scale.x, 50, width - 60, width, 15, rows)


def told(ago: int, kind: int = 0, *, is_about: bool = False) -> Happened:
    shape, label = LABELS[kind]
    return Happened(LAST - timedelta(days=ago), label, shape, label, is_about)


def spans(found: tuple[HappenedMark, ...]) -> list[tuple[float, float, float]]:
    rows = []
    for mark in found:
        width = text_width(mark.label, 15)
        left = mark.x - MARK if mark.anchor == "start" else mark.label_x - width
        right = mark.label_x + width if mark.anchor == "start" else mark.x + MARK
        rows.append((mark.y, left, right))
    return sorted(rows)


happenings = st.lists(
    st.builds(told, st.integers(0, 365), st.integers(0, 3), is_about=st.booleans()), max_size=25
)


@given(happenings, st.sampled_from([1, 2, 4]), st.sampled_from([360, 640]))
def test_marks_never_run_into_each_other_and_none_is_lost(
    found: list[Happened], rows: int, width: int
) -> None:
    drawn, used = marks(found, room(rows, width))
    assert used <= rows
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(spans(drawn)))
    assert sum(len(mark.title.split(" · ")) for mark in drawn) == len(found)
    assert {x for mark in drawn for x in mark.lines} == {room(rows, width).x(o.on) for o in found}


@pytest.mark.parametrize(
    ("found", "labels"),
    [
        pytest.param([told(300), told(100, 1)], ["หกล้ม", "เข้า รพ."], id="room for both"),
        pytest.param([told(9), told(8, 1), told(7, 2)], ["3 เหตุการณ์"], id="of several kinds"),
        pytest.param([told(9), told(8)], ["หกล้ม 2 ครั้ง"], id="of one kind"),
        pytest.param([told(90, is_about=True)], ["หกล้ม (ประมาณ)"], id="about"),
    ],
)
def test_what_stands_above_a_strip(found: list[Happened], labels: list[str]) -> None:
    assert [mark.label for mark in marks(found, room(1))[0]] == labels


def test_a_second_row_keeps_neighbours_apart() -> None:
    drawn, rows = marks([told(20, 1), told(12, 2)], room(2))
    assert (rows, len(drawn), len({mark.y for mark in drawn})) == (2, 2, 2)


def test_things_of_one_family_keep_their_shape() -> None:
    assert [one.shape for one in marks([told(9, 1), told(8, 2)], room(1))[0]] == ["square"]
    assert [one.shape for one in marks([told(9, 0), told(8, 2)], room(1))[0]] == ["ring"]


@pytest.mark.parametrize(
    ("from_ago", "until_ago", "edges"),
    [
        pytest.param(300, 200, (SCALE.x(LAST - timedelta(300)), SCALE.x(LAST - timedelta(200))),
                     id="inside"),
        pytest.param(900, 200, (50, SCALE.x(LAST - timedelta(200))), id="began before"),
        pytest.param(30, None, (SCALE.x(LAST - timedelta(30)), 580), id="lasts"),
        pytest.param(900, 800, None, id="over before"),
    ],
)  # fmt: skip
def test_a_stay_is_a_band(
    from_ago: int, until_ago: int | None, edges: tuple[float, float] | None
) -> None:
    until = None if until_ago is None else LAST - timedelta(until_ago)
    drawn = bands([Stay(LAST - timedelta(from_ago), until, "อยู่โรงพยาบาล")], room(), first=FIRST,
                  last=LAST)  # fmt: skip
    assert [(one.x, round(one.x + one.width, 1)) for one in drawn] == ([edges] if edges else [])
