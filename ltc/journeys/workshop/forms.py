"""The plan editor: texts, and lines of problems and services with empty ones to write on."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from wtforms import Field, FieldList, FormField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional

from ltc.care.cases.queries.reference import get_urgency, service_kinds
from ltc.care.cases.rules.frequency import frequency_words
from ltc.care.cases.terms import (
    Benefit,
    Per,
    PlanDraft,
    ProblemLine,
    ProblemSource,
    ServiceLine,
)
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import short_date
from ltc.foundation.web.fields import (
    Baht,
    Choice,
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
from ltc.journeys.workshop.rules import marks_of, write_marks

LINES = {"problems": "ปัญหาและเป้าหมาย", "services": "บริการ"}
ORDER = {benefit: place for place, benefit in enumerate(Benefit)}
MOST_LINES = 40  # of each kind; more is no plan a family can read


def _is_blank(line: Form, *, besides: tuple[str, ...]) -> bool:
    """True when no field holds anything; unreadable typing is something."""
    return not any(
        field.data or any(str(typed).strip() for typed in field.raw_data or ())
        for name, field in line._fields.items()
        if name not in besides
    )


def _line_id(text: str | None) -> UUID | None:
    """Return the identity that a line carries; what is none is a new line, and no fault."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


class ProblemForm(Form):
    """One problem with its goal."""

    class Meta(Form.Meta):
        csrf = False  # the plan's form carries it

    line_id = Hidden()
    text = Text("ปัญหา", [Optional(), length(400)])
    source = Choice("ใครบอก", choices=choices(ProblemSource))
    goal = Text("เป้าหมาย", [Optional(), length(400)])
    target_on = ThaiDate("ภายในวันที่", [Optional()])
    measure = Text("รู้ได้อย่างไรว่าถึงเป้าหมาย", [Optional(), length(300)])
    no_goal_reason = Text("ถ้าไม่ตั้งเป้าหมาย เพราะอะไร", [Optional(), length(300)])

    @property
    def sentence(self) -> tuple[str, str]:
        """Return the line in two pieces: the problem, and its goal or why there is none."""
        if self.goal.data:
            until = f" ภายใน {short_date(self.target_on.data)}" if self.target_on.data else ""
            return self.text.data or "", f"เป้าหมาย: {self.goal.data}{until}"
        why = self.no_goal_reason.data
        return self.text.data or "", f"ไม่ตั้งเป้าหมาย เพราะ{why}" if why else "ยังไม่มีเป้าหมาย"

    @property
    def is_blank(self) -> bool:
        """True when nothing was typed; a chosen source alone is nothing."""
        return _is_blank(self, besides=("line_id", "source"))

    def to_line(self) -> ProblemLine:
        """Return what was typed."""
        return ProblemLine(
            text=self.text.data or "",
            source=self.source.data,
            goal=self.goal.data or "",
            target_on=self.target_on.data,
            measure=self.measure.data or "",
            no_goal_reason=self.no_goal_reason.data or "",
            line_id=_line_id(self.line_id.data),
        )


