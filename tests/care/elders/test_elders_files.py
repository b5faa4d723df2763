"""The door to an elder's photos: for whom the policy opens it, of the class that it names."""

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.elders.actions.register import register_elder
from ltc.foundation.audit.models import AccessSubject
from ltc.foundation.core.db import transaction
from ltc.foundation.files.actions import keep_file
from tests.cast import AT, TODAY, Cast, elder_draft
from tests.client import Client

SignIn = Callable[[str], Client]


def keep(session: Session, cast: Cast, elder_id: UUID, field_class: str) -> UUID:
    """Keep a photo and return its id."""
    photo = BytesIO()
    Image.new("RGB", (40, 30), "#a04020").save(photo, "JPEG")
    row = keep_file(
        session, photo.getvalue(), elder_id=elder_id, field_class=field_class,
        by=cast.actor("som"), at=AT,
    )  # fmt: skip
    return row.id


@pytest.fixture
def everyday(sessions: sessionmaker[Session], cast: Cast) -> str:
    """The address of a photo of how Boonmee manages."""
    with transaction(sessions) as session:
        return f"/elders/{cast.boonmee_id}/files/{keep(session, cast, cast.boonmee_id, 'F2')}"


@pytest.fixture
def detail(sessions: sessionmaker[Session], cast: Cast) -> str:
    """The address of a photo that is health detail."""
    with transaction(sessions) as session:
        return f"/elders/{cast.boonmee_id}/files/{keep(session, cast, cast.boonmee_id, 'F3')}"


def test_the_photo_comes_and_is_not_kept_by_the_browser(sign_in: SignIn, everyday: str) -> None:
    answer = sign_in("som").get(everyday).answer
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("image/jpeg", "private, no-store")
    with Image.open(BytesIO(answer.data)) as shown:
        assert shown.size == (40, 30)


def test_looking_leaves_a_trace(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn, everyday: str
) -> None:
    som = sign_in("som")
    som.get(everyday)
    with sessions() as session:
        seen = session.exec(select(AccessSubject)).all()
    assert cast.boonmee_id in {row.elder_id for row in seen}


def test_health_detail_is_for_the_team_only(sign_in: SignIn, detail: str) -> None:
    sign_in("nok").get(detail)
    sign_in("som").get(detail, expect=404)


@pytest.mark.parametrize(
    ("who", "status"),
    [("kham", 404), ("malee_elsewhere", 404), ("daughter", 403), ("director", 403)],
)
def test_others_stay_out(sign_in: SignIn, everyday: str, who: str, status: int) -> None:
    sign_in(who).get(everyday, expect=status)


def test_a_photo_of_another_elder_is_not_shown_under_this_one(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        draft = elder_draft(cast.community_id, given_name="แก้ว")
        other = register_elder(session, cast.town_id, draft, by=cast.actor("nok"), at=AT, on=TODAY)
        photo = keep(session, cast, other.id, "F2")
    sign_in("nok").get(f"/elders/{cast.boonmee_id}/files/{photo}", expect=404)
    sign_in("nok").get(f"/elders/{other.id}/files/{photo}")
