"""Searches with a short address, for calendars that take no long one; the same search has the same address."""

from datetime import datetime
from hashlib import blake2b
from urllib.parse import parse_qsl

from server.agenda.filters import Filters, read
from server.agenda.tables import SavedSearch
from server.foundation.errors import Gone, NotFound, Refused
from server.libraries.queries import by_slug

SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
LENGTH = 6


async def save(filters: Filters, *, now: datetime) -> str:
    """Return the id of a search, given now if it has none; raises Refused where nothing is chosen."""
    query = filters.query().removeprefix("?")
    if not query:
        raise Refused("nothing_chosen")
    for turn in range(10):
        row = SavedSearch(id=_id(query, turn), query=query, created_at=now)
        await SavedSearch.insert(row).on_conflict(action="DO NOTHING")
        held = await SavedSearch.select(SavedSearch.id).where(SavedSearch.query == query).first()
        if held:
            return str(held["id"])
    raise RuntimeError("no free address for a search")


def _id(query: str, turn: int) -> str:
    number = int.from_bytes(blake2b(f"{turn} {query}".encode(), digest_size=8).digest())
    return "".join(SIGNS[number // len(SIGNS) ** place % len(SIGNS)] for place in range(LENGTH))


async def saved(id: str) -> Filters:
    """Return a search; raises NotFound, and Gone when the library that it asks for is no more."""
    row = await SavedSearch.select(SavedSearch.query).where(SavedSearch.id == id).first()
    if row is None:
        raise NotFound
    filters = read(dict(parse_qsl(row["query"])))
    if filters.bibliotheque:
        try:
            await by_slug(filters.bibliotheque)
        except NotFound:
            raise Gone from None
    return filters
