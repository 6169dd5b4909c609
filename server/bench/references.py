"""What the machine does at best: signatures of one core, commits of one connection."""

import time
from dataclasses import dataclass

import asyncpg

from federation.signatures import keys
from federation.signatures.cavage import signed


@dataclass(frozen=True)
class Rate:
    """How many of something in a second of a processor, and in one by the clock."""

    cpu: float
    clock: float


def signatures(seconds: float) -> Rate:
    """Return how fast one core makes RSA-2048 signatures, measured for some seconds of its time."""
    key = keys.generate()
    text = b"x" * 300
    signed(text, key)
    count, began, began_clock = 0, time.process_time(), time.monotonic()
    while (spent := time.process_time() - began) < seconds:
        signed(text, key)
        count += 1
    return Rate(count / spent, count / (time.monotonic() - began_clock))


async def commits(address: str, seconds: float) -> float:
    """Return how many rows one connection inserts and commits in a second, one after the other."""
    connection = await asyncpg.connect(address)
    try:
        await connection.execute("CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, body text)")
        insert = await connection.prepare("INSERT INTO bare (body) VALUES ($1)")
        body = "x" * 2000
        count, began = 0, time.monotonic()
        while (spent := time.monotonic() - began) < seconds:
            await insert.fetch(body)
            count += 1
        return count / spent
    finally:
        await connection.close()
