"""Equipment in the way of a session: not enough of it is free, or its trolley cannot be there in time (pure)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from server.foundation.spoken import Hour
from server.resources.rules import peak
from server.resources.stocks import StockView
from server.workshops.clashes import Near
from server.workshops.roads import late
from server.workshops.slots import Conflict, Slot


def of_things(
    slot: Slot, near: Sequence[Near], library: UUID, stocks: Mapping[UUID, StockView], roads: Mapping[UUID, int]
) -> list[Conflict]:
    """Return what the equipment of a slot in a library is short of; `roads` are minutes from there to others."""
    found = []
    for which, number in slot.needs:
        if which not in stocks:
            continue
        users = [one for one in near if one.of(which)]
        found += _away(slot, [one for one in users if one.library_id != library], stocks[which], roads)
        found += _short(slot, [one for one in users if one.library_id == library], stocks[which], number)
    return found


def _short(slot: Slot, users: Sequence[Near], stock: StockView, number: int) -> list[Conflict]:
    together = [one for one in users if one.at_once]
    out = peak([(one.starts_at, one.ends_at, one.of(stock.id)) for one in together], slot.starts_at, slot.ends_at)
    if number + out <= stock.total:
        return []
    facts = {"stock": stock.name, "asked": number, "free": max(0, stock.total - out), "total": stock.total}
    return [Conflict("stock_short", facts, tuple(one.id for one in together))]


def _away(slot: Slot, users: Sequence[Near], stock: StockView, roads: Mapping[UUID, int]) -> list[Conflict]:
    found = []
    for one in users:
        minutes = roads.get(one.library_id, 0)
        facts = {"stock": stock.name, "library": one.library, "minutes": minutes}
        if one.at_once:
            found.append(Conflict("stock_away", {**facts, "when": one.facts()["when"]}, (one.id,)))
        elif kind := late(slot, one.starts_at, one.ends_at, minutes):
            at = one.ends_at if kind == "from" else one.starts_at
            found.append(Conflict(f"stock_{kind}", {**facts, "hour": Hour(at, one.timezone)}, (one.id,)))
    return found
