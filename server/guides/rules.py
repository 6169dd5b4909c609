"""What a guide is, and which one goes with a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.accounts.powers import Power


@dataclass(frozen=True)
class Way:
    """A page that a guide leads to: who may open it, its address, and what one does there."""

    power: Power
    url: str
    words: str


@dataclass(frozen=True)
class Guide:
    """A guide: steps in order, the same in short sentences, and ways to the pages that it is about.

    `areas` are the pages that it covers: what follows /bureau/ in their addresses, an empty text for the first page.
    """

    slug: str
    title: str
    areas: tuple[str, ...]
    steps: tuple[str, ...]
    simple: tuple[str, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Chapter:
    """Guides about one moment."""

    title: str
    guides: tuple[Guide, ...]


def by_area(chapters: Iterable[Chapter]) -> Mapping[str, Guide]:
    """Return which guide goes with each area; raises ValueError for an area that two guides cover."""
    found: dict[str, Guide] = {}
    for guide in (guide for chapter in chapters for guide in chapter.guides):
        for area in guide.areas:
            if found.setdefault(area, guide) is not guide:
                raise ValueError(f"two guides for {area!r}")
    return found


def area(path: str) -> str:
    """Return the area that a page of staff is in: the first piece of its address after /bureau."""
    return path.partition("?")[0].removeprefix("/bureau").strip("/").partition("/")[0]
