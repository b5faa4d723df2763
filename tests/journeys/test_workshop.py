"""The workshop: a beginning, all fields, all facts beside, and two who write at once."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.cases.actions.cases import override_group
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.queries.costs import plan_cost
from ltc.care.cases.queries.health import plan_health
from ltc.care.cases.queries.plans import read_plan
from ltc.care.cases.rules.plans import missing
from ltc.care.cases.terms import PlanDraft
from ltc.care.elders.models import Elder
from ltc.care.health.actions.write import write_down
from ltc.foundation.core.db import transaction
from tests.care.cases.ordinary import drafted, grounded, in_use, opened, scored
from tests.care.health import drafts
from tests.cast import AT, TODAY, Cast
from tests.client import Client, Page
from tests.sweep.world import settle

pytestmark = pytest.mark.journeys

SignIn = Callable[[str], Client]
NOWHERE = "01920000-0000-7000-8000-000000000000"
MOST_ACTS = 12  # from the template to a draft that lacks nothing but the voices


@pytest.fixture
def case_id(sessions: sessionmaker[Session], cast: Cast) -> UUID:
    """An open case of Boonmee: assessed, group 3, with a ground in the law."""
    with transaction(sessions) as session:
        scored(session, cast)
        case = opened(session, cast)
        grounded(session, cast, case)
        return case.id


@pytest.fixture
def draft_id(sessions: sessionmaker[Session], cast: Cast, case_id: UUID) -> UUID:
    """A written draft with one problem and one service."""
    with transaction(sessions) as session:
        return drafted(session, cast, session.get_one(Case, case_id)).id


def stored(sessions: sessionmaker[Session], plan_id: UUID) -> PlanDraft:
    """Return a plan as it is saved."""
    with sessions() as session:
        return read_plan(session, session.get_one(CarePlan, plan_id))


def begun(malee: Client, case_id: UUID) -> tuple[str, Page]:
    """Begin a draft through the case's page; return its editor."""
    made = malee.post(f"/cases/{case_id}/plan/new", after=malee.get(f"/cases/{case_id}"))
    path = made.answer.headers["Location"]
    return path, malee.get(path)


def choose(malee: Client, path: str, page: Page, what: str) -> Page:
    """Press one of the buttons that say what a draft begins with."""
    form = page.soup.select_one("#begin form")
    assert form is not None
    sent = {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}
    malee.send(str(form["action"]), {**sent, "begin": what})
    return malee.get(path)


