"""Inboxes that are not there any more: their followers are dropped after three days of nothing else, never before."""

from datetime import timedelta

import pytest

from federation import owing
from federation.tables import Delivery, Follower, Peer
from federation.wire import activity
from tests.federation.fediverse import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def owed(ours, other):
    """A follower, to whose inbox we owe something."""
    await ours.followed_by(other)
    said = activity.follow(id=f"{ours.actor}/activites/to-shared", actor=ours.actor, target="x")
    await owing.owe(said, [other.inbox], thing="x", public=False, now=NOW)


async def kept():
    return await Follower.count(), await Delivery.count()


async def answered(ours, net, other, status, days, *, step=6):
    """Deliver every six hours of these days, the other server answering all with one status."""
    net.answers[other.host] = status
    for hour in range(int(days[0] * 24), int(days[1] * 24), step):
        await ours.deliver(NOW + hour * HOUR)


@pytest.mark.parametrize("status", [404, 410])
async def test_after_three_days_the_followers_are_dropped(ours, net, other, owed, status):
    await answered(ours, net, other, status, (0, 2.9))
    assert await kept() == (1, 1)
    await answered(ours, net, other, status, (3, 5))
    assert await kept() == (0, 0)
    assert "gone" in (await Peer.select().where(Peer.host == other.host))[0]["last_error"]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_server_that_comes_back_after_days_of_silence_keeps_its_subscription(ours, net, other, owed, status):
    await answered(ours, net, other, 503, (0, 5))
    await answered(ours, net, other, status, (5, 7))
    assert await kept() == (1, 1)
    await answered(ours, net, other, 202, (7, 9))
    assert await kept() == (1, 0)


async def test_any_other_answer_begins_the_three_days_anew(ours, net, other, owed):
    await answered(ours, net, other, 404, (0, 2.5))
    await answered(ours, net, other, 503, (2.5, 4))
    await answered(ours, net, other, 404, (4, 6))
    assert await kept() == (1, 1)


async def test_what_another_delivery_was_answered_counts_for_the_inbox(ours, net, other, owed):
    net.answers[other.host] = lambda said, headers: 404 if said["id"].endswith("to-shared") else 202
    await ours.deliver()
    said = activity.follow(id=f"{ours.actor}/activites/second", actor=ours.actor, target="y")
    await owing.owe(said, [other.inbox], thing="y", public=False, now=NOW + 2 * DAY)
    await ours.deliver(NOW + 2 * DAY)
    await ours.deliver(NOW + 4 * DAY)
    assert await kept() == (1, 1)
