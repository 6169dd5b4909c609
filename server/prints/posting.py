"""Note what is printed and where it hangs; print it anew; note that it was replaced, corrected or taken down."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound, Refused
from server.foundation.ids import new_id
from server.journal import actions as journal
from server.prints import posted
from server.prints.contents import kept, require, shown
from server.prints.papers import Paper, prepared
from server.prints.posted import Outdated, PrintView
from server.prints.rules import Asked
from server.prints.tables import Print, PrintedSession

KEPT = timedelta(days=365)


async def put_up(
    asked: Asked, places: tuple[str, ...], *, by: Person, now: datetime, replaces: UUID | None = None
) -> UUID:
    """Note that a paper is printed, with all that it says of sessions; return the print's id.

    Raises Invalid, Refused, or NotFound for who does not work at the desk of its library.
    """
    paper = await prepared(asked, now)
    await require(by, paper.content)
    row = _row(paper, places, now, replaces)
    async with DB.transaction():
        await row.save()
        await _write(row.id, paper, now)
        facts: dict[str, Any] = {"what": asked.kind, "sessions": len(paper.content.sessions), "version": row.digest}
        library = paper.content.library_id
        await journal.write("print.made", row.id, by=by.by, now=now, library=library, places=len(places), **facts)
    return row.id


def _row(paper: Paper, places: tuple[str, ...], now: datetime, replaces: UUID | None) -> Print:
    asked, content = paper.asked, paper.content
    row = Print(id=new_id(), of=asked.of, day=asked.day, narrowed=asked.library, library=content.library_id)
    row.kind, row.subject, row.paper, row.language = asked.kind, asked.subject, asked.paper, asked.language
    row.title, row.places, row.digest, row.printed_at = content.title[:150], list(places), paper.digest, now
    row.over_at, row.replaces = max((session.ends_at for session in content.sessions), default=now), replaces
    return row


async def _write(print_id: UUID, paper: Paper, now: datetime) -> None:
    rows = [
        PrintedSession(id=new_id(), print=print_id, session=session.id, shown=kept(shown(session)), seen_at=now)
        for session in paper.content.sessions
    ]
    for start in range(0, len(rows), 500):
        await PrintedSession.insert(*rows[start : start + 500])


async def paper_of(view: PrintView) -> Paper:
    """Return a print as it was when it was printed; raises Refused once it is no longer what it would be now."""
    try:
        paper = await prepared(view.asked, view.printed_at)
    except (NotFound, Refused):
        raise Refused("print_changed") from None
    if paper.digest != view.digest:
        raise Refused("print_changed")
    return paper


async def move(print_id: UUID, places: tuple[str, ...], *, by: Person, now: datetime) -> None:
    """Note where a print hangs now; raises NotFound or Refused."""
    view = await posted.print_for(by, print_id)
    async with DB.transaction():
        await _lock(print_id)
        await Print.update({Print.places: list(places)}).where(Print.id == print_id)
        await journal.write("print.moved", print_id, by=by.by, now=now, library=view.library, places=len(places))


async def take_down(print_id: UUID, *, by: Person, now: datetime) -> None:
    """Note that a print hangs nowhere any more; raises NotFound or Refused."""
    view = await posted.print_for(by, print_id)
    async with DB.transaction():
        await _lock(print_id)
        await Print.update({Print.removed_at: now}).where(Print.id == print_id)
        await journal.write("print.removed", print_id, by=by.by, now=now, library=view.library)


async def _lock(print_id: UUID) -> None:
    held = await Print.objects().where(Print.id == print_id).lock_rows("UPDATE").first()
    if held is None:
        raise NotFound
    if held.removed_at is not None:
        raise Refused("print_removed")


async def print_anew(print_id: UUID, *, by: Person, now: datetime) -> UUID:
    """Print once more a paper on which something changed, for the same places; return the new print's id.

    Asked twice, it is one print. The old one is to be replaced until `settle`. Raises NotFound or Refused.
    """
    group = await _group(print_id, by, now)
    if group.fresh is not None:
        return group.fresh
    return await put_up(group.first.asked, group.places, by=by, now=now, replaces=group.first.id)


async def settle(print_id: UUID, *, by: Person, now: datetime) -> str:
    """Note that all prints of an outdated paper were seen to, and return how: replaced, taken_down or corrected.

    Corrected by hand, they hang on and are right again, until the next change. Raises NotFound or Refused.
    """
    group = await _group(print_id, by, now)
    how = "replaced" if group.fresh else "taken_down" if group.gone else "corrected"
    async with DB.transaction():
        for view in sorted(group.prints, key=lambda view: view.id):
            await _lock(view.id)
            await (_correct(view, group, now) if how == "corrected" else _remove(view.id, now))
            await journal.write("print.settled", view.id, by=by.by, now=now, library=view.library, how=how)
    return how


async def _remove(print_id: UUID, now: datetime) -> None:
    await Print.update({Print.removed_at: now}).where(Print.id == print_id)


async def _correct(view: PrintView, group: Outdated, now: datetime) -> None:
    """Take what is true now for what the paper says."""
    touched = [one.session.id for one in group.wrong]
    await PrintedSession.delete().where((PrintedSession.print == view.id) & PrintedSession.session.is_in(touched))
    rows = [
        PrintedSession(id=new_id(), print=view.id, session=one.session.id, shown=kept(one.now), seen_at=now)
        for one in group.wrong
        if not one.left
    ]
    if rows:
        await PrintedSession.insert(*rows)
        latest = max([view.over_at or now, *(one.session.ends_at for one in group.wrong)])
        await Print.update({Print.over_at: latest}).where(Print.id == view.id)


async def _group(print_id: UUID, by: Person, now: datetime) -> Outdated:
    """Return the outdated prints of the paper of a print; raises NotFound, or Refused when nothing is wrong with it."""
    view = await posted.print_for(by, print_id)
    libraries = [view.library] if view.library else []
    found = await posted.outdated(libraries, view.library is None, now)
    group = next((one for one in found if print_id in {each.id for each in one.prints}), None)
    if group is None:
        raise Refused("print_removed" if view.removed_at else "print_true")
    return group


async def sweep(now: datetime) -> None:
    """Forget the prints that are over, or taken down, for a year."""
    limit = now - KEPT
    await Print.delete().where((Print.over_at < limit) | (Print.removed_at < limit))
