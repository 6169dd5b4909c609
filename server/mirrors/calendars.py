"""The calendars of a pack, joined from stored events; each goes through a file, since its head is known last."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from tempfile import TemporaryFile
from typing import IO

from server.calendars.whole import END, beginning
from server.foundation.settings import settings
from server.mirrors import queries
from server.mirrors.pack import Pack
from server.mirrors.queries import Source
from server.mirrors.shapes import Line

PIECE = 65_536
WHOLE = "calendriers/agenda.ics"


async def calendars(pack: Pack, of: Source, lines: Sequence[Line]) -> dict[str, str]:
    """Add a calendar of all, and one of each library that has sessions; return their paths by library, "" for all."""
    only = next(iter(of.libraries)) if of.filters.bibliotheque else ""
    title = of.libraries[only].name if only else settings().name
    await _calendar(pack, WHOLE, title, only, of)
    made = {"": WHOLE}
    for library in sorted({each.library for each in lines} - {"", only}):
        made[library] = f"calendriers/{library}.ics"
        await _calendar(pack, made[library], of.libraries[library].name, library, of)
    return made


async def _calendar(pack: Pack, name: str, title: str, library: str, of: Source) -> None:
    zones: set[tuple[str, int]] = set()
    with TemporaryFile() as spool:
        async for held in queries.events(of, library):
            zones |= {(each.zone, each.starts_at.astimezone(UTC).year) for each in held}
            spool.writelines(each.body for each in held)
        spool.seek(0)
        page = f"/bibliotheques/{library}" if library else "/"
        top = beginning(title, f"{page.rstrip('/')}/agenda.ics", page, of.zone, sorted(zones))
        pack.pour(name, _whole(top, spool))


def _whole(top: bytes, spool: IO[bytes]) -> Iterator[bytes]:
    yield top
    while piece := spool.read(PIECE):
        yield piece
    yield END
