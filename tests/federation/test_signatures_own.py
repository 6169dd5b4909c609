"""What we sign, and each part of it altered; several signatures at once."""

import base64
import hashlib

import pytest

from federation import signatures
from federation.signatures import BadSignature, Request, keys
from tests.federation.forging import (
    ACTIVITY,
    BODY,
    ED25519,
    HOST,
    KEY_ID,
    NOW,
    RSA,
    URL,
    changed,
    judge,
    new,
    old,
    received,
    refused,
)

ELSEWHERE = "https://other.example/ap/inbox?x=1"
BOTH_KEYS = pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])
BOTH_SIGNERS = pytest.mark.parametrize(
    "sign", [signatures.sign_cavage, signatures.sign_rfc9421], ids=["cavage", "rfc9421"]
)


@BOTH_KEYS
@BOTH_SIGNERS
@pytest.mark.parametrize(
    ("method", "url", "body"),
    [("POST", URL, BODY), ("GET", URL, b""), ("GET", f"{URL}?page=2&q=a%20b", b""), ("POST", f"{URL}?x=1", BODY)],
)
def test_what_we_sign_we_verify(sign, key, method, url, body):
    sent = sign(method, url, {"Accept": ACTIVITY}, body, key_id=KEY_ID, key=key, now=NOW)
    claim = judge(received(sent, method=method, url=url, body=body), key)
    assert claim.key_id == KEY_ID
    assert claim.signed_at == NOW
    assert sent["Accept"] == ACTIVITY


@BOTH_SIGNERS
@pytest.mark.parametrize("part", ["body", "method", "path", "query", "host", "key", "body and digest"])
def test_each_altered_part_is_refused(sign, part):
    sent = sign("POST", f"{URL}?x=1", {}, BODY, key_id=KEY_ID, key=RSA, now=NOW)
    good = received(sent, url=f"{URL}?x=1")
    assert judge(good)
    if part == "key":
        refused(good, "signature", key=keys.generate())
        return
    altered = {
        "body": Request("POST", good.url, good.headers, BODY + b" "),
        "method": Request("PUT", good.url, good.headers, BODY),
        "path": Request("POST", f"https://{HOST}/ap/actor/inbox?x=1", good.headers, BODY),
        "query": Request("POST", f"{URL}?x=2", good.headers, BODY),
        "host": changed(
            Request("POST", "https://other.example/ap/inbox?x=1", good.headers, BODY), host="other.example"
        ),
        "body and digest": changed(
            Request("POST", good.url, good.headers, b"{}"),
            digest="SHA-256=" + base64.b64encode(hashlib.sha256(b"{}").digest()).decode() if "Digest" in sent else None,
            content_digest=signatures.content_digest(b"{}") if "Content-Digest" in sent else None,
        ),
    }[part]
    refused(altered, {"body": "digest"}.get(part, "signature"), host="other.example" if part == "host" else HOST)


def test_a_replay_to_another_server_is_refused_before_any_key():
    good = old()
    assert judge(good)
    refused(good, "host", host="other.example")
    refused(Request("POST", "https://other.example/ap/inbox", good.headers, BODY), "host", host="other.example")


def test_a_captured_request_has_the_same_fingerprint_and_another_one_not():
    first, again, other = judge(old()), judge(old()), judge(new())
    assert first.fingerprint == again.fingerprint != other.fingerprint


def several(*parts):
    """One request carrying the signatures of several, renamed sig1, sig2 … in order."""
    inputs, values = [], []
    for number, part in enumerate(parts, 1):
        lines = dict(part.headers)
        inputs.append(lines["signature-input"].replace("sig1=", f"sig{number}=", 1))
        values.append(lines["signature"].replace("sig1=", f"sig{number}=", 1))
    return changed(parts[0], signature_input=", ".join(inputs), signature=", ".join(values))


def test_one_good_signature_among_three_is_enough_in_any_order_and_a_fourth_is_not_tried():
    good, forged, weak = new(), new(key=keys.generate()), new('"@method"')
    for order in ((good, forged), (forged, good), (weak, good), (forged, weak, good)):
        assert judge(several(*order))
    refused(several(forged, forged, forged, good), "signature")
    assert len(signatures.claims(several(good, good, good, good), host=HOST, now=NOW)) == 3


@pytest.mark.parametrize(
    "signature", ["sig2=:AAAA:", "sig1=1", "sig1=:AAAA:, sig1=:AAAA:", "sig1", "garbage garbage", "sig1=(1 2)"]
)
def test_a_signature_that_does_not_fit_its_input(signature):
    with pytest.raises(BadSignature) as why:
        judge(changed(new(), signature=signature))
    assert why.value.reason in ("label", "syntax", "duplicate")
