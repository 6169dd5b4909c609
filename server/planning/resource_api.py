"""Those who present, equipment and roads, for programs: what staff read, and the same changes."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.problems import answers
from server.foundation.words import clean
from server.planning import habilitation_api, naming
from server.planning.equipment import remove_unused
from server.resources import mediators, people, roads, stocks
from server.resources.people import MediatorView
from server.workshops import api

AnyRequest = Request[Any, Any, Any]
LOOK, RUN = {"power": Power.LOOK}, {"power": Power.RUN_LIBRARY}


class MediatorSheet(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody who presents. `hours`: of Monday to Sunday ("09:00-12:30, 14:00-18:00"), none when not known.

    `shown`: whether the public reads the name. `staff`: their account. `libraries`: ids or slugs, none for all.
    `status`: salaried, volunteer, civic_service, trainee, elected, guardian, or empty; left out, it stays as it is.
    """

    name: str
    shown: bool = True
    staff: UUID | None = None
    libraries: list[str] = []
    hours: list[str] = []
    status: str | None = None


class Mediator(msgspec.Struct):
    """Somebody who presents."""

    id: UUID
    name: str
    shown: bool
    staff: UUID | None
    libraries: list[UUID]
    hours: list[str]
    status: str


class Mediators(msgspec.Struct):
    """Those who present, by name; `next` is always null: the list is whole."""

    items: list[Mediator]
    next: str | None = None


class NewLeave(msgspec.Struct, forbid_unknown_fields=True):
    """Days on which somebody does not work, the last one included; without it, one day."""

    first_on: date
    last_on: date | None = None


class Leave(msgspec.Struct):
    """Days on which somebody does not work."""

    id: UUID
    first_on: date
    last_on: date


class Leaves(msgspec.Struct):
    """The leave of somebody that is not over, by its first day."""

    items: list[Leave]
    next: str | None = None


class StockSheet(msgspec.Struct, forbid_unknown_fields=True):
    """Things of one kind: laptop, tablet, phone, projector, camera, headphones, robot, other. `moves`: a trolley."""

    name: str
    kind: str
    total: int
    moves: bool = False


class NewStock(StockSheet, forbid_unknown_fields=True):
    """Equipment to add to a library, an id or a slug."""

    library: str = ""


class Stock(msgspec.Struct):
    """Equipment, and where it is kept."""

    id: UUID
    library: UUID
    name: str
    kind: str
    total: int
    moves: bool


class Stocks(msgspec.Struct):
    """All equipment, by library and name; `next` is always null: the list is whole."""

    items: list[Stock]
    next: str | None = None


class Road(msgspec.Struct, forbid_unknown_fields=True):
    """The minutes between two libraries (ids or slugs), both ways."""

    first: str
    second: str
    minutes: int


class Roads(msgspec.Struct):
    """The roads that somebody wrote down; others are worked out from where the libraries are."""

    items: list[Road]
    next: str | None = None


def _mediator(view: MediatorView) -> Mediator:
    return Mediator(view.id, view.name, view.shown, view.staff, list(view.libraries), list(view.hours), view.status)


async def _sheet(data: MediatorSheet) -> mediators.Sheet:
    libraries = [await api.known_library(name) for name in data.libraries[:500]]
    hours = [clean(day) for day in data.hours]
    return mediators.Sheet(clean(data.name), data.shown, data.staff, libraries, hours, data.status)


@get("/mediators", opt=LOOK, responses=answers(401))
async def everybody() -> Mediators:
    """Those who present; for staff only, as the public may not read all names."""
    return Mediators([_mediator(view) for view in (await people.people()).by_id.values()])


@post("/mediators", opt=RUN, responses=answers(400, 401, 404))
async def add(request: AnyRequest, data: JSONBody[MediatorSheet]) -> Response[Mediator]:
    """Add somebody who presents, with the sessions to come that write their name."""
    made = await naming.welcome(await _sheet(data), by=person_of(request), now=clock.now())
    answer = _mediator(await people.mediator(made))
    return Response(answer, status_code=201, headers={"location": f"/api/v1/mediators/{made}"})


@put("/mediators/{which:uuid}", opt=RUN, responses=answers(400, 401, 404))
async def change(request: AnyRequest, which: FromPath[UUID], data: JSONBody[MediatorSheet]) -> Mediator:
    """Replace the sheet of somebody; their sessions say their name as it is now."""
    await naming.change(which, await _sheet(data), by=person_of(request), now=clock.now())
    return _mediator(await people.mediator(which))


