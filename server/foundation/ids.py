"""Identifiers: UUIDv7 for things, unguessable texts for secrets."""

import base64
import hashlib
import hmac
import secrets
from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """Return a fresh UUIDv7 (RFC 9562): it sorts by the time it was made."""
    return UUID(int=uuid_utils.compat.uuid7().int)


def new_token() -> str:
    """Return 160 random bits as 32 letters and digits (base 32, lower case)."""
    return base64.b32encode(secrets.token_bytes(20)).decode().lower()


def digest(token: str) -> bytes:
    """Return what is stored in place of a secret text (SHA-256)."""
    return hashlib.sha256(token.encode()).digest()


def derived(secret: bytes, purpose: str, about: str) -> str:
    """Return a 160-bit text that only the holder of `secret` can make again for `about` (HMAC-SHA-256)."""
    made = hmac.digest(secret, f"{purpose}:{about}".encode(), "sha256")[:20]
    return base64.b32encode(made).decode().lower()
