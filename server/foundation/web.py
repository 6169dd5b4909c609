"""What every page and answer shares: rendering, headers, the check of where a form comes from, conditional answers."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.exceptions import PermissionDeniedException
from litestar.response import Redirect
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from server.foundation.languages import choose
from server.foundation.pages import render
from server.foundation.settings import settings
from server.foundation.words import clean

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_LIMIT = 65_536
API_LIMIT = 262_144
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def language_of(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Return the language of this request's answer."""
    return choose(request.cookies.get("langue"), request.headers.get("accept-language"))


def page(
    request: Request[Any, Any, Any], template: str, *, status: int = 200, private: bool = False, **values: Any
) -> Response[str]:
    """Return an HTML page; `private` pages are never kept by a cache."""
    language = language_of(request)
    known = {
        "path": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "staff": getattr(request.state, "staff", None),
        "csrf": getattr(request.state, "csrf", ""),
        "keys_on": request.cookies.get("touches") != "non",
        "undo_mark": request.query_params.get("defaire", "")[:80],
        "text_size": "grand" if request.cookies.get("taille") == "grand" else "normal",
    }
    body = render(template, language, **known, **values)
    cache = "no-store" if private or known["staff"] else "private, no-cache"
    headers = {"content-language": language, "vary": "Accept-Language, Cookie", "cache-control": cache}
    return Response(body, status_code=status, media_type="text/html", headers=headers)


def see_other(address: str) -> Redirect:
    """Answer a form: go and see `address` (303), so that reloading repeats nothing."""
    return Redirect(address, status_code=303)


def own_path(address: str) -> str:
    """Return `address` if it is a path of our own, else the front page (no open redirect)."""
    safe = address.startswith("/") and not address.startswith("//") and not any(c <= " " or c == "\\" for c in address)
    return address if safe else "/"


async def form_of(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Return the text fields of a posted form, cleaned; files and repeated fields but the last are left out."""
    form = await request.form()
    return {name: clean(value) for name, value in form.multi_items() if isinstance(value, str)}


def from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Tell whether a browser says that this request was made by another site (Fetch Metadata, RFC 6454)."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return False
    return origin != settings().url and _host_in(origin) != headers.get("host", "")


def _host_in(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def refuse_foreign_forms(request: Request[Any, Any, Any]) -> None:
    """Refuse a form sent by a page of another site (before_request hook of the routers of pages)."""
    if request.method not in SAFE and from_elsewhere(request.headers):
        raise PermissionDeniedException("form sent from elsewhere")


def every_answer() -> dict[str, str]:
    """Return the security headers that every answer has."""
    secure = {"strict-transport-security": "max-age=31536000"} if settings().secure else {}
    return {**HEADERS, **secure}


class SecurityHeaders:
    """Put the security headers on every answer that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._ours = [(name.encode(), value.encode()) for name, value in every_answer().items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = list(message["headers"])
                names = {name for name, _ in said}
                message["headers"] = [*said, *(header for header in self._ours if header[0] not in names)]
            await send(message)

        await self.app(scope, receive, answer)
