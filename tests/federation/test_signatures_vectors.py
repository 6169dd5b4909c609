"""Published vectors: RFC 9421 appendix B and draft-cavage-12 appendix C, rebuilt and verified."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from federation import signatures
from federation.signatures import BadSignature, Claim, Request, cavage, digest, keys, rfc9421

BODY = b'{"hello": "world"}'
CREATED = datetime.fromtimestamp(1618884473, UTC)


def pem(kind: str, *lines: str) -> str:
    return "\n".join([f"-----BEGIN {kind}-----", *lines, f"-----END {kind}-----", ""])


ED25519_PRIVATE = pem("PRIVATE KEY", "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF")
ED25519_PUBLIC = pem("PUBLIC KEY", "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")
P256_PUBLIC = pem(
    "PUBLIC KEY",
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf",
    "w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==",
)
PSS_PUBLIC = pem(
    "PUBLIC KEY",
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2",
    "+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+",
    "oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHq",
    "gDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5W",
    "Utzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4",
    "aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI",
    "2wIDAQAB",
)
SHARED_SECRET = base64.b64decode(
    "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="
)

REQUEST = Request(
    "POST",
    "https://example.com/foo?param=Value&Pet=dog",
    [
        ("host", "example.com"),
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("content-type", "application/json"),
        (
            "content-digest",
            "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
        ),
        ("content-length", "18"),
    ],
    BODY,
)

B21 = (
    "d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG"
    "52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVro"
    "gUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ"
    "98Xw9Q=="
)
B23 = (
    "bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fU"
    "xN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA"
    "1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKE"
    "gM4cUA=="
)
B25 = "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8="
B26 = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
B4 = "ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA=="


def claimed(covered: str, key: str, signature: str = "", more: str = "") -> Claim:
    """A claim on the test request, as published: components separated by blanks, then the key and other parameters."""
    names = tuple(covered.split())
    quoted = " ".join(f'"{name}"' for name in names)
    params = f'({quoted});created=1618884473;keyid="{key}"{more}'
    return Claim(key, "rfc9421", "", base64.b64decode(signature), names, CREATED, params)


def verify_pss(base: bytes, signature: bytes) -> None:
    load_pem_public_key(PSS_PUBLIC.encode()).verify(signature, base, PSS(MGF1(SHA512()), 64), SHA512())


@pytest.mark.parametrize(
    ("covered", "signature", "more"),
    [
        ("", B21, ';nonce="b3k2pp5k7z-50gnwp.yemd"'),
        ("date @method @path @query @authority content-type content-digest content-length", B23, ""),
    ],
    ids=["B.2.1 minimal", "B.2.3 full"],
)
def test_rsa_pss_signatures_of_the_rfc_fit_the_text_we_rebuild(covered, signature, more):
    claim = claimed(covered, "test-key-rsa-pss", signature, more)
    verify_pss(rfc9421.base(claim, REQUEST), claim.signature)

    other = Request("PUT", REQUEST.url, REQUEST.headers, BODY) if covered else None
    if other:
        with pytest.raises(InvalidSignature):
            verify_pss(rfc9421.base(claim, other), claim.signature)


def test_rsa_pss_is_verified_when_the_label_says_so():
    covered = "date @method @path @query @authority content-type content-digest content-length"
    claim = claimed(covered, "test-key-rsa-pss", B23)
    labelled = Claim(**{**claim.__dict__, "algorithm": "rsa-pss-sha512"})
    signatures.verify(labelled, REQUEST, PSS_PUBLIC)
    with pytest.raises(BadSignature, match="signature"):
        signatures.verify(claim, REQUEST, PSS_PUBLIC)


def test_the_shared_secret_signature_of_the_rfc_fits_the_text_we_rebuild():
    base = rfc9421.base(claimed("date @authority content-type", "test-shared-secret"), REQUEST)
    assert base64.b64encode(hmac.digest(SHARED_SECRET, base, hashlib.sha256)).decode() == B25


def test_ed25519_is_rebuilt_byte_for_byte_and_verified():
    claim = claimed("date @method @path @authority content-type content-length", "test-key-ed25519", B26)
    expected = (
        '"date": Tue, 20 Apr 2021 02:07:55 GMT\n"@method": POST\n"@path": /foo\n"@authority": example.com\n'
        '"content-type": application/json\n"content-length": 18\n"@signature-params": ("date" "@method" "@path" '
        '"@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"'
    )
    base = rfc9421.base(claim, REQUEST)
    assert base.decode() == expected
    private = load_pem_private_key(ED25519_PRIVATE.encode(), None)
    assert cavage.signed(base, private) == claim.signature
    signatures.verify(claim, REQUEST, ED25519_PUBLIC)


@pytest.mark.parametrize("bit", [0, 7, 100, 255, 256, 400, 511])
def test_one_flipped_bit_is_refused(bit):
    claim = claimed("date @method @path @authority content-type content-length", "test-key-ed25519", B26)
    flipped = bytearray(claim.signature)
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadSignature, match="signature"):
        signatures.verify(Claim(**{**claim.__dict__, "signature": bytes(flipped)}), REQUEST, ED25519_PUBLIC)


# Appendix B.4: what a proxy may do to a request without breaking its signature, and what it may not.
TRANSFORMED = [
    ("as sent", "GET", "https://example.org/demo?name1=Value1&Name2=value2", ["application/json", "*/*"], True),
    ("query added", "GET", "https://example.org/demo?name1=Value1&Name2=value2&param=added", None, True),
    ("headers joined", "GET", "https://example.org/demo?name1=Value1&Name2=value2", ["application/json, */*"], True),
    ("method changed", "POST", "https://example.org/demo?name1=Value1&Name2=value2", None, False),
    ("header order changed", "GET", "https://example.org/demo?name1=Value1", ["*/*", "application/json"], False),
    ("authority changed", "GET", "https://example.com/demo?name1=Value1&Name2=value2", None, False),
]


@pytest.mark.parametrize(("method", "url", "accept", "good"), [row[1:] for row in TRANSFORMED], ids=lambda value: "")
def test_transformations_of_appendix_b4(method, url, accept, good):
    accepts = accept or ["application/json", "*/*"]
    request = Request(method, url, [("accept", value) for value in accepts], b"")
    claim = claimed("@method @path @authority accept", "test-key-ed25519", B4)
    if good:
        signatures.verify(claim, request, ED25519_PUBLIC)
    else:
        with pytest.raises(BadSignature, match="signature"):
            signatures.verify(claim, request, ED25519_PUBLIC)


def test_ecdsa_is_a_key_type_we_do_not_take():
    signature = base64.b64decode(
        "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw=="
    )
    base = (
        b'"@status": 200\n"content-type": application/json\n"content-digest": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvx'
        b'oYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:\n"content-length": 23\n"@signature-params": ("@sta'
        b'tus" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"'
    )
    halves = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    # The control: the vector is right, it is we who refuse the kind of key.
    load_pem_public_key(P256_PUBLIC.encode()).verify(encode_dss_signature(*halves), base, ECDSA(SHA256()))
    with pytest.raises(BadSignature, match="key_type"):
        keys.load_public(P256_PUBLIC)


def test_the_digest_of_the_rfc_is_that_of_the_body():
    digest.check_digests(REQUEST)
    with pytest.raises(BadSignature, match="digest"):
        digest.check_digests(Request("POST", REQUEST.url, REQUEST.headers, BODY + b" "))


# draft-cavage-12, appendix C: a key of 1,024 bits, good for rebuilding texts and for being refused.
CAVAGE_PUBLIC = pem(
    "PUBLIC KEY",
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C3",
    "6rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6",
    "Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJw",
    "oYi+1hqp1fIekaxsyQIDAQAB",
)
CAVAGE_REQUEST = Request(
    "POST",
    "https://example.com/foo?param=value&pet=dog",
    [
        ("host", "example.com"),
        ("date", "Sun, 05 Jan 2014 21:31:40 GMT"),
        ("content-type", "application/json"),
        ("digest", "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="),
        ("content-length", "18"),
    ],
    BODY,
)
C1 = (
    "SjWJWbWN7i0wzBvtPl8rbASWz5xQW6mcJmn+ibttBqtifLN7Sazz6m79cNfwwb8DMJ5cou1s7uEGKKCs+FLEEaDV5lp7q25WqS+lavg7T8hc0Gpp"
    "auB6hbgEKTwblDHYGEtbGmtdHgVCk9SuS13F0hZ8FD0k/5OxEPXe5WozsbM="
)
C2 = (
    "qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfEdKFYRqzic+efkb3n"
    "ndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0="
)
C3 = (
    "vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv120V01IL+TAD48XaE"
    "RZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE="
)


@pytest.mark.parametrize(
    ("covered", "signature"),
    [
        ("date", C1),
        ("(request-target) host date", C2),
        ("(request-target) host date content-type digest content-length", C3),
    ],
    ids=["C.1", "C.2", "C.3"],
)
def test_signatures_of_appendix_c_fit_the_text_we_rebuild(covered, signature):
    claim = Claim("Test", "cavage", "rsa-sha256", base64.b64decode(signature), tuple(covered.split()), CREATED)
    with_query = cavage.bases(claim, CAVAGE_REQUEST)[0]
    load_pem_public_key(CAVAGE_PUBLIC.encode()).verify(claim.signature, with_query, PKCS1v15(), SHA256())
    with pytest.raises(InvalidSignature):
        load_pem_public_key(CAVAGE_PUBLIC.encode()).verify(claim.signature, with_query + b" ", PKCS1v15(), SHA256())


def test_the_key_of_appendix_c_is_too_small_for_us():
    with pytest.raises(BadSignature, match="key_size"):
        keys.load_public(CAVAGE_PUBLIC)
