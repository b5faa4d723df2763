"""The address map: an address of each rule with given records, and who passes its door."""

import re
from collections.abc import Sequence

from flask import Flask
from werkzeug.routing import Rule

from ltc.foundation.accounts.queries import may
from ltc.foundation.core.actor import Actor
from ltc.foundation.web.marks import mark_of
from tests.cast import STAFF
from tests.sweep.world import Folder

# Which record an address names where the same word means another kind of it.
OF_PEOPLE = ("person", "grant", "end_role", "switch", "letter")
SPECIAL = {**{f"accounts.{one}": {"user_id": "newcomer_id"} for one in OF_PEOPLE},
           "approval.small_change": {"plan_id": "small_id"},
           "assessment.tai": {"assessment_id": "tai_id"},
           "assessment.safety": {"assessment_id": "alarm_id"},
           "review.review": {"plan_id": "active"},
           "health_record.edit": {"row_id": "medicine_id"},
           "health_record.end": {"row_id": "ended_id"},
           "health_record.withdraw": {"row_id": "withdrawn_id"}}  # fmt: skip
OTHERS = {
    "token": "none",
    "kind": "fall",
    "how": "death",
    "what": "condolence",
    "code": "barthel",
    "name": "none",
    "section": "medicines",
    "hop": "transferred",
    "year": "2569",
    "purse": "ltc",
}


def address(rule: Rule, folders: Sequence[Folder]) -> str:
    """Return an address of a rule; each id from the folder at its place, the last one going on."""
    values: dict[str, str] = {}
    for place, name in enumerate(name for name in _names(rule)):
        folder = folders[min(place, len(folders) - 1)]
        record = SPECIAL.get(rule.endpoint, {}).get(name, name)
        values[name] = OTHERS.get(name) or str(folder.get(record))
    return re.sub(r"<[^>]*?(\w+)>", lambda found: values[found[1]], rule.rule)


def _names(rule: Rule) -> list[str]:
    """Return the names of an address in its order."""
    return re.findall(r"<[^>]*?(\w+)>", rule.rule)


def ids_of(rule: Rule) -> list[str]:
    """Return the names of the records in an address."""
    return [name for name in _names(rule) if name not in OTHERS]


def rules_with(app: Flask, method: str) -> list[Rule]:
    """Return the rules of the address map that answer a method, but for files."""
    return [
        rule
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint)
        if method in (rule.methods or ()) and rule.endpoint != "assets.static"
    ]


def who_may(app: Flask, rule: Rule) -> tuple[list[str], list[str]]:
    """Return who passes a door and who does not, by their role here."""
    mark = mark_of(app.view_functions[rule.endpoint])
    assert mark is not None
    passing: list[str] = []
    refused: list[str] = []
    for username, (role, name) in STAFF.items():
        if username.endswith("_elsewhere"):
            continue
        is_open = mark.action is None or mark.resource == "own_account" or may(
            Actor(None, name, role), mark.action, mark.resource or ""
        )  # fmt: skip
        (passing if is_open else refused).append(username)
    return passing, refused
