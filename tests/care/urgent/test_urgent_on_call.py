"""Urgent findings name who is on call: name and telephone, and what is said while nobody is."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.elders.models import CareTeamMember
from ltc.care.urgent import actions
from ltc.care.urgent.models import UrgentFinding
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from tests.care.duties.on_call import PHONE, on_call
from tests.cast import TODAY, Cast
from tests.client import Client

SignIn = Callable[[str], Client]
NOBODY_ON_CALL = "ตอนนี้ไม่มีใครอยู่เวร"
WARD = "0899990002"


@pytest.fixture
def nok_is_on_call(sessions: sessionmaker[Session], cast: Cast) -> None:
    """Nurse Nok has the telephone."""
    with transaction(sessions) as session:
        on_call(session, cast.town_id, cast.actor("nok").name, user_id=cast.users["nok"])


def manager_has_phone(sessions: sessionmaker[Session], cast: Cast, phone: str) -> None:
    """Write down the telephone of Boonmee's care manager."""
    with transaction(sessions) as session:
        member = session.exec(
            select(CareTeamMember).where(CareTeamMember.user_id == cast.users["malee"])
        ).one()
        member.phone = phone
        session.add(member)


def dialled(client: Client, path: str) -> list[str]:
    """Return the numbers under "call these", in their order."""
    links = client.get(path).soup.select(".line-list a[href^='tel:']")
    return [str(link["href"]).removeprefix("tel:") for link in links]


@pytest.mark.parametrize("path", ["/urgent/{id}/now", "/urgent/{id}", "/urgent"])
@pytest.mark.parametrize("who", ["som", "malee", "dr_thee"])
def test_names_who_is_on_call(
    sign_in: SignIn, finding: UrgentFinding, nok_is_on_call: None, who: str, path: str
) -> None:
    page = sign_in(who).get(path.format(id=finding.id))
    assert "นก แสงทอง" in page.text
    assert f"tel:{PHONE}" in page.html
    assert NOBODY_ON_CALL not in page.text


@pytest.mark.parametrize(
    ("path", "words"), [("/urgent/{id}/now", "คุณเอง"), ("/urgent/{id}", "คุณเอง"),
                        ("/urgent", "คุณอยู่เวรตอนนี้")],
)  # fmt: skip
def test_nobody_is_told_to_call_themselves(
    sign_in: SignIn, finding: UrgentFinding, nok_is_on_call: None, path: str, words: str
) -> None:
    page = sign_in("nok").get(path.format(id=finding.id))
    assert words in page.text
    assert PHONE not in page.html


@pytest.mark.parametrize("path", ["/urgent/{id}/now", "/urgent/{id}", "/urgent"])
def test_says_so_while_nobody_is_and_falls_back_to_the_care_manager(
    sign_in: SignIn, finding: UrgentFinding, path: str
) -> None:
    page = sign_in("som").get(path.format(id=finding.id))
    assert NOBODY_ON_CALL in page.text
    assert "ผู้จัดการการดูแล" in page.text


def test_who_is_on_call_comes_first_and_nobody_twice(
    sign_in: SignIn, finding: UrgentFinding, nok_is_on_call: None,
    sessions: sessionmaker[Session], cast: Cast,
) -> None:  # fmt: skip
    manager_has_phone(sessions, cast, "0811110001")
    assert dialled(sign_in("som"), f"/urgent/{finding.id}/now") == [PHONE, "0811110001"]
    with transaction(sessions) as session:
        on_call(session, cast.town_id, "มาลี ใจงาม", user_id=cast.users["malee"], phone="0811110002")
    # the later to begin answers first; Malee's own number would name her a second time
    assert set(dialled(sign_in("som"), f"/urgent/{finding.id}/now")) == {"0811110002", PHONE}


def test_the_manager_in_their_place_is_named_once(
    sign_in: SignIn, finding: UrgentFinding, sessions: sessionmaker[Session], cast: Cast
) -> None:
    assert "ยังไม่มีเบอร์ในระบบ" in sign_in("som").get(f"/urgent/{finding.id}").text
    manager_has_phone(sessions, cast, "0811110001")
    assert dialled(sign_in("som"), f"/urgent/{finding.id}/now") == ["0811110001"]


