"""Every form of the application: who opens it, where, and what makes it complete."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.care.assessment.drafts import lowest
from tests.care.cases.ordinary import BARTHEL
from tests.sweep import health
from tests.sweep.sheets import Control, Sheet
from tests.sweep.world import TAI, Folder

CODES = (
    "barthel", "tug", "tai", "9q", "2q", "8q", "amt", "hearing", "incontinence", "mmse", "mna_sf",
    "oral", "oxford_knee", "vision", "home_safety", "carer_burden",
)  # fmt: skip
LEFT_ALONE = frozenset({"password"})


@dataclass(frozen=True)
class Door:
    """A form: ``mark`` is a field of it or the end of its address; ``data`` is what to fill in."""

    endpoint: str
    who: str
    page: str
    mark: str
    whose: str = "a"
    data: Mapping[str, str] = field(default_factory=dict)
    named: str = ""

    @property
    def name(self) -> str:
        """The door in messages."""
        return f"{self.endpoint} {self.named}".strip()

    def path(self, folders: Mapping[str, Folder]) -> str:
        """Return the address of the page."""
        folder = folders[self.whose]
        return self.page.format_map({"elder_id": folder.elder_id} | folder.ids)


def fill(door: Door, sheet: Sheet) -> dict[str, list[str]]:
    """Return a page's form filled in completely: what is unanswered gets its first answer."""
    filled = sheet.filled()
    for name, control in sheet.controls.items():
        if name not in filled and control.kind == "radio":
            filled[name] = [min(control.offered, key=bool)]  # "not asked" where that is offered
    return filled | {name: [value] for name, value in door.data.items()}


def fields(sheet: Sheet) -> list[Control]:
    """Return the fields of a form worth spoiling."""
    return [one for name, one in sheet.controls.items() if name not in LEFT_ALONE]


E = "/elders/{elder_id}"
A = "/assessments/"
KNOWN = {"barthel": BARTHEL, "tai": TAI}
HOW = {"purpose": "screening", "method": "asked_elder", "place": "home"}
PERSON = {
    "prefix": "นาง", "given_name": "แก้ว", "family_name": "ศรีวิชัย", "sex": "2",
    "birth_precision": "day", "born_on": "13/4/2487", "no_citizen_id_reason": "lost",
    "phone": "0812345679", "house_no": "45/6", "landmark": "รั้วสีเขียว",
}  # fmt: skip


def _answers(code: str) -> dict[str, str]:
    given = KNOWN.get(code) or lowest(code)
    return HOW | {name: str(value) for name, value in given.items()} | {"note": "วันนี้สดชื่น"}


def _what_happened() -> list[Door]:
    """Return the forms of events and departures, in an order in which each can be filled in."""
    return [
        Door("events.new_event", "som", f"{E}/events/new/fall", "told_by", named="fall",
             data={"told_by": "seen", "detail": "bruised", "done": "ทำแผล"}),
        Door("events.new_event", "malee", f"{E}/events/new/discharge", "told_by",
             named="discharge", data={"told_by": "family", "began_on": "19/11/2569"}),
        Door("events.pause", "malee", f"{E}/pause", "expected_return_on", whose="begun",
             data={"expected_return_on": "1/12/2569"}),
        Door("events.follow_up", "malee", "/events/{event_id}/follow-up/condolence", "outcome",
             data={"note": "ลูกสาวขอเอง"}),
        Door("events.withdraw", "malee", "/events/{event_id}/withdraw", "because",
             data={"because": "บันทึกผิดคน"}),
        Door("departure.task", "malee", "/departures/tasks/{task_id}", "outcome", whose="gone",
             data={"note": "รับเตียงลมคืนแล้ว"}),
        Door("departure.take_back", "malee", "/departures/{departure_id}/take-back", "because",
             whose="gone", data={"because": "ชื่อคล้ายกัน"}),
        Door("departure.depart", "malee", f"{E}/departure/move", "told_by", whose="begun",
             data={"told_by": "family", "place": "เชียงใหม่"}),
        Door("departure.come_back", "malee", f"{E}/return", "told_by", whose="moved",
             data={"told_by": "family"}),
        *IMPORTS,
        *_health(),
    ]  # fmt: skip


