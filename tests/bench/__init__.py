"""The figures that this house holds itself to: ``python3 -m ltc bench``.

Every ratio is taken within one run: our page and its floor take turns on the same server, and the
median of the rounds counts. A figure over its limit is printed red and the command fails; limits
are never loosened here. ``--quick`` only shows that everything runs.
"""

import argparse
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.bench import (
    board,
    bulk_jobs,
    imports,
    pages,
    reading,
    report,
    rounds,
    statements,
    whole,
    workshop,
)
from tests.bench.houses import House, filled_house
from tests.bench.measure import Figure
from tests.bench.plan import QUICK, WHOLE, Plan
from tests.postgres import Server, ServerMissing

Measure = Callable[[Plan, House, House], Iterator[Figure]]
# In this order: those from the board on add to the town.
PARTS: Mapping[str, Measure] = {
    "whole": lambda plan, _small, large: whole.measure(plan, large),
    "statements": lambda _plan, small, large: statements.measure(small, large),
    "pages": pages.measure,
    "bulk": lambda plan, _small, large: bulk_jobs.measure(plan, large),
    "imports": lambda plan, small, _large: imports.measure(plan, small),
    "board": lambda plan, _small, large: board.measure(plan, large),
    "rounds": lambda plan, _small, large: rounds.measure(plan, large),
    "reading": lambda plan, _small, large: reading.measure(plan, large),
    "workshop": lambda plan, _small, large: workshop.measure(plan, large),
}


def main(args: list[str]) -> int:
    """Measure, print the table, write the file; 1 when a figure is over its limit."""
    parser = argparse.ArgumentParser(prog="python3 -m ltc bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file")
    parser.add_argument("--quick", action="store_true", help="few rounds, 3,000 elders, SQLite")
    parser.add_argument("--only", choices=list(PARTS), action="append", help="these parts only")
    parser.add_argument("--database", choices=WHOLE.kinds, help="this database only")
    told = parser.parse_args(args)
    plan = QUICK if told.quick else WHOLE
    kinds = (told.database,) if told.database else plan.kinds
    found = []
    print(report.heading(), flush=True)
    for kind in kinds:
        for figure in _measured(kind, plan, told.only or PARTS):
            print(report.line(figure), flush=True)
            found.append(figure)
    if told.json:
        report.write(told.json, found)
    over = [figure for figure in found if not figure.ok]
    print(f"{len(found)} figures, {len(over)} over their limit")
    return 1 if over and not told.quick else 0


def _measured(kind: str, plan: Plan, parts: Collection[str]) -> Iterator[Figure]:
    with ExitStack() as stack:
        try:
            small, large = _houses(stack, kind, plan)
        except ServerMissing as problem:
            print(f"{kind} is left out: {problem}", file=sys.stderr)
            return
        for part, measure in PARTS.items():
            if part in parts:
                yield from measure(plan, small, large)


def _houses(stack: ExitStack, kind: str, plan: Plan) -> tuple[House, House]:
    urls: dict[int, str | None] = {plan.small: None, plan.large: None}
    if kind == "postgresql":
        server = stack.enter_context(Server())
        for size in urls:
            server.create_database(f"bench_{size}")
            urls[size] = server.url(f"bench_{size}")
    small, large = (
        stack.enter_context(filled_house(kind, size, url)) for size, url in urls.items()
    )
    return small, large
