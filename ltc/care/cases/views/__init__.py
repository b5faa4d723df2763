"""Doors of cases and plans."""

from ltc.care.cases.views import cases, plans, weeks  # noqa: F401  (they hang themselves on the blueprint)
from ltc.care.cases.views.doors import bp

__all__ = ["bp"]
