"""Multikeys: the published examples both ways, and everything else that looks like one."""

import itertools

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from federation.signatures import BadSignature, keys, multikey

# FEP-521a: the figures of its two examples, the modulus of the second one being what its PKCS#1 holds.
ED25519_HEX = "2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6"
ED25519 = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
MODULUS = int(
    "b1b5fcd8d4d5e88ca5c4287b31f578865caf6a78826a3b8ff7b1b23aa4af4e6a0474139f945bd9d3a911ffd0fa72db78"
    "e4593a86c91f9da836186ebd3402d51f6a3844247ab5088b46929c311b43604fed84499f06f0f39bf55590e2187f1bbe"
    "229ba8f49fd2e570cd0e3733c76bfede80e1e7e0881e4538ea1bc5782be9512f8bf132526e05f4923564fe6e1e21bf70"
    "87adebb660fa533fca06d0a8e66991e1312d70b64a61da8ca77c028cdf939601e2cffe2855759b1d479f0847bcac59d7"
    "d62427a431d4e3dfd2697428b9dd6309a7b1167db99fe01af1ff1b739566fb949e47089d1dae84aef1214ef7f5773e86"
    "a0d3e9da246f9bec09d60c705891183d",
    16,
)
RSA = (
    "z4MXj1wBzi9jUstyPMS4jQqB6KdJaiatPkAtVtGc6bQEQEEsKTic4G7Rou3iBf9vPmT5dbkm9qsZsuVNjq8HCuW1w24nhBFGkRE4cd2Uf2tfrB3N7h4"
    "mnyPp1BF3ZttHTYv3DLUPi1zMdkULiow3M1GfXkoC6DoxDUm1jmN6GBj22SjVsr6dxezRVQc7aj9TxE7JLbMH1wh5X3kA58H3DFW8rnYMakFGbca5CB"
    "2Jf6CnGQZmL7o5uJAdTwXfy2iiiyPxXEGerMhHwhjTA1mKYobyk2CpeEcmvynADfNZ5MBvcCS7m3XkFCMNUYBS9NQ3fze6vMSUPsNa6GVYmKx2x6Jrd"
    "EjCk3qRMMmyjnjCMfR4pXbRMZa3i"
)


def test_the_ed25519_example_both_ways():
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(ED25519_HEX))
    assert multikey.write(key) == ED25519
    assert multikey.read(ED25519).public_bytes(Encoding.Raw, PublicFormat.Raw).hex() == ED25519_HEX


def test_the_rsa_example_both_ways():
    key = RSAPublicNumbers(65537, MODULUS).public_key()
    assert multikey.write(key) == RSA
    assert multikey.read(RSA).public_numbers() == key.public_numbers()


@pytest.mark.parametrize("key", [keys.generate_ed25519(), keys.generate()], ids=["ed25519", "rsa"])
def test_our_own_both_ways(key):
    assert multikey.read(multikey.write(key.public_key())) == key.public_key()


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x00\x00\x01", b"\xff" * 40, bytes(34)])
def test_any_bytes_both_ways(data):
    text = multikey.multibase(data)
    assert text[1:].startswith("1" * (len(data) - len(data.lstrip(b"\x00"))))
    if data:
        assert multikey.decoded(text) == data


def of(data):
    return multikey.multibase(data)


RAW = bytes.fromhex(ED25519_HEX)
P256 = generate_private_key(SECP256R1()).public_key()
SMALL = generate_rsa(65537, 1024).public_key()  # noqa: S505  # it must be refused
SMALL_PKCS1 = SMALL.public_bytes(Encoding.DER, PublicFormat.PKCS1)
PKCS1 = RSAPublicNumbers(65537, MODULUS).public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
SPKI = RSAPublicNumbers(65537, MODULUS).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "multibase"),
        ("z", "multibase"),
        (ED25519[1:], "multibase"),
        ("u" + ED25519[1:], "multibase"),
        ("Z" + ED25519[1:], "multibase"),
        (ED25519 + "0", "multibase"),
        (ED25519 + "l", "multibase"),
        (ED25519 + " ", "multibase"),
        (ED25519 + "\n", "multibase"),
        (ED25519 + "é", "multibase"),
        ("z" + "2" * 100_000, "multibase"),
        # A leading 1 is a leading zero byte: it must not be dropped as a number would drop it.
        ("z1" + ED25519[1:], "key_type"),
        (of(b"\xed\x01" + RAW[:-1]), "key_type"),
        (of(b"\xed\x01" + RAW + b"\x00"), "key_type"),
        (of(b"\xed\x01"), "key_type"),
        (of(RAW), "key_type"),
        (of(b"\xec\x01" + RAW), "key_type"),
        (of(b"\x80\x26" + RAW), "key_type"),
        (of(b"\x80\x24" + P256.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)), "key_type"),
        (of(b"\x85\x24" + P256.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)), "key_type"),
        (of(b"\x85\x24" + PKCS1[:-1]), "key"),
        (of(b"\x85\x24" + PKCS1 + b"\x00"), "key"),
        (of(b"\x85\x24" + SPKI), "key"),
        (of(b"\x85\x24garbage"), "key"),
        (of(b"\x85\x24" + SMALL_PKCS1), "key_size"),
    ],
    ids=itertools.count(),
)
def test_anything_else_is_refused(text, reason):
    assert multikey.read(ED25519)
    with pytest.raises(BadSignature) as why:
        multikey.read(text)
    assert why.value.reason == reason
