"""Keys: making them, keeping them sealed at rest, and reading those of others, whatever PEM they come in."""

import re
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_pem_public_key,
)

from federation import sealing
from federation.sealing import SealBroken
from federation.signatures.request import BadSignature

PrivateKey = RSAPrivateKey | Ed25519PrivateKey
PublicKey = RSAPublicKey | Ed25519PublicKey

SMALLEST, LARGEST = 2048, 8192

_PEM = re.compile(r"\s*-----BEGIN ((?:RSA )?PUBLIC KEY)-----[A-Za-z0-9+/=\s]{1,4000}-----END \1-----\s*")
_PURPOSE = "private keys 1"


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
    """Encrypt a private key for keeping in a table."""
    return sealing.seal(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()), secret, _PURPOSE)


@lru_cache(maxsize=256)
def unseal(text: str, secret: bytes) -> PrivateKey:
    """Decrypt a key sealed by `seal`; raises `SealBroken`. The key objects are cached, for opening one is slow.

    Its arithmetic is not checked again: the seal proves that it is the key that we made.
    """
    try:
        opened = sealing.unseal(text, secret, _PURPOSE)
        key = load_der_private_key(opened, None, unsafe_skip_rsa_key_validation=True)
    except ValueError:
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
    return checked(key)


def checked(key: RSAPublicKey) -> RSAPublicKey:
    """Return an RSA key that is neither too weak nor too costly; raises `BadSignature`."""
    if not SMALLEST <= key.key_size <= LARGEST:
        raise BadSignature("key_size")
    # A huge exponent makes each verification as slow as a signature.
    if key.public_numbers().e.bit_length() > 33:
        raise BadSignature("key_exponent")
    return key
