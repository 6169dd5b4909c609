"""Habilitations of those who present, for programs: the same rules as on their sheet."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.problems import answers
from server.foundation.words import clean
from server.resources import fitness, habilitations, mediators
from server.workshops import api

AnyRequest = Request[Any, Any, Any]
RUN = {"power": Power.RUN_LIBRARY}


class NewHabilitation(msgspec.Struct, forbid_unknown_fields=True):
    """That a structure habilitated somebody: from a day, until another one (included) or without a known end.

    `libraries`: ids or slugs of its libraries, none for all where the person presents. `programme`: aidants_connect.
    """

    structure: str
    first_on: date
    last_on: date | None = None
    libraries: list[str] = []
    programme: str = fitness.AIDANTS_CONNECT


class Habilitation(msgspec.Struct):
    """A habilitation of somebody."""

    id: UUID
    programme: str
    structure: str
    libraries: list[UUID]
    first_on: date
    last_on: date | None


class Habilitations(msgspec.Struct):
    """The habilitations of somebody, the newest first; `next` is always null: the list is whole."""

    items: list[Habilitation]
    next: str | None = None


@get("/mediators/{which:uuid}/habilitations", opt=RUN, responses=answers(401, 404))
async def of_mediator(request: AnyRequest, which: FromPath[UUID]) -> Habilitations:
    """The habilitations of somebody, for who may change their sheet."""
    await mediators.mediator_to_change(person_of(request), which)
    return Habilitations([_shown(view) for view in await habilitations.of_mediator(which)])


def _shown(view: habilitations.HabilitationView) -> Habilitation:
    return Habilitation(view.id, view.programme, view.structure, list(view.libraries), view.first_on, view.last_on)


@post("/mediators/{which:uuid}/habilitations", opt=RUN, responses=answers(400, 401, 404))
async def habilitate(
    request: AnyRequest, which: FromPath[UUID], data: JSONBody[NewHabilitation]
) -> Response[Habilitation]:
    """Write down that somebody is habilitated."""
    libraries = [await api.known_library(name) for name in data.libraries[:500]]
    held = fitness.Held(clean(data.structure), data.first_on, data.last_on, libraries, data.programme)
    made = await habilitations.habilitate(which, held, by=person_of(request), now=clock.now())
    kept = next(view for view in await habilitations.of_mediator(which) if view.id == made)
    return Response(_shown(kept), status_code=201)


@delete("/mediators/{which:uuid}/habilitations/{held:uuid}", opt=RUN, responses=answers(401, 404))
async def take_back(request: AnyRequest, which: FromPath[UUID], held: FromPath[UUID]) -> None:
    """Take a habilitation back; slots that then have nobody are among the things to do."""
    await habilitations.take_back(which, held, by=person_of(request), now=clock.now())


PROGRAMS: list[ControllerRouterHandler] = [of_mediator, habilitate, take_back]
