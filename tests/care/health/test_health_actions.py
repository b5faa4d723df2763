"""Writing the health summary: what is kept, what is refused, what the audit may know."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlmodel import Session, col, select

from ltc.care.elders.models import Elder
from ltc.care.health.actions.wounds import look_at
from ltc.care.health.actions.write import correct, end, replace, review, withdraw, write_down
from ltc.care.health.models import Allergy, Diagnosis, HealthReview, Medicine, WoundLook
from ltc.care.health.queries.concerns import concerns
from ltc.care.health.queries.summary import (
    Health,
    card,
    glance,
    glances,
    summaries,
    summary,
)
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.files.models import StoredFile
from tests.care.health import drafts
from tests.cast import AT, TODAY, Cast

Write = Callable[..., Any]


@pytest.fixture
def elder(session: Session, cast: Cast) -> Elder:
    """Boonmee."""
    return session.get_one(Elder, cast.boonmee_id)


@pytest.fixture
def write(session: Session, cast: Cast, elder: Elder) -> Write:
    """Write a draft down as nurse Nok."""

    def one(draft: Any) -> Any:
        return write_down(session, elder, draft, by=cast.actor("nok"), at=AT, on=TODAY)

    return one


@pytest.fixture
def how(cast: Cast) -> dict[str, Any]:
    """Who acts and when."""
    return {"by": cast.actor("nok"), "at": AT}


def acts(session: Session) -> list[AuditEntry]:
    """The acts on health records, in their order."""
    found = session.exec(select(AuditEntry).order_by(sa.asc("seq"))).all()
    return [one for one in found if one.action.startswith(("health_record.", "wound."))]


def photo(colour: str = "red") -> bytes:
    """A small picture as a camera would give it."""
    written = BytesIO()
    Image.new("RGB", (40, 30), colour).save(written, "PNG")
    return written.getvalue()


@pytest.mark.parametrize("make", drafts.ALL, ids=lambda make: make.__name__)
def test_a_fact_is_kept_with_who_wrote_it(make: Any, write: Write, session: Session) -> None:
    row = write(make())
    assert (row.recorded_by_name, row.recorded_at, row.version) == ("นก แสงทอง", AT, 1)
    (act,) = acts(session)
    assert (act.action, act.object_id) == ("health_record.written", str(row.id))


@pytest.mark.parametrize("make", drafts.ALL, ids=lambda make: make.__name__)
def test_a_double_click_writes_once(make: Any, write: Write) -> None:
    write(make())
    with pytest.raises(RuleViolation, match="already_written"):
        write(make())


@pytest.mark.parametrize("make", drafts.ALL, ids=lambda make: make.__name__)
def test_the_audit_holds_no_health_words(make: Any, write: Write, session: Session) -> None:
    write(make())
    told = str([act.changes for act in acts(session)])
    for words in ("เพนนิซิลลิน", "ผื่น", "แอมโลดิปีน", "ความดัน", "I10", "แม่", "ท่อ", "กลิ่น", "เบอร์"):
        assert words not in told


def test_all_that_was_written_stands_in_the_summary(
    write: Write, session: Session, elder: Elder
) -> None:
    for make in drafts.ALL:
        write(make())
    health = summary(session, elder.id)
    assert [row.substance for row in health.allergies] == ["เพนนิซิลลิน"]
    assert [row.title for row in health.tubes] == ["สายสวนปัสสาวะ"]
    assert [seen.wound.title for seen in health.wounds] == ["แผลกดทับ ก้นกบ"]
    assert [row.use_words for row in health.medicines] == ["ครั้งละ 1 เม็ด · หลังอาหารเช้า"]
    assert [row.icd10 for row in health.diagnoses] == ["I10"]
    assert health.nutrition
    assert health.nutrition.title == "ข้าวต้ม อาหารอ่อน มีคนป้อนทางปาก"
    assert health.history["family"].text == "แม่เป็นเบาหวาน"
    assert health.wish
    assert health.wish.said_to == "จันทร์"


def test_no_allergy_is_a_fact_with_a_day(write: Write, session: Session, elder: Elder) -> None:
    assert summary(session, elder.id) == Health()
    assert glance(session, elder.id).is_unasked
    write(drafts.no_allergy())
    assert not glance(session, elder.id).is_unasked
    health = summary(session, elder.id)
    assert health.no_allergy
    assert health.no_allergy.known_on == drafts.LAST_MONTH


def test_a_drug_allergy_takes_back_that_there_was_none(
    write: Write, session: Session, elder: Elder
) -> None:
    none = write(drafts.no_allergy())
    write(drafts.allergy())
    health = summary(session, elder.id)
    assert (health.no_allergy, len(health.allergies)) == (None, 1)
    assert session.get_one(Allergy, none.id).withdrawn_because == "มีบันทึกว่าแพ้ยาภายหลัง"
    assert [act.action for act in acts(session)][1:] == [
        "health_record.withdrawn", "health_record.written",
    ]  # fmt: skip


def test_no_allergy_beside_a_drug_allergy_is_refused(write: Write) -> None:
    write(drafts.allergy())
    with pytest.raises(RuleViolation, match="allergies_stand"):
        write(drafts.no_allergy())


def test_no_drug_allergy_may_stand_beside_an_allergy_to_food(
    write: Write, session: Session, elder: Elder
) -> None:
    write(drafts.no_allergy())
    write(drafts.allergy(kind="food", substance="กุ้ง"))
    health = summary(session, elder.id)
    assert health.no_allergy
    assert [row.substance for row in health.allergies] == ["กุ้ง"]


def test_a_new_dose_ends_one_row_and_begins_another(
    write: Write, session: Session, elder: Elder, how: dict[str, Any]
) -> None:
    before = write(drafts.medicine())
    stronger = drafts.medicine(strength="10 มิลลิกรัม", since_on=TODAY)
    after = replace(
        session, elder, before, stronger, because="ความดันยังสูง", version=1, on=TODAY, **how
    )
    health = summary(session, elder.id)
    assert [row.strength for row in health.medicines] == ["10 มิลลิกรัม"]
    assert [(row.ended_on, row.ended_because) for row in health.past_medicines] == [
        (TODAY, "ความดันยังสูง")
    ]
    assert isinstance(after, Medicine)
    assert after.replaces_id == before.id


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"since_on": None}, "since_missing"),
        ({"since_on": TODAY}, "nothing_changed"),
        ({"dose": "ครึ่งเม็ด", "since_on": date(2026, 10, 21)}, "end_before_since"),
    ],
)
def test_a_change_that_cannot_be_is_refused(
    write: Write, session: Session, elder: Elder, how: dict[str, Any], over: dict[str, Any],
    code: str,
) -> None:  # fmt: skip
    row = write(drafts.medicine())
    with pytest.raises(RuleViolation, match=code) as broken:
        replace(session, elder, row, drafts.medicine(**over), because="หมอปรับ", version=1,
                on=TODAY, **how)  # fmt: skip
    assert broken.value.field in ("since_on", None)


def test_a_changed_dose_that_was_a_mistake_lets_the_old_one_go_on(
    write: Write, session: Session, elder: Elder, how: dict[str, Any]
) -> None:
    before = write(drafts.medicine())
    draft = drafts.medicine(dose="ครึ่งเม็ด", since_on=TODAY)
    after = replace(session, elder, before, draft, because="หมอปรับ", version=1, on=TODAY, **how)
    withdraw(session, elder, after, because="บันทึกผิดคน", version=1, **how)
    health = summary(session, elder.id)
    assert [row.dose for row in health.medicines] == ["ครั้งละ 1 เม็ด"]
    assert health.past_medicines == []


def test_a_tube_changed_for_the_same_kind_begins_anew(
    write: Write, session: Session, elder: Elder, how: dict[str, Any]
) -> None:
    row = write(drafts.tube())
    draft = drafts.tube(since_on=TODAY, change_due_on=TODAY + timedelta(days=30))
    replace(session, elder, row, draft, because="ครบเดือน", version=1, on=TODAY, **how)
    assert [one.change_due_on for one in glance(session, elder.id).tubes] == [date(2026, 12, 22)]


@pytest.mark.parametrize("make", [drafts.medicine, drafts.tube, drafts.wound, drafts.diagnosis])
def test_what_ended_is_kept_as_past(
    make: Any, write: Write, session: Session, elder: Elder, how: dict[str, Any]
) -> None:
    row = write(make())
    end(session, elder, row, ended_on=TODAY, because="หมอสั่ง", version=1, on=TODAY, **how)
    health = summary(session, elder.id)
    now = (health.medicines, health.tubes, health.wounds, health.diagnoses)
    past = (health.past_medicines, health.past_tubes, health.past_wounds, health.past_diagnoses)
    assert (sum(map(len, now)), sum(map(len, past))) == (0, 1)
    with pytest.raises(RuleViolation, match="already_ended"):
        end(session, elder, row, ended_on=TODAY, because="อีกที", version=2, on=TODAY, **how)


def test_a_withdrawn_row_counts_for_nothing_and_stays(
    write: Write, session: Session, elder: Elder, how: dict[str, Any]
) -> None:
    row = write(drafts.allergy())
    withdraw(session, elder, row, because="บันทึกผิดคน", version=1, **how)
    assert summary(session, elder.id).is_empty
    kept = session.get_one(Allergy, row.id)
    assert (kept.substance, kept.withdrawn_because) == ("เพนนิซิลลิน", "บันทึกผิดคน")
    with pytest.raises(RuleViolation, match="already_withdrawn"):
        withdraw(session, elder, row, because="อีกที", version=2, **how)


def test_who_decided_on_an_older_state_is_asked_again(
    write: Write, session: Session, elder: Elder, how: dict[str, Any]
) -> None:
    row = write(drafts.allergy())
    correct(session, elder, row, drafts.allergy(reaction="หน้าบวม"), version=1, on=TODAY, **how)
    with pytest.raises(Conflict):
        correct(session, elder, row, drafts.allergy(reaction="คัน"), version=1, on=TODAY, **how)
    assert row.reaction == "หน้าบวม"


def test_only_one_disease_is_the_main_one(
    write: Write, session: Session, elder: Elder, how: dict[str, Any]
) -> None:
    first = write(drafts.diagnosis(is_main=True))
    second = write(drafts.diagnosis(icd10="", words="อัมพาตครึ่งซีก", is_main=True))
    assert [row.is_main for row in (first, second)] == [False, True]
    back = drafts.diagnosis(is_main=True)
    correct(session, elder, first, back, version=first.version, on=TODAY, **how)
    found = session.exec(select(Diagnosis).where(col(Diagnosis.is_main))).all()
    assert [row.id for row in found] == [first.id]


def test_of_histories_wishes_and_food_the_latest_holds_and_all_are_kept(
    write: Write, session: Session, elder: Elder
) -> None:
    for day, words in ((date(2026, 5, 1), "ก่อน"), (date(2026, 6, 1), "หลัง")):
        write(drafts.history(text=words, told_on=day))
        write(drafts.wish(text=words, said_on=day))
        write(drafts.nutrition(note=words, since_on=day))
    late = write(drafts.history(text="เก่ากว่า แต่เขียนทีหลัง", told_on=date(2026, 4, 1)))
    health = summary(session, elder.id)
    assert health.wish
    assert health.nutrition
    assert (health.history["family"].text, health.wish.text, health.nutrition.note) == (
        "หลัง", "หลัง", "หลัง",
    )  # fmt: skip
    assert late in health.past_history
    assert [len(rows) for rows in (health.past_history, health.past_wishes)] == [2, 1]


def test_a_review_twice_a_day_is_one(
    session: Session, elder: Elder, how: dict[str, Any], cast: Cast
) -> None:
    for _ in range(2):
        review(session, elder, "medicines", on=TODAY, **how)
    assert len(session.exec(select(HealthReview)).all()) == 1
    review(session, elder, "medicines", on=TODAY, by=cast.actor("dr_thee"), at=AT)
    seen = summary(session, elder.id).reviews["medicines"]
    assert seen.reviewed_on == TODAY


def test_a_wound_is_looked_at_with_photos_that_only_staff_may_open(
    write: Write, session: Session, elder: Elder, how: dict[str, Any]
) -> None:
    wound = write(drafts.wound())
    seen = look_at(session, elder, wound, drafts.look(), [photo()], on=TODAY, **how)
    (kept,) = session.exec(select(StoredFile)).all()
    assert seen.photos == [str(kept.id)]
    assert (kept.field_class, kept.elder_id) == ("F3", elder.id)
    assert seen.title == "ระดับ 2 · 3 × 2 ซม."
    (found,) = summary(session, elder.id).wounds
    assert found.last == seen
    assert "wound.looked_at" in [act.action for act in acts(session)]


@pytest.mark.parametrize(
    ("photos", "code"), [([b"no photo"], "file_unknown"), ([photo()] * 4, "too_many_photos")]
)
def test_photos_that_cannot_be_kept_are_refused_at_their_field(
    write: Write, session: Session, elder: Elder, how: dict[str, Any], photos: list[bytes],
    code: str,
) -> None:  # fmt: skip
    wound = write(drafts.wound())
    with pytest.raises(RuleViolation, match=code) as broken:
        look_at(session, elder, wound, drafts.look(), photos, on=TODAY, **how)
    assert broken.value.field == "photos"


def test_the_same_look_twice_is_saved_once(
    write: Write, session: Session, elder: Elder, how: dict[str, Any]
) -> None:
    wound = write(drafts.wound())
    look_at(session, elder, wound, drafts.look(), [], on=TODAY, **how)
    with pytest.raises(RuleViolation, match="already_written"):
        look_at(session, elder, wound, drafts.look(), [], on=TODAY, **how)
    assert len(session.exec(select(WoundLook)).all()) == 1


def test_the_card_leaves_out_what_a_caregiver_may_not_see(
    write: Write, session: Session, elder: Elder
) -> None:
    for make in drafts.ALL:
        write(make())
    shown = card(session, elder.id)
    assert all((shown.allergies, shown.tubes, shown.wounds, shown.medicines))
    assert not any((shown.diagnoses, shown.nutrition, shown.history, shown.wish, shown.reviews))


def test_a_glance_of_one_and_of_many_agree(
    write: Write, session: Session, elder: Elder, how: dict[str, Any]
) -> None:
    for make in drafts.ALL:
        write(make())
    write(drafts.tube(kind="other", detail="เครื่องดูดเสมหะ", change_due_on=None))
    gone = write(drafts.wound(site="back"))
    end(session, elder, gone, ended_on=TODAY, because="หาย", version=1, on=TODAY, **how)
    one = glance(session, elder.id)
    assert glances(session, [elder.id])[elder.id] == one
    assert (one.allergies, one.wounds) == (("เพนนิซิลลิน",), 1)
    assert [tube.words for tube in one.tubes] == ["สายสวนปัสสาวะ", "เครื่องดูดเสมหะ"]


def test_statements_do_not_grow_with_elders(session: Session, cast: Cast, elder: Elder) -> None:
    count = 0

    def note(*_: Any) -> None:
        nonlocal count
        count += 1

    connection = session.connection()
    sa.event.listen(connection, "before_cursor_execute", note)
    summaries(session, [elder.id])
    few, count = count, 0
    summaries(session, [elder.id, *(cast.users.values())])
    assert count == few <= 10


def test_the_desks_are_told_what_waits(
    write: Write, session: Session, elder: Elder, how: dict[str, Any]
) -> None:
    (waiting,) = concerns(session, [elder.id], on=TODAY).values()
    assert (waiting.is_unasked, waiting.tube_due, waiting.unseen_wounds) == (True, None, 0)
    write(drafts.no_allergy())
    assert concerns(session, [elder.id], on=TODAY) == {}
    write(drafts.tube())
    wound = write(drafts.wound())
    (waiting,) = concerns(session, [elder.id], on=TODAY).values()
    assert waiting.tube_due
    assert (waiting.tube_due.state, waiting.tube_words) == ("overdue", "สายสวนปัสสาวะ")
    assert waiting.unseen_wounds == 1
    look_at(session, elder, wound, drafts.look(looked_on=TODAY), [], on=TODAY, **how)
    (waiting,) = concerns(session, [elder.id], on=TODAY).values()
    assert waiting.unseen_wounds == 0
    assert concerns(session, [], on=TODAY) == {}
