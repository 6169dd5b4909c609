"""Bare transactions of the shape of a booking, sent by asyncpg from two processes: what the database itself can do."""

import asyncio
import multiprocessing
import random
import time
from concurrent.futures import ProcessPoolExecutor
from uuid import UUID, uuid4

import asyncpg
import uvloop

from server.journal.actions import LOCK

PROCESSES = 2
CONNECTIONS = 10  # like the pool of a web process
CLIENTS = 25
READY_SECONDS = 4.0
# The statements of a booking in their order: the session's row, the booking and its contact, the counts and the ledger,
# the turn to write the journal, the line.
HOLD = "SELECT capacity, taken, waiting_places, waiting FROM session WHERE id = $1 FOR NO KEY UPDATE"
BOOKING = """
INSERT INTO booking (id, session, state, people, reference, secret_digest, channel, host, language, cancelled_by,
  created_at, updated_at) VALUES ($1, $2, 'confirmed', 1, $3, $4, 'api', '', 'fr', '', now(), now())
"""
CONTACT = """
INSERT INTO contact (booking, name, folded, companion, helper, channel, delete_after)
VALUES ($1, $2, $2, '', '', 'none', current_date + 30)
"""
MOVE = """
WITH moved AS (UPDATE session SET taken = taken + 1 WHERE id = $1 RETURNING id)
INSERT INTO seat_move (id, session, booking, delta, cause, at) SELECT $2, id, $3, 1, 'booked', now() FROM moved
"""
TURN = "SELECT pg_advisory_xact_lock($1)"
LINE = """
INSERT INTO journal (at, actor, kind, subject, facts, digest) SELECT now(), 'measure', 'booking.confirmed', $1, '{}',
  sha256(coalesce((SELECT digest FROM journal ORDER BY id DESC LIMIT 1), ''::bytea) || convert_to($2, 'UTF8'))
"""


def rate(address: str, sessions: list[UUID], seconds: float) -> float:
    """Return how many such transactions the two processes commit in a second, on sessions chosen at random."""
    context = multiprocessing.get_context("spawn")
    begins = time.time() + READY_SECONDS
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as processes:
        work = [processes.submit(_send, address, sessions, begins, seconds) for _ in range(PROCESSES)]
        return sum(each.result() for each in work)


def _send(address: str, sessions: list[UUID], begins: float, seconds: float) -> float:
    return uvloop.run(_sending(address, sessions, begins, seconds))


async def _sending(address: str, sessions: list[UUID], begins: float, seconds: float) -> float:
    async with asyncpg.create_pool(address, min_size=CONNECTIONS, max_size=CONNECTIONS) as pool:
        await asyncio.sleep(max(0.0, begins - time.time()))
        until = time.monotonic() + seconds

        async def client() -> int:
            count = 0
            while time.monotonic() < until:
                async with pool.acquire() as connection, connection.transaction():
                    await _book(connection, random.choice(sessions))  # noqa: S311  # no secret
                count += 1
            return count

        began = time.monotonic()
        counts = await asyncio.gather(*(client() for _ in range(CLIENTS)))
        return sum(counts) / (time.monotonic() - began)


async def _book(connection: asyncpg.Connection, session: UUID) -> None:
    booking = uuid4()
    await connection.fetchrow(HOLD, session)
    await connection.execute(BOOKING, booking, session, booking.hex[:16], booking.bytes)
    await connection.execute(CONTACT, booking, "Jeanne Martin")
    await connection.execute(MOVE, session, uuid4(), booking)
    await connection.execute(TURN, LOCK)
    await connection.execute(LINE, booking, booking.hex)
