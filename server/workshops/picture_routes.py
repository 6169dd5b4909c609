"""The picture of a workshop or of a session: its form for staff, and its bytes for everybody."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post, route
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.foundation import clock
from server.foundation.errors import NotFound, Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other
from server.workshops import picturing, programme
from server.workshops.images import MOST_BYTES
from server.workshops.picturing import Words
from server.workshops.views import Picture

AnyRequest = Request[Any, Any, Any]
PLAN: dict[str, Any] = {"power": Power.PLAN}
MOST_BODY = MOST_BYTES + 65_536
KINDS = {"webp": ("webp", "image/webp"), "jpg": ("jpeg", "image/jpeg")}
FOR_EVER = {"cache-control": "public, max-age=31536000, immutable", "cross-origin-resource-policy": "cross-origin"}


@route("/images/{image:uuid}/{name:str}", http_method=["GET", "HEAD"], opt={"access": "public"})
async def serve(request: AnyRequest, image: FromPath[UUID], name: FromPath[str]) -> Response[bytes]:
    """A copy of a picture ("640.webp"): its address changes with it, so it is kept for ever."""
    width, _, ending = name.partition(".")
    if ending not in KINDS or not (width.isascii() and width.isdigit() and len(width) < 6):
        raise NotFound
    kind, media = KINDS[ending]
    headers = {**FOR_EVER, "etag": f'"{image}-{width}-{kind}"'}
    content = await picturing.copy_of(image, int(width), kind)
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    return Response(content, media_type=media, headers=headers)


@get("/ateliers/{workshop_id:uuid}/image", opt=PLAN)
async def of_workshop(request: AnyRequest, workshop_id: FromPath[UUID]) -> Response[str]:
    """The picture of a workshop, and the form to send another."""
    found = await programme.workshop_to_change(person_of(request), workshop_id)
    return _page(request, f"/bureau/ateliers/{found.id}", found.title, await picturing.of_workshop(found.id), {}, {})


@post("/ateliers/{workshop_id:uuid}/image", opt=PLAN, status_code=303, request_max_body_size=MOST_BODY)
async def picture_workshop(request: AnyRequest, workshop_id: FromPath[UUID]) -> Response[Any]:
    """Keep the picture of a workshop, its words, or take it away."""
    person, now = person_of(request), clock.now()
    found = await programme.workshop_to_change(person, workshop_id)
    form, address = await form_of(request), f"/bureau/ateliers/{found.id}"
    try:
        if form.get("remove"):
            await picturing.unpicture_workshop(found.id, by=person, now=now)
        else:
            await picturing.picture_workshop(found.id, await _data(request), _words(form), by=person, now=now)
    except Refused as error:
        errors, shown = faults(error, language_of(request), otherwise="image"), await picturing.of_workshop(found.id)
        return _page(request, address, found.title, shown, form, errors)
    return see_other(f"{address}/image?fait=1")


@get("/seances/{session_id:uuid}/image", opt=PLAN)
async def of_session(request: AnyRequest, session_id: FromPath[UUID]) -> Response[str]:
    """The picture that a session has of its own, and the form to send another."""
    found = await programme.session_to_programme(person_of(request), session_id)
    return _page(request, f"/bureau/seances/{found.id}", found.title, await picturing.of_session(found.id), {}, {})


@post("/seances/{session_id:uuid}/image", opt=PLAN, status_code=303, request_max_body_size=MOST_BODY)
async def picture_session(request: AnyRequest, session_id: FromPath[UUID]) -> Response[Any]:
    """Keep the picture of a session, its words, or take it away."""
    person, now = person_of(request), clock.now()
    found = await programme.session_to_programme(person, session_id)
    form, address = await form_of(request), f"/bureau/seances/{found.id}"
    try:
        if form.get("remove"):
            await picturing.unpicture_session(found.id, by=person, now=now)
        else:
            await picturing.picture_session(found.id, await _data(request), _words(form), by=person, now=now)
    except Refused as error:
        errors, shown = faults(error, language_of(request), otherwise="image"), await picturing.of_session(found.id)
        return _page(request, address, found.title, shown, form, errors)
    return see_other(f"{address}/image?fait=1")


def _words(form: dict[str, str]) -> Words:
    return Words(form.get("alt", ""), decorative=form.get("decorative") == "1")


async def _data(request: AnyRequest) -> bytes:
    """Return the file sent, a byte more than is taken at most; empty for none."""
    file = (await request.form()).get("image")
    return await file.read(MOST_BYTES + 1) if isinstance(file, UploadFile) and file.filename else b""


def _page(
    request: AnyRequest,
    address: str,
    title: str,
    picture: Picture | None,
    values: dict[str, str],
    errors: dict[str, str],
) -> Response[str]:
    kept = {"alt": picture.alt, "decorative": "" if picture.alt else "1"} if picture else {}
    return page(
        request,
        "workshops/image.html",
        status=422 if errors else 200,
        address=address,
        about=title,
        shown=picture,
        values=values or kept,
        errors=errors,
        done="fait" in request.query_params,
    )


PUBLIC: list[ControllerRouterHandler] = [serve]
HANDLERS: list[ControllerRouterHandler] = [of_workshop, picture_workshop, of_session, picture_session]
