"""The figures that this house holds itself to: ``python3 -m ltc bench``.

Every ratio is taken within one run: our page and its floor take turns on the same server, and the
median of the rounds counts. A figure over its limit is printed red and the command fails; limits
are never loosened here. ``--quick`` only shows that everything runs.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench import board, bulk_jobs, imports, pages, reading, report, rounds, statements, whole
from tests.bench.houses import House, filled_house
from tests.bench.measure import Figure
from tests.bench.plan import QUICK, WHOLE, Plan
from tests.postgres import Server, ServerMissing

PARTS = ("whole", "statements", "pages", "bulk", "board", "imports", "rounds", "reading")


def main(args: list[str]) -> int:
    """Measure, print the table, write the file; 1 when a figure is over its limit."""
    parser = argparse.ArgumentParser(prog="python3 -m ltc bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file")
    parser.add_argument("--quick", action="store_true", help="few rounds, 3,000 elders, SQLite")
    parser.add_argument("--only", choices=PARTS, action="append", help="these parts only")
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


def _measured(kind: str, plan: Plan, parts: list[str] | tuple[str, ...]) -> Iterator[Figure]:
    with ExitStack() as stack:
        try:
            small, large = _houses(stack, kind, plan)
        except ServerMissing as problem:
            print(f"{kind} is left out: {problem}", file=sys.stderr)
            return
        if "whole" in parts:
            yield from whole.measure(plan, large)
        if "statements" in parts:
            yield from statements.measure(small, large)
        if "pages" in parts:
            yield from pages.measure(plan, small, large)
        if "bulk" in parts:
            yield from bulk_jobs.measure(plan, large)
        if "imports" in parts:
            yield from imports.measure(plan, small)
        if "board" in parts:
            yield from board.measure(plan, large)  # last: it adds plans to the town
        if "rounds" in parts:
            yield from rounds.measure(plan, large)  # and this one adds results
        if "reading" in parts:
            yield from reading.measure(plan, large)


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
