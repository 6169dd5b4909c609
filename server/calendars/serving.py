"""A feed of stored events over HTTP: tags before bytes, bytes only for who lacks them (RFC 9110 §13).

`feeds.answer` does the same for the few events of one session or one person.
"""

import asyncio
import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

from litestar import Request
from litestar.response.base import ASGIResponse
from litestar.types.asgi_types import HTTPScope

from ical_feeds.conditional import not_modified
from server.calendars.forms import FORMS
from server.calendars.memory import Headers, Memory, Ready
from server.calendars.slices import Cut, Reading, Slice, body_of, cut, described
from server.foundation import clock
from server.foundation.database import DB

MOST_TRIES = 3
TOLD = frozenset({b"if-none-match", b"if-modified-since", b"accept-encoding"})
MEMORY = Memory()
TURNS: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
Asking = Request[Any, Any, Any]
Making = Callable[[datetime], Awaitable[Slice]]


async def serve(request: Asking, form: str, make: Making, read: Reading) -> ASGIResponse:
    """Answer with a feed in one of the FORMS, or 304 when the reader has it already.

    `make` finds the slice at an instant; `read` returns events in full, for the forms that are not stored.
    """
    asked = _asked(request.scope)
    # Of many who come at once after a change, one looks it up and the others find it remembered.
    async with _turn(asked):
        answered = await _looked_up(request, asked, form, make, read)
    return ASGIResponse(
        body=answered.body,
        status_code=answered.status,
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in answered.headers},
        is_head_response=not answered.body,
    )


def wants_bytes(request: Asking, form: str) -> bool:
    """Tell whether the stored bytes will be read anyway: who asks has nothing, and nobody asked that before."""
    conditional = "if-none-match" in request.headers or "if-modified-since" in request.headers
    return not (FORMS[form].write or conditional or request.method == "HEAD" or MEMORY.knows(_asked(request.scope)))


def _turn(asked: str) -> asyncio.Lock:
    return TURNS.setdefault(asked, asyncio.Lock())


async def _looked_up(request: Asking, asked: str, form: str, make: Making, read: Reading) -> "Answer":
    now, revision = clock.now(), await DB.revision()
    ready, found = MEMORY.answer(asked, revision, now), None
    if ready is None:
        found = cut(await make(now), form)
        ready = await _remembered(asked, found, revision, now)
    answered = _answer(ready, request.scope)
    if answered is None:
        found = await _packed(found or cut(await make(now), form), make, read, now)
        ready = await _remembered(asked, found, revision, now)
        answered = _answer(ready, request.scope)
    assert answered is not None  # noqa: S101  # its body was kept a moment ago
    return answered


@dataclass(frozen=True)
class Answer:
    """Status, headers as they are sent, and body of an answer; the body of an answer to HEAD is empty."""

    status: int
    headers: Headers
    body: bytes


async def recalled(scope: HTTPScope) -> Answer | None:
    """Return what was answered to the same question since anything was last written; None where that is not known."""
    asked = _asked(scope)
    if not MEMORY.knows(asked):
        return None
    ready = MEMORY.answer(asked, await DB.revision(), clock.now())
    return _answer(ready, scope) if ready else None


def _asked(scope: HTTPScope) -> str:
    return f"{scope['path']}?{scope['query_string'].decode('latin-1')}"


async def _remembered(asked: str, found: Cut, revision: str, now: datetime) -> Ready:
    since, headers, more = await described(found, now)
    ready = Ready(revision, found.slice.until, found.etag, since, _as_sent(headers), _as_sent(more))
    MEMORY.remember(asked, ready)
    return ready


async def _packed(found: Cut, make: Making, read: Reading, now: datetime) -> Cut:
    """Bring the bytes to memory; when an event changed between the tags and the bytes, both are read again."""
    for _ in range(MOST_TRIES):
        body = await body_of(found, read)
        if body is not None:
            await MEMORY.keep(found.etag, body)
            return found
        found = cut(await make(now), found.form)
    raise RuntimeError("a feed changed at each reading")


def _as_sent(headers: dict[str, str]) -> Headers:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def _answer(ready: Ready, scope: HTTPScope) -> Answer | None:
    """Return the answer for who asks; None when it needs a body that is not remembered."""
    told = {name: value.decode("latin-1") for name, value in scope["headers"] if name in TOLD}
    if not_modified(told.get(b"if-none-match"), told.get(b"if-modified-since"), ready.etag, ready.since):
        return Answer(304, ready.headers, b"")
    packed = MEMORY.body(ready.etag)
    if packed is None:
        return None
    body, headers = packed.plain, [*ready.headers, *ready.more]
    if packed.gzip and takes_gzip(told.get(b"accept-encoding", "")):
        body = packed.gzip
        headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", b"%d" % len(body)))
    return Answer(200, headers, b"" if scope["method"] == "HEAD" else body)


@functools.lru_cache(maxsize=256)
def takes_gzip(header: str) -> bool:
    """Tell whether Accept-Encoding names gzip, and not to refuse it (RFC 9110 §12.5.3)."""
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in {"gzip", "x-gzip"}:
            return weight.replace(" ", "").rstrip("0.") != "q="
    return False
