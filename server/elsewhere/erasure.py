"""Erases the contacts of requests whose last day is over, and the drafts that expired."""

from datetime import datetime

from server.elsewhere import drafts
from server.elsewhere.tables import RemoteContact


async def erase_due(now: datetime) -> int:
    """Erase the contacts whose last day is over (in UTC) and the drafts that expired; return how many contacts."""
    rows = await RemoteContact.delete().where(RemoteContact.delete_after < now.date()).returning(RemoteContact.booking)
    await drafts.sweep(now)
    return len(rows)
