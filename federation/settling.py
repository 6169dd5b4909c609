"""Noting what came of deliveries: many results in one transaction, each only while its sender holds the host."""

import asyncio
import contextlib
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from federation import rules
from federation.health import Health, failed, revive
from federation.rules import Verdict
from federation.sending import Held, Row, Tried
from federation.tables import run, transaction

PATIENCE = timedelta(days=3)
POISONED = 5
DAILY = timedelta(days=1)
# A transaction costs as much as a signature: it waits a moment for company, longer when nobody waits for it.
GATHER_SECONDS = 0.02
LONGEST_GATHER_SECONDS = 0.2
LOG = logging.getLogger(__name__)

MINE = """
SELECT p.host, p.failures, p.first_failure_at, p.opens_again_at, p.failing_days, p.failed_on, p.dead_at
FROM fed_peer p JOIN unnest({}::text[], {}::uuid[]) AS h(host, lease) ON p.host = h.host AND p.lease = h.lease
ORDER BY p.host FOR UPDATE OF p
"""

# What was owed while this one was on its way was put behind it, at the time of its next try, which will not come.
DONE = """
WITH taken AS (DELETE FROM fed_delivery WHERE id = any({}::bigint[]) RETURNING host, inbox, thing, kind, activity),
next AS (UPDATE fed_delivery d SET due_at = {} FROM taken t
  WHERE d.inbox = t.inbox AND d.thing = t.thing AND d.state = 'owed' AND d.attempts = 0 AND d.due_at > {}),
found AS (UPDATE fed_delivery d SET missing_at = NULL FROM taken t
  WHERE d.inbox = t.inbox AND d.state = 'owed' AND d.missing_at IS NOT NULL AND d.id <> all({}::bigint[]))
INSERT INTO fed_sent (thing, inbox, host, kind, activity, at)
SELECT t.thing, t.inbox, t.host, t.kind, t.activity, {} FROM taken t JOIN fed_thing ON fed_thing.id = t.thing
ON CONFLICT (thing, inbox) DO UPDATE SET kind = EXCLUDED.kind, activity = EXCLUDED.activity, at = EXCLUDED.at
"""
SUCCESS = """
UPDATE fed_peer p SET delivered = p.delivered + s.taken, last_success_at = {}, scheme = s.scheme, scheme_at = {},
  last_error = '', failures = 0, first_failure_at = NULL, failing_days = 0, failed_on = NULL
FROM unnest({}::text[], {}::text[], {}::int[]) AS s(host, scheme, taken) WHERE p.host = s.host
"""
RELEASE = "UPDATE fed_peer SET locked_until = NULL WHERE host = any({}::text[])"
GIVE_BACK = """
UPDATE fed_delivery d SET attempts = d.attempts - 1, due_at = g.due_at
FROM unnest({}::bigint[], {}::timestamptz[]) AS g(id, due_at) WHERE d.id = g.id AND d.state = 'owed'
"""
MISSING_SINCE = "SELECT min(missing_at) AS since FROM fed_delivery WHERE inbox = {} AND state = 'owed'"


@dataclass(frozen=True)
class Settled:
    """A result to be written, or, without one, the end of a hold with the rows that were not tried."""

    held: Held
    written: "asyncio.Future[None]"
    row: Row | None = None
    tried: Tried | None = None
    untried: list[Row] = field(default_factory=list)


class Settling:
    """Writes results as they come: what comes during one transaction is written by the next."""

    def __init__(self, moment: Callable[[], datetime]) -> None:
        self._moment = moment
        self._waiting: list[Settled] = []
        self._writer: asyncio.Task[None] | None = None
        self._hurry = asyncio.Event()

    def add(self, held: Held, row: Row, tried: Tried) -> "asyncio.Future[None]":
        """Write the result of one delivery soon; return what is done once it is committed."""
        return self._put(Settled(held, asyncio.get_running_loop().create_future(), row, tried))

    def give_back(self, held: Held, untried: list[Row]) -> None:
        """End the hold of a host soon, and let others send at once what was taken and not tried."""
        self._put(Settled(held, asyncio.get_running_loop().create_future(), untried=untried))
        self._hurry.set()

    async def written(self, results: "list[asyncio.Future[None]]") -> None:
        """Wait until these results are committed, and forget them; raises what hindered it."""
        while results:
            if not results[-1].done():
                self._hurry.set()
            await results.pop()

    async def finish(self) -> None:
        """Write all that waits."""
        self._hurry.set()
        while self._writer is not None and not self._writer.done():
            await self._writer

    def _put(self, settled: Settled) -> "asyncio.Future[None]":
        self._waiting.append(settled)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return settled.written

    async def _write_all(self) -> None:
        while self._waiting:
            await self._gather()
            batch, self._waiting = self._waiting, []
            try:
                await _write(batch, self._moment())
            except Exception:
                await self._write_singly(batch)
            for settled in batch:
                if not settled.written.done():
                    settled.written.set_result(None)

    async def _gather(self) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), LONGEST_GATHER_SECONDS)
        self._hurry.clear()

    async def _write_singly(self, batch: list[Settled]) -> None:
        """One that cannot be written hinders no other: it is tried again when its next try is due."""
        for settled in batch:
            try:
                await _write([settled], self._moment())
            except Exception as fault:
                LOG.exception("what came of a delivery to %s could not be noted", settled.held.host)
                if settled.row is not None and not settled.written.done():
                    settled.written.set_exception(fault)


