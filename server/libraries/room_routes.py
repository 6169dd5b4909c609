"""A room of a library: its name, how to get there, whom it holds, the time kept free between two sessions."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults, whole
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries import queries, rooms, words
from server.libraries.queries import LibraryView, RoomView

AnyRequest = Request[Any, Any, Any]


@get("/bibliotheques/{slug:str}/salles/{room_id:uuid}", opt={"power": Power.RUN_LIBRARY})
async def show(request: AnyRequest, slug: FromPath[str], room_id: FromPath[UUID]) -> Response[str]:
    """The sheet of a room, for those who manage its library."""
    library = await queries.library_to_manage(person_of(request), slug)
    room = await rooms.room_of(library.id, room_id)
    return _page(request, library, room, _typed(room), {})


def _typed(room: RoomView) -> dict[str, str]:
    """Return a room as its form holds it."""
    return {
        "room": room.name,
        "room_access": room.access,
        "room_capacity": str(room.capacity or ""),
        "setup_minutes": str(room.setup_minutes),
        "tidy_minutes": str(room.tidy_minutes),
        "own_facilities": "" if room.facilities is None else "1",
        **{f"facility_{name}": "1" for name in room.facilities or ()},
    }


def _kept(form: dict[str, str]) -> rooms.Kept:
    """Return the room typed; what is no number is one that no rule accepts."""
    own = [name for name in words.FACILITIES if form.get(f"facility_{name}")]
    return rooms.Kept(
        form.get("room", ""),
        form.get("room_access", ""),
        whole(form.get("setup_minutes", ""), 0),
        whole(form.get("tidy_minutes", ""), 0),
        whole(form["room_capacity"], 0) if form.get("room_capacity") else None,
        own if form.get("own_facilities") else None,
    )


@post("/bibliotheques/{slug:str}/salles/{room_id:uuid}", opt={"power": Power.RUN_LIBRARY}, status_code=303)
async def change(request: AnyRequest, slug: FromPath[str], room_id: FromPath[UUID]) -> Response[Any]:
    """Change a room, then show its library."""
    library = await queries.library_to_manage(person_of(request), slug)
    room, form = await rooms.room_of(library.id, room_id), await form_of(request)
    try:
        await rooms.change_room(room, _kept(form), by=person_of(request), now=clock.now())
    except Refused as error:
        return _page(request, library, room, form, faults(error, language_of(request), otherwise="room"))
    return see_other(f"/bureau/bibliotheques/{slug}?fait=fiche")


def _page(
    request: AnyRequest, library: LibraryView, room: RoomView, values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    status = 422 if errors else 200
    shown: dict[str, Any] = {
        "library": library,
        "room": room,
        "facilities": choices(words.FACILITIES, language_of(request)),
    }
    return page(request, "libraries/room.html", status=status, **shown, values=values, errors=errors)


HANDLERS = [show, change]
