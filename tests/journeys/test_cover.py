"""Somebody is away: the offers as rules, and the whole story from the board to the stand-in."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter
from uuid import UUID

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.rota.models import Absence, Assignment
from ltc.care.rota.terms import House, Turn, Wanted
from ltc.care.workforce.terms import UNKNOWN, Standing, Training
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from ltc.journeys.cover.rules import propose
from ltc.journeys.cover.terms import Candidate, Need, Ties
from tests.care.rota.planned import MONDAY, give_plan, place, planned_elder
from tests.care.workforce.trained import trained
from tests.cast import TODAY, Cast
from tests.client import Client, Page

pytestmark = pytest.mark.journeys

SignIn = Callable[[str], Client]
NOBODY = "01920000-0000-7000-8000-000000000000"
HERE, THERE = UUID(int=1), UUID(int=2)
A, B, C = (
    Candidate(UUID(int=n), name, name, training=Training(Standing.HOLDS))
    for n, name in ((11, "ก"), (12, "ข"), (13, "ค"))
)


def need(number: int, minutes: int = 60, day: date = MONDAY) -> Need:
    """A visit of one house."""
    house = House(UUID(int=number), f"บ้าน {number}", f"{number:03}", HERE, "ชุมชน")
    return Need(house, (Turn(Wanted(house, day, day, minutes, None, (day,)), None, day),))


def busy(one: Candidate, minutes: int, community: UUID = THERE) -> Candidate:
    """Somebody with something to do that day, in some community."""
    there = frozenset({(MONDAY, community)})
    return replace(one, minutes={MONDAY: minutes}, communities=there)


def until(one: Candidate, days: int) -> Candidate:
    """Somebody whose certificate holds no more from so many days after Monday on."""
    end = MONDAY + timedelta(days)
    return replace(one, training=Training(Standing.HOLDS if days > 0 else Standing.ENDED, end))


def unknown(one: Candidate) -> Candidate:
    """Somebody of whom no certificate is written down."""
    return replace(one, training=UNKNOWN)


def chosen(needs: list[Need], people: list[Candidate], ties: Ties) -> list[str | None]:
    """Return who was offered for each need, in the order of the offers."""
    offers = propose(needs, people, ties, day_minutes=360)
    return [one.candidate.name if one.candidate else None for one in offers]


PAIR = (UUID(int=100), C.id)


@pytest.mark.parametrize(
    ("people", "ties", "expected"),
    [
        ([A, B], Ties(), "ก"),
        ([busy(A, 30), B], Ties(), "ข"),
        ([A, busy(B, 200, HERE)], Ties(), "ข"),
        ([A, busy(B, 90, HERE), busy(C, 200)], Ties(visits={PAIR: 3}), "ค"),
        ([A, busy(C, 300)], Ties(on_team=frozenset({PAIR})), "ค"),
        ([A, busy(C, 301)], Ties(on_team=frozenset({PAIR})), "ก"),
        ([A, C], Ties(on_team=frozenset({PAIR}), kin=frozenset({PAIR})), "ก"),
        ([C], Ties(kin=frozenset({PAIR})), None),
        ([busy(A, 320)], Ties(), None),
        ([], Ties(), None),
        ([until(A, 0), B], Ties(), "ข"),
        ([until(C, -30), A], Ties(on_team=frozenset({PAIR}), visits={PAIR: 3}), "ก"),
        ([until(A, 1), busy(B, 30)], Ties(), "ก"),
        ([until(A, 0)], Ties(), None),
        ([unknown(A), busy(B, 30)], Ties(), "ก"),
    ],
    ids=["anybody", "least to do", "there anyway", "been there", "of the team", "but not too full",
         "never family", "family only", "all full", "nobody", "never ended", "ended, of the team",
         "the last day holds", "ended only", "not written down is not ended"],
)  # fmt: skip
def test_who_is_offered(people: list[Candidate], ties: Ties, expected: str | None) -> None:
    assert chosen([need(100)], people, ties) == [expected]


def test_what_was_given_out_counts_for_the_next() -> None:
    assert sorted(map(str, chosen([need(n, 200) for n in (100, 101, 102)], [A, B], Ties()))) == [
        "None", "ก", "ข",
    ]  # fmt: skip


def test_what_nobody_can_take_comes_first_and_says_why() -> None:
    kin = frozenset({(UUID(int=101), A.id)})
    offers = propose([need(100), need(101)], [A], Ties(kin=kin), day_minutes=360)
    assert [one.need.house.full_name for one in offers] == ["บ้าน 101", "บ้าน 100"]
    assert "เป็นญาติ" in offers[0].why[0]


def test_ends_between_two_visits_takes_neither() -> None:
    house = need(100)
    later = need(100, day=MONDAY + timedelta(2)).turns
    both = replace(house, turns=house.turns + later)
    assert chosen([both], [until(A, 2), B], Ties()) == ["ข"]
    assert chosen([house], [until(A, 2)], Ties()) == ["ก"]


def test_why_nobody_counts_each_once() -> None:
    kin = frozenset({(UUID(int=100), A.id)})
    people = [until(A, 0), until(B, 0), busy(C, 350)]
    [offer] = propose([need(100)], people, Ties(kin=kin), day_minutes=360)
    assert offer.why == (
        "ไม่มีคนไปแทนได้: 1 คนเป็นญาติหรือคนใกล้ชิด 1 คนใบรับรองหมดอายุ 1 คนเวลาเต็มแล้ว",
    )  # fmt: skip


def test_nothing_written_down_is_said_beside_the_offer() -> None:
    [offer] = propose([need(100)], [unknown(A)], Ties(), day_minutes=360)
    assert offer.candidate == unknown(A)
    assert offer.why[-1] == "ยังไม่ได้บันทึกใบรับรอง ถามก่อน"


def test_every_choice_is_explained() -> None:
    ties = Ties(on_team=frozenset({PAIR}), visits={PAIR: 3})
    [offer] = propose([need(100)], [busy(C, 100, HERE)], ties, day_minutes=360)
    assert offer.why == (
        "อยู่ในทีมดูแลบ้านนี้อยู่แล้ว", "เคยไปบ้านนี้ 3 ครั้ง", "วันนั้นไปชุมชนอยู่แล้ว", "รวมแล้ววันนั้น 160 จาก 360 นาที",
    )  # fmt: skip


@pytest.fixture
def plans(sessions: sessionmaker[Session], cast: Cast) -> None:
    """Som visits Boonmee on Monday."""
    with transaction(sessions) as session:
        give_plan(session, session.get_one(Elder, cast.boonmee_id))


@pytest.fixture
def offers(cast: Cast) -> str:
    """The address at which Som's Monday is covered."""
    return f"/cover?who={cast.users['som']}&first={MONDAY}&last={MONDAY}"


