"""A year of one elder, through the pages, on both databases.

Assess, draft, hear all voices with one objection, revise, begin at once as an interim plan,
propose, approve, transfer, serve, pay, review, and renew.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col, select

from ltc.care.approval.models import ApprovalRound, ProposalCase
from ltc.care.approval.queries.decisions import approvals_of
from ltc.care.cases.models import CarePlan
from ltc.care.cases.queries.plans import read_plan
from ltc.care.conferences.models import Hearing, Party, Voice, VoiceLink
from ltc.care.conferences.queries.finding import link_token
from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import Elder
from ltc.care.elders.terms import TeamDraft
from ltc.finance.casemoney.models import PayStatement
from ltc.finance.casemoney.queries.ledger import balances
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from tests.care.approval.meeting import seated
from tests.cast import AT, TODAY, Cast
from tests.client import Client, Page
from tests.journeys.test_main_job import BARTHEL, assess, choice, follow, log_visit

pytestmark = pytest.mark.journeys
SignIn = Callable[[str], Client]
OBJECTION = "อยากให้มาวันเว้นวัน ไม่ใช่อาทิตย์ละสองครั้ง"
BETTER = BARTHEL | {"feeding": 2, "transfer": 2}


class Year:
    """One elder's year: who does what, where it lies, what day it is."""

    def __init__(self, sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn) -> None:
        self.sessions, self.cast, self.sign_in = sessions, cast, sign_in
        self.elder_path = f"/elders/{cast.boonmee_id}"
        with transaction(sessions) as session:
            nurse = TeamDraft("nurse", cast.users["nok"], "", "", "", TODAY)
            elder = session.get_one(Elder, cast.boonmee_id)
            join_team(session, elder, nurse, by=cast.actor("malee"), at=AT)

    def the(self, username: str) -> Client:
        """Somebody's browser, signed in on this day."""
        return self.sign_in(username)

    def plan(self, status: str) -> tuple[UUID, str]:
        """The id and the address of the plan that stands so."""
        with self.sessions() as session:
            wanted = select(CarePlan.id).where(CarePlan.status == status)
            found = session.exec(wanted.order_by(col(CarePlan.number).desc())).first()
            assert found, f"no plan is {status}"
            return found, f"/plans/{found}"

    def hearing(self) -> str:
        """The address of the case of the newest conference."""
        with self.sessions() as session:
            wanted = select(Hearing.id).order_by(col(Hearing.id).desc())
            return f"/hearings/{session.exec(wanted).first()}"

    def party(self, kind: str) -> str:
        """The address of a party of the newest conference."""
        with self.sessions() as session:
            wanted = select(Party.id).where(Party.kind == kind).order_by(col(Party.id).desc())
            return f"{self.hearing()}/parties/{session.exec(wanted).first()}"


@contextmanager
def on(day: date) -> Iterator[None]:
    """Live on another day."""
    with clock.living_on(day):
        yield


def post(browser: Client, page: Page, mark: str, data: dict[str, Any] | None = None) -> Page:
    """Send the form of a page whose address ends with ``mark``; follow where it leads."""
    form = next(
        form for form in page.soup.select("main form[action]")
        if str(form["action"]).split("?")[0].endswith(mark)
    )  # fmt: skip
    values = {
        str(field["name"]): str(field.get("value", ""))
        for field in form.select("input[type=hidden][name]")
    }
    return follow(browser, browser.send(str(form["action"]), values | (data or {})))


def assessed(year: Year, wanted: dict[str, int]) -> None:
    nurse = year.the("nok")
    assess(nurse, year.elder_path, "barthel", wanted)
    tai = assess(
        nurse, year.elder_path, "tai", {"mobility": 2, "mental": 5, "eating": 4, "toilet": 3}
    )
    path = f"{tai.answer.request.path}/tai"
    nurse.submit(nurse.get(path), path, {"tai_class": "I3"})


def opened_and_drafted(year: Year) -> None:
    """A case, a ground in the law, and a draft with one line that the drafter proposed."""
    malee = year.the("malee")
    path = f"{year.elder_path}/case/new"
    case = follow(malee, malee.submit(malee.get(path), path, {}))
    case_path = case.answer.request.path
    ground = malee.get(f"{case_path}/grounds/new")
    malee.submit(ground, f"{case_path}/grounds/new", {"kind": "health_care", "scope": "care"})
    malee.post(f"{case_path}/plan/new", after=malee.get(case_path))
    _plan_id, path = year.plan("draft")
    post(malee, malee.get(f"{path}/proposals"), "bathing/accept")
    page = malee.get(f"{path}/edit")
    wished = {"wishes_elder": "อยากอาบน้ำให้สดชื่น", "services-0-times": "2", "services-0-per": "week",
              "services-0-doer": choice(page, "services-0-doer", "สม บุญมา")}  # fmt: skip
    malee.submit(page, f"{path}/edit", wished)
    refused = malee.get(path)
    assert "ยังฟังเสียงไม่ครบทุกฝ่าย" in refused.text


