"""Where a session of ours has been told: which hosts took it and when, what is still owed, what was refused."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from federation.tables import run
from server.sharing.node import event_of, node

TAKEN = "SELECT host, count(*) AS inboxes, max(at) AS at FROM fed_sent WHERE thing = {} GROUP BY host ORDER BY host"
OWED = """
SELECT host, state = 'parked' AS given_up, count(*) AS inboxes, min(created_at) AS since, min(due_at) AS due_at,
  max(last_error) AS error, max(last_status) AS status
FROM fed_delivery WHERE thing = {} GROUP BY 1, 2 ORDER BY 1, 2
"""
UNREACHABLE = """
SELECT DISTINCT w.host, p.dead_at FROM fed_follower w JOIN fed_peer p ON p.host = w.host
WHERE p.dead_at IS NOT NULL AND w.local_actor IN ({}, (SELECT owner FROM fed_thing WHERE id = {})) ORDER BY w.host
"""


@dataclass(frozen=True)
class Taken:
    """A host with the number of its inboxes that took the session, and when one last did."""

    host: str
    inboxes: int
    at: datetime


@dataclass(frozen=True)
class Owed:
    """A host to which the session is still owed, tried again at `due_at`, or which `given_up` says has refused it."""

    host: str
    given_up: bool
    inboxes: int
    since: datetime
    due_at: datetime
    error: str
    status: int


@dataclass(frozen=True)
class Delivered:
    """Where a session is: `taken`, `owed` and `refused` by host; `unreachable` will read it by themselves."""

    taken: list[Taken]
    owed: list[Owed]
    refused: list[Owed]
    unreachable: dict[str, datetime]

    @property
    def concerns_anybody(self) -> bool:
        return bool(self.taken or self.owed or self.refused or self.unreachable)


async def of_session(session: UUID) -> Delivered:
    """Return where a session of ours has been told, in three queries."""
    thing = event_of(session)
    owed = [Owed(**row) for row in await run(OWED, thing)]
    return Delivered(
        taken=[Taken(**row) for row in await run(TAKEN, thing)],
        owed=[row for row in owed if not row.given_up],
        refused=[row for row in owed if row.given_up],
        unreachable={row["host"]: row["dead_at"] for row in await run(UNREACHABLE, node().actor, thing)},
    )
