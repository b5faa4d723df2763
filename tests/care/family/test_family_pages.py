"""The family's page and its links on both databases: what is shown, sent, refused, ended."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.models import Elder
from ltc.care.elders.queries.team import list_team
from ltc.care.events.actions import record_event
from ltc.care.events.terms import EventDraft
from ltc.care.family.actions import make_link, revoke_link, see_news, send_news
from ltc.care.family.models import FamilyLink, FamilyNews
from ltc.care.family.queries import address_token, count_waiting
from ltc.care.family.terms import LinkDraft, NewsDraft
from ltc.care.urgent.models import UrgentFinding
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import Conflict
from ltc.foundation.core.ids import new_id
from tests.care.cases.ordinary import drafted, grounded, in_use, opened
from tests.cast import AT, TODAY, Cast, elder_draft
from tests.client import Client, Page

SignIn = Callable[[str], Client]


def draft(**over: object) -> LinkDraft:
    """Return a link for Boonmee's daughter; name what differs."""
    values: dict[str, object] = {
        "who": "จันทร์ ใจดี", "relation": "ลูกสาว", "shows": ("visits", "plan", "team"),
        "agreed_by": "บุญมี ใจดี", "last_day": TODAY + timedelta(days=90),
        "operation_id": new_id(),
    }  # fmt: skip
    return LinkDraft(**values | over)  # type: ignore[arg-type]


def make(session: Session, cast: Cast, **over: object) -> FamilyLink:
    """Make a link of Boonmee."""
    elder = session.get_one(Elder, cast.boonmee_id)
    return make_link(session, elder, draft(**over), by=cast.actor("malee"), at=AT, on=TODAY)


@pytest.fixture
def path(sessions: sessionmaker[Session], cast: Cast) -> str:
    """The address of a link that shows all; Boonmee's plan asks the family to help with meals."""
    from ltc.care.cases.terms import ServiceLine
    from tests.care.cases.ordinary import SERVICE

    with transaction(sessions) as session:
        case = opened(session, cast)
        grounded(session, cast, case)
        meals = ServiceLine("food", "ป้อนข้าวเย็น", "relative", None, 1, "day", None)
        in_use(session, cast, drafted(session, cast, case, services=(SERVICE, meals)))
        return "/f/" + address_token(session, make(session, cast))


@pytest.fixture
def phone(app: Flask) -> Client:
    """A relative's telephone: signed in nowhere."""
    return Client(app)


def sent(sessions: sessionmaker[Session]) -> list[FamilyNews]:
    """Return all that families sent."""
    with sessions() as session:
        return list(session.exec(select(FamilyNews)).all())


def touch(phone: Client, page: Page, path: str, kind: str, **more: str) -> Page:
    """Touch a button of the page."""
    form = next(
        form
        for form in page.soup.select("main form")
        if (found := form.select_one("[name=kind]")) and found["value"] == kind
    )
    values = {str(f["name"]): str(f.get("value", "")) for f in form.select("input[type=hidden]")}
    status = int(more.pop("expect", "303"))
    return phone.send(path, values | more, expect=status)


def test_it_shows_what_was_agreed_and_one_given_name(phone: Client, path: str) -> None:
    page = phone.get(path)
    assert page.heading == "บุญมี"
    for shown in ("จะมีคนไปเยี่ยม", "ป้อนข้าวเย็น", "สม บุญมา"):
        assert shown in page.text
    for hidden in ("ใจดี ·", "12/3", "081-", "ติดบ้าน", "ADL", "1944"):
        assert hidden not in page.text


def test_what_was_not_agreed_is_not_there(
    sessions: sessionmaker[Session], cast: Cast, phone: Client, path: str
) -> None:
    with transaction(sessions) as session:
        narrow = "/f/" + address_token(session, make(session, cast, shows=("visits",)))
    page = phone.get(narrow)
    assert "จะมีคนไปเยี่ยม" in page.text
    assert not page.soup.select("#work, #plan")
    assert "สม บุญมา" not in page.text


def test_an_opening_leaves_a_trace(
    sessions: sessionmaker[Session], cast: Cast, phone: Client, path: str
) -> None:
    phone.get(path)
    with sessions() as session:
        wanted = select(AuditEntry).where(AuditEntry.action == "family_link.opened")
        entry = session.exec(wanted).one()
    assert (entry.elder_id, entry.actor_name) == (cast.boonmee_id, "จันทร์ ใจดี (ลูกสาว)")


