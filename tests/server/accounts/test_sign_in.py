"""Signing in and out: one answer for all failures, limits, logins that end at once (threats T87, T88)."""

import dataclasses
import re
from datetime import timedelta

import pytest

from server.accounts import actions
from server.accounts.guards import cookie_name
from server.foundation.errors import Refused
from server.foundation.settings import settings

EMAIL = "directrice@test.example"


async def sign_in(client, password, email=EMAIL, **more):
    return await client.send_form("/bureau/connexion", email=email, password=password, **more)


async def test_good_password_opens_the_desk(client, administrator, password):
    answer = await sign_in(client, password)
    assert (answer.status_code, answer.headers["location"]) == (303, "/bureau")
    assert (await client.get("/bureau/bibliotheques")).status_code == 200


async def test_the_cookie_is_closed_to_scripts_and_other_sites(client, administrator, password):
    cookie = (await sign_in(client, password)).headers["set-cookie"]
    assert cookie.startswith(f"{cookie_name()}=")
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= parts
    assert "secure" not in parts  # plain http here; see the next test
    assert not any(part.startswith("domain") for part in parts)


async def test_over_https_the_cookie_is_secure_and_bound_to_its_host(client, administrator, password, monkeypatch):
    secure = dataclasses.replace(settings(), url="https://test.example")
    for module in ("server.accounts.guards", "server.entry.threshold", "server.foundation.web"):
        monkeypatch.setattr(f"{module}.settings", lambda: secure)
    answer = await client.post("/bureau/connexion", data={"email": EMAIL, "password": password})
    name, _, rest = answer.headers["set-cookie"].partition("=")
    assert name == "__Host-bureau"
    assert "secure" in rest.lower()


@pytest.mark.parametrize(
    ("email", "typed"),
    [(EMAIL, "pas celui-là du tout"), ("inconnue@test.example", "pas celui-là du tout"), (EMAIL, ""), ("", "")],
)
async def test_all_failures_look_the_same(client, administrator, email, typed):
    answer = await sign_in(client, typed, email=email)
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers
    assert "L&#39;adresse e-mail ou le mot de passe n&#39;est pas le bon." in answer.text
    assert "<title>Erreur" in answer.text
    if typed:
        assert typed not in answer.text  # a password is never written in a page
    assert f'value="{email}"' in answer.text


async def test_an_unknown_account_costs_a_check_too(administrator, monkeypatch, now):
    checked = []

    async def verify(hashed, typed):
        checked.append(hashed)
        return False

    monkeypatch.setattr(actions, "_verify", verify)
    for email in (EMAIL, "inconnue@test.example"):
        with pytest.raises(Refused):
            await actions.verify(email, "x" * 20, origin="192.0.2.1", now=now)
    assert len(checked) == 2
    assert {re.sub(r"\$[^$]+\$[^$]+$", "", hashed) for hashed in checked} == {"$argon2id$v=19$m=8,t=1,p=1"}


async def test_the_eleventh_try_on_an_account_is_refused_even_with_the_good_password(client, administrator, password):
    for _ in range(10):
        assert (await sign_in(client, "pas celui-là du tout")).status_code == 422
    answer = await sign_in(client, password)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900


async def test_a_try_later_is_a_first_try(client, administrator, password, standing_clock, now):
    for _ in range(11):
        await sign_in(client, "pas celui-là du tout")
    standing_clock(now + timedelta(minutes=16))
    assert (await sign_in(client, password)).status_code == 303


async def test_one_address_may_not_try_many_accounts(client, administrator, password):
    for number in range(100):
        await sign_in(client, "pas celui-là du tout", email=f"{number}@test.example")
    assert (await sign_in(client, password)).status_code == 429


async def test_each_sign_in_has_a_new_secret_and_ends_the_one_before(client, browser, administrator, password):
    await sign_in(client, password)
    first = client.cookies[cookie_name()]
    await sign_in(client, password)
    assert client.cookies[cookie_name()] != first
    async with browser() as other:
        other.cookies.set(cookie_name(), first, domain="test.example")
        assert (await other.get("/bureau/bibliotheques")).status_code == 303


async def test_a_cookie_chosen_by_someone_else_is_not_kept(client, administrator, password):
    client.cookies.set(cookie_name(), "chosen-by-an-attacker", domain="test.example")
    cookie = (await sign_in(client, password)).headers["set-cookie"]
    assert "chosen-by-an-attacker" not in cookie


async def test_signing_out_kills_the_cookie(signed_in, browser):
    secret = signed_in.cookies[cookie_name()]
    answer = await signed_in.send_form("/bureau/deconnexion")
    assert (answer.status_code, answer.headers["location"]) == (303, "/bureau/connexion")
    async with browser() as thief:
        thief.cookies.set(cookie_name(), secret, domain="test.example")
        assert (await thief.get("/bureau/bibliotheques")).headers["location"].startswith("/bureau/connexion")


async def test_a_closed_account_is_out_at_once(browser, maker, now):
    person = await maker.staff()
    async with browser() as opened:
        opened.sign_in_with(await maker.login(person))
        token = await maker.token(person)
        assert (await opened.get("/bureau/bibliotheques")).status_code == 200
        await actions.disable_staff(await maker.email_of(person), by="system", now=now)
        assert (await opened.get("/bureau/bibliotheques")).status_code == 303
        answer = await opened.post("/api/v1/workshops", json={}, headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 401
    with pytest.raises(Refused, match="sign_in_failed"):
        await maker.login(person)


async def test_a_new_password_ends_logins(browser, maker, now):
    person = await maker.staff()
    async with browser() as opened:
        opened.sign_in_with(await maker.login(person))
        await actions.set_password(await maker.email_of(person), "une toute autre phrase", by="system", now=now)
        assert (await opened.get("/bureau/bibliotheques")).status_code == 303


async def test_a_login_lasts_eight_hours(signed_in, standing_clock, now):
    standing_clock(now + timedelta(hours=7, minutes=59))
    assert (await signed_in.get("/bureau/bibliotheques")).status_code == 200
    standing_clock(now + timedelta(hours=8))
    assert (await signed_in.get("/bureau/bibliotheques")).status_code == 303


@pytest.mark.parametrize(
    ("asked", "followed"),
    [
        ("/bureau/programme?du=2027-01-11", "/bureau/programme?du=2027-01-11"),
        ("https://elsewhere.example/bureau/", "/bureau"),
        ("//elsewhere.example/bureau/", "/bureau"),
        ("/\\elsewhere.example", "/bureau"),
        ("/bureau/\r\nset-cookie: a=b", "/bureau"),
        ("/bureau/connexion?retour=/bureau/x", "/bureau"),
        ("/seances/1", "/bureau"),
        ("javascript:alert(1)", "/bureau"),
    ],
)
async def test_only_a_page_of_the_desk_follows(client, administrator, password, asked, followed):
    assert (await sign_in(client, password, retour=asked)).headers["location"] == followed


async def test_the_page_asked_for_comes_after_signing_in(client, administrator, password):
    sent = (await client.get("/bureau/bibliotheques")).headers["location"]
    assert sent == "/bureau/connexion?retour=/bureau/bibliotheques"
    shown = await client.get(sent)
    assert 'name="retour" value="/bureau/bibliotheques"' in shown.text


async def test_who_is_signed_in_goes_on(signed_in):
    assert (await signed_in.get("/bureau/connexion")).headers["location"] == "/bureau"
