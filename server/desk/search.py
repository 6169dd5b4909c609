"""One box finds a person, a session, a workshop, a library, a reference; people only for who may read of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from server.bookings import queries as bookings
from server.bookings.parties import spoken_words
from server.bookings.queries import PartyView
from server.bookings.references import parse
from server.bookings.tables import Booking
from server.desk.dates import said
from server.elsewhere import queries as elsewhere
from server.elsewhere.queries import RequestView
from server.foundation.database import DB
from server.foundation.words import fold
from server.libraries.queries import LibraryView
from server.workshops.programme import Reach
from server.workshops.queries import SessionView, sessions_by_ids
from server.workshops.rules import LONGEST

MOST = 50
MOST_SESSIONS = 30
MOST_OTHERS = 20
# The end of a number is looked up backwards, in an index of its own.
PEOPLE = """
SELECT b.id FROM contact c JOIN booking b ON b.id = c.booking JOIN session s ON s.id = b.session
WHERE NOT s.practice AND s.library = any({}) AND (how)
ORDER BY s.starts_at < {}, abs(extract(epoch FROM s.starts_at - {})), b.joined LIMIT {}
"""
BY_REFERENCE = "b.reference = {}"
BY_PHONE = "reverse(regexp_replace(c.phone, '[^0-9]', '', 'g')) LIKE {}"
BY_NAME = "c.folded LIKE all({})"
# Which ones first, whole ones afterwards: most of what matches is far away and never shown.
SESSIONS = """
SELECT s.id FROM session s JOIN workshop w ON w.id = s.workshop
JOIN unnest({}::uuid[], {}::text[]) AS known(id, folded) ON known.id = s.library
WHERE s.state <> 'withdrawn' AND NOT s.practice AND s.starts_at > {} AND s.starts_at < {} AND s.ends_at > {}
  AND (w.folded || ' ' || known.folded) LIKE all({}) ORDER BY s.starts_at < {}, s.starts_at, s.id LIMIT {}
"""
WORKSHOPS = """
SELECT id, title, library FROM workshop WHERE NOT practice AND (library IS NULL OR library = any({}))
  AND folded LIKE all({}) ORDER BY title, id LIMIT {}
"""
DIGITS = re.compile(r"[0-9 .+()/-]{4,}")
FURTHEST = timedelta(days=730)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Person:
    """A person found, with the session that they booked and the secret of their link."""

    party: PartyView
    session: SessionView
    secret: str


@dataclass(frozen=True)
class Offered:
    """A workshop found, and the name of its library, empty for one of the whole network."""

    id: UUID
    title: str
    library: str


@dataclass(frozen=True)
class Found:
    """What was found, by kind. `day` is the one that was said, if any."""

    day: date | None = None
    people: list[Person] = field(default_factory=list)
    requests: list[RequestView] = field(default_factory=list)
    sessions: list[SessionView] = field(default_factory=list)
    workshops: list[Offered] = field(default_factory=list)
    libraries: list[LibraryView] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.people or self.requests or self.sessions or self.workshops or self.libraries)


async def find(reach: Reach, text: str, now: datetime) -> Found:
    """Return what a text finds where the person works; all of its words must be there, whatever their order."""
    reference, phone = parse(text), _digits(text)
    if reference or phone:
        return Found(people=await _people(reach, reference, phone, [], now), requests=await _requests(reach, text, now))
    zone = reach.seen[0].timezone if reach.seen else "UTC"
    day, typed = said(text, now.astimezone(ZoneInfo(zone)).date())
    words = [piece for word in typed for piece in spoken_words(word)]
    if day is None and not words:
        return Found()
    named = spoken_words(text) if day is None else []
    return Found(
        day=day,
        people=await _people(reach, None, "", named, now) if named else [],
        requests=await _requests(reach, text, now) if named else [],
        sessions=await _sessions(reach, day, words, now),
        workshops=await _workshops(reach, words) if words else [],
        libraries=[one for one in reach.seen if all(word in _folded(one) for word in words)][:MOST_OTHERS]
        if words
        else [],
    )


def _folded(library: LibraryView) -> str:
    return fold(f"{library.name} {library.city}")


def _digits(text: str) -> str:
    """Return the digits of a telephone number or of its end, without the zero or country code that may be left out."""
    if not DIGITS.fullmatch(text.strip()) or "/" in text:
        return ""
    plain = re.sub(r"[^0-9]", "", text)
    return re.sub(r"^(0033|33(?=[0-9]{9}$)|0(?=[0-9]{9}$))", "", plain) if len(plain) >= 4 else ""


async def _people(reach: Reach, reference: str | None, phone: str, words: Sequence[str], now: datetime) -> list[Person]:
    """Return the bookings that a reference, the end of a telephone number or a name finds, the next session first."""
    if not reach.desk:
        return []
    value: str | list[str]
    if reference:
        how, value = BY_REFERENCE, reference
    elif phone:
        how, value = BY_PHONE, f"{phone[::-1]}%"
    else:
        how, value = BY_NAME, [f"%{word}%" for word in words]
    libraries = [library.id for library in reach.desk]
    rows = await Booking.raw(PEOPLE.replace("(how)", how), libraries, value, now, now, MOST)
    views = await bookings.by_ids([row["id"] for row in rows])
    found = [views[row["id"]] for row in rows if row["id"] in views]
    return [Person(view.party, view.session, view.secret) for view in found]


async def _requests(reach: Reach, text: str, now: datetime) -> list[RequestView]:
    """Return what was asked of other agendas for people with this name or this reference."""
    return await elsewhere.search(text, now, MOST_OTHERS) if reach.desk else []


async def _sessions(reach: Reach, day: date | None, words: Sequence[str], now: datetime) -> list[SessionView]:
    """Return the sessions of a day, or else those not yet over, whose workshop and library have all the words."""
    since, until = now, now + FURTHEST
    if day is not None and reach.seen:
        since = datetime.combine(day, time(), ZoneInfo(reach.seen[0].timezone))
        until = since + A_DAY
    known = [[library.id for library in reach.seen], [_folded(library) for library in reach.seen]]
    like = [f"%{word}%" for word in words] or ["%"]
    rows = await DB.rows(SESSIONS, *known, since - LONGEST, until, since, like, now, MOST_SESSIONS)
    found = await sessions_by_ids(row["id"] for row in rows)
    return [found[row["id"]] for row in rows]


async def _workshops(reach: Reach, words: Sequence[str]) -> list[Offered]:
    names = {library.id: library.name for library in reach.seen}
    rows = await DB.rows(WORKSHOPS, list(names), [f"%{word}%" for word in words], MOST_OTHERS)
    return [Offered(row["id"], row["title"], names.get(row["library"], "")) for row in rows]
