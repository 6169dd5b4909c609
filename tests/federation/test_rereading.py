"""What a push lost comes back: what is followed is read again each day, and what was given up leaves once more."""

from datetime import timedelta

import pytest

from federation import follows, owing, rereading
from federation.tables import Delivery, Lookup, RemoteEvent, run
from federation.wire import activity
from tests.federation.fediverse import NOW, Answer, Remote

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def shows(net, remote, *events):
    url = f"{remote.actor}/evenements-a-venir"
    net.show(url, {"id": url, "type": "OrderedCollectionPage", "orderedItems": list(events)})


async def follow(ours, remote):
    """Follow an instance whose actor is known."""
    await ours.follows(remote)
    await ours.hear(remote, remote.says("Like", "https://a.example/1"))


async def held():
    return sorted(await RemoteEvent.select(RemoteEvent.ap_id).output(as_list=True))


async def test_what_is_followed_is_read_again_once_a_day(ours, net, peer):
    await follow(ours, peer)
    owed = [await rereading.owe_due(NOW + hour * HOUR) for hour in range(1, 25)]
    assert owed == [0] * 23 + [1]
    shows(net, peer, peer.event())
    await ours.look_up(NOW + DAY)
    assert await held() == [peer.event()["id"]]


async def test_who_has_not_accepted_is_not_read(ours, peer):
    await follow(ours, peer)
    await run("UPDATE fed_following SET state = 'asked'")
    assert await rereading.owe_due(NOW) == 0
    assert await Lookup.count() == 0


async def test_what_another_brings_as_well_comes_back_when_a_follow_ends(ours, net, peer):
    hub = Remote(net, "hub.example", number=5)
    await follow(ours, hub)
    await follow(ours, peer)
    event = peer.event()
    peer.show_event(event)
    shows(net, peer, event)
    await ours.hear(hub, hub.says("Announce", event["id"]))
    await ours.look_up()
    assert await held() == [event["id"]]
    await follows.unfollow(ours.node, hub.actor, now=NOW)
    assert await held() == []
    await ours.look_up()
    assert await held() == [event["id"]]


@pytest.mark.parametrize(("answer", "state", "left"), [(503, "owed", 0), (422, "parked", 1)])
async def test_what_a_server_in_trouble_did_not_take_leaves_when_it_comes_back(ours, net, peer, answer, state, left):
    said = activity.follow(id=f"{ours.actor}/activites/x", actor=ours.actor, target="x")
    await owing.owe(said, [peer.inbox], thing="x", public=False, now=NOW)
    net.answers[peer.host] = Answer(answer)
    for day in range(30):
        await ours.deliver(NOW + day * DAY)
    # A dead server is probed each day with what is owed to it; what was given up before it died leaves as well.
    assert await Delivery.select(Delivery.state).output(as_list=True) == [state]
    await run("UPDATE fed_delivery SET state = 'parked'")
    net.answers[peer.host] = 202
    back = NOW + 40 * DAY
    await run("UPDATE fed_peer SET opens_again_at = {} WHERE host = {}", NOW, peer.host)
    await ours.take(peer, peer.says("Follow", ours.actor), now=back)
    await ours.deliver(back)
    assert await Delivery.count() == left
