"""The facts of a conference's papers. Callers checked the rights before."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ltc.care.assessment.queries.latest import latest_formal_of
from ltc.care.conferences.models import Conference, Hearing, Party
from ltc.care.conferences.queries import finding
from ltc.care.conferences.queries.hearings import GoneLine, HearingView, read_hearings
from ltc.care.conferences.terms import (
    ConferenceKind,
    ConferenceState,
    Decided,
    Ending,
    How,
    LineStanding,
    PartyFacts,
    PartyKind,
    PartyVoice,
    Presence,
    Said,
    SignMark,
    Stance,
)
from ltc.exchange.pdf.queries.costs import asked_of
from ltc.exchange.pdf.queries.people import adl_words, tai_words
from ltc.exchange.pdf.terms import (
    ConferenceFacts,
    Differing,
    HeardLine,
    HearingFacts,
    HearingOutcome,
    PartyLine,
    SignedBy,
)
from ltc.foundation.accounts.queries import role_word
from ltc.foundation.areas.queries import get_area
from ltc.foundation.i18n.baht import baht, baht_words
from ltc.foundation.i18n.dates import date_and_time, short_date


def conference_facts(
    session: Session, conference: Conference, hearings: Sequence[Hearing], *, on: date
) -> ConferenceFacts:
    """Return the facts of a conference, of all its cases or of some."""
    views = read_hearings(session, hearings, on=on)
    elder_ids = [view.elder.id for view in views]
    scores = _scores(session, elder_ids, until=conference.held_on)
    budgets = asked_of(session, [view.plan for view in views], on=on)
    town = get_area(session, conference.municipality_id)
    signed = finding.signatures_of(session, conference)
    return ConferenceFacts(
        town=town.name_th if town else "",
        kind=ConferenceKind(conference.kind).label_th,
        state=ConferenceState(conference.state).label_th,
        held_on=conference.held_on,
        starts_at=conference.starts_at,
        place=conference.place,
        note=conference.note,
        called_by=conference.called_by_name,
        recorded_by=conference.ended_by_name or conference.called_by_name,
        hearings=tuple(
            _hearing(view, scores[view.elder.id], budgets[view.plan.id]) for view in views
        ),
        additions=tuple(
            f"{one.text} ({one.added_by_name} {date_and_time(one.added_at)})"
            for one in finding.additions_of(session, conference)
        ),
        signatures=tuple(
            SignedBy(
                f"ผู้รับรองรายงาน ({role_word(one.role)})", one.signed_by_name,
                f"ลงชื่อในระบบ {date_and_time(one.signed_at)}",
            )
            for one in signed
        ),
    )  # fmt: skip


def _scores(session: Session, elder_ids: Collection[UUID], *, until: date) -> dict[UUID, str]:
    """Return ADL and TAI as the conference knew them: printed next year it still says the same."""
    adl = latest_formal_of(session, elder_ids, until=until)
    tai = latest_formal_of(session, elder_ids, instrument="tai", until=until)
    return {
        one: " · ".join(
            part
            for part in (
                f"ADL {adl_words(adl.get(one))}" if one in adl else "",
                f"TAI {tai_words(tai.get(one))}" if one in tai else "",
            )
            if part
        )
        for one in elder_ids
    }  # fmt: skip


def _hearing(view: HearingView, scores: str, asked: int) -> HearingFacts:
    ended = f"{_ending(view)} {date_and_time(view.hearing.ended_at)}"
    return HearingFacts(
        elder=view.elder.full_name,
        plan=f"แผนฉบับที่ {view.plan.number}",
        scores=scores,
        budget=f"{baht(asked)} บาท ({baht_words(asked)})" if asked else "",
        parties=tuple(map(_party, view.rows)),
        removed=tuple(map(_party, view.removed)),
        acts=tuple(_acts(view)),
        lines=tuple(_line(one) for one in view.lines),
        gone=tuple(map(_gone, view.gone)),
        late=tuple(
            f"{one.stage.label_th} {party.words_th} · {line.line.place_th}: {said_words(one)}"
            for party, line, one in view.late()
        ),
        ending="ยังคุยไม่จบ" if view.is_open else ended,
    )


def _ending(view: HearingView) -> str:
    return Ending(view.hearing.ending).label_th if view.hearing.ending else "จบแล้ว"


def _party(row: Party) -> PartyLine:
    standing = Presence(row.presence).label_th
    if row.absent_because:
        standing = f"{standing} เพราะ {row.absent_because}"
    notes = []
    if row.added_because:
        notes.append(f"เชิญเพิ่ม เพราะ {row.added_because}")
    if row.removed_at is not None:
        notes.append(f"เอาออกจากรายชื่อ เพราะ {row.removed_because}")
    return PartyLine(
        row.name, PartyKind(row.kind).label_th, row.relation, standing, " · ".join(notes)
    )


def _acts(view: HearingView) -> Iterator[str]:
    names = {
        row.id: f"{row.name} ({PartyKind(row.kind).label_th})"
        for row in (*view.rows, *view.removed)
    }
    for act in view.voicings:
        said = [names.get(act.party_id, ""), How(act.how).label_th, date_and_time(act.given_at)]
        if act.heard_by:
            said.append(f"{act.heard_by} ฟังสาย")
        if act.mark != SignMark.NONE:
            said.append(SignMark(act.mark).label_th)
        if act.witness:
            said.append(f"พยาน {act.witness}")
        yield " · ".join(part for part in said if part)


def said_words(one: Said) -> str:
    """Return a voice as minutes write it: เห็นด้วยถ้า… “มาตอนเย็น”."""
    label = "เห็นด้วยถ้า" if one.stance is Stance.AGREE_IF else one.stance.label_th
    return f"{label} “{one.words}”" if one.words else label


def _line(one: LineStanding) -> HeardLine:
    agree = [
        voice.party.words_th
        for voice in one.voices
        if voice.now and voice.now.stance is Stance.AGREE and not voice.now.words
    ]
    said = [f"{Stance.AGREE.label_th}: {', '.join(agree)}"] if agree else []
    for voice in one.voices:
        said += _other_words(voice, one.line.digest)
    return HeardLine(one.line.place_th, one.line.words, tuple(said), _decision(one))


def _other_words(voice: PartyVoice, digest: str) -> Iterator[str]:
    """Yield all but a plain agreement: words, silence, and what was said before."""
    who = voice.party.words_th
    if voice.now is None:
        absent = voice.party.presence is Presence.ABSENT
        yield f"{who}: {'ไม่มา ไม่ได้ให้เสียง' if absent else 'ยังไม่ได้พูด'}"
    elif voice.now.stance is not Stance.AGREE or voice.now.words:
        yield f"{who}: {said_words(voice.now)}"
    for before in (*voice.older, *voice.former):
        about = "พูดถึงข้อความเดิม" if before.digest != digest else "พูดก่อนหน้า"
        yield f"{who} {about}: {said_words(before)}"


def _decision(one: LineStanding) -> str:
    if one.decision is None:
        return one.state.label_th
    again = f"\nเปิดใหม่เพราะ {one.because_th}" if one.because_th else ""
    return f"{_decided_words(one.decision)}{again}"


def _decided_words(decision: Decided) -> str:
    """Return what was decided and how objections were settled, with who wrote it down."""
    words = f"{decision.outcome.label_th} · {decision.words}" if decision.words else (
        decision.outcome.label_th
    )  # fmt: skip
    return f"{words}\n({decision.by_name} {short_date(decision.at)})" if decision.by_name else words


def _gone(one: GoneLine) -> HeardLine:
    voices = tuple(f"{party.words_th}: {said_words(said)}" for party, said in one.voices)
    decision = _decided_words(one.decision) if one.decision else "-"
    return HeardLine(one.place_th, one.words, voices, decision)


def outcomes_of(
    session: Session, plan_ids: Collection[UUID], *, on: date
) -> dict[UUID, HearingOutcome]:
    """Return who still differs about plans, where each is or was last heard; others have none."""
    rows = session.exec(
        select(Hearing)
        .join(Conference, col(Conference.id) == col(Hearing.conference_id))
        .where(
            col(Hearing.plan_id).in_(plan_ids), Conference.state != ConferenceState.CANCELLED
        )
        .order_by(sa.case((col(Hearing.ended_at).is_(None), 0), else_=1), col(Hearing.id).desc())
    ).all()  # fmt: skip
    last: dict[UUID, Hearing] = {}
    for row in rows:
        last.setdefault(row.plan_id, row)
    views = read_hearings(session, list(last.values()), on=on)
    return {
        view.plan.id: HearingOutcome(
            view.conference.held_on, view.is_agreed, tuple(_differing(view))
        )
        for view in views
    }


def _differing(view: HearingView) -> Iterator[Differing]:
    for one in view.lines:
        settled = _decided_words(one.decision) if one.decision else ""
        for voice in one.against:
            if voice.now is not None:
                yield _differs(one, voice.party, voice.now, settled)
    for party, one, said in view.late():
        if said.stance is not Stance.AGREE:
            yield _differs(one, party, said, "")


def _differs(one: LineStanding, party: PartyFacts, said: Said, settled: str) -> Differing:
    label = "เห็นด้วยถ้า" if said.stance is Stance.AGREE_IF else said.stance.label_th
    return Differing(
        f"{one.line.place_th}: {one.line.words}", party.words_th, label, said.words, settled
    )
