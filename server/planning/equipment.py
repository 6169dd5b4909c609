"""Equipment that sessions to come need is not taken out."""

from datetime import datetime
from uuid import UUID

from server.accounts.rules import Person
from server.foundation.database import DB
from server.foundation.errors import Refused
from server.resources.stocks import remove_stock
from server.workshops.conflicts import one_at_a_time

USED = """
SELECT 1 FROM session WHERE {} = any(stocks) AND ends_at >= {} AND state IN ('draft', 'internal', 'published') LIMIT 1
"""


async def remove_unused(stock: UUID, *, by: Person, now: datetime) -> None:
    """Take equipment out of the list; raises NotFound, or Refused while a session to come needs it."""
    async with DB.transaction():
        await one_at_a_time()
        if await DB.rows(USED, stock, now):
            raise Refused("stock_used")
        await remove_stock(stock, by=by, now=now)
