"""Names of those who signed are erased on their day; in what quality they signed stays."""

from datetime import datetime

from server.foundation.database import DB

DUE = ("UPDATE charter_signature SET signatory = '' WHERE erase_on <= {}::date AND signatory <> '' RETURNING id",)


async def erase_due(now: datetime) -> int:
    """Erase the names whose day has come; return how many rows held some."""
    return sum([len(await DB.rows(sql, now.date())) for sql in DUE])
