"""What is done with links and with what comes by them."""

from datetime import date, datetime

from sqlmodel import Session

from ltc.care.elders.models import Elder
from ltc.care.family import queries, rules
from ltc.care.family.models import FamilyLink, FamilyNews
from ltc.care.family.terms import LinkDraft, NewsDraft, NewsKind, Work
from ltc.care.urgent.actions import worry
from ltc.foundation.audit.actions import record
from ltc.foundation.core.actor import Actor
from ltc.foundation.core.db import insert_once
from ltc.foundation.core.errors import Conflict, RuleViolation

ROLE = "family_link"  # of nobody's account: what came by a link


def relative(link: FamilyLink) -> Actor:
    """Return the actor of what is done by a link: a name and no account."""
    return Actor(None, f"{link.who} ({link.relation})", ROLE, link.municipality_id)


def make_link(
    session: Session, elder: Elder, draft: LinkDraft, *, by: Actor, at: datetime, on: date
) -> FamilyLink:
    """Make a link for a relative; the same operation a second time returns the first.

    Raises RuleViolation ``not_living_here`` or as ``rules.checked_link``.
    """
    if saved := queries.find_link(session, draft.operation_id, elder.id):
        return saved
    if not elder.is_living_here:
        raise RuleViolation("not_living_here", "คนนี้ไม่อยู่ในพื้นที่แล้ว ทำลิงก์ไม่ได้")
    draft = rules.checked_link(draft, queries.get_limits(on), on=on)
    link = FamilyLink(
        operation_id=draft.operation_id, elder_id=elder.id,
        municipality_id=elder.municipality_id, who=draft.who,
        relation=draft.relation, shows=list(draft.shows), agreed_by=draft.agreed_by,
        last_day=draft.last_day, made_at=at, made_by=by.person_id, made_by_name=by.name,
    )  # fmt: skip
    session.add(link)
    session.flush()
    record(
        session, by=by, at=at, what="family_link.made", subject=link, elder_id=elder.id,
        changes={"shows": link.shows, "last_day": str(link.last_day)},
    )  # fmt: skip
    return link


def revoke_link(
    session: Session, link: FamilyLink, *, because: str, by: Actor, at: datetime
) -> None:
    """End a link at once; a second time changes nothing."""
    session.refresh(link, with_for_update={"key_share": True})
    if link.revoked_at is not None:
        return
    link.revoked_at, link.revoked_by_name, link.revoked_because = at, by.name, because
    session.add(link)
    session.flush()
    record(session, by=by, at=at, what="family_link.revoked", subject=link, elder_id=link.elder_id)


def note_opening(session: Session, link: FamilyLink, *, at: datetime) -> None:
    """Write down that somebody opened a link."""
    record(
        session, by=relative(link), at=at, what="family_link.opened", subject=link,
        elder_id=link.elder_id,
    )  # fmt: skip


def send_news(
    session: Session, link: FamilyLink, elder: Elder, draft: NewsDraft, work: tuple[Work, ...],
    *, at: datetime, on: date,
) -> FamilyNews:  # fmt: skip
    """Save what a relative sent; a worry opens an urgent finding in the same transaction.

    The same operation a second time changes nothing. Raises RuleViolation as
    ``rules.checked_news``, or ``already_saved`` for an operation of another link.
    """
    if saved := queries.find_operation(session, draft.operation_id):
        return _same(saved, link)
    most = queries.get_limits(on).most_news_a_day
    draft = rules.checked_news(draft, work, queries.count_sent(session, link, on=on), most)
    by = relative(link)
    row = FamilyNews(
        operation_id=draft.operation_id, link_id=link.id, elder_id=elder.id,
        municipality_id=elder.municipality_id, kind=str(draft.kind), service=draft.service,
        service_words=next((one.words for one in work if one.kind == draft.service), ""),
        words=draft.words, sent_at=at, sent_on=on, sent_by=by.name,
    )  # fmt: skip
    if not insert_once(session, row):  # the twin of a double touch was a moment faster
        saved = queries.find_operation(session, draft.operation_id)
        assert saved is not None
        return _same(saved, link)
    record(
        session, by=by, at=at, what="family_news.sent", subject=row, elder_id=elder.id,
        changes={"kind": row.kind},
    )  # fmt: skip
    if row.kind == NewsKind.WORRIED:
        said = row.words or "ญาติกดปุ่ม เป็นห่วง ไม่ได้เขียนอะไร โทรถามก่อน"
        worry(session, elder, said, operation_id=draft.operation_id, by=by, at=at)
    return row


def _same(saved: FamilyNews, link: FamilyLink) -> FamilyNews:
    if saved.link_id != link.id:
        raise RuleViolation("already_saved", "หน้านี้ส่งไปแล้ว กรุณาเปิดหน้านี้ใหม่")
    return saved


def see_news(session: Session, news: FamilyNews, *, answer: str, by: Actor, at: datetime) -> None:
    """Write down who saw what the family sent, with an answer that the family reads.

    Raises Conflict when somebody saw it a moment earlier, so that no answer is lost.
    """
    session.refresh(news, with_for_update={"key_share": True})
    if news.seen_at is not None:
        raise Conflict(news)
    news.seen_at, news.seen_by, news.seen_by_name = at, by.person_id, by.name
    news.answer = answer
    session.add(news)
    session.flush()
    record(
        session, by=by, at=at, what="family_news.seen", subject=news, elder_id=news.elder_id,
        changes={"is_answered": bool(answer)},
    )  # fmt: skip
