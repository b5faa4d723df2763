"""Printing sheets and their way back, on both databases: print, photograph, type in, once."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from uuid import UUID

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.assessment.models import Assessment
from ltc.care.papers.actions import print_sheets
from ltc.care.papers.models import Sheet, SheetScan
from ltc.care.papers.terms import Wanted, code_text, pretty
from ltc.care.visits.models import Visit
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import local_day
from tests.care.cases.ordinary import drafted, grounded, in_use, opened
from tests.care.papers.test_papers_rules import photo_of
from tests.cast import AT, TODAY, Cast
from tests.client import Client, Page

SignIn = Callable[[str], Client]
SEEN = {"consciousness": "awake", "mood": "calm", "skin": "whole", "change": "same"}


def sheets(sessions: sessionmaker[Session]) -> list[Sheet]:
    """Return all sheets in the order of printing."""
    with sessions() as session:
        return list(session.exec(select(Sheet).order_by(Sheet.place)).all())  # type: ignore[arg-type]


def printed(sessions: sessionmaker[Session], cast: Cast, *wanted: Wanted, by: str = "nok") -> Sheet:
    """Print sheets and return the first."""
    with transaction(sessions) as session:
        print_sheets(session, wanted, bundle_id=new_id(), by=cast.actor(by), at=AT, on=TODAY)
    return sheets(sessions)[0]


@pytest.fixture
def barthel(sessions: sessionmaker[Session], cast: Cast) -> Sheet:
    """A Barthel sheet with Boonmee's name."""
    return printed(sessions, cast, Wanted("barthel", cast.boonmee_id))


@pytest.fixture
def visit_sheet(sessions: sessionmaker[Session], cast: Cast) -> Sheet:
    """A visit's sheet of Boonmee, whose plan asks for washing twice a week."""
    with transaction(sessions) as session:
        case = opened(session, cast)
        grounded(session, cast, case)
        in_use(session, cast, drafted(session, cast, case))
    return printed(sessions, cast, Wanted("visit", cast.boonmee_id))


