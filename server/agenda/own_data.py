"""What we keep about one booking: its holder reads it, takes it away, says a need, has it erased (GDPR 15–20)."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from server.bookings import erasure, needs
from server.bookings.queries import BookingView, by_id
from server.bookings.rules import NEEDS_KEPT
from server.bookings.tickets import booking_of
from server.bookings.words import CHANNELS
from server.foundation import clock
from server.foundation.errors import Invalid
from server.foundation.forms import choices, faults
from server.foundation.languages import translator
from server.foundation.spoken import date_in_words
from server.foundation.web import form_of, language_of, page, see_other
from server.notifications import queries as messages
from server.notifications.queries import Receipt
from server.notifications.words import KINDS
from server.subscribers.queries import holding
from server.workshops.domains import DOMAINS

SECRET = {"access": "secret"}
Asked = Request[Any, Any, Any]
KEPT = (
    "reference",
    "state",
    "people",
    "companions",
    "name",
    "companion",
    "helper",
    "email",
    "phone",
    "domain",
    "language",
)


@get("/reservations/{secret:str}/donnees", opt=SECRET)
async def show(request: Asked, secret: FromPath[str], fait: FromQuery[str] = "") -> Response[Any]:
    """Everything that is kept with the person's name, until when, and what one can do about it."""
    view = await booking_of(request, secret)
    return await _page(request, view, await needs.of_booking(view.party.id), {}, done=fait)


@post("/reservations/{secret:str}/besoins", opt=SECRET, status_code=303)
async def say_need(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Keep what somebody needs to come and take part."""
    view, form = await booking_of(request, secret), await form_of(request)
    typed = form.get("words", "")
    try:
        await needs.say(view.party.id, typed, by="patron", now=clock.now())
    except Invalid as error:
        return await _page(request, view, typed, faults(error, language_of(request), otherwise="words"))
    return see_other(f"{view.path}/donnees?fait=besoin")


@get("/reservations/{secret:str}/donnees.json", opt=SECRET)
async def take_away(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """The same for programs (GDPR 20)."""
    view = await booking_of(request, secret)
    sent = await messages.of_booking(view.party.id)
    told = {
        "session": {"title": view.session.title, "starts_at": view.starts_at, "library": view.session.library},
        "booking": {name: getattr(view.party, name) for name in KEPT if hasattr(view.party, name)}
        | {"warned_by": view.party.contact, "made_at": view.party.created_at},
        "needs": await needs.of_booking(view.party.id),
        "messages": [{"about": one.kind, "by": one.channel, "state": one.state, "at": _at(one)} for one in sent],
        "in_calendars": len(await holding(view.party.id)),
        "erased_after": await erasure.last_day(view.party.id),
    }
    headers = {"content-disposition": 'attachment; filename="inscription.json"', "cache-control": "no-store"}
    return Response(told, media_type="application/json", headers=headers)


@get("/reservations/{secret:str}/effacement", opt=SECRET)
async def erase_question(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Ask before erasing; this changes nothing."""
    view = await booking_of(request, secret)
    return page(request, "agenda/erase.html", private=True, **_shown(view))


@post("/reservations/{secret:str}/effacement", opt=SECRET)
async def erase(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Erase at once; the page says what remains, and is the last one that this link opens."""
    view = await booking_of(request, secret)
    await erasure.erase(view.party.id, by="patron", now=clock.now())
    return page(request, "agenda/erased.html", private=True, **_shown(view))


def _shown(view: BookingView) -> dict[str, Any]:
    to_come = view.starts_at > clock.now() and view.party.state != "cancelled"
    return {"party": view.party, "session": view.session, "ticket": view.path, "to_come": to_come}


def _at(receipt: Receipt) -> Any:
    return receipt.done_at or receipt.due_at


async def _page(
    request: Asked, view: BookingView, need: str, errors: dict[str, str], *, done: str = ""
) -> Response[str]:
    language = language_of(request)
    kinds = {one["value"]: one["label"] for one in choices(KINDS, language)}
    channels = {one["value"]: one["label"] for one in choices(CHANNELS, language)}
    sent, last_day = await messages.of_booking(view.party.id), await erasure.last_day(view.party.id)
    return page(
        request,
        "agenda/own_data.html",
        status=422 if errors else 200,
        private=True,
        **_shown(view),
        dates=(await by_id(view.party.id)).dates,
        need=need,
        domain=translator(language).gettext(DOMAINS[view.party.domain]) if view.party.domain else "",
        errors=errors,
        longest=needs.LONGEST,
        channel=channels[view.party.contact],
        messages=[{"what": kinds[one.kind], "at": _at(one), "sent": one.state == "sent"} for one in sent],
        calendars=len(await holding(view.party.id)),
        last_day=date_in_words(last_day, language) if last_day else "",
        need_days=NEEDS_KEPT.days,
        done=done,
    )


HANDLERS: list[ControllerRouterHandler] = [show, say_need, take_away, erase_question, erase]
