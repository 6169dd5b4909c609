"""The digest of a set of events: how many, and the XOR of SHA-256("id|version|0"), or 1 for those that are deleted."""

from datetime import UTC, datetime
from typing import Any

MONTH = "to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM')"
ORIGIN = "split_part(ap_id, '/', 1) || '//' || split_part(ap_id, '/', 3)"
# In the place of the version that an event does not count stands the instant of its last change, or nothing.
VERSION = """coalesce(version::text, to_char(updated AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')"""

Bucket = tuple[int, str]


def xor(id: str, version: str, gone: str) -> str:
    """Return the SQL aggregate of the digests of rows, as 256 binary digits; the arguments are SQL expressions."""
    text = f"{id} || '|' || {version} || '|' || CASE WHEN {gone} THEN 1 ELSE 0 END"
    return f"bit_xor(('x' || encode(sha256(convert_to({text}, 'UTF8')), 'hex'))::bit(256))::text"


def hexadecimal(bits: str) -> str:
    """Return 256 binary digits as 64 hexadecimal ones."""
    return f"{int(bits, 2):064x}"


def bucket(row: dict[str, Any]) -> Bucket:
    """Return what is compared of a row with the number `n` and the XOR `bits`."""
    return row["n"], hexadecimal(row["bits"])


def first_day(now: datetime) -> datetime:
    """The first instant of the month, in UTC: what started before is not compared."""
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
