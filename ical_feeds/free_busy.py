"""When somebody is busy, and nothing else: VFREEBUSY as it is published and read (RFC 5545 §3.6.4, §3.8.2.6)."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

MOST_BYTES = 262_144
MOST_TIMES = 2_000
LONGEST = timedelta(days=366)
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"FREEBUSY((?:;[^:]*)?):(.*)", re.IGNORECASE)
_INSTANT = re.compile(r"(\d{8}T\d{6})Z")
_DURATION = re.compile(r"\+?P(?:(\d{1,3})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?)")

Times = list[tuple[datetime, datetime]]


class NoFreeBusy(Exception):
    """What was read says nothing of when somebody is busy; the text is a key: too_large, no_free_busy."""


def merged(times: Iterable[tuple[datetime, datetime]]) -> Times:
    """Return the same times without those that touch each other: how many things there are is not told."""
    found: Times = []
    for start, end in sorted(times):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > start:
            found.append((start, end))
    return found


def write(
    times: Iterable[tuple[datetime, datetime]], *, uid: str, since: datetime, until: datetime, now: datetime
) -> bytes:
    """Return a calendar with one VFREEBUSY from `since` to `until`: its intervals in UTC, nobody's name, no title."""
    cut = [(max(start, since), min(end, until)) for start, end in times]
    spans = [f"{_at(start)}/{_at(end)}" for start, end in merged(pair for pair in cut if pair[0] < pair[1])]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Agendatheque//Free-busy//EN", "METHOD:PUBLISH"]
    lines += ["BEGIN:VFREEBUSY", f"UID:{uid}", f"DTSTAMP:{_at(now)}", f"DTSTART:{_at(since)}", f"DTEND:{_at(until)}"]
    lines += [f"FREEBUSY;FBTYPE=BUSY:{span}" for span in spans]
    lines += ["END:VFREEBUSY", "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def _at(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def read(body: bytes) -> Times:
    """Return when somebody is busy, by start; what cannot be read is left out. Raises NoFreeBusy."""
    if len(body) > MOST_BYTES:
        raise NoFreeBusy("too_large")
    lines = _FOLD.sub("", body.decode("utf-8", "replace")).splitlines()
    if "BEGIN:VFREEBUSY" not in {line.strip().upper() for line in lines}:
        raise NoFreeBusy("no_free_busy")
    found: Times = []
    inside = False
    for line in (line.strip() for line in lines):
        name = line.upper()
        inside = name == "BEGIN:VFREEBUSY" or (inside and name != "END:VFREEBUSY")
        known = _LINE.fullmatch(line) if inside else None
        if known and "FBTYPE=FREE" not in known[1].upper().split(";"):
            found += [pair for text in known[2].split(",") if (pair := _period(text))]
        if len(found) > MOST_TIMES:
            raise NoFreeBusy("too_large")
    return merged(found)


def _period(text: str) -> tuple[datetime, datetime] | None:
    """Return a period: two instants in UTC, or an instant and a duration; None for what is none."""
    first, _, last = text.strip().upper().partition("/")
    start = _instant(first)
    if start is None:
        return None
    try:
        end = _instant(last) or _after(start, last)
    except OverflowError:
        return None
    return (start, end) if end and start < end <= start + LONGEST else None


def _instant(text: str) -> datetime | None:
    known = _INSTANT.fullmatch(text)
    try:
        return datetime.strptime(known[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if known else None
    except ValueError:
        return None


def _after(start: datetime, text: str) -> datetime | None:
    known = _DURATION.fullmatch(text)
    if known is None:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in known.groups())
    return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
