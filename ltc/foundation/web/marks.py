"""Marks on views: what permission a door asks for, or that it is open to everyone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

View = TypeVar("View", bound=Callable[..., Any])
Reply = str | Response | AnyResponse | tuple[str, int]


@dataclass(frozen=True)
class Mark:
    """``action`` on ``resource`` as in the policy file; ``action`` None means public."""

    action: str | None
    resource: str | None


PUBLIC = Mark(None, None)
SIGNED_IN = Mark("use", "own_account")


def allow(action: str, resource: str) -> Callable[[View], View]:
    """Open a door to roles that the policy lets do ``action`` on ``resource``."""
    return _marking(Mark(action, resource))


def public(view: View) -> View:
    """Open a door to everyone, signed in or not."""
    return _marking(PUBLIC)(view)


def signed_in(view: View) -> View:
    """Open a door to whoever is signed in, in any role: only for their own account."""
    return _marking(SIGNED_IN)(view)


def takes_files(view: View) -> View:
    """Let a door take photos and voices: bodies as large as a telephone's camera makes them."""
    view.ltc_takes_files = True  # type: ignore[attr-defined]
    return view


def is_taking_files(view: Callable[..., Any]) -> bool:
    """True for a view that was marked with ``takes_files``."""
    return bool(getattr(view, "ltc_takes_files", False))


def mark_of(view: Callable[..., Any]) -> Mark | None:
    """Return the mark of a view, or None for a forgotten one."""
    found = getattr(view, "ltc_mark", None)
    return found if isinstance(found, Mark) else None


def _marking(mark: Mark) -> Callable[[View], View]:
    def put(view: View) -> View:
        view.ltc_mark = mark  # type: ignore[attr-defined]
        return view

    return put
