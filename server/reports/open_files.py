"""Files of open data, made once and given to all who ask: anew in the next hour, or when something was changed."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from weakref import WeakKeyDictionary

from litestar.response.base import ASGIResponse

from server.calendars.memory import Memory, Packed
from server.calendars.serving import takes_gzip
from server.foundation.database import DB
from server.reports import freshness

Making = Callable[[datetime], Awaitable[bytes]]
MEMORY = Memory()
LOCKS: "WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]" = WeakKeyDictionary()


async def kept(name: str, make: Making, now: datetime, *, quiet: frozenset[str] | None = freshness.QUIET) -> str:
    """Return the tag of the file of this name as it is now; it is made if need be, by one who asks for all who wait.

    `quiet`: see freshness.since; None, for what is summed up over months, is made once an hour.
    """
    known = await freshness.state(name)
    if await _good(known, now, quiet):
        return known.tag
    async with LOCKS.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        known = await freshness.state(name)
        if not await _good(known, now, quiet):
            body = await make(now)
            known = freshness.State(known.newest, known.hour, known.last, hashlib.sha256(body).hexdigest()[:32])
            await freshness.note(name, known, now, tag=known.tag, body=body)
    return known.tag


async def _good(known: freshness.State, now: datetime, quiet: frozenset[str] | None) -> bool:
    if quiet is None:
        return known.hour == freshness.hour(now)
    return not await freshness.since(known, now, quiet)


async def names() -> list[str]:
    """Return the names of what was made before."""
    return [row["name"] for row in await DB.rows("SELECT name FROM open_made ORDER BY name")]


async def text(name: str, make: Making, now: datetime, *, quiet: frozenset[str] | None = freshness.QUIET) -> bytes:
    """Return the bytes of a file as it is now."""
    _, found = await _packed(name, await kept(name, make, now, quiet=quiet))
    return found.plain


async def answer(
    asked: Mapping[str, str], name: str, tag: str, media_type: str, filename: str, *, head: bool = False
) -> ASGIResponse:
    """Return a file, or 304 to who has it already; any page may read it. `asked` are the headers of who asks."""
    headers = {"cache-control": "public, max-age=3600", "access-control-allow-origin": "*", "vary": "Accept-Encoding"}
    if f'"{tag}"' in asked.get("if-none-match", ""):
        return ASGIResponse(status_code=304, headers=headers | {"etag": f'"{tag}"'})
    tag, found = await _packed(name, tag)
    headers |= {"etag": f'"{tag}"', "content-disposition": f'attachment; filename="{filename}"'}
    body = found.plain
    if found.gzip and takes_gzip(asked.get("accept-encoding", "")):
        body, headers["content-encoding"] = found.gzip, "gzip"
    headers |= {"content-type": media_type, "content-length": str(len(body))}
    return ASGIResponse(body=b"" if head else body, headers=headers, is_head_response=head)


async def _packed(name: str, tag: str) -> tuple[str, Packed]:
    """Return the bytes with this tag, from memory if they were read before; or those that came meanwhile."""
    found = MEMORY.body(tag)
    if found is None:
        (row,) = await DB.rows("SELECT tag, body FROM open_made WHERE name = {}", name)
        tag, found = row["tag"], await MEMORY.keep(row["tag"], bytes(row["body"]))
    return tag, found
