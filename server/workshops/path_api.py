"""Paths for programs: list, read, write down, replace, erase."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound
from server.foundation.problems import answers
from server.foundation.words import clean
from server.workshops import api, paths
from server.workshops.paths import Outline, PathView

AnyRequest = Request[Any, Any, Any]
PUBLIC = {"access": "public"}
PLAN = {"power": Power.PLAN}


class NewStep(msgspec.Struct, forbid_unknown_fields=True):
    """A workshop of a path, an id or a slug; `needed`: what comes before it must be known."""

    workshop: str
    needed: bool = True


class NewPath(msgspec.Struct, forbid_unknown_fields=True):
    """Workshops that follow each other. Without `library` (id or slug) it is the whole network's; it stays so."""

    title: str
    steps: list[NewStep]
    summary: str = ""
    library: str | None = None


class Step(msgspec.Struct):
    """A workshop of a path."""

    workshop: UUID
    slug: str
    title: str
    level: str
    needed: bool


class Path(msgspec.Struct):
    """A path, with its workshops in order."""

    id: UUID
    library: UUID | None
    title: str
    summary: str
    steps: list[Step]


class Paths(msgspec.Struct):
    """All paths, by title; `next` is always null: the list is whole."""

    items: list[Path]
    next: str | None = None


def _path(view: PathView) -> Path:
    steps = [Step(one.workshop, one.slug, one.title, one.level, one.needed) for one in view.steps]
    return Path(view.id, view.library, view.title, view.summary, steps)


@get("/paths", opt=PUBLIC)
async def everything() -> Paths:
    """All paths of this instance."""
    return Paths([_path(view) for view in await paths.all_paths()])


@get("/paths/{path_id:uuid}", opt=PUBLIC, responses=answers(404))
async def one(path_id: FromPath[UUID]) -> Path:
    """One path."""
    return _path(await paths.path_view(path_id))


@post("/paths", opt=PLAN, responses=answers(400, 401, 404))
async def write(request: AnyRequest, data: JSONBody[NewPath]) -> Response[Path]:
    """Write a path down."""
    library = await api.known_library(data.library) if data.library else None
    made = await paths.write_path(await _outline(data), library, by=person_of(request), now=clock.now())
    answer = _path(await paths.path_view(made))
    return Response(answer, status_code=201, headers={"location": f"/api/v1/paths/{made}"})


@put("/paths/{path_id:uuid}", opt=PLAN, responses=answers(400, 401, 404))
async def replace(request: AnyRequest, path_id: FromPath[UUID], data: JSONBody[NewPath]) -> Path:
    """Replace what is told of a path; whose it is stays."""
    await paths.write_path(await _outline(data), None, path=path_id, by=person_of(request), now=clock.now())
    return _path(await paths.path_view(path_id))


@delete("/paths/{path_id:uuid}", opt=PLAN, responses=answers(401, 404))
async def erase(request: AnyRequest, path_id: FromPath[UUID]) -> None:
    """Erase a path; its workshops and sessions stay."""
    await paths.erase_path(path_id, by=person_of(request), now=clock.now())


async def _outline(data: NewPath) -> Outline:
    steps = []
    for step in data.steps[:100]:
        try:
            steps.append(paths.Step((await api.named(clean(step.workshop))).id, step.needed))
        except NotFound:
            raise Invalid({"steps": "bad_choice"}) from None
    return Outline(data.title, steps, data.summary)


READERS: list[ControllerRouterHandler] = [everything, one]
PROGRAMS: list[ControllerRouterHandler] = [write, replace, erase]