@delete("/mediators/{which:uuid}", opt=RUN, responses=answers(401, 404))
async def remove(request: AnyRequest, which: FromPath[UUID]) -> None:
    """Take somebody out; sessions keep the name that they write."""
    await naming.part_with(which, by=person_of(request), now=clock.now())


@get("/mediators/{which:uuid}/leaves", opt=LOOK, responses=answers(401, 404))
async def leaves(request: AnyRequest, which: FromPath[UUID]) -> Leaves:
    """The leave of somebody, for themselves or for who may change their sheet."""
    await mediators.mediator_of_leave(person_of(request), which)
    found = await people.leaves([which], since=clock.now().date())
    return Leaves([Leave(one.id, one.first_on, one.last_on) for one in found])


@post("/mediators/{which:uuid}/leaves", opt=LOOK, responses=answers(400, 401, 404))
async def add_leave(request: AnyRequest, which: FromPath[UUID], data: JSONBody[NewLeave]) -> Response[Leave]:
    """Write down days on which somebody does not work; what is planned stays."""
    last_on = data.last_on or data.first_on
    made = await mediators.add_leave(which, data.first_on, last_on, by=person_of(request), now=clock.now())
    return Response(Leave(made, data.first_on, last_on), status_code=201)


@delete("/mediators/{which:uuid}/leaves/{leave:uuid}", opt=LOOK, responses=answers(401, 404))
async def remove_leave(request: AnyRequest, which: FromPath[UUID], leave: FromPath[UUID]) -> None:
    """Take a leave back."""
    await mediators.remove_leave(which, leave, by=person_of(request), now=clock.now())


@get("/equipment", opt=LOOK, responses=answers(401))
async def equipment() -> Stocks:
    """All equipment."""
    return Stocks([_stock(view) for view in await stocks.all_stocks()])


def _stock(view: stocks.StockView) -> Stock:
    return Stock(view.id, view.library, view.name, view.kind, view.total, view.moves)


@post("/equipment", opt=RUN, responses=answers(400, 401, 404))
async def add_stock(request: AnyRequest, data: JSONBody[NewStock]) -> Response[Stock]:
    """Add equipment to a library; the manager's role is needed there."""
    library = await api.known_library(data.library)
    made = await stocks.add_stock(library, _kept(data), by=person_of(request), now=clock.now())
    answer = _stock(await stocks.stock(made))
    return Response(answer, status_code=201, headers={"location": f"/api/v1/equipment/{made}"})


@put("/equipment/{which:uuid}", opt=RUN, responses=answers(400, 401, 404))
async def change_stock(request: AnyRequest, which: FromPath[UUID], data: JSONBody[StockSheet]) -> Stock:
    """Replace what is kept of equipment; what is planned stays."""
    await stocks.change_stock(which, _kept(data), by=person_of(request), now=clock.now())
    return _stock(await stocks.stock(which))


def _kept(data: StockSheet) -> stocks.Kept:
    return stocks.Kept(clean(data.name), data.kind, data.total, data.moves)


@delete("/equipment/{which:uuid}", opt=RUN, responses=answers(401, 404, 409))
async def remove_stock(request: AnyRequest, which: FromPath[UUID]) -> None:
    """Take equipment out of the list, unless sessions to come need it."""
    await remove_unused(which, by=person_of(request), now=clock.now())


@get("/roads", opt=LOOK, responses=answers(401))
async def written_roads() -> Roads:
    """The roads that somebody wrote down."""
    found = await roads.written_roads()
    return Roads([Road(str(one.first), str(one.second), one.minutes) for one in found])


@put("/roads", opt=RUN, status_code=204, responses=answers(400, 401, 404))
async def write_road(request: AnyRequest, data: JSONBody[Road]) -> None:
    """Write down how long the road between two libraries takes; a manager of one of them may."""
    first, second = await api.known_library(data.first), await api.known_library(data.second)
    await roads.write_road(first, second, data.minutes, by=person_of(request), now=clock.now())


PROGRAMS: list[ControllerRouterHandler] = [
    everybody,
    add,
    change,
    remove,
    leaves,
    add_leave,
    remove_leave,
    equipment,
    add_stock,
    change_stock,
    remove_stock,
    written_roads,
    write_road,
    *habilitation_api.PROGRAMS,
]
