"""The made-up town as saved: its figures, its people and their two years, on both databases."""

import fcntl
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, SQLModel, col, select

from ltc.app import create_app
from ltc.care.approval.models import ApprovalRound, CaseDecision, CommitteeMember, Proposal
from ltc.care.approval.queries.decisions import approvals_of
from ltc.care.approval.queries.national import state_rows
from ltc.care.approval.queries.proposals import waiting_rows
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument
from ltc.care.assessment.queries.latest import list_open_alerts, list_wanting_formal
from ltc.care.assessment.rules.draft import check_day
from ltc.care.assessment.rules.scoring import score
from ltc.care.cases.models import CarePlan, Case, PlannedService
from ltc.care.cases.queries.plans import read_plan
from ltc.care.cases.queries.reference import get_urgency, list_services
from ltc.care.cases.queries.standing import caseload
from ltc.care.cases.queries.weeks import week_of
from ltc.care.cases.rules.plans import checked_plan, missing
from ltc.care.cases.rules.rates import fiscal_year
from ltc.care.elders import rules
from ltc.care.elders.models import Elder, ElderGram, Household
from ltc.care.elders.queries.register import count_by_community
from ltc.care.elders.queries.search import search_elders
from ltc.care.elders.terms import ElderDraft
from ltc.care.visits.models import Visit, VisitNumber
from ltc.care.visits.queries.day import my_day
from ltc.care.visits.queries.plans import parts_of, plan_in_hand
from ltc.care.visits.queries.reference import get_signs
from ltc.care.visits.rules.checklist import check_answers
from ltc.care.visits.rules.vitals import refuse_vitals
from ltc.foundation.accounts.queries import find_user, list_holdings
from ltc.foundation.areas.models import PopulationCount
from ltc.foundation.areas.queries import list_municipalities
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import make_engine, session_factory, transaction, vault_of
from ltc.foundation.core.vault import Vault
from ltc.foundation.core.zone import at_local
from ltc.journeys.drafting.models import ProposalAnswer
from ltc.journeys.review.models import GoalReview, PlanReview
from ltc.settings import Settings
from ltc.upkeep.demo_accounts import read_demo_accounts, write_demo_accounts
from ltc.upkeep.demonstration.prepare import STEPS, fill
from ltc.upkeep.demonstration.progress import Progress
from ltc.upkeep.figures import collect
from tests.cast import TODAY
from tests.client import Client
from tests.databases import KINDS, TEST_KEY, fresh_sqlite
from tests.postgres import Cluster

NOW = at_local(TODAY, 15)
LAY_LOCK = 20_261_123  # any number; it names the advisory lock under which the town is laid
Sessions = sessionmaker[Session]
Row = TypeVar("Row", bound=SQLModel)
FIGURES = {
    "population": 12_167,
    "elders_60_plus": 3_073,
    "elders_percent": 25.26,
    "dependent_elders": 58,
    "communities": 17,
}


def _lay(url: str, vault: Vault, at: datetime, home: Path) -> None:
    engine = make_engine(url, key=TEST_KEY)
    with transaction(session_factory(engine, vault)) as session:
        accounts = fill(session, Progress(STEPS), on=at.date(), at=at)
    engine.dispose()
    home.mkdir(exist_ok=True)
    write_demo_accounts(home, accounts)


def home_of(request: pytest.FixtureRequest, kind: str) -> Path:
    """Return the folder with the sign-ins of a town: one for each file or server."""
    template: Path = request.getfixturevalue("sqlite_template")
    if kind == "sqlite":
        return template.with_name("town-sqlite")
    cluster: Cluster = request.getfixturevalue("postgres")
    return template.with_name(f"town-{sha256(cluster.admin_url.encode()).hexdigest()[:12]}")


def _sqlite_town(request: pytest.FixtureRequest, vault: Vault) -> str:
    """Return the address of the file with the town; the first worker to come lays it."""
    template: Path = request.getfixturevalue("sqlite_template")
    file = template.with_name("town.db")
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            half_made = file.with_suffix(".half_made")
            shutil.copyfile(template, half_made)
            _lay(f"sqlite:///{half_made}", vault, NOW, home_of(request, "sqlite"))
            half_made.rename(file)
    return f"sqlite:///{file}"


