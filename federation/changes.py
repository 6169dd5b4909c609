"""What has changed between two documents of one event, and how much others must hurry; nothing but pure functions."""

from enum import StrEnum
from typing import Any

from federation.wire import Document
from federation.wire import event as shape

AGED = frozenset({"version", "updated"})
# People must know of these before they set out.
URGENT = ("startTime", "endTime", "status", "isOnline")


class Change(StrEnum):
    """From nothing at all to what cannot wait."""

    NONE = "none"
    SEATS = "seats"
    TEXT = "text"
    URGENT = "urgent"
    FIRST = "first"


def between(before: Document | None, after: Document) -> Change:
    """Return what the second document changes; its age alone changes nothing."""
    if before is None:
        return Change.FIRST
    held, told = _substance(before), _substance(after)
    if held == told:
        return Change.NONE
    if any(held.get(name) != told.get(name) for name in URGENT) or _place(held) != _place(told):
        return Change.URGENT
    return Change.TEXT if shape.digest(held) != shape.digest(told) else Change.SEATS


def calls_for_note(before: Document | None, after: Document) -> bool:
    """Whether those who see no Update must be told in words: it is cancelled, or begins at another time."""
    if before is None:
        return False
    cancelled = after.get("status") == "CANCELLED" != before.get("status")
    return cancelled or after.get("startTime") != before.get("startTime")


def _substance(document: Document) -> Document:
    return {name: value for name, value in document.items() if name not in AGED}


def _place(document: Document) -> Any:
    place = document.get("location")
    # The id of a place carries a version; it is elsewhere only when its name or its address says so.
    return {name: place.get(name) for name in ("type", "name", "address")} if isinstance(place, dict) else place
