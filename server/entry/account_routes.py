"""One's own account: name, password, where one is signed in, the tokens of one's programs."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath

from server.accounts import actions as accounts
from server.accounts import logins
from server.accounts import queries as staff_queries
from server.accounts.guards import cookie_name, person_of
from server.accounts.powers import Power
from server.entry.threshold import first_again, let_in, origin_of
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import faults
from server.foundation.web import form_of, language_of, page, see_other

AnyRequest = Request[Any, Any, Any]
HOME = "/bureau/compte"


@get("/compte", opt={"power": Power.ENTER})
async def account(request: AnyRequest) -> Response[str]:
    """Show one's account."""
    return await _page(request, {}, {})


@post("/compte/nom", opt={"power": Power.ENTER}, status_code=303)
async def rename(request: AnyRequest) -> Response[Any]:
    """Change how one is called."""
    form, person = await form_of(request), person_of(request)
    try:
        await accounts.rename(person.id, form.get("name", ""), by=person.by, now=clock.now())
    except Refused as error:
        return await _page(request, form, faults(error, language_of(request), otherwise="name"))
    return see_other(f"{HOME}?fait=nom")


@post("/compte/mot-de-passe", opt={"power": Power.ENTER}, status_code=303)
async def change_password(request: AnyRequest) -> Response[Any]:
    """Change one's password: this login gets a new secret, all others end.

    The one in use is asked for; who has none must have entered lately.
    """
    form, now, own = await form_of(request), clock.now(), await staff_queries.member(person_of(request).id)
    known = await staff_queries.has_password(own.id)
    if not known and (again := await first_again(request, HOME)):
        return again
    try:
        if known:
            await accounts.prove(own.email, form.get("current", ""), origin=origin_of(request), now=now)
        await accounts.set_password(own.email, form.get("password", ""), by=f"staff:{own.id}", now=now)
        secret = await accounts.open_login(own.id, "password", now=now)
    except Refused as error:
        return await _page(request, {}, faults(error, language_of(request), otherwise="current"))
    return await let_in(request, secret, f"{HOME}?fait=mot-de-passe")


@post("/compte/connexions/{login:uuid}/fin", opt={"power": Power.ENTER}, status_code=303)
async def end(request: AnyRequest, login: FromPath[UUID]) -> Response[Any]:
    """End one login of one's own."""
    person = person_of(request)
    await logins.end_login(person.id, login, by=person.by, now=clock.now())
    return see_other(f"{HOME}?fait=fin#connexions")


@post("/compte/connexions/fin", opt={"power": Power.ENTER}, status_code=303)
async def end_others(request: AnyRequest) -> Response[Any]:
    """End all logins of one's own but this one."""
    person = person_of(request)
    await logins.end_others(person.id, request.cookies.get(cookie_name(), ""), by=person.by, now=clock.now())
    return see_other(f"{HOME}?fait=fin#connexions")


@post("/compte/jetons", opt={"power": Power.ENTER}, status_code=200)
async def give_token(request: AnyRequest) -> Response[Any]:
    """Make a token for a program and show it, this once; for that, one must have entered lately."""
    if again := await first_again(request, HOME):
        return again
    person = person_of(request)
    own = await staff_queries.member(person.id)
    token = await logins.give_token(own.email, by=person.by, now=clock.now())
    return page(request, "entry/token.html", private=True, token=token)


@post("/compte/jetons/{token:uuid}/retrait", opt={"power": Power.ENTER}, status_code=303)
async def revoke_token(request: AnyRequest, token: FromPath[UUID]) -> Response[Any]:
    """Stop one token of one's own at once."""
    person = person_of(request)
    await logins.revoke_token(person.id, token, by=person.by, now=clock.now())
    return see_other(f"{HOME}?fait=jeton#jetons")


async def _page(request: AnyRequest, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    person, now = person_of(request), clock.now()
    own = await staff_queries.member(person.id)
    return page(
        request,
        "entry/account.html",
        status=422 if errors else 200,
        private=True,
        own=own,
        has_password=await staff_queries.has_password(own.id),
        logins=await staff_queries.logins_of(own.id, request.cookies.get(cookie_name(), ""), now),
        tokens=await staff_queries.tokens_of(own.id, now),
        values={"name": own.name} | {name: value for name, value in values.items() if name == "name"},
        errors=errors,
        done=request.query_params.get("fait", ""),
    )


HANDLERS = [account, rename, change_password, end, end_others, give_token, revoke_token]