def _asking(nurse_id: str) -> list[Door]:
    """Return the forms of urgent findings and of questions."""
    return [
        Door("urgent.worried", "som", f"{E}/worried", "words", data={"words": "ซึมกว่าเมื่อวาน"}),
        Door("urgent.seen", "som", "/urgent/{finding_id}/now", "seen"),
        Door("urgent.call", "som", "/urgent/{finding_id}/call", "whom", data={"words": "ไม่รับสาย"}),
        Door("urgent.take", "malee", "/urgent/{finding_id}", "take"),
        Door("urgent.hand_on", "malee", "/urgent/{finding_id}/hand-on", "to_user_id",
             data={"to_user_id": nurse_id, "words": "ช่วยไปดู"}),
        Door("urgent.close", "malee", "/urgent/{finding_id}/close", "outcome",
             data={"words": "วัดซ้ำปกติ"}),
        Door("questions.ask", "som", f"{E}/ask", "asked_of", data={"text": "แผลแดงกว่าเดิม"}),
        Door("questions.seen", "nok", "/questions/{thread_id}", "seen"),
        Door("questions.thread", "nok", "/questions/{thread_id}", "text",
             data={"text": "พลิกตัวบ่อยขึ้น"}),
        Door("questions.make_request", "nok", "/questions/{thread_id}/request", "what",
             data={"what": "วัดแผล", "unit": "ซม.", "report_if": "แผลเปิด"}),
        Door("questions.withdraw", "nok", "/questions/{thread_id}", "withdraw"),
        Door("questions.close", "som", "/questions/{thread_id}", "close"),
    ]  # fmt: skip


IMPORTS = (
    Door("town.columns", "malee", "/imports/{batch_id}/columns", "columns"),
    Door("town.drop", "malee", "/imports/{batch_id}/columns", "drop", whose="b"),
    Door("town.save", "malee", "/imports/{checked_id}", "save"),
    Door("town.undo", "malee", "/imports/{saved_id}", "undo"),
)


def doors(community_id: str, nurse_id: str) -> list[Door]:
    """Return every form there is, in the order of the story."""
    at = {"visited_on": "20/11/2569", "arrived": "9:00", "left": "10:00"}
    return [
        Door("accounts.my_role", "malee", "/my-role", "holding"),
        Door("desks.search", "malee", "/register", "/search", data={"q": "บุญมี"}),
        Door("elders.new_elder", "nok", "/elders/new", "given_name",
             data=PERSON | {"community": community_id}),
        Door("elders.edit_elder", "malee", f"{E}/edit", "given_name", data={"phone": "0899999999"}),
        Door("elders.citizen_id", "malee", E, "citizen-id", whose="b"),
        Door("elders.circumstances", "malee", f"{E}/circumstances", "valid_from"),
        Door("elders.join_team", "malee", f"{E}/team/new", "team_role",
             data={"team_role": "nurse", "user_id": nurse_id, "relation": "เพื่อน",
                   "phone": "0811111111"}),
        Door("elders.join_team", "malee", f"{E}/team/new", "team_role", named="by name",
             data={"team_role": "volunteer", "name": "ป้าแดง", "relation": "เพื่อนบ้าน"}),
        Door("elders.leave_team", "malee", f"{E}/team/{{member_id}}/leave", "because",
             data={"because": "ลาออก"}),
        *(Door("assessment.assess", "nok", f"{E}/assess/{code}", "assessed_on", named=code,
               data=_answers(code)) for code in CODES),
        Door("assessment.amend", "nok", f"{A}{{assessment_id}}/amend", "amend_reason",
             data={"amend_reason": "กดผิดข้อ"}),
        Door("assessment.tai", "nok", f"{A}{{tai_id}}/tai", "tai_class"),
        Door("assessment.safety", "nok", f"{A}{{alarm_id}}/safety", "csrf_token"),
        *_screening(community_id),
        *_cases(),
        *_workshop(),
        Door("review.review", "malee", "/plans/{active}/review", "reviewed_on", whose="b",
             data={"took_part": "ลูกสาว", "goal-0-words": "ยังไม่แข็งแรงพอ"}),
        *_conferences(),
        *_drafting(),
        Door("workshop.activate", "malee", "/plans/{plan_id}", "activate", whose="b"),
        Door("visits.record", "som", f"{E}/visit", "left", named="done",
             data=at | {"problems": "ปวดเข่า"}),
        Door("visits.record", "som", f"{E}/visit", "could_not-reason", named="could not",
             data={"could_not-visited_on": "20/11/2569", "could_not-arrived": "9:00"}),
        Door("visits.amend", "som", "/visits/{visit_id}/amend", "left", named="done",
             data={"amend_reason": "พิมพ์ผิด"}),
        Door("visits.amend", "som", "/visits/{could_not_id}/amend", "could_not-reason",
             named="could not", data={"could_not-amend_reason": "พิมพ์ผิด"}),
        *_week(),
        *_asking(nurse_id),
        *_office(),
        *_money(),
        *approving(),
        Door("cases.close", "malee", "/cases/{case_id}/close", "closed_on",
             data={"reason": "recovered", "note": "เดินได้แล้ว"}),
        *_what_happened(),
        *_people(),
        Door("accounts.sign_out", "kham", "/my-role", "sign-out"),
    ]  # fmt: skip


