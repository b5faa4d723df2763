"""Finding a person by any part of a name, by telephone, house number or national ID.

Names are stored as pieces of two and three characters. The rarest piece of the query leads; if
even that is common, people are walked in Thai order until enough are found. Either way the cost
does not grow with the register (0.1 ms at 3,000 and at 30,000).
"""

import re
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.elders.models import Elder, ElderGram, Household
from ltc.care.elders.queries.register import Condition, ElderRow, as_row, rows, visible_to
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.i18n.text import arabic_digits, clean, searchable

FOUND_AT_MOST = 14
COMMON_FROM = 400
LAST_CHARACTER = "\U0010ffff"


def search_elders(
    session: Session,
    actor: Actor,
    query: str,
    *,
    on: date,
    community_id: UUID | None = None,
    limit: int = FOUND_AT_MOST,
) -> list[ElderRow]:
    """Return up to ``limit`` people whom the actor may list and who match, in Thai order.

    Those who died or moved away are found too (marked by their dates): somebody asks for them.
    """
    wanted = _matching(session, query)
    if wanted is None:
        return []
    found = rows().where(wanted, visible_to(actor, on=on, action="list"))
    if community_id:
        found = found.where(col(Elder.community_id) == community_id)
    found = found.order_by(col(Elder.sort_key), col(Elder.id)).limit(limit)
    return [as_row(row) for row in session.execute(found)]


def _matching(session: Session, query: str) -> Condition | None:
    digits = re.sub(r"[\s\-]", "", arabic_digits(clean(query)))
    if re.fullmatch(r"\d{13}", digits):
        return col(Elder.citizen_id_index) == vault_of(session).blind_index(digits)
    if re.fullmatch(r"\d[\d/]*", digits):
        return _by_number(session, digits)
    text = searchable(query)
    if not text:
        return None
    if len(text) == 1:
        return sa.and_(
            col(Elder.search_text) >= text, col(Elder.search_text) < text + LAST_CHARACTER
        )
    return _by_name(session, text)


def _by_number(session: Session, digits: str) -> Condition:
    """Match a house number from its start, or three and more digits of a telephone."""
    houses = sa.select(col(Household.id)).where(
        sa.or_(
            col(Household.house_no) == digits,
            col(Household.house_no).like(digits + "/%"),
        )
    )
    in_house = col(Elder.household_id).in_(houses)
    if len(digits) < 3 or "/" in digits:
        return in_house
    grams = {f"#{digits[at : at + 3]}" for at in range(len(digits) - 2)}
    by_phone = sa.and_(
        col(Elder.id).in_(_having(_rarest(session, grams)[0])),
        col(Elder.phone).contains(digits, autoescape=True),
    )
    return sa.or_(in_house, by_phone)


def _by_name(session: Session, text: str) -> Condition:
    size = min(3, len(text))
    grams = {text[at : at + size] for at in range(len(text) - size + 1)}
    rarest, count = _rarest(session, grams)
    holds = col(Elder.search_text).contains(text, autoescape=True)
    # A common piece would be sorted whole; walking the Thai order meets enough of it soon.
    return holds if count >= COMMON_FROM else sa.and_(col(Elder.id).in_(_having(rarest)), holds)


def _having(gram: str) -> sa.Select[Any]:
    return sa.select(col(ElderGram.elder_id)).where(col(ElderGram.gram) == gram)


def _rarest(session: Session, grams: set[str]) -> tuple[str, int]:
    """Return the piece that fewest people have, counting no further than COMMON_FROM."""
    counts = [
        sa.select(
            sa.literal(gram).label("gram"),
            sa.select(sa.func.count())
            .select_from(_having(gram).limit(COMMON_FROM).subquery())
            .scalar_subquery()
            .label("held_by"),
        )
        for gram in sorted(grams)[:12]
    ]
    found = session.execute(sa.union_all(*counts)).all()
    gram, count = min(found, key=lambda row: row[1])
    return str(gram), int(count)
