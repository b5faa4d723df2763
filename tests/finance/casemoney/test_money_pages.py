"""Pages of money: who sees what, papers over many cases, a month signed by four, nappies."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.finance.casemoney.models import MoneyDocument, MoneyEntry, NappyDelivery, PayStatement
from ltc.finance.casemoney.rules.limits import amount_field
from tests.cast import Cast
from tests.client import Client
from tests.finance.casemoney.made import RATE, approved, at_the_provider, under, visited

SignIn = Callable[[str], Client]
NEW = "/money/transfers/new/transferred?year=2570"
WHOLE = {"reference": "สปสช. 101", "dated_on": "2/11/2569", "total": "10,442"}


@pytest.fixture
def case_id(sessions: sessionmaker[Session], cast: Cast) -> str:
    """Boonmee's case with an approved plan."""
    with sessions() as session, session.begin():
        return str(approved(session, cast).case_id)


@pytest.fixture
def statement(sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn) -> str:
    """The address of Som's October, which she has reported herself."""
    with sessions() as session, session.begin():
        plan = approved(session, cast)
        at_the_provider(session, cast, plan, 100_000)
        under(session, cast)
        visited(session, cast, date(2026, 10, 6), plan=plan)
        visited(session, cast, date(2026, 10, 7), plan=plan, minutes=20)
    client = sign_in("som")
    page = client.get("/my-pay?month=2026-10-01")
    assert "50.00 บาท ห้าสิบบาทถ้วน" in page.text
    assert "สั้นกว่าเวลาที่กำหนด" in page.text
    answer = client.submit(page, "/my-pay?month=2026-10-01", {})
    return str(answer.answer.headers["Location"])


