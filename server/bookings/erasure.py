"""Erase on time what is personal: contacts and names after their day, drafts after their hours. Figures stay."""

from datetime import datetime

from server.bookings import arrivals, drafts
from server.bookings.tables import Contact


async def erase_due(now: datetime) -> int:
    """Erase the contacts whose last day is over (in UTC) and the drafts that expired; return how many contacts."""
    rows = await Contact.delete().where(Contact.delete_after < now.date()).returning(Contact.delete_after)
    await arrivals.forget_names(now)
    await drafts.sweep(now)
    return len(rows)
