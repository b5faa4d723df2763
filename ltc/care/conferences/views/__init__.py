"""Doors of conferences."""

from ltc.care.conferences.views import (  # noqa: F401  (they hang themselves on the blueprint)
    calling,
    hearing,
    minutes,
    voices,
)
from ltc.care.conferences.views.doors import bp

__all__ = ["bp"]
