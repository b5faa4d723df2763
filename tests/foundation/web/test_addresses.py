"""Addresses that are put together late are the same addresses."""

import pytest
from flask import Flask
from werkzeug.routing import BuildError, Map, Rule

from ltc.foundation.web.addresses import LazyRule

VALUES = {"who": "ก ข/ค", "number": 7}


@pytest.mark.parametrize("path", ["/", "/a/<who>", "/a/<int:number>/<who>/end", "/<path:who>"])
@pytest.mark.parametrize("more", [{}, {"q": "x y"}])
def test_same_address_as_the_library_gives(path: str, more: dict[str, str]) -> None:
    def built(kind: type[Rule]) -> str:
        return Map([kind(path, endpoint="here")]).bind("ltc.test").build("here", VALUES | more)

    assert built(LazyRule) == built(Rule)


def test_what_is_missing_is_still_missing() -> None:
    adapter = Map([LazyRule("/a/<who>", endpoint="here")]).bind("ltc.test")
    with pytest.raises(BuildError):
        adapter.build("here", {})


def test_every_door_is_of_this_kind(app: Flask) -> None:
    assert {type(rule) for rule in app.url_map.iter_rules()} == {LazyRule}
