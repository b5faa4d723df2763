"""The pages of conferences, as people use them, on both databases."""

import base64
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, select

from ltc.care.cases.models import CarePlan
from ltc.care.conferences.models import Conference, Hearing, VoiceLink, Voicing
from ltc.foundation.audit.models import Access, AuditEntry
from ltc.foundation.core import clock
from ltc.foundation.core.db import transaction
from ltc.foundation.files.models import StoredFile
from tests.care.conferences.heard import Told, all_speak, draft_of, settled, speaks
from tests.cast import AT, TODAY, Cast
from tests.client import Client, Page

SignIn = Callable[[str], Client]


@pytest.fixture
def told(sessions: sessionmaker[Session], cast: Cast) -> Told:
    """A conference of today about Boonmee's draft."""
    return settled(sessions, cast)


def drawing() -> str:
    """A signature as the canvas sends it."""
    from PIL import Image

    written = BytesIO()
    Image.new("RGB", (70, 22), "white").save(written, "PNG")
    return "data:image/png;base64," + base64.b64encode(written.getvalue()).decode()


def acts(sessions: sessionmaker[Session]) -> list[Voicing]:
    """All that was said."""
    with sessions() as session:
        return list(session.exec(select(Voicing)).all())


def all_said(sessions: sessionmaker[Session], cast: Cast, told: Told, against: str = "") -> None:
    """Let every party speak."""
    with transaction(sessions) as session:
        all_speak(session, cast, session.get_one(Hearing, told.hearing_id), against)


def first_stance(page: Page) -> str:
    """The name of the field of the first line's stance."""
    found = page.soup.select_one("input[name^=stance_]")
    assert found is not None
    return str(found["name"])


def token_of(page: Page, path: str) -> str:
    """The token of the form that goes to an address."""
    found = page.soup.select_one(f"form[action$='{path}'] [name=csrf_token]")
    assert found is not None, f"no button to {path}"
    return str(found["value"])


