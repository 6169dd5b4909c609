"""One subscription, for staff: how it is doing, what it tells, its question, and what can be done about all that."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.calendars import edits, subscribing, subscriptions
from server.calendars.imported import ImportedView
from server.calendars.subscribing import Wish
from server.calendars.subscription_forms import read_change, read_wish, show_change, show_wish
from server.calendars.subscription_routes import HOME, UPLOAD, handed_in, label_choices
from server.calendars.words import HEALTH, failure, told
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other

AnyRequest = Request[Any, Any, Any]


@get("/abonnements/{feed_id:uuid}", opt={"power": Power.LOOK})
async def show(request: AnyRequest, feed_id: FromPath[UUID]) -> Response[str]:
    """Show all that is known of one subscription."""
    return await _sheet(request, feed_id, {})


async def _sheet(request: AnyRequest, feed: UUID, errors: dict[str, str]) -> Response[str]:
    now, language = clock.now(), language_of(request)
    found = await subscriptions.subscription(person_of(request), feed, now)
    return page(
        request,
        "calendars/sheet.html",
        status=422 if errors else 200,
        subscription=found,
        health=HEALTH,
        failure=failure(found.error, found.error_detail, language),
        problems=told(found.problems, language),
        events=await subscriptions.events_of(feed, now),
        vanishing=await subscriptions.vanishing(feed) if found.asked_at else [],
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


@get("/abonnements/{feed_id:uuid}/reglages", opt={"power": Power.FOLLOW})
async def ask_change(request: AnyRequest, feed_id: FromPath[UUID]) -> Response[str]:
    """The form of what is taken and how it is shown."""
    found = await subscriptions.subscription_to_change(person_of(request), feed_id, clock.now())
    return await _settings(request, found, show_wish(Wish(found.choice, found.labels)), {})


@post("/abonnements/{feed_id:uuid}/reglages", opt={"power": Power.FOLLOW}, status_code=303)
async def change(request: AnyRequest, feed_id: FromPath[UUID]) -> Response[Any]:
    """Take other events from now on, or show them otherwise."""
    person, form, now = person_of(request), await form_of(request), clock.now()
    try:
        await subscribing.change(feed_id, read_wish(form), by=person, now=now)
    except Refused as error:
        found = await subscriptions.subscription_to_change(person, feed_id, now)
        return await _settings(request, found, form, faults(error, language_of(request), otherwise="label"))
    return see_other(f"{HOME}/{feed_id}?fait=garde")


async def _settings(
    request: AnyRequest, found: subscriptions.SubscriptionView, values: dict[str, Any], errors: dict[str, str]
) -> Response[str]:
    more = await label_choices(request)
    status = 422 if errors else 200
    return page(
        request, "calendars/settings.html", status=status, subscription=found, values=values, errors=errors, **more
    )


@post("/abonnements/{feed_id:uuid}/relecture", opt={"power": Power.FOLLOW}, status_code=303)
async def read_again(request: AnyRequest, feed_id: FromPath[UUID]) -> Response[Any]:
    """Have it read as soon as possible."""
    return await _done(
        request, feed_id, subscribing.read_again(feed_id, by=person_of(request), now=clock.now()), "relu"
    )


@post("/abonnements/{feed_id:uuid}/pause", opt={"power": Power.FOLLOW}, status_code=303)
async def pause(request: AnyRequest, feed_id: FromPath[UUID]) -> Response[Any]:
    """Read it no more for the time being."""
    return await _done(request, feed_id, subscribing.pause(feed_id, by=person_of(request), now=clock.now()), "pause")


@post("/abonnements/{feed_id:uuid}/reponse", opt={"power": Power.FOLLOW}, status_code=303)
async def answer(request: AnyRequest, feed_id: FromPath[UUID]) -> Response[Any]:
    """Say whether what vanished at once is gone or is to be kept."""
    let_go = (await form_of(request)).get("answer") == "retirer"
    done = subscribing.answer(feed_id, let_go=let_go, by=person_of(request), now=clock.now())
    return await _done(request, feed_id, done, "retire" if let_go else "conserve")


async def _done(request: AnyRequest, feed: UUID, doing: Awaitable[None], word: str) -> Response[Any]:
    try:
        await doing
    except Refused as error:
        return await _sheet(request, feed, faults(error, language_of(request), otherwise="contenu"))
    return see_other(f"{HOME}/{feed}?fait={word}")


@post("/abonnements/{feed_id:uuid}/fichier", opt={"power": Power.FOLLOW}, status_code=303, request_max_body_size=UPLOAD)
async def hand_in(request: AnyRequest, feed_id: FromPath[UUID]) -> Response[Any]:
    """Read the new file of a subscription, and go and look at it."""
    body, name = await handed_in(request)
    try:
        draft = await subscribing.look_in_file(body, name, feed=feed_id, by=person_of(request), now=clock.now())
    except Refused as error:
        return await _sheet(request, feed_id, faults(error, language_of(request), otherwise="file"))
    return see_other(f"{HOME}/apercu/{draft}")


@get("/abonnements/{feed_id:uuid}/retrait", opt={"power": Power.FOLLOW})
async def ask_to_leave(request: AnyRequest, feed_id: FromPath[UUID]) -> Response[str]:
    """Ask before leaving a calendar."""
    found = await subscriptions.subscription_to_change(person_of(request), feed_id, clock.now())
    return page(request, "calendars/leave.html", subscription=found)


@post("/abonnements/{feed_id:uuid}/retrait", opt={"power": Power.FOLLOW}, status_code=303)
async def leave(request: AnyRequest, feed_id: FromPath[UUID]) -> Response[Any]:
    """Leave a calendar."""
    await subscribing.leave(feed_id, by=person_of(request), now=clock.now())
    return see_other(f"{HOME}?fait=retire")


@get("/abonnements/{feed_id:uuid}/seances/{event_id:uuid}", opt={"power": Power.FOLLOW})
async def ask_edit(request: AnyRequest, feed_id: FromPath[UUID], event_id: FromPath[UUID]) -> Response[str]:
    """The form of what is to stand about one event."""
    event = await edits.event_to_change(feed_id, event_id, by=person_of(request))
    return await _event(request, event, show_change(event, await edits.standing(event_id)), {})


@post("/abonnements/{feed_id:uuid}/seances/{event_id:uuid}", opt={"power": Power.FOLLOW}, status_code=303)
async def edit(request: AnyRequest, feed_id: FromPath[UUID], event_id: FromPath[UUID]) -> Response[Any]:
    """Let what was typed stand about one event."""
    person, form = person_of(request), await form_of(request)
    event = await edits.event_to_change(feed_id, event_id, by=person)
    try:
        await edits.edit(feed_id, event_id, read_change(form), by=person, now=clock.now())
    except Refused as error:
        return await _event(request, event, form, faults(error, language_of(request), otherwise="title"))
    return see_other(f"{HOME}/{feed_id}?fait=seance#seances")


async def _event(
    request: AnyRequest, event: ImportedView, values: dict[str, Any], errors: dict[str, str]
) -> Response[str]:
    status = 422 if errors else 200
    more = await label_choices(request)
    return page(request, "calendars/event.html", status=status, event=event, values=values, errors=errors, **more)


HANDLERS = [
    show,
    ask_change,
    change,
    read_again,
    pause,
    answer,
    hand_in,
    ask_to_leave,
    leave,
    ask_edit,
    edit,
]