def called(year: Year, held_on: str) -> None:
    malee = year.the("malee")
    plan_id, _path = year.plan("draft")
    form = malee.get("/conferences/new")
    malee.submit(form, "/conferences/new", {
        "kind": "meeting", "held_on": held_on, "starts_at": "13:00", "place": "ศาลาเทศบาล",
        "plans": str(plan_id),
    })  # fmt: skip


def says(browser: Client, path: str, **marks: str) -> None:
    """Speak on a voice page: agreement where nothing is marked."""
    page = browser.get(path)
    browser.submit(page, path, marks)


def heard_by_all(year: Year, *, objects: bool) -> None:
    """Nurse and caregiver from their own accounts, the rest in the meeting by telephone or link."""
    for who, kind in (("nok", "nurse"), ("som", "caregiver"), ("malee", "care_manager")):
        says(year.the(who), f"{year.party(kind)}/voice")
    malee = year.the("malee")
    says(malee, f"{year.party('elder')}/voice?how=telephone", heard_by="มาลี ใจงาม", witness="สม")
    link_path = f"{year.party('relative')}/link"
    malee.submit(malee.get(link_path), link_path, {})
    page = malee.get(link_path)
    with year.sessions() as session:
        made = session.exec(select(VoiceLink).order_by(col(VoiceLink.made_at).desc())).first()
        assert made
        token_path = f"/v/{link_token(session, made)}"
    assert token_path in page.text
    relative = Client(malee.app)
    page = relative.get(token_path)
    assert "สม บุญมา" in page.text
    said = {}
    if objects:
        service = _service_line(year)
        said = {f"stance_{service}": "object", f"words_{service}": OBJECTION}
    relative.submit(page, token_path, said)
    refused = relative.http.get(token_path)
    assert refused.status_code in (403, 404, 410), "a link is used once"


def _service_line(year: Year) -> str:
    with year.sessions() as session:
        plan = session.get_one(CarePlan, year.plan("draft")[0])
        line_id = read_plan(session, plan).services[0].line_id
        assert line_id
        return line_id.hex


def revised(year: Year) -> None:
    """The line that was objected to is changed, and spoken about again by everybody."""
    malee = year.the("malee")
    _plan_id, path = year.plan("draft")
    page = malee.get(f"{path}/edit")
    malee.submit(page, f"{path}/edit", {"services-0-times": "4"})
    for kind in ("elder", "relative", "caregiver", "nurse", "care_manager"):
        told = {"heard_by": "มาลี ใจงาม", "witness": "สม"} if kind != "care_manager" else {}
        says(malee, f"{year.party(kind)}/voice?how=telephone", **told)


def agreed_and_begun(year: Year) -> None:
    """Every line enters, the case is closed, and the plan drives visits from the first day."""
    malee = year.the("malee")
    hearing = year.hearing()
    post(malee, malee.get(hearing), "/agreed")
    post(malee, malee.get(hearing), f"{hearing}/close")
    _plan_id, path = year.plan("draft")
    case = post(malee, malee.get(path), "/activate")
    assert "ยังไม่อนุมัติ" in case.text
    assert "ยังไม่อนุมัติ" in year.the("malee").get(year.elder_path).text
    log_visit(year.the("som"), year.elder_path)


def provided(year: Year) -> None:
    """The centre that proposes is known."""
    malee = year.the("malee")
    named = {"name_th": "ศูนย์พัฒนาคุณภาพชีวิตผู้สูงอายุ", "kind": "centre"}
    malee.submit(malee.get("/approval/providers"), "/approval/providers", named)


def proposed(year: Year) -> None:
    malee = year.the("malee")
    form = malee.get("/approval/proposals/new")
    made = malee.submit(form, "/approval/proposals/new", {"provider": choice(form, "provider")})
    page = follow(malee, made)
    assert "เสนอ" in page.text
    post(malee, page, "/submit")


def approved(year: Year, number: int) -> None:
    """A quorate meeting decides, the chair signs; what was interim is no more."""
    secretary = year.the("secretary")
    today = clock.today()
    held_on = f"{today.day}/{today.month}/{today.year + 543}"
    said = {"number": str(number), "year": str(today.year + 543), "held_on": held_on}
    form = secretary.get("/approval/rounds/new")
    meeting = follow(secretary, secretary.submit(form, "/approval/rounds/new", said))
    with year.sessions() as session:
        wanted = select(ApprovalRound.id).order_by(col(ApprovalRound.id).desc())
        path = f"/approval/rounds/{session.exec(wanted).first()}"
        row = session.exec(select(ProposalCase.id).order_by(col(ProposalCase.id).desc())).first()
    assert meeting.status == 200
    page = secretary.get(f"{path}/attendance")
    secretary.submit(page, f"{path}/attendance", {})
    page = secretary.get(f"{path}/cases/{row}")
    amounts = {"ltc_satang": "10,442", "local_satang": "0"}
    post(secretary, page, "/decide", {"outcome": "approved"} | amounts)
    chair = year.the("chair")
    chair.submit(chair.get(f"{path}/close"), f"{path}/close", {"signed_by": "กรรมการ คนที่1"})


