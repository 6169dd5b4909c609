"""Feeds as jCal, the same calendars in JSON (RFC 7265): made from the lines that the other form writes."""

import json
import re
from collections.abc import Iterator
from typing import Any

from ical_feeds.event import Feed
from ical_feeds.text import split_list, unescape
from ical_feeds.write import feed as written

_PARAMETER = re.compile(r';([A-Z0-9-]+)=(?:"([^"]*)"|([^";:]*))')
_NUMBERS = frozenset({"COUNT", "INTERVAL", "BYMONTH"})
# The default type of each property that we write and that is no text (RFC 5545 §3.7, §3.8; RFC 7986; RFC 9073).
_TYPES = {
    "DTSTAMP": "date-time",
    "CREATED": "date-time",
    "LAST-MODIFIED": "date-time",
    "DTSTART": "date-time",
    "DTEND": "date-time",
    "SEQUENCE": "integer",
    "GEO": "float",
    "URL": "uri",
    "RRULE": "recur",
    "TZOFFSETFROM": "utc-offset",
    "TZOFFSETTO": "utc-offset",
    "X-WR-CALNAME": "unknown",
    "X-WR-CALDESC": "unknown",
    "X-WR-TIMEZONE": "unknown",
    "X-PUBLISHED-TTL": "unknown",
    "X-APPLE-CALENDAR-COLOR": "unknown",
    "X-MICROSOFT-CDO-BUSYSTATUS": "unknown",
}
_LISTS = frozenset({"CATEGORIES"})


def jcal(feed: Feed, product: str) -> bytes:
    """The whole feed as application/calendar+json bytes; a function of the same data as the other form."""
    lines = iter(written(feed, product).decode().replace("\r\n ", "").split("\r\n"))
    next(lines)
    return json.dumps(_component("VCALENDAR", lines), ensure_ascii=False, separators=(",", ":")).encode()


def _component(name: str, lines: Iterator[str]) -> list[Any]:
    """Read one component, whose BEGIN has been read, up to its END."""
    properties: list[Any] = []
    components: list[Any] = []
    for line in lines:
        if line.startswith("BEGIN:"):
            components.append(_component(line[6:], lines))
        elif line.startswith("END:"):
            break
        elif line:
            properties.append(_property(line))
    return [name.lower(), properties, components]


def _property(line: str) -> list[Any]:
    name = re.split("[;:]", line, maxsplit=1)[0]
    position, parameters = len(name), {}
    while found := _PARAMETER.match(line, position):
        parameters[found[1].lower()] = found[2] if found[2] is not None else found[3]
        position = found.end()
    value = line[position + 1 :]
    kind = parameters.pop("value", "").lower() or _TYPES.get(name, "text")
    return [name.lower(), parameters, kind, *_values(name, kind, value)]


def _values(name: str, kind: str, value: str) -> list[Any]:
    if name in _LISTS:
        return [unescape(each) for each in split_list(value)]
    if kind == "float":
        return [[float(number) for number in value.split(";")]]
    return [_value(kind, value)]


def _value(kind: str, value: str) -> Any:
    if kind == "integer":
        return int(value)
    if kind == "date-time":
        return f"{value[:4]}-{value[4:6]}-{value[6:8]}T{value[9:11]}:{value[11:13]}:{value[13:]}"
    if kind == "utc-offset":
        return f"{value[:3]}:{value[3:]}"
    if kind == "recur":
        parts = (part.split("=", 1) for part in value.split(";"))
        return {key.lower(): int(told) if key in _NUMBERS else told for key, told in parts}
    return unescape(value) if kind == "text" else value
