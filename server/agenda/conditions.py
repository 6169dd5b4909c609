"""The filters of the agenda as conditions on our sessions and on the mirror of our peers' events."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from federation.blocking import unseen
from server.agenda.filters import Filters
from server.agenda.places import There, cells, department_of, spellings
from server.agenda.twins import COPY, IMPORTED
from server.foundation.settings import settings
from server.foundation.words import fold, slug
from server.libraries.queries import LibraryView
from server.libraries.words import FACILITIES
from server.territories.distance import Point, kilometres
from server.workshops.competences import pix
from server.workshops.rules import LONGEST
from server.workshops.words import LANGUAGES, PASS, THEMES

Parts = list[tuple[str, list[Any]]]
NEVER: Parts = [("false", [])]
LONGEST_TAG = 38
TAGGED = "r.tag_keys && {}::text[]"  # tags as they are compared, kept by the database
TOWN = "lower(r.locality) = any({}::text[])"
# An index knows the cell of each event, an eighth of a degree wide, and in it the start.
CELL = "((floor(r.latitude * 8) * 4000 + floor(r.longitude * 8))::int)"
CIRCLE = f"""{CELL} = any({{}}::int[]) AND 12742 * asin(least(1, sqrt(
  sin(radians(r.latitude - {{}}) / 2) ^ 2 + sin(radians(r.longitude - {{}}) / 2) ^ 2
  * cos(radians({{}})) * cos(radians(r.latitude))))) <= {{}}"""
# The digits of postal codes where they are not those of the department.
DIGITS = {"2A": "20", "2B": "20"}
FINER = {"2A": ["200", "201"], "2B": ["202", "206"]}
# Two hours when no end is told; in UTC, or it could not be indexed: hours of a zone are not always the same.
REMOTE_END = "coalesce(r.ends_at, (r.starts_at AT TIME ZONE 'UTC' + interval '2 hours') AT TIME ZONE 'UTC')"


@dataclass(frozen=True)
class Asked:
    """Conditions, each with its values, on `session s, workshop w, library l` and on `fed_remote_event r`."""

    local: Parts = field(default_factory=list)
    remote: Parts = field(default_factory=list)


def once() -> Parts:
    """Return that a session of ours is not one that we imported and that its organiser now tells us by itself."""
    return [(f"NOT ({IMPORTED})", [settings().host])]


def local(since: datetime, until: datetime, *, in_feed: bool = False) -> Parts:
    """Return what makes a session of ours one of the public list: never a draft, cancelled ones stay visible.

    In a feed, one that was withdrawn stays as a bare cancellation, or calendars that keep what vanishes would show it.
    """
    states = (
        "('published', 'postponed', 'cancelled', 'withdrawn')" if in_feed else "('published', 'postponed', 'cancelled')"
    )
    # The second condition says nothing new: it lets the index on starts_at serve.
    sql = f"s.state IN {states} AND s.ends_at > {{}} AND s.starts_at > {{}} AND s.starts_at < {{}}"
    return [(sql, [since, since - LONGEST - timedelta(days=1), until]), ("NOT s.practice", []), *once()]


REMOTE = "r.tombstoned_at IS NULL AND r.host <> {} AND r.starts_at > {} AND r.starts_at < {}"
SHORT = timedelta(hours=12)
LONG = "r.ends_at - r.starts_at > interval '12 hours'"
BEGUN = f"""((r.starts_at > {{}} AND r.starts_at <= {{}} AND {REMOTE_END} > {{}})
  OR ({LONG} AND r.starts_at > {{}} AND r.starts_at <= {{}} AND {REMOTE_END} > {{}}))"""
SEEN = f"""NOT {unseen("r")} AND (EXISTS (SELECT 1 FROM session o WHERE o.id = r.uuid)) IS NOT TRUE
  AND (EXISTS (SELECT 1 FROM fed_remote_event o WHERE o.uuid = r.uuid
    AND (o.first_seen_at, o.ap_id) < (r.first_seen_at, r.ap_id)
    AND o.tombstoned_at IS NULL AND NOT {unseen("o")})) IS NOT TRUE
  AND NOT ({COPY})"""  # noqa: S608 (constants only)


def remote(since: datetime, until: datetime) -> Parts:
    """Return what makes a mirrored event one that starts after `since`, as far as indexes tell; the rest is SEEN.

    SEEN: not blocked, not one of ours come back, the first of one uuid, no copy.
    """
    return [(REMOTE, [settings().host, since, until])]


def under_way(since: datetime, until: datetime) -> Parts:
    """Return the same for those that had begun at `since` and were not over: few, but looked for among very many.

    Of all that began in the last month only the long ones, which an index knows, are looked at.
    """
    first = since - LONGEST - timedelta(days=1)
    begun = [since - SHORT, since, since, first, since, since]
    return [*remote(first, until), ("r.starts_at <= {}", [since]), (BEGUN, begun)]


def asked(filters: Filters, known: Sequence[LibraryView], there: There) -> Asked:
    """Return the conditions of all filters together; `known` are our libraries. An unknown library is left out."""
    made = [
        _whose(filters, known, there),
        _place(filters, known),
        _around(filters, known, there),
        *_subject(filters),
        *_language(filters),
        *_facility(filters, known),
        _seats(filters),
        _pass(filters),
        *(_word(word, known) for word in filters.words),
    ]
    return Asked([part for each in made for part in each.local], [part for each in made for part in each.remote])


def _whose(filters: Filters, known: Sequence[LibraryView], there: There) -> Asked:
    """A library, a room and who presents are ours to name; a source is a peer's host."""
    ours: Parts = []
    theirs: Parts = []
    library = next((each.id for each in known if filters.bibliotheque in each.page_names), None)
    named: list[tuple[str, Any, Any]] = [
        ("s.library = {}", library, library),
        ("s.room = any({}::uuid[])", filters.salle, list(there.rooms)),
        ("s.presenter = any({}::text[])", filters.mediateur, list(there.presenters)),
    ]
    for sql, wanted, value in named:
        if wanted:
            ours.append((sql, [value]))
            theirs += NEVER
    if filters.source and filters.source != settings().host:
        ours += NEVER
        theirs.append(("r.host = {}", [filters.source]))
    elif filters.source:
        theirs += NEVER
    if filters.annules:
        ours.append(("s.state IN ('published', 'postponed')", []))
        theirs.append(("r.status <> 'cancelled'", []))
    return Asked(ours, theirs)


