"""Doors of approval."""

from ltc.care.approval.views import (  # noqa: F401  (they hang themselves on the blueprint)
    committee,
    meetings,
    national,
    proposals,
)
from ltc.care.approval.views.doors import bp

__all__ = ["bp"]
