"""Our feeds and invitations as bytes, a function of the data alone; no clock (RFC 5545, 5546, 6868, 7986)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from urllib.parse import quote
from zoneinfo import ZoneInfo

from ical_feeds.event import Feed, FeedEvent, Invitation
from ical_feeds.folding import escaped, folded
from ical_feeds.rich import enrichment
from ical_feeds.text import clean, one_line, web_address
from ical_feeds.zones import FRENCH_ZONES, known, vtimezone

END = b"END:VCALENDAR\r\n"

# Apple reads only a number, RFC 7986 only a name: the names a library can choose from, with their CSS3 numbers.
_COLORS = {
    "black": "#000000",
    "blue": "#0000FF",
    "brown": "#A52A2A",
    "crimson": "#DC143C",
    "darkgreen": "#006400",
    "darkorange": "#FF8C00",
    "firebrick": "#B22222",
    "goldenrod": "#DAA520",
    "gray": "#808080",
    "green": "#008000",
    "indigo": "#4B0082",
    "magenta": "#FF00FF",
    "maroon": "#800000",
    "mediumvioletred": "#C71585",
    "midnightblue": "#191970",
    "navy": "#000080",
    "olive": "#808000",
    "orange": "#FFA500",
    "purple": "#800080",
    "rebeccapurple": "#663399",
    "red": "#FF0000",
    "royalblue": "#4169E1",
    "seagreen": "#2E8B57",
    "slateblue": "#6A5ACD",
    "steelblue": "#4682B4",
    "teal": "#008080",
    "tomato": "#FF6347",
}


@dataclass(frozen=True)
class Fragment:
    """One event as bytes that any feed can join: `zone` is the TZID it is written in, empty when that is UTC.

    The feed gives the VTIMEZONE of that zone, as it is from `year` on.
    """

    zone: str
    year: int
    body: bytes


def fragment(event: FeedEvent, *, rich: bool = False) -> Fragment:
    """One event of a feed (RFC 5545 VEVENT), a function of the event alone; `rich` adds RFC 9073 and RFC 9253."""
    zone = _zone_of(event)
    more = enrichment(event) if rich else ()
    return Fragment(zone, event.starts_at.year, _event(event, zone, more=more))


def head(feed: Feed, product: str, zones: Mapping[str, int]) -> bytes:
    """All that stands before the events of a feed; `zones` are theirs, each with the first year it is needed in.

    `product` is the PRODID, constant per release. Without zones the feed's own is given: RFC 5545 asks for a component.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{one_line(product)}", "CALSCALE:GREGORIAN", *_about(feed)]
    return folded(lines) + _vtimezones(zones or {feed.timezone: 2026})


