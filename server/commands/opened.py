"""Run a command with its database open, and every refusal sayable."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from server import sentences
from server.commands.database import database
from server.foundation.database import DB
from server.foundation.http import door, inner_door
from server.foundation.settings import settings

T = TypeVar("T")


def run(action: Callable[[], Awaitable[T]], *, checked: bool = True) -> T:
    """Run one coroutine function with the database open, and return what it returns."""

    sentences.gather()

    async def inside() -> T:
        DB.aim_at(settings().database_url)
        try:
            return await action()
        finally:
            await door().close()
            await inner_door().close()
            await DB.close()

    with database(checked=checked):
        return asyncio.run(inside())
