"""Serve the floor of the installation that the environment names: workers, then the port."""

import sys

from ltc.settings import from_environment
from ltc.upkeep import serving
from ltc.upkeep.installation import open_installation
from tests.bench.floor import make_floor


def main(workers: str, port: str) -> int:
    """Serve until told to stop, with the settings of ``python3 -m ltc serve``."""
    return serving.serve(
        open_installation(from_environment()), make_floor, "127.0.0.1", int(port),
        workers=int(workers), scheduler=None,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
