"""Answers that add up to a total the way people lose it: stairs and bathing first, eating last."""

from collections.abc import Mapping
from datetime import date
from random import Random

from ltc.care.assessment.queries import get_assessment_rules, get_instrument
from ltc.care.assessment.rules.plausibility import PlausibilityContext, doubts

FULL = {
    "feeding": 2, "grooming": 1, "transfer": 3, "toilet": 2, "mobility": 3,
    "dressing": 2, "stairs": 2, "bathing": 1, "bowels": 2, "bladder": 2,
}  # fmt: skip
# One point after another, as an average person loses them.
LOSSES = (
    "stairs", "stairs", "bathing", "mobility", "dressing", "toilet", "bladder", "transfer",
    "bowels", "bladder", "mobility", "transfer", "dressing", "grooming", "toilet", "mobility",
    "feeding", "transfer", "bowels", "feeding",
)  # fmt: skip
BEST = sum(FULL.values())


def order_of_loss(rng: Random) -> tuple[str, ...]:
    """Return one person's own order: the average one with a few neighbours exchanged."""
    order = list(LOSSES)
    for _ in range(4):
        at = rng.randrange(1, len(order) - 4)
        order[at], order[at + 1] = order[at + 1], order[at]
    return tuple(order)


def plausible_order(rng: Random, on: date) -> tuple[str, ...]:
    """Return an order about which no question would be asked at any total."""
    instrument, limits = get_instrument("barthel"), get_assessment_rules(on).plausibility
    context = PlausibilityContext(on)
    while True:
        order = order_of_loss(rng)
        if not any(
            doubts(instrument, answers_for(total, order), total, context, limits)
            for total in range(BEST + 1)
        ):
            return order


def answers_for(total: int, order: tuple[str, ...]) -> dict[str, int]:
    """Return the answers of somebody with this total who loses in this order."""
    answers = dict(FULL)
    for item in order[: BEST - total]:
        answers[item] -= 1
    return answers


def tai_axes(rng: Random, answers: Mapping[str, int], *, is_confused: bool) -> dict[str, int]:
    """Return the four TAI axes that go with Barthel answers."""
    total = sum(answers.values())
    if total <= 4:
        mobility = 2 if answers["transfer"] else rng.choice((0, 1))
        eating = (1 if rng.random() < 0.4 else 2) if answers["feeding"] == 0 else 4
        toilet = rng.choice((1, 2))
    else:
        mobility = 4 if answers["mobility"] == 3 else 3
        eating = 5 if answers["feeding"] == 2 else 4
        toilet = 2 if answers["toilet"] == 0 else 3
    if answers["feeding"] == 1:
        eating = 3 if total <= 4 else 4
    mental = rng.choice((2, 3)) if is_confused else 5
    return {"mobility": mobility, "mental": mental, "eating": eating, "toilet": toilet}
