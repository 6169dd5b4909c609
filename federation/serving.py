"""Answers to other servers: documents with validators (RFC 9110 §13) and problems in words (RFC 9457, FEP-c180)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from litestar import Request, Response
from litestar.enums import HttpMethod
from litestar.types import Method

from federation.wire import Document
from federation.wire.context import ACTIVITY_JSON

PUBLIC = {"access": "public"}
NOTHING: Mapping[str, str] = MappingProxyType({})
# GET alone would answer 405 to HEAD, which probes use.
READ: list[HttpMethod | Method] = [HttpMethod.GET, HttpMethod.HEAD]
PROBLEM_JSON = "application/problem+json"
ANYONE = {"access-control-allow-origin": "*", "cache-control": "public, max-age=3600"}
VARY = {"vary": "Accept, Signature, Signature-Input"}
FRESH = {**VARY, "cache-control": "public, max-age=60"}
KEPT_BACK = {**VARY, "cache-control": "private, no-store"}
Asked = Request[Any, Any, Any]


def answer(document: Document, kind: str, status: int = 200, headers: Mapping[str, str] = NOTHING) -> Response[bytes]:
    """Return a JSON document as bytes, in the order of its writer."""
    body = json.dumps(document, ensure_ascii=False).encode()
    return Response(body, status_code=status, headers={"content-type": kind, **ANYONE, **headers})


def problem(status: int, detail: str, headers: Mapping[str, str] = NOTHING) -> Response[bytes]:
    """Return what is wrong with a request, for the people who run the other server."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return answer(told, PROBLEM_JSON, status, {**VARY, "cache-control": "no-store", **headers})


def found(
    document: Document | None, request: Asked, *, updated: datetime | None = None, headers: Mapping[str, str] = FRESH
) -> Response[bytes]:
    """Return a document with its validators, 304 when the asker holds it already, or 404."""
    if document is None:
        return problem(404, "There is no such thing.")
    whole = answer(document, ACTIVITY_JSON, 200, headers)
    marks = {"etag": f'"{hashlib.sha256(whole.content).hexdigest()[:32]}"'}
    if updated is not None:
        marks["last-modified"] = format_datetime(updated.astimezone(UTC), usegmt=True)
    if _holds(request, marks["etag"], updated):
        return Response(b"", status_code=304, headers={**ANYONE, **headers, **marks})
    whole.headers.update(marks)
    return whole


def _holds(request: Asked, etag: str, updated: datetime | None) -> bool:
    """Tell whether the asker has this very state: by its tag, or by its time where it names no tag."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in tags.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or updated is None:
        return False
    try:
        held = parsedate_to_datetime(since)
    except (ValueError, TypeError, OverflowError, IndexError):
        return False
    return updated.replace(microsecond=0) <= (held if held.tzinfo else held.replace(tzinfo=UTC))
