"""When a link opens, what may be asked of it and sent by it: cases in the words of the field."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.family.queries import get_limits
from ltc.care.family.rules import checked_link, checked_news, limits_on, opens
from ltc.care.family.terms import LinkDraft, NewsDraft, Work
from ltc.foundation.core.errors import RuleViolation, Unusable
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.vault import Vault

ON = date(2026, 11, 22)
LIMITS = get_limits(ON)
WORK = (Work("food", "ป้อนข้าว", "3 ครั้งต่อวัน", True), Work("wound", "ทำแผล", "1 ครั้งต่อวัน", False))
VAULT = Vault(b"\x05" * 32)


def link(**over: object) -> LinkDraft:
    """Return a whole draft; name what differs."""
    values: dict[str, object] = {
        "who": "จันทร์ ใจดี", "relation": "ลูกสาว", "shows": ("visits",), "agreed_by": "บุญมี",
        "last_day": ON + timedelta(days=90), "operation_id": new_id(),
    }  # fmt: skip
    return LinkDraft(**values | over)  # type: ignore[arg-type]


def code_of(act: object) -> str:
    """Return the code of the rule that ``act`` breaks, or ""."""
    try:
        act()  # type: ignore[operator]
    except RuleViolation as broken:
        return broken.code
    return ""


@given(
    days=st.integers(-400, 400), is_revoked=st.booleans(), is_here=st.booleans(),
    is_paused=st.booleans(),
)  # fmt: skip
def test_a_link_never_opens_for_the_dead_the_moved_the_paused_or_after_its_day(
    days: int, is_revoked: bool, is_here: bool, is_paused: bool
) -> None:
    is_open = opens(
        last_day=ON + timedelta(days=days), is_revoked=is_revoked, is_living_here=is_here,
        is_paused=is_paused, on=ON,
    )  # fmt: skip
    assert is_open == (days >= 0 and not is_revoked and is_here and not is_paused)


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({}, ""),
        ({"last_day": ON}, ""),
        ({"last_day": ON - timedelta(days=1)}, "ends_in_past"),
        ({"last_day": ON + timedelta(days=LIMITS.most_days)}, ""),
        ({"last_day": ON + timedelta(days=LIMITS.most_days + 1)}, "too_long"),
        ({"shows": ()}, "nothing_shown"),
        ({"shows": ("visits", "diagnoses")}, "shows_unknown"),
    ],
)
def test_what_a_link_may_be(over: dict[str, object], code: str) -> None:
    assert code_of(lambda: checked_link(link(**over), LIMITS, on=ON)) == code


@pytest.mark.parametrize(
    ("kind", "service", "words", "sent", "code"),
    [
        ("done", "food", "", 0, ""),
        ("not_done", "food", "", 0, ""),
        ("done", "wound", "", 0, "work_unknown"),  # the caregiver's, not the family's
        ("done", "", "", 0, "work_unknown"),
        ("worried", "", "", 0, ""),
        ("call_me", "", "", 0, ""),
        ("message", "", "ขอบคุณค่ะ", 0, ""),
        ("message", "", "", 0, "words_missing"),
        ("admin", "", "", 0, "kind_unknown"),
        ("worried", "", "", LIMITS.most_news_a_day, "enough_today"),
    ],
)
def test_what_may_be_sent(kind: str, service: str, words: str, sent: int, code: str) -> None:
    draft = NewsDraft(new_id(), kind, service, words)
    most = LIMITS.most_news_a_day
    assert code_of(lambda: checked_news(draft, WORK, sent, most)) == code


def test_only_the_work_of_the_family_is_named_with_news() -> None:
    draft = NewsDraft(new_id(), "worried", "food", "เหนื่อยมาก")
    assert checked_news(draft, WORK, 0, 40).service == ""


@given(st.uuids())
def test_a_token_opens_its_own_link_only(link_id: UUID) -> None:
    token = VAULT.link_token(link_id)
    assert VAULT.read_link(token) == link_id
    assert Vault(b"\x06" * 32).read_link(token) is None


@given(st.uuids(), st.integers(0, 42), st.characters())
def test_a_token_with_one_other_letter_opens_nothing(link_id: UUID, at: int, other: str) -> None:
    token = VAULT.link_token(link_id)
    changed = token[:at] + other + token[at + 1 :]
    assert (VAULT.read_link(changed) is None) == (changed != token)


@given(st.text(max_size=60))
def test_a_guess_opens_nothing(guess: str) -> None:
    assert VAULT.read_link(guess) is None


def test_limits_must_hold_on_the_day() -> None:
    row = {
        "valid_from": date(2026, 1, 1), "most_days": 180, "default_days": 90,
        "most_news_a_day": 40, "source": "own", "confidence": "U", "note_th": "ยังไม่ยืนยัน",
    }  # fmt: skip
    assert limits_on({"limits": [row]}, ON).most_days == 180
    with pytest.raises(Unusable):
        limits_on({"limits": []} | {"limits": [row]}, date(2025, 1, 1))
