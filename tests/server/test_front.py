"""In front of the application: the same answers as behind it, from memory, until something is written."""

from datetime import timedelta

import httpx
import pytest

from server.accounts import actions as accounts
from server.accounts.rules import Person
from server.agenda.entries import Entries
from server.calendars import serving
from server.calendars.memory import Memory
from server.front import Front
from server.workshops import sessions


@pytest.fixture
async def committed(emptied, database, standing_clock, now, monkeypatch):
    """An administrator for whom everything is really written: a revision is told outside transactions only."""
    monkeypatch.setattr(serving, "MEMORY", Memory())
    added = await accounts.add_staff("d@test.example", "D", "x" * 30, administrator=True, by="system", now=now)
    return Person(added, "D", True, f"staff:{added}")


async def test_answers_are_recalled_until_something_is_written(app, committed, maker_for, now, monkeypatch):
    maker = maker_for(committed)
    session = await maker.session()
    looked, behind, original = [], [], Entries.held

    async def noting(self, *given, **named):
        looked.append(True)
        return await original(self, *given, **named)

    async def application(scope, receive, send):
        behind.append(scope["path"])
        await app(scope, receive, send)

    monkeypatch.setattr(Entries, "held", noting)
    transport = httpx.ASGITransport(app=Front(application))
    async with httpx.AsyncClient(transport=transport, base_url="http://test.example") as client:
        first = await client.get("/agenda.ics")
        await client.get("/agenda.ics")  # the first wrote since when the feed is as it is
        # A revision is that of the whole server: what another test writes beside us counts, so wait for a quiet moment.
        for _ in range(300):
            times, asked = len(looked), len(behind)
            again = await client.get("/agenda.ics")
            head = await client.head("/agenda.ics", headers={"accept-encoding": "identity"})
            unchanged = await client.get("/agenda.ics", headers={"if-none-match": first.headers["etag"]})
            if (len(looked), len(behind)) == (times, asked):
                break
        else:
            pytest.fail("never answered from memory")
        assert dict(again.headers) == dict(first.headers)
        assert again.content == first.content
        assert (head.status_code, head.content) == (200, b"")
        assert int(head.headers["content-length"]) == len(first.content)
        assert (unchanged.status_code, unchanged.headers["etag"]) == (304, first.headers["etag"])
        await sessions.change_session(session, {"note": "Par la cour."}, by=committed, now=now + timedelta(hours=1))
        changed = await client.get("/agenda.ics")
        assert "cour" in changed.text
        assert len(looked) > times
        assert (await client.get("/agenda.ics?theme=email")).text.count("BEGIN:VEVENT") == 0
        assert (await client.post("/agenda.ics")).status_code == 405
