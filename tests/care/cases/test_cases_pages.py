"""The pages of cases and plans: they work, they keep what was typed, they keep others out."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.cases.actions.plans import agree_plan
from ltc.care.cases.models import CarePlan, Case, LegalGround, PlannedService
from ltc.care.cases.queries.plans import list_plans, read_plan
from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.queries.team import list_teams
from ltc.foundation.core.db import transaction
from tests.care.cases.ordinary import drafted, grounded, in_use, opened, scored
from tests.cast import AT, STAFF, TODAY, Cast, elder_draft
from tests.client import Client, Page

SignIn = Callable[[str], Client]
NOWHERE = "01920000-0000-7000-8000-000000000000"


@pytest.fixture
def case_id(sessions: sessionmaker[Session], cast: Cast) -> UUID:
    """An open case of Boonmee, assessed, with a ground in the law."""
    with transaction(sessions) as session:
        scored(session, cast)
        case = opened(session, cast)
        grounded(session, cast, case)
        return case.id


@pytest.fixture
def unled_id(sessions: sessionmaker[Session], cast: Cast) -> UUID:
    """Somebody of the town whom no care manager looks after."""
    with transaction(sessions) as session:
        draft = elder_draft(cast.community_id, given_name="แก้ว")
        by = cast.actor("nok")
        return register_elder(session, cast.town_id, draft, by=by, at=AT, on=TODAY).id


@pytest.fixture
def draft_id(sessions: sessionmaker[Session], cast: Cast, case_id: UUID) -> UUID:
    """A written draft of that case's plan."""
    with transaction(sessions) as session:
        return drafted(session, cast, session.get_one(Case, case_id)).id


@pytest.fixture
def active_id(sessions: sessionmaker[Session], cast: Cast, draft_id: UUID) -> UUID:
    """That plan in use."""
    with transaction(sessions) as session:
        return in_use(session, cast, session.get_one(CarePlan, draft_id)).id


def address(page: Page) -> str:
    """Return where an answer leads."""
    return page.answer.headers["Location"]


def count(sessions: sessionmaker[Session], kind: type) -> int:
    """Return how many rows there are."""
    with sessions() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(kind)) or 0


class TestOpenCase:
    def test_works_and_leads_to_the_case(self, cast: Cast, sign_in: SignIn) -> None:
        malee = sign_in("malee")
        made = malee.post(f"/elders/{cast.boonmee_id}/case/new", {"opened_on": "22/11/2569"})
        page = malee.get(address(made))
        assert "บุญมี" in page.heading
        assert "ประเมิน ADL อย่างเป็นทางการ" in page.text

    def test_who_opens_it_may_take_charge_at_once(
        self, sessions: sessionmaker[Session], sign_in: SignIn, unled_id: UUID
    ) -> None:
        malee, address = sign_in("malee"), f"/elders/{unled_id}/case/new"
        assert malee.get(address).soup.select_one("[name=takes_charge][checked]")
        malee.post(address, {"opened_on": "22/11/2569", "takes_charge": "y"})
        with sessions() as session:
            found = list_teams(session, [unled_id], "care_manager", on=TODAY)
            assert [one.name for one in found[unled_id]] == [STAFF["malee"][1]]
        assert "แก้ว" in malee.get("/caseload").text

    def test_leaving_the_box_empty_names_nobody(
        self, sessions: sessionmaker[Session], sign_in: SignIn, unled_id: UUID
    ) -> None:
        sign_in("malee").post(f"/elders/{unled_id}/case/new", {"opened_on": "22/11/2569"})
        with sessions() as session:
            assert not list_teams(session, [unled_id], "care_manager", on=TODAY)

    def test_where_somebody_is_in_charge_nobody_is_asked(self, cast: Cast, sign_in: SignIn) -> None:
        page = sign_in("malee").get(f"/elders/{cast.boonmee_id}/case/new")
        assert not page.soup.select("[name=takes_charge]")

    def test_an_open_case_is_shown_instead(
        self, cast: Cast, sign_in: SignIn, case_id: UUID
    ) -> None:
        page = sign_in("malee").get(f"/elders/{cast.boonmee_id}/case/new", expect=303)
        assert address(page).endswith(str(case_id))

    def test_unsure_criteria_say_so(self, cast: Cast, sign_in: SignIn) -> None:
        page = sign_in("malee").get(f"/elders/{cast.boonmee_id}/case/new")
        assert "ยังไม่ยืนยันว่าใช้แบบทดสอบใด" in page.text

    def test_wrong_input_saves_nothing_and_loses_nothing(
        self, cast: Cast, sign_in: SignIn, sessions: sessionmaker[Session]
    ) -> None:
        data = {"opened_on": "23/11/2569", "note": "ญาติขอมา", "reasons": "dementia"}
        page = sign_in("malee").post(f"/elders/{cast.boonmee_id}/case/new", data, expect=422)
        assert "ยังมาไม่ถึง" in page.error_at("opened_on")
        assert (page.value_of("opened_on"), page.value_of("note").strip()) == (
            "23/11/2569", "ญาติขอมา"
        )  # fmt: skip
        assert page.soup.select_one("input[name=reasons][value=dementia]").has_attr("checked")
        assert count(sessions, Case) == 0

    def test_another_town_and_no_permission_and_nobody(self, cast: Cast, sign_in: SignIn) -> None:
        path = f"/elders/{cast.boonmee_id}/case/new"
        sign_in("malee_elsewhere").get(path, expect=404)
        sign_in("nok").get(path, expect=403)
        sign_in("malee").get(f"/elders/{NOWHERE}/case/new", expect=404)


