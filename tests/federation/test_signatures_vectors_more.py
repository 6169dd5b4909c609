"""Published vectors beside those of requests: an answer and a proxy's note (RFC 9421 B.2.4, B.3), and B.2.2 refused."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from federation import signatures
from federation.signatures import BadSignature, Request, answered, keys, rfc9421
from tests.federation.fediverse import Answer
from tests.federation.test_signatures_vectors import BODY, CREATED, P256_PUBLIC, REQUEST, claimed

B24 = "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw=="
B3 = "xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw=="
ANSWER = {
    "content-type": "application/json",
    "content-digest": (
        "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:"
    ),
    "content-length": "23",
}
DOG = b'{"message": "good dog"}'
CERTIFICATE = (
    ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0"
    "ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgm"
    "nMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm"
    "3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY2"
    "9tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1"
    "yhk=:"
)


def check_p256(text, signature):
    """The elliptic key of the appendix signs this text; keys of that kind are none of those we take."""
    halves = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    load_pem_public_key(P256_PUBLIC.encode()).verify(encode_dss_signature(*halves), text, ECDSA(SHA256()))


def test_b24_an_answer_is_rebuilt_and_each_status_is_another_text():
    claim = claimed("@status content-type content-digest content-length", "test-key-ecc-p256", B24)
    check_p256(answered._base(claim, 200, ANSWER), claim.signature)
    with pytest.raises(InvalidSignature):
        check_p256(answered._base(claim, 201, ANSWER), claim.signature)


def test_b24_the_key_of_the_answer_is_refused_and_one_of_ours_in_its_place_holds():
    key = keys.generate_ed25519()
    sent = signatures.sign_answer(200, ANSWER, DOG, key_id="https://peer.example/ap/actor#k", key=key, now=CREATED)
    assert signatures.check_answer(Answer(200, sent, DOG), keys.public_pem(key), now=CREATED)
    with pytest.raises(BadSignature, match="key_type"):
        signatures.check_answer(Answer(200, sent, DOG), P256_PUBLIC, now=CREATED)


def test_b3_what_a_proxy_adds_is_rebuilt():
    headers = [*(line for line in REQUEST.headers if line[0] != "host"), ("host", "service.internal.example")]
    url = "https://service.internal.example/foo?param=Value&Pet=dog"
    request = Request("POST", url, [*headers, ("client-cert", CERTIFICATE)], BODY)
    claim = claimed("@path @query @method @authority client-cert", "test-key-ecc-p256", B3)
    check_p256(rfc9421.base(claim, request), claim.signature)
    other = Request("POST", url, [*headers, ("client-cert", CERTIFICATE.replace("MIIB", "MIIC"))], BODY)
    with pytest.raises(InvalidSignature):
        check_p256(rfc9421.base(claim, other), claim.signature)


@pytest.mark.parametrize(
    ("components", "reason"),
    [
        ('"@authority" "content-digest" "@query-param";name="Pet"', "component"),
        ('"@method" "@target-uri" "content-digest"', ""),
    ],
)
def test_b22_one_parameter_of_the_query_is_a_component_that_we_do_not_take(components, reason):
    """What we do not know is refused and never left out of the text; a selection that we know is read."""
    said = f'sig-b22=({components});created=1618884473;keyid="test-key-rsa-pss";tag="header-example"'
    lines = [("signature-input", said), ("signature", "sig-b22=:AAAA:")]
    request = Request("POST", REQUEST.url, [*REQUEST.headers, *lines], BODY)
    if not reason:
        assert rfc9421.claims(request, CREATED)[0].covered == ("@method", "@target-uri", "content-digest")
        return
    with pytest.raises(BadSignature, match=reason):
        rfc9421.claims(request, CREATED)
