"""Reports (Flag): what somebody asks us to look at, kept once per reporter and thing, erased once closed."""

from datetime import datetime, timedelta

from federation.heard import PROCESSED, Heard, Outcome, ignored
from federation.node import Node
from federation.tables import run
from federation.wire.values import many, plain, reference

KEPT = timedelta(days=90)
LONGEST_WORDS = 2000
MOST_THINGS = 10
MOST_OPEN = 100

# What a report may be about: an event of ours or of our mirror; else an actor of ours.
EVENTS = """
SELECT id FROM fed_thing WHERE id = any({}::text[]) AND deleted_at IS NULL
UNION SELECT ap_id FROM fed_remote_event WHERE ap_id = any({}::text[]) AND tombstoned_at IS NULL
"""
ACTORS = "SELECT id FROM fed_local_actor WHERE id = any({}::text[])"
OPEN = "SELECT count(*) AS n FROM fed_report WHERE host = {} AND state = 'open'"
# An open report stays as it is, however often it is repeated; one that was closed is opened again.
KEEP = """
INSERT INTO fed_report (host, actor, object, content, activity, state, reported_at)
VALUES ({}, {}, {}, {}, {}, 'open', {})
ON CONFLICT (actor, object) DO UPDATE SET content = EXCLUDED.content, activity = EXCLUDED.activity, state = 'open',
  reported_at = EXCLUDED.reported_at, closed_at = NULL
WHERE fed_report.state = 'closed'
"""


async def flag(node: Node, heard: Heard, now: datetime) -> Outcome:
    """Somebody reports an event that we show, or an actor of ours: kept for an administrator to look at."""
    said = heard.activity
    named = [id for id in map(reference, many(said.raw.get("object"))[:MOST_THINGS]) if id]
    about = await run(EVENTS, named, named) or await run(ACTORS, named)
    if about and (await run(OPEN, heard.sender.host))[0]["n"] >= MOST_OPEN:
        return ignored("enough of its reports are still open")
    words = plain(said.raw.get("content"), LONGEST_WORDS)
    for row in sorted(about, key=lambda row: str(row["id"])):
        await run(KEEP, heard.sender.host, heard.sender.id, row["id"], words, said.id, now)
    return PROCESSED if about else ignored("nothing that we show")


async def close(report: int, *, now: datetime) -> str | None:
    """Close a report, in the caller's transaction; return the host it came from, or None when it was not open."""
    sql = "UPDATE fed_report SET state = 'closed', closed_at = {} WHERE id = {} AND state = 'open' RETURNING host"
    rows = await run(sql, now, report)
    return str(rows[0]["host"]) if rows else None


async def sweep(now: datetime) -> None:
    """Erase what was closed three months ago."""
    await run("DELETE FROM fed_report WHERE state = 'closed' AND closed_at < {}", now - KEPT)
