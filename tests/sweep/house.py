"""The application under the sweep: saves can be held back, all tables compared, answers judged."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, SQLModel

from ltc.foundation.i18n.text import arabic_digits, clean
from tests.sweep.poison import SCRIPT
from tests.sweep.sheets import Control, Sheet, english, shown

# What every request may write, whatever becomes of it.
TRACES = frozenset(
    {"audit_entry", "audit_seal", "access", "access_subject", "sign_in", "sign_in_failure"}
)
SAID = re.compile(r'role="alert"|class="(?:error|oops|why|page-head)[" ]')
THAI = re.compile("[ก-๙]{4}")


class Held(Session):
    """A session whose ``commit`` can be held back: all is written and checked, then undone."""

    is_held: ClassVar[bool] = False
    saves: ClassVar[int] = 0

    def commit(self) -> None:
        self.flush()
        if self.info.pop("has_written", False):
            Held.saves += 1
        if Held.is_held:
            self.rollback()
        else:
            super().commit()


@sa.event.listens_for(Held, "after_flush")
def _note(session: Session, _context: object) -> None:
    session.info["has_written"] = True


@contextmanager
def holding_back() -> Iterator[None]:
    """Let no request save anything inside a ``with`` block, so that the next finds all as it was.

    The traces of the request (audit of reads and refusals, sign-ins) are written all the same.
    """
    Held.is_held = True
    try:
        yield
    finally:
        Held.is_held = False


def tables(sessions: sessionmaker[Session]) -> dict[str, tuple[int, str]]:
    """Return rows and digest of every table but those of the traces."""
    found = {}
    with sessions() as session:
        for name, table in SQLModel.metadata.tables.items():
            if name not in TRACES:
                rows = sorted(repr(tuple(row)) for row in session.execute(sa.select(table)))
                found[name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def changed(
    before: Mapping[str, tuple[int, str]], after: Mapping[str, tuple[int, str]]
) -> dict[str, int]:
    """Return the tables that differ, with how many rows more each has."""
    return {name: after[name][0] - before[name][0] for name in after if after[name] != before[name]}


class Answer:
    """What came back, with the time it was sent counted in commits."""

    def __init__(self, http: FlaskClient, path: str, data: Mapping[str, Any]) -> None:
        before = Held.saves
        answer = http.post(path, data=dict(data))
        self.status = answer.status_code
        self.html = answer.get_data(as_text=True)
        self.saves = Held.saves - before
        self.where = answer.headers.get("Location", "")


def wrong_with(answer: Answer, known_english: set[str], typed: Any, allowed: set[int]) -> list[str]:
    """Return what no answer to a form may be or say."""
    found = []
    if answer.status not in allowed:
        found.append(f"status {answer.status}")
    if answer.saves > (answer.status == 303):
        found.append(f"saved {answer.saves} with {answer.status}")
    if SCRIPT in answer.html:
        found.append("raw script")
    if answer.status == 303:
        return found  # nobody reads the words of a redirection
    if said := {one for one in english(answer.html) - known_english if one not in str(typed)}:
        found.append(f"english: {said}")
    if answer.status != 200 and not (SAID.search(answer.html) and THAI.search(answer.html)):
        found.append("no sentence")
    return found


def lost(answer: Answer, sheet: Sheet, sent: Mapping[str, Any], spoiled: str) -> list[str]:
    """Return the fields whose words are gone from a page that refused them."""
    held = {_folded(one) for one in shown(answer.html)}
    gone = []
    for name, values in sent.items():
        control = sheet.controls.get(name)
        if control is None or not _is_kept(control) or not isinstance(values, list):
            continue
        if name == spoiled and not control.is_text:
            continue  # what nobody offered cannot be shown as chosen
        if any(_folded(str(one)) not in held for one in values[:1] if one):
            gone.append(name)
    return gone


def _is_kept(control: Control) -> bool:
    return control.kind not in ("hidden", "password", "button")


def _folded(text: str) -> str:
    """Return what two typings of the same have in common."""
    return "".join(clean(arabic_digits(text).replace(",", ".")).split())
