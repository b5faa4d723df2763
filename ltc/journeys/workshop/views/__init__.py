"""Doors of the workshop."""

from ltc.journeys.workshop.views import editing, reading  # noqa: F401  (they hang on the blueprint)
from ltc.journeys.workshop.views.doors import bp

__all__ = ["bp"]