def test_done_and_not_done_are_kept_with_the_work_they_are_about(
    sessions: sessionmaker[Session], phone: Client, path: str
) -> None:
    touch(phone, phone.get(path), path, "done")
    touch(phone, phone.get(path), path, "not_done")
    assert [(one.kind, one.service) for one in sent(sessions)] == [
        ("done", "food"), ("not_done", "food"),
    ]  # fmt: skip


def test_a_worry_reaches_those_on_duty_at_once(
    sessions: sessionmaker[Session], cast: Cast, phone: Client, path: str, sign_in: SignIn
) -> None:
    touch(phone, phone.get(path), path, "worried")
    with sessions() as session:
        finding = session.exec(select(UrgentFinding)).one()
    assert (finding.elder_id, finding.opened_by_name) == (
        cast.boonmee_id, "จันทร์ ใจดี (ลูกสาว)",
    )  # fmt: skip
    assert "เป็นห่วง" in sign_in("malee").get("/family-news").text


def test_a_double_touch_is_one_row(
    sessions: sessionmaker[Session], phone: Client, path: str
) -> None:
    page = phone.get(path)
    touch(phone, page, path, "worried")
    touch(phone, page, path, "worried")
    assert len(sent(sessions)) == 1


def test_the_relative_reads_who_saw_it_and_the_answer(
    sessions: sessionmaker[Session], phone: Client, path: str, sign_in: SignIn
) -> None:
    touch(phone, phone.get(path), path, "message", words="พ่อไม่ยอมกินข้าวสองวันแล้ว")
    assert "รอคนอ่าน" in phone.get(path).text
    news = sent(sessions)[0]
    sign_in("malee").post(f"/family-news/{news.id}", {"answer": "พรุ่งนี้เช้าพยาบาลไปดูค่ะ"})
    page = phone.get(path)
    assert "มาลี ใจงาม อ่านแล้ว" in page.text
    assert "พรุ่งนี้เช้าพยาบาลไปดูค่ะ" in page.text


def test_an_empty_message_stays_on_the_page(
    sessions: sessionmaker[Session], phone: Client, path: str
) -> None:
    page = phone.post(path, {"kind": "message", "operation_id": str(new_id())}, expect=422)
    assert "เขียนข้อความสั้น ๆ ก่อนส่ง" in page.text
    assert not sent(sessions)


@pytest.mark.parametrize(
    "over",
    [
        {"kind": "admin"},
        {"kind": "done", "service": "wound"},
        {"kind": "message", "words": "ก" * 501},
        {"kind": "message", "words": "ดี", "operation_id": "x"},
    ],
)
def test_garbage_sends_nothing(
    sessions: sessionmaker[Session], phone: Client, path: str, over: dict[str, str]
) -> None:
    phone.post(path, {"operation_id": str(new_id()), **over}, expect=422)
    assert not sent(sessions)


def test_after_enough_of_one_day_it_says_whom_to_call(
    sessions: sessionmaker[Session], cast: Cast, phone: Client, path: str
) -> None:
    with transaction(sessions) as session:
        link = session.exec(select(FamilyLink)).one()
        elder = session.get_one(Elder, cast.boonmee_id)
        for _ in range(40):
            news = NewsDraft(new_id(), "call_me")
            send_news(session, link, elder, news, (), at=AT, on=TODAY)
    page = phone.post(path, {"kind": "call_me", "operation_id": str(new_id())}, expect=422)
    assert "1669" in page.text


