"""Show a resource with a workshop or with a path, and stop showing it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.materials.tables import Material
from server.workshops.paths import path_to_change
from server.workshops.programme import workshop_to_change

ATTACH = """
INSERT INTO material_use (id, material, workshop, path) VALUES ({}, {}, {}, {}) ON CONFLICT DO NOTHING RETURNING id
"""
DETACH = """
DELETE FROM material_use WHERE material = {} AND (workshop = {} OR path = {}) RETURNING id
"""


@dataclass(frozen=True)
class Beside:
    """What a resource is shown with: a workshop, or a path."""

    workshop: UUID | None = None
    path: UUID | None = None


async def beside_for(by: Person, beside: Beside) -> tuple[str, UUID | None]:
    """Return the title of a workshop or a path and its library, for who may change it; raises NotFound."""
    if beside.workshop is not None:
        workshop = await workshop_to_change(by, beside.workshop)
        return workshop.title, workshop.library
    assert beside.path is not None  # noqa: S101 - one of both is named
    path = await path_to_change(by, beside.path)
    return path.title, path.library


async def attach(material: UUID, beside: Beside, *, by: Person, now: datetime) -> None:
    """Show a resource with a workshop or a path; twice is once. Raises NotFound, or Invalid for no such resource."""
    _, library = await beside_for(by, beside)
    async with DB.transaction():
        if not await Material.exists().where(Material.id == material):
            raise Invalid({"material": "material_unknown"})
        made = await DB.rows(ATTACH, new_id(), material, beside.workshop, beside.path)
        if made:
            await journal.write("material.attached", material, by=by.by, now=now, library=library, **_facts(beside))


async def detach(material: UUID, beside: Beside, *, by: Person, now: datetime) -> None:
    """Stop showing a resource with a workshop or a path; raises NotFound."""
    _, library = await beside_for(by, beside)
    async with DB.transaction():
        if await DB.rows(DETACH, material, beside.workshop, beside.path):
            await journal.write("material.detached", material, by=by.by, now=now, library=library, **_facts(beside))


def _facts(beside: Beside) -> dict[str, UUID]:
    return {"workshop": beside.workshop} if beside.workshop else {"path": beside.path} if beside.path else {}