def field_of(cast: Cast) -> str:
    """The field in which Boonmee's stand-in is chosen."""
    return f"elder_{cast.boonmee_id.hex}"


def publish(client: Client, path: str, expect: int = 303, **over: str) -> Page:
    """Publish what a proposal says, changed by hand."""
    return client.submit(client.get(path), path, over, expect=expect)


def test_sick_today_from_the_board_in_four_steps(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, plans: None
) -> None:
    with clock.living_on(MONDAY):
        client = sign_in("malee")
        board = client.get("/week")  # where one is
        links = [str(link["href"]) for link in board.soup.select(".line-doors a")]
        steps = [next(link for link in links if str(cast.users["som"]) in link)]
        page = client.get(steps[0])
        assert "คำ แก้วดี" in page.soup.select_one("option[selected]").get_text()  # type: ignore[union-attr]
        steps.append("publish")
        client.submit(page, steps[0], {})
        assert len(steps) <= 4
        assert "แทน สม บุญมา" in client.get("/week").text
        caregiver = sign_in("kham")
        day = caregiver.get("/my-day")
        assert "มาแทน สม บุญมา วันนี้" in day.text
        assert "หลังวัด" in day.text
        assert "0812345678" in day.text
        record = caregiver.get(f"/elders/{cast.boonmee_id}/visit")
        assert "1 ครั้งต่อสัปดาห์ ครั้งละ 60 นาที" in record.text
    with clock.living_on(MONDAY + timedelta(days=1)):
        sign_in("kham").get(f"/elders/{cast.boonmee_id}", expect=404)


