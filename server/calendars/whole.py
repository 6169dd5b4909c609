"""A calendar of any length, as a file: what stands before its events, stored as they are, and after them."""

from collections.abc import Iterable

from ical_feeds.event import Feed
from ical_feeds.write import END as END  # rooms above take it from here
from ical_feeds.write import first_years, head
from server.calendars.translate import product
from server.foundation.settings import settings


def beginning(name: str, path: str, page: str, timezone: str, zones: Iterable[tuple[str, int]]) -> bytes:
    """Return the head of a calendar; `path` and `page` are where it is kept up to date here, `zones` its events'.

    `zones` has the zone and the year of each event, as they are stored.
    """
    own = settings()
    feed = Feed(
        name=name,
        description=f"{own.name} · {own.url}",
        timezone=timezone,
        url=own.url + path,
        page=own.url + page,
        events=(),
    )
    return head(feed, product(), first_years(zones))
