"""One foreign VEVENT understood but not yet expanded: its times in its own zone, its rules, its texts made plain."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ical_feeds.foreign_zones import Zone, ZoneBook
from ical_feeds.guard import Notes
from ical_feeds.lines import Block, Property
from ical_feeds.moments import LONGEST, Stamp, duration, in_range, midnight, stamp
from ical_feeds.text import (
    DESCRIPTION_LIMIT,
    PLACE_LIMIT,
    TITLE_LIMIT,
    clean,
    plain,
    plain_line,
    split_list,
    unescape,
    web_address,
)

_UID_LIMIT = 500
_MAX_CATEGORIES = 20
_SEQUENCE = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?")
_STATUSES = {"TENTATIVE": "tentative", "CANCELLED": "cancelled", "CANCELED": "cancelled"}
_SCHEMES = ("http", "https", "mailto", "tel")


@dataclass(frozen=True, slots=True)
class Moment:
    """One time of a file with the zone it is in."""

    stamp: Stamp
    zone: Zone

    def instant(self) -> datetime:
        return self.zone.instant(self.stamp.wall)

    def wall_in(self, zone: Zone) -> datetime:
        """The naive local time of this moment in another zone; a date is the same day everywhere."""
        if self.stamp.is_date or self.zone == zone:
            return self.stamp.wall
        return zone.wall(self.instant())


@dataclass(frozen=True, slots=True)
class Texts:
    """What a reader sees of an event, plain and within limits."""

    title: str
    description: str
    location: str
    url: str
    status: str
    categories: tuple[str, ...]
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Draft:
    """`start` and `end` are naive local times in `zone` (midnights when `all_day`); `end` is None when none is known.

    `sequence` and `changed` are None when absent or unreadable. `recurrence` is the original start that this VEVENT
    replaces in a series, `onwards` whether it replaces all later ones too. Rules and dates of the series stay as read.
    `line` is where it begins in the file.
    """

    uid: str
    sequence: int | None
    changed: datetime | None
    zone: Zone
    all_day: bool
    start: datetime
    end: datetime | None
    recurrence: Moment | None
    onwards: bool
    rules: tuple[str, ...]
    added: tuple[Property, ...]
    removed: tuple[Property, ...]
    texts: Texts
    line: int


def draft(block: Block, zones: ZoneBook, notes: Notes, *, cancelled: bool) -> Draft | None:
    """Understands one VEVENT; None, with a note, when it cannot be taken. `cancelled`: the file says METHOD:CANCEL."""
    notes.line = block.line
    title = plain_line(block.value("SUMMARY"), TITLE_LIMIT)
    start = moment(block.first("DTSTART"), zones)
    refusal = _refusal(block, start)
    if refusal or start is None:
        notes.add(refusal, title or block.value("UID"))
        return None
    all_day = start.stamp.is_date
    zone = zones.floating() if all_day else start.zone
    recurrence = block.first("RECURRENCE-ID")
    return Draft(
        uid=clean(unescape(block.value("UID")))[:_UID_LIMIT].strip(),
        sequence=int(block.value("SEQUENCE")) if _SEQUENCE.fullmatch(block.value("SEQUENCE")) else None,
        changed=_changed(block, zones),
        zone=zone,
        all_day=all_day,
        start=start.stamp.wall,
        end=_end(block, start, zone, zones, notes),
        recurrence=_usable(moment(recurrence, zones)),
        onwards=recurrence is not None and recurrence.parameters.get("RANGE", "").upper() == "THISANDFUTURE",
        rules=tuple(each.value for each in block.every("RRULE")),
        added=tuple(block.every("RDATE")),
        removed=tuple(block.every("EXDATE")),
        texts=_texts(block, title, cancelled=cancelled),
        line=block.line,
    )


def moment(found: Property | None, zones: ZoneBook, value: str | None = None) -> Moment | None:
    """The time of a property (or of one `value` of its list): Z wins over TZID, TZID over the floating zone."""
    read = stamp(value if value is not None else found.value) if found else None
    if found is None or read is None:
        return None
    if read.is_utc:
        return Moment(read, zones.utc())
    if "TZID" in found.parameters and not read.is_date:
        return Moment(read, zones.named(found.parameters["TZID"]))
    return Moment(read, zones.floating())


def _refusal(block: Block, start: Moment | None) -> str:
    if block.value("CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"):
        return "private"
    if start is None:
        return "start_unreadable"
    if not in_range(start.stamp.wall):
        return "start_out_of_range"
    return "too_many_properties" if block.overfull else ""


def _usable(found: Moment | None) -> Moment | None:
    return found if found and in_range(found.stamp.wall) else None


def _changed(block: Block, zones: ZoneBook) -> datetime | None:
    for name in ("LAST-MODIFIED", "DTSTAMP"):
        found = _usable(moment(block.first(name), zones))
        if found:
            return found.instant()
    return None


def _end(block: Block, start: Moment, zone: Zone, zones: ZoneBook, notes: Notes) -> datetime | None:
    """The end in the zone of the start; one day later for a date without a usable one, None for a time without."""
    first = start.stamp.wall
    end = _written_end(block, start, zone, zones, notes)
    if start.stamp.is_date:
        whole = midnight(end) if end else first
        return whole if whole > first else first + timedelta(days=1)
    return end if end and end != first else None


def _written_end(block: Block, start: Moment, zone: Zone, zones: ZoneBook, notes: Notes) -> datetime | None:
    first, name = start.stamp.wall, block.value("SUMMARY")
    found, length = block.first("DTEND"), block.first("DURATION")
    if found is not None:
        read = _usable(moment(found, zones))
        end = read.wall_in(zone) if read else None
    elif length is not None:
        lasting = duration(length.value)
        end = first + lasting if lasting is not None else None
    else:
        return None
    if end is None:
        notes.add("end_unreadable", name)
    elif end < first:
        notes.add("end_before_start", name)
    elif end - first > LONGEST:
        notes.add("end_too_far", name)
    else:
        return end
    return None


def _texts(block: Block, title: str, *, cancelled: bool) -> Texts:
    values = [value for each in block.every("CATEGORIES")[:_MAX_CATEGORIES] for value in split_list(each.value[:4_000])]
    names = dict.fromkeys(plain_line(value, 100) for value in values[:_MAX_CATEGORIES])
    latitude, longitude = _place(block.value("GEO"))
    return Texts(
        title=title,
        description=plain(block.value("DESCRIPTION"), DESCRIPTION_LIMIT),
        location=plain_line(block.value("LOCATION"), PLACE_LIMIT),
        url=web_address(unescape(block.value("URL")[:4_000]), _SCHEMES),
        status="cancelled" if cancelled else _STATUSES.get(block.value("STATUS").upper(), "confirmed"),
        categories=tuple(name for name in names if name),
        latitude=latitude,
        longitude=longitude,
    )


def _place(value: str) -> tuple[float, float] | tuple[None, None]:
    numbers = re.split(r"[;,]", value[:100].replace("\\", "").replace(" ", ""))
    if len(numbers) != 2 or not all(_NUMBER.fullmatch(number) for number in numbers):
        return None, None
    latitude, longitude = float(numbers[0]), float(numbers[1])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else (None, None)


def newest(drafts: list[Draft]) -> Draft:
    """The newest revision of one event: highest SEQUENCE, then latest change, then last in the file."""
    floor = datetime.min.replace(tzinfo=UTC)
    ranked = enumerate(drafts)
    return max(ranked, key=lambda pair: (pair[1].sequence or 0, pair[1].changed or floor, pair[0]))[1]
