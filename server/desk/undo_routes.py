"""Take back what was done a minute ago; the list of keys of the keyboard, and switching them off."""

from typing import Any

from litestar import Request, Response, get, post

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.desk import undoing
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import faults
from server.foundation.settings import settings
from server.foundation.web import form_of, language_of, page, see_other

AnyRequest = Request[Any, Any, Any]
A_YEAR = 365 * 86_400


@post("/defaire", opt={"power": Power.BOOK}, status_code=303)
async def undo(request: AnyRequest) -> Response[Any]:
    """Take back the last thing done, and show what it was about."""
    mark = (await form_of(request)).get("quoi", "")
    try:
        return see_other(await undoing.undo(mark, by=person_of(request), now=clock.now()))
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="quoi")
        return page(request, "desk/undo.html", status=422, private=True, errors=errors)


@get("/clavier", opt={"power": Power.ENTER})
async def keys(request: AnyRequest) -> Response[str]:
    """The keys of the keyboard, and the button that switches them off."""
    return page(request, "desk/keys.html")


@post("/clavier", opt={"power": Power.ENTER}, status_code=303)
async def switch_keys(request: AnyRequest) -> Response[Any]:
    """Switch the keys on or off on this computer (WCAG 2.2, 2.1.4)."""
    off = (await form_of(request)).get("touches") == "non"
    answer = see_other("/bureau/clavier")
    given: dict[str, Any] = {"path": "/bureau", "secure": settings().secure, "httponly": True, "samesite": "lax"}
    answer.set_cookie("touches", "non" if off else "oui", max_age=A_YEAR, **given)
    return answer


HANDLERS = [undo, keys, switch_keys]
