"""Entering by an OpenID provider: no altered word passes (threat T89)."""

import json

import pytest
from joserfc import jwk, jwt

from server.foundation.http import Answer, inner_door
from tests.server.entry.provider import SIGNED, is_in

pytestmark = pytest.mark.xdist_group("openid")
STRANGER = jwk.RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig", "alg": "RS256"})
FORGED = {
    "the control: the same words, signed again by the provider": ({}, "RS256", "own"),
    "another nonce": ({"nonce": "x" * 32}, "RS256", "own"),
    "no nonce": ({"nonce": None}, "RS256", "own"),
    "for another client": ({"aud": "signed"}, "RS256", "own"),
    "for several, and another in charge": ({"aud": ["plain", "signed"], "azp": "signed"}, "RS256", "own"),
    "of another issuer": ({"iss": "https://elsewhere.example"}, "RS256", "own"),
    "expired": ({"exp": 1_700_000_000}, "RS256", "own"),
    "from the future": ({"iat": 4_000_000_000}, "RS256", "own"),
    "of nobody": ({"sub": ""}, "RS256", "own"),
    "of somebody else than what is told": ({"sub": "paul"}, "RS256", "own"),
    "signed by a stranger": ({}, "RS256", "stranger"),
    "signed with the public key": ({}, "HS256", "public"),
    "signed by nobody": ({}, "none", "none"),
    "cut": ({}, "RS256", "cut"),
}


def forged(token, changes, algorithm, by, keys):
    """Return an ID token with other words, or another signature."""
    claims = {**jwt.decode(token, keys[0], algorithms=["RS256"]).claims, **changes}
    header = {"alg": algorithm, "kid": "rsa"}
    signers = {"own": keys[0], "stranger": STRANGER, "cut": keys[0]}
    if by == "none":
        parts = [
            jwk.OctKey.import_key(json.dumps(each).encode()).as_dict(private=True)["k"] for each in (header, claims)
        ]
        return ".".join([*parts, ""])
    secret = jwk.OctKey.import_key(keys[0].as_pem(private=False)) if by == "public" else signers[by]
    made = jwt.encode(header, claims, secret, algorithms=[algorithm])
    return made[:-9] if by == "cut" else made


@pytest.mark.parametrize(("changes", "algorithm", "by"), FORGED.values(), ids=FORGED)
async def test_an_altered_word_does_not_pass(client, told, marie, provider, monkeypatch, changes, algorithm, by, enter):
    send, door = inner_door().send, inner_door()

    async def between(method, url, **more):
        answer = await send(method, url, **more)
        if not url.endswith("/token"):
            return answer
        given = json.loads(answer.body)
        given["id_token"] = forged(given["id_token"], changes, algorithm, by, provider.keys)
        return Answer(answer.status, answer.headers, json.dumps(given).encode())

    monkeypatch.setattr(door, "send", between)
    assert is_in(await enter()) is (not changes and by == "own")


async def test_what_is_told_of_somebody_is_checked_as_well(client, told, marie, provider, monkeypatch, enter):
    send, door, spoilt = inner_door().send, inner_door(), {}

    async def between(method, url, **more):
        answer = await send(method, url, **more)
        if not url.endswith("/me"):
            return answer
        claims = {**jwt.decode(answer.body.decode(), provider.keys[1], algorithms=["ES256"]).claims, **spoilt}
        made = jwt.encode({"alg": "ES256", "kid": "ec"}, claims, provider.keys[1], algorithms=["ES256"])
        return Answer(answer.status, answer.headers, made.encode())

    monkeypatch.setattr(door, "send", between)
    told(SIGNED)
    for changes in ({"sub": "paul"}, {"aud": "plain"}, {"iss": "https://elsewhere.example"}, {}):
        spoilt.clear()
        spoilt.update(changes)
        assert is_in(await enter()) is (changes == {})  # the last is the control
