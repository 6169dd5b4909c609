"""Names of those who sign are erased on their day; in what quality they sign stays.

For the charter that is five years after the signature; for a convention, five years after its end, or after the last
change of one that was never signed.
"""

from datetime import datetime

from server.foundation.database import DB

DUE = (
    "UPDATE charter_signature SET signatory = '' WHERE erase_on <= {}::date AND signatory <> '' RETURNING id",
    """
UPDATE convention_party p SET representative = '' FROM convention c WHERE c.id = p.convention
  AND p.representative <> '' AND greatest(c.ended_on, c.ends_on, c.updated_at::date) + interval '5 years' <= {}::date
RETURNING p.id""",
)


async def erase_due(now: datetime) -> int:
    """Erase the names whose day has come; return how many rows held some."""
    return sum([len(await DB.rows(sql, now.date())) for sql in DUE])
