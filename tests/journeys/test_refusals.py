"""Whoever is not who they say is told so at the inbox, and nothing is kept of it."""

from datetime import timedelta

import pytest

from federation.signatures import keys
from tests.journeys.forger import LoopbackPeer, Signer, follow, signed
from tests.journeys.instances import until

SCHEMES = ("cavage", "rfc9421")
STALE = timedelta(hours=3)
AHEAD = timedelta(hours=-3)


class Scene:
    """An instance whose worker has stopped (what its inbox keeps stays there), and a peer with two known actors."""

    def __init__(self, instance, peer):
        self.instance, self.peer = instance, peer
        self.inbox = f"{instance.url}/ap/inbox"
        self.target = f"{instance.url}/ap/actor"
        self.friend, self.neighbour = peer.actor("friend"), peer.actor("neighbour")

    def follow(self, signer, scheme, *, actor="", **more):
        """A Follow by `actor` (the signer unless told otherwise), signed by `signer`."""
        return signed(signer, self.inbox, follow(actor or signer.actor, self.target), scheme=scheme, **more)

    def kept(self):
        """The number of rows of each table but the log of refusals, and of that log."""
        counts = self.instance.counts()
        return counts, counts.pop("fed_refusal")


@pytest.fixture(scope="module")
def peer():
    with LoopbackPeer() as opened:
        yield opened


@pytest.fixture(scope="module")
def elsewhere():
    """Another peer: another port is another origin."""
    with LoopbackPeer() as opened:
        yield opened


@pytest.fixture(scope="module")
def scene(instance, peer):
    one = instance()
    until(one.works)
    one.kill("worker")
    made = Scene(one, peer)
    for known in (made.friend, made.neighbour):
        assert made.follow(known, "cavage").send() == 202
    return made


def unsigned(scene, scheme, elsewhere):
    post = scene.follow(scene.friend, scheme)
    post.headers = {"Content-Type": post.headers["Content-Type"]}
    return post


def wrongly_signed(scene, scheme, elsewhere):
    return scene.follow(Signer(scene.friend.actor, scene.friend.key_id, keys.generate()), scheme)


def signed_by_a_neighbour(scene, scheme, elsewhere):
    return scene.follow(scene.neighbour, scheme, actor=scene.friend.actor)


def signed_by_a_foreigner(scene, scheme, elsewhere):
    return scene.follow(elsewhere.actor("foreigner"), scheme, actor=scene.friend.actor)


def key_lent_by_a_foreigner(scene, scheme, elsewhere):
    """The key's document says that it belongs to our friend; our friend does not."""
    lender = elsewhere.actor("lender")
    elsewhere.documents["/lender"]["publicKey"]["owner"] = scene.friend.actor
    return scene.follow(lender, scheme, actor=scene.friend.actor)


def stale(scene, scheme, elsewhere):
    return scene.follow(scene.friend, scheme, age=STALE)


def from_the_future(scene, scheme, elsewhere):
    return scene.follow(scene.friend, scheme, age=AHEAD)


def body_swapped(scene, scheme, elsewhere):
    post = scene.follow(scene.friend, scheme)
    post.body = scene.follow(scene.friend, scheme).body
    return post


def for_another_inbox(scene, scheme, elsewhere):
    post = signed(scene.friend, f"{scene.target}/inbox", follow(scene.friend.actor, scene.target), scheme=scheme)
    post.url = scene.inbox
    return post


def key_behind_a_redirect(scene, scheme, elsewhere):
    """Nobody is at the actor's address but a redirection, to a machine of the inner network."""
    key = keys.generate()
    scene.peer.redirects["/moved"] = f"{elsewhere.url}/private"
    elsewhere.documents["/private"] = {"id": f"{scene.peer.url}/moved", "type": "Person"}
    return scene.follow(Signer(f"{scene.peer.url}/moved", f"{scene.peer.url}/moved#main-key", key), scheme)


def said_to_be_ours(scene, scheme, elsewhere):
    return scene.follow(Signer(scene.target, f"{scene.target}#main-key", keys.generate()), scheme)


CASES = [
    (unsigned, 401),
    (wrongly_signed, 401),
    (signed_by_a_neighbour, 403),
    (signed_by_a_foreigner, 403),
    (key_lent_by_a_foreigner, 403),
    (stale, 401),
    (from_the_future, 401),
    (body_swapped, 401),
    (for_another_inbox, 401),
    (key_behind_a_redirect, 401),
    (said_to_be_ours, 401),
]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("forged", "status"), CASES, ids=[case.__name__ for case, _ in CASES])
def test_refused_and_nothing_kept(scene, elsewhere, forged, status, scheme):
    before, refused = scene.kept()
    assert forged(scene, scheme, elsewhere).send() == status
    assert scene.kept() == (before, refused + 1)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_accepted_and_kept_once(scene, scheme):
    """The control: the same request, rightly signed, is taken; sent again, it changes nothing."""
    before, refused = scene.kept()
    post = scene.follow(scene.friend, scheme)
    assert post.send() == 202
    taken = {name: rows + (name in {"fed_received", "fed_seen"}) for name, rows in before.items()}
    assert scene.kept() == (taken, refused)
    assert post.send() == 202
    assert scene.kept() == (taken, refused)


@pytest.fixture(scope="module")
def guarded(instance):
    """An instance without the setting that demonstrations have: its network is the public one."""
    return instance(start=("web",), private=False)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_of_the_inner_network_is_asked_for(scene, guarded, peer, scheme):
    stranger = peer.actor(f"stranger-{scheme}")
    inbox, target = f"{guarded.url}/ap/inbox", f"{guarded.url}/ap/actor"
    connections = peer.connections
    for host in ("127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "[::ffff:127.0.0.1]"):
        actor = stranger.actor.replace("127.0.0.1", host)
        asks = Signer(actor, f"{actor}#main-key", stranger.key)
        assert signed(asks, inbox, follow(actor, target), scheme=scheme).send() in {401, 403, 503}, host
    assert peer.connections == connections
    assert guarded.counts()["fed_received"] == 0
    assert signed(stranger, scene.inbox, follow(stranger.actor, scene.target), scheme=scheme).send() == 202
    assert peer.connections > connections
