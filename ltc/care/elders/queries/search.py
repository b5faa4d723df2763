"""Finding a person by any part of a name, by telephone, house number or national ID.

Names are stored as pieces of two and three characters. When few people have the rarest piece of
the query, these few are looked through. When it is common, first come those whose name begins with
the query, straight from the Thai order, then whoever else has the piece until enough are found.
Neither looks at the whole register, so that 30,000 people are searched as fast as 3,000.
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
from ltc.foundation.core.prepared import Columns, asked, prepared
from ltc.foundation.i18n.text import arabic_digits, clean, searchable, sort_key

FOUND_AT_MOST = 14
COMMON_FROM = 100
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
    scope = visible_to(actor, on=on, action="list")
    if community_id:
        scope = sa.and_(scope, col(Elder.community_id) == community_id)
    digits = re.sub(r"[\s\-]", "", arabic_digits(clean(query)))
    text = searchable(query)
    if re.fullmatch(r"\d{13}", digits):
        wanted = col(Elder.citizen_id_index) == vault_of(session).blind_index(digits)
    elif re.fullmatch(r"\d[\d/]*", digits):
        wanted = _by_number(session, digits)
    elif text:
        return _by_name(session, text, scope, limit)
    else:
        return []
    return _in_thai_order(session, sa.and_(wanted, scope), limit)


def _in_thai_order(session: Session, wanted: Condition, limit: int) -> list[ElderRow]:
    found = rows().where(wanted).order_by(col(Elder.sort_key), col(Elder.id)).limit(limit)
    return [as_row(row) for row in session.execute(found)]


def _digits(query: str) -> str:
    return re.sub(r"[\s\-]", "", arabic_digits(clean(query)))


def is_citizen_id(query: str) -> bool:
    """True when what is looked for is a whole national ID (thirteen digits, however spaced)."""
    return re.fullmatch(r"[0-9]{13}", _digits(query)) is not None


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


def _by_name(session: Session, text: str, scope: Condition, limit: int) -> list[ElderRow]:
    begins = sa.and_(_begins(text), scope)
    if len(text) == 1:
        return _in_thai_order(session, begins, limit)
    size = min(3, len(text))
    grams = {text[at : at + size] for at in range(len(text) - size + 1)}
    rarest, held_by = _rarest(session, grams)
    holds = sa.and_(col(Elder.search_text).contains(text, autoescape=True), scope)
    if held_by < COMMON_FROM:
        return _in_thai_order(session, sa.and_(col(Elder.id).in_(_having(rarest)), holds), limit)
    found = _in_thai_order(session, begins, limit)
    if len(found) < limit:
        others = (
            rows()
            .join(ElderGram, col(ElderGram.elder_id) == col(Elder.id))
            .where(col(ElderGram.gram) == rarest, holds, ~begins)
            .limit(limit - len(found))
        )
        found += [as_row(row) for row in session.execute(others)]
    return sorted(found, key=lambda row: (row.sort_key, row.id))


def _begins(text: str) -> Condition:
    """Match names that begin with ``text``; a span of the Thai order holds them all."""
    begins = col(Elder.search_text).startswith(text, autoescape=True)
    # A leading vowel is sorted after the consonant that is still to be typed.
    span = sort_key(text.rstrip("เแโใไ")).split("\x01")[0]
    if not span:
        return begins
    after = col(Elder.sort_key) >= span
    return sa.and_(after, col(Elder.sort_key) < span + LAST_CHARACTER, begins)


def _having(gram: str) -> sa.Select[Any]:
    return sa.select(col(ElderGram.elder_id)).where(col(ElderGram.gram) == gram)


def _rarest(session: Session, grams: set[str]) -> tuple[str, int]:
    """Return the piece that fewest people have, counting no further than COMMON_FROM."""
    some = sorted(grams)[:12]
    values = {f"gram_{place}": gram for place, gram in enumerate(some)}
    (counts,) = _counting(len(some)).all(session, **values)
    held_by, gram = min(zip(counts, some, strict=True))
    return gram, int(held_by)


@prepared
def _counting(pieces: int) -> Columns:
    """Return the statement that counts who has each of so many pieces, in one row."""
    each = []
    for place in range(pieces):
        holders = (
            sa.select(sa.literal(1))
            .where(col(ElderGram.gram) == asked(f"gram_{place}", sa.String))
            .limit(COMMON_FROM)
            .subquery()
        )
        each.append(sa.select(sa.func.count()).select_from(holders).scalar_subquery())
    return sa.select(*each)
