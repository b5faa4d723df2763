"""The table on the screen and the file for machines."""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.bench.measure import Figure

RED, PLAIN = "\033[31m", "\033[0m"
WIDTH = 72


def heading() -> str:
    """Return the first line of the table."""
    return f"{'figure':{WIDTH}} {'value':>9} {'limit':>7}      detail"


def line(figure: Figure) -> str:
    """Return one line; a figure over its limit is red, and its rounds say how sure that is."""
    verdict = "ok " if figure.ok else "OVER"
    text = (
        f"{figure.name:{WIDTH}} {figure.value:>7g} {figure.unit:2}"
        f"{figure.limit:>7g} {verdict:4} {figure.detail}"
    )
    if figure.ok:
        return text
    rounds = f" (rounds: {', '.join(f'{one:g}' for one in figure.rounds)})" if figure.rounds else ""
    return _red(text + rounds)


def _red(text: str) -> str:
    is_seen = sys.stdout.isatty() or os.environ.get("FORCE_COLOR")
    return f"{RED}{text}{PLAIN}" if is_seen else text


def write(path: Path, figures: Iterable[Figure]) -> None:
    """Write all figures as JSON."""
    body = {"figures": [figure.as_json() for figure in figures]}
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
