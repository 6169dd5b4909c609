"""The digest of a set of events: how many, and the XOR of SHA-256("id|version|0"), or 1 for those that are deleted."""

MONTH = "to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM')"


def xor(id: str, version: str, gone: str) -> str:
    """Return the SQL aggregate of the digests of rows, as 256 binary digits; the arguments are SQL expressions."""
    text = f"{id} || '|' || {version} || '|' || CASE WHEN {gone} THEN 1 ELSE 0 END"
    return f"bit_xor(('x' || encode(sha256(convert_to({text}, 'UTF8')), 'hex'))::bit(256))::text"


def hexadecimal(bits: str) -> str:
    """Return 256 binary digits as 64 hexadecimal ones."""
    return f"{int(bits, 2):064x}"
