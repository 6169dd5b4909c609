"""The journal is read and peers are told what is true now: once, in order, and seats at most every ten minutes."""

import json
from datetime import timedelta

import pytest

from federation.tables import Activity, LocalActor, Thing
from server.bookings.actions import Request, book
from server.journal.readers import follow
from server.journal.tables import Failure
from server.libraries import actions as libraries
from server.sharing.actions import open_instance
from server.sharing.relay import hear, tell_seats_due
from server.workshops import actions as workshops
from server.workshops import queries, sessions

pytestmark = pytest.mark.usefixtures("undone")


async def relay(now):
    while await follow("sharing", hear, now=now):
        pass
    assert not await Failure.exists()


async def said():
    rows = await Activity.select(Activity.type, Activity.actor).order_by(Activity.created_at).order_by(Activity.id)
    return [row["type"] for row in rows if row["actor"] != "http://test.example/ap/actor"]


async def document():
    row = await Thing.select().first()
    return json.loads(row["document"])


@pytest.fixture
async def session(maker, now):
    await open_instance(now=now)
    return await maker.session(await maker.library("jean-mace"))


async def test_a_library_and_the_instance_become_actors_once(session, now):
    await open_instance(now=now)
    await relay(now)
    rows = await LocalActor.select(LocalActor.username, LocalActor.type).order_by(LocalActor.username)
    assert [(row["username"], row["type"]) for row in rows] == [("jean_mace", "Group"), ("relay", "Application")]


async def test_publish_change_cancel_withdraw(session, maker, administrator, now):
    await relay(now)
    assert await said() == ["Create"]
    begins = now + timedelta(days=4)
    later = now + timedelta(minutes=1)
    plan = sessions.Plan(begins, begins + timedelta(hours=1), 8, 2)
    await sessions.change_session(session, plan, by=administrator, now=later)
    await relay(later)
    assert await said() == ["Create", "Update"]
    told = await document()
    assert told["startTime"].startswith("2027-01-15T10:00:00")
    await sessions.cancel(session, "", by=administrator, now=later)
    await relay(later)
    assert (await document())["status"] == "CANCELLED"
    await sessions.withdraw(session, by=administrator, now=later)
    await relay(later)
    assert (await said())[-1] == "Delete"
    assert (await document())["type"] == "Tombstone"


async def test_a_draft_is_never_told(maker, now):
    await maker.session(published=False)
    await relay(now)
    assert not await Thing.exists()


async def test_a_renamed_workshop_or_library_changes_its_events(session, maker, administrator, now):
    await relay(now)
    later = now + timedelta(minutes=1)
    held = await queries.session(session)
    await workshops.change_workshop(held.workshop_id, workshops.Outline("Un autre nom"), by=administrator, now=later)
    await relay(later)
    assert (await document())["name"] == "Un autre nom"
    sheet = libraries.Sheet("Nouveau nom", "1 rue du Port", "35000", "Rennes")
    await libraries.change_library(held.library_id, sheet, by=administrator, now=later)
    await relay(later)
    assert (await document())["location"]["name"] == "Nouveau nom"
    assert (await document())["location"]["id"].endswith("?v=2")


async def test_seats_alone_are_told_at_most_every_ten_minutes(session, now):
    await relay(now)
    for number in range(3):
        await book(Request(session, f"Jeanne Morvan {number}"), by="patron", now=now)
    await relay(now)
    assert await tell_seats_due(now) == 0
    after = now + timedelta(minutes=11)
    assert await tell_seats_due(after) == 1
    assert (await document())["remainingAttendeeCapacity"] == 5
    assert await tell_seats_due(after) == 0
    await book(Request(session, "Ahmed Benali"), by="patron", now=after)
    await relay(after)
    assert await tell_seats_due(after + timedelta(minutes=5)) == 0
    assert await tell_seats_due(after + timedelta(minutes=11)) == 1


async def test_no_name_reaches_what_is_told(session, now):
    await book(Request(session, "Zébulon Canari", email="zebulon@courriel.example"), by="patron", now=now)
    await relay(now)
    await tell_seats_due(now + timedelta(minutes=11))
    rows = await Thing.raw(
        "SELECT document::text AS text FROM fed_thing UNION ALL SELECT document::text FROM fed_activity"
    )
    assert rows
    assert not [row for row in rows if "anari" in row["text"] or "zebulon" in row["text"]]
