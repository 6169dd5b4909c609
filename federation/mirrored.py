"""One remote event as the columns that the agenda reads."""

import json
import unicodedata
from typing import Any
from uuid import UUID

from federation.wire import Document, Event, Place
from federation.wire.values import plain

NOWHERE = Place("", "", "", "", "", "", "", None, None)
LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "ß": "ss"})
LONGEST = 20_000
URN = "urn:uuid:"


def fold(text: str) -> str:
    """Return `text` in lower case, without accents and with œ and æ in two letters, for search."""
    flat = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    return " ".join("".join(part for part in flat if not unicodedata.combining(part)).casefold().split())


def columns(event: Event, document: Document, *, owner_name: str) -> dict[str, Any]:
    """Return what the mirror keeps of an event: texts, instants in UTC, and the text that search looks through."""
    place = event.place or NOWHERE
    return {
        "ap_id": event.id,
        "owner": event.owner,
        "owner_name": owner_name,
        "url": event.url,
        "booking_url": event.booking_url or event.url,
        "name": event.name,
        "summary": event.summary,
        "content": event.content,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "timezone": event.timezone,
        "status": event.status,
        **_copied(event),
        **_place(place),
        "is_online": event.is_online,
        "join_mode": event.join_mode,
        "capacity": event.capacity,
        "remaining": event.remaining,
        "phone": event.phone,
        "tags": list(event.tags),
        "level": event.level,
        "audience": list(event.audience),
        "language": event.language,
        "version": event.version,
        "updated": event.updated,
        "folded": _searched(event, place, owner_name),
        "document": json.dumps(document),
        "previous_starts_at": event.previous_starts_at,
    }


def _copied(event: Event) -> dict[str, Any]:
    """Return what names the event that this one is a copy of; an address with and without a slash at its end."""
    named = [name.removeprefix(URN) for name in event.same_as if name.startswith(URN)]
    addresses = {name.rstrip("/") for name in event.same_as}
    names = addresses | {f"{name}/" for name in addresses if not name.startswith(URN)}
    return {"same_as": sorted(names), "same_uuid": UUID(named[0]) if named else None}


def _place(place: Place) -> dict[str, Any]:
    return {
        "place_name": place.name,
        "street": place.street,
        "postal_code": place.postal_code,
        "locality": place.locality,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _searched(event: Event, place: Place, owner_name: str) -> str:
    texts = [event.name, event.summary, place.name, place.locality, place.postal_code, owner_name, *event.tags]
    return fold(" ".join([*texts, plain(event.content, LONGEST)]))[:LONGEST]
