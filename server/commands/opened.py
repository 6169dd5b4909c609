"""Run a command with its database open, the embedded one brought to this version first."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from server.foundation.database import DB
from server.foundation.embedded import database_address
from server.foundation.http import door
from server.foundation.migrations import migrate
from server.foundation.settings import settings

T = TypeVar("T")
VARIABLE = "AGENDATHEQUE_DATABASE_URL"


@contextmanager
def database() -> Iterator[str]:
    """Yield the database's address and put it in the environment, for this process and those it starts."""
    embedded = not settings().database_url
    with database_address(settings()) as address:
        os.environ[VARIABLE] = address
        settings.cache_clear()
        if embedded:
            asyncio.run(_migrate(address))
        yield address


async def _migrate(address: str) -> None:
    DB.aim_at(address)
    try:
        await migrate()
    finally:
        await DB.close()


def run(action: Callable[[], Awaitable[T]]) -> T:
    """Run one coroutine function with the database open, and return what it returns."""

    async def inside() -> T:
        DB.aim_at(settings().database_url)
        try:
            return await action()
        finally:
            await door().close()
            await DB.close()

    with database():
        return asyncio.run(inside())
