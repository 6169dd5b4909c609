"""oEmbed 1.0: a site in which the address of one of our pages is pasted shows what is there (oembed.com)."""

import json
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import UUID
from xml.sax.saxutils import escape

from litestar import Request, Response, get
from litestar.exceptions import HTTPException
from litestar.types import ControllerRouterHandler

from server.agenda.pictures import HEIGHT, WIDTH, Picture, of_library, of_session
from server.embeds import slices, snippets
from server.embeds.slices import Asked, Slice
from server.foundation.errors import NotFound
from server.foundation.languages import SOURCE
from server.foundation.settings import settings
from server.libraries.queries import by_slug
from server.workshops.queries import public_session

FORMATS = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
SECONDS = 3600
Told = dict[str, str | int]


@get("/oembed", opt={"access": "public"})
async def oembed(request: Request[Any, Any, Any]) -> Response[bytes]:
    """What to show for the page whose address is in `url`: the agenda, a library or a session.

    404 for other addresses, 501 for formats other than json and xml, as the protocol says.
    """
    values = request.query_params
    form = values.get("format", "json")
    if form not in FORMATS:
        raise HTTPException(detail="The format is json or xml.", status_code=501)
    path, shown, picture = await _shown(values.get("url", ""))
    size = (
        _within(values.get("maxwidth", ""), snippets.WIDTH),
        _within(values.get("maxheight", ""), snippets.height(len(shown.sessions))),
    )
    body = (_xml if form == "xml" else _json)(_told(path, shown, picture, size))
    headers = {"cache-control": f"public, max-age={SECONDS}", "access-control-allow-origin": "*"}
    return Response(body.encode(), media_type=FORMATS[form], headers=headers)


async def _shown(address: str) -> tuple[str, Slice, Picture | None]:
    """Return the path of the frame for one of our pages, what is in it and its picture; raises NotFound."""
    base = settings().url
    if address != base and not address.startswith((f"{base}/", f"{base}?")):
        raise NotFound
    parts = urlsplit(address)
    wanted = slices.asked(dict(parse_qsl(parts.query)))
    match [unquote(part) for part in parts.path.strip("/").split("/")]:
        case [""]:
            return f"/integrer/cadre{wanted.query()}", await slices.of_agenda(wanted), None
        case ["bibliotheques", slug]:
            return await _library(slug, wanted)
        case ["seances", id]:
            return await _session(id)
    raise NotFound


async def _library(slug: str, wanted: Asked) -> tuple[str, Slice, Picture]:
    library = await by_slug(slug)
    there = slices.asked({"bibliotheque": library.slug, "nombre": str(wanted.number), "lang": wanted.language})
    return f"/integrer/cadre{there.query()}", await slices.of_agenda(there), of_library(library, SOURCE)


async def _session(id: str) -> tuple[str, Slice, Picture | None]:
    try:
        session = UUID(id)
    except ValueError:
        raise NotFound from None
    shown = await slices.of_session(session, SOURCE)
    try:
        picture = of_session(await public_session(session), SOURCE)
    except NotFound:
        picture = None
    return f"/integrer/seances/{session}", shown, picture


def _within(text: str, wanted: int) -> int:
    """Return the size wanted, or the greatest that the asking site allows, if that is less."""
    return min(wanted, int(text)) if text.isascii() and text.isdigit() and int(text[:9]) > 0 else wanted


def _told(path: str, shown: Slice, picture: Picture | None, size: tuple[int, int]) -> Told:
    width, height = size
    told: Told = {
        "version": "1.0",
        "type": "rich",
        "title": shown.title,
        "provider_name": settings().name,
        "provider_url": settings().url,
        "cache_age": SECONDS,
        "width": width,
        "height": height,
        "html": snippets.frame(path, shown.title, width=str(width), height=height),
    }
    if picture:
        told |= {"thumbnail_url": picture.url, "thumbnail_width": WIDTH, "thumbnail_height": HEIGHT}
    return told


def _json(told: Told) -> str:
    return json.dumps(told, ensure_ascii=False)


def _xml(told: Told) -> str:
    inside = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in told.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?><oembed>{inside}</oembed>'


HANDLERS: list[ControllerRouterHandler] = [oembed]
