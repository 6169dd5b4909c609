"""Many clients at once, for the races of booking."""

import asyncio
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.journeys.instances import Instance

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """The status and the JSON body of an answer."""

    status: int
    body: dict[str, Any]


async def all_at_once(instance: Instance, session: str, bodies: list[dict[str, Any]], key: str = "") -> list[Answer]:
    """Send one booking by the API per body, all at once; return the answers."""
    texts = await rush(instance, [by_api(instance, session, body, key) for body in bodies])
    return [told(text) for text in texts]


async def rush(instance: Instance, requests: list[bytes]) -> list[bytes]:
    """Send these requests at the same moment and return the answers, as they are on the wire.

    Each goes over a connection of its own that is open already, from a loopback address of its own: what is counted by
    address is not what is looked at here. Plain HTTP/1.1 (RFC 9112): a whole client each would be too slow for a crowd.
    """
    sources = [(f"127.0.{1 + number // 200}.{1 + number % 200}", 0) for number in range(len(requests))]
    doors = await asyncio.gather(
        *[asyncio.open_connection("127.0.0.1", instance.port, local_addr=source) for source in sources]
    )
    for (_, writer), request in zip(doors, requests, strict=True):
        writer.write(request)
    async with asyncio.timeout(PATIENCE_SECONDS):
        texts = await asyncio.gather(*[reader.read() for reader, _ in doors])
    for _, writer in doors:
        writer.close()
    return texts


def by_api(instance: Instance, session: str, body: dict[str, Any], key: str = "") -> bytes:
    """Return a booking by the API."""
    headers = {"Authorization": f"Bearer {instance.token}", "Content-Type": "application/json"}
    if key:
        headers["Idempotency-Key"] = key
    return post(instance, f"/api/v1/sessions/{session}/bookings", headers, json.dumps(body).encode())


def by_form(instance: Instance, path: str, fields: dict[str, str], cookie: str = "") -> bytes:
    """Return a form of ours that is sent."""
    headers = {"Origin": instance.url, "Content-Type": "application/x-www-form-urlencoded"}
    if cookie:
        headers["Cookie"] = cookie
    return post(instance, path, headers, urlencode(fields).encode())


def post(instance: Instance, path: str, headers: dict[str, str], content: bytes) -> bytes:
    """Return a POST, after which the connection is closed."""
    host = {"Host": f"127.0.0.1:{instance.port}", "Content-Length": str(len(content)), "Connection": "close"}
    own = {name: value for name, value in headers.items() if name.title() not in host}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in (host | own).items())]
    return "\r\n".join([*lines, "", ""]).encode() + content


def told(text: bytes) -> Answer:
    """Return the answer of the API that is in these bytes."""
    _, _, body = text.partition(b"\r\n\r\n")
    return Answer(status(text), json.loads(body))


def status(text: bytes) -> int:
    """Return the status of an answer."""
    return int(text.split(b" ", 2)[1])


def led_to(text: bytes) -> str:
    """Return where an answer leads, or an empty text."""
    found = re.search(rb"\r\nlocation: ([^\r]+)", text, re.IGNORECASE)
    return found[1].decode() if found else ""


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
