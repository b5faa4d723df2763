"""The words of screening rounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ltc.foundation.core.words import Word


class Outcome(Word):
    """What happened when somebody was looked for; 43-file has no code for it."""

    MET = "met", "ตรวจแล้ว"
    NOT_MET = "not_met", "ไม่พบตัว"
    REFUSED = "refused", "ไม่ยินยอม"
    MOVED = "moved", "ย้ายออกแล้ว"
    DIED = "died", "เสียชีวิตแล้ว"


class NotNow(Word):
    """Why a low score does not lead to a case for now."""

    PASSING = "passing", "ป่วยชั่วคราว รอดูอาการ"
    SCORE_WRONG = "score_wrong", "คะแนนน่าจะผิด จะประเมินใหม่"
    FAMILY = "family", "ครอบครัวดูแลได้ ไม่ขอรับบริการ"
    OTHER = "other", "เหตุผลอื่น"


@dataclass(frozen=True)
class Domain:
    """One of the nine heads of the screening: its instrument and how one types a result.

    ``short_th`` heads a column, ``how_th`` says in a few words what to type.
    """

    code: str
    label_th: str
    short_th: str
    instrument: str
    how_th: str


@dataclass(frozen=True)
class DomainList:
    """All domains in their order, and what of them is not verified (for the screen)."""

    domains: tuple[Domain, ...]
    source: str
    note_th: str


@dataclass(frozen=True)
class RoundDraft:
    """A round as an office plans it; both days belong to it."""

    name: str
    starts_on: date
    ends_on: date
    domains: tuple[str, ...]


@dataclass(frozen=True)
class VolunteerDraft:
    """A village health volunteer as the office knows them."""

    community_id: UUID
    name: str
    phone: str


@dataclass(frozen=True)
class RowDraft:
    """One line of a volunteer's list: ``cells`` maps domains to what was typed.

    ``seen_version`` is the version of what was saved about this door when the sheet was opened,
    0 for nothing.
    """

    elder_id: UUID
    outcome: str
    cells: Mapping[str, str]
    seen_version: int = 0


@dataclass(frozen=True)
class SheetDraft:
    """A page of rows on its way in; the same ``operation_id`` is saved once."""

    operation_id: UUID
    met_on: date | None
    volunteer_id: UUID | None
    rows: tuple[RowDraft, ...] = field(default=())


@dataclass(frozen=True)
class Wrong:
    """A cell that cannot be saved: the row's elder, the domain ("" for the row), and why."""

    elder_id: UUID
    domain: str
    message: str


@dataclass(frozen=True)
class Saved:
    """What a sheet came to: doors, results, and how many people have something to follow up."""

    rows: int
    results: int
    positive: int
    low_adl: int
