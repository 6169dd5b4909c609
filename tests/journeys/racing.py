"""Many clients at once, for the races of booking."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from tests.journeys.instances import Instance

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """The status and the JSON body of an answer."""

    status: int
    body: dict[str, Any]


async def all_at_once(instance: Instance, session: str, bodies: list[dict[str, Any]], key: str = "") -> list[Answer]:
    """Send one booking per body, each over a connection of its own that is open already; return the answers.

    Plain HTTP/1.1 (RFC 9112): a whole client per request would be too slow to make a crowd.
    """
    doors = await asyncio.gather(*[asyncio.open_connection("127.0.0.1", instance.port) for _ in bodies])
    requests = [_request(instance, session, body, key) for body in bodies]
    for (_, writer), request in zip(doors, requests, strict=True):
        writer.write(request)
    async with asyncio.timeout(PATIENCE_SECONDS):
        texts = await asyncio.gather(*[reader.read() for reader, _ in doors])
    for _, writer in doors:
        writer.close()
    return [_answer(text) for text in texts]


def _request(instance: Instance, session: str, body: dict[str, Any], key: str) -> bytes:
    content = json.dumps(body).encode()
    lines = [
        f"POST /api/v1/sessions/{session}/bookings HTTP/1.1",
        f"Host: 127.0.0.1:{instance.port}",
        f"Authorization: Bearer {instance.token}",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
        "Connection: close",
        *([f"Idempotency-Key: {key}"] if key else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + content


def _answer(text: bytes) -> Answer:
    head, _, body = text.partition(b"\r\n\r\n")
    return Answer(int(head.split(b" ", 2)[1]), json.loads(body))


def ledger(instance: Instance, session: str) -> dict[str, int]:
    """Return what each of the three accounts of a session's seats says, in people."""
    rows = instance.sql(
        """
        SELECT s.taken, s.waiting,
          (SELECT coalesce(sum(delta), 0) FROM seat_move m WHERE m.session = s.id) AS moved,
          coalesce(sum(b.people) FILTER (WHERE b.state = 'confirmed'), 0) AS confirmed,
          coalesce(sum(b.people) FILTER (WHERE b.state = 'waiting'), 0) AS waited
        FROM session s LEFT JOIN booking b ON b.session = s.id WHERE s.id = $1 GROUP BY s.id
        """,
        session,
    )
    return dict(rows[0])
