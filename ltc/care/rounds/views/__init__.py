"""Doors of screening rounds."""

from ltc.care.rounds.views import followup, plan, volunteers  # noqa: F401  (they hang themselves)
from ltc.care.rounds.views import sheets as _sheets  # noqa: F401  (on the blueprint)
from ltc.care.rounds.views.doors import bp

__all__ = ["bp"]
