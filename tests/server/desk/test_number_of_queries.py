"""Lists cost the same number of queries whatever their length."""

import pytest

from server.bookings.actions import Request, book
from server.desk.queries import search, today
from server.foundation.database import Database
from server.foundation.ids import new_id
from server.notifications.tables import Message


@pytest.fixture
def count(monkeypatch):
    """Return a function that does something and tells how many queries it took, and what came of it."""
    asked = []
    send = Database.send

    async def counted(self, text, values):
        asked.append(text)
        return await send(self, text, values)

    monkeypatch.setattr(Database, "send", counted)

    async def measure(work):
        asked.clear()
        found = await work()
        return len(asked), found

    return measure


@pytest.fixture
def people(maker, now):
    """Return a function that books for so many, each with a call to make and a mail that was given up."""

    async def arrive(number):
        for _ in range(number):
            session = await maker.session()
            booked = await book(
                Request(
                    session=session,
                    name="Yvonne Le Goff",
                    channel="desk",
                    channel_of_contact="call",
                    phone="0298000000",
                ),
                by="system",
                now=now,
            )
            common = {"booking": booked.id, "kind": "confirmed", "due_at": now, "created_at": now, "done_at": now}
            for channel, state in (("call", "owed"), ("email", "dead")):
                await Message(id=new_id(), dedupe_key=str(new_id()), state=state, channel=channel, **common).save()

    return arrive


async def test_what_the_desk_sees(people, administrator, now, count):
    await people(1)
    few, seen = await count(lambda: today(administrator, now))
    assert (len(seen.calls), len(seen.failed)) == (1, 1)
    few_found, found = await count(lambda: search(administrator, "goff", now))
    assert len(found) == 1
    await people(6)
    many, seen = await count(lambda: today(administrator, now))
    assert (len(seen.calls), len(seen.failed)) == (7, 7)
    many_found, found = await count(lambda: search(administrator, "goff", now))
    assert len(found) == 7
    assert (many, many_found) == (few, few_found)
    assert 0 < few_found < few


async def test_libraries_for_programs(maker, client, count):
    await maker.room(await maker.library())
    few, _ = await count(lambda: client.get("/api/v1/libraries"))
    for _ in range(5):
        await maker.room(await maker.library())
    many, answer = await count(lambda: client.get("/api/v1/libraries"))
    assert [len(library["rooms"]) for library in answer.json()["items"]] == [1] * 6
    assert many == few > 0