def _place(filters: Filters, known: Sequence[LibraryView]) -> Asked:
    ours: Parts = []
    theirs: Parts = []
    if filters.commune and not filters.rayon:
        # The mirror keeps a town as its origin spells it; ours are few, and compared without accents.
        towns = [each.id for each in known if fold(each.city) == fold(filters.commune)]
        ours.append(("s.library = any({}::uuid[])", [towns]))
        theirs.append((TOWN, [spellings(filters.commune, known)]))
    if filters.departement:
        there = [each.id for each in known if department_of(each.postal_code) == filters.departement]
        ours.append(("s.library = any({}::uuid[])", [there]))
        theirs.append(("left(r.postal_code, 2) = {}", [DIGITS.get(filters.departement, filters.departement)[:2]]))
        if starts := FINER.get(filters.departement, [filters.departement] if len(filters.departement) == 3 else []):
            theirs.append(("left(r.postal_code, 3) = any({}::text[])", [starts]))
    return Asked(ours, theirs)


def within(centre: Point, radius: int, known: Sequence[LibraryView]) -> list[UUID]:
    """Return our libraries at most `radius` kilometres from `centre`; those whose place is not known are left out."""
    return [
        each.id
        for each in known
        if each.latitude is not None
        and each.longitude is not None
        and kilometres(centre, (each.latitude, each.longitude)) <= radius
    ]


def _around(filters: Filters, known: Sequence[LibraryView], there: There) -> Asked:
    """Within the radius, or in the commune itself where a place is not known; without a centre, the commune alone."""
    if not filters.rayon:
        return Asked()
    towns = [each.id for each in known if filters.commune and fold(each.city) == fold(filters.commune)]
    same_town = spellings(filters.commune, known) if filters.commune else []
    if there.centre is None:
        return Asked([("s.library = any({}::uuid[])", [towns])], [(TOWN, [same_town])])
    near = [*within(there.centre, filters.rayon, known), *towns]
    ours: Parts = [("s.library = any({}::uuid[]) AND s.mode <> 'online'", [near])]
    circle = [cells(there.centre, filters.rayon), *there.centre, there.centre[0], filters.rayon]
    if not same_town:
        return Asked(ours, [(CIRCLE, circle)])
    return Asked(ours, [(f"(({CIRCLE}) OR (r.latitude IS NULL AND {TOWN}))", [*circle, same_town])])


