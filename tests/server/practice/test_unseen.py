"""A session to practise with stands in no list, feed, count or search, and no other server hears of it."""

from datetime import timedelta

import pytest

from federation.tables import Activity, Thing
from server.agenda.queries import coming_by_library
from server.desk import today as desk
from server.sharing import relay
from server.sharing.tables import SeatNews
from server.workshops.programme import reach
from server.workshops.queries import all_workshops, public_sessions, sessions_of, sessions_of_workshop
from server.workshops.queries import session as session_view
from server.workshops.touched import ids_touched_by

PUBLIC = (
    "/", "/?q=inscrire", "/?places=oui", "/agenda.ics", "/agenda.ics?niveau=beginner", "/bibliotheques/port",
    "/bibliotheques/port/agenda.ics", "/api/v1/sessions", "/abonnements", "/bibliotheques", "/api/v1/workshops",
)  # fmt: skip
LISTS = ("/", "/agenda.ics", "/bibliotheques/port", "/bibliotheques/port/agenda.ics", "/api/v1/sessions")
STAFF = ("/bureau", "/bureau/programme", "/bureau/ateliers", "/bureau/seances/nouvelle")


@pytest.mark.parametrize("path", PUBLIC)
async def test_it_is_in_no_public_list(client, pair, path):
    unreal = await session_view(pair.unreal)
    text = (await client.get(path)).text
    main = text.partition("<main")[2].partition("</main>")[0] or text  # the foot of each page leads to the exercises
    for trace in (str(pair.unreal), unreal.title, str(unreal.workshop_id)):
        assert trace not in main
    if path in LISTS:
        assert str(pair.real) in text


@pytest.mark.parametrize("path", STAFF)
async def test_it_is_in_no_list_of_staff(signed_in, pair, path):
    text = (await signed_in.get(path)).text
    assert str(pair.unreal) not in text
    assert "S'entraîner à s'inscrire" not in text
    if path in {"/bureau", "/bureau/programme"}:
        assert str(pair.real) in text


async def test_its_own_page_is_for_people_not_for_robots(client, pair):
    assert '<meta name="robots" content="noindex">' in (await client.get(f"/seances/{pair.unreal}")).text
    assert '<meta name="robots" content="noindex">' not in (await client.get(f"/seances/{pair.real}")).text
    unreal = await session_view(pair.unreal)
    assert (await client.get(f"/ateliers/{unreal.workshop_slug}")).status_code == 404
    assert f"/ateliers/{unreal.workshop_slug}" not in (await client.get(f"/seances/{pair.unreal}")).text


async def test_it_counts_in_no_figure(pair, maker, now):
    week = {"since": now, "until": now + timedelta(days=30)}
    unreal = await session_view(pair.unreal)
    assert await coming_by_library(now) == {pair.library: 1}
    assert [found.id for found in await public_sessions(**week)] == [pair.real]
    assert [found.id for found in await sessions_of([pair.library], **week)] == [pair.real]
    assert await sessions_of_workshop(unreal.workshop_id, since=now) == []
    assert await ids_touched_by(library=pair.library, since=now) == [pair.real]
    assert unreal.workshop_id not in [workshop.id for workshop in await all_workshops()]


async def test_a_search_finds_no_learner(signed_in, pair, learn):
    unreal, real = await learn(pair.unreal, "Canari Un"), await learn(pair.real, "Canari Deux")
    text = (await signed_in.send_form("/bureau/personnes", q="canari")).text
    assert ("Canari Un" in text, "Canari Deux" in text) == (False, True)
    for booked, found in ((unreal, False), (real, True)):
        text = (await signed_in.send_form("/bureau/personnes", q=booked.reference)).text
        assert (f"/reservations/{booked.secret}" in text) is found


async def test_no_call_is_to_be_made(pair, learn, catch_up, maker, now):
    for session in (pair.unreal, pair.real):
        await learn(session, channel_of_contact="call", email="", phone="0299000000")
    await catch_up()
    found = await desk.today(maker.by, await reach(maker.by), now)
    assert (found.calls, found.waiting) == ([], [])
    assert [session.id for session in found.next_days] == [pair.real]


async def test_no_other_server_hears_of_it(client, pair, learn, catch_up, maker, now):
    for session in (pair.unreal, pair.real):
        await learn(session)
    await catch_up()
    await relay.tell_seats_due(now + timedelta(minutes=11))
    told = [row["uuid"] for row in await Thing.select(Thing.uuid)]
    assert told == [pair.real]
    assert str(pair.unreal) not in str(await Activity.select())
    assert str(pair.real) in str(await Activity.select())
    for session, status in ((pair.unreal, 404), (pair.real, 200)):
        asked = await client.get(f"/ap/evenements/{session}", headers={"accept": "application/activity+json"})
        assert asked.status_code == status
    assert not await SeatNews.exists().where(SeatNews.waiting.eq(True) & (SeatNews.session == pair.unreal))
