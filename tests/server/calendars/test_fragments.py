"""Stored events: made when something in them changes, never wrong when they are not, read only by who lacks them."""

from datetime import timedelta

import pytest

from server.agenda.entries import Entries
from server.bookings import actions as bookings
from server.calendars import fragments, relay, serving, states
from server.calendars.memory import Memory
from server.calendars.tables import FeedState, Fragment
from server.journal.readers import follow
from server.libraries import actions as libraries
from server.libraries import rooms
from server.libraries.tables import Room
from server.workshops import actions as workshops
from server.workshops import sessions
from server.workshops.tables import Session

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def forgetful(monkeypatch):
    """A process that has just started."""

    def start():
        monkeypatch.setattr(serving, "MEMORY", Memory())

    start()
    return start


@pytest.fixture
def rendered(monkeypatch):
    """The ids of the events that are made, in order."""
    made, original = [], fragments.made

    def noting(id, event):
        made.append(id)
        return original(id, event)

    monkeypatch.setattr(fragments, "made", noting)
    return made


async def read_journal(now):
    while await follow("calendars", relay.hear, now=now):
        pass


async def test_what_is_published_is_made_before_anybody_asks(client, maker, now, rendered):
    session = await maker.session()
    await read_journal(now)
    assert rendered == [session]
    assert f"UID:{session}".encode() in (await client.get("/agenda.ics")).content
    assert rendered == [session]


async def test_one_change_makes_one_event_anew(client, maker, now, rendered):
    library, workshop = await maker.library(), await maker.workshop()
    made = [await maker.session(library, workshop, starts_in=day * DAY) for day in (1, 2, 3)]
    await client.get("/agenda.ics")
    rendered.clear()
    await sessions.change_session(made[1], {"note": "Entrée par la cour."}, by=maker.by, now=now + HOUR)
    await read_journal(now)
    assert b"cour" in (await client.get("/agenda.ics")).content
    assert rendered == [made[1]]


async def _note(maker, session, now):
    await sessions.change_session(session, {"note": "Entrée par la cour."}, by=maker.by, now=now)


async def _cancelled(maker, session, now):
    await sessions.cancel(session, "La médiatrice est malade.", by=maker.by, now=now)


async def _workshop(maker, session, now):
    held = await Session.select(Session.workshop).where(Session.id == session).first()
    await workshops.change_workshop(held["workshop"], {"title": "Un autre titre"}, by=maker.by, now=now)


async def _library(maker, session, now):
    held = await Session.select(Session.library).where(Session.id == session).first()
    sheet = libraries.Sheet("Médiathèque Simone-Veil", "2 rue du Port", "35000", "Rennes")
    await libraries.change_library(held["library"], sheet, by=maker.by, now=now)


async def _room(maker, session, now):
    (held,) = await Room.select()
    room = await rooms.room_of(held["library"], held["id"])
    await rooms.change_room(room, rooms.Kept("Salle du haut"), by=maker.by, now=now)


async def _full(maker, session, now):
    await bookings.book(bookings.Request(session, "Ana Morel", people=5), by="patron", now=now)


async def _withdrawn(maker, session, now):
    await sessions.withdraw(session, by=maker.by, now=now)


async def _behind_our_back(maker, session, now):
    await Session.update({Session.starts_at: now + 9 * DAY, Session.ends_at: now + 10 * DAY}).where(
        Session.id == session
    )


