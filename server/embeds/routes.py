"""The script, the list and the frame that other sites show, and the page where one copies them."""

import hashlib
import json
from functools import cache
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, route
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.agenda import queries
from server.agenda.forms import form_of_filters
from server.calendars.feeds import not_modified
from server.embeds import slices, snippets
from server.embeds.slices import Slice, asked
from server.foundation import clock
from server.foundation.languages import LANGUAGES, SOURCE, translator
from server.foundation.pages import STATIC, render
from server.foundation.settings import settings
from server.foundation.web import POLICY, language_of, page

OPEN = {"access": "public"}
AnyRequest = Request[Any, Any, Any]
EVERYWHERE = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
# These pages, and no others, may stand in a frame of any site: nothing in them can be pressed but links.
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *").replace(
    "form-action 'self'", "form-action 'none'"
)
PREVIEWING = f"{POLICY}; frame-src 'self'"
NUMBERS = (5, 10, 20, 50)


def _kept(request: AnyRequest, body: bytes, kind: str, seconds: int, **more: str) -> Response[bytes]:
    """Return a body that caches keep for some seconds, or 304 when the reader has it already."""
    headers = {"etag": f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"', **more}
    headers["cache-control"] = f"public, max-age={seconds}, stale-while-revalidate=86400"
    if not_modified(request.headers.get("if-none-match"), None, headers["etag"], None):
        return Response(b"", status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)


@cache
def _script() -> bytes:
    return (STATIC / "js" / "integration.js").read_bytes()


@route(snippets.SCRIPT, http_method=["GET", "HEAD"], opt=OPEN)
async def script(request: AnyRequest) -> Response[bytes]:
    """The script that draws the list; its address stays."""
    return _kept(request, _script(), "text/javascript; charset=utf-8", 3600, **EVERYWHERE)


@route(snippets.DATA, http_method=["GET", "HEAD"], opt=OPEN)
async def data(request: AnyRequest) -> Response[bytes]:
    """The list that the script draws: every filter of the agenda works."""
    told = (await slices.of_agenda(asked(request.query_params))).told()
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return _kept(request, body, "application/json", 300, **EVERYWHERE)


@route("/integrer/cadre", http_method=["GET", "HEAD"], opt=OPEN)
async def frame(request: AnyRequest) -> Response[bytes]:
    """The list as a page for frames."""
    return _framed(request, await slices.of_agenda(asked(request.query_params)))


@route("/integrer/seances/{id:uuid}", http_method=["GET", "HEAD"], opt=OPEN)
async def frame_of_session(request: AnyRequest, id: FromPath[UUID]) -> Response[bytes]:
    """One session as a page for frames; 410 once withdrawn."""
    return _framed(request, await slices.of_session(id, asked(request.query_params).language))


def _framed(request: AnyRequest, shown: Slice) -> Response[bytes]:
    body = render("embeds/frame.html", shown.lang, shown=shown).encode()
    return _kept(request, body, "text/html; charset=utf-8", 300, **{"content-security-policy": FRAMED})


@get("/integrer", opt=OPEN)
async def explain(request: AnyRequest) -> Response[str]:
    """« Intégrer l'agenda à votre site »: one chooses a slice, sees it, and copies one of two snippets."""
    language, wanted = language_of(request), asked(request.query_params)
    choices = await queries.choices(clock.now(), wanted.filters)
    title = translator(wanted.language).gettext("L'agenda des ateliers numériques")
    framed = f"/integrer/cadre{wanted.query()}"
    answer = page(
        request,
        "embeds/explain.html",
        filters=form_of_filters(wanted.filters, choices, settings().timezone, language),
        numbers=[{"value": str(number), "label": str(number)} for number in NUMBERS],
        spoken=[{"value": code if code != SOURCE else "", "label": name} for code, name in LANGUAGES.items()],
        wanted=wanted,
        plain=snippets.plain(wanted, title),
        frame=snippets.frame(framed, title, height=snippets.height(wanted.number)),
        frame_path=framed,
        told=wanted.filters.said() | wanted.options(),
    )
    answer.headers["content-security-policy"] = PREVIEWING
    return answer


FEEDS: list[ControllerRouterHandler] = [script, data, frame, frame_of_session]
PUBLIC: list[ControllerRouterHandler] = [explain]
