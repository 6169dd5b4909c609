"""A foreign calendar asked for over HTTP, through a guarded door: conditional, few redirects, bounded in size and time.

(RFC 9110 §13.1, §15.4, §10.2.3). Trouble of the network is a value, never an exception.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Protocol
from urllib.parse import urljoin

from ical_feeds import announced
from ical_feeds.guard import MAX_BYTES

HOPS = 3
SECONDS = 30.0
LONGEST_WAIT = timedelta(hours=24)
_REDIRECTS, _FOR_EVER = frozenset({301, 302, 303, 307, 308}), frozenset({301, 308})
_SIGN_IN, _MISSING, _BUSY = frozenset({401, 403}), frozenset({404, 410}), frozenset({429, 503})
_ACCEPT = "text/calendar, text/html;q=0.5, */*;q=0.1"


class Answer(Protocol):
    """What came back; `status` 0 with `error` set means that nothing came back."""

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def body(self) -> bytes: ...

    @property
    def error(self) -> str: ...


class Door(Protocol):
    """A guarded HTTP client: judges addresses, follows no redirect, never raises for trouble of the network."""

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str] = ..., limit: int = ..., seconds: float = ...
    ) -> Answer: ...

    def refusal(self, url: str) -> str: ...


class What(StrEnum):
    """What came of asking."""

    GOOD = "good"
    SAME = "same"
    PAGE = "page"
    FAILED = "failed"


@dataclass(frozen=True)
class Fetched:
    """What came of asking for a calendar.

    `url` is where it is to be asked for from now on: another one after permanent redirects. `place` is where the body
    came from, `digest` what its bytes are known by. `error` is a key: refused_address, unreachable, slow, too_large,
    redirects, sign_in, missing, busy, server_fault, html (`detail` is then the title of the page), or not_answered
    (`detail`: the status).
    """

    what: What
    url: str
    place: str = ""
    body: bytes = b""
    digest: str = ""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    error: str = ""
    detail: str = ""
    wait: timedelta | None = None


async def fetch(door: Door, url: str, *, etag: str = "", last_modified: str = "", now: datetime) -> Fetched:
    """Ask for a calendar, only if it is not as `etag` or `last_modified` say; at most three redirects, each judged."""
    headers = {"Accept": _ACCEPT}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    try:
        async with asyncio.timeout(SECONDS):
            return await _follow(door, url, headers, now)
    except TimeoutError:
        return Fetched(What.FAILED, url, error="slow")


async def _follow(door: Door, url: str, headers: Mapping[str, str], now: datetime) -> Fetched:
    place, lasting, for_ever = url, url, True
    for _ in range(HOPS + 1):
        if door.refusal(place):
            return Fetched(What.FAILED, url, error="refused_address")
        answer = await door.send("GET", place, headers=headers, limit=MAX_BYTES, seconds=SECONDS)
        target = answer.headers.get("location", "") if answer.status in _REDIRECTS else ""
        if not target:
            return replace(_judged(answer, place, now), url=lasting)
        try:
            place = urljoin(place, target)
        except ValueError:
            return Fetched(What.FAILED, url, error="refused_address")
        for_ever = for_ever and answer.status in _FOR_EVER
        lasting = place if for_ever else lasting
    return Fetched(What.FAILED, url, error="redirects")


def _judged(answer: Answer, place: str, now: datetime) -> Fetched:
    if answer.status == 304:
        return Fetched(What.SAME, place, place)
    if answer.status != 200:
        wait = retry_after(answer.headers.get("retry-after", ""), now)
        return Fetched(What.FAILED, place, place, error=_why(answer), detail=_detail(answer), wait=wait)
    kind = answer.headers.get("content-type", "")[:200]
    found = Fetched(
        What.GOOD,
        place,
        place,
        answer.body,
        digest_of(answer.body),
        kind,
        etag=answer.headers.get("etag", "")[:200],
        last_modified=answer.headers.get("last-modified", "")[:100],
    )
    if not answer.body.lstrip(b"\xef\xbb\xbf\x00 \t\r\n").startswith(b"<"):
        return found
    title = announced.title(answer.body[:100_000].decode("utf-8", "replace"))
    return replace(found, what=What.PAGE, error="html", detail=title)


def handed_in(body: bytes, content_type: str = "") -> Fetched:
    """A file that a person handed in, as if it had been fetched from nowhere."""
    return Fetched(What.GOOD, "", "", body, digest_of(body), content_type)


def digest_of(body: bytes) -> str:
    """By what the bytes of a copy are known again."""
    return blake2b(body, digest_size=16).hexdigest()


def _why(answer: Answer) -> str:
    if answer.status == 0:
        slow, large = answer.error.startswith("TimeoutError"), "longer than" in answer.error
        refused = answer.error.startswith("Forbidden")
        return "slow" if slow else "too_large" if large else "refused_address" if refused else "unreachable"
    known = {"sign_in": _SIGN_IN, "missing": _MISSING, "busy": _BUSY}
    found = next((key for key, statuses in known.items() if answer.status in statuses), "")
    return found or ("server_fault" if answer.status >= 500 else "not_answered")


def _detail(answer: Answer) -> str:
    return str(answer.status) if answer.status else ""


def retry_after(text: str, now: datetime) -> timedelta | None:
    """How long a server asks to be left alone (RFC 9110 §10.2.3), at most a day; None when it does not say."""
    plain = text.strip()
    if plain.isdecimal() and len(plain) < 9:
        return min(timedelta(seconds=int(plain)), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(plain)
        aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        return max(timedelta(), min(aware - now, LONGEST_WAIT))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
