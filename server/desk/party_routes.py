"""A booking at the desk: its sheet and its history, changing it, moving it to another session, cancelling it."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import actions, changing, moving, needs, queries
from server.bookings.changing import Changed
from server.bookings.queries import BookingView
from server.bookings.words import OVERRIDES
from server.desk import history, places, quick, words
from server.desk.routes import labels
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults, whole
from server.foundation.web import form_of, language_of, page, see_other
from server.notifications import queries as messages
from server.notifications import words as message_words
from server.workshops import programme

AnyRequest = Request[Any, Any, Any]


async def _booking(request: AnyRequest, booking_id: UUID) -> BookingView:
    """Return a booking for someone at the desk of its library; raises NotFound, or Gone once erased."""
    await programme.require_desk(person_of(request), await queries.library_of(booking_id))
    return await queries.by_id(booking_id)


def _page(request: AnyRequest, template: str, view: BookingView, **values: Any) -> Response[str]:
    errors = values.get("errors", {})
    shown = {"party": view.party, "session": view.session, "secret": view.secret, "errors": {}, **values}
    return page(request, f"desk/{template}.html", status=422 if errors else 200, private=True, **shown)


@get("/inscriptions/{booking_id:uuid}", opt={"power": Power.BOOK})
async def show(request: AnyRequest, booking_id: FromPath[UUID]) -> Response[str]:
    """The sheet of a booking: who, how many, what was done by whom, what they were told."""
    view, language, now = await _booking(request, booking_id), language_of(request), clock.now()
    return _page(
        request,
        "party",
        view,
        states=labels(words.PARTIES, request),
        contacts=labels(words.CONTACTS, request),
        kinds=labels(message_words.KINDS, request),
        receipts=await messages.of_booking(booking_id),
        receipt_states=labels(words.RECEIPTS, request),
        need=(await needs.of_session(view.session.id)).get(booking_id, ""),
        deeds=await history.of_booking(booking_id, language),
        open=view.session.state == "published" and view.session.starts_at > now,
        over=view.session.ends_at <= now,
        done=request.query_params.get("fait", ""),
    )


@get("/inscriptions/{booking_id:uuid}/modifier", opt={"power": Power.BOOK})
async def ask_change(request: AnyRequest, booking_id: FromPath[UUID]) -> Response[str]:
    """The party and its contact, to change."""
    view = await _booking(request, booking_id)
    names = ("name", "people", "companion", "helper", "phone", "email", "contact")
    return _change_page(request, view, {name: str(getattr(view.party, name)) for name in names}, {})


@post("/inscriptions/{booking_id:uuid}/modifier", opt={"power": Power.BOOK}, status_code=303)
async def change(request: AnyRequest, booking_id: FromPath[UUID]) -> Response[Any]:
    """Change the party: names, contact, people up and down with the rule of seats."""
    view, form, person = await _booking(request, booking_id), await form_of(request), person_of(request)
    may_add = await programme.may_programme(person, view.session.library_id)
    try:
        over = quick.over_of(form, may_add=may_add)
        await changing.change(booking_id, _changed(form), over=over, by=person.by, now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="people")
        return _change_page(request, view, form, errors, passable=quick.may_pass(error, may_add=may_add))
    return see_other(f"/bureau/inscriptions/{booking_id}?fait=modifiee")


def _changed(form: dict[str, str]) -> Changed:
    email, phone = form.get("email", ""), form.get("phone", "")
    return Changed(
        name=form.get("name", ""),
        people=whole(form.get("people", ""), 1),
        companion=form.get("companion", ""),
        helper=form.get("helper", ""),
        contact=form.get("contact") or quick.implied(email, phone),
        email=email,
        phone=phone,
    )


def _change_page(
    request: AnyRequest, view: BookingView, values: dict[str, str], errors: dict[str, str], *, passable: bool = False
) -> Response[str]:
    language = language_of(request)
    passes = choices(OVERRIDES, language) if passable or errors.get("over") else []
    contacts = choices(words.CONTACTS, language)
    return _page(request, "change", view, values=values, errors=errors, contacts=contacts, overrides=passes)


@get("/inscriptions/{booking_id:uuid}/deplacer", opt={"power": Power.BOOK})
async def ask_move(request: AnyRequest, booking_id: FromPath[UUID]) -> Response[str]:
    """The sessions where a booking may go: those of the same workshop first."""
    return await _move_page(request, await _booking(request, booking_id), {}, {})


@post("/inscriptions/{booking_id:uuid}/deplacer", opt={"power": Power.BOOK}, status_code=303)
async def move(request: AnyRequest, booking_id: FromPath[UUID]) -> Response[Any]:
    """Move a booking to another session: its seats are given back there and taken here, at once or not at all."""
    view, form, person = await _booking(request, booking_id), await form_of(request), person_of(request)
    try:
        session = places.chosen(form.get("session", ""))
        await programme.session_at_desk(person, session)
        may_wait = form.get("may_wait") == "1"
        await moving.move_to(booking_id, session, may_wait=may_wait, by=person.by, now=clock.now())
    except Refused as error:
        return await _move_page(request, view, form, faults(error, language_of(request), otherwise="session"))
    return see_other(f"/bureau/inscriptions/{booking_id}?defaire=deplacement:{booking_id}")


async def _move_page(
    request: AnyRequest, view: BookingView, values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    same, others = await places.for_booking(person_of(request), view, clock.now())
    return _page(request, "move", view, same=same, different=others, values=values, errors=errors)


@get("/inscriptions/{booking_id:uuid}/annuler", opt={"power": Power.BOOK})
async def ask_cancel(request: AnyRequest, booking_id: FromPath[UUID]) -> Response[str]:
    """Ask before cancelling a booking."""
    return _page(request, "cancel", await _booking(request, booking_id))


@post("/inscriptions/{booking_id:uuid}/annuler", opt={"power": Power.BOOK}, status_code=303)
async def cancel(request: AnyRequest, booking_id: FromPath[UUID]) -> Response[Any]:
    """Cancel a booking; its seats go to those who wait."""
    view = await _booking(request, booking_id)
    try:
        await actions.cancel(booking_id, by=person_of(request).by, now=clock.now())
    except Refused as error:
        return _page(request, "cancel", view, errors=faults(error, language_of(request), otherwise="cancel"))
    return see_other(f"/bureau/seances/{view.session.id}?fait=inscription-annulee")


HANDLERS = [show, ask_change, change, ask_move, move, ask_cancel, cancel]
