"""Reading the service catalogue; a slip in the file stops the start, not a visit."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.assessment.terms import Confidence
from ltc.care.cases.terms import Benefit, ServiceKind
from ltc.care.elders.terms import TeamRole

USUAL_START, USUAL_MINUTES = "09:00", 30


def read_services(table: Mapping[str, Any]) -> tuple[ServiceKind, ...]:
    """Return the catalogue in the order of the file; raises ``Unusable`` for a broken one."""
    whole = Row(table, "services", keys_of(also="version sources services"))
    sources = whole.table("sources")
    found = tuple(_service(row, sources) for row in whole.tables("services"))
    codes = [service.code for service in found]
    if len(codes) != len(set(codes)):
        raise whole.broken("a code stands twice")
    return found


def _service(table: Mapping[str, Any], sources: Mapping[str, Any]) -> ServiceKind:
    row = Row(table, f"service {table.get('code')}", keys_of(ServiceKind))
    source = row.text("source")
    if source not in sources:
        raise row.broken(f"no such source: {source}")
    return ServiceKind(
        code=row.text("code"),
        label_th=row.text("label_th"),
        doers=tuple(str(doer) for doer in row.members("doers", TeamRole)),
        benefit=row.one_of("benefit", Benefit),
        source=str(sources[source]),
        confidence=str(row.one_of("confidence", Confidence)),
        starts=tuple(_minute(row, text) for text in row.texts("starts") or (USUAL_START,)),
        minutes=row.maybe_whole("minutes") or USUAL_MINUTES,
        refers=row.texts("refers"),
    )


def _minute(row: Row, text: str) -> int:
    """Return the minute of the day of "07:30"."""
    try:
        at = time.fromisoformat(text)
    except ValueError:
        raise row.broken(f"no time of day: {text}") from None
    return at.hour * 60 + at.minute
