"""Where a question waits, the page names who is on call, or says that nobody is."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.care.questions import actions
from ltc.care.questions.models import QuestionThread
from ltc.care.questions.terms import MessageDraft
from ltc.foundation.core.db import transaction
from ltc.foundation.core.ids import new_id
from tests.care.duties.on_call import PHONE, on_call
from tests.cast import AT, Cast
from tests.client import Client

SignIn = Callable[[str], Client]
WAITING = ["/questions/{thread}", "/elders/{elder}/questions", "/questions"]


@pytest.fixture
def thread(sessions: sessionmaker[Session], cast: Cast) -> QuestionThread:
    """Som asked the nurse about a red heel."""
    with transaction(sessions) as session:
        elder = session.get_one(Elder, cast.boonmee_id)
        draft = MessageDraft(new_id(), "ส้นเท้าแดง")
        return actions.ask(session, elder, "nurse", draft, by=cast.actor("som"), at=AT)


def path_of(path: str, thread: QuestionThread) -> str:
    """Return an address of this thread or of its elder."""
    return path.format(thread=thread.id, elder=thread.elder_id)


@pytest.mark.parametrize("path", [*WAITING, "/elders/{elder}/ask"])
@pytest.mark.parametrize("who", ["som", "malee", "nok"])
def test_names_who_is_on_call(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, thread: QuestionThread,
    path: str, who: str,
) -> None:  # fmt: skip
    with transaction(sessions) as session:
        on_call(session, cast.town_id, "ป้าศรี")
    page = sign_in(who).get(path_of(path, thread))
    assert "ป้าศรี" in page.text
    assert f"tel:{PHONE}" in page.html


@pytest.mark.parametrize("path", [*WAITING, "/elders/{elder}/ask"])
def test_says_so_while_nobody_is_and_falls_back_to_the_care_manager(
    sign_in: SignIn, thread: QuestionThread, path: str
) -> None:
    words = sign_in("som").get(path_of(path, thread)).text
    assert "ตอนนี้ไม่มีใครอยู่เวร" in words
    assert "ผู้จัดการการดูแล" in words


@pytest.mark.parametrize("path", WAITING)
def test_what_is_answered_asks_for_no_call(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, thread: QuestionThread, path: str
) -> None:
    with transaction(sessions) as session:
        on_call(session, cast.town_id, "ป้าศรี")
        row = session.get_one(QuestionThread, thread.id)
        actions.write(session, row, MessageDraft(new_id(), "ล้างแผล"), by=cast.actor("nok"), at=AT)
    assert PHONE not in sign_in("som").get(path_of(path, thread)).html
