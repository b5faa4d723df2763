"""The navigation: which places a role has, in order. A place shows only if its door would open."""

from dataclasses import dataclass

from flask import request, url_for

from ltc.foundation.accounts.queries import may, role_word
from ltc.foundation.core.actor import Actor


@dataclass(frozen=True)
class Place:
    """One entry: where it leads and the permission that its door asks for."""

    label: str
    icon: str
    endpoint: str
    action: str
    resource: str


@dataclass(frozen=True)
class MenuItem:
    """A place as the layout shows it."""

    label: str
    url: str
    icon: str
    here: bool


@dataclass(frozen=True)
class Me:
    """Who is signed in, in words."""

    name: str
    role: str
    role_word: str


PLACES = (
    Place("ทะเบียน", "people", "desks.register", "list", "elder"),
    Place("ตรวจสอบการใช้งาน", "file", "desks.audit_log", "list", "audit_log"),
)


def items(actor: Actor) -> list[MenuItem]:
    """Return the places of this role; ``here`` marks the one being looked at."""
    return [
        MenuItem(
            place.label, url_for(place.endpoint), place.icon, request.endpoint == place.endpoint
        )
        for place in PLACES
        if may(actor, place.action, place.resource)
    ]


def me(actor: Actor) -> Me:
    """Return the signed-in person in words."""
    return Me(actor.name, actor.role, role_word(actor.role))


HOMES = (
    ("list", "elder", "desks.register"),
    ("list", "audit_log", "desks.audit_log"),
)


def home_of(actor: Actor) -> str:
    """Return the endpoint where a role starts its day."""
    for action, resource, endpoint in HOMES:
        if may(actor, action, resource):
            return endpoint
    return "accounts.my_role"
