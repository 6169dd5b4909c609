"""The papers that hang somewhere: where, what is wrong with them, print them anew, take them down."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import faults
from server.foundation.languages import translator
from server.foundation.web import form_of, language_of, page, see_other
from server.prints import posted, posting
from server.prints.posted import PrintView
from server.prints.routes import pdf
from server.prints.rules import read_places
from server.prints.telling import told
from server.prints.words import KINDS

AnyRequest = Request[Any, Any, Any]


@get("/imprimes/{print_id:uuid}", opt={"power": Power.BOOK})
async def show(request: AnyRequest, print_id: FromPath[UUID], fait: FromQuery[str] = "") -> Response[str]:
    """A print: what it shows, where it hangs, what is no longer true."""
    view = await posted.print_for(person_of(request), print_id)
    return await _page(request, view, ", ".join(view.places), {}, fait)


@get("/imprimes/{print_id:uuid}/papier.pdf", opt={"power": Power.BOOK})
async def show_paper(request: AnyRequest, print_id: FromPath[UUID]) -> Response[Any]:
    """The paper itself; once it is no longer true, the page that says so."""
    view = await posted.print_for(person_of(request), print_id)
    try:
        paper = await posting.paper_of(view)
    except Refused:
        return see_other(f"/bureau/imprimes/{print_id}?fait=change")
    return pdf(await paper.pdf(), paper.name)


@post("/imprimes/{print_id:uuid}/lieux", opt={"power": Power.BOOK}, status_code=303)
async def move(request: AnyRequest, print_id: FromPath[UUID]) -> Response[Any]:
    """Note where it hangs."""
    typed = (await form_of(request)).get("places", "")
    try:
        await posting.move(print_id, read_places(typed), by=person_of(request), now=clock.now())
    except Invalid as error:
        view = await posted.print_for(person_of(request), print_id)
        return await _page(request, view, typed, faults(error, language_of(request), otherwise="places"), "")
    return see_other(f"/bureau/imprimes/{print_id}?fait=lieux")


@post("/imprimes/{print_id:uuid}/retirer", opt={"power": Power.BOOK}, status_code=303)
async def take_down(request: AnyRequest, print_id: FromPath[UUID]) -> Response[Any]:
    """Note that it hangs nowhere any more."""
    await posting.take_down(print_id, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/imprimes/{print_id}?fait=retire")


@post("/imprimes/{print_id:uuid}/reimprimer", opt={"power": Power.BOOK}, status_code=303)
async def print_anew(request: AnyRequest, print_id: FromPath[UUID]) -> Response[Any]:
    """Print it as it is now, for the same places."""
    made = await posting.print_anew(print_id, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/imprimes/{made}/papier.pdf")


@post("/imprimes/{print_id:uuid}/fait", opt={"power": Power.BOOK}, status_code=303)
async def settle(request: AnyRequest, print_id: FromPath[UUID]) -> Response[Any]:
    """Note that all papers like it were replaced, corrected or taken down."""
    how = await posting.settle(print_id, by=person_of(request), now=clock.now())
    return see_other(f"/bureau/imprimes/{print_id}?fait={how}")


async def _page(request: AnyRequest, view: PrintView, places: str, errors: dict[str, str], done: str) -> Response[str]:
    language = language_of(request)
    libraries = [view.library] if view.library else []
    groups = await posted.outdated(libraries, view.library is None, clock.now())
    wrong = next((told(group, language) for group in groups if view.id in {one.id for one in group.prints}), None)
    return page(
        request,
        "prints/print.html",
        status=422 if errors else 200,
        view=view,
        kind=translator(language).gettext(KINDS[view.asked.kind]),
        hung=places,
        errors=errors,
        wrong=wrong,
        done=done,
    )


HANDLERS: list[ControllerRouterHandler] = [show, show_paper, move, take_down, print_anew, settle]
