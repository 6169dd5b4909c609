"""The journal and its readers' places in it."""

from piccolo.columns import JSONB, UUID, BigInt, BigSerial, Bytea, Integer, Text, Timestamptz
from piccolo.table import Table


class Entry(Table, tablename="journal"):
    """One thing that happened. No personal data, ever: ids, hosts and figures only."""

    id = BigSerial(primary_key=True)
    at = Timestamptz()
    actor = Text(help_text="staff:<id>, token:<id>, patron, partner:<id>, peer:<host>, system")
    kind = Text(help_text="thing.past_participle")
    subject = UUID(index=True, help_text="id of the thing")
    library = UUID(null=True, default=None)
    facts = JSONB(default="{}")
    digest = Bytea(help_text="SHA-256 of the previous digest and this line")


class Place(Table, tablename="journal_place"):
    """How far a reader has read."""

    reader = Text(primary_key=True)
    last = BigInt(default=0)


class Failure(Table, tablename="journal_failure"):
    """A line that a reader could not treat; it went on with the next one, and tries this one again later."""

    id = BigSerial(primary_key=True)
    reader = Text()
    entry = BigInt()
    error = Text()
    attempts = Integer(default=1)
    again_at = Timestamptz(null=True, default=None, help_text="null once given up")
