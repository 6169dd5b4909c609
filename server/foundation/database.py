"""The engine: PostgreSQL through Piccolo, with savepoints and transactions that give their connection back."""

import asyncio
from types import TracebackType
from typing import Any, Literal

import asyncpg
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.postgres import PostgresTransaction as StockTransaction
from piccolo.querystring import QueryString

# Reading here and there costs little more than reading on, on today's disks: the planner is told so.
SERVER_SETTINGS = {
    "lock_timeout": "5000",
    "idle_in_transaction_session_timeout": "60000",
    "timezone": "UTC",
    "random_page_cost": "1.1",
}
POOL_SIZE = 10


class Transaction(StockTransaction):
    """A transaction; nested ones are savepoints, and a failed COMMIT still releases its connection."""

    __slots__ = ("_inner",)

    async def __aenter__(self) -> Any:
        if self._parent is not None:
            self._inner = await self._parent.savepoint()
            return self._parent
        await self.engine.open_pool()
        self.connection = await self.engine.pool.acquire()
        try:
            self.transaction = self.connection.transaction()
            await self.begin()
        except BaseException:
            await self.engine.pool.release(self.connection)
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        if self._parent is not None:
            if kind is not None:
                await self._inner.rollback_to()
            await self._inner.release()
            return False
        try:
            if kind is not None and not self._rolled_back:
                await self.rollback()
            elif kind is None and not (self._committed or self._rolled_back):
                await self.commit()
        finally:
            self.engine.current_transaction.reset(self.context)
            await asyncio.shield(self.engine.pool.release(self.connection))
        return False


class Database(PostgresEngine):
    """Piccolo's engine with a pool opened on first use and no connection at import."""

    __slots__ = ("_asking", "_opening", "_waiting", "_watching")

    def __init__(self, config: dict[str, Any]) -> None:
        self._opening = asyncio.Lock()
        self._waiting: list[asyncio.Future[str]] = []
        self._asking: asyncio.Task[None] | None = None
        self._watching: asyncpg.Connection | None = None
        super().__init__(config)

    async def get_version(self) -> float:
        return 15.0  # the parent opens a connection here, at import

    async def open_pool(self) -> None:
        async with self._opening:
            if self.pool is None:
                await self.start_connection_pool(min_size=1, max_size=POOL_SIZE)

    async def run_querystring(self, querystring: Any, in_pool: bool = True) -> Any:
        await self.open_pool()
        return await super().run_querystring(querystring, in_pool)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        await self.open_pool()
        return await super().run_ddl(ddl, in_pool)

    async def revision(self) -> str:
        """Return what differs as soon as anything was committed; empty within a transaction, which sees its own writes.

        Read after the call, in one query for all that wait at that moment.
        """
        if self.current_transaction.get() is not None:
            return ""
        told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.append(told)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask_revision())
        return await told

    async def _ask_revision(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                revision = await self._revision_now()
            except Exception as error:  # each of those who wait hears of it
                _tell(batch, error)
            else:
                _tell(batch, revision)

    async def _revision_now(self) -> str:
        """Ask over a connection that is kept: taking one and giving it back costs more than the question."""
        if self._watching is None or self._watching.is_closed():
            self._watching = await asyncpg.connect(self.config["dsn"], server_settings=SERVER_SETTINGS, timeout=5)
        revision: str = await self._watching.fetchval("SELECT pg_current_snapshot()::text", timeout=5)
        return revision

    def transaction(self, allow_nested: bool = True) -> Transaction:
        return Transaction(engine=self, allow_nested=allow_nested)

    def aim_at(self, address: str) -> None:
        """Say which database to use, before the first query of the process."""
        self.config.update(dsn=address, server_settings=SERVER_SETTINGS)

    async def close(self) -> None:
        """Close the pool, if it was opened."""
        if self._watching is not None:
            watching, self._watching = self._watching, None
            await watching.close(timeout=2)
        if self.pool is not None:
            await self.close_connection_pool()


def _tell(waiting: list[asyncio.Future[str]], what: str | Exception) -> None:
    for told in (each for each in waiting if not each.done()):
        if isinstance(what, Exception):
            told.set_exception(what)
        else:
            told.set_result(what)


DB = Database({})
WORK = "agendatheque_work"


async def wake(what: str) -> None:
    """Tell the workers, at commit, that something of the kind `what` is due (NOTIFY; the poll stays)."""
    await DB.run_querystring(QueryString("SELECT pg_notify({}, {})", WORK, what))
