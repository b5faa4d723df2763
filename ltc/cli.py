"""The commands of an installation, each a short function; ``python3 -m ltc help`` lists them."""

import argparse
import dataclasses
import gc
import getpass
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from ltc.foundation.core import clock
from ltc.foundation.core.errors import RuleViolation, Unusable
from ltc.settings import Settings, from_environment

Command = Callable[[argparse.Namespace, Settings], int]


def main(argv: list[str]) -> int:
    """Run one command; troubles of the installation are one sentence and exit code 2."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    for chatty in ("alembic", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    parser = parser_of_commands()
    if argv in ([], ["help"]):
        parser.print_help()
        return 0 if argv else 2
    arguments = parser.parse_args(argv)
    try:
        settings = from_environment()
    except ValueError as unreadable:
        print(f"ltc: {unreadable}", file=sys.stderr)
        return 2
    if getattr(arguments, "today", None):
        settings = dataclasses.replace(settings, today=arguments.today)
    clock.live_on(settings.today)
    command: Command = arguments.command
    try:
        return command(arguments, settings)
    except Unusable as trouble:
        print(f"ltc: {trouble}", file=sys.stderr)
    except RuleViolation as broken:
        print(f"ltc: {broken.message}", file=sys.stderr)
    return 2


def parser_of_commands() -> argparse.ArgumentParser:
    """Return the whole command line, for running and for checking the README against."""
    parser = argparse.ArgumentParser(
        prog="python3 -m ltc",
        description="Long-term-care case management for a Thai municipality.",
        epilog="from a checkout also: test (all checks), prove (the long proofs), "
        "bench (the figures as ratios), screenshots (pictures of the pages), "
        "lock (renew the lock files)",
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    demo_parser = _add(commands, "demo", demo, "a whole town of made-up people, ready to try")
    _add_address(demo_parser)
    demo_parser.add_argument("--no-serve", action="store_true", help="prepare only")
    demo_parser.add_argument("--today", type=_day, help="live on another day (2026-11-22)")
    _add_address(_add(commands, "serve", serve, "the web server of this installation"))
    _add(commands, "scheduler", run_scheduler, "the timed work of this installation")
    _add(commands, "migrate", migrate, "bring the database to the newest schema")
    _add(commands, "seed", seed, "add the reference data that are not there yet")
    _add(commands, "doctor", doctor, "say in words what is wrong")
    figures_parser = _add(commands, "figures", figures, "the figures that the public may see")
    figures_parser.add_argument("--json", action="store_true", help="as one flat JSON object")
    figures_parser.add_argument("--today", type=_day, help="as of another day (2026-11-22)")
    user = _add(commands, "user", add_user, "add the first administrator of an installation")
    user.add_argument("act", choices=["add"])
    user.add_argument("username")
    user.add_argument("--name", required=True, help="name and surname in Thai")
    user.add_argument("--role", default="administrator")
    shell = _add(commands, "db", db_shell, "the database by hand")
    shell.add_argument("act", choices=["shell"])
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    command: Command,
    words: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(command=command)
    return parser


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.add_argument("--workers", type=int, default=2, help="web server processes (2)")


def _day(text: str) -> date:
    from ltc.foundation.i18n.dates import parse_date

    try:
        return parse_date(text)
    except ValueError as unreadable:
        raise argparse.ArgumentTypeError("a day looks like 2026-11-22") from unreadable


@contextmanager
def _kept_for_good() -> Iterator[None]:
    """Import the application without looking for garbage again and again: nothing of it goes.

    A sixth of the start; and workers that are forked later leave what they share untouched.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def demo(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prepare the demonstration when it is not there yet, then serve it."""
    with _kept_for_good():
        from ltc.app import create_app
        from ltc.upkeep import serving
        from ltc.upkeep.demonstration.prepare import prepare
        from ltc.upkeep.installation import open_installation

    settings = dataclasses.replace(settings, is_demonstration=True)
    if not arguments.no_serve:
        serving.check_port(arguments.host, arguments.port)
    installation = open_installation(settings)
    prepare(installation, on=clock.today())
    serving.print_accounts(settings, arguments.host, arguments.port)
    if arguments.no_serve:
        return 0
    return serving.serve(
        installation, create_app, arguments.host, arguments.port, workers=arguments.workers,
        scheduler=lambda stop: _schedule(settings, stop),
    )  # fmt: skip


def serve(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve an installation; the scheduler runs as a process of its own."""
    with _kept_for_good():
        from ltc.app import create_app
        from ltc.upkeep import serving
        from ltc.upkeep.installation import bring_up_to_date, open_installation

    serving.check_port(arguments.host, arguments.port)
    installation = open_installation(settings)
    bring_up_to_date(installation)
    return serving.serve(
        installation,
        create_app,
        arguments.host,
        arguments.port,
        workers=arguments.workers,
        scheduler=None,
    )


def run_scheduler(_arguments: argparse.Namespace, settings: Settings) -> int:
    """Run the timed work until it is told to stop."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    _schedule(settings, stop)
    return 0


def _schedule(settings: Settings, stop: threading.Event) -> None:
    from ltc.scheduler import run
    from ltc.upkeep.installation import check_schema, open_installation, told_in_words
    from ltc.upkeep.serving import tidy_seldom

    installation = open_installation(settings)
    check_schema(installation)
    tidy_seldom()
    with told_in_words():
        run(installation.sessions, stop)


def migrate(_arguments: argparse.Namespace, settings: Settings) -> int:
    """Bring the database to the newest schema."""
    from ltc.upkeep import installation as opening
    from ltc.upkeep.schema import head

    installation = opening.open_installation(settings)
    opening.bring_up_to_date(installation)
    if installation.has_new_keys:
        print(opening.KEY_ADVICE.format(folder=settings.home / "keys"))
    print(f"the database is at schema {head()}")
    return 0


def seed(_arguments: argparse.Namespace, settings: Settings) -> int:
    """Add the reference data; rows that are there stay as they are."""
    from ltc.foundation.core.db import transaction
    from ltc.upkeep.installation import bring_up_to_date, open_installation
    from ltc.upkeep.reference import seed_areas

    installation = open_installation(settings)
    bring_up_to_date(installation)
    with transaction(installation.sessions) as session:
        town = seed_areas(session)
        print(f"reference data of {town.name_th} are there")
    return 0


def doctor(_arguments: argparse.Namespace, settings: Settings) -> int:
    """Say in words what is wrong; 0 when nothing is."""
    from ltc.upkeep.doctor import diagnose

    findings = diagnose(settings)
    for finding in findings:
        print(("ok    " if finding.is_well else "WRONG ") + finding.words)
    return 0 if all(finding.is_well for finding in findings) else 1


def figures(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the figures that the public pages show, from the same queries."""
    from ltc.upkeep.figures import collect
    from ltc.upkeep.installation import check_schema, open_installation, told_in_words

    installation = open_installation(settings)
    check_schema(installation)
    with told_in_words(), installation.sessions() as session:
        found = collect(session, on=clock.today())
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for name, value in found.items():
            print(f"{name:24} {value}")
    return 0


def add_user(arguments: argparse.Namespace, settings: Settings) -> int:
    """Add somebody who may sign in; the password is asked for, or read from a pipe."""
    from ltc.upkeep.installation import bring_up_to_date, open_installation
    from ltc.upkeep.people import add_first_user

    installation = open_installation(settings)
    bring_up_to_date(installation)
    is_terminal = sys.stdin.isatty()
    password = getpass.getpass("password: ") if is_terminal else sys.stdin.readline().rstrip("\n")
    add_first_user(
        installation.sessions, arguments.username, password, arguments.name, arguments.role,
        at=clock.now(), on=clock.today(),
    )  # fmt: skip
    print(f"{arguments.username} may sign in as {arguments.role}")
    return 0


def db_shell(_arguments: argparse.Namespace, settings: Settings) -> int:
    """Open the database by hand: SQL in, rows out. For emergencies; it is not audited."""
    from ltc.upkeep.shell import run_shell

    if settings.is_embedded:
        return run_shell(settings)
    try:
        os.execvp("psql", ["psql", settings.url.replace("+psycopg", "")])
    except FileNotFoundError as missing:
        raise Unusable("psql is not installed here (package postgresql-client)") from missing
