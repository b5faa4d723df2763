"""The pages of urgent findings: worried, do this now, on duty, taken by whom, ended."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import Elder
from ltc.care.elders.terms import TeamDraft
from ltc.care.urgent.models import UrgentAct, UrgentFinding
from ltc.foundation.core.db import transaction
from tests.cast import AT, TODAY, Cast
from tests.client import Client, Page

NOBODY = "01920000-0000-7000-8000-000000000000"
SignIn = Callable[[str], Client]


@pytest.fixture
def rows(sessions: sessionmaker[Session]) -> Callable[[], list[UrgentFinding]]:
    """Read all findings."""

    def read() -> list[UrgentFinding]:
        with sessions() as session:
            return list(session.exec(select(UrgentFinding)).all())

    return read


def acts(sessions: sessionmaker[Session]) -> list[str]:
    """What was done, in order."""
    with sessions() as session:
        return [act.kind for act in session.exec(select(UrgentAct)).all()]


def submit(client: Client, path: str, data: dict[str, str], expect: int = 303) -> Page:
    """Fill a page's form and send it."""
    return client.submit(client.get(path), path, data, expect=expect)


class TestWorried:
    def test_opens_a_finding_and_says_what_to_do(
        self, cast: Cast, sign_in: SignIn, rows: Callable[[], list[UrgentFinding]]
    ) -> None:
        som, path = sign_in("som"), f"/elders/{cast.boonmee_id}/worried"
        answer = submit(som, path, {"words": "วันนี้ซึม ไม่กินข้าว"})
        page = som.get(answer.answer.headers["Location"])
        assert page.heading == "ทำตอนนี้"
        assert {"tel:1669"} <= {str(a["href"]) for a in page.soup.select("a[href^='tel:']")}
        assert "อยู่ที่ บ้านเลขที่ 12/3" in page.text
        assert "ชุมชน" in page.soup.select("section.card p b")[0].get_text()
        assert [row.words for row in rows()] == ["วันนี้ซึม ไม่กินข้าว"]

    def test_sent_twice_is_one(
        self, cast: Cast, sign_in: SignIn, rows: Callable[[], list[UrgentFinding]]
    ) -> None:
        som, path = sign_in("som"), f"/elders/{cast.boonmee_id}/worried"
        page = som.get(path)
        for _click in range(2):
            som.submit(page, path, {"words": "ซึม"})
        assert len(rows()) == 1

    def test_without_words_nothing_is_saved(
        self, cast: Cast, sign_in: SignIn, rows: Callable[[], list[UrgentFinding]]
    ) -> None:
        page = submit(sign_in("som"), f"/elders/{cast.boonmee_id}/worried", {"words": " "}, 422)
        assert "เป็นห่วงเรื่องอะไร" in page.error_at("words")
        assert rows() == []

    def test_too_long_keeps_what_was_typed(self, cast: Cast, sign_in: SignIn) -> None:
        long = "ก" * 501
        path = f"/elders/{cast.boonmee_id}/worried"
        page = submit(sign_in("som"), path, {"words": long}, 422)
        assert page.value_of("words").strip() == long

    @pytest.mark.parametrize(
        ("who", "status"), [("kham", 404), ("nok_elsewhere", 404), ("daughter", 403),
                            ("director", 403)],
    )  # fmt: skip
    def test_not_by_others(self, cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
        sign_in(who).get(f"/elders/{cast.boonmee_id}/worried", expect=status)


class TestNow:
    def test_names_whom_to_call_in_order(
        self, cast: Cast, sign_in: SignIn, sessions: sessionmaker[Session], finding: UrgentFinding
    ) -> None:
        with transaction(sessions) as session:
            elder = session.get_one(Elder, cast.boonmee_id)
            draft = TeamDraft("relative", None, "ป้าแดง", "น้อง", "0811112222", TODAY)
            join_team(session, elder, draft, by=cast.actor("malee"), at=AT)
        page = sign_in("som").get(f"/urgent/{finding.id}/now")
        assert "tel:0811112222" in page.html
        assert "รอทีมหมอครอบครัวยืนยัน" in page.text

    def test_reading_it_is_kept_and_leads_to_the_call(
        self, sign_in: SignIn, sessions: sessionmaker[Session], finding: UrgentFinding
    ) -> None:
        som = sign_in("som")
        path = f"/urgent/{finding.id}"
        page = som.get(f"{path}/now")
        answer = som.send(f"{path}/seen", {"csrf_token": page.value_of("csrf_token")})
        assert answer.answer.headers["Location"].endswith(f"{path}/call")
        assert acts(sessions) == ["seen"]
        assert "อ่านแล้ว กำลังทำ" not in som.get(f"{path}/now").text

    def test_a_call_is_kept(
        self, sign_in: SignIn, sessions: sessionmaker[Session], finding: UrgentFinding
    ) -> None:
        som = sign_in("som")
        data = {"whom": "care_manager", "answer": "coming", "words": "ถึงสิบโมง"}
        submit(som, f"/urgent/{finding.id}/call", data)
        assert "ถึงสิบโมง" in som.get(f"/urgent/{finding.id}").text
        assert acts(sessions) == ["called"]

    def test_half_a_call_is_refused(
        self, sign_in: SignIn, sessions: sessionmaker[Session], finding: UrgentFinding
    ) -> None:
        data = {"whom": "other", "answer": "coming", "words": ""}
        page = submit(sign_in("som"), f"/urgent/{finding.id}/call", data, 422)
        assert page.error_at("words")
        assert acts(sessions) == []


class TestOnDuty:
    def test_shows_how_long_it_waits_and_who_is_asked(
        self, sign_in: SignIn, finding: UrgentFinding
    ) -> None:
        page = sign_in("malee").get("/urgent")
        assert "รอ 40 นาที ยังไม่มีใครรับ" in page.text
        assert "พยาบาลของเทศบาล" in page.text

    def test_one_takes_it_and_the_other_reads_who(
        self, sign_in: SignIn, finding: UrgentFinding
    ) -> None:
        malee, nok, path = sign_in("malee"), sign_in("nok"), f"/urgent/{finding.id}"
        theirs = {"csrf_token": nok.get(path).value_of("csrf_token")}
        malee.post(f"{path}/take", after=malee.get(path))
        page = nok.send(f"{path}/take", theirs, expect=409)
        assert "มาลี ใจงาม รับเรื่องนี้แล้ว" in page.text
        assert "มาลี ใจงาม รับเรื่องแล้ว" in sign_in("som").get("/urgent").text

    def test_ended_it_leaves_the_list_and_stays_readable(
        self, sign_in: SignIn, finding: UrgentFinding
    ) -> None:
        nok = sign_in("nok")
        submit(nok, f"/urgent/{finding.id}/close", {"outcome": "safe", "words": "วัดซ้ำปกติ"})
        assert "ตอนนี้ไม่มีเรื่องด่วน" in nok.get("/urgent").text
        assert "ปลอดภัยแล้ว" in nok.get("/urgent?closed=1").text
        assert "วัดซ้ำปกติ" in nok.get(f"/urgent/{finding.id}").text

    def test_an_end_without_outcome_is_refused(
        self, sign_in: SignIn, finding: UrgentFinding
    ) -> None:
        page = submit(sign_in("nok"), f"/urgent/{finding.id}/close", {"words": "ดี"}, 422)
        assert page.error_at("outcome")
        assert page.value_of("words").strip() == "ดี"

    def test_closed_meanwhile_says_by_whom(self, sign_in: SignIn, finding: UrgentFinding) -> None:
        malee, nok, path = sign_in("malee"), sign_in("nok"), f"/urgent/{finding.id}/close"
        mine = nok.get(path)
        submit(malee, path, {"outcome": "safe"})
        assert "มาลี ใจงาม จบเรื่องนี้แล้ว" in nok.submit(
            mine, path, {"outcome": "hospital"}, expect=409
        ).text  # fmt: skip

    def test_handed_on_it_names_the_colleague(
        self, cast: Cast, sign_in: SignIn, finding: UrgentFinding
    ) -> None:
        malee, path = sign_in("malee"), f"/urgent/{finding.id}"
        submit(malee, f"{path}/hand-on", {"to_user_id": str(cast.users["nok"])})
        assert "ส่งต่อให้ นก แสงทอง" in malee.get(path).text

    @pytest.mark.parametrize("to", ["", "x", NOBODY])
    def test_handed_on_to_nobody_is_refused(
        self, sign_in: SignIn, finding: UrgentFinding, to: str
    ) -> None:
        path = f"/urgent/{finding.id}/hand-on"
        page = submit(sign_in("malee"), path, {"to_user_id": to, "words": "ฝากด้วย"}, 422)
        assert page.value_of("words").strip() == "ฝากด้วย"


@pytest.mark.parametrize("tail", ["", "/now", "/call", "/hand-on", "/close"])
class TestDoors:
    def test_another_area_is_not_found(
        self, sign_in: SignIn, finding: UrgentFinding, tail: str
    ) -> None:
        sign_in("malee_elsewhere").get(f"/urgent/{finding.id}{tail}", expect=404)

    def test_unknown_is_not_found(self, sign_in: SignIn, tail: str) -> None:
        sign_in("malee").get(f"/urgent/{NOBODY}{tail}", expect=404)

    def test_relatives_are_refused(
        self, sign_in: SignIn, finding: UrgentFinding, tail: str
    ) -> None:
        sign_in("daughter").get(f"/urgent/{finding.id}{tail}", expect=403)


@pytest.mark.parametrize("tail", ["/hand-on", "/close"])
def test_a_caregiver_neither_hands_on_nor_closes(
    sign_in: SignIn, finding: UrgentFinding, tail: str
) -> None:
    sign_in("som").get(f"/urgent/{finding.id}{tail}", expect=403)


def test_the_director_reads_numbers_and_no_name(sign_in: SignIn, finding: UrgentFinding) -> None:
    director = sign_in("director")
    page = director.get("/urgent/count")
    assert "บุญมี" not in page.text
    assert [tag.get_text() for tag in page.soup.select(".number .n")] == [
        "น้อยกว่า 5", "น้อยกว่า 5", "0",
    ]  # fmt: skip
    director.get("/urgent", expect=403)


def test_an_elders_findings_stand_together(
    cast: Cast, sign_in: SignIn, finding: UrgentFinding
) -> None:
    page = sign_in("som").get(f"/elders/{cast.boonmee_id}/urgent")
    assert "ความดันหรือชีพจรอันตราย" in page.text
    assert page.soup.select_one(f"a[href='/elders/{cast.boonmee_id}/worried']")


def test_empty_places_say_what_will_stand_there(cast: Cast, sign_in: SignIn) -> None:
    som = sign_in("som")
    assert "ตอนนี้ไม่มีเรื่องด่วน" in som.get("/urgent").text
    assert "ยังไม่เคยมีเรื่องด่วน" in som.get(f"/elders/{cast.boonmee_id}/urgent").text
