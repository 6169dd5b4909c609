"""The territories that are kept here."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.foundation.errors import NotFound
from server.territories.reach import Part, Size, part, size
from server.territories.rules import Extent
from server.territories.tables import Territory


@dataclass(frozen=True)
class TerritoryView:
    """A territory: what it takes in and leaves out, and how large that is."""

    id: UUID
    name: str
    extent: Extent

    @property
    def size(self) -> Size:
        return size(self.extent)

    @property
    def takes(self) -> list[Part]:
        return [each for each in map(part, self.extent.takes) if each]

    @property
    def leaves(self) -> list[Part]:
        return [each for each in map(part, self.extent.leaves) if each]


def view(row: dict[str, Any]) -> TerritoryView:
    """Return what a row tells."""
    return TerritoryView(row["id"], row["name"], Extent(tuple(row["takes"]), tuple(row["leaves"])))


async def territories() -> list[TerritoryView]:
    """Return all territories, the one made first before the others: it is the instance's own."""
    rows = await Territory.select().order_by(Territory.created_at).order_by(Territory.id)
    return [view(row) for row in rows]


async def territory(id: UUID) -> TerritoryView:
    """Return a territory; raises NotFound."""
    row = await Territory.select().where(Territory.id == id).first()
    if row is None:
        raise NotFound
    return view(row)
