"""What sharing remembers beside the protocol's own tables: when seat counts were last told."""

from piccolo.columns import UUID, Boolean, Timestamptz
from piccolo.table import Table


class SeatNews(Table, tablename="seat_news"):
    """Seat counts alone are told at most once in ten minutes."""

    session = UUID(primary_key=True)
    told_at = Timestamptz()
    waiting = Boolean(default=False, help_text="counts have changed since")
