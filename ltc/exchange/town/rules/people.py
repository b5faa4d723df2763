"""A row as a person: the same draft as the form of the register makes."""

from collections.abc import Mapping
from uuid import UUID

from ltc.care.elders.terms import ElderDraft, NoIdReason, Sex
from ltc.exchange.town.rules.cells import (
    birth_of,
    citizen_id_of,
    is_yes,
    matched,
    names_of,
    phone_of,
)
from ltc.exchange.town.terms import Fields
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.text import arabic_digits, searchable

_MEN, _WOMEN = ("นาย", "พระ", "พระครู", "พระมหา", "พระสมุห์", "พระอธิการ"), ("นาง", "น.ส.", "แม่ชี")
_SEX_OF_PREFIX = dict.fromkeys(_MEN, str(Sex.MALE)) | dict.fromkeys(_WOMEN, str(Sex.FEMALE))
_SEXES = {
    **dict.fromkeys(("1", "ชาย", "ช", "m", "male", "ผู้ชาย"), str(Sex.MALE)),
    **dict.fromkeys(("2", "หญิง", "ญ", "f", "female", "ผู้หญิง"), str(Sex.FEMALE)),
}
_OTHER_PREFIXES = {"นางสาว": "น.ส.", "นส": "น.ส.", "mr": "นาย", "mrs": "นาง", "miss": "น.ส."}
_REASONS = {searchable(word.label_th): str(word) for word in NoIdReason} | {
    str(word): str(word) for word in NoIdReason
}
# Fields of the register's own rules, and the column in which the answer stands here.
FIELD_OF_RULE = {"birth_year": "born_on", "no_citizen_id_reason": "no_id_reason"}


def prefix_words(prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return how people write prefixes, and the prefix each stands for. ``prefixes``: as listed."""
    listed = {searchable(text): text for text in prefixes}
    others = {word: text for word, text in _OTHER_PREFIXES.items() if text in prefixes}
    return others | listed


def community_words(communities: Mapping[UUID, str]) -> dict[str, UUID]:
    """Return names of communities as a search compares them, with and without the word itself."""
    found: dict[str, UUID] = {}
    for area_id, name in communities.items():
        bare = searchable(name).removeprefix("ชุมชน")
        found |= {bare: area_id, f"ชุมชน{bare}": area_id}
    return found


def read_person(
    fields: Fields, *, prefixes: Mapping[str, str], communities: Mapping[str, UUID]
) -> ElderDraft:
    """Return a row as a draft for the register, whose own rules are still to be asked.

    Raises RuleViolation at the column's key for a word that stands for nothing we know.
    """
    prefix = matched(
        fields.text("prefix"), prefixes, code="prefix_unknown", key="prefix",
        sentence="ไม่รู้จักคำนำหน้านี้ ใช้ นาย นาง น.ส. พระ แม่ชี",
    )  # fmt: skip
    community = communities.get(searchable(fields.text("community")))
    if community is None:
        raise RuleViolation("community_unknown", "ไม่มีชุมชนชื่อนี้ในระบบ ตรวจตัวสะกด", "community")
    given, family = names_of(fields)
    precision, born_on = birth_of(fields)
    citizen_id = citizen_id_of(fields)
    return ElderDraft(
        community_id=community,
        prefix=prefix,
        given_name=given,
        family_name=family,
        sex=_sex(fields, prefix),
        birth_precision=precision,
        born_on=born_on,
        citizen_id=citizen_id,
        no_citizen_id_reason=None if citizen_id else _reason(fields),
        phone=phone_of(fields),
        house_no=arabic_digits(fields.text("house_no")),
        lane=fields.text("lane"),
        landmark=fields.text("landmark"),
        is_not_duplicate=is_yes(fields, "is_not_duplicate"),
    )


def _sex(fields: Fields, prefix: str) -> str:
    words = arabic_digits(fields.text("sex"))
    if not words and prefix in _SEX_OF_PREFIX:
        return _SEX_OF_PREFIX[prefix]
    return matched(words, _SEXES, code="sex_unknown", key="sex", sentence="เพศต้องเป็น ชาย หรือ หญิง")


def _reason(fields: Fields) -> str:
    words = fields.text("no_id_reason")
    if not words:
        return str(NoIdReason.NOT_SEEN)  # what an empty cell says: no number was seen
    return matched(
        words, _REASONS, code="reason_unknown", key="no_id_reason",
        sentence="เหตุที่ไม่มีเลขต้องเป็น ยังไม่เห็นบัตร บัตรหาย ไม่มีสถานะทางทะเบียน หรือ ไม่อยากให้เลข",
    )  # fmt: skip
