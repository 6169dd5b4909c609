"""The pages of a pack that lead to the others: its agenda, its months, places, workshops and calendars."""

from collections import defaultdict
from collections.abc import Sequence

from server.bookings.cards import words_of
from server.foundation.languages import translator
from server.libraries.opening import sentences
from server.materials.queries import MaterialView
from server.materials.words import KINDS
from server.mirrors.pages import FAR, Pages
from server.mirrors.queries import Source
from server.mirrors.shapes import Line
from server.workshops.words import AUDIENCES, LEVELS

Lines = dict[str, list[Line]]


def lists(pages: Pages, of: Source, lines: Sequence[Line], calendars: dict[str, str]) -> None:
    """Add all pages that lead to sessions; `lines` are in order of start, `calendars` are paths by library."""
    _months(pages, lines)
    _libraries(pages, of, lines, calendars)
    _workshops(pages, of, lines)
    shown = [(each, calendars[name]) for name, each in of.libraries.items() if name in calendars]
    pages.put("calendriers/index.html", "calendars.html", here="calendars", whole=calendars[""], libraries=shown)
    months = pages.by_month(lines)
    near = pages.by_week(lines[:FAR])
    pages.put("index.html", "agenda.html", here="agenda", weeks=near, months=months, more=len(lines) > FAR)


def learning(pages: Pages, materials: Sequence[MaterialView]) -> None:
    """Add the list of learning resources, by title, if there are any: their addresses are for when there is network."""
    if materials:
        kinds = {name: translator(pages.language).gettext(words) for name, words in KINDS.items()}
        pages.put("ressources/index.html", "materials.html", here="materials", materials=materials, kinds=kinds)


def _months(pages: Pages, lines: Sequence[Line]) -> None:
    months = pages.by_month(lines)
    for at, month in enumerate(months):
        before, after = months[at - 1] if at else None, months[at + 1] if at + 1 < len(months) else None
        weeks = pages.by_week(month.lines)
        pages.put(month.path, "month.html", here="agenda", month=month, weeks=weeks, before=before, after=after)


def _libraries(pages: Pages, of: Source, lines: Sequence[Line], calendars: dict[str, str]) -> None:
    found = _by(lines, "library")
    for name, library in of.libraries.items():
        pages.put(
            f"bibliotheques/{name}.html",
            "library.html",
            here="libraries",
            library=library,
            hours=sentences(library.opening_hours, pages.language),
            months=pages.under_months(found.get(name, [])),
            calendar=calendars.get(name, calendars[""] if len(of.libraries) == 1 else ""),
        )
    numbers = [(name, each, len(found.get(name, []))) for name, each in of.libraries.items()]
    pages.put("bibliotheques/index.html", "libraries.html", here="libraries", libraries=numbers)


def _workshops(pages: Pages, of: Source, lines: Sequence[Line]) -> None:
    found = _by(lines, "workshop")
    told = sorted((of.workshops[name] for name in found), key=lambda each: (each.title, each.slug))
    for each in told:
        pages.put(
            f"ateliers/{each.slug}.html",
            "workshop.html",
            here="workshops",
            workshop=each,
            level_label=next(iter(words_of((each.level,), LEVELS, pages.language)), ""),
            audiences=words_of(each.audiences, AUDIENCES, pages.language),
            months=pages.under_months(found[each.slug]),
        )
    pages.put("ateliers/index.html", "workshops.html", here="workshops", workshops=told)


def _by(lines: Sequence[Line], name: str) -> Lines:
    found: Lines = defaultdict(list)
    for each in lines:
        found[getattr(each, name)].append(each)
    found.pop("", None)
    return found