def test_calling_leads_from_the_draft_to_its_lines(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        plan_id = draft_of(session, cast).id
    manager = sign_in("malee")
    plan = manager.get(f"/plans/{plan_id}")
    assert plan.soup.select_one(f"main a.button-main[href='/plans/{plan_id}/conference']")
    to_call = manager.get(f"/plans/{plan_id}/conference", expect=303)
    path = str(to_call.answer.headers["Location"])
    form = manager.get(path)
    bad = manager.submit(form, path, {"held_on": "เมื่อวาน", "place": ""}, expect=422)
    assert bad.error_at("place")
    assert bad.value_of("held_on") == "เมื่อวาน"
    saved = manager.submit(form, path, {"place": "ศาลากลาง", "starts_at": "๑๓.๓๐"})
    page = manager.get(str(saved.answer.headers["Location"]))
    for name in ("บุญมี", "จันทร์", "สม บุญมา", "มาลี"):
        assert name in page.text
    assert "13:30" in page.text
    again = manager.get(f"/plans/{plan_id}/conference", expect=303)
    assert "/hearings/" in again.answer.headers["Location"]
    assert "ศาลากลาง" in manager.get("/conferences").text


def test_a_ten_line_plan_is_two_touches(
    sessions: sessionmaker[Session], told: Told, sign_in: SignIn
) -> None:
    """One signs and presses the button: agreement is what stands where nothing is marked."""
    manager = sign_in("malee")
    path = told.of("elder")
    form = manager.get(path)
    manager.submit(form, path, {"signature": drawing()})
    page = manager.get(told.path)
    assert "พูดครบแล้ว" in page.text
    with sessions() as session:
        file = session.exec(select(StoredFile)).one()
    assert acts(sessions)[0].mark_file_id == file.id
    assert file.field_class == "F2"


def test_an_unsigned_voice_keeps_what_was_marked(
    sessions: sessionmaker[Session], told: Told, sign_in: SignIn
) -> None:
    manager = sign_in("malee")
    path = told.of("elder")
    form = manager.get(path)
    stance = first_stance(form)
    words = stance.replace("stance_", "words_")
    marked = {stance: "agree_if", words: "ถ้ามาเช้า"}
    page = manager.submit(form, path, marked, expect=422)
    assert page.value_of(words) == "ถ้ามาเช้า"
    checked = page.soup.select_one(f"input[name={stance}][checked]")
    assert checked
    assert checked["value"] == "agree_if"
    assert acts(sessions) == []
    silent = {stance: "object", words: "", "signature": drawing()}
    refused = manager.submit(page, path, silent, expect=422)
    assert "ไม่เห็นด้วยเพราะอะไร" in refused.text
    manager.submit(page, path, marked | {"signature": drawing()})
    assert "“ถ้ามาเช้า”" in manager.get(told.path).text


def test_by_telephone_somebody_hears_and_somebody_witnesses(
    sessions: sessionmaker[Session], told: Told, sign_in: SignIn
) -> None:
    manager = sign_in("malee")
    path = told.of("relative") + "?how=telephone"
    form = manager.get(path)
    assert form.value_of("heard_by") == "มาลี ใจงาม"
    assert manager.submit(form, path, {}, expect=422).error_at("witness")
    manager.submit(form, path, {"witness": "สม"})
    assert [(one.how, one.heard_by, one.witness) for one in acts(sessions)] == [
        ("telephone", "มาลี ใจงาม", "สม")
    ]


def test_a_caregiver_speaks_for_herself_and_for_nobody_else(
    sessions: sessionmaker[Session], told: Told, sign_in: SignIn
) -> None:
    som = sign_in("som")
    waiting = som.get("/voices")
    assert "บุญมี" in waiting.text
    path = told.of("caregiver")
    saved = som.submit(som.get(path), path, {})
    assert saved.answer.headers["Location"] == "/voices"
    assert "ไม่มีแผนที่รอเสียงของคุณ" in som.get("/voices").text
    assert acts(sessions)[0].how == "own_account"
    for kind in ("elder", "nurse"):
        som.get(told.of(kind), expect=404)
    assert "เห็นด้วย" in som.get(told.path).text
    som.get("/conferences", expect=403)


@pytest.mark.parametrize("username", ["kham", "malee_elsewhere", "nok_elsewhere"])
def test_strangers_find_nothing(told: Told, sign_in: SignIn, username: str) -> None:
    stranger = sign_in(username)
    for path in (told.path, f"{told.path}/now", told.of("elder")):
        stranger.get(path, expect=404)
    assert "บุญมี" not in stranger.get("/voices").text


def test_a_forged_line_is_refused(
    sessions: sessionmaker[Session], told: Told, sign_in: SignIn
) -> None:
    som, path = sign_in("som"), told.of("caregiver")
    form = som.get(path)
    forged = f"{uuid4().hex}:{'0' * 32}"
    page = som.submit(form, path, {"seen": forged}, expect=422)
    assert "ไม่ตรงกับแผน" in page.text
    som.get(f"{told.path}/parties/{uuid4()}/voice", expect=404)
    assert acts(sessions) == []


def test_a_queued_voice_is_answered_for_the_script_and_may_come_twice(
    sessions: sessionmaker[Session], told: Told, sign_in: SignIn
) -> None:
    som, path = sign_in("som"), told.of("caregiver")
    form = som.get(path)
    hidden = {
        str(f["name"]): str(f.get("value", "")) for f in form.soup.select("main [type=hidden]")
    }
    for _twice in range(2):
        answer = som.http.post(path, data=hidden, headers={"X-Voice-Queue": "1"})
        assert answer.json == {"saved": hidden["operation_id"]}
    assert len(acts(sessions)) == 1


def test_a_voice_given_on_an_older_page_is_shown_as_such(
    sessions: sessionmaker[Session], cast: Cast, told: Told, sign_in: SignIn
) -> None:
    from ltc.care.cases.actions.plans import save_plan
    from tests.care.cases.ordinary import SERVICE, plan_draft

    som, path = sign_in("som"), told.of("caregiver")
    form = som.get(path)
    with transaction(sessions) as session:
        plan = session.get_one(CarePlan, told.plan_id)
        by = cast.actor("malee")
        save_plan(
            session, plan, plan_draft(services=(SERVICE, SERVICE)), version=plan.version, by=by,
            at=clock.now(),
        )  # fmt: skip
    som.submit(form, path, {})
    page = som.get(told.path)
    assert "ข้อที่ไม่อยู่ในแผนแล้ว" in page.text
    assert "พูดแล้ว" not in page.soup.select("#parties li")[0].get_text()
    assert len(acts(sessions)) == 1


def test_what_is_new_comes_within_seconds_and_nothing_new_is_no_reading(
    sessions: sessionmaker[Session], cast: Cast, told: Told, sign_in: SignIn
) -> None:
    manager = sign_in("malee")
    page = manager.get(told.path)
    live = page.soup.select_one("[data-live]")
    assert live is not None
    assert int(str(live["data-every"])) <= 5
    path, tag = str(live["data-live"]), str(live["data-tag"])
    same = manager.http.get(path, headers={"If-None-Match": tag})
    with sessions() as session:
        readings = len(session.exec(select(Access)).all())
    assert (same.status_code, same.data) == (304, b"")
    with transaction(sessions) as session:
        speaks(session, cast, session.get_one(Hearing, told.hearing_id), "nurse", "แผลยังไม่แห้ง")
    new = manager.http.get(path, headers={"If-None-Match": tag})
    assert new.status_code == 200
    assert "แผลยังไม่แห้ง" in new.get_data(as_text=True)
    assert "<html" not in new.get_data(as_text=True)
    with sessions() as session:
        assert len(session.exec(select(Access)).all()) == readings + 1


def test_line_by_line_to_an_agreed_plan_and_its_minutes(
    sessions: sessionmaker[Session], cast: Cast, told: Told, sign_in: SignIn
) -> None:
    all_said(sessions, cast, told, "แม่กลัวน้ำ")
    manager = sign_in("malee")
    page = manager.get(told.path)
    form = page.soup.select_one("form[action$='/agreed']")
    assert form is not None
    sent = {str(f["name"]): str(f.get("value", "")) for f in form.select("input")}
    manager.send(f"{told.path}/agreed", sent)
    page = manager.get(told.path)
    line = next(str(a["href"]) for a in page.soup.select("a[href*='/lines/']"))
    form_page = manager.get(line)
    wrong = manager.submit(form_page, line, {"outcome": "enters"}, expect=422)
    assert "ตกลงกันอย่างไร" in wrong.text
    manager.submit(form_page, line, {"outcome": "enters", "words": "ใช้น้ำอุ่น"})
    page = manager.get(told.path)
    close = {"csrf_token": token_of(page, "/close")}
    manager.send(f"{told.path}/close", close)
    assert "คุยครบทุกคนแล้ว ปิดประชุมได้" in manager.get(told.path).text
    with sessions() as session:
        assert session.get_one(CarePlan, told.plan_id).agreed_at
    ended = f"/conferences/{told.conference_id}"
    page = manager.get(ended)
    manager.send(f"{ended}/close", {"csrf_token": token_of(page, "/close")})
    minutes = manager.get(f"{ended}/minutes")
    for words in ("แม่กลัวน้ำ", "ใช้น้ำอุ่น", "ไม่เห็นด้วย", "ทุกฝ่ายตกลงแล้ว"):
        assert words in minutes.text
    manager.submit(minutes, f"{ended}/minutes", {"text": "แก้ชื่อสถานที่"})
    signing = {"csrf_token": token_of(minutes, "/sign")}
    manager.send(f"{ended}/sign", signing)
    sign_in("nok").send(f"{ended}/sign", signing | {"csrf_token": "x"}, expect=422)
    after = manager.get(f"{ended}/minutes")
    assert "แก้ชื่อสถานที่" in after.text
    assert "มาลี ใจงาม (ผู้จัดการการดูแล)" in after.text


def test_closing_too_early_says_what_is_missing(told: Told, sign_in: SignIn) -> None:
    manager = sign_in("malee")
    token = manager.get(told.path).soup.select_one("[name=csrf_token]") or manager.get(
        f"/conferences/{told.conference_id}"
    ).soup.select_one("[name=csrf_token]")
    assert token is not None
    page = manager.send(f"{told.path}/close", {"csrf_token": str(token["value"])}, expect=422)
    assert "ยังไม่มี" in page.text


def test_the_sign_in_sheet_asks_why_somebody_did_not_come(told: Told, sign_in: SignIn) -> None:
    manager, path = sign_in("malee"), f"{told.path}/parties"
    form = manager.get(path)
    child = told.parties["relative"].hex
    absent = {f"presence_{child}": "absent"}
    page = manager.submit(form, path, absent, expect=422)
    assert page.error_at(f"because_{child}")
    manager.submit(form, path, absent | {f"because_{child}": "ไปทำงาน"})
    assert "ไม่มา: ไปทำงาน" in manager.get(told.path).text
    remove = told.of("caregiver", "remove")
    manager.submit(manager.get(remove), remove, {"because": "เปลี่ยนคนดูแล"})
    assert "เปลี่ยนคนดูแล" in manager.get(told.path).text


def link_of(sessions: sessionmaker[Session], told: Told, manager: Client) -> str:
    """Make a link of the relative and return its address."""
    path = told.of("relative", "link")
    manager.submit(manager.get(path), path, {})
    page = manager.get(path)
    found = page.soup.select_one(".break-anywhere")
    assert found is not None
    return "/v/" + found.get_text().strip().rsplit("/", 1)[1]


def refused(sessions: sessionmaker[Session]) -> int:
    """How many openings of links were refused."""
    with sessions() as session:
        wanted = select(AuditEntry).where(
            AuditEntry.action == "voice_link.refused", AuditEntry.outcome == "refused"
        )
        return len(session.exec(wanted).all())


def test_a_relative_speaks_by_a_link_once(
    app: Flask, sessions: sessionmaker[Session], told: Told, sign_in: SignIn
) -> None:
    path = link_of(sessions, told, sign_in("malee"))
    phone = Client(app)
    page = phone.get(path)
    assert page.heading == "แผนดูแล บุญมี"
    for hidden in ("12/3", "ใจดี ·", "1944", "สม บุญมา"):
        assert hidden not in page.text
    saved = phone.submit(page, path, {})
    assert "ขอบคุณ" in phone.get(str(saved.answer.headers["Location"])).text
    phone.submit(page, path, {})  # the same sending once more is harmless
    assert refused(sessions) == 0
    over = phone.get(path, expect=404)
    assert "ใช้ไปแล้ว" in over.text
    another = phone.send(path, {"csrf_token": "x", "operation_id": str(uuid4())}, expect=422)
    assert another.status == 422
    assert [(one.how, one.recorded_by) for one in acts(sessions)] == [("link", None)]
    assert refused(sessions) == 1
    peek = {
        "csrf_token": page.value_of("csrf_token"),
        "operation_id": page.value_of("operation_id"),
    }
    peek |= {"seen": page.value_of("seen"), "proof": "none"}
    assert "อยากไปวัด" not in phone.send(path, peek, expect=404).text, "no way back to the plan"


def test_links_that_are_not_ours_or_over_are_refused_and_written_down(
    app: Flask, sessions: sessionmaker[Session], told: Told, sign_in: SignIn
) -> None:
    manager = sign_in("malee")
    path = link_of(sessions, told, manager)
    phone = Client(app)
    changed = path[:-1] + ("A" if path[-1] != "A" else "B")
    phone.get(changed, expect=404)
    with clock.living_on(TODAY + timedelta(days=8)):
        assert "หมดอายุ" in phone.get(path, expect=404).text
    page = manager.get(told.of("relative", "link"))
    with sessions() as session:
        link_id = session.exec(select(VoiceLink.id)).one()
    revoke = f"{told.path}/links/{link_id}/revoke"
    manager.send(revoke, {"csrf_token": token_of(page, "/revoke")})
    assert "ปิดลิงก์" in phone.get(path, expect=404).text
    assert refused(sessions) == 3
    assert acts(sessions) == []


def test_a_voice_on_a_plan_in_use_asks_for_a_new_version(
    sessions: sessionmaker[Session], cast: Cast, told: Told, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        plan = session.get_one(CarePlan, told.plan_id)
        plan.status, plan.activated_at, plan.agreed_at = "active", clock.now(), clock.now()
        session.add(plan)
    som, path = sign_in("som"), told.of("caregiver")
    form = som.get(path)
    assert "ส่งต่อไปแล้ว" in form.text
    stance = first_stance(form)
    som.submit(form, path, {stance: "object", stance.replace("stance_", "words_"): "ไม่ไหว"})
    manager = sign_in("malee")
    page = manager.get(told.path)
    assert "หลังเริ่มใช้แผน" in page.text
    assert "ทำแผนฉบับใหม่" in page.text
    listed = manager.get("/conferences").soup.select_one("#late a")
    assert listed is not None
    assert listed["href"] == told.path


def test_an_urgent_conference_is_called_and_heard_by_telephone_at_once(
    sessions: sessionmaker[Session], cast: Cast, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        plan_id = draft_of(session, cast).id
    manager = sign_in("malee")
    path = f"/conferences/new?kind=urgent_phone&plan={plan_id}"
    form = manager.get(path)
    saved = manager.submit(form, path, {})
    twice = manager.submit(form, path, {})  # a second click is no new conference and no error
    assert twice.answer.headers["Location"] == saved.answer.headers["Location"]
    page = manager.get(str(saved.answer.headers["Location"]))
    voice = next(str(a["href"]) for a in page.soup.select("a[href$='/voice']"))
    assert "ใครฟังสาย" in manager.get(voice).text


def test_the_tool_pages_are_found_from_the_menu(sign_in: SignIn) -> None:
    assert "ประชุมวางแผน" in sign_in("malee").get("/more").text
    assert "รอเสียงของคุณ" in sign_in("som").get("/more").text
    assert "รอเสียงของคุณ" in sign_in("daughter").get("/voices").text


def test_of_many_past_conferences_the_newest_twelve_stand_and_all_are_one_touch_away(
    sessions: sessionmaker[Session], cast: Cast, told: Told, sign_in: SignIn
) -> None:
    with transaction(sessions) as session:
        like = session.exec(select(Conference)).one()
        hearing = session.exec(select(Hearing)).one()
        for days in range(1, 14):
            held = like.model_dump(exclude={"id", "operation_id", "version"})
            held |= {"held_on": TODAY - timedelta(days=days), "state": "closed"}
            past = Conference(operation_id=uuid4(), **held)
            session.add(past)
            session.flush()
            case = hearing.model_dump(exclude={"id", "version", "conference_id"})
            session.add(Hearing(conference_id=past.id, **case | {"ended_at": AT}))
    malee = sign_in("malee")
    few, all_of_them = malee.get("/conferences"), malee.get("/conferences?all=1")
    assert [few.html.count("ปิดประชุมแล้ว"), all_of_them.html.count("ปิดประชุมแล้ว")] == [12, 13]
    assert few.soup.select('a[href="/conferences?all=1"]')
    assert not all_of_them.soup.select('a[href="/conferences?all=1"]')