class TestWorkingLink:
    """A link that ended in any way looks like one that never was."""

    @pytest.mark.parametrize("token", ["x", "A" * 43, "../../etc", "%00", "ก" * 43])
    def test_a_guess(self, phone: Client, path: str, token: str) -> None:
        phone.get(f"/f/{token}", expect=404)

    def test_forwarded_it_opens_until_it_is_revoked(
        self, sessions: sessionmaker[Session], cast: Cast, phone: Client, path: str
    ) -> None:
        phone.get(path)
        with transaction(sessions) as session:
            link = session.exec(select(FamilyLink)).one()
            revoke_link(session, link, because="ส่งต่อ", by=cast.actor("malee"), at=AT)
        phone.get(path, expect=404)

    def test_after_its_last_day(
        self, sessions: sessionmaker[Session], cast: Cast, phone: Client
    ) -> None:
        with transaction(sessions) as session:
            link = make(session, cast)
            address = "/f/" + address_token(session, link)
            link.last_day = TODAY - timedelta(days=1)
        phone.get(address, expect=404)

    @pytest.mark.parametrize("what", ["died_on", "moved_away_on"])
    def test_of_somebody_who_died_or_moved(
        self, sessions: sessionmaker[Session], cast: Cast, phone: Client, path: str, what: str
    ) -> None:
        open_page = phone.get(path)
        with transaction(sessions) as session:
            setattr(session.get_one(Elder, cast.boonmee_id), what, TODAY)
        touch(phone, open_page, path, "worried", expect="404")
        phone.get(path, expect=404)
        assert not sent(sessions)

    def test_of_somebody_in_hospital_it_rests_and_comes_back(
        self, sessions: sessionmaker[Session], cast: Cast, phone: Client, path: str
    ) -> None:
        happened(sessions, cast, "admission")
        phone.get(path, expect=404)
        happened(sessions, cast, "discharge")
        phone.get(path)


def happened(sessions: sessionmaker[Session], cast: Cast, kind: str) -> None:
    """Record today's event of Boonmee."""
    with transaction(sessions) as session:
        elder = session.get_one(Elder, cast.boonmee_id)
        draft = EventDraft(new_id(), kind, TODAY, "day", "family")
        record_event(session, elder, draft, by=cast.actor("malee"), at=AT, on=TODAY)


