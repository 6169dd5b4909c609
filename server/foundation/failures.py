"""Turn refusals and faults into pages or problem documents (RFC 9457), once for all routes."""

import logging
import re
from typing import Any

import asyncpg
from litestar import Request, Response
from litestar.exceptions import HTTPException, InternalServerException, SerializationException

from server.foundation.errors import Forbidden, Gone, Invalid, NotFound, Refused, Stale, TooMany
from server.foundation.reasons import sentence
from server.foundation.web import language_of, page

LOG = logging.getLogger("agendatheque")
PROGRAMS = ("/api/", "/ap/", "/.well-known/", "/nodeinfo/", "/healthz", "/readyz", "/metrics")
FEEDS = (".ics", ".atom", ".json")
UNREADABLE = (asyncpg.DataError, asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)
BUSY = (
    asyncpg.LockNotAvailableError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)
# The database is stopping, starting, full or a copy: come back later. Whoever runs the instance must hear of it.
ILL = (
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
    OSError,
)
# What Litestar says where the body stops half-way: nobody is there to hear the answer.
CUT_OFF = "client disconnected prematurely"
FIELD = re.compile(r"field `([^`]+)`")
PAGES = {400, 403, 404, 405, 409, 410, 412, 413, 415, 429, 500, 503}


def handle(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer any exception: its status, then a page for people or a problem document for programs."""
    status = status_of(error)
    if status >= 500 and not isinstance(error, BUSY):
        LOG.error("fault on %s %s", request.method, request.scope["path_template"], exc_info=error)
    headers = {"retry-after": str(error.retry_after)} if isinstance(error, TooMany) else {}
    if status == 503:
        headers["retry-after"] = "5"
    if isinstance(error, HTTPException) and error.headers:
        headers |= {name.lower(): value for name, value in error.headers.items()}
    path = request.url.path
    if path.startswith(PROGRAMS) or path.endswith(FEEDS):
        return problem(status, error, language_of(request), headers)
    why = sentence(error.reason, language_of(request), **error.facts) if isinstance(error, Refused) else ""
    why = sentence("too_heavy", language_of(request)) if status == 413 else why
    shown = status if status in PAGES else 500 if status >= 500 else 400
    answer = page(request, f"errors/{_template(shown)}.html", status=status, private=True, why=why)
    answer.headers.update(headers)
    return answer


def _template(status: int) -> int:
    return {405: 404, 412: 409, 415: 400, 413: 400}.get(status, status)


def status_of(error: Exception) -> int:
    """Return the HTTP status of an exception."""
    table: list[tuple[Any, int]] = [
        (Invalid, 400),
        (Stale, 412),
        (Forbidden, 403),
        (Refused, 409),
        (NotFound, 404),
        (Gone, 410),
        (TooMany, 429),
        ((SerializationException, RecursionError, UNREADABLE[0], *UNREADABLE[1:]), 400),
        (asyncpg.UniqueViolationError, 409),  # somebody else wrote the same thing between our look and our write
        ((*BUSY, *ILL), 503),
    ]
    if isinstance(error, InternalServerException) and error.detail == CUT_OFF:
        return 400
    if isinstance(error, HTTPException):
        return error.status_code
    return next((status for kinds, status in table if isinstance(error, kinds)), 500)


def problem(status: int, error: Exception, language: str, headers: dict[str, str]) -> Response[dict[str, Any]]:
    """Return a problem document; `type` is about:blank but for refusals, whose reason is named."""
    body: dict[str, Any] = {"type": "about:blank", "title": _title(status), "status": status}
    if isinstance(error, Refused):
        body |= {
            "type": f"urn:agendatheque:reason:{error.reason}",
            "detail": sentence(error.reason, language, **error.facts),
        }
    if isinstance(error, Invalid):
        body["fields"] = {name: sentence(reason, language, **error.facts) for name, reason in error.fields.items()}
    elif isinstance(error, HTTPException) and status < 500:
        body["detail"] = error.detail
        if error.extra:
            body["fields"] = _fields(error.extra)
    return Response(body, status_code=status, media_type="application/problem+json", headers=headers)


def _fields(extra: Any) -> dict[str, str]:
    """Return what is wrong with each field; a field that is missing or unknown is only named in the message."""
    found: dict[str, str] = {}
    for item in extra if isinstance(extra, list) else []:
        message = str(item.get("message", ""))
        named = FIELD.search(message)
        found[named[1] if named else item.get("key", "body")] = message
    return found


def _title(status: int) -> str:
    titles = {
        400: "Bad request",
        401: "Unauthorized",
        403: "Forbidden",
        404: "Not found",
        405: "Method not allowed",
        409: "Refused",
        410: "Gone",
        412: "Precondition failed",
        413: "Too large",
        415: "Unsupported media type",
        429: "Too many requests",
        503: "Unavailable",
    }
    return titles.get(status, "Error")
