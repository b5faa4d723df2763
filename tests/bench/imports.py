"""Day one of a town: its people and their past ADL brought in from files, by the real scheduler."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.exchange.town.actions.batches import ask_check, ask_save, ask_undo, start_batch
from ltc.exchange.town.models import ImportBatch
from ltc.exchange.town.queries import sheets_of
from ltc.exchange.town.rules.columns import guess
from ltc.exchange.town.terms import WORKING
from ltc.foundation.accounts.models import User
from ltc.foundation.areas.queries import community_names
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import transaction
from ltc.settings import CHECKOUT
from tests.bench.houses import MANAGER, NAME, House
from tests.bench.measure import Figure
from tests.bench.people import ENDINGS, FAMILIES, FAMILY_ENDINGS, MEN, WOMEN
from tests.bench.plan import Plan
from tests.bench.servers import _pss
from tests.exchange.town.files import adl, adl_csv, citizen_id, people_csv, person

SECONDS, MEGABYTES, PATIENCE = 60, 300, 600
FIRST = 50_000_000  # numbers of national IDs that nobody of the house has


@dataclass
class Watched:
    """What was seen of the scheduler while it worked."""

    memory: float = 0.0
    steps: int = 0  # different figures of the progress that a page could have shown


def measure(plan: Plan, house: House) -> Iterator[Figure]:
    """Yield how long the people of a town and their past ADL take, and in how much memory.

    What was brought in is taken back: the house is as it was before.
    """
    with house.installation.sessions() as session:
        manager = session.exec(select(User).where(User.username == MANAGER)).one()
        names = [name for _id, name in community_names(session, house.town.municipality_id)]
    by = Actor(manager.id, NAME, "care_manager", house.town.municipality_id)
    files = {"people": _people(plan.large, names), "adl": _adl(plan.large)}
    watched, took, batches = Watched(), 0.0, []
    with _scheduler(house) as process:
        for kind, data in files.items():
            batch_id, seconds = _bring_in(house, process, kind, data, by, watched)
            took += seconds
            batches.append(batch_id)
        name = f"{house.kind}: import of {plan.large:,} people with past ADL"
        yield Figure(name, round(took, 1), SECONDS, "s", f"{watched.steps} steps of progress seen")
        yield Figure(f"{name}, memory", round(watched.memory), MEGABYTES, "MB", "the scheduler")
        undone = sum(
            _wait(house, process, batch_id, lambda s, b: ask_undo(s, b, by=by, at=_now()), watched)
            for batch_id in reversed(batches)
        )
        yield Figure(f"{house.kind}: the same taken back", round(undone, 1), SECONDS, "s")


def _now() -> datetime:
    return datetime.now(UTC)


def _people(count: int, communities: list[str]) -> bytes:
    random = Random(11)
    rows = []
    for number in range(count):
        is_man = random.random() < 0.44
        given = random.choice(MEN if is_man else WOMEN) + random.choice(ENDINGS)
        family = random.choice(FAMILIES) + random.choice(FAMILIES) + random.choice(FAMILY_ENDINGS)
        born = date(1966, 11, 1) - timedelta(days=random.randrange(12_000))
        rows.append(
            person(
                FIRST + number, prefix="นาย" if is_man else "นาง", given_name=given,
                family_name=family, born_on=f"{born.day}/{born.month}/{born.year + 543}",
                community=random.choice(communities), house_no=f"{number // 27 + 1}/{number % 13}",
                lane=f"ซอย {number % 12 + 1}", phone=f"08{random.randrange(10**8):08d}",
                is_not_duplicate="ใช่",
            )
        )  # fmt: skip
    return people_csv(*rows)


def _adl(count: int) -> bytes:
    random = Random(12)
    return adl_csv(
        *(
            adl(
                citizen_id=citizen_id(FIRST + number), stairs=str(random.randrange(3)),
                assessed_on=f"{random.randint(1, 28)}/9/2569",
            )
            for number in range(count)
        )
    )  # fmt: skip


@contextmanager
def _scheduler(house: House) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "ltc", "scheduler"]
    process = subprocess.Popen(command, cwd=CHECKOUT, env=house.environ)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def _bring_in(
    house: House, process: subprocess.Popen[bytes], kind: str, data: bytes, by: Actor,
    watched: Watched,
) -> tuple[UUID, float]:  # fmt: skip
    began = time.perf_counter()
    with transaction(house.installation.sessions) as session:
        batch_id = start_batch(session, kind, "bench.csv", data, by=by, at=_now()).id
    sending = time.perf_counter() - began

    def check(session: Session, batch: ImportBatch) -> None:
        head = sheets_of(session, batch)[0].head
        ask_check(session, batch, 0, guess(kind, head[0].cells), by=by, at=_now())

    seconds = sending + _wait(house, process, batch_id, check, watched)
    seconds += _wait(
        house, process, batch_id, lambda s, b: ask_save(s, b, by=by, at=_now()), watched
    )
    with house.installation.sessions() as session:
        batch = session.get_one(ImportBatch, batch_id)
        assert (batch.state, batch.refused) == ("saved", 0), (batch.state, batch.note)
    return batch_id, seconds


def _wait(
    house: House,
    process: subprocess.Popen[bytes],
    batch_id: UUID,
    ask: Callable[[Session, ImportBatch], None],
    watched: Watched,
) -> float:
    """Ask for a piece of work and return after how many seconds it was done."""
    began, seen = time.perf_counter(), set()
    with transaction(house.installation.sessions) as session:
        ask(session, session.get_one(ImportBatch, batch_id))
    reading = house.installation.engine.execution_options(ltc_read_only=True)
    wanted = sa.select(col(ImportBatch.state), col(ImportBatch.done_rows)).where(
        col(ImportBatch.id) == batch_id
    )
    while time.perf_counter() - began < PATIENCE:
        watched.memory = max(watched.memory, _pss(process.pid) / 1024)
        with reading.connect() as connection:
            state, done = connection.execute(wanted).one()
        seen.add(done)
        if state not in WORKING:
            watched.steps += len(seen)
            return time.perf_counter() - began
        time.sleep(0.1)
    raise TimeoutError("the scheduler did not finish")