def _postgres_town(request: pytest.FixtureRequest, vault: Vault) -> str:
    """Return the address of the database with the town; the first worker to come lays it."""
    template: str = request.getfixturevalue("postgres_template")
    cluster: Cluster = request.getfixturevalue("postgres")
    cluster.admin.execute("select pg_advisory_lock(%s)", [LAY_LOCK])
    try:
        found = cluster.admin.execute("select 1 from pg_database where datname = 'town'")
        if found.fetchone() is None:
            cluster.drop_database("town_half_made")
            cluster.create_database("town_half_made", template)
            home = home_of(request, "postgresql")
            _lay(cluster.url("town_half_made"), vault, NOW, home)
            cluster.admin.execute("alter database town_half_made rename to town")
    finally:
        cluster.admin.execute("select pg_advisory_unlock(%s)", [LAY_LOCK])
    return cluster.url("town")


@pytest.fixture(scope="session")
def towns(request: pytest.FixtureRequest, vault: Vault) -> Iterator[Callable[[str], Sessions]]:
    """Gives the town of one day on either kind of database, laid once a run for all workers."""

    @cache
    def on_kind(kind: str) -> Sessions:
        lay = _sqlite_town if kind == "sqlite" else _postgres_town
        return session_factory(make_engine(lay(request, vault), key=TEST_KEY), vault)

    with ExitStack() as stack:

        def get(kind: str) -> Sessions:
            sessions = on_kind(kind)
            stack.callback(sessions.kw["bind"].dispose)
            return sessions

        yield get


@pytest.fixture(params=KINDS)
def town(request: pytest.FixtureRequest, towns: Callable[[str], Sessions]) -> Iterator[Session]:
    """A session on a laid town; nothing that a test writes stays."""
    with towns(request.param)() as session:
        yield session
        session.rollback()


def actor(session: Session, username: str) -> Actor:
    user = find_user(session, username)
    assert user is not None
    holding = list_holdings(session, user.id, on=TODAY)[0]
    return Actor(user.id, user.name_th, holding.role, holding.area_id)


