"""People who are to sign in, from a file to their first sign-in and back, on both databases."""

from datetime import date

import pytest
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.workforce.actions import withdraw_certificate
from ltc.care.workforce.models import TrainingCertificate
from ltc.exchange.town.models import ImportBatch
from ltc.exchange.town.queries import get_batch, kinds_for
from ltc.foundation.accounts.actions.people import hand_out_code
from ltc.foundation.accounts.actions.signing import choose_password
from ltc.foundation.accounts.models import EntryCode, RoleHolding, User
from ltc.foundation.accounts.queries import list_people
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import NotFound
from tests.cast import AT, TODAY, Cast
from tests.exchange.town.desk import Desk
from tests.exchange.town.files import staff, staff_csv


@pytest.fixture
def desk(sessions: sessionmaker[Session], cast: Cast) -> Desk:
    """The administrator at the desk."""
    return Desk(sessions, cast, "admin")


def test_staff_of_a_file_come_in_with_paper(desk: Desk) -> None:
    batch = desk.saved("staff", staff_csv(staff(1), staff(2, staff_role="พยาบาล", held_from="")))
    assert (batch.state, batch.accepted) == ("saved", 2)
    admin = desk.cast.actor("admin")
    with transaction(desk.sessions) as session:
        waiting = [one for one in list_people(session, admin, on=TODAY) if one.is_waiting]
        assert [(one.user.username, one.roles[0].role) for one in waiting] == [
            ("staff1", "caregiver"), ("staff2", "team_nurse"),
        ]  # fmt: skip
        code = hand_out_code(session, waiting[0].user, by=admin, at=clock.now(), on=clock.today())
    with transaction(desk.sessions) as session:
        assert choose_password(
            session, "staff1", code, "ดอกเอื้อง ดอกแก้ว", device="", at=clock.now(), on=TODAY
        )


def test_staff_rows_that_cannot_be_are_refused(desk: Desk) -> None:
    batch = desk.checked("staff", staff_csv(
        staff(1), staff(2, username="STAFF1"), staff(3, username="malee"),
        staff(4, staff_role="ผู้ดูแลระบบ"), staff(5, staff_role="แม่บ้าน"),
        staff(6, staff_phone="12"), staff(7, username="มี ช่องว่าง"),
        staff(8, held_from="1/1/2500"), staff(9, staff_name=""), staff(10, staff_role=""),
    ))  # fmt: skip
    assert (batch.accepted, batch.refused) == (1, 9)
    found = [(line, heading.strip(" *")) for line, heading, _reason in desk.reasons(batch.id)]
    assert found == [
        (3, "ชื่อผู้ใช้"), (4, "ชื่อผู้ใช้"), (5, "หน้าที่"), (6, "หน้าที่"), (7, "เบอร์โทร"), (8, "ชื่อผู้ใช้"),
        (9, "เริ่มวันที่"), (10, "ชื่อและนามสกุล"), (11, "หน้าที่"),
    ]  # fmt: skip


PAPER = {"course": "ผู้ดูแลผู้สูงอายุ 70 ชั่วโมง", "issued_on": "30/9/2568", "holds_until": "30/9/2571"}


def test_certificates_of_a_file_stand_on_the_page_of_training(desk: Desk) -> None:
    batch = desk.saved("staff", staff_csv(staff(1, **PAPER, certificate_no="12/2568"), staff(2)))
    with desk.sessions() as session:
        paper = session.exec(select(TrainingCertificate)).one()
        assert (paper.course, paper.hours, paper.number) == ("caregiver_70", 70, "12/2568")
        assert paper.last_day == date(2028, 9, 30)
    assert desk.undo(batch.id).state == "undone"
    assert desk.count(TrainingCertificate) == 0


@pytest.mark.parametrize(
    ("over", "heading"),
    [
        ({"course": "ทำอาหาร"}, "หลักสูตรที่จบ"),
        ({"course": "อบรมฟื้นฟูความรู้"}, "หลักสูตรที่จบ"),
        ({"course": ""}, "หลักสูตรที่จบ"),
        ({"issued_on": ""}, "วันที่ออกใบรับรอง"),
        ({"issued_on": "1/1/2570"}, "วันที่ออกใบรับรอง"),
        ({"holds_until": "1/1/2567"}, "ใบรับรองใช้ได้ถึง"),
    ],
)
def test_certificates_that_cannot_be_are_refused(
    desk: Desk, over: dict[str, str], heading: str
) -> None:
    batch = desk.checked("staff", staff_csv(staff(1, **{**PAPER, **over})))
    assert [found for _line, found, _reason in desk.reasons(batch.id)] == [heading]


def test_withdrawn_certificate_keeps_the_batch(desk: Desk) -> None:
    batch = desk.saved("staff", staff_csv(staff(1, **PAPER)))
    with transaction(desk.sessions) as session:
        paper = session.exec(select(TrainingCertificate)).one()
        withdraw_certificate(session, paper, "ผิดคน", by=desk.cast.actor("malee"), at=AT)
    assert desk.undo(batch.id).state == "saved"


def test_staff_are_taken_back_until_one_has_come_in(desk: Desk) -> None:
    before = desk.count(User), desk.count(RoleHolding)
    first = desk.saved("staff", staff_csv(staff(1)))
    second = desk.saved("staff", staff_csv(staff(2)))
    with transaction(desk.sessions) as session:
        for name in ("staff1", "staff2"):
            user = session.exec(select(User).where(User.username == name)).one()
            code = hand_out_code(
                session, user, by=desk.cast.actor("admin"), at=clock.now(), on=clock.today()
            )
        choose_password(
            session, "staff2", code, "ดอกเอื้อง ดอกแก้ว", device="", at=clock.now(), on=TODAY
        )
    assert desk.undo(first.id).state == "undone"
    kept = desk.undo(second.id)
    assert kept.state == "saved"
    assert kept.note
    assert desk.count(EntryCode) == 0
    assert (desk.count(User), desk.count(RoleHolding)) == (before[0] + 1, before[1] + 1)


def test_file_is_only_for_who_may_add_the_same_by_hand(desk: Desk) -> None:
    for who, kind in (("malee", "staff"), ("admin", "people"), ("admin", "adl")):
        desk.who = who
        with desk.sessions() as session:
            assert kind not in kinds_for(desk.cast.actor(who))
            batch = ImportBatch(
                municipality_id=desk.cast.town_id, kind=kind, file_name="x", person_name="x",
                role="x", created_at=AT, state="mapping", sha256="x", asked_at=AT,
                person_id=desk.cast.users[who],
            )  # fmt: skip
            session.add(batch)
            session.flush()
            with pytest.raises(NotFound):
                get_batch(session, batch.id, desk.cast.actor(who))