def _cases() -> list[Door]:
    """Return the forms of a case before its plan is written."""
    return [
        Door("cases.open_case", "malee", f"{E}/case/new", "opened_on", whose="fresh",
             data={"note": "ลูกสาวขอมา"}),
        Door("cases.reopen", "malee", "/cases/{case_id}/reopen", "opened_on", whose="closed"),
        Door("cases.ground", "malee", "/cases/{case_id}/grounds/new", "given_on",
             data={"kind": "consent", "given_by": "จันทร์ ใจดี", "relation": "ลูกสาว",
                   "how": "spoken", "witness": "สม บุญมา"}),
        Door("cases.withdraw_ground", "malee", "/cases/{case_id}/grounds/{ground_id}/withdraw",
             "because", data={"because": "ไม่ต้องการแล้ว"}),
        Door("cases.group", "malee", "/cases/{case_id}/group", "reason",
             data={"group": "3", "reason": "นอนติดเตียงมาสามวัน"}),
        Door("cases.draft_plan", "malee", "/cases/{case_id}", "plan/new", whose="begun"),
    ]  # fmt: skip


def _workshop() -> list[Door]:
    """Return the forms of writing a plan and of its week."""
    return [
        Door("workshop.edit_plan", "malee", "/plans/{plan_id}/edit", "valid_from",
             data={"cautions": "แพ้อาหารทะเล"}),
        Door("workshop.begin", "malee", "/plans/{plan_id}/edit", "/begin", whose="blank",
             data={"begin": "group_3"}),
        Door("cases.move_slot", "malee", "/plans/{plan_id}/week/{slot_id}", "weekday",
             data={"start": "14:00"}),
        Door("cases.daily_life", "malee", "/plans/{plan_id}/day", "hours-h7",
             data={"hours-h7": "ข้าวต้ม"}),
    ]  # fmt: skip


def _drafting() -> list[Door]:
    """Return the forms of proposals for a draft; each code is one that the scores of "a" raise."""
    proposals = "/plans/{plan_id}/proposals"
    return [
        Door("drafting.accept", "malee", proposals, "toilet/accept"),
        Door("drafting.change", "malee", f"{proposals}/grooming", "goal"),
        Door(
            "drafting.decline",
            "malee",
            f"{proposals}/transfer/decline",
            "reason",
            data={"reason": "ลูกทำได้แล้ว"},
        ),
    ]


