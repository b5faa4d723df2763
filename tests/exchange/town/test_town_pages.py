"""The pages of the import: the litany, and one file from the form to the register and back."""

import io
from collections.abc import Callable

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.assessment.models import Assessment
from ltc.care.elders.models import Elder
from ltc.exchange.town import jobs
from ltc.exchange.town.models import ImportBatch, ImportFile
from ltc.exchange.town.terms import MOST_BYTES
from tests.cast import Cast
from tests.client import Client, Page
from tests.exchange.town.files import (
    FULL,
    PEOPLE_HEAD,
    adl,
    adl_csv,
    bomb,
    people_csv,
    person,
    staff,
    staff_csv,
    workbook,
)

SignIn = Callable[[str], Client]
NEW = "/imports/new"


@pytest.fixture
def malee(sign_in: SignIn) -> Client:
    """The care manager's browser."""
    return sign_in("malee")


def send(client: Client, data: bytes, *, name: str = "เมือง.csv", kind: str = "people",
         expect: int = 303) -> Page:  # fmt: skip
    """Choose a file on the page and send it."""
    token = client.get(NEW).value_of("csrf_token")
    sent = {"csrf_token": token, "kind": kind, "file": (io.BytesIO(data), name)}
    came = client.http.post(NEW, data=sent, content_type="multipart/form-data")
    came.request.environ["wsgi.input"].close()  # a large body lies in a file of its own
    answer = Page(came)
    assert answer.status == expect, answer.text[:600]
    return answer


def address(page: Page) -> str:
    """The address of the batch that an answer leads to."""
    return page.answer.headers["Location"].removesuffix("/columns")


def mapped(client: Client, data: bytes, **how: str) -> str:
    """Send a file, take the columns as guessed; returns the batch's address."""
    path = address(send(client, data, **how))
    page = client.get(f"{path}/columns")
    client.submit(page, f"{path}/columns", {})
    return path


def batches(sessions: sessionmaker[Session]) -> list[ImportBatch]:
    """All batches."""
    with sessions() as session:
        return list(session.exec(select(ImportBatch)))


def test_file_goes_from_the_form_to_the_register_and_back(
    malee: Client, sessions: sessionmaker[Session]
) -> None:
    path = mapped(malee, people_csv(person(1), person(2, community="ไม่มี")))
    assert "รอเริ่มงาน" in malee.get(path).text
    jobs.work_off(sessions)
    checked = malee.get(path)
    assert "แถวที่รับได้" in checked.text
    assert "ไม่มีชุมชนชื่อนี้ในระบบ" in checked.text
    token = {"csrf_token": checked.value_of("csrf_token")}
    malee.send(f"{path}/save", token)
    assert "http-equiv" in malee.get(path).html
    jobs.work_off(sessions)
    assert "บันทึกคน 1 รายการแล้ว" in malee.get(path).text
    assert "แก้วข" in malee.get("/register").text
    malee.send(f"{path}/undo", token)
    jobs.work_off(sessions)
    assert "นำทุกอย่างของแฟ้มนี้ออกจากระบบแล้ว" in malee.get(path).text
    assert "แก้วข" not in malee.get("/register").text


def test_columns_page_shows_the_first_rows_as_they_will_be_read(malee: Client) -> None:
    data = people_csv(person(1, born_on="๑๓/๔/๒๔๘๗"), person(2, born_on="1/1/62"))
    page = malee.get(f"{address(send(malee, data))}/columns")
    assert "13 เม.ย. 2487" in page.text
    assert "ปีมีแค่สองหลัก" in page.text
    assert "xxxxxxxxx" in page.text


def test_missing_column_is_asked_for_and_the_rest_stays_chosen(malee: Client) -> None:
    path = address(send(malee, people_csv(person(1))))
    page = malee.get(f"{path}/columns")
    again = malee.submit(page, f"{path}/columns", {"community": ""}, expect=422)
    assert again.error_at("community")
    chosen = again.soup.select_one("select[name=house_no] option[selected]")
    assert chosen is not None
    assert chosen.get_text() == "บ้านเลขที่ *"


