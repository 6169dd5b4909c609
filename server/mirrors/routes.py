"""« L'agenda sans Internet »: what it is, and the pack to download."""

from typing import Any

from litestar import Request, Response, get
from litestar.response import File
from litestar.types import ControllerRouterHandler

from server.foundation import clock
from server.foundation.settings import settings
from server.foundation.web import page
from server.foundation.words import slug
from server.mirrors import keeping
from server.mirrors.shapes import MOST_SESSIONS

OPEN = {"access": "public"}
MEGA = 1_000_000


@get("/miroir", opt=OPEN)
async def explain(request: Request[Any, Any, Any]) -> Response[str]:
    """What the pack is for, how one uses it, and the download."""
    last = keeping.latest()
    size = max(1, round(last.size / MEGA)) if last else 0
    return page(request, "mirrors/explain.html", last=last, size=size, most=MOST_SESSIONS)


@get("/miroir/agenda.zip", opt=OPEN)
async def download() -> File:
    """The pack; it is made now if there is none, or if the last one is old."""
    found = await keeping.pack(clock.now())
    name = f"{slug(settings().name) or 'agenda'}-{found.made_at:%Y-%m-%d}.zip"
    headers = {"cache-control": "public, max-age=600"}
    return File(path=found.file, filename=name, media_type="application/zip", headers=headers)


PUBLIC: list[ControllerRouterHandler] = [explain]
FILES: list[ControllerRouterHandler] = [download]
