"""Why an elder needs somebody today, in words, the most pressing first. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ltc.care.assessment.rules.change import Change, ChangeLevel
from ltc.care.cases.rules.states import PROPOSE, Standing
from ltc.care.events.terms import FollowUp, PauseReason, PauseSpan
from ltc.care.visits.terms import NextVisit
from ltc.foundation.core.due import Due, DueState
from ltc.foundation.i18n.dates import short_date

NAMED = 2  # more names in one cell are not read
WEIGHTS = {"alarm": 0, "due": 1, "calm": 2}


class Subject(StrEnum):
    """What a concern is about; decides the count that it belongs to."""

    VISIT = "visit"
    SCORE = "score"
    STEP = "step"


@dataclass(frozen=True)
class Concern:
    """One reason to act: ``kind`` alarm, due or calm; ``code`` names the step behind it."""

    subject: Subject
    kind: str
    because: str
    todo: str
    code: str = ""

    @property
    def weight(self) -> tuple[int, str]:
        """Sort key: alarms first; within a kind visits, then scores, then steps."""
        return WEIGHTS[self.kind], str(list(Subject).index(self.subject))


def concerns(
    *,
    change: Change | None,
    lost: Sequence[str],
    change_on: date | None,
    is_last_visit_dangerous: bool,
    last_visit_on: date | None,
    window: NextVisit | None,
    standing: Standing,
    reassessment: Due | None,
    waiting: Sequence[FollowUp] = (),
    pause: PauseSpan | None = None,
) -> list[Concern]:
    """Return what an elder's facts ask for, the most pressing first; empty: nothing to do.

    ``lost`` names what the elder can do less well than at the assessment before; ``waiting`` is
    what events still ask for, ``pause`` that the elder is in hospital or away.
    """
    found = [
        *_events(waiting),
        *_pause(pause),
        *_score(change, lost, change_on),
        *_last_visit(is_last_visit_dangerous, last_visit_on),
        *_visit(window, last_visit_on),
        *_steps(standing),
        *_soon(reassessment, standing),
    ]
    return sorted(found, key=lambda concern: concern.weight)


def _score(change: Change | None, lost: Sequence[str], on: date | None) -> Sequence[Concern]:
    if change is None or change.level not in (ChangeLevel.RED, ChangeLevel.AMBER):
        return ()
    kind = "alarm" if change.level is ChangeLevel.RED else "due"
    points = f"{abs(change.difference):g}"
    because = f"คะแนนลดลง {points} เมื่อ {short_date(on)}"
    if lost:
        because += " เสียการ" + " ".join(lost[:NAMED]) + (" และอื่น ๆ" if len(lost) > NAMED else "")
    return (Concern(Subject.SCORE, kind, because, "ดูคะแนน", "score"),)


def _last_visit(is_dangerous: bool, on: date | None) -> Sequence[Concern]:
    if not is_dangerous:
        return ()
    because = f"เยี่ยมครั้งล่าสุด {short_date(on)} พบค่าอันตราย"
    return (Concern(Subject.VISIT, "alarm", because, "ดูการเยี่ยม", "visits"),)


def _visit(window: NextVisit | None, last_on: date | None) -> Sequence[Concern]:
    if window is None or window.due.state in (DueState.NOT_YET, DueState.SOON):
        return ()
    last = f"เยี่ยมล่าสุด {short_date(last_on)}" if last_on else "ยังไม่มีใครไปเยี่ยม"
    if window.due.state is DueState.OVERDUE:
        because = f"{last} เลยวันที่ควรไป {short_date(window.due.on)}"
        return (Concern(Subject.VISIT, "alarm", because, "จัดคนไปเยี่ยม", "team"),)
    return (Concern(Subject.VISIT, "due", f"{last} ไปได้ถึงวันนี้", "ดูการเยี่ยม", "visits"),)


def _events(waiting: Sequence[FollowUp]) -> Iterator[Concern]:
    for one in waiting:
        if one.due.state is DueState.NOT_YET:
            continue
        kind = "alarm" if one.due.state is DueState.OVERDUE else "due"
        because = f"{one.because_th} ทำได้ถึง {short_date(one.due.on)}"
        code = f"event {one.event_id} {one.code}"
        yield Concern(Subject.STEP, kind, because, one.code.label_th, code)


def _pause(pause: PauseSpan | None) -> Iterator[Concern]:
    if pause is not None:
        words = PauseReason(pause.reason).label_th
        because = f"{words}ตั้งแต่ {short_date(pause.from_on)} หยุดนัดเยี่ยมไว้"
        yield Concern(Subject.VISIT, "calm", because, "ดูวันกลับ", "pause")


def _steps(standing: Standing) -> Sequence[Concern]:
    return [
        # Approval is waited for while visits go on: who needs a visit or a score goes first.
        Concern(Subject.STEP, "calm" if step is PROPOSE else "due", step.why_th, step.label_th,
                step.code)
        for step in standing.steps[:1]
    ]  # fmt: skip


def _soon(reassessment: Due | None, standing: Standing) -> Sequence[Concern]:
    is_named = any(step.code.startswith("assess") for step in standing.steps[:1])
    if is_named or reassessment is None or reassessment.state is not DueState.SOON:
        return ()
    because = f"ครบรอบประเมิน {short_date(reassessment.on)}"
    return (Concern(Subject.STEP, "calm", because, "ประเมินซ้ำ", "assess"),)
