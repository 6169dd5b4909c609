"""Sessions of peers and of other calendars as the events of ours."""

from uuid import UUID

from server.agenda.mirrored import MirroredView, mirrored_by_ids
from server.calendars.imported import imported_by_ids
from server.calendars.mirrored import imported_event
from server.calendars.mirrored import mirrored_event as event_of
from server.calendars.translate import FeedEvent
from server.foundation.settings import settings


async def imported_events(ids: list[UUID]) -> dict[UUID, FeedEvent]:
    """Return the events of sessions that calendars of others told us, by id."""
    return {id: imported_event(view) for id, view in (await imported_by_ids(ids)).items()}


async def mirrored_events(addresses: list[str]) -> dict[UUID, FeedEvent]:
    """Return the events of mirrored sessions, given by their ActivityPub ids, by the id of their page here."""
    return {id: mirrored_event(view) for id, view in (await mirrored_by_ids(addresses)).items()}


def mirrored_event(found: MirroredView) -> FeedEvent:
    """Return the event of a session of another instance."""
    town = f"{found.postal_code} {found.locality}".strip()
    place = ", ".join(part for part in (found.place_name, found.street, town) if part)
    return event_of(
        uid=str(found.id),
        version=found.version,
        changed_at=found.changed_at,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        timezone=found.timezone,
        status=found.status,
        title=found.name,
        summary=found.summary,
        source=found.source,
        number=found.phone,
        page=found.url or f"{settings().url}/seances/{found.id}",
        location=place,
        latitude=found.latitude,
        longitude=found.longitude,
        categories=found.tags,
        place=found.place_name,
    )
