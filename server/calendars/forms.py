"""The forms in which the same slice of the agenda is told, and their addresses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ical_feeds.event import Feed, FeedEvent
from ical_feeds.jcal import jcal as jcal_of
from ical_feeds.write import feed as ical_of
from server.calendars.atom import atom
from server.calendars.json_feed import json_feed
from server.calendars.translate import product

CALENDAR = "text/calendar; charset=utf-8"
ENDINGS = ("ics", "atom", "json")


@dataclass(frozen=True)
class Form:
    """How a feed is written: its ending and what its query string says; without `write` its events are stored bytes."""

    media_type: str
    suffix: str
    more: str = ""
    write: Callable[[Feed, Sequence[FeedEvent]], bytes] | None = None

    def address(self, stem: str, query: str) -> str:
        """Return the path of a feed in this form."""
        joined = f"{query}&{self.more}" if query and self.more else query or (f"?{self.more}" if self.more else "")
        return f"{stem}{self.suffix}{joined}"


def _rich(feed: Feed, events: Sequence[FeedEvent]) -> bytes:
    return ical_of(replace(feed, events=events), product(), rich=True)


def _jcal(feed: Feed, events: Sequence[FeedEvent]) -> bytes:
    return jcal_of(replace(feed, events=events), product())


FORMS = {
    "ical": Form(CALENDAR, ".ics"),
    "rich": Form(CALENDAR, ".ics", "variant=rich", _rich),
    "jcal": Form("application/calendar+json", ".json", "format=jcal", _jcal),
    "atom": Form("application/atom+xml; charset=utf-8", ".atom", "", atom),
    "json": Form("application/feed+json", ".json", "", json_feed),
}


def form_of(ending: str, variant: str, format: str) -> str:
    """Return the key of the form that an address asks for; `ending` is one of ENDINGS, what is unknown is left out."""
    if format == "jcal" and ending != "atom":
        return "jcal"
    if ending == "ics":
        return "rich" if variant == "rich" else "ical"
    return ending
