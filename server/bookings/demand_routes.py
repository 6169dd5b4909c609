"""Demand that is not met: the public says it without a name, staff note it and read what to open next."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import demand, words
from server.bookings.cards import card
from server.bookings.demand import Wish
from server.bookings.doors import check_trap, origin
from server.bookings.unmet import unmet
from server.foundation import clock, limits
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.forms import choices, faults, whole
from server.foundation.web import form_of, language_of, page, see_other
from server.workshops import programme
from server.workshops.queries import SessionView, public_session, public_workshops
from server.workshops.words import THEMES

OPEN = {"access": "public"}
MOST = {"most": 5, "seconds": 600}
Asked = Request[Any, Any, Any]


@get("/seances/{id:uuid}/souhait", opt=OPEN)
async def ask_public(request: Asked, id: FromPath[UUID], note: FromQuery[str] = "") -> Response[Any]:
    """Why this session is not for you, and where you come from; no name."""
    return _public_page(request, await public_session(id), {}, {}, done=bool(note))


@post("/seances/{id:uuid}/souhait", opt=OPEN, status_code=303)
async def tell(request: Asked, id: FromPath[UUID]) -> Response[Any]:
    """Note what somebody of the public would have come to."""
    session, form, now = await public_session(id), await form_of(request), clock.now()
    try:
        check_trap(form)
        await limits.count("demand", origin(request), now=now, **MOST)
        wish = Wish(
            session.library_id,
            form.get("why", ""),
            "web",
            commune=form.get("commune", ""),
            workshop=session.workshop_id,
            session=session.id,
        )
        await demand.note(wish, by="patron", now=now)
    except Refused as error:
        return _public_page(request, session, form, faults(error, language_of(request), otherwise="why"))
    return see_other(f"/seances/{id}/souhait?note=1")


def _public_page(
    request: Asked, session: SessionView, values: dict[str, str], errors: dict[str, str], *, done: bool = False
) -> Response[str]:
    language = language_of(request)
    return page(
        request,
        "bookings/wish.html",
        status=422 if errors else 200,
        session=card(session, language=language, now=clock.now()),
        reasons=_reasons(language),
        values=values,
        errors=errors,
        done=done,
    )


def _reasons(language: str) -> list[tuple[str, str, str]]:
    return [(found["value"], found["label"], "") for found in choices(words.DEMANDS, language)]


@get("/demandes", opt={"power": Power.LOOK})
async def read(request: Asked) -> Response[str]:
    """What people wait for, and what they asked in vain."""
    person = person_of(request)
    seen = await programme.libraries_seen(person)
    return page(
        request,
        "bookings/demands.html",
        found=await unmet([library.id for library in seen], clock.now()),
        programmed={library.id for library in await programme.libraries_to_programme(person)},
        themes={found["value"]: found["label"] for found in choices(THEMES, language_of(request))},
        at_desk=bool(await programme.libraries_at_desk(person)),
    )


@get("/demandes/nouvelle", opt={"power": Power.BOOK})
async def ask_new(request: Asked, seance: FromQuery[UUID | None] = None) -> Response[str]:
    """The form of a demand heard at the desk, about a session (`seance`) or about none."""
    values = {}
    if seance is not None:
        session = await programme.session_at_desk(person_of(request), seance)
        values = {"library": str(session.library_id), "workshop": str(session.workshop_id), "session": str(session.id)}
    return await _page(request, values, {})


@post("/demandes/nouvelle", opt={"power": Power.BOOK}, status_code=303)
async def note(request: Asked) -> Response[Any]:
    """Note a demand heard at the desk."""
    form = await form_of(request)
    try:
        noted = await demand.note(await _wish(request, form), by=person_of(request).by, now=clock.now())
    except Refused as error:
        return await _page(request, form, faults(error, language_of(request), otherwise="why"))
    return see_other(f"/bureau/demandes?defaire=demande:{noted}")


async def _wish(request: Asked, form: dict[str, str]) -> Wish:
    """Return what was typed; only a library, a workshop and a session that the person may see are taken."""
    person = person_of(request)
    library = _chosen(
        "library", form.get("library", ""), {each.id for each in await programme.libraries_at_desk(person)}
    )
    workshop = form.get("workshop", "")
    session = form.get("session", "")
    known = {each.id for each in await public_workshops()}
    seen = await programme.session_at_desk(person, _chosen("session", session)) if session else None
    return Wish(
        library,
        form.get("why", ""),
        "desk",
        people=whole(form.get("people", ""), 1),
        theme=form.get("theme", ""),
        commune=form.get("commune", ""),
        workshop=_chosen("workshop", workshop, known) if workshop else None,
        session=seen.id if seen else None,
    )


def _chosen(field: str, text: str, known: set[UUID] | None = None) -> UUID:
    """Return the thing chosen; raises Invalid at its field."""
    try:
        found = UUID(text)
    except ValueError:
        raise Invalid({field: "bad_choice"}) from None
    if known is not None and found not in known:
        raise Invalid({field: "bad_choice"})
    return found


async def _page(request: Asked, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    libraries = await programme.libraries_at_desk(person_of(request))
    if not libraries:
        raise NotFound
    language = language_of(request)
    return page(
        request,
        "bookings/demand.html",
        status=422 if errors else 200,
        libraries=[{"value": str(each.id), "label": each.name} for each in libraries],
        workshops=[{"value": str(each.id), "label": each.title} for each in await public_workshops()],
        themes=choices(THEMES, language),
        reasons=_reasons(language),
        values={"library": str(libraries[0].id), **values},
        errors=errors,
    )


PUBLIC: list[ControllerRouterHandler] = [ask_public, tell]
STAFF: list[ControllerRouterHandler] = [read, ask_new, note]
