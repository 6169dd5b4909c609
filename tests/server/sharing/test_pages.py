"""The page of the network and its API: one address, words for what came of it, administrators only."""

import hashlib
from datetime import timedelta
from uuid import UUID

import pytest

from federation.tables import Delivery, Follower, Following, Peer, RemoteActor, RemoteEvent
from server.foundation.http import Answer, Door
from server.journal.tables import Entry
from server.sharing.actions import open_instance
from server.sharing.node import node

ACTOR = "http://brest.example/ap/actor"


@pytest.fixture(autouse=True)
async def our_actor(undone, now):
    await open_instance(now=now)


@pytest.fixture
def silent(monkeypatch):
    async def nobody(self, method, url, **_):
        return Answer(0, error="nobody")

    monkeypatch.setattr(Door, "send", nobody)


async def follows(now, state="accepted"):
    common = {"host": "brest.example", "type": "Application", "inbox": f"{ACTOR}/inbox"}
    await Following(
        actor=ACTOR,
        local_actor=node().actor,
        name="Médiathèques de Brest",
        state=state,
        follow_id="x",
        asked_at=now,
        **common,
    ).save()
    await Follower(actor=ACTOR, local_actor=node().actor, follow_id="y", since=now, **common).save()
    await Peer.insert(Peer(host="brest.example", software="agendatheque", heard_at=now)).on_conflict(
        target=Peer.host, action="DO NOTHING"
    )


async def kinds():
    """Return what the journal says of peers."""
    rows = await Entry.select(Entry.kind).where(Entry.kind.like("peer.%")).order_by(Entry.id)
    return [row["kind"] for row in rows]


async def bring(now, name, title, sponsor=ACTOR):
    """Put an event of Brest in the mirror and return the id of its page here."""
    address = f"http://brest.example/ap/evenements/{name}"
    day = now + timedelta(days=1)
    await RemoteEvent(
        ap_id=address, host="brest.example", owner=ACTOR, owner_name="Médiathèques de Brest", sponsor=sponsor,
        url=address, name=title, folded=title.lower(), starts_at=day, ends_at=day + timedelta(hours=1),
        timezone="Europe/Paris", status="confirmed", tags=[], audience=[], digest=name, document="{}",
        first_seen_at=now, fetched_at=now - timedelta(days=1), seen_at=now,
    ).save()  # fmt: skip
    return UUID(hashlib.md5(address.encode(), usedforsecurity=False).hexdigest())


async def test_the_page_shows_peers(signed_in, now):
    await follows(now)
    text = (await signed_in.get("/bureau/reseau")).text
    assert "Médiathèques de Brest" in text
    assert "Nous recevons ses séances" in text


async def test_an_empty_network_teaches(signed_in):
    assert "Aucun agenda voisin" in (await signed_in.get("/bureau/reseau")).text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "ne peut pas être lue"),
        ("pas une adresse", "ne peut pas être lue"),
        ("http://test.example/", "votre propre agenda"),
        ("agenda.nulle-part.example", "Aucun agenda ne répond"),
    ],
)
@pytest.mark.usefixtures("silent")
async def test_an_address_that_leads_nowhere_is_explained_and_kept(signed_in, address, words):
    answer = await signed_in.send_form("/bureau/reseau", address=address)
    assert answer.status_code == 422
    assert words in answer.text.replace("&#39;", "'")
    assert f'value="{address}"' in answer.text
    assert not await Following.exists()


async def test_leaving_asks_first_and_forgets(signed_in, now):
    await follows(now)
    path = f"/bureau/reseau/depart?acteur={ACTOR}"
    assert "Quitter Médiathèques de Brest" in (await signed_in.get(path)).text
    assert await Following.exists()
    assert (await signed_in.send_form("/bureau/reseau/depart", actor=ACTOR)).status_code == 303
    assert not await Following.exists()


async def test_only_administrators_change_the_network(browser, maker, now):
    await follows(now)
    member = await maker.staff("manager", await maker.library())
    async with browser() as opened:
        opened.sign_in_with(await maker.login(member))
        assert (await opened.get("/bureau/reseau")).status_code == 200
        assert (await opened.send_form("/bureau/reseau", address="x.example")).status_code == 403
        assert (await opened.send_form("/bureau/reseau/depart", actor=ACTOR)).status_code == 403
    assert await Following.exists()


@pytest.mark.usefixtures("silent")
async def test_the_api_follows_and_lists(program, client, now):
    await follows(now, state="asked")
    listed = (await program.get("/api/v1/peers")).json()
    assert [(peer["host"], peer["state"], peer["events"]) for peer in listed] == [("brest.example", "asked", 0)]
    assert (listed[0]["health"], listed[0]["lag"], listed[0]["parked"]) == ("waited_for", None, 0)
    refused = await program.post("/api/v1/peers", json={"url": "agenda.nulle-part.example"})
    assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")
    assert (await client.get("/api/v1/peers")).status_code == 401
    assert (await program.post("/api/v1/peers", json={"url": "x", "more": 1})).status_code == 400
    assert not await RemoteEvent.exists()


