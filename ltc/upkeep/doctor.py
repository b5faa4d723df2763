"""What is wrong with this installation, in words."""

from dataclasses import dataclass

from ltc.foundation.audit.queries import check_chain
from ltc.foundation.core import clock
from ltc.foundation.core.errors import Unusable
from ltc.settings import Settings
from ltc.upkeep import health, schema
from ltc.upkeep.installation import Installation, check_vault_key, open_installation, told_in_words


@dataclass(frozen=True)
class Finding:
    """One line of the diagnosis."""

    is_well: bool
    words: str


def diagnose(settings: Settings) -> list[Finding]:
    """Look at each part, in the order in which one needs the other."""
    try:
        installation = open_installation(settings)
        findings = [Finding(True, f"the keys are in {settings.home / 'keys'}")]
        with told_in_words():
            revision = schema.current(installation.engine)
        schema.check_known(revision)
    except Unusable as trouble:
        return [Finding(False, str(trouble))]
    findings.append(Finding(True, "the database opens"))
    is_current = revision == schema.head()
    if is_current:
        try:
            check_vault_key(installation)
        except Unusable as trouble:
            findings.append(Finding(False, str(trouble)))
    words = f"the schema is {revision or 'empty'}, this program's is {schema.head()}"
    findings.append(Finding(is_current, words + ("" if is_current else ": run migrate")))
    return findings + (_inside(installation) if is_current else [])


def _inside(installation: Installation) -> list[Finding]:
    with installation.sessions() as session:
        state = health.check(session, at=clock.now()).scheduler
        chain = check_chain(session)
    if chain.broken_at is None:
        audit = Finding(True, f"the audit is whole ({chain.sealed} sealed entries)")
    else:
        audit = Finding(False, f"the audit was altered before entry {chain.broken_at}")
    return [Finding(state == "ok", f"the scheduler: {state}"), audit]
