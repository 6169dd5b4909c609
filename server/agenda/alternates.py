"""The other forms of a page: what a fediverse server, which says so, reads at the same address."""

from typing import Any

from litestar import Response

ACTIVITY = ("application/activity+json", "application/ld+json")
VARY = "Accept, Accept-Language, Cookie"


def wants_activity(accept: str) -> bool:
    """Tell whether the first type accepted that we could answer with is ActivityStreams' (W3C ActivityPub §3.2)."""
    types = [part.partition(";")[0].strip().lower() for part in accept.split(",")[:20]]
    return next((kind in ACTIVITY for kind in types if kind in ACTIVITY or kind == "text/html"), False)


def told(answer: Response[Any], activity: str, calendar: str) -> Response[Any]:
    """Return a page with the addresses of its other forms (RFC 8288)."""
    answer.headers["link"] = (
        f'<{activity}>; rel="alternate"; type="application/activity+json", '
        f'<{calendar}>; rel="alternate"; type="text/calendar"'
    )
    answer.headers["vary"] = VARY
    return answer
