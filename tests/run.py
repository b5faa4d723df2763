"""``python3 -m ltc test``: everything that must hold before a change lands, in one command.

Usage: python3 -m ltc test [--fast] [pytest arguments]

Style, types, then one pytest run over everything (import contracts first, both databases, the
journeys, the real browser), so that its closing line counts all tests. ``--fast`` leaves out
PostgreSQL and the browser. With a path, only the tests there run. With ``CI`` set, a missing
browser or PostgreSQL is a failure; otherwise those tests are skipped, with a line saying why.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.browser_tools import APT, browser_trouble
from tests.postgres import Server, ServerMissing

ROOT = Path(__file__).resolve().parent.parent
WORKERS = "2"
NOTHING_COLLECTED = 5


@dataclass
class Report:
    """What each stage took and how it ended."""

    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure one stage."""
        print(f"== {name}", flush=True)
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = time.monotonic() - began

    def fail(self, name: str, reason: str = "") -> None:
        """Remember that a stage failed; the others still run."""
        self.failed.append(f"{name}: {reason}" if reason else name)

    def close(self) -> int:
        """Print the table and the closing line; return the exit code."""
        print()
        for name, seconds in self.seconds.items():
            print(f"{seconds:7.1f} s  {name}")
        total = sum(self.seconds.values())
        if self.failed:
            print(f"FAILED after {total:.0f} s: {', '.join(self.failed)}", flush=True)
            return 1
        print(f"All stages passed in {total:.0f} s.", flush=True)
        return 0


def main(arguments: Sequence[str]) -> int:
    """Run the stages that were asked for."""
    rest = [argument for argument in arguments if argument != "--fast"]
    is_fast = len(rest) < len(arguments)
    has_path = any(_is_path(argument) for argument in rest)
    report = Report()
    if not has_path:
        check_style(report)
        check_types(report)
    run_tests(report, rest, is_fast=is_fast, has_path=has_path)
    return report.close()


def check_style(report: Report) -> None:
    """Formatting, then the lint rules."""
    with report.stage("style"):
        if not all([_tool("ruff", "format", "--check", "."), _tool("ruff", "check", ".")]):
            report.fail("style")


def check_types(report: Report) -> None:
    """Strict types over the program."""
    with report.stage("types"):
        if not _tool("mypy"):
            report.fail("types")


def run_tests(report: Report, rest: list[str], *, is_fast: bool, has_path: bool) -> None:
    """Provide browser and server, then run pytest once."""
    environment = dict(os.environ)
    command = [sys.executable, "-m", "pytest", "-p", "tests.seconds", *rest]
    if is_fast:
        environment["LTC_TEST_FAST"] = "1"
        if "-m" not in rest:
            command += ["-m", "not browser"]
    else:
        with report.stage("browser ready"):
            provide_browser(report)
    if not has_path:
        if not any(argument.startswith(("-n", "--numprocesses")) for argument in rest):
            command += ["-n", WORKERS]
        command.append("tests")
    with running_postgres(report, environment, is_fast=is_fast), report.stage("tests"):
        code = subprocess.run(command, cwd=ROOT, env=environment).returncode
        if code != 0:
            report.fail("tests", "none collected" if code == NOTHING_COLLECTED else "")


@contextmanager
def running_postgres(
    report: Report, environment: dict[str, str], *, is_fast: bool
) -> Iterator[None]:
    """Run one server for all workers and tell them its address; without one, say so."""
    if is_fast:
        yield
        return
    server = Server()
    try:
        with report.stage("PostgreSQL ready"):
            server.__enter__()
    except ServerMissing as problem:
        _missing(report, "PostgreSQL", str(problem))
        environment["LTC_TEST_FAST"] = "1"
        yield
        return
    environment["LTC_TEST_PG"] = server.admin_url
    try:
        yield
    finally:
        server.stop()


def provide_browser(report: Report) -> None:
    """Find Chromium; root on Debian installs it; everybody else is told how to."""
    trouble = browser_trouble()
    is_debian = Path("/etc/debian_version").exists() and shutil.which("apt-get")
    if trouble and os.geteuid() == 0 and is_debian:
        print(f"{trouble}; running: {APT}", flush=True)
        quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        done = subprocess.run(["sh", "-c", APT], env=quiet, capture_output=True, text=True)
        if done.returncode != 0:
            print(done.stderr[-1000:])
        trouble = browser_trouble()
    if trouble:
        _missing(report, "Chromium", f"{trouble}; as root: {APT}; or set LTC_CHROMIUM")


def _missing(report: Report, what: str, how: str) -> None:
    print(f"{what} is missing, its tests are skipped ({how})", flush=True)
    if os.environ.get("CI"):
        report.fail(what, "missing")


def _tool(name: str, *arguments: str) -> bool:
    command = [sys.executable, "-m", name, *arguments]
    return subprocess.run(command, cwd=ROOT).returncode == 0


def _is_path(argument: str) -> bool:
    name = argument.split("::")[0]
    return not argument.startswith("-") and (ROOT / name).exists()
