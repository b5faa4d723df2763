"""The words of the health summary; codes are stored, labels are what people read.

Where no source is named the lists and their wording are general knowledge [G].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ltc.foundation.core.words import Word


class Section(Word):
    """A part of the summary, in order of danger; its value stands in addresses."""

    ALLERGIES = "allergies", "แพ้ยา แพ้อาหาร"
    TUBES = "tubes", "สายและอุปกรณ์ติดตัว"
    WOUNDS = "wounds", "แผล"
    MEDICINES = "medicines", "ยาที่ใช้"
    DIAGNOSES = "diagnoses", "โรคประจำตัว"
    NUTRITION = "nutrition", "อาหาร"
    HISTORY = "history", "ประวัติ"
    WISHES = "wishes", "ความต้องการล่วงหน้า"


@dataclass(frozen=True)
class SectionWords:
    """What stands on the buttons of a section, and what to ask while it is empty."""

    add_th: str
    ask_th: str
    edit_th: str = "แก้ไข"
    end_th: str = ""


SECTION_WORDS = {
    Section.ALLERGIES: SectionWords(
        "เพิ่มเรื่องแพ้", "ยังไม่มีใครถาม ถามว่าเคยกินยาหรืออาหารอะไรแล้วผื่นขึ้น หน้าบวม หายใจไม่ออก"
    ),
    Section.TUBES: SectionWords(
        "เพิ่มสายหรืออุปกรณ์", "ยังไม่มีสายหรืออุปกรณ์ติดตัวที่บันทึกไว้", "เปลี่ยนเส้นใหม่", "เอาออกแล้ว"
    ),
    Section.WOUNDS: SectionWords(
        "เพิ่มแผล", "ยังไม่มีแผลที่บันทึกไว้ ดูก้น สะโพก ส้นเท้า ทุกครั้งที่ไปเยี่ยม", "แก้ไข", "แผลหายแล้ว"
    ),
    Section.MEDICINES: SectionWords(
        "เพิ่มยา", "ยังไม่มีใครบันทึก ขอดูซองยาทุกซอง", "เปลี่ยนขนาดหรือวิธีใช้", "หยุดยา"
    ),
    Section.DIAGNOSES: SectionWords(
        "เพิ่มโรค", "ยังไม่มีใครบันทึก ถามว่าหมอบอกว่าเป็นโรคอะไรบ้าง", "แก้ไข", "หายแล้ว"
    ),
    Section.NUTRITION: SectionWords("บันทึกอาหาร", "ยังไม่มีใครบันทึก ถามว่ากินอะไร กินเองได้ไหม สำลักไหม"),
    Section.HISTORY: SectionWords("เพิ่มประวัติ", "ยังไม่มีใครบันทึก"),
    Section.WISHES: SectionWords(
        "บันทึกความต้องการ", "ยังไม่ได้คุยกัน ถามเมื่อพร้อมว่า ถ้าวันหนึ่งพูดไม่ได้ อยากให้ดูแลอย่างไร"
    ),
}


class AllergyKind(Word):
    """What somebody is allergic to; "none" is a fact too, when it was asked."""

    NONE = "none", "ถามแล้ว ไม่แพ้ยาอะไร"
    DRUG = "drug", "แพ้ยา"
    FOOD = "food", "แพ้อาหาร"
    OTHER = "other", "แพ้อย่างอื่น"


class Certainty(Word):
    """How sure an allergy is."""

    SURE = "sure", "แน่ใจ มีบัตรแพ้ยาหรือหมอยืนยัน"
    LIKELY = "likely", "น่าจะใช่ เคยมีอาการ"
    TOLD = "told", "ญาติหรือเจ้าตัวบอก ยังไม่มีใครยืนยัน"


class TubeKind(Word):
    """What is in or on the body and must be looked after."""

    CATHETER = "catheter", "สายสวนปัสสาวะ"
    NASAL = "nasal", "สายให้อาหารทางจมูก"
    STOMACH = "stomach", "สายให้อาหารทางหน้าท้อง"
    TRACHEOSTOMY = "tracheostomy", "ท่อเจาะคอ"
    STOMA = "stoma", "ถุงหน้าท้อง (ถ่ายทางหน้าท้อง)"
    OXYGEN = "oxygen", "ออกซิเจนที่บ้าน"
    DIALYSIS = "dialysis", "สายล้างไตทางหน้าท้อง"
    OTHER = "other", "อุปกรณ์อื่น"


class WoundKind(Word):
    """What kind of wound it is; only pressure sores have a stage."""

    PRESSURE = "pressure", "แผลกดทับ"
    DIABETIC = "diabetic", "แผลเบาหวานที่เท้า"
    SURGICAL = "surgical", "แผลผ่าตัด"
    INJURY = "injury", "แผลจากอุบัติเหตุ"
    OTHER = "other", "แผลอื่น"


class WoundSite(Word):
    """Where the wound is."""

    SACRUM = "sacrum", "ก้นกบ"
    LEFT_HIP = "left_hip", "สะโพกซ้าย"
    RIGHT_HIP = "right_hip", "สะโพกขวา"
    LEFT_HEEL = "left_heel", "ส้นเท้าซ้าย"
    RIGHT_HEEL = "right_heel", "ส้นเท้าขวา"
    LEFT_FOOT = "left_foot", "เท้าซ้าย"
    RIGHT_FOOT = "right_foot", "เท้าขวา"
    BACK = "back", "หลัง"
    OTHER = "other", "ที่อื่น"


class Stage(Word):
    """How deep a pressure sore is: the four grades in worldwide use, and one that none can tell."""

    ONE = "1", "ระดับ 1 ผิวแดง กดไม่จาง ยังไม่แตก"
    TWO = "2", "ระดับ 2 ผิวแตก แผลตื้น หรือตุ่มน้ำ"
    THREE = "3", "ระดับ 3 แผลลึก เห็นชั้นไขมัน"
    FOUR = "4", "ระดับ 4 แผลลึกมาก เห็นกล้ามเนื้อหรือกระดูก"
    UNSTAGEABLE = "u", "บอกระดับไม่ได้ มีเนื้อตายคลุม"


class Given(Word):
    """Who sees to it that a medicine is taken."""

    SELF = "self", "กินเองใช้เอง"
    FAMILY = "family", "ญาติจัดให้"
    CAREGIVER = "caregiver", "ผู้ดูแลจัดให้"
    NURSE = "nurse", "พยาบาลให้"


class Moment(Word):
    """When a medicine is taken."""

    BEFORE_BREAKFAST = "before_breakfast", "ก่อนอาหารเช้า"
    BREAKFAST = "breakfast", "หลังอาหารเช้า"
    LUNCH = "lunch", "หลังอาหารกลางวัน"
    DINNER = "dinner", "หลังอาหารเย็น"
    BEDTIME = "bedtime", "ก่อนนอน"
    AS_NEEDED = "as_needed", "เมื่อมีอาการ"
    OTHER = "other", "เวลาอื่น ดูในวิธีใช้"


class Diet(Word):
    """What the food is like."""

    ORDINARY = "ordinary", "ข้าวสวย อาหารปกติ"
    SOFT = "soft", "ข้าวต้ม อาหารอ่อน"
    BLENDED = "blended", "อาหารปั่น"
    SPECIAL = "special", "อาหารเฉพาะโรค ดูในหมายเหตุ"


class Route(Word):
    """How the food goes in."""

    ALONE = "alone", "กินเองทางปาก"
    FED = "fed", "มีคนป้อนทางปาก"
    NASAL = "nasal", "ทางสายจมูก"
    STOMACH = "stomach", "ทางสายหน้าท้อง"
    DRIP = "drip", "ทางน้ำเกลือ"


class HistoryHead(Word):
    """What is told in words: heads of the logbook (thai-ltc.md 5.5) that no other room holds."""

    COMPLAINT = "complaint", "เรื่องที่ทำให้มารับการดูแล"
    PRESENT = "present", "เจ็บป่วยครั้งนี้เป็นมาอย่างไร"
    PAST = "past", "เจ็บป่วยและผ่าตัดในอดีต"
    FAMILY = "family", "โรคในครอบครัว"
    PERSONAL = "personal", "ประวัติส่วนตัว อาชีพเดิม บุหรี่ เหล้า"
    HOME = "home", "บ้านและสิ่งแวดล้อม"
    BODY = "body", "ตรวจร่างกาย"
    MIND = "mind", "ตรวจสภาพจิต"
    CLOSING = "closing", "สรุปประจำปีหรือเมื่อปิดการดูแล"


@dataclass(frozen=True)
class Life:
    """Between which days something can have happened to somebody."""

    born_on: date | None
    died_on: date | None


@dataclass(frozen=True)
class CommonDiagnosis:
    """A line of the pick list, with how sure its code and words are."""

    icd10: str
    words: str
    source: str
    confidence: str


@dataclass(frozen=True)
class AllergyDraft:
    """An allergy, or that there is none."""

    kind: str
    substance: str
    reaction: str
    certainty: str
    known_on: date | None


@dataclass(frozen=True)
class TubeDraft:
    """A tube or device; ``detail`` is its size or make. No ``since_on``: nobody knows."""

    kind: str
    detail: str
    since_on: date | None
    change_due_on: date | None


@dataclass(frozen=True)
class WoundDraft:
    """A wound; ``watch`` is what whoever sees it daily should look out for."""

    kind: str
    site: str
    site_note: str
    since_on: date | None
    watch: str


@dataclass(frozen=True)
class LookDraft:
    """A wound as seen on a day; sizes in millimetres."""

    looked_on: date
    stage: str
    length_mm: int | None
    width_mm: int | None
    note: str


@dataclass(frozen=True)
class MedicineDraft:
    """A medicine as taken from a day on."""

    name: str
    strength: str
    dose: str
    moments: tuple[str, ...]
    how: str
    given_by: str
    since_on: date | None


@dataclass(frozen=True)
class DiagnosisDraft:
    """A disease; ``since_year`` is a year of the common era."""

    icd10: str
    words: str
    is_main: bool
    since_year: int | None


@dataclass(frozen=True)
class NutritionDraft:
    """How somebody eats from a day on; the aim in kilograms."""

    diet: str
    route: str
    weight_aim: int | None
    note: str
    since_on: date


@dataclass(frozen=True)
class HistoryDraft:
    """One head of the history as told on a day."""

    head: str
    text: str
    told_on: date


@dataclass(frozen=True)
class WishDraft:
    """What somebody wants when they cannot say it any more."""

    text: str
    said_to: str
    witness: str
    said_on: date


Draft = (
    AllergyDraft
    | TubeDraft
    | WoundDraft
    | MedicineDraft
    | DiagnosisDraft
    | NutritionDraft
    | HistoryDraft
    | WishDraft
)


def word_of(words: type[Word], code: str) -> str:
    """Return the Thai label of a code; one that is no longer in use is shown as it is."""
    labels: Mapping[str, str] = {str(word): word.label_th for word in words}
    return labels.get(code, code)


def short_stage(code: str) -> str:
    """Return a stage in two words: "ระดับ 2", "บอกระดับไม่ได้"; nothing for none."""
    if code == Stage.UNSTAGEABLE:
        return "บอกระดับไม่ได้"
    return f"ระดับ {code}" if code else ""
