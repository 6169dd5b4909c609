"""Signed requests of any make, for the tests of what must be refused."""

import base64
import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from federation import signatures
from federation.signatures import BadSignature, Request, cavage, keys

NOW = datetime(2027, 1, 12, 13, 0, tzinfo=UTC)
HOST = "agenda.example.org"
URL = f"https://{HOST}/ap/inbox"
KEY_ID = "https://mobilizon.example/@claire#main-key"
BODY = b'{"type":"Follow"}'
ACTIVITY = "application/activity+json"

RSA = generate_private_key(65537, 2048)
ED25519 = keys.generate_ed25519()


def received(sent, *, method="POST", url=URL, body=BODY):
    """What a server reads of what a client sent."""
    return Request(method, url, [(name.lower(), value) for name, value in sent.items()], body)


def changed(request, **headers):
    """The same request with some header lines set, or removed when None; underscores stand for hyphens."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = [line for line in request.headers if line[0] not in names]
    lines = [(name, value) for name, value in names.items() if value is not None]
    return Request(request.method, request.url, kept + lines, request.body)


def judge(request, key=RSA, *, now=NOW, host=HOST):
    """The whole verification, as a caller does it: the first claim that holds, or the last refusal."""
    refusal = BadSignature("none")
    for claim in signatures.claims(request, host=host, now=now):
        try:
            signatures.verify(claim, request, keys.public_pem(key))
        except BadSignature as why:
            refusal = why
        else:
            return claim
    raise refusal


def refused(request, reason, **more):
    with pytest.raises(BadSignature) as why:
        judge(request, **more)
    assert why.value.reason == reason
    return why.value


def old(
    covered="(request-target) host date digest content-type", *, body=BODY, key=RSA, algorithm="rsa-sha256", more="",
    url=URL, target=None, method="POST", **headers,
):  # fmt: skip
    """A request signed in the old scheme with any coverage, each line overridable."""
    lines = {
        "host": HOST,
        "date": format_datetime(NOW, usegmt=True),
        "digest": "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode(),
        "content-type": ACTIVITY,
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    if target is None:
        target = url.split(HOST)[1]
    values = {"(request-target)": f"{method.lower()} {target}"} | lines
    text = "\n".join(f"{name.lower()}: {values[name.lower()]}" for name in covered.split() if name.lower() in values)
    value = base64.b64encode(cavage.signed(text.encode(), key)).decode()
    label = f'algorithm="{algorithm}",' if algorithm is not None else ""
    signature = f'keyId="{KEY_ID}",{label}headers="{covered}",signature="{value}"{more}'
    return Request(method, url, [*lines.items(), ("signature", signature)], body)


def new(
    covered='"@method" "@target-uri" "content-digest"', params=None, *, body=BODY, key=RSA, url=URL, label="sig1",
    method="POST", **headers,
):  # fmt: skip
    """A request signed in the new scheme with any coverage and parameters."""
    lines = {
        "host": HOST,
        "content-type": ACTIVITY,
        "content-digest": signatures.content_digest(body),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    path, _, query = url.split(HOST)[1].partition("?")
    values = lines | {
        "@method": method, "@target-uri": url, "@authority": HOST, "@path": path, "@query": f"?{query}",
    }  # fmt: skip
    if params is None:
        params = f';created={int(NOW.timestamp())};keyid="{KEY_ID}"'
    text = "".join(f"{name}: {values.get(name.strip(chr(34)), '')}\n" for name in covered.split())
    text += f'"@signature-params": ({covered}){params}'
    value = base64.b64encode(cavage.signed(text.encode(), key)).decode()
    signed = [("signature-input", f"{label}=({covered}){params}"), ("signature", f"{label}=:{value}:")]
    return Request(method, url, [*lines.items(), *signed], body)


def created(moment, more=""):
    return f';created={moment};keyid="{KEY_ID}"{more}'
