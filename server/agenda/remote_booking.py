"""Asking for a seat in a session of another agenda: the same four questions, one a page, then the request is sent."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.agenda.cards import mirrored_card
from server.agenda.mirrored import MirroredView, mirrored
from server.bookings.cards import Card
from server.bookings.doors import check_trap, count_booking, count_miss, origin, too_quick
from server.bookings.questions import Question
from server.elsewhere import drafts, queries, questions
from server.elsewhere.drafts import DraftView
from server.elsewhere.questions import FLOW
from server.elsewhere.words import WHOM
from server.foundation import clock, limits, reasons
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.web import form_of, language_of, page, see_other
from server.sharing.offers import Offer, offer

SECRET = {"access": "secret"}
OPEN = {"access": "public"}
MOST_STARTS = {"most": 60, "seconds": 600}
FIRST = questions.QUESTIONS[0]
Asked = Request[Any, Any, Any]


@dataclass(frozen=True)
class There:
    """A session of another agenda, and what can be asked of it now, if anything."""

    found: MirroredView
    offer: Offer | None

    @property
    def takes_contact(self) -> bool:
        return self.offer is not None and self.offer.takes_contact

    def address(self, token: str = "", slug: str = "") -> str:
        """Return the address of a question, or of the first one."""
        return f"/seances/{self.found.id}/demande" + (f"/{token}/{slug}" if token else "")

    def card(self, request: Asked) -> Card:
        """Return the card of the session."""
        return mirrored_card(self.found, language=language_of(request), now=clock.now(), offered=(self.found.ap_id,))

    def open(self) -> Offer:
        """Return what can be asked for; raises Refused when nothing can any more."""
        if self.offer is None:
            raise Refused("not_from_here")
        return self.offer


async def there(id: UUID) -> There:
    """Return a session of another agenda; raises Gone or NotFound."""
    found = await mirrored(id)
    return There(found, await offer(found.ap_id, clock.now()))


@get("/seances/{id:uuid}/demande", opt=OPEN)
async def begin(request: Asked, id: FromPath[UUID]) -> Response[Any]:
    """The first question; nothing is kept before it is answered."""
    at = await there(id)
    try:
        at.open()
    except Refused as error:
        return _refused(request, at, error)
    return _question(request, at, FIRST, DraftView(at.found.ap_id))


@post("/seances/{id:uuid}/demande", opt=OPEN, status_code=303)
async def start(request: Asked, id: FromPath[UUID]) -> Response[Any]:
    """Keep the first answer and go to the next question."""
    at, form, now = await there(id), await form_of(request), clock.now()
    try:
        check_trap(form)
        at.open()
        if form.get("for_whom") not in WHOM:
            raise Invalid({"for_whom": "bad_choice"})
        await limits.count("draft", origin(request), now=now, **MOST_STARTS)
        token = await drafts.start(at.found.ap_id, now)
        given = {"for_whom": form["for_whom"]}
        kept = await drafts.answer(token, given, now, takes_contact=at.takes_contact)
    except Invalid as error:
        return _question(request, at, FIRST, DraftView(at.found.ap_id), error=error, typed=form)
    except Refused as error:
        return _refused(request, at, error)
    return see_other(at.address(token, FLOW.first_open(kept)))


@get("/seances/{id:uuid}/demande/{draft:str}/{slug:str}", opt=SECRET)
async def ask(request: Asked, id: FromPath[UUID], draft: FromPath[str], slug: FromPath[str]) -> Response[Any]:
    """One of the questions, with what was answered."""
    at = await there(id)
    kept = await _kept(request, at, draft)
    if not isinstance(kept, DraftView):
        return kept
    if not FLOW.reachable(slug, kept):
        return see_other(at.address(draft, FLOW.first_open(kept)))
    if slug == questions.LAST:
        return _check_page(request, at, kept, draft)
    return _question(request, at, questions.BY_SLUG[slug], kept, draft)


@post("/seances/{id:uuid}/demande/{draft:str}/{slug:str}", opt=SECRET, status_code=303)
async def answer(request: Asked, id: FromPath[UUID], draft: FromPath[str], slug: FromPath[str]) -> Response[Any]:
    """Keep an answer and go to the next question; on the last page, send the request."""
    at = await there(id)
    kept = await _kept(request, at, draft)
    if not isinstance(kept, DraftView):
        return kept
    form = await form_of(request)
    if slug == questions.LAST:
        return await _send(request, at, kept, draft, form)
    if slug not in questions.BY_SLUG:
        raise NotFound
    try:
        given = {name: form.get(name, "") for name in questions.asked(slug, kept)}
        kept = await drafts.answer(draft, given, clock.now(), takes_contact=at.takes_contact)
    except Invalid as error:
        return _question(request, at, questions.BY_SLUG[slug], kept, draft, error=error, typed=form)
    return see_other(at.address(draft, FLOW.first_open(kept)))


async def _kept(request: Asked, at: There, token: str) -> DraftView | Response[Any]:
    """Return the answers so far; or the page that begins again once they are erased; or the way to the request made."""
    try:
        kept = await drafts.get(token, clock.now(), takes_contact=at.takes_contact)
    except NotFound:
        await count_miss(request)
        return page(request, "bookings/expired.html", status=410, private=True, again_url=at.address())
    if kept.event != at.found.ap_id:
        raise NotFound
    if kept.booking is not None:
        return see_other((await queries.by_id(kept.booking)).path)
    return kept


async def _send(request: Asked, at: There, kept: DraftView, token: str, form: dict[str, str]) -> Response[Any]:
    now, language = clock.now(), language_of(request)
    if not FLOW.reachable(questions.LAST, kept):
        return see_other(at.address(token, FLOW.first_open(kept)))
    try:
        check_trap(form)
        offered = at.open()
        if too_quick(kept.started_at, now):
            return _check_page(request, at, kept, token, hurried=True)
        await count_booking(request, kept.email, kept.phone)
        takes = {"takes_contact": offered.takes_contact}
        made = await drafts.complete(token, offered.snapshot, **takes, language=language, now=now)
    except Invalid:
        return see_other(at.address(token, FIRST.slug))
    except Refused as error:
        return _refused(request, at, error, back=at.address(token, FIRST.slug))
    return see_other(f"{(await queries.by_id(made)).path}?envoi=1")


def _question(
    request: Asked,
    at: There,
    question: Question,
    kept: DraftView,
    token: str = "",
    *,
    error: Invalid | None = None,
    typed: dict[str, str] | None = None,
) -> Response[str]:
    """Return the page of a question; after an error, with what was typed and what is wrong."""
    earlier, names = FLOW.before(question.slug, kept), questions.asked(question.slug, kept)
    wrong = error.fields if error else {}
    return page(
        request,
        question.template,
        status=422 if error else 200,
        private=True,
        session=at.card(request),
        step=question.step,
        steps=questions.STEPS,
        back_url=at.address(token, earlier) if earlier else f"/seances/{at.found.id}",
        values={name: (typed or {}).get(name, getattr(kept, name)) for name in names},
        errors={name: reasons.sentence(_reason(name, why), language_of(request)) for name, why in wrong.items()},
        for_whom=kept.for_whom,
        channel=kept.channel,
        alone=True,
        organiser=at.found.source,
    )


def _reason(name: str, why: str) -> str:
    return "bad_choice" if name in {"for_whom", "channel", "consent"} else why


def _check_page(request: Asked, at: There, kept: DraftView, token: str, *, hurried: bool = False) -> Response[str]:
    """Return the last page: everything once more, and who will have to answer."""
    try:
        at.open()
    except Refused as error:
        return _refused(request, at, error, back=at.address(token, FIRST.slug))
    slugs = {"name": "nom", "contact": "contact", "consent": "accord"}
    return page(
        request,
        "elsewhere/check.html",
        status=422 if hurried else 200,
        private=True,
        hurried=hurried,
        session=at.card(request),
        organiser=at.found.source,
        draft=kept,
        asks_consent=bool(questions.asked("accord", kept)),
        urls={name: at.address(token, slug) for name, slug in slugs.items()},
        back_url=at.address(token, FLOW.before(questions.LAST, kept)),
        step=questions.STEPS,
        steps=questions.STEPS,
    )


def _refused(request: Asked, at: There, error: Refused, back: str = "") -> Response[str]:
    """Return the page that says why one cannot ask, and what one can do."""
    return page(
        request,
        "bookings/refused.html",
        status=409,
        private=True,
        why=reasons.sentence(error.reason, language_of(request), **error.facts),
        session=at.card(request),
        session_url=f"/seances/{at.found.id}",
        similar=[],
        kept=bool(back),
        back_url=back,
    )


HANDLERS: list[ControllerRouterHandler] = [begin, start, ask, answer]
