"""What people searched in vain in the agenda of the demonstration's hub, over the last weeks."""

from datetime import datetime, timedelta

from server.agenda.filters import Filters
from server.agenda.missed import note

SEARCHES = (
    (Filters(theme="accessibility", commune="Carhaix-Plouguer", departement="29"), 14),
    (Filters(theme="parenting", commune="Pontivy", departement="56"), 9),
    (Filters(theme="jobs", commune="Redon", departement="35"), 6),
    (Filters(q="tablette", commune="Guingamp", departement="22"), 4),
    (Filters(theme="creation", departement="22"), 3),
)


async def search_in_vain(now: datetime) -> None:
    """Count the searches, one a day, the first one first."""
    for filters, times in SEARCHES:
        for days in reversed(range(times)):
            await note(filters, [], now - timedelta(days=days))
