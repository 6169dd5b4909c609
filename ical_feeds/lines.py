"""Content lines as properties and components (RFC 5545 §3.1, §3.6, RFC 6868); a bad line is dropped, not the file."""

import quopri
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ical_feeds.guard import MAX_DEPTH, MAX_EVENTS, MAX_PROPERTIES, NotACalendar, Notes, known_charset

TIMES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE", "DTSTAMP", "LAST-MODIFIED"})
_TEXTS = frozenset(
    {"UID", "SEQUENCE", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS", "CATEGORIES", "CLASS", "GEO"}
)
_EVENT = TIMES | _TEXTS | {"DURATION", "RRULE"}
_ZONE = frozenset({"TZID", "DTSTART", "RRULE", "RDATE", "TZOFFSETFROM", "TZOFFSETTO"})
_CALENDAR = frozenset(
    {"NAME", "X-WR-CALNAME", "X-WR-TIMEZONE", "METHOD", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "SOURCE"}
)
_KEPT = {"VEVENT": _EVENT, "VTIMEZONE": _ZONE, "STANDARD": _ZONE, "DAYLIGHT": _ZONE, "VCALENDAR": _CALENDAR}
_TIME_VALUE = re.compile(r"[0-9TZPDHMSW,/+\-\s]*", re.IGNORECASE)
_PARAMETER = re.compile(r'\s*([A-Za-z0-9-]+)\s*=\s*((?:"[^"]*+"|[^";]++)*+)')
_HEAD = re.compile(r'((?:[^":]++|"[^"]*+")*+):')
_CARET = re.compile(r"\^([n'^])")


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: upper-case name, parameters by upper-case name without quotes, raw value."""

    name: str
    parameters: Mapping[str, str]
    value: str


@dataclass(slots=True)
class Block:
    """One component: where it begins, its kept properties in the order of the file, whether it held too many."""

    kind: str
    line: int = 0
    properties: list[Property] = field(default_factory=list)
    parts: list["Block"] = field(default_factory=list)
    overfull: bool = False

    def first(self, name: str) -> Property | None:
        return next((each for each in self.properties if each.name == name), None)

    def value(self, name: str) -> str:
        found = self.first(name)
        return found.value.strip() if found else ""

    def every(self, name: str) -> list[Property]:
        return [each for each in self.properties if each.name == name]


@dataclass(slots=True)
class Stream:
    """What a body holds: the calendars' own properties, the events and the VTIMEZONE blocks, of all its VCALENDARs."""

    calendar: Block
    events: list[Block]
    zones: list[Block]


def parse(lines: Sequence[tuple[int, str]], notes: Notes) -> Stream:
    """Sorts numbered lines into blocks. Raises NotACalendar: truncated, too_many_events, nested_too_deep."""
    stream = Stream(Block("VCALENDAR"), [], [])
    open_blocks: list[Block] = []
    for number, line in lines:
        notes.line = number
        name = line.partition(":")[0].partition(";")[0].strip().upper()
        if name == "BEGIN":
            _begin(Block(_component(line), number), stream, open_blocks)
        elif name == "END":
            _end(_component(line), open_blocks)
        elif open_blocks and name in _KEPT.get(open_blocks[-1].kind, ()):
            _keep(open_blocks[-1], name, line, notes)
        elif ":" not in line and open_blocks:
            notes.add("line_unreadable", line)
    if open_blocks:
        raise NotACalendar("truncated", line=notes.line)
    return stream


def _component(line: str) -> str:
    return line.partition(":")[2].strip().upper()


def _begin(block: Block, stream: Stream, open_blocks: list[Block]) -> None:
    if block.kind == "VCALENDAR":
        if open_blocks:
            raise NotACalendar("truncated", line=block.line)
        open_blocks.append(stream.calendar)
        return
    if len(open_blocks) >= MAX_DEPTH:
        raise NotACalendar("nested_too_deep", line=block.line)
    inside = open_blocks[-1] if open_blocks else None
    if block.kind == "VEVENT" and inside is stream.calendar:
        stream.events.append(block)
    elif block.kind == "VTIMEZONE" and inside is stream.calendar:
        stream.zones.append(block)
    elif inside is not None and inside.kind == "VTIMEZONE":
        inside.parts.append(block)
    if len(stream.events) > MAX_EVENTS:
        raise NotACalendar("too_many_events", line=block.line)
    open_blocks.append(block)


def _end(kind: str, open_blocks: list[Block]) -> None:
    # An END without its BEGIN is noise; one that skips an inner END closes that too.
    if any(block.kind == kind for block in open_blocks):
        while open_blocks.pop().kind != kind:
            pass


def _keep(block: Block, name: str, line: str, notes: Notes) -> None:
    if len(block.properties) >= MAX_PROPERTIES:
        block.overfull = True
        return
    found = _property(name, line)
    if found is None:
        notes.add("line_unreadable", line)
    elif found.value.strip():
        block.properties.append(found)


def _property(name: str, line: str) -> Property | None:
    head, value = _split(name, line)
    written, _, rest = head.partition(";")
    if value is None or written.strip().upper() != name:
        return None
    parameters = _parameters(rest)
    if parameters is None:
        return None
    if parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
        value = _unquoted(value, known_charset(parameters.get("CHARSET", "")) or "utf-8")
    return Property(name, parameters, value)


def _split(name: str, line: str) -> tuple[str, str | None]:
    """Name with parameters, and value: at the first colon outside quotes, or for times at the last one."""
    if name in TIMES:
        # Zone names with a colon often come without quotes: TZID=tzone://Microsoft/Utc, TZID=(UTC+07:00) Bangkok.
        head, _, value = line.rpartition(":")
        if _TIME_VALUE.fullmatch(value) and head.count('"') % 2 == 0:
            return head, value
    found = _HEAD.match(line)
    return (found[1], line[found.end() :]) if found else (line, None)


def _parameters(text: str) -> dict[str, str] | None:
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        match = _PARAMETER.match(text, position)
        if match is None:
            end = text.find(";", position) % (len(text) + 1)
            bare = text[position:end].strip().upper()
            # vCalendar 1.0 names this encoding alone; any other word without "=" makes the line unreadable.
            if bare not in ("", "QUOTED-PRINTABLE"):
                return None
            found.setdefault("ENCODING", bare)
            position = end + 1
            continue
        found.setdefault(match[1].upper(), _uncaret(match[2].strip().replace('"', "")))
        if text[match.end() : match.end() + 1] not in ("", ";"):
            return None
        position = match.end() + 1
    return found


def _uncaret(value: str) -> str:
    return _CARET.sub(lambda found: {"n": "\n", "'": '"', "^": "^"}[found[1]], value)


def _unquoted(value: str, charset: str) -> str:
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    try:
        return raw.decode(charset)
    except UnicodeDecodeError:
        return raw.decode("cp1252", "ignore")
