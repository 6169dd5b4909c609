"""The six public states: by a table of cases, then said the same on pages, in feeds, to programs, peers and people."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from federation.wire import event as wire
from server.bookings.actions import Request, book
from server.bookings.queries import concerned_by
from server.calendars.translate import session_event
from server.foundation.errors import Refused
from server.sharing.translate import event, notice
from server.workshops import postponing, queries, sessions
from server.workshops.changes import changes, place_of
from server.workshops.public_states import public_state

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
BEFORE = NOW - timedelta(days=1)


@dataclass
class One:
    state: str = "published"
    starts_at: datetime = NOW
    previous_starts_at: datetime | None = None
    mode: str = "on_site"
    previous_mode: str = ""


CASES = [
    (One(), False, "scheduled"),
    (One(), True, "full"),
    (One(previous_starts_at=BEFORE), False, "rescheduled"),
    (One(previous_starts_at=NOW), False, "scheduled"),
    (One(previous_starts_at=BEFORE), True, "full"),
    (One(mode="online"), False, "scheduled"),
    (One(mode="online", previous_mode="on_site"), False, "moved_online"),
    (One(mode="online", previous_mode="mixed", previous_starts_at=BEFORE), False, "moved_online"),
    (One(mode="on_site", previous_mode="on_site"), False, "scheduled"),
    (One(state="postponed", mode="online", previous_mode="on_site"), True, "postponed"),
    (One(state="cancelled", previous_starts_at=BEFORE), True, "cancelled"),
    (One(state="withdrawn"), False, "cancelled"),
]


@pytest.mark.parametrize(("session", "full", "state"), CASES)
def test_the_gravest_is_said(session, full, state):
    assert public_state(session, full=full) == state


async def _cancel(session, maker):
    await sessions.cancel(session, "Panne", by=maker.by, now=maker.now)


async def _postpone(session, maker):
    await postponing.postpone(session, by=maker.by, now=maker.now)


async def _online(session, maker):
    changes = {"mode": "online", "online_url": "https://visio.example/a"}
    await sessions.change_session(session, changes, by=maker.by, now=maker.now)


async def _move(session, maker):
    found = await queries.session(session)
    later = {"starts_at": found.starts_at + timedelta(days=7), "ends_at": found.ends_at + timedelta(days=7)}
    await sessions.change_session(session, later, by=maker.by, now=maker.now)


async def _fill(session, maker):
    for _ in range(4):
        await book(Request(session, "Odile Brun", people=2, channel="desk"), by="patron", now=maker.now)


async def _nothing(session, maker):
    return None


# What is done, the state, what the page says, title and STATUS in calendars, schema.org, the wire.
TOLD = [
    (_nothing, "scheduled", "", "", "CONFIRMED", "EventScheduled"),
    (_move, "rescheduled", "La date a changé", "", "CONFIRMED", "EventRescheduled"),
    (_online, "moved_online", "La séance passe en ligne", "EN LIGNE — ", "CONFIRMED", "EventMovedOnline"),
    (_postpone, "postponed", "Cette séance est reportée", "REPORTÉ — ", "TENTATIVE", "EventPostponed"),
    (_fill, "full", "plus de place", "COMPLET — ", "CONFIRMED", "EventScheduled"),
    (_cancel, "cancelled", "Cette séance est annulée", "ANNULÉ — ", "CANCELLED", "EventCancelled"),
]


@pytest.mark.parametrize(("do", "state", "words", "prefix", "status", "schema"), TOLD, ids=[case[1] for case in TOLD])
async def test_it_is_said_the_same_everywhere(client, maker, now, do, state, words, prefix, status, schema):
    session = await maker.session(capacity=8)
    await do(session, maker)
    assert (await client.get(f"/api/v1/sessions/{session}")).json()["public_state"] == state
    text = (await client.get(f"/seances/{session}")).text
    assert words in text
    linked = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])
    assert linked["eventStatus"] == f"https://schema.org/{schema}"
    found = await queries.session(session)
    entry = session_event(found)
    assert (entry.summary, entry.status) == (f"{prefix}Premiers pas avec Internet", status)
    document = wire.write(event(found, now=now), "https://test.example/followers")
    assert (document["eventStatus"], document["status"]) == (schema, status)
    read = wire.read(json.loads(json.dumps(document)))
    assert read.name == "Premiers pas avec Internet"
    assert (read.status == state) == (state in {"cancelled", "postponed", "moved_online"})
    if state == "postponed":
        assert document["previousStartTime"] == document["startTime"]
        assert notice(found).startswith("Reporté")


async def test_who_booked_keeps_the_seat_and_is_told_of_the_new_date(client, maker, now):
    session = await maker.session(capacity=8)
    await book(Request(session, "Odile Brun", channel="desk"), by="patron", now=now)
    was = place_of(await queries.session(session))
    await _postpone(session, maker)
    off = await queries.session(session)
    (change,) = changes(was, place_of(off), off.timezone, "fr")
    assert change.sentence == (
        "La séance est reportée : ne venez pas mercredi 13 janvier, à 10 h. La nouvelle date n'est pas encore connue."
    )
    with pytest.raises(Refused, match="session_postponed"):
        await book(Request(session, "Jean Petit", channel="desk"), by="patron", now=now)
    assert "On ne s'inscrit plus" not in (await client.get(f"/seances/{session}")).text

    await _move(session, maker)
    again = await queries.session(session)
    assert (again.state, again.sequence, again.taken) == ("published", 2, 1)
    (change,) = changes(place_of(off), place_of(again), again.timezone, "fr")
    assert change.sentence == "La nouvelle date est connue : mercredi 20 janvier, à 10 h."
    assert len(await concerned_by(session)) == 1


@pytest.mark.parametrize("held", [True, False])
async def test_a_postponed_session_frees_its_room_and_is_held_again(maker, now, held):
    library = await maker.library()
    room = await maker.room(library)
    session = await maker.session(library, room=room)
    await _postpone(session, maker)
    if held:
        await postponing.hold(session, by=maker.by, now=now)
        assert (await queries.session(session)).state == "published"
        return
    await maker.session(library, room=room)
    with pytest.raises(Refused, match="room_taken"):
        await postponing.hold(session, by=maker.by, now=now)


@pytest.mark.parametrize("what", ["reporter", "maintenir"])
async def test_staff_put_it_off_and_hold_it_from_pages(signed_in, maker, what):
    session = await maker.session()
    path, wrong = f"/bureau/seances/{session}", {"reporter": "maintenir", "maintenir": "reporter"}[what]
    if what == "maintenir":
        await _postpone(session, maker)
    assert (await signed_in.get(f"{path}/{what}")).status_code == 200
    assert (await signed_in.send_form(f"{path}/{wrong}")).status_code == 422
    answer = await signed_in.send_form(f"{path}/{what}")
    assert answer.status_code == 303
    assert ("Séance reportée" in (await signed_in.get(path)).text) == (what == "reporter")
