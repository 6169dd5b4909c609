"""An instance without agenda, within the transaction of a test."""

from server.foundation.database import DB


async def empty_agenda():
    """Take away libraries and workshops with all that leans on them."""
    await DB.rows("TRUNCATE session, series, path, workshop, library CASCADE")
