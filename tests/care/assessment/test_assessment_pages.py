"""The pages of assessment: choose, fill in, read, amend, decide TAI, do this now."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.assessment.forms import AssessmentForm, form_for
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.queries.instruments import get_instrument, list_instruments
from tests.care.assessment.drafts import barthel
from tests.cast import Cast
from tests.client import Client, Page

Enter = Callable[[str], Client]
CODES = [instrument.code for instrument in list_instruments()]
NOBODY = "01920000-0000-7000-8000-000000000000"


def at(cast: Cast, code: str = "barthel") -> str:
    """The address of Boonmee's form of an instrument."""
    return f"/elders/{cast.boonmee_id}/assess/{code}"


def first_options(code: str) -> dict[str, str]:
    """The first answer of every item, as the browser sends it."""
    instrument = get_instrument(code)
    values = {item.code: "" if item.asked_if else str(item.minimum) for item in instrument.items}
    if instrument.variant_th:
        values["variant"] = str(instrument.band_sets[0].variant)
    return values


def sent(total: int = 20) -> dict[str, str]:
    """Barthel answers with a total, as the browser sends them."""
    return {code: str(value) for code, value in barthel(total).items()}


def fill(client: Client, path: str, values: dict[str, Any], *, expect: int = 303) -> Page:
    """Open a form, fill in and send it with all that was prefilled."""
    return client.submit(client.get(path), path, values, expect=expect)


def place(page: Page) -> str:
    """Where a sent form led."""
    return page.answer.headers["Location"]


def rows(sessions: sessionmaker[Session]) -> list[Assessment]:
    """All saved assessments, oldest first."""
    with sessions() as session:
        return list(session.exec(select(Assessment).order_by(col(Assessment.id))).all())


def shape() -> dict[str, str]:
    """What a form needs that was not opened first."""
    return {"assessed_on": "22/11/2569", "method": "observed", "place": "home", "purpose": "formal"}


class TestChoose:
    def test_offers_barthel_first(self, cast: Cast, sign_in: Enter) -> None:
        page = sign_in("som").get(f"/elders/{cast.boonmee_id}/assess")
        first = page.soup.select_one("tbody a[href*=assess]")
        assert first
        assert str(first["href"]).endswith("/barthel")

    def test_says_when_it_was_last_done(self, cast: Cast, sign_in: Enter) -> None:
        nurse = sign_in("nok")
        fill(nurse, at(cast), sent(9))
        page = nurse.get(f"/elders/{cast.boonmee_id}/assess")
        assert "กลุ่มติดบ้าน" in page.text
        assert "22 พ.ย. 2569" in page.text

    def test_another_area_404(self, cast: Cast, sign_in: Enter) -> None:
        sign_in("nok_elsewhere").get(f"/elders/{cast.boonmee_id}/assess", expect=404)

    def test_relative_403(self, cast: Cast, sign_in: Enter) -> None:
        sign_in("daughter").get(f"/elders/{cast.boonmee_id}/assess", expect=403)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("code", CODES)
class TestEveryInstrument:
    def test_is_shown_and_saved(
        self, cast: Cast, sign_in: Enter, sessions: sessionmaker[Session], code: str
    ) -> None:
        nurse = sign_in("nok")
        made = fill(nurse, at(cast, code), first_options(code))
        if code == "barthel":
            assert rows(sessions)[0].total == 0
        assert len(rows(sessions)) == 1
        assert nurse.get(place(made)).heading

    def test_empty_form_is_refused_with_every_item_named(
        self, cast: Cast, sign_in: Enter, sessions: sessionmaker[Session], code: str
    ) -> None:
        page = fill(sign_in("nok"), at(cast, code), {}, expect=422)
        asked = [item for item in get_instrument(code).items if not item.asked_if]
        assert all(page.error_at(item.code) for item in asked)
        assert rows(sessions) == []

    def test_items_do_not_take_the_names_of_the_form(
        self, app: Any, sessions: sessionmaker[Session], code: str
    ) -> None:
        with app.test_request_context():
            own = set(AssessmentForm()._fields)
            assert not own & {item.code for item in get_instrument(code).items}
            assert form_for(get_instrument(code)) is form_for(get_instrument(code))


