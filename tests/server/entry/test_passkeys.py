"""Passkeys: added by who entered lately, open without a name, and nothing else opens (threats T87, T89)."""

import dataclasses
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from server.accounts import actions as accounts
from server.accounts.guards import cookie_name
from server.accounts.queries import member
from server.entry import passkeys, queries
from server.foundation.errors import Refused
from server.foundation.settings import settings
from server.journal.tables import Entry
from tests.server.entry.conftest import MEANS
from tests.server.entry.device import PRESENT, Device

OTHER_KEY = ec.generate_private_key(ec.SECP256R1())


async def kinds():
    return [row["kind"] for row in await Entry.select(Entry.kind)]


async def test_a_key_is_added_then_opens_without_a_name(signed_in, client, device, adding, entering):
    assert (await adding(signed_in, device)).headers["location"] == f"{MEANS}?fait=cle"
    answer = await entering(client, device, "/bureau/programme")
    assert (answer.status_code, answer.headers["location"]) == (303, "/bureau/programme")
    page = (await client.get(MEANS)).text
    assert "Mon téléphone" in page
    assert "Pas encore utilisée" not in page
    assert {"passkey.added", "staff.signed_in"} <= set(await kinds())


async def test_what_is_asked_of_the_browser(signed_in, client, administrator):
    asked = (await signed_in.send_form(f"{MEANS}/defi")).json()
    assert asked["rp"] == {"id": "test.example", "name": "Médiathèques d'essai"}
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["attestation"] == "none"
    assert len(asked["challenge"]) >= 43  # 32 bytes
    answer = await client.send_form("/bureau/connexion/cle/defi")
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert (told["rpId"], told["userVerification"], told["allowCredentials"]) == ("test.example", "required", [])


async def test_keys_already_there_are_not_made_twice(signed_in, device, adding):
    await adding(signed_in, device)
    asked = (await signed_in.send_form(f"{MEANS}/defi")).json()
    assert len(asked["excludeCredentials"]) == 1
    assert (await adding(signed_in, device, "Encore")).status_code == 422


# What is spoilt in the answer of the device that adds a key. The control, with nothing spoilt, is above.
SPOILT_MAKING = {
    "another origin": {"said": {"origin": "https://elsewhere.example"}},
    "a lookalike": {"said": {"origin": "http://test.example.elsewhere.example"}},
    "another port": {"said": {"origin": "http://test.example:81"}},
    "signing instead": {"said": {"type": "webauthn.get"}},
    "another party": {"rp_id": "elsewhere.example"},
    "nobody there": {"flags": 0},
    "owner not verified": {"flags": PRESENT},
    "another challenge": {"said": {"challenge": "AAAA"}},
}


@pytest.mark.parametrize("spoilt", SPOILT_MAKING.values(), ids=SPOILT_MAKING)
async def test_a_key_made_otherwise_is_not_kept(signed_in, device, adding, spoilt):
    answer = await adding(signed_in, device, **spoilt)
    assert answer.status_code == 422
    assert "Vous n'en avez pas encore" in answer.text


SPOILT_SIGNING = {
    "another origin": {"said": {"origin": "https://elsewhere.example"}},
    "making instead": {"said": {"type": "webauthn.create"}},
    "another party": {"rp_id": "elsewhere.example"},
    "nobody there": {"flags": 0},
    "owner not verified": {"flags": PRESENT},
    "another challenge": {"said": {"challenge": "AAAA"}},
    "another owner": {"owner": "AAAA"},
    "another key's signature": {"key": OTHER_KEY},
    "a key that nobody has": {"id": bytes(32)},
    "a counter that goes back": {"uses": 1},
    "a counter that stands still": {"uses": 5},
    "a counter that is gone": {"uses": 0},
}


@pytest.mark.parametrize("spoilt", SPOILT_SIGNING.values(), ids=SPOILT_SIGNING)
async def test_nothing_else_opens(signed_in, client, device, adding, entering, spoilt):
    device.uses = 4
    await adding(signed_in, device)
    assert (await entering(client, device)).status_code == 303  # the control; the counter is now 5
    client.cookies.clear()
    answer = await entering(client, device, **spoilt)
    assert answer.status_code == 422
    assert cookie_name() not in answer.cookies


NO_ANSWERS = ["", "x", "{}", "[]", "null", '{"id":1}', "[" * 20_000, '{"id":"é","rawId":"é","response":{}}']


@pytest.mark.parametrize("credential", NO_ANSWERS, ids=range(len(NO_ANSWERS)))
async def test_what_is_no_answer_is_refused(signed_in, client, credential):
    answer = await client.send_form("/bureau/connexion/cle", credential=credential)
    assert answer.status_code == 422
    answer = await signed_in.send_form(MEANS, name="Clé", credential=credential)
    assert answer.status_code == 422


async def test_an_answer_opens_once(signed_in, client, device, adding):
    await adding(signed_in, device)
    asked = (await client.send_form("/bureau/connexion/cle/defi")).json()
    credential = device.sign(asked)
    assert (await client.send_form("/bureau/connexion/cle", credential=credential)).status_code == 303
    client.cookies.clear()
    answer = await client.send_form("/bureau/connexion/cle", credential=credential)
    assert answer.status_code == 422
    assert "Trop de temps a passé" in answer.text


