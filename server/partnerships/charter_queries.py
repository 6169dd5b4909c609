"""The charter as the public reads it: its versions, who signed which, where they are; and who is to sign again."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.due import Due
from server.foundation.errors import NotFound
from server.foundation.languages import N_
from server.libraries.queries import require
from server.partnerships import rules
from server.partnerships.rules import Article
from server.partnerships.tables import CharterCommunity, CharterSignature, CharterVersion

LATEST = "(SELECT max(number) FROM charter_version)"
SIGNATORIES = """
SELECT c.id, c.name, c.kind, c.place, c.withdrawn_on, s.signatory, s.quality, s.signed_on, s.digest, v.number
FROM charter_community c
JOIN LATERAL (SELECT t.*, w.number AS signed FROM charter_signature t JOIN charter_version w ON w.id = t.version
  WHERE t.community = c.id ORDER BY w.number DESC LIMIT 1) s ON true
JOIN charter_version v ON v.id = s.version
WHERE c.withdrawn_on IS NULL OR {} ORDER BY c.withdrawn_on IS NOT NULL, c.folded
"""
SIGNED_BY = """
SELECT v.number, v.digest AS version_digest, s.digest, s.signatory, s.quality, s.signed_on
FROM charter_signature s JOIN charter_version v ON v.id = s.version WHERE s.community = {} ORDER BY v.number DESC
"""
AROUND = """
SELECT lower(city) AS city, avg(latitude) AS latitude, avg(longitude) AS longitude FROM library
WHERE latitude IS NOT NULL AND longitude IS NOT NULL GROUP BY 1
"""
TO_SIGN_AGAIN = f"""
SELECT count(*) FROM charter_community c WHERE $4 AND c.withdrawn_on IS NULL AND {LATEST} >
  (SELECT max(v.number) FROM charter_signature s JOIN charter_version v ON v.id = s.version WHERE s.community = c.id)
"""  # noqa: S608 - constants
TO_DO = Due(
    one=N_("%(num)s collectivité n'a pas signé la nouvelle charte"),
    many=N_("%(num)s collectivités n'ont pas signé la nouvelle charte"),
    url="/bureau/charte",
    value=TO_SIGN_AGAIN,
)


@dataclass(frozen=True)
class VersionView:
    """A version. `genuine`: its text still has the digest that was signed, computed again just now."""

    id: UUID
    number: int
    title: str
    words: str
    digest: str
    published_on: date

    @property
    def articles(self) -> list[Article]:
        return rules.articles(self.words)

    @property
    def genuine(self) -> bool:
        return rules.digest(self.words) == self.digest


@dataclass(frozen=True)
class Signatory:
    """A community and the latest version that it signed; `signatory` is empty once erased."""

    id: UUID
    name: str
    kind: str
    place: str
    withdrawn_on: date | None
    signatory: str
    quality: str
    signed_on: date
    digest: str
    number: int


@dataclass(frozen=True)
class Signed:
    """One signature of a community; `kept`: the version still has the digest that was signed."""

    number: int
    digest: str
    kept: bool
    signatory: str
    quality: str
    signed_on: date


def _version(row: dict[str, Any]) -> VersionView:
    return VersionView(**{name: row[name] for name in VersionView.__dataclass_fields__})


async def versions() -> list[VersionView]:
    """Return all versions, the latest first."""
    rows = await CharterVersion.select().order_by(CharterVersion.number, ascending=False)
    return [_version(row) for row in rows]


async def version(number: int) -> VersionView:
    """Return a version by its number; raises NotFound."""
    found = next((each for each in await versions() if each.number == number), None)
    if found is None:
        raise NotFound
    return found


async def signatories(*, withdrawn: bool = False) -> list[Signatory]:
    """Return who signed, by name; those who left the charter come last, and only if asked for."""
    return [Signatory(**row) for row in await CharterCommunity.raw(SIGNATORIES, withdrawn)]


async def signatory(person: Person, community: UUID) -> Signatory:
    """Return a community for whoever keeps the charter; raises NotFound."""
    await require(person, None, Power.RUN_CHARTER)
    found = next((each for each in await signatories(withdrawn=True) if each.id == community), None)
    if found is None:
        raise NotFound
    return found


async def signed_by(community: UUID) -> list[Signed]:
    """Return the signatures of a community, the latest version first."""
    rows = await CharterSignature.raw(SIGNED_BY, community)
    names = ("number", "digest", "signatory", "quality", "signed_on")
    return [Signed(**{name: row[name] for name in names}, kept=row["version_digest"] == row["digest"]) for row in rows]


async def places() -> dict[str, tuple[float, float]]:
    """Return where communes are (latitude, longitude), by name in lower case: where their libraries here are."""
    rows = await CharterCommunity.raw(AROUND)
    return {row["city"]: (row["latitude"], row["longitude"]) for row in rows}
