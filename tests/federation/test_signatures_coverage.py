"""Limits, content types, what a signature must cover, digests, and lines that stand twice."""

import base64
import hashlib

import pytest

from federation.signatures import BadSignature, Request, Unsigned
from tests.federation.forging import (
    ACTIVITY,
    BODY,
    HOST,
    URL,
    changed,
    judge,
    new,
    old,
    refused,
)


@pytest.mark.parametrize("build", [old, new])
@pytest.mark.parametrize(
    ("content_type", "good"),
    [
        ("application/activity+json", True),
        ("application/activity+json; charset=utf-8", True),
        ('application/ld+json; profile="https://www.w3.org/ns/activitystreams"', True),
        ('APPLICATION/LD+JSON; profile="http://example.org/x https://www.w3.org/ns/activitystreams"', True),
        ("application/ld+json", False),
        ('application/ld+json; profile="https://www.w3.org/ns/activitystreams-not"', False),
        ("application/activity+json; charset=utf-16", False),
        ("application/json", False),
        ("text/html", False),
        ("", False),
        ("application/octet-stream; name=application/activity+json", False),
    ],
)
def test_content_types(build, content_type, good):
    request = build(content_type=content_type)
    if good:
        assert judge(request)
    else:
        assert refused(request, "content_type").status == 415


@pytest.mark.parametrize("build", [old, new])
def test_limits(build):
    assert judge(build(body=b"x" * 1_048_576))
    assert refused(build(body=b"x" * 1_048_577), "body_size").status == 413
    assert refused(build(content_encoding="gzip"), "content_encoding").status == 415
    assert judge(build(content_encoding="identity"))
    request = build()
    room = 64 - len(request.headers)
    full = Request("POST", URL, [*request.headers, *[("x-note", "1")] * room], BODY)
    assert judge(full)
    over = Request("POST", URL, [*full.headers, ("x-note", "1")], BODY)
    assert refused(over, "header_lines").status == 400


def test_unsigned():
    with pytest.raises(Unsigned):
        judge(Request("POST", URL, [("host", HOST), ("content-type", ACTIVITY)], BODY))


@pytest.mark.parametrize("missing", ["(request-target)", "host", "date", "digest"])
def test_the_old_scheme_must_cover(missing):
    covered = ["(request-target)", "host", "date", "digest"]
    assert judge(old(" ".join(covered)))
    covered.remove(missing)
    refused(old(" ".join(covered)), f"uncovered:{missing}")


def test_without_a_body_no_digest_is_needed():
    assert judge(old("(request-target) host date", body=b"", method="GET"))
    assert judge(new('"@method" "@target-uri"', body=b"", method="GET"))


@pytest.mark.parametrize(
    ("covered", "reason"),
    [
        ('"@method" "@target-uri" "content-digest"', ""),
        ('"@method" "@authority" "@path" "@query" "content-digest"', ""),
        ('"@target-uri" "content-digest"', "uncovered:@method"),
        ('"@method" "content-digest"', "uncovered:@target-uri"),
        ('"@method" "@authority" "@path" "content-digest"', "uncovered:@target-uri"),
        ('"@method" "@path" "@query" "content-digest"', "uncovered:@target-uri"),
        ('"@method" "@target-uri"', "uncovered:content-digest"),
        ("", "uncovered:@method"),
        ('"@method" "@method" "@target-uri" "content-digest"', "covered_twice"),
        ('"@method" "@target-uri" "content-digest";sf', "component"),
        ('"@method" "@target-uri" "content-digest";bs', "component"),
        ('"@method";req "@target-uri" "content-digest"', "component"),
        ('"@method" "@target-uri" "content-digest" "@unknown"', "component"),
        ('"@method" "@target-uri" "content-digest" "@status"', "component"),
        ('"@method" "@target-uri" "content-digest" "@query-param";name="x"', "component"),
        ('"@method" "@target-uri" "content-digest" "@signature-params"', "component"),
        ('"@method" "@target-uri" "content-digest" "X-Upper"', "component"),
        ('"@method" "@target-uri" "content-digest" "x-absent"', "missing:x-absent"),
        ('"@method" "@target-uri" "content-digest" token', "component"),
    ],
)
def test_coverage_of_the_new_scheme(covered, reason):
    request = new(covered, url=f"{URL}?x=1")
    assert judge(request) if not reason else refused(request, reason)


