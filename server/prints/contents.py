"""What a paper is about: its sessions, its library, the page that its square leads to."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from server.accounts.rules import Person
from server.foundation.errors import NotFound, Refused
from server.foundation.settings import settings
from server.libraries.queries import LibraryView, by_id, room_by_id
from server.prints.rules import KINDS, Asked, Shown
from server.workshops import programme, queries, series
from server.workshops.queries import SessionView

MOST_SESSIONS = 2000
MOST_OF_A_WORKSHOP = 100


@dataclass(frozen=True)
class Content:
    """What a paper shows. `library_id` is whose paper it is, None for the whole network; `path` is the page told of."""

    title: str
    summary: str
    sessions: tuple[SessionView, ...]
    library_id: UUID | None
    library: LibraryView | None
    path: str
    room: str = ""

    @property
    def timezone(self) -> str:
        return self.sessions[0].timezone if self.sessions else self.library.timezone if self.library else ""

    @property
    def phone(self) -> str:
        """The telephone of its place: nobody is sent to another library's desk."""
        own = self.library.phone if self.library else ""
        places = {session.phone for session in self.sessions}
        return own or (next(iter(places)) if len(places) == 1 else "") or settings().phone


async def load(asked: Asked, now: datetime) -> Content:
    """Return what a paper asked for at `now` shows; raises NotFound or Refused."""
    found = await LOADERS[asked.subject](asked, now)
    if len(found.sessions) > MOST_SESSIONS:
        raise Refused("print_too_many", most=MOST_SESSIONS)
    if KINDS[asked.kind].span == "" and not found.sessions:
        raise Refused("print_nothing")
    return found


async def _session(asked: Asked, now: datetime) -> Content:
    found = await queries.session(_id(asked))
    if found.practice:
        raise NotFound
    if found.state == "draft":
        raise Refused("print_draft")
    public = (found,) if found.state in queries.PUBLIC else ()
    return Content(found.title, found.summary, public, found.library_id, None, f"/seances/{found.id}")


async def _series(asked: Asked, now: datetime) -> Content:
    found = await series.series_view(_id(asked))
    dates = tuple(date for date in found.dates if date.state == "published" and date.ends_at > now)
    summary = dates[0].summary if dates else ""
    return Content(found.title, summary, dates, found.library_id, None, f"/cycles/{found.id}")


async def _workshop(asked: Asked, now: datetime) -> Content:
    found = await queries.workshop(_id(asked))
    dates = await queries.sessions_of_workshop(found.id, since=now, most=MOST_OF_A_WORKSHOP)
    here = [date for date in dates if date.state == "published" and asked.library in {None, date.library_id}]
    home = await by_id(asked.library) if asked.library else None
    whose = home.id if home else found.library
    return Content(found.title, found.summary, tuple(here), whose, home, f"/ateliers/{found.slug}")


async def _library(asked: Asked, now: datetime) -> Content:
    found = await by_id(_id(asked))
    sessions = await _of_span(asked, found.timezone, found.id, now)
    return Content(found.name, "", tuple(sessions), found.id, found, f"/bibliotheques/{found.page_name}")


async def _room(asked: Asked, now: datetime) -> Content:
    room = await room_by_id(_id(asked))
    found = await by_id(room.library)
    sessions = await _of_span(asked, found.timezone, found.id, now)
    here = tuple(session for session in sessions if session.room_id == room.id)
    return Content(found.name, "", here, found.id, found, f"/bibliotheques/{found.page_name}", room.name)


async def _network(asked: Asked, now: datetime) -> Content:
    sessions = await _of_span(asked, settings().timezone, None, now)
    return Content(settings().name, "", tuple(sessions), None, None, "/")


LOADERS = {
    "session": _session,
    "series": _series,
    "workshop": _workshop,
    "library": _library,
    "room": _room,
    "network": _network,
}


def _id(asked: Asked) -> UUID:
    if asked.of is None:
        raise NotFound
    return asked.of


async def _of_span(asked: Asked, zone: str, library: UUID | None, now: datetime) -> list[SessionView]:
    """Return the public sessions of a day, or those of a month that are to come and take place."""
    assert asked.day is not None  # noqa: S101  # Asked.check says so
    since, until = span(asked.day, KINDS[asked.kind].span, zone)
    if KINDS[asked.kind].span == "month":
        since = max(since, now)
    found = await queries.public_sessions(since=since, until=until, library=library, most=MOST_SESSIONS + 1)
    on_doors = KINDS[asked.kind].span == "day"
    return [one for one in found if on_doors or (one.state == "published" and one.starts_at >= since)]


def span(day: date, name: str, zone: str) -> tuple[datetime, datetime]:
    """Return the instants between which a local day, or the month that it begins, takes place."""
    last = day + timedelta(days=1) if name == "day" else (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    first = day if name == "day" else day.replace(day=1)
    return _midnight(first, zone), _midnight(last, zone)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)


async def require(person: Person, content: Content) -> None:
    """Raise NotFound unless the person works at the desk of whose paper it is; of the network's: at some desk."""
    if content.library_id is not None:
        await programme.require_desk(person, content.library_id)
    elif not await programme.may_book_somewhere(person):
        raise NotFound


def shown(session: SessionView) -> Shown:
    """Return what papers say of a session."""
    names = {field.name for field in fields(Shown)} - {"online_url", "access", "address"}
    access = session.access if not session.place else ""
    where = "" if session.place else f"{session.address}, {session.postal_code} {session.city}"
    return Shown(**{name: getattr(session, name) for name in names}, access=access, address=where)


def version(asked: Asked, content: Content) -> str:
    """Return the digest of all that a paper shows: the same for the same paper."""
    said = [[str(session.id), _plain(shown(session))] for session in content.sessions]
    whole = [_plain(asked), content.title, content.summary, content.phone, content.room, settings().name, said]
    return hashlib.blake2b(json.dumps(whole, sort_keys=True).encode(), digest_size=16).hexdigest()


def _plain(value: Asked | Shown) -> dict[str, str]:
    return {name: str(one) for name, one in asdict(value).items()}


def kept(value: Shown) -> str:
    """Return what a paper says of a session, to be written down."""
    return json.dumps(_plain(value), ensure_ascii=False)


def read(text: str) -> Shown:
    """Return what was written down of a session."""
    found = json.loads(text)
    times = {name: datetime.fromisoformat(found[name]) for name in ("starts_at", "ends_at")}
    return Shown(**{**found, **times})
