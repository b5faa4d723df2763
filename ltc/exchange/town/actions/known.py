"""The people of the register whom rows may mean."""

from collections.abc import Sequence

from sqlmodel import Session

from ltc.care.elders.queries.many import Known, people_known
from ltc.care.elders.rules import may_be_same
from ltc.exchange.town.rules.adl import Who
from ltc.exchange.town.terms import Task
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import RuleViolation


class KnownPeople:
    """The people whom some rows may mean, read in one statement."""

    def __init__(
        self, session: Session, task: Task, wanted: Sequence[Who], *, resource: str
    ) -> None:
        vault = vault_of(session)
        self._index_of = {
            who.citizen_id: vault.blind_index(who.citizen_id) for who in wanted if who.citizen_id
        }
        found = people_known(
            session, task.by, indexes=list(self._index_of.values()),
            search_texts=[who.search_text for who in wanted if who.search_text],
            resource=resource, on=task.on,
        )  # fmt: skip
        self._by_index = {
            bytes(elder.citizen_id_index): elder for elder in found if elder.citizen_id_index
        }
        self._by_name: dict[str, list[Known]] = {}
        for elder in found:
            self._by_name.setdefault(elder.search_text, []).append(elder)

    def find(self, who: Who) -> Known | RuleViolation:
        """Return the one person meant, or why nobody can be told for certain."""
        if who.citizen_id:
            elder = self._by_index.get(self._index_of[who.citizen_id])
            return elder or RuleViolation("elder_unknown", "ไม่มีใครใช้เลขนี้ในทะเบียน", "citizen_id")
        name = who.search_text
        same = [
            elder for elder in self._by_name.get(name, ())
            if may_be_same(name, who.born_on, other_name=name, other_born_on=elder.born_on)
        ]  # fmt: skip
        if not same:
            return RuleViolation("elder_unknown", "ไม่พบคนชื่อนี้ในทะเบียน", "given_name")
        if len(same) > 1:
            return RuleViolation("elder_unsure", "มีหลายคนชื่อนี้ ใส่เลขประชาชนเพื่อให้แน่ใจ", "given_name")
        return same[0]
