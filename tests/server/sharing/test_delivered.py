"""Where a session of ours has been told, on its page for staff."""

from datetime import timedelta

import pytest

from federation.tables import Delivery, Sent
from server.sharing import delivered, relay
from server.sharing.node import event_of, node
from tests.server.sharing.test_peer_page import plain

HOUR = timedelta(hours=1)


@pytest.fixture
async def session(brest, maker, now):
    """A session of ours that everybody was told of."""
    library = await maker.library("jean-mace")
    await relay._library(library, now)
    made = await maker.session(library)
    await relay._say("create", made, now)
    return made


async def row(session, now, host, state, **more):
    inbox = {
        "inbox": f"http://{host}/inbox",
        "host": host,
        "activity": "a",
        "kind": "Update",
        "thing": event_of(session),
    }
    if state == "taken":
        await Sent(at=now - HOUR, **inbox).save()
        return
    rest = {"signer": node().actor, "state": state, "due_at": now + HOUR, "created_at": now - 2 * HOUR}
    await Delivery(**inbox, **rest, **more).save()


async def test_a_session_that_concerns_nobody_else_says_nothing(signed_in, session):
    assert not (await delivered.of_session(session)).concerns_anybody
    assert "Chez les autres agendas" not in plain(await signed_in.get(f"/bureau/seances/{session}"))


async def test_who_has_it_who_will_and_who_refused(signed_in, session, brest, maker, now):
    other = await maker.session()
    await row(session, now, "brest.example", "taken")
    await row(other, now, "lyon.example", "taken")
    await row(session, now, "quimper.example", "owed", last_error="timeout")
    await row(session, now, "nantes.example", "parked", last_status=422, last_error="no name")
    await brest.follows("loin.example")
    await brest.is_known("loin.example", dead_at=now - 9 * HOUR)
    text = plain(await signed_in.get(f"/bureau/seances/{session}"))
    assert "brest.example : arrivée il y a 1 heure" in text
    assert "quimper.example : pas encore arrivée, envoyée il y a 2 heures" in text
    assert "Le dernier essai n'a pas abouti (timeout)" in text
    assert "nantes.example : n'a pas pu passer" in text
    assert "422 no name" in text
    assert "loin.example : injoignable depuis le" in text
    assert "lyon.example" not in text


async def test_it_is_said_again_to_all(signed_in, session, brest, now):
    await brest.follows()
    await row(session, now, "brest.example", "taken")
    answer = await signed_in.send_form(f"/bureau/seances/{session}/renvoi")
    assert answer.headers["location"] == f"/bureau/seances/{session}?fait=renvoyee#voisins"
    assert await Delivery.select(Delivery.host, Delivery.thing) == [
        {"host": "brest.example", "thing": event_of(session)}
    ]
    assert await brest.lines() == [("peer.told_again", '{"owed": 1}')]


@pytest.mark.parametrize(("role", "status"), [("programming", 303), ("desk", 403)])
async def test_who_programmes_may_say_it_again(browser, maker, brest, now, role, status):
    library = await maker.library()
    made = await maker.session(library)
    member = await maker.staff(role, library)
    async with browser() as opened:
        opened.sign_in_with(await maker.login(member))
        answer = await opened.send_form(f"/bureau/seances/{made}/renvoi")
        assert answer.status_code == status
