"""Bringing many assessments in at once: the same rows as the form makes, and no more than once."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.assessment.actions.importing import import_assessments
from ltc.care.assessment.actions.record import amend_assessment, record_assessment
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.latest import latest_formal
from ltc.care.assessment.terms import AssessmentDraft
from ltc.care.elders.models import Elder
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.errors import RuleViolation
from tests.cast import AT, Cast

SIX = {
    "feeding": 2, "grooming": 1, "transfer": 1, "toilet": 0, "mobility": 0,
    "dressing": 0, "stairs": 0, "bathing": 0, "bowels": 1, "bladder": 1,
}  # fmt: skip
OWN = {"id", "operation_id", "doubts", "wants_formal", "recorded_at"}


def draft(on: date, **over: object) -> AssessmentDraft:
    """A formal Barthel of six points; name what differs."""
    made = AssessmentDraft("barthel", SIX, "formal", "observed", "home", on, uuid4())
    return replace(made, **over)  # type: ignore[arg-type]


def rows(session: Session) -> list[Assessment]:
    """Everything saved, in the order of saving."""
    return list(session.exec(select(Assessment).order_by(col(Assessment.id))).all())


def test_import_makes_the_row_that_the_form_makes(
    cast: Cast, session: Session, today: date
) -> None:
    """Column by column, but for ids and what only a person at a form is asked."""
    nurse = cast.actor("nok")
    elder = session.get(Elder, cast.boonmee_id)
    assert elder is not None
    by_form = record_assessment(session, elder, draft(today), by=nurse, at=AT, on=today)
    assert import_assessments(session, [(elder.id, draft(today))], by=nurse, at=AT, on=today) == []
    session.flush()
    imported = next(row for row in rows(session) if row.id != by_form.id)
    expected, found = by_form.model_dump(exclude=OWN), imported.model_dump(exclude=OWN)
    assert found == expected
    latest = latest_formal(session, elder.id)
    assert latest is not None
    assert latest.total == 6


def test_sending_a_batch_again_saves_nothing_more(
    cast: Cast, session: Session, today: date
) -> None:
    """Neither a batch sent twice nor one draft twice in a batch is saved twice."""
    one = (cast.boonmee_id, draft(today))
    for _ in range(2):
        import_assessments(session, [one, one], by=cast.actor("nok"), at=AT, on=today)
    assert len(rows(session)) == 1


@pytest.mark.parametrize(
    ("over", "code"),
    [
        pytest.param({"answers": SIX | {"feeding": 9}}, "answer_out_of_range", id="nine of two"),
        pytest.param({"answers": {"feeding": 2}}, "answer_missing", id="one item only"),
        pytest.param({"assessed_on": date(2026, 12, 24)}, None, id="a day to come"),
    ],
)
def test_what_is_wrong_is_refused_and_the_rest_is_saved(
    cast: Cast, session: Session, today: date, over: dict[str, object], code: str | None
) -> None:
    """The refusal names the place in the batch, a code and a sentence."""
    batch = [
        (cast.boonmee_id, draft(today)),
        (cast.boonmee_id, draft(today, **over)),
        (cast.boonmee_id, draft(today)),
    ]
    refused = import_assessments(session, batch, by=cast.actor("nok"), at=AT, on=today)
    assert [one.place for one in refused] == [1]
    assert code in (None, refused[0].code)
    assert refused[0].message
    assert len(rows(session)) == 2


@pytest.mark.parametrize("who", ["nok_elsewhere", "kham", "director"])
def test_other_peoples_elders_are_refused(
    cast: Cast, session: Session, today: date, who: str
) -> None:
    """An elder whom the actor may not assess looks like one that does not exist."""
    batch = [(cast.boonmee_id, draft(today)), (UUID(int=7), draft(today))]
    refused = import_assessments(session, batch, by=cast.actor(who), at=AT, on=today)
    assert [one.code for one in refused] == ["elder_unknown", "elder_unknown"]
    assert rows(session) == []


def test_each_row_leaves_its_entry(cast: Cast, session: Session, today: date) -> None:
    """The audit knows of every imported assessment, without scores."""
    batch = [(cast.boonmee_id, draft(today)) for _ in range(3)]
    import_assessments(session, batch, by=cast.actor("nok"), at=AT, on=today)
    entries = session.exec(
        select(AuditEntry).where(AuditEntry.action == "assessment.imported")
    ).all()
    assert {entry.object_id for entry in entries} == {str(row.id) for row in rows(session)}
    assert all(entry.elder_id == cast.boonmee_id for entry in entries)
    assert all("total" not in entry.changes for entry in entries)


def test_statements_do_not_grow_with_the_batch(cast: Cast, session: Session, today: date) -> None:
    """A hundred cost as many statements as one."""
    session.connection()  # a transaction begins before the counting
    counts = []
    for size in (1, 100):
        seen: list[str] = []
        bind = session.get_bind()
        engine = bind if isinstance(bind, sa.Engine) else bind.engine

        def note(_c: object, _cur: object, words: str, *_: object, seen: list[str] = seen) -> None:
            seen.append(words)

        sa.event.listen(engine, "before_cursor_execute", note)
        batch = [(cast.boonmee_id, draft(today)) for _ in range(size)]
        import_assessments(session, batch, by=cast.actor("nok"), at=AT, on=today)
        sa.event.remove(engine, "before_cursor_execute", note)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "over",
    [
        {"known_total": 20, "purpose": "screening"},
        {"known_total": 6, "purpose": "screening"},
        {"known_total": 6, "answers": {}},
    ],
    ids=["another sum", "the same sum", "a group would come of it"],
)
def test_total_without_items_stands_beside_no_items_and_makes_no_group(
    cast: Cast, session: Session, today: date, over: dict[str, object]
) -> None:
    drafts = [(cast.boonmee_id, draft(today, **over))]
    refused = import_assessments(session, drafts, by=cast.actor("nok"), at=AT, on=today)
    assert [one.code for one in refused] == ["only_total"]
    assert rows(session) == []


def test_total_alone_is_completed_by_items_and_never_by_a_total(
    cast: Cast, session: Session, today: date
) -> None:
    nurse = cast.actor("nok")
    old = draft(today, answers={}, known_total=6, purpose="screening")
    assert import_assessments(session, [(cast.boonmee_id, old)], by=nurse, at=AT, on=today) == []
    [row] = rows(session)
    elder = session.get_one(Elder, cast.boonmee_id)
    when = {"reason": "พบใบเดิม", "by": nurse, "at": AT, "on": today}
    again = draft(today, answers={}, known_total=8, purpose="screening")
    with pytest.raises(RuleViolation, match="only_total"):
        amend_assessment(session, elder, row, again, **when)  # type: ignore[arg-type]
    whole = amend_assessment(session, elder, row, draft(today, purpose="screening"), **when)  # type: ignore[arg-type]
    assert (whole.total, len(whole.answers), row.is_superseded) == (6, 10, True)
