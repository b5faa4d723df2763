"""Amounts of money as people type them: whole satang, or a sentence, never a guess."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from ltc.foundation.web.fields import Baht


class Paper(Form):
    """One amount."""

    amount = Baht("จำนวนเงิน")


def read(app: Flask, typed: str) -> tuple[int | None, list[str]]:
    """The amount and what is said against it."""
    with app.test_request_context():
        form = Paper(MultiDict({"amount": typed}))
        form.validate()
    return form.amount.data, list(form.amount.errors)


@pytest.mark.parametrize(
    ("typed", "satang"),
    [
        ("0", 0),
        ("1250", 125_000),
        ("10,442", 1_044_200),
        ("๑๐,๔๔๒.๕๐ บาท", 1_044_250),
        ("1,234,567.8", 123_456_780),
        ("999,999,999.99", 99_999_999_999),
    ],
)
def test_amounts_are_kept_in_satang(app: Flask, typed: str, satang: int) -> None:
    assert read(app, typed) == (satang, [])


@pytest.mark.parametrize(
    "typed", ["-1", "1e9", "10,442.005", "10.442,00", "10,44", "1,0,4", ",500", "1,2500", "NaN"]
)
def test_what_is_no_amount_is_said(app: Flask, typed: str) -> None:
    assert "เป็นตัวเลข" in read(app, typed)[1][0]


def test_a_huge_amount_is_called_huge(app: Flask) -> None:
    assert "มากเกินไป" in read(app, "1,000,000,000")[1][0]
    assert "มากเกินไป" in read(app, "9" * 40)[1][0]
