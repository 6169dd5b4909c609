"""Write an issuer down and change its terms; read those whose vouchers count."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.libraries.queries import libraries_for, may_somewhere, require, roles_of
from server.vouchers import tables
from server.vouchers.rules import Issuer, Terms

# Two issuers written at once could have the same codes without knowing: one at a time.
ALONE = "LOCK TABLE pass_issuer IN SHARE ROW EXCLUSIVE MODE"


def _issuer(row: dict[str, Any]) -> Issuer:
    return Issuer(row["id"], row["library"], Terms(**{name: row[name] for name in Terms.__dataclass_fields__}))


async def all_issuers() -> list[Issuer]:
    """Return all issuers, those that count longest first."""
    order = tables.Issuer.select().order_by(tables.Issuer.valid_until, tables.Issuer.name, ascending=False)
    return [_issuer(row) for row in await order]


async def taken_by(library: UUID) -> list[Issuer]:
    """Return the issuers whose vouchers a library takes, whatever their dates."""
    return [issuer for issuer in await all_issuers() if issuer.library in {None, library}]


async def issuers_seen(person: Person) -> list[Issuer]:
    """Return the issuers that a person works with: those of all libraries, and of the libraries where they work."""
    seen = await roles_of(person)
    return [issuer for issuer in await all_issuers() if issuer.library is None or issuer.library in seen]


async def libraries_managed(person: Person) -> set[UUID]:
    """Return the libraries that a person manages."""
    return {library.id for library in await libraries_for(person, Power.RUN_PASS)}


async def libraries_to_manage(person: Person) -> set[UUID]:
    """Return the libraries that a person manages; raises NotFound for who manages none and is no administrator."""
    managed = await libraries_managed(person)
    if not await may_somewhere(person, Power.RUN_PASS):
        raise NotFound
    return managed


async def issuer_to_change(person: Person, issuer: UUID) -> Issuer:
    """Return an issuer for someone who may change it; raises NotFound."""
    found = next((each for each in await all_issuers() if each.id == issuer), None)
    if found is None:
        raise NotFound
    await require(person, found.library, Power.RUN_PASS)
    return found


async def write_issuer(library: UUID | None, terms: Terms, *, by: Person, now: datetime) -> UUID:
    """Add an issuer and return its id; raises Invalid or NotFound. A manager of the library may; of none, of all."""
    terms.check()
    await require(by, library, Power.RUN_PASS)
    async with DB.transaction():
        await _check_alone(None, library, terms)
        made = tables.Issuer(id=new_id(), library=library, created_at=now, updated_at=now, **asdict(terms))
        await made.save()
        await journal.write("issuer.written", made.id, by=by.by, now=now, library=library)
    return made.id


async def change_issuer(issuer: UUID, terms: Terms, *, by: Person, now: datetime) -> None:
    """Change the terms of an issuer; vouchers given already keep their value. Raises Invalid or NotFound."""
    terms.check()
    async with DB.transaction():
        await tables.Issuer.raw(ALONE)
        held = await issuer_to_change(by, issuer)
        if held.terms == terms:
            return
        await _check_alone(issuer, held.library, terms)
        values: dict[Any, Any] = {getattr(tables.Issuer, name): value for name, value in asdict(terms).items()}
        await tables.Issuer.update({**values, tables.Issuer.updated_at: now}).where(tables.Issuer.id == issuer)
        await journal.write("issuer.changed", issuer, by=by.by, now=now, library=held.library)


async def _check_alone(issuer: UUID | None, library: UUID | None, terms: Terms) -> None:
    """Refuse terms under which nobody could tell whose voucher a code is."""
    await tables.Issuer.raw(ALONE)
    for other in await all_issuers():
        meet = library is None or other.library in {None, library}
        if other.id != issuer and meet and terms.same_codes(other.terms):
            raise Invalid({"pattern": "same_codes"}, name=other.terms.name)
