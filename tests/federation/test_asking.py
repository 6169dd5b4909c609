"""Signed GETs: who asks is known, a blocked host is told no, and nobody is kept from what is public."""

import httpx
import pytest
from litestar import Litestar, get

from federation import asking, outbox, routes, signatures
from federation.signatures import BadSignature
from federation.tables import Peer, Refusal, RemoteActor
from tests.federation.fediverse import NOW, Remote, key_number, sample, uuid_of


@pytest.fixture
async def web(ours):
    """A client of our node's addresses, and of one that tells who asks."""

    @get("/ap/who")
    async def who(request: asking.Asked) -> dict[str, str | None]:
        try:
            found = await asking.asker_of(ours.node, request, now=NOW)
        except BadSignature as fault:
            return {"refused": f"{fault.status} {fault.reason}"}
        return {"asker": found.id if found else None}

    app = Litestar(route_handlers=[*routes.handlers(ours.node, lambda: NOW), who], openapi_config=None)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=ours.node.url) as client:
        yield client


def knock(remote, url, *, signer=None, key_id=None, key=None, scheme="cavage", now=NOW):
    """The headers of a signed GET."""
    sign = signatures.sign_cavage if scheme == "cavage" else signatures.sign_rfc9421
    who = signer or remote.actor
    parts = {"key_id": key_id or f"{who}#main-key", "key": key or remote.keys[who], "now": now}
    return sign("GET", url, {"Accept": "application/activity+json"}, b"", **parts)


async def who(ours, web, remote, path="/ap/who", **forged):
    url = f"{ours.node.url}{path}"
    return (await web.get(url, headers=knock(remote, url, **forged))).json()


@pytest.mark.parametrize("scheme", ["cavage", "rfc9421"])
@pytest.mark.parametrize("path", ["/ap/who", "/ap/who?depuis=3&x=a%20b"])
async def test_who_asks_is_known_after_one_reading_of_its_actor(ours, net, web, peer, scheme, path):
    for _ in range(2):
        assert await who(ours, web, peer, path, scheme=scheme) == {"asker": peer.actor}
    assert net.gets() == [peer.actor]
    assert await who(ours, web, peer, path, scheme=scheme, signer=peer.group) == {"asker": peer.group}


async def test_nobody_is_named_by_an_unsigned_request(web):
    assert (await web.get("/ap/who")).json() == {"asker": None}
    assert await Refusal.count() == 0


async def test_somebody_else_s_key_is_refused_and_noted(ours, web, peer, other):
    assert await who(ours, web, peer, key=other.keys[other.actor]) == {"refused": "401 signature"}
    stranger = {"key_id": f"{peer.actor}#another-key"}
    assert await who(ours, web, peer, **stranger) == {"refused": "403 owner"}
    rows = await Refusal.select().order_by(Refusal.id)
    assert [(row["host"], row["actor"], row["status"]) for row in rows] == [
        (peer.host, peer.actor, 401),
        (peer.host, peer.actor, 403),
    ]
    assert await who(ours, web, peer) == {"asker": peer.actor}


async def test_a_request_for_another_address_does_not_count(ours, web, peer):
    url = f"{ours.node.url}/ap/who"
    answer = await web.get(f"{url}?depuis=2", headers=knock(peer, url, scheme="rfc9421"))
    assert answer.json() == {"refused": "401 signature"}
    assert await who(ours, web, peer) == {"asker": peer.actor}


@pytest.mark.parametrize("form", ["key document", "actor without fragment"])
async def test_a_key_with_an_address_of_its_own(ours, net, web, peer, form):
    id, key_id = f"{peer.url}/users/relay", f"{peer.url}/users/relay/main-key"
    actor = peer.publish(id, "Service")
    actor["publicKey"]["id"] = key_id
    net.show(id, actor)
    document = {"id": key_id, "owner": id, **actor["publicKey"]} if form == "key document" else actor
    net.show(key_id, document)
    for _ in range(2):
        assert await who(ours, web, peer, signer=id, key_id=key_id) == {"asker": id}
    assert net.gets().count(key_id) == 1


