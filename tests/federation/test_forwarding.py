"""Activities that somebody passes on: taken when their author has proven them, and only then (T29)."""

import copy
import json
from datetime import timedelta

import pytest

from federation import inbox
from federation.actors import Missing
from federation.signatures import BadSignature, keys, multikey, proof
from federation.tables import Activity, Peer, Received, Refusal, RemoteActor
from tests.federation.fediverse import NOW, Remote, ed25519_number

DAY = timedelta(days=1)
KEY = ed25519_number(300)


def with_multikey(remote, id, key=KEY, *, method=None, controller=None, **fields):
    """Publish an actor with a Multikey; return the id of that key."""
    method = method or f"{id}#ed25519"
    value = multikey.write(key.public_key())
    entry = {"id": method, "type": "Multikey", "controller": controller or id, "publicKeyMultibase": value}
    kind, name = ("Application", "relay") if id == remote.actor else ("Group", "centre")
    remote.publish(id, kind, name, number=remote.number if id == remote.actor else remote.number + 100)
    document = remote.net.pages[id][2] | {"assertionMethod": [entry | fields]}
    remote.net.show(id, document)
    return method


@pytest.fixture
def author(peer):
    """The author of what is passed on, with a Multikey."""
    with_multikey(peer, peer.group)
    return peer


@pytest.fixture
def relay(net):
    """Who passes it on."""
    return Remote(net, "relais.example", number=7)


def proven(author, said, *, key=KEY, method=None, now=NOW):
    return proof.sign(said, key=key, method=method or f"{author.group}#ed25519", now=now)


async def passed_on(ours, relay, said, **more):
    return await ours.take(relay, said, signer=relay.actor, **more)


async def test_what_its_author_has_proven_may_be_passed_on_by_anybody(ours, net, author, relay):
    await ours.follows(author, author.group)
    said = proven(author, author.says("Create", author.event(), author.group))
    for scheme in ("cavage", "rfc9421"):
        assert (await passed_on(ours, relay, said, scheme=scheme)).status == 202
    await inbox.process_due(ours.node, {}, now=NOW)
    (row,) = await ours.received()
    assert (row["state"], row["actor"], row["host"]) == ("processed", author.group, author.host)
    assert sorted(net.gets()) == sorted([relay.actor, author.group])
    # It is who brought it that has shown to be alive.
    heard = await Peer.select(Peer.host).where(Peer.heard_at == NOW)
    assert [row["host"] for row in heard] == [relay.host]


async def test_another_actor_of_the_author_s_server_may_pass_it_on(ours, author):
    said = proven(author, author.says("Follow", ours.actor, author.group))
    assert (await ours.take(author, said, signer=author.actor)).status == 202
    bare = author.says("Follow", ours.actor, author.group)
    assert await ours.take(author, bare, signer=author.actor) == inbox.Receipt(403, "owner")


def changed(said, path, value):
    copied = copy.deepcopy(said)
    *way, last = path
    inner = copied
    for name in way:
        inner = inner[name]
    inner[last] = value
    return copied


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (["object", "name"], "Autre chose", "proof:signature"),
        (["to"], [], "proof:signature"),
        (["proof", "cryptosuite"], "eddsa-rdfc-2022", "proof:kind"),
        (["proof", "type"], "RsaSignature2017", "proof:kind"),
        (["proof", "proofPurpose"], "authentication", "proof:kind"),
        (["proof", "expires"], "2027-01-01T00:00:00Z", "proof:expired"),
        (["proof", "verificationMethod"], "https://peer.example/ap/bibliotheques/centre#other", "multibase"),
        (["proof", "proofValue"], "z111", "proof:signature"),
        (["proof", "verificationMethod"], "https://relais.example/ap/actor#ed25519", "owner"),
        (["proof"], None, "owner"),
        (["proof"], {}, "owner"),
        (["signature"], {"type": "RsaSignature2017", "signatureValue": "x"}, "proof:signature"),
    ],
)
async def test_t29_anything_less_is_refused(ours, net, author, relay, snapshot, path, value, reason):
    with_multikey(relay, relay.actor)
    said = proven(author, author.says("Create", author.event(), author.group))
    receipt = await passed_on(ours, relay, changed(said, path, value))
    assert receipt == inbox.Receipt(403, reason)
    assert await Received.count() == 0
    assert len(net.gets()) <= 3
    assert (await passed_on(ours, relay, said)).status == 202


@pytest.mark.parametrize("reason", ["proof:kind", "proof:signature", "none"])
async def test_t29_a_bad_proof_does_not_stand_in_the_way_of_its_author(ours, author, reason):
    said = proven(author, author.says("Follow", ours.actor, author.group))
    said["proof"] = {
        "proof:kind": said["proof"] | {"cryptosuite": "of tomorrow"},
        "proof:signature": said["proof"] | {"proofValue": "z111"},
        "none": ["garbage", {"type": 3}, None],
    }[reason]
    assert await ours.hear(author, said) == ("processed", "")


@pytest.mark.parametrize(
    "fields",
    [
        {"controller": "https://relais.example/ap/actor"},
        {"method": "https://relais.example/ap/actor#ed25519"},
        {"type": "JsonWebKey"},
        {"key": keys.generate_ed25519()},
        {"publicKeyMultibase": multikey.write(keys.generate().public_key())},
        {"publicKeyMultibase": "z6Mk"},
        {"publicKeyMultibase": None},
    ],
    ids=["controller", "id", "kind", "another key", "rsa", "short", "none"],
)
async def test_t29_a_key_that_the_author_does_not_list_as_its_own(ours, peer, relay, fields):
    with_multikey(peer, peer.group, **fields)
    said = peer.says("Follow", ours.actor, peer.group)
    receipt = await passed_on(ours, relay, proven(peer, said))
    assert receipt.status == 403
    with_multikey(peer, peer.group)
    # Its author is read once more, as for a signature that does not fit.
    assert (await passed_on(ours, relay, proven(peer, said))).status == 202