def _language(filters: Filters) -> list[Asked]:
    """A peer says with a tag in which other language a session is held; its texts are in its own."""
    if not filters.langue:
        return []
    others = [tag(words) for key, words in LANGUAGES.items() if key != "fr"]
    told = (f"NOT {TAGGED}", [others]) if filters.langue == "fr" else (TAGGED, [[tag(LANGUAGES[filters.langue])]])
    return [Asked([("w.language = {}", [filters.langue])], [told])]


def _facility(filters: Filters, known: Sequence[LibraryView]) -> list[Asked]:
    if not filters.acces:
        return []
    there = [each.id for each in known if filters.acces in each.facilities]
    ours = ("s.library = any({}::uuid[]) AND s.place = '' AND s.mode <> 'online'", [there])
    return [Asked([ours], [(TAGGED, [[tag(FACILITIES[filters.acces])]])])]


def _subject(filters: Filters) -> list[Asked]:
    found = []
    if filters.theme:
        tags = [tag(THEMES[filters.theme]), filters.theme.replace("_", "")]
        found.append(Asked([("{} = any(w.themes)", [filters.theme])], [(TAGGED, [tags])]))
    if filters.competence:
        tags = [tag(pix(filters.competence))]
        found.append(Asked([("{} = any(w.competences)", [filters.competence])], [(TAGGED, [tags])]))
    if filters.niveau:
        found.append(Asked([("w.level = {}", [filters.niveau])], [("r.level = {}", [filters.niveau])]))
    if filters.public:
        found.append(Asked([("{} = any(w.audiences)", [filters.public])], [("{} = any(r.audience)", [filters.public])]))
    if filters.mode == "en-ligne":
        found.append(Asked([("s.mode IN ('online', 'mixed')", [])], [("r.is_online", [])]))
    if filters.mode == "sur-place":
        there = "(NOT r.is_online OR r.place_name <> '' OR r.locality <> '')"
        found.append(Asked([("s.mode IN ('on_site', 'mixed')", [])], [(there, [])]))
    return found


# The rule of workshops.pools, as the database reads it: what is kept for others is no free seat until it is released.
KEPT = """CASE WHEN s.released_at IS NULL THEN
  greatest(0, s.kept_desk - s.taken_desk) + greatest(0, s.kept_partner - s.taken_partner)
  + greatest(0, s.kept_peer - s.taken_peer) + greatest(0, s.kept_first - s.taken_first) ELSE 0 END"""


def _seats(filters: Filters) -> Asked:
    """A newcomer has a seat when one is free and nobody waits for it; a peer that tells no number promises none."""
    if not filters.places:
        return Asked()
    return Asked(
        [(f"s.state = 'published' AND s.taken + {KEPT} < s.capacity AND s.waiting = 0", [])],
        [("r.status <> 'cancelled' AND r.remaining > 0", [])],
    )


def tag(words: str) -> str:
    """Return some words as the mirror compares tags with them."""
    return "".join(slug(words).split("-"))[:LONGEST_TAG]


def _pass(filters: Filters) -> Asked:
    """A peer says with a tag that it takes the Pass numérique; one that does not say so does not promise it."""
    if not filters.pass_numerique:
        return Asked()
    return Asked([("s.pass_accepted", [])], [(TAGGED, [[tag(PASS)]])])


def _word(word: str, known: Sequence[LibraryView]) -> Asked:
    """A word is in the workshop, or in the name or place of the library."""
    pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    there = [each.id for each in known if word in fold(f"{each.name} {each.address} {each.postal_code} {each.city}")]
    ours = ("(w.folded LIKE {} OR s.library = any({}::uuid[]))", [pattern, there])
    return Asked([ours], [("r.folded LIKE {}", [pattern])])
