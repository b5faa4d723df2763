"""Doors of money, one subject a file; ``bp`` holds them all."""

from ltc.finance.casemoney.views import ledger, nappies, pay  # noqa: F401  (they hang themselves)
from ltc.finance.casemoney.views.doors import bp

__all__ = ["bp"]
