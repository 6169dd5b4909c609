"""Resources for the public: the library of resources, and the page of each."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.foundation.web import language_of, page
from server.materials import forms, queries

AnyRequest = Request[Any, Any, Any]
HOME = "/ressources"


@get(HOME, opt={"access": "public"})
async def everything(request: AnyRequest) -> Response[str]:
    """What is public, by title, with the words and kinds looked for in the address."""
    return page(request, "materials/public.html", **await listed(request, HOME, public=True))


async def listed(request: AnyRequest, path: str, *, public: bool) -> dict[str, Any]:
    """Return what a page of the list shows: rows, total, wanted, choices, and the addresses before and after."""
    language = language_of(request)
    wanted, number = forms.read_wanted(request.query_params), forms.page_number(request.query_params)
    total = await queries.how_many(wanted, public=public)
    rows = await queries.found(wanted, public=public, most=forms.PAGE, skip=(number - 1) * forms.PAGE)
    return {
        "rows": [{"one": one, "said": forms.said(one, language)} for one in rows],
        "total": total,
        "wanted": wanted,
        "narrowed": wanted != queries.Wanted(),
        "offered": forms.offered(language),
        "previous_url": forms.address(path, wanted, number - 1) if number > 1 else "",
        "next_url": forms.address(path, wanted, number + 1) if number * forms.PAGE < total else "",
    }


@get("/ressources/{slug:str}", opt={"access": "public"})
async def one(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
    """One resource: what it is about, where it is, the workshops that it goes with."""
    found, language = await queries.public_by_slug(slug), language_of(request)
    return page(
        request,
        "materials/material.html",
        material=found,
        said=forms.said(found, language),
        trained=forms.trained(found, language),
        workshops=[use for use in await queries.uses(found.id) if not use.is_path],
    )


PUBLIC: list[ControllerRouterHandler] = [everything, one]
