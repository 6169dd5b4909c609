"""What keeps robots and guessers out of the public's forms: a trap, and counts by network address."""

from collections.abc import Mapping
from typing import Any

from litestar.connection import ASGIConnection

from server.foundation import clock, limits
from server.foundation.errors import Refused

TRAP = "site"  # a field that people do not see, and robots fill
MOST_MISSES = {"most": 30, "seconds": 60}


def origin(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Return the network address of who asks, as the server or its trusted proxy tells it."""
    return request.client.host if request.client else "unknown"


def check_trap(form: Mapping[str, str]) -> None:
    """Refuse a form whose hidden field is filled."""
    if form.get(TRAP):
        raise Refused("trap_filled")


async def count_miss(request: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Count an address with a secret that nobody has; raises TooMany beyond 30 in a minute."""
    await limits.count("miss", origin(request), now=clock.now(), **MOST_MISSES)
