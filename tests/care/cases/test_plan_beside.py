"""What is known of a person's health stands beside the draft of the plan."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.care.health.actions.write import write_down
from ltc.foundation.core.db import transaction
from tests.care.cases.ordinary import drafted, grounded, opened, scored
from tests.care.health import drafts
from tests.cast import AT, TODAY, Cast
from tests.client import Client, Page
from tests.sweep.health import written_health

SignIn = Callable[[str], Client]


@pytest.fixture
def draft_id(sessions: sessionmaker[Session], cast: Cast) -> UUID:
    """A written draft of Boonmee's plan."""
    with transaction(sessions) as session:
        scored(session, cast)
        case = opened(session, cast)
        grounded(session, cast, case)
        return drafted(session, cast, case).id


def beside(page: Page) -> str:
    """Return what the plan's editor says of the person's health."""
    found = page.soup.select_one("#known #health")
    assert found is not None
    return found.get_text(" ", strip=True)


def test_the_health_of_the_person_stands_beside_it(
    cast: Cast, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
) -> None:
    malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
    assert "ยังไม่มีใครถาม" in beside(malee.get(path))
    with transaction(sessions) as session:
        elder = session.get_one(Elder, cast.boonmee_id)
        written_health(session, elder, cast.actor("nok"))
        for draft in (drafts.nutrition(), drafts.wish(text="ไม่อยากใส่ท่อ")):
            write_down(session, elder, draft, by=cast.actor("nok"), at=AT, on=TODAY)
    page = malee.get(path)
    for words in ("เพนนิซิลลิน", "เลยเวลา ครบ 20 พ.ย. 2569", "ไม่อยากใส่ท่อ", "ดูสุขภาพทั้งหมด"):
        assert words in beside(page)
    kept = malee.submit(page, path, {"lines": "add-services"}, expect=200)
    assert "เพนนิซิลลิน" in beside(kept)


def test_statements_do_not_grow_with_what_is_known(
    cast: Cast, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session],
    asked: list[str],
) -> None:  # fmt: skip
    malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
    counts = []
    more = [drafts.medicine(name=f"ยาที่ {number}") for number in range(5)]
    for extra in ([], more):
        with transaction(sessions) as session:
            elder = session.get_one(Elder, cast.boonmee_id)
            if not extra:
                written_health(session, elder, cast.actor("nok"))
            for draft in extra:
                write_down(session, elder, draft, by=cast.actor("nok"), at=AT, on=TODAY)
        asked.clear()
        malee.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[1]
