"""Choose how the sessions of a workshop are told to La Coop."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid
from server.journal import actions as journal
from server.reports.coop_words import MATERIALS, THEMES
from server.reports.tables import CoopChoice
from server.workshops.programme import workshop_to_change


async def choose(workshop: UUID, themes: Sequence[str], materials: Sequence[str], *, by: Person, now: datetime) -> None:
    """Say which themes and which equipment are told; nothing leaves it to the workshop's own.

    Raises Invalid for equipment and none at once or an unknown value, NotFound for whom may not change the workshop.
    """
    found = await workshop_to_change(by, workshop)
    if not set(themes) <= THEMES.keys() or not set(materials) <= MATERIALS.keys():
        raise Invalid({"themes": "bad_choice"})
    if "aucun" in materials and len(materials) > 1:
        raise Invalid({"materials": "coop_material_or_none"})
    async with DB.transaction():
        await CoopChoice.delete().where(CoopChoice.workshop == found.id)
        if themes or materials:
            row = CoopChoice(workshop=found.id, themes=list(themes), materials=list(materials), updated_at=now)
            await CoopChoice.insert(row)
        facts = {"themes": list(themes), "materials": list(materials)}
        await journal.write("workshop.told_to_coop", found.id, by=by.by, now=now, library=found.library, **facts)
