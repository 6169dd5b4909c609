"""Multikeys (FEP-521a): public keys as multibase text, base58btc of a multicodec prefix and the key."""

from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from federation.signatures.keys import PublicKey, checked
from federation.signatures.request import BadSignature

LONGEST = 1600  # an RSA key of 8192 bits takes 1,420 characters
ED25519_LENGTH = 32

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {letter: value for value, letter in enumerate(_ALPHABET)}
_BASE58BTC = "z"
_ED25519 = b"\xed\x01"
_RSA = b"\x85\x24"


def write(key: PublicKey) -> str:
    """Return a public key as the value of `publicKeyMultibase`: Ed25519 raw, RSA as PKCS#1."""
    if isinstance(key, Ed25519PublicKey):
        return multibase(_ED25519 + key.public_bytes(Encoding.Raw, PublicFormat.Raw))
    return multibase(_RSA + key.public_bytes(Encoding.DER, PublicFormat.PKCS1))


@lru_cache(maxsize=1024)
def read(text: str) -> PublicKey:
    """Read the value of `publicKeyMultibase`; raises `BadSignature` for all but the one way to write a key we take."""
    found = decoded(text)
    prefix, body = found[:2], found[2:]
    if prefix == _ED25519 and len(body) == ED25519_LENGTH:
        return Ed25519PublicKey.from_public_bytes(body)
    if prefix != _RSA:
        raise BadSignature("key_type")
    key = _rsa(body)
    if write(key) != text:
        raise BadSignature("key")
    return key


def multibase(data: bytes) -> str:
    """Return bytes as base58btc multibase: a leading zero byte is a leading 1."""
    number = int.from_bytes(data)
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = _ALPHABET[digit] + digits
    zeros = len(data) - len(data.lstrip(b"\x00"))
    return _BASE58BTC + _ALPHABET[0] * zeros + digits


def decoded(text: str) -> bytes:
    """Return the bytes of a base58btc multibase text; raises `BadSignature`."""
    if not text.startswith(_BASE58BTC) or not 2 <= len(text) <= LONGEST or not _DIGITS.keys() >= set(text[1:]):
        raise BadSignature("multibase")
    digits = text[1:].lstrip(_ALPHABET[0])
    number = 0
    for letter in digits:
        number = number * 58 + _DIGITS[letter]
    return b"\x00" * (len(text) - 1 - len(digits)) + number.to_bytes((number.bit_length() + 7) // 8)


def _rsa(der: bytes) -> RSAPublicKey:
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        raise BadSignature("key") from None
    if not isinstance(key, RSAPublicKey):
        raise BadSignature("key_type")
    return checked(key)
