"""Doors of the desks."""

from ltc.desks.views import elder, people, plan, town, work  # noqa: F401  (they hang on the blueprint)
from ltc.desks.views.doors import bp

__all__ = ["bp"]
