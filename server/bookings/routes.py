"""Booking on line: four questions, one a page, each kept as soon as it is answered; then the booking's own page.

A session and a whole course are booked alike: what is asked for is the target.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings import actions, course_queries, demand, drafts, queries, questions, targets
from server.bookings.asking import check_page, question, refused, shown
from server.bookings.crowds import door
from server.bookings.doors import check_trap, count_booking, count_miss, origin, too_quick
from server.bookings.drafts import DraftView
from server.bookings.targets import Target
from server.foundation import clock, limits
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.web import form_of, language_of, page, see_other

SECRET = {"access": "secret"}
OPEN = {"access": "public"}
MOST_STARTS = {"most": 60, "seconds": 600}
A_CLASS = {"most": 200, "seconds": 600}  # who learns to book shares one address with all the others in the room
FIRST = questions.QUESTIONS[0]
Asked = Request[Any, Any, Any]


@get("/seances/{id:uuid}/reservation", opt=OPEN)
async def begin(request: Asked, id: FromPath[UUID]) -> Response[Any]:
    """The first question; nothing is kept before it is answered."""
    target = await targets.of_session(id)
    if not target.next.singles:
        return see_other(f"/cycles/{target.next.series_id}")  # its dates are booked together: the page tells them
    return await _begin(request, target)


@get("/cycles/{id:uuid}/reservation", opt=OPEN)
async def begin_course(request: Asked, id: FromPath[UUID]) -> Response[Any]:
    """The same, for all the coming dates of a course."""
    return await _begin(request, await targets.of_series(id, clock.now()))


async def _begin(request: Asked, target: Target) -> Response[Any]:
    try:
        target.check(clock.now())
    except Refused as error:
        return await refused(request, target, error)
    return question(request, target, FIRST, _nothing(target))


def _nothing(target: Target) -> DraftView:
    """Return a booking of which nothing is answered yet."""
    return DraftView(target.next.id, needs=target.needs)


@post("/seances/{id:uuid}/reservation", opt=OPEN, status_code=303)
async def start(request: Asked, id: FromPath[UUID]) -> Response[Any]:
    """Keep the first answer and go to the next question."""
    return await _start(request, await targets.of_session(id))


@post("/cycles/{id:uuid}/reservation", opt=OPEN, status_code=303)
async def start_course(request: Asked, id: FromPath[UUID]) -> Response[Any]:
    """The same, for a course."""
    return await _start(request, await targets.of_series(id, clock.now()))


async def _start(request: Asked, target: Target) -> Response[Any]:
    form, now = await form_of(request), clock.now()
    try:
        check_trap(form)
        target.check(now)
        if form.get("for_whom") not in drafts.WHOM:
            raise Invalid({"for_whom": "bad_choice"})
        await _count_start(request, target)
        token = await drafts.start(target, now)
        kept = await drafts.answer(token, {"for_whom": form["for_whom"]}, now)
    except Invalid as error:
        return question(request, target, FIRST, _nothing(target), error=error, typed=form)
    except Refused as error:
        return await refused(request, target, error)
    return _onwards(target, token, replace(kept, needs=target.needs))


def _onwards(target: Target, token: str, kept: DraftView) -> Response[Any]:
    """Go to the first question without an answer, or to the check page."""
    return see_other(target.address(token, questions.FLOW.first_open(kept)))


@get("/seances/{id:uuid}/reservation/{draft:str}/{slug:str}", opt=SECRET)
async def ask(request: Asked, id: FromPath[UUID], draft: FromPath[str], slug: FromPath[str]) -> Response[Any]:
    """One of the questions, with what was answered."""
    return await _ask(request, await targets.of_session(id), draft, slug)


@get("/cycles/{id:uuid}/reservation/{draft:str}/{slug:str}", opt=SECRET)
async def ask_course(request: Asked, id: FromPath[UUID], draft: FromPath[str], slug: FromPath[str]) -> Response[Any]:
    """The same, for a course."""
    return await _ask(request, await targets.of_series(id, clock.now()), draft, slug)


async def _ask(request: Asked, target: Target, token: str, slug: str) -> Response[Any]:
    kept = await _kept(request, target, token)
    if not isinstance(kept, DraftView):
        return kept
    if not questions.FLOW.reachable(slug, kept):
        return _onwards(target, token, kept)
    if slug == questions.LAST:
        return await check_page(request, target, kept, token)
    return question(request, target, questions.BY_SLUG[slug], kept, token)


@post("/seances/{id:uuid}/reservation/{draft:str}/{slug:str}", opt=SECRET, status_code=303)
async def answer(request: Asked, id: FromPath[UUID], draft: FromPath[str], slug: FromPath[str]) -> Response[Any]:
    """Keep an answer and go to the next question; on the last page, book."""
    form = await form_of(request)
    async with door(id), DB.keeping():
        return await _answer(request, await targets.of_session(id), draft, slug, form)


@post("/cycles/{id:uuid}/reservation/{draft:str}/{slug:str}", opt=SECRET, status_code=303)
async def answer_course(request: Asked, id: FromPath[UUID], draft: FromPath[str], slug: FromPath[str]) -> Response[Any]:
    """The same, for a course."""
    form = await form_of(request)
    async with DB.keeping():
        return await _answer(request, await targets.of_series(id, clock.now()), draft, slug, form)


async def _answer(request: Asked, target: Target, token: str, slug: str, form: dict[str, str]) -> Response[Any]:
    kept = await _kept(request, target, token)
    if not isinstance(kept, DraftView):
        return kept
    if slug == questions.LAST:
        return await _book(request, target, kept, token, form)
    if slug not in questions.BY_SLUG:
        raise NotFound
    try:
        given = {name: form.get(name, "") for name in questions.asked(slug, kept)}
        kept = replace(await drafts.answer(token, given, clock.now()), needs=target.needs)
    except Invalid as error:
        return question(request, target, questions.BY_SLUG[slug], kept, token, error=error, typed=form)
    return _onwards(target, token, kept)


async def _kept(request: Asked, target: Target, token: str) -> DraftView | Response[Any]:
    """Return the answers so far; or the page that begins again once they are erased; or the way to the booking made."""
    try:
        kept = await drafts.get(token, clock.now())
    except NotFound:
        await count_miss(request)
        told = {**shown(request, target), "again_url": target.address()}
        return page(request, "bookings/expired.html", status=410, private=True, **told)
    if kept.series != (target.series.id if target.series else None):
        raise NotFound
    if kept.series is None and kept.session != target.next.id:
        raise NotFound
    if kept.booking is not None:
        made = course_queries.by_id if kept.series else queries.by_id
        return see_other((await made(kept.booking)).path)
    return replace(kept, needs=target.needs)


async def _book(request: Asked, target: Target, kept: DraftView, token: str, form: dict[str, str]) -> Response[Any]:
    now = clock.now()
    try:
        check_trap(form)
        if too_quick(kept.started_at, now):
            return await check_page(request, target, kept, token, hurried=True)
        await _count_booking(request, target, kept)
        async with demand.counted(_counted(target.next.id, kept, token), now):
            booked = await drafts.complete(token, target, language=language_of(request), now=now)
    except Invalid:
        return _onwards(target, token, kept)
    except Refused as error:
        return await refused(request, target, error, back=target.address(token, "pour-qui"))
    return see_other(f"/reservations/{booked.secret}")


def _counted(session: UUID, kept: DraftView, token: str) -> actions.Request:
    """Return what is counted of a booking that finds no place: how many people, once for each draft."""
    return actions.Request(session, "", people=kept.places, idempotency_key=f"draft:{token}")


async def _count_start(request: Asked, target: Target) -> None:
    if target.practice:
        await _count_practice(request, "draft")
    else:
        await limits.count("draft", origin(request), now=clock.now(), **MOST_STARTS)


async def _count_booking(request: Asked, target: Target, kept: DraftView) -> None:
    if target.practice:
        await _count_practice(request, "booking")
    else:
        await count_booking(request, kept.email, kept.phone)


async def _count_practice(request: Asked, subject: str) -> None:
    """Count who practises apart, so that a class keeps nobody from booking."""
    await limits.count(f"practice-{subject}", origin(request), now=clock.now(), **A_CLASS)


HANDLERS: list[ControllerRouterHandler] = [
    begin, begin_course, start, start_course, ask, ask_course, answer, answer_course,
]  # fmt: skip
