"""What others ask us to look at, and the sessions of others that were hidden."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from federation.tables import run

MOST = 100
OPEN = """
SELECT r.id, r.host, r.actor, r.object, r.content, r.reported_at, t.uuid AS session,
  coalesce(e.name, t.document ->> 'name', a.name, '') AS name, coalesce(e.host, '') AS origin,
  coalesce(e.owner_name, '') AS owner, coalesce(e.url, a.url, '') AS page,
  e.ap_id IS NOT NULL AND e.hidden_at IS NULL AND e.tombstoned_at IS NULL AS shown,
  (e.ap_id IS NULL OR e.tombstoned_at IS NOT NULL) AND (t.id IS NULL OR t.deleted_at IS NOT NULL) AND a.id IS NULL
    AS gone
FROM fed_report r
LEFT JOIN fed_remote_event e ON e.ap_id = r.object
LEFT JOIN fed_thing t ON t.id = r.object
LEFT JOIN fed_local_actor a ON a.id = r.object
WHERE r.state = 'open' ORDER BY r.reported_at, r.id LIMIT {}
"""
COUNT = "SELECT count(*) AS n FROM fed_report WHERE state = 'open'"
HIDDEN = """
SELECT ap_id AS id, name, host, owner_name AS owner, hidden_at FROM fed_remote_event
WHERE hidden_at IS NOT NULL AND tombstoned_at IS NULL ORDER BY hidden_at DESC, ap_id LIMIT {}
"""


@dataclass(frozen=True)
class ReportView:
    """An open report by `actor` of `host` on `object`: a session of ours (`session`), one of `origin`, or an actor.

    `shown` tells that it is a session of another agenda that can be hidden, `gone` that it is not there any more.
    """

    id: int
    host: str
    actor: str
    object: str
    content: str
    reported_at: datetime
    session: UUID | None
    name: str
    origin: str
    owner: str
    page: str
    shown: bool
    gone: bool


@dataclass(frozen=True)
class Hidden:
    """A session of another agenda that an administrator hid."""

    id: str
    name: str
    host: str
    owner: str
    hidden_at: datetime


async def open_reports() -> list[ReportView]:
    """Return the reports to look at, the oldest first, a hundred at most."""
    return [ReportView(**row) for row in await run(OPEN, MOST)]


async def count() -> int:
    """Return how many reports are open."""
    return int((await run(COUNT))[0]["n"])


async def hidden() -> list[Hidden]:
    """Return the sessions of others that are hidden, the newest first."""
    return [Hidden(**row) for row in await run(HIDDEN, MOST)]