async def asks_to_join(now):
    """Médiathèques de Brest follow this hub and wait for a yes."""
    await follows(now, state="proposed")
    common = {"type": "Application", "name": "Médiathèques de Brest", "host": "brest.example"}
    await RemoteActor(id=ACTOR, inbox=f"{ACTOR}/inbox", fetched_at=now, **common).save()


async def test_a_member_to_be_is_shown_first_and_taken_in(signed_in, now):
    await asks_to_join(now)
    text = (await signed_in.get("/bureau/reseau")).text
    asked = text.index("Médiathèques de Brest demande à rejoindre ce hub")
    assert asked < text.index('name="address"')
    assert "Agendas de notre réseau" not in text
    answer = await signed_in.send_form("/bureau/reseau/accord", actor=ACTOR)
    assert (answer.status_code, answer.headers["location"]) == (303, "/bureau/reseau?fait=accord")
    assert [row["state"] for row in await Following.select(Following.state)] == ["asked"]
    assert (await Delivery.select(Delivery.kind, Delivery.host)) == [{"kind": "Follow", "host": "brest.example"}]
    assert await kinds() == ["peer.taken_in"]
    assert (await signed_in.send_form("/bureau/reseau/accord", actor=ACTOR)).status_code == 404


async def test_a_member_to_be_is_declined(signed_in, now):
    await asks_to_join(now)
    assert (await signed_in.send_form("/bureau/reseau/refus", actor=ACTOR)).status_code == 303
    assert not await Following.exists()
    assert not await Delivery.exists()
    assert await kinds() == ["peer.declined"]
    assert (await signed_in.send_form("/bureau/reseau/refus", actor=ACTOR)).status_code == 404


async def test_blocking_asks_first_hides_and_can_be_taken_back(signed_in, client, now):
    await follows(now)
    await bring(now, "a", "Dompter sa souris")
    assert "Dompter sa souris" in (await client.get("/")).text
    calendar = await client.get("/agenda.ics")
    path = "/bureau/reseau/blocage"
    assert "Bloquer brest.example ?" in (await signed_in.get(f"{path}?hote=brest.example")).text
    assert await Following.exists()
    assert (await signed_in.send_form(path, host="brest.example")).status_code == 303
    assert not await Following.exists()
    await bring(now, "b", "Autre voix de Brest", sponsor="http://hub.example/ap/actor")
    assert "brest" not in (await client.get("/")).text.lower()
    after = await client.get("/agenda.ics", headers={"if-none-match": calendar.headers["etag"]})
    assert (after.status_code, "souris" in after.text) == (200, False)
    text = (await signed_in.get("/bureau/reseau")).text
    assert "Agendas bloqués" in text
    assert (await signed_in.send_form("/bureau/reseau/deblocage", host="brest.example")).status_code == 303
    assert "Autre voix de Brest" in (await client.get("/")).text
    assert await kinds() == ["peer.blocked", "peer.unblocked"]


async def test_the_page_of_a_blocked_hosts_session_is_not_there(client, signed_in, now):
    id = await bring(now, "a", "Dompter sa souris")
    assert (await client.get(f"/seances/{id}")).status_code == 200
    await signed_in.send_form("/bureau/reseau/blocage", host="brest.example")
    assert (await client.get(f"/seances/{id}")).status_code == 404


@pytest.mark.parametrize("host", ["", "test.example", "a b", "http://brest.example", "[", "brest.example/x"])
async def test_only_other_hosts_can_be_blocked(signed_in, host):
    assert (await signed_in.get("/bureau/reseau/blocage", params={"hote": host})).status_code == 404
    assert (await signed_in.send_form("/bureau/reseau/blocage", host=host)).status_code == 404
    assert not await Peer.exists()


@pytest.mark.parametrize("path", ["accord", "refus", "blocage", "deblocage"])
async def test_only_administrators_take_in_and_block(browser, maker, now, path):
    await asks_to_join(now)
    member = await maker.staff("manager", await maker.library())
    async with browser() as opened:
        opened.sign_in_with(await maker.login(member))
        assert "demande à rejoindre" not in (await opened.get("/bureau/reseau")).text
        form = {"actor": ACTOR, "host": "brest.example"}
        assert (await opened.send_form(f"/bureau/reseau/{path}", **form)).status_code == 403


async def test_a_follow_that_leads_nowhere_is_noted_all_the_same(signed_in, silent):
    await signed_in.send_form("/bureau/reseau", address="agenda.nulle-part.example")
    assert await kinds() == ["peer.not_found"]
