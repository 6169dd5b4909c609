"""Write a convention, sign it, end it, copy it, renew it; warn before its end."""

import tomllib
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import new_id
from server.foundation.words import one_line
from server.journal import actions as journal
from server.libraries.queries import require
from server.partners.access import today
from server.partnerships import convention_rules as rules
from server.partnerships.convention_queries import draft_of
from server.partnerships.convention_rules import TEXTS, Contribution, Draft, Party
from server.partnerships.tables import Convention, ConventionContribution, ConventionParty

FIRST_TEXTS = {
    name: text.strip()
    for name, text in tomllib.loads((Path(__file__).parent / "convention_texts.toml").read_text("utf-8")).items()
}
# Those whose day to think of a renewal has come, each once; a lost race finds the row marked already.
ENDING = """
UPDATE convention SET alerted_on = {}::date WHERE state = 'signed' AND mailed AND alerted_on IS NULL
  AND author IS NOT NULL AND ends_on - alert_days <= {}::date AND ends_on >= {}::date
RETURNING id, library, author
"""


async def write(
    draft: Draft, library: UUID | None, *, partner: UUID | None = None, renews: UUID | None = None, by: Person,
    now: datetime,
) -> UUID:  # fmt: skip
    """Write a convention down and return its id. Raises Invalid, or NotFound where the person may not."""
    await require(by, library, Power.RUN_PARTNERSHIPS)
    draft = tidied(draft)
    rules.check_draft(draft)
    async with DB.transaction():
        made = Convention(id=new_id(), library=library, partner=partner, author=by.id, state="draft", renews=renews)
        made.ended_why = ""
        made.created_at = now
        await _keep(made, draft, now)
        await journal.write("convention.written", made.id, by=by.by, now=now, library=library)
    return UUID(str(made.id))


async def change(convention: UUID, draft: Draft, *, partner: UUID | None = None, by: Person, now: datetime) -> None:
    """Replace what a draft says. Raises Invalid, NotFound, or Refused once it is signed."""
    draft = tidied(draft)
    rules.check_draft(draft)
    async with DB.transaction():
        held = await _held(convention, by)
        if held.state != "draft":
            raise Refused("convention_signed")
        held.partner = partner
        await ConventionParty.delete().where(ConventionParty.convention == convention)
        await ConventionContribution.delete().where(ConventionContribution.convention == convention)
        await _keep(held, draft, now)
        await journal.write("convention.changed", convention, by=by.by, now=now, library=held.library)


async def sign(convention: UUID, signed_on: date | None, *, by: Person, now: datetime) -> None:
    """Note the day on which all signed; the one that it renews is then renewed. Raises Invalid, Refused, NotFound."""
    async with DB.transaction():
        held = await _held(convention, by)
        rules.check_signing(held.state, await draft_of(held.to_dict()), signed_on, today(now))
        held.state, held.signed_on, held.updated_at = "signed", signed_on, now
        await held.save()
        if held.renews is not None:
            former = (Convention.id == held.renews) & (Convention.state == "signed")
            values: dict[Any, Any] = {Convention.state: "renewed", Convention.updated_at: now}
            await Convention.update(values).where(former)
        await journal.write("convention.signed", convention, by=by.by, now=now, library=held.library)


async def end(convention: UUID, ended_on: date | None, why: str, *, by: Person, now: datetime) -> None:
    """Note that a signed convention is over, and why. Raises Invalid, Refused, NotFound."""
    async with DB.transaction():
        held = await _held(convention, by)
        rules.check_ending(held.state, held.signed_on, ended_on, today(now))
        held.state, held.ended_on, held.ended_why = "ended", ended_on, one_line(why)[:300]
        held.updated_at = now
        await held.save()
        await journal.write("convention.ended", convention, by=by.by, now=now, library=held.library)


async def copy(convention: UUID, *, by: Person, now: datetime) -> UUID:
    """Write a draft that says the same, without its days; return its id. Raises NotFound."""
    held = await _held(convention, by)
    draft = replace(await draft_of(held.to_dict()), starts_on=None, ends_on=None)
    return await write(draft, held.library, partner=held.partner, by=by, now=now)


async def renew(convention: UUID, *, by: Person, now: datetime) -> UUID:
    """Write the draft that follows a signed convention, for as long; return its id. Raises Refused or NotFound."""
    async with DB.transaction():
        held = await _held(convention, by)
        if held.state != "signed":
            raise Refused("only_signed_renewed")
        if await Convention.exists().where(Convention.renews == convention):
            raise Refused("renewal_written")
        first, last = rules.following(held.starts_on, held.ends_on)
        draft = replace(await draft_of(held.to_dict()), starts_on=first, ends_on=last)
        return await write(draft, held.library, partner=held.partner, renews=convention, by=by, now=now)


async def remove(convention: UUID, *, by: Person, now: datetime) -> None:
    """Throw a draft away. Raises NotFound, or Refused once it was signed."""
    async with DB.transaction():
        held = await _held(convention, by)
        if held.state != "draft":
            raise Refused("convention_signed")
        await Convention.delete().where(Convention.id == convention)
        await journal.write("convention.removed", convention, by=by.by, now=now, library=held.library)


async def warn_due(now: datetime) -> int:
    """Write in the journal which conventions are soon to end, each once, where a mail is wanted; return how many."""
    async with DB.transaction():
        rows = await DB.rows(ENDING, *[today(now)] * 3)
        for row in rows:
            facts = {"author": str(row["author"])}
            await journal.write("convention.ending", row["id"], by="system", now=now, library=row["library"], **facts)
    return len(rows)


async def _held(convention: UUID, by: Person) -> Convention:
    held = await Convention.objects().where(Convention.id == convention).lock_rows().first()
    if held is None:
        raise NotFound
    await require(by, held.library, Power.RUN_PARTNERSHIPS)
    return held


async def _keep(row: Convention, draft: Draft, now: datetime) -> None:
    row.title, row.starts_on, row.ends_on = draft.title, draft.starts_on, draft.ends_on
    row.alert_days, row.mailed, row.updated_at = draft.alert_days, draft.mailed, now
    for name in TEXTS:
        setattr(row, name, draft.texts.get(name, ""))
    await row.save()
    for number, party in enumerate(draft.parties, start=1):
        await ConventionParty(id=new_id(), convention=row.id, position=number, **vars(party)).save()
    for number, gift in enumerate(draft.contributions, start=1):
        await ConventionContribution(id=new_id(), convention=row.id, position=number, **vars(gift)).save()


def tidied(draft: Draft) -> Draft:
    """Return a draft with each text on one line where it is one, and no empty line of parties at its end."""
    parties = [Party(**{name: one_line(text) for name, text in vars(party).items()}) for party in draft.parties]
    while parties and parties[-1] == Party(""):
        parties.pop()
    gifts = [Contribution(g.party, one_line(g.what), one_line(g.volume), g.cents) for g in draft.contributions]
    texts = {name: draft.texts.get(name, "").strip() for name in TEXTS}
    return replace(draft, title=one_line(draft.title), parties=parties, contributions=gifts, texts=texts)
