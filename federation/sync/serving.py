"""Our feed of changes and the digests of its months, as other instances read them."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from federation import peers
from federation.node import Node
from federation.sync import digests, relaying
from federation.tables import run
from federation.wire import Document
from federation.wire.values import instant

MOST = 500
# With the documents, a page stays under the 1 MiB that our own client reads.
MOST_BYTES = 700_000
DELETIONS_KEPT = timedelta(days=400)
CURSOR = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?\Z")

PAGE = """
SELECT seq, id, document, digest, version, updated, deleted_at IS NOT NULL AS gone FROM fed_thing
WHERE seq > {} AND (deleted_at IS NULL OR deleted_at > {}) ORDER BY seq LIMIT {}
"""
# A reader that stayed away so long that a deletion is not listed any more must compare everything.
MISSED = "SELECT 1 FROM fed_thing WHERE seq > {} AND deleted_at <= {} LIMIT 1"
GIVEN = """
UPDATE fed_peer SET their_cursor = greatest(their_cursor, {}), their_cursor_at = {} WHERE host = {}
"""
MONTHS = f"""
SELECT {digests.MONTH} AS month, count(*) AS n, {digests.xor("id", "version", "deleted_at IS NOT NULL")} AS bits
FROM fed_thing WHERE deleted_at IS NULL OR deleted_at > {{}} GROUP BY 1 ORDER BY 1
"""  # noqa: S608  # constant texts
MONTH = f"""
SELECT seq, id, digest, version, updated, deleted_at IS NOT NULL AS gone FROM fed_thing
WHERE {digests.MONTH} = {{}} AND (deleted_at IS NULL OR deleted_at > {{}}) ORDER BY id
"""  # noqa: S608


@dataclass(frozen=True)
class Cursor:
    """How far a reader is: in our own changes and, on a hub, in those of others."""

    own: int = 0
    others: int = 0

    def __str__(self) -> str:
        return f"{self.own}-{self.others}" if self.others else f"{self.own}"


async def changes(node: Node, reader: str, text: str, *, most: int, whole: bool, now: datetime) -> Document | None:
    """Return what has changed since the cursor `text` (empty: ever), the latest state of each thing in order of change.

    None when we have never given this cursor to the host `reader`, or not in this life of the database: restored from
    an older copy, it numbers new changes as it numbered lost ones. `whole` puts the documents themselves in.
    """
    start = await _known(reader, text, now)
    if start is None:
        return None
    rows = await run(PAGE, start.own, now - DELETIONS_KEPT, most + 1)
    kept = _fitting(rows[:most], whole)
    at = Cursor(kept[-1]["seq"] if kept else start.own, start.others)
    more = len(kept) < len(rows)
    elements = [_element(row, whole) for row in kept]
    if node.hub and not more:
        others, last, more = await relaying.page(start.others, reader, most - len(kept))
        elements += others
        at = Cursor(at.own, last)
    await _given(reader, at, now)
    return {"curseur": str(at), "suite": more, "elements": elements}


async def months(node: Node, reader: str, now: datetime) -> Document:
    """Return, for each month (UTC) in which things of ours start, how many and the XOR of their digests.

    A hub says the same of what it relays, by origin.
    """
    # The place first: what is said meanwhile is read twice rather than not at all.
    rows = await run("SELECT coalesce(max(seq), 0) AS last FROM fed_thing")
    at = Cursor(rows[0]["last"])
    found = await run(MONTHS, now - DELETIONS_KEPT)
    await _given(reader, at, now)
    buckets = [
        {"mois": row["month"], "nombre": row["n"], "empreinte": digests.hexadecimal(row["bits"])} for row in found
    ]
    relayed = {"tiers": await relaying.months(reader, now)} if node.hub else {}
    return {"genere": instant(now), "curseur": str(at), "seaux": buckets, **relayed}


async def month(name: str, now: datetime) -> Document:
    """Return the list of one month, written as 2027-01."""
    rows = await run(MONTH, name, now - DELETIONS_KEPT)
    return {"mois": name, "genere": instant(now), "elements": [_element(row, whole=False) for row in rows]}


async def relayed_month(node: Node, reader: str, origin: str, name: str, now: datetime) -> Document:
    """Return the list of what a hub relays of one origin in one month; empty where we are no hub."""
    elements = await relaying.month(reader, origin, name, now) if node.hub else []
    return {"mois": name, "origine": origin, "genere": instant(now), "elements": elements}


async def _known(reader: str, text: str, now: datetime) -> Cursor | None:
    if not text:
        return Cursor()
    read = CURSOR.match(text)
    if read is None:
        return None
    cursor = Cursor(int(read[1]), int(read[2] or 0))
    rows = await run("SELECT their_cursor FROM fed_peer WHERE host = {}", reader)
    given = rows[0]["their_cursor"] if rows else 0
    if cursor.own > given or not await relaying.has_given(cursor.others):
        return None
    return None if await run(MISSED, cursor.own, now - DELETIONS_KEPT) else cursor


async def _given(reader: str, at: Cursor, now: datetime) -> None:
    await peers.know(reader)
    await run(GIVEN, at.own, now, reader)


def _fitting(rows: list[dict[str, Any]], whole: bool) -> list[dict[str, Any]]:
    """Return the first rows whose documents fit into a page; at least one."""
    size = 0
    for number, row in enumerate(rows if whole else []):
        size += 0 if row["gone"] else len(row["document"])
        if size > MOST_BYTES and number:
            return rows[:number]
    return rows


def _element(row: dict[str, Any], whole: bool) -> Document:
    element: Document = {"seq": row["seq"], "id": row["id"], "updated": instant(row["updated"])}
    element |= {"version": row["version"]}
    if row["digest"]:
        element["empreinte"] = row["digest"]
    element["supprime"] = row["gone"]
    if whole and not row["gone"]:
        element["objet"] = json.loads(row["document"])
    return element
