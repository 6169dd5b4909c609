"""What is public, in the order of a pack: its libraries, its workshops, its sessions and their events, part by part."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

from server.agenda.entries import Entries
from server.agenda.filters import Filters
from server.agenda.queries import Found, counted, listed, page_window
from server.agenda.together import Window
from server.calendars.fragments import Held
from server.foundation.database import DB
from server.foundation.settings import settings
from server.libraries.queries import LibraryView, all_libraries, by_slug
from server.mirrors.shapes import Wanted
from server.workshops.queries import WorkshopView, public_workshops

BATCH = 200
# What moves with all that a pack tells, and with little else: seats that are taken are not in it.
MARK = """
SELECT concat_ws(' ',
  (SELECT concat(count(*), ' ', sum(version)) FROM session
    WHERE state IN ('published', 'postponed', 'cancelled') AND NOT practice),
  (SELECT concat(count(*), ' ', sum(version)) FROM workshop),
  (SELECT concat(count(*), ' ', sum(version)) FROM library),
  (SELECT concat(count(*), ' ', max(updated_at)) FROM material WHERE published AND is_public AND shown),
  (SELECT concat(count(*), ' ', max(changed_at)) FROM ical_feed WHERE paused_at IS NULL),
  (SELECT concat(count(*), ' ', max(updated_at)) FROM calendar_edit),
  (SELECT concat(count(*), ' ', sum(version), ' ', max(updated)) FROM fed_remote_event
    WHERE tombstoned_at IS NULL AND hidden_at IS NULL)) AS mark
"""


@dataclass(frozen=True)
class Source:
    """What a pack is made from: libraries and workshops by their names in addresses; `total` counts no further."""

    libraries: dict[str, LibraryView]
    names: dict[str, str]
    workshops: dict[str, WorkshopView]
    filters: Filters
    window: Window
    zone: str
    most: int
    total: int

    @property
    def known(self) -> list[LibraryView]:
        return list(self.libraries.values())


async def mark() -> str:
    """Return what differs once something that a pack tells has changed."""
    return str((await DB.rows(MARK))[0]["mark"])


async def source(wanted: Wanted, now: datetime) -> Source:
    """Return what a pack is made from; raises NotFound for a library that there is not."""
    libraries = [await by_slug(wanted.library)] if wanted.library else await all_libraries()
    zone = libraries[0].timezone if wanted.library else settings().timezone
    filters = Filters(bibliotheque=libraries[0].slug if wanted.library else "")
    window = page_window(filters, now, zone)
    return Source(
        libraries={each.page_name: each for each in libraries},
        names={name: each.page_name for each in libraries for name in each.page_names},
        workshops={each.slug: each for each in await public_workshops()},
        filters=filters,
        window=window,
        zone=zone,
        most=wanted.most,
        total=await counted(filters, window, libraries, most=wanted.most + 1),
    )


async def sessions(of: Source) -> AsyncIterator[list[Found]]:
    """Yield the sessions to come, by start, some at a time."""
    window, left = of.window, of.most
    while left > 0:
        found = await listed(of.filters, window, of.known, most=min(BATCH, left))
        if not found:
            return
        yield found
        left -= len(found)
        window = replace(window, after=(found[-1].starts_at, found[-1].id))


async def events(of: Source, library: str = "") -> AsyncIterator[list[Held]]:
    """Yield the events of the sessions to come, of all or of one library, by start, some at a time."""
    filters = Filters(bibliotheque=of.libraries[library].slug) if library else of.filters
    entries, window, left = Entries(whole=True), of.window, of.most
    while left > 0:
        most = min(BATCH, left)
        held, _ = await entries.held(filters, window, of.known, most=most, counting=most)
        if not held:
            return
        yield held
        left -= len(held)
        window = replace(window, after=(held[-1].starts_at, held[-1].id))
