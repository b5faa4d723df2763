"""The pages of events: the grid, the short form, the list, withdrawing, the return, follow-ups."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask, get_template_attribute
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.elders.models import Elder
from ltc.care.events.actions import record_event
from ltc.care.events.models import Event, FollowUpAnswer, Pause
from ltc.care.events.queries import records
from ltc.care.events.queries.pauses import open_pause
from ltc.care.events.queries.reference import get_event_rules
from ltc.care.events.rules.follow_ups import follow_ups
from ltc.care.events.terms import BY_JOURNEY, EventDraft, EventKind, Facts, PauseFacts
from ltc.care.visits.models import Visit
from ltc.foundation.core.db import transaction
from tests.cast import Cast
from tests.client import Client, Page

NOBODY = "01920000-0000-7000-8000-000000000000"
RULES = get_event_rules(date(2026, 11, 22))
SignIn = Callable[[str], Client]
FALL = {"told_by": "family", "detail": "bruised", "happened_on": "21/11/2569"}


@pytest.fixture
def chart(cast: Cast) -> str:
    """The address of Boonmee's chart."""
    return f"/elders/{cast.boonmee_id}"


@pytest.fixture
def rows(sessions: sessionmaker[Session]) -> Callable[[], list[Event]]:
    """Read all saved events, oldest first."""

    def read() -> list[Event]:
        with sessions() as session:
            order = col(Event.happened_on), col(Event.recorded_at)
            return list(session.exec(select(Event).order_by(*order)).all())

    return read


def tell(client: Client, chart: str, kind: str, expect: int = 303, **typed: Any) -> Page:
    """Fill the short form of a kind and send it."""
    path = f"{chart}/events/new/{kind}"
    return client.submit(client.get(path), path, {"told_by": "family"} | typed, expect=expect)


class TestTheGrid:
    """Two taps."""

    def test_every_kind_leads_to_its_form(self, chart: str, sign_in: SignIn) -> None:
        manager = sign_in("malee")
        page = manager.get(f"{chart}/events/new")
        for kind in EventKind:
            assert kind is EventKind.RETURN or kind.label_th in page.text
            if kind not in BY_JOURNEY:
                assert manager.get(f"{chart}/events/new/{kind}").status == 200
        manager.get(f"{chart}/events/new/death", expect=303)
        manager.get(f"{chart}/events/new/return", expect=303)

    def test_who_is_in_hospital_comes_home_first(self, chart: str, sign_in: SignIn) -> None:
        caregiver = sign_in("som")
        tell(caregiver, chart, "admission", place="โรงพยาบาลลำพูน")
        page = caregiver.get(f"{chart}/events/new")
        first = page.soup.select_one("main .row a")
        assert first is not None
        assert str(first["href"]).endswith("/discharge")
        assert "อยู่โรงพยาบาล" in page.text

    def test_it_is_two_taps_from_a_visit(self, chart: str, sign_in: SignIn) -> None:
        page = sign_in("som").get(f"{chart}/visit")
        assert page.soup.select(f"main a[href='{chart}/events/new']")


class TestTheForm:
    """Recording."""

    def test_it_is_saved_and_leads_to_the_chart(
        self, chart: str, sign_in: SignIn, rows: Callable[[], list[Event]]
    ) -> None:
        page = sign_in("som").post(f"{chart}/events/new/fall", FALL | {"is_about": "y"})
        assert page.answer.headers["Location"] == chart
        [row] = rows()
        assert (row.kind, row.detail, row.precision, row.happened_on) == (
            "fall", "bruised", "about", date(2026, 11, 21),
        )  # fmt: skip

    def test_sent_twice_it_is_saved_once(
        self, chart: str, sign_in: SignIn, rows: Callable[[], list[Event]]
    ) -> None:
        nurse, path = sign_in("nok"), f"{chart}/events/new/fall"
        page = nurse.get(path)
        nurse.submit(page, path, FALL)
        nurse.submit(page, path, FALL)
        assert len(rows()) == 1

    @pytest.mark.parametrize(
        ("typed", "field", "words"),
        [
            ({"happened_on": "23/11/2569"}, "happened_on", "ยังมาไม่ถึง"),
            ({"happened_on": "1/1/2480"}, "happened_on", "ก่อนวันเกิด"),
            ({"happened_on": ""}, "happened_on", "กรุณากรอก"),
            ({"told_by": ""}, "told_by", "ใครบอก"),
            ({"detail": ""}, "detail", "กรุณาเลือก"),
        ],
    )
    def test_wrong_input_saves_nothing_and_loses_nothing(
        self, chart: str, sign_in: SignIn, rows: Callable[[], list[Event]],
        typed: dict[str, str], field: str, words: str,
    ) -> None:  # fmt: skip
        page = sign_in("nok").post(
            f"{chart}/events/new/fall", FALL | {"note": "ล้มหน้าบ้าน"} | typed, expect=422
        )
        assert words in page.error_at(field)
        assert page.value_of("note").strip() == "ล้มหน้าบ้าน"
        assert rows() == []

    def test_a_discharge_without_a_beginning_asks_for_it(
        self, chart: str, sign_in: SignIn, rows: Callable[[], list[Event]]
    ) -> None:
        nurse = sign_in("nok")
        assert "ยังไม่มีใครบันทึกว่าไปวันไหน" in nurse.get(f"{chart}/events/new/discharge").text
        page = tell(nurse, chart, "discharge", expect=422)
        assert "จะบันทึกให้ทั้งสองอย่าง" in page.error_at("began_on")
        tell(nurse, chart, "discharge", began_on="15/11/2569")
        assert [row.kind for row in rows()] == ["admission", "discharge"]

    def test_who_may_not(self, chart: str, sign_in: SignIn) -> None:
        for path in ("/events/new", "/events/new/fall", "/events"):
            sign_in("nok_elsewhere").get(chart + path, expect=404)
            sign_in("kham").get(chart + path, expect=404)
            sign_in("daughter").get(chart + path, expect=403)
        manager = sign_in("malee")
        manager.get(f"{chart}/events/new/birthday", expect=404)
        manager.get(f"/elders/{NOBODY}/events/new/fall", expect=404)


