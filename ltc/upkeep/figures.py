"""The figures anybody may see, each from the ordinary query that the pages use."""

from datetime import date
from typing import Any

from sqlmodel import Session

from ltc.care.assessment.queries.latest import count_dependent
from ltc.care.elders.queries.register import count_elders
from ltc.foundation.areas.queries import list_communities, list_municipalities, population
from ltc.foundation.core.errors import Unusable


def collect(session: Session, *, on: date) -> dict[str, Any]:
    """Return the flat table of figures of the first municipality on a day.

    Raises Unusable when there is no municipality yet.
    """
    towns = list_municipalities(session)
    if not towns:
        raise Unusable("there is no municipality yet: run seed, or demo")
    town = towns[0]
    people = population(session, town.id, on=on)
    elders = count_elders(session, town.id, on=on)
    return {
        "as_of": on.isoformat(),
        "population": people,
        "elders_60_plus": elders,
        "elders_percent": round(100 * elders / people, 2) if people else None,
        "dependent_elders": count_dependent(session, town.id, on=on),
        "communities": len(list_communities(session, town.id)),
    }
