"""Delivering: order, retries, the circuit breaker, two senders at once, and senders that die."""

import asyncio
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from federation import delivery, outbox, owing
from federation.tables import Delivery, Peer, run
from federation.wire import activity
from tests.federation.fediverse import NOW, Answer, sample, uuid_of

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def owe(ours, host, thing, number=1, *, now=NOW, kind="Follow"):
    """Owe a small activity about `thing` to a host."""
    said = activity.follow(id=f"{ours.actor}/activites/{host}-{thing}-{number}", actor=ours.actor, target=thing)
    await owing.owe({**said, "type": kind}, [f"https://{host}/inbox"], thing=thing, public=False, now=now)


async def left(host=None):
    rows = await Delivery.select().order_by(Delivery.id)
    return [row for row in rows if host in (None, row["host"])]


def ids(net, host):
    return [said["id"].rsplit("/", 1)[-1].removeprefix(f"{host}-") for said in net.told(host)]


async def test_deliveries_leave_in_order_and_are_signed(ours, net):
    for number in range(3):
        await owe(ours, "a.example", "x", number)
    assert await ours.deliver() == 3
    assert ids(net, "a.example") == ["x-0", "x-1", "x-2"]
    assert await left() == []
    assert (await Peer.select(Peer.delivered))[0]["delivered"] == 3
    _, _, headers = net.posted[0]
    assert 'keyid="https://agenda.example.org/ap/actor#main-key"' in headers["signature"].lower()
    assert headers["digest"].startswith("SHA-256=")


@pytest.mark.parametrize(
    ("software", "expected"), [("mobilizon", "cavage"), ("agendatheque", "rfc9421")], ids=["others", "peers"]
)
async def test_the_first_signature(ours, net, software, expected):
    await Peer(host="a.example", software=software).save()
    await owe(ours, "a.example", "x")
    await ours.deliver()
    headers = net.posted[0][2]
    assert ("signature-input" in headers) == (expected == "rfc9421")


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_the_second_knock_is_remembered(ours, net, status):
    net.answers["a.example"] = lambda said, headers: 202 if "signature-input" in headers else status
    await owe(ours, "a.example", "x")
    await ours.deliver()
    assert ["signature-input" in headers for _, _, headers in net.posted] == [False, True]
    await owe(ours, "a.example", "y")
    await ours.deliver(NOW + DAY)
    assert ["signature-input" in headers for _, _, headers in net.posted] == [False, True, True]
    await owe(ours, "a.example", "z")
    await ours.deliver(NOW + 9 * DAY)
    assert await left() == []


@pytest.mark.parametrize("status", [404, 410, 429, 500, 503, 0])
async def test_no_second_knock_where_it_cannot_help(ours, net, status):
    net.answers["a.example"] = status
    await owe(ours, "a.example", "x")
    await ours.deliver()
    assert len(net.posted) == 1


async def test_waits_grow(ours, net):
    net.answers["a.example"] = 503
    await owe(ours, "a.example", "x")
    now, waits = NOW, []
    for _ in range(9):
        await ours.deliver(now)
        (row,) = await left()
        waits.append((row["due_at"] - now).total_seconds())
        await run("UPDATE fed_peer SET failures = 0, first_failure_at = NULL, opens_again_at = NULL")
        now = row["due_at"]
    planned = [30, 120, 600, 3600, 10_800, 21_600, 43_200, 86_400, 86_400]
    assert all(0.79 * plan <= wait <= 1.21 * plan for plan, wait in zip(planned, waits, strict=True)), waits
    assert row["attempts"] == 9
    assert "503" in (await Peer.select())[0]["last_error"]


async def test_a_delivery_is_parked_after_fourteen_days_and_never_dropped(ours, net):
    """While its host takes other things, that is: `test_dead_hosts` is about those that take nothing."""
    net.answers["a.example"] = lambda said, headers: 503 if said["object"] == "x" else 202
    await owe(ours, "a.example", "x")
    for day in range(60):
        now = NOW + day * DAY
        await owe(ours, "a.example", "y", day, now=now)
        await ours.deliver(now)
        await ours.deliver(now + 2 * SECOND)
    (row,) = await left()
    assert row["state"] == "parked"
    assert row["attempts"] > 15


