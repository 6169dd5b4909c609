"""How many people of which age came, counted without names, in the bands of La Coop de la médiation numérique."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from server.bookings import presence
from server.bookings.attendance import parties_of
from server.bookings.seats import hold
from server.bookings.tables import Arrival, HeadCount
from server.foundation.database import DB
from server.foundation.errors import Invalid
from server.journal import actions as journal

# The values of `tranche_age` as that service writes them, so that reports need no table of their own.
BANDS = (
    "moins_de_douze",
    "douze_dix_huit",
    "dix_huit_vingt_quatre",
    "vingt_cinq_trente_neuf",
    "quarante_cinquante_neuf",
    "soixante_soixante_neuf",
    "soixante_dix_plus",
    "non_communique",
)


async def count(session: UUID, counted: Mapping[str, int | None], *, by: str, now: datetime) -> None:
    """Keep how many people of each band came, None where nobody counted; raises Invalid, Refused or NotFound."""
    wrong = {band: "bad_number" for band in BANDS if (counted.get(band) or 0) < 0}
    if wrong:
        raise Invalid(wrong)
    kept: dict[str, int] = {band: number for band in BANDS if (number := counted.get(band)) is not None}
    async with DB.transaction():
        held = await hold(session, now)
        presence.check_time(held.state, held.starts_at, now)
        figures = presence.totals(await parties_of(held.id), await walked_in(held.id))
        presence.check_ages(sum(kept.values()), figures, held.seats.capacity)
        if kept == await of_session(held.id):
            return
        await HeadCount.delete().where(HeadCount.session == held.id)
        if kept:
            rows = (HeadCount(session=held.id, band=band, people=number) for band, number in kept.items())
            await HeadCount.insert(*rows)
        await journal.write("heads.counted", held.id, by=by, now=now, library=held.library, **kept)


async def of_session(session: UUID) -> dict[str, int]:
    """Return how many people of each band were counted; a band that nobody counted is left out."""
    rows = await HeadCount.select(HeadCount.band, HeadCount.people).where(HeadCount.session == session)
    return {row["band"]: row["people"] for row in rows}


async def walked_in(session: UUID) -> int:
    """Return how many people sit in a session without having booked."""
    rows = await Arrival.raw(
        "SELECT coalesce(sum(people), 0) AS people FROM arrival WHERE session = {} AND state = 'seated'", session
    )
    return int(rows[0]["people"])
