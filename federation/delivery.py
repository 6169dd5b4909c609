"""Delivering what is owed: one sender per host at a time, bookings first, in order; a slow host delays no other."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from federation import replaying, sending
from federation.blocking import hidden
from federation.node import Node
from federation.sending import Held, Row
from federation.settling import Settling
from federation.tables import run

LEASE = timedelta(seconds=45)
# A run starts nothing later than this: with three knocks of ten seconds it ends within its lease.
RUN_SECONDS = 10.0
# The door opens twenty connections: reading at others' keeps four of them.
CONNECTIONS = 16
HOSTS = 4 * CONNECTIONS
AT_ONCE = 2
BATCH = 100
BREATH = 1.0
MOST = 1000
FIRST_WAIT = timedelta(seconds=30)
SENT_KEPT = timedelta(days=30)

# One look into the index for each host and lane; hosts that bookings wait for come first.
CLAIM = f"""
WITH due AS (
  SELECT p.host FROM fed_peer p
  CROSS JOIN LATERAL (SELECT d.lane, d.due_at FROM fed_delivery d
    WHERE d.host = p.host AND d.state = 'owed' AND d.lane IN (0, 1) AND d.due_at <= {{}}
    ORDER BY d.lane, d.due_at LIMIT 1) d
  WHERE (p.locked_until IS NULL OR p.locked_until <= {{}}) AND (p.opens_again_at IS NULL OR p.opens_again_at <= {{}})
    AND NOT {hidden("p.host")} AND p.host <> all({{}}::text[])
  ORDER BY d.lane, d.due_at, p.host LIMIT {{}} FOR UPDATE OF p SKIP LOCKED)
UPDATE fed_peer p SET locked_until = {{}}, lease = gen_random_uuid() FROM due WHERE p.host = due.host
RETURNING p.host, p.lease, p.software, p.scheme, p.scheme_at, p.opens_again_at
"""  # noqa: S608  # a condition of our own

# The attempt is counted, and the next one planned, before anything is sent: a sender that is killed loses nothing.
# Of what is owed to one inbox about one thing only the first may leave, whatever its lane.
TAKE = """
WITH next AS (
  SELECT d.id, d.due_at FROM unnest({}::text[], {}::uuid[], {}::int[]) AS h(host, lease, most)
  JOIN fed_peer p ON p.host = h.host AND p.lease = h.lease
  CROSS JOIN LATERAL (SELECT d.id, d.due_at FROM fed_delivery d
    WHERE d.host = h.host AND d.state = 'owed' AND d.due_at <= {}
      AND NOT EXISTS (SELECT 1 FROM fed_delivery e
        WHERE e.state = 'owed' AND e.inbox = d.inbox AND e.thing = d.thing AND e.id < d.id)
    ORDER BY d.lane, d.due_at, d.id LIMIT h.most FOR UPDATE OF d SKIP LOCKED) d)
UPDATE fed_delivery d SET attempts = d.attempts + 1, due_at = {} FROM next WHERE d.id = next.id
RETURNING d.id, d.host, d.inbox, d.signer, d.activity, d.kind, d.thing, d.lane, d.attempts, next.due_at AS was_due_at,
  EXISTS (SELECT 1 FROM fed_delivery e
    WHERE e.state = 'owed' AND e.inbox = d.inbox AND e.thing = d.thing AND e.id > d.id) AS followed
