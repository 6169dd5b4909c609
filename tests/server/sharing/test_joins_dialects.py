"""Joins as other makes say them: Mobilizon's, without an audience, and the RSVP of Friendica and Hubzilla."""

from datetime import timedelta

import pytest

from server.bookings.queries import of_session
from server.bookings.tables import Booking
from server.sharing.node import event_of

pytestmark = pytest.mark.usefixtures("undone")
MOBILIZON = [
    "https://www.w3.org/ns/activitystreams",
    "https://litepub.social/litepub/context.jsonld",
    {"mz": "https://joinmobilizon.org/ns#", "joinMode": {"@id": "mz:joinMode", "@type": "mz:joinModeType"}},
]


def mobilizon(here, kind, session, actor, **fields):
    """An activity as Mobilizon writes it: no audience, a signature within, a message perhaps."""
    said = here.says(kind, session, actor, **{"@context": MOBILIZON, **fields})
    inner = {"type": "RsaSignature2017", "signatureValue": "Kn1/UkAQGJ", "created": "2018-02-17T13:29:31Z"}
    return {name: value for name, value in said.items() if name != "to"} | {"signature": inner}


@pytest.fixture
def claire(here):
    here.remote("mobilizon.example", software="mobilizon")
    return here.actor("claire", "mobilizon.example")


async def test_mobilizon_joins_and_leaves_under_one_id(here, maker, claire):
    session = await maker.session()
    join = mobilizon(here, "Join", session, claire, participationMessage="J'apporte mon ordinateur")
    assert await here.hear(join) == ("processed", "")
    answer = (await here.answers())[0]
    assert answer["object"] == {name: join[name] for name in ("id", "type", "actor", "object")}
    assert (answer["type"], answer["to"], "cc" in answer) == ("Accept", [claire], False)
    assert [party.name for party in await of_session(session)] == ["claire de mobilizon.example"]
    leave = mobilizon(here, "Leave", session, claire, id=join["id"])
    assert await here.hear(leave) == ("processed", "")
    assert await of_session(session) == []


async def test_the_message_of_a_participant_is_not_kept_beyond_a_day(here, maker, claire):
    session = await maker.session()
    await here.hear(mobilizon(here, "Join", session, claire, participationMessage="Je suis sourde"))
    assert "sourde" not in str(await here.answers())
    assert "sourde" not in str([vars(party) for party in await of_session(session)])


@pytest.mark.parametrize("embedded", [False, True])
async def test_friendica_says_accept_to_join_and_reject_to_leave(here, maker, embedded):
    session = await maker.session()
    about = {"type": "Event", "id": event_of(session)} if embedded else session
    paul = here.actor("paul", "friendica.example")
    said = here.says("Accept", about, paul, published="2026-11-22T10:00:00Z")
    assert await here.hear(said) == ("processed", "")
    answer = (await here.answers())[0]
    assert (answer["type"], answer["to"]) == ("Accept", [paul])
    assert (answer["object"]["id"], answer["object"]["type"]) == (said["id"], "Accept")
    assert answer["object"]["object"] == event_of(session)
    assert await here.hear(here.says("Reject", about, paul)) == ("processed", "")
    assert await of_session(session) == []
    assert await here.kinds() == ["Accept"]


async def test_perhaps_takes_no_seat_and_gives_one_back(here, maker):
    session = await maker.session()
    paul = here.actor("paul", "friendica.example")
    assert (await here.hear(here.says("TentativeAccept", session, paul)))[0] == "ignored"
    await here.hear(here.says("Accept", session, paul))
    assert await here.states(session) == ["confirmed"]
    assert await here.hear(here.says("TentativeAccept", session, paul)) == ("processed", "")
    assert await here.states(session) == []


@pytest.mark.parametrize("kind", ["Join", "Accept"])
async def test_what_was_asked_is_taken_back_by_its_id_or_quoted(here, maker, kind):
    session = await maker.session()
    paul = here.actor("paul", "friendica.example")
    for quoted in (True, False):
        asked = here.says(kind, session, paul)
        await here.hear(asked)
        assert await here.states(session) == ["confirmed"]
        assert await here.hear(here.says("Undo", asked if quoted else asked["id"], paul)) == ("processed", "")
        assert await here.states(session) == []


@pytest.mark.parametrize("quoted", [True, False])
async def test_what_is_taken_back_before_it_comes_takes_no_seat(here, maker, quoted):
    session = await maker.session()
    paul = here.actor("paul", "friendica.example")
    join = here.says("Join", session, paul)
    assert await here.hear(here.says("Undo", join if quoted else join["id"], paul)) == ("ignored", f"undo:{join['id']}")
    assert await here.hear(join) == ("ignored", "taken back before it came")
    assert not await Booking.exists()
    assert await here.hear(here.says("Join", session, paul)) == ("processed", "")


async def test_what_one_actor_says_is_treated_in_order_even_when_it_has_to_be_tried_again(here, maker, monkeypatch):
    session = await maker.session()
    jeanne = here.actor()
    await here.take(here.says("Join", session, jeanne))
    with monkeypatch.context() as patch:
        patch.setattr("server.sharing.joining.book_within", _breaks)
        await here.work()
    here.now -= timedelta(seconds=1)  # before it is tried again
    assert await here.hear(here.says("Leave", session, jeanne)) == ("received", "")
    for _ in range(4):
        here.now += timedelta(seconds=10)
        await here.work()
    assert await here.kinds() == ["Accept"]
    assert await here.states(session) == []


async def _breaks(*_, **__):
    raise RuntimeError("the power went")