def test_the_stand_in_of_a_named_caregiver_has_her_services(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, offers: str
) -> None:
    with transaction(sessions) as session:
        elder = session.get_one(Elder, cast.boonmee_id)
        give_plan(session, elder, [{"doer_user_id": cast.users["som"]}])
    publish(sign_in("malee"), offers)
    with clock.living_on(MONDAY):
        page = sign_in("kham").get(f"/elders/{cast.boonmee_id}/visit")
        assert "1 ครั้งต่อสัปดาห์ ครั้งละ 60 นาที" in page.text


def test_changed_by_hand_to_nobody_it_waits_in_the_tray(
    sign_in: SignIn, cast: Cast, plans: None, offers: str
) -> None:
    client = sign_in("malee")
    publish(client, offers, **{field_of(cast): ""})
    page = client.get(f"/week?week={MONDAY}")
    assert "สม บุญมา ลาวันจันทร์" in page.soup.select_one(".tray").get_text()  # type: ignore[union-attr]


def test_family_is_not_even_offered(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, plans: None, offers: str
) -> None:
    with transaction(sessions) as session:
        place(session, cast.boonmee_id, cast.users["kham"], "คำ แก้วดี", team_role="relative",
              relation="หลาน")  # fmt: skip
    client = sign_in("malee")
    page = client.get(offers)
    assert "1 บ้านยังหาคนไปแทนไม่ได้" in page.text
    kham = str(cast.users["kham"])
    assert kham not in page.html
    publish(client, offers, 422, **{field_of(cast): kham})
    with sessions() as session:
        assert session.exec(select(Absence)).all() == []
        assert session.exec(select(Assignment)).all() == []


def test_an_ended_certificate_is_not_even_offered(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, plans: None, offers: str
) -> None:
    with transaction(sessions) as session:
        trained(session, cast, "kham", 1)  # today is its last day, Monday is too late
    client = sign_in("malee")
    page = client.get(offers)
    assert "1 คนใบรับรองหมดอายุ" in page.text
    assert "คำ แก้วดี ใช้ได้ถึง 22 พ.ย. 2569" in page.text
    assert page.soup.select("option[value]")[-1].get_text() == "ยังไม่มีคนไป ให้รอไว้ก่อน"
    publish(client, offers, 422, **{field_of(cast): str(cast.users["kham"])})
    with sessions() as session:
        assert session.exec(select(Absence)).all() == []


def test_withdrawn_while_the_page_was_open_is_said_at_the_elder(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, plans: None
) -> None:
    path = f"/elders/{cast.boonmee_id}/week-visit?first={MONDAY}&week={MONDAY}"
    client = sign_in("malee")
    page = client.get(path)
    assert "คำ แก้วดี (ยังไม่ได้บันทึกใบรับรอง)" in page.text
    with transaction(sessions) as session:
        trained(session, cast, "kham", 1)
    sent = {"caregiver": str(cast.users["kham"]), "day": str(MONDAY)}
    answer = client.submit(page, path, sent, expect=422)
    assert "ใช้ได้ถึง 22 พ.ย. 2569 จึงไปไม่ได้" in answer.error_at("caregiver")
    with sessions() as session:
        assert session.exec(select(Assignment)).all() == []


def test_two_managers_publish_the_same_absence(
    sign_in: SignIn, cast: Cast, plans: None, offers: str
) -> None:
    client = sign_in("malee")
    mine = client.get(offers)
    publish(client, offers)
    page = client.submit(mine, offers, {"note": "โทรมาเช้านี้"}, expect=422)
    assert "คนนี้ลาอยู่แล้ว 23 พ.ย. 2569" in page.text
    assert page.value_of("note") == "โทรมาเช้านี้"


def test_back_again_ends_it_at_once(sign_in: SignIn, cast: Cast, plans: None, offers: str) -> None:
    client = sign_in("malee")
    publish(client, offers)
    with clock.living_on(MONDAY):
        sign_in("kham").get(f"/elders/{cast.boonmee_id}")
        client = sign_in("malee")  # a new day, a new sign-in
        link = client.get("/cover").soup.select_one("a[href$='/back']")
        path = str(link["href"])  # type: ignore[index]
        assert "สม บุญมา กลับมาแล้วหรือ" in client.get(path).heading
        client.submit(client.get(path), path, {"version": "9"}, expect=409)
        client.submit(client.get(path), path, {})
        sign_in("kham").get(f"/elders/{cast.boonmee_id}", expect=404)
        client.get(path, expect=404)
        sign_in("malee_elsewhere").get(path, expect=404)


