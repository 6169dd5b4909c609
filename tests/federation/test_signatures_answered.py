"""Answers signed with RFC 9421: what we sign holds, and each part of it altered does not."""

import base64
from datetime import timedelta

import pytest

from federation import signatures
from federation.signatures import BadSignature, Unsigned, cavage, keys
from tests.federation.fediverse import Answer
from tests.federation.forging import ED25519, KEY_ID, NOW, RSA

BODY = b'{"type":"OrderedCollectionPage"}'
BOTH_KEYS = pytest.mark.parametrize("key", [RSA, ED25519], ids=["rsa", "ed25519"])


def signed(key=RSA, *, status=200, body=BODY, now=NOW, headers=None):
    given = {"Content-Type": "application/activity+json"} if headers is None else headers
    return signatures.sign_answer(status, given, body, key_id=KEY_ID, key=key, now=now)


def check(headers, *, key=RSA, status=200, body=BODY, now=NOW):
    return signatures.check_answer(Answer(status, headers, body), keys.public_pem(key), now=now)


@BOTH_KEYS
@pytest.mark.parametrize(("status", "body"), [(200, BODY), (304, b""), (410, b"{}")])
def test_what_we_sign_holds(key, status, body):
    sent = signed(key, status=status, body=body)
    assert sent["content-type"] == "application/activity+json"
    assert check(sent, key=key, status=status, body=body) == KEY_ID
    titled = {name.title(): value for name, value in sent.items()}
    assert check(titled, key=key, status=status, body=body) == KEY_ID


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"body": BODY + b" "}, "digest"),
        ({"status": 201}, "signature"),
        ({"key": keys.generate()}, "signature"),
        ({"key": ED25519}, "signature"),
        ({"now": NOW + timedelta(minutes=66)}, "time"),
        ({"now": NOW - timedelta(minutes=66)}, "time"),
    ],
)
def test_each_altered_part_is_refused(changes, reason):
    assert check(signed()) == KEY_ID
    with pytest.raises(BadSignature) as why:
        check(signed(), **changes)
    assert why.value.reason == reason


def with_base(covered, values, *, params=None, headers=None):
    """An answer signed over any components."""
    params = f';created={int(NOW.timestamp())};keyid="{KEY_ID}"' if params is None else params
    text = "".join(f"{name}: {value}\n" for name, value in zip(covered.split(), values, strict=True))
    text += f'"@signature-params": ({covered}){params}'
    value = base64.b64encode(cavage.signed(text.encode(), RSA)).decode()
    made = {"content-digest": signatures.content_digest(BODY), "date": "Tue, 12 Jan 2027 13:00:00 GMT"}
    return made | {"signature-input": f"sig1=({covered}){params}", "signature": f"sig1=:{value}:"} | (headers or {})


DIGEST = signatures.content_digest(BODY)


def test_more_may_be_covered_than_we_ask():
    assert check(with_base('"date" "@status" "content-digest"', ["Tue, 12 Jan 2027 13:00:00 GMT", "200", DIGEST]))


@pytest.mark.parametrize(
    ("covered", "values", "reason"),
    [
        ('"content-digest"', [DIGEST], "uncovered:@status"),
        ('"@status"', ["200"], "uncovered:content-digest"),
        ("", [], "uncovered:@status"),
        ('"@status" "content-digest" "@method"', ["200", DIGEST, "GET"], "component"),
        ('"@status" "content-digest" "@method";req', ["200", DIGEST, "GET"], "component"),
        ('"@status" "content-digest" "x-none"', ["200", DIGEST, ""], "missing:x-none"),
        ('"@status" "content-digest" "@status"', ["200", DIGEST, "200"], "covered_twice"),
    ],
)
def test_less_or_unknown_coverage_is_refused(covered, values, reason):
    with pytest.raises(BadSignature) as why:
        check(with_base(covered, values))
    assert why.value.reason == reason


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        (f';keyid="{KEY_ID}"', "missing:created"),
        (f';created=1;expires=2;keyid="{KEY_ID}"', "expired"),
        (f';created={int(NOW.timestamp())};alg="hmac-sha256";keyid="{KEY_ID}"', "algorithm"),
        (f';created={10**14};keyid="{KEY_ID}"', "date"),
    ],
)
def test_parameters(params, reason):
    with pytest.raises(BadSignature) as why:
        check(with_base('"@status" "content-digest"', ["200", DIGEST], params=params))
    assert why.value.reason == reason


def test_an_answer_without_a_signature_or_with_garbage():
    with pytest.raises(Unsigned):
        check({"content-type": "application/json"})
    for value in ("sig1", "sig1=()", "\x00", "sig1=1, sig1=2"):
        with pytest.raises(BadSignature):
            check(signed() | {"signature-input": value})


def test_just_within_the_window():
    assert check(signed(now=NOW), now=NOW + timedelta(minutes=64)) == KEY_ID
