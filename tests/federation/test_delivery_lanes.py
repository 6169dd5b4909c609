"""Bookings pass before news, hosts that take their time are sent little at once, and nothing taken in hand is lost."""

import asyncio
from datetime import timedelta

import pytest

from federation import delivery, owing
from federation.tables import Delivery, run
from federation.wire import activity
from tests.federation.fediverse import NOW

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


async def owe(ours, host, thing, *, lane=owing.NEWS, inbox="inbox", number=1):
    said = activity.follow(id=f"{ours.actor}/activites/{host}-{thing}-{number}", actor=ours.actor, target=thing)
    await owing.owe(said, [f"https://{host}/{inbox}"], thing=thing, public=False, now=NOW, lane=lane)


def order(net):
    return [(url.split("/")[2], said["object"]) for url, said, _ in net.posted]


async def test_bookings_of_a_host_leave_before_its_news(ours, net):
    for thing in ("news1", "news2"):
        await owe(ours, "a.example", thing)
    await owe(ours, "a.example", "booking", lane=owing.BOOKINGS)
    assert await ours.deliver() == 3
    assert order(net) == [("a.example", thing) for thing in ("booking", "news1", "news2")]


async def test_hosts_that_bookings_wait_for_are_served_first(ours, net, monkeypatch):
    monkeypatch.setattr(delivery, "HOSTS", 2)
    monkeypatch.setattr(delivery, "CONNECTIONS", 1)
    for number in range(6):
        await owe(ours, f"h{number}.example", "news")
    await owe(ours, "z.example", "booking", lane=owing.BOOKINGS)
    assert await ours.deliver() == 7
    assert ("z.example", "booking") in order(net)[:2], "it is of the first two that are claimed together"


async def test_about_one_thing_the_order_holds_whatever_the_lane(ours, net):
    await owe(ours, "a.example", "x", number=1)
    await owe(ours, "a.example", "x", number=2, lane=owing.BOOKINGS)
    await owe(ours, "a.example", "y", lane=owing.BOOKINGS)
    assert await ours.deliver() == 3
    assert [said["id"][-3:] for _, said, _ in net.posted] == ["y-1", "x-1", "x-2"]


async def test_a_host_is_sent_one_and_then_two_at_once(ours, net):
    under_way, most = set(), []

    async def count(url, said):
        under_way.add(url)
        most.append(len(under_way))
        await asyncio.sleep(0.02)
        under_way.discard(url)

    net.on_post = count
    for number in range(12):
        await owe(ours, "a.example", "x", inbox=f"people/{number}/inbox", number=number)
    assert await ours.deliver() == 12
    assert most[0] == 1
    assert max(most) == 2


async def test_one_inbox_is_sent_one_at_a_time_and_in_order(ours, net):
    for number in range(12):
        await owe(ours, "a.example", f"x{number:02}")
    assert await ours.deliver() == 12
    things = [thing for _, thing in order(net)]
    assert things == sorted(things)


@pytest.mark.parametrize("times", [1, 3], ids=["less than a batch", "more"])
async def test_many_inboxes_of_one_host(ours, net, times):
    many = delivery.BATCH * times - 7
    said = activity.follow(id=f"{ours.actor}/activites/many", actor=ours.actor, target="x")
    inboxes = [f"https://a.example/people/{number}/inbox" for number in range(many)]
    assert await owing.owe(said, inboxes, thing="x", public=False, now=NOW) == many
    assert await ours.deliver() == many
    assert sorted(url for url, _, _ in net.posted) == sorted(inboxes)
    assert await Delivery.count() == 0


async def test_what_was_taken_in_hand_and_not_tried_is_given_back_as_it_was(ours, net):
    net.answers["a.example"] = 503
    for number in range(5):
        await owe(ours, "a.example", "x", inbox=f"people/{number}/inbox", number=number)
    before = {row["id"]: row for row in await Delivery.select()}
    assert await ours.deliver() == 1
    first, *others = await Delivery.select().order_by(Delivery.id)
    assert (first["attempts"], first["last_status"]) == (1, 503)
    assert others == [before[row["id"]] for row in others]
    assert (await run("SELECT locked_until FROM fed_peer"))[0]["locked_until"] is None


async def test_a_killed_sender_gives_back_what_it_had_not_tried(ours, net):
    reached = asyncio.Event()

    async def hang(url, said):
        reached.set()
        await asyncio.sleep(60)

    net.on_post = hang
    for number in range(3):
        await owe(ours, "a.example", f"x{number}")
    task = asyncio.create_task(ours.deliver())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [row["attempts"] for row in await Delivery.select().order_by(Delivery.id)] == [1, 0, 0]
    net.on_post = None
    assert await ours.deliver(NOW + SECOND) == 2
    assert await ours.deliver(NOW + MINUTE) == 1


async def test_one_result_that_cannot_be_written_hinders_no_other(ours, net):
    """As when its row is held by a trigger, a lock that lasts or a fault of ours."""
    for host in ("a.example", "b.example", "c.example"):
        await owe(ours, host, "x")
    await run("ALTER TABLE fed_delivery ADD CONSTRAINT no_parking CHECK (state <> 'parked')")
    try:
        net.answers["b.example"] = 400
        with pytest.raises(Exception, match="no_parking"):
            await ours.deliver()
    finally:
        await run("ALTER TABLE fed_delivery DROP CONSTRAINT no_parking")
    (row,) = await Delivery.select()
    assert (row["host"], row["attempts"], row["state"]) == ("b.example", 1, "owed")
