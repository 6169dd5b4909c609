"""What was given up: activities received, deliveries and readings that failed too often, to try again or to let go."""

from dataclasses import dataclass
from datetime import datetime

from federation.tables import run, wake

MOST = 200

# What came cannot be treated again once its text was erased. The newest is shown first.
ITEMS = """
SELECT what, id, host, kind, about, reason, since, again FROM (
  SELECT 'received' AS what, id::text AS id, host, type AS kind, activity AS about, reason, received_at AS since,
    body <> '' AS again FROM fed_received WHERE state = 'error'
  UNION ALL SELECT 'delivery', id::text, host, kind, thing,
    CASE last_status WHEN 0 THEN '' ELSE last_status || ' ' END || last_error, created_at, true
    FROM fed_delivery WHERE state = 'parked'
  UNION ALL SELECT 'lookup', url, split_part(url, '/', 3), kind, url, last_error, created_at, true
    FROM fed_lookup WHERE state = 'parked') AS items
WHERE {}::text IS NULL OR host = {} ORDER BY since DESC, what, id LIMIT {}
"""
COUNT = """
SELECT (SELECT count(*) FROM fed_received WHERE state = 'error')
  + (SELECT count(*) FROM fed_delivery WHERE state = 'parked')
  + (SELECT count(*) FROM fed_lookup WHERE state = 'parked') AS n
"""
# Its inbox may have taken newer news of the same thing since: the old one would put it back.
OVERTAKEN = """
DELETE FROM fed_delivery d USING fed_sent s
WHERE d.id = {} AND d.state = 'parked' AND s.inbox = d.inbox AND s.thing = d.thing AND s.at > d.created_at
RETURNING d.host
"""
RETRY = {
    "received": (
        "UPDATE fed_received SET state = 'received', attempts = 0, reason = '', due_at = {}"
        " WHERE id = {} AND state = 'error' AND body <> '' RETURNING host"
    ),
    "delivery": (
        "UPDATE fed_delivery SET state = 'owed', attempts = 0, due_at = {}"
        " WHERE id = {} AND state = 'parked' RETURNING host"
    ),
    "lookup": (
        "UPDATE fed_lookup SET state = 'owed', attempts = 0, missing_at = NULL, due_at = {}"
        " WHERE url = {} AND state = 'parked' RETURNING split_part(url, '/', 3) AS host"
    ),
}
DROP = {
    # Its id stays, so that it is not heard again.
    "received": (
        "UPDATE fed_received SET state = 'ignored', reason = 'let go' WHERE id = {} AND state = 'error' RETURNING host"
    ),
    "delivery": "DELETE FROM fed_delivery WHERE id = {} AND state = 'parked' RETURNING host",
    "lookup": "DELETE FROM fed_lookup WHERE url = {} AND state = 'parked' RETURNING split_part(url, '/', 3) AS host",
}
BELLS = {"received": "inbox", "delivery": "delivery", "lookup": "lookup"}


@dataclass(frozen=True)
class Parked:
    """One thing given up: `what` is received, delivery or lookup; `again` tells whether it can be tried again."""

    what: str
    id: str
    host: str
    kind: str
    about: str
    reason: str
    since: datetime
    again: bool


async def items(host: str | None = None) -> list[Parked]:
    """Return what was given up, of one host or of all, the newest first, two hundred at most."""
    return [Parked(**row) for row in await run(ITEMS, host, host, MOST)]


async def count() -> int:
    """Return how many things were given up."""
    return int((await run(COUNT))[0]["n"])


async def retry(what: str, id: str, *, now: datetime) -> str | None:
    """Owe one thing again, in the caller's transaction; return its host, or None when it is not given up (any more)."""
    key = _key(what, id)
    if key is None:
        return None
    rows = await run(OVERTAKEN, key) if what == "delivery" else []
    rows = rows or await run(RETRY[what], now, key)
    await wake(BELLS[what])
    return str(rows[0]["host"]) if rows else None


async def drop(what: str, id: str) -> str | None:
    """Let one thing go, in the caller's transaction; return its host, or None when it is not given up (any more)."""
    key = _key(what, id)
    rows = await run(DROP[what], key) if key is not None else []
    return str(rows[0]["host"]) if rows else None


def _key(what: str, id: str) -> int | str | None:
    if what == "lookup":
        return id
    numbered = what in RETRY and id.isascii() and id.isdigit() and len(id) <= 18
    return int(id) if numbered else None
