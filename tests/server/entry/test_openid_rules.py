"""What an OpenID provider must have said, by tables."""

from datetime import timedelta

import pytest

from server.entry import openid_rules as rules

EXPECTED = rules.Expected("https://login.example.org", "agenda", "n" * 32, ())
ISSUER = EXPECTED.issuer


@pytest.fixture
def token(now):
    """A good token, two seconds old."""
    at = int(now.timestamp())
    return {"iss": ISSUER, "sub": "u1", "aud": "agenda", "exp": at + 58, "iat": at - 2, "nonce": "n" * 32}


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, ""),
        ({"iss": f"{ISSUER}/"}, "iss"),
        ({"iss": None}, "iss"),
        ({"aud": ["agenda"]}, ""),
        ({"aud": ["agenda", "other"]}, "azp"),
        ({"aud": ["agenda", "other"], "azp": "agenda"}, ""),
        ({"azp": "other"}, "azp"),
        ({"aud": "other"}, "aud"),
        ({"aud": "agenda2"}, "aud"),
        ({"aud": {}}, "aud"),
        ({"aud": None}, "aud"),
        ({"exp": "4000000000"}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": None}, "exp"),
        ({"iat": None}, "iat"),
        ({"nonce": None}, "nonce"),
        ({"nonce": ""}, "nonce"),
        ({"sub": 7}, "sub"),
        ({"sub": "u" * 256}, "sub"),
        ({"sub": None}, "sub"),
    ],
)
def test_what_a_token_must_say(token, now, changes, fault):
    assert rules.token_fault({**token, **changes}, EXPECTED, now) == fault


@pytest.mark.parametrize(("late", "fault"), [(0, ""), (117, ""), (118, "exp"), (-62, ""), (-63, "iat")])
def test_clocks_may_differ_by_a_minute(token, now, late, fault):
    assert rules.token_fault(token, EXPECTED, now + timedelta(seconds=late)) == fault


@pytest.mark.parametrize(
    ("wanted", "acr", "fault"),
    [((), None, ""), (("eidas1",), "eidas1", ""), (("eidas2", "eidas3"), "eidas1", "acr"), (("eidas2",), None, "acr")],
)
def test_the_level_that_is_wanted_was_reached(token, now, wanted, acr, fault):
    expected = rules.Expected(ISSUER, "agenda", "n" * 32, wanted)
    assert rules.token_fault({**token, "acr": acr}, expected, now) == fault


@pytest.mark.parametrize(
    ("claims", "trusted", "email"),
    [
        ({"email": "Marie@Example.org", "email_verified": True}, False, "marie@example.org"),
        ({"email": "marie@example.org"}, False, ""),
        ({"email": "marie@example.org"}, True, "marie@example.org"),
        ({"email": "marie@example.org", "email_verified": False}, True, ""),
        ({"email": "marie@example.org", "email_verified": "true"}, True, ""),
        ({"email": ["marie@example.org"], "email_verified": True}, False, ""),
        ({"email": "marie@example.org, paul@example.org", "email_verified": True}, False, ""),
        ({"email": "", "email_verified": True}, True, ""),
        ({}, True, ""),
    ],
)
def test_which_email_is_vouched_for(claims, trusted, email):
    assert rules.email_of(claims, trusted=trusted) == email


GOOD = {"issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/a", "token_endpoint": f"{ISSUER}/t"}
GOOD |= {"jwks_uri": f"{ISSUER}/k"}


@pytest.mark.parametrize(
    ("changes", "one_host", "taken"),
    [
        ({}, False, True),
        ({}, True, True),
        ({"issuer": f"{ISSUER}/"}, False, True),
        ({"issuer": "https://elsewhere.example"}, False, False),
        ({"issuer": None}, False, False),
        ({"jwks_uri": None}, False, False),
        ({"token_endpoint": ""}, False, False),
        ({"token_endpoint": "https://elsewhere.example/t"}, False, True),
        ({"token_endpoint": "https://elsewhere.example/t"}, True, False),
        ({"token_endpoint": f"{ISSUER}:8443/t"}, True, False),
    ],
)
def test_a_provider_describes_itself(changes, one_host, taken):
    assert (rules.provider_of({**GOOD, **changes}, ISSUER, one_host=one_host) is not None) is taken


@pytest.mark.parametrize("described", [None, [], "x", 7])
def test_what_describes_nothing(described):
    assert rules.provider_of(described, ISSUER, one_host=False) is None


@pytest.mark.parametrize(
    ("said", "proves", "posts"),
    [
        ({}, False, False),
        ({"code_challenge_methods_supported": ["plain"]}, False, False),
        ({"code_challenge_methods_supported": ["plain", "S256"]}, True, False),
        ({"code_challenge_methods_supported": "S256"}, False, False),
        ({"token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"]}, False, True),
    ],
)
def test_what_a_provider_can_do(said, proves, posts):
    found = rules.provider_of({**GOOD, **said}, ISSUER, one_host=False)
    assert (found.proves_code, found.post_secret) == (proves, posts)


def test_the_proof_is_that_of_rfc_7636():
    assert (
        rules.proof_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"given_name": "Anne", "usual_name": "Le Goff"}, "Anne Le Goff"),
        ({"given_name": "Anne", "family_name": "Le Goff"}, "Anne Le Goff"),
        ({"name": " Anne "}, "Anne"),
        ({"given_name": 7}, ""),
        ({}, ""),
    ],
)
def test_how_somebody_is_called(claims, name):
    assert rules.name_of(claims) == name
