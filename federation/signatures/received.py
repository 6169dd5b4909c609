"""What must hold of a request before anyone looks for a key: the steps cost little and need no network."""

from datetime import datetime, timedelta
from email.message import Message
from functools import lru_cache

from federation.signatures import cavage, rfc9421
from federation.signatures.digest import check_digests
from federation.signatures.request import BadSignature, Claim, Request, Unsigned
from federation.signatures.target import same_host
from federation.wire.context import STREAMS
from federation.wire.origin import origin

LARGEST_BODY = 1_048_576
MOST_LINES = 64
LONGEST_SIGNATURE = 8192
WINDOW = timedelta(minutes=65)

# Said twice, two readers could take different values of these.
_ONCE = ("content-type", "content-encoding", "host", "date", "digest", "content-digest", "signature", "signature-input")


def claims(request: Request, *, host: str, now: datetime) -> list[Claim]:
    """The claims of a request, at most three, that deserve a look for their key.

    In this order: limits, content type, scheme, coverage, digest against the bytes, `host` being ours, time window.
    Raises `BadSignature` (its `status` is 401, or 400, 413 or 415 for what is not about the signature) or `Unsigned`.
    """
    _check_limits(request)
    found = _read(request, now)
    check_digests(request)
    _check_host(request, host)
    return _timely(found, now)


def _check_limits(request: Request) -> None:
    if len(request.body) > LARGEST_BODY:
        raise BadSignature("body_size", 413)
    if len(request.headers) > MOST_LINES:
        raise BadSignature("header_lines", 400)
    for name in _ONCE:
        request.only(name)
    if request.only("content-encoding").lower() not in ("", "identity"):
        raise BadSignature("content_encoding", 415)
    if (request.body or request.method.upper() == "POST") and not is_activity_json(request.only("content-type")):
        raise BadSignature("content_type", 415)
    if max(len(request.only("signature")), len(request.only("signature-input"))) > LONGEST_SIGNATURE:
        raise BadSignature("signature_size")


@lru_cache(maxsize=64)
def is_activity_json(content_type: str) -> bool:
    """Whether a content type is that of ActivityPub: activity+json, or ld+json with the activitystreams profile."""
    if not content_type.isascii() or len(content_type) > 1024:
        return False
    header = Message()
    header["content-type"] = content_type.replace("\r", " ").replace("\n", " ")
    if str(header.get_param("charset", "utf-8")).lower() not in ("utf-8", "utf8"):
        return False
    kind = header.get_content_type()
    profiles = str(header.get_param("profile", "")).split()
    return kind == "application/activity+json" or (kind == "application/ld+json" and STREAMS in profiles)


def _read(request: Request, now: datetime) -> list[Claim]:
    if request.lines("signature-input"):
        found = rfc9421.claims(request, now)
    elif request.lines("signature"):
        found = [cavage.claim(request, now)]
    else:
        raise Unsigned
    addressed = [claim for claim in found if origin(claim.key_id) is not None]
    if not addressed:
        raise BadSignature("key_id")
    return addressed


def _check_host(request: Request, host: str) -> None:
    said = request.only("host")
    if (said and not same_host(said, request.url)) or not same_host(host, request.url):
        raise BadSignature("host")


def _timely(found: list[Claim], now: datetime) -> list[Claim]:
    timely = [claim for claim in found if abs(now - claim.signed_at) <= WINDOW]
    if not timely:
        raise BadSignature("time")
    return timely