async def test_a_question_is_good_for_five_minutes(administrator, device, now):
    await _added(administrator.id, device, now)
    for late, opens in ((timedelta(minutes=4, seconds=59), True), (timedelta(minutes=5), False)):
        asked = json.loads(await passkeys.ask_to_sign_in(origin="192.0.2.1", now=now))
        answer = device.sign(asked)
        if opens:
            assert await passkeys.sign_in(answer, origin="192.0.2.1", now=now + late)
        else:
            with pytest.raises(Refused, match="passkey_late"):
                await passkeys.sign_in(answer, origin="192.0.2.1", now=now + late)


async def _added(staff, device, now):
    asked = json.loads(await passkeys.ask_to_add(await member(staff), now=now))
    return await passkeys.add(staff, "Clé", device.make(asked), by="system", now=now)


async def test_a_question_is_for_one_person_and_one_purpose(maker, administrator, device, now):
    other = await maker.staff()
    asked = json.loads(await passkeys.ask_to_add(await member(administrator.id), now=now))
    with pytest.raises(Refused, match="passkey_late"):
        await passkeys.add(other.id, "Clé", device.make(asked), by="system", now=now)
    await _added(administrator.id, device, now)
    asked = json.loads(await passkeys.ask_to_add(await member(administrator.id), now=now))
    with pytest.raises(Refused, match="passkey_late"):  # asked to add a key, used to sign in
        await passkeys.sign_in(device.sign(asked), origin="192.0.2.1", now=now)


async def test_a_counter_that_goes_back_is_written_down(administrator, device, now):
    device.uses = 7
    await _added(administrator.id, device, now)
    asked = json.loads(await passkeys.ask_to_sign_in(origin="192.0.2.1", now=now))
    with pytest.raises(Refused, match="passkey_doubted"):
        await passkeys.sign_in(device.sign(asked, uses=3), origin="192.0.2.1", now=now)
    assert "passkey.doubted" in await kinds()


async def test_a_device_that_counts_nothing_may_enter_again(administrator, now):
    device = Device(settings().url, "test.example", counts=False)
    await _added(administrator.id, device, now)
    for _ in range(2):
        asked = json.loads(await passkeys.ask_to_sign_in(origin="192.0.2.1", now=now))
        assert await passkeys.sign_in(device.sign(asked), origin="192.0.2.1", now=now)


async def test_a_key_taken_away_opens_nothing(signed_in, client, device, adding, entering):
    await adding(signed_in, device)
    path = (await signed_in.get(MEANS)).text.partition("/bureau/compte/cles/")[2].partition('"')[0]
    path = f"{MEANS}/{path}"
    assert "Retirer la clé d'accès « Mon téléphone »" in (await signed_in.get(path)).text.replace("\xa0", " ")
    assert (await signed_in.send_form(path)).headers["location"] == f"{MEANS}?fait=retiree"
    assert (await entering(client, device)).status_code == 422
    assert (await signed_in.get(path)).status_code == 404


async def test_nobody_takes_another_persons_key_away(signed_in, browser, maker, administrator, device, adding, now):
    await adding(signed_in, device)
    key = (await queries.passkeys_of(administrator.id))[0].id
    async with browser() as other:
        other.sign_in_with(await maker.login(await maker.staff(administrator=True)))
        assert (await other.send_form(f"{MEANS}/{key}/retirer")).status_code == 404
    assert await queries.passkeys_of(administrator.id)


async def test_a_closed_account_has_no_key(administrator, maker, device, client, entering, now):
    await maker.staff(administrator=True)
    await _added(administrator.id, device, now)
    await accounts.disable_staff("directrice@test.example", by="system", now=now)
    assert (await entering(client, device)).status_code == 422


@pytest.mark.parametrize("name", ["", "   ", "n" * 61])
async def test_a_key_has_a_name(signed_in, device, adding, name):
    assert (await adding(signed_in, device, name)).status_code == 422


async def test_who_entered_long_ago_shows_again_who_they_are(signed_in, standing_clock, now, device, adding):
    standing_clock(now + timedelta(minutes=15))
    again = f"/bureau/connexion?retour={MEANS}&encore=1"
    for path in (MEANS, f"{MEANS}/{'0' * 8}-0000-0000-0000-000000000000/retirer"):
        assert (await signed_in.get(path)).headers["location"] == again
        assert (await signed_in.send_form(path)).headers["location"] == again
    assert (await signed_in.send_form(f"{MEANS}/defi")).headers["location"] == again
    assert f'value="{MEANS}"' in (await signed_in.get(again)).text  # not sent on as one who is signed in


async def test_one_address_may_not_ask_without_end(client, monkeypatch):
    monkeypatch.setattr(passkeys, "MOST_ASKED", 3)
    answers = [await client.send_form("/bureau/connexion/cle/defi") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]


async def test_the_sign_in_page_says_what_to_do_without_javascript(client, monkeypatch):
    page = (await client.get("/bureau/connexion")).text
    assert "Servez-vous de votre mot de passe." in page
    assert 'autocomplete="username webauthn"' in page
    assert "<script>" not in page
    figures = dataclasses.replace(settings(), url="http://127.0.0.1:8001")
    monkeypatch.setattr("server.entry.sign_in_page.settings", lambda: figures)
    assert 'href="http://localhost:8001/bureau/connexion"' in (await client.get("/bureau/connexion")).text