def test_looking_again_saves_nothing(malee: Client, sessions: sessionmaker[Session]) -> None:
    path = address(send(malee, people_csv(person(1))))
    page = malee.get(f"{path}/columns")
    malee.submit(page, f"{path}/columns", {"look": "1"}, expect=200)
    assert [one.state for one in batches(sessions)] == ["mapping"]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "ว่าง.csv", "ว่างเปล่า"), (b"\xff\xd8\xff\xe0JFIF", "รูป.csv", "รูปถ่าย"),
        (b"\x00\x01,\x02\n", "x.csv", "อ่านตัวอักษร"), (b"PK\x03\x04spoiled", "x.xlsx", "เปิดแฟ้มนี้ไม่ได้"),
        (b"a,b\n" + b"x" * MOST_BYTES, "ใหญ่.csv", "20 เมกะไบต์"),
    ],
)  # fmt: skip
def test_wrong_file_is_refused_in_words_and_nothing_is_kept(
    malee: Client, sessions: sessionmaker[Session], data: bytes, name: str, words: str
) -> None:
    page = send(malee, data, name=name, expect=422)
    assert words in page.error_at("file")
    assert batches(sessions) == []


def test_packed_bomb_is_refused(malee: Client, sessions: sessionmaker[Session]) -> None:
    assert "ใหญ่เกินไป" in send(malee, bomb(), name="x.xlsx", expect=422).error_at("file")
    assert batches(sessions) == []


def test_without_a_file_or_a_kind_the_form_asks(malee: Client) -> None:
    page = malee.post(NEW, {"kind": "people"}, expect=422)
    assert page.error_at("file") == "กรุณาเลือกแฟ้ม"
    assert "กรุณาเลือกจากรายการ" in send(malee, people_csv(person(1)), kind="x", expect=422).text


def test_several_sheets_are_offered_and_hidden_ones_told_of(malee: Client) -> None:
    data = workbook([["สารบัญ", "x"]], [PEOPLE_HEAD, person(1)], [["ลับ"]], hidden=1)
    path = address(send(malee, data, name="เมือง.xlsx"))
    page = malee.get(f"{path}/columns")
    assert "หลายแผ่นงาน" in page.text
    assert "ซ่อนอยู่ 1 แผ่น" in page.text
    assert "แก้วข" in malee.get(f"{path}/columns?sheet=1").text


def test_refused_rows_come_back_as_a_file_with_reasons(
    malee: Client, sessions: sessionmaker[Session]
) -> None:
    path = mapped(malee, people_csv(person(1), person(2, community="ไม่มี", landmark="=1+1")))
    jobs.work_off(sessions)
    answer = malee.http.get(f"{path}/refused.csv")
    words = answer.get_data().decode("utf-8-sig")
    assert words.count("\r\n") == 2
    assert "'=1+1" in words
    assert "ไม่มีชุมชนชื่อนี้ในระบบ" in words


def test_given_up_file_is_deleted(malee: Client, sessions: sessionmaker[Session]) -> None:
    path = mapped(malee, people_csv(person(1)))
    jobs.work_off(sessions)
    malee.send(f"{path}/drop", {"csrf_token": malee.get(path).value_of("csrf_token")})
    with sessions() as session:
        assert session.exec(select(ImportFile)).all() == []
    assert "ยังไม่มีแฟ้ม" in malee.get("/imports").text


@pytest.mark.parametrize("name", ["blank.csv", "blank.xlsx"])
@pytest.mark.parametrize("kind", ["people", "adl", "teams"])
def test_files_to_fill_in_can_be_downloaded(malee: Client, name: str, kind: str) -> None:
    answer = malee.http.get(f"/imports/{name}?kind={kind}")
    assert answer.status_code == 200
    assert f"{kind}." in answer.headers["Content-Disposition"]
    malee.get(f"/imports/{name}?kind=x", expect=404)


@pytest.mark.parametrize("end", ["", "/columns", "/refused.csv"])
def test_batch_of_another_town_is_not_found(malee: Client, sign_in: SignIn, end: str) -> None:
    path = address(send(malee, people_csv(person(1))))
    sign_in("malee_elsewhere").get(f"{path}{end}", expect=404)


@pytest.mark.parametrize("end", ["save", "undo", "drop"])
def test_batch_of_another_town_cannot_be_changed(
    malee: Client, sign_in: SignIn, sessions: sessionmaker[Session], end: str
) -> None:
    path = address(send(malee, people_csv(person(1))))
    other = sign_in("malee_elsewhere")
    token = {"csrf_token": other.get(NEW).value_of("csrf_token")}
    other.send(f"{path}/{end}", token, expect=404)
    assert [one.state for one in batches(sessions)] == ["mapping"]


def test_administrator_takes_in_staff_and_nothing_else(sign_in: SignIn) -> None:
    admin = sign_in("admin")
    page = admin.get("/imports")
    assert [str(a["href"]) for a in page.soup.select("a[href*='kind=staff']")]
    assert "kind=people" not in page.html
    admin.get("/imports/blank.csv?kind=staff")
    admin.get("/imports/blank.csv?kind=people", expect=404)
    path = mapped(admin, staff_csv(staff(1)), kind="staff")
    assert "รอเริ่มงาน" in admin.get(path).text
    assert send(admin, people_csv(person(1)), expect=422).error_at("kind")