def test_a_sheet_with_name_is_printed_with_its_number_and_code(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    nok = sign_in("nok")
    made = nok.post(f"/elders/{cast.boonmee_id}/papers", {"kinds": ["visit", "barthel"]})
    page = nok.get(made.answer.headers["Location"])
    assert len(page.soup.select(".paper-sheet svg.qr")) == 2
    assert page.text.count("นายบุญมี ใจดี") == 2
    assert pretty(sheets(sessions)[0].number) in page.text


def test_blank_sheets_carry_no_name(sessions: sessionmaker[Session], sign_in: SignIn) -> None:
    nok = sign_in("nok")
    made = nok.send(
        "/papers/blank",
        {**token(nok.get("/papers")), "bundle": str(new_id()), "kind": "tai", "copies": "3"},
    )
    page = nok.get(made.answer.headers["Location"])
    assert len(page.soup.select(".paper-sheet")) == 3
    assert "บุญมี" not in page.text
    assert len({sheet.number for sheet in sheets(sessions)}) == 3


def token(page: Page) -> dict[str, str]:
    """Return the CSRF token of a page."""
    found = page.soup.select_one("[name=csrf_token]")
    assert found
    return {"csrf_token": str(found["value"])}


def test_a_caregiver_prints_for_all_in_her_care(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    som = sign_in("som")
    som.send("/papers/mine", {**token(som.get("/papers")), "bundle": str(new_id())})
    assert [sheet.elder_id for sheet in sheets(sessions)] == [cast.boonmee_id]


@pytest.mark.parametrize(("copies", "said"), [("0", "1 ถึง 30"), ("31", "1 ถึง 30"), ("ก", "ตัวเลข")])
def test_a_slip_of_the_finger_does_not_empty_the_printer(
    sessions: sessionmaker[Session], sign_in: SignIn, copies: str, said: str
) -> None:
    nok = sign_in("nok")
    sent = {**token(nok.get("/papers")), "bundle": str(new_id()), "kind": "visit", "copies": copies}
    assert said in nok.send("/papers/blank", sent, expect=422).error_at("copies")
    assert not sheets(sessions)


def test_the_bundle_is_for_whoever_printed_it(sign_in: SignIn, barthel: Sheet) -> None:
    sign_in("nok").get(f"/papers/bundles/{barthel.bundle_id}")
    sign_in("malee").get(f"/papers/bundles/{barthel.bundle_id}", expect=404)


class TestFinding:
    def test_by_its_number(self, sign_in: SignIn, barthel: Sheet) -> None:
        nok = sign_in("nok")
        sent = {**token(nok.get("/papers")), "number": pretty(barthel.number)}
        found = nok.send("/papers/find", sent)
        assert found.answer.headers["Location"].endswith(str(barthel.id))

    def test_by_a_photo_which_is_kept_with_the_elder(
        self, sessions: sessionmaker[Session], sign_in: SignIn, barthel: Sheet
    ) -> None:
        nok = sign_in("nok")
        photo = (BytesIO(photo_of(code_text(barthel.number), turned=5)), "แผ่น.jpg")
        found = nok.send("/papers/find", {**token(nok.get("/papers")), "photo": photo})
        page = nok.get(found.answer.headers["Location"])
        assert page.soup.select_one(".photos img")
        with sessions() as session:
            assert session.exec(select(SheetScan)).one().sheet_id == barthel.id

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({}, "พิมพ์เลข หรือเลือกรูปถ่าย"),
            ({"number": "123"}, "แปดหลัก"),
            ({"number": "00000000"}, "ไม่มีแผ่นเลขนี้"),
        ],
    )
    def test_what_cannot_be_found_is_said(
        self, sign_in: SignIn, barthel: Sheet, given: dict[str, str], said: str
    ) -> None:
        nok = sign_in("nok")
        page = nok.send("/papers/find", {**token(nok.get("/papers")), **given}, expect=422)
        assert said in page.text

    def test_a_photo_without_a_code_is_said(self, sign_in: SignIn) -> None:
        nok = sign_in("nok")
        photo = (BytesIO(photo_of()), "x.jpg")
        page = nok.send("/papers/find", {**token(nok.get("/papers")), "photo": photo}, expect=422)
        assert "อ่านรหัสในรูปไม่ได้" in page.error_at("photo")

    def test_another_town_finds_nothing(self, sign_in: SignIn, barthel: Sheet) -> None:
        stranger = sign_in("malee_elsewhere")
        sent = {**token(stranger.get("/papers")), "number": barthel.number}
        stranger.send("/papers/find", sent, expect=422)
        stranger.get(f"/papers/sheets/{barthel.id}", expect=404)

    def test_a_caregiver_does_not_open_the_sheet_of_somebody_elses_elder(
        self, sign_in: SignIn, barthel: Sheet
    ) -> None:
        sign_in("som").get(f"/papers/sheets/{barthel.id}")
        sign_in("kham").get(f"/papers/sheets/{barthel.id}", expect=404)

    def test_a_blank_sheet_asks_whose_it_became(
        self, sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
    ) -> None:
        sheet = printed(sessions, cast, Wanted("visit"))
        nok, path = sign_in("nok"), f"/papers/sheets/{sheet.id}"
        page = nok.get(f"{path}?q=บุญมี")
        nok.send(f"{path}/whose", {**token(page), "elder_id": str(cast.boonmee_id)})
        assert sheets(sessions)[0].elder_id == cast.boonmee_id
        nok.send(f"{path}/whose", {**token(page), "elder_id": str(new_id())}, expect=404)
        nok.send(f"{path}/whose", {**token(page), "elder_id": "x"}, expect=422)


