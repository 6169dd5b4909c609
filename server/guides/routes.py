"""The guides for staff: the practical guide in order, each guide by itself, and all of them on paper."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from server.accounts.powers import Power
from server.foundation import pages
from server.foundation.web import page
from server.guides import queries

AnyRequest = Request[Any, Any, Any]
ENTER = {"power": Power.ENTER}

pages.add("guide_of", queries.guide_of)


@get("/guides", opt=ENTER)
async def everything(request: AnyRequest) -> Response[str]:
    """The guides by moment, in order."""
    return page(request, "guides/list.html", chapters=queries.CHAPTERS)


@get("/guides/complet", opt=ENTER)
async def whole(request: AnyRequest) -> Response[str]:
    """All guides on one page, to print."""
    return page(request, "guides/whole.html", chapters=queries.CHAPTERS)


@get("/guides/{slug:str}", opt=ENTER)
async def one(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
    """One guide; printable."""
    return page(request, "guides/guide.html", guide=queries.guide(slug))


HANDLERS = [everything, whole, one]
