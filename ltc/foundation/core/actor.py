"""Who acts: made once a request (or once a job) and passed down from there."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """A person in one of their roles, or a named part of the system.

    ``role`` is a key of the policy file. ``area_id`` is the municipality the role is held for.
    ``session_id`` names the sign-in (the device, for the audit), ``request_id`` the request.
    """

    person_id: UUID | None
    name: str
    role: str
    area_id: UUID | None = None
    session_id: str | None = None
    request_id: str | None = field(default=None, compare=False)

    @property
    def is_system(self) -> bool:
        """True for jobs and commands, which act under a name of their own."""
        return self.person_id is None


def system_actor(name: str) -> Actor:
    """Return the actor of a job or command called ``name``."""
    return Actor(person_id=None, name=name, role="system")
