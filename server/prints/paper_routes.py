"""Posters and other papers for the public: choose one, look at it, print it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import queries as bookings
from server.foundation import clock, spoken
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.forms import choices, faults
from server.foundation.languages import LANGUAGES, translator
from server.foundation.web import form_of, language_of, page, see_other
from server.foundation.words import clean
from server.prints import attestation_routes, posted, posting, tickets
from server.prints.choosing import Subject, asked_of, months, subject_of
from server.prints.contents import require
from server.prints.papers import Paper, prepared
from server.prints.routes import png
from server.prints.rules import KINDS, Asked, kinds_of, read_places
from server.prints.words import EXPLAINED, PAPERS
from server.prints.words import KINDS as KIND_WORDS
from server.workshops import programme

AnyRequest = Request[Any, Any, Any]
CHOSEN = ("genre", "format", "langue", "jour", "mois", "lieu")


def _query(request: AnyRequest) -> dict[str, str]:
    return {name: clean(value, 80) for name, value in request.query_params.items() if isinstance(value, str)}


@get("/imprimes", opt={"power": Power.BOOK})
async def choose(request: AnyRequest) -> Response[str]:
    """What may be printed of a thing, with its picture; and what hangs already."""
    return await _page(request, _query(request), {})


@get("/imprimes/apercu.png", opt={"power": Power.BOOK})
async def preview(request: AnyRequest) -> Response[bytes]:
    """The picture of the first page."""
    values = _query(request)
    asked = asked_of(await subject_of(values), values, language_of(request), clock.now())
    paper = await prepared(asked, clock.now())
    await require(person_of(request), paper.content)
    return png(await paper.picture())


@post("/imprimes", opt={"power": Power.BOOK}, status_code=303)
async def make(request: AnyRequest) -> Response[Any]:
    """Note that it is printed, and where it will hang; then show it."""
    values, person, now = await form_of(request), person_of(request), clock.now()
    try:
        asked = asked_of(await subject_of(values), values, language_of(request), now)
        made = await posting.put_up(asked, read_places(values.get("places", "")), by=person, now=now)
    except Invalid as error:
        return await _page(request, values, faults(error, language_of(request), otherwise="genre"))
    return see_other(f"/bureau/imprimes/{made}/papier.pdf")


async def _page(request: AnyRequest, values: Mapping[str, str], errors: dict[str, str]) -> Response[str]:
    person, now, language = person_of(request), clock.now(), language_of(request)
    if not await programme.may_book_somewhere(person):
        raise NotFound
    subject = await subject_of(values)
    paper, refusal = None, {}
    try:
        asked = asked_of(subject, {} if errors else values, language, now)
        paper = await prepared(asked, now)
        await require(person, paper.content)
    except Refused as error:
        refusal = faults(error, language, otherwise="genre")
    libraries = await programme.libraries_at_desk(person)
    hanging = await posted.hanging(*await posted.desks(person), now)
    return page(
        request,
        "prints/choose.html",
        status=422 if errors else 200,
        subject=subject,
        paper=paper,
        alt=paper.alt(language) if paper else "",
        preview=f"/bureau/imprimes/apercu.png{_address(subject, paper.asked)}" if paper else "",
        values=_values(values, paper),
        errors=errors or refusal,
        libraries=libraries,
        seated=await _seated(subject),
        hanging=[view for view in hanging if subject.kind == "network" or view.asked.of == subject.of],
        kind_words={name: translator(language).gettext(words) for name, words in KIND_WORDS.items()},
        **_choices(subject, paper, language),
    )


async def _seated(subject: Subject) -> bool:
    """Tell whether it is a session in which somebody has a seat, so that there are tickets."""
    if subject.kind != "session" or subject.of is None:
        return False
    return bool(tickets.holders_among(await bookings.of_session(subject.of)))


def _choices(subject: Subject, paper: Paper | None, language: str) -> dict[str, Any]:
    kinds = kinds_of(subject.kind)
    chosen = KINDS[paper.asked.kind] if paper else KINDS[kinds[0]]
    words, today = translator(language), clock.now().date()
    return {
        "kinds": choices({name: KIND_WORDS[name] for name in kinds}, language),
        "explained": [(words.gettext(KIND_WORDS[name]), words.gettext(EXPLAINED[name])) for name in kinds],
        "papers": choices({name: PAPERS[name] for name in _sheets(kinds)}, language),
        "tongues": [{"value": value, "label": label} for value, label in LANGUAGES.items()],
        "spans": {KINDS[name].span for name in kinds},
        "span": chosen.span,
        "months": [{"value": f"{month:%Y-%m}", "label": spoken.month_of(month, language)} for month in months(today)],
    }


def _sheets(kinds: list[str]) -> list[str]:
    """Return the sheets among which one chooses: those of kinds that are made on several."""
    several = [KINDS[kind].papers for kind in kinds if len(KINDS[kind].papers) > 1]
    return list(dict.fromkeys(name for papers in several for name in papers))


def _values(typed: Mapping[str, str], paper: Paper | None) -> dict[str, str]:
    """Return what the fields hold: what was typed, then what that was read as."""
    given = {name: typed.get(name, "") for name in (*CHOSEN, "places")}
    return {**given, **(_said(paper.asked) if paper else {})}


def _said(asked: Asked) -> dict[str, str]:
    """Return what is chosen, as the fields of the form say it."""
    said = {"genre": asked.kind, "format": asked.paper, "langue": asked.language}
    said["lieu"] = str(asked.library) if asked.library else ""
    said["jour"] = asked.day.isoformat() if asked.day and KINDS[asked.kind].span == "day" else ""
    said["mois"] = f"{asked.day:%Y-%m}" if asked.day and KINDS[asked.kind].span == "month" else ""
    return said


def _address(subject: Subject, asked: Asked) -> str:
    """Return the query of the address of a paper."""
    own = {subject.name: subject.value} if subject.name else {}
    return "?" + urlencode({name: value for name, value in {**own, **_said(asked)}.items() if value})


HANDLERS: list[ControllerRouterHandler] = [choose, preview, make, *attestation_routes.HANDLERS]
