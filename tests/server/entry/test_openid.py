"""Entering by an OpenID provider that is not ours: who is known enters, and nobody else."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from server.accounts import actions as accounts
from server.accounts import links
from server.accounts.guards import cookie_name
from server.accounts.queries import links_of, member
from server.commands.doctor import of_openid
from server.entry import openid, queries
from server.foundation.http import Answer, inner_door
from tests.server.conftest import PASSWORD
from tests.server.entry.conftest import MEANS
from tests.server.entry.provider import BACK, LEFT, PLAIN, SIGNED, START, action_of, is_in, typed

pytestmark = pytest.mark.xdist_group("openid")


@pytest.mark.parametrize("registered", [PLAIN, SIGNED], ids=["plain", "as ProConnect"])
async def test_who_is_known_enters(client, told, marie, registered, enter):
    told(registered)
    assert "Entrer avec l&#39;annuaire" in (await client.get("/bureau/connexion")).text
    answer = await enter(retour="/bureau/programme")
    assert is_in(answer), answer.text
    assert answer.headers["location"] == "/bureau/programme"
    assert (await client.get("/bureau/bibliotheques")).status_code == 200
    assert "Utilisé" in (await client.get(MEANS)).text


async def test_the_secret_goes_in_the_header_where_the_body_is_not_said_to_do(enter, told, marie, monkeypatch):
    send, sent = inner_door().send, []

    async def between(method, url, **more):
        sent.append((url, more.get("headers", {}), more.get("body", b"")))
        answer = await send(method, url, **more)
        return Answer(answer.status, answer.headers, answer.body.replace(b'"client_secret_post",', b""))

    monkeypatch.setattr(inner_door(), "send", between)
    assert is_in(await enter())
    headers, body = next((headers, body) for url, headers, body in sent if url.endswith("/token"))
    assert headers["authorization"].startswith("Basic ")
    assert b"client_secret" not in body


async def test_what_the_provider_is_asked(client, told, provider):
    told(acr=("eidas1", "eidas2"))
    asked = (await client.get(START)).headers["location"]
    assert asked.startswith(f"{provider.issuer}/auth?")
    query = {name: values[0] for name, values in parse_qs(urlsplit(asked).query).items()}
    fixed = {name: query[name] for name in ("response_type", "client_id", "redirect_uri", "scope", "acr_values")}
    assert fixed == {
        "response_type": "code", "client_id": "plain", "redirect_uri": BACK, "scope": "openid email profile",
        "acr_values": "eidas1 eidas2",
    }  # fmt: skip
    assert query["code_challenge_method"] == "S256"
    assert all(len(query[name]) >= 32 for name in ("state", "nonce", "code_challenge"))  # ProConnect: 32 or more
    assert "prompt" not in query


async def test_who_is_in_already_is_asked_again_over_there(signed_in, told):
    assert "prompt=login" in (await signed_in.get(START, params={"retour": MEANS})).headers["location"]


@pytest.mark.parametrize(
    ("name", "trusted", "enters", "said"),
    [
        ("marie", False, True, ""),
        ("inconnue", False, False, "pas de compte ici"),
        ("paul", False, False, "ne confirme pas"),
        ("paul", True, False, "ne confirme pas"),
        ("ines", False, False, "ne confirme pas"),
        ("ines", True, True, ""),
    ],
)
async def test_only_an_email_that_is_vouched_for_enters(client, told, marie, now, name, trusted, enters, said, enter):
    for known in ("paul", "ines"):
        await accounts.add_staff(f"{known}@test.example", known, PASSWORD, administrator=False, by="system", now=now)
    told(trust_email=trusted)
    answer = await enter(name)
    assert is_in(answer) is enters
    assert said in answer.text


async def test_who_was_invited_may_come_this_way_and_is_named(client, enter, told, now):
    staff = await links.invite("marie@test.example", "fr", by="system", now=now)
    assert (await member(staff)).name == ""
    assert is_in(await enter())
    assert ((await member(staff)).name, (await member(staff)).joined) == ("Marie-Thérèse Le Goff", True)
    assert "Quitter (Marie-Thérèse Le Goff)" in (await client.get("/bureau")).text
    assert await links_of([staff], now) == {}  # the invitation is answered, and opens nothing any more


async def test_a_closed_account_does_not_enter(client, told, marie, now, enter):
    assert is_in(await enter())
    client.cookies.clear()
    await accounts.disable_staff("marie@test.example", by="system", now=now)
    assert not is_in(await enter())


async def test_a_person_is_known_again_by_subject(client, told, marie, now, enter):
    assert is_in(await enter())
    assert len(await queries.outside_accounts_of(marie)) == 1
    account = (await queries.outside_accounts_of(marie))[0]
    client.cookies.clear()
    assert is_in(await enter())
    assert [each.id for each in await queries.outside_accounts_of(marie)] == [account.id]
    await openid.unlink(marie, account.id, by="system", now=now)
    assert await queries.outside_accounts_of(marie) == []


async def test_leaving_here_leaves_there(client, told, marie, provider, enter):
    await enter()
    token = re.search(r'name="csrf" value="([^"]+)"', (await client.get("/bureau/bibliotheques")).text)[1]
    answer = await client.send_form("/bureau/deconnexion", csrf=token)
    onwards = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text)[1].replace("&amp;", "&")
    assert onwards.startswith(f"{provider.issuer}/session/end?")
    async with httpx.AsyncClient() as browser:
        asks = await browser.get(onwards)
        left = await browser.post(urljoin(onwards, *action_of(asks.text)), data={**typed(asks, ""), "logout": "yes"})
    assert left.headers["location"].startswith(f"{LEFT}?state=")
    assert (await client.get("/bureau/bibliotheques")).status_code == 303


async def test_a_return_is_good_once_in_the_browser_that_left(client, browser, told, marie, there):
    left = await client.get(START)
    back = await there.goes(left.headers["location"], "marie")
    async with browser() as other:  # somebody makes another's browser come back in their place
        answer = await other.get(back)
        assert not is_in(answer)
        assert "Trop de temps a passé" in answer.text
    kept = client.cookies[f"{cookie_name()}-ailleurs"]
    assert is_in(await client.get(back))  # the control
    client.cookies.clear()
    client.cookies.set(f"{cookie_name()}-ailleurs", kept, domain="test.example")
    assert not is_in(await client.get(back))


async def test_a_return_is_good_for_a_quarter_of_an_hour(client, told, marie, standing_clock, there):
    left = await client.get(START)
    back = await there.goes(left.headers["location"], "marie")
    standing_clock(datetime.now(UTC) + timedelta(minutes=16))
    assert not is_in(await client.get(back))


async def test_a_code_of_another_provider_is_not_taken_along(client, told, marie, provider, there):
    left = await client.get(START)
    back = await there.goes(left.headers["location"], "marie")
    assert f"iss={provider.issuer.replace(':', '%3A').replace('/', '%2F')}" in back
    assert not is_in(await client.get(re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Felsewhere.example", back)))


async def test_giving_up_over_there_is_said_in_words(client, told, provider):
    state = parse_qs(urlsplit((await client.get(START)).headers["location"]).query)["state"][0]
    refusal = {"state": state, "error": "access_denied", "iss": provider.issuer}
    answer = await client.get(f"{START}/retour", params=refusal)
    assert not is_in(answer)
    assert "jusqu'au bout" in answer.text.replace("&#39;", "'")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(0, error="nothing came"),
        Answer(500),
        Answer(200, body=b"<html>"),
        Answer(200, body=b"[" * 100_000),
        Answer(200, body=b'{"issuer": "https://elsewhere.example"}'),
    ],
    ids=["silent", "broken", "no JSON", "deep", "another"],
)
async def test_a_provider_in_trouble_is_said_in_words(client, told, monkeypatch, answer):
    async def send(method, url, **more):
        return answer

    monkeypatch.setattr(inner_door(), "send", send)
    shown = await client.get(START)
    assert shown.status_code == 422
    assert "ne répond pas comme il faut" in shown.text


async def test_the_doctor_says_whether_the_provider_answers(told, provider, monkeypatch):
    assert [finding.well for finding in await of_openid()] == [True]
    monkeypatch.setattr(provider, "port", provider.port + 1)
    told()
    finding = (await of_openid())[0]
    assert not finding.well
    assert provider.issuer in finding.says


async def test_without_a_provider_there_is_no_such_way(client):
    assert await of_openid() == []
    assert (await client.get(START)).status_code == 404
    assert (await client.get(f"{START}/retour", params={"state": "x", "code": "x"})).status_code == 404
    assert "annuaire" not in (await client.get("/bureau/connexion")).text
