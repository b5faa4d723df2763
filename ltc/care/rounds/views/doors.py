"""What the doors of screening rounds share: the blueprint, loaders, words for links."""

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, request, url_for

from ltc.care.rounds.models import ScreeningRound, Volunteer
from ltc.care.rounds.queries.people import Whose
from ltc.care.rounds.queries.rounds import get_round
from ltc.care.rounds.queries.volunteers import get_volunteer
from ltc.foundation.areas.queries import community_names
from ltc.foundation.core.errors import NotFound
from ltc.foundation.web.conflict import differences
from ltc.foundation.web.forms import Form
from ltc.foundation.web.marks import Reply
from ltc.foundation.web.page import page
from ltc.foundation.web.request import actor, db

bp = Blueprint("rounds", __name__)

DEPARTURE = "departure.depart"  # a journey above this room: known by its door only


def my_town() -> UUID:
    """Return the municipality this role is held for; NotFound for a role without one."""
    area_id = actor().area_id
    if area_id is None:
        raise NotFound
    return area_id


def communities() -> dict[str, str]:
    """Return the communities of the municipality for choosing one."""
    return {str(area_id): name for area_id, name in community_names(db(), my_town())}


def find_round(round_id: UUID) -> ScreeningRound:
    """Return a round of this municipality, else NotFound."""
    return get_round(db(), round_id, actor())


def find_volunteer(volunteer_id: UUID) -> Volunteer:
    """Return a volunteer of this municipality, else NotFound."""
    return get_volunteer(db(), volunteer_id, actor())


def id_asked(name: str) -> UUID | None:
    """Return an id from the address, None without one; NotFound for anything that is no id."""
    text = request.args.get(name)
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def place_asked() -> tuple[str, UUID] | None:
    """Return where a list goes on, from the address."""
    after = id_asked("after")
    return (request.args.get("from", ""), after) if after else None


def address_after(endpoint: str, place: tuple[str, UUID] | None, **values: Any) -> str | None:
    """Return the address of the next page of a list, or None where it ends."""
    if place is None:
        return None
    onward: dict[str, Any] = values | {"from": place[0], "after": place[1]}
    return url_for(endpoint, **onward)


def whose_asked() -> Whose:
    """Return which list is meant by the address: a volunteer's, or a community's."""
    found = Whose(
        volunteer_id=id_asked("volunteer"),
        community_id=id_asked("community"),
        without_volunteer=request.args.get("without") == "1",
    )
    if found.volunteer_id is None and found.community_id is None:
        raise NotFound
    return found


def words_of(whose: Whose) -> str:
    """Return a list in words; NotFound when it is of another municipality."""
    if whose.volunteer_id is not None:
        return f"อสม. {find_volunteer(whose.volunteer_id).name}"
    name = communities().get(str(whose.community_id))
    if name is None:
        raise NotFound
    return f"ชุมชน{name}" + (" บ้านที่ยังไม่มี อสม." if whose.without_volunteer else "")


def departure_url(elder_id: UUID, outcome: str) -> str | None:
    """Return where a death or a move is written down, if this installation has that journey."""
    how = {"died": "death", "moved": "move"}.get(outcome)
    if how is None or DEPARTURE not in current_app.view_functions:
        return None
    return url_for(DEPARTURE, elder_id=elder_id, how=how)


def conflict_page(theirs: Form, mine: Form, version: int, *, heading: str, back: str) -> Reply:
    """Show a lost race: theirs, mine, to choose by field and send again."""
    rows, same = differences(theirs, mine)
    return page(
        "rounds/conflict.html", status=409, rows=rows, same=same, version=version,
        heading=heading, back=back,
    )  # fmt: skip
