"""Subscriptions to calendars of others for programs: look, take up, change, answer, leave."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import UNSET

from ical_feeds.choosing import Choice
from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.calendars import drafts, edits, subscribing, subscriptions
from server.calendars import subscription_shapes as shapes
from server.calendars.edits import Change
from server.calendars.health import Labels
from server.calendars.subscribing import Wish
from server.foundation import clock
from server.foundation.errors import Invalid, NotFound
from server.foundation.problems import answers
from server.libraries.queries import by_slug

AnyRequest = Request[Any, Any, Any]


async def _look(request: AnyRequest, source: shapes.Source) -> UUID:
    if bool(source.url) == bool(source.calendar):
        raise Invalid({"url": "missing"})
    by, now = person_of(request), clock.now()
    if source.url:
        return await _said_at("address", "url", subscribing.look(source.url, by=by, now=now))
    looking = subscribing.look_in_file(source.calendar.encode("utf-8", "replace"), "", by=by, now=now)
    return await _said_at("file", "calendar", looking)


async def _said_at(field: str, instead: str, looking: Any) -> UUID:
    try:
        draft: UUID = await looking
    except Invalid as error:
        raise Invalid(
            {instead if name == field else name: why for name, why in error.fields.items()}, **error.facts
        ) from None
    return draft


async def _library(slug: str | None) -> UUID | None:
    try:
        return (await by_slug(slug)).id if slug else None
    except NotFound:
        raise Invalid({"library": "unknown_library"}) from None


def _choice(words_in: list[str], words_out: list[str], categories: list[str]) -> Choice:
    return subscribing.chosen(*("\n".join(each) for each in (words_in, words_out, categories)))


@get("/subscriptions", opt={"power": Power.LOOK})
async def listed(request: AnyRequest) -> list[shapes.Subscription]:
    """All subscriptions, those first that need a person."""
    return [shapes.subscription(view) for view in await subscriptions.subscriptions(person_of(request), clock.now())]


@post("/subscriptions/preview", opt={"power": Power.FOLLOW}, status_code=200, responses=answers(400, 401, 404))
async def preview(request: AnyRequest, data: JSONBody[shapes.Source]) -> shapes.Preview:
    """Look at a calendar without taking it up."""
    draft = await _look(request, data)
    copy = (await drafts.kept(draft, by=person_of(request))).copy
    await drafts.forget(draft)
    reading = copy.reading
    events = [shapes.coming(each) for each in (reading.events if reading else ())]
    problems = shapes.problems(reading.problems if reading else ())
    return shapes.Preview(copy.fetched.url, reading.name if reading else "", events, problems)


@post("/subscriptions", opt={"power": Power.FOLLOW}, status_code=201, responses=answers(400, 401, 404, 409))
async def subscribe(request: AnyRequest, data: JSONBody[shapes.NewSubscription]) -> Response[shapes.Subscription]:
    """Take a calendar up; 409 when its address is subscribed to already."""
    by, now = person_of(request), clock.now()
    library = await _library(data.library)
    draft = await _look(request, data)
    reading = (await drafts.kept(draft, by=by)).copy.reading
    label = data.label or (reading.name if reading else "") or data.url
    labels = Labels(label[:120], library, tuple(data.themes), tuple(data.audiences), data.level)
    wish = Wish(_choice(data.words_in, data.words_out, data.categories), labels)
    feed = await subscribing.subscribe(draft, wish, by=by, now=now)
    return Response(shapes.subscription(await subscriptions.subscription(by, feed, now)), status_code=201)


@get("/subscriptions/{feed_id:uuid}", opt={"power": Power.LOOK}, responses=answers(401, 404))
async def read(request: AnyRequest, feed_id: FromPath[UUID]) -> shapes.Subscription:
    """One subscription."""
    return shapes.subscription(await subscriptions.subscription(person_of(request), feed_id, clock.now()))


@patch("/subscriptions/{feed_id:uuid}", opt={"power": Power.FOLLOW}, responses=answers(400, 401, 404))
async def change(
    request: AnyRequest, feed_id: FromPath[UUID], data: JSONBody[shapes.SubscriptionChange]
) -> shapes.Subscription:
    """Take other events from now on, or show them otherwise."""
    by, now = person_of(request), clock.now()
    before = await subscriptions.subscription_to_change(by, feed_id, now)
    given = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    if "library" in given:
        given["library"] = await _library(given["library"])
    held = {name: getattr(before.labels, name) for name in ("label", "library", "themes", "audiences", "level")}
    words = {name: list(getattr(before.choice, name)) for name in ("words_in", "words_out", "categories")}
    shown = {**held, **{name: value for name, value in given.items() if name in held}}
    labels = Labels(**{**shown, "themes": tuple(shown["themes"]), "audiences": tuple(shown["audiences"])})
    choice = _choice(**{**words, **{name: value for name, value in given.items() if name in words}})
    await subscribing.change(feed_id, Wish(choice, labels), by=by, now=now)
    return shapes.subscription(await subscriptions.subscription(by, feed_id, now))


@delete("/subscriptions/{feed_id:uuid}", opt={"power": Power.FOLLOW}, status_code=204, responses=answers(401, 404))
async def leave(request: AnyRequest, feed_id: FromPath[UUID]) -> None:
    """Leave a calendar; its events are withdrawn."""
    await subscribing.leave(feed_id, by=person_of(request), now=clock.now())


@post(
    "/subscriptions/{feed_id:uuid}/reading",
    opt={"power": Power.FOLLOW},
    status_code=202,
    responses=answers(401, 404, 409),
)
async def read_again(request: AnyRequest, feed_id: FromPath[UUID]) -> shapes.Subscription:
    """Have it read as soon as possible, be it paused; 409 for a file."""
    await subscribing.read_again(feed_id, by=person_of(request), now=clock.now())
    return shapes.subscription(await subscriptions.subscription(person_of(request), feed_id, clock.now()))


@post(
    "/subscriptions/{feed_id:uuid}/pause",
    opt={"power": Power.FOLLOW},
    status_code=200,
    responses=answers(401, 404, 409),
)
async def pause(request: AnyRequest, feed_id: FromPath[UUID]) -> shapes.Subscription:
    """Read it no more for the time being; 409 for a file."""
    await subscribing.pause(feed_id, by=person_of(request), now=clock.now())
    return shapes.subscription(await subscriptions.subscription(person_of(request), feed_id, clock.now()))


@post(
    "/subscriptions/{feed_id:uuid}/answer",
    opt={"power": Power.FOLLOW},
    status_code=200,
    responses=answers(400, 401, 404, 409),
)
async def answer(request: AnyRequest, feed_id: FromPath[UUID], data: JSONBody[shapes.Verdict]) -> shapes.Subscription:
    """Say what becomes of what vanished at once; 409 when nothing is asked."""
    await subscribing.answer(feed_id, let_go=data.withdraw, by=person_of(request), now=clock.now())
    return shapes.subscription(await subscriptions.subscription(person_of(request), feed_id, clock.now()))


@get("/subscriptions/{feed_id:uuid}/events", opt={"power": Power.LOOK}, responses=answers(401, 404))
async def events(request: AnyRequest, feed_id: FromPath[UUID]) -> list[shapes.Event]:
    """What is to come in a calendar, shown or not; at most 500."""
    now = clock.now()
    await subscriptions.subscription(person_of(request), feed_id, now)
    return [shapes.event(found) for found in await subscriptions.events_of(feed_id, now)]


@patch(
    "/subscriptions/{feed_id:uuid}/events/{event_id:uuid}",
    opt={"power": Power.FOLLOW},
    responses=answers(400, 401, 404),
)
async def edit(
    request: AnyRequest, feed_id: FromPath[UUID], event_id: FromPath[UUID], data: JSONBody[shapes.EventChange]
) -> shapes.Event:
    """Let something stand about one event, whatever its calendar says later."""
    by = person_of(request)
    kinds = {name: None if (value := getattr(data, name)) is None else tuple(value) for name in ("themes", "audiences")}
    wanted = Change(data.hidden, data.title, await _library(data.library), level=data.level, **kinds)
    await edits.edit(feed_id, event_id, wanted, by=by, now=clock.now())
    return shapes.event(await edits.event_to_change(feed_id, event_id, by=by))


HANDLERS: list[ControllerRouterHandler] = [
    listed,
    preview,
    subscribe,
    read,
    change,
    leave,
    read_again,
    pause,
    answer,
    events,
    edit,
]