def test_another_programmes_duty_stands_with_its_name_and_is_not_the_answer(
    sign_in: SignIn, finding: UrgentFinding, sessions: sessionmaker[Session], cast: Cast
) -> None:
    with transaction(sessions) as session:
        on_call(session, cast.town_id, "หมอก้อง", programme="home_ward", phone=WARD)
    page = sign_in("som").get(f"/urgent/{finding.id}/now")
    assert NOBODY_ON_CALL in page.text
    assert "เฉพาะงานผู้ป่วยในที่บ้าน" in page.text


def test_another_towns_duty_is_not_ours(
    sign_in: SignIn, finding: UrgentFinding, sessions: sessionmaker[Session], cast: Cast
) -> None:
    with transaction(sessions) as session:
        on_call(session, cast.elsewhere_id, "คนละเมือง")
    page = sign_in("som").get(f"/urgent/{finding.id}/now")
    assert "คนละเมือง" not in page.text
    assert NOBODY_ON_CALL in page.text


def test_who_is_on_call_reads_that_it_is_their_turn_until_somebody_has_it(
    sign_in: SignIn, finding: UrgentFinding, nok_is_on_call: None
) -> None:
    nok, path, turn = sign_in("nok"), f"/urgent/{finding.id}", "คุณอยู่เวรตอนนี้"
    page = nok.get(path)
    assert turn in page.text
    assert turn not in sign_in("malee").get(path).text
    nok.send(f"{path}/take", {"csrf_token": page.value_of("csrf_token")})
    assert turn not in nok.get(path).text


def test_being_on_call_opens_no_record(
    sign_in: SignIn, finding: UrgentFinding, sessions: sessionmaker[Session], cast: Cast
) -> None:
    with transaction(sessions) as session:
        for who in ("kham", "nok_elsewhere"):
            on_call(session, cast.town_id, cast.actor(who).name, user_id=cast.users[who])
    for who in ("kham", "nok_elsewhere"):
        sign_in(who).get(f"/urgent/{finding.id}", expect=404)


def test_a_finding_is_handed_on_to_who_is_on_call_first(
    sign_in: SignIn, finding: UrgentFinding, sessions: sessionmaker[Session], cast: Cast
) -> None:
    with transaction(sessions) as session:
        on_call(session, cast.town_id, "ธี วงศ์ไทย", user_id=cast.users["dr_thee"])
    page = sign_in("malee").get(f"/urgent/{finding.id}/hand-on")
    offered = [one.get_text() for one in page.soup.select("select[name=to_user_id] option")]
    assert offered[1].startswith("ธี วงศ์ไทย")
    assert offered[1].endswith("อยู่เวรตอนนี้")
    assert "อยู่เวร" not in offered[2]


def test_what_has_ended_asks_for_no_call(
    sign_in: SignIn, finding: UrgentFinding, nok_is_on_call: None,
    sessions: sessionmaker[Session], cast: Cast,
) -> None:  # fmt: skip
    with transaction(sessions) as session:
        row = session.get_one(UrgentFinding, finding.id)
        actions.close_finding(session, row, "safe", "", by=cast.actor("malee"), at=clock.now())
    som = sign_in("som")
    assert PHONE not in som.get(f"/urgent/{finding.id}").html
    assert PHONE not in som.get("/urgent?closed=1").html


def test_a_manager_on_call_is_told_of_the_whole_town_in_the_morning(
    sign_in: SignIn, finding: UrgentFinding, sessions: sessionmaker[Session], cast: Cast
) -> None:
    with transaction(sessions) as session:
        member = session.exec(
            select(CareTeamMember).where(CareTeamMember.user_id == cast.users["malee"])
        ).one()
        member.active_until = TODAY
        session.add(member)
    malee, town = sign_in("malee"), "เรื่องด่วนของทั้งเมือง คุณอยู่เวร"
    assert town not in malee.get("/morning").text
    with transaction(sessions) as session:
        on_call(session, cast.town_id, "มาลี ใจงาม", user_id=cast.users["malee"])
    assert town in malee.get("/morning").text
