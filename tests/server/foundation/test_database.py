"""The engine: savepoints, and transactions that always give their connection back."""

import asyncio

import asyncpg
import pytest

from server.foundation.clock import now as present
from server.foundation.database import POOL_SIZE
from server.foundation.tables import Tally


def row(key):
    return Tally(key=key, tries=1, until=present())


async def _fail_inside(database):
    async with database.transaction():
        await row("inner").save()
        raise ValueError("inner")


async def keys():
    return {found["key"] for found in await Tally.select(Tally.key)}


@pytest.mark.usefixtures("emptied")
async def test_an_inner_error_undoes_the_inner_work_only(database):
    async with database.transaction():
        await row("outer").save()
        with pytest.raises(ValueError, match="inner"):
            await _fail_inside(database)
    assert await keys() == {"outer"}


@pytest.mark.usefixtures("emptied")
async def test_a_database_error_inside_leaves_the_outer_transaction_usable(database):
    async with database.transaction():
        await row("same").save()
        with pytest.raises(asyncpg.UniqueViolationError):
            async with database.transaction():
                await Tally.insert(row("same"))
        await row("after").save()
    assert await keys() == {"same", "after"}


@pytest.mark.usefixtures("emptied")
async def test_failed_commits_leave_the_pool_whole(database):
    await database.run_ddl("CREATE TABLE late (a int, CONSTRAINT late_uq UNIQUE (a) DEFERRABLE INITIALLY DEFERRED)")
    try:
        for _ in range(POOL_SIZE + 3):
            with pytest.raises(asyncpg.UniqueViolationError):
                async with database.transaction():
                    await database.run_ddl("INSERT INTO late VALUES (1), (1)")
        assert database.current_transaction.get() is None
        await asyncio.wait_for(row("alive").save(), 5)
    finally:
        await database.run_ddl("DROP TABLE late")
    assert await keys() == {"alive"}


@pytest.mark.usefixtures("emptied")
async def test_a_cancelled_task_rolls_back(database):
    started = asyncio.Event()

    async def work():
        async with database.transaction():
            await row("never").save()
            started.set()
            await asyncio.sleep(30)

    task = asyncio.create_task(work())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await keys() == set()


@pytest.mark.usefixtures("emptied")
async def test_many_at_once_share_the_pool(database):
    await asyncio.gather(*(row(str(number)).save() for number in range(50)))
    assert len(await keys()) == 50
