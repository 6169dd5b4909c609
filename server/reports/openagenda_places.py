"""The number that OpenAgenda gave to each of our libraries: written down by those who run the library."""

from collections.abc import Mapping
from datetime import datetime

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid
from server.journal import actions as journal
from server.libraries.queries import LibraryView, libraries_for
from server.reports.tables import OpenAgendaPlace

LARGEST = 2**53 - 1  # what JSON readers keep exactly


async def to_number(person: Person) -> list[LibraryView]:
    """Return the libraries whose number a person may write down."""
    return await libraries_for(person, Power.RUN_LIBRARY)


async def write_numbers(told: Mapping[str, str], *, by: Person, now: datetime) -> int:
    """Keep the numbers told by slug of library, an empty text for none, and return how many changed; raises Invalid.

    What is told of a library that the person does not run is not read.
    """
    mine = {library.slug: library for library in await to_number(by) if library.slug in told}
    numbers = {slug: told[slug].strip().replace("\u202f", "").replace(" ", "") for slug in mine}
    wrong = {f"uid_{slug}": "openagenda_number" for slug, text in numbers.items() if text and not _is_number(text)}
    if wrong:
        raise Invalid(wrong)
    async with DB.transaction():
        rows = await OpenAgendaPlace.select().where(
            OpenAgendaPlace.library.is_in([one.id for one in mine.values()] or [None])
        )
        known = {row["library"]: row["uid"] for row in rows}
        changed = 0
        for slug in sorted(mine):
            number, library = int(numbers[slug]) if numbers[slug] else None, mine[slug]
            if known.get(library.id) != number:
                await _write(library, number, by=by, now=now)
                changed += 1
        return changed


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text[:20]) <= LARGEST


async def _write(library: LibraryView, number: int | None, *, by: Person, now: datetime) -> None:
    if number is None:
        await OpenAgendaPlace.delete().where(OpenAgendaPlace.library == library.id)
    else:
        row = OpenAgendaPlace(library=library.id, uid=number)
        await OpenAgendaPlace.insert(row).on_conflict(
            target=OpenAgendaPlace.library, action="DO UPDATE", values=[OpenAgendaPlace.uid]
        )
    facts = {"changed": ["openagenda"]}
    await journal.write("place.numbered", library.id, by=by.by, now=now, library=library.id, **facts)
