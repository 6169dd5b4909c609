"""The fixed words of events in their several vocabularies: RFC 5545, schema.org, FEP-8a8e, Mobilizon."""

from federation.wire.decode import Document

_STATUS = {
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "tentative": "tentative",
    "postponed": "postponed",
    "confirmed": "confirmed",
    "scheduled": "confirmed",
    "rescheduled": "confirmed",
    "movedonline": "moved_online",
}
_WEIGHT = {"cancelled": 4, "postponed": 3, "tentative": 2, "moved_online": 1, "confirmed": 0}


def status(document: Document) -> str:
    """confirmed, moved_online, tentative, postponed or cancelled.

    The most serious wins, since an old word may stay beside the new one.
    """
    said = (document.get(name) for name in ("eventStatus", "status", "ical:status"))
    return max(map(_status, said), key=_WEIGHT.__getitem__)


def join_mode(document: Document) -> str:
    """free, restricted or external; a server that says nothing else takes no bookings over the wire."""
    mode = document.get("joinMode")
    if not isinstance(mode, str):
        return "external"
    word = mode.rpartition("#")[2].rpartition(":")[2].lower()
    return word if word in ("free", "restricted") else "external"


def _status(said: object) -> str:
    if isinstance(said, dict):
        said = said.get("id") or said.get("@id")
    if not isinstance(said, str):
        return "confirmed"
    for mark in "/#:":
        said = said.rpartition(mark)[2]
    return _STATUS.get(said.lower().removeprefix("event"), "confirmed")
