"""The bench itself: it runs, prints its table and writes what it found. No time is judged here."""

import json
from pathlib import Path

import pytest

from tests.bench import main
from tests.bench.measure import Figure
from tests.bench.plan import QUICK


def test_quick_bench_prints_every_figure_and_writes_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bench.json"
    named = ("statements", "pages", "board", "rounds", "reading", "workshop")
    parts = [word for part in named for word in ("--only", part)]
    assert main(["--quick", *parts, "--json", str(file)]) == 0
    figures = json.loads(file.read_text("utf-8"))["figures"]
    assert len(figures) > 10
    assert all({"name", "value", "limit", "ok"} <= figure.keys() for figure in figures)
    printed = capsys.readouterr().out
    assert [figure["name"] for figure in figures if figure["name"] not in printed] == []
    counted = [figure for figure in figures if "statements" in figure["name"]]
    assert [figure["name"] for figure in counted if not figure["ok"]] == []  # no clock in these


def test_figure_over_its_limit_is_not_ok() -> None:
    assert Figure("one", 5.0, 5).ok
    assert not Figure("one", 5.1, 5).ok


def test_quick_look_has_three_thousand_elders() -> None:
    assert QUICK.large == 3_000
