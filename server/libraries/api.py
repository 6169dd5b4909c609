"""Libraries for programs: list, read, add."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post, put
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.problems import answers
from server.foundation.settings import settings
from server.foundation.words import clean
from server.libraries import actions, queries, rooms
from server.libraries.queries import LibraryView, RoomView
from server.libraries.rules import check_space

PUBLIC = {"access": "public"}


class NewLibrary(msgspec.Struct, forbid_unknown_fields=True):
    """A library to add. Without `slug`, it is made of its name; it never changes afterwards.

    People are reminded `reminder_hours` before a session, from 6 to 336; 0 for never. `facilities`: wheelchair,
    hearing_loop, sign_language, sight. `school_zone` is A, B, C or none; empty for the zone of its département.
    """

    name: str
    address: str
    postal_code: str
    city: str
    slug: str = ""
    timezone: str = "Europe/Paris"
    insee: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    email: str = ""
    website: str = ""
    access: str = ""
    opening_hours: str = ""
    reminder_hours: int = 48
    facilities: list[str] = []
    school_zone: str = ""


class Room(msgspec.Struct):
    """A room of a library. `capacity` is null when not known; `facilities` are null where they are the library's."""

    id: UUID
    name: str
    access: str
    capacity: int | None
    facilities: list[str] | None
    setup_minutes: int
    tidy_minutes: int


class RoomSheet(msgspec.Struct, forbid_unknown_fields=True):
    """A room to add, or all that is kept of one; minutes stay free before and after each session there."""

    name: str
    access: str = ""
    capacity: int | None = None
    facilities: list[str] | None = None
    setup_minutes: int = 0
    tidy_minutes: int = 0


class Library(msgspec.Struct):
    """A library. `timezone` is an IANA name, `opening_hours` OpenStreetMap's; texts are empty when not known."""

    id: UUID
    slug: str
    url: str
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
    facilities: list[str]
    rooms: list[Room]


class Libraries(msgspec.Struct):
    """All libraries, by name; `next` is always null: the list is whole."""

    items: list[Library]
    next: str | None = None


def _library(view: LibraryView, there: list[RoomView]) -> Library:
    known = {name: getattr(view, name) for name in Library.__struct_fields__ if name not in {"url", "rooms"}}
    known["facilities"] = list(view.facilities)
    url = f"{settings().url}/bibliotheques/{view.slug}"
    return Library(**known, url=url, rooms=[_room(room) for room in there])


def _room(view: RoomView) -> Room:
    own = None if view.facilities is None else list(view.facilities)
    given = {name: getattr(view, name) for name in Room.__struct_fields__ if name != "facilities"}
    return Room(**given, facilities=own)


async def named(name: str) -> LibraryView:
    """Return the library with this id or slug; raises NotFound."""
    try:
        return await queries.by_id(UUID(name))
    except (ValueError, NotFound):
        return await queries.by_slug(name)


@get("/libraries", opt=PUBLIC)
async def libraries() -> Libraries:
    """All libraries of this instance."""
    rooms = await queries.rooms_of_all()
    return Libraries([_library(view, rooms.get(view.id, [])) for view in await queries.all_libraries()])


@get("/libraries/{name:str}", opt=PUBLIC, responses=answers(404))
async def library(name: FromPath[str]) -> Library:
    """One library, by its id or its slug."""
    found = await named(clean(name))
    return _library(found, await queries.rooms_of(found.id))


@post("/libraries", opt={"power": Power.OPEN_LIBRARY}, responses=answers(400, 401, 404))
async def add(request: Request[Any, Any, Any], data: JSONBody[NewLibrary]) -> Response[Library]:
    """Add a library. The token must be an administrator's."""
    given = {name: _plain(getattr(data, name)) for name in NewLibrary.__struct_fields__ if name != "slug"}
    sheet = actions.Sheet(**given)
    added = await actions.open_library(sheet, slug=clean(data.slug), by=person_of(request), now=clock.now())
    made = _library(await queries.by_id(added), [])
    return Response(made, status_code=201, headers={"location": f"/api/v1/libraries/{made.id}"})


@post("/libraries/{name:str}/rooms", opt={"power": Power.RUN_LIBRARY}, responses=answers(400, 401, 404))
async def add_room(request: Request[Any, Any, Any], name: FromPath[str], data: JSONBody[RoomSheet]) -> Response[Room]:
    """Add a room; one of this name that is there already is changed. The manager's role is needed in the library."""
    held, by, now = await named(clean(name)), person_of(request), clock.now()
    kept = _kept(data)
    check_space(kept.tidy_minutes, kept.capacity, kept.facilities)
    added = await actions.add_room(held.id, kept.name, kept.access, by=by, now=now)
    await rooms.change_room(await rooms.room_of(held.id, added), kept, by=by, now=now)
    made = _room(await rooms.room_of(held.id, added))
    return Response(made, status_code=201, headers={"location": f"/api/v1/libraries/{held.id}"})


@put(
    "/libraries/{name:str}/rooms/{room_id:uuid}",
    opt={"power": Power.RUN_LIBRARY},
    responses=answers(400, 401, 404),
)
async def change_room(
    request: Request[Any, Any, Any], name: FromPath[str], room_id: FromPath[UUID], data: JSONBody[RoomSheet]
) -> Room:
    """Replace what is kept of a room. The manager's role is needed in the library."""
    held = await named(clean(name))
    room = await rooms.room_of(held.id, room_id)
    await rooms.change_room(room, _kept(data), by=person_of(request), now=clock.now())
    return _room(await rooms.room_of(held.id, room_id))


def _kept(data: RoomSheet) -> rooms.Kept:
    return rooms.Kept(**{field: _plain(getattr(data, field)) for field in RoomSheet.__struct_fields__})


def _plain(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


READERS: list[ControllerRouterHandler] = [libraries, library]
PROGRAMS: list[ControllerRouterHandler] = [add, add_room, change_room]
