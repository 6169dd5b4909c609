"""The way back to a booking, here or at another agenda, by its reference and a name."""

import contextlib
from typing import Any

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler

from server.bookings import queries as bookings
from server.bookings.doors import check_trap, count_find
from server.elsewhere import queries as elsewhere
from server.foundation import reasons
from server.foundation.errors import Gone, NotFound
from server.foundation.web import form_of, language_of, page, see_other

OPEN = {"access": "public"}
Asked = Request[Any, Any, Any]


@get("/retrouver", opt=OPEN)
async def find_page(request: Asked) -> Response[str]:
    """Ask for the reference and the name."""
    return _find_page(request, {})


@post("/retrouver", opt=OPEN, status_code=303)
async def find(request: Asked) -> Response[Any]:
    """Go to the booking with this reference and this name. The reference is no secret: tries are counted."""
    form = await form_of(request)
    check_trap(form)
    missing = {name: "missing" for name in ("reference", "name") if not form.get(name)}
    if missing:
        return _find_page(request, form, errors=missing)
    await count_find(request, form["reference"])
    address = await _address(form["reference"], form["name"])
    return see_other(address) if address else _find_page(request, form, missing=True)


async def _address(reference: str, name: str) -> str:
    """Return the page of the booking here, or else of the request to another agenda; empty when there is none."""
    for find_one in (bookings.find, elsewhere.find):
        with contextlib.suppress(NotFound, Gone):
            return (await find_one(reference, name)).path
    return ""


def _find_page(
    request: Asked, form: dict[str, str], *, errors: dict[str, str] | None = None, missing: bool = False
) -> Response[str]:
    language = language_of(request)
    return page(
        request,
        "bookings/find.html",
        status=422 if errors or missing else 200,
        private=True,
        values={name: form.get(name, "")[:200] for name in ("reference", "name")},
        errors={name: reasons.sentence(why, language) for name, why in (errors or {}).items()},
        missing=missing,
    )


HANDLERS: list[ControllerRouterHandler] = [find_page, find]
