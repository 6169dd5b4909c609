"""The event that travels, as plain values."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Place:
    """A place on the map; degrees in WGS 84, empty strings for what is not known. `id` carries a version."""

    id: str
    name: str
    street: str
    postal_code: str
    locality: str
    region: str
    country: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Event:
    """One dated occurrence; instants are aware, `content` is HTML of a small allow-list, the other texts are plain.

    `status` is confirmed, moved_online, tentative, postponed or cancelled;
    `join_mode` free, restricted or external; `owner` is an actor id.
    `same_as` names what the event is a copy of: addresses and `urn:uuid:`.
    """

    id: str
    uuid: str
    url: str
    owner: str
    name: str
    summary: str
    content: str
    starts_at: datetime
    ends_at: datetime | None
    timezone: str
    status: str
    place: Place | None
    online_url: str
    is_online: bool
    capacity: int | None
    remaining: int | None
    participants: int | None
    join_mode: str
    booking_url: str
    phone: str
    ics_url: str
    image_url: str
    image_alt: str
    tags: tuple[str, ...]
    level: str
    audience: tuple[str, ...]
    language: str
    published: datetime | None
    updated: datetime | None
    version: int | None
    previous_starts_at: datetime | None = None
    same_as: tuple[str, ...] = ()
