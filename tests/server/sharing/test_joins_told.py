"""What joiners learn afterwards: a seat that came free, what is cancelled or changed; and when they are forgotten."""

from datetime import timedelta

import pytest

from federation.tables import Activity, Delivery
from server.bookings import actions as bookings
from server.bookings.queries import of_session
from server.sharing import joiners
from server.sharing.node import event_of
from server.sharing.relay import tell_seats_due
from server.sharing.tables import Joined
from server.workshops import sessions

pytestmark = pytest.mark.usefixtures("undone")


async def only(session):
    """The one booking of a session."""
    (party,) = await of_session(session)
    return party.id


async def test_who_comes_off_the_waiting_list_gets_an_accept_of_what_it_asked(here, maker, now):
    session = await maker.session(capacity=1, waiting_places=1)
    by = {"by": "staff:1", "now": now}
    here_first = await bookings.book(bookings.Request(session, "Yvonne", channel="desk"), **by)
    join = here.says("Join", session, here.actor())
    await here.hear(join)
    await bookings.cancel(here_first.id, **by)
    await here.relay()
    waits, has = await here.answers()
    assert (waits["type"], has["type"]) == ("TentativeAccept", "Accept")
    assert waits["object"] == has["object"]
    assert has["object"]["id"] == join["id"]
    assert waits["id"] != has["id"]


async def test_a_larger_room_tells_all_who_get_a_seat(here, maker, administrator, now):
    session = await maker.session(capacity=1, waiting_places=2)
    actors = [await here.join(session, host=f"{letter}.example") for letter in "abc"]
    await sessions.change_session(session, {"capacity": 3}, by=administrator, now=now)
    await bookings.promote(session, by="system", now=now)
    await here.relay()
    assert [await here.kinds(actor) for actor in actors] == [["Accept"], *[["TentativeAccept", "Accept"]] * 2]


async def test_a_booking_cancelled_at_the_desk_is_a_reject_with_words(here, maker, now):
    session = await maker.session()
    jeanne = await here.join(session)
    await bookings.cancel(await only(session), by="staff:1", now=now)
    await here.relay()
    assert await here.kinds(jeanne) == ["Accept", "Reject"]
    assert (await here.answers())[1]["summary"].startswith("La bibliothèque a annulé cette inscription.")
    await here.join(session)
    assert await here.kinds(jeanne) == ["Accept", "Reject", "Accept"]


async def test_who_has_joined_again_is_not_told_of_the_booking_before(here, maker, now):
    session = await maker.session()
    jeanne = await here.join(session)
    await bookings.cancel(await only(session), by="staff:1", now=now)
    await here.join(session)
    assert await here.kinds(jeanne) == ["Accept", "Accept"]
    assert await here.states(session) == ["confirmed"]


async def test_a_cancelled_session_is_told_by_update_and_by_reject(here, maker, administrator, now):
    session = await maker.session(capacity=2, waiting_places=1)
    a, b, c = [await here.join(session, host=f"{letter}.example") for letter in "abc"]
    gone = await here.join(await maker.session(), host="d.example")
    await here.hear(here.says("Leave", session, b))
    before = len(await here.answers())
    await sessions.cancel(session, "La médiatrice est malade.", by=administrator, now=now)
    await here.relay()
    told = (await here.answers())[before:]
    assert sorted(one["to"][0] for one in told) == [a, c]
    assert {(one["type"], one["summary"]) for one in told} == {
        ("Reject", "Cette séance est annulée. La médiatrice est malade.")
    }
    assert await here.owed("Update") == ["https://a.example/ap/inbox", "https://c.example/ap/inbox"]
    assert await here.kinds(gone) == ["Accept"]
    await here.join(session, host="a.example")
    assert (await here.kinds(a))[-1] == "Reject"
    await sessions.withdraw(session, by=administrator, now=now)
    await here.relay()
    assert await here.owed("Delete") == ["https://a.example/ap/inbox", "https://c.example/ap/inbox"]
    assert (await here.kinds(c)).count("Reject") == 1


async def test_a_change_reaches_joiners_and_seats_alone_do_not(here, maker, administrator, now):
    session = await maker.session()
    await here.relay()
    await here.join(session)
    assert await tell_seats_due(here.now + timedelta(minutes=11)) == 1
    assert await here.owed("Update") == []
    assert await Activity.exists().where(Activity.type == "Update")
    await sessions.change_session(session, {"place": "Salle des fêtes"}, by=administrator, now=now)
    await here.relay()
    assert await here.owed("Update") == ["https://brest.example/ap/inbox"]


async def test_whose_server_says_gone_is_told_nothing_more(here, maker, administrator, now):
    session = await maker.session()
    jeanne = await here.join(session)
    await here.hear(here.says("Delete", jeanne, jeanne))
    await Delivery.delete(force=True)
    await sessions.cancel(session, "", by=administrator, now=now)
    await here.relay()
    assert not await Delivery.exists()


async def test_who_had_joined_is_forgotten_seven_days_after(here, maker):
    session = await maker.session()
    await here.join(session)
    await here.hear(
        here.says("Join", "http://test.example/ap/evenements/0192f3c1-6f1e-7c3a-9d5e-4b7a0c1d2e3f", here.actor())
    )
    over = here.now + timedelta(days=2, hours=2)
    await joiners.sweep(over + timedelta(days=6))
    assert (await Joined.count(), len(await here.answers())) == (1, 1)
    await joiners.sweep(over + timedelta(days=8))
    assert (await Joined.count(), await here.answers()) == (0, [])
    assert not await Delivery.exists().where(Delivery.kind.is_in(["Accept", "Reject"]))
    assert await Activity.exists().where(Activity.thing == event_of(session))


async def test_no_participant_is_ever_listed(here, maker, client):
    session = await maker.session(capacity=1, waiting_places=3)
    for letter in "ab":
        await here.join(session, "jeanne", f"{letter}.example")
    await tell_seats_due(here.now + timedelta(minutes=11))
    for answer in await here.answers():
        others = [host for host in ("a.example", "b.example") if host not in answer["to"][0]]
        assert not [host for host in others if host in str(answer)]
    rows = await Activity.select(Activity.document).where(Activity.public == True)  # noqa: E712  # a column
    event = await client.get(f"/ap/evenements/{session}", headers={"accept": "application/activity+json"})
    assert (event.status_code, event.json()["joinMode"], event.json()["attendees"]["totalItems"]) == (200, "free", 1)
    attendees = await client.get(event.json()["attendees"]["id"].removeprefix("http://test.example"))
    pages = [(await client.get(path)).text for path in (f"/seances/{session}", "/agenda.ics")]
    number = (await Joined.select(Joined.id).first())["id"]
    answer = await client.get(f"/ap/evenements/{session}/reponses/{number}-accept")
    assert answer.status_code == 404
    for text in (*[row["document"] for row in rows], event.text, attendees.text, *pages):
        assert "jeanne" not in text
        assert ".example/users" not in text
