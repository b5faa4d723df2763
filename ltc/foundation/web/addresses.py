"""Addresses of doors, made cheap to register: an address is put together only once it is asked for.

The routing library writes and compiles two small functions for each rule when it is registered.
With some two hundred doors that is a tenth of a second of every start, for addresses of which the
first page needs a dozen.
"""

from collections.abc import Callable
from typing import Any

from flask import current_app, url_for
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class LazyRule(Rule):
    """A rule whose builder of addresses is compiled at its first use."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compiled: list[Builder] = []

        def build(rule: Rule, *args: Any, **values: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(super(LazyRule, self)._compile_builder(append_unknown))
            return compiled[0](rule, *args, **values)

        return build


def whole_address(endpoint: str, **values: Any) -> str:
    """Return an address as it stands on paper or goes to a telephone, with scheme and host.

    An encrypted installation is asked by plain HTTP by the proxy in front of it: the address says
    https all the same, else a code or a link would begin its way unprotected.
    """
    scheme = "https" if current_app.config["SESSION_COOKIE_SECURE"] else None
    return url_for(endpoint, _external=True, _scheme=scheme, **values)
