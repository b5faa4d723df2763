"""The web server: the application is imported first, then Granian forks its workers from it."""

import errno
import gc
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.foundation.core.errors import Unusable
from ltc.foundation.core.vault import Vault
from ltc.settings import Settings
from ltc.upkeep.demo_accounts import FILE_NAME, read_demo_accounts
from ltc.upkeep.installation import Installation

Scheduling = Callable[[threading.Event], None]
AppMaker = Callable[[Settings, sessionmaker[Session], Vault], Flask]


def check_port(host: str, port: int) -> None:
    """Raise Unusable in one sentence when nothing can listen at this address."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError) as trouble:
        code = getattr(trouble, "errno", None)
        if code == errno.EADDRINUSE:
            raise Unusable(f"port {port} is in use: stop that program or give --port") from trouble
        if code == errno.EACCES:
            raise Unusable(
                f"no permission to listen on port {port}: give a --port over 1023"
            ) from trouble
        raise Unusable(f"cannot listen on {host} port {port}") from trouble


def print_accounts(settings: Settings, host: str, port: int) -> None:
    """Print the address and the made-up sign-ins of a demonstration."""
    print(f"\n  http://{host}:{port}/\n")
    for account in read_demo_accounts(settings.home):
        print(f"  {account['username']:12} {account['password']:18} {account['role_th']}")
    print(f"\n  (also in {settings.home / FILE_NAME}; stop with Ctrl-C)\n", flush=True)


def serve(
    installation: Installation,
    make_app: AppMaker,
    host: str,
    port: int,
    *,
    workers: int,
    scheduler: Scheduling | None,
) -> int:
    """Serve until told to stop; a scheduler, when given, runs beside and stops with it."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    app = make_app(installation.settings, installation.sessions, installation.vault)
    installation.engine.dispose()  # no connection may cross a fork
    tidy_seldom()
    helper = _start(scheduler) if scheduler else None
    parent = os.getpid()
    server = Granian(
        "ltc", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=1, respawn_failed_workers=True, log_level=LogLevels.warning,
        websockets=False, backlog=512,
    )  # fmt: skip
    try:
        server.serve(target_loader=lambda *_: _in_a_worker(app, parent), wrap_loader=False)
    finally:
        if helper:
            helper.terminate()
            helper.join(10)
    return 0


def tidy_seldom() -> None:
    """Keep the search for garbage from long answers; called once all modules are there.

    What is there now stays for good. A worker that tidies up in the middle of a long answer would
    touch every object of it, and each page it touches becomes a copy of its own: the file of the
    register took 42 MB instead of 10. And what an answer makes is given back by itself when it is
    done: searching at every 700 objects, as the interpreter does, took half the time of a page of
    2,000 visits. At 20,000 a cycle still goes within a few requests.
    """
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def _in_a_worker(app: Flask, parent: int) -> Flask:
    """Prepare this worker and return what it serves.

    Ctrl-C in a terminal reaches every process at once. Only the parent shall hear it: a worker
    that ends by itself looks like a crash, and the parent would leave with an error.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # threads to come inherit it
    me = os.getpid()
    _when_left_by(parent, lambda: os.kill(me, signal.SIGTERM))
    return app


def _when_left_by(
    parent: int, stop: Callable[[], None], told: threading.Event | None = None
) -> None:
    """Call ``stop`` soon after the parent is gone, killed ones too, or when ``told`` is set."""
    told = told or threading.Event()

    def watch() -> None:
        while os.getppid() == parent and not told.wait(1):
            pass
        stop()

    threading.Thread(target=watch, daemon=True).start()


def _start(scheduler: Scheduling) -> multiprocessing.Process:
    process = multiprocessing.get_context("fork").Process(
        target=_schedule, args=(scheduler,), daemon=True
    )
    process.start()
    return process  # type: ignore[return-value]


def _schedule(scheduler: Scheduling) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the server, which stops us
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    _when_left_by(os.getppid(), stop.set, stop)
    scheduler(stop)
