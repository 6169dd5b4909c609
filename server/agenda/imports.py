"""The filters of the agenda as conditions on what calendars of others told us (`e`, `c` and `x` of calendars.imported).

A calendar tells no number of seats and no Pass: who asks for those is promised nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from server.agenda.conditions import within
from server.agenda.filters import Filters
from server.agenda.places import There, box, department_of
from server.agenda.twins import TOLD_BETTER
from server.calendars.imported import AUDIENCES, LEVEL, LIBRARY, SHOWN, THEMES
from server.foundation.words import fold
from server.libraries.queries import LibraryView
from server.workshops.rules import LONGEST

Parts = list[tuple[str, list[Any]]]
END = "coalesce(e.ends_at, e.starts_at + interval '2 hours')"  # two hours when no end is told
_ONLINE = "e.location ~* '^https?://'"


def imported(since: datetime, until: datetime) -> Parts:
    """Return what makes an event of a calendar one of the public list: taken, not told better by someone else."""
    around = f"e.starts_at > {{}} AND e.starts_at < {{}} AND {END} > {{}}"
    return [
        (f"{SHOWN} AND {around}", [since - LONGEST - timedelta(days=1), until, since]),
        *((f"NOT {told}", []) for told in TOLD_BETTER),
    ]


def asked(filters: Filters, known: Sequence[LibraryView], there: There) -> Parts:
    """Return the conditions of all filters together; `known` are our libraries."""
    found = [*_place(filters, known), *_around(filters, known, there), *_subject(filters)]
    untold = filters.langue not in {"", "fr"} or filters.salle or filters.mediateur or filters.competence
    if filters.places or filters.pass_numerique or untold:
        found.append(("false", []))
    if filters.annules:
        found.append(("e.status <> 'cancelled'", []))
    return found + [_word(word, known) for word in filters.words]


def _place(filters: Filters, known: Sequence[LibraryView]) -> Parts:
    found: Parts = []
    library = next((each.id for each in known if filters.bibliotheque in each.page_names), None)
    if library:
        found.append((f"{LIBRARY} = {{}}", [library]))
    if filters.source:
        found.append(("c.host = {}", [filters.source]))
    if filters.commune and not filters.rayon:
        towns = [each.id for each in known if fold(each.city) == fold(filters.commune)]
        told = f"(e.folded_place LIKE {{}} OR {LIBRARY} = any({{}}::uuid[]))"
        found.append((told, [_pattern(fold(filters.commune)), towns]))
    return found


def _around(filters: Filters, known: Sequence[LibraryView], there: There) -> Parts:
    """A radius, a department and what eases coming: of the event's own place, or of the library where it is."""
    found: Parts = []
    if filters.departement:
        here = [each.id for each in known if department_of(each.postal_code) == filters.departement]
        found.append((f"{LIBRARY} = any({{}}::uuid[])", [here]))
    if filters.acces:
        easy = [each.id for each in known if filters.acces in each.facilities]
        found.append((f"{LIBRARY} = any({{}}::uuid[])", [easy]))
    if filters.rayon and there.centre is None:
        found.append(("false", []))
    elif filters.rayon and there.centre:
        near = within(there.centre, filters.rayon, known)
        south, north, west, east = box(there.centre, filters.rayon)
        inside = "(e.latitude BETWEEN {} AND {} AND e.longitude BETWEEN {} AND {})"
        found.append((f"({inside} OR {LIBRARY} = any({{}}::uuid[]))", [south, north, west, east, near]))
    return found


def _pattern(word: str) -> str:
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _subject(filters: Filters) -> Parts:
    found: Parts = []
    if filters.theme:
        found.append((f"{{}} = any({THEMES})", [filters.theme]))
    if filters.niveau:
        found.append((f"{LEVEL} = {{}}", [filters.niveau]))
    if filters.public:
        found.append((f"{{}} = any({AUDIENCES})", [filters.public]))
    if filters.mode:
        found.append((_ONLINE if filters.mode == "en-ligne" else f"NOT {_ONLINE}", []))
    return found


def _word(word: str, known: Sequence[LibraryView]) -> tuple[str, list[Any]]:
    there = [each.id for each in known if word in fold(f"{each.name} {each.address} {each.postal_code} {each.city}")]
    told = f"(e.folded LIKE {{}} OR x.folded LIKE {{}} OR {LIBRARY} = any({{}}::uuid[]))"
    return told, [_pattern(word), _pattern(word), there]