class TestMakingLinks:
    def test_it_works_and_leads_to_the_sheet_with_its_code(
        self, cast: Cast, sign_in: SignIn, phone: Client
    ) -> None:
        malee = sign_in("malee")
        made = malee.post(
            f"/elders/{cast.boonmee_id}/family",
            {"who": "จันทร์", "relation": "ลูกสาว", "shows": ["visits"], "agreed_by": "บุญมี",
             "last_day": "1/2/2570"},
        )  # fmt: skip
        sheet = malee.get(made.answer.headers["Location"])
        assert sheet.soup.select_one("svg.qr")
        address = sheet.soup.select_one(".address")
        assert address
        phone.get("/f/" + address.get_text(strip=True).rsplit("/", 1)[1])

    def test_the_relative_of_the_team_is_filled_in(self, cast: Cast, sign_in: SignIn) -> None:
        page = sign_in("malee").get(f"/elders/{cast.boonmee_id}/family")
        assert page.value_of("who") == "จันทร์ ใจดี"

    @pytest.mark.parametrize(
        ("over", "field"),
        [
            ({"last_day": "21/11/2569"}, "last_day"),
            ({"last_day": "1/1/2580"}, "last_day"),
            ({"shows": []}, "shows"),
            ({"who": ""}, "who"),
        ],
    )
    def test_wrong_input_saves_nothing_and_loses_nothing(
        self, sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn,
        over: dict[str, object], field: str,
    ) -> None:  # fmt: skip
        values = {"who": "จันทร์", "relation": "หลานสาว", "shows": ["visits"],
                  "agreed_by": "บุญมี", "last_day": "1/2/2570"}  # fmt: skip
        page = sign_in("malee").post(f"/elders/{cast.boonmee_id}/family", values | over, expect=422)
        assert page.error_at(field)
        assert page.value_of("relation") == "หลานสาว"
        with sessions() as session:
            assert not session.exec(select(FamilyLink)).all()

    def test_revoking_ends_it(
        self, sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn, phone: Client,
        path: str,
    ) -> None:  # fmt: skip
        with sessions() as session:
            link_id = session.exec(select(FamilyLink.id)).one()
        address = f"/elders/{cast.boonmee_id}/family/{link_id}/revoke"
        malee = sign_in("malee")
        malee.post(address, {"because": ""}, expect=422)
        phone.get(path)
        malee.post(address, {"because": "เบอร์หาย"})
        phone.get(path, expect=404)

    @pytest.mark.parametrize(
        ("who", "status"),
        [("malee_elsewhere", 404), ("nok", 403), ("som", 403), ("daughter", 403)],
    )
    def test_others_make_none(self, cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
        sign_in(who).get(f"/elders/{cast.boonmee_id}/family", expect=status)

    def test_a_link_of_another_elder_is_not_found(
        self, sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn, path: str
    ) -> None:
        with transaction(sessions) as session:
            by = cast.actor("malee")
            other = register_elder(
                session, cast.town_id, elder_draft(cast.community_id, given_name="แก้ว"),
                by=by, at=AT, on=TODAY,
            )  # fmt: skip
            link_id = session.exec(select(FamilyLink.id)).one()
        sign_in("malee").get(f"/elders/{other.id}/family/{link_id}", expect=404)


class TestNews:
    @pytest.fixture
    def news_id(self, sessions: sessionmaker[Session], phone: Client, path: str) -> UUID:
        """A message of Boonmee's daughter."""
        touch(phone, phone.get(path), path, "message", words="ขอยืมเตียงได้ไหม")
        return sent(sessions)[0].id

    def test_it_waits_until_somebody_saw_it(
        self, sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn, news_id: UUID
    ) -> None:
        malee = sign_in("malee")
        assert "ขอยืมเตียงได้ไหม" in malee.get("/family-news").text
        with sessions() as session:
            by = cast.actor("malee")
            assert count_waiting(session, by, on=TODAY, only_mine=True) == 1
        malee.post(f"/family-news/{news_id}", {"answer": ""})
        assert "ไม่มีข่าวค้าง" in malee.get("/family-news").text

    def test_who_asks_to_be_called_can_be_called(
        self, sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn, news_id: UUID
    ) -> None:
        malee = sign_in("malee")
        assert not malee.get(f"/family-news/{news_id}").soup.select("main a[href^='tel:']")
        with transaction(sessions) as session:
            daughter = next(
                row
                for row in list_team(session, cast.boonmee_id, on=TODAY)
                if row.team_role == "relative"
            )
            daughter.phone = "0810000099"
        assert malee.get(f"/family-news/{news_id}").soup.select("main a[href='tel:0810000099']")

    def test_two_who_answer_at_once_do_not_both(self, session: Session, cast: Cast) -> None:
        elder = session.get_one(Elder, cast.boonmee_id)
        link = make(session, cast)
        news = send_news(session, link, elder, NewsDraft(new_id(), "call_me"), (), at=AT, on=TODAY)
        see_news(session, news, answer="โทรแล้ว", by=cast.actor("malee"), at=AT)
        with pytest.raises(Conflict):
            see_news(session, news, answer="โทรด้วย", by=cast.actor("nok"), at=AT)
        assert news.answer == "โทรแล้ว"

    def test_the_second_answer_is_not_lost_from_the_page(
        self, sign_in: SignIn, news_id: UUID
    ) -> None:
        nok = sign_in("nok")
        page = nok.get(f"/family-news/{news_id}")
        sign_in("malee").post(f"/family-news/{news_id}", {"answer": "ได้ค่ะ"})
        late = nok.post(f"/family-news/{news_id}", {"answer": "มีสองเตียง"}, after=page, expect=409)
        assert "มีสองเตียง" in late.text
        assert "ได้ค่ะ" in late.text

    @pytest.mark.parametrize(
        ("who", "status"),
        [("malee_elsewhere", 404), ("som", 403), ("dr_thee", 403), ("daughter", 403)],
    )
    def test_others_do_not_answer(
        self, sign_in: SignIn, news_id: UUID, who: str, status: int
    ) -> None:
        sign_in(who).get(f"/family-news/{news_id}", expect=status)

    def test_of_nothing_there_is_nothing(self, sign_in: SignIn) -> None:
        sign_in("malee").get(f"/family-news/{new_id()}", expect=404)
        assert "ไม่มีข่าวค้าง" in sign_in("malee_elsewhere").get("/family-news").text


def test_a_link_of_somebody_who_moved_is_not_made(session: Session, cast: Cast) -> None:
    from ltc.foundation.core.errors import RuleViolation

    session.get_one(Elder, cast.boonmee_id).moved_away_on = date(2026, 11, 1)
    with pytest.raises(RuleViolation) as broken:
        make(session, cast)
    assert broken.value.code == "not_living_here"
