"""What was read within the last minute is not read again: who chooses a theme after a level sees the same sessions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.agenda import tallies as agenda
from server.agenda.tallies import Known, Tally
from server.dashboard.asking import Asked
from server.dashboard.rules import following
from server.foundation import clock
from server.foundation.database import DB
from server.foundation.settings import settings
from server.reports import network
from server.reports.network import Sum

MINUTE = timedelta(minutes=1)
MOST = 2  # periods kept: a hub's are long lists


@dataclass(frozen=True)
class Figures:
    """What is told of a period: sessions by place, all places, names of hosts, and what members published."""

    told: list[Tally]
    known: list[Known]
    names: dict[str, str]
    sums: list[Sum]


_kept: dict[tuple[date, date], tuple[datetime, Figures]] = {}


async def figures(asked: Asked) -> Figures:
    """Return the figures of the months asked for, a minute old at most; in a transaction, those of now."""
    if DB.current_transaction.get() is not None:
        return await _read(asked)
    now, months = clock.now(), (asked.first, asked.last)
    at, found = _kept.get(months, (None, None))
    if at is None or found is None or now - at >= MINUTE:
        found = await _read(asked)
        _kept[months] = now, found
        for oldest in sorted(_kept, key=lambda each: _kept[each][0])[:-MOST]:
            del _kept[oldest]
    return found


async def _read(asked: Asked) -> Figures:
    told, (known, names, sums) = await DB.at_once(agenda.tallies(*asked.span(settings().timezone)), _beside(asked))
    return Figures(told, known, names, sums)


async def _beside(asked: Asked) -> tuple[list[Known], dict[str, str], list[Sum]]:
    published = await network.totals(asked.first, following(asked.last))
    return await agenda.places(), await agenda.names(), published
