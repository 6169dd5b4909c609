"""The referential: write its lines, retire them, and say which workshop covers which."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.foundation.words import one_line
from server.journal import actions as journal
from server.libraries.queries import require
from server.trainings.queries import modules
from server.trainings.rules import MOST_MODULES, Module, check_module
from server.trainings.tables import TrainingModule, TrainingTopic
from server.workshops.queries import workshop as workshop_view


@dataclass(frozen=True)
class Line:
    """A line as it is written; `core`: of the socle; `retired`: asked of nobody any more."""

    title: str
    summary: str = ""
    core: bool = False
    retired: bool = False


async def add(told: Line, *, by: Person, now: datetime) -> UUID:
    """Add a line at the end; raises Invalid or NotFound."""
    check_module(told.title, told.summary)
    await require(by, None, Power.RUN_TRAININGS)
    async with DB.transaction():
        await DB.rows("LOCK TABLE training_module IN SHARE ROW EXCLUSIVE MODE")
        number = await TrainingModule.count()
        if number >= MOST_MODULES:
            raise Invalid({"title": "too_many_modules"})
        line = TrainingModule(id=new_id(), position=number + 1, core=told.core, created_at=now, updated_at=now)
        line.title, line.summary = one_line(told.title), one_line(told.summary)
        await line.save()
        await journal.write("training.module_added", line.id, by=by.by, now=now, core=told.core)
    return line.id


async def change(module: UUID, told: Line, *, by: Person, now: datetime) -> None:
    """Change a line, or retire it; raises Invalid or NotFound."""
    check_module(told.title, told.summary)
    await require(by, None, Power.RUN_TRAININGS)
    async with DB.transaction():
        held = await TrainingModule.objects().where(TrainingModule.id == module).lock_rows("UPDATE").first()
        if held is None:
            raise NotFound
        values: dict[Any, Any] = {TrainingModule.title: one_line(told.title)}
        values |= {TrainingModule.summary: one_line(told.summary), TrainingModule.core: told.core}
        values |= {TrainingModule.retired_at: (held.retired_at or now) if told.retired else None}
        await TrainingModule.update({**values, TrainingModule.updated_at: now}).where(TrainingModule.id == module)
        facts: dict[str, Any] = {"core": told.core, "retired": told.retired}
        await journal.write("training.module_changed", module, by=by.by, now=now, **facts)


async def cover_with(workshop: UUID, chosen: Collection[UUID], *, by: Person, now: datetime) -> None:
    """Say which lines a workshop for professionals covers; raises Invalid or NotFound."""
    await require(by, None, Power.RUN_TRAININGS)
    if not (await workshop_view(workshop)).professional:
        raise NotFound
    async with DB.transaction():
        known = await TrainingModule.select(TrainingModule.id).lock_rows("SHARE")
        if set(chosen) - {row["id"] for row in known}:
            raise Invalid({"modules": "bad_choice"})
        await TrainingTopic.delete().where(TrainingTopic.workshop == workshop)
        rows = [TrainingTopic(id=new_id(), workshop=workshop, module=module) for module in sorted(set(chosen))]
        if rows:
            await TrainingTopic.insert(*rows)
        await journal.write("training.covered", workshop, by=by.by, now=now, modules=len(rows))


async def line(module: UUID) -> Module:
    """Return a line; raises NotFound."""
    for each in await modules():
        if each.id == module:
            return each
    raise NotFound