@pytest.mark.parametrize(
    ("covered", "reason"),
    [
        ("(request-target) host date digest date", "covered_twice"),
        ("(request-target) host date digest Date", "covered_twice"),
        ("(request-target) (created) host date digest", "pseudo_header"),
        ("(request-target) (expires) host date digest", "pseudo_header"),
        ("(request-target) host date digest x-absent", "missing:x-absent"),
    ],
)
def test_odd_coverage_of_the_old_scheme(covered, reason):
    refused(old(covered), reason)


def test_header_names_and_labels_have_no_case():
    assert judge(old("(request-target) Host DATE Digest", algorithm="RSA-SHA256"))
    lower = "sha-256=" + base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    assert judge(old(digest=lower))


def test_the_old_scheme_is_read_with_and_without_the_query():
    url = f"{URL}?page=2"
    assert judge(old(url=url, target="/ap/inbox?page=2"))
    assert judge(old(url=url, target="/ap/inbox"))
    refused(old(url=url, target="/ap/inbox?page=3"), "signature")


@pytest.mark.parametrize(
    ("digest", "reason"),
    [
        ("SHA-256=" + base64.b64encode(hashlib.sha256(b"other").digest()).decode(), "digest"),
        ("SHA-512=" + base64.b64encode(hashlib.sha512(BODY).digest()).decode(), ""),
        ("SHA-512=" + base64.b64encode(hashlib.sha512(b"other").digest()).decode(), "digest"),
        ("MD5=" + base64.b64encode(hashlib.md5(BODY, usedforsecurity=False).digest()).decode(), "digest_algorithm"),
        ("SHA-256", "digest_syntax"),
        ("SHA-256=***", "base64"),
        ("", "missing:digest"),
    ],
)
def test_digests_of_the_old_scheme(digest, reason):
    request = old(digest=digest) if digest else changed(old(), digest=None)
    assert judge(request) if not reason else refused(request, reason)


def test_two_digests_must_both_fit():
    good = base64.b64encode(hashlib.sha256(BODY).digest()).decode()
    bad = base64.b64encode(hashlib.sha512(b"other").digest()).decode()
    fine = base64.b64encode(hashlib.sha512(BODY).digest()).decode()
    assert judge(old(digest=f"SHA-256={good},SHA-512={fine}"))
    refused(old(digest=f"SHA-256={good},SHA-512={bad}"), "digest")
    refused(old(digest=f"SHA-256={good},sha-256={good}"), "duplicate")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("sha-512=:" + base64.b64encode(hashlib.sha512(BODY).digest()).decode() + ":", ""),
        ("sha-256=:" + base64.b64encode(hashlib.sha256(b"other").digest()).decode() + ":", "digest"),
        ("unixsum=:AAAA:", "digest_algorithm"),
        ("sha-256=1", "digest_syntax"),
        ("sha-256=:!!:", "digest_syntax"),
        ("sha-256", "digest_syntax"),
    ],
)
def test_digests_of_the_new_scheme(value, reason):
    request = new(content_digest=value)
    assert judge(request) if not reason else refused(request, reason)


@pytest.mark.parametrize("build", [old, new])
@pytest.mark.parametrize(
    "name", ["date", "digest", "content-digest", "host", "content-type", "signature", "signature-input"]
)
def test_a_second_line_is_refused(build, name):
    request = build()
    value = dict(request.headers).get(name, "x")
    doubled = Request("POST", URL, [*request.headers, (name, value), (name, value)], BODY)
    refused(doubled, f"twice:{name}")


def test_signatures_of_both_schemes_together_are_read_as_the_new_one():
    # A request of the old scheme with a Signature-Input beside it is not read twice in two ways.
    refused(changed(old(), signature_input='sig1=("@method")'), "syntax")


@pytest.mark.parametrize("value", ["sig1=:AAAA:", "keyId=", "x" * 8193, 'keyId="a\\"b"', "Signature", "é"])
def test_garbage_in_the_old_header(value):
    with pytest.raises(BadSignature) as why:
        judge(changed(old(), signature=value))
    assert why.value.status == 401
