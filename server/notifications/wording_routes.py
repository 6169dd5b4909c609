"""What a library decides of its messages: its own sentences, and whether it asks « venez-vous ? »."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import choices, faults, whole
from server.foundation.languages import LANGUAGES, SOURCE, translator
from server.foundation.web import form_of, language_of, page, see_other
from server.libraries import queries as libraries
from server.libraries.queries import LibraryView
from server.notifications import asking_rule, own_words, preview, words
from server.notifications.asking_rule import Rule
from server.notifications.wording import EDITABLE, PARTS, Wording, check

AnyRequest = Request[Any, Any, Any]


@get("/bibliotheques/{slug:str}/messages", opt={"power": Power.WORD_MESSAGES})
async def wordings(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
    """The kinds of messages, and the question « venez-vous ? »."""
    library = await libraries.library_to_manage(person_of(request), slug, Power.WORD_MESSAGES)
    rule = await asking_rule.rule_of(library.id)
    return await _list_page(request, library, {"days": rule.days, "frees": rule.frees}, {})


@post("/bibliotheques/{slug:str}/messages", opt={"power": Power.WORD_MESSAGES}, status_code=303)
async def decide(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
    """Change whether and when the question is asked."""
    library = await libraries.library_to_manage(person_of(request), slug, Power.WORD_MESSAGES)
    form = await form_of(request)
    rule = Rule(whole(form.get("days", ""), 0), form.get("frees") == "1")
    try:
        await asking_rule.decide(library.id, rule, by=person_of(request), now=clock.now())
    except Refused as error:
        typed = {"days": form.get("days", ""), "frees": rule.frees}
        return await _list_page(request, library, typed, faults(error, language_of(request), otherwise="days"))
    return see_other(f"/bureau/bibliotheques/{slug}/messages?fait=question")


async def _list_page(
    request: AnyRequest, library: LibraryView, values: dict[str, Any], errors: dict[str, str]
) -> Response[str]:
    kept = await own_words.of_library(library.id)
    labels = choices({kind: words.KINDS[kind] for kind in EDITABLE}, language_of(request))
    return page(
        request,
        "notifications/wordings.html",
        status=422 if errors else 200,
        library=library,
        kinds=[
            {
                "kind": label["value"],
                "label": label["label"],
                "languages": [
                    {"language": code, "name": name, "own": (label["value"], code) in kept}
                    for code, name in LANGUAGES.items()
                ],
            }
            for label in labels
        ],
        values=values,
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


@get("/bibliotheques/{slug:str}/messages/{kind:str}", opt={"power": Power.WORD_MESSAGES})
async def wording(
    request: AnyRequest, slug: FromPath[str], kind: FromPath[str], langue: FromQuery[str] = SOURCE
) -> Response[str]:
    """The sentences of one kind of message: the library's own, else ours to begin from."""
    library = await libraries.library_to_manage(person_of(request), slug, Power.WORD_MESSAGES)
    kept = await own_words.one(library.id, kind, langue)
    return await _page(request, library, (kind, langue), kept, {})


@post("/bibliotheques/{slug:str}/messages/{kind:str}", opt={"power": Power.WORD_MESSAGES}, status_code=303)
async def change(
    request: AnyRequest, slug: FromPath[str], kind: FromPath[str], langue: FromQuery[str] = SOURCE
) -> Response[Any]:
    """Look at sentences before keeping them, keep them, or go back to ours."""
    person, now = person_of(request), clock.now()
    library = await libraries.library_to_manage(person, slug, Power.WORD_MESSAGES)
    await own_words.one(library.id, kind, langue)
    form = await form_of(request)
    typed, act = own_words.read(form), form.get("geste", "")
    address = f"/bureau/bibliotheques/{slug}/messages/{kind}?langue={langue}&fait=garde"
    if act == "reprendre":
        await own_words.reset(library.id, kind, langue, by=person, now=now)
        return see_other(address)
    try:
        if act == "apercu":
            check(kind, typed)
            return await _page(request, library, (kind, langue), typed, {})
        kept = own_words.but_ours(typed, preview.ours(library, kind, langue, now))
        await own_words.keep(library.id, kind, langue, kept, by=person, now=now)
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="body")
        return await _page(request, library, (kind, langue), typed, errors)
    return see_other(address)


async def _page(
    request: AnyRequest, library: LibraryView, about: tuple[str, str], shown: Wording, errors: dict[str, str]
) -> Response[str]:
    (kind, language), now = about, clock.now()
    begun = preview.ours(library, kind, language, now)
    typed = {part: getattr(shown, part) or getattr(begun, part) for part in PARTS}
    said = own_words.but_ours(Wording(**typed), begun)
    return page(
        request,
        "notifications/wording.html",
        status=422 if errors else 200,
        library=library,
        kind=kind,
        label=translator(language_of(request)).gettext(words.KINDS[kind]),
        spoken={"code": language, "name": LANGUAGES[language]},
        values=typed,
        errors=errors,
        own=bool(await own_words.one(library.id, kind, language)),
        known=preview.known(library, kind, language, now),
        previews=[] if errors else preview.previews(library, kind, language, said, now),
        done=request.query_params.get("fait", ""),
    )


HANDLERS: list[ControllerRouterHandler] = [wordings, decide, wording, change]
