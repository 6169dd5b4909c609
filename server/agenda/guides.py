"""A page for each application that subscribes: three drawings of ours, the address of the agenda, a square to scan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.agenda import queries
from server.agenda.filters import read
from server.agenda.forms import feed_addresses
from server.agenda.guide_texts import GUIDES, PICTURES, Guide
from server.agenda.words import chosen
from server.foundation import clock
from server.foundation.errors import NotFound
from server.foundation.languages import translator
from server.foundation.settings import settings
from server.foundation.web import language_of, page
from server.subscribers.addresses import code
from server.subscribers.clients import NAMES, PACES

LONGEST_ADDRESS = 255  # above, Google says yes and reads nothing
Asked = Request[Any, Any, Any]


@dataclass(frozen=True)
class Drawn:
    """One step as the page shows it: which drawing, the word in it, what it shows in words, what to do."""

    picture: str
    label: str
    alternative: str
    words: str


@get("/abonnements/{name:str}", opt={"access": "public"})
async def guide(request: Asked, name: FromPath[str]) -> Response[str]:
    """How one application subscribes to the part of the agenda that the query string chooses; printable."""
    found = GUIDES.get(name)
    if found is None:
        raise NotFound
    language, filters = language_of(request), read(request.query_params)
    known = (await queries.choices(clock.now())).libraries
    said = chosen(filters, known, settings().timezone, language)
    feed = feed_addresses(filters, said, language)
    return page(
        request,
        "agenda/guide.html",
        guide=found,
        name=NAMES[found.client],
        pace=PACES[found.client],
        steps=_steps(found, language, feed["name"]),
        too_long=len(feed["url"]) > LONGEST_ADDRESS,
        feed=feed,
        direct=feed[found.direct] if found.direct else "",
        square=code(feed[found.scanned]),
        others=links(filters.query(), but=name),
        back_url=f"/abonnements{filters.query()}",
    )


def _steps(found: Guide, language: str, agenda: str) -> list[Drawn]:
    words = translator(language)
    drawn = []
    for step in found.steps:
        label = words.gettext(step.label) if step.label else agenda
        alternative = words.gettext(PICTURES[step.picture]) % {"label": label}
        drawn.append(Drawn(step.picture, _short(label), alternative, words.gettext(step.words)))
    return drawn


def _short(label: str) -> str:
    """Return a label that fits into a drawing."""
    return label if len(label) <= 30 else label[:29].rstrip() + "…"


def links(query: str, *, but: str = "") -> list[Mapping[str, str]]:
    """Return {url, name (to be translated)} of the pages of applications, for one slice of the agenda."""
    return [
        {"url": f"/abonnements/{slug}{query}", "name": NAMES[guide.client]}
        for slug, guide in GUIDES.items()
        if slug != but
    ]


HANDLERS: list[ControllerRouterHandler] = [guide]
