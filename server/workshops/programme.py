"""What members of staff may see, date and change: the doors that look at their role."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from server.accounts.powers import Power, allows
from server.accounts.rules import Person
from server.foundation.errors import NotFound
from server.libraries.queries import (
    LibraryView,
    RoomView,
    libraries_for,
    libraries_seen_by,
    may,
    may_somewhere,
    require,
    rooms_of_all,
)
from server.resources.people import people
from server.resources.stocks import StockView, all_stocks
from server.workshops.queries import (
    SessionView,
    WorkshopView,
    all_workshops,
    library_of,
    session_for,
    sessions_of,
    workshop,
)

WEEKS = 4
MOST_LISTED = 250


@dataclass(frozen=True)
class Choice:
    """Which sessions are looked at: from the Monday of a local day, in one library or all, in one state or all."""

    since: datetime
    library: str = ""
    state: str = ""

    @property
    def until(self) -> datetime:
        return self.since + timedelta(weeks=WEEKS)


@dataclass(frozen=True)
class Reach:
    """The libraries where a person has a role, by name; and, of them, where they book people and date sessions."""

    seen: tuple[LibraryView, ...]
    desk: tuple[LibraryView, ...]
    programmed: tuple[LibraryView, ...]

    def only(self, slug: str) -> "Reach":
        """Return it without the other libraries; an empty text, or a library that is not in it, changes nothing."""
        if not any(library.slug == slug for library in self.seen):
            return self
        kept = ([one for one in some if one.slug == slug] for some in (self.seen, self.desk, self.programmed))
        return Reach(*(tuple(some) for some in kept))


async def reach(person: Person) -> Reach:
    """Return where the person may do what, read once for a page that asks it several times."""
    known = await libraries_seen_by(person)
    wanted = (Power.LOOK, Power.BOOK, Power.PLAN)
    return Reach(*(tuple(library for library, role in known if allows(role, need)) for need in wanted))


async def programme(person: Person, choice: Choice) -> list[SessionView]:
    """Return the sessions of four weeks in the person's libraries, drafts too, by start; one more than are shown."""
    libraries = [library.id for library in await libraries_seen(person) if choice.library in {"", library.slug}]
    return await sessions_of(
        libraries, since=choice.since, until=choice.until, state=choice.state, most=MOST_LISTED + 1
    )


async def libraries_seen(person: Person) -> list[LibraryView]:
    """Return the libraries where the person has a role."""
    return await libraries_for(person, Power.LOOK)


async def libraries_to_programme(person: Person) -> list[LibraryView]:
    """Return the libraries where the person may date sessions."""
    return await libraries_for(person, Power.PLAN)


async def libraries_at_desk(person: Person) -> list[LibraryView]:
    """Return the libraries where the person may book people."""
    return await libraries_for(person, Power.BOOK)


async def may_book(person: Person, library: UUID) -> bool:
    """Tell whether the person may book people in a library."""
    return await may(person, library, Power.BOOK)


async def may_book_somewhere(person: Person) -> bool:
    """Tell whether the person may book people in some library, and so ask for them at other agendas."""
    return await may_somewhere(person, Power.BOOK)


async def may_programme(person: Person, library: UUID) -> bool:
    """Tell whether the person may change the sessions of a library."""
    return await may(person, library, Power.PLAN)


async def session_to_read(person: Person, session_id: UUID) -> SessionView:
    """Return a session for someone with any role in its library; raises NotFound."""
    return await session_for(person, session_id, Power.LOOK)


async def session_at_desk(person: Person, session_id: UUID) -> SessionView:
    """Return a session for someone who may book people in its library; raises NotFound."""
    return await session_for(person, session_id, Power.BOOK)


async def require_desk(person: Person, library: UUID) -> None:
    """Raise NotFound unless the person may book people in a library."""
    await require(person, library, Power.BOOK)


async def require_desk_of(person: Person, session_id: UUID) -> None:
    """Raise NotFound unless the person may book people in a session's library."""
    await require(person, await library_of(session_id), Power.BOOK)


async def session_to_programme(person: Person, session_id: UUID) -> SessionView:
    """Return a session for someone who may change it; raises NotFound."""
    return await session_for(person, session_id, Power.PLAN)


async def rooms_to_programme(person: Person) -> list[tuple[LibraryView, RoomView]]:
    """Return the rooms where the person may date sessions, by library and name."""
    rooms = await rooms_of_all()
    return [(library, room) for library in await libraries_to_programme(person) for room in rooms.get(library.id, [])]


async def stocks_to_programme(person: Person, library: UUID | None = None) -> list[StockView]:
    """Return the equipment that sessions of these libraries, or of one of them, can have."""
    own = {found.id for found in await libraries_to_programme(person)} if library is None else {library}
    return [found for found in await all_stocks() if found.moves or found.library in own]


async def people_to_programme(person: Person) -> list[str]:
    """Return the names of those who present in the libraries where the person may date sessions."""
    own = {found.id for found in await libraries_to_programme(person)}
    return [one.name for one in (await people()).by_id.values() if not one.libraries or own & set(one.libraries)]


async def workshops_to_date(person: Person) -> list[WorkshopView]:
    """Return the workshops that the person may date: the network's, and those of their libraries."""
    own = {library.id for library in await libraries_to_programme(person)}
    return [found for found in await all_workshops() if found.library is None or found.library in own]


async def workshops_to_change(person: Person) -> set[UUID]:
    """Return those that `workshop_to_change` gives to the person, for pages that lead to them."""
    found = await workshops_to_date(person)
    return {one.id for one in found if person.administrator or one.library is not None}


async def workshop_to_change(person: Person, workshop_id: UUID) -> WorkshopView:
    """Return a workshop for someone who may change it; raises NotFound."""
    found = await workshop(workshop_id)
    await require(person, found.library, Power.PLAN)
    return found


async def require_programming(person: Person) -> None:
    """Raise NotFound unless the person may date sessions somewhere."""
    if not await may_somewhere(person, Power.PLAN):
        raise NotFound


def monday(now: datetime, zone: str) -> datetime:
    """Return the start of the local week that holds `now`."""
    local = now.astimezone(ZoneInfo(zone))
    return (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
