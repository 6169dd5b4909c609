"""A page or feed of the agenda takes a handful of statements, however many sessions there are."""

import pytest

from federation.tables import RemoteEvent
from server.workshops.tables import Session


@pytest.mark.parametrize("start", ["/", "/agenda.ics"])
async def test_the_number_of_queries_does_not_depend_on_the_number_of_sessions(
    client, maker, mirror, monkeypatch, start
):
    await client.get(start)  # what a process asks once is asked
    library, workshop = await maker.library(), await maker.workshop()
    first = await maker.session(library, workshop)
    await mirror()
    few = await _queries(client, monkeypatch, start)
    await Session.raw(
        "INSERT INTO session SELECT (json_populate_record(s, json_build_object('id', gen_random_uuid()))).* "
        "FROM session s, generate_series(1, 250) WHERE s.id = {}",
        first,
    )
    names = [column._meta.name for column in RemoteEvent._meta.columns]  # all but what the database makes of them
    same = ", ".join(name for name in names if name not in {"ap_id", "uuid"})
    await RemoteEvent.raw(
        f"INSERT INTO fed_remote_event (ap_id, uuid, {same}) "  # noqa: S608  # columns of our own
        f"SELECT 'https://x.example/' || n, gen_random_uuid(), {same} FROM fed_remote_event, generate_series(1, 250) n"
    )
    assert await _queries(client, monkeypatch, start) == few <= 14
    assert await _queries(client, monkeypatch, start) <= 10


async def _queries(client, monkeypatch, path):
    """How many statements one GET runs."""
    ran = []
    kind = type(Session._meta.db)
    original = kind.send

    async def counting(self, text, values):
        ran.append(text)
        return await original(self, text, values)

    with monkeypatch.context() as patched:
        patched.setattr(kind, "send", counting)
        assert (await client.get(path)).status_code == 200
    return len(ran)
