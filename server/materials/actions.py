"""Write a resource of our own down, change and erase it; read a file of resources; show a resource with a workshop."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.foundation.words import fold
from server.foundation.words import slug as slug_of
from server.journal import actions as journal
from server.libraries.queries import may_somewhere
from server.materials.rules import Entry, Read, Sheet, check_sheet, read_file, unknown
from server.materials.tables import Material, MaterialFile
from server.workshops.competences import COMPETENCES
from server.workshops.words import THEMES

# What came in is written anew only when it differs; what we classed it under, and its page here, stay ours.
KEEP = """
WITH told AS (SELECT * FROM jsonb_to_recordset({}::jsonb) AS t(id uuid, origin text, source text, position int, slug
  text, title text, url text, published boolean, is_public boolean, deleted boolean, folded text)),
known AS (SELECT origin, source FROM material WHERE origin IN (SELECT origin FROM told)),
kept AS (
  INSERT INTO material (id, origin, source, position, slug, title, url, published, is_public, deleted, folded, summary,
    folded_more, category, kind, themes, competences, shown, created_at, updated_at)
  SELECT id, origin, source, position, slug, title, url, published, is_public, deleted, folded, '', '', '', '',
    ARRAY[]::varchar[], ARRAY[]::varchar[], true, {}::timestamptz, {}::timestamptz FROM told
  ON CONFLICT (origin) DO UPDATE SET source = excluded.source, position = excluded.position, title = excluded.title,
    url = excluded.url, published = excluded.published, is_public = excluded.is_public, deleted = excluded.deleted,
    folded = excluded.folded,
    updated_at = CASE WHEN material.source = excluded.source THEN material.updated_at ELSE excluded.updated_at END
)
SELECT (SELECT count(*) FROM told t LEFT JOIN known k ON k.origin = t.origin WHERE k.origin IS NULL) AS added,
  (SELECT count(*) FROM told t JOIN known k ON k.origin = t.origin WHERE k.source <> t.source) AS changed
"""


@dataclass(frozen=True)
class Report:
    """What became of a file: how many resources it holds, how many are new, how many differ from before."""

    entries: int
    added: int
    changed: int


async def _require(by: Person) -> None:
    if not await may_somewhere(by, Power.PLAN):
        raise NotFound


async def write_material(sheet: Sheet, *, by: Person, now: datetime) -> UUID:
    """Add a resource of our own and return its id; raises Invalid, or NotFound for who may plan nowhere."""
    await _require(by)
    check_sheet(sheet, THEMES, COMPETENCES)
    async with DB.transaction():
        which = new_id()
        slug = await _free_slug(sheet.title)
        await Material(id=which, slug=slug, created_at=now, updated_at=now, **_told(sheet)).save()
        await journal.write("material.written", which, by=by.by, now=now)
    return which


def _told(sheet: Sheet) -> dict[str, Any]:
    """Return the columns of a resource of our own."""
    told = {name: value for name, value in asdict(sheet).items() if name != "audience"}
    told |= {name: list(dict.fromkeys(told[name])) for name in ("themes", "competences")}
    return told | {
        "published": sheet.published,
        "is_public": sheet.is_public,
        "folded": fold(sheet.title),
        "folded_more": fold(sheet.summary),
    }


async def _free_slug(title: str) -> str:
    """Return an address that no resource has; two writers at once are kept apart by the unique constraint."""
    plain = slug_of(title) or "ressource"
    rows = await Material.select(Material.slug).where(Material.slug.like(f"{plain}%"))
    taken = {row["slug"] for row in rows}
    names = [plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


async def change_material(which: UUID, sheet: Sheet, *, shown: bool = True, by: Person, now: datetime) -> None:
    """Change a resource; raises Invalid or NotFound.

    Of one that came in, only how it is classed and whether it is `shown`: the rest is told where it comes from.
    """
    await _require(by)
    async with DB.transaction():
        held = await _locked(which)
        if held.origin is None:
            check_sheet(sheet, THEMES, COMPETENCES)
            values = _told(sheet)
        else:
            if wrong := unknown(sheet, THEMES, COMPETENCES):
                raise Invalid(wrong)
            named = ("summary", "folded_more", "category", "kind", "themes", "competences")
            values = {name: _told(sheet)[name] for name in named} | {"shown": shown}
        changed = {getattr(Material, name): value for name, value in values.items()}
        await Material.update({**changed, Material.updated_at: now}).where(Material.id == which)
        await journal.write("material.changed", which, by=by.by, now=now)


async def erase_material(which: UUID, *, by: Person, now: datetime) -> None:
    """Erase a resource of our own, wherever it is shown; raises NotFound, also for one that came in by a file."""
    await _require(by)
    async with DB.transaction():
        held = await _locked(which)
        if held.origin is not None:
            raise NotFound
        await Material.delete().where(Material.id == which)
        await journal.write("material.erased", which, by=by.by, now=now)


async def _locked(which: UUID) -> Material:
    held = await Material.objects().where(Material.id == which).lock_rows("UPDATE").first()
    if held is None:
        raise NotFound
    return held


async def read_in(body: bytes, *, by: Person, now: datetime) -> Report:
    """Keep the resources of a file, new ones and those that differ; raises Invalid, or NotFound for who may not.

    One already known by its id is replaced by what the file says; what the file does not name stays. Read twice, a
    file changes nothing.
    """
    await _require(by)
    read = read_file(body)
    async with DB.transaction():
        told = [_row(number, entry) for number, entry in enumerate(read.entries, start=1)]
        rows = await DB.rows(KEEP, json.dumps(told), now, now)
        report = Report(len(read.entries), int(rows[0]["added"]), int(rows[0]["changed"]))
        file = await _note(read, body, report, now)
        await journal.write("material.read", file, by=by.by, now=now, **asdict(report))
    return report


def _row(number: int, entry: Entry) -> dict[str, Any]:
    """Return the columns of a resource of a file; its name here has a piece of its id's hash, so that it is alone."""
    mark = hashlib.sha256(entry.origin.encode()).hexdigest()[:10]
    slug = f"{slug_of(entry.title) or 'ressource'}-{mark}"
    return asdict(entry) | {"id": str(new_id()), "position": number, "slug": slug, "folded": fold(entry.title)}


async def _note(read: Read, body: bytes, report: Report, now: datetime) -> UUID:
    which = new_id()
    await MaterialFile(
        id=which,
        digest=hashlib.sha256(body).digest(),
        envelope=read.envelope,
        read_at=now,
        **asdict(report),
    ).save()
    return which
