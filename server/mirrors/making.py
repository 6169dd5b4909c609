"""Make a mirror pack: part by part from the database to a file, so that its length does not matter to the memory."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import IO

from server.agenda.cards import card
from server.bookings.cards import Card
from server.foundation.errors import NotFound
from server.materials.queries import public_materials
from server.mirrors import queries
from server.mirrors.calendars import calendars
from server.mirrors.lists import learning, lists
from server.mirrors.pack import Pack
from server.mirrors.pages import FIRST, Pages
from server.mirrors.queries import Source
from server.mirrors.shapes import MOST_PICTURES, MOST_RESOURCES, Line, Made, Wanted, line
from server.workshops.picturing import copy_of
from server.workshops.views import widths


async def make(target: IO[bytes], wanted: Wanted, now: datetime) -> Made:
    """Write a pack of what is public and to come; raises NotFound for a library that there is not.

    Pages are set beside the loop, so that an instance that makes one goes on answering.
    """
    of = await queries.source(wanted, now)
    cut, only = of.total > of.most, of.known[0] if wanted.library else None
    with Pack(target) as pack:
        resources = await public_materials()
        pages = Pages(pack, wanted.language, of.zone, now, resources=bool(resources))
        pages.put(FIRST, "first.html", here="first", most=of.most if cut else 0, only=only, libraries=of.known)
        pages.style()
        told = await _sessions(pack, pages, of, now)
        await asyncio.to_thread(lists, pages, of, told, await calendars(pack, of, told))
        await asyncio.to_thread(learning, pages, resources[:MOST_RESOURCES])
        return Made(len(told), len(pack) + 1, cut)


async def _sessions(pack: Pack, pages: Pages, of: Source, now: datetime) -> list[Line]:
    told: list[Line] = []
    pictured: set[str] = set()
    async for found in queries.sessions(of):
        shown = [card(each, language=pages.language, now=now) for each in found]
        await _pictures(pack, shown, pictured)
        told += await asyncio.to_thread(_written, pages, of, shown)
    return told


def _written(pages: Pages, of: Source, shown: Sequence[Card]) -> list[Line]:
    told = []
    for each in shown:
        library = of.names.get((each.library_url or "").removeprefix("/bibliotheques/"), "")
        workshop = (each.workshop_url or "").removeprefix("/ateliers/")
        told.append(line(each, library, workshop if workshop in of.workshops else ""))
        pages.session(told[-1], each)
    return told


async def _pictures(pack: Pack, shown: Sequence[Card], pictured: set[str]) -> None:
    """Add the pictures of some sessions in their smallest copy: each once, and not without end."""
    wanted = {str(each.picture.id): each.picture for each in shown if each.picture}
    for id in sorted(wanted.keys() - pictured):
        if len(pictured) < MOST_PICTURES:
            pictured.add(id)
            try:
                pack.put(f"images/{id}.jpg", await copy_of(wanted[id].id, widths(wanted[id].width)[0], "jpeg"))
            except NotFound:
                continue  # it was replaced a moment ago
