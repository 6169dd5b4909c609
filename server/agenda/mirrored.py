"""Sessions of other instances, as the mirror has them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from federation.blocking import unseen
from federation.tables import RemoteEvent
from server.foundation.errors import Gone, NotFound

# An event of a server that gives no UUID gets one made of its address, the same for ever.
REMOTE_ID = "coalesce(r.uuid, md5(r.ap_id)::uuid)"
MIRRORED = f"""
SELECT {REMOTE_ID} AS id, r.ap_id, r.host, r.owner, r.owner_name, r.url, r.booking_url, r.name, r.summary, r.content,
  r.starts_at, r.ends_at, r.timezone, r.status, r.place_name, r.street, r.postal_code, r.locality, r.latitude,
  r.longitude, r.is_online, r.capacity, r.remaining, r.phone, r.tags, r.level, r.audience, r.version, r.updated,
  r.fetched_at, r.seen_at, r.previous_starts_at, r.tombstoned_at
FROM fed_remote_event r WHERE NOT {unseen("r")}
"""  # noqa: S608 (constants only)


@dataclass(frozen=True)
class MirroredView:
    """A session of another instance. `content` is sanitised HTML; `fetched_at` says when this copy was read."""

    id: UUID
    ap_id: str
    host: str
    owner: str
    owner_name: str
    url: str
    booking_url: str
    name: str
    summary: str
    content: str
    starts_at: datetime
    ends_at: datetime | None
    timezone: str
    status: str
    place_name: str
    street: str
    postal_code: str
    locality: str
    latitude: float | None
    longitude: float | None
    is_online: bool
    capacity: int | None
    remaining: int | None
    phone: str
    tags: tuple[str, ...]
    level: str
    audience: tuple[str, ...]
    version: int | None
    updated: datetime | None
    fetched_at: datetime
    seen_at: datetime
    previous_starts_at: datetime | None

    @property
    def source(self) -> str:
        """Who proposes it, in words."""
        return self.owner_name or self.host

    @property
    def changed_at(self) -> datetime:
        """When it last changed, as its origin says, or else when this copy was read."""
        return self.updated or self.fetched_at


def _view(row: dict[str, Any]) -> MirroredView:
    values = {name: row[name] for name in MirroredView.__dataclass_fields__}
    return MirroredView(**{**values, "tags": tuple(row["tags"] or ()), "audience": tuple(row["audience"] or ())})


async def mirrored_by_ids(addresses: list[str]) -> dict[UUID, MirroredView]:
    """Return the mirrored sessions with these ActivityPub ids, by the id of their page here."""
    rows = await RemoteEvent.raw(MIRRORED + " AND r.ap_id = any({}::text[])", addresses)
    return {row["id"]: _view(row) for row in rows}


async def mirrored(id: UUID) -> MirroredView:
    """Return the mirrored session with this id; raises Gone if its origin took it away, NotFound if we never had it."""
    rows = await RemoteEvent.raw(MIRRORED + " AND r.uuid = {} ORDER BY r.first_seen_at, r.ap_id", id)
    if not rows:
        rows = await RemoteEvent.raw(MIRRORED + " AND r.uuid IS NULL AND md5(r.ap_id)::uuid = {}", id)
    if not rows:
        raise NotFound
    there = next((row for row in rows if row["tombstoned_at"] is None), None)
    if there is None or there["starts_at"] is None:
        raise Gone
    return _view(there)
