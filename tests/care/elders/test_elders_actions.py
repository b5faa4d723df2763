"""What may be written to the register and the care team, and what the audit keeps of it."""

import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col

from ltc.care.elders.actions.register import (
    correct_elder,
    masked_citizen_id,
    register_elder,
    reveal_citizen_id,
    write_circumstances,
)
from ltc.care.elders.actions.team import join_team, leave_team
from ltc.care.elders.models import CareTeamMember, Circumstances, Elder, Household
from ltc.care.elders.queries import team
from ltc.care.elders.terms import CircumstancesDraft, TeamDraft
from ltc.foundation.accounts.models import User
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.citizen_id import check_digit
from ltc.foundation.core.errors import RuleViolation
from tests.cast import AT, TODAY, Cast, elder_draft

TWELVE = "912345678901"
CITIZEN_ID = TWELVE + check_digit(TWELVE)
LIVING = CircumstancesDraft(TODAY, "uc", "1", False, "none", False, "", "")


def register(session: Session, cast: Cast, **over: Any) -> Elder:
    """Register somebody of the town, as nurse Nok."""
    draft = replace(elder_draft(cast.community_id, given_name="คำ"), **over)
    by = cast.actor("nok")
    elder = register_elder(session, cast.town_id, draft, by=by, at=AT, on=TODAY)
    session.flush()
    return elder


def boonmee(session: Session, cast: Cast) -> Elder:
    """Elder Boonmee of the cast."""
    return session.get_one(Elder, cast.boonmee_id)


def test_community_of_another_municipality_is_refused(session: Session, cast: Cast) -> None:
    for community in (cast.elsewhere_community_id, cast.town_id, cast.elsewhere_id, uuid4()):
        with pytest.raises(RuleViolation, match="community_unknown"):
            register(session, cast, community_id=community)
        draft = elder_draft(community)
        with pytest.raises(RuleViolation, match="community_unknown"):
            correct_elder(
                session, boonmee(session, cast), draft, version=1, by=cast.actor("nok"),
                at=AT, on=TODAY,
            )  # fmt: skip


def test_same_person_twice_is_asked_about(session: Session, cast: Cast) -> None:
    register(session, cast)
    for over in ({}, {"born_on": date(1945, 1, 1)}, {"given_name": " คำ\u200b"},
                 {"birth_precision": "unknown", "born_on": None}):  # fmt: skip
        with pytest.raises(RuleViolation, match="possible_duplicate"):
            register(session, cast, **over)
    register(session, cast, born_on=date(1946, 1, 1))
    register(session, cast, is_not_duplicate=True)


def test_national_id_belongs_to_one(session: Session, cast: Cast) -> None:
    own = {"citizen_id": CITIZEN_ID, "no_citizen_id_reason": None}
    elder = register(session, cast, **own)
    with pytest.raises(RuleViolation, match="citizen_id_taken"):
        register(session, cast, **own, given_name="ปัน")
    with pytest.raises(RuleViolation, match="citizen_id_taken"):
        correct_elder(
            session, boonmee(session, cast), elder_draft(cast.community_id, **own), version=1,
            by=cast.actor("nok"), at=AT, on=TODAY,
        )  # fmt: skip
    assert reveal_citizen_id(session, elder, by=cast.actor("nok"), at=AT) == CITIZEN_ID
    masked = masked_citizen_id(session, elder)
    assert masked
    assert CITIZEN_ID[4:9] not in masked.replace("-", "")


def test_audit_holds_no_personal_words(session: Session, cast: Cast) -> None:
    canary = {
        "given_name": "คานารี", "family_name": "ฟินช์น้อย", "phone": "0899999999",
        "citizen_id": CITIZEN_ID, "no_citizen_id_reason": None, "landmark": "ต้นคานารี",
    }  # fmt: skip
    elder = register(session, cast, **canary)
    draft = elder_draft(cast.community_id, **{**canary, "family_name": "ฟินช์ใหญ่", "sex": "2"})
    correct_elder(session, elder, draft, version=1, by=cast.actor("nok"), at=AT, on=TODAY)
    session.flush()
    entries = session.scalars(
        sa.select(AuditEntry).where(col(AuditEntry.elder_id) == elder.id)
    ).all()
    written = json.dumps([entry.model_dump() for entry in entries], default=str)
    assert set(entries[-1].changes) == {"family_name", "sex"}
    for words in ("คานารี", "ฟินช์", "0899999999", CITIZEN_ID):
        assert json.dumps(words).strip('"') not in written


