"""The page with all ways in."""

from typing import Any

from litestar import Request, Response

from server.entry.rules import by_name
from server.entry.threshold import SIGN_IN
from server.foundation.settings import settings
from server.foundation.web import page


def sign_in_page(
    request: Request[Any, Any, Any], back_to: str, *, errors: dict[str, str] | None = None, email: str = ""
) -> Response[str]:
    """Return the page, with what is wrong (422) if anything is."""
    own = settings()
    return page(
        request,
        "entry/sign_in.html",
        status=422 if errors else 200,
        private=True,
        values={"email": email, "back_to": back_to},
        elsewhere="" if by_name(own.url) == own.url else by_name(own.url) + SIGN_IN,
        openid=own.openid.name if own.openid else "",
        errors=errors or {},
        done=request.query_params.get("fait", ""),
    )
