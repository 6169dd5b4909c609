"""Our feeds and invitations as bytes, a function of the data alone; no clock (RFC 5545, 5546, 6868, 7986)."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from urllib.parse import quote
from zoneinfo import ZoneInfo

from ical_feeds.event import Feed, FeedEvent, Invitation
from ical_feeds.text import clean, one_line, web_address
from ical_feeds.zones import known, vtimezone

_LINE_OCTETS = 75
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


def feed(feed: Feed, product: str) -> bytes:
    """The whole feed as text/calendar bytes, CRLF, folded. `product` is the PRODID, constant per release.

    Events stand in the order (start, uid). No METHOD, no calendar UID, no DTSTAMP of the moment: two calls with equal
    data give equal bytes, on any machine. Without events it is still a valid calendar: the feed's VTIMEZONE alone.
    """
    events = sorted(feed.events, key=lambda event: (event.starts_at, event.uid))
    zones = _zones(events) or _zone_alone(feed.timezone)
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{one_line(product)}", "CALSCALE:GREGORIAN", *_about(feed)]
    parts = [_lines(head), *(f"{zone}\r\n".encode() for zone in zones.values())]
    parts += [_event(event, zones) for event in events]
    return b"".join([*parts, b"END:VCALENDAR\r\n"])


def published(events: Sequence[FeedEvent], product: str) -> bytes:
    """Several events for one person to keep, without an answer (RFC 5546 §3.2.1)."""
    ordered = sorted(events, key=lambda event: (event.starts_at, event.uid))
    zones = _zones(ordered)
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{one_line(product)}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    parts = [_lines(head), *(f"{zone}\r\n".encode() for zone in zones.values())]
    return b"".join([*parts, *(_event(event, zones) for event in ordered), b"END:VCALENDAR\r\n"])


def invitation(invitation: Invitation, product: str) -> bytes:
    """One event for one person (RFC 5546 §3.2.2, §3.2.5).

    The mail takes these bytes as bytes (as text it would lose the CRLF) and says the same method in its Content-Type.
    """
    zones = _zones([invitation.event])
    method = f"METHOD:{invitation.method}"
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{one_line(product)}", "CALSCALE:GREGORIAN", method]
    parts = [_lines(head), *(f"{zone}\r\n".encode() for zone in zones.values())]
    body = _event(invitation.event, zones, status=_status(invitation), people=_people(invitation))
    return b"".join([*parts, body, b"END:VCALENDAR\r\n"])


def etag(body: bytes) -> str:
    """A strong entity tag made of the content, with its quotes (RFC 9110 §8.8.3)."""
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'


def _about(feed: Feed) -> list[str]:
    name, description = _text(one_line(feed.name)), _text(clean(feed.description))
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


def _zones(events: Iterable[FeedEvent]) -> dict[str, str]:
    """The VTIMEZONE of each zone that the events use and that two yearly rules can say, in the order of their names."""
    years: dict[str, int] = {}
    for event in events:
        zone = _zone_of(event)
        years[zone] = min(event.starts_at.year, years.get(zone, 9999))
    texts = {zone: vtimezone(zone, year) for zone, year in sorted(years.items())}
    return {zone: text for zone, text in texts.items() if text}


def _zone_alone(timezone: str) -> dict[str, str]:
    # RFC 5545 asks for one component; a zone that cannot be said leaves the one every French reader knows.
    return {timezone: vtimezone(timezone, 2026) or vtimezone("Europe/Paris", 2026) or ""}


def _event(event: FeedEvent, zones: dict[str, str], *, status: str = "", people: Iterable[str] = ()) -> bytes:
    changed, categories = _utc(event.changed_at), ",".join(_text(one_line(each)) for each in event.categories)
    location, url = _text(one_line(event.location)), web_address(event.url)
    conference, description = web_address(event.conference_url), _text(clean(event.description).strip())
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(one_line(event.uid))}",
        f"DTSTAMP:{changed}",
        f"CREATED:{_utc(event.created_at)}",
        f"LAST-MODIFIED:{changed}",
        f"SEQUENCE:{event.sequence}",
        *_when(event, zones),
        f"STATUS:{status or event.status}",
        f"SUMMARY:{_text(one_line(event.summary))}",
        *([f"DESCRIPTION:{description}"] if description else []),
        *([f"LOCATION:{location}"] if location else []),
        *_geo(event),
        *([f"URL:{url}"] if url else []),
        *([f"CATEGORIES:{categories}"] if categories else []),
        *([f"CONFERENCE;VALUE=URI;FEATURE=VIDEO:{conference}"] if conference else []),
        *people,
        f"TRANSP:{'TRANSPARENT' if event.transparent else 'OPAQUE'}",
        f"X-MICROSOFT-CDO-BUSYSTATUS:{'FREE' if event.transparent else 'BUSY'}",
        "END:VEVENT",
    ]
    return _lines(lines)


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


def _when(event: FeedEvent, zones: dict[str, str]) -> list[str]:
    tzid = _zone_of(event)
    times = (("DTSTART", event.starts_at), ("DTEND", event.ends_at))
    if tzid not in zones:
        return [f"{name}:{_utc(moment)}" for name, moment in times]
    zone = ZoneInfo(tzid)
    return [f"{name};TZID={tzid}:{_local(moment.astimezone(zone))}" for name, moment in times]


def _zone_of(event: FeedEvent) -> str:
    """The zone an event is written in: its own, but for the hour that comes twice when clocks go back.

    The second 02:30 of that night cannot be said in local time (RFC 5545 §3.3.5), readers disagree on the first, and
    one widespread reader mistakes both in UTC when the calendar names its zone: all understand a zone of fixed offset.
    """
    if event.timezone not in known():
        return "UTC"
    zone = ZoneInfo(event.timezone)
    starts, ends = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    if not (_twice(starts) or _twice(ends)):
        return event.timezone
    winter = (starts if _twice(starts) else ends).replace(fold=1).utcoffset() or timedelta()
    hours, rest = divmod(winter, timedelta(hours=1))
    return "UTC" if rest or not hours else f"Etc/GMT{-hours:+d}"


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


def _text(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _name(name: str) -> str:
    """The CN parameter, quoted, in the encoding of RFC 6868; nothing without a name."""
    coded = one_line(name).replace("^", "^^").replace('"', "^'")
    return f';CN="{coded}"' if coded else ""


def _mailto(email: str) -> str:
    return "mailto:" + quote(re.sub(r"\s", "", clean(email)), safe="@!$'*+-._~")


def _lines(lines: Iterable[str]) -> bytes:
    return b"".join(_fold(line.encode()) for line in lines)


def _fold(line: bytes) -> bytes:
    """One content line with its CRLF, in pieces of at most 75 octets that never cut a character or an escape."""
    if len(line) <= _LINE_OCTETS:
        return line + b"\r\n"
    pieces, start, room = [], 0, _LINE_OCTETS
    while len(line) - start > room:
        end = _cut(line, start, start + room)
        pieces.append(line[start:end])
        start, room = end, _LINE_OCTETS - 1
    return b"\r\n ".join([*pieces, line[start:]]) + b"\r\n"


def _cut(line: bytes, start: int, end: int) -> int:
    while line[end] & 0xC0 == 0x80:
        end -= 1
    backslashes = end - start - len(line[start:end].rstrip(b"\\"))
    return end - 1 if backslashes % 2 else end
