"""What all ways in end with: the page that follows, the cookie of the new login, the end of the one before."""

from typing import Any

from litestar import Request, Response

from server.accounts import logins
from server.accounts.guards import cookie_name
from server.entry import queries
from server.foundation import clock
from server.foundation.settings import settings
from server.foundation.web import language_of, own_path, see_other

DESK = "/bureau"
SIGN_IN = "/bureau/connexion"


def after(address: str) -> str:
    """Return the staff page to go to after signing in: one of ours, or the desk."""
    path = own_path(address)
    return path if path.partition("?")[0].startswith(f"{DESK}/") and not path.startswith(SIGN_IN) else DESK


def origin_of(request: Request[Any, Any, Any]) -> str:
    """Return the client's address, for limits on tries."""
    return request.client.host if request.client else ""


async def let_in(request: Request[Any, Any, Any], secret: str, back_to: str) -> Response[Any]:
    """Give the browser its new login and go on; the login that it had ends."""
    return await login_cookie(request, see_other(back_to), secret)


async def login_cookie(request: Request[Any, Any, Any], answer: Response[Any], secret: str) -> Response[Any]:
    """Give the browser its new login with this answer; the login that it had ends."""
    await logins.sign_out(request.cookies.get(cookie_name(), ""))
    await logins.note_device(secret, request.headers.get("user-agent", ""))
    await logins.note_language(secret, language_of(request))
    return with_cookie(answer, cookie_name(), secret)


async def first_again(request: Request[Any, Any, Any], back_to: str) -> Response[Any] | None:
    """Return the way to the sign-in page for who entered too long ago to change how they enter."""
    if await queries.signed_in_lately(request.cookies.get(cookie_name(), ""), clock.now()):
        return None
    return see_other(f"{SIGN_IN}?retour={back_to}&encore=1")


def with_cookie(answer: Response[Any], name: str, secret: str, max_age: int | None = None) -> Response[Any]:
    """Set a secret cookie; without `max_age` (seconds) it lasts as long as the browser's window."""
    answer.set_cookie(name, secret, max_age=max_age, path="/", secure=settings().secure, httponly=True, samesite="lax")
    answer.headers["cache-control"] = "no-store"
    return answer