CHANGES = [_note, _cancelled, _workshop, _library, _room, _full, _withdrawn, _behind_our_back]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("told", [True, False], ids=["the reader of the journal came by", "it did not yet"])
async def test_whatever_changes_the_next_answer_shows_it(client, maker, now, change, told, forgetful):
    library = await maker.library()
    session = await maker.session(library, room=await maker.room(library), capacity=5)
    before = await client.get("/agenda.ics")
    await change(maker, session, now + HOUR)
    if told:
        await read_journal(now + HOUR)
    after = await client.get("/agenda.ics", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    # Whatever is said anew bears the time of its change.
    assert f"LAST-MODIFIED:{now + HOUR:%Y%m%dT%H%M%SZ}" in after.text or change is _behind_our_back
    # All made anew by a process that knows nothing gives the same.
    forgetful()
    await Fragment.delete(force=True)
    again = await client.get("/agenda.ics")
    assert (again.content, again.headers["etag"]) == (after.content, after.headers["etag"])


async def test_what_was_withdrawn_is_a_bare_cancellation_until_a_week_after_its_day(client, maker, now, standing_clock):
    session = await maker.session(note="Publiée par erreur.")
    await sessions.withdraw(session, by=maker.by, now=now + HOUR)
    await read_journal(now)
    text = (await client.get("/agenda.ics")).text.replace("\r\n ", "")
    for line in (f"UID:{session}", "STATUS:CANCELLED", "SEQUENCE:1", "SUMMARY:ANNULÉ — Séance retirée"):
        assert line in text
    assert "erreur" not in text
    assert "Premiers pas" not in text
    assert str(session) not in (await client.get("/agenda.ics?annules=non")).text
    assert "Séance retirée" not in (await client.get("/")).text
    standing_clock(now + 11 * DAY)
    assert str(session) not in (await client.get("/agenda.ics")).text


async def test_a_booking_that_shows_nowhere_leaves_the_tag(client, maker, now):
    session = await maker.session()
    before = await client.get("/agenda.ics")
    await bookings.book(bookings.Request(session, "Ana Morel"), by="patron", now=now + HOUR)
    await read_journal(now)
    assert (await client.get("/agenda.ics")).headers["etag"] == before.headers["etag"]


@pytest.mark.parametrize("path", ["/agenda.ics", "/agenda.atom", "/agenda.json", "/agenda.ics?variant=rich"])
async def test_who_has_it_costs_no_bytes(client, maker, monkeypatch, forgetful, path):
    await maker.session()
    tag = (await client.get(path)).headers["etag"]
    forgetful()

    async def never(*_):
        raise AssertionError("bytes were read")

    monkeypatch.setattr(fragments, "bodies", never)
    monkeypatch.setattr(Entries, "events", never)
    assert (await client.get(path, headers={"if-none-match": tag})).status_code == 304


async def test_an_event_that_changes_between_tag_and_bytes_is_read_again(client, maker, now, monkeypatch):
    session = await maker.session()
    await client.get("/agenda.ics")
    original, late = fragments.bodies, []

    async def overtaken(held):
        if not late:
            late.append(True)
            await _note(maker, session, now + HOUR)
            await fragments.refresh([session])
        return await original(held)

    monkeypatch.setattr(serving, "MEMORY", Memory())
    monkeypatch.setattr(fragments, "bodies", overtaken)
    # Who has something else gets its bytes after the tags; who has nothing, together with them.
    first = await client.get("/agenda.ics", headers={"if-none-match": '"another"'})
    second = await client.get("/agenda.ics")
    assert b"cour" in first.content
    assert (first.content, first.headers["etag"]) == (second.content, second.headers["etag"])


async def test_contents_of_one_second_have_two_dates(undone, now):
    first = await states.since("/agenda.ics", '"a"', now)
    second = await states.since("/agenda.ics", '"b"', now + timedelta(milliseconds=300))
    assert second - first >= timedelta(seconds=1)
    assert await states.since("/agenda.ics", '"b"', now + DAY) == second
    await states.sweep(now + 80 * DAY)
    assert await FeedState.count() == 0


async def test_events_long_past_are_forgotten(client, maker, now):
    await maker.session()
    await client.get("/agenda.ics")
    await fragments.sweep(now + 41 * DAY)
    assert await Fragment.count() == 1
    await fragments.sweep(now + 43 * DAY)
    assert await Fragment.count() == 0


async def test_nothing_is_looked_up_until_something_is_written(
    emptied, database, app, standing_clock, now, monkeypatch
):
    """For real: the revision of the database is not told within a transaction."""
    # It is that of the whole server, where other tests write too: a quiet moment comes.
    pairs = [(await database.revision(), await database.revision()) for _ in range(200)]
    assert any(first == second != "" for first, second in pairs)
    revision = pairs[-1][1]
    await FeedState.insert(FeedState(key="0197b0a0-0000-7000-8000-000000000001", etag="", since=now, asked_on=now))
    assert await database.revision() != revision
    async with database.transaction():
        assert await database.revision() == ""
