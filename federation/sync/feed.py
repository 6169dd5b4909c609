"""Reading another instance's feed and digests: answers that it has signed, made of elements that can be believed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from federation import actors, client
from federation.client import Reading
from federation.node import Node
from federation.readings import Read, What, failed
from federation.signatures import BadSignature, check_answer
from federation.sync.digests import Bucket
from federation.sync.sources import Source
from federation.wire import Document
from federation.wire.origin import origin, same_origin
from federation.wire.values import count, line, many, moment

LARGEST = 2**53 - 1
LONGEST_CURSOR = 200
LONGEST_ID = 2048


class Unread(Exception):
    """What was asked did not come, or cannot be believed; `read` tells how it ended."""

    def __init__(self, read: Read) -> None:
        super().__init__(read.why)
        self.read = read


class Lost(Exception):
    """The peer does not know how far we are: everything must be compared."""


@dataclass(frozen=True)
class Element:
    """What a feed says of one thing; `document` where it is quoted and of the feed's own origin."""

    id: str
    seq: int
    version: int | None
    updated: datetime | None
    digest: str
    gone: bool
    foreign: bool
    document: Document | None


@dataclass(frozen=True)
class Page:
    """A page of the feed, and where the next reading begins."""

    elements: list[Element]
    cursor: str
    more: bool


@dataclass(frozen=True)
class Months:
    """The digests of the months, how many and their XOR, and a cursor as old as they are.

    `relayed` is what a hub holds of others, by origin and month; None from who does not tell.
    """

    cursor: str
    buckets: dict[str, Bucket]
    relayed: dict[tuple[str, str], Bucket] | None


async def page(node: Node, source: Source, *, now: datetime) -> Page:
    """Read what has changed since the cursor of `source`, the documents as well; raises `Unread` or `Lost`."""
    query = {"depuis": source.cursor, "limite": "500", "complet": "1"}
    document = await _read(node, source, f"{source.url}?{urlencode(query)}", now)
    return Page(_elements(document, source), _cursor(document), document.get("suite") is True)


async def months(node: Node, source: Source, *, now: datetime) -> Months:
    """Read the digests of all months; raises `Unread`."""
    document = await _read(node, source, source.digests, now)
    own = {line(bucket.get("mois"), 7): _bucket(bucket) for bucket in _dicts(document.get("seaux"))}
    relayed = {
        (line(bucket.get("origine"), LONGEST_ID), line(bucket.get("mois"), 7)): _bucket(bucket)
        for bucket in _dicts(document.get("tiers"))
    }
    return Months(_cursor(document), own, relayed if "tiers" in document else None)


async def month(node: Node, source: Source, name: str, *, now: datetime, of: str = "") -> list[Element]:
    """Read the list of one month, of the origin `of` where a hub relays it; raises `Unread`."""
    query = f"?{urlencode({'origine': of})}" if of else ""
    return _elements(await _read(node, source, f"{source.digests}/{quote(name, safe='')}{query}", now), source)


async def _read(node: Node, source: Source, url: str, now: datetime) -> Document:
    found = await client.read_json(node, url, now=now)
    if found.status == 410:
        raise Lost
    if found.document is None or found.answer is None:
        raise Unread(failed(found))
    if not same_origin(found.url, source.url):
        raise Unread(Read(What.UNREADABLE, "redirected to another server"))
    if not await _is_signed(node, source.actor, found, now):
        raise Unread(Read(What.UNREADABLE, "an answer that the peer has not signed"))
    return found.document


async def _is_signed(node: Node, actor: str, found: Reading, now: datetime) -> bool:
    """Tell whether the key of `actor` signed the answer; once in five minutes it is read again, for a new key."""
    held = await actors.known(actor)
    if held is None or not _fits(found, held, now):
        if held is not None and not await actors.may_read_again(actor, now):
            return False
        read = await actors.read(node, actor, now=now)
        return isinstance(read, actors.Known) and _fits(found, read, now)
    return True


def _fits(found: Reading, actor: actors.Known, now: datetime) -> bool:
    try:
        return found.answer is not None and check_answer(found.answer, actor.public_pem, now=now) == actor.key_id
    except BadSignature:
        return False


def _cursor(document: Document) -> str:
    return line(document.get("curseur"), LONGEST_CURSOR)


def _dicts(value: Any) -> list[Document]:
    return [item for item in many(value) if isinstance(item, dict)]


def _bucket(item: Document) -> Bucket:
    return count(item.get("nombre"), LARGEST) or 0, line(item.get("empreinte"), 64)


def _elements(document: Document, source: Source) -> list[Element]:
    found = (_element(item, source) for item in many(document.get("elements")))
    return [element for element in found if element is not None]


def _element(item: Any, source: Source) -> Element | None:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str):
        return None
    id, quoted = item["id"], item.get("objet")
    if origin(id) is None or len(id) > LONGEST_ID:
        return None
    foreign = not same_origin(id, source.url)
    believed = isinstance(quoted, dict) and quoted.get("id") == id and not foreign
    return Element(
        id=id,
        seq=count(item.get("seq"), LARGEST) or 0,
        version=count(item.get("version"), LARGEST),
        updated=moment(item.get("updated")),
        digest=line(item.get("empreinte"), 100),
        gone=item.get("supprime") is True,
        foreign=foreign,
        document=quoted if believed else None,
    )
