"""A long list a page at a time: which page and which library are asked for, and the addresses before and after."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from server.foundation.forms import whole
from server.libraries.queries import LibraryView

PAGE = 50


@dataclass(frozen=True)
class Part:
    """One page of a list of `total`: `number` is of those that there are, `asked` what chooses the list."""

    path: str
    asked: Mapping[str, str]
    number: int
    total: int

    @property
    def skip(self) -> int:
        """How many come before those of this page."""
        return (self.number - 1) * PAGE

    @property
    def previous_url(self) -> str:
        """The address of the page before, or an empty text."""
        return self._address(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        """The address of the page after, or an empty text."""
        return self._address(self.number + 1) if self.skip + PAGE < self.total else ""

    def _address(self, number: int) -> str:
        told = {name: value for name, value in self.asked.items() if value}
        return f"{self.path}?{urlencode(told | ({'page': str(number)} if number > 1 else {}))}".rstrip("?")


def part(path: str, query: Mapping[str, str], total: int, **asked: str) -> Part:
    """Return the page that is asked for by `page`; the first for anything else, the last beyond it."""
    last = max(1, -(-total // PAGE))
    return Part(path, asked, min(last, max(1, whole(query.get("page", ""), 1))), total)


def chosen(libraries: Collection[LibraryView], slug: str) -> LibraryView | None:
    """Return the library that is asked for, of those that may be; None for all of them."""
    return next((library for library in libraries if library.slug == slug), None)


def to_choose(libraries: Collection[LibraryView]) -> list[dict[str, str]]:
    """Return libraries as the choices of a form."""
    return [{"value": library.slug, "label": library.name} for library in libraries]


def ids(libraries: Collection[LibraryView], one: LibraryView | None) -> set[UUID]:
    """Return the ids of the library that was chosen, or of all."""
    return {one.id} if one else {library.id for library in libraries}
