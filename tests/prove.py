"""``python3 -m ltc prove``: the long proofs, in full.

Usage: python3 -m ltc prove [pytest arguments]

The tests marked ``proof`` run in every ordinary run with a small fixed seed. Here each makes all
the histories it names (``tests.histories``), on both databases; that takes long, and nothing waits
for it. A missing PostgreSQL is a failure: half a proof is none.
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from tests.histories import PROVE
from tests.run import NOTHING_COLLECTED, ROOT, WORKERS, Report, running_postgres


def main(arguments: Sequence[str]) -> int:
    """Run every proof at its full length."""
    report = Report()
    environment = dict(os.environ, CI="1", **{PROVE: "1"})
    os.environ["CI"] = "1"
    command = [sys.executable, "-m", "pytest", "-m", "proof", *arguments]
    if not any(argument.startswith(("-n", "--numprocesses")) for argument in arguments):
        command += ["-n", WORKERS]
    with running_postgres(report, environment, is_fast=False), report.stage("proofs"):
        code = subprocess.run(command, cwd=ROOT, env=environment).returncode
        if code != 0:
            report.fail("proofs", "none collected" if code == NOTHING_COLLECTED else "")
    return report.close()
