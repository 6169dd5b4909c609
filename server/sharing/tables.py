"""What sharing remembers beside the protocol's own tables: seat counts told, and who has joined from elsewhere."""

from piccolo.columns import JSON, UUID, BigSerial, Boolean, Text, Timestamptz, Varchar
from piccolo.constraints import Unique
from piccolo.table import Table


class SeatNews(Table, tablename="seat_news"):
    """Seat counts alone are told at most once in ten minutes."""

    session = UUID(primary_key=True)
    told_at = Timestamptz()
    waiting = Boolean(default=False, help_text="counts have changed since")


class Joined(Table, tablename="sharing_joined"):
    """An actor of another server that asked for a seat in a session of ours, and what it was answered."""

    id = BigSerial(primary_key=True, help_text="numbers the answers")
    session = UUID()
    actor = Text()
    host = Text(index=True)
    booking = UUID(null=True, default=None, index=True, help_text="null when it got neither seat nor place to wait")
    asked = JSON(help_text="its Join or RSVP, as answers quote it")
    answer = Varchar(length=20, help_text="Accept, TentativeAccept, Reject, Ignore: the last one said")
    answered_at = Timestamptz()
    left_at = Timestamptz(null=True, default=None)

    sharing_joined_session_actor_uq = Unique([session, actor])
