"""How many people of which age came, counted without names, in the bands of La Coop de la médiation numérique."""

from uuid import UUID

from server.bookings.tables import Arrival, HeadCount

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
