"""The vocabulary of assessment: what an instrument is made of and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ltc.foundation.core.words import Word


class Confidence(Word):
    """How well a piece of reference data is known."""

    VERIFIED = "V", "อ่านจากแหล่งที่มาแล้ว"
    GENERAL = "G", "ความรู้ทั่วไป ยังไม่ได้เทียบกับแหล่งที่มา"
    UNSURE = "U", "ยังไม่ยืนยัน"


class Kind(Word):
    """Whether the items are answered here or only the total of a paper form is entered."""

    ITEMS = "items", "ตอบทีละข้อ"
    SCORE_ONLY = "score_only", "กรอกเฉพาะคะแนนรวมจากแบบกระดาษ"


class Direction(Word):
    """Which way a total points."""

    HIGHER_BETTER = "higher_better", "คะแนนมากยิ่งดี"
    LOWER_BETTER = "lower_better", "คะแนนน้อยยิ่งดี"


class Severity(Word):
    """How a band is shown; alarm means act now and nothing less."""

    OK = "ok", "ปกติ"
    CALM = "calm", "รับรู้ไว้"
    DUE = "due", "ต้องติดตาม"
    ALARM = "alarm", "ต้องทำทันที"


class Purpose(Word):
    """Why an assessment was made; only a formal one moves the dependency group or money."""

    SCREENING = "screening", "คัดกรอง"
    FORMAL = "formal", "ประเมินอย่างเป็นทางการ"
    REHABILITATION = "rehabilitation", "ติดตามการฟื้นฟู"
    STUDY = "study", "เพื่อการศึกษาวิจัย"


class Method(Word):
    """How the rater came to know; shown beside every score because methods differ."""

    OBSERVED = "observed", "เห็นทำด้วยตา"
    ASKED_ELDER = "asked_elder", "ถามผู้สูงอายุ"
    ASKED_RELATIVE = "asked_relative", "ถามญาติหรือผู้ดูแล"


class Place(Word):
    """Where the elder was when assessed."""

    HOME = "home", "ที่บ้าน"
    COMMUNITY = "community", "ในชุมชน"
    HEALTH_CENTRE = "health_centre", "ศูนย์บริการสาธารณสุข"
    HOSPITAL = "hospital", "โรงพยาบาล"
    PHONE = "phone", "ทางโทรศัพท์"
    OTHER = "other", "ที่อื่น"


class DependencyGroup(Word):
    """The three groups used in Thailand by Barthel total; the codes are the band codes."""

    SOCIAL = "social", "กลุ่มติดสังคม"
    HOME_BOUND = "home_bound", "กลุ่มติดบ้าน"
    BED_BOUND = "bed_bound", "กลุ่มติดเตียง"


VOLUNTEER = "volunteer"  # the role of a rater who has no account
VOLUNTEER_TH = "อสม."


@dataclass(frozen=True)
class SpecialPP:
    """A code of the 43-file SPECIALPP list that may be reported; the label is the official one."""

    code: str
    label_th: str


@dataclass(frozen=True)
class Option:
    """One answer to an item: what it scores and its official Thai wording."""

    score: int
    text_th: str
    text_en: str
    loinc: str | None = None
    specialpp: tuple[SpecialPP, ...] = ()


@dataclass(frozen=True)
class AskedIf:
    """The item is asked only when ``item`` was answered with ``at_least`` this score."""

    item: str
    at_least: int


@dataclass(frozen=True)
class Item:
    """One question. Without options it is a number from ``minimum`` to ``maximum``.

    ``loss_rank`` is the place in the order of loss (1 is lost first, equal ranks are tied),
    None where the item stands outside that order (continence).
    """

    code: str
    label_th: str
    short_th: str
    label_en: str
    minimum: int
    maximum: int
    options: tuple[Option, ...] = ()
    hint_th: str = ""
    loinc: str | None = None
    loss_rank: int | None = None
    asked_if: AskedIf | None = None

    def option(self, score: int) -> Option | None:
        """Return the option that scores ``score``, or None (also for a measured item)."""
        return next((option for option in self.options if option.score == score), None)


@dataclass(frozen=True)
class Band:
    """A stretch of totals, both ends included, and what follows from it.

    ``specialpp`` holds every code that may be reported; with several, a person says what was done.
    """

    code: str
    label_th: str
    label_en: str
    minimum: int
    maximum: int
    severity: Severity
    next_step_th: str
    specialpp: tuple[SpecialPP, ...] = ()


@dataclass(frozen=True)
class BandSet:
    """Cut-offs in force from ``valid_from`` until the day before ``valid_until`` (None: open).

    ``is_main`` marks the set that gives the result; others refine it. ``variant`` names the people
    it is meant for (such as years of school) when the instrument has several main sets.
    """

    code: str
    label_th: str
    is_main: bool
    variant: str | None
    minimum: int
    maximum: int
    valid_from: date
    valid_until: date | None
    source: str
    confidence: Confidence
    note_th: str
    bands: tuple[Band, ...]

    def in_force(self, on: date) -> bool:
        """True when these cut-offs hold on the day ``on``."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)

    def band(self, total: int) -> Band | None:
        """Return the band ``total`` falls in, None outside the range."""
        return next((band for band in self.bands if band.minimum <= total <= band.maximum), None)


