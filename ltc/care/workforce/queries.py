"""Reads of training: what counts, one person's certificates, how many people stand."""

import tomllib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from ltc.care.workforce.models import TrainingCertificate
from ltc.care.workforce.rules import rules_on, standing
from ltc.care.workforce.terms import UNKNOWN, Training, TrainingRules
from ltc.foundation.accounts.models import User
from ltc.foundation.accounts.queries import list_holdings
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.errors import NotFound
from ltc.settings import CHECKOUT

CAREGIVER = "caregiver"
TRAINED_ROLES = (CAREGIVER, "care_manager")


@cache
def get_rules(role: str, on: date) -> TrainingRules:
    """Return which courses count for a role on a day, and when one is told of an end."""
    return rules_on(_table(), role, on)


@cache
def _table() -> Mapping[str, Any]:
    with (CHECKOUT / "seeds" / "reference" / "workforce_rules.toml").open("rb") as file:
        return tomllib.load(file)


def get_person(session: Session, user_id: UUID, actor: Actor, *, on: date) -> tuple[User, str]:
    """Return somebody who cares for elders here, with the role; NotFound for anybody else."""
    user = session.get(User, user_id)
    held = {one.role for one in list_holdings(session, user_id, on=on)
            if one.area_id == actor.area_id}  # fmt: skip
    role = next((one for one in TRAINED_ROLES if one in held), None)
    if user is None or role is None or not user.is_enabled:
        raise NotFound
    return user, role


def get_certificate(session: Session, certificate_id: UUID, actor: Actor) -> TrainingCertificate:
    """Return one certificate, also a withdrawn one; NotFound for another municipality's."""
    found = session.get(TrainingCertificate, certificate_id)
    if found is None or found.municipality_id != actor.area_id:
        raise NotFound
    return found


def certificates_of(
    session: Session, municipality_id: UUID, user_ids: Collection[UUID]
) -> dict[UUID, list[TrainingCertificate]]:
    """Return the certificates of many people, withdrawn ones too, the newest first; one statement.

    Only what this municipality wrote down: what another knows of them is not ours to show.
    """
    found: dict[UUID, list[TrainingCertificate]] = defaultdict(list)
    if user_ids:
        for row in _newest_first(session, municipality_id, user_ids):
            found[row.user_id].append(row)
    return dict(found)


def _newest_first(
    session: Session, municipality_id: UUID, user_ids: Collection[UUID]
) -> Sequence[TrainingCertificate]:
    one = TrainingCertificate
    return session.exec(
        select(one)
        .where(one.municipality_id == municipality_id, col(one.user_id).in_(user_ids))
        .order_by(col(one.issued_on).desc(), col(one.id).desc())
    ).all()


def trainings_of(
    session: Session, municipality_id: UUID, user_ids: Collection[UUID], *, role: str, on: date
) -> dict[UUID, Training]:
    """Return how each of many people stands for a role on a day, in one statement."""
    rules = get_rules(role, on)
    if not rules.courses:
        return dict.fromkeys(user_ids, UNKNOWN)
    found = certificates_of(session, municipality_id, user_ids)
    return {one: standing(found.get(one, ()), rules, on) for one in user_ids}


def find_twin(
    session: Session, municipality_id: UUID, user_id: UUID, course: str, issued_on: date
) -> TrainingCertificate | None:
    """Return a certificate of the same course and day that was not withdrawn, or None."""
    one = TrainingCertificate
    return session.exec(
        select(one).where(
            one.municipality_id == municipality_id, one.user_id == user_id, one.course == course,
            one.issued_on == issued_on, col(one.withdrawn_at).is_(None),
        )
    ).first()  # fmt: skip
