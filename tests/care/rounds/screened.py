"""A town with a round, a volunteer and some people, for the tests of screening."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from ltc.care.elders.actions.register import register_elder
from ltc.care.elders.models import Elder
from ltc.care.rounds.actions.plan import plan_round
from ltc.care.rounds.actions.sheets import save_sheet
from ltc.care.rounds.actions.volunteers import add_volunteer, give_houses
from ltc.care.rounds.models import ScreeningRound, Volunteer
from ltc.care.rounds.queries.people import Whose, list_doorways
from ltc.care.rounds.terms import RoundDraft, RowDraft, Saved, SheetDraft, VolunteerDraft
from ltc.foundation.core.ids import new_id
from tests.cast import AT, TODAY, Cast, elder_draft

DOMAINS = ("daily", "mood", "memory", "movement", "nutrition", "vision", "hearing", "continence",
           "oral")  # fmt: skip
LOW = "1111111000"  # ADL 7 of 20
MET_ON = date(2026, 11, 20)


def round_draft(**over: Any) -> RoundDraft:
    """Return a round of this autumn; name what differs."""
    values: dict[str, Any] = {
        "name": "คัดกรองผู้สูงอายุ ปีงบประมาณ 2570", "starts_on": date(2026, 10, 1),
        "ends_on": date(2027, 1, 31), "domains": DOMAINS,
    }  # fmt: skip
    return RoundDraft(**{**values, **over})


@dataclass
class Screening:
    """The round with its volunteer Daeng, who has Boonmee's house."""

    session: Session
    cast: Cast
    round: ScreeningRound
    volunteer: Volunteer

    def person(self, name: str, house_no: str = "9", **over: Any) -> Elder:
        """Register somebody else of the community."""
        draft = elder_draft(self.cast.community_id, given_name=name, house_no=house_no, **over)
        by = self.cast.actor("malee")
        return register_elder(self.session, self.cast.town_id, draft, by=by, at=AT, on=TODAY)

    def sheet(self, *rows: RowDraft, **over: Any) -> SheetDraft:
        """Return a filled page of the volunteer's list."""
        values: dict[str, Any] = {
            "operation_id": new_id(), "met_on": MET_ON, "volunteer_id": self.volunteer.id,
            "rows": rows,
        }  # fmt: skip
        return SheetDraft(**{**values, **over})

    def save(self, *rows: RowDraft, **over: Any) -> Saved:
        """Save a page as the care manager."""
        return self.save_draft(self.sheet(*rows, **over))

    def save_draft(self, draft: SheetDraft, username: str = "malee") -> Saved:
        """Save a page."""
        return save_sheet(
            self.session, self.round, draft, by=self.cast.actor(username), at=AT, on=TODAY
        )

    def names(self, whose: Whose | None = None, username: str = "malee") -> list[str]:
        """Return whom a list holds, in its order."""
        whose = whose or Whose(community_id=self.cast.community_id)
        by = self.cast.actor(username)
        found = list_doorways(self.session, self.round, by, whose, on=TODAY)
        return [door.full_name for door in found]


def row(elder_id: UUID, outcome: str = "", seen: int = 0, **cells: str) -> RowDraft:
    """Return a typed row."""
    return RowDraft(elder_id, outcome, cells, seen)


def begin(session: Session, cast: Cast) -> Screening:
    """Plan the round, add volunteer Daeng, give them the lane where Boonmee lives."""
    by = cast.actor("malee")
    screening = plan_round(session, cast.town_id, round_draft(), by=by, at=AT)
    daeng = add_volunteer(
        session, cast.town_id, VolunteerDraft(cast.community_id, "แดง ใจบุญ", "0811111111"),
        by=by, at=AT, on=TODAY,
    )  # fmt: skip
    give_houses(
        session, daeng, lanes={"ซอย 2"}, house_ids=(), only_free=True, by=by, at=AT, on=TODAY
    )
    return Screening(session, cast, screening, daeng)
