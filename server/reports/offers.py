"""Our workshops and coming sessions as files for other directories."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError

from server.foundation.settings import settings
from server.libraries.sheets import Place, places
from server.reports import inclusion_rows, offer_sheets, openagenda, openagenda_coming
from server.reports.inclusion_rows import Row
from server.reports.publishing import with_programmes
from server.reports.tables import OpenAgendaPlace
from server.workshops.queries import SessionView, sessions_by_ids

AT_ONCE = 250  # sessions are read and told so many at a time, so that others are answered meanwhile


async def data_inclusion(now: datetime) -> bytes:
    """Return the places that offer something, and what they offer: {"structures": […], "services": […]}."""
    await offer_sheets.refresh(now)
    told = await offer_sheets.told()
    known = {place.library.id: place for place in await with_programmes(await places(), now)}
    named = dict.fromkeys(library for library, _ in told if library in known)
    structures = {library: row for library in named if (row := _structure(known[library], now))}
    services = ",".join(body for library, body in told if library in structures)
    return f'{{"structures":{_json(list(structures.values()))},"services":[{services}]}}'.encode()


def _structure(place: Place, now: datetime) -> Row | None:
    try:
        return inclusion_rows.structure(place, site=settings().url, source=offer_sheets.source(), today=now.date())
    except ValidationError:
        return None


async def locations() -> dict[UUID, int]:
    """Return the number that OpenAgenda gave to each library, of those that have one."""
    return {row["library"]: row["uid"] for row in await OpenAgendaPlace.select()}


async def open_agenda(now: datetime) -> bytes:
    """Return the coming sessions that OpenAgenda takes, as a list of `EventInput`."""
    return await _open_agenda(now, with_status=False)


async def open_agenda_states(now: datetime) -> bytes:
    """Return the same with their state, and with those put off and called off."""
    return await _open_agenda(now, with_status=True)


async def _open_agenda(now: datetime, *, with_status: bool) -> bytes:
    known = await locations()
    wanted = await openagenda_coming.coming(known, now, with_status=with_status)
    parts = []
    for first in range(0, len(wanted), AT_ONCE):
        some = wanted[first : first + AT_ONCE]
        found = await sessions_by_ids(some)
        parts.append(
            await asyncio.to_thread(_events, [found[one] for one in some if one in found], known, now, with_status)
        )
    return f"[{','.join(part for part in parts if part)}]".encode()


def _events(sessions: Sequence[SessionView], known: Mapping[UUID, int], now: datetime, with_status: bool) -> str:
    told = [
        openagenda.event(
            one, site=settings().url, locations=known, full=one.seats_left(now) < 1, with_status=with_status
        )
        for one in sessions
        if not openagenda.why_not(one, known)  # it may have changed meanwhile
    ]
    return _json(told)[1:-1]


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