"""

Moment = Callable[[], datetime]


async def deliver_due(node: Node, *, now: datetime, limit: int = MOST) -> int:
    """Send what is owed and due, several hosts at once, each by one sender; return how many deliveries were tried.

    Goes on with other hosts while a slow one makes it wait. Must not run in a transaction: every step commits.
    """
    started = time.monotonic()

    def moment() -> datetime:
        return now + timedelta(seconds=time.monotonic() - started)

    await replaying.replay_due(node, now=now)
    senders = _Senders(node, moment)
    try:
        while True:
            if senders.tried < limit:
                await senders.claim()
            if not senders.running:
                return senders.tried
            await senders.wait()
    finally:
        await senders.stop()


async def sweep(now: datetime) -> None:
    """Forget which inbox took what about things that ended a month ago."""
    over = "DELETE FROM fed_sent s USING fed_thing t WHERE t.id = s.thing AND t.ends_at < {}"
    await run(over, now - SENT_KEPT)


class _Senders:
    """The hosts that this call holds, each served by a task of its own over the connections that they share."""

    def __init__(self, node: Node, moment: Moment) -> None:
        self.moment = moment
        self.tried = 0
        self.running: dict[asyncio.Task[None], str] = {}
        self._served: dict[str, float] = {}
        self._letters = sending.Letters(node)
        self._settling = Settling(moment)
        self._connections = asyncio.Semaphore(CONNECTIONS)

    async def claim(self) -> None:
        """Take more hosts, when there is room, and begin to serve them."""
        room = HOSTS - len(self.running)
        if room < HOSTS // 2:
            return
        now, breath = self.moment(), time.monotonic() - BREATH
        self._served = {host: at for host, at in self._served.items() if at > breath}
        busy = sorted({*self._served, *self.running.values()})
        rows = await run(CLAIM, now, now, now, busy, room, now + LEASE)
        hosts = [Held(**row) for row in rows]
        taken = await self._take(hosts)
        for held in hosts:
            task = asyncio.create_task(self._serve(held, taken.get(held.host, []), time.monotonic() + RUN_SECONDS))
            self.running[task] = held.host

    async def wait(self) -> None:
        """Wait until a host has been served, or until it is time to look for others."""
        done, _ = await asyncio.wait(self.running, timeout=BREATH / 2, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            self._served[self.running.pop(task)] = time.monotonic()
            task.result()

    async def stop(self) -> None:
        """Give back what is held and write what is known."""
        for task in self.running:
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)
        await self._settling.finish()

    async def _take(self, hosts: list[Held]) -> dict[str, list[Row]]:
        """Return what may leave now, in order, by host. After a pause a host gets one probe."""
        if not hosts:
            return {}
        now = self.moment()
        most = [1 if held.opens_again_at else BATCH for held in hosts]
        rows = await run(
            TAKE, [held.host for held in hosts], [held.lease for held in hosts], most, now, now + FIRST_WAIT
        )
        taken: dict[str, list[Row]] = {}
        for row in sorted(rows, key=lambda row: (row["lane"], row["was_due_at"], row["id"])):
            taken.setdefault(row["host"], []).append(row)
        return taken

    async def _serve(self, held: Held, rows: list[Row], end: float) -> None:
        """Send to one host until nothing is due, it is in trouble, the lease is lost or time is up."""
        try:
            while rows:
                more = not held.opens_again_at and (len(rows) == BATCH or any(row["followed"] for row in rows))
                await self._send_all(held, rows, end)
                if not more or not held.well or time.monotonic() >= end:
                    break
                rows = (await self._take([held])).get(held.host, [])
        finally:
            self._settling.give_back(held, rows)

    async def _send_all(self, held: Held, rows: list[Row], end: float) -> None:
        """Send the very first alone; when that went well two at once, to one inbox one at a time and in order."""
        written: list[asyncio.Future[None]] = []
        if not held.met:
            written.append(await self._send(held, rows.pop(0)))
            await self._settling.written(written)
            held.met = True
        busy: set[str] = set()

        async def go_on() -> None:
            while held.well and time.monotonic() < end:
                row = next((row for row in rows if row["inbox"] not in busy), None)
                if row is None:
                    return
                rows.remove(row)
                busy.add(row["inbox"])
                written.append(await self._send(held, row))
                busy.discard(row["inbox"])

        await asyncio.gather(*(go_on() for _ in range(AT_ONCE if rows else 0)))
        await self._settling.written(written)

    async def _send(self, held: Held, row: Row) -> "asyncio.Future[None]":
        async with self._connections:
            self.tried += 1
            tried = await self._letters.send(held, row, self.moment())
        return self._settling.add(held, row, tried)
