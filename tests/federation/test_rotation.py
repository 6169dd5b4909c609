"""New keys: published at once, told under the old one, refused by nobody for long, on either side of an outage."""

from datetime import timedelta

import pytest

from federation import actors, keyring, profiles, rotation, signatures
from federation.signatures import BadSignature, Request, keys, multikey
from federation.tables import Delivery, Guest, LocalActor, Received, RemoteActor, run, transaction
from federation.wire import actor as shape
from federation.wire.decode import encode
from tests.federation.fediverse import NOW, SECOND, Answer, ed25519_number, key_number

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def made(ours, number):
    """New keys as `keyring.make` makes them, without the wait."""
    key, other = key_number(number), ed25519_number(number)
    return {
        "private_key": keys.seal(key, ours.node.secret),
        "public_pem": keys.public_pem(key),
        "ed25519_key": keys.seal(other, ours.node.secret),
        "ed25519_multibase": multikey.write(other.public_key()),
    }


async def rotate(ours, actor, number=-11, *, now=NOW):
    async with transaction():
        assert await rotation.rotate(ours.node, actor, made(ours, number), now=now)


def signed_with(url, headers, body, *, now=NOW):
    """The key id and number of the key that signed a request of ours."""
    request = Request("POST", url, list(headers.items()), body)
    claim = signatures.claims(request, host=request.url.split("/")[2], now=now)[0]
    for number in (-1, -2, -11, -12):
        try:
            signatures.verify(claim, request, keys.public_pem(key_number(number)))
        except BadSignature:
            continue
        return claim.key_id.partition("#")[2], number
    return claim.key_id, None


class Strict:
    """A server that knows one key of ours and reads our actor again only when it is told to."""

    def __init__(self, net, host, number):
        self.number, self.heard, self.now = number, [], NOW
        net.answers[host] = self.take

    def take(self, said, headers):
        who = signed_with(f"https://{headers['host']}/ap/inbox", headers, encode(said), now=self.now)
        self.heard.append(who)
        return 202 if who[1] == self.number else Answer(401)


async def test_new_keys_are_published_at_once_and_the_old_one_kept_sealed(ours):
    before = await LocalActor.select().where(LocalActor.id == ours.group).first()
    await rotate(ours, ours.group)
    document = shape.write(await actors.local(ours.node, ours.group))
    pem, multi = keys.public_pem(key_number(-11)), multikey.write(ed25519_number(-11).public_key())
    assert document["publicKey"] == {"id": f"{ours.group}#cle-2", "owner": ours.group, "publicKeyPem": pem}
    (method,) = document["assertionMethod"]
    assert (method["id"], method["publicKeyMultibase"]) == (f"{ours.group}#cle-2-ed25519", multi)
    held = await LocalActor.select().where(LocalActor.id == ours.group).first()
    assert held["old_key"] == before["private_key"] != held["private_key"]
    assert (held["old_key_id"], held["old_until"]) == (f"{ours.group}#main-key", NOW + 2 * DAY)
    await rotate(ours, ours.group, -12, now=NOW + HOUR)
    assert (await actors.local(ours.node, ours.group)).key_id == f"{ours.group}#cle-3"
    # The other actors keep theirs.
    assert (await actors.local(ours.node, ours.actor)).key_id == f"{ours.actor}#main-key"


async def test_nobody_else_s_keys_are_changed(ours, peer):
    async with transaction():
        assert not await rotation.rotate(ours.node, peer.actor, made(ours, -11), now=NOW)
    assert await Delivery.count() == 0


async def test_the_followers_are_told_under_the_old_key(ours, net, peer, other):
    await ours.followed_by(peer, ours=ours.group)
    await ours.followed_by(other, ours=ours.actor)
    net.posted.clear()
    await rotate(ours, ours.group)
    await ours.deliver()
    (said,) = net.told(peer.host)
    assert (said["type"], said["actor"], said["object"]["id"]) == ("Update", ours.group, ours.group)
    assert said["object"]["publicKey"]["id"] == f"{ours.group}#cle-2"
    assert "Multikey" in said["@context"][-1]
    url, _, headers = net.posted[-1]
    assert signed_with(url, headers, encode(said)) == ("main-key", -2)
    assert net.told(other.host) == []


async def test_what_is_said_later_is_signed_with_the_new_key(ours, net, peer):
    await rotate(ours, ours.actor)
    await ours.followed_by(peer)
    url, said, headers = net.posted[-1]
    assert signed_with(url, headers, encode(said)) == ("cle-2", -11)


@pytest.mark.parametrize("knows", [-1, -11])
async def test_a_server_that_was_away_takes_what_it_is_told_whichever_key_it_knows(ours, net, peer, knows):
    """Scenario 8: the keys change while a follower is down; what waited for it is taken when it is back."""
    await ours.followed_by(peer)
    net.silent.add(peer.host)
    await rotate(ours, ours.actor)
    await ours.deliver()
    assert await Delivery.count() == 1
    net.silent.clear()
    strict = Strict(net, peer.host, knows)
    strict.now = NOW + 6 * HOUR
    await ours.deliver(strict.now)
    assert await Delivery.count() == 0
    assert strict.heard[0] == ("main-key", -1)
    assert strict.heard[-1][1] == knows