class TestTypingIn:
    ANSWERS = {"digits": "1111110121", "assessed_on": "18/11/2569", "purpose": "formal"}

    def test_barthel_as_a_row_of_digits_keeps_both_days(
        self, sessions: sessionmaker[Session], sign_in: SignIn, barthel: Sheet
    ) -> None:
        sign_in("nok").post(f"/papers/sheets/{barthel.id}/answers", self.ANSWERS)
        with sessions() as session:
            row = session.exec(select(Assessment)).one()
        assert (row.total, row.assessed_on) == (10, date(2026, 11, 18))
        assert local_day(row.recorded_at) == TODAY
        assert sheets(sessions)[0].entered_id == row.id

    def test_it_is_typed_in_once(
        self, sessions: sessionmaker[Session], sign_in: SignIn, barthel: Sheet
    ) -> None:
        nok, path = sign_in("nok"), f"/papers/sheets/{barthel.id}/answers"
        nok.post(path, self.ANSWERS)
        again = nok.post(path, self.ANSWERS | {"digits": "2111110121"}, expect=422)
        assert "กรอกไปแล้ว" in again.text
        with sessions() as session:
            assert len(session.exec(select(Assessment)).all()) == 1

    def test_wrong_digits_save_nothing_and_stay(
        self, sessions: sessionmaker[Session], sign_in: SignIn, barthel: Sheet
    ) -> None:
        sent = self.ANSWERS | {"digits": "9111110121"}
        page = sign_in("nok").post(f"/papers/sheets/{barthel.id}/answers", sent, expect=422)
        assert "ข้อ 1" in page.error_at("digits")
        assert page.value_of("digits") == "9111110121"
        assert sheets(sessions)[0].entered_id is None

    def test_a_visit_for_the_caregiver_who_was_there(
        self, sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn, visit_sheet: Sheet
    ) -> None:
        malee, path = sign_in("malee"), f"/papers/sheets/{visit_sheet.id}/visit"
        sent = {"visitor": str(cast.users["som"]), "as_planned": "y", "visited_on": "21/11/2569",
                "arrived": "9:00", "left": "10:20", **SEEN}  # fmt: skip
        malee.post(path, sent)
        with sessions() as session:
            visit = session.exec(select(Visit)).one()
        assert (visit.caregiver_name, visit.recorded_by_name) == ("สม บุญมา", "มาลี ใจงาม")
        assert (visit.visited_on, local_day(visit.recorded_at)) == (date(2026, 11, 21), TODAY)
        assert set(visit.answers.values()) == {"done"}
        assert sheets(sessions)[0].entered_id == visit.id

    def test_a_minute_is_enough(self, cast: Cast, sign_in: SignIn, visit_sheet: Sheet) -> None:
        """Nine things to touch or type: at five seconds each, three quarters of a minute."""
        page = sign_in("malee").get(f"/papers/sheets/{visit_sheet.id}/visit")
        needed = {"as_planned", "visited_on", "arrived", "left", *SEEN}
        names = {str(field.get("name")) for field in page.soup.select("main form [name]")}
        assert needed <= names
        required = {
            str(field["name"]) for field in page.soup.select("main form input[required][type=text]")
        }
        assert required <= needed
        assert len(needed) + 1 <= 9

    def test_without_a_caregiver_nothing_is_saved_and_nothing_lost(
        self, sessions: sessionmaker[Session], sign_in: SignIn, visit_sheet: Sheet
    ) -> None:
        sent = {"visitor": str(new_id()), "visited_on": "21/11/2569", "arrived": "9:00",
                "left": "10:20", "note": "กินข้าวหมดจาน", **SEEN}  # fmt: skip
        page = sign_in("malee").post(f"/papers/sheets/{visit_sheet.id}/visit", sent, expect=422)
        assert page.error_at("visitor")
        assert "กินข้าวหมดจาน" in page.html
        with sessions() as session:
            assert not session.exec(select(Visit)).all()

    @pytest.mark.parametrize("door", ["visit", "answers"])
    def test_a_sheet_of_another_kind_has_no_such_door(
        self, sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn, door: str
    ) -> None:
        kind = "tug" if door == "answers" else "barthel"
        sheet = printed(sessions, cast, Wanted(kind, cast.boonmee_id))
        sign_in("nok").get(f"/papers/sheets/{sheet.id}/{door}", expect=404)


@pytest.mark.parametrize("who", ["director", "daughter", "admin", "auditor"])
def test_others_print_nothing(cast: Cast, sign_in: SignIn, who: str) -> None:
    sign_in(who).get("/papers", expect=403)
    sign_in(who).get(f"/elders/{cast.boonmee_id}/papers", expect=403)


def test_another_town_prints_nothing_of_ours(cast: Cast, sign_in: SignIn) -> None:
    sign_in("malee_elsewhere").get(f"/elders/{cast.boonmee_id}/papers", expect=404)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ([], "nothing_to_print"),
        ([Wanted("visit")] * 61, "too_many_sheets"),
        ([Wanted("horoscope")], "kind_unknown"),
    ],
)
def test_what_cannot_be_printed(
    session: Session, cast: Cast, wanted: list[Wanted], code: str
) -> None:
    with pytest.raises(RuleViolation) as broken:
        print_sheets(session, wanted, bundle_id=new_id(), by=cast.actor("nok"), at=AT, on=TODAY)
    assert broken.value.code == code


def unknown() -> UUID:
    """Return an id of nothing."""
    return new_id()


def test_of_nothing_there_is_no_sheet(sign_in: SignIn) -> None:
    nok = sign_in("nok")
    nok.get(f"/papers/sheets/{unknown()}", expect=404)
    nok.get(f"/papers/bundles/{unknown()}", expect=404)
