"""Work that many callers need at once, done for all of them in one go."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

# Seconds that each call waits for company: a statement costs several times what one more item in it does.
MOMENT = 0.0005

Item = TypeVar("Item")
Result = TypeVar("Result")


class Together(Generic[Item, Result]):
    """Calls `work` with what has come during its last call and a moment after; one item's fault is its own alone.

    `work` returns one result for each item, in order, and undoes what it did when it raises.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        self._work = work
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def do(self, item: Item) -> Result:
        """Return what `work` makes of the item. A caller that goes away hinders no other."""
        result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, result))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._go())
        return await result

    async def _go(self) -> None:
        while self._waiting:
            await asyncio.sleep(MOMENT)
            batch, self._waiting = self._waiting, []
            try:
                results = await self._work([item for item, _ in batch])
            except Exception as fault:
                await self._singly(batch, fault)
            else:
                for (_, result), found in zip(batch, results, strict=True):
                    if not result.done():
                        result.set_result(found)

    async def _singly(self, batch: "list[tuple[Item, asyncio.Future[Result]]]", fault: Exception) -> None:
        for item, result in batch:
            try:
                if len(batch) == 1:
                    raise fault
                (found,) = await self._work([item])
            except Exception as own:
                if not result.done():
                    result.set_exception(own)
            else:
                if not result.done():
                    result.set_result(found)
