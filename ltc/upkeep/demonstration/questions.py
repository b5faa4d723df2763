"""Questions of the made-up town: twelve threads, three that wait, drawn photos, two requests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlmodel import Session

from ltc.care.questions.models import CareRequest, QuestionMessage, QuestionSeen, QuestionThread
from ltc.care.questions.rules import request_words, state_after
from ltc.care.questions.terms import (
    AnswerKind,
    AskedOf,
    MessageKind,
    RequestDraft,
    RequestState,
    ThreadState,
)
from ltc.foundation.core.db import vault_of
from ltc.foundation.core.ids import new_id
from ltc.foundation.files.models import StoredContent, StoredFile
from ltc.foundation.files.rules import recognise
from ltc.upkeep.demonstration.bulk import insert, light
from ltc.upkeep.demonstration.cases import InCare
from ltc.upkeep.demonstration.pictures import SIZE, wound_picture
from ltc.upkeep.demonstration.staff import Member, Roster

CAREGIVER, NURSE, DOCTOR = "caregiver", "nurse", "doctor"
Wanted = tuple[str, AnswerKind, str, int, str]  # what, kind, unit, days until due, report if
Picture = tuple[str, int, int]


@dataclass(frozen=True)
class Told:
    """One thread: hours since it began, whom it asks, and what was said two hours apart."""

    hours: int
    asked_of: AskedOf
    said: tuple[tuple[str, str], ...]
    picture: Picture | None = None
    wanted: Wanted | None = None
    is_closed: bool = False


TOLD = (
    Told(1, AskedOf.NURSE, ((CAREGIVER, "ส้นเท้าขวาแดง กดแล้วไม่จาง ดูจากรูปต้องทำอะไรไหมคะ"),),
         ("1", 24, 18)),
    Told(5, AskedOf.NURSE, ((CAREGIVER, "กินยาความดันแล้วเวียนหัวตอนลุก วันนี้วัดได้ 108/66"),)),
    Told(27, AskedOf.DOCTOR, ((CAREGIVER, "ปวดเข่ามาก กินยาแก้ปวดที่มีได้วันละกี่ครั้งคะ"),)),
    Told(30, AskedOf.NURSE, (
        (CAREGIVER, "น้ำหนักดูลดลง เสื้อผ้าหลวม"),
        (DOCTOR, "ขอบคุณค่ะ ขอให้ชั่งน้ำหนักตอนไปเยี่ยมครั้งหน้า")),
        wanted=("ชั่งน้ำหนัก", AnswerKind.NUMBER, "กก.", 3, "น้ำหนักลดเกิน 2 กก.")),
    Told(150, AskedOf.NURSE, (
        (CAREGIVER, "แผลที่ก้นกบมีน้ำเหลืองซึม ทำแผลแบบเดิมได้ไหมคะ"),
        (NURSE, "ล้างด้วยน้ำเกลือ ปิดแผลแล้วพลิกตัวทุก 2 ชั่วโมงค่ะ")), ("2", 32, 22),
        wanted=("ถ่ายรูปแผลที่ก้นกบ", AnswerKind.PHOTO, "", -1, "มีกลิ่น หรือแดงลาม")),
    Told(220, AskedOf.NURSE, (
        (CAREGIVER, "ไม่ถ่ายมา 4 วัน ท้องไม่แข็ง"),
        (NURSE, "ดื่มน้ำเพิ่ม กินผักผลไม้ ถ้าปวดท้องหรืออาเจียนโทรมาทันทีค่ะ"),
        (CAREGIVER, "ถ่ายแล้วค่ะ ขอบคุณค่ะ")), is_closed=True),
    Told(400, AskedOf.DOCTOR, (
        (CAREGIVER, "ลูกสาวถามว่าฉีดวัคซีนไข้หวัดใหญ่ได้ไหม"),
        (DOCTOR, "ได้ครับ นัดที่บ้านพร้อมรอบเยี่ยมของพยาบาล")), is_closed=True),
    Told(620, AskedOf.NURSE, (
        (CAREGIVER, "สายปัสสาวะมีตะกอนขุ่น"),
        (NURSE, "ให้ดื่มน้ำมากขึ้น พรุ่งนี้พยาบาลไปเปลี่ยนสายค่ะ")), is_closed=True),
    Told(900, AskedOf.NURSE, (
        (CAREGIVER, "นอนไม่หลับมาสองคืน เดินไปมา"),
        (NURSE, "งดน้ำชาตอนเย็น เปิดไฟสลัวไว้ ถ้าสับสนมากขึ้นบอกทันทีค่ะ"))),
    Told(1_300, AskedOf.DOCTOR, (
        (CAREGIVER, "มือสั่นมากขึ้น ถือช้อนไม่ได้"),
        (DOCTOR, "ยังไม่ต้องเพิ่มยา ใช้ช้อนด้ามใหญ่ก่อน เดือนหน้าไปตรวจครับ")), is_closed=True),
    Told(1_900, AskedOf.NURSE, (
        (CAREGIVER, "แผลที่เข่าแห้งแล้ว ต้องทำแผลต่อไหม"),
        (NURSE, "ไม่ต้องแล้วค่ะ ทาครีมบำรุงได้")), ("", 12, 8), is_closed=True),
    Told(2_600, AskedOf.NURSE, (
        (CAREGIVER, "กินข้าวแล้วไอทุกครั้ง"),
        (NURSE, "ให้นั่งตรง กินคำเล็ก พยาบาลจะไปสอนการกลืนวันพุธค่ะ")), is_closed=True),
)  # fmt: skip


class _Writer:
    """Collects the rows of all threads and saves them at once."""

    def __init__(self, session: Session, roster: Roster, on: date, at: datetime) -> None:
        self._session, self._roster, self._on, self._at = session, roster, on, at
        self._threads: list[QuestionThread] = []
        self._messages: list[QuestionMessage] = []
        self._seen: list[QuestionSeen] = []
        self._requests: list[CareRequest] = []
        self._files: list[StoredFile] = []
        self._contents: list[StoredContent] = []

    def write(self, one: InCare, told: Told) -> None:
        """Add one thread with everything in it."""
        began = self._at - timedelta(hours=told.hours)
        by = one.caregiver
        thread = light(
            QuestionThread, elder_id=one.course.resident.id, municipality_id=by.area_id,
            asked_of=str(told.asked_of), state=str(ThreadState.OPEN), opened_at=began,
            opened_by=by.id, opened_by_name=by.name, opened_by_role=by.role,
            waiting_since=began, last_at=began,
        )  # fmt: skip
        self._threads.append(thread)
        for place, (who, text) in enumerate(told.said):
            picture = told.picture if place == 0 else None
            kind = MessageKind.QUESTION if who == CAREGIVER else MessageKind.ANSWER
            self._say(thread, one, who, kind, text, began + timedelta(hours=2 * place), picture)
        if told.wanted:
            self._ask_of_visit(thread, one, told.wanted)
        if told.is_closed:
            thread.state, thread.waiting_since = str(ThreadState.CLOSED), None
            thread.closed_at, thread.closed_by_name = thread.last_at, by.name
            self._read(thread, by, thread.last_number, thread.last_at)

    def _who(self, one: InCare, who: str) -> Member:
        return {CAREGIVER: one.caregiver, NURSE: self._roster.nurses[0]}.get(
            who, self._roster.doctor
        )

    def _say(
        self, thread: QuestionThread, one: InCare, who: str, kind: MessageKind, text: str,
        at: datetime, picture: Picture | None = None,
    ) -> None:  # fmt: skip
        by, number = self._who(one, who), thread.last_number + 1
        files = [self._file(thread, by, at, picture)] if picture else []
        self._messages.append(
            light(
                QuestionMessage, thread_id=thread.id, number=number, operation_id=new_id(),
                kind=str(kind), at=at, by=by.id, by_name=by.name, by_role=by.role, text=text,
                files=files,
            )
        )  # fmt: skip
        thread.last_number, thread.last_at = number, at
        state = state_after(kind)
        thread.state = str(state)
        thread.waiting_since = at if state is ThreadState.OPEN else None
        if kind is not MessageKind.QUESTION:
            if kind is MessageKind.ANSWER:
                thread.answer_number = number
            self._read(thread, by, number, at)

    def _read(self, thread: QuestionThread, by: Member, number: int, at: datetime) -> None:
        if all(one.thread_id != thread.id or one.user_id != by.id for one in self._seen):
            self._seen.append(
                light(QuestionSeen, thread_id=thread.id, user_id=by.id, user_name=by.name,
                      user_role=by.role, number=number, seen_at=at)
            )  # fmt: skip

    def _file(self, thread: QuestionThread, by: Member, at: datetime, picture: Picture) -> str:
        data = wound_picture(*picture)
        row = light(
            StoredFile, elder_id=thread.elder_id, field_class="F2", kind="image",
            mime=recognise(data).mime, size=len(data), sha256=sha256(data).hexdigest(),
            width=SIZE[0], height=SIZE[1], added_at=at, added_by=by.id, added_by_name=by.name,
        )  # fmt: skip
        sealed = vault_of(self._session).seal_bytes(data, about=row.id)
        self._files.append(row)
        self._contents.append(light(StoredContent, file_id=row.id, sealed=sealed))
        return str(row.id)

    def _ask_of_visit(self, thread: QuestionThread, one: InCare, wanted: Wanted) -> None:
        what, kind, unit, days, report_if = wanted
        draft = RequestDraft(
            new_id(), what, str(kind), self._on + timedelta(days=days), report_if, unit
        )
        at, by = thread.last_at + timedelta(minutes=5), self._who(one, DOCTOR)
        self._requests.append(
            light(
                CareRequest, thread_id=thread.id, elder_id=thread.elder_id,
                operation_id=draft.operation_id, asked_at=at, asked_by=by.id,
                asked_by_name=by.name, asked_by_role=by.role, what=what, answer_kind=str(kind),
                unit=unit, report_if=report_if, due_on=draft.due_on, state=str(RequestState.OPEN),
            )
        )  # fmt: skip
        self._say(thread, one, DOCTOR, MessageKind.REQUEST, request_words(draft), at)

    def save(self) -> int:
        """Save everything; returns how many threads."""
        count = insert(self._session, self._threads)
        for rows in (self._messages, self._seen, self._requests, self._files, self._contents):
            insert(self._session, rows)
        return count


def write_questions(
    session: Session, in_care: Sequence[InCare], roster: Roster, *, on: date, at: datetime
) -> int:
    """Save the threads with their messages, photos and requests; returns how many threads."""
    writer = _Writer(session, roster, on, at)
    living = [one for one in in_care if one.course.closed_on is None]
    first = [one for one in living if one.caregiver.username == CAREGIVER]
    for place, told in enumerate(TOLD):
        since = (at - timedelta(hours=told.hours)).date()
        # The caregiver who has a sign-in asked the newest; she finds her own questions.
        pool = first if place % 2 == 0 else living
        pool = [one for one in pool if one.case.opened_on < since] or living
        writer.write(pool[place % len(pool)], told)
    return writer.save()
