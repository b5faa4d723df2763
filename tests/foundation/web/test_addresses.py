"""Addresses that are put together late are the same addresses."""

from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.routing import BuildError, Map, Rule

from ltc.app import create_app
from ltc.foundation.web.addresses import LazyRule, whole_address

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


@pytest.mark.parametrize(("is_https", "scheme"), [(True, "https"), (False, "http")])
def test_encrypted_installation_names_itself_so_behind_its_proxy(
    app: Flask, is_https: bool, scheme: str
) -> None:
    settings = replace(app.extensions["ltc_settings"], is_https=is_https)
    served = create_app(settings, app.extensions["ltc_sessions"], app.extensions["ltc_vault"])
    with served.test_request_context("/", base_url="http://dulae.example"):  # as a proxy asks
        assert whole_address("accounts.first_sign_in") == f"{scheme}://dulae.example/first-sign-in"
        assert whole_address("family.family_page", token="x").startswith(f"{scheme}://")
