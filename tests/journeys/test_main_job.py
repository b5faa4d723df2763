"""The main job, through the pages, on both databases: one real case from the register to the line.

A nurse finds an elder and assesses; the care manager opens the case, writes the legal ground, names
the team, drafts the plan, hears all parties and puts it to use; the caregiver logs a visit; the ADL
line shows it all.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.client import Client, Page

pytestmark = pytest.mark.journeys

# Must be fed and lifted: four of twenty, bed-bound.
BARTHEL = {
    "feeding": 1, "grooming": 0, "transfer": 1, "toilet": 0, "mobility": 0,
    "dressing": 0, "stairs": 0, "bathing": 0, "bowels": 1, "bladder": 1,
}  # fmt: skip


def links(page: Page) -> list[str]:
    """All addresses that the page's own part links to."""
    return [str(a["href"]) for a in page.soup.select("main a[href]")]


def answers(page: Page, wanted: dict[str, int]) -> dict[str, str]:
    """The radio fields of an instrument's form, found by the item's code in their name."""
    names = {str(f["name"]) for f in page.soup.select("main input[type=radio]")}
    found = {n: str(wanted[c]) for c in wanted for n in names if n.removeprefix("item_") == c}
    assert len(found) == len(wanted), f"items of the form: {sorted(names)}"
    return found


def follow(browser: Client, answer: Page) -> Page:
    """Open the page that a saved form leads to."""
    return browser.get(answer.answer.headers["Location"])


def choice(page: Page, name: str, words: str = "") -> str:
    """The first value of a select field whose label holds some words."""
    options = page.soup.select(f"select[name='{name}'] option")
    return next(str(o["value"]) for o in options if o.get("value") and words in o.get_text())


@pytest.fixture
def elder_path(cast: Cast, sign_in: Callable[[str], Client]) -> str:
    """Boonmee's page, as the nurse finds it by part of his name."""
    found = sign_in("nok").get("/register?q=ุญมีใจ")
    assert "นายบุญมี ใจดี" in found.text
    return next(href for href in links(found) if str(cast.boonmee_id) in href)


def assess(nurse: Client, elder_path: str, code: str, wanted: dict[str, int]) -> Page:
    """Fill in one instrument formally and return what the result page says."""
    path = f"{elder_path}/assess/{code}"
    form = nurse.get(path)
    data: dict[str, Any] = {**answers(form, wanted), "purpose": "formal", "method": "observed",
                            "place": "home"}  # fmt: skip
    answer = nurse.submit(form, path, data, expect=303)
    return follow(nurse, answer)


def test_the_main_job(cast: Cast, sign_in: Callable[[str], Client], elder_path: str) -> None:
    """The whole story of README's "Try the main job"."""
    nurse, manager, caregiver = sign_in("nok"), sign_in("malee"), sign_in("som")

    result = assess(nurse, elder_path, "barthel", BARTHEL)
    assert "ติดเตียง" in result.text
    tai = assess(nurse, elder_path, "tai", {"mobility": 2, "mental": 5, "eating": 4, "toilet": 3})
    decide_path = f"{tai.answer.request.path}/tai"
    form = nurse.get(decide_path)
    nurse.submit(form, decide_path, {"tai_class": "I3"})

    form = manager.get(f"{elder_path}/case/new")
    case = follow(manager, manager.submit(form, f"{elder_path}/case/new", {}))
    case_path = case.answer.request.path

    ground_path = next(href for href in links(case) if "/grounds/new" in href)
    form = manager.get(ground_path)
    ground = {"kind": "health_care", "scope": "care"}
    case = follow(manager, manager.submit(form, ground_path, ground))

    plan = follow(manager, manager.post(f"{case_path}/plan/new", after=case))
    edit_path = plan.answer.request.path
    draft = fill_plan(plan)
    plan = follow(manager, manager.submit(plan, edit_path, draft))
    plan_path = plan.answer.request.path.removesuffix("/edit")
    all_agree(manager, plan_path)
    case = follow(manager, manager.post(f"{plan_path}/activate", after=manager.get(plan_path)))

    day = caregiver.get("/my-day")
    assert "บุญมี" in day.text
    log_visit(caregiver, elder_path)
    assert "บุญมี" in caregiver.get("/my-day").text

    chart = manager.get(elder_path)
    assert "คะแนนเอดีแอล" in chart.html
    assert "เยี่ยมบ้าน" in chart.text
    assert "ยังไม่อนุมัติ" in chart.text
    assert "บุญมี" in manager.get("/caseload").text
    assert "รับเข้าการดูแล" in manager.get(f"{elder_path}/trail").text


def all_agree(manager: Client, plan_path: str) -> None:
    """Hear every party by telephone, the nurse too, and let all lines enter."""
    to_call = manager.get(f"{plan_path}/conference", expect=303).answer.headers["Location"]
    form = manager.get(f"{to_call}&kind=urgent_phone")
    page = follow(manager, manager.submit(form, f"{to_call}&kind=urgent_phone", {}))
    path = page.answer.request.path
    form = manager.get(f"{path}/parties/new")
    nurse = {"kind": "nurse", "user_id": choice(form, "user_id", "นก"), "because": "ดูแลแผล"}
    page = follow(manager, manager.submit(form, f"{path}/parties/new", nurse))
    for voice in [href for href in links(page) if href.endswith("/voice")]:
        form = manager.get(voice)
        manager.submit(form, voice, {"witness": "สม"} if form.soup.find(id="witness") else {})
    for button in ("/agreed", "/close"):
        form_tag = manager.get(path).soup.select_one(f"form[action$='{button}']")
        assert form_tag is not None
        sent = {str(f["name"]): str(f.get("value", "")) for f in form_tag.select("input")}
        manager.send(f"{path}{button}", sent)


def fill_plan(page: Page) -> dict[str, Any]:
    """A plan with one problem, its goal and one service by the caregiver twice a week."""
    return {
        "wishes_elder": "อยากนั่งกินข้าวกับหลาน",
        "wishes_family": "ขอให้ไม่เป็นแผลกดทับ",
        "problems-0-text": "ลุกนั่งเองไม่ได้",
        "problems-0-source": "assessment",
        "problems-0-goal": "นั่งห้อยขาได้ครั้งละ 10 นาที",
        "problems-0-target_on": "22/2/2570",
        "services-0-kind": choice(page, "services-0-kind"),
        "services-0-text": "เช็ดตัว พลิกตัว",
        "services-0-doer": choice(page, "services-0-doer", "สม บุญมา"),
        "services-0-times": "๒",
        "services-0-per": "week",
        "services-0-minutes": "80",
    }


def log_visit(caregiver: Client, elder_path: str, day: str = "21/11/2569") -> None:
    """Record a visit with what the page asks for."""
    path = f"{elder_path}/visit"
    form = caregiver.get(path)
    sheet = form.soup.select("main form")[-1]
    data: dict[str, Any] = {}
    for radio in sheet.select("input[type=radio]"):
        data.setdefault(str(radio["name"]), str(radio["value"]))
    for hidden in sheet.select("input[type=hidden]"):
        data[str(hidden["name"])] = str(hidden["value"])
    data |= {
        "visited_on": day,
        "arrived": "๘.๓๐",
        "left": "09:40",
        "note": "กินข้าวได้ครึ่งจาน",
    }
    receipt = follow(caregiver, caregiver.send(path, data))
    assert "เลขที่" in receipt.text