def _conferences() -> list[Door]:
    """Return the forms of conferences, in the order in which a case is heard and closed."""
    here, case = "/conferences/{conference_id}", "/hearings/{hearing_id}"
    party, far = f"{case}/parties/{{party_id}}", "malee_elsewhere"
    return [
        Door("conferences.call", "malee", "/conferences/new?plan={plan_id}", "held_on", whose="b",
             data={"place": "ศาลา"}),
        Door("conferences.line", "malee", f"{case}/lines/{{line_id}}", "outcome",
             data={"outcome": "enters", "words": "ลองหนึ่งเดือน"}),
        Door("conferences.agreed", "malee", case, "/agreed"),
        Door("conferences.close_hearing", "malee", case, "/close"),
        Door("conferences.parties", "malee", f"{case}/parties", "csrf_token"),
        Door("conferences.remove_party", "malee", f"{case}/parties/{{spare_party_id}}/remove",
             "because", data={"because": "ผิดคน"}),
        Door("conferences.voice", "malee", f"{party}/voice?how=telephone", "witness",
             named="telephone", data={"witness": "สม"}),
        Door("conferences.voice", "malee", f"{party}/voice", "mark", named="tablet",
             data={"mark": "thumb", "witness": "สม"}),
        Door("conferences.voice", "som", f"{case}/parties/{{own_party_id}}/voice", "proof",
             named="own"),
        Door("conferences.by_link", "kham", "/v/{voice_token}", "proof"),
        Door("conferences.link", "malee", f"{party}/link", "operation_id"),
        Door("conferences.revoke_link", "malee", f"{party}/link", "/revoke"),
        Door("conferences.add_party", "malee", f"{case}/parties/new", "because",
             data={"kind": "doctor", "name": "หมอก้อง", "because": "ถามเรื่องยา"}),
        Door("conferences.close", "malee", here, "/close"),
        Door("conferences.minutes", "malee", f"{here}/minutes", "text", data={"text": "แก้ชื่อ"}),
        Door("conferences.sign", "malee", f"{here}/minutes", "/sign", whose="b"),
        Door("conferences.reopen_hearing", far, case, "/reopen", whose="elsewhere"),
        Door("conferences.cancel", far, f"{here}/cancel", "because", whose="elsewhere",
             data={"because": "ฝนตก"}),
    ]  # fmt: skip


def approving() -> list[Door]:
    """Return the forms of approval; the meeting is closed last."""
    proposal, meeting = "/approval/proposals/{proposal_id}", "/approval/rounds/{meeting_id}"
    case = f"{meeting}/cases/{{proposal_case_id}}"
    return [
        Door("approval.providers", "malee", "/approval/providers", "name_th",
             data={"name_th": "หน่วยบริการอื่น"}),
        Door("approval.new_proposal", "malee", "/approval/proposals/new", "fiscal_year"),
        Door("approval.edit_proposal", "malee", f"{proposal}/edit", "document_no",
             data={"document_no": "ลพ 1"}),
        Door("approval.submit", "malee", proposal, "/submit"),
        Door("approval.withdraw", "malee", proposal, "/withdraw", whose="b"),
        Door("approval.appoint", "secretary", "/approval/members/new", "appointed_from",
             data={"name_th": "แดง ใจบุญ", "position": "ผู้แทน อสม.", "order_no": "12/2569"}),
        Door("approval.new_round", "secretary", "/approval/rounds/new", "held_on"),
        Door("approval.attendance", "secretary", f"{meeting}/attendance", "chair"),
        Door("approval.abstain", "secretary", case, "/abstain", data={"why": "relative"}),
        Door("approval.take_part_again", "secretary", case, "/back"),
        Door("approval.decide", "secretary", case, "/decide"),
        Door("approval.take_back", "secretary", "/approval/decisions/{decision_id}/take-back",
             "because", data={"because": "กดผิดแถว"}),
        Door("approval.take_out", "malee", "/approval/proposals/{waiting_id}", "/take-out"),
        Door("approval.sighting", "malee", "/approval/national/{case_id}", "seen_on"),
        Door("approval.copied", "malee", "/plans/{plan_id}/copy-sheet", "copy-sheet/cautions"),
        Door("approval.small_change", "malee", "/plans/{small_id}/small-change", "why",
             whose="b", data={"why": "ปรับข้อควรระวัง"}),
        Door("approval.close", "chair", f"{meeting}/close", "signed_by",
             data={"signed_by": "กรรมการ คนที่1"}),
        Door("approval.end_member", "secretary", "/approval/members/{seat_id}/end", "until",
             whose="b"),
    ]  # fmt: skip


