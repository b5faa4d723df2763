"""Forms of conferences: calling, who came, voices, decisions, minutes."""

import base64
import binascii
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from wtforms.validators import Optional

from ltc.care.cases.rules.lines import PlanLine
from ltc.care.conferences.models import Party
from ltc.care.conferences.terms import (
    CallDraft,
    ConferenceKind,
    How,
    Mark,
    Outcome,
    PartyDraft,
    PartyKind,
    Presence,
    SeenLine,
    SignMark,
    Stance,
    VoicingDraft,
)
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.core.zone import at_local
from ltc.foundation.web.fields import (
    Checks,
    Choice,
    Hidden,
    LongText,
    Radio,
    Text,
    ThaiDate,
    ThaiTime,
    choices,
    length,
    required,
)
from ltc.foundation.web.forms import Form, OnceForm

MOST_SIGNATURE = 400_000  # characters; a finger's line is a few thousand
_SEEN = re.compile(r"([0-9a-f]{32}):([0-9a-f]{32})")
_PICTURE = "data:image/png;base64,"


def seen_lines(text: str | None) -> tuple[SeenLine, ...]:
    """Return which lines a page showed; what we never wrote is nothing."""
    parts = (text or "").split(",")
    found = [_SEEN.fullmatch(part) for part in parts]
    if not all(found):
        return ()
    return tuple(SeenLine(UUID(one[1]), one[2]) for one in found if one)


class CallForm(OnceForm):
    """When, where and about which plans."""

    kind = Radio(
        "ประชุมอย่างไร", [required("กรุณาเลือกว่าประชุมอย่างไร")], choices=choices(ConferenceKind)
    )
    held_on = ThaiDate("วันประชุม", [required()])
    starts_at = ThaiTime("เวลา", [required()])
    place = Text("ที่ไหน", [required(), length(200)])
    plans = Checks("แผนของใครบ้าง")
    note = LongText("เรื่องที่อยากให้เตรียม", [Optional(), length(600)])

    def to_draft(self) -> CallDraft:
        """Return what was typed."""
        starts_at = self.starts_at.data
        return CallDraft(
            self.operation, self.kind.data, self.held_on.data,
            _start(self.held_on.data, starts_at.hour, starts_at.minute), self.place.data,
            tuple(UUID(one) for one in self.plans.data or ()), self.note.data or "",
        )  # fmt: skip


def _start(day: Any, hour: int, minute: int) -> datetime:
    return at_local(day, hour, minute)


class SignInForm(Form):
    """Who came: a row for each party."""

    parties: Sequence[Party] = ()

    def to_rows(self) -> dict[UUID, tuple[str, str]]:
        """Return presence and reason by party."""
        return {
            row.id: (
                self._fields[f"presence_{row.id.hex}"].data,
                self._fields[f"because_{row.id.hex}"].data or "",
            )
            for row in self.parties
        }


def sign_in_form(parties: Sequence[Party]) -> type[SignInForm]:
    """Return the form of a sign-in sheet."""
    fields: dict[str, Any] = {"parties": tuple(parties)}
    for row in parties:
        fields[f"presence_{row.id.hex}"] = Radio(
            row.name, choices=choices(Presence), default=row.presence
        )
        fields[f"because_{row.id.hex}"] = Text(
            "ไม่มาเพราะ", [Optional(), length(200)], default=row.absent_because
        )
    return cast("type[SignInForm]", type("FilledSignInForm", (SignInForm,), fields))


class PartyForm(Form):
    """One more who is asked: somebody with an account, or a name."""

    kind = Choice("เป็นใคร", [required("กรุณาเลือกจากรายการ")], choices=choices(PartyKind, "– เลือก –"))
    user_id = Choice("คนในระบบ", [Optional()])
    name = Text("หรือพิมพ์ชื่อ", [Optional(), length(120)])
    relation = Text("ถ้าเป็นญาติ เกี่ยวข้องอย่างไร", [Optional(), length(60)])
    because = Text("เชิญเพิ่มเพราะอะไร", [required(), length(200)])

    def to_draft(self, names: dict[str, str]) -> PartyDraft:
        """Return who is asked; raises RuleViolation ``name_missing``."""
        user_id = UUID(self.user_id.data) if self.user_id.data else None
        name = names[self.user_id.data] if user_id else (self.name.data or "")
        if not name:
            raise RuleViolation("name_missing", "เลือกคนในระบบ หรือพิมพ์ชื่อ", "name")
        return PartyDraft(
            self.kind.data, name, self.relation.data or "", user_id, self.because.data
        )


class BecauseForm(Form):
    """Why somebody is left out, or a conference is called off."""

    because = Text("เพราะอะไร", [required(), length(200)])


