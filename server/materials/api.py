"""Resources for programs: read what is public, add one, read a file in and take it out."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.problems import answers
from server.foundation.settings import settings
from server.foundation.words import one_line
from server.materials import actions, queries
from server.materials.forms import address, page_number, read_wanted
from server.materials.queries import MaterialView
from server.materials.rules import MOST_BYTES, Sheet

AnyRequest = Request[Any, Any, Any]
PUBLIC, PLAN = {"access": "public"}, {"power": Power.PLAN}
PAGE = 200


class NewMaterial(msgspec.Struct, forbid_unknown_fields=True):
    """A resource to add. `audience`: everyone, staff or draft. `competences`: codes of Pix, from 1.1 to 5.2.

    `category`: inclusion, culture, commons, environment or empty. `kind`: teaching, tool, directory, article, toolbox,
    poster, method, quiz, video or empty. `themes`: as for workshops.
    """

    title: str
    url: str
    summary: str = ""
    category: str = ""
    kind: str = ""
    themes: list[str] = []
    competences: list[str] = []
    audience: str = "everyone"


class Material(msgspec.Struct):
    """A resource that is public; `page` is its page here, `url` where it is."""

    id: UUID
    slug: str
    page: str
    url: str
    title: str
    summary: str
    category: str
    kind: str
    themes: list[str]
    competences: list[str]


class Materials(msgspec.Struct):
    """Resources that are public, by title, two hundred at a time; `next` is the address of what follows."""

    items: list[Material]
    next: str | None = None


class Read(msgspec.Struct):
    """What became of a file: how many resources it holds, how many are new, how many differ from before."""

    entries: int
    added: int
    changed: int


def _material(view: MaterialView) -> Material:
    told = {name: getattr(view, name) for name in Material.__struct_fields__ if name != "page"}
    told |= {name: list(told[name]) for name in ("themes", "competences")}
    return Material(**told, page=f"{settings().url}/ressources/{view.slug}")


@get("/materials", opt=PUBLIC)
async def materials(request: AnyRequest) -> Materials:
    """Public resources: `q`, `theme`, `type`, `categorie`, `competence` as on the page, `page` from 1."""
    wanted, number = read_wanted(request.query_params), page_number(request.query_params)
    found = await queries.found(wanted, public=True, most=PAGE + 1, skip=(number - 1) * PAGE)
    more = settings().url + address("/api/v1/materials", wanted, number + 1) if len(found) > PAGE else None
    return Materials([_material(view) for view in found[:PAGE]], more)


@get("/materials/{material_id:uuid}", opt=PUBLIC, responses=answers(404))
async def material(material_id: FromPath[UUID]) -> Material:
    """One public resource."""
    found = await queries.material(material_id)
    if not found.open:
        raise NotFound
    return _material(found)


@post("/materials", opt=PLAN, responses=answers(400, 401))
async def write(request: AnyRequest, data: JSONBody[NewMaterial]) -> Response[dict[str, str]]:
    """Add a resource of our own; the answer says its id and its page."""
    told = {name: getattr(data, name) for name in Sheet.__dataclass_fields__}
    told |= {name: one_line(told[name]) for name in ("title", "summary")}
    told |= {name: tuple(told[name]) for name in ("themes", "competences")}
    made = await actions.write_material(Sheet(**told), by=person_of(request), now=clock.now())
    found = await queries.material(made)
    answer = {"id": str(made), "page": f"{settings().url}/ressources/{found.slug}"}
    return Response(answer, status_code=201, headers={"location": f"/api/v1/materials/{made}"})


@post("/materials/file", opt=PLAN, request_max_body_size=MOST_BYTES, status_code=200, responses=answers(400, 401))
async def read_in(request: AnyRequest) -> Read:
    """Read a file in the shape of Les Bases, sent as the body; twice the same changes nothing."""
    report = await actions.read_in(await request.body(), by=person_of(request), now=clock.now())
    return Read(report.entries, report.added, report.changed)


@get("/materials/file", opt=PLAN, responses=answers(401))
async def take_away(request: AnyRequest) -> Response[bytes]:
    """Give all resources in the shape of Les Bases; those that came in as they came. `own=no`: without our own."""
    body = await queries.as_file(own=request.query_params.get("own") != "no")
    return Response(body, media_type="application/json")


READERS: list[ControllerRouterHandler] = [materials, material]
PROGRAMS: list[ControllerRouterHandler] = [write, read_in, take_away]
