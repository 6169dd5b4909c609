"""A crowd at the door of one session: those of one process wait here in turn, not each with a connection of the pool.

What keeps the session's count right is its row, which whoever comes in holds; this only keeps a crowd from taking the
connections that all others need, and from making the database juggle with those who wait.
"""

import asyncio
from uuid import UUID
from weakref import WeakValueDictionary

AT_ONCE = 2  # one holds the row, the next one is ready for it
_doors: WeakValueDictionary[UUID, asyncio.Semaphore] = WeakValueDictionary()


def door(session: UUID) -> asyncio.Semaphore:
    """Return what to wait for (`async with`) before a transaction that holds the session. First come, first served."""
    found = _doors.get(session)
    if found is None:
        found = _doors[session] = asyncio.Semaphore(AT_ONCE)
    return found