class TestAssess:
    def test_says_the_class_first(self, cast: Cast, sign_in: Enter) -> None:
        nurse = sign_in("nok")
        page = nurse.get(place(fill(nurse, at(cast), sent(9))))
        assert page.heading == "กลุ่มติดบ้าน"
        assert "ได้ 9 จาก 20" in page.text

    def test_shows_options_in_paper_order_with_scores(self, cast: Cast, sign_in: Enter) -> None:
        page = sign_in("nok").get(at(cast))
        names = [str(one["name"]) for one in page.soup.select("input[data-score]")]
        assert list(dict.fromkeys(names)) == [i.code for i in get_instrument("barthel").items]
        assert page.soup.select_one("form[data-scored]")["data-bands"].startswith("0-4:")  # type: ignore[index,union-attr]

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"feeding": ""}, "feeding"),
            ({"feeding": "9"}, "feeding"),
            ({"feeding": "-1"}, "feeding"),
            ({"feeding": "กินได้"}, "feeding"),
            ({"assessed_on": "31/2/2569"}, "assessed_on"),
            ({"assessed_on": "23/11/2569"}, "assessed_on"),
            ({"assessed_on": ""}, "assessed_on"),
            ({"method": "guessed"}, "method"),
            ({"note": "ก" * 2001}, "note"),
        ],
    )
    def test_wrong_input_is_refused_and_nothing_typed_is_lost(
        self,
        cast: Cast,
        sign_in: Enter,
        sessions: sessionmaker[Session],
        values: dict[str, str],
        field: str,
    ) -> None:
        typed = {**sent(9), "note": "วันนี้เพิ่งหายไข้", **values}
        page = fill(sign_in("nok"), at(cast), typed, expect=422)
        assert page.error_at(field)
        assert page.value_of("note").strip() == typed["note"]
        assert page.soup.select_one("input[name=bowels][value='2'][checked]")
        assert rows(sessions) == []

    def test_thai_digits_are_read(
        self, cast: Cast, sign_in: Enter, sessions: sessionmaker[Session]
    ) -> None:
        fill(sign_in("nok"), at(cast, "tug"), {"seconds": "๑๔", "assessed_on": "๑/๑๑/๒๕๖๙"})
        saved = rows(sessions)[0]
        assert (saved.total, saved.band, saved.assessed_on.day) == (14, "risk", 1)

    def test_measure_beyond_its_range_is_refused(self, cast: Cast, sign_in: Enter) -> None:
        page = fill(sign_in("nok"), at(cast, "tug"), {"seconds": "301"}, expect=422)
        assert "1 ถึง 300" in page.error_at("seconds")

    def test_form_that_cannot_read_needs_the_schooling(self, cast: Cast, sign_in: Enter) -> None:
        page = fill(sign_in("nok"), at(cast, "mmse"), {"total": "20"}, expect=422)
        assert page.error_at("variant")

    def test_double_click_saves_one(
        self, cast: Cast, sign_in: Enter, sessions: sessionmaker[Session]
    ) -> None:
        nurse = sign_in("nok")
        page = nurse.get(at(cast))
        places = {place(nurse.submit(page, at(cast), sent(9))) for _ in range(2)}
        assert len(places) == len(rows(sessions)) == 1

    def test_back_and_changed_answers_are_not_dropped_in_silence(
        self, cast: Cast, sign_in: Enter, sessions: sessionmaker[Session]
    ) -> None:
        nurse = sign_in("nok")
        page = nurse.get(at(cast))
        nurse.submit(page, at(cast), sent(9))
        again = nurse.submit(page, at(cast), sent(12), expect=422)
        assert "บันทึกไปแล้ว" in again.text
        assert len(rows(sessions)) == 1

    def test_page_without_an_operation_is_asked_to_send_again(
        self, cast: Cast, sign_in: Enter
    ) -> None:
        nurse = sign_in("nok")
        page = fill(nurse, at(cast), {**sent(9), "operation_id": "x"}, expect=422)
        nurse.submit(page, at(cast), {})

    def test_caregiver_saves_a_screening(
        self, cast: Cast, sign_in: Enter, sessions: sessionmaker[Session]
    ) -> None:
        som = sign_in("som")
        page = som.get(place(fill(som, at(cast), sent(9))))
        saved = rows(sessions)[0]
        assert (saved.purpose, saved.wants_formal) == ("screening", True)
        assert "กลุ่มของผู้สูงอายุยังไม่เปลี่ยน" in page.text

    def test_caregiver_who_sends_formal_is_offered_a_screening(
        self, cast: Cast, sign_in: Enter, sessions: sessionmaker[Session]
    ) -> None:
        som = sign_in("som")
        page = fill(som, at(cast), {**sent(9), "purpose": "formal"}, expect=422)
        assert "คัดกรอง" in page.error_at("purpose")
        assert rows(sessions) == []
        som.submit(page, at(cast), {"purpose": "screening"})

    @pytest.mark.parametrize(
        ("who", "status"),
        [("kham", 404), ("nok_elsewhere", 404), ("daughter", 403), ("director", 403)],
    )
    def test_others_cannot(self, cast: Cast, sign_in: Enter, who: str, status: int) -> None:
        sign_in(who).get(at(cast), expect=status)

    def test_unknown_instrument_and_elder_404(self, cast: Cast, sign_in: Enter) -> None:
        nurse = sign_in("nok")
        nurse.get(at(cast, "horoscope"), expect=404)
        nurse.get(f"/elders/{NOBODY}/assess/barthel", expect=404)


