"""The made-up people, before anything is saved: drawn alike on the same day, believable."""

from collections import Counter
from datetime import date
from functools import cache
from random import Random

import pytest

from ltc.foundation.core import citizen_id
from ltc.foundation.i18n.dates import age
from ltc.upkeep.demonstration.people import (
    LIVING_ELDERS,
    Person,
    Town,
    departed,
    elders_of,
    living_elders,
    not_counted,
)
from ltc.upkeep.demonstration.progress import Progress
from ltc.upkeep.demonstration.scores import BEST, answers_for, plausible_order
from ltc.upkeep.demonstration.seeds import community_shares, table, word_lists
from tests.cast import TODAY


@cache
def drawn(on: date = TODAY) -> tuple[Person, ...]:
    rng = Random(1)
    town = Town(rng, on)
    counts = elders_of(community_shares(), LIVING_ELDERS)
    return (
        *living_elders(town, rng, on, counts),
        *departed(town, rng, on, list(counts)),
        *not_counted(town, rng, on, list(counts)),
    )


def test_the_split_over_the_communities_adds_up() -> None:
    assert sum(share.population for share in community_shares()) == 12_167
    assert sum(elders_of(community_shares(), LIVING_ELDERS).values()) == 3_073
    assert len(community_shares()) == 17


def test_the_same_day_gives_the_same_people() -> None:
    first = drawn()
    drawn.cache_clear()
    assert first == drawn()


def test_every_national_id_begins_with_9_passes_the_check_digit_and_is_nobody_elses() -> None:
    numbers = [person.citizen_id for person in drawn() if person.citizen_id]
    assert all(number.startswith("9") and citizen_id.parse(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_who_has_no_national_id_says_why() -> None:
    without = [person for person in drawn() if person.citizen_id is None]
    assert 0 < len(without) < 100
    assert all(person.no_citizen_id_reason for person in without)


def test_nobody_is_close_to_sixty_from_below() -> None:
    """So the figures stay when the demonstration is opened again in a later year."""
    born = [person.born_on for person in drawn() if person.born_on]
    assert not [day for day in born if 58 <= age(day, TODAY) < 60]


def test_ages_thin_out_towards_a_hundred() -> None:
    tens = Counter(age(p.born_on, TODAY) // 10 for p in drawn() if p.born_on and not p.died_on)
    assert tens[6] > tens[7] > tens[8] > tens[9] > tens[10]
    assert max(age(p.born_on, TODAY) for p in drawn() if p.born_on) <= 101


def test_some_births_are_known_by_their_year_only() -> None:
    years = [p for p in drawn() if p.birth_precision == "year"]
    assert years
    assert all(p.born_on and (p.born_on.month, p.born_on.day) == (1, 1) for p in years)


def test_one_name_with_close_births_is_never_given_twice() -> None:
    seen: dict[str, list[int]] = {}
    for person in drawn():
        if person.born_on:
            seen.setdefault(person.search_text, []).append(person.born_on.year)
    assert all(abs(a - b) > 1 for years in seen.values() for a, b in zip(sorted(years),
               sorted(years)[1:], strict=False))  # fmt: skip


def test_telephones_are_plainly_made_up() -> None:
    phones = {person.phone for person in drawn() if person.phone}
    assert all(phone[3:6] == "000" and len(phone) == 10 for phone in phones)


@pytest.mark.parametrize("name", ["women", "men", "families"])
def test_name_lists_hold_no_stray_signs(name: str) -> None:
    assert all("ก" <= letter <= "์" for word in word_lists()[name] for letter in word)


@pytest.mark.parametrize("seed", range(20))
def test_answers_add_up_and_only_fall(seed: int) -> None:
    order = plausible_order(Random(seed), TODAY)
    steps = [answers_for(total, order) for total in range(BEST + 1)]
    assert [sum(step.values()) for step in steps] == list(range(BEST + 1))
    assert all(lower[item] <= higher[item] for lower, higher in zip(steps, steps[1:], strict=False)
               for item in lower)  # fmt: skip


def test_every_total_has_a_profile() -> None:
    profiles = table("care")["profiles"]
    for total in range(12):
        assert any(one["least"] <= total <= one["most"] for one in profiles)


def test_the_bar_fills_line_by_line_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress({"one": 1, "two": 3})
    with progress.step("one"):
        pass
    with progress.step("two"):
        pass
    progress.close("ready")
    lines = capsys.readouterr().err.splitlines()
    assert [line.split("]")[1].split() for line in lines] == [
        ["0%", "one"], ["25%", "two"], ["100%", "ready"],
    ]  # fmt: skip