class ServiceForm(Form):
    """One service; ``doer`` is a team role, or a role and a person: "caregiver:<id>"."""

    class Meta(Form.Meta):
        csrf = False

    line_id = Hidden()
    kind = Choice("บริการ")
    text = Text("ทำอะไร", [Optional(), length(400)])
    doer = Choice("ใครทำ")
    times = WholeNumber("กี่ครั้ง", [Optional()])
    per = Choice("ต่อ", choices=choices(Per), default=Per.WEEK)
    minutes = WholeNumber("ครั้งละกี่นาที", [Optional()])
    referred_to = Text("ส่งต่อให้ใครทำ (นอกทีม)", [Optional(), length(120)])
    cost_satang = Baht("ราคาจริงครั้งละ (เฉพาะอุปกรณ์)", [Optional()])
    note = Text("หมายเหตุ", [Optional(), length(300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = (
            SelectChoice(kind.code, kind.label_th, optgroup=kind.benefit.label_th)
            for kind in sorted(service_kinds().values(), key=lambda kind: ORDER[kind.benefit])
        )
        self.kind.choices = [SelectChoice("", "– เลือกบริการ –"), *offered]

    @property
    def benefit(self) -> Benefit | None:
        """What kind of the benefit package the chosen service is, or None before one is chosen."""
        kind = service_kinds().get(self.kind.data or "")
        return kind.benefit if kind else None

    @property
    def sentence(self) -> tuple[str, str]:
        """Return the line in two pieces: the service, and how often and by whom."""
        kind = service_kinds().get(self.kind.data or "")
        what = " · ".join(part for part in (kind.label_th if kind else "", self.text.data) if part)
        is_said = self.times.data and self.per.data in set(Per)
        often = (
            frequency_words(self.times.data, self.per.data, self.minutes.data)
            if is_said
            else "ยังไม่ได้บอกว่าบ่อยแค่ไหน"
        )
        doers: Any = self.doer.choices or {}
        doer = doers.get(self.doer.data, "")
        given_by = f"ส่งต่อให้{self.referred_to.data}" if self.referred_to.data else ""
        return what, " · ".join(part for part in (often, doer, given_by) if part)

    @property
    def is_blank(self) -> bool:
        """True when nothing was typed or chosen beside how often it would be."""
        return _is_blank(self, besides=("line_id", "per"))

    def to_line(self) -> ServiceLine:
        """Return what was typed; a number that is missing is 0 and refused by the rule."""
        role, _, user_id = (self.doer.data or "").partition(":")
        return ServiceLine(
            kind=self.kind.data,
            text=self.text.data or "",
            doer_role=role,
            doer_user_id=UUID(user_id) if user_id else None,
            times=self.times.data or 0,
            per=self.per.data,
            minutes=self.minutes.data,
            note=self.note.data or "",
            line_id=_line_id(self.line_id.data),
            referred_to=self.referred_to.data or "",
            cost_satang=self.cost_satang.data,
        )


class PlanForm(Form):
    """A whole plan. ``doers`` are the choices of who does a service."""

    urgency = Radio("ระดับความเร่งด่วน", [Optional()], default="")
    wishes_elder = LongText("ผู้สูงอายุอยากให้ชีวิตเป็นอย่างไร", [Optional(), length(2000)])
    wishes_family = LongText("ครอบครัวอยากให้เป็นอย่างไร", [Optional(), length(2000)])
    long_term_aim = LongText("เป้าหมายระยะยาว", [Optional(), length(1000)])
    cautions = LongText("ข้อควรระวัง", [Optional(), length(1000)])
    outside_week = LongText(
        "บริการนอกตารางรายสัปดาห์ รวมทั้งที่ครอบครัวและชุมชนช่วย", [Optional(), length(2000)]
    )
    budget_satang = Baht("งบประมาณที่ขอ ถ้าไม่ใช่ยอดรวมที่คิดให้", [Optional()])
    budget_reason = Text("แก้งบประมาณเพราะอะไร", [Optional(), length(300)])
    over_rate_reason = Text("เกินอัตราเพราะอะไร", [Optional(), length(300)])
    other_funding = Text("ส่วนที่เกินใช้เงินจากไหน", [Optional(), length(200)])
    valid_from = ThaiDate("เริ่มใช้แผนวันที่", [required()])
    valid_until = ThaiDate("ใช้ถึงก่อนวันที่", [required()])
    problems = FieldList(FormField(ProblemForm), LINES["problems"], max_entries=MOST_LINES)
    services = FieldList(FormField(ServiceForm), LINES["services"], max_entries=MOST_LINES)
    version = Hidden()
    began = Hidden()

    def __init__(self, doers: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._doers = {"": "– เลือกคน –"} | doers
        self._kept: dict[str, list[Any]] = {}
        self.urgency.choices = {"": "ยังไม่ระบุ", **get_urgency().words}
        self._offer()

    def _offer(self) -> None:
        for entry in self.services:
            entry.form.doer.choices = self._doers

    def pad(self) -> None:
        """Leave one empty line of each kind to write on."""
        for name in LINES:
            lines = self._fields[name]
            if len(lines) < MOST_LINES and not any(entry.form.is_blank for entry in lines):
                lines.append_entry()
        self._offer()

    def change_lines(self, what: str) -> None:
        """Do what a button asks: "add-problems" adds a line, "cut-services-2" takes one away."""
        act, _, where = what.partition("-")
        name, _, index = where.partition("-")
        if name not in LINES:
            return
        lines = self._fields[name]
        if act == "add" and len(lines) < MOST_LINES:
            lines.append_entry()
            self._offer()
        elif act == "cut":
            lines.entries = [one for one in lines.entries if one.name != f"{name}-{index}"]

    def take_theirs(self, stored: dict[str, Any], chosen: Collection[str]) -> None:
        """Put stored lines in place of mine, by identity, where the conflict page chose so."""
        for name in LINES:
            lines = self._fields[name]
            theirs = {one["line_id"]: one for one in stored[name] if one["line_id"] in chosen}
            wanted = [
                theirs.pop(entry.form.line_id.data, None)
                if entry.form.line_id.data in chosen
                else entry
                for entry in lines.entries
            ]
            lines.entries = []
            kept = []
            for one in [*wanted, *theirs.values()][:MOST_LINES]:
                if isinstance(one, dict):
                    lines.append_entry(one)
                    one = lines.entries.pop()
                if one is not None:
                    kept.append(one)
            lines.entries = kept
        self._offer()

    def to_draft(self) -> PlanDraft:
        """Return what was typed, without the empty lines."""
        for name in LINES:
            self._kept[name] = [one.form for one in self._fields[name] if not one.form.is_blank]
        return PlanDraft(
            wishes_elder=self.wishes_elder.data or "",
            wishes_family=self.wishes_family.data or "",
            long_term_aim=self.long_term_aim.data or "",
            cautions=self.cautions.data or "",
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            problems=tuple(line.to_line() for line in self._kept["problems"]),
            services=tuple(line.to_line() for line in self._kept["services"]),
            urgency=self.urgency.data or "",
            outside_week=self.outside_week.data or "",
            budget_satang=self.budget_satang.data,
            budget_reason=self.budget_reason.data or "",
            over_rate_reason=self.over_rate_reason.data or "",
            other_funding=self.other_funding.data or "",
        )

    def reject(self, broken: RuleViolation) -> None:
        """Show a broken rule at its line ("services-0-times" counts the lines of the draft)."""
        name, _, rest = (broken.field or "").partition("-")
        place, _, part = rest.partition("-")
        if name not in LINES or not part:
            super().reject(broken)
            return
        field: Field = self._kept[name][int(place)]._fields[part]
        field.errors = [*field.errors, broken.message]
        self._fields[name].errors = [broken.message]

    def line_errors(self) -> list[tuple[str, str, str]]:
        """Return what is wrong in lines: id of the field, where it is in words, what to do."""
        return [
            (field.id, f"{label}ที่ {number} {field.label.text}", " ".join(field.errors))
            for name, label in LINES.items()
            for number, entry in enumerate(self._fields[name], 1)
            for field in entry.form
            if field.errors
        ]


def plan_values(draft: PlanDraft, version: int) -> dict[str, Any]:
    """Return a stored plan as values of the form."""
    services = []
    for line in draft.services:
        doer = f"{line.doer_role}:{line.doer_user_id}" if line.doer_user_id else line.doer_role
        services.append({**vars(line), "doer": doer, "line_id": str(line.line_id or "")})
    return {
        **vars(draft),
        "problems": [{**vars(line), "line_id": str(line.line_id or "")} for line in draft.problems],
        "services": services,
        "version": str(version),
        "began": write_marks(marks_of(draft)),
    }
