"""Taking people on and letting them go, and their first way in, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, col

from ltc.foundation.accounts import queries
from ltc.foundation.accounts.actions import people
from ltc.foundation.accounts.actions.signing import change_password, choose_password, sign_in
from ltc.foundation.accounts.models import EntryCode, RoleHolding, SignIn, User
from ltc.foundation.accounts.rules import CODE_LASTS
from ltc.foundation.accounts.terms import NewPerson
from ltc.foundation.audit.models import AuditEntry
from ltc.foundation.core.db import transaction
from ltc.foundation.core.errors import Forbidden, NotFound, RuleViolation
from tests.cast import AT, PASSWORD, TODAY, Cast
from tests.journeys.test_departure_at_once import at_once

NEW_PASSWORD = "ดอกเอื้อง ดอกแก้ว ดอกจำปา"
SOON = AT + timedelta(hours=1)


@pytest.fixture
def somjit(session: Session, cast: Cast) -> User:
    """A caregiver who was taken on this morning."""
    draft = NewPerson("Somjit", "สมจิตร แก้วมา", "081 234 5678", "caregiver", TODAY)
    user, _held = people.add_person(
        session, cast.town_id, draft, by=cast.actor("admin"), at=AT, on=TODAY
    )
    session.commit()
    return user


def come_in(
    session: Session,
    code: str,
    *,
    password: str = NEW_PASSWORD,
    at: datetime = SOON,
    name: str = "somjit",
) -> str:
    """Fill in the page of the first sign-in."""
    return choose_password(session, name, code, password, device="", at=at, on=TODAY)


def letter(session: Session, user: User, cast: Cast) -> str:
    """Print a sheet and save that it was printed."""
    code = people.hand_out_code(session, user, by=cast.actor("admin"), at=AT, on=TODAY)
    session.commit()
    return code


def refused(code: str, act: Callable[[], object]) -> None:
    """Fail unless an act is refused with this code."""
    with pytest.raises(RuleViolation) as broken:
        act()
    assert broken.value.code == code


def test_newcomer_has_no_password_until_choosing_one(
    session: Session, cast: Cast, somjit: User
) -> None:
    for guess in ("", NEW_PASSWORD, "x" * 12):
        refused("sign_in_wrong", lambda guess=guess: sign_in(  # type: ignore[misc]
            session, "somjit", guess, device="", at=AT, on=TODAY))  # fmt: skip
    assert queries.get_person(session, somjit.id, cast.actor("admin"), on=TODAY).is_waiting


def test_code_on_paper_leads_in_once(session: Session, cast: Cast, somjit: User) -> None:
    code = letter(session, somjit, cast)
    arrival = queries.find_arrival(session, come_in(session, code), at=SOON, on=TODAY)
    assert arrival
    assert (arrival.actor.name, arrival.actor.role) == ("สมจิตร แก้วมา", "caregiver")
    assert not queries.get_person(session, somjit.id, cast.actor("admin"), on=TODAY).is_waiting
    session.commit()
    refused("code_wrong", lambda: come_in(session, code, password="another good password"))
    sign_in(session, "somjit", NEW_PASSWORD, device="", at=SOON, on=TODAY)


def test_code_is_kept_as_a_keyed_hash_only(session: Session, cast: Cast, somjit: User) -> None:
    code = letter(session, somjit, cast)
    row = session.get_one(EntryCode, somjit.id)
    acts = session.scalars(sa.select(AuditEntry)).all()
    assert code not in f"{row} {acts}"
    assert acts[-1].action == "entry_code.made"


def test_fresh_sheet_puts_the_old_one_out_of_use(
    session: Session, cast: Cast, somjit: User
) -> None:
    old = letter(session, somjit, cast)
    new = letter(session, somjit, cast)
    refused("code_wrong", lambda: come_in(session, old))
    assert come_in(session, new)


def test_code_of_somebody_else_or_past_its_week_is_refused_in_the_same_words(
    session: Session, cast: Cast, somjit: User
) -> None:
    code = letter(session, somjit, cast)
    tries: list[Callable[[], object]] = [
        lambda: come_in(session, code, name="som"),
        lambda: come_in(session, code, name="nobody"),
        lambda: come_in(session, "0" * 12),
        lambda: come_in(session, ""),
        lambda: come_in(session, code, at=AT + CODE_LASTS),
    ]
    for one in tries:
        refused("code_wrong", one)
    assert come_in(session, code, at=AT + CODE_LASTS - timedelta(seconds=1))


def test_short_password_leaves_the_code_in_use(session: Session, cast: Cast, somjit: User) -> None:
    code = letter(session, somjit, cast)
    refused("password_short", lambda: come_in(session, code, password="short"))
    refused("password_name", lambda: come_in(session, code, password="i-am-somjit-here"))
    assert come_in(session, code)


def test_forgotten_password_is_chosen_anew_and_every_device_is_signed_out(
    session: Session, cast: Cast
) -> None:
    before = sign_in(session, "som", PASSWORD, device="แท็บเล็ต", at=AT, on=TODAY)
    code = letter(session, session.get_one(User, cast.users["som"]), cast)
    # the sheet alone changes nothing: the old password holds until a new one is chosen
    assert queries.find_arrival(session, before, at=SOON, on=TODAY)
    token = come_in(session, code, name="som")
    assert queries.find_arrival(session, before, at=SOON, on=TODAY) is None
    assert queries.find_arrival(session, token, at=SOON, on=TODAY)
    refused("sign_in_wrong", lambda: sign_in(
        session, "som", PASSWORD, device="", at=SOON, on=TODAY))  # fmt: skip


def test_same_code_at_the_same_time_is_taken_once(
    sessions: sessionmaker[Session], session: Session, cast: Cast, somjit: User
) -> None:
    """Two tablets, one sheet: the second has read the code before the first took it."""
    code = letter(session, somjit, cast)
    with sessions() as slow:
        assert slow.get(EntryCode, somjit.id)
        if slow.get_bind().dialect.name == "sqlite":
            slow.rollback()  # there a reader never turns writer: it reads anew
        with transaction(sessions) as fast:
            come_in(fast, code)
        refused("code_wrong", lambda: come_in(slow, code, password="of somebody else"))
    with sessions() as after:
        sign_in(after, "somjit", NEW_PASSWORD, device="", at=SOON, on=TODAY)


def test_sign_in_that_began_before_the_password_changed_does_not_outlive_it(
    sessions: sessionmaker[Session], cast: Cast
) -> None:
    som = cast.users["som"]
    told = at_once(
        sessions,
        lambda one: change_password(
            one, one.get_one(User, som), PASSWORD, NEW_PASSWORD, device="", at=AT, on=TODAY
        ),
        lambda two: sign_in(two, "som", PASSWORD, device="", at=AT, on=TODAY),
    )
    assert told == ["sign_in_wrong"]
    with sessions() as after:
        assert after.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 1


def test_of_two_roles_that_exclude_each_other_given_at_once_one_is_held(
    sessions: sessionmaker[Session], cast: Cast, somjit: User
) -> None:
    def given(role: str, by: str) -> Callable[[Session], object]:
        return lambda one: people.grant_role(
            one, one.get_one(User, somjit.id), role, cast.town_id,
            by=cast.actor(by), at=AT, on=TODAY,
        )  # fmt: skip

    with transaction(sessions) as one:
        [held] = queries.list_holdings(one, somjit.id, on=TODAY)
        people.end_role(one, held, by=cast.actor("admin"), at=AT, on=TODAY)
    told = at_once(sessions, given("administrator", "admin"), given("care_manager", "malee"))
    assert told == ["roles_exclude"]


def test_of_two_sheets_printed_at_once_the_later_leads_in(
    sessions: sessionmaker[Session], cast: Cast, somjit: User
) -> None:
    codes: list[str] = []

    def printed(one: Session) -> None:
        user = one.get_one(User, somjit.id)
        codes.append(people.hand_out_code(one, user, by=cast.actor("admin"), at=AT, on=TODAY))

    assert at_once(sessions, printed, printed) == []
    with sessions() as after:
        refused("code_wrong", lambda: come_in(after, codes[0]))
        assert come_in(after, codes[1])


def test_sheet_printed_while_the_account_is_switched_off_is_not(
    sessions: sessionmaker[Session], cast: Cast, somjit: User
) -> None:
    admin = cast.actor("admin")

    def late(two: Session) -> None:
        user = two.get_one(User, somjit.id)
        with pytest.raises(NotFound):
            people.hand_out_code(two, user, by=admin, at=AT, on=TODAY)

    at_once(
        sessions,
        lambda one: people.switch(
            one, one.get_one(User, somjit.id), is_enabled=False, by=admin, at=AT, on=TODAY
        ),
        late,
    )
    with sessions() as after:
        assert after.get(EntryCode, somjit.id) is None


def test_changing_ones_own_password_ends_the_other_devices(session: Session, cast: Cast) -> None:
    som = session.get_one(User, cast.users["som"])
    tablet = sign_in(session, "som", PASSWORD, device="", at=AT, on=TODAY)
    refused("password_old", lambda: change_password(
        session, som, "not the old one", NEW_PASSWORD, device="", at=AT, on=TODAY))  # fmt: skip
    refused("password_short", lambda: change_password(
        session, som, PASSWORD, "short", device="", at=AT, on=TODAY))  # fmt: skip
    token = change_password(session, som, PASSWORD, NEW_PASSWORD, device="", at=AT, on=TODAY)
    assert queries.find_arrival(session, tablet, at=AT, on=TODAY) is None
    assert queries.find_arrival(session, token, at=AT, on=TODAY)


def test_switching_off_signs_out_at_once_and_voids_the_sheet(
    session: Session, cast: Cast, somjit: User
) -> None:
    admin = cast.actor("admin")
    code = letter(session, somjit, cast)
    token = come_in(session, code)
    unused = letter(session, somjit, cast)
    people.switch(session, somjit, is_enabled=False, by=admin, at=SOON, on=TODAY)
    session.commit()
    assert queries.find_arrival(session, token, at=SOON, on=TODAY) is None
    refused("code_wrong", lambda: come_in(session, unused))
    with pytest.raises(NotFound):
        people.hand_out_code(session, somjit, by=admin, at=SOON, on=TODAY)
    people.switch(session, somjit, is_enabled=True, by=admin, at=SOON, on=TODAY)
    sign_in(session, "somjit", NEW_PASSWORD, device="", at=SOON, on=TODAY)


def test_role_ends_today_and_one_to_come_never_begins(
    session: Session, cast: Cast, somjit: User
) -> None:
    admin = cast.actor("admin")
    later = people.grant_from(
        session, somjit, "care_manager", cast.town_id, held_from=TODAY + timedelta(days=9),
        by=admin, at=AT, on=TODAY,
    )  # fmt: skip
    session.commit()
    for held in queries.list_holdings_from(session, somjit.id, on=TODAY):
        people.end_role(session, held, by=admin, at=AT, on=TODAY)
    session.commit()
    assert later.held_until == later.held_from
    # what never begins excludes nothing, is shown to nobody, and is given anew
    assert not queries.list_holdings_from(session, somjit.id, on=TODAY)
    assert not queries.get_person(session, somjit.id, admin, on=TODAY).roles
    for days in (0, 9, 30):
        day = TODAY + timedelta(days=days)
        assert queries.list_holdings(session, somjit.id, on=day) == []


@pytest.fixture
def works_elsewhere(session: Session, cast: Cast, somjit: User) -> User:
    """Somjit, who from next week on looks after the accounts of another town, and no more here."""
    [here] = queries.list_holdings(session, somjit.id, on=TODAY)
    people.end_role(session, here, by=cast.actor("admin"), at=AT, on=TODAY)
    people.grant_role(
        session, somjit, "administrator", cast.elsewhere_id, by=cast.actor("malee_elsewhere"),
        at=AT, on=TODAY + timedelta(days=7),
    )  # fmt: skip
    session.commit()
    return somjit


@pytest.mark.parametrize("act", ["letter", "letters", "rename", "off"])
def test_account_that_works_in_another_town_is_not_touched_from_here(
    session: Session, cast: Cast, works_elsewhere: User, act: str
) -> None:
    user, when = works_elsewhere, {"by": cast.actor("admin"), "at": AT, "on": TODAY}
    acts: dict[str, Callable[[], object]] = {
        "letter": lambda: people.hand_out_code(session, user, **when),  # type: ignore[arg-type]
        "letters": lambda: people.hand_out_codes(session, [user], **when),  # type: ignore[arg-type]
        "rename": lambda: people.change_person(session, user, "ใครก็ได้", "", **when),  # type: ignore[arg-type]
        "off": lambda: people.switch(session, user, is_enabled=False, **when),  # type: ignore[arg-type]
    }
    refused("works_elsewhere", acts[act])
    assert session.get(EntryCode, user.id) is None


def test_sheet_is_printed_where_the_account_works_only(
    session: Session, cast: Cast, works_elsewhere: User
) -> None:
    there = replace(cast.actor("malee_elsewhere"), role="administrator")
    assert people.hand_out_code(session, works_elsewhere, by=there, at=AT, on=TODAY)


def test_sheet_of_one_town_does_not_lead_into_another(
    session: Session, cast: Cast, somjit: User
) -> None:
    code = letter(session, somjit, cast)
    people.grant_role(
        session, somjit, "team_nurse", cast.elsewhere_id, by=cast.actor("malee_elsewhere"),
        at=AT, on=TODAY,
    )  # fmt: skip
    refused("code_wrong", lambda: come_in(session, code))


def test_nobody_without_a_role_gets_a_sheet(session: Session, cast: Cast, somjit: User) -> None:
    [held] = queries.list_holdings(session, somjit.id, on=TODAY)
    people.end_role(session, held, by=cast.actor("admin"), at=AT, on=TODAY)
    with pytest.raises(NotFound):
        people.hand_out_code(session, somjit, by=cast.actor("admin"), at=AT, on=TODAY)


@pytest.mark.parametrize("username", ["malee", "som"])
def test_nobody_gives_or_takes_their_own_way_in(
    session: Session, cast: Cast, username: str
) -> None:
    me = session.get_one(User, cast.users[username])
    by = cast.actor(username)
    held = queries.list_holdings(session, me.id, on=TODAY)[0]
    when = {"by": by, "at": AT, "on": TODAY}
    refused("own_account", lambda: people.end_role(session, held, **when))  # type: ignore[arg-type]
    refused("own_account", lambda: people.switch(session, me, is_enabled=False, **when))  # type: ignore[arg-type]
    refused("own_account", lambda: people.grant_from(
        session, me, "team_nurse", cast.town_id, held_from=TODAY, **when))  # type: ignore[arg-type]  # fmt: skip


def test_of_two_administrators_who_end_each_other_one_remains(
    sessions: sessionmaker[Session], session: Session, cast: Cast
) -> None:
    draft = NewPerson("admin2", "ผู้ดูแล คนที่สอง", "", "administrator", TODAY)
    second, held = people.add_person(
        session, cast.town_id, draft, by=cast.actor("admin"), at=AT, on=TODAY
    )
    session.commit()
    with transaction(sessions) as one:
        people.end_role(
            one, one.get_one(RoleHolding, held.id), by=cast.actor("admin"), at=AT, on=TODAY
        )
    by_second = cast.actor("admin").__class__(
        second.id, second.name_th, "administrator", cast.town_id, "s"
    )
    with sessions() as other, pytest.raises(Forbidden):
        people.switch(
            other, other.get_one(User, cast.users["admin"]), is_enabled=False,
            by=by_second, at=AT, on=TODAY,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "days", "code"),
    [
        ("care_manager", -1, "held_from"),
        ("care_manager", 400, "held_from"),
        ("caregiver", 0, "role_held"),
        ("internal_auditor", 0, "roles_exclude"),
        ("administrator", 5, "roles_exclude"),
        ("superuser", 0, "role_unknown"),
    ],
)
def test_one_more_role_that_cannot_be_is_refused(
    session: Session, cast: Cast, somjit: User, role: str, days: int, code: str
) -> None:
    refused(code, lambda: people.grant_from(
        session, somjit, role, cast.town_id, held_from=TODAY + timedelta(days=days),
        by=cast.actor("admin"), at=AT, on=TODAY))  # fmt: skip


def test_name_and_telephone_are_corrected_and_sort_anew(
    session: Session, cast: Cast, somjit: User
) -> None:
    people.change_person(
        session, somjit, "กานดา แก้วมา", "๐๘๙ ๙๙๙ ๙๙๙๙", by=cast.actor("admin"), at=AT, on=TODAY
    )
    session.commit()
    names = [
        one.user.name_th for one in queries.list_people(session, cast.actor("admin"), on=TODAY)
    ]
    assert names[:2] == ["กนก รักษ์ไว้", "กานดา แก้วมา"]
    entry = session.scalars(
        sa.select(AuditEntry).where(col(AuditEntry.action) == "user_account.changed")
    ).one()
    assert "กานดา" not in str(entry)


def test_people_of_another_town_are_not_there(session: Session, cast: Cast, somjit: User) -> None:
    def seen(username: str) -> set[UUID]:
        return {one.user.id for one in queries.list_people(session, cast.actor(username), on=TODAY)}

    here, there = seen("admin"), seen("malee_elsewhere")
    assert somjit.id in here
    assert not here & there
    with pytest.raises(NotFound):
        queries.get_person(session, somjit.id, cast.actor("malee_elsewhere"), on=TODAY)
