"""Workshops for programs: list, read, write down, change."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, patch, post
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import UNSET, UnsetType

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound
from server.foundation.problems import answers, if_match, tagged
from server.foundation.settings import settings
from server.foundation.words import clean
from server.libraries.api import named as library_named
from server.workshops import actions, queries
from server.workshops.queries import WorkshopView

PUBLIC = {"access": "public"}
# What bodies tell as {key: number}, and the two lists of the outline that keep it.
PAIRED = {"needs": ("needed_kinds", "needed_numbers"), "competences": ("competences", "competence_levels")}


class NewWorkshop(msgspec.Struct, forbid_unknown_fields=True):
    """A workshop to write down. `library` is an id or a slug; without it, all libraries of the network may date it.

    `level`: beginner, intermediate, advanced or empty. `minutes`: usual length. `language`: in which it is held, an
    ISO 639 code. `kind`: aidants_connect (each session is a free slot for one person, held by somebody habilitated), or
    empty; it stays once there are sessions. `needs`: how much equipment of each kind a session takes: laptop, tablet,
    phone, projector, camera, headphones, robot, other. `competences`: the level, from 1 to 8, at which each competence
    of the CRCN (as "2.1") is worked on.
    """

    title: str
    summary: str = ""
    description: str = ""
    level: str = ""
    themes: list[str] = []
    audiences: list[str] = []
    bring: str = ""
    prerequisites: str = ""
    minutes: int = 120
    language: str = "fr"
    kind: str = ""
    library: str | None = None
    needs: dict[str, int] = {}
    competences: dict[str, int] = {}


class WorkshopChange(msgspec.Struct, forbid_unknown_fields=True):
    """What to change of a workshop; what is left out stays."""

    title: str | UnsetType = UNSET
    summary: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    level: str | UnsetType = UNSET
    themes: list[str] | UnsetType = UNSET
    audiences: list[str] | UnsetType = UNSET
    bring: str | UnsetType = UNSET
    prerequisites: str | UnsetType = UNSET
    minutes: int | UnsetType = UNSET
    language: str | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    needs: dict[str, int] | UnsetType = UNSET
    competences: dict[str, int] | UnsetType = UNSET


class Workshop(msgspec.Struct):
    """A workshop; `library` is null for one of the whole network."""

    id: UUID
    slug: str
    url: str
    library: UUID | None
    title: str
    summary: str
    description: str
    level: str
    themes: list[str]
    audiences: list[str]
    bring: str
    prerequisites: str
    minutes: int
    language: str
    kind: str
    version: int
    created_at: datetime
    updated_at: datetime
    needs: dict[str, int]
    competences: dict[str, int]


class Workshops(msgspec.Struct):
    """All workshops, by title; `next` is always null: the list is whole."""

    items: list[Workshop]
    next: str | None = None


def _workshop(view: WorkshopView) -> Workshop:
    known = {name: getattr(view, name) for name in Workshop.__struct_fields__ if name not in {"url", *PAIRED}}
    known |= {"themes": list(view.themes), "audiences": list(view.audiences)}
    known |= {name: _paired(view, *pair) for name, pair in PAIRED.items()}
    return Workshop(**known, url=f"{settings().url}/ateliers/{view.slug}")


def _paired(view: WorkshopView, keys: str, numbers: str) -> dict[str, int]:
    return dict(zip(getattr(view, keys), getattr(view, numbers), strict=True))


async def named(name: str) -> WorkshopView:
    """Return the workshop with this id or slug; raises NotFound."""
    try:
        return await queries.workshop(UUID(name))
    except (ValueError, NotFound):
        return await queries.workshop_by_slug(name)


async def _public(name: str) -> WorkshopView:
    found = await named(name)
    if found.professional:
        raise NotFound
    return found


@get("/workshops", opt=PUBLIC)
async def workshops() -> Workshops:
    """All workshops of this instance."""
    return Workshops([_workshop(view) for view in await queries.public_workshops()])


@get("/workshops/{name:str}", opt=PUBLIC, responses=answers(404))
async def workshop(name: FromPath[str]) -> Response[Workshop]:
    """One workshop, by its id or its slug. Its `ETag` is its version: send it as `If-Match` with a change."""
    found = _workshop(await _public(clean(name)))
    return tagged(found, found.version)


@post("/workshops", opt={"power": Power.PLAN}, responses=answers(400, 401, 404))
async def write(request: Request[Any, Any, Any], data: JSONBody[NewWorkshop]) -> Response[Workshop]:
    """Write a workshop down. The programming role is needed, in its library or in any for one of the network."""
    library = await known_library(data.library) if data.library else None
    outline = actions.Outline(**_outline(data))
    made = await actions.write_workshop(outline, library=library, by=person_of(request), now=clock.now())
    answer = _workshop(await queries.workshop(made))
    return tagged(answer, answer.version, status=201, location=f"/api/v1/workshops/{made}")


async def known_library(name: str) -> UUID:
    """Return the id of the library named in a body; raises Invalid: there is none."""
    try:
        return (await library_named(clean(name))).id
    except NotFound:
        raise Invalid({"library": "bad_choice"}) from None


@patch("/workshops/{name:str}", opt={"power": Power.PLAN}, responses=answers(400, 401, 404, 412))
async def change(
    request: Request[Any, Any, Any], name: FromPath[str], data: JSONBody[WorkshopChange]
) -> Response[Workshop]:
    """Change what is told of a workshop; its public sessions change with it. With `If-Match`, only that version."""
    held, seen = await named(clean(name)), if_match(request)
    await actions.change_workshop(held.id, _outline(data), by=person_of(request), now=clock.now(), seen=seen)
    changed = _workshop(await queries.workshop(held.id))
    return tagged(changed, changed.version)


def _outline(data: NewWorkshop | WorkshopChange) -> dict[str, Any]:
    """Return the fields of the outline that were given, cleaned."""
    given = {name: getattr(data, name) for name in WorkshopChange.__struct_fields__}
    pairs = {name: given.pop(name) for name in PAIRED}
    told = {
        name: clean(value) if isinstance(value, str) else value for name, value in given.items() if value is not UNSET
    }
    for name, (keys, numbers) in PAIRED.items():
        if pairs[name] is not UNSET:
            told |= {keys: list(pairs[name]), numbers: list(pairs[name].values())}
    return told


READERS: list[ControllerRouterHandler] = [workshops, workshop]
PROGRAMS: list[ControllerRouterHandler] = [write, change]
