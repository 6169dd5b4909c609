"""Keys: making them, keeping them sealed at rest, and reading those of others, whatever PEM they come in."""

import base64
import re
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_pem_public_key,
)

from federation.signatures.request import BadSignature

PrivateKey = RSAPrivateKey | Ed25519PrivateKey
PublicKey = RSAPublicKey | Ed25519PublicKey

SMALLEST, LARGEST = 2048, 8192

_PEM = re.compile(r"\s*-----BEGIN ((?:RSA )?PUBLIC KEY)-----[A-Za-z0-9+/=\s]{1,4000}-----END \1-----\s*")
_SEAL = "v1."
_NONCE = 12


class SealBroken(Exception):
    """A sealed key that this secret does not open: another secret sealed it, or it was altered."""


def generate() -> RSAPrivateKey:
    """A new RSA key of 2048 bits, the one kind that every fediverse server verifies."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def generate_ed25519() -> Ed25519PrivateKey:
    """A new Ed25519 key (RFC 8032)."""
    return Ed25519PrivateKey.generate()


def public_pem(key: PrivateKey) -> str:
    """The public half as SPKI PEM."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def load_public(pem: str) -> PublicKey:
    """Read a public key, SPKI or PKCS#1: RSA of 2048 to 8192 bits, or Ed25519.

    Raises `BadSignature` for anything else, before any costly work: other PEM, certificates, private keys, sizes.
    """
    if len(pem) > 8192 or not _PEM.fullmatch(pem):
        raise BadSignature("key")
    return _loaded(pem.strip())


def seal(key: PrivateKey, secret: bytes) -> str:
    """Encrypt a private key (AES-256-GCM under a key derived from `secret` by HKDF-SHA-256) for keeping in a table."""
    nonce = secrets.token_bytes(_NONCE)
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    sealed = AESGCM(_derived(secret)).encrypt(nonce, plain, _SEAL.encode())
    return _SEAL + base64.urlsafe_b64encode(nonce + sealed).decode()


@lru_cache(maxsize=256)
def unseal(text: str, secret: bytes) -> PrivateKey:
    """Decrypt a key sealed by `seal`; raises `SealBroken`. The key objects are cached, for opening one is slow."""
    try:
        sealed = base64.urlsafe_b64decode(text.removeprefix(_SEAL))
        plain = AESGCM(_derived(secret)).decrypt(sealed[:_NONCE], sealed[_NONCE:], _SEAL.encode())
        key = load_der_private_key(plain, None)
    except (InvalidTag, ValueError):
        raise SealBroken from None
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise SealBroken
    return key


@lru_cache(maxsize=1024)
def _loaded(pem: str) -> PublicKey:
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise BadSignature("key") from None
    if isinstance(key, Ed25519PublicKey):
        return key
    if not isinstance(key, RSAPublicKey):
        raise BadSignature("key_type")
    if not SMALLEST <= key.key_size <= LARGEST:
        raise BadSignature("key_size")
    # A huge exponent makes each verification as slow as a signature.
    if key.public_numbers().e.bit_length() > 33:
        raise BadSignature("key_exponent")
    return key


@lru_cache(maxsize=8)
def _derived(secret: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=b"agendatheque private keys 1").derive(secret)
