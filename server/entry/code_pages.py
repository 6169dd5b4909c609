"""The two pages of codes: the square to read with a telephone, and the recovery codes to print."""

from typing import Any

from litestar import Request, Response
from markupsafe import Markup

from server.accounts.queries import StaffRow
from server.entry import second_factor
from server.entry.second_factor import Proposal
from server.foundation import clock
from server.foundation.errors import Refused
from server.foundation.forms import faults
from server.foundation.squares import drawn
from server.foundation.web import language_of, page

AnyRequest = Request[Any, Any, Any]


def set_up_page(
    request: AnyRequest, member: StaffRow, *, back_to: str = "", error: Refused | None = None, sealed: str = ""
) -> Response[str]:
    """Return the page with the square. `back_to` is set while entering; `sealed` keeps the square that was shown."""
    offer = _offer(member, sealed)
    return page(
        request,
        "entry/set_up.html",
        status=422 if error else 200,
        private=True,
        layout="layout/staff.html" if back_to else "layout/bureau.html",
        square=Markup(drawn(offer.address)),  # noqa: S704 (ours)
        secret=" ".join(offer.secret[at : at + 4] for at in range(0, len(offer.secret), 4)),
        address=offer.address,
        sealed=offer.sealed,
        back_to=back_to,
        errors=faults(error, language_of(request), otherwise="code") if error else {},
    )


def _offer(member: StaffRow, sealed: str) -> Proposal:
    """Return the secret that was shown before, as long as it is good, or a new one."""
    try:
        return second_factor.proposed(member, sealed, now=clock.now())
    except Refused:
        return second_factor.propose(member, now=clock.now())


def codes_page(request: AnyRequest, codes: list[str], back_to: str, *, entering: bool = False) -> Response[str]:
    """Return the page that shows the recovery codes, this once. `back_to` is where to go on."""
    layout = "layout/staff.html" if entering else "layout/bureau.html"
    return page(request, "entry/recovery.html", private=True, layout=layout, codes=codes, back_to=back_to, errors={})
