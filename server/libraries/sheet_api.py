"""The sheet of a place for programs: read it with what it lacks, replace it."""

from typing import Any

import msgspec
from litestar import Request, get, put
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.problems import answers
from server.foundation.words import clean
from server.libraries import sheets
from server.libraries.api import named
from server.libraries.sheet_rules import blocking
from server.libraries.sheets import KEPT, OWN, Place


class PlaceSheet(msgspec.Struct, forbid_unknown_fields=True):
    """What is kept of a place, all of it: what is left out is emptied.

    Lists hold codes. `services`: procedures, everyday, work, safety, children, leisure, understanding, access,
    equipment. `support`: alone, one_to_one, group, remote. `audiences`: young, students, families, seniors, women.
    `care`: deaf, motor, mental, literacy, english, languages, sight. `fees`: free, conditions, paid. `ways_in`: come,
    call, write, online, referral, no_public. `moves`: fixed, moving. `programmes`: aidants_connect, bnr, pix, advisers,
    emmaus, france_services, gen, red_cross, caf, promeneurs, relay. `labels`: health, duplex, arnia, reuse, fabriques,
    eclaireurs, papers, ordi3, sud_labs. `kinds`: those of the national list (BIB…). `pivot` is a SIRET or an RNA;
    `opening_hours` are OpenStreetMap's.
    """

    name: str
    address: str
    postal_code: str
    city: str
    insee: str = ""
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    email: str = ""
    website: str = ""
    opening_hours: str = ""
    pivot: str = ""
    parent: str = ""
    source: str = ""
    kinds: list[str] = []
    moves: list[str] = []
    complement: str = ""
    other_emails: list[str] = []
    other_sites: list[str] = []
    summary: str = ""
    detail: str = ""
    services: list[str] = []
    support: list[str] = []
    audiences: list[str] = []
    care: list[str] = []
    fees: list[str] = []
    ways_in: list[str] = []
    acceslibre: str = ""
    programmes: list[str] = []
    labels: list[str] = []
    other_labels: list[str] = []
    listed: bool = True


class KeptSheet(msgspec.Struct):
    """The sheet of a place; `missing` maps each field that keeps it out of open data to the key of a reason."""

    sheet: PlaceSheet
    missing: dict[str, str]


def _kept(place: Place) -> KeptSheet:
    return KeptSheet(msgspec.convert(place.values, PlaceSheet), blocking(place.values))


@get("/libraries/{name:str}/sheet", opt={"access": "public"}, responses=answers(404))
async def sheet(name: FromPath[str]) -> KeptSheet:
    """The sheet of a library (id or slug), as open data tells it."""
    return _kept(await sheets.place_of((await named(clean(name))).id))


@put("/libraries/{name:str}/sheet", opt={"power": Power.RUN_LIBRARY}, responses=answers(400, 401, 404))
async def replace(request: Request[Any, Any, Any], name: FromPath[str], data: JSONBody[PlaceSheet]) -> KeptSheet:
    """Replace the sheet of a library (id or slug). The manager's role is needed there."""
    held = await named(clean(name))
    told = {field: getattr(data, field) for field in (*OWN, *KEPT)}
    await sheets.change_place(held.id, told, by=person_of(request), now=clock.now())
    return _kept(await sheets.place_of(held.id))


READERS: list[ControllerRouterHandler] = [sheet]
PROGRAMS: list[ControllerRouterHandler] = [replace]
