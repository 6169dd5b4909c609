"""A staff form must come from a page of ours and carry the token of its login (threat T79)."""

import pytest

from server.accounts.guards import form_token
from server.foundation.ids import new_token
from server.foundation.settings import settings

PATH = "/bureau/bibliotheques/nouvelle"
SHEET = {"name": "Médiathèque", "address": "1 rue du Port", "postal_code": "35000", "city": "Rennes"}
SHEET |= {"timezone": "Europe/Paris"}


async def send(signed_in, headers, csrf):
    return await signed_in.post(PATH, data={**SHEET, **({} if csrf is None else {"csrf": csrf})}, headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},  # an old browser says nothing: the token is enough
        {"origin": settings().url},
        {"origin": settings().url, "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ],
)
async def test_own_pages_may(signed_in, headers):
    assert (await send(signed_in, headers, signed_in.csrf)).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "https://test.example.elsewhere.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://["},
        {"origin": "http://[x"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": settings().url, "sec-fetch-site": "cross-site"},
    ],
)
async def test_others_may_not_even_with_the_token(signed_in, headers):
    assert (await send(signed_in, headers, signed_in.csrf)).status_code == 403


@pytest.mark.parametrize(
    "csrf",
    [None, "", "x", "é", form_token(new_token()), "a" * 10_000],
    ids=["none", "empty", "x", "é", "foreign", "long"],
)
async def test_the_token_of_this_login_is_needed(signed_in, csrf):
    answer = await send(signed_in, {"origin": settings().url}, csrf)
    assert answer.status_code == 403
    assert "/bureau" in answer.text or answer.text


async def test_the_token_of_another_login_of_the_same_person_is_refused(signed_in, maker, administrator):
    other = form_token(await maker.login(await maker.staff(administrator=True)))
    assert (await send(signed_in, {"origin": settings().url}, other)).status_code == 403


async def test_a_refused_form_changes_nothing(signed_in):
    await send(signed_in, {"origin": "https://elsewhere.example"}, signed_in.csrf)
    assert "Rennes" not in (await signed_in.get("/bureau/bibliotheques")).text


async def test_signing_out_from_elsewhere_does_nothing(signed_in):
    answer = await signed_in.post("/bureau/deconnexion", data={"csrf": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert (await signed_in.get("/bureau/bibliotheques")).status_code == 200


async def test_signing_in_from_elsewhere_is_refused(client, administrator, password):
    data = {"email": "directrice@test.example", "password": password}
    answer = await client.post("/bureau/connexion", data=data, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403


async def test_a_json_body_is_no_form(signed_in):
    answer = await signed_in.post(PATH, json={**SHEET, "csrf": signed_in.csrf})
    assert answer.status_code in {400, 403}
