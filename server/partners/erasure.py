"""Which partner booked for whom is erased along with the contact."""

from datetime import datetime

from server.partners.tables import Prescription

FORGOTTEN = """
DELETE FROM prescription p WHERE NOT EXISTS (SELECT FROM contact c WHERE c.booking = p.booking) RETURNING p.booking
"""


async def erase_due(now: datetime) -> int:
    """Erase what links a partner to a booking whose contact is erased; return how many."""
    return len(await Prescription.raw(FORGOTTEN))