async def test_after_48_hours_the_old_key_is_erased_and_signs_nothing(ours, net, peer):
    await ours.followed_by(peer)
    net.silent.add(peer.host)
    await rotate(ours, ours.actor)
    await ours.deliver()
    await keyring.sweep(NOW + 2 * DAY - SECOND)
    assert (await keyring.signer(ours.node, f"{ours.actor}#main-key")).key_id == f"{ours.actor}#main-key"
    await keyring.sweep(NOW + 2 * DAY)
    assert await LocalActor.count().where(LocalActor.old_key != "") == 0
    net.silent.clear()
    strict = Strict(net, peer.host, -11)
    strict.now = NOW + 3 * DAY
    await run("UPDATE fed_peer SET opens_again_at = NULL")
    await ours.deliver(strict.now)
    assert strict.heard == [("cle-2", -11)]
    assert await Delivery.count() == 0


async def test_a_guest_follows_the_key_of_the_instance(ours, peer):
    guest = f"{ours.node.url}/ap/r/token"
    await Guest.insert(Guest(id=guest, name="", host=peer.host, gone_at=NOW + DAY, created_at=NOW))
    await rotate(ours, ours.actor)
    found = await keyring.signer(ours.node, guest)
    assert (found.key_id, found.other.key_id) == (f"{guest}#main-key", f"{guest}#main-key")
    assert found.key.public_key() == key_number(-11).public_key()
    assert found.other.key.public_key() == key_number(-1).public_key()


async def test_actors_made_before_get_their_second_key(ours):
    await LocalActor.update({LocalActor.ed25519_key: "", LocalActor.ed25519_multibase: ""}, force=True)
    assert (await actors.local(ours.node, ours.group)).multikeys == {}
    await keyring.equip(ours.node)
    made_ = {}
    for id in (ours.actor, ours.group):
        ((method, value),) = (await actors.local(ours.node, id)).multikeys.items()
        assert method == f"{id}#ed25519"
        made_[id] = value
    assert len(set(made_.values())) == 2
    await keyring.equip(ours.node)
    assert (await actors.local(ours.node, ours.group)).multikeys == {f"{ours.group}#ed25519": made_[ours.group]}


async def test_new_actors_have_both_keys(ours):
    id = f"{ours.node.url}/ap/bibliotheques/neuve"
    profile = profiles.Profile(id, "Group", "neuve", name="Neuve", summary="", url="", attributed_to="")
    for _ in range(2):
        await profiles.ensure(ours.node, profile, now=NOW)
    found = await actors.local(ours.node, id)
    assert keys.load_public(found.public_pem).key_size == 2048
    assert multikey.read(found.multikeys[f"{id}#ed25519"])


async def test_theirs_changed_while_we_were_away(ours, net, peer):
    """Scenario 8, the other way: what they say under a new key is taken after one reading of their actor."""
    await ours.hear(peer, peer.says("Follow", ours.actor))
    document = peer.publish(peer.actor, "Application", "relay", number=77)
    document["publicKey"]["id"] = f"{peer.actor}#cle-2"
    net.show(peer.actor, document)
    asked = len(net.asked)
    later = NOW + 6 * HOUR
    receipt = await ours.take(peer, peer.says("Undo", ours.actor), key_id=f"{peer.actor}#cle-2", now=later)
    assert (receipt.status, len(net.asked) - asked) == (202, 1)
    assert (await actors.known(peer.actor)).key_id == f"{peer.actor}#cle-2"
    # The old key is worth nothing any more, and that is not asked again within five minutes.
    old = {"key": key_number(1), "key_id": f"{peer.actor}#main-key", "now": later + SECOND}
    assert (await ours.take(peer, peer.says("Undo", ours.actor), **old)).status == 403
    assert len(net.asked) - asked == 1
    assert await Received.count() == 2


async def test_an_update_under_the_old_key_makes_us_read_the_new_one(ours, net, peer):
    await ours.hear(peer, peer.says("Follow", ours.actor))
    old = peer.keys[peer.actor]
    document = peer.publish(peer.actor, "Application", "relay", number=77)
    net.show(peer.actor, document | {"publicKey": document["publicKey"] | {"id": f"{peer.actor}#cle-2"}})
    said = peer.says("Update", document)
    assert await ours.hear(peer, said, key=old) == ("processed", "")
    await ours.look_up()
    row = await RemoteActor.select(RemoteActor.key_id).where(RemoteActor.id == peer.actor).first()
    assert row["key_id"] == f"{peer.actor}#cle-2"
    assert (await ours.take(peer, peer.says("Follow", ours.group), key_id=f"{peer.actor}#cle-2")).status == 202
