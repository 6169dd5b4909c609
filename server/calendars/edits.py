"""What staff change about one event of a calendar of others: it stands, whatever that calendar says later."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.accounts.powers import Power
from server.accounts.rules import Person
from server.calendars.health import LONGEST_LABEL, check_kinds
from server.calendars.imported import ImportedView, imported_by_ids
from server.calendars.subscribing import held
from server.calendars.tables import Edit, Subscription
from server.foundation.database import DB
from server.foundation.errors import Invalid, NotFound
from server.foundation.words import fold, one_line
from server.journal import actions as journal
from server.libraries.queries import require


@dataclass(frozen=True)
class Change:
    """What is to stand about an event: an empty title, no library, None and "" leave what its calendar says."""

    hidden: bool = False
    title: str = ""
    library: UUID | None = None
    themes: tuple[str, ...] | None = None
    audiences: tuple[str, ...] | None = None
    level: str = ""

    def check(self) -> None:
        """Raise Invalid for what cannot be kept."""
        wrong = check_kinds(self.themes or (), self.audiences or (), self.level)
        if len(self.title) > LONGEST_LABEL:
            wrong["title"] = "too_long"
        if wrong:
            raise Invalid(wrong)


async def event_to_change(feed: UUID, event: UUID, *, by: Person) -> ImportedView:
    """Return an event of a subscription for someone who may change it, hidden or not; raises NotFound."""
    await held(feed, by=by)
    found = (await imported_by_ids([event])).get(event)
    if found is None or found.feed != feed or found.withdrawn_at:
        raise NotFound
    return found


async def standing(event: UUID) -> Change:
    """Return what stands about an event."""
    row = await Edit.select().where(Edit.event == event).first()
    if row is None:
        return Change()
    kinds = {name: None if row[name] is None else tuple(row[name]) for name in ("themes", "audiences")}
    return Change(row["hidden_at"] is not None, row["title"], row["library"], level=row["level"], **kinds)


async def edit(feed: UUID, event: UUID, change: Change, *, by: Person, now: datetime) -> None:
    """Let a change stand; one that changes nothing takes an earlier one back. Raises Invalid or NotFound."""
    change.check()
    async with DB.transaction():
        found = await event_to_change(feed, event, by=by)
        if change.library is not None:
            await require(by, change.library, Power.FOLLOW)
        await Edit.delete().where(Edit.event == event)
        if change != Change():
            await _write(event, change, found.hidden_at, now)
        # What a list shows changed: its feeds must say so.
        await Subscription.update({Subscription.updated_at: now}).where(Subscription.id == feed)
        kind = "calendar.event_hidden" if change.hidden else "calendar.event_changed"
        await journal.write(kind, event, by=by.by, now=now, library=found.library)


async def _write(event: UUID, change: Change, hidden_at: datetime | None, now: datetime) -> None:
    title = one_line(change.title)
    row = Edit(
        event=event,
        hidden_at=(hidden_at or now) if change.hidden else None,
        title=title,
        folded=fold(title),
        library=change.library,
        themes=None if change.themes is None else list(change.themes),
        audiences=None if change.audiences is None else list(change.audiences),
        level=change.level,
        updated_at=now,
    )
    await row.save()
