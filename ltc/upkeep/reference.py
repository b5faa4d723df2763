"""Reference data from ``seeds/reference``: the places of this installation. Safe to run again."""

import tomllib
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from ltc.foundation.areas.models import Area
from ltc.foundation.areas.terms import AreaKind
from ltc.foundation.i18n.text import sort_key
from ltc.settings import CHECKOUT

FOLDER = CHECKOUT / "seeds" / "reference"


def seed_areas(session: Session) -> Area:
    """Add the areas that are not there yet; returns the municipality."""
    with (FOLDER / "areas.toml").open("rb") as file:
        table = tomllib.load(file)
    source = table["source"]
    province = _area(session, AreaKind.PROVINCE, table["province"], None, source)
    district = _area(session, AreaKind.DISTRICT, table["district"], province.id, source)
    subdistrict = _area(session, AreaKind.SUBDISTRICT, table["subdistrict"], district.id, source)
    town = _area(session, AreaKind.MUNICIPALITY, table["municipality"], subdistrict.id, source)
    for row in table["communities"]:
        _area(session, AreaKind.COMMUNITY, row, town.id, source)
    return town


def _area(
    session: Session, kind: AreaKind, row: dict[str, Any], parent_id: UUID | None, source: str
) -> Area:
    found = session.exec(select(Area).where(Area.kind == kind, Area.code == row["code"])).first()
    if found is None:
        found = Area(
            kind=kind,
            code=row["code"],
            name_th=row["name_th"],
            name_en=row.get("name_en", ""),
            sort_key=sort_key(row["name_th"]),
            parent_id=parent_id,
            is_placeholder=row.get("is_placeholder", False),
            source=source,
        )
        session.add(found)
        session.flush()
    return found