class DecideForm(Form):
    """What becomes of a line, and how an objection was settled."""

    digest = Hidden()
    outcome = Radio("ตัดสินว่า", [required("กรุณาเลือกว่าเข้าแผนหรือไม่")], choices=choices(Outcome))
    words = LongText("ตกลงกันอย่างไร", [Optional(), length(500)])


class AdditionForm(OnceForm):
    """A correction of minutes."""

    text = LongText("ข้อความที่เพิ่ม", [required(), length(2000)])


class LinkForm(OnceForm):
    """The button that makes a link."""


class VoiceForm(OnceForm):
    """What one party says to all lines of a plan: agreement where nothing is marked."""

    how: How = How.OWN_ACCOUNT
    lines: Sequence[PlanLine] = ()
    seen = Hidden()
    proof = Hidden()

    def stance_of(self, line: PlanLine) -> Any:
        """Return the field of what is said to a line."""
        return self._fields[f"stance_{line.line_id.hex}"]

    def words_of(self, line: PlanLine) -> Any:
        """Return the field of the words to a line."""
        return self._fields[f"words_{line.line_id.hex}"]

    def to_draft(self) -> VoicingDraft:
        """Return the act; lines that were added meanwhile were not seen, and are not spoken to."""
        seen = seen_lines(self.seen.data)
        marks = {}
        for line in seen:
            stance = self._fields[f"stance_{line.line_id.hex}"].data
            words = self._fields[f"words_{line.line_id.hex}"].data or ""
            if stance != Stance.AGREE or words:
                marks[line.line_id] = Mark(stance, words)
        return VoicingDraft(self.operation, self.how, seen, marks, **self._beside())

    def _beside(self) -> dict[str, Any]:
        return {}


class TabletVoiceForm(VoiceForm):
    """On the meeting's tablet: signed with a finger, or a thumb mark before a witness."""

    how = How.TABLET
    mark = Radio(
        "ลงชื่ออย่างไร", default=SignMark.SIGNATURE,
        choices={str(one): one.label_th for one in (SignMark.SIGNATURE, SignMark.THUMB)},
    )  # fmt: skip
    signature = Hidden()
    witness = Text("ชื่อพยาน", [Optional(), length(120)])

    def _beside(self) -> dict[str, Any]:
        is_drawn = self.mark.data == SignMark.SIGNATURE
        return {
            "mark": self.mark.data, "witness": self.witness.data or "",
            "signature": _drawn(self.signature.data) if is_drawn else b"",
        }  # fmt: skip


class TelephoneVoiceForm(VoiceForm):
    """By telephone: who heard it, and who heard it too."""

    how = How.TELEPHONE
    heard_by = Text("ใครฟังสาย", [required(), length(120)])
    witness = Text("ใครได้ยินด้วย (พยาน)", [required(), length(120)])

    def _beside(self) -> dict[str, Any]:
        return {"heard_by": self.heard_by.data, "witness": self.witness.data}


class PaperVoiceForm(VoiceForm):
    """On a signed sheet that is kept."""

    how = How.PAPER


class LinkVoiceForm(VoiceForm):
    """By a link that works once."""

    how = How.LINK


FORMS: dict[How, type[VoiceForm]] = {
    How.OWN_ACCOUNT: VoiceForm,
    How.TABLET: TabletVoiceForm,
    How.TELEPHONE: TelephoneVoiceForm,
    How.PAPER: PaperVoiceForm,
    How.LINK: LinkVoiceForm,
}


def voice_form(
    how: How, lines: Sequence[PlanLine], seen: Sequence[SeenLine] = ()
) -> type[VoiceForm]:
    """Return the form of a voice: a stance and words for each line of now and each that was seen.

    A line that was taken out since the page was opened is still spoken to: nothing is lost.
    """
    fields: dict[str, Any] = {"lines": tuple(lines)}
    for line_id in dict.fromkeys([one.line_id for one in lines] + [one.line_id for one in seen]):
        fields[f"stance_{line_id.hex}"] = Radio(
            "ความเห็น", choices=choices(Stance), default=Stance.AGREE
        )
        fields[f"words_{line_id.hex}"] = Text("เขียนสั้น ๆ", [Optional(), length(500)])
    return cast("type[VoiceForm]", type("FilledVoiceForm", (FORMS[how],), fields))


def _drawn(text: str | None) -> bytes:
    """Return a drawn signature; what is no picture of ours is none."""
    if not text or not text.startswith(_PICTURE) or len(text) > MOST_SIGNATURE:
        return b""
    try:
        return base64.b64decode(text.removeprefix(_PICTURE), validate=True)
    except (binascii.Error, ValueError):
        return b""
