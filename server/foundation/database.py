"""The engine: PostgreSQL through Piccolo, with savepoints and transactions that give their connection back."""

import asyncio
import functools
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from string import Formatter
from types import TracebackType
from typing import Any, Literal, TypeVar

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
One = TypeVar("One")
Other = TypeVar("Other")


class Connection(asyncpg.Connection):  # type: ignore[misc]  # the package ships no types
    """A connection that goes back to the pool as it is.

    Nothing here changes a session beyond its transaction (no SET but LOCAL, no LISTEN, no lock of a session), so that
    asyncpg's four statements of cleaning after each use are left out; an open transaction is rolled back all the same.
    """

    def get_reset_query(self) -> str:
        return ""


@functools.lru_cache(maxsize=1000)
def _numbered(template: str, values: int) -> str:
    """Return a statement with its first {} written $1, $2…: worked out once, as most are constants."""
    parts = [part[0] for part in Formatter().parse(template)]
    return "".join(part if at > values else f"{part}${at}" for at, part in enumerate(parts, 1))


def _compiled(statement: QueryString) -> tuple[str, list[Any]]:
    """Return the text and the values of a statement, as Piccolo makes them."""
    if any(isinstance(value, QueryString) for value in statement.args):
        return statement.compile_string()
    return _numbered(statement.template, len(statement.args)), list(statement.args)


class Transaction(StockTransaction):
    """A transaction; nested ones are savepoints, and a failed COMMIT still releases its connection."""

    __slots__ = ("_inner", "_kept")

    async def __aenter__(self) -> Any:
        if self._parent is not None:
            self._inner = await self._parent.savepoint()
            return self._parent
        self._kept = self.engine.kept.get()
        self.connection = self._kept or await self.engine.take()
        try:
            self.transaction = self.connection.transaction()
            await self.begin()
        except BaseException:
            await self._leave()
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
            await self._leave()
        return False

    async def _leave(self) -> None:
        if self._kept is None:
            await asyncio.shield(self.engine.give_back(self.connection))


class Database(PostgresEngine):
    """Piccolo's engine with a pool opened on first use and no connection at import."""

    __slots__ = ("_asking", "_opening", "_question", "_turns", "_waiting", "_watching", "kept")

    def __init__(self, config: dict[str, Any]) -> None:
        self.kept: ContextVar[Any] = ContextVar("kept_connection", default=None)
        self._opening = asyncio.Lock()
        self._turns = asyncio.Semaphore(POOL_SIZE)
        self._waiting: list[asyncio.Future[str]] = []
        self._asking: asyncio.Task[None] | None = None
        self._watching: asyncpg.Connection | None = None
        self._question: Any = None
        super().__init__(config)

    async def get_version(self) -> float:
        return 15.0  # the parent opens a connection here, at import

    async def open_pool(self) -> None:
        if self.pool is not None:
            return
        async with self._opening:
            if self.pool is None:
                self._turns = asyncio.Semaphore(POOL_SIZE)  # like the pool, of one event loop
                await self.start_connection_pool(min_size=1, max_size=POOL_SIZE)

    async def take(self) -> Any:
        """Return a connection of the pool, in the order of asking: asyncpg lets whoever comes overtake who waits."""
        await self.open_pool()
        await self._turns.acquire()
        try:
            return await self.pool.acquire()
        except BaseException:
            self._turns.release()
            raise

    async def give_back(self, connection: Any) -> None:
        """Return a connection to the pool."""
        try:
            await self.pool.release(connection)
        finally:
            self._turns.release()

    async def run_querystring(self, querystring: Any, in_pool: bool = True) -> Any:
        return await self.send(*_compiled(querystring))

    async def send(self, text: str, values: Sequence[Any]) -> Any:
        """Run one statement with its numbered parameters: all that is asked of the database passes here."""
        if transaction := self.current_transaction.get():
            return await transaction.connection.fetch(text, *values)
        if kept := self.kept.get():
            return await kept.fetch(text, *values)
        connection = await self.take()
        try:
            return await connection.fetch(text, *values)
        finally:
            await self.give_back(connection)

    async def at_once(self, one: Coroutine[Any, Any, One], other: Coroutine[Any, Any, Other]) -> tuple[One, Other]:
        """Return what two readings bring, each over a connection of its own; one after the other in a transaction."""
        if self.current_transaction.get() or self.kept.get():
            return await one, await other
        first, second = await asyncio.gather(one, other)
        return first, second

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Run one statement, `{}` standing for each value, and return its rows: `Table.raw` without its detours."""
        return [dict(row) for row in await self.send(_numbered(sql, len(values)), values)]

    @asynccontextmanager
    async def keeping(self) -> AsyncIterator[None]:
        """Send all statements and transactions inside over one connection, taken once: one wait for a turn, not many.

        Not around anything that waits for somebody else, nor around several tasks.
        """
        if self.kept.get() or self.current_transaction.get():
            yield
            return
        connection = await self.take()
        before = self.kept.set(connection)
        try:
            yield
        finally:
            self.kept.reset(before)
            await asyncio.shield(self.give_back(connection))

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
            self._question = await self._watching.prepare("SELECT pg_current_snapshot()::text", timeout=5)
        revision: str = await self._question.fetchval(timeout=5)
        return revision

    def transaction(self, allow_nested: bool = True) -> Transaction:
        return Transaction(engine=self, allow_nested=allow_nested)

    def aim_at(self, address: str) -> None:
        """Say which database to use, before the first query of the process."""
        self.config.update(dsn=address, server_settings=SERVER_SETTINGS, connection_class=Connection)

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
