"""How the API describes what may go wrong, and how it hands out long lists piece by piece."""

import base64
import binascii
import re
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request, Response
from litestar.openapi.datastructures import ResponseSpec

from server.foundation.errors import Invalid

WHY = {
    400: "Something sent cannot be read or kept; `fields` says what.",
    401: "A token is needed: `Authorization: Bearer …`.",
    403: "The role of the holder of this token does not allow it, in any library.",
    404: "There is no such thing, or not for the holder of this token.",
    409: "A rule says no; `type` names the reason.",
    410: "It existed and was withdrawn.",
    412: "It was changed since the version named in `If-Match`: read it again.",
    429: "Too many tries; `Retry-After` says when to come back.",
}
T = TypeVar("T")
NAMED = re.compile(r'(W/)?"([^"]*)"')
PLUS_LOST = re.compile(r" (?=[0-9]{2}:?[0-9]{2}$)")


class Problem(msgspec.Struct, omit_defaults=True):
    """Problem details (RFC 9457). `fields` maps the name of a field to what is wrong with it."""

    type: str
    title: str
    status: int
    detail: str = ""
    fields: dict[str, str] = {}


def answers(*statuses: int) -> dict[int, ResponseSpec]:
    """Return the description of the problems that a route may answer with; what needs a token needs a role too."""
    return {
        status: ResponseSpec(
            data_container=Problem,
            description=WHY[status],
            media_type="application/problem+json",  # type: ignore[arg-type]
            generate_examples=False,
        )
        for status in sorted({*statuses, *([403] if 401 in statuses else [])})
    }


def tagged(thing: T, version: int, *, status: int = 200, **headers: str) -> Response[T]:
    """Return an answer with the version of the thing as its ETag (RFC 9110): what staff wrote, not the seats taken."""
    return Response(thing, status_code=status, headers={"etag": f'"{version}"', **headers})


def if_match(request: Request[Any, Any, Any]) -> frozenset[int] | None:
    """Return the versions that `If-Match` names; None where any will do. A weak tag matches nothing (RFC 9110)."""
    said = request.headers.get("if-match", "*").strip()
    if said == "*":
        return None
    tags = (tag for weak, tag in NAMED.findall(said) if not weak)
    return frozenset(int(tag) for tag in tags if re.fullmatch(r"[0-9]{1,9}", tag))


def cursor(at: datetime, last: UUID) -> str:
    """Return the mark after which the next piece of a list starts."""
    return base64.urlsafe_b64encode(f"{at.astimezone(UTC).isoformat()}|{last}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[datetime, UUID]:
    """Return what `cursor` was given; raises Invalid for a text that it did not make."""
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        at, _, last = plain.partition("|")
        found = datetime.fromisoformat(at)
        if found.tzinfo is None or not 1900 < found.year < 2200:
            raise ValueError(at)
        return found, UUID(last)
    except (ValueError, binascii.Error):
        raise Invalid({"cursor": "bad_choice"}) from None


def read_instant(text: str, zone: str, field: str) -> datetime:
    """Return the instant of an ISO 8601 date or time in an address; one without offset is local to `zone`.

    A plus sign that was not written %2B arrives as a space; it is put back. Raises Invalid at `field`.
    """
    try:
        found = datetime.fromisoformat(PLUS_LOST.sub("+", text.strip()))
        local = found.replace(tzinfo=ZoneInfo(zone)) if found.tzinfo is None else found
        if not 1900 < local.year < 2200:
            raise ValueError(text)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid({field: "bad_date"}) from None
