"""Resources, for the public and for staff; what is public, for whoever makes copies; the file that gives all back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.foundation.settings import settings
from server.foundation.words import fold
from server.materials.rules import audience, host_of, written
from server.materials.tables import MaterialFile
from server.workshops.professional import FOR_EVERYBODY

COLUMNS = """
SELECT m.id, m.origin, m.slug, m.title, m.summary, m.url, m.category, m.kind, m.themes, m.competences, m.published,
  m.is_public, m.deleted, m.shown, m.created_at, m.updated_at
FROM material m
"""
IS_PUBLIC = "m.published AND m.is_public AND NOT m.deleted AND m.shown AND m.url <> ''"
HOW_MANY = "SELECT count(*) AS number FROM material m"
BY_TITLE = " ORDER BY m.folded, m.id"
FOUND = """
 WHERE ({}::text = '' OR m.category = {}) AND ({}::text = '' OR m.kind = {})
  AND ({}::text = '' OR {} = any(m.themes)) AND ({}::text = '' OR {} = any(m.competences))
  AND (SELECT bool_and(strpos(m.folded || ' ' || m.folded_more, w) > 0) FROM unnest({}::text[]) w) IS NOT FALSE
  AND (NOT {}::boolean OR (PUBLIC))
""".replace("PUBLIC", IS_PUBLIC)
WITH = """
 WHERE m.id IN (SELECT u.material FROM material_use u WHERE u.workshop = {} OR u.path IN
  (SELECT s.path FROM path_step s WHERE s.workshop = {}))
"""
USES = f"""
SELECT w.id, w.title, w.slug, false AS is_path FROM material_use u JOIN workshop w ON w.id = u.workshop
WHERE u.material = {{}} AND NOT w.practice AND {FOR_EVERYBODY}
UNION ALL SELECT p.id, p.title, '', true FROM material_use u JOIN path p ON p.id = u.path WHERE u.material = {{}}
ORDER BY is_path, title
"""  # noqa: S608 (constants only)
GIVEN = "SELECT source FROM material WHERE origin IS NOT NULL ORDER BY position, origin"
OWN = COLUMNS + " WHERE m.origin IS NULL ORDER BY m.created_at, m.id"
MOST_WORDS = 8


@dataclass(frozen=True)
class MaterialView:
    """A resource as pages and programs see it; `origin` is its id in the file that it came in, None for our own."""

    id: UUID
    origin: str | None
    slug: str
    title: str
    summary: str
    url: str
    category: str
    kind: str
    themes: tuple[str, ...]
    competences: tuple[str, ...]
    published: bool
    is_public: bool
    deleted: bool
    shown: bool
    created_at: datetime
    updated_at: datetime

    @property
    def host(self) -> str:
        """The site that it is on."""
        return host_of(self.url)

    @property
    def audience(self) -> str:
        """Who reads it, of AUDIENCES."""
        return audience(self.published, self.is_public)

    @property
    def open(self) -> bool:
        """Whether the public sees it."""
        return self.published and self.is_public and not self.deleted and self.shown and bool(self.url)


@dataclass(frozen=True)
class Wanted:
    """Which resources are looked for: words, all of which must be there, and what they are classed under."""

    words: str = ""
    category: str = ""
    kind: str = ""
    theme: str = ""
    competence: str = ""


@dataclass(frozen=True)
class Use:
    """A workshop, or a path, that a resource is shown with."""

    id: UUID
    title: str
    slug: str
    is_path: bool


def _view(row: dict[str, Any]) -> MaterialView:
    return MaterialView(**row | {name: tuple(row[name] or ()) for name in ("themes", "competences")})


async def found(wanted: Wanted, *, public: bool, most: int = 50, skip: int = 0) -> list[MaterialView]:
    """Return the resources looked for, by title; `public`: only those that everybody may see."""
    rows = await DB.rows(COLUMNS + FOUND + BY_TITLE + " LIMIT {} OFFSET {}", *_asked(wanted, public), most, skip)
    return [_view(row) for row in rows]


async def how_many(wanted: Wanted, *, public: bool) -> int:
    """Return how many resources are looked for."""
    rows = await DB.rows(HOW_MANY + FOUND, *_asked(wanted, public))
    return int(rows[0]["number"])


def _asked(wanted: Wanted, public: bool) -> tuple[Any, ...]:
    twice = [of for name in (wanted.category, wanted.kind, wanted.theme, wanted.competence) for of in (name, name)]
    return *twice, fold(wanted.words).split()[:MOST_WORDS], public


async def public_materials() -> list[MaterialView]:
    """Return all that is public, by title: published, for everybody, not taken away, not set aside, safe to open."""
    return [_view(row) for row in await DB.rows(f"{COLUMNS} WHERE {IS_PUBLIC}{BY_TITLE}")]


async def material(which: UUID) -> MaterialView:
    """Return a resource; raises NotFound."""
    return _one(await DB.rows(COLUMNS + " WHERE m.id = {}", which))


async def public_by_slug(slug: str) -> MaterialView:
    """Return what the public sees under a name; raises NotFound."""
    return _one(await DB.rows(COLUMNS + " WHERE m.slug = {} AND " + IS_PUBLIC, slug))


def _one(rows: Sequence[dict[str, Any]]) -> MaterialView:
    if not rows:
        raise NotFound
    return _view(rows[0])


async def of_workshop(workshop: UUID) -> list[MaterialView]:
    """Return what the public sees beside a workshop: its own resources and those of its paths, by title."""
    return [_view(row) for row in await DB.rows(f"{COLUMNS}{WITH} AND {IS_PUBLIC}{BY_TITLE}", workshop, workshop)]


async def attached(*, workshop: UUID | None = None, path: UUID | None = None) -> list[MaterialView]:
    """Return what was attached to a workshop itself, or to a path, for staff: also what the public does not see."""
    text = " WHERE m.id IN (SELECT material FROM material_use WHERE workshop = {} OR path = {})"
    return [_view(row) for row in await DB.rows(COLUMNS + text + BY_TITLE, workshop, path)]


async def uses(which: UUID) -> list[Use]:
    """Return where a resource is shown: workshops, then paths, by title."""
    return [Use(**row) for row in await DB.rows(USES, which, which)]


async def files() -> list[dict[str, Any]]:
    """Return the files that were read, the last one first: read_at, entries, added, changed."""
    columns = MaterialFile.read_at, MaterialFile.entries, MaterialFile.added, MaterialFile.changed
    return await MaterialFile.select(*columns).order_by(MaterialFile.read_at, ascending=False).limit(20)


async def as_file(*, own: bool = True) -> bytes:
    """Return all resources as a file of Les Bases' shape: those that came in as they came, then our own if asked."""
    last = await MaterialFile.select(MaterialFile.envelope).order_by(MaterialFile.read_at, ascending=False).first()
    given = [json.loads(row["source"]) for row in await DB.rows(GIVEN)]
    ours = [_object(_view(row)) for row in await DB.rows(OWN)] if own else []
    return written(last["envelope"] if last else "", [*given, *ours])


def _object(one: MaterialView) -> dict[str, Any]:
    """Return one of our own resources as Les Bases says one."""
    return {
        "id": str(one.id),
        "slug": one.slug,
        "title": one.title,
        "deleted": None,
        "created": _instant(one.created_at),
        "updated": _instant(one.updated_at),
        "is_public": one.is_public,
        "published": _instant(one.updated_at) if one.published else None,
        "url": one.url,
        "page": f"{settings().url}/ressources/{one.slug}",
    }


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
