"""What asks for somebody today, and in which order: tables in the words of the desk."""

from datetime import date, timedelta

import pytest

from ltc.care.assessment.rules.change import Change, ChangeLevel
from ltc.care.cases.rules.states import Facts, standing
from ltc.care.visits.terms import NextVisit
from ltc.desks.concerns import concerns
from ltc.foundation.core.due import Due, due

TODAY = date(2026, 11, 22)
SERVED = standing(
    Facts(
        has_case=True, is_screened=True, has_formal_adl=True, has_formal_tai=True,
        is_eligible=True, has_ground=True, has_active_plan=True, is_approved=True,
    )
)  # fmt: skip


def fallen(level: ChangeLevel) -> Change:
    """A score that fell by three."""
    return Change(level, -3, 8, 3, False, -1.5, (), (), (), "ลดลง 3 คะแนน")


def window(days: int) -> NextVisit:
    """A visit that may be made until so many days from today."""
    last = TODAY + timedelta(days=days)
    return NextVisit(last - timedelta(days=3), due(last, today=TODAY))


def asked(**facts: object) -> list[tuple[str, str]]:
    """The concerns of an elder in service, as (subject, kind), with some facts changed."""
    values: dict[str, object] = {
        "change": None, "lost": (), "change_on": TODAY, "is_last_visit_dangerous": False,
        "last_visit_on": TODAY - timedelta(days=3), "window": window(4), "standing": SERVED,
        "reassessment": None,
    }  # fmt: skip
    return [(c.subject, c.kind) for c in concerns(**{**values, **facts})]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({}, [], id="all is well: nothing to do"),
        pytest.param({"window": window(0)}, [("visit", "due")], id="visit until today"),
        pytest.param({"window": window(-1)}, [("visit", "alarm")], id="visit missed"),
        pytest.param({"window": None}, [], id="the plan asks for no visit"),
        pytest.param(
            {"change": fallen(ChangeLevel.RED)}, [("score", "alarm")], id="score fell much"
        ),
        pytest.param({"change": fallen(ChangeLevel.AMBER)}, [("score", "due")], id="score fell"),
        pytest.param({"change": fallen(ChangeLevel.STEADY)}, [], id="score steady"),
        pytest.param(
            {"is_last_visit_dangerous": True}, [("visit", "alarm")], id="danger at the last visit"
        ),
        pytest.param(
            {"standing": standing(Facts(has_case=True, is_eligible=True, is_screened=True))},
            [("step", "due")],
            id="not assessed formally",
        ),
        pytest.param(
            {"reassessment": due(TODAY + timedelta(days=5), today=TODAY)},
            [("step", "calm")],
            id="assessment due soon",
        ),
        pytest.param(
            {"reassessment": Due(TODAY, due(TODAY + timedelta(days=40), today=TODAY).state)},
            [],
            id="assessment not due yet",
        ),
    ],
)
def test_what_asks_for_somebody(facts: dict[str, object], expected: list[tuple[str, str]]) -> None:
    """The table of the rule."""
    assert asked(**facts) == expected


def test_alarms_come_first() -> None:
    """A missed visit stands before an amber score, and both before what is only due soon."""
    found = asked(
        change=fallen(ChangeLevel.AMBER),
        window=window(-2),
        reassessment=due(TODAY + timedelta(days=5), today=TODAY),
    )
    assert found == [("visit", "alarm"), ("score", "due"), ("step", "calm")]


def test_named_losses_are_few() -> None:
    """Two losses are named, more would not be read."""
    values: dict[str, object] = {
        "change": fallen(ChangeLevel.RED), "change_on": TODAY, "is_last_visit_dangerous": False,
        "last_visit_on": None, "window": None, "standing": SERVED, "reassessment": None,
    }  # fmt: skip
    few = concerns(**values, lost=["ลุกนั่ง", "อาบน้ำ"])  # type: ignore[arg-type]
    many = concerns(**values, lost=["ลุกนั่ง", "อาบน้ำ", "กินข้าว"])  # type: ignore[arg-type]
    assert few[0].because.endswith("เสียการลุกนั่ง อาบน้ำ")
    assert many[0].because.endswith("ลุกนั่ง อาบน้ำ และอื่น ๆ")