def _people() -> list[Door]:
    """Return the forms of the administrator."""
    person = "/users/{newcomer_id}"
    return [
        Door("accounts.new_person", "admin", "/users/new", "username",
             data={"name": "สมจิตร แก้วมา", "username": "somjit", "role": "caregiver"}),
        Door("accounts.person", "admin", person, "phone", data={"phone": "0812345670"}),
        Door("accounts.grant", "admin", f"{person}/role", "held_from",
             data={"role": "care_manager"}),
        Door("accounts.end_role", "admin", f"{person}/role/{{holding_id}}/end", "csrf_token"),
        Door("accounts.switch", "admin", f"{person}/switch", "wanted"),
    ]  # fmt: skip


def _office() -> list[Door]:
    """Return the forms of the family's page, of reading and of papers."""
    sheets = "/papers/sheets"
    return [
        Door("family.links", "malee", f"{E}/family", "agreed_by",
             data={"who": "จันทร์", "relation": "ลูกสาว", "agreed_by": "บุญมี"}),
        Door("family.one_news", "malee", "/family-news/{news_id}", "answer",
             data={"answer": "ได้ค่ะ"}),
        Door("family.family_page", "kham", "/f/{token}", "words", named="message",
             data={"words": "พ่อสบายดี"}),
        Door("family.revoke", "malee", f"{E}/family/{{link_id}}/revoke", "because",
             data={"because": "เบอร์หาย"}),
        Door("reading.reading", "malee", "/reading", "visit"),
        Door("reading.take_back", "malee", "/reading", "take-back"),
        Door("papers.blank", "nok", "/papers", "/blank"),
        Door("papers.find", "nok", "/papers", "/find", data={"number": "4821-0937"}),
        Door("papers.mine", "som", "/papers", "/mine"),
        Door("papers.of_elder", "nok", f"{E}/papers", "kinds"),
        Door("papers.sheet", "nok", f"{sheets}/{{sheet_id}}", "photo"),
        Door("papers.whose", "nok", f"{sheets}/{{blank_id}}?q=บุญ", "/whose"),
        Door("papers.visit", "malee", f"{sheets}/{{visit_sheet_id}}/visit", "left",
             data={"visited_on": "18/11/2569", "arrived": "7:00", "left": "8:00"}),
        Door("papers.answers", "nok", f"{sheets}/{{sheet_id}}/answers", "digits",
             data={"digits": "00", "assessed_on": "19/11/2569"}),
        Door("documents.plan_signed", "malee", "/plans/{plan_id}/papers", "papers/signed"),
        Door("documents.visit_signed", "som", "/visits/{visit_id}/papers", "papers/signed"),
        Door("documents.hearing_signed", "malee", "/hearings/{hearing_id}/papers", "papers/signed"),
        Door("documents.new_run", "malee", "/print-runs", "run"),
    ]  # fmt: skip


def _money() -> list[Door]:
    """Return the forms of money: transfers, leftovers, pay, nappies."""
    new, nappies = "/money/transfers/new", f"{E}/nappies"
    paper = {"reference": "สปสช. 900", "dated_on": "20/11/2569"}
    decided = {"granted": "yes", "ground": "incontinence", "indication": "พยาบาลประเมิน",
               "diaper": "2"}  # fmt: skip
    return [
        Door("casemoney.new_transfer", "wilai", f"{new}/transferred?year=2571", "total",
             data=paper | {"total": "5,442.00"}),
        Door("casemoney.new_transfer", "wilai", f"{new}/passed_on?year=2571", "total", named="on",
             data=paper | {"total": "9442"}),
        Door("casemoney.reverse", "wilai", "/money/transfers/{document_id}/reverse", "because",
             data={"because": "พิมพ์ผิดคน"}),
        Door("casemoney.settle", "wilai", "/money/leftovers/{case_id}/2569/ltc", "outcome",
             data=paper | {"because": "ตามหนังสือสั่งการ"}),
        Door("casemoney.my_pay", "som", "/my-pay", "version"),
        Door("casemoney.sign", "malee", "/pay/{statement_id}", "sign"),
        Door("casemoney.take_back", "malee", "/pay/{statement_id}/take-back", "because",
             data={"because": "ขาดไปหนึ่งบ้าน"}),
        Door("casemoney.paid", "wilai", "/pay/{statement_id}", "paid", whose="b",
             data={"reference": "ฎ 12"}),
        Door("casemoney.regime", "malee", "/pay/regimes/{user_id}", "order_no",
             data={"regime": "ltc_visit", "amount": "50", "order_no": "9/2569"}),
        Door("casemoney.decide", "nok", f"{nappies}/decide", "granted", data=decided),
        Door("casemoney.deliver", "nok", f"{nappies}/deliver", "for_days",
             data={"diaper": "60", "diaper_price": "9.50"}),
        Door("casemoney.take_delivery", "nok", f"{nappies}/{{delivery_id}}/take-back", "because",
             data={"because": "ส่งผิดบ้าน"}),
    ]  # fmt: skip


