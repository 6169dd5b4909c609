"""What the foundation keeps: counters of tries, slots of ticks, heartbeats of workers."""

from piccolo.columns import Integer, Text, Timestamptz
from piccolo.table import Table


class Tally(Table, tablename="tally"):
    """How often something was tried in a window of time; `key` holds no name and no address in clear."""

    key = Text(primary_key=True)
    tries = Integer()
    until = Timestamptz()


class Heartbeat(Table, tablename="heartbeat"):
    """When a worker last went round."""

    name = Text(primary_key=True)
    at = Timestamptz()
