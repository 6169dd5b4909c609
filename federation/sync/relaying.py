"""What a hub's feed says of the events of others: that they changed and where they are, never what they say."""

from federation import peers
from federation.blocking import hidden
from federation.tables import run, transaction
from federation.wire import Document
from federation.wire.values import instant

ORDER = 7261005  # the advisory lock under which places of others' events are given
# Writers of the mirror only forget the place of what they change. Numbers are given by whoever reads, to what is
# committed, one reader after the other: so nobody sees a place while a smaller one is still to come.
PLACE = """
WITH unplaced AS (SELECT ap_id FROM fed_remote_event WHERE seq IS NULL AND digest <> '' FOR UPDATE SKIP LOCKED)
UPDATE fed_remote_event r SET seq = nextval('fed_remote_event_place') FROM unplaced u WHERE r.ap_id = u.ap_id
"""
PAGE = f"""
SELECT seq, ap_id AS id, host, version, updated, tombstoned_at FROM fed_remote_event r
WHERE seq > {{}} AND host <> {{}} AND NOT {hidden("r.host")} ORDER BY seq LIMIT {{}}
"""  # noqa: S608  # a condition of our own
LAST = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM fed_remote_event_place"


async def page(start: int, reader: str, most: int) -> tuple[list[Document], int, bool]:
    """Return at most `most` elements after the place `start`, the last place among them, and whether there are more.

    What the `reader` told us itself is left out. Each names its origin, where alone it can be read.
    """
    async with transaction():
        await run("SELECT pg_advisory_xact_lock({})", ORDER)
        await run(PLACE)
    rows = await run(PAGE, start, reader, most + 1)
    listed = rows[:most]
    elements = []
    for row in listed:
        element: Document = {"id": row["id"], "origine": peers.root_of(row["id"])}
        updated = row["tombstoned_at"] or row["updated"]
        element |= {"updated": instant(updated)} if updated else {}
        element |= {} if row["version"] is None else {"version": row["version"]}
        elements.append(element | {"supprime": row["tombstoned_at"] is not None})
    return elements, (listed[-1]["seq"] if listed else start), len(rows) > most


async def has_given(place: int) -> bool:
    """Tell whether a place has been given in this life of the database."""
    return place == 0 or place <= (await run(LAST))[0]["last"]
