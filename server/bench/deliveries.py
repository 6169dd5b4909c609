"""Signed deliveries to many inboxes, per second of a processor; and the memory of a sender with a long queue."""

import asyncio
import time
from dataclasses import dataclass

from federation import delivery, owing
from federation.tables import Delivery, run
from federation.wire import Document, activity
from server.bench import ground, peers
from server.foundation import clock
from server.sharing.actions import open_instance
from server.sharing.node import node


@dataclass(frozen=True)
class Delivered:
    """How many were delivered, in how many seconds, with how much time of a processor of the sender."""

    count: int
    seconds: float
    cpu: float


@dataclass(frozen=True)
class Memory:
    """What a sender held before it began, at most while it sent, and afterwards (MiB); `left` is still owed."""

    before: float
    most: float
    after: float
    left: int


def document(number: int) -> Document:
    """Return an activity about as long as an event."""
    here = node()
    event = {"id": f"{here.url}/ap/evenements/{number}", "type": "Event", "content": "x" * 2500, "to": [], "cc": []}
    return activity.create(event, id=f"{here.url}/mesure/{number}", actor=here.actor, at=clock.now())


async def fan_out(hosts: int, inboxes: int, port: int, rounds: int) -> Delivered:
    """Deliver `rounds` activities to as many inboxes, spread over `hosts` addresses."""
    now = clock.now()
    await open_instance(now=now)
    where = peers.addresses(hosts)
    to = [f"http://{where[number % hosts]}:{port}/{number}/inbox" for number in range(inboxes)]
    for number in range(rounds):
        await owing.owe(document(number), to, thing=f"thing{number}", public=False, now=now)
    began, cpu = time.monotonic(), time.process_time()
    deadline = began + 120
    while await Delivery.count() and time.monotonic() < deadline:
        await delivery.deliver_due(node(), now=clock.now())
    left = await Delivery.count()
    return Delivered(rounds * inboxes - left, time.monotonic() - began, time.process_time() - cpu)


OWE_MANY = """
INSERT INTO fed_delivery (host, inbox, signer, activity, kind, thing, lane, due_at, attempts, last_error, last_status,
  state, created_at)
SELECT h.host, 'http://' || h.host || '/inbox', {}, {}, 'Create', 'thing' || n, 1, {}, 0, '', 0, 'owed', {}
FROM generate_series(1, {}) n, unnest({}::text[]) AS h(host)
"""


async def long_queue(owed: int, hosts: int, port: int, seconds: float) -> Memory:
    """Send for some seconds while very many deliveries are owed."""
    now = clock.now()
    await open_instance(now=now)
    where = [f"{address}:{port}" for address in peers.addresses(hosts)]
    said = document(1)
    await owing.owe(said, [f"http://{host}/inbox" for host in where], thing="first", public=False, now=now)
    await delivery.deliver_due(node(), now=clock.now())  # all that is imported and opened once is there
    before = ground.resident_mebibytes()
    await run(OWE_MANY, said["actor"], said["id"], now, now, owed // hosts, where)
    most, sending = before, asyncio.create_task(_send_for(seconds))
    while not sending.done():
        most = max(most, ground.resident_mebibytes())
        await asyncio.sleep(0.05)
    await sending
    return Memory(before, most, ground.resident_mebibytes(), await Delivery.count())


async def _send_for(seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        await delivery.deliver_due(node(), now=clock.now(), limit=200)
