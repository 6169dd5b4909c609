"""The timetable: one loop per tick, rung at once by PostgreSQL's NOTIFY, and going round every few seconds."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import datetime

import asyncpg
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from server import sentences, ticks
from server.foundation import clock
from server.foundation.database import DB, WORK
from server.foundation.http import door
from server.foundation.migrations import check_schema
from server.foundation.settings import settings
from server.foundation.tables import Heartbeat
from server.sharing.actions import open_instance

LOG = logging.getLogger("agendatheque.worker")
Tick = Callable[[datetime], Awaitable[int]]
DRAIN_SECONDS = 30
# What is due is told by NOTIFY; what becomes due by the clock alone may wait that long.
PAUSES = (1.0, 5.0)


class Bell:
    """Wakes every loop of this worker."""

    def __init__(self) -> None:
        self.events: list[asyncio.Event] = []

    def ring(self) -> None:
        for event in self.events:
            event.set()

    def added(self) -> asyncio.Event:
        event = asyncio.Event()
        self.events.append(event)
        return event


async def go_round(
    name: str, tick: Tick, woken: asyncio.Event, stopping: asyncio.Event, *, pauses: tuple[float, float] | None = None
) -> None:
    """Run `tick` each time the bell rings, until it has nothing more to do; a fault is logged, the loop goes on.

    With `pauses` (shortest and longest, in seconds) it also goes by itself, ever less often while nothing is to do.
    """
    pause = pauses[0] if pauses else None
    while not stopping.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(woken.wait(), pause)
        busy = woken.is_set()
        woken.clear()
        try:
            while not stopping.is_set() and await tick(clock.now()):
                busy = True
        except asyncpg.LockNotAvailableError:  # somebody else is at it, and slow
            LOG.warning("tick %s waited too long for its turn and takes it later", name)
            busy = True
        except Exception:  # the next round tries again; what was due is still due
            LOG.exception("tick %s failed", name)
            await asyncio.sleep(1)
        if pauses and pause:
            pause = pauses[0] if busy else min(2 * pause, pauses[1])


async def listen(bell: Bell, stopping: asyncio.Event) -> None:
    """Ring at each NOTIFY of work; when the connection is lost, connect again (the poll goes on meanwhile)."""
    while not stopping.is_set():
        try:
            await _listen_once(bell, stopping)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
            await asyncio.sleep(2)


async def _listen_once(bell: Bell, stopping: asyncio.Event) -> None:
    """Listen until the connection is lost or the worker stops."""
    connection = await asyncpg.connect(settings().database_url, timeout=5)
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    await connection.add_listener(WORK, lambda *_: bell.ring())
    bell.ring()  # something may have been said while nobody listened
    waiting = [asyncio.create_task(lost.wait()), asyncio.create_task(stopping.wait())]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await connection.close(timeout=2)


async def beat() -> None:
    """Say that this worker goes round; one that stops meanwhile has nothing to say."""
    row = Heartbeat(name=f"worker-{os.getpid()}", at=clock.now())
    with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncio.CancelledError):
        await Heartbeat.insert(row).on_conflict(target=Heartbeat.name, action="DO UPDATE", values=[Heartbeat.at])


async def work(stopping: asyncio.Event) -> None:
    """Work until `stopping` is set; then finish the round under way, within half a minute."""
    await check_schema()
    await open_instance(now=clock.now())
    bell = Bell()
    loops = [
        asyncio.create_task(go_round(name, tick, bell.added(), stopping, pauses=PAUSES))
        for name, tick in ticks.OFTEN.items()
    ]
    loops.append(asyncio.create_task(listen(bell, stopping)))
    minutely, hourly = Bell(), Bell()
    for slow, timetable in ((minutely, ticks.MINUTELY), (hourly, ticks.HOURLY)):
        loops += [asyncio.create_task(go_round(name, tick, slow.added(), stopping)) for name, tick in timetable.items()]
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 30}
    )
    scheduler.add_job(minutely.ring, "interval", minutes=1, next_run_time=clock.now())
    scheduler.add_job(hourly.ring, "interval", hours=1, next_run_time=clock.now())
    scheduler.add_job(beat, "interval", seconds=10, next_run_time=clock.now())
    scheduler.start()
    await stopping.wait()
    scheduler.shutdown(wait=False)
    bell.ring()
    minutely.ring()
    hourly.ring()
    await asyncio.wait(loops, timeout=DRAIN_SECONDS)
    await door().close()
    await DB.close()


async def main() -> None:
    """Work until SIGTERM or SIGINT."""
    sentences.gather()
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    DB.aim_at(settings().database_url)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    await work(stopping)
