"""Lists cost the same number of queries whatever their length."""

import pytest

from server.bookings.actions import Request, book
from server.desk.search import find
from server.desk.today import today
from server.foundation.database import Database
from server.foundation.ids import new_id
from server.notifications.tables import Message
from server.workshops.programme import reach


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
    async def seen_today():
        return await today(administrator, await reach(administrator), now)

    async def found():
        return await find(await reach(administrator), "goff", now)

    await people(1)
    few, seen = await count(seen_today)
    assert (len(seen.calls), [(item.count, item.due.url) for item in seen.waiting]) == (1, [(1, "/bureau/messages")])
    few_found, there = await count(found)
    assert len(there.people) == 1
    await people(6)
    many, seen = await count(seen_today)
    assert (len(seen.calls), seen.waiting[0].count) == (7, 7)
    many_found, there = await count(found)
    assert len(there.people) == 7
    assert (many, many_found) == (few, few_found)
    assert 0 < few_found <= few < 15


async def test_libraries_for_programs(maker, client, count):
    await maker.room(await maker.library())
    few, _ = await count(lambda: client.get("/api/v1/libraries"))
    for _ in range(5):
        await maker.room(await maker.library())
    many, answer = await count(lambda: client.get("/api/v1/libraries"))
    assert [len(library["rooms"]) for library in answer.json()["items"]] == [1] * 6
    assert many == few > 0