@pytest.mark.parametrize(("status", "tries"), [(401, 7), (403, 3), (400, 1), (413, 1), (422, 1)])
async def test_what_is_refused_is_parked_with_the_answer(ours, net, status, tries):
    net.answers["a.example"] = Answer(status, body="pas de ça ici".encode())
    await owe(ours, "a.example", "x")
    for day in range(9):
        await ours.deliver(NOW + day * DAY)
    (row,) = await left()
    assert (row["state"], row["attempts"], row["last_status"]) == ("parked", tries, status)
    assert row["last_error"] == "pas de ça ici"


async def test_retry_after_is_honoured(ours, net):
    net.answers["a.example"] = Answer(429, {"retry-after": "7200"})
    await owe(ours, "a.example", "x")
    await owe(ours, "a.example", "y")
    await ours.deliver()
    assert len(net.posted) == 1
    assert await ours.deliver(NOW + HOUR) == 0
    net.answers["a.example"] = 202
    probe = NOW + 2 * HOUR + MINUTE
    assert [await ours.deliver(probe + second * SECOND) for second in range(2)] == [1, 1]


async def test_a_failure_holds_back_what_is_about_the_same_thing_only(ours, net):
    net.answers["a.example"] = lambda said, headers: 503 if said["id"].endswith("-x-0") else 202
    for thing, number in (("x", 0), ("x", 1), ("y", 0)):
        await owe(ours, "a.example", thing, number)
    for second in range(4):
        await ours.deliver(NOW + second * SECOND)
    assert [row["activity"][-3:] for row in await left()] == ["x-0", "x-1"]
    await owe(ours, "a.example", "x", 2)
    net.answers["a.example"] = 202
    await ours.deliver(NOW + HOUR)
    assert ids(net, "a.example") == ["x-0", "y-0", "x-0", "x-1", "x-2"]


async def test_what_is_due_waits_for_an_earlier_one_about_the_same_thing(ours, net):
    for thing, number in (("x", 0), ("x", 1), ("y", 0)):
        await owe(ours, "a.example", thing, number)
    await run("UPDATE fed_delivery SET due_at = {} WHERE activity LIKE '%x-0'", NOW + HOUR)
    await ours.deliver()
    assert ids(net, "a.example") == ["y-0"]
    await ours.deliver(NOW + HOUR)
    assert ids(net, "a.example") == ["y-0", "x-0", "x-1"]


async def test_what_is_owed_while_an_earlier_one_is_on_its_way_leaves_right_after_it(ours, net):
    await owe(ours, "a.example", "x", 0)
    await run("UPDATE fed_delivery SET attempts = 1, due_at = {}", NOW + 30 * SECOND)  # as while it is on its way
    await owe(ours, "a.example", "x", 1)
    assert (await left())[1]["due_at"] == NOW
    assert await ours.deliver() == 0, "it waits for the one before"
    await run("UPDATE fed_delivery SET due_at = {}, last_error = 'busy' WHERE attempts = 1", NOW)
    await run("UPDATE fed_delivery SET due_at = {} WHERE attempts = 0", NOW + 30 * SECOND)
    assert await ours.deliver() == 2
    assert ids(net, "a.example") == ["x-0", "x-1"]


async def test_the_breaker_opens_after_five_failures_and_half_opens_after_thirty_minutes(ours, net):
    net.silent.add("a.example")
    for number in range(10):
        await owe(ours, "a.example", f"thing{number}")
    for second in range(10):
        await ours.deliver(NOW + second * SECOND)
    assert len(net.asked) == 5
    assert await ours.deliver(NOW + 29 * MINUTE) == 0
    assert await ours.deliver(NOW + 31 * MINUTE) == 1
    assert await ours.deliver(NOW + 60 * MINUTE) == 0
    net.silent.clear()
    back = NOW + 62 * MINUTE
    assert await ours.deliver(back) == 1
    await ours.deliver(back + 2 * SECOND)
    assert await left() == []
    assert (await Peer.select())[0]["opens_again_at"] is None


async def test_a_request_from_a_host_shows_that_it_is_alive(ours, net, peer):
    net.silent.add(peer.host)
    for number in range(6):
        await owe(ours, peer.host, f"thing{number}")
    for second in range(6):
        await ours.deliver(NOW + second * SECOND)
    net.silent.clear()
    await ours.take(peer, peer.says("Follow", ours.actor), now=NOW + MINUTE)
    assert await ours.deliver(NOW + MINUTE) == 6


