"""Adding people and granting roles: what one person may never hold together."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from ltc.foundation.accounts import queries
from ltc.foundation.accounts.actions.people import add_user, grant_role
from ltc.foundation.accounts.actions.signing import drop_expired, sign_in
from ltc.foundation.accounts.queries import policy
from ltc.foundation.accounts.rules import check_separation, read_policy
from ltc.foundation.core.actor import system_actor
from ltc.foundation.core.errors import RuleViolation
from tests.cast import AT, PASSWORD, TODAY, Cast

BY = system_actor("test")
ROLES = sorted(policy().labels)


def is_forbidden(one: str, other: str) -> bool:
    """The separation table read for one pair, either way round."""
    never = policy().never_with
    return one != other and any(
        b in never.get(a, set()) or "*" in never.get(a, set())
        for a, b in ((one, other), (other, one))
    )


def test_separation_is_the_table_both_ways() -> None:
    for held, wanted in product(ROLES, ROLES):
        try:
            check_separation(policy(), {held}, wanted)
            is_refused = False
        except RuleViolation as broken:
            is_refused = broken.code == "roles_exclude"
        assert is_refused == is_forbidden(held, wanted), (held, wanted)


def test_auditor_is_nothing_else() -> None:
    assert all(
        is_forbidden("internal_auditor", role) for role in ROLES if role != "internal_auditor"
    )


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.sampled_from(ROLES), max_size=8))
def test_no_walk_of_grants_reaches_a_forbidden_pair(wanted: list[str]) -> None:
    held: set[str] = set()
    for role in wanted:
        try:
            check_separation(policy(), held, role)
        except RuleViolation:
            continue
        held.add(role)
    assert not any(is_forbidden(one, other) for one, other in product(held, held))


def test_role_that_begins_later_excludes_already(session: Session, cast: Cast) -> None:
    user = add_user(session, "somchai", PASSWORD, "สมชาย", by=BY, at=AT)
    session.flush()
    later = TODAY + timedelta(days=30)
    grant_role(session, user, "internal_auditor", cast.town_id, by=BY, at=AT, on=later)
    session.flush()
    with pytest.raises(RuleViolation, match="roles_exclude"):
        grant_role(session, user, "team_nurse", cast.town_id, by=BY, at=AT, on=TODAY)


def test_same_role_is_granted_once(session: Session, cast: Cast) -> None:
    user = queries.find_user(session, "malee")
    assert user
    with pytest.raises(RuleViolation, match="role_held"):
        grant_role(session, user, "care_manager", cast.town_id, by=BY, at=AT, on=TODAY)
    with pytest.raises(RuleViolation, match="role_unknown"):
        grant_role(session, user, "superuser", cast.town_id, by=BY, at=AT, on=TODAY)


UNUSABLE = [
    ("", PASSWORD, "สม", "username_shape"),
    ("a", PASSWORD, "สม", "username_shape"),
    ("two words", PASSWORD, "สม", "username_shape"),
    ("x" * 61, PASSWORD, "สม", "username_shape"),
    ("nul\0", "short", "สม", "password_short"),
    ("somchai", PASSWORD, "\u200b ", "name_length"),
    ("somchai", PASSWORD, "ก" * 121, "name_length"),
    ("somchai", "x" * 11, "สม", "password_short"),
    ("somchai", "x" * 201, "สม", "password_long"),
    ("somchai", "123456789012", "สม", "password_simple"),
    ("somchai", "๑๒๓๔๕๖๗๘๙๐๑๒", "สม", "password_simple"),
    ("somchai", "abababababab", "สม", "password_simple"),
    ("somchai", "my-SOMCHAI-word", "สม", "password_name"),
    ("MALEE", PASSWORD, "สม", "username_taken"),
]


def test_account_that_nobody_could_use_is_refused(session: Session, cast: Cast) -> None:
    for username, password, name, code in UNUSABLE:
        with pytest.raises(RuleViolation, match=code):
            add_user(session, username, password, name, by=BY, at=AT)


def test_long_passphrase_of_any_letters_signs_in(session: Session, cast: Cast) -> None:
    passphrase = "โคม ลำพูน 😀 " * 15
    user = add_user(session, "Somchai", passphrase, "สมชาย", by=BY, at=AT)
    session.flush()
    grant_role(session, user, "caregiver", cast.town_id, by=BY, at=AT, on=TODAY)
    token = sign_in(session, "SOMCHAI", passphrase, device="x" * 999, at=AT, on=TODAY)
    assert queries.find_arrival(session, token, at=AT, on=TODAY)
    later = AT + timedelta(hours=13)
    assert queries.find_arrival(session, token, at=later, on=TODAY) is None
    assert drop_expired(session, at=later) == 1


def test_account_without_a_role_says_so_only_to_its_owner(session: Session, cast: Cast) -> None:
    add_user(session, "somchai", PASSWORD, "สมชาย", by=BY, at=AT)
    session.flush()
    for password, code in ((PASSWORD, "sign_in_no_role"), ("x" * 12, "sign_in_wrong")):
        with pytest.raises(RuleViolation, match=code):
            sign_in(session, "somchai", password, device="", at=AT, on=TODAY)


@pytest.mark.parametrize(
    "lines",
    [{"elder": ["z@area"]}, {"elder": ["r@nowhere"]}, {"elder": ["r area"]}, {"elder": [""]}],
)
def test_policy_file_with_a_slip_does_not_load(lines: dict[str, list[str]]) -> None:
    nurse = {"name_th": "พยาบาล", "source": "ours", "confidence": "G"}
    table: dict[str, Any] = {
        "actions": {"r": "read"}, "labels": {"nurse": nurse}, "roles": {"nurse": lines},
        "separation": {"never_with": {}},
    }  # fmt: skip
    with pytest.raises((ValueError, KeyError)):
        read_policy(table)
    with pytest.raises(ValueError, match="without a name"):
        read_policy({**table, "labels": {}})
    table["roles"] = {}
    assert read_policy(table).labels == {"nurse": "พยาบาล"}
    for missing in ("source", "confidence"):
        with pytest.raises(ValueError, match="without source or confidence"):
            read_policy({**table, "labels": {"nurse": {**nurse, missing: ""}}})
