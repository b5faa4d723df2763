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
    roles: frozenset[str] = frozenset()  # empty: every role whose door opens

    def is_for(self, actor: Actor) -> bool:
        """True when the actor's role has this place and its door would open."""
        is_theirs = not self.roles or actor.role in self.roles
        return is_theirs and may(actor, self.action, self.resource)


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


OWN_PEOPLE = frozenset({"caregiver", "relative"})
WHOLE_TOWN = frozenset({"care_manager", "team_nurse", "family_doctor"})

# A caregiver's first four are the tabs at the bottom of the tablet.
PLACES = (
    Place("วันนี้", "home", "visits.my_day", "create", "visit", frozenset({"caregiver"})),
    Place("เดือนของฉัน", "calendar", "visits.my_month", "create", "visit", frozenset({"caregiver"})),
    Place("คนในการดูแล", "heart", "desks.caseload", "list", "case"),
    Place("ทะเบียน", "people", "desks.register", "list", "elder", WHOLE_TOWN),
    Place("คนที่ฉันดูแล", "people", "desks.register", "list", "elder", OWN_PEOPLE),
    Place("ฉัน", "user", "accounts.my_role", "create", "visit", frozenset({"caregiver"})),
    Place("ตัวเลข", "chart", "desks.figures", "read", "statistics"),
    Place("ตรวจสอบการใช้งาน", "file", "desks.audit_log", "list", "audit_log"),
)


def items(actor: Actor) -> list[MenuItem]:
    """Return the places of this role; ``here`` marks the one being looked at."""
    return [
        MenuItem(
            place.label, url_for(place.endpoint), place.icon, request.endpoint == place.endpoint
        )
        for place in PLACES
        if place.is_for(actor)
    ]


def me(actor: Actor) -> Me:
    """Return the signed-in person in words."""
    return Me(actor.name, actor.role, role_word(actor.role))


def home_of(actor: Actor) -> str:
    """Return the endpoint where a role starts its day: the first of its places."""
    for place in PLACES:
        if place.is_for(actor):
            return place.endpoint
    return "accounts.my_role"
