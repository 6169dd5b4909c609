"""What was given up is tried again or let go, once, and never puts an older state in the place of a newer one."""

from datetime import timedelta

import pytest

from federation import inbox, owing, parked
from federation.tables import Delivery, Lookup, Received, Sent
from federation.wire import activity
from tests.federation.fediverse import NOW

HOUR = timedelta(hours=1)


async def broken(node, heard, now):
    raise RuntimeError("nobody home")


@pytest.fixture
async def failed(ours, peer):
    """An activity whose treatment failed five times."""
    await ours.take(peer, peer.says("Like", ours.actor))
    for hour in range(6):
        await work_at(ours, hour)


async def work_at(ours, hour):
    await inbox.process_due(ours.node, {"Like": broken}, now=NOW + hour * HOUR)


async def test_an_activity_that_failed_is_treated_again(ours, peer, failed):
    (item,) = await parked.items()
    assert (item.what, item.kind, item.host, item.again) == ("received", "Like", peer.host, True)
    assert "nobody home" in item.reason
    assert await parked.retry(item.what, item.id, now=NOW + 9 * HOUR) == peer.host
    assert await parked.retry(item.what, item.id, now=NOW + 9 * HOUR) is None
    await work_at(ours, 9)
    assert await Received.select(Received.attempts) == [{"attempts": 1}]
    assert await parked.items() == []


async def test_an_activity_that_is_let_go_is_heard_no_more(ours, peer, failed):
    (item,) = await parked.items(peer.host)
    assert await parked.items("another.example") == []
    assert await parked.drop(item.what, item.id) == peer.host
    assert await parked.drop(item.what, item.id) is None
    assert await parked.count() == 0
    assert await Received.select(Received.state, Received.reason) == [{"state": "ignored", "reason": "let go"}]


async def test_an_activity_whose_text_is_erased_can_only_be_let_go(ours, peer, failed):
    await Received.update({Received.body: ""}, force=True)
    (item,) = await parked.items()
    assert not item.again
    assert await parked.retry(item.what, item.id, now=NOW) is None
    assert await parked.drop(item.what, item.id) == peer.host


@pytest.fixture
async def refused(ours, net, peer):
    """A delivery that the other server refused."""
    said = activity.follow(id=f"{ours.actor}/activites/1", actor=ours.actor, target=peer.actor)
    await owing.owe(said, [peer.inbox], thing="t", public=False, now=NOW)
    await Delivery.update({Delivery.state: "parked", Delivery.last_status: 422, Delivery.last_error: "no"}, force=True)
    return (await parked.items())[0]


async def test_a_delivery_is_sent_again(ours, net, peer, refused):
    assert (refused.what, refused.kind, refused.about, refused.reason) == ("delivery", "Follow", "t", "422 no")
    assert await parked.retry("delivery", refused.id, now=NOW) == peer.host
    await ours.deliver()
    assert [said["type"] for said in net.told(peer.host)] == ["Follow"]


@pytest.mark.parametrize(("later", "sent"), [(timedelta(0), 1), (HOUR, 0)])
async def test_what_newer_news_has_overtaken_is_not_sent_any_more(ours, net, peer, refused, later, sent):
    row = {"thing": "t", "inbox": peer.inbox, "host": peer.host, "kind": "Update", "activity": "b"}
    await Sent(at=NOW + later, **row).save()
    assert await parked.retry("delivery", refused.id, now=NOW + HOUR) == peer.host
    await ours.deliver(NOW + HOUR)
    assert (len(net.told(peer.host)), await Delivery.count()) == (sent, 0)


async def test_a_delivery_is_let_go(refused, peer):
    assert await parked.drop("delivery", refused.id) == peer.host
    assert not await Delivery.exists()


@pytest.mark.parametrize("act", ["retry", "drop"])
async def test_a_reading_is_owed_again_or_let_go(ours, peer, act):
    row = {
        "kind": "event",
        "sponsor": "",
        "attempts": 3,
        "created_at": NOW,
        "due_at": NOW,
        "last_error": "content type",
    }
    await Lookup(url=f"{peer.url}/e/1", state="parked", **row).save()
    (item,) = await parked.items(peer.host)
    assert (item.what, item.reason) == ("lookup", "content type")
    done = parked.retry("lookup", item.id, now=NOW) if act == "retry" else parked.drop("lookup", item.id)
    assert await done == peer.host
    left = [{"state": "owed", "attempts": 0}] if act == "retry" else []
    assert await Lookup.select(Lookup.state, Lookup.attempts) == left


@pytest.mark.parametrize("what", ["", "delivery", "received", "other", "lookup"])
@pytest.mark.parametrize("id", ["", "x", "9" * 30, "-1", "1; DROP", "٣"])
async def test_what_is_not_there_is_not_found(ours, what, id):
    assert await parked.retry(what, id, now=NOW) is None
    assert await parked.drop(what, id) is None
