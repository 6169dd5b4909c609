"""Open a file of funding, keep its plan, sites, actions, meetings and pieces, and renew it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound, Refused
from server.foundation.ids import new_id
from server.foundation.words import one_line
from server.journal import actions as journal
from server.libraries.queries import require
from server.partnerships import balance
from server.partnerships.balance import Action, Outline, Share
from server.partnerships.funding_queries import held_in
from server.partnerships.tables import (
    FundingAction,
    FundingFile,
    FundingMeeting,
    FundingPiece,
    FundingShare,
    FundingSite,
    FundingTie,
)

TEXTS = ("programme", "title", "holder", "reference", "starts_on", "ends_on", "diagnostic", "evaluation")
PARTS = {"action": FundingAction, "meeting": FundingMeeting, "piece": FundingPiece}


async def open_file(
    outline: Outline, library: UUID | None, *, by: Person, now: datetime, renews: UUID | None = None
) -> UUID:
    """Open a file and return its id. Raises Invalid, or NotFound where the person may not."""
    await require(by, library, Power.RUN_PARTNERSHIPS)
    outline = _tidied(outline)
    balance.check_outline(outline)
    async with DB.transaction():
        made = FundingFile(id=new_id(), library=library, state="preparing", budget=0, renews=renews, created_at=now)
        await _keep(made, outline, now)
        await _note("funding.opened", made.id, library, by, now)
    return UUID(str(made.id))


async def change(file: UUID, outline: Outline, state: str, *, by: Person, now: datetime) -> None:
    """Replace what a file says of itself and where it stands.

    Raises Invalid, NotFound, or Refused when something is missing for that state.
    """
    outline = _tidied(outline)
    balance.check_outline(outline)
    if state not in balance.STATES:
        raise Invalid({"state": "bad_choice"})
    async with DB.transaction():
        held = await _held(file, by)
        facts = replace(await held_in(file), diagnostic=bool(outline.diagnostic), evaluation=bool(outline.evaluation))
        if balance.lacking(replace(facts, programme=outline.programme), state):
            raise Refused("file_lacks")
        held.state = state
        await _keep(held, outline, now)
        await _note("funding.changed", file, held.library, by, now)


async def plan(file: UUID, budget: int | None, shares: Sequence[Share], *, by: Person, now: datetime) -> None:
    """Replace the plan: a budget in cents and who pays it, to the cent. Of a county, the budget is that of its sites.

    Raises Invalid, NotFound, or Refused with what does not balance.
    """
    shares = [replace(share, funder=one_line(share.funder)) for share in shares]
    async with DB.transaction():
        held = await _held(file, by)
        if held.programme == "county":
            budget = await _of_sites(file)
        balance.check_plan(budget, shares)
        await FundingShare.delete().where(FundingShare.file == file)
        for number, share in enumerate(shares, start=1):
            given: dict[str, Any] = vars(share) | {"received": share.received or 0}
            await FundingShare(id=new_id(), file=file, position=number, **given).save()
        held.budget, held.updated_at = budget, now
        await held.save()
        await _note("funding.planned", file, held.library, by, now, budget=budget)


async def place(file: UUID, sites: Mapping[UUID, int], *, by: Person, now: datetime) -> None:
    """Say in which libraries a file is carried out, each with its part in cents; the county's budget is their sum.

    Raises NotFound, also for a library that the person does not manage.
    """
    async with DB.transaction():
        held = await _held(file, by)
        for library in sites:
            await require(by, library, Power.RUN_PARTNERSHIPS)
        await FundingSite.delete().where(FundingSite.file == file)
        for library, cents in sites.items():
            await FundingSite(id=new_id(), file=file, library=library, cents=cents).save()
        if held.programme == "county":
            held.budget = sum(sites.values())
        held.updated_at = now
        await held.save()
        await _note("funding.placed", file, held.library, by, now, sites=len(sites))


async def keep_action(
    file: UUID, action: UUID | None, said: Action, workshops: Collection[UUID], *, by: Person, now: datetime
) -> UUID:
    """Add or replace an action and the workshops tied to it; return its id.

    Raises Invalid, NotFound, or Refused for a workshop that another action of the file has already.
    """
    said = replace(said, title=one_line(said.title), what=said.what.strip())
    balance.check_action(said)
    values: dict[str, Any] = vars(said) | {"cents": said.cents or 0, "spent": said.spent or 0}
    async with DB.transaction():
        held = await _held(file, by)
        row = await _part("action", file, action) if action else FundingAction(id=new_id(), file=file, created_at=now)
        for name, value in values.items():
            setattr(row, name, value)
        await row.save()
        others = (FundingTie.file == file) & (FundingTie.action != row.id)
        if workshops and await FundingTie.exists().where(others & FundingTie.workshop.is_in(list(workshops))):
            raise Refused("workshop_tied_already")
        await FundingTie.delete().where(FundingTie.action == row.id)
        for workshop in dict.fromkeys(workshops):
            await FundingTie(id=new_id(), file=file, action=row.id, workshop=workshop).save()
        await _note("funding.acted", file, held.library, by, now, action=row.id)
    return UUID(str(row.id))


async def meet(
    file: UUID, meeting: UUID | None, held_on: date | None, minutes: str, *, by: Person, now: datetime
) -> None:
    """Add or replace a meeting; raises Invalid or NotFound."""
    if held_on is None:
        raise Invalid({"held_on": "bad_date"})
    async with DB.transaction():
        held = await _held(file, by)
        row = await _part("meeting", file, meeting) if meeting else FundingMeeting(id=new_id(), file=file)
        row.held_on, row.minutes = held_on, minutes.strip()
        await row.save()
        await _note("funding.met", file, held.library, by, now)


async def prove(file: UUID, title: str, dated_on: date | None, kept: str, *, by: Person, now: datetime) -> None:
    """Add a piece of evidence and where it is kept; raises Invalid or NotFound."""
    title, kept = one_line(title), one_line(kept)
    wrong = {name: "missing" for name, text in (("title", title), ("kept", kept)) if not text}
    wrong |= {name: "too_long" for name, text in (("title", title), ("kept", kept)) if len(text) > 200}
    if dated_on is None:
        wrong["dated_on"] = "bad_date"
    if wrong:
        raise Invalid(wrong)
    async with DB.transaction():
        held = await _held(file, by)
        await FundingPiece(id=new_id(), file=file, title=title, dated_on=dated_on, kept=kept).save()
        await _note("funding.proved", file, held.library, by, now)


async def take_out(file: UUID, kind: str, part: UUID, *, by: Person, now: datetime) -> None:
    """Take an action, a meeting or a piece out of a file; raises NotFound."""
    async with DB.transaction():
        held = await _held(file, by)
        await (await _part(kind, file, part)).remove()
        await _note("funding.taken_out", file, held.library, by, now, what=kind)


async def throw_away(file: UUID, *, by: Person, now: datetime) -> None:
    """Throw a file away with all that is in it. Raises NotFound, or Refused once it is with the funder."""
    async with DB.transaction():
        held = await _held(file, by)
        if held.state != "preparing":
            raise Refused("funding_submitted")
        await held.remove()
        await _note("funding.thrown_away", file, held.library, by, now)


async def renew(file: UUID, *, by: Person, now: datetime) -> UUID:
    """Open the file that follows one, for as long, with the same actions to do; return its id.

    Raises NotFound, or Refused: a file is renewed once, and a contrat territoire-lecture never a second time.
    """
    async with DB.transaction():
        held = await _held(file, by)
        renewed = await FundingFile.exists().where(FundingFile.renews == file)
        balance.check_renewal(held.programme, held.renews is not None, renewed)
        first = held.ends_on + balance.ONE_DAY
        last = balance.following(held.programme, held.starts_on, held.ends_on)
        outline = Outline(**{name: getattr(held, name) for name in TEXTS} | {"starts_on": first, "ends_on": last})
        made = await open_file(replace(outline, evaluation=""), held.library, by=by, now=now, renews=file)
        for row in await FundingAction.objects().where(FundingAction.file == file).order_by(FundingAction.created_at):
            said = Action(row.title, row.what, row.sessions, row.minutes, row.people, row.cents)
            ties = await FundingTie.select(FundingTie.workshop).where(FundingTie.action == row.id)
            await keep_action(made, None, said, [tie["workshop"] for tie in ties], by=by, now=now)
        sites = await FundingSite.select(FundingSite.library, FundingSite.cents).where(FundingSite.file == file)
        await place(made, {site["library"]: site["cents"] for site in sites}, by=by, now=now)
    return made


async def _held(file: UUID, by: Person) -> FundingFile:
    held = await FundingFile.objects().where(FundingFile.id == file).lock_rows().first()
    if held is None:
        raise NotFound
    await require(by, held.library, Power.RUN_PARTNERSHIPS)
    return held


async def _part(kind: str, file: UUID, part: UUID) -> Any:
    table: Any = PARTS.get(kind)
    row = await table.objects().where((table.id == part) & (table.file == file)).first() if table else None
    if row is None:
        raise NotFound
    return row


async def _keep(row: FundingFile, outline: Outline, now: datetime) -> None:
    for name in TEXTS:
        setattr(row, name, getattr(outline, name))
    row.updated_at = now
    await row.save()


async def _of_sites(file: UUID) -> int:
    rows = await DB.rows("SELECT coalesce(sum(cents), 0)::bigint AS cents FROM funding_site WHERE file = {}", file)
    return int(rows[0]["cents"])


async def _note(kind: str, file: UUID, library: UUID | None, by: Person, now: datetime, **facts: Any) -> None:
    await journal.write(kind, file, by=by.by, now=now, library=library, **facts)


def _tidied(outline: Outline) -> Outline:
    title, holder, reference = (one_line(text) for text in (outline.title, outline.holder, outline.reference))
    known = replace(outline, title=title, holder=holder, reference=reference)
    return replace(known, diagnostic=outline.diagnostic.strip(), evaluation=outline.evaluation.strip())
