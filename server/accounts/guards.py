"""Who may use a route: guards for staff pages and for programs, and the check of staff forms."""

import hmac
from typing import Any

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from server.accounts.queries import holder_of, signed_in
from server.accounts.rules import Person
from server.foundation import clock
from server.foundation.ids import derived
from server.foundation.settings import settings
from server.foundation.web import SAFE, from_elsewhere

# What `opt={"access": …}` of a route may say; those for staff and tokens name a power too. A test walks all routes.
ACCESS = frozenset({"public", "secret", "staff", "token", "peer", "demo", "local"})


def cookie_name() -> str:
    """Return the name of the login's cookie; on plain http (demonstration) it tells apart the instances of a host."""
    own = settings()
    return "__Host-bureau" if own.secure else f"bureau-{own.host.rpartition(':')[2]}"


def form_token(secret: str) -> str:
    """Return what each form of this login must carry (OWASP: synchronizer token bound to the login)."""
    return derived(settings().secret, "form", secret)


async def recognise(connection: ASGIConnection[Any, Any, Any, Any]) -> Person | None:
    """Put the signed-in person, if any, in the connection's state and return them."""
    secret = connection.cookies.get(cookie_name(), "")
    person = await signed_in(secret, clock.now()) if secret else None
    connection.state.staff = person
    connection.state.csrf = form_token(secret) if person else ""
    return person


async def staff_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: a member of staff who signed in; otherwise 401, which the app turns into the sign-in page."""
    if await recognise(connection) is None:
        raise NotAuthorizedException


async def token_only(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: a program with a good `Authorization: Bearer` token (RFC 6750)."""
    scheme, _space, token = connection.headers.get("authorization", "").partition(" ")
    person = await holder_of(token.strip(), clock.now()) if scheme.lower() == "bearer" and token else None
    if person is None:
        raise NotAuthorizedException(headers={"www-authenticate": 'Bearer realm="agendatheque"'})
    connection.state.staff = person
    connection.state.csrf = ""


async def token_unless_public(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard of the API: a token, unless the handler itself says that all may read it (`opt={"access": "public"}`)."""
    if handler.opt.get("access") != "public":
        await token_only(connection, handler)


async def check_staff_form(request: Request[Any, Any, Any]) -> Response[Any] | None:
    """Refuse a staff form from elsewhere or without its login's token (before_request hook of staff routers)."""
    if request.method in SAFE:
        return None
    if from_elsewhere(request.headers):
        raise PermissionDeniedException("form sent from elsewhere")
    secret = request.cookies.get(cookie_name(), "")
    given = (await request.form()).get("csrf", "")
    if not secret or not isinstance(given, str) or not hmac.compare_digest(given.encode(), form_token(secret).encode()):
        raise PermissionDeniedException("form without its token")
    return None


def person_of(request: ASGIConnection[Any, Any, Any, Any]) -> Person:
    """Return the person a guard has recognised."""
    person = request.state.staff
    if not isinstance(person, Person):
        raise NotAuthorizedException
    return person
