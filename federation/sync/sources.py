"""The feeds that we read: those of instances that we follow, that have one, and that are not blocked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from federation.blocking import hidden
from federation.tables import run

FOLLOWED = f"""
SELECT DISTINCT ON (p.host) p.host, p.sync, p.cursor, p.compare_due_at, f.actor
FROM fed_following f JOIN fed_peer p ON p.host = f.host
WHERE f.state = 'accepted' AND f.type = 'Application' AND p.sync <> '' AND NOT {hidden("p.host")}
"""  # noqa: S608  # a condition of our own


@dataclass(frozen=True)
class Source:
    """One feed: `url` is its address, `actor` the followed instance that signs it, `cursor` how far we have read."""

    host: str
    url: str
    actor: str
    cursor: str
    compare_due_at: datetime | None

    @property
    def digests(self) -> str:
        """The address of the digests, beside that of the feed."""
        return urljoin(self.url, "empreintes")


async def of(host: str) -> Source | None:
    """Return the feed of a host, or None: it has none, its instance is not followed, or it is blocked."""
    rows = await run(f"{FOLLOWED} AND p.host = {{}} ORDER BY p.host, f.id", host)
    return _source(rows[0]) if rows else None


async def due(column: str, now: datetime, limit: int) -> list[Source]:
    """Return the feeds for which the instant in `column` of fed_peer has come, or is not planned yet."""
    found = await run(
        f"{FOLLOWED} AND coalesce(p.{column}, '-infinity') <= {{}} ORDER BY p.host, f.id LIMIT {{}}", now, limit
    )
    return [_source(row) for row in found]


def _source(row: dict[str, Any]) -> Source:
    return Source(row["host"], row["sync"], row["actor"], row["cursor"], row["compare_due_at"])
