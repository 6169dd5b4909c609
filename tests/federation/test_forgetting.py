"""What other servers make us keep is forgotten in its time, and nothing that is still needed."""

from datetime import timedelta

from federation import forgetting, lookups, owing
from federation.tables import Activity, Delivery, Follower, Lookup, Received, run
from federation.wire import activity
from tests.federation.fediverse import NOW

DAY = timedelta(days=1)


async def test_what_failed_for_good_is_forgotten_as_what_was_treated(ours, peer):
    async def fails(node, heard, now):
        raise RuntimeError

    for kind in ("Join", "Follow"):
        await ours.take(peer, peer.says(kind, ours.actor))
    for hour in range(8):
        await ours.hear(peer, peer.says("Like", ours.actor), handlers={"Join": fails}, now=NOW + hour * DAY / 24)
    await run("UPDATE fed_received SET state = 'received' WHERE type = 'Follow'")
    await forgetting.sweep(NOW + 60 * DAY)
    assert {"error", "ignored", "received"} == {row["state"] for row in await Received.select(Received.state)}
    await forgetting.sweep(NOW + 61 * DAY)
    assert [row["type"] for row in await Received.select(Received.type)] == ["Follow"]


async def test_what_was_given_up_is_forgotten_two_months_later(ours, peer):
    said = activity.follow(id=f"{ours.actor}/activites/x", actor=ours.actor, target="x")
    await owing.owe(said, [peer.inbox, f"{peer.actor}/inbox"], thing="x", public=False, now=NOW)
    for number in (1, 2):
        await lookups.owe("event", peer.event(number)["id"], sponsor=peer.actor, now=NOW)
    await run("UPDATE fed_delivery SET state = 'parked' WHERE inbox = {}", peer.inbox)
    await run("UPDATE fed_lookup SET state = 'parked' WHERE url = {}", peer.event(1)["id"])
    for days, left in ((60, 2), (61, 1)):
        await forgetting.sweep(NOW + days * DAY)
        assert (await Delivery.count(), await Lookup.count()) == (left, left)
    assert await Delivery.select(Delivery.state).output(as_list=True) == ["owed"]


async def test_the_answers_to_follows_are_forgotten_and_the_followers_are_not(ours, peer, other):
    for _ in range(3):
        await ours.followed_by(peer)
        assert (await ours.hear(peer, peer.says("Undo", {"type": "Follow", "object": ours.actor})))[0] == "processed"
    await ours.followed_by(peer)
    await ours.hear(other, other.says("Follow", ours.actor))
    assert await Activity.count() == 5
    await forgetting.sweep(NOW + 60 * DAY)
    assert await Activity.count() == 5
    await forgetting.sweep(NOW + 61 * DAY)
    assert await Activity.count() == await Delivery.count() == 1
    assert await Follower.count() == 2