class TestQuestionsBack:
    ODD = {**sent(0), "stairs": "2"}

    def test_are_asked_once_and_the_answers_stay(
        self, cast: Cast, sign_in: Enter, sessions: sessionmaker[Session]
    ) -> None:
        page = fill(sign_in("nok"), at(cast), self.ODD, expect=422)
        assert "ขอถามให้แน่ใจ" in page.text
        assert not page.soup.select(".form-errors")
        assert page.soup.select_one("input[name=stairs][value='2'][checked]")
        assert rows(sessions) == []

    def test_confirmed_answers_are_saved_with_what_was_said(
        self, cast: Cast, sign_in: Enter, sessions: sessionmaker[Session]
    ) -> None:
        nurse = sign_in("nok")
        page = fill(nurse, at(cast), self.ODD, expect=422)
        codes = [str(one["name"])[4:] for one in page.soup.select("input[name^=why-]")]
        sure = {f"sure-{code}": "y" for code in codes} | {"why-P1": "คลานขึ้น"}
        made = nurse.submit(page, at(cast), sure)
        assert {d["answer"] for d in rows(sessions)[0].doubts} >= {"คลานขึ้น"}
        assert "คลานขึ้น" in nurse.get(place(made)).text

    def test_changed_answers_are_saved_without_questions(
        self, cast: Cast, sign_in: Enter, sessions: sessionmaker[Session]
    ) -> None:
        nurse = sign_in("nok")
        page = fill(nurse, at(cast), self.ODD, expect=422)
        nurse.submit(page, at(cast), {"stairs": "0"})
        assert rows(sessions)[0].doubts == []


class TestResult:
    def test_compares_with_before(self, cast: Cast, sign_in: Enter) -> None:
        nurse = sign_in("nok")
        fill(nurse, at(cast), {**sent(16), "assessed_on": "1/5/2569"})
        page = nurse.get(place(fill(nurse, at(cast), sent(9))))
        assert "ลดลง 7 คะแนน" in page.text

    @pytest.mark.parametrize(
        ("code", "values", "following"),
        [
            ("2q", {"q1": "1", "q2": "0"}, "9q"),
            ("9q", {**{f"q{n}": "1" for n in range(1, 9)}, "q9": "0"}, "8q"),
            ("barthel", sent(9), "tai"),
        ],
    )
    def test_offers_what_follows(
        self, cast: Cast, sign_in: Enter, code: str, values: dict[str, str], following: str
    ) -> None:
        nurse = sign_in("nok")
        page = nurse.get(place(fill(nurse, at(cast, code), values)))
        assert page.soup.select_one(f"a[href='{at(cast, following)}']")

    def test_offers_nothing_more_when_in_order(self, cast: Cast, sign_in: Enter) -> None:
        nurse = sign_in("nok")
        page = nurse.get(place(fill(nurse, at(cast), sent(20))))
        assert not page.soup.select("a[href*='/assess/']")

    def test_says_what_is_not_verified(self, cast: Cast, sign_in: Enter) -> None:
        nurse = sign_in("nok")
        page = nurse.get(place(fill(nurse, at(cast, "tug"), {"seconds": "14"})))
        assert "ยังไม่ยืนยันเกณฑ์ ที่นี่ใช้ 12 วินาที" in page.text

    def test_is_read_by_the_daughter_without_buttons_to_change(
        self, cast: Cast, sign_in: Enter
    ) -> None:
        where = place(fill(sign_in("nok"), at(cast), sent(9)))
        page = sign_in("daughter").get(where)
        assert not page.soup.select("a[href$='/amend'], a[href*='/assess/']")

    @pytest.mark.parametrize(
        ("who", "status"), [("kham", 404), ("nok_elsewhere", 404), ("director", 403)]
    )
    def test_others_cannot(self, cast: Cast, sign_in: Enter, who: str, status: int) -> None:
        where = place(fill(sign_in("nok"), at(cast), sent(9)))
        sign_in(who).get(where, expect=status)

    def test_unknown_404(self, cast: Cast, sign_in: Enter) -> None:
        sign_in("nok").get(f"/assessments/{NOBODY}", expect=404)


