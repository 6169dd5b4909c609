"""Ordered collections, paged, and the reading of other servers' pages."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

from federation.wire.context import COLLECTION_CONTEXT, CONTEXT
from federation.wire.decode import Document
from federation.wire.errors import Malformed
from federation.wire.values import is_web_address, many, reference

NOTHING: Mapping[str, str] = MappingProxyType({})
KINDS = frozenset({"Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"})


def collection(
    id: str,
    total: int,
    *,
    first: str = "",
    last: str = "",
    order: Literal["", "ForwardChronological", "ReverseChronological"] = "",
    of: Mapping[str, str] = NOTHING,
) -> Document:
    """A collection whose items are on pages, or, without `first`, one whose items nobody may list.

    `order` says how they follow each other (FEP-1985), `of` whose collection it is (FEP-5711): {"outboxOf": an actor}.
    """
    known = {"first": first, "last": last, "orderType": order}
    told = {name: value for name, value in known.items() if value}
    kind = {"id": id, "type": "OrderedCollection", "totalItems": total}
    return {"@context": COLLECTION_CONTEXT, **kind, **told, **of}


def page(
    id: str, items: Sequence[Any], *, part_of: str, total: int | None = None, next: str = "", prev: str = ""
) -> Document:
    """One page of a collection; the items keep their own ids and lose their own contexts."""
    links = {name: link for name, link in (("next", next), ("prev", prev)) if link}
    whole = {} if total is None else {"totalItems": total}
    inner = [_inside(item) for item in items]
    kind = {"type": "OrderedCollectionPage", "partOf": part_of}
    return {"@context": CONTEXT, "id": id, **kind, **whole, **links, "orderedItems": inner}


def read_page(document: Document) -> tuple[list[Document | str], str | None]:
    """The items of a page, or of a collection's embedded first page, and the address of what follows.

    Raises `Malformed` when the document is no collection. The caller checks that the address stays at the origin.
    """
    if document.get("type") not in KINDS:
        raise Malformed("collection")
    items = _items(document)
    if items or str(document["type"]).endswith("Page"):
        return items, _following(document.get("next"), document)
    first = document.get("first")
    if isinstance(first, dict) and (embedded := _items(first)):
        return embedded, _following(first.get("next"), document)
    return [], _following(first, document)


def _items(document: Document) -> list[Document | str]:
    found = many(document.get("orderedItems")) + many(document.get("items"))
    return [item for item in found if isinstance(item, dict | str)]


def _following(link: Any, document: Document) -> str | None:
    address = reference(link)
    return address if is_web_address(address) and address != document.get("id") else None


def _inside(item: Any) -> Any:
    return {name: value for name, value in item.items() if name != "@context"} if isinstance(item, dict) else item
