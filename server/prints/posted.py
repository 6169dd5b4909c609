"""The papers that hang somewhere, and those on which something is no longer true."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.errors import NotFound
from server.prints.contents import read, shown
from server.prints.rules import Asked, Shown
from server.prints.tables import Print
from server.workshops import programme
from server.workshops.queries import SessionView, sessions_by_ids

MOST = 200
LISTED = """
SELECT p.* FROM print p
WHERE p.removed_at IS NULL AND (p.library = any({}) OR (p.library IS NULL AND {})) AND p.over_at > {}
ORDER BY p.printed_at DESC, p.id LIMIT {}
"""
# Only what changed since it was printed is looked at more closely. `alive`: something that it tells of takes place;
# `fresh`: what was printed instead of it.
SUSPECT = """
WITH hanging AS (
  SELECT p.* FROM print p
  WHERE p.removed_at IS NULL AND (p.library = any({}) OR (p.library IS NULL AND {})) AND p.over_at > {}
), suspect AS (
  SELECT p.id, x.session, x.shown::text AS shown FROM hanging p JOIN print_session x ON x.print = p.id
  JOIN session s ON s.id = x.session JOIN workshop w ON w.id = s.workshop JOIN library l ON l.id = s.library
  LEFT JOIN room r ON r.id = s.room
  WHERE greatest(s.updated_at, w.updated_at, l.updated_at, r.updated_at) >= x.seen_at
    OR (p.subject = 'series' AND s.series IS DISTINCT FROM p.of)
  UNION ALL
  SELECT p.id, s.id, NULL FROM hanging p JOIN session s ON s.series = p.of
  WHERE p.subject = 'series' AND s.state = 'published' AND s.ends_at > {}
    AND NOT EXISTS (SELECT 1 FROM print_session x WHERE x.print = p.id AND x.session = s.id)
)
SELECT p.*, y.session, y.shown,
  EXISTS (SELECT 1 FROM print_session x JOIN session s ON s.id = x.session
    WHERE x.print = p.id AND s.state = 'published') AS alive,
  (SELECT f.id FROM print f WHERE f.replaces = p.id AND f.removed_at IS NULL
    ORDER BY f.printed_at DESC, f.id DESC LIMIT 1) AS fresh
FROM hanging p JOIN suspect y ON y.id = p.id ORDER BY p.printed_at, p.id LIMIT {}
"""
MOST_SUSPECT = 2000


@dataclass(frozen=True)
class PrintView:
    """A paper that was printed: what was asked for, where it hangs, and the digest of what it shows."""

    id: UUID
    asked: Asked
    library: UUID | None
    title: str
    places: tuple[str, ...]
    digest: str
    printed_at: datetime
    over_at: datetime | None
    removed_at: datetime | None
    replaces: UUID | None

    @property
    def version(self) -> str:
        """What is printed of its digest."""
        return self.digest[:6]


@dataclass(frozen=True)
class Wrong:
    """A session that a paper no longer tells truly: as printed (None: not on it) and as it is now."""

    session: SessionView
    before: Shown | None
    left: bool = False

    @property
    def now(self) -> Shown:
        return shown(self.session)

    @property
    def ends_at(self) -> datetime:
        """When it is over, as printed and as it is."""
        return max(self.session.ends_at, self.before.ends_at) if self.before else self.session.ends_at

    @property
    def true(self) -> bool:
        """Tell whether nothing printed changed."""
        return not self.left and self.before == self.now


@dataclass
class Outdated:
    """Prints of one paper on which something is no longer true, the oldest first; `wrong` is about sessions to come.

    `gone`: nothing that they tell of takes place. `fresh`: what was printed instead of them, if it is true.
    """

    prints: list[PrintView]
    wrong: list[Wrong]
    gone: bool
    fresh: UUID | None

    @property
    def first(self) -> PrintView:
        return self.prints[0]

    @property
    def places(self) -> tuple[str, ...]:
        """Where they hang, each place once."""
        return tuple(dict.fromkeys(place for view in self.prints for place in view.places))

    @property
    def papers(self) -> int:
        """How many papers there are: one a place, and one for each print of which no place is known."""
        return len(self.places) + sum(not view.places for view in self.prints)

    @property
    def printable(self) -> bool:
        """Tell whether there is something to print instead: a session that is cancelled says so on its own poster."""
        own = self.first.asked.subject == "session" and self.wrong[0].session.state == "cancelled"
        return not self.gone or own


def print_view(row: dict[str, Any]) -> PrintView:
    """Return the view of a row of the table."""
    asked = Asked(
        row["kind"], row["subject"], row["of"], row["paper"], row["language"], row["day"], library=row["narrowed"]
    )
    names = ("id", "library", "title", "digest", "printed_at", "over_at", "removed_at", "replaces")
    return PrintView(asked=asked, places=tuple(row["places"] or ()), **{name: row[name] for name in names})


async def print_for(person: Person, print_id: UUID) -> PrintView:
    """Return a print for somebody at its library's desk (at any desk, for the network's); raises NotFound."""
    row = await Print.select().where(Print.id == print_id).first()
    if row is None:
        raise NotFound
    view = print_view(row)
    if view.library is not None:
        await programme.require_desk(person, view.library)
    elif not await programme.may_book_somewhere(person):
        raise NotFound
    return view


async def desks(person: Person) -> tuple[list[UUID], bool]:
    """Return the libraries whose papers a person minds, and whether they mind those of the network."""
    libraries = [library.id for library in await programme.libraries_at_desk(person)]
    return libraries, person.administrator or bool(libraries)


async def hanging(libraries: Sequence[UUID], network: bool, now: datetime) -> list[PrintView]:
    """Return the prints that are not taken down and not over, the newest first."""
    rows = await Print.raw(LISTED, list(libraries), network, now, MOST)
    return [print_view(row) for row in rows]


async def outdated(libraries: Sequence[UUID], network: bool, now: datetime) -> list[Outdated]:
    """Return the prints on which something to come is no longer true, those of one paper together."""
    rows = await Print.raw(SUSPECT, list(libraries), network, now, now, MOST_SUSPECT)
    sessions = await sessions_by_ids(row["session"] for row in rows) if rows else {}
    groups: dict[tuple[Asked, UUID | None], Outdated] = {}
    for row in rows:
        one, view = _wrong(row, sessions[row["session"]]), print_view(row)
        if not one.true and one.ends_at > now:
            group = groups.setdefault((view.asked, view.library), Outdated([], [], True, None))
            _add(group, view, one, row)
    for group in groups.values():
        group.wrong.sort(key=lambda one: (one.session.starts_at, one.session.id))
        if group.fresh in {view.id for view in group.prints}:
            group.fresh = None
    return list(groups.values())


def _wrong(row: dict[str, Any], session: SessionView) -> Wrong:
    left = row["subject"] == "series" and session.series_id != row["of"]
    return Wrong(session, read(row["shown"]) if row["shown"] else None, left)


def _add(group: Outdated, view: PrintView, one: Wrong, row: dict[str, Any]) -> None:
    if view.id not in {known.id for known in group.prints}:
        group.prints.append(view)
    if one.session.id not in {known.session.id for known in group.wrong}:
        group.wrong.append(one)
    group.gone = group.gone and not row["alive"]
    group.fresh = row["fresh"] or group.fresh


async def outdated_for(person: Person, now: datetime) -> list[Outdated]:
    """Return the prints to replace or take down that a person minds."""
    return await outdated(*await desks(person), now)