async def test_t101_a_week_away_and_then_the_newest_state_without_a_flood(ours, net, other):
    await ours.followed_by(other, ours=ours.group)
    event = sample(f"{ours.node.url}/ap/evenements/{uuid_of(9)}", ours.group)
    net.silent.add(other.host)
    await outbox.say(ours.node, kind="create", event=event, now=NOW)
    before = len(net.posted)
    for hour in range(0, 7 * 24, 2):
        now = NOW + hour * HOUR
        changed = sample(event.id, ours.group, name=f"Titre {hour}")
        await outbox.say(ours.node, kind="update", event=changed, now=now)
        await ours.deliver(now)
    net.silent.clear()
    for hour in range(48):
        await ours.deliver(NOW + 7 * DAY + hour * HOUR)
    told = net.posted[before:]
    assert [said["type"] for _, said, _ in told] == ["Create", "Update"]
    assert told[-1][1]["object"]["name"] == "Titre 166"
    assert await left() == []


async def test_a_slow_host_delays_no_other(ours, net):
    came, answering = {f"{name}.example": asyncio.Event() for name in ("a", "b", "slow")}, asyncio.Event()

    async def answer(url, said):
        came[urlsplit(url).hostname].set()
        if "slow" in url:
            await answering.wait()

    net.on_post = answer
    await owe(ours, "slow.example", "x")
    await owe(ours, "a.example", "x")
    running = asyncio.create_task(ours.deliver())
    async with asyncio.timeout(30):
        await came["slow.example"].wait()
        await came["a.example"].wait()
        # Owed while the slow host still holds the tick: it leaves all the same.
        await owe(ours, "b.example", "y", now=NOW)
        await came["b.example"].wait()
    answering.set()
    assert await running == 3
    assert ids(net, "slow.example") == ["x-1"]


async def test_two_senders_at_once_send_everything_once(ours, net):
    for host in ("a.example", "b.example", "c.example"):
        for number in range(5):
            await owe(ours, host, "x", number)
    counts = await asyncio.gather(*(ours.deliver() for _ in range(4)))
    assert sum(counts) == 15
    for host in ("a.example", "b.example", "c.example"):
        assert ids(net, host) == [f"x-{number}" for number in range(5)]


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_sender_that_is_killed_loses_nothing(ours, net, moment):
    """A kill between the count and the answer: the delivery is still owed, and leaves once the lease is over."""

    async def die(url, said):
        if moment == "after":
            await asyncio.sleep(0)
        raise asyncio.CancelledError

    net.on_post = die
    await owe(ours, "a.example", "x")
    with pytest.raises(asyncio.CancelledError):
        await ours.deliver()
    await run("UPDATE fed_peer SET locked_until = {}", NOW + delivery.LEASE)  # a real kill gives nothing back
    net.on_post = None
    (row,) = await left()
    assert (row["state"], row["attempts"]) == ("owed", 1)
    assert row["due_at"] >= NOW + 29 * SECOND
    assert await ours.deliver(NOW + 10 * SECOND) == 0
    assert await ours.deliver(NOW + delivery.LEASE + SECOND) == 1
    assert await left() == []


async def test_t103_a_sender_that_lost_its_lease_writes_nothing_and_stops(ours, net):
    async def overtake(url, said):
        await run("UPDATE fed_peer SET lease = gen_random_uuid(), locked_until = {}", NOW + 2 * MINUTE)

    net.on_post = overtake
    await owe(ours, "a.example", "x", 0)
    await owe(ours, "a.example", "x", 1)
    assert await ours.deliver() == 1
    assert len(await left()) == 2
    peer = (await Peer.select())[0]
    assert (peer["locked_until"], peer["last_success_at"]) == (NOW + 2 * MINUTE, None)


async def test_a_delivery_that_makes_us_fail_is_parked_and_the_next_goes_on(ours, net):
    await owe(ours, "a.example", "x")
    await owe(ours, "a.example", "y")
    await run("UPDATE fed_delivery SET signer = 'https://nobody.example/' WHERE thing = 'x'")
    for hour in range(30):
        await ours.deliver(NOW + hour * HOUR)
    assert ids(net, "a.example") == ["y-1"]
    (row,) = await left()
    assert (row["state"], row["attempts"]) == ("parked", 5)
    assert "LookupError" in row["last_error"]


async def test_many_hosts_in_one_tick(ours, net):
    hosts = [f"h{number}.example" for number in range(25)]
    for host in hosts:
        await owe(ours, host, "x")
    assert await ours.deliver() == 25
    assert all(ids(net, host) == ["x-1"] for host in hosts)