def test_new_id_leaves_a_trace(session: Session, cast: Cast) -> None:
    elder = boonmee(session, cast)
    draft = elder_draft(cast.community_id, citizen_id=CITIZEN_ID, no_citizen_id_reason=None)
    correct_elder(session, elder, draft, version=1, by=cast.actor("nok"), at=AT, on=TODAY)
    session.flush()
    entry = session.scalars(sa.select(AuditEntry).order_by(sa.desc("seq")).limit(1)).one()
    assert set(entry.changes) == {"citizen_id_index", "no_citizen_id_reason"}


def test_emptied_landmark_is_taken_away_by_correcting_only(session: Session, cast: Cast) -> None:
    register(session, cast, landmark="")
    house = session.get_one(Household, boonmee(session, cast).household_id)
    assert house.landmark == "หลังวัด"
    draft = elder_draft(cast.community_id, landmark="")
    correct_elder(
        session, boonmee(session, cast), draft, version=1, by=cast.actor("nok"), at=AT, on=TODAY
    )
    assert house.landmark == ""


DAYS = st.dates(date(2026, 10, 1), TODAY + timedelta(days=5))


@settings(
    max_examples=15, derandomize=True, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.lists(DAYS, max_size=6))
def test_history_of_circumstances_never_overlaps(
    session: Session, cast: Cast, days: list[date]
) -> None:
    elder = boonmee(session, cast)
    for day in days:
        history = team.list_circumstances(session, elder.id)
        is_earlier = bool(history) and day < history[0].valid_from
        is_wrong = day > TODAY or is_earlier
        with pytest.raises(RuleViolation, match="from_") if is_wrong else nullcontext():
            write_circumstances(
                session, elder, replace(LIVING, valid_from=day), by=cast.actor("nok"), at=AT,
                on=TODAY,
            )  # fmt: skip
        session.flush()
    rows = session.scalars(sa.select(Circumstances).order_by(col(Circumstances.valid_from))).all()
    ends = [row.valid_until for row in rows]
    assert ends == [row.valid_from for row in rows[1:]] + [None] * bool(rows)
    session.rollback()


def place(role: str = "caregiver", user: object = None, **over: Any) -> TeamDraft:
    """A draft of a place on the team from today on."""
    draft = TeamDraft(role, user, "", "", "", TODAY)  # type: ignore[arg-type]
    return replace(draft, **over)


def join(session: Session, cast: Cast, draft: TeamDraft) -> CareTeamMember:
    """Join Boonmee's team by Malee's hand."""
    member = join_team(session, boonmee(session, cast), draft, by=cast.actor("malee"), at=AT)
    session.flush()
    return member


def test_nobody_of_another_municipality_joins(session: Session, cast: Cast) -> None:
    for user in (cast.users["nok_elsewhere"], cast.users["malee_elsewhere"], uuid4()):
        with pytest.raises(RuleViolation, match="user_unknown"):
            join(session, cast, place("nurse", user))


def test_disabled_user_does_not_join(session: Session, cast: Cast) -> None:
    session.get_one(User, cast.users["kham"]).is_enabled = False
    with pytest.raises(RuleViolation, match="user_unknown"):
        join(session, cast, place("caregiver", cast.users["kham"]))


@pytest.mark.parametrize("days", [-400, 0, 30])
def test_nobody_joins_twice_whatever_the_day(session: Session, cast: Cast, days: int) -> None:
    day = TODAY + timedelta(days=days)
    with pytest.raises(RuleViolation, match="already_on_team"):
        join(session, cast, place("caregiver", cast.users["som"], active_from=day))


def test_new_care_manager_follows_the_one_before(session: Session, cast: Cast) -> None:
    join(session, cast, place("care_manager", cast.users["nok"]))
    session.flush()
    managers = [m for m in team.list_team(session, cast.boonmee_id, on=TODAY)
                if m.team_role == "care_manager"]  # fmt: skip
    assert [m.user_id for m in managers] == [cast.users["nok"]]
    acts = session.scalars(sa.select(AuditEntry.action).order_by(sa.desc("seq")).limit(2)).all()
    assert set(acts) == {"care_team_member.joined", "care_team_member.left"}
    earlier = TODAY - timedelta(days=1)
    with pytest.raises(RuleViolation, match="manager_later"):
        join(session, cast, place("care_manager", cast.users["dr_thee"], active_from=earlier))


def test_leaving_ends_once_and_not_before_it_began(session: Session, cast: Cast) -> None:
    member = join(session, cast, place("nurse", cast.users["nok"]))
    how = {"because": "ย้าย", "version": 1, "by": cast.actor("malee"), "at": AT}
    with pytest.raises(RuleViolation, match="until_before_from"):
        leave_team(session, member, until=TODAY - timedelta(days=1), **how)
    leave_team(session, member, until=TODAY, **how)
    session.flush()
    assert member not in team.list_team(session, cast.boonmee_id, on=TODAY)
    with pytest.raises(RuleViolation, match="already_ended"):
        leave_team(session, member, until=TODAY, **{**how, "version": member.version})