class TestTheList:
    """Reading and withdrawing."""

    def test_a_withdrawn_event_stays_with_its_reason(
        self, chart: str, sign_in: SignIn, rows: Callable[[], list[Event]]
    ) -> None:
        nurse = sign_in("nok")
        nurse.post(f"{chart}/events/new/fall", FALL)
        page = nurse.get(f"{chart}/events")
        assert "ประเมินซ้ำ ภายใน 7 วัน" in page.text
        link = page.soup.select_one("main a[href$='/withdraw']")
        assert link is not None
        path = str(link["href"])
        assert "เขียนสั้น ๆ" in nurse.post(path, {"because": ""}, expect=422).error_at("because")
        nurse.post(path, {"because": "ผิดคน"})
        page = nurse.get(f"{chart}/events")
        assert "ถอนแล้ว เพราะ ผิดคน" in page.text
        assert not page.soup.select("main a[href$='/withdraw']")
        assert [row.withdrawn_because for row in rows()] == ["ผิดคน"]

    def test_a_caregiver_withdraws_her_own_only(
        self, chart: str, sign_in: SignIn, rows: Callable[[], list[Event]]
    ) -> None:
        nurse, caregiver = sign_in("nok"), sign_in("som")
        nurse.post(f"{chart}/events/new/fall", FALL)
        assert not caregiver.get(f"{chart}/events").soup.select("main a[href$='/withdraw']")
        caregiver.get(f"/events/{rows()[0].id}/withdraw", expect=403)
        sign_in("nok_elsewhere").get(f"/events/{rows()[0].id}/withdraw", expect=404)
        nurse.get(f"/events/{NOBODY}/withdraw", expect=404)

    def test_an_empty_list_helps(self, chart: str, sign_in: SignIn) -> None:
        page = sign_in("som").get(f"{chart}/events")
        assert "ยังไม่มีเหตุการณ์" in page.text


class TestTheReturn:
    """A pause."""

    def test_the_expected_day_can_be_changed(
        self, chart: str, sign_in: SignIn, sessions: sessionmaker[Session]
    ) -> None:
        nurse = sign_in("nok")
        nurse.get(f"{chart}/pause", expect=404)
        tell(nurse, chart, "away", happened_on="20/11/2569")
        page = nurse.post(f"{chart}/pause", {"expected_return_on": "1/1/2569"}, expect=422)
        assert "ต้องไม่ก่อนวันที่ไป" in page.error_at("expected_return_on")
        nurse.post(f"{chart}/pause", {"expected_return_on": "1/12/2569"})
        with sessions() as session:
            assert session.exec(select(Pause)).one().expected_return_on == date(2026, 12, 1)

    def test_a_lost_race_shows_both(self, chart: str, sign_in: SignIn) -> None:
        nurse, manager = sign_in("nok"), sign_in("malee")
        tell(nurse, chart, "away", happened_on="20/11/2569")
        mine = nurse.get(f"{chart}/pause")
        manager.post(f"{chart}/pause", {"expected_return_on": "1/12/2569"})
        page = nurse.submit(mine, f"{chart}/pause", {"expected_return_on": "2/12/2569"}, expect=409)
        assert "1/12/2569" in page.text
        assert "2/12/2569" in page.text


