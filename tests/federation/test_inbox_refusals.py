"""What the inbox does not let in: each refusal with the good request beside it, and no effect but a line in the log."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from federation import admission, inbox
from federation.actors import Missing
from federation.tables import Peer, Received, Refusal, RemoteActor, run
from tests.federation.fediverse import NOW, key_number

MINUTE = timedelta(minutes=1)


async def refused(ours, net, snapshot, request, statuses, *, fetches=0):
    """Give a request and check that nothing came of it but one line of the log."""
    before, asked = await snapshot(), len(net.asked)
    receipt = await inbox.receive(ours.node, request, NOW)
    assert receipt.status in statuses, receipt
    assert len(net.asked) - asked == fetches
    assert await snapshot() == before
    assert await Refusal.count() == 1
    return receipt


def unsigned(request):
    kept = [line for line in request.headers if line[0] not in ("signature", "signature-input")]
    return replace(request, headers=kept)


@pytest.mark.parametrize("scheme", ["cavage", "rfc9421"])
@pytest.mark.parametrize("place", ["/ap/inbox", "/ap/bibliotheques/jean_mace/inbox"])
async def test_t01_unsigned(ours, net, peer, snapshot, scheme, place):
    url = f"{ours.node.url}{place}"
    request = peer.signed(peer.says("Follow", ours.actor), url=url, scheme=scheme)
    await refused(ours, net, snapshot, unsigned(request), {401})
    assert (await inbox.receive(ours.node, request, NOW)).status == 202


@pytest.mark.parametrize("scheme", ["cavage", "rfc9421"])
async def test_t02_another_body(ours, net, peer, snapshot, scheme):
    request = peer.signed(peer.says("Follow", ours.actor), url=ours.inbox, scheme=scheme)
    body = json.dumps(peer.says("Follow", ours.group)).encode()
    await refused(ours, net, snapshot, replace(request, body=body), {401})
    assert (await inbox.receive(ours.node, request, NOW)).status == 202


async def test_t14_the_same_activity_twenty_times_has_one_effect(ours, net, peer):
    said = peer.says("Follow", ours.actor)
    for second in range(20):
        receipt = await ours.take(peer, said, now=NOW + timedelta(seconds=second))
        assert receipt.status == 202
    await inbox.process_due(ours.node, {}, now=NOW + MINUTE)
    await ours.deliver(NOW + MINUTE)
    assert await ours.followers() == [peer.actor]
    assert [said["type"] for said in net.told(peer.host)] == ["Accept"]


async def test_the_same_request_twice_is_taken_once(ours, peer):
    request = peer.signed(peer.says("Follow", ours.actor), url=ours.inbox)
    assert (await inbox.receive(ours.node, request, NOW)).reason == ""
    assert await inbox.receive(ours.node, request, NOW) == inbox.Receipt(202, "heard already")
    assert await Received.count() == 1


async def test_t13_a_request_for_another_inbox(ours, net, peer, snapshot):
    request = peer.signed(peer.says("Follow", ours.actor), url=ours.inbox)
    moved = replace(request, url=f"{ours.group}/inbox")
    # The actor is read once to learn its key; that is all.
    receipt = await inbox.receive(ours.node, moved, NOW)
    assert (receipt.status, await Received.count()) == (401, 0)


async def test_t15_another_body_under_the_same_id_has_no_effect(ours, peer):
    said = peer.says("Follow", ours.actor)
    await ours.hear(peer, said)
    outcome = await ours.hear(peer, {**said, "object": ours.group})
    assert outcome == ("ignored", "another body under the same id")
    assert await run("SELECT local_actor FROM fed_follower") == [{"local_actor": ours.actor}]


@pytest.mark.parametrize("scheme", ["cavage", "rfc9421"])
async def test_t16_the_actor_of_another_server(ours, net, peer, other, snapshot, scheme):
    said = {**peer.says("Follow", ours.actor), "actor": other.actor, "id": f"{other.url}/x"}
    request = peer.signed(said, url=ours.inbox, signer=peer.actor, scheme=scheme)
    await refused(ours, net, snapshot, request, {403})


async def test_t16_the_actor_of_another_server_that_is_known(ours, net, peer, other, snapshot):
    await ours.hear(peer, peer.says("Follow", ours.actor))
    said = {**other.says("Delete", other.actor), "actor": other.actor}
    request = peer.signed(said, url=ours.inbox, signer=peer.actor)
    await refused(ours, net, snapshot, request, {403})


async def test_t17_a_key_that_names_an_owner_who_does_not_list_it(ours, net, peer):
    victim, key_id = peer.actor, f"{peer.url}/uploads/key"
    pem = peer.publish(f"{peer.url}/ap/attacker", number=7)["publicKey"]["publicKeyPem"]
    net.show(key_id, {"id": key_id, "type": "Key", "owner": victim, "publicKeyPem": pem})
    said = peer.says("Follow", ours.actor, victim)
    receipt = await ours.take(peer, said, key=key_number(7), key_id=key_id)
    assert (receipt.status, receipt.reason) == (403, "owner")
    assert await Received.count() == 0
    assert key_id not in net.gets()


async def test_t18_a_document_with_another_id_is_not_cached(ours, net, peer, other, snapshot):
    wicked = f"{peer.url}/ap/wicked"
    document = peer.publish(wicked, number=7)
    net.show(wicked, {**document, "id": other.actor, "inbox": f"{other.actor}/inbox"})
    request = peer.signed(peer.says("Follow", ours.actor, wicked), url=ours.inbox)
    await refused(ours, net, snapshot, request, {401}, fetches=1)
    assert await RemoteActor.count() == 0


async def test_t19_the_actor_document_of_a_victim_at_another_address(ours, net, peer, other, snapshot):
    await ours.hear(other, other.says("Follow", ours.actor))
    before = await RemoteActor.select()
    document = net.pages[other.actor][2]
    key = peer.publish(f"{peer.url}/ap/wicked", number=7)["publicKey"]["publicKeyPem"]
    forged = {**document, "publicKey": {**document["publicKey"], "publicKeyPem": key}}
    net.show(f"{peer.url}/ap/wicked", forged)
    receipt = await ours.take(peer, peer.says("Follow", ours.actor, f"{peer.url}/ap/wicked"))
    assert receipt.status in (401, 403)
    assert await RemoteActor.select() == before


@pytest.mark.parametrize("kind", ["application/octet-stream", "application/json", "text/html", "image/png"])
async def test_t20_an_actor_of_another_content_type(ours, net, peer, snapshot, kind):
    net.show(peer.actor, net.pages[peer.actor][2], kind=kind)
    request = peer.signed(peer.says("Follow", ours.actor), url=ours.inbox)
    await refused(ours, net, snapshot, request, {401}, fetches=1)


async def test_t20_the_control(ours, net, peer):
    kind = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
    net.show(peer.actor, net.pages[peer.actor][2], kind=kind)
    assert (await ours.take(peer, peer.says("Follow", ours.actor))).status == 202


async def test_t21_another_actor_of_the_same_server(ours, peer):
    said = peer.says("Follow", ours.actor, peer.group)
    receipt = await ours.take(peer, said, signer=peer.actor)
    assert (receipt.status, receipt.reason) == (403, "owner")
    assert await Received.count() == 0
    assert (await ours.take(peer, said)).status == 202


@pytest.mark.parametrize(
    "actor",
    [["https://peer.example/ap/actor", "https://peer.example/ap/b"], {"name": "x"}, 7, None, "", "javascript:1"],
)
async def test_t22_no_actor(ours, net, peer, snapshot, actor):
    said = {**peer.says("Follow", ours.actor), "actor": actor}
    await refused(ours, net, snapshot, peer.signed(said, url=ours.inbox, signer=peer.actor), {400})


@pytest.mark.parametrize(
    "key_id",
    [
        "https://127.0.0.1/actor#main-key",
        "https://169.254.169.254/latest/meta-data#k",
        "file:///etc/passwd",
        "data:text/plain,x",
        "https://agenda.example.org/ap/inbox#main-key",
        "https://agenda.example.org/ap/actor#main-key",
    ],
)
async def test_t24_keys_at_addresses_that_are_never_asked(ours, net, peer, snapshot, key_id):
    request = peer.signed(peer.says("Follow", ours.actor), url=ours.inbox, key_id=key_id)
    await refused(ours, net, snapshot, request, {401, 403})


async def test_t24_our_own_actor_may_not_speak_to_us(ours, net, peer, snapshot):
    said = {**peer.says("Follow", ours.actor), "actor": ours.actor, "id": f"{ours.actor}/activites/1"}
    request = peer.signed(said, url=ours.inbox, signer=peer.actor, key_id=f"{ours.actor}#main-key")
    await refused(ours, net, snapshot, request, {401})


async def test_t25_a_silent_server_is_asked_once_in_ten_minutes(ours, net, peer):
    net.silent.add(peer.host)
    for minute in range(10):
        receipt = await ours.take(peer, peer.says("Follow", ours.actor), now=NOW + minute * MINUTE)
        assert receipt.status == 503  # its sender is to try again
    assert len(net.gets()) == 1
    net.silent.clear()
    later = NOW + 11 * MINUTE
    assert (await ours.take(peer, peer.says("Follow", ours.actor), now=later)).status == 202


async def test_t25_garbage_in_the_name_of_a_victim_costs_two_readings_and_harms_nobody(ours, net, peer):
    for _ in range(30):
        receipt = await ours.take(peer, peer.says("Follow", ours.actor), key=key_number(9))
        assert receipt.status == 401
    assert len(net.gets()) <= 2
    assert (await ours.take(peer, peer.says("Follow", ours.actor))).status == 202


async def test_t26_a_new_key_is_accepted_after_one_reading(ours, net, peer):
    await ours.hear(peer, peer.says("Follow", ours.actor))
    asked = len(net.gets())
    peer.publish(peer.actor, "Application", "relay", number=8)
    assert (await ours.take(peer, peer.says("Follow", ours.actor))).status == 202
    assert len(net.gets()) - asked == 1


async def test_t26_a_key_is_read_again_at_most_every_five_minutes(ours, net, peer):
    await ours.hear(peer, peer.says("Follow", ours.actor))
    asked = len(net.gets())
    for second in range(0, 300, 30):
        now = NOW + timedelta(seconds=second)
        assert (await ours.take(peer, peer.says("Follow", ours.actor), key=key_number(9), now=now)).status == 401
    assert len(net.gets()) - asked == 1
    late = NOW + timedelta(seconds=301)
    await ours.take(peer, peer.says("Follow", ours.actor), key=key_number(9), now=late)
    assert len(net.gets()) - asked == 2


@pytest.mark.parametrize("status", [404, 410])
async def test_t27_the_last_word_of_an_unknown_actor(ours, net, peer, status):
    net.show(peer.group, {}, status=status)
    for second in range(3):
        now = NOW + timedelta(seconds=second)
        assert (await ours.take(peer, peer.says("Delete", peer.group, peer.group), now=now)).status == 202
    assert net.gets() == [peer.group]
    assert await Received.count() == 0


async def test_an_actor_that_is_gone_may_say_nothing_else(ours, net, peer):
    net.show(peer.group, {}, status=410)
    receipt = await ours.take(peer, peer.says("Follow", ours.actor, peer.group))
    assert (receipt.status, receipt.reason) == (401, Missing.GONE)


@pytest.mark.parametrize("blocked", ["peer.example", "example"])
async def test_t46_a_blocked_server_and_those_under_a_blocked_domain(ours, net, peer, snapshot, blocked):
    await Peer(host=blocked, blocked_at=NOW).save()
    request = peer.signed(peer.says("Follow", ours.actor), url=ours.inbox)
    await refused(ours, net, snapshot, request, {403})


async def test_t46_the_neighbours_of_a_blocked_server(ours, peer):
    await Peer(host="other-peer.example", blocked_at=NOW).save()
    assert (await ours.take(peer, peer.says("Follow", ours.actor))).status == 202


async def test_t45_more_than_the_inbox_takes_in_a_minute(ours, net, peer, other, monkeypatch):
    monkeypatch.setattr(admission, "MOST_A_MINUTE", 5)
    statuses = [(await ours.take(peer, peer.says("Follow", ours.actor))).status for _ in range(7)]
    assert statuses == [202] * 5 + [429] * 2
    assert (await ours.take(other, other.says("Follow", ours.actor))).status == 202


async def test_an_activity_id_of_another_server(ours, net, peer, other, snapshot):
    said = {**peer.says("Follow", ours.actor), "id": f"{other.url}/activities/1"}
    await refused(ours, net, snapshot, peer.signed(said, url=ours.inbox), {403})


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"content-encoding": "gzip"}, 415),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/json"}, 415),
    ],
)
async def test_bodies_that_are_not_ours_to_read(ours, net, peer, snapshot, changes, status):
    request = peer.signed(peer.says("Follow", ours.actor), url=ours.inbox)
    kept = [line for line in request.headers if line[0] not in changes]
    await refused(ours, net, snapshot, replace(request, headers=[*kept, *changes.items()]), {status})


async def test_a_body_that_is_too_large(ours, net, peer, snapshot):
    request = peer.signed(peer.says("Follow", ours.actor), url=ours.inbox)
    await refused(ours, net, snapshot, replace(request, body=b" " * (1_048_577)), {413})


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"id":1}', b'{"a":1,"a":2}', b"\xff\xfe", b"[" * 100_000])
async def test_malformed_bodies(ours, net, peer, snapshot, body):
    await refused(ours, net, snapshot, peer.signed(body, url=ours.inbox), {400})
