"""A slice of the agenda as Atom (RFC 4287): one entry per session, its date and place in words."""

from collections.abc import Sequence
from datetime import UTC, datetime

from markupsafe import escape

from ical_feeds.event import Feed, FeedEvent
from ical_feeds.text import clean, one_line, web_address
from server.calendars.translate import LANGUAGE
from server.foundation.settings import settings, version
from server.foundation.spoken import when

NEVER = datetime(2020, 1, 1, tzinfo=UTC)


def atom(feed: Feed, events: Sequence[FeedEvent]) -> bytes:
    """Return the feed; `updated` is the last change of anything in it: no clock."""
    updated = max((event.changed_at for event in events), default=NEVER)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{feed.language}">',
        f"<id>{_text(feed.url)}</id>",
        f"<title>{_text(feed.name)}</title>",
        f"<subtitle>{_text(feed.description)}</subtitle>",
        f"<updated>{_utc(updated)}</updated>",
        f'<link rel="self" type="application/atom+xml" href="{_text(feed.url)}"/>',
        f'<link rel="alternate" type="text/html" href="{_text(feed.page)}"/>',
        f"<author><name>{_text(settings().name)}</name></author>",
        f'<generator version="{version()}">Agendathèque</generator>',
        *(_entry(event) for event in events),
        "</feed>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _entry(event: FeedEvent) -> str:
    url = _text(web_address(event.url))
    categories = [f'<category term="{_text(term)}"/>' for term in event.categories]
    lines = [
        "<entry>",
        f"<id>urn:uuid:{_text(event.uid)}</id>",
        f"<title>{_text(f'{one_line(event.summary)} ({_when(event)})')}</title>",
        f'<link rel="alternate" type="text/html" href="{url}"/>',
        f"<published>{_utc(event.created_at)}</published>",
        f"<updated>{_utc(event.changed_at)}</updated>",
        *categories,
        f'<content type="text">{_text(told(event))}</content>',
        "</entry>",
    ]
    return "\n".join(lines)


def told(event: FeedEvent) -> str:
    """Return what there is to read of an event: when, where, what."""
    return "\n".join(
        part for part in (_when(event), one_line(event.location), clean(event.description).strip()) if part
    )


def _when(event: FeedEvent) -> str:
    return when(event.starts_at, event.ends_at, event.timezone, LANGUAGE)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _text(value: str) -> str:
    return str(escape(clean(value)))
