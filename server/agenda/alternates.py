"""The other forms of a page: what a fediverse server, which says so, reads at the same address."""

from typing import Any

from litestar import Response

ACTIVITY = ("application/activity+json", "application/ld+json")
# A list of sessions is told as feeds of other kinds too.
LIST = "/agenda.ics"
LISTS = {"atom": "application/atom+xml", "json": "application/feed+json"}
VARY = "Accept, Accept-Language, Cookie"


def wants_activity(accept: str) -> bool:
    """Tell whether the first type accepted that we could answer with is ActivityStreams' (W3C ActivityPub §3.2)."""
    types = [part.partition(";")[0].strip().lower() for part in accept.split(",")[:20]]
    return next((kind in ACTIVITY for kind in types if kind in ACTIVITY or kind == "text/html"), False)


def told(answer: Response[Any], activity: str, calendar: str) -> Response[Any]:
    """Return a page with the addresses of its other forms (RFC 8288)."""
    forms = {activity: ACTIVITY[0], calendar: "text/calendar"}
    if LIST in calendar:
        forms |= {calendar.replace(LIST, f"/agenda.{ending}", 1): kind for ending, kind in LISTS.items()}
    answer.headers["link"] = ", ".join(
        f'<{address}>; rel="alternate"; type="{kind}"' for address, kind in forms.items()
    )
    answer.headers["vary"] = VARY
    return answer
