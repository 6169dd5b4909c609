"""What is personal goes on its day; figures stay."""

from datetime import timedelta

import pytest

from server.bookings import targets
from server.bookings.actions import cancel
from server.bookings.drafts import answer, start
from server.bookings.erasure import erase_due
from server.bookings.queries import counts, of_session
from server.bookings.relay import hear
from server.bookings.tables import Booking, Contact, Draft, SeatMove
from server.foundation.ids import new_id
from server.journal.readers import Line
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")


async def test_contacts_go_on_their_day_and_figures_stay(make_session, ask, seats, now):
    session = await make_session(capacity=2)
    person = {"channel_of_contact": "email", "email": "canari@serin.example", "phone": "0612345678"}
    for name in ("Canari Un", "Canari Deux", "Canari Trois", "Canari Quatre"):
        last = await ask(session, name, companion="Pinson", helper="Merle", **person)
    await cancel(last.id, by="patron", now=now)
    other = await make_session(starts_at=now + timedelta(days=10))
    await ask(other, "Plus tard")
    before = (await counts(session), await seats(session), await SeatMove.count())
    last_day = now + timedelta(days=32)
    assert await erase_due(last_day) == 0
    assert await erase_due(last_day + timedelta(days=1)) == 4
    assert (await counts(session), await seats(session), await SeatMove.count()) == before
    left = str(await Contact.select()) + str(await Booking.select()) + str(await Draft.select())
    for trace in ("Canari", "canari", "Pinson", "Merle", "0612345678"):
        assert trace not in left
    assert "Plus tard" in left
    assert [(party.name, party.erased) for party in await of_session(session)] == [("", True)] * 3
    assert await erase_due(last_day + timedelta(days=2)) == 0


async def test_expired_drafts_go_too(make_session, now):
    token = await start(await targets.of_session(await make_session()), now)
    await answer(token, {"name": "Canari"}, now)
    await erase_due(now + timedelta(hours=3))
    assert await Draft.count() == 0


def changed(session, *names, now):
    return Line(1, now, "staff:1", "session.changed", session, None, {"changed": list(names)})


async def test_contacts_follow_a_session_that_is_put_off(make_session, ask, now):
    session = await make_session()
    booked = await ask(session)
    later = now + timedelta(days=60)
    await Session.update({Session.starts_at: later, Session.ends_at: later + timedelta(hours=2)}).where(
        Session.id == session
    )
    await hear(changed(session, "starts_at", "ends_at", now=now), now)
    assert await erase_due(later + timedelta(days=30)) == 0
    assert (await Contact.select().where(Contact.booking == booked.id).first())["name"] == "Jeanne Le Goff"
    assert await erase_due(later + timedelta(days=31)) == 1


async def test_more_seats_are_given_to_those_who_wait(make_session, ask, seats, now):
    session = await make_session(capacity=1)
    for name in ("Un", "Deux", "Trois"):
        await ask(session, name)
    await Session.update({Session.capacity: 2}).where(Session.id == session)
    await hear(changed(session, "note", now=now), now)
    assert await seats(session) == (2, 1, 5, 2)
    await hear(changed(session, "capacity", now=now), now)
    assert await seats(session) == (2, 2, 5, 1)


async def test_a_line_about_an_erased_draft_is_passed_over(now):
    await hear(changed(new_id(), "capacity", "starts_at", now=now), now)


async def test_contacts_of_peers_go_seven_days_after_the_session_even_put_off(make_session, ask, now):
    session = await make_session()
    await ask(session, "Jeanne Le Goff")
    await ask(session, "Invité", channel="peer", host="brest.example")
    later = now + timedelta(days=60)
    await Session.update({Session.starts_at: later, Session.ends_at: later + timedelta(hours=2)}).where(
        Session.id == session
    )
    await hear(changed(session, "starts_at", "ends_at", now=now), now)
    assert await erase_due(later + timedelta(days=7)) == 0
    assert await erase_due(later + timedelta(days=8)) == 1
    assert [party.name for party in await of_session(session)] == ["Jeanne Le Goff", ""]