class TestBeginning:
    def test_from_template_to_nothing_missing_in_few_acts(
        self, sign_in: SignIn, case_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        """Acts beyond reading: every press of a button and every field that is filled in."""
        malee = sign_in("malee")
        path, page = begun(malee, case_id)
        acts = 1
        first = page.soup.select_one("#begin button")
        assert first is not None
        assert "กลุ่ม 3" in first.get_text()  # the person's own group stands first
        page = choose(malee, path, page, str(first["value"]))
        acts += 1
        typed = {"urgency": "yellow", "wishes_elder": "อยากอยู่บ้าน", "wishes_family": "ขอเรียนพลิกตัว"}
        malee.submit(page, path, typed)
        acts += len(typed) + 1
        plan_id = UUID(path.split("/")[2])
        draft = stored(sessions, plan_id)
        lacks = missing(draft, has_ground=True, is_agreed=False, most_months=12, on=TODAY)
        assert [lack.code for lack in lacks] == ["not_agreed"]
        assert acts <= MOST_ACTS
        assert (draft.urgency, len(draft.services)) == ("yellow", 9)
        assert draft.services[1].doer_user_id is not None  # the one caregiver of the team

    def test_a_written_draft_offers_no_beginning_and_refuses_one(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        page = malee.get(path)
        assert not page.soup.select("#begin")
        malee.post(f"/plans/{draft_id}/begin", {"begin": "empty"}, after=page)
        assert "มีคนเขียนแล้ว" in malee.get(path).text
        assert len(stored(sessions, draft_id).services) == 1

    def test_a_copy_of_last_year_may_be_left_for_a_template_and_taken_up_again(
        self, cast: Cast, sign_in: SignIn, draft_id: UUID, case_id: UUID,
        sessions: sessionmaker[Session],
    ) -> None:  # fmt: skip
        with transaction(sessions) as session:
            in_use(session, cast, session.get_one(CarePlan, draft_id))
        malee = sign_in("malee")
        path, page = begun(malee, case_id)
        plan_id = UUID(path.split("/")[2])
        assert [line.text for line in stored(sessions, plan_id).services] == ["เช็ดตัว"]
        page = choose(malee, path, page, "empty")
        assert stored(sessions, plan_id).services == ()
        page = choose(malee, path, page, "before")
        again = stored(sessions, plan_id)
        assert [line.text for line in again.services] == ["เช็ดตัว"]
        assert again.services[0].line_id == stored(sessions, draft_id).services[0].line_id

    @pytest.mark.parametrize("begin", ["", "group_9", "before"])
    def test_what_is_no_beginning_changes_nothing(
        self, sign_in: SignIn, case_id: UUID, sessions: sessionmaker[Session], begin: str
    ) -> None:
        malee = sign_in("malee")
        path, page = begun(malee, case_id)
        page = choose(malee, path, page, begin)
        assert "กรุณาเลือกจากรายการ" in page.text
        assert stored(sessions, UUID(path.split("/")[2])).services == ()

    def test_a_lost_race_says_so(self, sign_in: SignIn, case_id: UUID) -> None:
        malee = sign_in("malee")
        path, page = begun(malee, case_id)
        choose(malee, path, page, "empty")
        assert "มีคนแก้ร่างแผนนี้เมื่อครู่" in choose(malee, path, page, "group_3").text

    def test_others_stay_out(self, sign_in: SignIn, draft_id: UUID) -> None:
        for username, status in (("malee_elsewhere", 404), ("nok", 403)):
            client = sign_in(username)
            token = client.get("/my-role").value_of("csrf_token")
            client.send(f"/plans/{draft_id}/begin", {"csrf_token": token}, expect=status)


class TestFields:
    def test_all_fields_are_kept_and_shown_on_the_plan(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        typed = {
            "urgency": "red", "outside_week": "ลูกสาวพาไปหาหมอ", "budget_satang": "๑๒,๐๐๐.๕๐",
            "budget_reason": "มีแผล", "over_rate_reason": "ต้องทำแผลทุกวัน",
            "other_funding": "กองทุน อบจ.",
            "services-1-kind": "merit", "services-1-doer": "relative", "services-1-times": "1",
            "services-1-per": "month", "services-1-referred_to": "วัดพระยืน",
        }  # fmt: skip
        malee.submit(malee.get(path), path, typed)
        draft = stored(sessions, draft_id)
        assert (draft.urgency, draft.budget_satang) == ("red", 12_000_50)
        assert draft.services[1].referred_to == "วัดพระยืน"
        page = malee.get(f"/plans/{draft_id}")
        for words in ("แดง", "ลูกสาวพาไปหาหมอ", "12,000.50 บาท", "เกินอัตรา 1,558.50 บาท",
                      "กองทุน อบจ.", "ส่งต่อให้ วัดพระยืน", "นอกสิทธิประโยชน์", "ราคาท้องถิ่น"):  # fmt: skip
            assert words in page.text

    def test_wrong_money_is_told_at_its_field_and_nothing_typed_is_lost(
        self, sign_in: SignIn, draft_id: UUID
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        typed = {"budget_satang": "แปดพัน", "services-0-cost_satang": "5", "outside_week": "ลูกช่วย"}
        page = malee.submit(malee.get(path), path, typed, expect=422)
        assert "จำนวนเงินเป็นตัวเลข" in page.error_at("budget_satang")
        assert page.value_of("budget_satang") == "แปดพัน"
        page = malee.submit(page, path, {"budget_satang": ""}, expect=422)
        assert "เฉพาะอุปกรณ์" in page.error_at("services-0-cost_satang")
        assert page.soup.select_one("details#services-0[open]")
        assert page.value_of("outside_week").strip() == "ลูกช่วย"

    def test_lines_are_sentences_that_open(self, sign_in: SignIn, draft_id: UUID) -> None:
        page = sign_in("malee").get(f"/plans/{draft_id}/edit")
        summary = page.soup.select_one("details#services-0:not([open]) > summary")
        assert summary is not None
        words = " ".join(summary.get_text(" ").split())
        for part in ("เช็ดตัว", "2 ครั้งต่อสัปดาห์ ครั้งละ 80 นาที", "ผู้ดูแลผู้สูงอายุ", "ดูแลกิจวัตรประจำวัน", "แก้"):
            assert part in words

    def test_a_frequency_that_cannot_be_read_is_told_not_broken(
        self, sign_in: SignIn, draft_id: UUID
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        typed = {"services-0-per": "moon", "services-0-times": "สอง"}
        page = malee.submit(malee.get(path), path, typed, expect=422)
        assert "ยังไม่ได้บอกว่าบ่อยแค่ไหน" in page.text
        assert page.error_at("services-0-per")

    def test_cost_is_asked_by_others_too(
        self, cast: Cast, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        with transaction(sessions) as session:
            plan = session.get_one(CarePlan, draft_id)
            case = session.get_one(Case, plan.case_id)
            override_group(session, case, "4", "หมอวินิจฉัย", version=case.version,
                           by=cast.actor("malee"), at=AT)  # fmt: skip
            found = plan_cost(session, plan, on=TODAY)
        assert (found.total_satang, found.rate_satang, found.year) == (104 * 50_00, 10_442_00, 2570)


class TestHealthSnapshot:
    def test_the_plan_keeps_what_was_known_when_it_came_into_use(
        self, cast: Cast, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        with transaction(sessions) as session:
            elder = session.get_one(Elder, cast.boonmee_id)
            nok = cast.actor("nok")
            write_down(session, elder, drafts.medicine(name="ยาเดิม"), by=nok, at=AT, on=TODAY)
            plan = session.get_one(CarePlan, draft_id)
            assert plan.health_words is None
            in_use(session, cast, plan)
            write_down(session, elder, drafts.medicine(name="ยาใหม่"), by=nok, at=AT, on=TODAY)
        with sessions() as session:
            kept = plan_health(session, session.get_one(CarePlan, draft_id))
        assert "ยาเดิม" in kept["medicines"][0]
        assert len(kept["medicines"]) == 1
        shown = sign_in("malee").get(f"/plans/{draft_id}").soup.select_one("#plan-health")
        assert shown is not None
        assert "ยาเดิม" in shown.text
        assert "ยาใหม่" not in shown.text

    def test_it_is_health_detail(self, sign_in: SignIn, draft_id: UUID) -> None:
        assert not sign_in("daughter").get(f"/plans/{draft_id}").soup.select("#plan-health")


def test_all_that_is_known_stands_beside(
    cast: Cast, sign_in: SignIn, sessions: sessionmaker[Session], asked: list[str]
) -> None:
    folder = settle(sessions, cast)["a"]
    malee = sign_in("malee")
    asked.clear()
    page = malee.get(f"/plans/{folder.get('plan_id')}/edit")
    known = page.soup.select_one("#known")
    assert known is not None
    words = " ".join(known.get_text(" ").split())
    for part in ("ADL", "9Q", "คุยกันดี", "ไม่มีใครอยู่", "น้องชาย", "ไม่มีรายได้", "จันทร์", "ทีมดูแล"):
        assert part in words
    assert len([one for one in asked if one.lstrip().upper().startswith("SELECT")]) <= 36


class TestTwoAtOnce:
    def race(self, malee: Client, path: str, theirs: dict[str, str], mine: dict[str, str]) -> Page:
        """Two open the editor, they save first."""
        before = malee.get(path)
        malee.submit(before, path, theirs)
        return malee.submit(before, path, mine, expect=409)

    def test_what_only_one_changed_is_kept_of_both(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        theirs = {"cautions": "ของเขา", "problems-0-goal": "เป้าของเขา"}
        new = {"services-1-kind": "food", "services-1-doer": "relative", "services-1-times": "3",
               "services-1-per": "day"}  # fmt: skip
        page = self.race(malee, path, theirs, {"services-0-text": "ของฉัน", **new})
        assert not page.soup.select("input[type=radio]")
        kept = page.soup.select_one("#kept")
        assert kept is not None
        assert "เป้าของเขา" in kept.text
        malee.submit(page, path, {})
        draft = stored(sessions, draft_id)
        assert (draft.cautions, draft.problems[0].goal) == ("ของเขา", "เป้าของเขา")
        assert [line.text for line in draft.services] == ["ของฉัน", ""]

    def test_their_new_line_and_mine_are_both_there(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        theirs, mine = (
            {"problems-1-text": text, "problems-1-source": "team"} for text in ("เขา", "ฉัน")
        )
        page = self.race(malee, path, theirs, mine)
        malee.submit(page, path, {})
        assert {line.text for line in stored(sessions, draft_id).problems} >= {"เขา", "ฉัน"}

    def test_a_line_that_one_took_out_and_the_other_changed_is_asked_about(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        before = malee.get(path)
        cut = malee.submit(before, path, {"lines": "cut-services-0"}, expect=200)
        malee.submit(cut, path, {})
        page = malee.submit(before, path, {"services-0-text": "ยังต้องทำ"}, expect=409)
        assert "(ตัดออก)" in page.text
        take = str(page.soup.select_one("input[name^=take-]")["name"])
        again = malee.submit(page, path, {take: "mine"})
        assert again.status == 303
        assert [line.text for line in stored(sessions, draft_id).services] == ["ยังต้องทำ"]

    def test_my_cut_may_win_over_their_change(
        self, sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        before = malee.get(path)
        cut = malee.submit(before, path, {"lines": "cut-services-0"}, expect=200)
        malee.submit(before, path, {"services-0-text": "ของเขา"})
        for side, left in (("theirs", ["ของเขา"]), ("mine", [])):
            page = malee.submit(cut, path, {}, expect=409)
            take = str(page.soup.select_one("input[name^=take-]")["name"])
            malee.submit(page, path, {take: side})
            assert [line.text for line in stored(sessions, draft_id).services] == left

    def test_a_page_of_old_without_marks_asks_about_everything_that_differs(
        self, sign_in: SignIn, draft_id: UUID
    ) -> None:
        malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
        mine = {"services-0-text": "ของฉัน", "began": ""}
        page = self.race(malee, path, {"cautions": "ของเขา"}, mine)
        assert len({one["name"] for one in page.soup.select("input[type=radio]")}) == 2


def test_the_plan_that_was_saved_is_the_newest(
    sign_in: SignIn, draft_id: UUID, sessions: sessionmaker[Session]
) -> None:
    """One version of a plan is written, never a second one beside it."""
    malee, path = sign_in("malee"), f"/plans/{draft_id}/edit"
    malee.submit(malee.get(path), path, {"cautions": "ใหม่"})
    with sessions() as session:
        assert len(session.exec(select(CarePlan)).all()) == 1
