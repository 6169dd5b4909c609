"""Libraries for the public, and the one function that says what a person may do where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import ROLES, Power, Role, allows, allows_any
from server.accounts.rules import Person
from server.foundation.errors import NotFound
from server.foundation.words import slug
from server.libraries.tables import Library, Membership, Room


@dataclass(frozen=True)
class LibraryView:
    """A library as pages and programs see it."""

    id: UUID
    slug: str
    name: str
    address: str
    postal_code: str
    city: str
    insee: str
    latitude: float | None
    longitude: float | None
    timezone: str
    phone: str
    email: str
    website: str
    access: str
    opening_hours: str
    reminder_hours: int
    school_zone: str
    version: int
    reviewed: bool = False
    facilities: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    @property
    def page_name(self) -> str:
        """Its name in the address of its page, as it is now."""
        return self.addresses[-1] if self.addresses else self.slug

    @property
    def page_names(self) -> frozenset[str]:
        """All names that its page ever had."""
        return frozenset({self.slug, *self.addresses})


@dataclass(frozen=True)
class RoomView:
    """A room of a library; `facilities` are its own, None for those of the library."""

    id: UUID
    library: UUID
    name: str
    access: str
    setup_minutes: int = 0
    tidy_minutes: int = 0
    capacity: int | None = None
    facilities: tuple[str, ...] | None = None


FIELDS, ROOM = tuple(LibraryView.__dataclass_fields__), tuple(RoomView.__dataclass_fields__)
LISTS = ("facilities", "addresses")


def _view(row: dict[str, Any]) -> LibraryView:
    return LibraryView(**{name: row[name] for name in FIELDS} | {name: tuple(row[name] or ()) for name in LISTS})


def _room(row: dict[str, Any]) -> RoomView:
    own = None if row["facilities"] is None else tuple(row["facilities"])
    return RoomView(**{name: row[name] for name in ROOM} | {"facilities": own})


async def all_libraries() -> list[LibraryView]:
    """Return all libraries by name."""
    return [_view(row) for row in await Library.select().order_by(Library.name)]


async def all_with_their_changes() -> list[tuple[LibraryView, datetime]]:
    """Return all libraries by name, each with when it was last changed."""
    return [(_view(row), row["updated_at"]) for row in await Library.select().order_by(Library.name)]


async def by_slug(slug: str) -> LibraryView:
    """Return the library that has this name in its addresses, or ever had it; raises NotFound."""
    row = await Library.select().where((Library.slug == slug) | Library.addresses.any(slug)).first()
    if row is None:
        raise NotFound
    return _view(row)


async def by_id(library: UUID) -> LibraryView:
    """Return a library; raises NotFound."""
    row = await Library.select().where(Library.id == library).first()
    if row is None:
        raise NotFound
    return _view(row)


async def rooms_of(library: UUID) -> list[RoomView]:
    """Return the rooms of a library by name."""
    rows = await Room.select().where(Room.library == library).order_by(Room.name)
    return [_room(row) for row in rows]


async def room_by_id(room: UUID) -> RoomView:
    """Return a room; raises NotFound."""
    row = await Room.select().where(Room.id == room).first()
    if row is None:
        raise NotFound
    return _room(row)


async def rooms_named(name: str) -> list[UUID]:
    """Return the rooms whose name is `name` as a piece of an address ("salle-2"), in any library."""
    return [row["id"] for row in await Room.select(Room.id, Room.name) if slug(row["name"]) == name]


async def rooms_of_all() -> dict[UUID, list[RoomView]]:
    """Return the rooms of each library that has some, by name, in one query."""
    found: dict[UUID, list[RoomView]] = {}
    for row in await Room.select().order_by(Room.name):
        found.setdefault(row["library"], []).append(_room(row))
    return found


async def roles_of(person: Person) -> Mapping[UUID, Role]:
    """Return the person's role in each library where they have one; an administrator is one in all."""
    if person.administrator:
        return {row["id"]: Role.ADMINISTRATOR for row in await Library.select(Library.id)}
    if person.roles is not None:
        return person.roles
    rows = await Membership.select(Membership.library, Membership.role).where(Membership.staff == person.id)
    return {row["library"]: ROLES[row["role"]] for row in rows}


async def may(person: Person, library: UUID | None, power: Power) -> bool:
    """Tell whether the person has a power in a library; `None` is the whole network, which is for administrators."""
    if person.administrator:
        return allows(Role.ADMINISTRATOR, power)
    return library is not None and allows((await roles_of(person)).get(library, Role.NONE), power)


async def may_somewhere(person: Person, power: Power) -> bool:
    """Tell whether the person has a power in the network, or in some library."""
    if person.administrator:
        return allows(Role.ADMINISTRATOR, power)
    return allows_any([Role.NONE, *(await roles_of(person)).values()], power)


async def require(person: Person, library: UUID | None, power: Power) -> None:
    """Raise NotFound unless the person has a power in a library; `None` is the whole network."""
    if not await may(person, library, power):
        raise NotFound


async def libraries_for(person: Person, power: Power) -> list[LibraryView]:
    """Return the libraries where the person has a power, by name."""
    roles = await roles_of(person)
    return [library for library in await all_libraries() if allows(roles.get(library.id, Role.NONE), power)]


async def library_to_manage(person: Person, slug: str, power: Power = Power.RUN_LIBRARY) -> LibraryView:
    """Return a library for someone who may change its sheet, or has another power there; raises NotFound."""
    found = await by_slug(slug)
    await require(person, found.id, power)
    return found


async def libraries_seen_by(person: Person) -> list[tuple[LibraryView, Role]]:
    """Return the libraries where the person has a role, by name, with that role."""
    roles = await roles_of(person)
    return [(library, roles[library.id]) for library in await all_libraries() if library.id in roles]


async def appointments() -> dict[UUID, list[tuple[UUID, str, str]]]:
    """Return, for each member of staff who has one, their roles: (library, its name, role)."""
    rows = await Membership.select(
        Membership.staff, Membership.library, Membership.library.name, Membership.role
    ).order_by(Membership.library.name)
    found: dict[UUID, list[tuple[UUID, str, str]]] = {}
    for row in rows:
        found.setdefault(row["staff"], []).append((row["library"], row["library.name"], row["role"]))
    return found
