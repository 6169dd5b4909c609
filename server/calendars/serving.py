"""A feed of stored events over HTTP: tags before bytes, bytes only for who lacks them (RFC 9110 §13).

`feeds.answer` does the same for the few events of one session or one person.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from litestar import Request
from litestar.response.base import ASGIResponse

from ical_feeds.conditional import not_modified
from server.calendars.memory import Memory, Packed, Ready
from server.calendars.slices import Cut, Reading, Slice, body_of, cut, described
from server.foundation import clock
from server.foundation.database import DB

MOST_TRIES = 3
MEMORY = Memory()
Making = Callable[[datetime], Awaitable[Slice]]


async def serve(request: Request[Any, Any, Any], form: str, make: Making, read: Reading) -> ASGIResponse:
    """Answer with a feed in one of the FORMS, or 304 when the reader has it already.

    `make` finds the slice at an instant; `read` returns events in full, for the forms that are not stored.
    """
    now, revision, told = clock.now(), await DB.revision(), request.headers
    asked = f"{form} {request.scope['path']} {request.scope['query_string'].decode('latin-1')}"
    ready, found = MEMORY.answer(asked, revision, now), None
    if ready is None:
        found = cut(await make(now), form)
        ready = await _remembered(asked, found, revision, now)
    if not_modified(told.get("if-none-match"), told.get("if-modified-since"), ready.etag, ready.since):
        return ASGIResponse(status_code=304, headers=ready.headers)
    packed = MEMORY.body(ready.etag)
    if packed is None:
        found = found or cut(await make(now), form)
        found, packed = await _packed(found, make, read, now)
        ready = await _remembered(asked, found, revision, now)
    return _whole(request, ready, packed)


async def _remembered(asked: str, found: Cut, revision: str, now: datetime) -> Ready:
    ready = Ready(revision, found.slice.until, found.etag, *await described(found, now))
    MEMORY.remember(asked, ready)
    return ready


async def _packed(found: Cut, make: Making, read: Reading, now: datetime) -> tuple[Cut, Packed]:
    """Return the bytes; when an event changed between the tags and the bytes, both are read again."""
    for _ in range(MOST_TRIES):
        body = await body_of(found, read)
        if body is not None:
            return found, await MEMORY.keep(found.etag, body)
        found = cut(await make(now), found.form)
    raise RuntimeError("a feed changed at each reading")


def _whole(request: Request[Any, Any, Any], ready: Ready, packed: Packed) -> ASGIResponse:
    headers, body = {**ready.headers, **ready.more}, packed.plain
    if packed.gzip and takes_gzip(request.headers.get("accept-encoding", "")):
        headers, body = {**headers, "content-encoding": "gzip"}, packed.gzip
    headers["content-length"] = str(len(body))
    head = request.method == "HEAD"
    return ASGIResponse(body=b"" if head else body, is_head_response=head, headers=headers)


def takes_gzip(header: str) -> bool:
    """Tell whether Accept-Encoding names gzip, and not to refuse it (RFC 9110 §12.5.3)."""
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in {"gzip", "x-gzip"}:
            return weight.replace(" ", "").rstrip("0.") != "q="
    return False
