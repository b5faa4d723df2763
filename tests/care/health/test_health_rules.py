"""What a draft of the health summary must hold; tables of cases, no database."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ltc.care.health import rules
from ltc.care.health.queries.reference import common_diagnoses
from ltc.care.health.terms import Life
from ltc.foundation.core.errors import RuleViolation
from tests.care.health import drafts

TODAY = date(2026, 11, 22)
LIFE = Life(date(1944, 4, 13), None)


def code_of(draft: Any, life: Life = LIFE) -> tuple[str, str | None]:
    """The rule a draft breaks, and at which field."""
    with pytest.raises(RuleViolation) as broken:
        rules.checked(draft, life, on=TODAY)
    return broken.value.code, broken.value.field


@pytest.mark.parametrize(
    ("typed", "code"),
    [("I10", "I10"), ("i10", "I10"), ("e119", "E11.9"), ("E11.9", "E11.9"), (" L89.0 ", "L89.0"),
     ("S72.00", "S72.00"), ("U75.15", "U75.15"), ("E-11.9", "E11.9"), ("I10.", "I10"),
     ("i๑๐", "I10")],
)  # fmt: skip
def test_code_is_put_into_its_printed_shape(typed: str, code: str) -> None:
    assert rules.icd10(typed) == code


@pytest.mark.parametrize("typed", ["", "10", "II0", "I1", "I10.12345", "I10.1.1", "เบาหวาน"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(RuleViolation, match="icd10_shape"):
        rules.icd10(typed)


@given(st.from_regex(r"[A-Z][0-9]{2}(\.[0-9]{1,4})?", fullmatch=True))
def test_a_printed_code_stays_as_it_is(code: str) -> None:
    assert rules.icd10(code) == code
    assert rules.icd10(code.replace(".", "").lower()) == code


def test_codes_of_the_pick_list_have_the_shape() -> None:
    listed = [one.icd10 for one in common_diagnoses()]
    assert [rules.icd10(code) for code in listed] == listed
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("make", drafts.ALL, ids=lambda make: make.__name__)
def test_a_complete_draft_is_taken_as_it_is(make: Any) -> None:
    assert rules.checked(make(), LIFE, on=TODAY) == make()


@pytest.mark.parametrize(
    ("draft", "code", "field"),
    [
        (drafts.allergy(substance=""), "substance_missing", "substance"),
        (drafts.allergy(certainty=""), "certainty_missing", "certainty"),
        (drafts.no_allergy(substance="ซัลฟา"), "none_with_substance", "kind"),
        (drafts.no_allergy(known_on=None), "day_missing", "known_on"),
        (drafts.tube(kind="other", detail=""), "detail_missing", "detail"),
        (drafts.tube(change_due_on=drafts.LAST_MONTH), "due_before_since", "change_due_on"),
        (drafts.tube(change_due_on=date(2469, 1, 1)), "due_too_late", "change_due_on"),
        (drafts.wound(site="other"), "site_missing", "site_note"),
        (drafts.look(length_mm=0), "size_range", "long_cm"),
        (drafts.look(width_mm=601), "size_range", "wide_cm"),
        (drafts.medicine(moments=()), "moments_missing", "moments"),
        (drafts.medicine(moments=("other",)), "how_missing", "how"),
        (drafts.diagnosis(words=""), "words_missing", "words"),
        (drafts.diagnosis(icd10="ดี"), "icd10_shape", "icd10"),
        (drafts.diagnosis(since_year=2027), "day_future", "since_year"),
        (drafts.diagnosis(since_year=1943), "before_birth", "since_year"),
        (drafts.nutrition(weight_aim=19), "aim_range", "weight_aim"),
        (drafts.nutrition(weight_aim=251), "aim_range", "weight_aim"),
    ],
)
def test_an_incomplete_draft_is_refused_at_its_field(draft: Any, code: str, field: str) -> None:
    assert code_of(draft) == (code, field)


DAYS = {"allergy": "known_on", "tube": "since_on", "wound": "since_on", "look": "looked_on",
        "medicine": "since_on", "nutrition": "since_on", "history": "told_on",
        "wish": "said_on"}  # fmt: skip


@pytest.mark.parametrize(("name", "field"), DAYS.items())
@pytest.mark.parametrize(
    ("day", "life", "code"),
    [
        (TODAY + timedelta(days=1), LIFE, "day_future"),
        (date(1944, 4, 12), LIFE, "before_birth"),
        (date(2026, 11, 2), Life(None, date(2026, 11, 1)), "after_death"),
    ],
)
def test_a_day_outside_the_life_is_refused(
    name: str, field: str, day: date, life: Life, code: str
) -> None:
    over = {"change_due_on": None} if name == "tube" else {}
    draft = getattr(drafts, name)(**{field: day}, **over)
    assert code_of(draft, life) == (code, field)


@pytest.mark.parametrize("make", [drafts.tube, drafts.wound, drafts.medicine])
def test_a_day_that_nobody_knows_is_no_obstacle(make: Any) -> None:
    assert rules.checked(make(since_on=None), LIFE, on=TODAY).since_on is None


@pytest.mark.parametrize(
    ("over", "kind", "ended", "code"),
    [
        ({"stage": ""}, "pressure", None, "stage_missing"),
        ({}, "diabetic", None, "stage_refused"),
        ({"looked_on": date(2026, 10, 21)}, "pressure", None, "look_before"),
        ({}, "pressure", date(2026, 10, 31), "look_after"),
    ],
)
def test_a_look_fits_its_wound(
    over: dict[str, Any], kind: str, ended: date | None, code: str
) -> None:
    with pytest.raises(RuleViolation, match=code):
        rules.checked_look_at(drafts.look(**over), kind, drafts.LAST_MONTH, ended)


def test_nothing_ends_before_it_began() -> None:
    with pytest.raises(RuleViolation, match="end_before_since"):
        rules.checked_end(date(2026, 10, 21), drafts.LAST_MONTH, LIFE, on=TODAY)
    assert rules.checked_end(TODAY, drafts.LAST_MONTH, LIFE, on=TODAY) == TODAY
    assert rules.checked_end(TODAY, None, LIFE, on=TODAY) == TODAY
