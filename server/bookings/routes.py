"""Booking on line: four questions, one a page, each kept as soon as it is answered; then the booking's own page."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings import drafts, queries, questions, rules
from server.bookings.cards import card, offer
from server.bookings.doors import check_trap, count_miss, origin
from server.bookings.drafts import DraftView
from server.foundation import clock, limits, reasons
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.web import form_of, language_of, page, see_other
from server.workshops.queries import SessionView, public_session, sessions_of_workshop

SECRET = {"access": "secret"}
OPEN = {"access": "public"}
MOST_BOOKINGS = {"most": 10, "seconds": 600}
MOST_STARTS = {"most": 60, "seconds": 600}
ALIKE = 3
Asked = Request[Any, Any, Any]


@dataclass(frozen=True)
class Nothing:
    """A booking of which nothing is answered yet."""

    for_whom: str = ""
    name: str = ""
    companion: str = ""
    helper: str = ""
    channel: str = ""
    email: str = ""
    phone: str = ""


@get("/seances/{id:uuid}/reservation", opt=OPEN)
async def begin(request: Asked, id: FromPath[UUID]) -> Response[Any]:
    """The first question; nothing is kept before it is answered."""
    session = await public_session(id)
    try:
        _check_offer(session)
    except Refused as error:
        return await _refused(request, session, error)
    return _question(request, session, questions.QUESTIONS[0], Nothing())


@post("/seances/{id:uuid}/reservation", opt=OPEN, status_code=303)
async def start(request: Asked, id: FromPath[UUID]) -> Response[Any]:
    """Keep the first answer and go to the next question."""
    session, form, now = await public_session(id), await form_of(request), clock.now()
    try:
        check_trap(form)
        _check_offer(session)
        if form.get("for_whom") not in drafts.WHOM:
            raise Invalid({"for_whom": "bad_choice"})
        await limits.count("draft", origin(request), now=now, **MOST_STARTS)
        token = await drafts.start(id, now)
        kept = await drafts.answer(token, {"for_whom": form["for_whom"]}, now)
    except Invalid as error:
        return _question(request, session, questions.QUESTIONS[0], Nothing(), error=error, typed=form)
    except Refused as error:
        return await _refused(request, session, error)
    return see_other(_address(id, token, questions.FLOW.first_open(kept)))


@get("/seances/{id:uuid}/reservation/{draft:str}/{slug:str}", opt=SECRET)
async def ask(request: Asked, id: FromPath[UUID], draft: FromPath[str], slug: FromPath[str]) -> Response[Any]:
    """One of the questions, with what was answered."""
    session, kept = await public_session(id), await _kept(request, id, draft)
    if not isinstance(kept, DraftView):
        return kept
    if not questions.FLOW.reachable(slug, kept):
        return see_other(_address(id, draft, questions.FLOW.first_open(kept)))
    if slug == questions.LAST:
        return await _check_page(request, session, kept, draft)
    return _question(request, session, questions.BY_SLUG[slug], kept, draft)


@post("/seances/{id:uuid}/reservation/{draft:str}/{slug:str}", opt=SECRET, status_code=303)
async def answer(request: Asked, id: FromPath[UUID], draft: FromPath[str], slug: FromPath[str]) -> Response[Any]:
    """Keep an answer and go to the next question; on the last page, book."""
    session, kept = await public_session(id), await _kept(request, id, draft)
    if not isinstance(kept, DraftView):
        return kept
    form = await form_of(request)
    if slug == questions.LAST:
        return await _book(request, session, kept, draft, form)
    if slug not in questions.BY_SLUG:
        raise NotFound
    try:
        given = {name: form.get(name, "") for name in questions.asked(slug, kept)}
        kept = await drafts.answer(draft, given, clock.now())
    except Invalid as error:
        return _question(request, session, questions.BY_SLUG[slug], kept, draft, error=error, typed=form)
    return see_other(_address(id, draft, questions.FLOW.first_open(kept)))


async def _kept(request: Asked, session: UUID, token: str) -> DraftView | Response[Any]:
    """Return the answers so far; or the page that begins again once they are erased; or the way to the booking made."""
    try:
        kept = await drafts.get(token, clock.now())
    except NotFound:
        await count_miss(request)
        return page(request, "bookings/expired.html", status=410, private=True, again_url=_start(session))
    if kept.session != session:
        raise NotFound
    if kept.booking is not None:
        return see_other((await queries.by_id(kept.booking)).path)
    return kept


async def _book(
    request: Asked, session: SessionView, kept: DraftView, token: str, form: dict[str, str]
) -> Response[Any]:
    now = clock.now()
    try:
        check_trap(form)
        await limits.count("booking", origin(request), now=now, **MOST_BOOKINGS)
        booked = await drafts.complete(token, language=language_of(request), now=now)
    except Invalid:
        return see_other(_address(session.id, token, questions.FLOW.first_open(kept)))
    except Refused as error:
        return await _refused(request, session, error, back=_address(session.id, token, "pour-qui"))
    return see_other(f"/reservations/{booked.secret}")


def _start(session: UUID) -> str:
    return f"/seances/{session}/reservation"


def _address(session: UUID, token: str, slug: str) -> str:
    return f"{_start(session)}/{token}/{slug}"


def _check_offer(session: SessionView) -> None:
    """Refuse to begin a booking that can only be refused at its end."""
    rules.check_open(session, clock.now())
    if offer(session, session.seats(clock.now()), clock.now()) == "full":
        raise Refused("session_full")


def _question(
    request: Asked,
    session: SessionView,
    question: questions.Question,
    kept: questions.Answers,
    token: str = "",
    *,
    error: Invalid | None = None,
    typed: dict[str, str] | None = None,
) -> Response[str]:
    """Return the page of a question; after an error, with what was typed and what is wrong."""
    language = language_of(request)
    earlier = questions.FLOW.before(question.slug, kept)
    names = questions.asked(question.slug, kept)
    return page(
        request,
        question.template,
        status=422 if error else 200,
        private=True,
        session=card(session, language=language, now=clock.now()),
        step=question.step,
        steps=questions.STEPS,
        back_url=_address(session.id, token, earlier) if earlier else f"/seances/{session.id}",
        values={name: (typed or {}).get(name, getattr(kept, name)) for name in names},
        errors={name: reasons.sentence(_reason(name, why), language) for name, why in error.fields.items()}
        if error
        else {},
        for_whom=kept.for_whom,
        channel=kept.channel,
    )


def _reason(name: str, why: str) -> str:
    return "bad_choice" if name in {"for_whom", "channel"} else why


async def _check_page(request: Asked, session: SessionView, kept: DraftView, token: str) -> Response[str]:
    """Return the last page: everything once more, and whether it would be a seat or a place on the waiting list."""
    try:
        rules.check_open(session, clock.now())
        party = rules.Party(rules.NEWCOMER, kept.people, "web")
        outcome = rules.decide(session.seats(clock.now()), party).outcome
    except Refused as error:
        return await _refused(request, session, error, back=_address(session.id, token, "pour-qui"))
    told = {name for slug in questions.BY_SLUG for name in questions.asked(slug, kept)}
    slugs = {"for_whom": "pour-qui", "name": "nom", "contact": "contact", "contact_detail": "coordonnees"}
    return page(
        request,
        "bookings/check.html",
        private=True,
        session=card(session, language=language_of(request), now=clock.now()),
        draft={name: getattr(kept, name) if name in told else "" for name in drafts.ANSWERS},
        urls={name: _address(session.id, token, slug) for name, slug in slugs.items()},
        back_url=_address(session.id, token, questions.FLOW.before(questions.LAST, kept)),
        waiting=outcome is rules.Outcome.WAITING,
        people=kept.people,
        step=questions.STEPS,
        steps=questions.STEPS,
    )


async def _refused(request: Asked, session: SessionView, error: Refused, back: str = "") -> Response[str]:
    """Return the page that says why one cannot book, and what one can do: other dates, the telephone."""
    now, language = clock.now(), language_of(request)
    others = await sessions_of_workshop(session.workshop_id, since=now, most=ALIKE * 4)
    cards = [card(each, language=language, now=now) for each in others if each.id != session.id]
    return page(
        request,
        "bookings/refused.html",
        status=409,
        private=True,
        why=reasons.sentence(error.reason, language, **error.facts),
        session=card(session, language=language, now=now),
        session_url=f"/seances/{session.id}",
        similar=[each for each in cards if each.bookable in {"open", "waiting"}][:ALIKE],
        kept=bool(back),
        back_url=back,
    )


HANDLERS: list[ControllerRouterHandler] = [begin, start, ask, answer]
