"""What may be said, decided and written down in a conference."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from ltc.care.conferences.terms import (
    CallDraft,
    ConferenceKind,
    ConferenceRules,
    How,
    LineStanding,
    LineState,
    Mark,
    Outcome,
    PartyDraft,
    PartyKind,
    PlanStage,
    Presence,
    SeenLine,
    SignMark,
    Stance,
    VoicingDraft,
)
from ltc.care.elders.terms import TeamRole
from ltc.foundation.core.errors import RuleViolation
from ltc.foundation.i18n.dates import short_date

FURTHEST_AHEAD = timedelta(days=366)


def party_kind(team_role: str) -> PartyKind:
    """Return as whom somebody of the care team speaks."""
    return PartyKind(TeamRole(team_role).value)


def checked_call(draft: CallDraft, *, on: date) -> CallDraft:
    """Return the draft; raises RuleViolation ``kind_unknown``, ``no_plan``, ``in_past``,
    ``too_far`` or ``not_today``.
    """
    if draft.kind not in set(ConferenceKind):
        raise RuleViolation("kind_unknown", "กรุณาเลือกว่าประชุมอย่างไร", "kind")
    if not draft.plan_ids:
        raise RuleViolation("no_plan", "เลือกอย่างน้อยหนึ่งแผน", "plans")
    if draft.held_on < on:
        raise RuleViolation("in_past", "วันประชุมต้องไม่ก่อนวันนี้", "held_on")
    if draft.held_on > on + FURTHEST_AHEAD:
        raise RuleViolation("too_far", "วันประชุมต้องไม่เกินหนึ่งปีข้างหน้า", "held_on")
    if draft.kind == ConferenceKind.URGENT_PHONE and draft.held_on != on:
        raise RuleViolation("not_today", "ประชุมด่วนทางโทรศัพท์ทำวันนี้ ใส่วันที่ของวันนี้", "held_on")
    return replace(draft, plan_ids=tuple(dict.fromkeys(draft.plan_ids)))


def checked_party(draft: PartyDraft, present: Collection[tuple[str, str]]) -> PartyDraft:
    """Return a party to add; ``present`` are kind and name of those who are there.

    Raises RuleViolation ``kind_unknown``, ``already_there``.
    """
    if draft.kind not in set(PartyKind):
        raise RuleViolation("kind_unknown", "กรุณาเลือกจากรายการ", "kind")
    if (draft.kind, draft.name) in present:
        raise RuleViolation("already_there", "คนนี้อยู่ในรายชื่อแล้ว", "name")
    return draft


def check_presence(presence: str, because: str, field: str) -> None:
    """Refuse an unknown presence (``presence_unknown``) or absence without a reason
    (``absent_why``), at ``field``.
    """
    if presence not in set(Presence):
        raise RuleViolation("presence_unknown", "กรุณาเลือกจากรายการ", f"presence_{field}")
    if presence == Presence.ABSENT and not because:
        raise RuleViolation("absent_why", "เขียนสั้น ๆ ว่าไม่มาเพราะอะไร", f"because_{field}")


def opens_on(held_on: date, rules: ConferenceRules) -> date:
    """Return the first day on which voices may be given."""
    return held_on - timedelta(days=rules.window_days)


def checked_voicing(
    draft: VoicingDraft, *, held_on: date, rules: ConferenceRules, is_over: bool, on: date
) -> VoicingDraft:
    """Return the act of a party.

    Raises RuleViolation ``cancelled``, ``too_early``, ``nothing_seen``, ``line_unknown``,
    ``how_unknown``, ``stance_unknown``, ``words_missing``, or as ``_check_mark``; a line's error
    stands at ``stance_<line>`` or ``words_<line>``.
    """
    if is_over:
        raise RuleViolation("cancelled", "การประชุมนี้ยกเลิกแล้ว")
    first = opens_on(held_on, rules)
    if on < first:
        raise RuleViolation("too_early", f"ให้เสียงได้ตั้งแต่วันที่ {short_date(first)}")
    if not draft.seen:
        raise RuleViolation("nothing_seen", "แผนนี้ยังไม่มีข้อให้พูดถึง")
    if not set(draft.marks) <= {line.line_id for line in draft.seen}:
        raise RuleViolation("line_unknown", "ข้อนี้ไม่อยู่ในแผนที่เปิดดู กรุณาเปิดหน้านี้ใหม่")
    for line in draft.seen:
        _check_said(line, draft.marks.get(line.line_id))
    _check_mark(draft)
    return draft


def _check_said(line: SeenLine, mark: Mark | None) -> None:
    if mark is None:
        return
    if mark.stance not in set(Stance):
        raise RuleViolation("stance_unknown", "กรุณาเลือกจากรายการ", f"stance_{line.line_id.hex}")
    if mark.stance != Stance.AGREE and not mark.words:
        asked = "เห็นด้วยถ้าอะไร" if mark.stance == Stance.AGREE_IF else "ไม่เห็นด้วยเพราะอะไร"
        raise RuleViolation("words_missing", f"เขียนสั้น ๆ ว่า{asked}", f"words_{line.line_id.hex}")


def _check_mark(draft: VoicingDraft) -> None:
    """Refuse what no voice of its kind may lack: ``how_unknown``, ``not_signed``, ``no_witness``,
    ``who_heard``.
    """
    if draft.how not in set(How):
        raise RuleViolation("how_unknown", "กรุณาเลือกว่าให้เสียงทางไหน", "how")
    if draft.how == How.TABLET:
        if draft.mark not in (SignMark.SIGNATURE, SignMark.THUMB):
            raise RuleViolation("not_signed", "ลงลายมือชื่อ หรือพิมพ์ลายนิ้วมือโดยมีพยาน", "mark")
        if draft.mark == SignMark.SIGNATURE and not draft.signature:
            raise RuleViolation("not_signed", "ยังไม่ได้เซ็นชื่อในกรอบ", "mark")
        if draft.mark == SignMark.THUMB and not draft.witness:
            raise RuleViolation("no_witness", "ลายนิ้วมือต้องมีชื่อพยาน", "witness")
    if draft.how == How.TELEPHONE:
        if not draft.heard_by:
            raise RuleViolation("who_heard", "ใครเป็นคนฟังทางโทรศัพท์", "heard_by")
        if not draft.witness:
            raise RuleViolation("no_witness", "เสียงทางโทรศัพท์ต้องมีชื่อพยานที่ได้ยินด้วย", "witness")
        if draft.witness == draft.heard_by:
            raise RuleViolation("no_witness", "พยานต้องเป็นคนละคนกับคนฟัง", "witness")


def plan_stage(status: str, *, is_proposed: bool) -> PlanStage:
    """Return where a plan is: what a voice can still change depends on it."""
    if status != "draft":
        return PlanStage.IN_USE
    return PlanStage.PROPOSED if is_proposed else PlanStage.DRAFT


def check_decision(standing: LineStanding, digest: str, outcome: str, words: str) -> None:
    """Refuse a decision.

    Raises ``outcome_unknown``, ``wording_changed``, ``still_waiting`` or ``settle_how``.
    ``digest`` is that of the wording on the page on which it was decided. An objection or condition
    that stands needs words on how it was settled; so does leaving a line out.
    """
    if outcome not in set(Outcome):
        raise RuleViolation("outcome_unknown", "กรุณาเลือกว่าเข้าแผนหรือไม่", "outcome")
    if digest != standing.line.digest:
        raise RuleViolation("wording_changed", "มีคนแก้ข้อความของข้อนี้ไปแล้ว อ่านใหม่ก่อนตัดสิน")
    if standing.awaited:
        names = " ".join(party.words_th for party in standing.awaited)
        raise RuleViolation("still_waiting", f"ยังรอเสียงของ {names} หรือบันทึกว่าไม่มาเพราะอะไร")
    if not words and (standing.against or outcome == Outcome.LEFT_OUT):
        raise RuleViolation("settle_how", "เขียนสั้น ๆ ว่าตกลงกันอย่างไร", "words")


def agreed_lines(standings: Sequence[LineStanding]) -> list[LineStanding]:
    """Return the lines that may enter in one act: all were heard, and nobody is against."""
    return [
        one
        for one in standings
        if one.state in (LineState.READY, LineState.REOPENED) and one.is_agreed_by_all
    ]


def link_problem(
    *, used_at: datetime | None, revoked_at: datetime | None, expires_at: datetime, at: datetime
) -> str:
    """Return why a link does not open, in a sentence, or ""."""
    if used_at is not None:
        return f"ลิงก์นี้ใช้ไปแล้วเมื่อ {short_date(used_at)} ใช้ได้ครั้งเดียว"
    if revoked_at is not None:
        return "ผู้จัดการการดูแลปิดลิงก์นี้แล้ว"
    if at >= expires_at:
        return f"ลิงก์นี้หมดอายุแล้วเมื่อ {short_date(expires_at)}"
    return ""
