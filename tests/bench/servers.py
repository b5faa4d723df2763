"""The application and the floor as processes of their own, served by the same server."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ltc.settings import CHECKOUT
from tests.bench.houses import House

PATIENCE = 20.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server: its port and its first process."""

    port: int
    process: subprocess.Popen[bytes]
    began: float

    def memory(self) -> float:
        """Return what all its processes use, shared pages divided among sharers, in MB."""
        return sum(_pss(pid) for pid in _family(self.process.pid)) / 1024

    def cpu(self) -> float:
        """Return the processor time that all its processes have used, in milliseconds."""
        return sum(_ticks(pid) for pid in _family(self.process.pid)) * 1000 / TICKS


@contextmanager
def app_server(house: House, workers: int = 2) -> Iterator[Server]:
    """Serve the application as in production: ``python3 -m ltc serve``."""
    with _running(house, ["-m", "ltc", "serve", "--workers", str(workers), "--port"]) as server:
        yield server


@contextmanager
def floor_server(house: House, workers: int = 2) -> Iterator[Server]:
    """Serve the floor with the same server and settings."""
    with _running(house, ["-m", "tests.bench.serve_floor", str(workers)]) as server:
        yield server


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(house: House, arguments: list[str]) -> Iterator[Server]:
    port = _free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments, str(port)], cwd=CHECKOUT, env=house.environ
    )
    try:
        _wait(process, port, began + PATIENCE)
        yield Server(port, process, began)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, until: float) -> None:
    """Return when something listens; ask often, because this is part of what is measured."""
    while time.perf_counter() < until:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.002)
    raise RuntimeError("the server did not start")


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
