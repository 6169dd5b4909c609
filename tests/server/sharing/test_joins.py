"""What becomes of a Join: a seat, a place to wait or a no in plain words, to its author alone; and how it ends."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from federation.tables import Thing
from server.bookings import actions as bookings
from server.bookings.queries import of_session
from server.bookings.tables import Booking, Demand
from server.journal.tables import Entry
from server.practice.actions import open_session
from server.sharing import joining, relay, translate
from server.sharing.node import event_of
from server.sharing.tables import Joined
from server.workshops import sessions

pytestmark = pytest.mark.usefixtures("undone")
NEVER = "0192f3c1-6f1e-7c3a-9d5e-4b7a0c1d2e3f"


async def test_a_seat_is_accepted_to_the_joiner_alone(here, maker):
    session = await maker.session(await maker.library("jean-mace"))
    said = here.says("Join", session, here.actor(name="Jeanne"))
    assert await here.hear(said) == ("processed", "")
    answer, *others = await here.answers()
    assert others == []
    group = "http://test.example/ap/bibliotheques/jean_mace"
    number = (await Joined.select(Joined.id))[0]["id"]
    assert answer["id"] == f"{event_of(session)}/reponses/{number}-accept"
    assert (answer["type"], answer["actor"], answer["to"]) == ("Accept", group, [said["actor"]])
    assert answer["object"] == {name: said[name] for name in ("id", "type", "actor", "object", "to")}
    assert "cc" not in answer
    assert await here.owed("Accept") == [f"{said['actor']}/inbox"]
    party = (await of_session(session))[0]
    assert (party.state, party.channel, party.host) == ("confirmed", "peer", "brest.example")
    assert (party.contact, party.email, party.phone) == ("none", "", "")


async def test_the_journal_names_the_host_and_nobody(here, maker):
    await here.join(await maker.session())
    lines = [row for row in await Entry.select() if row["kind"].startswith("booking.")]
    assert [(row["kind"], row["actor"]) for row in lines] == [("booking.confirmed", "peer:brest.example")]
    assert "jeanne" not in str(await Entry.select())


async def test_who_waits_is_told_where_on_the_list(here, maker):
    session = await maker.session(capacity=1, waiting_places=2)
    for host in ("a.example", "b.example", "c.example"):
        await here.join(session, host=host)
    assert await here.kinds() == ["Accept", "TentativeAccept", "TentativeAccept"]
    assert (await here.answers())[2]["summary"] == "Liste d'attente : vous êtes en position 2."


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("full", "Complet : il n'y a plus de place."),
        ("quota", "Les places que nous gardons"),
        ("cancelled", "Cette séance est annulée."),
        ("past", "Cette séance a déjà commencé."),
        ("withdrawn", "On ne peut pas s'inscrire à cette séance."),
        ("draft", "On ne peut pas s'inscrire à cette séance."),
        ("unknown", "On ne peut pas s'inscrire à cette séance."),
    ],
)
async def test_a_no_is_said_in_plain_words(here, maker, administrator, now, case, words):
    session = await maker.session(capacity=1, waiting_places=case == "quota", published=case != "draft")
    if case == "full":
        await here.join(session, host="a.example")
    if case == "quota":
        await here.join(session, "paul")
    if case in ("cancelled", "withdrawn"):
        act = sessions.cancel(session, "", by=administrator, now=now) if case == "cancelled" else None
        await (act or sessions.withdraw(session, by=administrator, now=now))
    if case == "past":
        here.now += timedelta(days=3)
    about = f"http://test.example/ap/evenements/{NEVER}" if case == "unknown" else session
    jeanne = here.actor()
    assert await here.hear(here.says("Join", about, jeanne)) == ("processed", "")
    answer = (await here.answers(jeanne))[0]
    assert answer["type"] == "Reject"
    assert answer["summary"].startswith(words)
    assert await here.owed("Reject") == [f"{jeanne}/inbox"]
    assert await Booking.count() == (case in ("full", "quota"))


@pytest.mark.parametrize(
    "about",
    [
        f"https://elsewhere.example/ap/evenements/{NEVER}",
        "http://test.example/ap/evenements/1",
        f"http://test.example/seances/{NEVER}",
        f"http://test.example/ap/evenements/{NEVER.upper()}",
    ],
)
async def test_what_is_no_event_of_ours_is_left_alone(here, about):
    for kind in ("Join", "Leave"):
        assert await here.hear(here.says(kind, about, here.actor())) == ("ignored", "not an event of ours")
    assert await here.answers() == []


async def test_a_repeated_join_is_one_booking_and_answered_as_things_are_now(here, maker):
    session = await maker.session(capacity=1, waiting_places=1)
    first = await here.join(session, host="a.example")
    said = here.says("Join", session, here.actor())
    assert await here.hear(said) == ("processed", "")
    here.now += timedelta(minutes=1)
    assert await here.hear(said) == ("processed", "")
    await here.hear(here.says("Leave", session, first))
    here.now += timedelta(minutes=1)
    assert await here.hear(said) == ("processed", "")
    assert await here.hear(said | {"id": f"{said['id']}-again"}) == ("processed", "")
    assert await here.kinds(said["actor"]) == ["TentativeAccept"] * 2 + ["Accept"] * 3
    assert await Booking.count() == 2
    assert len({one["id"] for one in await here.answers()}) == 6


async def test_leaving_frees_the_seat_for_the_first_who_waits(here, maker):
    session = await maker.session(capacity=1, waiting_places=2)
    first, second, third = [await here.join(session, host=f"{letter}.example") for letter in "abc"]
    assert await here.hear(here.says("Leave", session, first)) == ("processed", "")
    assert await here.kinds(second) == ["TentativeAccept", "Accept"]
    assert await here.kinds(third) == ["TentativeAccept"]
    assert await here.kinds(first) == ["Accept"]
    assert await here.states(session) == ["confirmed", "waiting"]
    assert (await here.hear(here.says("Leave", session, first)))[0] == "ignored"


async def test_who_has_left_may_join_again(here, maker):
    session = await maker.session()
    said = here.says("Join", session, here.actor())
    await here.hear(said)
    await here.hear(here.says("Leave", session, said["actor"]))
    here.now += timedelta(minutes=1)
    await here.hear(said)
    assert await here.states(session) == ["confirmed"]
    assert [one["id"].rpartition("-")[2] for one in await here.answers()] == ["accept", "accept"]
    assert len({one["id"] for one in await here.answers()}) == 2
    assert await Joined.count() == 1


async def test_nobody_leaves_once_the_session_has_started(here, maker):
    session = await maker.session()
    actor = await here.join(session)
    here.now += timedelta(days=3)
    assert await here.hear(here.says("Leave", session, actor)) == ("ignored", "the session has started")
    assert await here.states(session) == ["confirmed"]


async def told():
    """The event as we serve it."""
    return json.loads((await Thing.select(Thing.document).first())["document"])


@pytest.fixture
def closed(monkeypatch):
    """No seat may be booked from other servers; calling it opens them again."""
    real = joining.settings()
    for room in (joining, translate):
        monkeypatch.setattr(room, "settings", lambda: replace(real, remote_seats=0))
    return lambda: [monkeypatch.setattr(room, "settings", lambda: real) for room in (joining, translate)]


async def test_where_seats_are_not_given_this_way_a_join_is_ignored_by_its_id(here, maker, closed):
    session = await maker.session()
    said = here.says("Join", session, here.actor())
    await here.hear(said)
    answer = (await here.answers())[0]
    assert (answer["type"], answer["object"]) == ("Ignore", said["id"])
    await relay.note_way_of_joining(here.now)
    assert await relay.tell_seats_due(here.now) == 0
    assert (await told())["joinMode"] == "external"
    assert await here.states(session) == []
    closed()
    await relay.note_way_of_joining(here.now)
    assert await relay.tell_seats_due(here.now + timedelta(minutes=11)) == 1
    assert (await told())["joinMode"] == "free"
    await here.join(session)
    assert await here.kinds() == ["Ignore", "Accept"]


async def test_t38_the_stored_row_decides_and_not_the_actor_that_is_quoted(here, maker):
    session = await maker.session()
    jeanne = await here.join(session)
    join = (await here.answers())[0]["object"]
    mallory = here.actor("mallory", "mal.example")
    for said in (
        here.says("Undo", join, mallory),
        here.says("Undo", join["id"], mallory),
        here.says("Leave", session, mallory, attributedTo=jeanne),
        here.says("Reject", session, mallory),
        here.says("Reject", {"type": "Event", "id": event_of(session), "actor": jeanne}, mallory),
    ):
        assert (await here.hear(said))[0] == "ignored"
    assert await here.states(session) == ["confirmed"]
    assert await here.hear(here.says("Undo", join, jeanne)) == ("processed", "")
    assert await here.states(session) == []


async def test_t43_nobody_joins_for_another(here, maker):
    session = await maker.session()
    here.remote("mal.example", number=2)
    jeanne, mallory = here.actor(), here.actor("mallory", "mal.example")
    said = here.says("Join", session, jeanne)
    key = here.remote("mal.example").keys[mallory]
    assert (await here.take(said, key=key, key_id=f"{mallory}#main-key")).status == 403
    assert (await here.take(said, key=key)).status == 401
    assert await here.hear(here.says("Join", session, mallory, attributedTo=jeanne)) == ("processed", "")
    assert await here.kinds(jeanne) == []
    assert await here.kinds(mallory) == ["Accept"]


async def test_the_seat_of_an_actor_that_is_gone_goes_to_the_next(here, maker, now):
    session = await maker.session(capacity=1, waiting_places=1)
    first, second = await here.join(session, host="a.example"), await here.join(session, host="b.example")
    assert await joining.free_seats_of_the_gone(here.now) == 0
    assert await here.hear(here.says("Delete", first, first)) == ("processed", "")
    assert await joining.free_seats_of_the_gone(here.now) == 1
    assert await joining.free_seats_of_the_gone(here.now) == 0
    await here.relay()
    assert await here.kinds(second) == ["TentativeAccept", "Accept"]
    assert await here.states(session) == ["confirmed"]


async def test_a_desk_booking_counts_like_any_other(here, maker, now):
    session = await maker.session(capacity=1, waiting_places=0)
    await bookings.book(bookings.Request(session, "Yvonne", channel="desk"), by="staff:1", now=now)
    await here.join(session)
    assert await here.kinds() == ["Reject"]


async def test_a_session_to_practise_with_is_none_for_other_servers(here, maker):
    real = await maker.session()
    unreal = await open_session(await maker.library(), by=maker.by, now=maker.now)
    await here.join(unreal)
    assert (await here.kinds(), await of_session(unreal)) == (["Reject"], [])
    await here.join(real)
    assert (await here.kinds())[-1] == "Accept"


async def test_who_asks_again_for_a_full_session_is_turned_away_once(here, maker):
    session = await maker.session(capacity=1, waiting_places=0)
    await here.join(session)
    for _ in range(2):
        for host in ("a.example", "b.example"):
            await here.join(session, host=host)
    assert await here.kinds() == ["Accept"] + ["Reject"] * 4
    rows = await Demand.select(Demand.channel, Demand.people)
    assert rows == [{"channel": "peer", "people": 1}] * 2


async def test_before_booking_opens_there_is_nothing_to_join(here, maker):
    await maker.session(opens_at=here.now + timedelta(hours=2), starts_in=timedelta(days=5))
    await here.work()
    assert (await told())["joinMode"] == "external"
    for hours, mode in ((1, "external"), (2, "free")):
        later = here.now + timedelta(hours=hours)
        await relay.note_way_of_joining(later)
        await relay.tell_seats_due(later)
        assert (await told())["joinMode"] == mode
