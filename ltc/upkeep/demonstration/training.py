"""The caregivers' certificates: most hold, two end soon, one has ended, one is missing."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlmodel import Session

from ltc.care.workforce.actions import add_certificate
from ltc.care.workforce.models import TrainingCertificate
from ltc.care.workforce.rules import usual_hours
from ltc.care.workforce.terms import CertificateDraft, Course
from ltc.foundation.i18n.dates import BUDDHIST_ERA
from ltc.upkeep.demonstration.staff import Roster

# By the place of the caregiver: course, days since it was issued, days that it still holds. The
# three years are made up: how long a certificate holds, no source says.
PAPERS: tuple[tuple[tuple[Course, int, int | None], ...], ...] = (
    ((Course.CAREGIVER_70, 1057, 38),),  # runs out soon
    ((Course.CAREGIVER_420, 640, 455),),
    ((Course.CAREGIVER_70, 500, 595), (Course.BRIDGING_50, 120, None)),
    ((Course.CAREGIVER_70, 1080, 15),),  # sooner still
    ((Course.CAREGIVER_420, 900, None),),  # its paper names no end
    ((Course.CAREGIVER_70, 1110, -15),),  # has ended
    (),  # nothing is written down
    ((Course.CAREGIVER_70, 300, 795), (Course.REFRESHER, 30, None)),
)
REFRESHER_HOURS = 6


def write_training(session: Session, roster: Roster, *, on: date, at: datetime) -> int:
    """Write the certificates down through the action of the page; returns how many."""
    return sum(1 for _ in _written(session, roster, on, at))


def _written(
    session: Session, roster: Roster, on: date, at: datetime
) -> Iterator[TrainingCertificate]:
    manager = roster.managers[0]
    for place, (who, papers) in enumerate(zip(roster.caregivers, PAPERS, strict=False), start=1):
        for course, ago, left in papers:
            issued_on = on - timedelta(days=ago)
            draft = CertificateDraft(
                course, usual_hours(course) or REFRESHER_HOURS, issued_on,
                None if left is None else on + timedelta(days=left),
                f"ลพ {place:02}/{issued_on.year + BUDDHIST_ERA}",
            )  # fmt: skip
            yield add_certificate(
                session, manager.area_id, who.id, draft, by=manager.actor, at=at, on=on
            )
