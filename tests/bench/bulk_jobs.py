"""The jobs over many rows: an import, the register as a file, the groups of a whole town."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from ltc.care.assessment.actions.importing import import_assessments
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.queries.latest import count_groups
from ltc.care.assessment.terms import AssessmentDraft
from ltc.care.elders.rules import born_on_or_before
from ltc.foundation.core.actor import Actor
from tests.bench.browser import Browser
from tests.bench.houses import MANAGER, NAME, House
from tests.bench.measure import Figure, ratio
from tests.bench.plan import Plan
from tests.bench.servers import Server, app_server, floor_server

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
MEGABYTES = 30
GROUPS = """
select e.community_id, a.total, count(*) from elder e join assessment a on a.id = (
  select x.id from assessment x
  where x.instrument = 'barthel' and x.purpose = 'formal' and not x.is_superseded
    and x.elder_id = e.id and x.assessed_on <= :today
  order by x.assessed_on desc, x.recorded_at desc, x.id desc limit 1)
where e.municipality_id = :town and e.died_on is null and e.moved_away_on is null
  and e.born_on <= :sixty
group by e.community_id, a.total
"""


def measure(plan: Plan, house: House) -> Iterator[Figure]:
    """Yield what each of these jobs costs against the plainest way to do it."""
    yield _groups(plan, house)
    yield from _file(plan, house)
    yield _import(plan, house)


def _groups(plan: Plan, house: House) -> Figure:
    town = house.town.municipality_id
    sixty = born_on_or_before(TODAY, 60)
    bare = sa.text(GROUPS).bindparams(
        sa.bindparam("town", type_=sa.Uuid()), sa.bindparam("today", type_=sa.Date()),
        sa.bindparam("sixty", type_=sa.Date()),
    )  # fmt: skip
    values = {"town": town, "today": TODAY, "sixty": sixty}
    with house.installation.sessions() as session:
        ours = count_groups(session, town, on=TODAY)
        by_hand = session.connection().execute(bare, values).all()
        assert sum(one.count for one in ours) == sum(row[2] for row in by_hand)
        return ratio(
            f"{house.kind}: groups over {house.size * 10:,} assessments to bare query",
            2, lambda: count_groups(session, town, on=TODAY),
            lambda: session.connection().execute(bare, values).all(), rounds=plan.rounds, times=1,
        )  # fmt: skip


def _file(plan: Plan, house: House) -> Iterator[Figure]:
    path = f"/register.csv?town={house.town.municipality_id.hex}"
    with app_server(house, workers=1) as server, floor_server(house, workers=1) as floor:
        browser = Browser(server.port).sign_in(MANAGER, house.password)
        other = Browser(floor.port)
        browser.get("/register")
        with _growth(server) as grown:
            body = browser.get("/register.csv").body
        lines, theirs = body.count(b"\n"), other.get(path).body.count(b"\n")
        assert abs(lines - theirs) < 400, (lines, theirs)  # marks of pieces; ours has a heading
        yield Figure(
            f"{house.kind}: memory for the file of {house.size:,}", round(grown[0], 1), MEGABYTES,
            "MB", f"{len(body) / 1e6:.1f} MB sent",
        )  # fmt: skip
        yield ratio(
            f"{house.kind}: file of {house.size:,} elders to a loop by hand", 4,
            lambda: browser.get("/register.csv"), lambda: other.get(path),
            rounds=plan.rounds, times=1,
        )  # fmt: skip


@contextmanager
def _growth(server: Server) -> Iterator[list[float]]:
    """Give a list that holds, afterwards, by how many MB the server grew meanwhile."""
    before, found, stop = server.memory(), [0.0], threading.Event()

    def watch() -> None:
        while not stop.is_set():
            found[0] = max(found[0], server.memory() - before)
            stop.wait(0.02)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        stop.set()
        watcher.join()


def _import(plan: Plan, house: House) -> Figure:
    random = Random(7)
    by = Actor(house.nurse_id, NAME, "team_nurse", house.town.municipality_id)
    chosen = random.sample(house.elder_ids, min(plan.imported, len(house.elder_ids)))

    def ours() -> None:
        drafts = [(elder_id, _draft(random)) for elder_id in chosen]
        with house.installation.sessions() as session, session.begin():
            assert import_assessments(session, drafts, by=by, at=AT, on=TODAY) == []

    def bare() -> None:
        rows = [_row(house, elder_id, random) for elder_id in chosen]
        with house.installation.engine.begin() as connection:
            connection.execute(sa.insert(Assessment.__table__), rows)  # type: ignore[attr-defined]

    return ratio(
        f"{house.kind}: import of {len(chosen):,} assessments to executemany", 8, ours, bare,
        rounds=plan.rounds, times=1, warm=1,
    )  # fmt: skip


def _draft(random: Random) -> AssessmentDraft:
    answers = {item.code: random.randint(item.minimum, item.maximum) for item in _barthel().items}
    return AssessmentDraft(
        instrument="barthel", answers=answers, purpose="screening", method="observed", place="home",
        assessed_on=date(2026, 4, 1 + random.randrange(28)), operation_id=uuid4(),
    )  # fmt: skip


def _barthel() -> Any:
    return get_instrument("barthel")


def _row(house: House, elder_id: UUID, random: Random) -> dict[str, Any]:
    draft = _draft(random)
    return {
        "id": uuid4(), "operation_id": draft.operation_id, "elder_id": elder_id,
        "municipality_id": house.town.municipality_id, "instrument": "barthel",
        "instrument_version": 1, "purpose": draft.purpose, "method": draft.method,
        "place": draft.place, "assessed_on": draft.assessed_on, "recorded_at": AT,
        "assessor_id": house.nurse_id, "assessor_name": NAME, "assessor_role": "team_nurse",
        "answers": dict(draft.answers), "total": sum(draft.answers.values()), "band": "social",
        "note": "", "doubts": [], "alerts": [], "is_alarming": False, "wants_formal": False,
        "amend_reason": "", "is_superseded": False, "version": 1,
    }  # fmt: skip
