"""Secrets at rest: encrypted (AES-256-GCM) under keys derived from the instance's own secret, one for each purpose."""

import base64
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SEAL = "v1."
_NONCE = 12


class SealBroken(Exception):
    """Something sealed that this secret does not open: another secret sealed it, or it was altered."""


def seal(plain: bytes, secret: bytes, purpose: str) -> str:
    """Encrypt for keeping in a table; only the same secret and purpose open it again."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(_derived(secret, purpose)).encrypt(nonce, plain, _SEAL.encode())
    return _SEAL + base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(text: str, secret: bytes, purpose: str) -> bytes:
    """Decrypt what `seal` made; raises `SealBroken`."""
    try:
        sealed = base64.urlsafe_b64decode(text.removeprefix(_SEAL))
        return AESGCM(_derived(secret, purpose)).decrypt(sealed[:_NONCE], sealed[_NONCE:], _SEAL.encode())
    except (InvalidTag, ValueError):
        raise SealBroken from None


@lru_cache(maxsize=32)
def _derived(secret: bytes, purpose: str) -> bytes:
    """Derive the key of a purpose by HKDF-SHA-256 (RFC 5869)."""
    return HKDF(SHA256(), length=32, salt=None, info=f"agendatheque {purpose}".encode()).derive(secret)
