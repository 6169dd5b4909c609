"""Keys: which decide the algorithm, which are refused, and how ours are kept."""

import base64
import hashlib
import hmac
import time

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers, generate_private_key
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from federation import signatures
from federation.signatures import BadSignature, Request, cavage, keys
from tests.federation.forging import (
    BODY,
    ED25519,
    HOST,
    KEY_ID,
    NOW,
    RSA,
    URL,
    changed,
    created,
    judge,
    new,
    old,
    refused,
)


@pytest.mark.parametrize(
    ("key", "algorithm", "good"),
    [
        (RSA, "rsa-sha256", True),
        (RSA, "hs2019", True),
        (RSA, None, True),
        (RSA, "rsa-sha1", False),
        (RSA, "rsa-sha512", False),
        (RSA, "hmac-sha256", False),
        (RSA, "none", False),
        (RSA, "ed25519", False),
        (ED25519, "ed25519", True),
        (ED25519, "hs2019", True),
        (ED25519, None, True),
        (ED25519, "rsa-sha256", False),
        (ED25519, "hmac-sha256", False),
    ],
)
def test_the_key_decides_the_algorithm_of_the_old_scheme(key, algorithm, good):
    request = old(key=key, algorithm=algorithm)
    assert judge(request, key) if good else refused(request, "algorithm", key=key)


@pytest.mark.parametrize(
    ("key", "alg", "reason"),
    [
        (RSA, "rsa-v1_5-sha256", ""),
        (RSA, "rsa-pss-sha512", "signature"),
        (RSA, "hmac-sha256", "algorithm"),
        (RSA, "ed25519", "algorithm"),
        (RSA, "ecdsa-p256-sha256", "algorithm"),
        (ED25519, "ed25519", ""),
        (ED25519, "rsa-v1_5-sha256", "algorithm"),
    ],
)
def test_the_key_decides_the_algorithm_of_the_new_scheme(key, alg, reason):
    request = new(params=created(int(NOW.timestamp()), f';alg="{alg}"'), key=key)
    assert judge(request, key) if not reason else refused(request, reason, key=key)


def test_a_text_authenticated_with_the_public_key_as_a_secret_is_refused():
    request = old(algorithm="hmac-sha256")
    text = cavage.bases(signatures.claims(request, host=HOST, now=NOW)[0], request)[0]
    forged = base64.b64encode(hmac.digest(keys.public_pem(RSA).encode(), text, hashlib.sha256)).decode()
    signature = dict(request.headers)["signature"]
    for label in ("hmac-sha256", "hs2019", "rsa-sha256"):
        value = signature.replace("hmac-sha256", label).split('signature="')[0] + f'signature="{forged}"'
        refused(changed(request, signature=value), "algorithm" if label == "hmac-sha256" else "signature")


@pytest.mark.parametrize(
    "key_id",
    ["", "relay", "acct:relay@mobilizon.example", "file:///etc/passwd", "data:text/plain,x", "https://a@b.example/k"],
)
def test_key_ids_that_are_no_addresses(key_id):
    for request in (old(), new()):
        lines = [(name, value.replace(KEY_ID, key_id)) for name, value in request.headers]
        with pytest.raises(BadSignature) as why:
            judge(Request("POST", URL, lines, BODY))
        assert why.value.reason == "key_id"


def test_malleable_and_short_ed25519_signatures_are_refused():
    request = new(key=ED25519)
    assert judge(request, ED25519)
    order = 2**252 + 27742317777372353535851937790883648493
    value = base64.b64decode(dict(request.headers)["signature"].removeprefix("sig1=:").removesuffix(":"))
    shifted = value[:32] + (int.from_bytes(value[32:], "little") + order).to_bytes(32, "little")
    for forged in (shifted, value[:63], bytes(64), b""):
        text = f"sig1=:{base64.b64encode(forged).decode()}:"
        refused(changed(request, signature=text), "signature", key=ED25519)


# The kinds of PEM.

RSA_1024 = generate_private_key(65537, 1024)  # noqa: S505 - made to be refused
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUKT2c\n-----END CERTIFICATE-----\n"


def spki(key):
    return keys.public_pem(key)


def pkcs1(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()


def private(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def modulus(bits, exponent=65537):
    """A public key of any size, never a real one: only its shape is looked at."""
    number = (1 << bits - 1) | 1
    return RSAPublicNumbers(exponent, number).public_key().public_bytes(Encoding.PEM, PublicFormat.PKCS1).decode()


@pytest.mark.parametrize(
    "pem",
    [spki(RSA), pkcs1(RSA), spki(ED25519), modulus(8192), "\n" + spki(RSA) + "\n", spki(RSA).replace("\n", "\r\n")],
)
def test_keys_that_are_read(pem):
    assert keys.load_public(pem)


@pytest.mark.parametrize(
    ("pem", "reason"),
    [
        (spki(RSA_1024), "key_size"),
        (modulus(2047), "key_size"),
        (modulus(8193), "key_size"),
        (modulus(16384), "key_size"),
        (modulus(2048, exponent=(1 << 64) + 1), "key_exponent"),
        (private(RSA), "key"),
        (private(ED25519), "key"),
        (CERTIFICATE, "key"),
        (CERTIFICATE.replace("CERTIFICATE", "PUBLIC KEY"), "key"),
        (spki(RSA)[:200] + "\n-----END PUBLIC KEY-----\n", "key"),
        (spki(RSA) + spki(ED25519), "key"),
        ("", "key"),
        ("not a key", "key"),
        ("-----BEGIN PUBLIC KEY-----\n" + "A" * 100_000 + "\n-----END PUBLIC KEY-----\n", "key"),
        ("-----BEGIN PUBLIC KEY-----" + " \n" * 3000, "key"),
        (spki(X25519PrivateKey.generate()), "key_type"),
    ],
    ids=lambda value: value if len(value) < 20 else value[11:30].strip(),
)
def test_keys_that_are_refused_and_quickly(pem, reason):
    before = time.perf_counter()
    with pytest.raises(BadSignature) as why:
        keys.load_public(pem)
    assert why.value.reason == reason
    assert time.perf_counter() - before < 0.1


# Our own keys at rest.


@pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
def test_a_sealed_key_opens_with_its_secret_alone(key):
    sealed = keys.seal(key, b"s" * 32)
    assert keys.public_pem(keys.unseal(sealed, b"s" * 32)) == keys.public_pem(key)
    assert "PRIVATE" not in sealed
    assert sealed != keys.seal(key, b"s" * 32)
    with pytest.raises(keys.SealBroken):
        keys.unseal(sealed, b"t" * 32)


@pytest.mark.parametrize(
    "damage", [lambda text: text[:-4], lambda text: text[:20] + "AAAA" + text[24:], lambda text: ""]
)
def test_an_altered_seal_does_not_open(damage):
    with pytest.raises(keys.SealBroken):
        keys.unseal(damage(keys.seal(ED25519, b"s" * 32)), b"s" * 32)


def test_an_opened_key_is_kept():
    sealed = keys.seal(RSA, b"s" * 32)
    assert keys.unseal(sealed, b"s" * 32) is keys.unseal(sealed, b"s" * 32)


def test_a_generated_key_is_one_that_all_servers_verify():
    key = keys.generate()
    assert key.key_size == 2048
    assert keys.load_public(keys.public_pem(key)) == key.public_key()
