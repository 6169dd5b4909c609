"""Paper: the sheet to sign, the sheets to destroy, the ticket as PDF."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import queries as bookings
from server.bookings.doors import origin
from server.bookings.tickets import booking_of
from server.foundation import clock, limits
from server.foundation.errors import Gone
from server.foundation.web import language_of, page, see_other
from server.prints import actions, queries, sheets, tickets
from server.workshops import programme

AnyRequest = Request[Any, Any, Any]
MOST_TICKETS = {"most": 30, "seconds": 600}


def pdf(content: bytes, name: str) -> Response[bytes]:
    """Answer with a PDF that no cache keeps."""
    headers = {"content-disposition": f'inline; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def png(content: bytes) -> Response[bytes]:
    """Answer with a picture that no cache keeps."""
    return Response(content, media_type="image/png", headers={"cache-control": "no-store"})


@post("/seances/{session_id:uuid}/feuille", opt={"power": Power.BOOK}, status_code=303)
async def print_sheet(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Note that a sheet is printed, then show it: no paper with names that nobody remembers."""
    session = await programme.session_at_desk(person_of(request), session_id)
    printed = await actions.note(session, by=person_of(request).by, now=clock.now())
    return see_other(f"/bureau/feuilles/{printed}/feuille.pdf")


@get("/feuilles/{sheet_id:uuid}/feuille.pdf", opt={"power": Power.BOOK})
async def show_sheet(request: AnyRequest, sheet_id: FromPath[UUID]) -> Response[bytes]:
    """A sheet that was noted, with who has a seat now."""
    noted = await queries.sheet(sheet_id)
    await programme.require_desk(person_of(request), noted.session.library_id)
    if noted.destroyed_at:
        raise Gone
    parties = await bookings.of_session(noted.session.id)
    made = await sheets.sheet(noted.session, parties, noted.shred_on, language_of(request))
    return pdf(made, f"emargement-{noted.session.starts_at:%Y-%m-%d}.pdf")


@get("/seances/{session_id:uuid}/feuille.png", opt={"power": Power.BOOK})
async def preview_sheet(request: AnyRequest, session_id: FromPath[UUID]) -> Response[bytes]:
    """What the sheet of a session looks like, without names."""
    session = await programme.session_at_desk(person_of(request), session_id)
    return png(await sheets.picture(session, actions.shred_on(session), language_of(request)))


@get("/seances/{session_id:uuid}/billets.pdf", opt={"power": Power.BOOK})
async def show_tickets(request: AnyRequest, session_id: FromPath[UUID]) -> Response[bytes]:
    """The tickets of all who have a seat in a session."""
    session = await programme.session_at_desk(person_of(request), session_id)
    made = await tickets.tickets(session, await bookings.of_session(session_id), language_of(request))
    return pdf(made, f"billets-{session.starts_at:%Y-%m-%d}.pdf")


@get("/seances/{session_id:uuid}/billet.png", opt={"power": Power.BOOK})
async def preview_ticket(request: AnyRequest, session_id: FromPath[UUID]) -> Response[bytes]:
    """What a ticket of a session looks like: nobody's."""
    session = await programme.session_at_desk(person_of(request), session_id)
    return png(await tickets.picture(session, language_of(request)))


@get("/feuilles", opt={"power": Power.BOOK})
async def show_sheets(request: AnyRequest) -> Response[str]:
    """The sheets to destroy, and those destroyed within a year: the register of paper."""
    now = clock.now()
    libraries = [library.id for library in await programme.libraries_at_desk(person_of(request))]
    found = await queries.of_libraries(libraries, now)
    return page(request, "prints/sheets.html", sheets=found, today=now.date(), now=now)


@post("/feuilles/{sheet_id:uuid}/detruite", opt={"power": Power.BOOK}, status_code=303)
async def destroy(request: AnyRequest, sheet_id: FromPath[UUID]) -> Response[Any]:
    """Note that a sheet was destroyed."""
    noted = await queries.sheet(sheet_id)
    await programme.require_desk(person_of(request), noted.session.library_id)
    await actions.destroyed(sheet_id, by=person_of(request).by, now=clock.now())
    return see_other(f"/bureau/feuilles?defaire=feuille:{sheet_id}")


@get("/reservations/{secret:str}/billet.pdf", opt={"access": "secret"})
async def show_ticket(request: AnyRequest, secret: FromPath[str]) -> Response[Any]:
    """The ticket as PDF; who has no seat has no ticket, and reads on their page where they stand."""
    view = await booking_of(request, secret)
    if view.party.state != "confirmed" or view.session.state != "published":
        return see_other(view.path)
    now = clock.now()
    await limits.count("ticket", origin(request), now=now, **MOST_TICKETS)
    return pdf(await tickets.ticket(view, language_of(request)), f"billet-{view.starts_at:%Y-%m-%d}.pdf")


PUBLIC: list[ControllerRouterHandler] = [show_ticket]
STAFF: list[ControllerRouterHandler] = [
    print_sheet,
    show_sheet,
    preview_sheet,
    show_tickets,
    preview_ticket,
    show_sheets,
    destroy,
]
