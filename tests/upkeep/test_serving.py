"""A real start of the web server: it answers, and whatever ends it leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ltc.foundation.core.errors import Unusable
from ltc.settings import CHECKOUT
from ltc.upkeep.serving import check_port

PATIENCE = 40  # seconds on a busy machine; an idle one needs two
Started = tuple["subprocess.Popen[str]", int]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Started]:
    """A served installation in a process group of its own, as a terminal would start it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    settings = {name: text for name, text in os.environ.items() if not name.startswith("LTC_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "ltc", "serve", "--port", str(port)], cwd=CHECKOUT,
        env=settings | {"LTC_HOME": str(tmp_path / "บ้าน ใหม่")}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(lambda: answers(port))
        yield process, port
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something holds, or fail."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def answers(port: int) -> bool:
    """True when the sign-in page comes."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def is_anybody_left(group: int) -> bool:
    """True while a process of the group lives; a dead one that nobody reaped is none."""
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended while we looked
            state, _parent, its_group = file.read_text().rsplit(")", 1)[1].split()[:3]
            if int(its_group) == group and state != "Z":
                return True
    return False


def test_ctrl_c_stops_all_of_it_quietly(server: Started) -> None:
    """The terminal sends Ctrl-C to the whole group: no worker may take it for a crash."""
    process, _port = server
    os.killpg(process.pid, signal.SIGINT)
    told, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert "ERROR" not in told
    assert not is_anybody_left(process.pid)


def test_a_killed_server_leaves_no_worker(server: Started) -> None:
    process, port = server
    process.kill()
    process.wait()
    wait_for(lambda: not is_anybody_left(process.pid))
    check_port("127.0.0.1", port)


def test_health_of_a_server_without_a_scheduler(server: Started) -> None:
    _process, port = server
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
    assert answer.value.code == 503
    assert json.load(answer.value) == {
        "status": "unwell",
        "database": "ok",
        "migrations": "ok",
        "scheduler": "never started",
    }
    with pytest.raises(Unusable, match=f"port {port} is in use"):
        check_port("127.0.0.1", port)
