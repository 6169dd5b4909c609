"""Pages of passkeys: sign in with one; one's own, added and taken away."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts.guards import person_of
from server.accounts.powers import Power
from server.accounts.queries import member
from server.entry import passkeys, queries
from server.entry.means_routes import MEANS, means_page
from server.entry.sign_in_page import sign_in_page
from server.entry.threshold import after, first_again, let_in, origin_of
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other

AnyRequest = Request[Any, Any, Any]
NEVER_KEPT = {"cache-control": "no-store"}


@post("/connexion/cle/defi", opt={"access": "public"}, status_code=200)
async def challenge(request: AnyRequest) -> Response[str]:
    """What a key is to sign to enter."""
    asked = await passkeys.ask_to_sign_in(origin=origin_of(request), now=clock.now())
    return Response(asked, media_type="application/json", headers=NEVER_KEPT)


@post("/connexion/cle", opt={"access": "public"}, status_code=303)
async def enter(request: AnyRequest) -> Response[Any]:
    """Sign in with what a key has signed."""
    form = await form_of(request)
    back_to = after(form.get("retour", ""))
    try:
        secret = await passkeys.sign_in(form.get("credential", ""), origin=origin_of(request), now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="passkey")
        return sign_in_page(request, back_to, errors=errors)
    return await let_in(request, secret, back_to)


@post("/compte/cles/defi", opt={"power": Power.ENTER}, status_code=200)
async def challenge_to_add(request: AnyRequest) -> Response[Any]:
    """What a device is to make a key from."""
    if again := await first_again(request, MEANS):
        return again
    asked = await passkeys.ask_to_add(await member(person_of(request).id), now=clock.now())
    return Response(asked, media_type="application/json", headers=NEVER_KEPT)


@post("/compte/cles", opt={"power": Power.ENTER}, status_code=303)
async def add(request: AnyRequest) -> Response[Any]:
    """Keep the key that a device made."""
    if again := await first_again(request, MEANS):
        return again
    form, person = await form_of(request), person_of(request)
    try:
        await passkeys.add(person.id, form.get("name", ""), form.get("credential", ""), by=person.by, now=clock.now())
    except Refused as error:
        errors = faults(error, language_of(request), otherwise="name")
        return await means_page(request, errors=errors, values=form)
    return see_other(f"{MEANS}?fait=cle")


@get("/compte/cles/{passkey:uuid}/retirer", opt={"power": Power.ENTER})
async def confirm_removal(request: AnyRequest, passkey: FromPath[UUID]) -> Response[Any]:
    """Ask before a key is taken away."""
    if again := await first_again(request, MEANS):
        return again
    return page(request, "entry/remove_passkey.html", key=await queries.passkey_of(person_of(request).id, passkey))


@post("/compte/cles/{passkey:uuid}/retirer", opt={"power": Power.ENTER}, status_code=303)
async def remove(request: AnyRequest, passkey: FromPath[UUID]) -> Response[Any]:
    """Take a key away."""
    if again := await first_again(request, MEANS):
        return again
    person = person_of(request)
    await passkeys.remove(person.id, passkey, by=person.by, now=clock.now())
    return see_other(f"{MEANS}?fait=retiree")


OPEN = [challenge, enter]
HANDLERS = [challenge_to_add, add, confirm_removal, remove]