async def _write(batch: list[Settled], now: datetime) -> None:
    """Write results, but for hosts that another sender has taken meanwhile: their senders stop."""
    leases = {settled.held.host: settled.held.lease for settled in batch}
    async with transaction():
        mine = {row["host"]: Health(**row) for row in await run(MINE, list(leases), list(leases.values()))}
        for settled in batch:
            settled.held.well = settled.held.well and settled.held.host in mine
        ours = [settled for settled in batch if settled.held.host in mine]
        results = [(settled, settled.row, settled.tried) for settled in ours if settled.row and settled.tried]
        await _done([(row, tried) for _, row, tried in results if _verdict(row, tried) is Verdict.DONE], mine, now)
        for _, row, tried in results:
            if _verdict(row, tried) is not Verdict.DONE:
                await _not_done(row, tried, mine, now)
        await _release([settled for settled in ours if settled.row is None])


def _verdict(row: Row, tried: Tried) -> Verdict:
    if not tried.scheme:  # it made us fail, again and again
        return Verdict.PARK if row["attempts"] >= POISONED else Verdict.RETRY
    return rules.verdict(tried.status, knocked=True, attempts=row["attempts"])


async def _done(results: list[tuple[Row, Tried]], mine: dict[str, Health], now: datetime) -> None:
    if not results:
        return
    ids = [row["id"] for row, _ in results]
    await run(DONE, ids, now, now, ids, now)
    schemes = {row["host"]: tried.scheme for row, tried in results}
    for host in sorted(schemes):
        if mine[host].down:
            await revive(host, now=now)
        mine[host] = Health(host)
    taken = Counter(row["host"] for row, _ in results)
    await run(SUCCESS, now, now, list(schemes), list(schemes.values()), [taken[host] for host in schemes])


async def _not_done(row: Row, tried: Tried, mine: dict[str, Health], now: datetime) -> None:
    what, host = _verdict(row, tried), row["host"]
    gone = await _is_gone(row, what, now)
    if not gone:
        await _again(row, what, tried, mine[host], now)
    if tried.troubled:
        mine[host] = await failed(mine[host], tried.error or f"status {tried.status}", tried.not_before, now=now)
    elif tried.scheme and (mine[host].opens_again_at or mine[host].failures):
        await revive(host, now=now)
        mine[host] = Health(host)
    if gone:
        await _forget_inbox(host, row["inbox"])


async def _is_gone(row: Row, what: Verdict, now: datetime) -> bool:
    """Note since when an inbox says that it is not there; tell whether it has said nothing else for three days.

    The days count from its first 404 or 410, not from the delivery: a server that comes back from a long silence may
    answer 404 for a while, when its proxy is up before its application.
    """
    if what is not Verdict.GONE:
        clear = (
            "UPDATE fed_delivery SET missing_at = NULL WHERE inbox = {} AND state = 'owed' AND missing_at IS NOT NULL"
        )
        await run(clear, row["inbox"])
        return False
    since = (await run(MISSING_SINCE, row["inbox"]))[0]["since"] or now
    await run("UPDATE fed_delivery SET missing_at = {} WHERE id = {}", since, row["id"])
    return bool(now - since >= PATIENCE)


async def _again(row: Row, what: Verdict, tried: Tried, health: Health, now: datetime) -> None:
    jitter = secrets.randbelow(1000) / 1000
    due_at = rules.next_try(row["attempts"], now, jitter, not_before=tried.not_before)
    if due_at is None and health.dead_at and tried.troubled:
        due_at = now + DAILY  # this is how it is found out that a dead host lives again
    state = "parked" if what is Verdict.PARK or due_at is None else "owed"
    due_at = due_at or now
    sql = "UPDATE fed_delivery SET state = {}, due_at = {}, last_status = {}, last_error = {} WHERE id = {}"
    await run(sql, state, due_at, tried.status, tried.error, row["id"])
    if state == "owed":
        later = "UPDATE fed_delivery SET due_at = {} WHERE inbox = {} AND thing = {} AND state = 'owed' AND due_at < {}"
        await run(later, due_at, row["inbox"], row["thing"], due_at)


async def _forget_inbox(host: str, inbox: str) -> None:
    """Drop the followers behind an inbox that is gone, and what was owed to it; staff read so beside its server."""
    dropped = await run("DELETE FROM fed_follower WHERE inbox = {} OR shared_inbox = {} RETURNING id", inbox, inbox)
    await run("DELETE FROM fed_delivery WHERE inbox = {}", inbox)
    await run("UPDATE fed_peer SET last_error = {} WHERE host = {}", f"{inbox} is gone: followers dropped", host)
    LOG.warning("%s was not there for three days: %d followers dropped", inbox, len(dropped))


async def _release(ended: Iterable[Settled]) -> None:
    hosts: list[str] = []
    untried: list[dict[str, Any]] = []
    for settled in ended:
        hosts.append(settled.held.host)
        untried += settled.untried
    if untried:
        await run(GIVE_BACK, [row["id"] for row in untried], [row["was_due_at"] for row in untried])
    if hosts:
        await run(RELEASE, hosts)
