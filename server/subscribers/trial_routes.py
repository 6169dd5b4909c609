"""« Mon abonnement marche-t-il ? »: a calendar to try with, and the page that says who came to read it."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from server.bookings.doors import origin
from server.foundation import clock, limits
from server.foundation.settings import settings
from server.foundation.web import language_of, page, see_other
from server.subscribers import clients, rules, trials
from server.subscribers.addresses import code, subscribed

MOST_MADE = {"most": 20, "seconds": 3600}
Asked = Request[Any, Any, Any]


@get("/abonnements/essai", opt={"access": "public"})
async def explain(request: Asked) -> Response[str]:
    """What a trial is, how often each application comes, and the button that makes one."""
    shown: dict[str, Any] = {"paces": _paces(), "days": rules.TRIAL_LASTS.days}
    return page(request, "subscribers/trial_start.html", **shown)


@post("/abonnements/essai", opt={"access": "public"}, status_code=303)
async def make(request: Asked) -> Response[Any]:
    """Make a trial and go to its page."""
    now = clock.now()
    await limits.count("trial-made", origin(request), now=now, **MOST_MADE)
    return see_other(f"/abonnements/essai/{await trials.make(language_of(request), now=now)}")


@get("/abonnements/essai/{token:str}", opt={"access": "secret"})
async def watch(request: Asked, token: FromPath[str]) -> Response[str]:
    """Which applications have read the trial, and when; the address to give them."""
    found = await trials.by_token(token, clock.now())
    feed = subscribed(f"{settings().url}/p/{token}/{rules.TRIAL_FILE}", settings().name)
    return page(
        request,
        "subscribers/trial.html",
        private=True,
        feed=feed,
        square=code(feed["webcal_url"]),
        seen=found.seen,
        delete_at=found.delete_at,
        client_names=clients.NAMES,
        paces=_paces(),
        own_url=f"/abonnements/essai/{token}",
    )


def _paces() -> list[tuple[str, str]]:
    """Return (name, how often it comes) for each kind of application, to be translated."""
    return [(clients.NAMES[name], pace) for name, pace in clients.PACES.items()]


HANDLERS: list[ControllerRouterHandler] = [explain, make, watch]
