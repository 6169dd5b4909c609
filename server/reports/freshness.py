"""Whether what was made once still tells all that happened: by the hour, and by the lines of the journal since.

What has begun since the hour is no longer to come; all else that changes what is offered writes a line of the journal,
whose numbers follow the order of commits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from server.foundation.database import DB

STATE = """
SELECT n.newest, m.hour, m.last, m.tag FROM (SELECT coalesce(max(id), 0) AS newest FROM journal) n
LEFT JOIN open_made m ON m.name = {}
"""
SINCE = "SELECT kind, subject, library FROM journal WHERE id > {} AND id <= {} ORDER BY id LIMIT {}"
KEEP = """
INSERT INTO open_made (name, hour, last, tag, body, made_at) VALUES ({}, {}, {}, {}, {}, {})
ON CONFLICT (name) DO UPDATE SET hour = EXCLUDED.hour, last = EXCLUDED.last, tag = EXCLUDED.tag, body = EXCLUDED.body,
  made_at = EXCLUDED.made_at
"""
MOST_LINES = 200
# Of these there are many, and none says what is offered, where or when.
QUIET = frozenset(
    "arrival booking booking_link calendar course demand diagnostic elsewhere feedback heads hook login message need"
    " peer sheet staff token voucher".split()
)


@dataclass(frozen=True)
class Scope:
    """What has to be made anew: all of it, or what is of some libraries and of some workshops."""

    whole: bool = False
    libraries: frozenset[UUID] = frozenset()
    workshops: frozenset[UUID] = frozenset()

    def __bool__(self) -> bool:
        return self.whole or bool(self.libraries or self.workshops)


@dataclass(frozen=True)
class State:
    """What was made: its tag, the hour and the line of the journal up to which it tells all; `newest` is the last line.

    `last` is None when nothing was made yet.
    """

    newest: int
    hour: str
    last: int | None
    tag: str

    @property
    def behind(self) -> int:
        """How many lines were written since."""
        return self.newest - (self.last or 0)


def hour(now: datetime) -> str:
    """Return the hour in which something is made, as it is kept."""
    return f"{now:%Y-%m-%d %H}"


async def state(name: str) -> State:
    """Return how far the thing of this name goes."""
    (row,) = await DB.rows(STATE, name)
    return State(row["newest"], row["hour"] or "", row["last"], row["tag"] or "")


async def since(known: State, now: datetime, quiet: frozenset[str] = QUIET) -> Scope:
    """Return what has to be made anew; `quiet` are the things of which lines change nothing."""
    if known.last is None or known.hour != hour(now):
        return Scope(whole=True)
    if known.newest == known.last:
        return Scope()
    rows = await DB.rows(SINCE, known.last, known.newest, MOST_LINES)
    return Scope(whole=True) if len(rows) == MOST_LINES else scope(rows, quiet)


def scope(lines: Iterable[dict[str, Any]], quiet: frozenset[str] = QUIET) -> Scope:
    """Return what lines of the journal touch: the workshop, or else the library that they name, or everything."""
    libraries, workshops = set(), set()
    for line in lines:
        thing = line["kind"].partition(".")[0]
        if thing in quiet:
            continue
        if thing == "workshop":
            workshops.add(line["subject"])
        elif line["library"]:
            libraries.add(line["library"])
        else:
            return Scope(whole=True)
    return Scope(False, frozenset(libraries), frozenset(workshops))


async def note(name: str, known: State, now: datetime, *, tag: str = "", body: bytes = b"") -> None:
    """Write down that something was made from all that `known` had seen."""
    await DB.rows(KEEP, *noted(name, known, now, tag=tag, body=body))


def noted(name: str, known: State, now: datetime, *, tag: str = "", body: bytes = b"") -> tuple[Any, ...]:
    """Return the values of KEEP, for a statement that writes this down along with what was made."""
    return name, hour(now), known.newest, tag, body, now
