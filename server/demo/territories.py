"""The territories of the demonstration: a region for the hub, the towns around for each network."""

from datetime import datetime

from server.accounts.rules import Person
from server.demo.searches import search_in_vain
from server.territories.actions import draw, put

GROUPS = {"rennes": ("Rennes Métropole", "E243500139"), "brest": ("Brest Métropole", "E242900314")}


async def look_after(network: str, person: Person, now: datetime) -> None:
    """Draw what a network looks after: Bretagne for the hub, its group of communes for another one."""
    if network == "hub":
        await draw("", "hub-bretagne", by=person, now=now)
        await search_in_vain(now)
        return
    name, group = GROUPS[network]
    await put(await draw(name, by=person, now=now), group, "take", by=person, now=now)