@pytest.mark.parametrize("username", ["nok", "som", "director"])
def test_others_may_neither_see_nor_send(sign_in: SignIn, username: str) -> None:
    client = sign_in(username)
    client.get("/imports", expect=403)
    client.get(NEW, expect=403)


def test_unknown_batch_is_not_found(malee: Client) -> None:
    malee.get("/imports/01a204f9-950e-7e40-91ef-7e93baf1055f", expect=404)


def test_long_list_of_refused_rows_goes_page_by_page(
    malee: Client, sessions: sessionmaker[Session]
) -> None:
    path = mapped(malee, people_csv(*(person(n, community="x") for n in range(1, 61))))
    jobs.work_off(sessions)
    first = malee.get(path)
    further = first.soup.select_one("a[rel=next]")
    assert further is not None
    assert len(malee.get(str(further["href"])).soup.select("tbody tr")) == 10


def test_waiting_page_tells_when_nobody_does_the_work(
    malee: Client, sessions: sessionmaker[Session]
) -> None:
    path = mapped(malee, people_csv(person(1)))
    with sessions() as session:
        row = session.exec(select(ImportBatch)).one()
        row.asked_at = row.asked_at.replace(year=2025)
        session.commit()
    assert "งานเบื้องหลังยังไม่เริ่ม" in malee.get(path).text


def test_what_came_by_file_passes_the_forms_own_checks(
    malee: Client, sessions: sessionmaker[Session]
) -> None:
    """Each imported person, opened and sent again through the form that corrects a person."""
    rows = [
        person(1), person(2, born_on="2487", sex="ญ"), person(3, born_on="", citizen_id=""),
        person(4, prefix="พระ", family_name="", phone="812345678", lane="ซอย ๒"),
    ]  # fmt: skip
    path = mapped(malee, people_csv(*rows))
    jobs.work_off(sessions)
    malee.send(f"{path}/save", {"csrf_token": malee.get(path).value_of("csrf_token")})
    jobs.work_off(sessions)
    with sessions() as session:
        ids = list(session.scalars(select(Elder.id)))
    for elder_id in ids:
        edit = f"/elders/{elder_id}/edit"
        malee.submit(malee.get(edit), edit, {})


def test_progress_words_are_in_plain_numbers(
    malee: Client, sessions: sessionmaker[Session]
) -> None:
    path = mapped(malee, people_csv(person(1)))
    with sessions() as session:
        row = session.exec(select(ImportBatch)).one()
        row.beat_at, row.done_rows, row.total_rows = row.asked_at, 1_500, 30_000
        session.commit()
    page = malee.get(path)
    assert "1,500 จากราว 30,000 แถว" in page.text
    bar = page.soup.find("progress")
    assert bar is not None
    assert 'value="5"' in str(bar)


def test_result_that_is_only_a_total_says_so_everywhere_and_can_be_completed(
    malee: Client, sessions: sessionmaker[Session], cast: Cast
) -> None:
    blank = dict.fromkeys(FULL, "")
    who = {"given_name": "บุญมี", "family_name": "ใจดี"}
    path = mapped(malee, adl_csv(
        adl(**who, **blank, total="18", assessed_on="1/10/2568"),
        adl(**who, **blank, total="15", assessed_on="1/10/2569"),
    ), kind="adl")  # fmt: skip
    jobs.work_off(sessions)
    malee.send(f"{path}/save", {"csrf_token": malee.get(path).value_of("csrf_token")})
    jobs.work_off(sessions)
    chart = malee.get(f"/elders/{cast.boonmee_id}")
    assert "15" in chart.text
    with sessions() as session:
        newest = session.exec(select(Assessment).where(Assessment.total == 15)).one()
    page = malee.get(f"/assessments/{newest.id}")
    assert "มีเฉพาะคะแนนรวม" in page.text
    amend = f"/assessments/{newest.id}/amend"
    malee.submit(malee.get(amend), amend, {**FULL, "amend_reason": "พบแบบฟอร์มกระดาษ"})
    with sessions() as session:
        completed = session.exec(select(Assessment).where(Assessment.amends_id == newest.id)).one()
    assert (completed.total, len(completed.answers)) == (20, 10)
    assert "มีเฉพาะคะแนนรวม" not in malee.get(f"/assessments/{completed.id}").text
