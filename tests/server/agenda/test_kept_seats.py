"""What the public, calendars and peers read of a session that keeps seats: what is theirs, and no more."""

from datetime import timedelta

import pytest

from server.bookings import actions
from server.bookings.releasing import release_due
from server.foundation.settings import settings
from server.sharing.translate import event
from server.workshops.queries import session as session_view

LATER = timedelta(days=5)
PHONE = "02\u00a099\u00a000\u00a000\u00a000"


@pytest.fixture
def come(now):
    async def comes(session, people=1, channel="web", **more):
        request = actions.Request(session, "Jeanne Martin", people, channel=channel, **more)
        return await actions.book(request, by="patron", now=now)

    return comes


async def words(client, path):
    return " ".join((await client.get(path)).text.replace("&#39;", "'").split())


async def test_the_public_reads_what_it_may_take(client, maker, come):
    session = await maker.session(starts_in=LATER, capacity=8, kept_desk=3, kept_partner=1, waiting_places=0)
    assert "Il reste 4 places" in await words(client, f"/seances/{session}")
    await come(session, 4)
    for path in ("/", f"/seances/{session}"):
        page = await words(client, path)
        assert "Il n'y a plus de place par Internet. Il reste des places gardées : appelez le" in page
        assert "La liste d'attente est pleine" not in page
        assert f"/seances/{session}/reservation" not in page
    refused = await client.get(f"/seances/{session}/reservation")
    assert refused.status_code == 409
    await come(session, 3, "desk")
    page = await words(client, f"/seances/{session}")
    assert "places gardées" not in page  # a call would not help any more
    assert "Il n'y a plus de place." in page


async def test_seats_for_a_first_time_are_said_and_open_the_way(client, maker, come):
    session = await maker.session(starts_in=LATER, capacity=4, kept_first=2)
    await come(session, 2)
    page = await words(client, f"/seances/{session}")
    assert "Il reste 2 places pour une première fois." in page
    assert f"/seances/{session}/reservation" in page


async def test_the_filter_by_free_seats_does_not_count_kept_ones(client, maker, come, now):
    session = await maker.session(starts_in=LATER, capacity=2, kept_desk=1)
    assert str(session) in await words(client, "/?places=oui")
    await come(session)
    assert str(session) not in await words(client, "/?places=oui")
    assert await release_due(now + LATER - timedelta(hours=48)) == 1
    assert str(session) in await words(client, "/?places=oui")


async def test_a_calendar_says_full_once_nobody_of_the_public_gets_in(client, maker, come, now, standing_clock):
    session = await maker.session(starts_in=LATER, capacity=4, kept_desk=1, kept_partner=1, waiting_places=0)
    await come(session, 2)
    assert "COMPLET" not in await words(client, "/agenda.ics")  # one calls
    await come(session, 1, "desk")
    full = await client.get("/agenda.ics")
    assert "COMPLET" in full.text
    standing_clock(now + LATER - timedelta(hours=48))
    await release_due(now + LATER - timedelta(hours=48))
    again = await client.get("/agenda.ics", headers={"if-none-match": full.headers["etag"]})
    assert again.status_code == 200
    assert "COMPLET" not in again.text


async def test_peers_are_told_what_is_left_for_them(maker, come, now):
    session = await maker.session(starts_in=LATER, capacity=8, kept_desk=3, kept_peer=2)
    assert event(await session_view(session), now=now).remaining == 5
    await come(session, 3)
    assert event(await session_view(session), now=now).remaining == 2
    await come(session, 1)
    assert (event(await session_view(session), now=now).remaining, settings().remote_seats > 0) == (2, True)
