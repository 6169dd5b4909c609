"""What a helper may and may not do outside Aidants Connect, as a page, and the paper to fill in by hand."""

from typing import Any

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from server.accounts.powers import Power
from server.foundation.web import language_of, page
from server.prints import attestations
from server.prints.routes import pdf, png

AnyRequest = Request[Any, Any, Any]


@get("/accompagnement", opt={"power": Power.LOOK})
async def show(request: AnyRequest) -> Response[str]:
    """The rule of the helper, and what the paper is for."""
    return page(request, "prints/attestation.html", paper=attestations.facts(language_of(request)))


@get("/accompagnement/attestation.pdf", opt={"power": Power.LOOK})
async def paper(request: AnyRequest) -> Response[bytes]:
    """The paper, to print and to fill in by hand."""
    return pdf(await attestations.attestation(language_of(request)), "attestation-accompagnement.pdf")


@get("/accompagnement/attestation.png", opt={"power": Power.LOOK})
async def picture(request: AnyRequest) -> Response[bytes]:
    """What the paper looks like."""
    return png(await attestations.picture(language_of(request)))


HANDLERS: list[ControllerRouterHandler] = [show, paper, picture]