class TestVisitsMeanwhile:
    """A caregiver's day while somebody is paused, and a visit all the same."""

    def test_the_day_says_where_the_person_is(
        self, chart: str, sign_in: SignIn, cast: Cast
    ) -> None:
        caregiver = sign_in("som")
        assert caregiver.get("/my-day").soup.select("main .card.visit")
        tell(caregiver, chart, "admission")
        page = caregiver.get("/my-day")
        assert not page.soup.select("main .card.visit")
        assert "วันนี้ไม่ต้องไป" in page.text
        assert "อยู่โรงพยาบาล" in page.text

    def test_a_visit_is_asked_about_and_kept(
        self, chart: str, sign_in: SignIn, sessions: sessionmaker[Session]
    ) -> None:
        caregiver = sign_in("som")
        tell(caregiver, chart, "admission", happened_on="19/11/2569")
        path = f"{chart}/visit"
        page = caregiver.get(path)
        for field in page.soup.select("[name^=could_not-]"):
            field.decompose()
        whole = {
            "visited_on": "21/11/2569", "arrived": "9:00", "left": "10:00",
            "consciousness": "awake", "mood": "calm", "skin": "whole", "change": "same",
        }  # fmt: skip
        asked = caregiver.post(path, whole, after=page, expect=422)
        assert "อยู่โรงพยาบาลตั้งแต่ 19 พ.ย. 2569 กลับบ้านแล้ว" in asked.text
        token = asked.soup.select_one("input[name=confirmed]")
        assert token is not None
        for field in asked.soup.select("[name^=could_not-]"):
            field.decompose()
        sent = caregiver.post(path, whole | {"confirmed": str(token["value"])}, after=asked)
        receipt = caregiver.get(sent.answer.headers["Location"])
        assert receipt.soup.select("main a[href$='/events/new/discharge']")
        with sessions() as session:
            assert session.exec(select(Visit)).one().confirmations[0]["code"] == "pause"


class TestFollowUps:
    """Settling by hand."""

    def test_it_is_settled_with_a_word(
        self, chart: str, sign_in: SignIn, rows: Callable[[], list[Event]],
        sessions: sessionmaker[Session],
    ) -> None:  # fmt: skip
        nurse = sign_in("nok")
        tell(nurse, chart, "stroke")
        path = f"/events/{rows()[0].id}/follow-up"
        page = nurse.post(f"{path}/conference", {"outcome": "not_needed"}, expect=422)
        assert "ทำไมไม่ต้องทำ" in page.error_at("note")
        nurse.post(f"{path}/conference", {"outcome": "done", "note": "ประชุมแล้ว"})
        with sessions() as session:
            assert session.exec(select(FollowUpAnswer)).one().note == "ประชุมแล้ว"
        nurse.get(f"{path}/dance", expect=404)
        nurse.get(f"/events/{NOBODY}/follow-up/conference", expect=404)
        sign_in("som").get(f"{path}/conference", expect=403)
        sign_in("nok_elsewhere").get(f"{path}/conference", expect=404)

    def test_two_answer_at_once(
        self, chart: str, sign_in: SignIn, rows: Callable[[], list[Event]]
    ) -> None:
        nurse, manager = sign_in("nok"), sign_in("malee")
        tell(nurse, chart, "stroke")
        path = f"/events/{rows()[0].id}/follow-up/conference"
        manager.post(path, {"outcome": "done"})
        page = nurse.post(path, {"outcome": "done", "note": "ฉันเอง"}, expect=422)
        assert "มาลี ใจงาม บันทึกเรื่องนี้ไปแล้ว" in page.text
        assert page.value_of("note") == "ฉันเอง"


def test_nothing_waits_for_a_visit_after_a_return_was_withdrawn(
    chart: str, sign_in: SignIn, sessions: sessionmaker[Session], cast: Cast
) -> None:
    nurse = sign_in("nok")
    tell(nurse, chart, "away", happened_on="18/11/2569")
    tell(nurse, chart, "back")
    with transaction(sessions) as session:
        back = session.exec(select(Event).where(Event.kind == "back")).one().id
    nurse.post(f"/events/{back}/withdraw", {"because": "ยังไม่กลับ"})
    with sessions() as session:
        assert session.exec(select(Pause)).one().until_on is None


def test_the_card_for_the_chart(app: Flask, session: Session, cast: Cast, chart: str) -> None:
    """What other rooms place on their pages: latest events, what waits, the paused banner."""
    elder, at = session.get_one(Elder, cast.boonmee_id), datetime(2026, 11, 22, 5, tzinfo=UTC)
    today, labels = date(2026, 11, 22), {str(k): k.label_th for k in EventKind} | {
        "hospital": "อยู่โรงพยาบาล", "family": "ญาติบอก"
    }  # fmt: skip
    for kind, day in (("stroke", 18), ("admission", 20)):
        told = EventDraft(uuid4(), kind, date(2026, 11, day), "day", "family")
        record_event(session, elder, told, by=cast.actor("nok"), at=at, on=today)
    row = records.newest_events(session, elder.id)[-1]
    waiting = follow_ups([records.happening_of(row)], PauseFacts(), Facts(), RULES, on=today)
    with app.test_request_context():
        card = get_template_attribute("events/_card.html", "events_card")
        banner = get_template_attribute("events/_card.html", "pause_banner")
        doors = {"reassess": f"{chart}/assess/barthel"}
        shown = card(elder, records.newest_events(session, elder.id), waiting, labels, True, True,
                     doors)  # fmt: skip
        paused = banner(elder, open_pause(session, elder.id), labels, True)
        assert banner(elder, None, labels, True).strip() == ""
    assert "หลอดเลือดสมอง 18 พ.ย. 2569" in shown
    assert f"{chart}/assess/barthel" in shown
    assert f"/events/{row.id}/follow-up/conference" in shown
    assert "อยู่โรงพยาบาล" in paused
    assert f"{chart}/events/new/discharge" in paused
