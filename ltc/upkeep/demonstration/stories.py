"""The people one meets by name: every step of their stories goes through the actions of the pages.

The steps of all stories are done in the order of time, each by the member of staff who would have
done it, on the day on which it would have been done.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlmodel import Session

from ltc.care.assessment.actions.follow import decide_tai
from ltc.care.assessment.actions.record import record_assessment
from ltc.care.assessment.models import Assessment
from ltc.care.assessment.rules.due import add_months
from ltc.care.assessment.terms import AssessmentDraft
from ltc.care.cases.actions.cases import open_case, record_ground
from ltc.care.cases.actions.plans import activate_plan, agree_plan, draft_plan, save_plan
from ltc.care.cases.models import CarePlan, Case
from ltc.care.cases.queries.plans import read_plan
from ltc.care.cases.queries.reference import get_case_rules, get_urgency, list_services
from ltc.care.cases.rules.plans import checked_plan
from ltc.care.cases.terms import CaseDraft, GroundDraft, PlanDraft, ProblemLine, ServiceLine
from ltc.care.elders.actions.register import register_elder, write_circumstances
from ltc.care.elders.actions.team import join_team
from ltc.care.elders.models import Elder
from ltc.care.elders.terms import CircumstancesDraft, ElderDraft, TeamDraft
from ltc.care.events.actions import record_event
from ltc.care.events.terms import EventDraft
from ltc.care.visits.actions import record_visit
from ltc.care.visits.queries.reference import get_checklist
from ltc.care.visits.terms import VisitDraft
from ltc.foundation.core.citizen_id import check_digit
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from ltc.journeys.departure.actions.depart import depart, tick_off
from ltc.journeys.departure.queries import standing_of, tasks_of
from ltc.journeys.departure.terms import DepartureDraft
from ltc.journeys.drafting.actions import decline_proposal, take_proposal
from ltc.journeys.drafting.queries import drafting_of
from ltc.upkeep.demonstration.people import birth_at_age
from ltc.upkeep.demonstration.scores import LOSSES, answers_for, tai_axes
from ltc.upkeep.demonstration.seeds import table, visit_words
from ltc.upkeep.demonstration.staff import Member, Roster

DECLINED_BECAUSE = "ครอบครัวทำได้ดีอยู่แล้ว ถามอีกครั้งตอนทบทวน"
HOURS = {"register": 9, "screen": 10, "walk": 10, "assess": 10, "open": 11, "plan": 14, "draft": 14}


@dataclass
class _Told:
    """What has come of one story so far."""

    story: dict[str, Any]
    elder: Elder | None = None
    case: Case | None = None
    plan_profile: str = ""

    @property
    def person(self) -> Elder:
        """The elder, who is registered first of all."""
        assert self.elder is not None
        return self.elder

    @property
    def profile(self) -> dict[str, Any]:
        """What the person lives with, as the plan in use says."""
        return _profile(self.plan_profile or self.story["profile"])

    @property
    def in_care(self) -> Case:
        """The case, opened before anything is planned."""
        assert self.case is not None
        return self.case


@dataclass(frozen=True, order=True)
class _Step:
    """One thing that happened: when, in which story, what."""

    at: datetime
    place: int
    event: dict[str, Any] = field(compare=False)


class Teller:
    """Plays all stories into a session; ``communities`` maps codes to ids."""

    def __init__(
        self, session: Session, rng: Random, roster: Roster, communities: Mapping[str, UUID],
        *, on: date,
    ) -> None:  # fmt: skip
        self._session, self._rng, self._roster = session, rng, roster
        self._communities, self._on = communities, on
        self._told = [_Told(story) for story in table("stories")["stories"]]
        self._acts: dict[str, Callable[[_Told, dict[str, Any], datetime], None]] = {
            "register": self._register, "screen": self._screen, "walk": self._walk,
            "assess": self._assess, "open": self._open, "plan": self._plan, "draft": self._draft,
            "visit": self._visit, "could_not": self._could_not, "died": self._depart,
            "moved": self._depart, "event": self._event, "settle": self._settle,
        }  # fmt: skip

    def tell(self) -> int:
        """Do every step of every story in the order of time; returns how many."""
        steps = sorted(self._steps())
        for step in steps:
            self._acts[step.event["do"]](self._told[step.place], step.event, step.at)
        self._session.flush()
        return len(steps)

    def _steps(self) -> Iterator[_Step]:
        for place, told in enumerate(self._told):
            for event in told.story["events"]:
                if event["do"] == "visits":
                    for ago in range(event["ago"], event["until"] - 1, -event["every"]):
                        yield self._step(place, event | {"ago": ago, "do": "visit"})
                else:
                    yield self._step(place, event)

    def _step(self, place: int, event: dict[str, Any]) -> _Step:
        day = self._on - timedelta(days=event["ago"])
        if event["do"] in ("visit", "could_not"):
            hour, minute = self._told[place].story["visit_at"]
            return _Step(at_local(day, hour, minute) + timedelta(minutes=50), place, event)
        return _Step(at_local(day, HOURS.get(event["do"], 15)), place, event)

    def _manager(self) -> Member:
        return self._roster.managers[0]

    def _register(self, told: _Told, _event: dict[str, Any], at: datetime) -> None:
        story, by, on = told.story, self._roster.nurses[0].actor, at.date()
        twelve = f"9{self._rng.randrange(10**11):011d}"
        draft = ElderDraft(
            community_id=self._communities[story["community"]], prefix=story["prefix"],
            given_name=story["given_name"], family_name=story["family_name"], sex=story["sex"],
            birth_precision="day", born_on=birth_at_age(self._rng, self._on, story["age"]),
            citizen_id=twelve + check_digit(twelve), no_citizen_id_reason=None,
            phone=f"08{self._rng.randint(0, 9)}000{self._rng.randrange(10_000):04d}",
            house_no=story["house_no"], lane=story["lane"], landmark=story["landmark"],
        )  # fmt: skip
        town_id = self._roster.nurses[0].area_id
        told.elder = register_elder(self._session, town_id, draft, by=by, at=at, on=on)
        name, relation = story["carer"]
        lives = CircumstancesDraft(
            valid_from=on, health_scheme="uc", residence_type="1", disability_card=False,
            income_band="under_3000", lives_alone=False, main_carer_name=name,
            main_carer_relation=relation, allowances=("old_age", "state_card"),
            carer_skills=("feeding", "bathing"),
        )  # fmt: skip
        write_circumstances(self._session, told.elder, lives, by=by, at=at, on=on)

    def _record(
        self, told: _Told, event: dict[str, Any], at: datetime, by: Member, instrument: str,
        answers: dict[str, int], purpose: str,
    ) -> Assessment:  # fmt: skip
        said = event.get("doubt", "ดูใหม่แล้ว ถูกต้อง")
        draft = AssessmentDraft(
            instrument=instrument, answers=answers, purpose=purpose,
            method="observed" if purpose == "formal" else "asked_elder", place="home",
            assessed_on=at.date(), operation_id=new_id(), note=event.get("note", ""),
            answered_doubts={f"P{number}": said for number in range(1, 12)},
        )  # fmt: skip
        return record_assessment(
            self._session, told.person, draft, by=by.actor, at=at, on=at.date()
        )

    def _screen(self, told: _Told, event: dict[str, Any], at: datetime) -> None:
        by = self._roster.members[told.story["caregiver"]]
        answers = answers_for(event["total"], LOSSES)
        self._record(told, event, at, by, "barthel", answers, "screening")

    def _walk(self, told: _Told, event: dict[str, Any], at: datetime) -> None:
        by = self._roster.nurses[0]
        self._record(told, event, at, by, "tug", {"seconds": event["seconds"]}, "screening")

    def _assess(self, told: _Told, event: dict[str, Any], at: datetime) -> None:
        by = self._roster.nurses[0]
        answers = answers_for(event["total"], LOSSES)
        self._record(told, event, at, by, "barthel", answers, "formal")
        axes = tai_axes(self._rng, answers, is_confused=False)
        row = self._record(told, {}, at, by, "tai", axes, "formal")
        decide_tai(
            self._session, row, row.tai_proposed or "", reason="", by=by.actor,
            at=at + timedelta(minutes=10), on=at.date(),
        )  # fmt: skip

    def _open(self, told: _Told, _event: dict[str, Any], at: datetime) -> None:
        by, on, story = self._manager().actor, at.date(), told.story
        draft = CaseDraft(opened_on=on, reasons=("adl",), note=story["about"])
        told.case = open_case(self._session, told.person, draft, by=by, at=at, on=on)
        name, relation = story["carer"]
        ground = GroundDraft(
            kind="consent", scope=("care", "team", "family"), given_on=on, given_by=name,
            relation=relation, how="signature",
        )  # fmt: skip
        record_ground(self._session, told.case, ground, by=by, at=at, on=on)
        kin = self._roster.members[story["relative"]] if "relative" in story else None
        for role, member in (
            ("care_manager", self._manager()),
            ("caregiver", self._roster.members[story["caregiver"]]),
            ("nurse", self._roster.nurses[0]),
            ("relative", kin),
        ):
            place = TeamDraft(
                role, member.id if member else None, "" if member else name,
                relation if role == "relative" else "", "", on,
            )  # fmt: skip
            join_team(self._session, told.person, place, by=by, at=at)

    def _plan(self, told: _Told, event: dict[str, Any], at: datetime) -> None:
        told.plan_profile = event.get("profile", told.story["profile"])
        plan = self._write_plan(told, told.plan_profile, at)
        self._answer_proposals(plan, at)
        agree_plan(self._session, plan, by=self._manager().actor, at=at + timedelta(minutes=50))
        activate_plan(self._session, plan, version=plan.version, by=self._manager().actor,
                      at=at + timedelta(hours=1), on=at.date())  # fmt: skip

    def _answer_proposals(self, plan: CarePlan, at: datetime) -> None:
        """Take a proposal of a kind that the story's visits do, decline another and say why."""
        by = self._manager().actor
        waiting = drafting_of(self._session, plan, by, on=at.date()).waiting
        lines = read_plan(self._session, plan).services
        done = {(line.kind, line.doer_role) for line in lines}
        fitting = [one for one in waiting if (one.service.kind, one.service.doer_role) in done]
        for one in fitting[:1]:
            take_proposal(
                self._session, plan, one, one.problem, one.service, version=plan.version, by=by,
                at=at + timedelta(minutes=20),
            )  # fmt: skip
        for one in [one for one in waiting if one not in fitting][:1]:
            decline_proposal(
                self._session, plan, one, DECLINED_BECAUSE, by=by, at=at + timedelta(minutes=25)
            )

    def _draft(self, told: _Told, _event: dict[str, Any], at: datetime) -> None:
        self._write_plan(told, told.story["profile"], at)

    def _write_plan(self, told: _Told, profile: str, at: datetime) -> CarePlan:
        by, on = self._manager().actor, at.date()
        plan = draft_plan(self._session, told.in_care, by=by, at=at, on=on)
        planned = self._plan_of(told.story, _profile(profile), on)
        draft = checked_plan(planned, list_services(), get_urgency().words)
        save_plan(self._session, plan, draft, version=plan.version, by=by, at=at)
        return plan

    def _plan_of(self, story: dict[str, Any], profile: dict[str, Any], on: date) -> PlanDraft:
        doers = {
            "care_manager": self._manager().id,
            "caregiver": self._roster.members[story["caregiver"]].id,
            "nurse": self._roster.nurses[0].id,
        }
        return PlanDraft(
            wishes_elder=profile["wishes_elder"], wishes_family=profile["wishes_family"],
            long_term_aim=profile["aim"], cautions=profile["cautions"], valid_from=on,
            valid_until=add_months(on, get_case_rules(on).length.months),
            problems=tuple(
                ProblemLine(line["text"], line["source"], line["goal"],
                            on + timedelta(days=line["days"]), line["measure"])
                for line in profile["problems"]
            ),
            services=tuple(
                ServiceLine(kind, "", doer, doers.get(doer), times, per, minutes,
                            referred_to="".join(given_by))
                for kind, doer, times, per, minutes, *given_by in story.get(
                    "services", profile["services"]
                )
            ),
            urgency=profile["urgency"], outside_week=profile["outside"],
        )  # fmt: skip

    def _visit(self, told: _Told, event: dict[str, Any], at: datetime) -> None:
        change = event["change"]
        arrived, left = self._times(told)
        draft = VisitDraft(
            operation_id=new_id(), status="done", visited_on=at.date(),
            arrived=arrived,
            left=left, answers=self._answers(told), vitals=self._vitals(),
            consciousness="awake", mood="sad" if change == "worse" else "calm",
            skin=event.get("skin", "whole"), change=change, problems=event.get("problems", ""),
            note=visit_words(self._rng, told.profile["code"], change),
            next_plan=event.get("next", ""), signed_by=told.story["carer"][1],
        )  # fmt: skip
        self._save_visit(told, draft, at)

    def _could_not(self, told: _Told, event: dict[str, Any], at: datetime) -> None:
        draft = VisitDraft(
            operation_id=new_id(), status="could_not", visited_on=at.date(),
            arrived=self._times(told)[0], could_not_reason=event["reason"],
        )  # fmt: skip
        self._save_visit(told, draft, at)

    def _save_visit(self, told: _Told, draft: VisitDraft, at: datetime) -> None:
        by = self._roster.members[told.story["caregiver"]].actor
        record_visit(self._session, told.person, draft, by=by, at=at, on=at.date())

    def _times(self, told: _Told) -> tuple[time, time]:
        """Return when the caregiver comes, and when she leaves forty minutes later."""
        hour, minute = told.story["visit_at"]
        arrived = at_local(self._on, hour, minute)
        return arrived.time(), (arrived + timedelta(minutes=40)).time()

    def _answers(self, told: _Told) -> dict[str, str]:
        services = told.story.get("services", told.profile["services"])
        kinds = {line[0] for line in services if line[1] == "caregiver"}
        return {
            line.code: "done"
            for part in get_checklist().parts
            if part.code in kinds
            for line in part.lines[:3]
        }

    def _vitals(self) -> dict[str, str]:
        upper = self._rng.randint(112, 148)
        return {
            "systolic": str(upper), "diastolic": str(min(92, upper - self._rng.randint(44, 54))),
            "pulse": str(self._rng.randint(66, 92)), "temperature": "36.6",
        }  # fmt: skip

    def _event(self, told: _Told, event: dict[str, Any], at: datetime) -> None:
        """Tell what happened, as the family told it."""
        by = self._roster.members[told.story["caregiver"]].actor
        draft = EventDraft(
            operation_id=new_id(), kind=event["kind"], happened_on=at.date(), precision="day",
            told_by="family", told_by_name=told.story["carer"][0], detail=event.get("detail", ""),
            place=event.get("place", ""), done=event.get("done", ""), note=event.get("note", ""),
        )  # fmt: skip
        record_event(self._session, told.person, draft, by=by, at=at, on=at.date())

    def _depart(self, told: _Told, event: dict[str, Any], at: datetime) -> None:
        """Tell a death or a move; everything that ends with it ends in the same act."""
        draft = DepartureDraft(
            operation_id=new_id(), kind="death" if event["do"] == "died" else "move",
            happened_on=at.date(), precision="day", told_by="family",
            told_by_name=told.story["carer"][0], place=event.get("place", ""),
            note=told.story["about"],
        )  # fmt: skip
        depart(self._session, told.person, draft, by=self._manager().actor, at=at, on=at.date())

    def _settle(self, told: _Told, event: dict[str, Any], at: datetime) -> None:
        """Tick off one thing that remained."""
        departure = standing_of(self._session, told.person.id)
        assert departure is not None
        for task in tasks_of(self._session, departure.id):
            if task.code == event["code"]:
                tick_off(
                    self._session, task, departure, "done", event.get("note", ""),
                    by=self._manager().actor, at=at,
                )  # fmt: skip


def _profile(code: str) -> dict[str, Any]:
    profiles: list[dict[str, Any]] = table("care")["profiles"]
    return next(one for one in profiles if one["code"] == code)


def reserved_names() -> list[str]:
    """Return the full names of the stories, which nobody else of the town may have."""
    return [one["given_name"] + one["family_name"] for one in table("stories")["stories"]]


def living_in_stories() -> list[str]:
    """Return the community of each person of a story who still lives here."""
    return [
        one["community"]
        for one in table("stories")["stories"]
        if not {"died", "moved"} & {event["do"] for event in one["events"]}
    ]