def transferred(year: Year) -> None:
    """The national office to the municipality, the fund to the provider."""
    wilai = year.the("wilai")
    for hop, reference in (("transferred", "สปสช. 101/2569"), ("passed_on", "กองทุน 7/2569")):
        path = f"/money/transfers/new/{hop}"
        form = wilai.get(path)
        data = {"reference": reference, "dated_on": "22/11/2569", "total": "10,442"}
        page = follow(wilai, wilai.submit(form, path, data))
        assert "10,442.00" in page.text


def paid(year: Year) -> None:
    """Four people sign the month: the visit is worth its price once."""
    wilai = year.the("wilai")
    path = f"/pay/regimes/{year.cast.users['som']}"
    form = wilai.get(path)
    regime = next(
        str(field["value"]) for field in form.soup.select("input[name=regime]")
        if "ครั้ง" in str(field.parent.get_text() if field.parent else "")
    )  # fmt: skip
    wilai.submit(form, path, {"regime": regime, "amount": "50", "valid_from": "1/11/2569",
                              "order_no": "ประกาศ 1/2569"})  # fmt: skip
    with on(date(2026, 11, 25)):
        log_visit(year.the("som"), year.elder_path, "25/11/2569")
    with on(date(2026, 12, 2)):
        som = year.the("som")
        page = som.get("/my-pay?month=2026-11-01")
        som.submit(page, "/my-pay?month=2026-11-01", {})
        with year.sessions() as session:
            statement = f"/pay/{session.exec(select(PayStatement.id)).one()}"
        for who in ("malee", "wilai", "prathan"):
            browser = year.the(who)
            post(browser, browser.get(statement), "/sign")
        wilai = year.the("wilai")
        receipt = {"reference": "บจ. 12/2570", "paid_on": "2/12/2569"}
        post(wilai, wilai.get(statement), "/paid", receipt)
        # two visits, one of them before the plan was approved
        assert "ห้าสิบบาทถ้วน" in year.the("som").get(statement).text


def looked_at_again(year: Year) -> None:
    malee = year.the("malee")
    _plan_id, path = year.plan("active")
    form = malee.get(f"{path}/review")
    said = {"goal-0-reached": "partly", "took_part": "ลูกสาว ผู้ดูแล", "outcome": "continue"}
    malee.submit(form, f"{path}/review", said)
    assert "ดีขึ้นบ้าง" in malee.get(f"{path}/reviews").text


def renewed(year: Year) -> None:
    """Assessed anew, the plan copied, heard by all without an objection."""
    assessed(year, BETTER)
    malee = year.the("malee")
    with year.sessions() as session:
        case_id = session.get_one(CarePlan, year.plan("active")[0]).case_id
    malee.post(f"/cases/{case_id}/plan/new", after=malee.get(f"/cases/{case_id}"))
    called(year, "20/10/2570")
    heard_by_all(year, objects=False)
    hearing = year.hearing()
    post(malee, malee.get(hearing), "/agreed")
    post(malee, malee.get(hearing), f"{hearing}/close")


def test_a_year_of_one_elder(sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn) -> None:
    year = Year(sessions, cast, sign_in)
    with transaction(sessions) as session:
        seated(session, cast)
    assessed(year, BARTHEL)
    opened_and_drafted(year)
    called(year, "22/11/2569")
    heard_by_all(year, objects=True)
    assert OBJECTION in year.the("malee").get(year.hearing()).text
    revised(year)
    agreed_and_begun(year)
    plan_id, path = year.plan("active")
    assert money(year) == (0, 0)
    provided(year)
    proposed(year)
    approved(year, 1)
    assert "อนุมัติแล้ว" in year.the("malee").get(path).text
    transferred(year)
    paid(year)
    assert money(year) == (1_044_200, 5_000)

    with on(date(2027, 2, 24)):
        looked_at_again(year)
    with on(date(2027, 10, 20)):
        renewed(year)
        proposed(year)
        approved(year, 7)
        after_id, after = year.plan("draft")
        malee = year.the("malee")
        post(malee, malee.get(after), "/activate")
    with sessions() as session:
        assert session.get_one(CarePlan, plan_id).status == "superseded"
        assert set(approvals_of(session, [plan_id, after_id])) == {plan_id, after_id}
        kept = session.exec(select(Voice).where(Voice.stance == "object")).all()
        assert [voice.words for voice in kept] == [OBJECTION]


def money(year: Year) -> tuple[int, int]:
    """What came from the national office and what was used, in satang, over all years."""
    with year.sessions() as session:
        found = balances(session, year.cast.town_id).values()
        return sum(one.transferred for one in found), sum(one.used for one in found)
