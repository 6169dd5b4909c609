"""How long the journal is, how far behind its readers are, and which lines they gave up."""

from datetime import datetime

from server.journal.tables import Entry

COUNTED = """
SELECT coalesce((SELECT max(id) FROM journal), 0) AS journal_lines,
  coalesce((SELECT max(id) FROM journal), 0) - coalesce((SELECT min(last) FROM journal_place), 0) AS journal_behind,
  (SELECT count(*) FROM journal_failure WHERE again_at IS NULL) AS lines_given_up
"""

UNREAD = "SELECT min(at) AS at FROM journal WHERE id > (SELECT min(last) FROM journal_place)"


async def due(now: datetime) -> dict[str, datetime | None]:
    """Return since when a reader has not read what stands in the journal."""
    return {"journal": (await Entry.raw(UNREAD))[0]["at"]}


async def figures() -> dict[str, int]:
    """Return the figures by name."""
    rows: list[dict[str, int]] = await Entry.raw(COUNTED)
    return rows[0]
