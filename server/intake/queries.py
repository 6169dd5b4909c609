"""The imports that were confirmed, for the person who made them and for administrators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.errors import NotFound
from server.intake.running import refusals
from server.intake.tables import ImportDraft, ImportItem, ImportRun
from server.workshops.queries import SessionView, sessions_by_ids

MOST = 50


@dataclass(frozen=True)
class Item:
    """A session that an import planned; `session` is None once it is gone."""

    origin: str
    title: str
    starts_at: datetime
    session: SessionView | None


@dataclass(frozen=True)
class RunView:
    """An import: what it planned, and its lines refused (where, title, reason)."""

    id: UUID
    kind: str
    public: bool
    made_at: datetime
    undone_at: datetime | None
    known: int
    refused: list[tuple[str, str, str]]
    items: Sequence[Item]
    total: int
    done: int
    running: bool
    undoing: bool

    @property
    def there(self) -> list[Item]:
        """Those that are still there."""
        return [item for item in self.items if item.session]


@dataclass(frozen=True)
class Summary:
    """An import in a list: how many sessions it planned and how many of them are still there."""

    id: UUID
    made_at: datetime
    kind: str
    planned: int
    remaining: int
    undone_at: datetime | None


SUMMARIES = """
SELECT r.id, r.made_at, r.kind, r.undone_at, count(i.id) AS planned,
  count(i.id) FILTER (WHERE i.removed_at IS NULL) AS remaining
FROM import_run r LEFT JOIN import_item i ON i.run = r.id WHERE r.staff = {} OR {}
GROUP BY r.id ORDER BY r.made_at DESC LIMIT {}
"""


async def runs_of(person: Person) -> list[Summary]:
    """Return the latest imports of the person; of everybody for an administrator."""
    rows = await ImportRun.raw(SUMMARIES, person.id, person.administrator, MOST)
    return [Summary(**row) for row in rows]


async def drafts_of(person: Person, now: datetime) -> list[dict[str, Any]]:
    """Return the files that the person brought in and did not confirm: id, kind, name, made_at."""
    return (
        await ImportDraft.select(ImportDraft.id, ImportDraft.kind, ImportDraft.name, ImportDraft.made_at)
        .where((ImportDraft.staff == person.id) & (ImportDraft.erase_at > now))
        .order_by(ImportDraft.made_at, ascending=False)
    )


async def run_for(person: Person, id: UUID) -> RunView:
    """Return an import, for who made it and for administrators; raises NotFound."""
    row = await ImportRun.select().where(ImportRun.id == id).first()
    if row is None or not (person.administrator or row["staff"] == person.id):
        raise NotFound
    items = await ImportItem.select().where(ImportItem.run == id).order_by(ImportItem.starts_at, ImportItem.id)
    known = await sessions_by_ids(item["session"] for item in items if item["removed_at"] is None)
    there = {id: found for id, found in known.items() if found.state != "withdrawn"}
    return RunView(
        id=row["id"],
        kind=row["kind"],
        public=row["public"],
        made_at=row["made_at"],
        undone_at=row["undone_at"],
        known=row["known"],
        refused=refusals(row["refused"]),
        **{name: row[name] for name in ("total", "done", "running", "undoing")},
        items=[Item(item["origin"], item["title"], item["starts_at"], there.get(item["session"])) for item in items],
    )
