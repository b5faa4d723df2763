"""The blueprint of money, and how its doors read a year or a month from an address."""

import re
from datetime import date

from flask import Blueprint, request

from ltc.care.assessment.rules.due import add_months
from ltc.care.cases.rules.rates import fiscal_year
from ltc.foundation.core import clock

bp = Blueprint("casemoney", __name__)

FIRST_YEAR = 2559  # the programme began


def asked_year() -> int:
    """Return the fiscal year that an address asks for; the one of today for anything else."""
    now = fiscal_year(clock.today())
    typed = request.args.get("year", "")
    year = int(typed) if re.fullmatch("[0-9]{4}", typed) else now
    return year if FIRST_YEAR <= year <= now + 1 else now


def asked_month() -> date:
    """Return the first day of the month that an address asks for; last month for anything else."""
    last = add_months(clock.today().replace(day=1), -1)
    try:
        month = date.fromisoformat(request.args.get("month", "")).replace(day=1)
    except ValueError:
        return last
    return month if date(2015, 10, 1) <= month <= clock.today() else last
