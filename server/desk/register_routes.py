"""The page of the register for the data-protection officer."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from server.accounts.powers import Power
from server.desk import register
from server.foundation import clock
from server.foundation.languages import N_, translator
from server.foundation.web import language_of, page

YEAR = timedelta(days=366)
WHYS = {
    "date": N_("Leur jour est venu"),
    "asked": N_("À la demande de la personne"),
    "restored": N_("Revenus d'une sauvegarde"),
}


@get("/registre", opt={"power": Power.READ_REGISTER})
async def show(request: Request[Any, Any, Any]) -> Response[str]:
    """What is kept about people, and what was erased in the last twelve months."""
    now = clock.now()
    say = translator(language_of(request)).gettext
    erased = await register.erased(now - YEAR)
    return page(
        request,
        "desk/register.html",
        now=now,
        treatments=[(one, say(one.until) % {"days": one.days}) for one in register.TREATMENTS],
        say=say,
        months=[(datetime.combine(one.month, time(12), UTC), say(WHYS[one.why]), one) for one in erased],
    )


HANDLERS: list[ControllerRouterHandler] = [show]
