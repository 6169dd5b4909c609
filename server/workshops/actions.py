"""Write a workshop down, and change it."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.ids import new_id
from server.foundation.meanwhile import check
from server.foundation.words import fold
from server.foundation.words import slug as slug_of
from server.journal import actions as journal
from server.libraries.queries import may_somewhere, require
from server.resources.rules import check_needs
from server.workshops.competences import check_competences
from server.workshops.individual import check_kind
from server.workshops.professional import check_turn
from server.workshops.rules import check_lengths, check_workshop
from server.workshops.tables import Series, Session, Workshop
from server.workshops.words import THEMES

# What has no free text in it.
TOLD = frozenset({"level", "themes", "audiences", "minutes", "language", "competences", "competence_levels"})


@dataclass(frozen=True)
class Outline:
    """What is told of a workshop; `minutes` is its usual length.

    `needed_kinds` is the equipment that a session takes, `needed_numbers` how many of each;
    `competences` are codes of the CRCN, `competence_levels` the level from 1 to 8 that each is worked on.
    `kind`: aidants_connect, or empty for what anybody may hold.
    """

    title: str
    summary: str = ""
    description: str = ""
    level: str = ""
    themes: list[str] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    bring: str = ""
    prerequisites: str = ""
    minutes: int = 120
    language: str = "fr"
    needed_kinds: list[str] = field(default_factory=list)
    needed_numbers: list[int] = field(default_factory=list)
    competences: list[str] = field(default_factory=list)
    competence_levels: list[int] = field(default_factory=list)
    kind: str = ""

    def check(self) -> None:
        check_workshop(self.title, self.level, self.themes, self.audiences, self.minutes, self.language, self.kind)
        check_lengths({"summary": (self.summary, 300)})
        check_needs(self.needed_kinds, self.needed_numbers)
        check_competences(self.competences, self.competence_levels)

    def folded(self) -> str:
        return fold(" ".join([self.title, self.summary, *(THEMES[theme] for theme in self.themes)]))


async def write_workshop(outline: Outline, *, library: UUID | None, by: Person, now: datetime) -> UUID:
    """Add a workshop of a library (or of the whole network) and return its id; raises Invalid or NotFound.

    A person with the programming role in any library may add one for the network, as all libraries then may date it.
    """
    outline.check()
    await _require_programming(by, library)
    async with DB.transaction():
        workshop = Workshop(id=new_id(), library=library, created_at=now, updated_at=now, **asdict(outline))
        workshop.slug = await _free_slug(outline.title)
        workshop.folded = outline.folded()
        await workshop.save()
        await journal.write("workshop.written", workshop.id, by=by.by, now=now, library=library)
    return workshop.id


async def _require_programming(by: Person, library: UUID | None) -> None:
    if library is not None:
        await require(by, library, Power.PLAN)
    elif not await may_somewhere(by, Power.PLAN):
        raise NotFound


async def erase_workshop(workshop: UUID, *, by: Person, now: datetime) -> bool:
    """Erase a workshop without any date, as whoever may write one may; return whether it is gone. Raises NotFound."""
    async with DB.transaction():
        held = await Workshop.objects().where(Workshop.id == workshop).lock_rows("UPDATE").first()
        if held is None:
            return True
        await _require_programming(by, held.library)
        dated = await Session.exists().where(Session.workshop == workshop)
        if dated or await Series.exists().where(Series.workshop == workshop):
            return False
        await Workshop.delete().where(Workshop.id == workshop)
        await journal.write("workshop.erased", workshop, by=by.by, now=now, library=held.library)
    return True


async def _free_slug(title: str) -> str:
    """Return an address that no workshop has; two writers at once are kept apart by the unique constraint."""
    plain = slug_of(title) or "atelier"
    rows = await Workshop.select(Workshop.slug).where(Workshop.slug.like(f"{plain}%"))
    taken = {row["slug"] for row in rows}
    names = [plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def _outline_after(held: Workshop, changes: Outline | Mapping[str, Any]) -> Outline:
    if isinstance(changes, Outline):
        return changes
    return Outline(**({told.name: getattr(held, told.name) for told in fields(Outline)} | dict(changes)))


def _facts(held: Workshop, outline: Outline, changed: list[str]) -> dict[str, Any]:
    """Return what the journal keeps of a change; of texts only that they changed, as they may name people."""
    told = [name for name in changed if name in TOLD]
    was, becomes = ({name: getattr(of, name) for name in told} for of in (held, outline))
    return {"changed": changed, "was": was, "becomes": becomes}


async def change_workshop(
    workshop: UUID,
    changes: Outline | Mapping[str, Any],
    *,
    by: Person,
    now: datetime,
    seen: Collection[int] | None = None,
) -> None:
    """Change what is told of a workshop; its public sessions get a new version. Raises Invalid, Stale or NotFound.

    `changes` is a whole outline, or some of its fields by name: the others stay as they are once the row is locked.
    `seen`: the versions that the change was made from; another one now held is Stale.
    """
    async with DB.transaction():
        held = await Workshop.objects().where(Workshop.id == workshop).lock_rows("UPDATE").first()
        if held is None:
            raise NotFound
        await require(by, held.library, Power.PLAN)
        check(held.version, seen)
        outline = _outline_after(held, changes)
        outline.check()
        await check_kind(workshop, held.kind, outline.kind)
        await check_turn(workshop, held.audiences, outline.audiences)
        changed = sorted(name for name, value in asdict(outline).items() if getattr(held, name) != value)
        if not changed:
            return
        values = {getattr(Workshop, name): value for name, value in asdict(outline).items()}
        await Workshop.update(
            {**values, Workshop.folded: outline.folded(), Workshop.updated_at: now, Workshop.version: held.version + 1}
        ).where(Workshop.id == workshop)
        await Session.raw(
            "UPDATE session SET version = version + 1, updated_at = {} WHERE workshop = {} AND state = 'published'",
            now,
            workshop,
        )
        await journal.write(
            "workshop.changed", workshop, by=by.by, now=now, library=held.library, **_facts(held, outline, changed)
        )
