"""Paths (parcours): workshops that follow each other; kept, read, and what comes before and after one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.foundation.words import clean, one_line
from server.journal import actions as journal
from server.libraries.queries import may_somewhere, require
from server.workshops.professional import FOR_EVERYBODY
from server.workshops.rules import check_path
from server.workshops.tables import Path, PathStep

STEPS = f"""
SELECT p.id, p.library, p.title, p.summary, s.position, s.needed, w.id AS workshop, w.slug, w.title AS workshop_title,
  w.level, w.minutes
FROM path p JOIN path_step s ON s.path = p.id JOIN workshop w ON w.id = s.workshop
  AND {FOR_EVERYBODY}
"""  # noqa: S608 (constants only)
IN_ORDER = " ORDER BY p.title, p.id, s.position"


@dataclass(frozen=True)
class Step:
    """A workshop of a path; `needed` when what comes before it must be known."""

    workshop: UUID
    needed: bool = True


@dataclass(frozen=True)
class StepView:
    """A workshop of a path, as pages and programs see it."""

    workshop: UUID
    slug: str
    title: str
    level: str
    minutes: int
    needed: bool


@dataclass(frozen=True)
class PathView:
    """A path with its workshops in order; `library` is None for one of the whole network."""

    id: UUID
    library: UUID | None
    title: str
    summary: str
    steps: tuple[StepView, ...]


@dataclass(frozen=True)
class Outline:
    """What is told of a path: its workshops, in order."""

    title: str
    steps: Sequence[Step]
    summary: str = ""


@dataclass(frozen=True)
class Neighbour:
    """A workshop before or after another one on a path; `needed`: the first of both must be known for the second."""

    slug: str
    title: str
    path: str
    needed: bool


async def write_path(
    outline: Outline, library: UUID | None, *, path: UUID | None = None, by: Person, now: datetime
) -> UUID:
    """Keep a path, a new one or in place of what `path` was, and return its id; raises Invalid or NotFound.

    Who may date workshops in its library may; of the network's, who may do so somewhere.
    """
    title, summary = one_line(outline.title), clean(outline.summary)
    check_path(title, summary, [step.workshop for step in outline.steps])
    async with DB.transaction():
        if path is not None:
            library = (await path_to_change(by, path)).library
        await _require(by, library)
        await _check_known(outline.steps, library)
        which = path or new_id()
        values: dict[str, Any] = {"title": title, "summary": summary, "updated_at": now}
        if path is None:
            await Path(id=which, library=library, created_at=now, **values).save()
        else:
            await Path.update({getattr(Path, name): value for name, value in values.items()}).where(Path.id == which)
            await PathStep.delete().where(PathStep.path == which)
        await PathStep.insert(
            *(
                PathStep(id=new_id(), path=which, position=number, workshop=step.workshop, needed=step.needed)
                for number, step in enumerate(outline.steps, start=1)
            )
        )
        kind = "path.changed" if path else "path.written"
        await journal.write(kind, which, by=by.by, now=now, library=library, steps=len(outline.steps))
    return which


async def erase_path(path: UUID, *, by: Person, now: datetime) -> None:
    """Erase a path; its workshops and sessions stay. Raises NotFound."""
    async with DB.transaction():
        held = await path_to_change(by, path)
        await Path.delete().where(Path.id == path)
        await journal.write("path.erased", path, by=by.by, now=now, library=held.library)


async def _require(by: Person, library: UUID | None) -> None:
    if library is not None:
        await require(by, library, Power.PLAN)
    elif not await may_somewhere(by, Power.PLAN):
        raise NotFound


async def _check_known(steps: Sequence[Step], library: UUID | None) -> None:
    """Raise Invalid unless the workshops can be dated wherever the path is: the network's, and those of its library."""
    wanted = [step.workshop for step in steps]
    rows = await DB.rows("SELECT id, library FROM workshop WHERE id = any({}::uuid[]) AND NOT practice", wanted)
    if {row["id"] for row in rows if row["library"] in {None, library}} != set(wanted):
        raise Invalid({"steps": "workshop_elsewhere_path"})


def _step(row: dict[str, Any]) -> StepView:
    names = ("workshop", "slug", "workshop_title", "level", "minutes", "needed")
    return StepView(*(row[name] for name in names))


def _views(rows: Sequence[dict[str, Any]]) -> list[PathView]:
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row)
    return [
        PathView(
            which,
            steps[0]["library"],
            steps[0]["title"],
            steps[0]["summary"],
            tuple(map(_step, steps)),
        )
        for which, steps in found.items()
    ]


async def all_paths() -> list[PathView]:
    """Return all paths, by title."""
    return _views(await DB.rows(STEPS + IN_ORDER))


async def path_view(path: UUID) -> PathView:
    """Return one path; raises NotFound."""
    found = _views(await DB.rows(STEPS + " WHERE p.id = {}" + IN_ORDER, path))
    if not found:
        raise NotFound
    return found[0]


async def path_to_change(by: Person, path: UUID) -> PathView:
    """Return a path for who may change it; raises NotFound."""
    found = await path_view(path)
    await _require(by, found.library)
    return found


async def around(workshop: UUID) -> tuple[list[Neighbour], list[Neighbour]]:
    """Return the workshops before and after one, on each path that has it, by the title of the path."""
    on = " WHERE p.id IN (SELECT path FROM path_step WHERE workshop = {})"
    before: list[Neighbour] = []
    after: list[Neighbour] = []
    for path in _views(await DB.rows(STEPS + on + IN_ORDER, workshop)):
        for first, second in zip(path.steps, path.steps[1:], strict=False):
            if second.workshop == workshop:
                before.append(Neighbour(first.slug, first.title, path.title, second.needed))
            if first.workshop == workshop:
                after.append(Neighbour(second.slug, second.title, path.title, second.needed))
    return before, after
