"""The contact that a person agreed to give: for the library's staff, and nowhere else; from whom it is taken."""

import json
from datetime import timedelta

import pytest

from federation import inbox
from federation.tables import Peer, run
from server.bookings.erasure import erase_due
from server.bookings.queries import of_session
from server.sharing.hearing import HANDLERS
from server.sharing.joining import shown_name

pytestmark = pytest.mark.usefixtures("undone")
CANARY = {"name": "Zébulon Canari", "phone": "06 12 34 56 78", "email": "zebulon@canari.example"}
TRACES = ("canari", "zébulon", "zebulon", "0612345678", "06 12 34 56 78", "612345678")
TABLES = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'"


async def software(host, name="agendatheque"):
    await run("INSERT INTO fed_peer (host, software) VALUES ({}, {}) ON CONFLICT (host) DO NOTHING", host, name)
    await Peer.update({Peer.software: name}).where(Peer.host == host)


def guest(here, host="brest.example", path="ap/r/9f2b"):
    """The actor of one booking at another agenda."""
    remote = here.remote(host)
    id = f"{remote.url}/{path}"
    remote.publish(id, name="Usager·ère d'une bibliothèque partenaire")
    return id


def traces(text):
    low = text.lower()
    return [trace for trace in TRACES if trace in low]


async def everything(*but):
    """All tables as text, by name."""
    names = [row["name"] for row in await run(TABLES) if row["name"] not in but]
    return {name: str(await run(f"SELECT to_jsonb(t)::text AS row FROM {name} t")) for name in names}  # noqa: S608


async def test_a_contact_is_in_its_table_and_nowhere_else(here, maker, client, signed_in, caplog):
    await software("brest.example")
    session = await maker.session(await maker.library("centre"))
    caplog.set_level("DEBUG")
    said = here.says("Join", session, guest(here), contact=CANARY)
    await here.take(said)
    assert {name for name, text in (await everything()).items() if traces(text)} == set()
    await inbox.process_due(here.node, HANDLERS, now=here.now)
    await here.relay()
    party = (await of_session(session))[0]
    assert (party.name, party.phone, party.email) == tuple(CANARY.values())
    assert {name for name, text in (await everything()).items() if traces(text)} == {"contact"}
    assert [row["sealed"] for row in await run("SELECT sealed FROM fed_received")] == [""]
    assert traces(caplog.text) == []
    assert traces(json.dumps(await here.answers())) == []
    for path in ("/", "/agenda.ics", f"/seances/{session}", f"/seances/{session}.ics", f"/api/v1/sessions/{session}"):
        answer = await client.get(path)
        assert (answer.status_code, traces(answer.text)) == (200, []), path
    assert traces((await signed_in.get(f"/bureau/seances/{session}")).text) != []
    assert not [url for _, url in here.net.asked if traces(url)]


async def test_it_is_erased_seven_days_after_the_session(here, maker, now):
    await software("brest.example")
    session = await maker.session()
    await here.hear(here.says("Join", session, guest(here), contact=CANARY))
    last = now + timedelta(days=2 + 7)
    assert await erase_due(last) == 0
    assert await erase_due(last + timedelta(days=1)) == 1
    assert {name for name, text in (await everything()).items() if traces(text)} == set()


@pytest.mark.parametrize(
    ("name", "path"),
    [("mobilizon", "ap/r/9f2b"), ("agendatheque", "users/9f2b")],
)
async def test_it_is_taken_of_a_guest_of_an_agendatheque_only(here, maker, name, path):
    await software("brest.example", name)
    session = await maker.session()
    await here.hear(here.says("Join", session, guest(here, path=path), contact=CANARY))
    assert [party.phone for party in await of_session(session)] == [""]
    assert {name for name, text in (await everything()).items() if traces(text)} == set()


async def test_a_join_waits_a_little_to_know_what_the_server_runs(here, maker):
    session = await maker.session()
    said = here.says("Join", session, guest(here), contact=CANARY)
    state, reason = await here.hear(said)
    assert (state, reason) == ("received", "its server has not said yet what it runs")
    assert [row["kind"] for row in await run("SELECT kind FROM fed_lookup")] == ["peer"]
    await software("brest.example")
    here.now += timedelta(seconds=10)
    await here.work()
    assert [party.phone for party in await of_session(session)] == [CANARY["phone"]]


async def test_a_server_that_never_says_is_not_waited_for(here, maker):
    session = await maker.session()
    await here.hear(here.says("Join", session, guest(here), contact=CANARY))
    for _ in range(9):
        here.now += timedelta(seconds=30)
        await here.work()
    assert [party.phone for party in await of_session(session)] == [""]
    assert await here.kinds() == ["Accept"]
    assert {name for name, text in (await everything()).items() if traces(text)} == set()


async def test_what_nobody_could_be_reached_by_is_left_out(here, maker):
    await software("brest.example")
    session = await maker.session()
    contact = {"name": "\u202e<b>\n", "phone": "12", "email": "nowhere"}
    await here.hear(here.says("Join", session, guest(here), contact=contact))
    party = (await of_session(session))[0]
    assert (party.phone, party.email) == ("", "")
    assert party.name == "<b>"
    assert await here.kinds() == ["Accept"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Claire Petit", "Claire Petit"),
        ("  Claire\n\tPetit ", "Claire Petit"),
        ("\u202eeirialC", "eirialC"),
        ("", ""),
        ("\u200b", ""),
        ("***", ""),
        ("x" * 500, "x" * 60),
        ("Claire\x00", "Claire"),
    ],
)
def test_a_name_that_a_stranger_gave_is_short_and_plain(given, shown):
    assert shown_name(given) == shown
