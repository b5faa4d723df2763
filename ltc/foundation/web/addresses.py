"""Addresses of doors, made cheap to register: an address is put together only once it is asked for.

The routing library writes and compiles two small functions for each rule when it is registered.
With some two hundred doors that is a tenth of a second of every start, for addresses of which the
first page needs a dozen.
"""

from collections.abc import Callable
from typing import Any

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
