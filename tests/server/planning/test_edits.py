"""Change one session, this one and the following, or all: only what was changed, bookings kept, conflicts refused."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from server.bookings.actions import Request, book
from server.journal.readers import follow
from server.notifications.relay import hear
from server.notifications.tables import Message
from server.planning.actions import plan_all, publish_all
from server.workshops.sessions import Plan, change_session
from server.workshops.tables import Session

pytestmark = pytest.mark.usefixtures("undone")
TUESDAY = datetime(2027, 3, 16, 13, tzinfo=UTC)  # fourteen hours; summer time begins on the 28th
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


@pytest.fixture
async def batch(maker, now):
    """Four published Tuesdays at two, the third already changed by somebody else; a person books the second."""
    library, workshop = await maker.library("port"), await maker.workshop()
    starts = [TUESDAY, TUESDAY + WEEK, TUESDAY + 2 * WEEK - HOUR, TUESDAY + 3 * WEEK - HOUR]
    plans = [Plan(at, at + 2 * HOUR, 8, 2, presenter="Ana") for at in starts]
    made = await plan_all(workshop, library, plans, by=maker.by, now=now)
    found = await Session.select().where(Session.batch == made).order_by(Session.starts_at)
    ids = [row["id"] for row in found]
    await publish_all(ids, by=maker.by, now=now)
    await change_session(ids[2], {"capacity": 5}, by=maker.by, now=now)
    await book(Request(ids[1], "Odile Brun", channel="desk"), by="patron", now=now)
    return library, ids


async def form_of(signed_in, session):
    """What the form of a change would send, unchanged."""
    text = (await signed_in.get(f"/bureau/seances/{session}/ensemble")).text
    found = dict(re.findall(r'name="(\w+)" type="\w+" value="([^"]*)"', text.split("<main", 1)[1]))
    hidden = dict(re.findall(r'type="hidden" name="(was_\w+)" value="([^"]*)"', text))
    return {
        **hidden,
        **{name: value for name, value in found.items() if f"was_{name}" in hidden},
        "room": "",
        "note": "",
    }


async def change(signed_in, session, **given):
    """Send the form, then confirm; return both answers."""
    sent = {**await form_of(signed_in, session), **given}
    path = f"/bureau/seances/{session}/ensemble"
    return await signed_in.send_form(path, **sent), await signed_in.send_form(f"{path}/garder", **sent)


async def starts(ids):
    found = await Session.select().where(Session.id.is_in(ids)).order_by(Session.starts_at)
    return [row["starts_at"].strftime("%d/%m %H:%M") for row in found]


@pytest.mark.parametrize(
    ("scope", "given", "expected"),
    [
        ("one", {"start": "15:00"}, ["16/03 13:00", "23/03 14:00", "30/03 12:00", "06/04 12:00"]),
        ("following", {"start": "15:00"}, ["16/03 13:00", "23/03 14:00", "30/03 13:00", "06/04 13:00"]),
        ("all", {"start": "15:00"}, ["16/03 14:00", "23/03 14:00", "30/03 13:00", "06/04 13:00"]),
        # A week later: each takes the place of the next one, which is not in its way since it moves too.
        ("all", {"day": "2027-03-30"}, ["23/03 13:00", "30/03 12:00", "06/04 12:00", "13/04 12:00"]),
    ],
)
async def test_the_hour_and_the_day_change_in_local_time(signed_in, batch, scope, given, expected):
    _, ids = batch
    shown, kept = await change(signed_in, ids[1], scope=scope, **given)
    assert kept.status_code == 303
    assert await starts(ids) == expected
    assert "1 personne inscrite ou en attente sera prévenue" in shown.text


async def test_only_what_was_changed_changes(signed_in, batch):
    _, ids = batch
    shown, kept = await change(signed_in, ids[1], scope="all", presenter="Yann", capacity="9")
    assert kept.status_code == 303
    assert "qui anime" in shown.text
    assert "Personne ne sera prévenu" in shown.text
    found = await Session.select().where(Session.id.is_in(ids))
    assert {(row["presenter"], row["capacity"], row["taken"]) for row in found} == {("Yann", 9, 0), ("Yann", 9, 1)}
    await change(signed_in, ids[0], scope="all", note="Entrée par la cour.")
    assert {row["capacity"] for row in await Session.select().where(Session.id.is_in(ids))} == {9}


async def test_what_was_seen_long_ago_undoes_nothing(signed_in, maker, batch, now):
    _, ids = batch
    sent = {**await form_of(signed_in, ids[1]), "scope": "one", "capacity": "10"}
    await change_session(ids[1], {"presenter": "Zoé"}, by=maker.by, now=now)
    await signed_in.send_form(f"/bureau/seances/{ids[1]}/ensemble/garder", **sent)
    row = await Session.select().where(Session.id == ids[1]).first()
    assert (row["presenter"], row["capacity"]) == ("Zoé", 10)


async def test_two_who_change_the_same_at_once_lose_nothing_unseen(signed_in, maker, batch, now):
    """What the second would replace is shown, old and new, before it is kept; once seen, it is kept."""
    _, ids = batch
    path = f"/bureau/seances/{ids[1]}/ensemble"
    first = (await signed_in.get(path)).text
    sent = {**dict(HIDDEN.findall(first)), "scope": "all", "capacity": "9"}
    sent = {**{name.removeprefix("was_"): value for name, value in sent.items() if name.startswith("was_")}, **sent}
    assert (await signed_in.send_form(path, **sent)).status_code == 200
    await change_session(ids[3], {"capacity": 20}, by=maker.by, now=now)  # by somebody else, before and after the check
    shown = await signed_in.send_form(path, **sent)
    assert (shown.status_code, "20, puis 9" in shown.text) == (409, True)
    kept = await signed_in.send_form(f"{path}/garder", **sent)
    assert (kept.status_code, "Quelqu'un a changé ces séances" in kept.text) == (409, True)
    assert (await Session.select().where(Session.id == ids[3]).first())["capacity"] == 20
    again = dict(HIDDEN.findall(kept.text))
    assert (await signed_in.send_form(f"{path}/garder", **again)).status_code == 303
    assert {row["capacity"] for row in await Session.select().where(Session.id.is_in(ids))} == {9}
    kept = await signed_in.send_form(f"{path}/garder", **{**sent, "seen": "zz:1 x"})
    assert kept.status_code == 409


async def test_a_conflict_is_said_then_refused_then_passed_over(signed_in, maker, batch):
    library, ids = batch
    await maker.session(library, starts_at=TUESDAY + WEEK + 3 * HOUR, presenter="Ana")
    shown, kept = await change(signed_in, ids[0], scope="all", start="16:00")
    assert "anime déjà" in shown.text
    assert kept.status_code == 422
    assert await starts(ids) == ["16/03 13:00", "23/03 13:00", "30/03 12:00", "06/04 12:00"]
    _, kept = await change(signed_in, ids[0], scope="all", start="16:00", despite="replaced")
    assert kept.status_code == 303


async def test_two_changes_of_all_are_one_message_for_a_booking(signed_in, batch, now):
    _, ids = batch
    mail = {"channel_of_contact": "email", "email": "odile@exemple.fr"}
    booked = await book(Request(ids[2], "Odile Brun", **mail), by="patron", now=now)
    await change(signed_in, ids[0], scope="all", start="15:00")
    await change(signed_in, ids[0], scope="all", start="16:00")
    while await follow("notifications", hear, now=now, most=200):
        pass
    rows = await Message.select().where((Message.booking == booked.id) & (Message.kind == "changed"))
    assert sorted((row["state"], row["due_at"] > now) for row in rows) == [("dropped", True), ("owed", True)]


async def test_fewer_seats_than_are_taken_are_not_offered(signed_in, batch):
    _, ids = batch
    shown, kept = await change(signed_in, ids[0], scope="all", capacity="0")
    assert "Une de ces séances ne peut pas changer ainsi" in shown.text
    assert kept.status_code == 422


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "scope"),
        ({"scope": "x", "capacity": "9"}, "scope"),
        ({"day": ""}, "day"),
        ({"start": "x"}, "start"),
        ({"minutes": "0"}, "minutes"),
    ],
)
async def test_the_form_says_what_is_wrong(signed_in, batch, given, field):
    _, ids = batch
    shown, kept = await change(signed_in, ids[0], **{"scope": "all", **given})
    assert [answer.status_code for answer in (shown, kept)] == [422, 422]
    assert f'href="#{field}"' in shown.text
