"""What a hub says of the events of others: that they changed and where they are, never what they say.

Its digests of them are by origin, as a reader need not hear all of those that the hub hears.
"""

from datetime import datetime
from typing import Any

from federation import peers
from federation.blocking import hidden
from federation.sync import digests
from federation.sync.digests import hexadecimal
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
FIELDS = "seq, ap_id AS id, version, updated, tombstoned_at"
TOLD = f"host <> {{}} AND NOT {hidden('r.host')}"
PAGE = f"""
SELECT {FIELDS} FROM fed_remote_event r WHERE seq > {{}} AND {TOLD} ORDER BY seq LIMIT {{}}
"""  # noqa: S608  # a condition of our own
# Deleted ones are not counted: what a reader holds too much it asks for at its origin.
LIVING = f"{TOLD} AND starts_at >= {{}} AND tombstoned_at IS NULL"
MONTHS = f"""
SELECT {digests.ORIGIN} AS origin, {digests.MONTH} AS month, count(*) AS n,
  {digests.xor("ap_id", digests.VERSION, "false")} AS bits
FROM fed_remote_event r WHERE {LIVING} GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608
MONTH = f"""
SELECT {FIELDS} FROM fed_remote_event r
WHERE {LIVING} AND host = {{}} AND starts_with(ap_id, {{}}) AND {digests.MONTH} = {{}} ORDER BY ap_id
"""  # noqa: S608
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
    return [_element(row) for row in listed], (listed[-1]["seq"] if listed else start), len(rows) > most


async def months(reader: str, now: datetime) -> list[Document]:
    """Return, by origin and month (UTC) from the present one on, how many living ones we hold and their digest."""
    return [
        {"origine": row["origin"], "mois": row["month"], "nombre": row["n"], "empreinte": hexadecimal(row["bits"])}
        for row in await run(MONTHS, reader, digests.first_day(now))
    ]


async def month(reader: str, origin: str, name: str, now: datetime) -> list[Document]:
    """Return the living ones that we hold of an origin (scheme and host) in one month, written as 2027-01."""
    rows = await run(MONTH, reader, digests.first_day(now), peers.host_of(origin), f"{origin}/", name)
    return [_element(row) for row in rows]


async def has_given(place: int) -> bool:
    """Tell whether a place has been given in this life of the database."""
    return place == 0 or place <= (await run(LAST))[0]["last"]


def _element(row: dict[str, Any]) -> Document:
    element: Document = {"id": row["id"], "origine": peers.root_of(row["id"])}
    updated = row["tombstoned_at"] or row["updated"]
    element |= {"updated": instant(updated)} if updated else {}
    element |= {} if row["version"] is None else {"version": row["version"]}
    return element | {"supprime": row["tombstoned_at"] is not None}
