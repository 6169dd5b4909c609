"""Knocking at another server: signed as it last understood, once more as it may understand, then with the old key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from federation.keyring import Signer
from federation.node import Answer, Node
from federation.signatures import Wish, sign_cavage, sign_rfc9421, wish_of
from federation.signatures.target import authority
from federation.tables import run
from federation.wire.nodeinfo import SOFTWARE

OTHER = {"cavage": "rfc9421", "rfc9421": "cavage"}
REMEMBERED = timedelta(days=7)
# Anything else says nothing of the signature: a second knock would only be a second request.
NOT_UNDERSTOOD = frozenset({400, 401, 403})
NOT_BELIEVED = frozenset({401, 403})

NOTE = """
INSERT INTO fed_peer (host, scheme, scheme_at) VALUES ({}, {}, {})
ON CONFLICT (host) DO UPDATE SET scheme = EXCLUDED.scheme, scheme_at = EXCLUDED.scheme_at
"""


@dataclass(frozen=True)
class Knock:
    """One request to send, and by whom."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    signer: Signer


def first_scheme(*, scheme: str, scheme_at: datetime | None, software: str, now: datetime) -> str:
    """Return how to sign for a host: as it understood in the last seven days, else as its software mostly does."""
    if scheme in OTHER and scheme_at and now - scheme_at < REMEMBERED:
        return scheme
    return "rfc9421" if software == SOFTWARE else "cavage"


async def knock(node: Node, what: Knock, first: str, now: datetime) -> tuple[Answer, str]:
    """Send a request, at most three times (federation.md §8.2); return the last answer and how it was signed.

    The second time it is signed as the answer asks for (Accept-Signature, RFC 9421 §5), or in the other scheme; the
    third time with the key before the last rotation, while that may serve. None of it after any but 400, 401 and 403.
    """
    answer, scheme = await _send(node, what, what.signer, first, now), first
    if answer.status in NOT_UNDERSTOOD:
        wish = wish_of(answer.headers.get("accept-signature", ""))
        scheme = "rfc9421" if wish else OTHER[first]
        answer = await _send(node, what, what.signer, scheme, now, wish)
    old = what.signer.otherwise(now)
    if old is not None and answer.status in NOT_BELIEVED:
        answer, scheme = await _send(node, what, old, first, now), first
    return answer, scheme


async def ask(node: Node, what: Knock, now: datetime) -> Answer:
    """Knock as the host is known to understand, and remember what it understood when that was not the first try."""
    host = authority(what.url)
    rows = await run("SELECT scheme, scheme_at, software FROM fed_peer WHERE host = {}", host)
    held: dict[str, Any] = rows[0] if rows else {"scheme": "", "scheme_at": None, "software": ""}
    first = first_scheme(**held, now=now)
    answer, scheme = await knock(node, what, first, now)
    # A public page answers whatever the signature: only an answer after a refusal tells something.
    if scheme != first and 200 <= answer.status < 300:
        await run(NOTE, host, scheme, now)
    return answer


async def _send(
    node: Node, what: Knock, signer: Signer, scheme: str, now: datetime, wish: Wish | None = None
) -> Answer:
    mine: dict[str, Any] = {"key_id": signer.key_id, "key": signer.key, "now": now}
    if scheme == "rfc9421":
        signed = sign_rfc9421(what.method, what.url, what.headers, what.body, **mine, wish=wish)
    else:
        signed = sign_cavage(what.method, what.url, what.headers, what.body, **mine)
    if what.body:
        return await node.door.send(what.method, what.url, headers=signed, body=what.body)
    return await node.door.send(what.method, what.url, headers=signed)
