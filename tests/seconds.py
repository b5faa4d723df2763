"""A small pytest plugin of the test command: adds up seconds by kind of test."""

from collections import defaultdict

import pytest

_seconds: defaultdict[str, float] = defaultdict(float)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add a test's seconds to its kind: the folder below ``tests`` and the database."""
    folder = report.nodeid.split("/")[1] if report.nodeid.count("/") > 1 else "(top)"
    is_postgresql = "postgresql" in report.nodeid.rpartition("[")[2]
    _seconds[folder + (" on PostgreSQL" if is_postgresql else "")] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print where the seconds went (summed over workers), before pytest's closing line."""
    if _seconds:
        terminalreporter.section("seconds by kind of test, summed over workers")
    for kind, seconds in sorted(_seconds.items(), key=lambda pair: -pair[1]):
        terminalreporter.write_line(f"{seconds:7.1f} s  {kind}")
