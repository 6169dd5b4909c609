"""The figures that an instance publishes at `/donnees/frequentation.json`, for its hub and for anybody.

An object: `version` 1, `site` (address), `name`, `made_at` (RFC 3339), `masked_below` 5, `months` and `shared`. All is
of this year and the year before, by the time zone of each library, and of sessions that took place.

Each of `months` is of one library and one month: `library` (its slug), `name`, `city`, `insee` (code of the commune or
""), `month` ("2027-01"), `sessions`, `seats`, `recorded` (sessions of which it is known who came), `themes` and
`levels` (sessions by theme and by level; a session with two themes counts in both), `keys` (what its sessions are
called wherever they are told, see rules.session_key), and three figures of people: `booked` (who had a seat), `present`
(who came) and `unmet` (whose wish could not be met). These are null when nobody counted, which is not nought, and when
they are too small to be told (one to four), in which case they are named in `masked`.

Each of `shared` is a session that was imported from somebody else's calendar. It is among those of its month too; it
has one `key`, and no `keys`. Who adds the figures of several members takes it off again when another member tells a
session with this key.
"""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

VERSION = 1
MOST_BYTES = 16 * 1024 * 1024
Words = Annotated[str, Meta(max_length=200)]
Number = Annotated[int, Meta(ge=0, le=10_000_000)]
Key = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
Named = Annotated[dict[Annotated[str, Meta(max_length=40)], Number], Meta(max_length=60)]
PEOPLE = ("booked", "present", "unmet")


class Cell(Struct, kw_only=True, omit_defaults=True):
    """One of `months`, or with a `key` one of `shared`."""

    library: Words
    name: Words
    city: Words
    insee: Annotated[str, Meta(pattern="^([0-9AB]{5})?$")]
    month: Annotated[str, Meta(pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    sessions: Number
    seats: Number
    recorded: Number
    booked: Number | None
    present: Number | None
    unmet: Number | None
    masked: Annotated[list[Annotated[str, Meta(max_length=10)]], Meta(max_length=3)]
    themes: Named
    levels: Named
    keys: Annotated[list[Key], Meta(max_length=5000)] = []
    key: Key = ""

    @property
    def first_day(self) -> date:
        """The first day of its month."""
        return date.fromisoformat(f"{self.month}-01")


class AttendanceFile(Struct, kw_only=True):
    """The whole of it."""

    version: Annotated[int, Meta(ge=1, le=1)]
    site: Words
    name: Words
    made_at: datetime
    masked_below: Number
    months: Annotated[list[Cell], Meta(max_length=20_000)]
    shared: Annotated[list[Cell], Meta(max_length=20_000)]


def read(body: bytes) -> AttendanceFile | None:
    """Return what somebody published, or None when it is not of this shape."""
    try:
        found = msgspec.json.decode(body, type=AttendanceFile)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None
    whole = found.made_at.tzinfo is not None and all(cell.key for cell in found.shared)
    return found if whole and not any(cell.key for cell in found.months) else None


def write(document: AttendanceFile) -> bytes:
    """Return the document as JSON."""
    return msgspec.json.encode(document)
