"""Forms of the health summary: short, so that a nurse fills one in within seconds."""

from datetime import date
from decimal import Decimal
from typing import Any

from wtforms.validators import Optional

from ltc.care.health.models import Medicine, Row, Tube
from ltc.care.health.queries.reference import common_diagnoses
from ltc.care.health.terms import (
    AllergyDraft,
    AllergyKind,
    Certainty,
    DiagnosisDraft,
    Diet,
    Draft,
    Given,
    HistoryDraft,
    HistoryHead,
    LookDraft,
    MedicineDraft,
    Moment,
    NutritionDraft,
    Route,
    Section,
    Stage,
    TubeDraft,
    TubeKind,
    WishDraft,
    WoundDraft,
    WoundKind,
    WoundSite,
)
from ltc.foundation.i18n import dates
from ltc.foundation.web.fields import (
    BooleanField,
    Choice,
    CodeChecks,
    Decimal1,
    Files,
    Hidden,
    LongText,
    Radio,
    Text,
    ThaiDate,
    WholeNumber,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import Form

MILLIMETRES = 10  # in a centimetre


def _day(label: str = "ตั้งแต่วันที่", *, is_needed: bool = False) -> ThaiDate:
    return ThaiDate(label, [required("กรุณากรอกวันที่")] if is_needed else [Optional()])


class BuddhistYear(WholeNumber):
    """A year typed in the Buddhist era; its value is the year of the common era."""

    def read(self, typed: str) -> int:
        return dates.parse_year(typed)

    def show(self, value: int) -> str:
        return str(value + dates.BUDDHIST_ERA)


class SectionForm(Form):
    """What all forms of the summary share: the version that a row had when it was opened."""

    version = Hidden()

    def to_draft(self) -> Draft:
        """Return what was typed."""
        raise NotImplementedError


class AllergyForm(SectionForm):
    """An allergy, or that there is none."""

    kind = Radio("เรื่องอะไร", [required("กรุณาเลือก")], choices=choices(AllergyKind))
    substance = Text(
        "ชื่อยาหรืออาหาร", [Optional(), length(120)], description="ตามที่เขียนบนซองยาหรือบัตรแพ้ยา"
    )
    reaction = Text(
        "มีอาการอย่างไร", [Optional(), length(300)], description="เช่น ผื่น หน้าบวม หายใจไม่ออก"
    )
    certainty = Radio("แน่ใจแค่ไหน", [Optional()], choices=choices(Certainty))
    known_on = _day("รู้หรือถามเมื่อวันที่")

    def to_draft(self) -> AllergyDraft:
        """Return what was typed."""
        return AllergyDraft(
            self.kind.data, self.substance.data or "", self.reaction.data or "",
            self.certainty.data or "", self.known_on.data,
        )  # fmt: skip


class TubeForm(SectionForm):
    """A tube or device."""

    kind = Choice("อะไร", [required("กรุณาเลือก")], choices=choices(TubeKind, "– เลือก –"))
    detail = Text("ขนาดหรือชื่อ", [Optional(), length(120)], description="เช่น เบอร์ 16")
    since_on = _day("ใส่เมื่อวันที่")
    change_due_on = _day("ครบเปลี่ยนวันที่")

    def to_draft(self) -> TubeDraft:
        """Return what was typed."""
        return TubeDraft(
            self.kind.data, self.detail.data or "", self.since_on.data, self.change_due_on.data
        )


class TubeChangeForm(TubeForm):
    """The same tube, changed for a new one."""

    since_on = _day("เปลี่ยนเมื่อวันที่", is_needed=True)
    because = Text("เพราะอะไร", [required("กรุณาบอกเหตุผลสั้น ๆ"), length(200)])


class WoundForm(SectionForm):
    """A wound."""

    kind = Radio("แผลอะไร", [required("กรุณาเลือก")], choices=choices(WoundKind))
    site = Choice("อยู่ตรงไหน", [required("กรุณาเลือก")], choices=choices(WoundSite, "– เลือก –"))
    site_note = Text("ตรงไหนแน่", [Optional(), length(120)], description="เช่น นิ้วโป้งด้านใน")
    since_on = _day("เริ่มเป็นเมื่อวันที่")
    watch = Text(
        "คนดูแลต้องระวังอะไร", [Optional(), length(300)],
        description="เขียนให้คนที่บ้านอ่านเข้าใจ เช่น บวมแดง มีกลิ่น ให้โทรหาพยาบาล",
    )  # fmt: skip

    def to_draft(self) -> WoundDraft:
        """Return what was typed."""
        return WoundDraft(
            self.kind.data, self.site.data, self.site_note.data or "", self.since_on.data,
            self.watch.data or "",
        )  # fmt: skip


class LookForm(Form):
    """How a wound looks on a day; sizes in centimetres. Only a pressure sore is asked its stage."""

    looked_on = _day("ดูเมื่อวันที่", is_needed=True)
    stage = Radio("ลึกแค่ไหน", [Optional()], choices=choices(Stage))
    long_cm = Decimal1("ยาว (เซนติเมตร)", [Optional()])
    wide_cm = Decimal1("กว้าง (เซนติเมตร)", [Optional()])
    note = LongText("เห็นอะไร", [Optional(), length(600)])
    photos = Files("รูปแผล")

    def to_draft(self) -> LookDraft:
        """Return what was typed, sizes in millimetres."""
        return LookDraft(
            self.looked_on.data, self.stage.data or "", _millimetres(self.long_cm.data),
            _millimetres(self.wide_cm.data), self.note.data or "",
        )  # fmt: skip


def _millimetres(centimetres: Decimal | None) -> int | None:
    return None if centimetres is None else int(centimetres * MILLIMETRES)


class MedicineForm(SectionForm):
    """A medicine as it is taken."""

    name = Text("ชื่อยา", [required("กรุณาพิมพ์ชื่อยา"), length(160)], description="ตามที่เขียนบนซองยา")
    strength = Text("ความแรง", [Optional(), length(60)], description="เช่น 5 มิลลิกรัม")
    dose = Text(
        "ครั้งละเท่าไร", [required("กรุณาพิมพ์ว่าครั้งละเท่าไร"), length(120)],
        description="เช่น ครั้งละ 1 เม็ด",
    )  # fmt: skip
    moments = CodeChecks("เวลาไหน", [required()], choices=choices(Moment))
    how = Text("วิธีใช้อื่น", [Optional(), length(200)], description="เช่น บดก่อนให้ ห้ามพร้อมนม")
    given_by = Radio("ใครจัดให้", [required("กรุณาเลือก")], choices=choices(Given))
    since_on = _day()

    def to_draft(self) -> MedicineDraft:
        """Return what was typed."""
        return MedicineDraft(
            self.name.data, self.strength.data or "", self.dose.data,
            tuple(self.moments.data or ()), self.how.data or "", self.given_by.data,
            self.since_on.data,
        )  # fmt: skip


class MedicineChangeForm(MedicineForm):
    """The same medicine, taken otherwise from a day on."""

    since_on = _day("เปลี่ยนตั้งแต่วันที่", is_needed=True)
    because = Text(
        "เปลี่ยนเพราะอะไร", [required("กรุณาบอกเหตุผลสั้น ๆ"), length(200)],
        description="เช่น หมอปรับ ความดันยังสูง",
    )  # fmt: skip


class DiagnosisForm(SectionForm):
    """A disease from the list, or typed."""

    picked = Choice("เลือกจากโรคที่พบบ่อย", [Optional()])
    words = Text("ชื่อโรค", [Optional(), length(200)], description="ถ้าไม่มีในรายการ")
    icd10 = Text("รหัสโรค", [Optional(), length(20)], description="ไอซีดี 10 เช่น I10")
    is_main = BooleanField("เป็นโรคหลัก ที่ทำให้ต้องมีคนดูแล")
    since_year = BuddhistYear("เป็นมาตั้งแต่ปี พ.ศ.", [Optional()], description="เช่น 2560")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = {one.icd10: f"{one.words} ({one.icd10})" for one in common_diagnoses()}
        self.picked.choices = {"": "– เลือก หรือพิมพ์ข้างล่าง –"} | listed

    def to_draft(self) -> DiagnosisDraft:
        """Return what was typed; what is typed goes before what was picked."""
        code = self.picked.data or ""
        listed = {one.icd10: one.words for one in common_diagnoses()}
        return DiagnosisDraft(
            self.icd10.data or code, self.words.data or listed.get(code, ""), self.is_main.data,
            self.since_year.data,
        )  # fmt: skip


class NutritionForm(SectionForm):
    """How somebody eats."""

    diet = Radio("อาหารแบบไหน", [required("กรุณาเลือก")], choices=choices(Diet))
    route = Radio("กินอย่างไร", [required("กรุณาเลือก")], choices=choices(Route))
    weight_aim = WholeNumber("อยากให้หนัก (กิโลกรัม)", [Optional()])
    note = LongText(
        "หมายเหตุ", [Optional(), length(600)], description="เช่น อาหารปั่น 300 ซีซี วันละ 4 มื้อ"
    )
    since_on = _day(is_needed=True)

    def to_draft(self) -> NutritionDraft:
        """Return what was typed."""
        return NutritionDraft(
            self.diet.data, self.route.data, self.weight_aim.data, self.note.data or "",
            self.since_on.data,
        )  # fmt: skip


class HistoryForm(SectionForm):
    """One head of the history."""

    head = Choice("เรื่อง", [required("กรุณาเลือก")], choices=choices(HistoryHead, "– เลือก –"))
    text = LongText("เล่าว่า", [required("กรุณาพิมพ์"), length(3000)])
    told_on = _day("บันทึกเมื่อวันที่", is_needed=True)

    def to_draft(self) -> HistoryDraft:
        """Return what was typed."""
        return HistoryDraft(self.head.data, self.text.data, self.told_on.data)


class WishForm(SectionForm):
    """An advance wish."""

    text = LongText(
        "อยากให้ทำหรือไม่ทำอะไร", [required("กรุณาพิมพ์"), length(3000)],
        description="ใช้คำของเจ้าตัว เช่น อยากอยู่บ้าน ไม่ใส่ท่อช่วยหายใจ",
    )  # fmt: skip
    said_to = Text("บอกกับใคร", [required("กรุณาพิมพ์ชื่อ"), length(120)])
    witness = Text("มีใครอยู่ด้วย", [Optional(), length(120)])
    said_on = _day("บอกเมื่อวันที่", is_needed=True)

    def to_draft(self) -> WishDraft:
        """Return what was typed."""
        return WishDraft(
            self.text.data, self.said_to.data, self.witness.data or "", self.said_on.data
        )


class EndForm(Form):
    """The last day of a medicine, tube, wound or disease."""

    ended_on = _day("วันที่", is_needed=True)
    because = Text("เพราะอะไร", [required("กรุณาบอกเหตุผลสั้น ๆ"), length(200)])
    version = Hidden()


class WithdrawForm(Form):
    """Why something written is taken back."""

    because = Text(
        "ผิดอย่างไร", [required("กรุณาบอกเหตุผลสั้น ๆ"), length(200)], description="เช่น บันทึกผิดคน"
    )
    version = Hidden()


FORMS: dict[str, type[SectionForm]] = {
    Section.ALLERGIES: AllergyForm,
    Section.TUBES: TubeForm,
    Section.WOUNDS: WoundForm,
    Section.MEDICINES: MedicineForm,
    Section.DIAGNOSES: DiagnosisForm,
    Section.NUTRITION: NutritionForm,
    Section.HISTORY: HistoryForm,
    Section.WISHES: WishForm,
}
# Nutrition, history and wishes are never edited: a newer one holds, and both stay.
EDIT_FORMS: dict[str, type[SectionForm]] = {
    Section.ALLERGIES: AllergyForm,
    Section.TUBES: TubeChangeForm,
    Section.WOUNDS: WoundForm,
    Section.MEDICINES: MedicineChangeForm,
    Section.DIAGNOSES: DiagnosisForm,
}


def first_values(section: str, *, today: date) -> dict[str, Any]:
    """Return what a new form begins with: today where the day is part of the fact."""
    days: dict[str, tuple[str, ...]] = {
        Section.ALLERGIES: ("known_on",),
        Section.NUTRITION: ("since_on",),
        Section.HISTORY: ("told_on",),
        Section.WISHES: ("said_on",),
    }
    return {name: today for name in days.get(section, ())}


# What belongs to one change alone: its day and its reason are never somebody else's.
ONLY_MINE = frozenset({"since_on", "because"})


def stored_values(row: Row, *, today: date) -> dict[str, Any]:
    """Return a row as values of its form; a change of dose or tube begins today."""
    values = row.model_dump() | {"version": str(row.version)}
    if isinstance(row, Medicine | Tube):
        values |= {"since_on": today, "change_due_on": None}
    return values
