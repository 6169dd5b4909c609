"""Our sessions as events of the wire: what is true of the session is true of the event, and nothing else is told."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from federation.wire import event as wire
from server.sharing.translate import event, notice
from server.workshops import queries, sessions

ELSEWHERE = UUID("0192f3c1-6f1e-4c3a-9d5e-4b7a0c1d2e3f")

pytestmark = pytest.mark.usefixtures("undone")


async def told(session: UUID, now):
    return event(await queries.session(session), now=now)


async def test_a_session_becomes_an_event(maker, now):
    library = await maker.library("jean-mace", name="Médiathèque Jean-Macé", latitude=48.1, longitude=-1.6)
    workshop = await maker.workshop("Créer son e-mail", level="beginner", themes=["email"], audiences=["seniors"])
    session = await maker.session(library, workshop, capacity=8)
    found = await told(session, now)
    assert found.id == f"http://test.example/ap/evenements/{session}"
    assert found.owner == "http://test.example/ap/bibliotheques/jean_mace"
    assert found.url == f"http://test.example/seances/{session}"
    assert found.booking_url == f"http://test.example/seances/{session}/reservation"
    assert (found.name, found.level, found.audience) == ("Créer son e-mail", "beginner", ("seniors",))
    assert (found.capacity, found.remaining, found.participants) == (8, 8, 0)
    assert (found.status, found.phone, found.tags) == ("confirmed", "02 99 00 00 00", ("CourrierElectronique",))
    assert found.place.id == "http://test.example/ap/lieux/jean_mace?v=1"
    assert found.starts_at.utcoffset() == timedelta(hours=1)
    assert "Médiathèque Jean-Macé, Rennes" in found.summary


async def test_what_is_written_can_be_read_again(maker, now):
    found = await told(await maker.session(), now)
    read = wire.read(json.loads(json.dumps(wire.write(found, f"{found.owner}/followers"))))
    assert (read.name, read.starts_at, read.ends_at) == (found.name, found.starts_at, found.ends_at)
    assert (read.phone, read.capacity, read.remaining, read.uuid) == (found.phone, 8, 8, found.uuid)
    assert read.booking_url == found.booking_url


async def test_a_cancelled_session_has_no_seat_left_and_says_why(maker, administrator, now):
    session = await maker.session()
    await sessions.cancel(session, "La médiatrice est malade <b>", by=administrator, now=now)
    found = await told(session, now)
    assert (found.status, found.remaining) == ("cancelled", 0)
    assert found.summary.startswith("ANNULÉ")
    assert "malade &lt;b&gt;" in found.content


async def test_the_address_of_an_online_meeting_is_not_told(maker, now):
    session = await maker.session(mode="online", online_url="https://visio.example/secret-room")
    found = await told(session, now)
    assert (found.place, found.is_online) == (None, True)
    assert "secret-room" not in repr(found)


async def test_a_room_or_an_outside_place_is_named(maker, now):
    session = await maker.session(place="Maison de quartier, 3 rue des Lilas")
    assert (await told(session, now)).place.name == "Maison de quartier, 3 rue des Lilas"


async def test_a_place_has_an_id_of_its_own_for_each_thing_it_says(maker, now):
    library = await maker.library("jean-mace", latitude=48.1, longitude=-1.6)
    workshop = await maker.workshop()
    places = {}
    for name in ("", "Maison de quartier", "Maison de quartier", "Mairie"):
        session = await maker.session(library, workshop, place=name)
        places.setdefault(name, []).append((await told(session, now)).place)
    assert places[""][0].id == "http://test.example/ap/lieux/jean_mace?v=1"
    assert len({place.id for found in places.values() for place in found}) == 3
    assert places["Mairie"][0].latitude is None, "it is not where the library is"
    assert places[""][0].latitude == 48.1


async def test_a_notice_says_in_words_what_has_happened(maker, administrator, now):
    session = await maker.session()
    view = await queries.session(session)
    assert notice(view) == ""
    moved = replace(view, starts_at=view.starts_at + timedelta(days=1), previous_starts_at=view.starts_at)
    assert re.search(r"Changement d'horaire : « .+ » aura lieu .+, au lieu de .+ à \d", notice(moved))
    assert notice(replace(moved, starts_at=view.starts_at)) == ""
    await sessions.cancel(session, "La médiatrice est malade", by=administrator, now=now)
    told = notice(await queries.session(session))
    assert told.startswith("Annulé : « ")
    assert told.endswith("Motif : La médiatrice est malade")


@pytest.mark.parametrize(
    ("uid", "url", "named"),
    [
        ("", "", ()),
        (f"{ELSEWHERE}@quimper.example", "", (f"urn:uuid:{ELSEWHERE}",)),
        (str(ELSEWHERE).upper(), "https://q.example/s/1", (f"urn:uuid:{ELSEWHERE}", "https://q.example/s/1")),
        ("https://q.example/ap/1", "", ("https://q.example/ap/1",)),
        ("42@quimper.example", "javascript:alert(1)", ()),
    ],
)
async def test_an_imported_session_names_what_it_is_a_copy_of(maker, now, uid, url, named):
    session = await queries.session(await maker.session())
    found = event(replace(session, imported_uid=uid, imported_url=url), now=now)
    document = json.loads(json.dumps(wire.write(found, f"{found.owner}/followers")))
    assert found.same_as == wire.read(document).same_as == named
    assert ("sameAs" in document) is bool(named)
