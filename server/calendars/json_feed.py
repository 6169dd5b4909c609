"""A slice of the agenda as JSON Feed 1.1 (jsonfeed.org); what a calendar needs besides is under `_agendatheque`."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from ical_feeds.event import Feed, FeedEvent
from ical_feeds.text import one_line, web_address
from server.calendars.atom import told
from server.foundation.settings import settings


def json_feed(feed: Feed, events: Sequence[FeedEvent]) -> bytes:
    """Return the feed as JSON bytes."""
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.name,
        "home_page_url": feed.page,
        "feed_url": feed.url,
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": settings().name, "url": settings().url}],
        "items": [_item(event) for event in events],
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _item(event: FeedEvent) -> dict[str, Any]:
    place = {"name": one_line(event.location), "latitude": event.latitude, "longitude": event.longitude}
    return {
        "id": f"urn:uuid:{event.uid}",
        "url": web_address(event.url),
        "title": one_line(event.summary),
        "content_text": told(event),
        "date_published": _utc(event.created_at),
        "date_modified": _utc(event.changed_at),
        "tags": list(event.categories),
        "_agendatheque": {
            "about": settings().url,
            "starts_at": _utc(event.starts_at),
            "ends_at": _utc(event.ends_at),
            "timezone": event.timezone,
            "status": event.status.lower(),
            "sequence": event.sequence,
            "place": {name: value for name, value in place.items() if value not in {"", None}},
        },
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
