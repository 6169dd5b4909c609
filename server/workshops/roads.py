"""Whether there is time for the road between two sessions (pure)."""

from datetime import datetime, timedelta

from server.workshops.slots import Slot


def late(slot: Slot, starts_at: datetime, ends_at: datetime, minutes: int) -> str:
    """Return "from" when who leaves a session elsewhere comes too late to a slot, "to" when it is the other way round.

    Empty when there is time enough, or when both are at once, which is worse.
    """
    road = timedelta(minutes=minutes)
    if ends_at <= slot.starts_at < ends_at + road:
        return "from"
    if slot.ends_at <= starts_at < slot.ends_at + road:
        return "to"
    return ""
