"""Moderation: hosts let in, reports closed, single sessions of others hidden; administrators only."""

from datetime import datetime

from federation import blocking, peers, reports
from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import NotFound
from server.journal import actions as journal
from server.sharing.actions import others, require_administrator, subject_of


async def approve(host: str, *, by: Person, now: datetime) -> None:
    """Let a host speak to us where only approved ones may; raises NotFound for no other host."""
    require_administrator(by)
    if not others(host):
        raise NotFound
    async with DB.transaction():
        if await blocking.approve(host, now=now):
            await journal.write("peer.approved", subject_of(host), by=by.by, now=now, host=host)


async def withdraw_approval(host: str, *, by: Person, now: datetime) -> None:
    """Take the approval of a host back; raises NotFound when it has none."""
    require_administrator(by)
    async with DB.transaction():
        if not await blocking.withdraw_approval(host):
            raise NotFound
        await journal.write("peer.approval_withdrawn", subject_of(host), by=by.by, now=now, host=host)


async def close_report(report: int, *, by: Person, now: datetime) -> None:
    """Close a report; it is erased three months later. Raises NotFound when it is not open."""
    require_administrator(by)
    async with DB.transaction():
        host = await reports.close(report, now=now)
        if host is None:
            raise NotFound
        await journal.write("peer.report_closed", subject_of(host), by=by.by, now=now, host=host, report=report)


async def hide(event: str, *, by: Person, now: datetime) -> None:
    """Show a session of another agenda no more; raises NotFound when we do not show it."""
    require_administrator(by)
    async with DB.transaction():
        if not await blocking.hide(event, now=now):
            raise NotFound
        host = peers.host_of(event)
        await journal.write("peer.event_hidden", subject_of(event), by=by.by, now=now, host=host)


async def show_again(event: str, *, by: Person, now: datetime) -> None:
    """Show a session of another agenda again; raises NotFound when it is not hidden."""
    require_administrator(by)
    async with DB.transaction():
        if not await blocking.show_again(event):
            raise NotFound
        host = peers.host_of(event)
        await journal.write("peer.event_shown_again", subject_of(event), by=by.by, now=now, host=host)
