"""Many clients at once, for the races of booking."""

import asyncio
from typing import Any

import httpx

from tests.journeys.instances import Instance


async def all_at_once(instance: Instance, session: str, bodies: list[dict[str, Any]], key: str = "") -> list[Any]:
    """Send one booking per body at the same moment, each over a connection of its own; return the answers."""
    headers = {"authorization": f"Bearer {instance.token}"}
    limits = httpx.Limits(max_connections=len(bodies), max_keepalive_connections=len(bodies))
    async with httpx.AsyncClient(base_url=instance.url, headers=headers, limits=limits, timeout=60) as client:
        ready = await asyncio.gather(*[client.get("/healthz") for _ in bodies])  # the connections are open
        assert {answer.status_code for answer in ready} == {200}
        more = {"idempotency-key": key} if key else {}
        path = f"/api/v1/sessions/{session}/bookings"
        return list(await asyncio.gather(*[client.post(path, json=body, headers=more) for body in bodies]))


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
