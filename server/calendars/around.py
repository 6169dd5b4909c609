"""What surrounds the calendars of others here: the guarded door, and which events are ours come back."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from ical_feeds.discovery import Surroundings
from ical_feeds.imported import ImportedEvent
from ical_feeds.matching import uuid_in
from server.foundation.http import door
from server.foundation.settings import settings
from server.workshops.tables import Session


def surroundings() -> Surroundings:
    """Return the surroundings of this process."""
    return Surroundings(door(), foreign)


async def foreign(events: Sequence[ImportedEvent]) -> list[ImportedEvent]:
    """Return those that are not ours: neither named like a session of ours, nor with a page here."""
    named = {id(event): found for event in events if (found := uuid_in(event.uid))}
    rows = await Session.raw("SELECT id FROM session WHERE id = any({}::uuid[])", [*named.values()])
    ours = {row["id"] for row in rows}
    return [event for event in events if named.get(id(event)) not in ours and not is_here(event.url)]


def is_here(address: str) -> bool:
    """Tell whether an address is of this instance."""
    try:
        return bool(address) and urlsplit(address).netloc.lower() == settings().host
    except ValueError:
        return False
