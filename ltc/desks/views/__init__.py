"""Doors of the desks."""

from ltc.desks.views import (  # noqa: F401  (they hang themselves on the blueprint)
    elder,
    national,
    people,
    plan,
    town,
    work,
)
from ltc.desks.views.doors import bp

__all__ = ["bp"]
