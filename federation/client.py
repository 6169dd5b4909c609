"""Reading documents of other servers: signed by the instance, guarded, and believed only where they come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin

from federation import keyring, knocking
from federation.knocking import Knock
from federation.node import Answer, Door, Node
from federation.signatures import is_activity_json
from federation.wire import Document, Malformed
from federation.wire.context import ACCEPT
from federation.wire.decode import decode
from federation.wire.origin import origin, same_origin

HOPS = 3
# Of one document, with redirects and knocks: an event and then its owner make ten requests at most, so that no
# activity can cost more.
MOST_ASKED, MOST_STRICTLY = 6, 4
LONGEST_HEADER = 500
NOTHING: Mapping[str, str] = MappingProxyType({})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
JSON_KINDS = ("application/json", "application/jrd+json")


@dataclass(frozen=True)
class Reading:
    """What a GET brought: `status` is 0 when nothing came back; `document` is None unless it is good JSON at `url`.

    `answer` is what came over the wire, where anything did: for its headers and its signature.
    """

    status: int
    url: str
    document: Document | None = None
    error: str = ""
    answer: Answer | None = field(default=None, compare=False, repr=False)

    def header(self, name: str) -> str:
        """A header of the answer (`name` in lower case), or an empty text."""
        return self.answer.headers.get(name, "")[:LONGEST_HEADER] if self.answer else ""


@dataclass(frozen=True)
class Unasked:
    """The answer to what was not asked any more."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: str = "too many requests for one document"


@dataclass
class Few:
    """A door that opens a few times only."""

    door: Door
    left: int

    async def send(self, method: str, url: str, **rest: Any) -> Answer:
        """Send a request, while there is one left."""
        self.left -= 1
        return await self.door.send(method, url, **rest) if self.left >= 0 else Unasked()


def is_ours(node: Node, address: str) -> bool:
    """Tell whether an address has the origin of this instance."""
    return same_origin(node.url, address)


async def read(node: Node, url: str, *, now: datetime) -> Reading:
    """Read an ActivityPub document; at most three redirects, each signed anew, none to us. Never raises."""
    return await _get(node, url, {"Accept": ACCEPT}, is_activity_json, now)


async def read_json(node: Node, url: str, *, now: datetime) -> Reading:
    """Read a JSON document of another kind (WebFinger, NodeInfo), with the same guards. Never raises."""
    return await _get(node, url, {"Accept": "application/json, application/jrd+json"}, _is_json, now)


async def fetch(
    node: Node, url: str, *, now: datetime, strictly: bool = False, headers: Mapping[str, str] = NOTHING
) -> Reading:
    """Read a document whose id is proven: it came from the very address that is its id (FEP-fe34).

    When another id stands in it, it is read once more there, unless its id must be `url` `strictly`. `headers` may make
    the question conditional (RFC 9110 §13): the status is 304, without a document, when nothing has changed. Never
    raises.
    """
    sparing = replace(node, door=Few(node.door, MOST_STRICTLY if strictly else MOST_ASKED))
    wanted = {"Accept": ACCEPT, **headers}
    found = await _get(sparing, url, wanted, is_activity_json, now)
    if not same_origin(found.url, url) and found.status in (*GONE, 304):
        return Reading(0, found.url, error="another server speaks for it")
    if found.document is None or found.status in GONE or _proven(found, url):
        return found
    id = found.document.get("id")
    if strictly or not isinstance(id, str) or origin(id) is None or id == url:
        return Reading(found.status, found.url, error="the document has another id than its address")
    again = await _get(sparing, id, wanted, is_activity_json, now)
    if again.document is not None and not _proven(again, id):
        return Reading(again.status, again.url, error="the document does not stand at its own id")
    return again


def _proven(found: Reading, asked: str) -> bool:
    id = (found.document or {}).get("id")
    return isinstance(id, str) and id in (asked, found.url) and same_origin(id, found.url)


async def _get(
    node: Node, url: str, headers: Mapping[str, str], accepts: Callable[[str], bool], now: datetime
) -> Reading:
    at = url
    for _ in range(HOPS + 1):
        if refusal := _refusal(node, url, at):
            return Reading(0, at, error=refusal)
        answer = await _ask(node, at, headers, now)
        if answer.status not in REDIRECTS:
            return _judged(answer, at, accepts)
        try:
            at = urljoin(at, answer.headers.get("location", "")).partition("#")[0]
        except ValueError:
            return Reading(0, at, error="a redirect to nowhere")
    return Reading(0, at, error="too many redirects")


def _refusal(node: Node, first: str, at: str) -> str:
    there = origin(at)
    if there is None:
        return "not a web address"
    if is_ours(node, at):
        return "an address of ours"
    return "a redirect to another scheme" if (origin(first) or there)[0] != there[0] else ""


async def _ask(node: Node, url: str, headers: Mapping[str, str], now: datetime) -> Answer:
    signer = await keyring.signer(node, node.actor)
    if signer is None:
        return await node.door.send("GET", url, headers=headers)
    return await knocking.ask(node, Knock("GET", url, headers, b"", signer), now)


def _judged(answer: Answer, url: str, accepts: Callable[[str], bool]) -> Reading:
    if not 200 <= answer.status < 300:
        why = answer.error or f"status {answer.status}"
        return Reading(answer.status, url, _tombstone(answer), why, answer=answer)
    if not accepts(answer.headers.get("content-type", "")):
        return Reading(answer.status, url, error="content type", answer=answer)
    try:
        return Reading(answer.status, url, decode(answer.body), answer=answer)
    except Malformed as fault:
        return Reading(answer.status, url, error=fault.reason, answer=answer)


def _tombstone(answer: Answer) -> Document | None:
    """Return the body of a 410, which says since when; anything else is not worth reading."""
    if answer.status != 410:
        return None
    try:
        return decode(answer.body)
    except Malformed:
        return None


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() in JSON_KINDS or is_activity_json(content_type)