class TestAmend:
    def test_keeps_both_to_be_read(
        self, cast: Cast, sign_in: Enter, sessions: sessionmaker[Session]
    ) -> None:
        nurse = sign_in("nok")
        first = place(fill(nurse, at(cast), sent(9)))
        second = place(fill(nurse, f"{first}/amend", {"stairs": "0", "feeding": "1",
                                                       "amend_reason": "กดผิดข้อ"}))  # fmt: skip
        assert "ผลนี้ถูกแก้ไขแล้ว" in nurse.get(first).text
        assert "กดผิดข้อ" in nurse.get(second).text
        assert [row.total for row in rows(sessions)] == [9, 8]

    def test_starts_with_what_was_answered(self, cast: Cast, sign_in: Enter) -> None:
        nurse = sign_in("nok")
        first = place(fill(nurse, at(cast), sent(20)))
        checked = nurse.get(f"{first}/amend").soup.select("input[data-score][checked]")
        assert {str(one["name"]): str(one["value"]) for one in checked} == sent(20)

    def test_needs_a_reason(
        self, cast: Cast, sign_in: Enter, sessions: sessionmaker[Session]
    ) -> None:
        nurse = sign_in("nok")
        first = place(fill(nurse, at(cast), sent(9)))
        page = fill(nurse, f"{first}/amend", {"amend_reason": ""}, expect=422)
        assert page.error_at("amend_reason")
        assert len(rows(sessions)) == 1

    def test_second_time_leads_to_the_result_or_409(self, cast: Cast, sign_in: Enter) -> None:
        nurse = sign_in("nok")
        first = place(fill(nurse, at(cast), sent(9)))
        page = nurse.get(f"{first}/amend")
        fill(nurse, f"{first}/amend", {"amend_reason": "กดผิดข้อ"})
        nurse.get(f"{first}/amend", expect=303)
        nurse.submit(page, f"{first}/amend", {"amend_reason": "กดผิดข้อ"}, expect=409)

    @pytest.mark.parametrize(
        ("who", "status"), [("som", 403), ("daughter", 403), ("nok_elsewhere", 404)]
    )
    def test_others_cannot(self, cast: Cast, sign_in: Enter, who: str, status: int) -> None:
        first = place(fill(sign_in("nok"), at(cast), sent(9)))
        sign_in(who).get(f"{first}/amend", expect=status)


TAI = {"mobility": "3", "mental": "5", "eating": "5", "toilet": "3"}


class TestTai:
    def test_proposal_is_confirmed(self, cast: Cast, sign_in: Enter) -> None:
        nurse = sign_in("nok")
        where = place(fill(nurse, at(cast, "tai"), TAI))
        assert "ยังไม่ยืนยัน" in nurse.get(where).text
        fill(nurse, f"{where}/tai", {})
        assert "ชั้น B3" in nurse.get(where).heading

    def test_another_class_needs_a_reason(self, cast: Cast, sign_in: Enter) -> None:
        nurse = sign_in("nok")
        where = place(fill(nurse, at(cast, "tai"), TAI))
        page = fill(nurse, f"{where}/tai", {"tai_class": "C3"}, expect=422)
        assert page.error_at("reason")
        nurse.submit(page, f"{where}/tai", {"reason": "สับสนตอนกลางคืน"})
        assert "สับสนตอนกลางคืน" in nurse.get(where).text

    def test_the_second_to_decide_keeps_the_reason(self, cast: Cast, sign_in: Enter) -> None:
        nurse, doctor = sign_in("nok"), sign_in("dr_thee")
        where = place(fill(nurse, at(cast, "tai"), TAI))
        page = doctor.get(f"{where}/tai")
        fill(nurse, f"{where}/tai", {})
        late = {"tai_class": "C3", "reason": "สับสนตอนกลางคืน"}
        page = doctor.submit(page, f"{where}/tai", late, expect=409)
        assert page.value_of("reason") == "สับสนตอนกลางคืน"
        assert "ตัดสินไปก่อนแล้ว" in page.text
        assert "ชั้น B3" in nurse.get(where).heading

    def test_disagreement_with_adl_is_shown(self, cast: Cast, sign_in: Enter) -> None:
        nurse = sign_in("nok")
        fill(nurse, at(cast), sent(20))
        where = place(fill(nurse, at(cast, "tai"), TAI))
        fill(nurse, f"{where}/tai", {})
        assert "แต่คะแนน ADL เป็นกลุ่มติดสังคม" in nurse.get(where).text

    def test_caregiver_cannot_decide(self, cast: Cast, sign_in: Enter) -> None:
        som = sign_in("som")
        where = place(fill(som, at(cast, "tai"), TAI))
        som.get(f"{where}/tai", expect=403)

    def test_other_instruments_lead_to_their_result(self, cast: Cast, sign_in: Enter) -> None:
        nurse = sign_in("nok")
        where = place(fill(nurse, at(cast), sent(20)))
        nurse.get(f"{where}/tai", expect=303)


