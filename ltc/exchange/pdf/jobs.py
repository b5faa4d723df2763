"""The work behind the page of a file of many papers: prepare person by person, print once.

Preparing goes in short reading transactions with a step of the progress each; the press then works
outside any transaction, and the finished file is saved with the trace of everybody in it.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.cases.models import CarePlan
from ltc.exchange.pdf.actions import runs as working
from ltc.exchange.pdf.actions.documents import note_printing
from ltc.exchange.pdf.catalogue import Made, find_paper, make
from ltc.exchange.pdf.models import PrintRun
from ltc.exchange.pdf.queries import documents, facts, runs
from ltc.exchange.pdf.terms import Subject
from ltc.foundation.core import clock
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import transaction
from ltc.foundation.i18n.dates import short_date
from ltc.foundation.printing.press import many_pdfs
from ltc.foundation.printing.terms import Paper, Stamp

log = logging.getLogger("ltc.print_runs")

AT_ONCE = 10  # people a step of the progress
Sessions = sessionmaker[Session]


def work_off(sessions: Sessions) -> bool:
    """Make the file that waits longest; False when none does."""
    with sessions() as session:
        if not runs.is_any_waiting(session):
            return False
    claimed = _claim(sessions)
    if claimed is None:
        return False
    run, by, plan_ids = claimed
    try:
        _make(sessions, run, by, plan_ids)
    except Exception as problem:
        log.error("print run %s failed: %s", run.id, type(problem).__name__)
        with transaction(sessions) as session:
            working.fail(session, run.id)
    return True


def take_over(sessions: Sessions) -> None:
    """Take up at once what a scheduler left that is gone; called by the one that now leads."""
    with transaction(sessions) as session:
        working.free_runs(session)


def forget(session: Session, at: datetime) -> str:
    """Delete files past their day."""
    return f"forgot {working.forget_files(session, at=at)}"


def _claim(sessions: Sessions) -> tuple[PrintRun, Actor, list[UUID]] | None:
    with transaction(sessions) as session:
        run = runs.next_run(session)
        if run is None:
            return None
        by = runs.still_may(session, run, on=clock.today())
        if by is None:
            working.fail(session, run.id)
            return None
        plans = runs.plans_in_use(session, by, on=clock.today())
        working.begin(session, run, plans, at=clock.now())
        ids = [plan.id for plan in plans]
        session.flush()
        session.expunge(run)
    return run, by, ids


def _make(sessions: Sessions, run: PrintRun, by: Actor, plan_ids: Sequence[UUID]) -> None:
    made: list[Made] = []
    ready: list[tuple[Paper, Stamp]] = []
    for some in _some(plan_ids):
        with transaction(sessions) as session:
            found = papers_of(session, some, run.codes, by)
            made += [one for one, _stamp in found]
            ready += [(one.paper, stamp) for one, stamp in found]
            done = min(len(plan_ids), len(made) // len(run.codes))
            working.note_progress(session, run.id, done, at=clock.now())
    data = many_pdfs(ready)
    at = clock.now()
    with transaction(sessions) as session:
        working.finish(session, run.id, data, at=at)
        note_printing(session, made, municipality_id=run.municipality_id, by=by, at=at)


def papers_of(
    session: Session, plan_ids: Sequence[UUID], codes: Sequence[str], by: Actor
) -> list[tuple[Made, Stamp]]:
    """Return the papers of many plans with their stamps, person by person in the order given."""
    rows = session.exec(select(CarePlan).where(col(CarePlan.id).in_(plan_ids))).all()
    plans = {plan.id: plan for plan in rows}
    found = facts.plan_facts_of(session, rows, by, on=clock.today())
    kinds = [kind for code in codes if (kind := find_paper(Subject.PLAN, code))]
    made = [
        one
        for plan_id in plan_ids
        if plan_id in plans
        for one in make(kinds, found[plan_id], subject_id=plan_id, elder_id=plans[plan_id].elder_id)
    ]
    before = documents.known(session, [one.id for one in made])
    now = (short_date(clock.now()), by.name)
    return [(one, documents.stamp_of(one, before.get(one.id), now=now)) for one in made]


def _some(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for at in range(0, len(ids), AT_ONCE):
        yield ids[at : at + AT_ONCE]
