"""Secrets at rest: encrypted (AES-256-GCM) under keys derived from the instance's own secret, one for each purpose."""

import base64
import functools
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.foundation.settings import settings

NONCE = 12


class SealBroken(Exception):
    """Something sealed that this instance's secret does not open: another secret sealed it, or it was altered."""


def seal(plain: str, purpose: str, about: str) -> str:
    """Encrypt for keeping in a table; it opens only for the same purpose and the same thing (`about`, an id)."""
    nonce = secrets.token_bytes(NONCE)
    sealed = AESGCM(_key(settings().secret, purpose)).encrypt(nonce, plain.encode(), about.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(text: str, purpose: str, about: str) -> str:
    """Decrypt what `seal` made; raises SealBroken."""
    try:
        sealed = base64.urlsafe_b64decode(text)
        return AESGCM(_key(settings().secret, purpose)).decrypt(sealed[:NONCE], sealed[NONCE:], about.encode()).decode()
    except (InvalidTag, ValueError):
        raise SealBroken from None


@functools.lru_cache(maxsize=16)
def _key(secret: bytes, purpose: str) -> bytes:
    """Derive the key of a purpose by HKDF-SHA-256 (RFC 5869)."""
    return HKDF(SHA256(), length=32, salt=None, info=f"agendatheque at rest: {purpose}".encode()).derive(secret)