def first_years(zones: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The zones but UTC, in the order of their names, each with its first year."""
    years: dict[str, int] = {}
    for zone, year in zones:
        if zone:
            years[zone] = min(year, years.get(zone, year))
    return dict(sorted(years.items()))


def feed(feed: Feed, product: str, *, rich: bool = False) -> bytes:
    """The whole feed as text/calendar bytes, CRLF, folded.

    Events stand in the order (start, uid). No METHOD, no calendar UID, no DTSTAMP of the moment: two calls with equal
    data give equal bytes, on any machine. Without events it is still a valid calendar: the feed's VTIMEZONE alone.
    """
    events = sorted(feed.events, key=lambda event: (event.starts_at, event.uid))
    parts = [fragment(event, rich=rich) for event in events]
    zones = first_years((part.zone, part.year) for part in parts)
    return b"".join([head(feed, product, zones), *(part.body for part in parts), END])


def published(events: Sequence[FeedEvent], product: str, organizer: tuple[str, str]) -> bytes:
    """Events for one person to keep, without an answer (RFC 5546 §3.2.1); `organizer` is a name and an e-mail."""
    ordered = sorted(events, key=lambda event: (event.starts_at, event.uid))
    by = [f"ORGANIZER{_name(organizer[0])}:{_mailto(organizer[1])}"]
    return _sent(ordered, product, "PUBLISH", [_event(event, _zone_of(event), more=by) for event in ordered])


def invitation(invitation: Invitation, product: str) -> bytes:
    """One event for one person (RFC 5546 §3.2.2, §3.2.5).

    The mail takes these bytes as bytes (as text it would lose the CRLF) and says the same method in its Content-Type.
    """
    event = invitation.event
    body = _event(event, _zone_of(event), status=_status(invitation), more=_people(invitation))
    return _sent([event], product, invitation.method, [body])


def _sent(events: Sequence[FeedEvent], product: str, method: str, bodies: list[bytes]) -> bytes:
    zones = first_years((_zone_of(event), event.starts_at.year) for event in events)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{one_line(product)}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    return b"".join([folded(lines), _vtimezones(zones), *bodies, END])


def etag(body: bytes) -> str:
    """A strong entity tag made of the content, with its quotes (RFC 9110 §8.8.3)."""
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'


def _about(feed: Feed) -> list[str]:
    name, description = escaped(one_line(feed.name)), escaped(clean(feed.description))
    hours, minutes = divmod(max(feed.refresh_minutes, 1), 60)
    period = "PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    url, page, color = web_address(feed.url), web_address(feed.page), feed.color.strip().lower()
    return [
        *([f"NAME:{name}", f"X-WR-CALNAME:{name}"] if name else []),
        *([f"DESCRIPTION:{description}", f"X-WR-CALDESC:{description}"] if description else []),
        f"X-WR-TIMEZONE:{one_line(feed.timezone)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{period}",
        f"X-PUBLISHED-TTL:{period}",
        *([f"SOURCE;VALUE=URI:{url}"] if url else []),
        *([f"URL:{page}"] if page else []),
        *([f"COLOR:{color}", f"X-APPLE-CALENDAR-COLOR:{_COLORS[color]}"] if color in _COLORS else []),
    ]


def _vtimezones(zones: Mapping[str, int]) -> bytes:
    # A zone that cannot be said leaves, where nothing is written in it, the one that every French reader knows.
    texts = [vtimezone(zone, year) or FRENCH_ZONES["Europe/Paris"] for zone, year in zones.items()]
    return b"".join(f"{text}\r\n".encode() for text in texts)


def _event(event: FeedEvent, zone: str, *, status: str = "", more: Iterable[str] = ()) -> bytes:
    changed, categories = _utc(event.changed_at), ",".join(escaped(one_line(each)) for each in event.categories)
    location, url = escaped(one_line(event.location)), web_address(event.url)
    conference, description = web_address(event.conference_url), escaped(clean(event.description).strip())
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(one_line(event.uid))}",
        f"DTSTAMP:{changed}",
        f"CREATED:{_utc(event.created_at)}",
        f"LAST-MODIFIED:{changed}",
        f"SEQUENCE:{event.sequence}",
        *_when(event, zone),
        f"STATUS:{status or event.status}",
        f"SUMMARY:{escaped(one_line(event.summary))}",
        *([f"DESCRIPTION:{description}"] if description else []),
        *([f"LOCATION:{location}"] if location else []),
        *_geo(event),
        *([f"URL:{url}"] if url else []),
        *([f"CATEGORIES:{categories}"] if categories else []),
        *([f"CONFERENCE;VALUE=URI;FEATURE=VIDEO:{conference}"] if conference else []),
        f"TRANSP:{'TRANSPARENT' if event.transparent else 'OPAQUE'}",
        f"X-MICROSOFT-CDO-BUSYSTATUS:{'FREE' if event.transparent else 'BUSY'}",
        *([f"REFID:{escaped(one_line(event.series))}"] if event.series else []),
        *more,
        *_alarm(event),
        "END:VEVENT",
    ]
    return folded(lines)


def _alarm(event: FeedEvent) -> list[str]:
    """A reminder before the start (RFC 5545 §3.6.6)."""
    if not event.alarm_minutes:
        return []
    shown = f"DESCRIPTION:{escaped(one_line(event.summary))}"
    return ["BEGIN:VALARM", "ACTION:DISPLAY", shown, f"TRIGGER:-PT{event.alarm_minutes}M", "END:VALARM"]


def _status(invitation: Invitation) -> str:
    if invitation.method == "CANCEL":
        return "CANCELLED"
    return "TENTATIVE" if invitation.tentative else invitation.event.status


def _people(invitation: Invitation) -> list[str]:
    answer = "TENTATIVE" if invitation.tentative else "ACCEPTED"
    attendee = f"ROLE=REQ-PARTICIPANT;PARTSTAT={answer};RSVP=FALSE"
    return [
        f"ORGANIZER{_name(invitation.organizer_name)}:{_mailto(invitation.organizer_email)}",
        f"ATTENDEE{_name(invitation.attendee_name)};{attendee}:{_mailto(invitation.attendee_email)}",
    ]


def _when(event: FeedEvent, tzid: str) -> list[str]:
    times = (("DTSTART", event.starts_at), ("DTEND", event.ends_at))
    if not tzid:
        return [f"{name}:{_utc(moment)}" for name, moment in times]
    zone = ZoneInfo(tzid)
    return [f"{name};TZID={tzid}:{_local(moment.astimezone(zone))}" for name, moment in times]


def _zone_of(event: FeedEvent) -> str:
    """The zone an event is written in, empty for UTC: where two yearly rules cannot say its zone from its year on."""
    zone = _written_in(event)
    return zone if zone and vtimezone(zone, event.starts_at.year) else ""


def _written_in(event: FeedEvent) -> str:
    """The zone an event should be written in: its own, but for the hour that comes twice when clocks go back.

    The second 02:30 of that night cannot be said in local time (RFC 5545 §3.3.5), readers disagree on the first, and
    one widespread reader mistakes both in UTC when the calendar names its zone: all understand a zone of fixed offset.
    """
    if event.timezone not in known():
        return ""
    zone = ZoneInfo(event.timezone)
    starts, ends = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    if not (_twice(starts) or _twice(ends)):
        return event.timezone
    winter = (starts if _twice(starts) else ends).replace(fold=1).utcoffset() or timedelta()
    hours, rest = divmod(winter, timedelta(hours=1))
    return "" if rest or not hours else f"Etc/GMT{-hours:+d}"


def _twice(moment: datetime) -> bool:
    first, second = moment.replace(fold=0).utcoffset(), moment.replace(fold=1).utcoffset()
    return first is not None and second is not None and first > second


def _geo(event: FeedEvent) -> list[str]:
    if event.latitude is None or event.longitude is None:
        return []
    return [f"GEO:{event.latitude:.6f};{event.longitude:.6f}"]


def _utc(moment: datetime) -> str:
    return _local(moment.astimezone(UTC)) + "Z"


def _local(moment: datetime) -> str:
    # Not strftime: it writes years before 1000 with fewer than four digits on some systems.
    return moment.replace(microsecond=0, tzinfo=None).isoformat().replace("-", "").replace(":", "")


def _name(name: str) -> str:
    """The CN parameter, quoted, in the encoding of RFC 6868; nothing without a name."""
    coded = one_line(name).replace("^", "^^").replace('"', "^'")
    return f';CN="{coded}"' if coded else ""


def _mailto(email: str) -> str:
    return "mailto:" + quote(re.sub(r"\s", "", clean(email)), safe="@!$'*+-._~")
