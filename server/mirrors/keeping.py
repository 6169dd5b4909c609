"""The pack that the public takes: a file in the data folder, made when it is asked for, if what it tells has changed.

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
from server.mirrors.queries import mark
from server.mirrors.shapes import Wanted

REST = timedelta(minutes=5)  # an instance that is being filled does not make one after the other
MINUTE = timedelta(minutes=1)
AGAIN_AFTER = timedelta(hours=1)  # what its mark does not see is in it then: a picture, a name of a room
AT_LATEST = timedelta(hours=24)  # its day is on its pages, and what is over leaves it
KEPT = 2  # the one before is perhaps being read
STAMP = "%Y%m%dT%H%M%SZ"
_looked: dict[Path, datetime] = {}  # the pack that was last found to tell what is, and when
LOCKS: "WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]" = WeakKeyDictionary()


@dataclass(frozen=True)
class State:
    """The database as a pack is made from it, as pieces of a file's name; no revision within a transaction."""

    revision: str
    mark: str


@dataclass(frozen=True)
class Kept:
    """A pack on the disk: all that is known of it is in its name."""

    file: Path
    made_at: datetime
    revision: str
    mark: str

    @property
    def size(self) -> int:
        """In octets."""
        return self.file.stat().st_size


async def pack(now: datetime) -> Kept:
    """Return the pack to give out.

    It is made anew five minutes after it was made when what it tells has changed, and after an hour when anything has.
    """
    last = latest()
    if last and await _good(last, now):
        return last
    async with LOCKS.setdefault(asyncio.get_running_loop(), asyncio.Lock()):  # who waited takes what was made meanwhile
        last = latest()
        return last if last and await _good(last, now) else await _made(now, await _state())


async def _good(last: Kept, now: datetime) -> bool:
    """Tell whether a pack may still be given out: it is new, or nothing was written, or nothing that it tells.

    What a pack tells is looked through once a minute at most: a hub holds a million sessions.
    """
    age = now - last.made_at
    if age < REST:
        return True
    if age >= AGAIN_AFTER:
        revision = _piece(await DB.revision())
        return age < AT_LATEST and bool(revision) and last.revision == revision
    if last.file in _looked and abs(now - _looked[last.file]) < MINUTE:
        return True
    same = last.mark == _piece(await mark())
    _looked.clear()
    if same:
        _looked[last.file] = now
    return same


async def _state() -> State:
    return State(_piece(await DB.revision()), _piece(await mark()))


def _piece(told: str) -> str:
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
    day, _, rest = file.stem.partition("-")
    revision, _, told = rest.partition("-")
    try:
        return Kept(file, datetime.strptime(day, STAMP).replace(tzinfo=UTC), revision, told)
    except ValueError:
        return None


def _folder() -> Path:
    return settings().data / "miroir"


async def _made(now: datetime, state: State) -> Kept:
    folder = _folder()
    folder.mkdir(exist_ok=True)
    name = f"{now.astimezone(UTC):{STAMP}}-{state.revision}-{state.mark}.zip"
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
    return Kept(folder / name, now, state.revision, state.mark)
