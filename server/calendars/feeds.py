"""Calendars over HTTP: the bytes of a feed, its tags, and the conditional answer (RFC 9110, RFC 5545, RFC 7986)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from litestar import Request, Response

from ical_feeds.conditional import not_modified as not_modified  # rooms above take it from here
from ical_feeds.event import Feed, FeedEvent
from ical_feeds.write import etag
from ical_feeds.write import feed as written
from server.calendars.translate import product
from server.foundation.languages import translator
from server.foundation.settings import settings

MOST_EVENTS = 1000
MOST_BYTES = 1_000_000
COMPRESSED_FROM = 1000  # bytes, as the application is told
PUBLIC_CACHE = "public, max-age=900, stale-while-revalidate=86400, stale-if-error=604800"
PRIVATE_CACHE = "private, max-age=300"


@dataclass(frozen=True)
class Calendar:
    """A calendar to answer with. `found` is how many events there are when not all are in it.

    `path` and `page` are our paths of the feed and of the page that says the same; without `path` the calendar does not
    say where it is from. `private` calendars are for the holder of a link. `attached` ones are saved by the browser
    rather than shown.
    """

    name: str
    path: str
    page: str
    events: Sequence[FeedEvent]
    changed_at: datetime | None
    timezone: str
    description: str = ""
    filename: str = "agenda.ics"
    found: int = 0
    private: bool = False
    attached: bool = False
    extra: dict[str, str] = field(default_factory=dict)


def answer(request: Request[Any, Any, Any], calendar: Calendar) -> Response[bytes]:
    """Return the calendar, or 304 when the reader has it already; no cookie, no redirection, one text for all."""
    body, shown = _bytes(calendar)
    tag, asked = etag(body), request.headers
    headers = _headers(calendar, tag, shown)
    if not_modified(asked.get("if-none-match"), asked.get("if-modified-since"), tag, calendar.changed_at):
        return Response(b"", status_code=304, headers=headers)
    kind = "attachment" if calendar.attached else "inline"
    headers["content-disposition"] = f'{kind}; filename="{calendar.filename}"'
    if request.method == "GET" and "gzip" in asked.get("accept-encoding", "") and len(body) >= COMPRESSED_FROM:
        del headers["vary"]  # the middleware, which compresses it, says so itself
    return Response(body, media_type="text/calendar", headers=headers)


def _bytes(calendar: Calendar) -> tuple[bytes, int]:
    """Return the bytes and how many events are in them: cut, with a notice, at what Google still reads."""
    shown = list(calendar.events[:MOST_EVENTS])
    body = written(_feed(calendar, shown), product())
    while len(body) > MOST_BYTES and shown:
        shown = shown[: max(1, int(len(shown) * MOST_BYTES / len(body) * 0.95))]
        body = written(_feed(calendar, shown), product())
    return body, len(shown)


def _feed(calendar: Calendar, shown: list[FeedEvent]) -> Feed:
    own, words = settings(), translator("fr")
    made = Feed(
        name=calendar.name,
        description=calendar.description,
        timezone=calendar.timezone,
        url=own.url + calendar.path if calendar.path else "",
        page=own.url + calendar.page,
        events=shown,
        refresh_minutes=360 if own.hub else 60,
    )
    found = max(calendar.found, len(calendar.events))
    if found <= len(shown):
        return made
    notice = words.gettext("Ce calendrier montre %(shown)s séances sur %(found)s. Choisissez un lieu ou un thème.")
    told = notice % {"shown": len(shown), "found": found}
    return replace(made, description=f"{calendar.description}\n{told}".strip())


def _headers(calendar: Calendar, tag: str, shown: int) -> dict[str, str]:
    found = max(calendar.found, len(calendar.events))
    headers = {
        "etag": tag,
        "vary": "Accept-Encoding",
        "cache-control": PRIVATE_CACHE if calendar.private else PUBLIC_CACHE,
        "link": f'<{settings().url}{calendar.page}>; rel="alternate"; type="text/html"',
        **calendar.extra,
    }
    if calendar.changed_at:
        headers["last-modified"] = format_datetime(calendar.changed_at, usegmt=True)
    if calendar.private:
        headers["x-robots-tag"] = "noindex"
        headers["referrer-policy"] = "no-referrer"
    else:
        headers["access-control-allow-origin"] = "*"
    if found > shown:
        headers["x-feed-truncated"] = f"{shown}/{found}"
    return headers
