"""Our workshops and coming sessions for other directories, remembered until something changes."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError

from server.foundation.database import DB
from server.foundation.settings import settings
from server.foundation.words import slug
from server.libraries.sheets import Place, places
from server.reports import inclusion_rows, openagenda
from server.reports.inclusion_quality import Quality, quality
from server.reports.inclusion_rows import Offer, Row
from server.reports.openagenda_coming import AHEAD, MOST
from server.reports.publishing import with_programmes
from server.reports.tables import OpenAgendaPlace
from server.workshops.queries import SessionView, public_sessions


@dataclass(frozen=True)
class Sheet:
    """A workshop in a library as others read it; where the schema does not take it, `row` and `quality` are None."""

    offer: Offer
    row: Row | None
    quality: Quality | None


# What was made last, and the revision of the database at which: nothing here can be out of date.
_last: dict[str, tuple[str, bytes]] = {}


async def coming(now: datetime) -> list[SessionView]:
    """Return the public sessions of a year to come, by start, `MOST` at most."""
    return await public_sessions(since=now, until=now + AHEAD, most=MOST)


async def sheets(now: datetime) -> list[Sheet]:
    """Return the workshops offered in each library, by library and by first date."""
    found: dict[tuple[UUID, UUID], list[SessionView]] = {}
    for session in await coming(now):
        if session.state == "published":
            found.setdefault((session.library_id, session.workshop_id), []).append(session)
    known = {place.library.id: place for place in await with_programmes(await places(), now)}
    offers = [Offer(known[library], sessions) for (library, _), sessions in found.items() if library in known]
    return [_sheet(offer, now) for offer in sorted(offers, key=lambda one: one.place.library.name)]


def _sheet(offer: Offer, now: datetime) -> Sheet:
    try:
        row = inclusion_rows.service(offer, site=settings().url, source=source(), today=now.date())
    except ValidationError:
        return Sheet(offer, None, None)
    return Sheet(offer, row, quality(row))


def source() -> str:
    """Return the name of who produces the data, as data·inclusion writes names."""
    return slug(settings().name) or "agendatheque"


async def data_inclusion(now: datetime) -> bytes:
    """Return the places that offer something, and what they offer: {"structures": […], "services": […]}."""
    return await _remembered("data-inclusion", _data_inclusion, now)


async def _data_inclusion(now: datetime) -> object:
    told = [sheet for sheet in await sheets(now) if sheet.row]
    found = {sheet.offer.place.library.id: sheet.offer.place for sheet in told}
    structures = {which: _structure(place, now) for which, place in found.items()}
    return {
        "structures": [row for row in structures.values() if row],
        "services": [sheet.row for sheet in told if structures[sheet.offer.place.library.id]],
    }


def _structure(place: Place, now: datetime) -> Row | None:
    try:
        return inclusion_rows.structure(place, site=settings().url, source=source(), today=now.date())
    except ValidationError:
        return None


async def locations() -> dict[UUID, int]:
    """Return the number that OpenAgenda gave to each library, of those that have one."""
    return {row["library"]: row["uid"] for row in await OpenAgendaPlace.select()}


async def open_agenda(now: datetime, *, with_status: bool) -> bytes:
    """Return the coming sessions that OpenAgenda takes, as a list of `EventInput`.

    With their state, those put off and called off are told too.
    """
    name = "openagenda-status" if with_status else "openagenda"

    async def made(now: datetime) -> object:
        known, told = await locations(), await coming(now)
        return [
            openagenda.event(one, site=settings().url, locations=known, full=_full(one, now), with_status=with_status)
            for one in told
            if (with_status or one.state == "published") and not openagenda.why_not(one, known)
        ]

    return await _remembered(name, made, now)


def _full(session: SessionView, now: datetime) -> bool:
    return session.seats_left(now) < 1


async def _remembered(name: str, make: Callable[[datetime], Awaitable[object]], now: datetime) -> bytes:
    revision = await DB.revision()
    revision = revision and f"{revision} {now:%d %H}"  # what has begun since is no longer to come
    held, known = _last.get(name, ("", b""))
    if known and revision and held == revision:
        return known
    made = json.dumps(await make(now), ensure_ascii=False, separators=(",", ":")).encode()
    _last[name] = (revision, made)
    return made
