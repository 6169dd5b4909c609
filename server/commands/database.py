"""A command's database: the embedded one brought to this version, any other one checked."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from server.foundation.database import DB
from server.foundation.embedded import answers, database_address
from server.foundation.migrations import check_schema, migrate
from server.foundation.settings import BadSetting, settings

VARIABLE = "AGENDATHEQUE_DATABASE_URL"


@contextmanager
def database(*, checked: bool = True) -> Iterator[str]:
    """Yield the database's address and put it in the environment, for this process and those it starts.

    Raises BadSetting when nothing answers there, WrongSchema when it is not at this version (unless not `checked`).
    """
    embedded = not settings().database_url
    with database_address(settings()) as address:
        os.environ[VARIABLE] = address
        settings.cache_clear()
        asyncio.run(_prepare(address, migrate if embedded else check_schema if checked else None))
        yield address


async def _prepare(address: str, prepare: Callable[[], Awaitable[None]] | None) -> None:
    if not await answers(address):
        raise BadSetting(
            f"No database answers at {urlsplit(address).hostname or 'the embedded server'}. See {VARIABLE}."
        )
    if prepare is None:
        return
    DB.aim_at(address)
    try:
        await prepare()
    finally:
        await DB.close()