EIGHT = {f"q{n}": "0" for n in range(1, 9)}
NINE = {f"q{n}": "0" for n in range(1, 10)}


class TestDoThisNow:
    @pytest.mark.parametrize(
        ("code", "values"),
        [
            ("8q", {**EIGHT, "q7": "10", "q4": "8"}),
            ("8q", {**EIGHT, "q3": "6", "q3_1": "8"}),
            ("9q", {**NINE, "q9": "1"}),
        ],
        ids=["17 or more", "cannot control", "last item of 9Q"],
    )
    def test_comes_at_once_with_telephones(
        self, cast: Cast, sign_in: Enter, code: str, values: dict[str, str]
    ) -> None:
        som = sign_in("som")
        where = place(fill(som, at(cast, code), values))
        page = som.get(where)
        assert where.endswith("/safety")
        assert page.heading == "ทำตอนนี้"
        assert {str(a["href"]) for a in page.soup.select("a[href^='tel:']")} >= {"tel:1669"}

    @pytest.mark.parametrize(
        "values", [EIGHT, {**EIGHT, "q4": "8", "q8": "4"}, {**EIGHT, "q3": "6", "q3_1": "0"}]
    )
    def test_does_not_come_below(self, cast: Cast, sign_in: Enter, values: dict[str, str]) -> None:
        assert not place(fill(sign_in("som"), at(cast, "8q"), values)).endswith("/safety")

    def test_is_acknowledged_and_kept(
        self, cast: Cast, sign_in: Enter, sessions: sessionmaker[Session]
    ) -> None:
        som = sign_in("som")
        where = place(fill(som, at(cast, "9q"), {**NINE, "q9": "1"}))
        som.post(where)
        assert rows(sessions)[0].safety_seen_by == "สม บุญมา"
        acts = _acts(sessions, cast.boonmee_id)
        assert acts.count("assessment.safety_seen") == 1

    def test_result_leads_there_until_it_is_acknowledged(self, cast: Cast, sign_in: Enter) -> None:
        som = sign_in("som")
        where = place(fill(som, at(cast, "9q"), {**NINE, "q9": "1"}))
        result = where.removesuffix("/safety")
        assert som.get(result).soup.select_one(f"a[href='{where}']")
        som.post(where)
        assert not som.get(result).soup.select_one(f"a[href='{where}']")

    def test_item_3_1_is_asked_only_after_a_yes(self, cast: Cast, sign_in: Enter) -> None:
        page = fill(sign_in("som"), at(cast, "8q"), {**EIGHT, "q3": "6", "q3_1": ""}, expect=422)
        assert "ยังไม่ได้ตอบ" in page.error_at("q3_1")

    def test_interview_broken_off_still_says_what_to_do(self, cast: Cast, sign_in: Enter) -> None:
        page = fill(sign_in("som"), at(cast, "8q"), {"q3": "6", "q3_1": "8"}, expect=422)
        assert "คุมความคิดฆ่าตัวตายไม่ได้" in page.text
        assert page.soup.select("a[href='tel:1669']")

    def test_contradicting_danger_is_not_dropped(self, cast: Cast, sign_in: Enter) -> None:
        page = fill(sign_in("som"), at(cast, "8q"), {**EIGHT, "q3_1": "8"}, expect=422)
        assert page.error_at("q3_1")

    def test_others_cannot(self, cast: Cast, sign_in: Enter) -> None:
        where = place(fill(sign_in("som"), at(cast, "9q"), {**NINE, "q9": "1"}))
        sign_in("kham").get(where, expect=404)
        sign_in("daughter").get(where, expect=403)


def _acts(sessions: sessionmaker[Session], elder_id: UUID) -> list[str]:
    with sessions() as session:
        found = session.execute(sa.text("SELECT action FROM audit_entry ORDER BY seq"))
        return [action for (action,) in found]
