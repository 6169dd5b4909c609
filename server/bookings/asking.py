"""The pages of a booking made on line: a question, everything once more, and why one cannot book."""

from typing import Any

from litestar import Request, Response

from server.bookings import drafts, questions
from server.bookings.cards import card, course_card
from server.bookings.drafts import DraftView
from server.bookings.foreseeing import Foreseen, foresee
from server.bookings.targets import Target
from server.foundation import clock, reasons
from server.foundation.errors import Invalid, Refused
from server.foundation.forms import choices
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.foundation.web import language_of, page
from server.workshops.domains import DOMAINS, NOT_FOR, UNSAID
from server.workshops.fitting import fit
from server.workshops.queries import sessions_of_workshop

ALIKE = 3
Asked = Request[Any, Any, Any]


def question(
    request: Asked,
    target: Target,
    asked: questions.Question,
    kept: DraftView,
    token: str = "",
    *,
    error: Invalid | None = None,
    typed: dict[str, str] | None = None,
) -> Response[str]:
    """Return the page of a question; after an error, with what was typed and what is wrong."""
    language = language_of(request)
    earlier = questions.FLOW.before(asked.slug, kept)
    names = questions.asked(asked.slug, kept)
    return page(
        request,
        asked.template,
        status=422 if error else 200,
        private=True,
        **shown(request, target),
        step=asked.step,
        steps=questions.STEPS,
        back_url=target.address(token, earlier) if earlier else target.page,
        values={name: (typed or {}).get(name, getattr(kept, name)) for name in names},
        errors={name: reasons.sentence(why, language) for name, why in error.fields.items()} if error else {},
        fits="" if token else fit(request.query_params.get("pour", ""), target.next.level),
        for_whom=kept.for_whom,
        channel=kept.channel,
        places=kept.places,
        needs=target.needs,
        most=target.most,
        by_sms=bool(settings().sms_url),
        **_of_errands(language),
    )


def _of_errands(language: str) -> dict[str, Any]:
    """Return what the question about an Aidants Connect slot offers, and for whom it is not."""
    words = translator(language)
    offered = [(one["value"], one["label"], "") for one in choices(DOMAINS, language)]
    unsaid = (UNSAID, words.gettext("Je préfère ne pas le dire"), "")
    return {"domains": [*offered, unsaid], "not_for": words.gettext(NOT_FOR)}


def shown(request: Asked, target: Target) -> dict[str, Any]:
    """Return what all these pages say of the session, or of the course."""
    language, now = language_of(request), clock.now()
    course = course_card(target.series, language=language, now=now) if target.series else None
    return {"session": card(target.next, language=language, now=now), "course": course}


async def check_page(
    request: Asked, target: Target, kept: DraftView, token: str, *, hurried: bool = False
) -> Response[str]:
    """Return the last page: everything once more, and whether it would be a seat or a place on the waiting list.

    `hurried`: it was sent quicker than anybody reads, and is asked once more.
    """
    try:
        foreseen = await _foreseen(request, target, kept)
    except Refused as error:
        return await refused(request, target, error, back=target.address(token, "pour-qui"))
    told = {name for slug in questions.BY_SLUG for name in questions.asked(slug, kept)}
    slugs = {"for_whom": "pour-qui", "name": "nom", "needs": "precisions", "contact": "contact"}
    return page(
        request,
        "bookings/check.html",
        status=422 if hurried else 200,
        private=True,
        hurried=hurried,
        **shown(request, target),
        draft={name: getattr(kept, name) if name in told else "" for name in drafts.ANSWERS},
        lent=kept.lent,
        helped=kept.helped,
        needs=kept.needs,
        domain=translator(language_of(request)).gettext(DOMAINS[kept.domain]) if kept.domain in DOMAINS else "",
        urls={name: target.address(token, slug) for name, slug in slugs.items()},
        back_url=target.address(token, questions.FLOW.before(questions.LAST, kept)),
        waiting=foreseen.waits,
        position=foreseen.position,
        people=kept.places,
        step=questions.STEPS,
        steps=questions.STEPS,
    )


async def _foreseen(request: Asked, target: Target, kept: DraftView) -> Foreseen:
    target.check(clock.now())
    return await foresee(target, drafts.request_of(kept, language_of(request)), clock.now())


async def refused(request: Asked, target: Target, error: Refused, back: str = "") -> Response[str]:
    """Return the page that says why one cannot book, and what one can do: other dates, the telephone."""
    now, language = clock.now(), language_of(request)
    others = await sessions_of_workshop(target.next.workshop_id, since=now, most=ALIKE * 4)
    own = {date.id for date in target.dates}
    cards = [card(each, language=language, now=now) for each in others if each.id not in own]
    return page(
        request,
        "bookings/refused.html",
        status=409,
        private=True,
        **shown(request, target),
        why=reasons.sentence(error.reason, language, **error.facts),
        session_url=target.page,
        similar=[each for each in cards if each.bookable in {"open", "waiting"}][:ALIKE],
        kept=bool(back),
        back_url=back,
    )
