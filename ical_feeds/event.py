"""What travels in a calendar: a feed, its events and the invitation of one person, as plain data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

STATUSES = ("CONFIRMED", "TENTATIVE", "CANCELLED")


@dataclass(frozen=True)
class FeedEvent:
    """One dated event (RFC 5545 VEVENT). Times are aware UTC instants; `timezone` is the IANA zone they are shown in.

    `uid` holds no host, slug, date or hour. `sequence` moves with start, end and status, never down. `changed_at` is
    the latest change of anything rendered here. `series` is the same for events that belong together. `alarm_minutes`
    is how long before the start to remind, 0 for not: for private calendars. The four before it are for the rich
    variant only: `concepts` are addresses. Raises ValueError for a naive time, an end that is not after the start or an
    unknown status.
    """

    uid: str
    sequence: int
    changed_at: datetime
    created_at: datetime
    starts_at: datetime
    ends_at: datetime
    timezone: str
    status: str
    summary: str
    description: str
    location: str
    url: str
    latitude: float | None = None
    longitude: float | None = None
    categories: tuple[str, ...] = ()
    transparent: bool = True
    conference_url: str = ""
    series: str = ""
    concepts: tuple[str, ...] = ()
    place: str = ""
    organiser: str = ""
    organiser_url: str = ""
    alarm_minutes: int = 0

    def __post_init__(self) -> None:
        for moment in (self.changed_at, self.created_at, self.starts_at, self.ends_at):
            if moment.tzinfo is None:
                raise ValueError("times of a calendar event are aware")
        if self.ends_at <= self.starts_at:
            raise ValueError("a calendar event ends after its start")
        if self.status not in STATUSES:
            raise ValueError(f"unknown status {self.status!r}")


@dataclass(frozen=True)
class Feed:
    """A calendar to subscribe to (RFC 5545 VCALENDAR, RFC 7986).

    `url` is the https address of the feed, `page` its HTML page. `color` is a CSS3 name (RFC 7986 §5.9). `language` is
    a BCP 47 tag for HTTP's Content-Language; it is not in the bytes.
    """

    name: str
    description: str
    timezone: str
    url: str
    page: str
    events: Sequence[FeedEvent]
    color: str = ""
    refresh_minutes: int = 60
    language: str = "fr"


@dataclass(frozen=True)
class Invitation:
    """One event sent to one person by mail (RFC 5546, 6047).

    `method` is "REQUEST" or "CANCEL" (anything else raises ValueError); `tentative` is a place on the waiting list.
    """

    event: FeedEvent
    method: str
    organizer_name: str
    organizer_email: str
    attendee_name: str
    attendee_email: str
    tentative: bool = False

    def __post_init__(self) -> None:
        if self.method not in ("REQUEST", "CANCEL"):
            raise ValueError(f"unknown method {self.method!r}")
