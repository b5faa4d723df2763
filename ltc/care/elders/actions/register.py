"""What people do with the register: register, correct, see a national ID, write circumstances."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, col

from ltc.care.elders import rules
from ltc.care.elders.models import Circumstances, Elder, ElderGram, Household
from ltc.care.elders.queries import register, team
from ltc.care.elders.queries.sheet import ElderSheet
from ltc.care.elders.terms import CircumstancesDraft, ElderDraft
from ltc.foundation.areas.queries import is_community_of, lock_municipality
from ltc.foundation.audit.actions import record
from ltc.foundation.core import citizen_id
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.errors import Conflict, RuleViolation
from ltc.foundation.core.vault import Vault
from ltc.foundation.i18n.text import pieces, searchable, sort_key

TRACED = (
    "prefix", "given_name", "family_name", "sex", "born_on", "birth_precision",
    "citizen_id_index", "no_citizen_id_reason", "phone", "community_id", "household_id",
)  # fmt: skip


def register_elder(
    session: Session, municipality_id: UUID, draft: ElderDraft, *, by: Actor, at: datetime, on: date
) -> Elder:
    """Add a person to the register.

    Raises RuleViolation: a shape rule's, ``community_unknown``, ``citizen_id_taken``, or
    ``possible_duplicate`` unless the draft says that this is somebody else.
    """
    draft = _checked(session, municipality_id, draft, on=on)
    lock_municipality(session, municipality_id)  # else a double click registers two
    elder = Elder(
        municipality_id=municipality_id, community_id=draft.community_id, registered_at=at,
        household_id=_household(session, draft).id, prefix="", given_name="", sort_key="",
        search_text="", sex=draft.sex, birth_precision=draft.birth_precision,
    )  # fmt: skip
    _refuse_taken_id(session, draft, besides=None)
    _refuse_duplicate(session, municipality_id, draft)
    write_person(vault_of(session), elder, draft)
    session.add(elder)
    session.flush()
    _write_grams(session, elder)
    record(
        session, by=by, at=at, what="elder.registered", subject=elder, elder_id=elder.id,
        changes={"community_id": str(elder.community_id), "sex": elder.sex},
    )  # fmt: skip
    return elder


def correct_elder(
    session: Session,
    elder: Elder,
    draft: ElderDraft,
    *,
    version: int,
    by: Actor,
    at: datetime,
    on: date,
) -> None:
    """Change what the register says of a person.

    ``version`` is what the form was opened with; raises Conflict when somebody was faster, and
    RuleViolation as in ``register_elder``.
    """
    lock(session, elder)
    if version != elder.version:
        raise Conflict(elder)
    draft = _checked(session, elder.municipality_id, draft, on=on)
    _refuse_taken_id(session, draft, besides=elder.id)
    before = {name: getattr(elder, name) for name in TRACED}
    household = _household(session, draft)
    if household.id == elder.household_id:
        household.landmark = draft.landmark  # the form showed it: emptied means taken away
    elder.household_id = household.id
    flag_modified(elder, "household_id")  # what changed in the house is a new version as well
    write_person(vault_of(session), elder, draft)
    session.flush()
    _write_grams(session, elder)
    vault = vault_of(session)
    changes = {
        name: [vault.trace(old), vault.trace(getattr(elder, name))]
        for name, old in before.items()
        if old != getattr(elder, name)
    }
    record(session, by=by, at=at, what="elder.corrected", subject=elder, elder_id=elder.id,
           changes=changes)  # fmt: skip


def reveal_citizen_id(session: Session, elder: Elder, *, by: Actor, at: datetime) -> str | None:
    """Return the national ID in full, and write down that it was shown; None when there is none."""
    record(session, by=by, at=at, what="citizen_id.shown", subject=elder, elder_id=elder.id)
    if elder.citizen_id_sealed is None:
        return None
    return vault_of(session).open(elder.citizen_id_sealed, about=elder.id)


def write_circumstances(
    session: Session,
    elder: Elder,
    draft: CircumstancesDraft,
    *,
    by: Actor,
    at: datetime,
    on: date,
) -> Circumstances:
    """Write how an elder lives from a day on; what was true before stays as history.

    Raises RuleViolation ``from_future`` or ``from_before_last``.
    """
    draft = rules.checked_circumstances(draft, on=on)
    lock(session, elder)
    history = team.list_circumstances(session, elder.id)
    latest = history[0] if history else None
    if latest and draft.valid_from < latest.valid_from:
        raise RuleViolation("from_before_last", "วันที่เริ่มต้องไม่ก่อนข้อมูลล่าสุดที่มีอยู่", "valid_from")
    if latest and latest.valid_from == draft.valid_from:
        session.delete(latest)  # the same day written again: a correction, kept in the audit
    elif latest:
        latest.valid_until = draft.valid_from
        session.add(latest)
    row = Circumstances(
        elder_id=elder.id, recorded_at=at, valid_from=draft.valid_from,
        health_scheme=draft.health_scheme, residence_type=draft.residence_type,
        disability_card=draft.disability_card, income_band=draft.income_band,
        allowances=list(draft.allowances), lives_alone=draft.lives_alone,
        main_carer_name=draft.main_carer_name, main_carer_relation=draft.main_carer_relation,
        carer_skills=list(draft.carer_skills),
    )  # fmt: skip
    session.add(row)
    record(
        session, by=by, at=at, what="circumstances.written", subject=row, elder_id=elder.id,
        changes={"valid_from": str(row.valid_from), "lives_alone": row.lives_alone},
    )  # fmt: skip
    return row


def lock(session: Session, elder: Elder) -> None:
    """Read a person again so that other writers wait (PostgreSQL; the embedded file has one)."""
    session.refresh(elder, with_for_update={"key_share": True})


def _checked(session: Session, municipality_id: UUID, draft: ElderDraft, *, on: date) -> ElderDraft:
    draft = rules.checked(draft, on=on)
    if not is_community_of(session, draft.community_id, municipality_id):
        raise RuleViolation("community_unknown", "กรุณาเลือกชุมชนจากรายการ", "community")
    if draft.citizen_id:
        return replace(draft, citizen_id=citizen_id.parse(draft.citizen_id, "citizen_id"))
    return draft


def _household(session: Session, draft: ElderDraft) -> Household:
    found = register.find_household(session, draft.community_id, draft.house_no, draft.lane)
    if found is None:
        found = Household(
            community_id=draft.community_id,
            house_no=draft.house_no,
            lane=draft.lane,
            landmark=draft.landmark,
        )
        session.add(found)
        session.flush()
    elif draft.landmark and draft.landmark != found.landmark:
        found.landmark = draft.landmark
        session.add(found)
    return found


def _refuse_taken_id(session: Session, draft: ElderDraft, *, besides: UUID | None) -> None:
    if draft.citizen_id:
        index = vault_of(session).blind_index(draft.citizen_id)
        holder = register.find_by_citizen_index(session, index)
        if holder is not None and holder != besides:
            raise RuleViolation(
                "citizen_id_taken", "มีคนลงทะเบียนด้วยเลขนี้แล้ว ค้นหาด้วยเลขนี้ก่อน", "citizen_id"
            )


def _refuse_duplicate(session: Session, municipality_id: UUID, draft: ElderDraft) -> None:
    if draft.is_not_duplicate:
        return
    same = register.find_possible_duplicates(
        session,
        municipality_id=municipality_id,
        search_text=searchable(draft.given_name + draft.family_name)[:200],
        born_on=draft.born_on,
    )
    if same:
        raise RuleViolation(
            "possible_duplicate",
            "มีคนชื่อนี้อยู่แล้ว ดูข้างล่าง ถ้าเป็นคนละคนให้เลือกช่องยืนยัน",
            "is_not_duplicate",
        )


def write_person(vault: Vault, elder: Elder, draft: ElderDraft) -> None:
    """Put a checked draft into a person's row; forms and imports share it."""
    elder.community_id = draft.community_id
    elder.prefix = draft.prefix
    elder.given_name = draft.given_name
    elder.family_name = draft.family_name
    # Folding some letters makes three of one; the columns hold any name that people have.
    elder.sort_key = sort_key(f"{draft.given_name} {draft.family_name}")[:400]
    elder.search_text = searchable(draft.given_name + draft.family_name)[:200]
    elder.sex = draft.sex
    elder.born_on = draft.born_on
    elder.birth_precision = draft.birth_precision
    elder.phone = draft.phone
    elder.no_citizen_id_reason = None if draft.citizen_id else draft.no_citizen_id_reason
    if draft.citizen_id:
        elder.citizen_id_sealed = vault.seal(draft.citizen_id, about=elder.id)
        elder.citizen_id_index = vault.blind_index(draft.citizen_id)
    else:
        elder.citizen_id_sealed = elder.citizen_id_index = None


def grams_for(elder_name: str, phone: str) -> set[str]:
    """Return the search pieces of a searchable name and a telephone number."""
    return pieces(elder_name) | {f"#{phone[at : at + 3]}" for at in range(len(phone) - 2)}


def _write_grams(session: Session, elder: Elder) -> None:
    wanted = grams_for(elder.search_text, elder.phone)
    stored = register.grams_of(session, elder.id)
    if gone := stored - wanted:
        session.execute(
            sa.delete(ElderGram).where(
                col(ElderGram.elder_id) == elder.id, col(ElderGram.gram).in_(gone)
            )
        )
    if new := wanted - stored:
        session.execute(
            sa.insert(ElderGram), [{"gram": g, "elder_id": elder.id} for g in sorted(new)]
        )


def masked_citizen_id(session: Session, elder: Elder | ElderSheet) -> str | None:
    """Return the national ID with its middle hidden, for the screen; None when there is none."""
    if elder.citizen_id_sealed is None:
        return None
    return citizen_id.masked(vault_of(session).open(elder.citizen_id_sealed, about=elder.id))
