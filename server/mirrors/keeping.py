"""The pack that the public takes: a file in the data folder, made when it is asked for, at most once an hour.

It may be lost at any time: the next one who asks makes it again. Each machine that serves pages keeps its own.
"""

import asyncio
import contextlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from weakref import WeakKeyDictionary

from server.foundation.database import DB
from server.foundation.settings import settings
from server.mirrors.making import make
from server.mirrors.shapes import Wanted

AGAIN_AFTER = timedelta(hours=1)
AT_LATEST = timedelta(hours=24)  # its day is on its pages, and what is over leaves it
KEPT = 2  # the one before is perhaps being read
STAMP = "%Y%m%dT%H%M%SZ"
LOCKS: "WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]" = WeakKeyDictionary()


@dataclass(frozen=True)
class Kept:
    """A pack on the disk: all that is known of it is in its name."""

    file: Path
    made_at: datetime
    revision: str

    @property
    def size(self) -> int:
        """In octets."""
        return self.file.stat().st_size

    def good(self, now: datetime, revision: str) -> bool:
        """Tell whether it may still be given out."""
        age = now - self.made_at
        return age < AGAIN_AFTER or (age < AT_LATEST and bool(revision) and self.revision == revision)


async def pack(now: datetime) -> Kept:
    """Return the pack to give out; it is made anew when it is an hour old and something was written since."""
    last = latest()
    if last and last.good(now, await _revision()):
        return last
    async with LOCKS.setdefault(asyncio.get_running_loop(), asyncio.Lock()):  # who waited takes what was made meanwhile
        last, revision = latest(), await _revision()
        return last if last and last.good(now, revision) else await _made(now, revision)


async def _revision() -> str:
    """Return the revision of the database as a piece of a file's name; empty within a transaction."""
    told = await DB.revision()
    return blake2b(told.encode(), digest_size=8).hexdigest() if told else ""


def latest() -> Kept | None:
    """Return the newest pack, if there is one."""
    return next(iter(_all()), None)


def _all() -> list[Kept]:
    return sorted(
        (found for file in _folder().glob("*.zip") if (found := _read(file))),
        key=lambda each: each.made_at,
        reverse=True,
    )


def _read(file: Path) -> Kept | None:
    day, _, revision = file.stem.partition("-")
    try:
        return Kept(file, datetime.strptime(day, STAMP).replace(tzinfo=UTC), revision)
    except ValueError:
        return None


def _folder() -> Path:
    return settings().data / "miroir"


async def _made(now: datetime, revision: str) -> Kept:
    folder = _folder()
    folder.mkdir(exist_ok=True)
    name = f"{now.astimezone(UTC):{STAMP}}-{revision}.zip"
    unready = folder / f"{os.getpid()}.part"
    try:
        with unready.open("wb") as opened:
            await make(opened, Wanted(), now)
        unready.replace(folder / name)
    finally:
        unready.unlink(missing_ok=True)
    for old in _all()[KEPT:]:
        with contextlib.suppress(OSError):
            old.file.unlink()
    return Kept(folder / name, now, revision)