def test_a_managers_elders_are_her_colleagues_for_the_days(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast
) -> None:
    second = a_second_manager(sessions, cast)
    client = sign_in("malee")
    path = f"/cover?who={cast.users['malee']}&first={MONDAY}&last={MONDAY + timedelta(days=4)}"
    assert "นายบุญมี ใจดี" in client.get(path).text
    publish(client, path, 422, stand_in="")
    publish(client, path, stand_in=str(second))
    with sessions() as session:
        [lent] = session.exec(select(CareTeamMember).where(CareTeamMember.user_id == second)).all()
    assert (lent.team_role, lent.active_from) == ("care_manager", MONDAY)
    assert lent.active_until == MONDAY + timedelta(days=5)


def a_second_manager(sessions: sessionmaker[Session], cast: Cast) -> UUID:
    """Make the nurse a care manager too: a colleague who can take the desk."""
    from ltc.foundation.accounts.models import RoleHolding

    with transaction(sessions) as session:
        session.add(
            RoleHolding(
                user_id=cast.users["nok"], role="care_manager", area_id=cast.town_id,
                held_from=date(2024, 1, 1),
            )
        )  # fmt: skip
    return cast.users["nok"]


def test_a_doctor_only_names_who_takes_the_questions(sign_in: SignIn, cast: Cast) -> None:
    path = f"/cover?who={cast.users['dr_thee']}&first={MONDAY}&last={MONDAY}"
    page = sign_in("malee").get(path)
    assert "คำถามถึง ธี วงศ์ไทย จะไปหาคนที่รับแทน" in page.text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (f"who=&first={MONDAY}&last={MONDAY}", "who"),
        (f"who={NOBODY}&first={MONDAY}&last={MONDAY}", "who"),
        (f"who=SOM&first={MONDAY}&last={TODAY}", "last"),
        (f"who=SOM&first={MONDAY}&last=x", "last"),
        (f"who=SOM&first=&last={MONDAY}", "first"),
        (f"who=SOM&first={MONDAY}&last=2027-11-23", "last"),
        (f"who=SOM&first={MONDAY}&last=9999-12-31", "last"),
    ],
)
def test_wrong_days_are_said_at_their_field(
    sign_in: SignIn, cast: Cast, query: str, field: str
) -> None:
    path = "/cover?" + query.replace("SOM", str(cast.users["som"]))
    assert sign_in("malee").get(path, expect=422).error_at(field)


@pytest.mark.parametrize("who", ["nok", "dr_thee", "som", "daughter", "director"])
def test_only_managers_publish_covers(sign_in: SignIn, offers: str, who: str) -> None:
    sign_in(who).get(offers, expect=403)


def test_a_proposal_for_twelve_visits_takes_less_than_a_second(
    sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast, offers: str
) -> None:
    with transaction(sessions) as session:
        for number in range(60):
            planned_elder(session, cast, number)
    client = sign_in("malee")
    client.get(offers)
    start = perf_counter()
    page = client.get(offers)
    assert perf_counter() - start < 1
    assert len(re.findall(r'name="elder_', page.html)) == 12


def test_who_is_away_is_not_sent_to_anybody(
    sign_in: SignIn, cast: Cast, plans: None, offers: str
) -> None:
    with clock.living_on(MONDAY):
        som = sign_in("som")
        assert "วันนี้คุณลา" not in som.get("/my-day").heading
        publish(sign_in("malee"), offers)
        away = som.get("/my-day")
        assert away.heading == "วันนี้คุณลา"
        assert not away.soup.select("main .button-main")
        assert "วันนี้คุณลา" in som.get("/morning").text
    with clock.living_on(MONDAY + timedelta(days=1)):
        assert "วันนี้คุณลา" not in sign_in("som").get("/my-day").heading