class TestCase:
    def test_says_where_it_stands_and_what_is_next(self, sign_in: SignIn, case_id: UUID) -> None:
        page = sign_in("malee").get(f"/cases/{case_id}")
        assert "เข้าเกณฑ์" in page.text
        assert "คะแนน ADL 8 จาก 20 อยู่ในเกณฑ์" in page.text
        main = page.soup.select("main .button-main")
        assert [button.get_text(strip=True) for button in main] == ["ร่างแผนการดูแล"]

    def test_a_caregiver_of_the_team_reads_but_has_no_buttons(
        self, sign_in: SignIn, case_id: UUID
    ) -> None:
        page = sign_in("som").get(f"/cases/{case_id}")
        assert not page.soup.select("main form, main .button-main, main .button-danger")
        assert not page.soup.select("#reasons")  # why is health detail

    def test_others_find_nothing(self, sign_in: SignIn, case_id: UUID) -> None:
        sign_in("malee_elsewhere").get(f"/cases/{case_id}", expect=404)
        sign_in("kham").get(f"/cases/{case_id}", expect=404)
        sign_in("director").get(f"/cases/{case_id}", expect=403)
        sign_in("malee").get(f"/cases/{NOWHERE}", expect=404)


class TestGround:
    def test_consent_works(
        self, sign_in: SignIn, case_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        data = {"kind": "consent", "scope": ["care", "family"], "given_on": "22 พ.ย. 2569",
                "given_by": "จันทร์ ใจดี", "relation": "ลูกสาว", "how": "thumb_print",
                "witness": "สม"}  # fmt: skip
        malee = sign_in("malee")
        page = malee.get(address(malee.post(f"/cases/{case_id}/grounds/new", data)))
        assert "จันทร์ ใจดี" in page.text
        assert count(sessions, LegalGround) == 2

    def test_a_thumb_print_needs_a_witness(
        self, sign_in: SignIn, case_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        data = {"kind": "consent", "scope": "care", "given_on": "22/11/2569",
                "given_by": "จันทร์ ใจดี", "how": "thumb_print"}  # fmt: skip
        page = sign_in("malee").post(f"/cases/{case_id}/grounds/new", data, expect=422)
        assert "พยาน" in page.error_at("witness")
        assert page.value_of("given_by") == "จันทร์ ใจดี"
        assert count(sessions, LegalGround) == 1

    def test_withdrawing_asks_for_another_ground(self, sign_in: SignIn, case_id: UUID) -> None:
        malee = sign_in("malee")
        link = malee.get(f"/cases/{case_id}").soup.find("a", string="เลิกใช้")
        done = malee.post(str(link["href"]), {"withdrawn_on": "22/11/2569", "because": "ครอบครัวขอ"})
        assert "ยังไม่มีความยินยอมหรือฐานกฎหมาย" in malee.get(address(done)).text

    def test_withdrawing_before_it_was_given_is_refused(
        self, sign_in: SignIn, case_id: UUID
    ) -> None:
        malee = sign_in("malee")
        link = malee.get(f"/cases/{case_id}").soup.find("a", string="เลิกใช้")
        data = {"withdrawn_on": "1/11/2569", "because": "ครอบครัวขอ"}
        page = malee.post(str(link["href"]), data, expect=422)
        assert (page.value_of("withdrawn_on"), page.value_of("because")) == (
            "1/11/2569", "ครอบครัวขอ"
        )  # fmt: skip

    def test_others_stay_out(self, sign_in: SignIn, case_id: UUID) -> None:
        for path in (f"/cases/{case_id}/grounds/new", f"/cases/{case_id}/group",
                     f"/cases/{case_id}/close"):  # fmt: skip
            sign_in("malee_elsewhere").get(path, expect=404)
            sign_in("som").get(path, expect=403)
        sign_in("malee").get(f"/cases/{NOWHERE}/grounds/new", expect=404)
        sign_in("malee").get(f"/cases/{case_id}/grounds/{NOWHERE}/withdraw", expect=404)


class TestGroup:
    def test_set_by_hand_with_a_reason(self, sign_in: SignIn, case_id: UUID) -> None:
        malee = sign_in("malee")
        data = {"group": "4", "reason": "หมอวินิจฉัยระยะสุดท้าย"}
        page = malee.get(address(malee.post(f"/cases/{case_id}/group", data)))
        assert "กำหนดเอง: หมอวินิจฉัยระยะสุดท้าย" in page.text

    def test_without_a_reason_nothing_is_saved(
        self, sign_in: SignIn, case_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        page = sign_in("malee").post(f"/cases/{case_id}/group", {"group": "4"}, expect=422)
        assert "เหตุผล" in page.error_at("reason")
        with sessions() as session:
            assert session.get_one(Case, case_id).group_override is None

    def test_a_lost_race_shows_both_and_is_sent_again(
        self, sign_in: SignIn, case_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/cases/{case_id}/group"
        opened_before = malee.get(path)
        malee.post(path, {"group": "3", "reason": "ลุกไม่ได้แล้ว"})
        mine = {"group": "4", "reason": "ระยะสุดท้าย"}
        page = malee.submit(opened_before, path, mine, expect=409)
        assert "ลุกไม่ได้แล้ว" in page.text
        assert "ระยะสุดท้าย" in page.text
        malee.submit(page, path, mine)
        with sessions() as session:
            assert session.get_one(Case, case_id).group_override == "4"


class TestCloseAndReopen:
    def test_close_then_reopen(self, sign_in: SignIn, case_id: UUID, active_id: UUID) -> None:
        malee = sign_in("malee")
        data = {"reason": "recovered", "closed_on": "22/11/2569"}
        page = malee.get(address(malee.post(f"/cases/{case_id}/close", data)))
        assert "ดีขึ้นจนช่วยตัวเองได้" in page.text
        made = malee.post(f"/cases/{case_id}/reopen", {"opened_on": "22/11/2569"})
        page = malee.get(address(made))
        assert "รับกลับเข้าการดูแล" in page.text
        assert "นี่คือการดูแลครั้งก่อน" in malee.get(f"/cases/{case_id}").text

    def test_wrong_day_saves_nothing_and_loses_nothing(
        self, sign_in: SignIn, case_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        data = {"reason": "lost", "closed_on": "1/1/2569", "note": "โทรแล้วไม่รับ"}
        page = sign_in("malee").post(f"/cases/{case_id}/close", data, expect=422)
        assert page.error_at("closed_on")
        assert page.value_of("note").strip() == "โทรแล้วไม่รับ"
        with sessions() as session:
            assert session.get_one(Case, case_id).is_open

    def test_a_lost_race_is_sent_again(
        self, sign_in: SignIn, case_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/cases/{case_id}/close"
        before = malee.get(path)
        malee.post(f"/cases/{case_id}/group", {"group": "3", "reason": "ลุกไม่ได้แล้ว"})
        data = {"reason": "lost", "closed_on": "22/11/2569", "note": "โทรแล้วไม่รับ"}
        page = malee.submit(before, path, data, expect=409)
        malee.submit(page, path, {})
        with sessions() as session:
            assert session.get_one(Case, case_id).close_note == "โทรแล้วไม่รับ"

    def test_reopening_an_open_case_is_refused(self, sign_in: SignIn, case_id: UUID) -> None:
        sign_in("malee").post(f"/cases/{case_id}/reopen", {"opened_on": "22/11/2569"}, expect=422)


class TestPlanEditor:
    def test_a_new_draft_leads_to_the_editor_with_the_facts(
        self, sign_in: SignIn, case_id: UUID
    ) -> None:
        malee = sign_in("malee")
        made = malee.post(f"/cases/{case_id}/plan/new", after=malee.get(f"/cases/{case_id}"))
        page = malee.get(address(made))
        assert "ได้ 8 จาก 20" in page.text
        assert "สม บุญมา (ผู้ดูแลผู้สูงอายุ)" in page.text
        assert len(page.soup.select("fieldset[id^=services-]")) == 1

    def test_saving_writes_texts_and_lines(
        self, cast: Cast, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        data = {
            "wishes_elder": "อยากเดินได้", "services-1-kind": "nursing", "services-1-times": "๑",
            "services-1-doer": "nurse", "services-1-per": "month",
            "services-2-kind": "food", "services-2-times": "1", "services-2-per": "day",
            "services-2-doer": f"caregiver:{cast.users['som']}",
        }  # fmt: skip
        page = malee.get(address(malee.submit(malee.get(path), path, data)))
        assert "1 ครั้งต่อเดือน" in page.text
        assert "สม บุญมา (ผู้ดูแลผู้สูงอายุ)" in page.text
        with sessions() as session:
            stored = read_plan(session, session.get_one(CarePlan, draft_id))
        assert stored.wishes_elder == "อยากเดินได้"
        assert [line.kind for line in stored.services] == ["daily_living", "nursing", "food"]

    def test_adding_a_line_keeps_everything_and_saves_nothing(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        typed = {"wishes_elder": "ยังไม่บันทึก", "problems-1-target_on": "พรุ่งนี้"}
        page = malee.submit(malee.get(path), path, {**typed, "lines": "add-services"}, expect=200)
        assert len(page.soup.select("fieldset[id^=services-]")) == 3
        assert page.value_of("wishes_elder").strip() == "ยังไม่บันทึก"
        assert page.value_of("problems-1-target_on") == "พรุ่งนี้"
        with sessions() as session:
            assert session.get_one(CarePlan, draft_id).wishes_elder == "อยากไปวัด"

    def test_taking_a_line_away(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        page = malee.submit(malee.get(path), path, {"lines": "cut-services-0"}, expect=200)
        malee.submit(page, path, {})
        assert count(sessions, PlannedService) == 0

    def test_wrong_line_says_where_and_loses_nothing(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        data = {"services-1-text": "ทำอาหารอ่อน", "services-1-times": "1", "cautions": "แพ้กุ้ง"}
        page = malee.submit(malee.get(path), path, data, expect=422)
        assert "เลือกบริการ" in page.error_at("services-1-kind")
        assert page.soup.select_one(".form-errors a[href='#services-1-kind']")
        assert page.value_of("services-1-text") == "ทำอาหารอ่อน"
        assert page.value_of("cautions").strip() == "แพ้กุ้ง"
        assert count(sessions, PlannedService) == 1

    def test_wrong_days_of_the_plan_are_told_at_their_field(
        self, sign_in: SignIn, draft_id: UUID
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        page = malee.submit(malee.get(path), path, {"valid_until": "1/1/2569"}, expect=422)
        assert "หลังวันเริ่ม" in page.error_at("valid_until")

    @pytest.mark.parametrize("lines", ["add-money", "cut-services-99", "nonsense"])
    def test_a_button_that_we_never_made_changes_nothing(
        self, sign_in: SignIn, draft_id: UUID, lines: str
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        page = malee.submit(malee.get(path), path, {"lines": lines}, expect=200)
        assert len(page.soup.select("fieldset[id^=services-]")) == 2

    def test_unreadable_number_and_forged_doer_are_refused(
        self, sign_in: SignIn, draft_id: UUID
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        data = {"services-0-times": "สอง", "services-0-doer": f"caregiver:{NOWHERE}"}
        page = malee.submit(malee.get(path), path, data, expect=422)
        assert "ตัวเลข" in page.error_at("services-0-times")
        assert page.error_at("services-0-doer")
        assert page.value_of("services-0-times") == "สอง"

    def test_a_lost_race_is_chosen_line_by_line_and_sent_again(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        before = malee.get(path)
        malee.submit(before, path, {"cautions": "ของเขา", "services-0-text": "อาบน้ำ"})
        mine = {"cautions": "ของฉัน", "services-0-text": "เช็ดตัวเย็น"}
        page = malee.submit(before, path, mine, expect=409)
        assert {"ของเขา", "ของฉัน"} <= set(page.text.split())
        assert "อาบน้ำ" in page.text
        take = str(page.soup.select_one("input[name^=take-]")["name"])
        malee.submit(page, path, {"cautions": "ของฉัน", take: "theirs"})
        with sessions() as session:
            stored = read_plan(session, session.get_one(CarePlan, draft_id))
        assert (stored.cautions, stored.services[0].text) == ("ของฉัน", "อาบน้ำ")
        assert stored.problems[0].goal == "ลุกนั่งข้างเตียงได้"

    def test_my_lines_can_win_too(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        before = malee.get(path)
        malee.submit(before, path, {"services-0-text": "อาบน้ำ"})
        page = malee.submit(before, path, {"services-0-text": "เช็ดตัวเย็น"}, expect=409)
        take = str(page.soup.select_one("input[name^=take-]")["name"])
        malee.submit(page, path, {take: "mine"})
        with sessions() as session:
            stored = read_plan(session, session.get_one(CarePlan, draft_id))
        assert stored.services[0].text == "เช็ดตัวเย็น"

    def test_others_stay_out(self, sign_in: SignIn, draft_id: UUID) -> None:
        sign_in("malee_elsewhere").get(f"/plans/{draft_id}/edit", expect=404)
        sign_in("nok").get(f"/plans/{draft_id}/edit", expect=403)
        sign_in("malee").get(f"/plans/{NOWHERE}/edit", expect=404)


class TestPlan:
    def test_activation_says_that_it_is_not_approved(self, sign_in: SignIn, draft_id: UUID) -> None:
        malee = sign_in("malee")
        done = malee.post(f"/plans/{draft_id}/activate", after=malee.get(f"/plans/{draft_id}"))
        page = malee.get(address(done))
        assert "กำลังให้บริการ แผนยังไม่อนุมัติ" in page.text

    def test_a_draft_says_what_is_missing_and_does_not_come_into_use(
        self, cast: Cast, sign_in: SignIn, case_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        with transaction(sessions) as session:
            plan = drafted(session, cast, session.get_one(Case, case_id), services=())
        malee = sign_in("malee")
        page = malee.get(f"/plans/{plan.id}")
        assert "ยังไม่มีบริการสักรายการ" in page.text
        data = {"version": str(plan.version)}
        page = malee.post(f"/plans/{plan.id}/activate", data, after=page, expect=422)
        assert "ยังไม่มีบริการสักรายการ" in page.text
        with sessions() as session:
            assert session.get_one(CarePlan, plan.id).status == "draft"

    def test_a_draft_changed_meanwhile_is_read_again_first(
        self, sign_in: SignIn, draft_id: UUID
    ) -> None:
        malee = sign_in("malee")
        page = malee.get(f"/plans/{draft_id}")
        edit = f"/plans/{draft_id}/edit"
        malee.submit(malee.get(edit), edit, {"cautions": "ใหม่"})
        page = malee.post(f"/plans/{draft_id}/activate", after=page, expect=409)
        assert "มีคนแก้แผนนี้ไปก่อนแล้ว" in page.text

    def test_the_window_of_the_next_visit_is_shown(self, sign_in: SignIn, active_id: UUID) -> None:
        page = sign_in("som").get(f"/plans/{active_id}")
        assert "2 ครั้งต่อสัปดาห์ ครั้งละ 80 นาที" in page.text
        assert "วันอาทิตย์ 22 พ.ย." in page.text

    def test_versions_and_their_difference(
        self, cast: Cast, sign_in: SignIn, case_id: UUID, active_id: UUID,
        sessions: sessionmaker[Session],
    ) -> None:  # fmt: skip
        with transaction(sessions) as session:
            case = session.get_one(Case, case_id)
            second = drafted(session, cast, case, cautions="แพ้กุ้ง", problems=())
            assert len(list_plans(session, case_id)) == 2
        page = sign_in("daughter").get(f"/plans/{second.id}/difference")
        assert "แพ้กุ้ง" in page.text
        assert "ลุกจากเตียงเองไม่ได้" in page.text
        sign_in("malee").get(f"/plans/{active_id}/difference", expect=404)

    def test_others_find_nothing(self, sign_in: SignIn, draft_id: UUID) -> None:
        for path in (f"/plans/{draft_id}", f"/plans/{draft_id}/difference"):
            sign_in("malee_elsewhere").get(path, expect=404)
            sign_in("kham").get(path, expect=404)
            sign_in("director").get(path, expect=403)
        nok = sign_in("nok")
        nok.post(f"/plans/{draft_id}/activate", after=nok.get(f"/plans/{draft_id}"), expect=403)
        sign_in("malee").get(f"/plans/{NOWHERE}", expect=404)


def test_the_house_keeps_one_active_plan(
    cast: Cast, sign_in: SignIn, active_id: UUID, case_id: UUID, sessions: sessionmaker[Session]
) -> None:
    """Revise through the pages: the old one is superseded."""
    malee = sign_in("malee")
    made = malee.post(f"/cases/{case_id}/plan/new", after=malee.get(f"/cases/{case_id}"))
    where = address(made)
    malee.submit(malee.get(where), where, {"valid_until": "1/1/2570"})
    plan_path = where.removesuffix("/edit")
    assert "ยังฟังเสียงไม่ครบทุกฝ่าย" in malee.get(plan_path).text
    with transaction(sessions) as session:
        draft = session.exec(select(CarePlan).where(CarePlan.status == "draft")).one()
        agree_plan(session, draft, by=cast.actor("malee"), at=AT)
    malee.post(f"{plan_path}/activate", after=malee.get(plan_path))
    with sessions() as session:
        found = session.exec(select(CarePlan).order_by(col(CarePlan.number))).all()
    assert [plan.status for plan in found] == ["superseded", "active"]
    assert found[1].valid_until > TODAY + timedelta(days=30)
