"""People who present: who they are, which of them a written name means, when they do not work."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.words import fold

JOINED = re.compile(r",|;|&|\+|/|\bet\b|\band\b")
KNOWN = """
SELECT m.id, m.name, m.folded, m.shown, m.staff, m.hours, m.status,
  m.busy_digest IS NOT NULL AS published, m.busy_given_at, m.former_until,
  ARRAY(SELECT w.library FROM workplace w WHERE w.mediator = m.id ORDER BY w.library) AS libraries
FROM mediator m ORDER BY m.name, m.id
"""
LEAVES = (
    "SELECT * FROM leave WHERE mediator = any({}::uuid[]) AND last_on >= {} AND first_on <= {} ORDER BY first_on, id"
)
BUSY = """
SELECT c.mediator, b.starts_at, b.ends_at FROM busy_time b JOIN busy_calendar c ON c.id = b.calendar
WHERE c.mediator = any({}::uuid[]) AND b.ends_at > {} AND b.starts_at < {} ORDER BY b.starts_at, b.id
"""


@dataclass(frozen=True)
class MediatorView:
    """Somebody who presents. `folded` are their name and former ones; no `libraries`: all; no `hours`: not known.

    `status`: salaried, volunteer, civic_service, trainee, elected, guardian, or empty when nobody told.
    """

    id: UUID
    name: str
    folded: tuple[str, ...]
    shown: bool
    staff: UUID | None
    hours: tuple[str, ...]
    libraries: tuple[UUID, ...]
    published: bool
    busy_given_at: datetime | None
    former_until: datetime | None
    status: str = ""


@dataclass(frozen=True)
class LeaveView:
    """Days on which somebody does not work, the last one included."""

    id: UUID
    mediator: UUID
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Elsewhere:
    """When another network has somebody."""

    mediator: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Who:
    """Whom the words about who presents mean: people that are known, and folded names that nobody here has."""

    known: frozenset[UUID]
    others: frozenset[str]


def parts(presenter: str) -> list[str]:
    """Return the names of who presents, as they are written ("Ana, Yann et Zoé" are three)."""
    return [name for name in (part.strip() for part in JOINED.split(presenter)) if name]


def names_in(presenter: str) -> frozenset[str]:
    """Return the folded names of who presents."""
    return frozenset(folded for folded in (fold(name) for name in parts(presenter)) if folded)


class People:
    """All people who present, found by id or by a written name."""

    def __init__(self, views: Iterable[MediatorView]) -> None:
        self.by_id = {view.id: view for view in views}
        # Of two who ever had one name, who has it now is meant.
        self._by_name = {name: view.id for view in self.by_id.values() for name in view.folded[1:]}
        self._by_name |= {view.folded[0]: view.id for view in self.by_id.values()}

    def who(self, presenter: str, ids: Collection[UUID] = ()) -> Who:
        """Return whom a session has: those that it names, and those that it knows by id."""
        named = names_in(presenter)
        known = {self._by_name[name] for name in named if name in self._by_name} | {i for i in ids if i in self.by_id}
        return Who(frozenset(known), frozenset(name for name in named if name not in self._by_name))

    def called(self, name: str) -> MediatorView | None:
        """Return whom one written name means."""
        found = self._by_name.get(fold(name))
        return self.by_id[found] if found else None

    def public(self, presenter: str) -> str:
        """Return what the public reads of who presents: without those whose name is not shown."""
        named = [(name, self.called(name)) for name in parts(presenter)]
        if all(view is None or view.shown for _, view in named):
            return presenter
        return ", ".join(name for name, view in named if view is None or view.shown)

    def staff_words(self, presenter: str, ids: Sequence[UUID]) -> str:
        """Return what staff read: the public words, and those whose name is not shown."""
        hidden = [self.by_id[one].name for one in ids if one in self.by_id and not self.by_id[one].shown]
        return ", ".join([part for part in (presenter, *hidden) if part])


def _view(row: dict[str, Any]) -> MediatorView:
    lists = {name: tuple(row[name] or ()) for name in ("folded", "hours", "libraries")}
    return MediatorView(**{**row, **lists})


async def people() -> People:
    """Return all people who present, by name."""
    return People([_view(row) for row in await DB.rows(KNOWN)])


async def mediator(which: UUID) -> MediatorView:
    """Return somebody who presents; raises NotFound."""
    found = (await people()).by_id.get(which)
    if found is None:
        raise NotFound
    return found


async def leaves(mediators: Collection[UUID], *, since: date, until: date = date.max) -> list[LeaveView]:
    """Return the leaves of these people that touch days, by their first one."""
    return [LeaveView(**row) for row in await DB.rows(LEAVES, list(mediators), since, until)] if mediators else []


async def elsewhere(mediators: Collection[UUID], *, since: datetime, until: datetime) -> list[Elsewhere]:
    """Return when other networks have these people, by start."""
    return [Elsewhere(**row) for row in await DB.rows(BUSY, list(mediators), since, until)] if mediators else []
