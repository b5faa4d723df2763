"""The plan editor: texts, and lines of problems and services with empty ones to write on."""

from typing import Any
from uuid import UUID

from wtforms import Field, FieldList, FormField
from wtforms.validators import Optional

from ltc.care.cases.queries.reference import service_words
from ltc.care.cases.rules.difference import problem_words, service_line_words
from ltc.care.cases.terms import Per, PlanDraft, ProblemLine, ProblemSource, ServiceLine
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.web.conflict import Choice as Rival
from ltc.foundation.web.conflict import Side, differences
from ltc.foundation.web.fields import (
    Choice,
    Hidden,
    LongText,
    Text,
    ThaiDate,
    WholeNumber,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import Form

LINES = {"problems": "ปัญหาและเป้าหมาย", "services": "บริการ"}
LEAST = {"problems": 2, "services": 3}
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
    note = Text("หมายเหตุ", [Optional(), length(300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = {"": "– เลือกบริการ –"} | service_words()

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
        )


class PlanForm(Form):
    """A whole plan. ``doers`` are the choices of who does a service."""

    wishes_elder = LongText("ผู้สูงอายุอยากให้ชีวิตเป็นอย่างไร", [Optional(), length(2000)])
    wishes_family = LongText("ครอบครัวอยากให้เป็นอย่างไร", [Optional(), length(2000)])
    long_term_aim = LongText("เป้าหมายระยะยาว", [Optional(), length(1000)])
    cautions = LongText("ข้อควรระวัง", [Optional(), length(1000)])
    valid_from = ThaiDate("เริ่มใช้แผนวันที่", [required()])
    valid_until = ThaiDate("ใช้ถึงก่อนวันที่", [required()])
    problems = FieldList(FormField(ProblemForm), LINES["problems"], max_entries=MOST_LINES)
    services = FieldList(FormField(ServiceForm), LINES["services"], max_entries=MOST_LINES)
    version = Hidden()
    take_problems = Hidden()
    take_services = Hidden()

    def __init__(self, doers: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._doers = {"": "– เลือกคน –"} | doers
        self._kept: dict[str, list[Any]] = {}
        self._offer()

    def _offer(self) -> None:
        for entry in self.services:
            entry.form.doer.choices = self._doers

    def pad(self) -> None:
        """Leave an empty line of each kind to write on, and never fewer lines than a few."""
        for name, least in LEAST.items():
            lines = self._fields[name]
            while len(lines) < least or not any(entry.form.is_blank for entry in lines):
                if len(lines) >= MOST_LINES:
                    break
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

    def take_theirs(self, stored: dict[str, Any]) -> None:
        """Put the stored lines in place of those typed, where the conflict page chose so."""
        for name in LINES:
            if self._fields[f"take_{name}"].data == "theirs":
                lines = self._fields[name]
                lines.entries = []
                lines.last_index = -1
                for values in stored[name]:
                    lines.append_entry(values)
            self._fields[f"take_{name}"].data = ""
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
    }


def rivals(
    theirs: PlanForm, mine: PlanForm, people: dict[str, str]
) -> tuple[list[Rival], dict[str, str]]:
    """Return the fields in which two plans differ, lines as one, and all else to send again."""
    found, same = differences(theirs, mine)
    fields = [one for one in found if not _is_lines(one.name)]
    same = {name: value for name, value in same.items() if not _is_lines(name)}
    before, after = theirs.to_draft(), mine.to_draft()
    for name, label in LINES.items():
        if getattr(before, name) != getattr(after, name):
            sides = (Side(_lines_words(before, name, people), "theirs"),
                     Side(_lines_words(after, name, people), "mine"))  # fmt: skip
            fields.append(Rival(f"take_{name}", label, *sides))
        same |= {
            field.name: field._value() if hasattr(field, "_value") else str(field.data or "")
            for entry in mine._fields[name]
            for field in entry.form
        }
    return fields, same


def _is_lines(name: str) -> bool:
    return name.removeprefix("take_") in LINES


def _lines_words(draft: PlanDraft, name: str, people: dict[str, str]) -> str:
    if name == "problems":
        return " / ".join(problem_words(line) for line in draft.problems)
    return " / ".join(service_line_words(line, service_words(), people) for line in draft.services)