async def test_the_author_s_new_key_is_read_once_in_five_minutes(ours, net, author, relay):
    assert (await passed_on(ours, relay, proven(author, author.says("Follow", ours.actor, author.group)))).status == 202
    other = ed25519_number(301)
    with_multikey(author, author.group, other)
    said = proven(author, author.says("Follow", ours.group, author.group), key=other)
    assert (await passed_on(ours, relay, said)).status == 202
    forged = proven(author, author.says("Follow", ours.group, author.group))
    for _ in range(5):
        assert (await passed_on(ours, relay, forged)).status == 403
    assert net.gets().count(author.group) == 2


@pytest.mark.parametrize(
    ("age", "status"), [(-DAY, 403), (timedelta(), 202), (29 * DAY, 202), (31 * DAY, 403), (400 * DAY, 403)]
)
async def test_an_old_activity_does_not_come_again_when_its_id_is_forgotten(ours, author, relay, age, status):
    said = proven(author, author.says("Follow", ours.actor, author.group), now=NOW - age)
    receipt = await passed_on(ours, relay, said)
    assert receipt.status == status
    assert status == 202 or receipt.reason == "proof:time"


async def test_who_brings_it_must_sign_as_itself(ours, net, author, relay, other):
    said = proven(author, author.says("Follow", ours.actor, author.group))
    forged = {"key": other.keys[other.actor]}
    assert await passed_on(ours, relay, said, **forged) == inbox.Receipt(401, "signature")
    # Nobody has been asked for the author's key on the word of somebody who is not known.
    assert net.gets() == [relay.actor]
    assert (await passed_on(ours, relay, said)).status == 202


@pytest.mark.parametrize("blocked", ["peer.example", "relais.example"])
async def test_t46_neither_of_a_blocked_server_nor_by_one(ours, net, author, relay, blocked):
    await Peer.insert(Peer(host=blocked, blocked_at=NOW))
    said = proven(author, author.says("Follow", ours.actor, author.group))
    assert await passed_on(ours, relay, said) == inbox.Receipt(403, "blocked")
    assert net.asked == []
    await Peer.update({Peer.blocked_at: None}, force=True)
    assert (await passed_on(ours, relay, said)).status == 202


async def test_t27_a_forwarder_that_is_gone_takes_nobody_with_it(ours, net, author, relay):
    """A Delete in a victim's name, brought by an actor whose own server says 410: the victim stays."""
    await ours.hear(author, author.says("Follow", ours.actor, author.group))
    said = proven(author, author.says("Delete", author.group, author.group), key=keys.generate_ed25519())
    net.show(relay.actor, {}, status=410)
    assert await passed_on(ours, relay, said) == inbox.Receipt(401, Missing.GONE)
    assert await ours.followers() == [author.group]
    assert await RemoteActor.count() == 1
    row = await Refusal.select(Refusal.actor).first()
    assert row["actor"] == relay.actor
    assert await passed_on(ours, relay, said) == inbox.Receipt(401, "asked_lately")
    assert net.gets().count(relay.actor) == 1


@pytest.mark.parametrize("scheme", ["cavage", "rfc9421"])
async def test_a_request_may_be_signed_with_a_multikey(ours, author, scheme):
    said = author.says("Follow", ours.actor, author.group)
    by = {"key": KEY, "key_id": f"{author.group}#ed25519", "scheme": scheme}
    assert (await ours.take(author, said, **by)).status == 202
    wrong = by | {"key": keys.generate_ed25519()}
    assert (await ours.take(author, author.says("Follow", ours.group, author.group), **wrong)).status == 401


async def test_what_a_hub_points_out_is_proven_and_can_be_read_so(ours, net, peer):
    """What we pass on is taken by another Agendathèque, whoever brings it."""
    ours.as_hub()
    await ours.follows(peer)
    reader = Remote(net, "lecteur.example", number=6)
    await ours.followed_by(reader)
    await ours.hear(peer, peer.says("Create", peer.event(), peer.group))
    await ours.deliver()
    (said,) = net.told(reader.host, "Announce")
    public = {f"{ours.actor}#ed25519": multikey.write(ed25519_number(-1).public_key())}
    assert proof.verify(said, public, now=NOW) == NOW
    assert said["@context"] == ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v1"]
    # It is kept, and served, with its proof.
    kept = await Activity.select(Activity.document, Activity.public).where(Activity.id == said["id"]).first()
    assert (json.loads(kept["document"]), kept["public"]) == (said, True)
    with pytest.raises(BadSignature, match="proof:signature"):
        proof.verify(said | {"object": "https://peer.example/other"}, public, now=NOW)


LD = {"type": "RsaSignature2017", "creator": "https://peer.example/ap/bibliotheques/centre#main-key"}


async def test_t28_a_linked_data_signature_proves_nothing(ours, net, author, relay):
    said = author.says("Follow", ours.actor, author.group)
    for signature in (LD | {"signatureValue": "x"}, [LD], "x"):
        assert await passed_on(ours, relay, said | {"signature": signature}) == inbox.Receipt(403, "owner")
    assert await passed_on(ours, relay, {**said, "@graph": [said]}) == inbox.Receipt(400, "malformed:graph")
    assert net.asked == []
    # Its own author may put one, and words of its own: neither is read, nor is any context fetched.
    words = {"@context": ["https://attacker.example/context", {"actor": "as:object", "object": "as:actor"}]}
    assert await ours.hear(author, {**said, **words, "signature": LD}) == ("processed", "")
    assert await ours.followers() == [author.group]
    assert not any("context" in url for url in net.gets())