def _screening(community_id: str) -> list[Door]:
    """Return the forms of screening rounds and of volunteers."""
    here, helper = "/screening/{round_id}", "/volunteers/{volunteer_id}"
    return [
        Door("rounds.new_round", "malee", "/screening/new", "starts_on",
             data={"name": "รอบใหม่", "starts_on": "1/10/2569", "ends_on": "31/1/2570"}),
        Door("rounds.edit_round", "malee", f"{here}/edit", "starts_on", data={"name": "รอบเดิม"}),
        Door("rounds.entry", "malee", f"{here}/entry?volunteer={{volunteer_id}}", "met_on",
             data={"met_on": "20/11/2569", "daily-1": "๒๐", "mood-1": "01", "movement-1": "14"}),
        Door("rounds.not_now", "malee", f"{here}/low/{{elder_id}}", "reason", whose="fresh",
             data={"note": "ลูกดูแลอยู่"}),
        Door("rounds.new_volunteer", "malee", "/volunteers/new", "phone",
             data={"name": "แดง ใจบุญ", "phone": "0833333333", "community": community_id}),
        Door("rounds.edit_volunteer", "malee", f"{helper}/edit", "phone",
             data={"name": "แดง ใจบุญมาก"}),
        Door("rounds.houses", "malee", f"{helper}/houses", "only_free",
             data={"lanes": "ซอย 2", "only_free": "no"}),
        Door("rounds.end_volunteer", "malee", f"{helper}/end", "version", whose="b"),
    ]  # fmt: skip


def _health() -> list[Door]:
    """Return the forms of the health summary, one of each section."""
    record = f"{E}/health"
    return [
        *(Door("health_record.write", "nok", f"{record}/{section}/new", health.MARKS[section],
               named=section, data=data) for section, data in health.NEW.items()),
        *(Door("health_record.edit", "nok", f"{record}/{section}/{{{row}}}/edit",
               health.MARKS[section], named=section, data=data)
          for section, (row, data) in health.EDITS.items()),
        Door("health_record.end", "nok", f"{record}/medicines/{{ended_id}}/end", "ended_on",
             data={"because": "หมอให้หยุด"}),
        Door("health_record.withdraw", "nok", f"{record}/medicines/{{withdrawn_id}}/withdraw",
             "because", data={"because": "ผิดคน"}),
        Door("health_record.review", "nok", record, "allergies/review"),
        Door("health_record.look", "nok", f"{record}/wounds/{{wound_id}}/look", "looked_on",
             data=health.LOOK),
    ]  # fmt: skip


def _week() -> list[Door]:
    """Return the forms of the week: moving a visit, who is on call, who is away, who is trained."""
    return [
        Door("rota.move", "malee", f"{E}/week-visit?first=2026-11-23&week=2026-11-23", "caregiver"),
        Door("duties.new", "malee", "/duties/new", "programme",
             data={"since": "16:00", "until": "8:00", "name": "หมอก้อง", "phone": "0812345678"}),
        Door("duties.remove", "malee", "/duties/{duty_id}/remove", "version"),
        Door("cover.cover", "malee", "/cover?who={user_id}&first=2026-11-24&last=2026-11-24",
             "kind", data={"note": "โทรมาเช้านี้"}),
        Door("cover.back", "malee", "/cover/{absence_id}/back", "version"),
        Door("workforce.new_certificate", "malee", "/caregivers/{user_id}/certificates/new",
             "issued_on", data={"course": "caregiver_420", "hours": "420", "number": "ลพ 9",
                                "issued_on": "1/5/2568", "holds_until": "30/4/2571"}),
        Door("workforce.withdraw", "malee", "/certificates/{certificate_id}/withdraw", "why",
             data={"why": "บันทึกผิดคน"}),
    ]  # fmt: skip
