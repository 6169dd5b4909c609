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


async def _process(database):
    return (await database.rows("SELECT pg_backend_pid() AS id"))[0]["id"]


async def test_who_asks_first_has_a_connection_first(database):
    taken, got = [await database.take() for _ in range(POOL_SIZE)], []

    async def wait(name):
        connection = await database.take()
        got.append(name)
        await database.give_back(connection)

    first = asyncio.create_task(wait("first"))
    await asyncio.sleep(0)
    await database.give_back(taken.pop())
    await wait("second")  # a connection is free at this very moment, but not for it
    await first
    for connection in taken:
        await database.give_back(connection)
    assert got == ["first", "second"]


@pytest.mark.usefixtures("emptied")
async def test_a_kept_connection_serves_statements_and_transactions_and_is_given_back(database):
    async with database.keeping():
        alone = await _process(database)
        async with database.transaction():
            assert await _process(database) == alone
            await row("kept").save()
        with pytest.raises(ValueError, match="inner"):
            await _fail_inside(database)
        others = [await database.take() for _ in range(POOL_SIZE - 1)]
        assert await _process(database) == alone
        for connection in others:
            await database.give_back(connection)
    taken = [await asyncio.wait_for(database.take(), 5) for _ in range(POOL_SIZE)]
    for connection in taken:
        await database.give_back(connection)
    assert await keys() == {"kept"}


@pytest.mark.usefixtures("emptied")
async def test_many_at_once_share_the_pool(database):
    await asyncio.gather(*(row(str(number)).save() for number in range(50)))
    assert len(await keys()) == 50