def some(session: Session, model: type[Row], count: int = 60) -> list[Row]:
    """Return rows from all over a table."""
    rows = session.exec(select(model).order_by(sa.asc("id"))).all()
    return list(rows[:: max(1, len(rows) // count)])


def test_the_figures_come_out_of_the_ordinary_queries(town: Session) -> None:
    assert collect(town, on=TODAY) == {"as_of": TODAY.isoformat(), **FIGURES}


def test_they_still_do_when_it_is_opened_a_year_later(town: Session) -> None:
    later = TODAY + timedelta(days=365)
    assert collect(town, on=later) == {"as_of": later.isoformat(), **FIGURES}


@pytest.mark.parametrize("day", [date(2028, 2, 29)])
def test_another_day_lays_the_same_figures(
    day: date, tmp_path: Path, sqlite_template: Path, vault: Vault
) -> None:
    with fresh_sqlite(tmp_path, sqlite_template) as url:
        _lay(url, vault, at_local(day, 6), tmp_path)
        engine = make_engine(url, key=TEST_KEY)
        with session_factory(engine, vault)() as session:
            assert collect(session, on=day) == {"as_of": day.isoformat(), **FIGURES}
            last = session.scalar(sa.select(sa.func.max(col(Visit.visited_on))))
            assert last == day - timedelta(days=1)
        engine.dispose()


@pytest.mark.skipif(len(KINDS) < 2, reason="one kind of database only")
def test_both_databases_hold_the_same_names_and_scores(
    towns: Callable[[str], Sessions],
) -> None:
    """Two builds of one day, on two kinds of database: drawn and scored alike."""
    told = []
    for kind in KINDS:
        with towns(kind)() as session:
            told.append(
                session.execute(
                    sa.select(
                        col(Elder.sort_key), col(Elder.born_on), col(Assessment.instrument),
                        col(Assessment.assessed_on), col(Assessment.total),
                        col(Assessment.assessor_name),
                    )
                    .outerjoin(Assessment, col(Assessment.elder_id) == col(Elder.id))
                    .order_by(sa.text("1, 2, 3, 4, 5, 6"))
                ).all()
            )  # fmt: skip
    assert told[0] == told[1]
    assert len(told[0]) > 7_000


def test_the_other_total_of_the_source_is_kept_beside(town: Session) -> None:
    municipality = list_municipalities(town)[0]
    rows = town.exec(
        select(PopulationCount).where(PopulationCount.area_id == municipality.id)
    ).all()
    by_total = {row.total: row for row in rows}
    assert set(by_total) == {12_167, 12_069}
    assert (by_total[12_069].men, by_total[12_069].women) == (5_806, 6_263)
    assert by_total[12_069].counted_on > by_total[12_167].counted_on
    assert not any(row.is_synthetic for row in rows)


def test_the_split_over_communities_is_marked_synthetic(town: Session) -> None:
    split = town.exec(select(PopulationCount).where(col(PopulationCount.is_synthetic))).all()
    assert len(split) == 17
    assert sum(row.total for row in split) == 12_167


def test_every_community_has_elders(town: Session) -> None:
    municipality = list_municipalities(town)[0]
    assert len(count_by_community(town, municipality.id, on=TODAY)) == 17


def test_a_sample_of_people_passes_the_checks_of_the_register(town: Session) -> None:
    vault = vault_of(town)
    for elder in some(town, Elder):
        house = town.get(Household, elder.household_id)
        assert house is not None
        sealed = elder.citizen_id_sealed
        draft = ElderDraft(
            elder.community_id, elder.prefix, elder.given_name, elder.family_name, elder.sex,
            elder.birth_precision, elder.born_on,
            vault.open(sealed, about=elder.id) if sealed else None, elder.no_citizen_id_reason,
            elder.phone, house.house_no, house.lane, house.landmark,
        )  # fmt: skip
        assert rules.checked(draft, on=TODAY) == draft
        assert house.community_id == elder.community_id


def test_sealed_ids_open_begin_with_9_and_are_found_by_search(town: Session) -> None:
    elder = next(one for one in some(town, Elder) if one.citizen_id_sealed)
    assert elder.citizen_id_sealed is not None
    number = vault_of(town).open(elder.citizen_id_sealed, about=elder.id)
    assert number.startswith("9")
    found = search_elders(town, actor(town, "manager"), number, on=TODAY)
    assert [row.id for row in found] == [elder.id]


def test_everybody_can_be_found_by_name(town: Session) -> None:
    without = sa.select(sa.func.count()).where(
        ~sa.exists().where(col(ElderGram.elder_id) == col(Elder.id))
    )
    assert town.scalar(without.select_from(Elder)) == 0
    found = search_elders(town, actor(town, "manager"), "บุญมา ใจดี", on=TODAY)
    assert [row.full_name for row in found] == ["นางบุญมา ใจดี"]


def test_nothing_lies_in_the_future_nor_after_a_death(town: Session) -> None:
    late = (
        sa.select(sa.func.count()).where(col(Elder.born_on) > TODAY),
        sa.select(sa.func.count()).where(col(Elder.died_on) > TODAY),
        sa.select(sa.func.count()).where(col(Elder.registered_at) > NOW),
        sa.select(sa.func.count()).where(col(Assessment.recorded_at) > NOW),
        sa.select(sa.func.count()).where(col(Visit.recorded_at) > NOW),
        sa.select(sa.func.count()).where(col(CarePlan.activated_at) > NOW),
        sa.select(sa.func.count()).where(col(Case.opened_on) > TODAY),
        sa.select(sa.func.count()).where(col(AuditEntry.at) > NOW),
        sa.select(sa.func.count()).where(
            col(Visit.elder_id) == col(Elder.id), col(Visit.visited_on) > col(Elder.died_on)
        ),
        sa.select(sa.func.count()).where(
            col(Assessment.elder_id) == col(Elder.id),
            col(Assessment.assessed_on) > col(Elder.died_on),
        ),
    )
    assert [town.scalar(one) for one in late] == [0] * len(late)


def test_a_sample_of_assessments_scores_as_the_rules_do(town: Session) -> None:
    for row in some(town, Assessment, 120):
        elder = town.get(Elder, row.elder_id)
        assert elder is not None
        check_day(row.assessed_on, today=TODAY, born_on=elder.born_on, died_on=elder.died_on)
        result = score(get_instrument(row.instrument), row.answers, on=row.assessed_on)
        assert row.total == result.total
        assert row.band == (result.band.code if result.band else None)


def test_every_formal_tai_has_a_class_that_somebody_decided(town: Session) -> None:
    open_ones = sa.select(sa.func.count()).where(
        col(Assessment.instrument) == "tai",
        sa.or_(col(Assessment.tai_class).is_(None), col(Assessment.tai_decided_at).is_(None)),
    )
    assert town.scalar(open_ones) == 0


def test_a_few_low_screenings_wait_and_no_danger_is_left_open(town: Session) -> None:
    municipality = list_municipalities(town)[0]
    assert 1 <= len(list_wanting_formal(town, municipality.id)) <= 12
    assert list_open_alerts(town, municipality.id) == []


def test_a_sample_of_plans_passes_the_checks_of_the_form(town: Session) -> None:
    for plan in some(town, CarePlan, 40):
        draft = read_plan(town, plan)
        assert checked_plan(draft, list_services(), get_urgency().words) == draft
        lacks = missing(draft, has_ground=True, is_agreed=True, most_months=12, on=plan.valid_from)
        assert lacks == []
        assert draft.urgency
        assert not week_of(town, plan, draft).unplaced
    referred = town.scalars(
        sa.select(col(PlannedService.plan_id)).where(col(PlannedService.referred_to) != "")
    )
    assert len(set(referred)) > 30, "most plans hold a service that somebody else gives"


def test_stories_show_what_raised_a_line_and_what_was_declined(town: Session) -> None:
    rows = town.exec(select(ProposalAnswer)).all()
    assert {row.answer for row in rows} == {"accepted", "declined"}
    taken = [row for row in rows if row.answer == "accepted"]
    assert all(row.problem_line_id and row.service_line_id and row.raised_by for row in taken)
    assert all(row.reason for row in rows if row.answer == "declined")


def test_plans_run_a_year_and_are_looked_at_again_between(town: Session) -> None:
    rows = town.execute(
        sa.select(col(PlanReview.reviewed_on), col(CarePlan.valid_from), col(CarePlan.status))
        .join(CarePlan, col(CarePlan.id) == col(PlanReview.plan_id))
    ).all()  # fmt: skip
    assert len(rows) > 60
    assert all(start < day <= TODAY and status != "draft" for day, start, status in rows)
    said = set(town.scalars(sa.select(col(GoalReview.reached)).distinct()))
    assert {"met", "partly", "not"} <= said


def test_some_two_thousand_visits_pass_the_checks_of_the_form(town: Session) -> None:
    assert 1_700 <= len(town.exec(select(Visit.id)).all()) <= 2_400
    for visit in some(town, Visit):
        if visit.is_done:
            who = Actor(visit.caregiver_id, visit.caregiver_name, visit.caregiver_role)
            parts = parts_of(plan_in_hand(town, visit.plan_id, who))
            assert check_answers(parts, visit.answers) == []
            assert refuse_vitals(visit.vitals, get_signs().signs) == []


def test_the_next_receipt_number_is_free(town: Session) -> None:
    one = VisitNumber()
    town.add(one)
    town.flush()
    highest = town.scalar(sa.select(sa.func.max(col(Visit.number))))
    assert one.number == (highest or 0) + 1


def test_no_caregiver_is_in_two_houses_at_once(town: Session) -> None:
    one, other = sa.orm.aliased(Visit), sa.orm.aliased(Visit)
    twice = sa.select(sa.func.count()).where(
        col(one.caregiver_id) == col(other.caregiver_id),
        col(one.visited_on) == col(other.visited_on),
        col(one.id) < col(other.id),
        col(one.started_at) < col(other.ended_at),
        col(other.started_at) < col(one.ended_at),
    )
    assert town.scalar(twice) == 0


def test_the_caregiver_has_a_full_day(town: Session) -> None:
    day = my_day(town, actor(town, "caregiver"), on=TODAY)
    states = [row.window.due.state for row in day.go if row.window]
    assert 7 <= len(day.go) <= 8
    assert "overdue" in states
    assert "today" in states
    assert len(day.visited) >= 1


def test_the_care_manager_has_a_full_caseload_with_work(town: Session) -> None:
    rows = caseload(town, actor(town, "manager"), on=TODAY, only_mine=True)
    assert 35 <= len(rows) <= 40
    steps = {row.position.standing.next.code for row in rows if row.position.standing.next}
    assert {"draft_plan", "finish_plan", "assess"} <= steps


def test_the_relative_sees_one_elder_only(town: Session) -> None:
    found = search_elders(town, actor(town, "relative"), "ใจ", on=TODAY)
    assert [row.full_name for row in found] == ["นางบุญมา ใจดี"]


def test_what_was_laid_past_the_actions_stands_in_one_audit_row_the_last(town: Session) -> None:
    acts = town.exec(select(AuditEntry).order_by(sa.asc("seq"))).all()
    entries = [entry for entry in acts if not entry.action.startswith("sign_in.")]
    assert [entry.action for entry in entries].count("demonstration.laid") == 1
    assert entries[-1].action == "demonstration.laid"
    times = [entry.at for entry in entries]
    assert times == sorted(times)  # whichever writer told it
    assert {"care_plan.activated", "family_news.seen"} <= {entry.action for entry in entries}


@pytest.mark.parametrize("kind", KINDS)
def test_every_sign_in_opens_its_desk_at_the_told_address(
    kind: str, request: pytest.FixtureRequest, towns: Callable[[str], Sessions], vault: Vault
) -> None:
    sessions, home = towns(kind), home_of(request, kind)
    app = create_app(Settings(home=home, is_demonstration=True), sessions, vault)
    accounts = read_demo_accounts(home)
    assert len({account["role"] for account in accounts}) == len(accounts) == 13
    for account in accounts:
        browser = Client(app).sign_in(account["username"], account["password"])
        assert browser.http.get("/").location == account["start_url"]
        browser.get(account["start_url"])


def test_most_plans_in_use_are_approved(town: Session) -> None:
    plans = town.exec(select(CarePlan).where(CarePlan.status == "active")).all()
    approved = [plan for plan in plans if plan.approved_at]
    assert len(approved) >= 0.7 * len(plans)
    assert sum(plan.is_interim for plan in plans) >= 3
    assert set(approvals_of(town, [plan.id for plan in plans])) == {one.id for one in approved}


def test_one_approval_a_case_and_fiscal_year(town: Session) -> None:
    plans = town.exec(select(CarePlan.id).where(col(CarePlan.approved_at).is_not(None))).all()
    found = approvals_of(town, plans).values()
    assert max(Counter((one.case_id, one.fiscal_year) for one in found).values()) == 1


def test_nine_sit_five_met_and_one_meeting_comes(town: Session) -> None:
    assert len(town.exec(select(CommitteeMember)).all()) == 9
    states = Counter(one.state for one in town.exec(select(ApprovalRound)))
    assert states == {"closed": 5, "planned": 1}
    decisions = town.exec(select(CaseDecision)).all()
    assert all(one.counted_present >= one.quorum_needed for one in decisions)


def test_a_few_wait_for_the_next_meeting(town: Session) -> None:
    manager = actor(town, "manager")
    assert manager.area_id is not None
    assert len(waiting_rows(town, manager.area_id)) == 4
    assert "submitted" in {one.state for one in town.exec(select(Proposal))}


def test_two_differ_in_the_national_program(town: Session) -> None:
    rows = state_rows(town, actor(town, "manager"), year=fiscal_year(TODAY), on=TODAY)
    assert sum(row.states.is_different for row in rows) == 2