@dataclass(frozen=True)
class SafetyAlert:
    """A danger to life seen in the answers, and what to do now."""

    code: str
    sentence_th: str
    do_now_th: str
    phones: tuple[str, ...]
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class AlarmRule:
    """When to raise ``alert``: ``item`` scores ``at_least`` this; item None means the total."""

    item: str | None
    at_least: int
    alert: SafetyAlert


@dataclass(frozen=True)
class Instrument:
    """A questionnaire or test in one version, as shipped in seeds/instruments.

    ``functional_test`` is the code of the 43-file FUNCTIONAL table, where there is one.
    ``note_th`` stands on the screen whenever something about it is not verified. ``field_class`` is
    the policy's class of its results: F2 how somebody manages, F3 health detail.
    """

    code: str
    version: int
    position: int
    field_class: str
    title_th: str
    title_en: str
    short_th: str
    kind: Kind
    direction: Direction
    unit_th: str
    source: str
    licence: str
    confidence: Confidence
    note_th: str
    lookback_th: str
    instruction_th: str
    functional_test: str | None
    loinc_panel: str | None
    loinc_total: str | None
    variant_th: str
    items: tuple[Item, ...]
    band_sets: tuple[BandSet, ...]
    alarms: tuple[AlarmRule, ...]

    @property
    def minimum(self) -> int:
        """The lowest possible total."""
        return sum(item.minimum for item in self.items)

    @property
    def maximum(self) -> int:
        """The highest possible total."""
        return sum(item.maximum for item in self.items)

    @property
    def is_measured(self) -> bool:
        """True for a test read off a clock or a tape, such as seconds for three metres."""
        return self.kind is Kind.ITEMS and not any(item.options for item in self.items)

    def item(self, code: str) -> Item | None:
        """Return the item called ``code``, or None."""
        return next((item for item in self.items if item.code == code), None)


@dataclass(frozen=True)
class Cost:
    """An item that moved the total away from the best, and by how many points."""

    item: str
    short_th: str
    points: int
    sentence_th: str


@dataclass(frozen=True)
class Result:
    """What an instrument says: computed, never typed.

    ``band`` is None for an instrument without cut-offs (the four TAI axes). ``refinements`` are
    the bands of the further sets. ``notes_th`` must stand beside the result on the screen.
    """

    instrument: str
    version: int
    total: int
    minimum: int
    maximum: int
    variant: str | None
    band: Band | None
    refinements: tuple[Band, ...]
    costs: tuple[Cost, ...]
    sentence_th: str
    notes_th: tuple[str, ...]


@dataclass(frozen=True)
class Doubt:
    """A question back to the rater about answers that do not fit together; it never blocks."""

    code: str
    sentence_th: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class AssessmentDraft:
    """One filled-in instrument on its way in; one shape for forms, imports and the tablet.

    ``operation_id`` is made where the answers were taken: the same one is saved once.
    ``answered_doubts`` maps the codes of questions back to what the rater said to each.
    ``volunteer`` names the village health volunteer who took the answers on paper, when somebody
    else types them in: the volunteer is the rater then. ``known_total`` is for results of old of
    which only the total was kept: ``answers`` are empty then. No form of ours makes such a draft.
    """

    instrument: str
    answers: Mapping[str, int]
    purpose: str
    method: str
    place: str
    assessed_on: date
    operation_id: UUID
    instrument_version: int | None = None
    variant: str | None = None
    note: str = ""
    answered_doubts: Mapping[str, str] = field(default_factory=dict)
    volunteer: str = ""
    known_total: int | None = None
