"""Links that relatives were given, and what some of them sent lately."""

from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from ltc.care.elders.models import CareTeamMember, Elder
from ltc.care.elders.queries.register import is_living_here
from ltc.care.elders.terms import TeamRole
from ltc.care.events.queries.pauses import is_paused
from ltc.care.family.actions import make_link, see_news, send_news
from ltc.care.family.models import FamilyLink, FamilyNews
from ltc.care.family.terms import LinkDraft, NewsDraft, Shown
from ltc.foundation.core.ids import new_id
from ltc.foundation.core.zone import at_local
from ltc.upkeep.demonstration.staff import Member, Roster

LINKS = 12
# What was sent: by which link, how many days ago, at what hour, what, and the answer if any.
SENT = (
    (0, 6, 18, "message", "แม่ทานได้น้อยลง ช่วยดูให้หน่อยค่ะ", "พรุ่งนี้พยาบาลโทรหานะคะ"),
    (1, 5, 9, "call_me", "", "โทรคุยแล้วค่ะ"),
    (2, 4, 20, "message", "ขอบคุณที่มาเยี่ยมนะครับ", ""),
    (3, 3, 8, "message", "เมื่อคืนพ่อไม่ค่อยนอน บ่นปวดหลัง", "พยาบาลจะเข้าไปดูเช้านี้ค่ะ"),
    (4, 2, 19, "message", "เดือนหน้าจะพาไปอยู่บ้านหลานหนึ่งสัปดาห์", "รับทราบค่ะ"),
    (5, 1, 18, "message", "ขอยืมรถเข็นได้ไหมคะ", None),
    (6, 1, 20, "call_me", "", None),
)


def write_family(session: Session, roster: Roster, *, on: date) -> int:
    """Make links for relatives of people in care and let them send their news; how many links."""
    found = session.execute(
        sa.select(Elder, CareTeamMember)
        .join(CareTeamMember, col(CareTeamMember.elder_id) == col(Elder.id))
        .where(
            col(CareTeamMember.team_role) == TeamRole.RELATIVE,
            col(CareTeamMember.active_until).is_(None),
            col(CareTeamMember.elder_id).in_(_led_by(roster.managers[0])),
            is_living_here(),
            ~is_paused(on),
        )
        .order_by(col(Elder.sort_key), col(Elder.id), col(CareTeamMember.name))
        .limit(LINKS)
    ).all()
    manager = roster.managers[0].actor
    links: list[tuple[FamilyLink, Elder]] = []
    for elder, relative in found:
        day = on - timedelta(days=20)
        draft = LinkDraft(
            relative.name, relative.relation or "ญาติ", tuple(str(one) for one in Shown),
            elder.full_name, day + timedelta(days=110), new_id(),
        )  # fmt: skip
        at = at_local(day, 10)
        links.append((make_link(session, elder, draft, by=manager, at=at, on=day), elder))
    for place, ago, hour, kind, words, answer in SENT:
        _send(session, roster, *links[place], kind, words, answer, on - timedelta(days=ago), hour)
    return len(links)


def _led_by(manager: Member) -> sa.Select[UUID]:
    return sa.select(col(CareTeamMember.elder_id)).where(
        col(CareTeamMember.user_id) == manager.id,
        col(CareTeamMember.team_role) == TeamRole.CARE_MANAGER,
        col(CareTeamMember.active_until).is_(None),
    )


def _send(
    session: Session, roster: Roster, link: FamilyLink, elder: Elder, kind: str, words: str,
    answer: str | None, day: date, hour: int,
) -> FamilyNews:  # fmt: skip
    news = send_news(
        session, link, elder, NewsDraft(new_id(), kind, words=words), (),
        at=at_local(day, hour), on=day,
    )  # fmt: skip
    if answer is not None:
        manager = roster.managers[0].actor
        see_news(session, news, answer=answer, by=manager, at=at_local(day, hour + 1))
    return news
