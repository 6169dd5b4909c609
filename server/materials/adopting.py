"""Make a ready path one's own: its workshops and the path, once for the network or for each library."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.libraries.queries import may_somewhere, require
from server.materials.models import ModelPath, ModelWorkshop, model_workshop
from server.workshops import paths
from server.workshops.actions import Outline, write_workshop

# Whoever adopts the same path for the same place at the same time waits here, and then finds it made.
TAKE = """
INSERT INTO adopted_path (id, key, place, path) VALUES ({}, {}, {}, {})
ON CONFLICT (key, place) DO UPDATE SET key = excluded.key RETURNING path
"""
HELD = "SELECT path FROM adopted_path WHERE key = {} AND place = {} FOR UPDATE"
WORKSHOPS = "SELECT key, workshop FROM adopted_workshop WHERE place = {} AND key = any({}::text[])"
KEEP = "INSERT INTO adopted_workshop (id, key, place, workshop) VALUES ({}, {}, {}, {}) ON CONFLICT DO NOTHING"
ALL = """
SELECT a.key, a.place, a.path, coalesce(l.name, '') AS library FROM adopted_path a JOIN path p ON p.id = a.path
LEFT JOIN library l ON l.id = p.library ORDER BY library, a.path
"""
MODEL_OF = "SELECT key FROM adopted_workshop WHERE workshop = {}"
MODELS_OF = """
SELECT s.workshop, a.key FROM path_step s JOIN adopted_workshop a ON a.workshop = s.workshop WHERE s.path = {}
"""


@dataclass(frozen=True)
class Adopted:
    """The path that a ready one became; `made`: just now, or it was there."""

    path: UUID
    made: bool


@dataclass(frozen=True)
class Place:
    """Where a ready path was adopted: its own page, and the library, an empty text for the network."""

    path: UUID
    library: str


async def adopt(model: ModelPath, library: UUID | None, *, by: Person, now: datetime) -> Adopted:
    """Write the workshops and the path of a model; done before for that place, it is only found. Raises NotFound.

    Workshops that another ready path has brought already are used again. Who may plan there may; for the network, who
    may plan somewhere.
    """
    await _require(by, library)
    place = str(library or "")
    async with DB.transaction():
        if held := await DB.rows(HELD, model.key, place):
            return Adopted(held[0]["path"], False)
        steps = await _workshops(model, library, by=by, now=now)
        outline = paths.Outline(model.title, steps, model.summary)
        made = await paths.write_path(outline, library, by=by, now=now)
        kept = (await DB.rows(TAKE, new_id(), model.key, place, made))[0]["path"]
        if kept != made:
            await paths.erase_path(made, by=by, now=now)
        return Adopted(kept, kept == made)


async def _require(by: Person, library: UUID | None) -> None:
    if library is not None:
        await require(by, library, Power.PLAN)
    elif not await may_somewhere(by, Power.PLAN):
        raise NotFound


async def _workshops(model: ModelPath, library: UUID | None, *, by: Person, now: datetime) -> list[paths.Step]:
    """Return the steps of a path, its workshops made where they were not."""
    place, keys = str(library or ""), [one.key for one in model.workshops]
    known = {row["key"]: row["workshop"] for row in await DB.rows(WORKSHOPS, place, keys)}
    for one in model.workshops:
        if one.key not in known:
            known[one.key] = await write_workshop(_outline(one), library=library, by=by, now=now)
            await DB.rows(KEEP, new_id(), one.key, place, known[one.key])
    return [paths.Step(known[key]) for key in keys]


def _outline(one: ModelWorkshop) -> Outline:
    return Outline(
        title=one.title,
        summary=one.summary,
        level=one.level,
        themes=list(one.themes),
        audiences=list(one.audiences),
        minutes=one.minutes,
        bring=one.bring,
        competences=list(one.competences),
        competence_levels=[one.competence_level] * len(one.competences),
    )


async def adopted() -> dict[str, list[Place]]:
    """Return where each ready path was adopted, by its key; the network first."""
    found: dict[str, list[Place]] = {}
    for row in await DB.rows(ALL):
        found.setdefault(row["key"], []).append(Place(row["path"], row["library"]))
    return found


async def model_of(workshop: UUID) -> ModelWorkshop:
    """Return the ready workshop that one was made from; raises NotFound."""
    for row in await DB.rows(MODEL_OF, workshop):
        return model_workshop(row["key"])
    raise NotFound


async def models_of(path: UUID) -> dict[UUID, ModelWorkshop]:
    """Return the ready workshops that those of a path were made from, by the workshop."""
    return {row["workshop"]: model_workshop(row["key"]) for row in await DB.rows(MODELS_OF, path)}
