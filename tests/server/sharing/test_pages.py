"""The page of the network and its API: one address, words for what came of it, administrators only."""

import pytest

from federation.tables import Follower, Following, Peer, RemoteEvent
from server.foundation.http import Answer, Door
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
    refused = await program.post("/api/v1/peers", json={"url": "agenda.nulle-part.example"})
    assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")
    assert (await client.get("/api/v1/peers")).status_code == 401
    assert (await program.post("/api/v1/peers", json={"url": "x", "more": 1})).status_code == 400
    assert not await RemoteEvent.exists()
