"""Our style sheets, scripts, pictures and fonts; the switches of language and of text size."""

from litestar import Request, Router, get, post
from litestar.params import FromPath
from litestar.response import File, Redirect, Response
from litestar.types import ControllerRouterHandler

from server.foundation.errors import NotFound
from server.foundation.languages import LANGUAGES
from server.foundation.pages import FONTS, STATIC
from server.foundation.settings import settings
from server.foundation.web import form_of, own_path, refuse_foreign_forms, see_other

YEAR = 31_536_000
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}


@get("/static/{folder:str}/{name:str}", opt={"access": "public"}, include_in_schema=False)
async def in_folder(folder: FromPath[str], name: FromPath[str]) -> File:
    """A file of static/css, static/js or the fonts of the installed package."""
    home = {"css": STATIC / "css", "js": STATIC / "js", "fonts": FONTS}.get(folder)
    if home is None:
        raise NotFound
    return _file(home, name)


@get("/static/{name:str}", opt={"access": "public"}, include_in_schema=False)
async def alone(name: FromPath[str]) -> File:
    """A file of static/."""
    return _file(STATIC, name)


def _file(home, name: str) -> File:  # type: ignore[no-untyped-def]
    file = home / name
    kind = TYPES.get(file.suffix)
    if kind is None or "/" in name or name.startswith(".") or not file.is_file():
        raise NotFound
    # A frame that is shut in has no origin, and asks for its fonts as from another site.
    headers = {"cache-control": f"public, max-age={YEAR}, immutable", "access-control-allow-origin": "*"}
    return File(path=file, media_type=kind, headers=headers, content_disposition_type="inline")


@post("/langue", opt={"access": "public"}, status_code=303, include_in_schema=False)
async def language(request: Request) -> Redirect:  # type: ignore[type-arg]
    """Remember the language chosen by the switch, and go back."""
    form = await form_of(request)
    chosen = form.get("langue", "")
    return _remember(form, "langue", chosen if chosen in LANGUAGES else "fr")


@post("/taille", opt={"access": "public"}, status_code=303, include_in_schema=False)
async def text_size(request: Request) -> Redirect:  # type: ignore[type-arg]
    """Remember the size of text, and go back."""
    form = await form_of(request)
    return _remember(form, "taille", "grand" if form.get("taille") == "grand" else "normal")


def _remember(form: dict[str, str], name: str, value: str) -> Redirect:
    answer = see_other(own_path(form.get("retour", "/")))
    answer.set_cookie(name, value, max_age=YEAR, path="/", secure=settings().secure, httponly=True, samesite="lax")
    return answer


@get("/robots.txt", opt={"access": "public"}, media_type="text/plain", include_in_schema=False)
async def robots() -> Response[str]:
    """Let everyone read but staff pages and personal pages (RFC 9309)."""
    text = "User-agent: *\nDisallow: /bureau\nDisallow: /reservations/\nDisallow: /retrouver\nDisallow: /partenaires/\n"
    return Response(text, media_type="text/plain")


def handlers() -> list[ControllerRouterHandler]:
    """Return the handlers of this module."""
    switches = Router("/", route_handlers=[language, text_size], before_request=refuse_foreign_forms)
    return [in_folder, alone, robots, switches]
