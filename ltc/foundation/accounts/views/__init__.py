"""Doors of accounts."""

from ltc.foundation.accounts.views import people  # noqa: F401  (it hangs itself on the blueprint)
from ltc.foundation.accounts.views.signing import bp

__all__ = ["bp"]