def test_the_month_that_runs_can_be_looked_at_and_not_signed(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    with sessions() as session, session.begin():
        plan = approved(session, cast)
        under(session, cast)
        visited(session, cast, date(2026, 11, 3), plan=plan)
    som = sign_in("som")
    assert som.get("/my-pay").soup.select('option[value="2026-11-01"]')
    page = som.get("/my-pay?month=2026-11-01")
    assert "ถึงวันนี้ 50.00 บาท" in page.text
    assert "เซ็นรายงานเดือนนี้" not in page.text


class TestTransfers:
    def test_a_paper_is_recorded_and_stands_on_the_case(
        self, sign_in: SignIn, case_id: str, sessions: sessionmaker[Session]
    ) -> None:
        client = sign_in("wilai")
        page = client.get(NEW)
        assert "นายบุญมี ใจดี" in page.text
        client.submit(page, NEW, WHOLE)
        with sessions() as session:
            assert session.exec(select(MoneyEntry)).one().amount_satang == RATE
        text = client.get(f"/cases/{case_id}/money").text
        assert "โอนและยกมา 10,442.00 สปสช. 101 · 2 พ.ย. 2569" in text
        assert "10,442.00" in client.get("/money?year=2570").text
        assert "สปสช. 101" in client.get("/money/transfers?year=2570").text

    @pytest.mark.parametrize(
        ("over", "field"),
        [({"total": "10,441"}, "total"), ({"total": "x"}, "total"),
         ({"reference": ""}, "reference"),
         ({"dated_on": "23/11/2569"}, "dated_on"), ({"dated_on": ""}, "dated_on")],
    )  # fmt: skip
    def test_wrong_input_saves_nothing_and_keeps_all(
        self, sign_in: SignIn, case_id: str, sessions: sessionmaker[Session],
        over: dict[str, str], field: str,
    ) -> None:  # fmt: skip
        client = sign_in("wilai")
        page = client.submit(client.get(NEW), NEW, WHOLE | over, expect=422)
        assert page.error_at(field)
        assert page.value_of("total") == (WHOLE | over)["total"]
        with sessions() as session:
            assert session.exec(select(MoneyEntry)).all() == []

    def test_more_than_approved_is_said_at_the_person(
        self, sign_in: SignIn, cast: Cast, sessions: sessionmaker[Session]
    ) -> None:
        with sessions() as session, session.begin():
            name = amount_field(approved(session, cast, ltc=600_000).id)
        client = sign_in("wilai")
        page = client.submit(
            client.get(NEW), NEW, WHOLE | {name: "7000", "total": "7000"}, expect=422
        )
        assert "เกินที่อนุมัติ" in page.error_at(name)

    def test_a_paper_is_taken_back_after_asking(
        self, sign_in: SignIn, case_id: str, sessions: sessionmaker[Session]
    ) -> None:
        client = sign_in("wilai")
        client.submit(client.get(NEW), NEW, WHOLE)
        with sessions() as session:
            path = f"/money/transfers/{session.exec(select(MoneyDocument)).one().id}"
        client.submit(client.get(f"{path}/reverse"), f"{path}/reverse", {}, expect=422)
        client.submit(client.get(f"{path}/reverse"), f"{path}/reverse", {"because": "พิมพ์ผิดคน"})
        assert "กลับรายการแล้ว เพราะ พิมพ์ผิดคน" in client.get(path).text
        sign_in("malee").get(f"{path}/reverse", expect=403)


class TestWhoSeesWhat:
    def test_an_auditor_sees_money_without_names(self, sign_in: SignIn, case_id: str) -> None:
        client = sign_in("auditor")
        for path in ("/money?year=2570", f"/cases/{case_id}/money", "/money.csv?year=2570"):
            page = client.get(path)
            assert "บุญมี" not in page.html
            assert "ราย " in page.html
        client.get(NEW, expect=403)

    def test_the_file_has_the_sums(self, sign_in: SignIn, case_id: str) -> None:
        lines = sign_in("wilai").get("/money.csv?year=2570").html.splitlines()
        assert lines[1].startswith("นายบุญมี ใจดี,ราย ")
        assert lines[-1].startswith("รวม,,2570,10442.00,10442.00,0.00")

    @pytest.mark.parametrize(
        ("who", "status"),
        [("malee", 200), ("prathan", 200), ("som", 403), ("nok", 403), ("admin", 403),
         ("director", 403), ("malee_elsewhere", 404)],
    )  # fmt: skip
    def test_the_money_of_a_case(
        self, sign_in: SignIn, case_id: str, who: str, status: int
    ) -> None:
        sign_in(who).get(f"/cases/{case_id}/money", expect=status)

    def test_the_case_leads_to_its_money_for_who_may_see_it(
        self, sign_in: SignIn, case_id: str
    ) -> None:
        link = f"/cases/{case_id}/money"
        assert link in sign_in("malee").get(f"/cases/{case_id}").html
        assert link not in sign_in("som").get(f"/cases/{case_id}").html

    def test_nobody_sets_their_own_pay(self, sign_in: SignIn, cast: Cast) -> None:
        client = sign_in("malee")
        client.get(f"/pay/regimes/{cast.users['malee']}", expect=404)
        page = client.get(f"/pay/regimes/{cast.users['som']}")
        path = f"/pay/regimes/{cast.users['som']}"
        client.submit(page, path, {"regime": "ltc_visit", "amount": "50"}, expect=422)
        client.submit(page, path, {"regime": "ltc_visit", "amount": "50", "order_no": "9/2569"})
        assert "9/2569" in client.get("/pay/regimes").text


class TestStatements:
    def test_four_sign_and_then_it_is_paid(
        self, sign_in: SignIn, statement: str, sessions: sessionmaker[Session]
    ) -> None:
        for who in ("malee", "wilai", "prathan"):
            client = sign_in(who)
            client.submit(client.get(statement), f"{statement}/sign", {})
        client = sign_in("wilai")
        wrong = client.submit(
            client.get(statement), f"{statement}/paid", {"reference": ""}, expect=422
        )
        assert wrong.error_at("reference")
        client.submit(client.get(statement), f"{statement}/paid", {"reference": "ฎ 12/2570"})
        assert "ฎ 12/2570" in client.get(statement).text
        assert "จ่ายแล้ว" in client.get("/pay?month=2026-10-01").text
        with sessions() as session:
            assert session.exec(select(PayStatement)).one().paid_by_name == "วิไล เงินทอง"

    def test_out_of_turn_nobody_signs(self, sign_in: SignIn, statement: str) -> None:
        client = sign_in("prathan")
        page = client.get(statement)
        assert "เซ็นเป็น" not in page.text
        sent = client.submit(page, f"{statement}/sign", {"version": "2"}, expect=422)
        assert "ลายเซ็นถัดไปเป็นของ" in sent.text

    def test_who_was_slower_sees_the_page_as_it_is_now(
        self, sign_in: SignIn, statement: str
    ) -> None:
        path = f"{statement}/take-back"
        client = sign_in("malee")
        slow = client.get(path)
        client.submit(client.get(statement), f"{statement}/sign", {})
        page = client.submit(slow, path, {"because": "ขาดไปหนึ่งบ้าน"}, expect=409)
        assert page.value_of("because").strip() == "ขาดไปหนึ่งบ้าน"
        client.submit(page, path, {})
        assert "ดึงกลับแล้ว" in client.get(statement).text

    def test_a_caregiver_sees_her_own_only(self, sign_in: SignIn, statement: str) -> None:
        assert "50.00" in sign_in("som").get(statement).text
        sign_in("kham").get(statement, expect=404)
        sign_in("malee_elsewhere").get(statement, expect=404)
        sign_in("som").get("/pay", expect=403)
        assert "บุญมี" not in sign_in("auditor").get(statement).html


class TestNappies:
    def test_decided_delivered_and_taken_back(
        self, sign_in: SignIn, cast: Cast, sessions: sessionmaker[Session]
    ) -> None:
        client, home = sign_in("nok"), f"/elders/{cast.boonmee_id}/nappies"
        asked = {"granted": "yes", "ground": "incontinence", "diaper": "๓"}
        page = client.submit(client.get(f"{home}/decide"), f"{home}/decide", asked, expect=422)
        assert page.error_at("indication")
        client.submit(page, f"{home}/decide", {"indication": "พยาบาลประเมิน"})
        dear = {"diaper": "90", "diaper_price": "9.51"}
        page = client.submit(client.get(f"{home}/deliver"), f"{home}/deliver", dear, expect=422)
        assert "ชิ้นละไม่เกิน 9.50 บาท" in page.error_at("reason")
        client.submit(page, f"{home}/deliver", {"diaper_price": "9.50"})
        with sessions() as session:
            row = session.exec(select(NappyDelivery)).one()
        assert row.amount_satang == 85_500
        back = f"{home}/{row.id}/take-back"
        client.submit(client.get(back), back, {"because": "ส่งผิดบ้าน"})
        assert "กลับรายการแล้ว" in client.get(home).text
        sign_in("wilai").get(home, expect=403)
        sign_in("nok_elsewhere").get(home, expect=404)
