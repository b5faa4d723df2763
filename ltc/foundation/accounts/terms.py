"""The vocabulary of permission (scopes, grants, the policy) and of people who are to sign in."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property


class Scope(StrEnum):
    """How far a grant reaches."""

    AREA = "area"
    ASSIGNED = "assigned"
    LINKED = "linked"
    AGGREGATE = "aggregate"
    MUNI = "muni"
    SELF = "self"


@dataclass(frozen=True)
class Grant:
    """One permission: an action on a resource within a scope, for some classes of fields."""

    role: str
    resource: str
    action: str
    scope: Scope
    fields: frozenset[str]


@dataclass(frozen=True)
class Policy:
    """All grants, the names of roles on screen, and which roles exclude each other."""

    grants: frozenset[Grant]
    labels: dict[str, str]
    never_with: dict[str, frozenset[str]]

    def scopes(self, role: str, action: str, resource: str) -> frozenset[Scope]:
        """Return the scopes in which ``role`` may do this; empty: not at all."""
        return self._scopes.get((role, action, resource), frozenset())

    def fields(self, role: str, action: str, resource: str) -> frozenset[str]:
        """Return the classes of fields (F1 identity … F5 security) that the grant shows."""
        return self._fields.get((role, action, resource), frozenset())

    @cached_property
    def _scopes(self) -> dict[tuple[str, str, str], frozenset[Scope]]:
        by_door: dict[tuple[str, str, str], frozenset[Scope]] = {}
        for grant in self.grants:
            door = (grant.role, grant.action, grant.resource)
            by_door[door] = by_door.get(door, frozenset()) | {grant.scope}
        return by_door

    @cached_property
    def _fields(self) -> dict[tuple[str, str, str], frozenset[str]]:
        by_door: dict[tuple[str, str, str], frozenset[str]] = {}
        for grant in self.grants:
            door = (grant.role, grant.action, grant.resource)
            by_door[door] = by_door.get(door, frozenset()) | grant.fields
        return by_door


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is to sign in, with a first role from a day on; ``phone`` may be empty."""

    username: str
    name_th: str
    phone: str
    role: str
    held_from: date
