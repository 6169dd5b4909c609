"""The digest of an event: what two servers compare to know that they hold the same thing."""

import hashlib
from typing import Any

import rfc8785

from federation.wire.decode import Document
from federation.wire.errors import Malformed

# Counts move with each booking; contexts and proofs depend on how the document came, not on what it says.
_ASIDE = frozenset(
    {"participantCount", "remainingAttendeeCapacity", "attendees", "@context", "proof", "signature"}
)  # fmt: skip


def digest(document: Document) -> str:
    """`sha256:` and the hexadecimal SHA-256 of the canonical JSON (RFC 8785) of an event, seats left aside.

    Raises `Malformed` for a value that canonical JSON cannot write.
    """
    kept: dict[str, Any] = {name: value for name, value in document.items() if name not in _ASIDE}
    try:
        return f"sha256:{hashlib.sha256(rfc8785.dumps(kept)).hexdigest()}"
    except rfc8785.CanonicalizationError:
        raise Malformed("number") from None