async def test_a_key_document_that_names_another_s_actor_as_its_owner(ours, net, web, peer, other):
    key_id = f"{peer.url}/key"
    net.show(key_id, {"id": key_id, "owner": other.actor, "publicKeyPem": "x"})
    assert await who(ours, web, peer, key_id=key_id) == {"refused": "401 actor:refused"}
    net.show(key_id, {"id": key_id, "owner": peer.group, "publicKeyPem": "x"})
    # Asked once in ten minutes: what was refused is not asked for again at once.
    assert await who(ours, web, peer, key_id=key_id) == {"refused": "401 asked_lately"}
    assert net.gets() == [key_id]
    assert await RemoteActor.count() == 0


async def test_a_blocked_host_is_told_no_and_not_asked_for_its_key(ours, net, web, peer, other):
    await Peer.insert(Peer(host="example", blocked_at=NOW))
    assert await who(ours, web, peer) == {"refused": "403 blocked"}
    await Peer.update({Peer.blocked_at: None}, force=True)
    assert await who(ours, web, peer) == {"asker": peer.actor}
    assert net.gets() == [peer.actor]


async def test_a_key_of_ours_is_no_other_server_s(ours, net, web, peer):
    assert await who(ours, web, peer, key_id=f"{ours.actor}#main-key", key=key_number(-1)) == {"refused": "401 ours"}
    assert net.asked == []


async def test_a_silent_server_is_asked_once(ours, net, web, peer):
    net.silent.add(peer.host)
    assert await who(ours, web, peer) == {"refused": "503 actor:unreachable"}
    assert await who(ours, web, peer) == {"refused": "503 asked_lately"}
    assert net.gets() == [peer.actor]


def public(ours):
    """The addresses of what is public, with an event and what was said of it."""
    event = f"{ours.node.url}/ap/evenements/{uuid_of(9)}"
    parts = [event, f"{event}/participants", f"{event}/organisateurs", f"{event}/activites/1-create"]
    collections = [
        f"{actor}/{name}"
        for actor in (ours.actor, ours.group)
        for name in ("outbox", "evenements-a-venir", "followers", "following")
    ]
    return [*parts, ours.group, *collections, f"{ours.actor}/outbox?page=1"]


@pytest.mark.parametrize("scheme", ["cavage", "rfc9421"])
async def test_public_documents_are_for_all_but_the_blocked(ours, net, web, peer, other, scheme):
    event = sample(f"{ours.node.url}/ap/evenements/{uuid_of(9)}", ours.group)
    await outbox.say(ours.node, kind="create", event=event, now=NOW)
    await Peer.insert(Peer(host=peer.host, blocked_at=NOW))
    for url in public(ours):
        answer = await web.get(url, headers=knock(peer, url, scheme=scheme))
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json"), url
        assert (answer.json()["detail"], answer.json()["status"]) == ("blocked", 403)
        assert "no-store" in answer.headers["cache-control"]
        forged = knock(other, url, scheme=scheme, key=key_number(55))
        for headers in ({}, knock(other, url, scheme=scheme), forged, {"Signature": "garbage"}):
            assert (await web.get(url, headers=headers)).status_code == 200, url
    assert net.asked == []


async def test_the_instance_is_readable_whoever_asks(ours, web, peer):
    await Peer.insert(Peer(host=peer.host, blocked_at=NOW))
    answer = await web.get(ours.actor, headers=knock(peer, ours.actor))
    assert (answer.status_code, answer.json()["id"]) == (200, ours.actor)
    assert (await web.get(ours.group, headers=knock(peer, ours.group))).status_code == 403


async def test_two_hosts_of_one_name_do_not_share_a_block(ours, net, web):
    await Peer.insert(Peer(host="peer.example", blocked_at=NOW))
    neighbour = Remote(net, "peer.example.net", number=3)
    assert await who(ours, web, neighbour) == {"asker": neighbour.actor}
