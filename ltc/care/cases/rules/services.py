"""Reading the service catalogue; a slip in the file stops the start, not a visit."""

from collections.abc import Mapping
from typing import Any

from ltc.care.assessment.rules.row import Row, keys_of
from ltc.care.assessment.terms import Confidence
from ltc.care.cases.terms import ServiceKind
from ltc.care.elders.terms import TeamRole

BENEFITS = frozenset({"assessment", "health", "personal_care", "aids"})


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
    benefit, source = row.text("benefit"), row.text("source")
    if benefit not in BENEFITS:
        raise row.broken(f"no such benefit: {benefit}")
    if source not in sources:
        raise row.broken(f"no such source: {source}")
    return ServiceKind(
        code=row.text("code"),
        label_th=row.text("label_th"),
        doers=tuple(str(doer) for doer in row.members("doers", TeamRole)),
        benefit=benefit,
        source=str(sources[source]),
        confidence=str(row.one_of("confidence", Confidence)),
    )
