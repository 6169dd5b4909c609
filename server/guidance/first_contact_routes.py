"""First contact at the desk: a few plain choices, then what to propose, and straight into the booking of a session."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.bookings import heard
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults
from server.foundation.ids import new_id
from server.foundation.web import form_of, language_of, page
from server.guidance import first_contact, first_contact_words
from server.guidance.first_contact import Answer
from server.guidance.first_contact_rules import Need
from server.libraries.opening import sentences
from server.workshops import programme
from server.workshops.domains import DOMAINS
from server.workshops.programme import Reach

AnyRequest = Request[Any, Any, Any]


@get("/premier-accueil", opt={"power": Power.BOOK})
async def ask(request: AnyRequest) -> Response[str]:
    """The choices: what the person wants to do, how at ease they are, whether it is urgent, whether they can return."""
    return _page(request, await programme.reach(person_of(request)), {}, {})


@post("/premier-accueil", opt={"power": Power.BOOK}, status_code=200)
async def propose(request: AnyRequest) -> Response[str]:
    """What to propose. Sent as a form: what was said of somebody stands in no address, no log, no table.

    One more need is counted, once for a form: not when it is sent again, nor when only an answer was changed.
    """
    person, form, now = person_of(request), await form_of(request), clock.now()
    reach = await programme.reach(person)
    try:
        library = first_contact.library_of(reach, form.get("library", ""))
        need = _need(form)
        found = await first_contact.answer(need, library, reach, language=language_of(request), now=now)
    except Refused as error:
        return _page(request, reach, form, faults(error, language_of(request), otherwise="want"))
    await heard.count(need.want, library, found=found.found, by=person.by, now=now, key=form.get("key", "")[:40])
    return _page(request, reach, form, {}, found=found)


def _need(form: dict[str, str]) -> Need:
    return Need(
        want=form.get("want", ""),
        ease=form.get("ease", ""),
        urgent=form.get("urgent") == "1",
        back=form.get("back") != "0",
        domain=form.get("domain", "") if form.get("want") == "procedure" else "",
    )


def _page(
    request: AnyRequest, reach: Reach, values: dict[str, str], errors: dict[str, str], found: Answer | None = None
) -> Response[str]:
    language = language_of(request)
    asked = {
        name: [
            (one["value"], one["label"], "") for one in choices(getattr(first_contact_words, name.upper()), language)
        ]
        for name in ("wants", "ease", "urgent", "back")
    }
    places = found.places if found else []
    return page(
        request,
        "guidance/first_contact.html",
        status=422 if errors else 200,
        private=True,
        values={"key": str(new_id()), **values},
        errors=errors,
        asked=asked,
        domains=choices(DOMAINS, language),
        libraries=[{"value": str(one.id), "label": one.name} for one in reach.desk],
        found=found,
        hours={one.library.id: sentences(one.library.opening_hours, language) for one in places},
    )


HANDLERS: list[ControllerRouterHandler] = [ask, propose]
