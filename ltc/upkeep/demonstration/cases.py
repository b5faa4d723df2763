"""Cases of the made-up dependent people: care teams, legal grounds, plans in their versions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zlib import crc32

from sqlmodel import Session, SQLModel

from ltc.care.assessment.rules.due import add_months
from ltc.care.cases.models import (
    CarePlan,
    Case,
    LegalGround,
    PlanGoal,
    PlannedService,
    PlanProblem,
    PlanSlot,
)
from ltc.care.cases.queries.plans import service_line
from ltc.care.cases.queries.reference import get_case_rules, service_kinds
from ltc.care.cases.rules.week import laid_out
from ltc.care.cases.terms import EligibilityReason, GivenHow, GroundKind, GroundScope, PlanStatus
from ltc.care.elders.models import CareTeamMember
from ltc.care.elders.terms import TeamRole
from ltc.foundation.core.zone import at_local
from ltc.upkeep.demonstration.bulk import insert, kind_of, light
from ltc.upkeep.demonstration.courses import Course, Point
from ltc.upkeep.demonstration.seeds import table
from ltc.upkeep.demonstration.staff import Member, Roster

A_YEAR_AND_NO_MORE = 270  # with the next score a plan of a year would be over
BED_BOUND_UP_TO = 4
OUTSIDERS = {
    "physiotherapist": "นักกายภาพบำบัด โรงพยาบาลลำพูน",
    "nutritionist": "นักโภชนาการ โรงพยาบาลลำพูน",
}


@dataclass(frozen=True)
class InCare:
    """A course with what was saved of it; ``plans`` are its versions, the oldest first."""

    course: Course
    case: Case
    plans: tuple[CarePlan, ...]
    caregiver: Member


def write_cases(
    session: Session, rng: Random, courses: Sequence[Course], roster: Roster, *, on: date
) -> list[InCare]:
    """Save the cases of all courses that came so far, with everything that hangs on them."""
    writer = _Writer(rng, roster, on)
    found = [writer.write(course) for course in courses if course.stage != "assessed"]
    for rows in writer.rows.values():
        insert(session, rows)
    return found


class _Writer:
    """Collects rows by table, those that others refer to first."""

    def __init__(self, rng: Random, roster: Roster, on: date) -> None:
        self._rng, self._roster, self._on = rng, roster, on
        kinds = (
            CareTeamMember, Case, LegalGround, CarePlan, PlanProblem, PlanGoal, PlannedService,
            PlanSlot,
        )  # fmt: skip
        self.rows: dict[type[SQLModel], list[SQLModel]] = {kind: [] for kind in kinds}

    def _keep(self, *rows: SQLModel) -> None:
        for row in rows:
            self.rows[kind_of(row)].append(row)

    def write(self, course: Course) -> InCare:
        """Collect the rows of one course."""
        manager = self._roster.managers[course.manager]
        caregiver = self._roster.caregivers[course.caregiver]
        case = light(
            Case,
            elder_id=course.resident.id, municipality_id=manager.area_id,
            opened_on=course.opened_on, closed_on=course.closed_on,
            close_reason=course.close_reason, reasons=_reasons(course),
        )  # fmt: skip
        self._keep(case, *self._team(course, manager, caregiver))
        if course.stage != "case":
            self._keep(self._ground(course, case, manager))
        plans = list(self._plans(course, case, manager, caregiver))
        return InCare(course, case, tuple(plans), caregiver)

    def _team(self, course: Course, manager: Member, caregiver: Member) -> Iterator[CareTeamMember]:
        rng, nurse = self._rng, self._rng.choice(self._roster.nurses)
        family = course.resident.person.family_name
        names = table("care")["carer_names"]
        places: list[tuple[str, Member | None, str, str]] = [
            (TeamRole.CARE_MANAGER, manager, manager.name, ""),
            (TeamRole.CAREGIVER, caregiver, caregiver.name, ""),
            (TeamRole.NURSE, nurse, nurse.name, ""),
            (TeamRole.RELATIVE, None, f"{rng.choice(names['women'])} {family}", "ลูกสาว"),
        ]
        for _kind, doer, *_ in course.profile["services"]:
            if doer in OUTSIDERS:
                places.append((doer, None, OUTSIDERS[doer], ""))
        for role, member, name, relation in places:
            yield light(
                CareTeamMember,
                elder_id=course.resident.id, team_role=str(role), name=name, relation=relation,
                user_id=member.id if member else None, phone=phone_of(name),
                active_from=course.opened_on,
                active_until=course.closed_on,
                ended_because="ปิดการดูแล" if course.closed_on else "",
            )  # fmt: skip

    def _ground(self, course: Course, case: Case, manager: Member) -> LegalGround:
        on = course.opened_on
        ground = light(
            LegalGround,
            case_id=case.id, elder_id=course.resident.id, kind=str(GroundKind.HEALTH_CARE),
            scope=[str(GroundScope.CARE), str(GroundScope.TEAM)], given_on=on,
            recorded_at=at_local(on, 11), recorded_by=manager.id,
        )  # fmt: skip
        if self._rng.random() < 0.45:
            ground.kind = str(GroundKind.CONSENT)
            ground.given_by = f"ลูกสาวของ{course.resident.person.given_name}"
            ground.relation = "ลูกสาว"
            ground.how = str(self._rng.choice((GivenHow.SIGNATURE, GivenHow.THUMB_PRINT)))
            ground.text_version = get_case_rules(on).consent_text.version
        return ground

    def _plans(
        self, course: Course, case: Case, manager: Member, caregiver: Member
    ) -> Iterator[CarePlan]:
        starts = plan_starts(course, self._on)
        for number, start in enumerate(starts, 1):
            following = starts[number] if number < len(starts) else None
            status, ended_on = _fate(course, following)
            plan = light(
                CarePlan,
                case_id=case.id, elder_id=course.resident.id, number=number, status=str(status),
                valid_from=start, valid_until=self._until(start),
                drafted_at=at_local(start - timedelta(days=1), 14), drafted_by=manager.id,
                agreed_at=at_local(start, 10), activated_at=at_local(start, 11),
                activated_by=manager.id,
                ended_at=_at(ended_on),
                wishes_elder=course.profile["wishes_elder"],
                wishes_family=course.profile["wishes_family"],
                long_term_aim=course.profile["aim"], cautions=course.profile["cautions"],
                urgency=course.profile["urgency"], outside_week=course.profile["outside"],
            )  # fmt: skip
            if status is PlanStatus.DRAFT:
                plan.drafted_at = at_local(self._on - timedelta(days=1), 14)
                plan.agreed_at = plan.activated_at = plan.activated_by = None
            self._keep(plan, *self._lines(course, plan, manager, caregiver))
            yield plan

    def _until(self, start: date) -> date:
        """Return a year on; some plans end sooner, so that some end soon."""
        whole = add_months(start, 12)
        sooner = self._on + timedelta(days=self._rng.randint(6, 55))
        is_old = start < self._on - timedelta(days=120)
        return sooner if self._rng.random() < 0.12 and is_old and sooner < whole else whole

    def _lines(
        self, course: Course, plan: CarePlan, manager: Member, caregiver: Member
    ) -> Iterator[SQLModel]:
        for place, line in enumerate(course.profile["problems"]):
            problem = light(
                PlanProblem,
                plan_id=plan.id,
                position=place,
                text=line["text"],
                source=line["source"],
            )
            yield problem
            yield light(
                PlanGoal,
                plan_id=plan.id, problem_id=problem.id, text=line["goal"],
                target_on=plan.valid_from + timedelta(days=line["days"]), measure=line["measure"],
            )  # fmt: skip
        doers = {
            "care_manager": manager.id,
            "caregiver": caregiver.id,
            "nurse": self._roster.nurses[0].id,
        }
        services = [
            _service(plan.id, place, line, doers)
            for place, line in enumerate(course.profile["services"])
        ]
        yield from services
        if plan.status in (PlanStatus.ACTIVE, PlanStatus.DRAFT):  # of the others it is laid out
            yield from _week(plan.id, services)


def phone_of(name: str) -> str:
    """Return a made-up telephone number, the same for the same name."""
    return f"08000{crc32(name.encode()) % 100_000:05d}"


def _service(plan_id: UUID, place: int, line: list[Any], doers: dict[str, UUID]) -> PlannedService:
    kind, doer, times, per, minutes, *given_by = line
    return light(
        PlannedService,
        plan_id=plan_id, position=place, kind=kind, doer_role=doer, times=times, per=per,
        doer_user_id=doers.get(doer), minutes=minutes, referred_to="".join(given_by),
    )  # fmt: skip


def _week(plan_id: UUID, services: Sequence[PlannedService]) -> Iterator[PlanSlot]:
    for slot in laid_out([service_line(row) for row in services], (), service_kinds()):
        yield light(
            PlanSlot,
            plan_id=plan_id, line_id=slot.line_id, weekday=slot.weekday, start_minute=slot.start,
            minutes=slot.minutes,
        )  # fmt: skip


def plan_starts(course: Course, on: date) -> list[date]:
    """Return the first days of the plan's versions: soon after opening, then once a year.

    Between them the plan is looked at again after each score. A change of group asks for a new one.
    """
    if course.stage == "draft":
        return [on + timedelta(days=3)]
    if course.stage != "plan":
        return []
    until = course.closed_on or on
    starts, lay_in_bed = [course.opened_on + timedelta(days=4)], _is_in_bed(course.points[0])
    for point in course.points[1:]:
        day = point.on + timedelta(days=4)
        is_other = _is_in_bed(point) != lay_in_bed and day > starts[-1] + timedelta(days=60)
        if is_other or day > starts[-1] + timedelta(days=A_YEAR_AND_NO_MORE):
            starts.append(day)
            lay_in_bed = _is_in_bed(point)
    return [day for day in starts if day < until]


def _is_in_bed(point: Point) -> bool:
    return point.total <= BED_BOUND_UP_TO


def _fate(course: Course, following: date | None) -> tuple[PlanStatus, date | None]:
    if following:
        return PlanStatus.SUPERSEDED, following
    if course.closed_on:
        return PlanStatus.ENDED, course.closed_on
    return (PlanStatus.DRAFT if course.stage == "draft" else PlanStatus.ACTIVE), None


def _at(day: date | None) -> datetime | None:
    return None if day is None else at_local(day, 11)


def _reasons(course: Course) -> list[str]:
    reasons = [str(EligibilityReason.ADL)]
    if course.profile["code"] == "palliative":
        reasons.append(str(EligibilityReason.PALLIATIVE))
    if course.is_confused:
        reasons.append(str(EligibilityReason.DEMENTIA))
    return reasons
